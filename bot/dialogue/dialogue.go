// Package dialogue decides what to say next.
//
// [Dialogue.Next] is a pure function: the state of one person's talk and one
// message give the new state and a [Turn], which holds the replies and the
// effects asked of the outside (record a request, erase, export). There is no
// clock and no I/O here: the time is in the message, so a talk can be replayed
// from a text file and what is said depends only on the messages and the times
// they carry.
//
// The sentences are not here either: they lie in bot/content, each with the
// intents it answers and the source of the facts it states.
package dialogue

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/intents"
)

// Dialogue decides what to say next. It is read-only and safe for concurrent use.
type Dialogue struct {
	c         *content.Content
	texts     *content.Texts
	reader    Understander
	offers    map[string]offers            // by job
	diplomas  []diploma                    // of the ways after the bac
	meanings  map[string]string            // intent to the label that stands for it
	tu        bool                         // people are addressed as « tu », see the text « ton »
	labels    map[string]string            // folded label to the action it has wherever it stands
	namesakes map[string][]string          // folded names that several communes of the region have
	late      map[string]map[string]string // the same of each question of the form, while it waits for its answer
	sorry     string
	rules     *desk.Rules
}

// Understander reads a sentence; *intents.Recogniser is one.
type Understander interface {
	Understand(text string, expected intents.Expected) intents.Understanding
	// Signature gives the stems that a message is about, without what tells of whom it is.
	Signature(text string) []string
}

// New makes a dialogue of loaded content. The reader serves [Dialogue.Read], reads the sentences of a message
// by themselves for danger, and tells the stems of what was not understood; like the dialogue it is pure.
// A text that the dialogue says and the content lacks is an error, see [CheckTexts].
func New(c *content.Content, reader Understander) (*Dialogue, error) {
	d := &Dialogue{c: c, texts: c.Texts, offers: index(c), diplomas: diplomas(c), reader: reader, meanings: make(map[string]string)}
	if d.texts == nil {
		return nil, fmt.Errorf("content without texts")
	}
	for _, name := range spoken {
		if !d.texts.Has(name) {
			return nil, fmt.Errorf("text %q is missing", name)
		}
	}
	var err error
	if d.rules, err = desk.NewRules(c, desk.Settings{}); err != nil {
		return nil, err
	}
	choices, err := d.choices(&Session{}, ref{name: "sens"})
	if err != nil {
		return nil, err
	}
	for _, b := range choices {
		d.meanings[argument(b.Value)] = b.Label
	}
	if ton, ok := d.texts.Get("ton"); ok && ton.Wordings() > 0 {
		d.tu = strings.TrimSpace(ton.Raw(0)) == "tu"
	}
	d.labels, d.late = d.everyLabel(), d.lateAnswers()
	d.namesakes = sharedNames(c.Places)
	x, _ := d.texts.Get("pas_compris")
	said, err := x.Fill(0, &view{Partner: &noPartner, Suivant: &noPartner, Scheme: &noScheme})
	if err != nil {
		return nil, err
	}
	d.sorry = said.Text
	return d, nil
}

// With gives the dialogue for a desk with these rules: who reads what, and when.
func (d *Dialogue) With(rules *desk.Rules) *Dialogue {
	c := *d
	c.rules = rules
	return &c
}

// Next answers one message. It is pure: the same session, message and
// understanding give the same session and turn, and what it is given stays
// as it was.
func (d *Dialogue) Next(s Session, m Message, u intents.Understanding) (Session, Turn) {
	return d.next(s, m, u, look{})
}

// Answer reads one message and answers it: Next of what Read says, for less.
func (d *Dialogue) Answer(s Session, m Message) (Session, Turn) {
	l := d.look(&s, &m)
	return d.next(s, m, d.read(&s, &m, l), l)
}

func (d *Dialogue) next(s Session, m Message, u intents.Understanding, l look) (Session, Turn) {
	s.Paths, s.Said = slices.Clone(s.Paths), slices.Clone(s.Said)
	s.Wish = s.Wish.copied()
	t := &turn{d: d, s: s, m: m, u: u, before: refs(s.Said), look: l}
	t.out.Understood = u
	t.known, t.limits = s.Profile, s.limits()
	t.wasSeeking, t.wasEmployer, t.wasAsked = s.Flags.Has(Seeking), s.Flags.Has(Employer), s.Ask
	t.handle()
	t.flush()
	t.leadOn()
	t.delicate()
	t.kindly()
	t.noteQuestion()
	if len(t.out.Replies) > 0 {
		t.s.Said = t.s.Said[:0]
		for _, r := range t.said {
			t.s.Said = append(t.s.Said, r.String())
		}
	}
	return t.s, t.out
}

