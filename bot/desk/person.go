package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// open begins a request that the person consented to.
func (s *step) open() {
	if s.r.ID != "" {
		return
	}
	o := s.ev.Opening
	p := s.k.partner(o.Consent.Partner)
	s.r = Request{
		ID: o.ID, Person: o.Person, Local: o.Local, Via: o.Via, State: Open, Opened: s.ev.At,
		Label: o.Label,
	}
	s.arrive(p, o)
}

// arrive puts the request into the queue of a partner.
func (s *step) arrive(p *Partner, o *Opening) {
	s.r.Partner, s.r.Channel, s.r.Shared = p.ID, p.Channel, p.Shared
	s.r.Card, s.r.Contact = o.Card, o.Contact
	s.r.State, s.r.Since, s.r.Arrived, s.r.By = Open, s.ev.At, s.ev.At, Staff{}
	s.r.Answered, s.r.Spoke, s.r.Heard = time.Time{}, time.Time{}, s.ev.At
	s.r.Waited, s.r.Aside, s.r.Waiting = 0, false, s.ev.At
	s.r.Consents = append(s.r.Consents, o.Consent)
	if p.Channel != "" {
		s.r.Places = append(s.r.Places, Place{p.Channel, s.thread()})
	}
	s.await(s.ev.At)
	s.shown, s.listed = true, true
	s.count.Opened = 1
}

// add completes a request: a contact, a first name, the hours to call.
func (s *step) add() {
	o := s.ev.Opening
	s.r.Card, s.r.Contact = o.Card, o.Contact
	if s.r.State == Closed {
		return
	}
	if text := s.ev.Text; text != "" {
		if s.r.Shared && s.r.State == Open {
			text = Mask(text)
		}
		s.write(Line{Who: Person, At: s.ev.Wrote, Text: text})
	}
	s.shown = true
}

// hear writes what the person says while a human has the talk.
func (s *step) hear() {
	if s.r.State == Closed || strings.TrimSpace(s.ev.Text) == "" {
		return
	}
	waited := s.r.Waits()
	s.write(Line{Who: Person, At: s.ev.Wrote, Text: s.ev.Text, Edited: s.ev.Edited})
	s.r.Heard = later(s.ev.At, s.r.Heard)
	s.remind(dueQuiet, time.Time{})
	if s.r.State == Claimed && !waited {
		s.r.Waiting = s.ev.At
		s.r.Heard = later(s.ev.At, s.r.Spoke.Add(time.Nanosecond)) // after, also within the second that networks count in
		s.await(s.ev.At)
		s.shown, s.listed = true, true
	}
}

// aside notes to whom the person writes while somebody has their request.
func (s *step) aside(aside bool) {
	if s.r.State != Claimed || s.r.Aside == aside {
		return
	}
	s.r.Aside = aside
	if aside {
		s.happened("La personne reprend avec le bot : ce qu’elle lui écrit n’arrive pas ici. Votre prochaine réponse lui parvient, et vous rend la parole.")
	} else {
		s.happened("La personne reprend avec vous : ce qu’elle écrit arrive de nouveau ici.")
	}
	s.shown = true
}

// withdraw ends the request as its person wishes. What staff were about to say is not said.
func (s *step) withdraw() {
	if s.r.State == Closed {
		return
	}
	s.unsend(Canceled)
	s.end(Staff{Name: "la personne"}, "")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// accepted takes the request to the partner that the person said yes to.
func (s *step) accepted() {
	o := s.ev.Opening
	p, ok := s.k.Partner(o.Consent.Partner)
	if !ok || s.r.State != Claimed || s.r.Asking != p.ID {
		return
	}
	s.unsend(Canceled)
	s.happened("La personne accepte : la demande passe à " + p.Name + ".")
	if s.r.Channel != "" {
		c := s.k.Card(s.r)
		c.Moved, c.Asking, c.Contact, c.Fields = p.Name, "", "", nil
		s.out.Posts = append(s.out.Posts, Post{Kind: PostCard, Channel: s.r.Channel, Request: s.r.ID, Thread: s.thread(), Card: &c})
	}
	s.count.Moved = 1
	s.change(s.r.Partner, Row{Request: s.r.ID})
	s.r.Leg++
	s.r.From = s.r.Lines
	s.r.Asking, s.r.AskedBy, s.r.Notes = "", Staff{}, nil
	s.remind(dueAsk, time.Time{})
	s.remind(dueQuiet, time.Time{})
	s.arrive(p, o)
}

func (s *step) refused() {
	if s.r.Asking == "" {
		return
	}
	name := s.k.partner(s.r.Asking).Name
	s.r.Asking, s.r.AskedBy = "", Staff{}
	s.remind(dueAsk, time.Time{})
	s.alert("La personne ne souhaite pas que sa demande passe à " + name + " : elle reste ici.")
	s.watch()
	s.shown, s.listed = true, true
}

// lose notes that the person cannot be reached: what waits for them does not leave.
func (s *step) lose() {
	if s.r.Gone || s.r.State == Closed {
		return
	}
	s.r.Gone = true
	s.unsend(Blocked)
	s.alert("La personne a bloqué le bot : aucune réponse ne peut lui parvenir ici." + s.otherWay())
	s.shown = true
	s.endIfDue()
}

// unsend lets go of the replies that have not left: they are for a talk that is no longer theirs.
func (s *step) unsend(result Result) {
	for _, d := range s.r.Replies {
		if d.Left {
			continue
		}
		s.remind(dueReply+strconv.Itoa(d.N), time.Time{})
		s.turned(d, result)
		if result == Canceled {
			s.happened("La réponse en attente n’est pas partie.")
		}
	}
	s.r.Replies = slices.DeleteFunc(s.r.Replies, func(d Draft) bool { return !d.Left })
}

// otherWay points to the contact that was left.
func (s *step) otherWay() string {
	if s.r.Contact != "" {
		return " Elle a laissé un contact sur sa fiche."
	}
	return ""
}

func (s *step) find() {
	if !s.r.Gone {
		return
	}
	s.r.Gone = false
	if s.r.State != Closed {
		s.happened("La personne écrit de nouveau : elle peut être jointe ici.")
		s.shown = true
	}
}

// erase removes the request everywhere it is.
func (s *step) erase(reason string) {
	for _, p := range s.r.Places {
		s.out.Posts = append(s.out.Posts, Post{Kind: PostErased, Channel: p.Channel, Request: s.r.ID, Thread: p.Thread, Text: reason})
	}
	if s.r.State != Closed {
		s.count.Withdrawn = 1
		s.change(s.r.Partner, Row{Request: s.r.ID})
	}
	s.out.Erase = true
	s.out.Lines, s.out.Remind = nil, nil
	s.r = Request{}
}
