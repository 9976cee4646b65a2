package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// staff carries out an act of a member of staff, or refuses it.
func (s *step) staff() {
	r, ev := &s.r, s.ev
	switch {
	case r.Channel != ev.Via && ev.Via != "", ev.By.Partner != "" && ev.By.Partner != r.Partner && !r.Shared:
		// A press on the card of an earlier partner, or somebody of another one.
		s.refuse(Elsewhere)
		return
	case r.State == Closed && ev.Kind != CancelSend:
		s.refuse(IsClosed)
		return
	case ev.Kind == CancelSend:
		s.cancelSend()
		return
	case r.State == Open && ev.Kind == TakeOver:
		s.claim() // it went back to the queue meanwhile: they want to have it
		return
	case r.State == Open && ev.Kind != Claim:
		s.refuse(NotClaimed)
		return
	case ev.Kind == TakeOver:
		s.takeOver()
		return
	case r.State == Claimed && r.By.ID != ev.By.ID:
		s.refuse(Taken)
		return
	}
	switch ev.Kind {
	case Claim:
		s.claim()
	case Reply:
		s.reply()
	case Transfer:
		s.transfer()
	case Close:
		s.close()
	}
}

func (s *step) claim() {
	s.done()
	if s.r.State == Claimed {
		return // pressed twice by the same
	}
	s.r.State, s.r.Since, s.r.By = Claimed, s.ev.At, s.ev.By
	s.r.Heard, s.r.Spoke = s.ev.At, time.Time{} // they wait, whatever an earlier one said
	s.r.Waited = 0
	s.happened(orSomebody(s.ev.By.Name) + " prend la demande en charge.")
	s.say(News{What: SayClaimed, By: s.ev.By.First()})
	s.await(s.ev.At)
	s.shown, s.listed = true, true
	s.count.Claimed, s.missed = 1, -1
}

// takeOver gives a request that a colleague has to another one, who was asked whether they mean it:
// its holder is ill, or has left. Of two who try at once the first has it, because the second
// was asked about somebody else.
func (s *step) takeOver() {
	had := s.r.By
	switch {
	case had.ID == s.ev.By.ID:
		s.done() // pressed twice by the same
		return
	case had.ID != s.ev.From:
		s.refuse(Taken)
		return
	case s.ev.By.Partner != "" && s.ev.By.Partner != s.r.Partner && s.ev.By.Partner != had.Partner:
		s.refuse(Elsewhere) // others may take what waits, and not what somebody is at
		return
	case s.r.waiting(0) >= 0:
		s.refuse(Pending)
		return
	}
	s.done()
	s.r.Since, s.r.By = s.ev.At, s.ev.By
	s.alert(orSomebody(s.ev.By.Name) + " reprend la demande que suivait " + orSomebody(had.Name) + ". La personne en est informée.")
	s.say(News{What: SayTaken, By: s.ev.By.First(), From: had.First()})
	s.watch()
	s.shown, s.listed = true, true
	if s.r.Waits() {
		s.missed = -1
	}
}

func (s *step) reply() {
	text := strings.TrimSpace(strings.ReplaceAll(s.ev.Text, "\r\n", "\n"))
	switch {
	case !fits(text):
		s.refuse(NoText)
		return
	case s.r.Gone:
		s.refuse(Cannot)
		return
	}
	s.r.Said++
	d := Draft{Place: s.place(), N: s.r.Said, By: s.ev.By, Text: text, At: s.ev.At, Due: s.ev.At.Add(s.k.delay)}
	s.outcome(Outcome{N: d.N})
	if s.k.delay == 0 {
		s.r.Lines++
		d.Line = s.r.Lines
		s.r.Replies = append(s.r.Replies, d)
		s.leave(len(s.r.Replies) - 1)
		return
	}
	if s.ev.Via != "" { // its Annuler l'envoi shows in that channel once there is room for it
		d.Held, d.Due = true, d.Due.Add(shownTime)
	}
	d.Line = s.write(s.line(d, Waiting))
	s.r.Replies = append(s.r.Replies, d)
	s.remind(dueReply+strconv.Itoa(d.N), d.Due)
}

// line is a draft in the thread.
func (s *step) line(d Draft, result Result) Line {
	l := Line{N: d.Line, At: d.At, Who: Member, Name: d.By.Name, Text: d.Text, Reply: d.N, Result: result}
	if result == Waiting {
		l.Due = d.Due
		if d.Held {
			l.Delay = s.k.delay
		}
	}
	return l
}

// seen begins the delay of a reply that can be taken back from now on.
func (s *step) seen() {
	i := s.r.waiting(s.ev.N)
	if i < 0 || !s.r.Replies[i].Held {
		return
	}
	d := &s.r.Replies[i]
	d.Held, d.Due = false, s.ev.At.Add(s.k.delay)
	s.out.Lines = append(s.out.Lines, s.line(*d, Waiting)) // it stands in the channel as it should
	s.remind(dueReply+strconv.Itoa(d.N), d.Due)
}

// release sends the replies whose delay is over, in the order they were written in: one written
// in a channel that is slow to show it holds back those after it.
func (s *step) release() {
	for {
		i := slices.IndexFunc(s.r.Replies, func(d Draft) bool { return !d.Left })
		if i < 0 || s.r.Replies[i].Due.After(s.ev.At) {
			return
		}
		s.leave(i)
	}
}

