// Package desk is the staff desk: what becomes of a person's wish for a human.
//
// A wish that was consented to becomes a [Request]. It waits in the queue of its partner, is
// claimed by one member of staff, answered, perhaps transferred, and closed. Everything that
// happens to it is an [Event]; [Rules.Next] is a pure function from a request and an event to the
// request as it is then and the [Effects]: what is written in its thread, what the person is told,
// what the partner's [Board] counts, and what the faces post. There is no clock and no I/O here:
// the time is in the event.
//
// Slack and the web desk are two faces of the same desk. They show cards, threads and boards, and
// hand in events; neither decides anything.
//
// Promises. Nothing reaches a person by accident: of all that staff do only [Reply] does, after
// its delay, during which it can be taken back. Nothing reaches a partner without the person's
// consent, which is kept with its words, the version of the text and its time; a transfer asks
// again. Nobody is forgotten: a request that nobody claims is told about, a claim without an answer
// goes back to the queue, and the person hears of both. A claim has one winner, because the events
// of a request are handled in the order of one inbox.
package desk

import (
	"strings"
	"time"
	"unicode"
)

// Names of the channels of the desk's addresses: "demande:ID", "partenaire:ID".
const (
	RequestChannel = "demande"
	PartnerChannel = "partenaire"
)

// Staff is somebody who works at the desk.
type Staff struct {
	ID      string `json:"id,omitempty"`      // "slack:U024BE7LH", "web:…"
	Name    string `json:"name,omitempty"`    // as colleagues see it
	Partner string `json:"partner,omitempty"` // id; empty when the face does not know
}

// First is the name that a person is told: the first of them.
func (s Staff) First() string {
	name, _, _ := strings.Cut(strings.TrimSpace(s.Name), " ")
	name = strings.TrimFunc(name, func(r rune) bool { return !unicode.IsLetter(r) })
	if n := len([]rune(name)); n < 2 || n > 30 {
		return ""
	}
	return name
}

// Field is one line of a card, as the person saw it before they consented.
type Field struct {
	Name  string `json:"n"`
	Value string `json:"v"`
}

// Consent is the receipt of one J'accepte.
type Consent struct {
	Partner string    `json:"p"`           // who it is for
	Version string    `json:"v"`           // of the text that was agreed to
	Words   string    `json:"w"`           // what was pressed or written
	At      time.Time `json:"t"`           // when
	Shared  bool      `json:"s,omitempty"` // the text said that the channel is shared
}

// State is where a request stands.
type State string

// States of a request. While a transfer is asked for, the request stays claimed.
const (
	Open    State = "open"    // waits in the queue of its partner
	Claimed State = "claimed" // somebody has it, and the talk
	Closed  State = "closed"
)

