package desk

import (
	"regexp"
	"strings"
	"time"

	"potentiels/bot/content"
)

// Who wrote a line of a thread.
type Who string

// Those who write in a thread.
const (
	Person Who = "person"
	Member Who = "staff" // a reply to the person
	Inside Who = "note"  // internal
	Bot    Who = "bot"   // what happened
)

// Line is one entry of a request's thread.
type Line struct {
	N      uint64    `json:"-"` // grows by one, never restarts; 0 until written
	At     time.Time `json:"at"`
	Who    Who       `json:"who"`
	Name   string    `json:"name,omitempty"` // of the member of staff
	Text   string    `json:"text"`
	Reply  int       `json:"reply,omitempty"`  // the number of the reply, for Annuler l'envoi
	Result Result    `json:"result,omitempty"` // of a reply
	Due    time.Time `json:"due,omitzero"`     // when it leaves, with Waiting; at the latest, with Delay
	// Delay is how long a reply with Waiting can be taken back from when it is seen where it was
	// written; 0: that has begun.
	Delay  time.Duration `json:"delay,omitempty"`
	Edited bool          `json:"edited,omitempty"`
	Ref    string        `json:"ref,omitempty"` // of a note: what its network calls it
}

// Card is what a face shows of a request. Buttons follow from it: see [Card.Buttons].
type Card struct {
	Request     string    `json:"request"`
	State       State     `json:"state"`
	Partner     string    `json:"partner"`
	PartnerName string    `json:"partner_name"`
	Fields      []Field   `json:"fields"` // exactly what the person consented to, but for what is not shown before the claim
	Contact     string    `json:"contact,omitempty"`
	Hidden      bool      `json:"hidden,omitempty"` // there is a contact, shown once it is claimed
	Label       string    `json:"label,omitempty"`
	Via         string    `json:"via"`
	Opened      time.Time `json:"opened"`
	Since       time.Time `json:"since"`
	By          Staff     `json:"by,omitzero"`
	Asking      string    `json:"asking,omitempty"` // name of the partner the person is asked about
	Returns     int       `json:"returns,omitempty"`
	Aside       bool      `json:"aside,omitempty"`      // the person writes to the bot until the next reply
	Gone        bool      `json:"gone,omitempty"`       // the person cannot be reached
	Unanswered  bool      `json:"unanswered,omitempty"` // the person waits for an answer
	Moved       string    `json:"moved,omitempty"`      // name of the partner it was transferred to: this card is history
}

// Labels of the buttons, as the contract has them.
const (
	LabelClaim    = "Prendre en charge"
	LabelTakeOver = "Reprendre"
	LabelReply    = "Répondre"
	LabelCancel   = "Annuler l'envoi"
	LabelTransfer = "Transférer"
	LabelClose    = "Clore"
)

// Button is an action that a card offers.
type Button struct {
	Label string
	Kind  Kind
}

// Buttons are those that do something in the card's state, in order. All but those of a request
// that waits are for who has it, save Reprendre, which is for their colleagues.
func (c Card) Buttons() []Button {
	switch {
	case c.Moved != "" || c.State == Closed:
		return nil
	case c.State == Open:
		return []Button{{LabelClaim, Claim}}
	case c.Asking != "":
		return []Button{{LabelReply, Reply}, {LabelClose, Close}, {LabelTakeOver, TakeOver}}
	}
	return []Button{{LabelReply, Reply}, {LabelTransfer, Transfer}, {LabelClose, Close}, {LabelTakeOver, TakeOver}}
}

// PostKind says what a post is.
type PostKind string

// Kinds of posts. A face keeps to the kind and renders the rest as it sees fit.
const (
	PostCard     PostKind = "card"     // a new card, which opens the thread; with Message it replaces that one
	PostLines    PostKind = "lines"    // lines of a thread; with Message they replace that one
	PostErased   PostKind = "erased"   // Message becomes « effacé à la demande de la personne »
	PostWhisper  PostKind = "whisper"  // Text, seen by User alone
	PostNotice   PostKind = "notice"   // Text, in the channel itself or, with Thread, in the thread
	PostBulletin PostKind = "bulletin" // the partner's week
)