// leave sends a reply: this is the only place where staff reach a person.
func (s *step) leave(i int) {
	d := &s.r.Replies[i]
	d.Left = true
	s.turned(*d, Leaving)
	s.say(News{What: SayReply, By: d.By.First(), Text: d.Text, N: d.N})
	if s.r.Answered.IsZero() {
		s.r.Answered = s.ev.At
		s.count.Answered, s.took = 1, int(s.ev.At.Sub(s.r.Arrived).Minutes())
	}
	s.r.Spoke, s.r.Waiting, s.r.Aside = s.ev.At, time.Time{}, false
	s.remind(duePatience, time.Time{})
	s.remind(dueQuiet, s.ev.At.Add(quietTime))
	s.shown, s.listed = true, true
	s.endIfDue()
}

// waiting finds the last reply that has not left, or the one of a number.
func (r Request) waiting(n int) int {
	for i, d := range slices.Backward(r.Replies) {
		if !d.Left && (n == 0 || d.N == n) {
			return i
		}
	}
	return -1
}

// cancelSend takes a reply back. Anybody at the desk may: that nothing wrong is sent matters more
// than whose it is.
func (s *step) cancelSend() {
	i := s.r.waiting(s.ev.N)
	if i < 0 {
		s.refuse(TooLate)
		return
	}
	d := s.r.Replies[i]
	s.r.Replies = slices.Delete(s.r.Replies, i, i+1)
	s.outcome(Outcome{N: d.N})
	s.remind(dueReply+strconv.Itoa(d.N), time.Time{})
	s.turned(d, Canceled)
	s.release()
	s.endIfDue()
}

func (s *step) transfer() {
	p, ok := s.k.Partner(s.ev.Partner)
	switch {
	case !ok || p.ID == s.r.Partner:
		s.refuse(NoPartner)
		return
	case s.r.Asking != "":
		s.refuse(Asked)
		return
	case s.r.waiting(0) >= 0:
		s.refuse(Pending)
		return
	case s.r.Gone:
		s.refuse(Cannot)
		return
	}
	s.done()
	s.r.Asking, s.r.AskedBy = p.ID, s.ev.By
	s.happened("Transfert à " + p.Name + " proposé à la personne. Rien ne part avant son accord.")
	s.say(News{What: SayAsk, By: s.ev.By.First(), Partner: p.ID})
	s.remind(dueAsk, s.ev.At.Add(askTime))
	s.shown, s.listed = true, true
}

// close ends the request once no reply waits any more.
func (s *step) close() {
	s.done()
	if s.r.waiting(0) >= 0 {
		if !s.r.Closing {
			s.r.Closing = true
			s.happened("La demande sera close quand la réponse en attente sera partie.")
		}
		return
	}
	s.end(s.ev.By, SayClosed)
}

// endIfDue closes what waited for its last reply.
func (s *step) endIfDue() {
	if s.r.Closing && s.r.waiting(0) < 0 {
		s.end(s.r.By, SayClosed)
	}
}

func (s *step) end(by Staff, what What) {
	s.r.State, s.r.Since, s.r.By = Closed, s.ev.At, by
	s.r.Closing, s.r.Asking, s.r.AskedBy, s.r.Aside = false, "", Staff{}, false
	if what == SayQuiet {
		s.happened("Sans message depuis trois jours : la demande est close, le bot répond de nouveau.")
	} else {
		s.happened("Demande close par " + orSomebody(by.Name) + ". Le bot répond de nouveau.")
	}
	if what != "" { // else they know: it is their wish
		s.say(News{What: what, By: by.First()})
	}
	for _, name := range []string{duePatience, dueQuiet, dueAsk} {
		s.remind(name, time.Time{})
	}
	s.remind(dueForget, s.ev.At.Add(keptTime))
	s.shown, s.listed = true, true
	s.count.Closed = 1
}

// note keeps what staff typed in the thread. It goes nowhere.
func (s *step) note() {
	l := Line{At: s.ev.At, Who: Inside, Name: s.ev.By.Name, Text: s.ev.Text, Ref: s.ev.Ref}
	i := slices.IndexFunc(s.r.Notes, func(n NoteRef) bool { return n.Ref == s.ev.Ref && s.ev.Ref != "" })
	if s.ev.Via == "" {
		s.done() // the web desk waits for it
	}
	switch s.ev.Kind {
	case Note:
		if i >= 0 {
			return // the network told it twice
		}
		n := s.write(l)
		if s.ev.Ref != "" {
			s.r.Notes = append(s.r.Notes, NoteRef{s.ev.Ref, n})
			if len(s.r.Notes) > notesKept {
				s.r.Notes = slices.Delete(s.r.Notes, 0, len(s.r.Notes)-notesKept)
			}
		}
	case NoteEdited:
		if i < 0 {
			s.write(l) // it came before the thread was known, or long ago
			return
		}
		l.N, l.Edited = s.r.Notes[i].Line, true
		s.out.Lines = append(s.out.Lines, l)
	case NoteGone:
		if i < 0 {
			return
		}
		l.N, l.Text, l.Edited = s.r.Notes[i].Line, "", true
		s.out.Lines = append(s.out.Lines, l)
	}
}

// notesKept bounds the notes whose later change is followed.
const notesKept = 100
