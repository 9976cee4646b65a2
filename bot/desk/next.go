package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What says what the person is told of their request.
type What string

// What the person is told. The sentences are content.
const (
	SayClaimed  What = "claimed"  // By has it; what they write goes there
	SayTaken    What = "taken"    // By has it now, in the place of who had it
	SayReply    What = "reply"    // Text, of By, who reads the person from then on
	SayAsk      What = "ask"      // may it go to Partner?
	SayReturned What = "returned" // By did not answer; it waits again
	SayWaiting  What = "waiting"  // nobody has taken it yet
	SayClosed   What = "closed"   // By closed it
	SayQuiet    What = "quiet"    // closed because nobody had written for long
	SayLapsed   What = "lapsed"   // the question about Partner is no longer asked
)

// News is what the desk tells a person's talk.
type News struct {
	What    What      `json:"w"`
	Request string    `json:"r"` // as the talk calls it
	By      string    `json:"b,omitempty"`
	From    string    `json:"f,omitempty"` // who had it
	Partner string    `json:"p,omitempty"`
	Text    string    `json:"x,omitempty"`
	N       int       `json:"n,omitempty"` // of the reply
	Next    time.Time `json:"t,omitzero"`  // when the partner is there again
}

// Effects are what an event asks of the outside, in one step with the request as it becomes.
type Effects struct {
	Lines   []Line               // to write in the thread, each under its N
	Say     []News               // to the person, in order
	Remind  map[string]time.Time // see dialogue.Effects
	Changes []PartnerChange
	Posts   []Post
	Outcome *Outcome // of an event of staff
	Erase   bool     // everything about the request goes, and then the posts and changes
}

// PartnerChange is a change and the board it is for.
type PartnerChange struct {
	Partner string
	Change
}

// Names of the reminders a request asks for; those of replies carry a number.
const (
	duePatience = "patience"
	dueQuiet    = "quiet"
	dueAsk      = "ask"
	dueForget   = "forget"
	dueReply    = "reply-"
)

// step is a request on its way from one state to the next.
type step struct {
	k      *Rules
	r      Request
	ev     Event
	out    Effects
	shown  bool // the card is to be posted again
	listed bool // the board is to hear of it
	count  Figures
	took   int
	missed int
}

// Next is what becomes of a request by an event. A request that is not there is the zero value.
// It is pure, and changes nothing of what it is given.
func (k *Rules) Next(r Request, ev Event) (Request, Effects) {
	r.Replies, r.Outcomes = slices.Clone(r.Replies), slices.Clone(r.Outcomes)
	r.Consents, r.Places = slices.Clone(r.Consents), slices.Clone(r.Places)
	s := &step{k: k, r: r, ev: ev}
	if r.ID == "" && ev.Kind != Opened {
		if ev.Kind.ofStaff() {
			s.refuse(IsGone)
		}
		return s.r, s.out
	}
	switch ev.Kind {
	case Opened:
		s.open()
	case Added:
		s.add()
	case Heard:
		s.hear()
	case Accepted:
		s.accepted()
	case Refused:
		s.refused()
	case Lost:
		s.lose()
	case Found:
		s.find()
	case Erased:
		s.erase("effacé à la demande de la personne")
	case Claim, TakeOver, Reply, CancelSend, Transfer, Close:
		s.staff()
	case Note, NoteEdited, NoteGone:
		s.note()
	case Due:
		s.due()
	case Reported:
		s.report()
	case Shown:
		s.seen()
	case Unposted:
		s.unposted()
	case Aside, Back:
		s.aside(ev.Kind == Aside)
	case Withdrawn:
		s.withdraw()
	case Distress:
		if s.r.State != Closed {
			s.alert("La personne vient d’écrire un message de détresse ; le bot ne le transmet pas et lui a donné les numéros d’urgence. Écrivez-lui.")
		}
	}
	s.finish()
	return s.r, s.out
}

// ofStaff tells whether an event is an act that somebody waits for.
func (k Kind) ofStaff() bool {
	switch k {
	case Claim, TakeOver, Reply, CancelSend, Transfer, Close:
		return true
	}
	return false
}

// finish tells the faces and the board what changed.
func (s *step) finish() {
	if s.out.Erase || s.r.ID == "" {
		return
	}
	if s.shown && s.r.Channel != "" {
		c := s.k.Card(s.r)
		card := Post{Kind: PostCard, Channel: s.r.Channel, Request: s.r.ID, Thread: s.thread(), Card: &c}
		s.out.Posts = append([]Post{card}, s.out.Posts...)
	}
	if s.listed {
		s.change(s.r.Partner, s.row())
	}
}

// change tells a board.
func (s *step) change(partner string, row Row) {
	s.out.Changes = append(s.out.Changes, PartnerChange{partner, Change{Row: row, Count: s.count, Took: s.took, Missed: s.missed}})
	s.count, s.took, s.missed = Figures{}, 0, 0
}

// row is the request on its board; closed ones have left it.
func (s *step) row() Row {
	r := s.r
	row := Row{Request: r.ID}
	if r.State == Open || r.State == Claimed {
		row = Row{Request: r.ID, State: r.State, Label: r.Label, Opened: r.Opened, Since: r.Since, By: r.By,
			Unanswered: r.Waits(), Asking: r.Asking, Returns: r.Returns}
		if row.Unanswered {
			row.Waiting = r.Waiting
		}
	}
	return row
}

// Waits tells whether the person waits for an answer.
func (r Request) Waits() bool {
	return r.State == Open || r.State == Claimed && (r.Spoke.IsZero() || r.Heard.After(r.Spoke))
}