func (t *turn) handle() {
	silence := t.s.away(t.m.At)
	t.s.Tidy(t.m.At)
	switch t.m.Kind {
	case Blocked, Unblocked, Due, Silent:
		return
	case Operator:
		t.operator()
		return
	case Desk:
		t.fromDesk()
		return
	case Group:
		t.inGroup()
		return
	}
	if !t.m.At.IsZero() {
		t.s.Last = t.m.At.Unix()
	}
	if w := t.s.human(); w != nil {
		if t.toHuman(w) {
			return
		}
		t.look.taken = false // the talk is another since
	}
	switch t.m.Kind {
	case Text, Edited:
		t.text(t.m.Text, silence)
	case Press:
		t.press(t.m.Value)
	case Start:
		t.start()
	case Contact:
		t.contact(t.m.Value, "")
	case SomeContact:
		t.say("recu.contact", "")
		t.remind()
	case Location:
		t.location()
	case Voice:
		t.say("recu.voix", "")
		t.remind()
	case Photo, Document:
		if t.m.Text != "" {
			t.leadWith("recu.photo")
			t.text(t.m.Text, silence)
			return
		}
		t.say("recu.photo", "")
		t.remind()
	case Sticker:
		t.say("recu.sticker", "")
		t.remind()
	default:
		t.say("recu.autre", "")
		t.remind()
	}
}

// inGroup asks to be written to alone, and says the numbers to who is in danger. Where everybody
// reads, no words are kept and no button is shown.
func (t *turn) inGroup() {
	t.s.set(Distress, false)
	if !t.distressed(fold(t.m.Text)) {
		t.say("recu.groupe", "")
	}
	t.flush()
	t.s.set(Distress, false)
	t.out.Effects.Unkept = true
	for i := range t.out.Replies {
		t.out.Replies[i].Buttons = nil
	}
}

// operator carries out an order of the operator about this person, who hears nothing.
func (t *turn) operator() {
	switch t.m.Value {
	case "erase":
		t.out.Effects.Erase = true
		t.s = Session{Outcome: Erased}
	case "export":
		t.out.Effects.Export = true
	}
}

// Kind says what sort of message came in.
type Kind string

const (
	Text        Kind = "text"
	Press       Kind = "press"   // a button; Message.Value is the button's value
	Start       Kind = "start"   // /start, Message.Value is the campaign payload
	Contact     Kind = "contact" // the person's own phone number, in Message.Value
	SomeContact Kind = "other_contact"
	Location    Kind = "location" // Message.Value is "lat,lon"
	Voice       Kind = "voice"
	Photo       Kind = "photo"
	Document    Kind = "document"
	Sticker     Kind = "sticker"
	Edited      Kind = "edited"    // an earlier message changed; Message.Text is the new text
	Group       Kind = "group"     // written in a group chat, where nothing personal is discussed
	Blocked     Kind = "blocked"   // the person blocked the bot
	Unblocked   Kind = "unblocked" // and took that back
	Other       Kind = "other"     // a kind the channel understood to be a message, but not which
	Silent      Kind = "silent"    // something that needs no answer: a service message, talk in a group that is not for us
	Due         Kind = "due"       // a reminder this talk asked for, see Effects.Remind; Message.Value is its name
	Operator    Kind = "operator"  // a command of the operator, in Message.Value: "export", "erase"
	Desk        Kind = "desk"      // the staff desk tells of a request, in Message.Desk
)

// Message is one thing a person said or did, free of the network it came by.
type Message struct {
	At   time.Time // when it was sent, as the network tells; seconds precision at least
	Kind Kind
	Text string // as written, for Text, Edited and captions
	// Value is the machine part: a button's value, a payload, a command's argument.
	Value string
	// FirstName is what the network calls the person; may be empty.
	FirstName string
	// Channel is the name of the channel, for the few answers that depend on it.
	Channel string
	// Desk is what the staff desk tells, with Kind Desk.
	Desk *desk.News
	// Standings are how much the partners have on their hands, as known when the message is
	// handled; nil is not known. Seed is drawn from the person's address.
	Standings desk.Standings
	Seed      uint64
}

// Button is a choice under a reply.
type Button struct {
	Label string `json:"label"`
	// Value is what a press sends back: at most 64 bytes, the limit of Telegram.
	// It carries all that is needed to act on it later, so that a press on an
	// old keyboard still works or can be told that it is over.
	Value string `json:"value"`
}

// Link is a web address a person can open.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// File is a document to send along, such as the export of one's own data.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // MIME type
	Data []byte `json:"data"`
}