// Post is something to post in a staff channel, whatever the network.
type Post struct {
	Kind      PostKind  `json:"kind"`
	Channel   string    `json:"-"`                   // address of the staff channel
	Request   string    `json:"request,omitempty"`   // id
	Thread    string    `json:"thread,omitempty"`    // which thread of the channel: "ID" or, after a transfer, "ID.2"
	Parent    string    `json:"parent,omitempty"`    // what the network calls the card, filled in when the post is made
	Message   string    `json:"message,omitempty"`   // what the network calls the message to replace
	User      string    `json:"user,omitempty"`      // Staff.ID, with PostWhisper
	Card      *Card     `json:"card,omitempty"`      // with PostCard
	Lines     []Line    `json:"lines,omitempty"`     // with PostLines
	Numbers   []uint64  `json:"numbers,omitempty"`   // of Lines
	Text      string    `json:"text,omitempty"`      // with PostNotice and PostWhisper
	Broadcast bool      `json:"broadcast,omitempty"` // PostNotice in a thread: shown in the channel as well
	Bulletin  *Bulletin `json:"bulletin,omitempty"`  // with PostBulletin
}

// Bulletin is a partner's week.
type Bulletin struct {
	Partner     string        `json:"partner"`
	PartnerName string        `json:"partner_name"`
	Week        string        `json:"week"` // its Monday, 2006-01-02
	Figures     Figures       `json:"figures"`
	Before      Figures       `json:"before"` // the week before, to compare with oneself alone
	Median      time.Duration `json:"median"` // to the first answer, over all that is known; 0 is not known
	Open        int           `json:"open"`
	Oldest      *Row          `json:"oldest,omitempty"` // the open request that waits longest
}

// Card is what faces show of a request. Where other partners read along, it holds no contact
// before the claim.
func (k *Rules) Card(r Request) Card {
	p := k.partner(r.Partner)
	c := Card{
		Request: r.ID, State: r.State, Partner: r.Partner, PartnerName: p.Name, Label: r.Label, Via: r.Via,
		Opened: r.Opened, Since: r.Since, By: r.By, Returns: r.Returns, Aside: r.Aside, Gone: r.Gone,
		Unanswered: r.Waits(), Fields: r.Card, Contact: r.Contact,
	}
	if r.Asking != "" {
		c.Asking = k.partner(r.Asking).Name
	}
	if r.Shared && r.State == Open {
		c.Hidden, c.Contact = r.Contact != "", ""
		c.Fields = make([]Field, len(r.Card))
		for i, f := range r.Card {
			c.Fields[i] = Field{f.Name, Mask(f.Value)}
		}
	}
	return c
}

// contactForm is what looks like a phone number or an e-mail address.
var contactForm = regexp.MustCompile(`\+?\d(?:[\s.\-/()]{0,2}\d){8,}|[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+`)

// Mask hides phone numbers and e-mail addresses in what a person wrote.
func Mask(text string) string {
	return contactForm.ReplaceAllString(text, "(contact : après la prise en charge)")
}

// Apart leaves an ellipsis where a phone number or an e-mail address stands in what a person wrote, and
// gives them by themselves.
func Apart(text string) (rest string, contacts []string) {
	if !strings.ContainsAny(text, "0123456789@") {
		return text, nil // nearly always
	}
	rest = contactForm.ReplaceAllStringFunc(text, func(contact string) string {
		end := strings.TrimRight(contact, ".,;:!?)")
		contacts = append(contacts, end)
		return "…" + strings.TrimPrefix(contact[len(end):], ".")
	})
	return rest, contacts
}

var paris = content.Paris