// thread names the thread of the request in its channel.
func (s *step) thread() string { return threadName(s.r.ID, s.r.Leg) }

func threadName(id string, leg int) string {
	if leg == 0 {
		return id
	}
	return id + "." + strconv.Itoa(leg+1)
}

// write adds a line to the thread.
func (s *step) write(l Line) uint64 {
	s.r.Lines++
	l.N = s.r.Lines
	if l.At.IsZero() {
		l.At = s.ev.At
	}
	s.out.Lines = append(s.out.Lines, l)
	s.post(l)
	return l.N
}

// place is the thread of the request where it is now.
func (s *step) place() Place { return Place{s.r.Channel, s.thread()} }

// post shows a line in the staff channel. What staff typed there stands there already.
func (s *step) post(l Line) {
	if l.Who != Inside {
		s.postIn(s.place(), l)
	}
}

func (s *step) postIn(p Place, l Line) {
	if p.Channel != "" {
		s.out.Posts = append(s.out.Posts, Post{Kind: PostLines, Channel: p.Channel, Request: s.r.ID, Thread: p.Thread,
			Lines: []Line{l}, Numbers: []uint64{l.N}})
	}
}

// turned tells how far a reply has come, where it was written: by now the request may be with
// another partner.
func (s *step) turned(d Draft, result Result) {
	l := s.line(d, result)
	s.out.Lines = append(s.out.Lines, l)
	s.postIn(d.Place, l)
}

// happened writes what the bot tells the staff.
func (s *step) happened(text string) { s.write(Line{Who: Bot, Text: text}) }

// alert says something in the thread that the whole channel should see.
func (s *step) alert(text string) {
	s.r.Lines++
	s.out.Lines = append(s.out.Lines, Line{N: s.r.Lines, At: s.ev.At, Who: Bot, Text: text})
	if s.r.Channel != "" {
		s.out.Posts = append(s.out.Posts, Post{Kind: PostNotice, Channel: s.r.Channel, Request: s.r.ID,
			Thread: s.thread(), Text: text, Broadcast: true})
	}
}

func (s *step) say(n News) {
	n.Request = s.r.Local
	if n.Partner == "" {
		n.Partner = s.r.Partner
	}
	s.out.Say = append(s.out.Say, n) // also to somebody who cannot be reached: their talk must know
}

func (s *step) remind(name string, at time.Time) {
	if s.out.Remind == nil {
		s.out.Remind = make(map[string]time.Time)
	}
	s.out.Remind[name] = at
}

// await sets when an answer is overdue, from a time on.
func (s *step) await(from time.Time) {
	p := s.k.partner(s.r.Partner)
	s.remind(duePatience, p.Calendar.After(from, p.Patience))
}

// watch has somebody miss what does not come: an answer, or the next word of either.
func (s *step) watch() {
	if s.r.Waits() {
		s.await(s.ev.At)
	} else {
		s.remind(dueQuiet, s.ev.At.Add(quietTime))
	}
}

// done and refuse tell a member of staff how their act ended.
func (s *step) done() { s.outcome(Outcome{}) }

func (s *step) refuse(why Refusal) {
	o := Outcome{Refusal: why}
	if why == Taken {
		o.By = s.r.By
	}
	s.outcome(o)
	if s.ev.Via != "" && s.ev.By.ID != "" {
		s.out.Posts = append(s.out.Posts, Post{Kind: PostWhisper, Channel: s.ev.Via, Request: s.r.ID, User: s.ev.By.ID,
			Text: o.Tell(s.k.partner(s.r.Partner).Name)})
	}
}

// outcomesKept bounds the outcomes that a request remembers for those who ask from elsewhere.
const outcomesKept = 8

func (s *step) outcome(o Outcome) {
	o.Event = s.ev.ID
	s.out.Outcome = &o
	if s.r.ID == "" {
		return
	}
	if s.r.Outcomes = append(s.r.Outcomes, o); len(s.r.Outcomes) > outcomesKept {
		s.r.Outcomes = slices.Delete(s.r.Outcomes, 0, len(s.r.Outcomes)-outcomesKept)
	}
}

// Tell says a refusal to the member of staff; partner is who has the request.
func (o Outcome) Tell(partner string) string {
	switch o.Refusal {
	case Taken:
		return "Trop tard : " + orSomebody(o.By.Name) + " a pris cette demande en charge."
	case NotClaimed:
		return "Prenez d’abord la demande en charge."
	case IsClosed:
		return "Cette demande est close."
	case IsGone:
		return "Cette demande n’existe plus : la personne a effacé ses données."
	case Elsewhere:
		return "Cette demande est suivie par " + partner + "."
	case TooLate:
		return "Trop tard : la réponse est partie."
	case Asked:
		return "La personne n’a pas encore répondu au transfert proposé."
	case Pending:
		return "Une réponse est sur le point de partir : attendez, ou annulez l’envoi."
	case NoPartner:
		return "Choisissez un autre partenaire de l’annuaire."
	case NoText:
		return "La réponse est vide ou dépasse " + strconv.Itoa(MaxReply) + " caractères : rien n’est parti."
	case Cannot:
		return "La personne ne peut pas être jointe : elle a bloqué le bot. Rien n’est parti."
	}
	return ""
}

func orSomebody(name string) string {
	if name == "" {
		return "un collègue"
	}
	return name
}

// fits tells whether a reply can be sent.
func fits(text string) bool {
	n := utf8.RuneCountInString(text)
	return strings.TrimSpace(text) != "" && n <= MaxReply
}