// Reply is one message to the person. Text is plain; channels escape it.
type Reply struct {
	Text    string   `json:"text"`
	Buttons []Button `json:"buttons,omitempty"`
	Links   []Link   `json:"links,omitempty"`
	File    *File    `json:"file,omitempty"`
}

// Recommendation is one training path that was proposed.
type Recommendation struct {
	Training   string   `json:"training"`
	Score      float64  `json:"score"`
	Why        []string `json:"why"`
	DistanceKm int      `json:"distance_km"` // as the crow flies; -1 when the place is unknown
	Contact    string   `json:"contact"`     // id of the partner
	Reasons    []Reason `json:"-"`           // what each rule said
}

// Explain tells line by line what each rule says of a recommendation, for editors.
func (r Recommendation) Explain() []string {
	lines := []string{fmt.Sprintf("%s %.3f", r.Training, r.Score)}
	for _, reason := range r.Reasons {
		line := fmt.Sprintf("  %-17s ×%.2f", reason.Rule, reason.Score)
		if reason.Why != "" {
			line += "  " + reason.Why
		}
		if reason.Doubt != "" {
			line += "  (?) " + reason.Doubt
		}
		if reason.Note != "" {
			line += "  (!) " + reason.Note
		}
		lines = append(lines, line)
	}
	return lines
}

// Profile is what the person to be trained told us; the zero value of a field
// means not told. The names are those of the contract.
type Profile struct {
	Metier      string `json:"metier,omitempty"`
	Commune     string `json:"commune,omitempty"`
	Departement string `json:"departement,omitempty"`
	Situation   string `json:"situation,omitempty"`
	Niveau      string `json:"niveau,omitempty"`
	Age         int    `json:"age,omitempty"`
	MobiliteKm  int    `json:"mobilite_km,omitempty"`
}

// Outcome is the furthest a talk has come, see the contract.
type Outcome string

const (
	Crisis       Outcome = "crisis"
	Erased       Outcome = "erased"
	Unsubscribed Outcome = "unsubscribed"
	Handoff      Outcome = "handoff"
	Recommended  Outcome = "recommendation"
	Informed     Outcome = "information"
	Closed       Outcome = "closed"
	Open         Outcome = "open"
)

// Request is a wish for a human, as the desk will read it. It is recorded when
// the person has pressed the consent, and not before.
type Request struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Partner string    `json:"partner"` // id of the partner it is for
	Profile Profile   `json:"profile"`
	Wish    string    `json:"wish"`    // what the person asked, in their words
	Contact string    `json:"contact"` // phone or e-mail left for the answer; may be empty
	Consent string    `json:"consent"` // version of the consent text and what was pressed or written

	// What goes to the desk.
	Card     []desk.Field `json:"card,omitempty"`     // as the person saw it
	Label    string       `json:"label,omitempty"`    // trade and département, for lists
	Receipt  desk.Consent `json:"receipt,omitzero"`   // the consent, with its time
	Added    string       `json:"-"`                  // what was just completed, in the person's words
	Transfer bool         `json:"transfer,omitempty"` // the consent is to a transfer of a request that is there
}

// ToDesk is what a turn tells the desk of a request that is there.
type ToDesk struct {
	Request string // as this talk calls it
	desk.Event
}

// Effects are what a turn asks of the outside; they are committed with it.
type Effects struct {
	// Erase removes everything held about the person, before this turn is kept.
	Erase bool
	// Unkept keeps the words of this message out of the history: they speak of distress,
	// and the answer says that nothing of them is kept.
	Unkept bool
	// Unknown are the stems of a message that was not understood, in its order, for staff to see
	// once others have said the same; nil: it was understood, or is not to be seen.
	Unknown []string
	// Withdraw takes back what was Unknown in this talk: it has turned to what staff shall
	// not read of anybody.
	Withdraw bool
	// Export attaches a file of everything held about the person to the first reply
	// without a text-only need for it.
	Export bool
	// Request, when set, is stored for the desk (by its ID, again replaces).
	Request *Request
	// Desk, when set, tells the desk of a request that is there.
	Desk *ToDesk
	// Subscribed is set when the consent to news changed in this turn.
	Subscribed *bool
	// Remind asks for a message of kind Due with the given name at a time; a
	// second one of the same name replaces the first; a zero time takes it back.
	Remind map[string]time.Time
}

// Turn is the answer to one message.
type Turn struct {
	Understood      intents.Understanding
	Replies         []Reply
	Answered        []string // intents answered by the texts that were sent
	Recommendations []Recommendation
	Effects         Effects
}
