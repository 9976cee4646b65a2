package desk

import "time"

// Kind says what happened to a request.
type Kind string

// What the person's talk tells.
const (
	Opened    Kind = "opened"    // consented: Event.Opening
	Added     Kind = "added"     // completed: Opening.Contact and Card as they are now
	Heard     Kind = "heard"     // wrote while a human has the talk: Text
	Accepted  Kind = "accepted"  // said yes to a transfer: Opening holds the new consent
	Refused   Kind = "refused"   // said no to it
	Lost      Kind = "lost"      // blocked the bot, or cannot be reached any more
	Found     Kind = "found"     // wrote again
	Erased    Kind = "erased"    // had everything erased
	Aside     Kind = "aside"     // took the talk back from the human: what follows is for the bot
	Back      Kind = "back"      // gave it to the human again
	Withdrawn Kind = "withdrawn" // wants no more of the request
	Distress  Kind = "distress"  // wrote of distress, whose words are not kept, while a human has the talk
)

// What staff do. By is who, Event.Via where.
const (
	Claim      Kind = "claim"       // Prendre en charge
	TakeOver   Kind = "takeover"    // Reprendre: From is who has it, as the one who presses was told
	Reply      Kind = "reply"       // Répondre: Text goes to the person after the delay
	CancelSend Kind = "cancel"      // Annuler l'envoi: N is the reply, 0 the last one
	Transfer   Kind = "transfer"    // Transférer: Partner
	Close      Kind = "close"       // Clore
	Note       Kind = "note"        // typed in the thread: internal; Ref names the message
	NoteEdited Kind = "note_edited" // Ref, Text
	NoteGone   Kind = "note_gone"   // Ref
)

// What the engine tells.
const (
	Due      Kind = "due"      // Name: a reminder the request asked for
	Reported Kind = "reported" // how reply N ended: Result
	Shown    Kind = "shown"    // reply N, written in a staff channel, can be seen there with its Annuler l'envoi
	Unposted Kind = "unposted" // the network will not take the card in Via: archived, or the bot is not in it
)

// Event is one thing that happened to a request.
type Event struct {
	Kind    Kind     `json:"k"`
	By      Staff    `json:"by,omitzero"`
	Via     string   `json:"via,omitempty"` // the staff channel it was done in, "slack:C0…"; empty: the web desk
	Text    string   `json:"text,omitempty"`
	Partner string   `json:"partner,omitempty"`
	From    string   `json:"from,omitempty"` // Staff.ID
	N       int      `json:"n,omitempty"`
	Ref     string   `json:"ref,omitempty"` // what the network calls the message of a note
	Name    string   `json:"name,omitempty"`
	Result  Result   `json:"result,omitempty"`
	Edited  bool     `json:"edited,omitempty"` // Heard: an earlier message changed
	Opening *Opening `json:"opening,omitempty"`

	ID uint64    `json:"-"` // of the inbox entry
	At time.Time `json:"-"` // when it came to the desk
	// Wrote is when the person wrote it, by their network, whose clock is its own and which may
	// bring it late; zero is At.
	Wrote time.Time `json:"-"`
}

// Opening is what a consent lets go to a partner.
type Opening struct {
	ID      string  `json:"id"`
	Person  string  `json:"person"`
	Local   string  `json:"local"`
	Via     string  `json:"via"`
	Card    []Field `json:"card"`
	Contact string  `json:"contact,omitempty"`
	Label   string  `json:"label,omitempty"`
	Consent Consent `json:"consent"`
}

// Result is how a reply to a person ended.
type Result string

// Results.
const (
	Waiting   Result = "waiting"   // within its delay
	Canceled  Result = "canceled"  // taken back
	Leaving   Result = "leaving"   // on its way
	Delivered Result = "delivered" // the network took it
	Left      Result = "left"      // lies in the person's page, which they read when they return
	Blocked   Result = "blocked"   // the person blocked the bot
	Failed    Result = "failed"    // the network will not take it
)

// Act is what an update of a staff channel says that somebody did.
type Act struct {
	Request string // id, as buttons and forms carry it
	Thread  string // when there is no Request: what the network calls the message that opened the thread
	Event   Event
}