// Request is one wish for a human, from the consent to the end. It lies in the person's
// partition, as the record of "demande:ID".
type Request struct {
	ID     string `json:"id"`
	Person string `json:"person"` // address, for the engine; faces never show it
	Local  string `json:"local"`  // what the person's talk calls it
	Via    string `json:"via"`    // the channel the person writes on: telegram, web, terminal

	Partner string `json:"partner"`
	Channel string `json:"channel,omitempty"` // where staff read of it, "slack:C0…"; empty: the web desk only
	Leg     int    `json:"leg,omitempty"`     // grows with each transfer
	From    uint64 `json:"from,omitempty"`    // lines up to this number are of an earlier partner, and not shown to this one

	State    State     `json:"state"`
	Opened   time.Time `json:"opened"`            // when it was consented to
	Since    time.Time `json:"since"`             // when it came to this state
	Arrived  time.Time `json:"arrived"`           // when it came to this partner
	Answered time.Time `json:"answered,omitzero"` // the first reply
	Heard    time.Time `json:"heard,omitzero"`    // the person's last line; after Spoke, they wait
	Spoke    time.Time `json:"spoke,omitzero"`    // the last reply
	Waiting  time.Time `json:"waiting,omitzero"`  // since when they wait for a reply
	By       Staff     `json:"by,omitzero"`       // who has it, or closed it

	Card     []Field   `json:"card"`
	Contact  string    `json:"contact,omitempty"` // phone or e-mail left for the answer
	Label    string    `json:"label,omitempty"`   // trade and département, for lists
	Shared   bool      `json:"shared,omitempty"`  // other partners read Channel: no contact before the claim
	Consents []Consent `json:"consents"`

	Replies []Draft   `json:"replies,omitempty"` // those that wait or whose end is not known
	Said    int       `json:"said,omitempty"`    // number of the last reply
	Lines   uint64    `json:"lines,omitempty"`   // number of the last line of the thread
	Asking  string    `json:"asking,omitempty"`  // the partner the person is asked about
	AskedBy Staff     `json:"asked_by,omitzero"`
	Closing bool      `json:"closing,omitempty"` // closes when the last reply has left
	Returns int       `json:"returns,omitempty"` // how often it went back to the queue
	Waited  int       `json:"waited,omitempty"`  // how often its queue was reminded
	Aside   bool      `json:"aside,omitempty"`   // claimed, and the person took the talk back: they write to the bot
	Gone    bool      `json:"gone,omitempty"`    // the person cannot be reached
	Places  []Place   `json:"places,omitempty"`  // where it was posted, for erasure
	Notes   []NoteRef `json:"notes,omitempty"`   // of the thread, by what their network calls them

	Outcomes []Outcome `json:"outcomes,omitempty"` // of the last events of staff
}

// Place is a thread of a staff channel.
type Place struct {
	Channel string `json:"c"`
	Thread  string `json:"t"`
}

// NoteRef finds the line of a note that is edited or deleted later.
type NoteRef struct {
	Ref  string `json:"r"`
	Line uint64 `json:"l"`
}

// Draft is a reply that waits for its delay, or for how it ends.
type Draft struct {
	Place Place     `json:"in,omitzero"` // the thread it was written in
	N     int       `json:"n"`
	Line  uint64    `json:"l"` // its line of the thread
	By    Staff     `json:"by"`
	Text  string    `json:"x"`
	At    time.Time `json:"at"`
	Due   time.Time `json:"due"`
	Held  bool      `json:"held,omitempty"` // not seen yet where it was written: the delay begins then, Due is the latest
	Left  bool      `json:"left,omitempty"` // said to the person; its end is not known
}

// Outcome tells how an event of staff ended, for the face that waits for it.
type Outcome struct {
	Event   uint64  `json:"e"`
	Refusal Refusal `json:"r,omitempty"` // empty: done
	By      Staff   `json:"by,omitzero"` // who has it, with Taken
	N       int     `json:"n,omitempty"` // the number of the reply
}

// Refusal is why an event of staff did nothing.
type Refusal string

// Refusals. A face tells them in its own words, or with [Refusal.Text].
const (
	Taken      Refusal = "taken"      // another has it: Outcome.By
	NotClaimed Refusal = "unclaimed"  // claim it first
	IsClosed   Refusal = "closed"     // it is closed
	IsGone     Refusal = "erased"     // no such request: erased, or never there
	Elsewhere  Refusal = "elsewhere"  // it is with another partner now
	TooLate    Refusal = "late"       // the reply has left already
	Asked      Refusal = "asked"      // the person is being asked about a transfer
	Pending    Refusal = "pending"    // a reply is about to leave: wait, or take it back
	NoPartner  Refusal = "no_partner" // no such partner to transfer to, or the same
	NoText     Refusal = "no_text"    // nothing to say, or too long
	Cannot     Refusal = "blocked"    // the person cannot be reached
)

// MaxReply is the longest reply, in characters: what Telegram takes in one message, less the
// line that says who writes.
const MaxReply = 3500
