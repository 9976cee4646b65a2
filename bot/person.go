package bot

import (
	"container/list"
	"encoding/json"
	"fmt"
	"time"

	"potentiels/bot/dialogue"
)

// person is the record of FamilySession: the talk, and what the engine must know
// to go on with it. Names are short because a million of them are kept.
type person struct {
	Talk dialogue.Session `json:"t,omitzero"`
	Seen ring             `json:"r,omitzero"`
	counts

	address Address
	broken  bool          // the record could not be read: it is left as it is
	place   *list.Element // in the cache
	work    *work         // what the step under way does about them
	notes   []note        // what was not understood, read when it is to go
}

// counts are the fields of a person that are stored as they are.
type counts struct {
	// Lines counts the history ever written, so that its keys never restart; Kept is the
	// first that is still there, Oldest the Unix day it was written.
	Lines  uint64 `json:"n,omitempty"`
	Kept   uint64 `json:"k,omitempty"`
	Oldest int64  `json:"d,omitempty"`
	// Gone: the network says this person cannot be reached; until they write again.
	Gone bool `json:"g,omitempty"`
	// Due names the reminders asked for, with the delivery that will bring each.
	Due map[string]DeliveryID `json:"m,omitempty"`
	// Requests are those at the desk: by the talk's id of each, the desk's.
	Requests map[string]string `json:"q,omitempty"`
	// Noted counts what was not understood.
	Noted noted `json:"u,omitzero"`
	// Flood counts the messages of one second.
	Flood flood `json:"f,omitzero"`
	// Paced is when the network's patience with the chat is whole again, in Unix milliseconds.
	Paced int64 `json:"p,omitempty"`
}

// stored is what a person is written as: what the fields of person would give, in one pass.
type stored struct {
	Talk dialogue.Stored `json:"t,omitzero"`
	Seen []byte          `json:"r,omitempty"`
	*counts
}

func (a Address) sessionKey() Key { return Key{Owner: a, Family: FamilySession} }

// record encodes the person for the store.
func (p *person) record() (Record, error) {
	value, err := json.Marshal(stored{p.Talk.Stored(), p.Seen.data, &p.counts})
	if err != nil {
		return Record{}, fmt.Errorf("encode a session: %w", err)
	}
	return Record{Key: p.address.sessionKey(), Value: value}, nil
}

// forget makes the person a tombstone: how the talk ended, and the counters
// without which a repeat would be taken for something new.
func (p *person) forget(outcome dialogue.Outcome) {
	*p = person{
		Talk: dialogue.Session{Outcome: outcome},
		Seen: p.Seen,
		counts: counts{
			Lines: p.Lines,
			Kept:  p.Lines + 1,
			Gone:  p.Gone,
			Paced: p.Paced,
		},

		address: p.address,
		place:   p.place,
		work:    p.work,
	}
}

// people is the cache of a partition: the persons last heard of.
type people struct {
	limit int
	known map[Address]*person
	order list.List // newest first, of *person
}

func newPeople(limit int) *people {
	return &people{limit: limit, known: make(map[Address]*person)}
}

func (c *people) get(a Address) (*person, bool) {
	p, ok := c.known[a]
	if ok {
		c.order.MoveToFront(p.place)
	}
	return p, ok
}

// add takes in a person as read from the store; no value is somebody new.
func (c *people) add(a Address, value []byte) error {
	p := &person{address: a}
	var err error
	if len(value) > 0 {
		if err = json.Unmarshal(value, p); err != nil {
			*p = person{address: a, broken: true}
			err = fmt.Errorf("decode a session of %d bytes: %T", len(value), err) // its text may quote the content
		}
	}
	p.place = c.order.PushFront(p)
	c.known[a] = p
	return err
}

// trim drops those not heard of for longest. Only between steps.
func (c *people) trim() {
	for c.order.Len() > c.limit {
		p := c.order.Remove(c.order.Back()).(*person)
		delete(c.known, p.address)
	}
}

// perSecond is how many messages of one second have an answer each.
const perSecond = 10

// flood counts one person's messages by the second they were written in.
// Past perSecond each still changes the talk, but only the answer to the last is given,
// by an event a second later or before the first message of another second.
type flood struct {
	Second int64 `json:"s,omitempty"`
	Count  int   `json:"c,omitempty"`
	// Held is the answer to give and By the delivery that will have it given.
	Held []dialogue.Reply `json:"h,omitempty"`
	By   DeliveryID       `json:"b,omitempty"`
}

// over counts a message and tells whether it is one too many.
func (f *flood) over(at time.Time) bool {
	if s := at.Unix(); s != f.Second {
		f.Second, f.Count = s, 0
	}
	f.Count++
	return f.Count > perSecond
}
