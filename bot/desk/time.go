package desk

import (
	"slices"
	"strings"
	"time"
)

// due does what a reminder is for.
func (s *step) due() {
	if strings.HasPrefix(s.ev.Name, dueReply) {
		s.release()
		return
	}
	switch s.ev.Name {
	case duePatience:
		s.overdue()
	case dueQuiet:
		switch {
		case s.r.State != Claimed || s.r.Waits():
		case s.r.waiting(0) >= 0 || s.r.Asking != "":
			s.watch()
		default:
			s.end(s.r.By, SayQuiet)
		}
	case dueAsk:
		if s.r.Asking != "" {
			asked := s.r.Asking
			s.refusedBySilence(asked)
		}
	case dueForget:
		if s.r.State == Closed {
			s.erase("effacé après 90 jours")
		}
	}
}

// refusedBySilence lets go of a transfer that the person said nothing about.
func (s *step) refusedBySilence(asked string) {
	s.r.Asking, s.r.AskedBy = "", Staff{}
	s.alert("Sans réponse de la personne au transfert à " + s.k.partner(asked).Name + " : la demande reste ici.")
	s.say(News{What: SayLapsed, Partner: asked})
	s.watch()
	s.shown, s.listed = true, true
}

// overdue tells everybody that an answer is: a claim without one goes back to the queue.
func (s *step) overdue() {
	if !s.r.Waits() {
		return
	}
	p := s.k.partner(s.r.Partner)
	if s.r.State == Open {
		// Told less and less often, so that it stays news: the channel each time, the person twice.
		s.r.Waited++
		s.alert("Cette demande attend depuis le " + s.r.Arrived.In(paris).Format("02/01 à 15:04") + " : personne ne l’a prise en charge.")
		if s.r.Waited <= 2 {
			s.say(News{What: SayWaiting, Next: p.Calendar.Next(s.ev.At)})
		}
		s.remind(duePatience, p.Calendar.After(s.ev.At, p.Patience<<min(s.r.Waited, 4)))
		s.listed, s.missed = true, 1
		return
	}
	if s.r.Asking != "" || s.r.waiting(0) >= 0 {
		s.await(s.ev.At) // it is the person who has not answered, or an answer is about to leave
		return
	}
	by := s.r.By
	s.r.State, s.r.Since, s.r.By = Open, s.ev.At, Staff{}
	s.r.Returns++
	s.r.Waited, s.r.Aside = 0, false
	s.alert("Sans réponse de " + orSomebody(by.Name) + " dans le délai : la demande revient dans la file.")
	s.say(News{What: SayReturned, By: by.First(), Next: p.Calendar.Next(s.ev.At)})
	s.await(s.ev.At)
	s.shown, s.listed = true, true
	s.count.Returned, s.missed = 1, 1
}

// unposted tells whoever may mend it that a staff channel takes no cards: the request waits on
// the web desk. The common channel hears of it without a word of the card, since the person
// did not consent that it be read there.
func (s *step) unposted() {
	if s.ev.Via != s.r.Channel || s.r.State == Closed {
		return
	}
	text := "Le canal de " + s.k.partner(s.r.Partner).Name + " ne prend pas les demandes (archivé, ou le bot n’y est pas)."
	s.r.Lines++
	s.out.Lines = append(s.out.Lines, Line{N: s.r.Lines, At: s.ev.At, Who: Bot, Text: text})
	if s.k.channel != "" && s.k.channel != s.r.Channel {
		s.out.Posts = append(s.out.Posts, Post{Kind: PostNotice, Channel: s.k.channel,
			Text: text + " Une demande y attend ; elle se lit sur le bureau web."})
	}
}

// report notes how a reply ended.
func (s *step) report() {
	i := slices.IndexFunc(s.r.Replies, func(d Draft) bool { return d.N == s.ev.N && d.Left })
	if i < 0 {
		return
	}
	d := s.r.Replies[i]
	s.r.Replies = slices.Delete(s.r.Replies, i, i+1)
	s.turned(d, s.ev.Result)
	if s.ev.Result == Delivered || s.ev.Result == Left {
		return
	}
	if s.ev.Result == Blocked {
		s.r.Gone = true
		s.alert("La réponse n’est pas arrivée : la personne a bloqué le bot." + s.otherWay())
	} else {
		s.alert("La réponse n’est pas arrivée : le réseau la refuse." + s.otherWay())
	}
	if s.r.State == Claimed && d.N == s.r.Said && d.Place == s.place() {
		s.r.Spoke, s.r.Waiting = time.Time{}, s.ev.At // they were not answered
		s.await(s.ev.At)
		s.remind(dueQuiet, time.Time{})
		s.listed = true
	}
	s.shown = true
}
