package bot

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// event is the body of an Entry of kind Event.
type event struct {
	Kind  dialogue.Kind `json:"k"`
	Value string        `json:"v,omitempty"`
	At    time.Time     `json:"t"` // the time it stands for, which for a late reminder is not when it came
	// What the parts of the desk tell each other.
	Desk   *desk.Event  `json:"e,omitempty"`
	Change *desk.Change `json:"c,omitempty"`
	Post   *desk.Post   `json:"p,omitempty"`
	Posted *posted      `json:"d,omitempty"`
	// Confirm is what staff said of an entry of their partner's sheet.
	Confirm *content.Confirmation `json:"f,omitempty"`
	// Of what was not understood: to a group, to its board, and what staff say of one.
	Saying *desk.Saying     `json:"u,omitempty"`
	Group  *desk.UnknownRow `json:"g,omitempty"`
	Decide *desk.Decision   `json:"x,omitempty"`
}

// held is the event that has the answer given that a flood held back. It
// is between the engine and itself: the dialogue never sees it.
const held dialogue.Kind = "held"

func (v event) encode() []byte {
	body, err := json.Marshal(v)
	if err != nil { // a time past the year 9999
		v.At = time.Time{}
		body, _ = json.Marshal(v)
	}
	return body
}

// readEvent reads the body of an entry of kind Event.
func readEvent(e Entry) (event, error) {
	var v event
	if err := json.Unmarshal(e.Body, &v); err != nil {
		return v, fmt.Errorf("decode an event: %w", err)
	}
	if v.Kind == "" {
		return v, fmt.Errorf("decode an event: no kind in %d bytes", len(e.Body))
	}
	return v, nil
}

func decodeEvent(e Entry) (dialogue.Message, error) {
	v, err := readEvent(e)
	if err != nil {
		return dialogue.Message{}, err
	}
	return dialogue.Message{At: v.At, Kind: v.Kind, Value: v.Value, Channel: e.To.Channel}, nil
}

// NewCommand makes an entry of what an operator orders about a person
// ("export", "erase"), for [Engine.Ask]. The caller's id tells a repeat from a new order.
func NewCommand(id uint64, to Address, command string, at time.Time) Entry {
	return Entry{Kind: Event, ID: id, To: to, At: at,
		Body: event{Kind: dialogue.Operator, Value: command, At: at}.encode()}
}

// deliveryID names the i-th thing of a sort that an entry caused. It is a digest, so it
// may be logged, and the same when the turn is made again.
func deliveryID(e Entry, sort string, i int) DeliveryID {
	text := make([]byte, 0, 96)
	text = append(text, e.To.Channel...)
	text = append(text, ':')
	text = append(text, e.To.ID...)
	text = append(text, 0)
	text = append(text, sort...)
	text = append(text, 0)
	text = binary.AppendUvarint(text, e.ID)
	text = binary.AppendUvarint(text, uint64(i))
	sum := sha256.Sum256(text)
	return DeliveryID(base64.RawURLEncoding.EncodeToString(sum[:12]))
}

// EntryID makes the ID of an entry from a longer name of the same happening: a
// delivery's, a page's message id, an event_id.
func EntryID(name string) uint64 {
	sum := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint64(sum[:])
}

// entry is what a delivery of ClassEvent puts into the inbox.
func (d *Delivery) entry(now time.Time) Entry {
	return Entry{Kind: Event, ID: EntryID(string(d.ID)), To: d.To, At: now, Body: d.Body}
}

// later queues an event to the person of this work at a time.
func (w *work) later(id DeliveryID, v event, at time.Time) {
	w.queue = append(w.queue, &Delivery{
		ID: id, Owner: w.person.address, To: w.person.address,
		Class: ClassEvent, NotBefore: at, Body: v.encode(),
	})
}

// remind asks for a reminder, in place of the one of the same name; a zero time only
// takes that back.
func (w *work) remind(e Entry, name string, at time.Time) {
	p := w.person
	if old, ok := p.Due[name]; ok {
		w.cancel(old)
		delete(p.Due, name)
	}
	if at.IsZero() {
		return
	}
	if p.Due == nil {
		p.Due = make(map[string]DeliveryID)
	}
	id := deliveryID(e, "remind "+name, 0)
	p.Due[name] = id
	w.later(id, event{Kind: dialogue.Due, Value: name, At: at}, at)
}

// wanted tells whether an event still is: a reminder may have been replaced, and
// a held answer given, while the event was on its way.
func (p *person) wanted(e Entry, m dialogue.Message) bool {
	switch m.Kind {
	case dialogue.Due:
		id, ok := p.Due[m.Value]
		return ok && EntryID(string(id)) == e.ID
	case held:
		return p.Flood.By != "" && EntryID(string(p.Flood.By)) == e.ID
	}
	return true
}
