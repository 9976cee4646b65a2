package bot

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// The desk's records change like sessions do: they are read once, changed in memory by the
// turns of a step, and written with it.

// errNoDesk parks what is for a desk that this engine does not have.
var errNoDesk = errors.New("no desk here")

// SetDesk replaces the rules of the desk, for the events that follow; nil is no desk.
func (e *Engine) SetDesk(k *desk.Rules) { e.rules.Store(k) }

// atDesk tells whether an entry is for the desk and not for a talk.
func (e *Engine) atDesk(entry Entry) bool {
	switch entry.To.Channel {
	case desk.RequestChannel, desk.PartnerChannel, desk.UnknownChannel:
		return true
	}
	if entry.Kind == Event {
		// Also where the staff's network is not connected: what is to be posted waits in the outbox.
		return bytes.HasPrefix(entry.Body, postEvent)
	}
	s := e.senders[entry.To.Channel]
	return s != nil && s.poster != nil
}

// postEvent begins the events of a staff channel, as they are encoded.
var postEvent = []byte(`{"k":"` + deskPost)

// deskRecord gives a record of the desk as the step has it, nil when there is none.
func deskRecord[T any](ctx context.Context, p *partition, k Key) (*T, error) {
	if v, ok := p.desk[k]; ok {
		record, _ := v.(*T)
		return record, nil
	}
	record := new(T)
	ok, err := p.engine.deskRecord(ctx, k, record)
	if err != nil {
		return nil, err
	}
	if !ok {
		record = nil
	}
	p.desk[k] = record
	return record, nil
}

// setDesk changes a record of the desk; nil deletes it.
func setDesk[T any](p *partition, w *work, k Key, record *T) {
	p.desk[k] = record
	if record == nil {
		w.set(k, nil)
		return
	}
	value, err := json.Marshal(record)
	if err != nil {
		p.log.Error("a record of the desk is not kept", "error", err)
		return
	}
	w.set(k, value)
}

// deskKept bounds the records of the desk in memory, a partition.
const deskKept = 1024

func requestKey(id string) Key { return Key{Owner: requestAddress(id), Family: FamilyDesk} }

// handleDesk makes what an entry says to the desk part of the step.
func (p *partition) handleDesk(ctx context.Context, s *step, who *person, e Entry) error {
	if e.Kind == Update {
		return p.handleUpdate(ctx, s, who, e)
	}
	v, err := readEvent(e)
	rules := p.engine.rules.Load()
	if err == nil && rules == nil && e.To.Channel == desk.RequestChannel {
		err = errNoDesk
	}
	if err != nil {
		p.park(s, who, e, err)
		return nil
	}
	switch e.To.Channel {
	case desk.RequestChannel:
		return p.handleRequest(ctx, s, rules, who, e, v)
	case desk.PartnerChannel:
		return p.handleBoard(ctx, s, who, e, v)
	case desk.UnknownChannel:
		return p.handleUnknown(ctx, s, who, e, v)
	}
	return p.handlePost(ctx, s, who, e, v)
}

// handleRequest takes an event of a request.
func (p *partition) handleRequest(ctx context.Context, s *step, rules *desk.Rules, who *person, e Entry, v event) error {
	ev := desk.Event{Kind: desk.Due, Name: v.Value}
	switch {
	case v.Kind == dialogue.Due:
		if !who.wanted(e, dialogue.Message{Kind: v.Kind, Value: v.Value}) {
			s.seen(who, e)
			return nil
		}
	case v.Kind == deskEvent && v.Desk != nil:
		ev = *v.Desk
	default:
		p.park(s, who, e, fmt.Errorf("a request does not know events of kind %q", v.Kind))
		return nil
	}
	r, err := deskRecord[desk.Request](ctx, p, requestKey(e.To.ID))
	if err != nil {
		return err
	}
	if r != nil {
		person, err := ParseAddress(r.Person)
		if err != nil {
			p.park(s, who, e, err)
			return nil
		}
		if err := p.know(ctx, []Key{person.sessionKey()}); err != nil {
			return err
		}
		s.seen(who, e)
	}
	if v.Kind == dialogue.Due {
		delete(who.Due, v.Value)
	}
	ev.ID, ev.At = e.ID, v.At
	outcome := p.happen(s, rules, who, e, ev)
	p.engine.metrics.DeskEvents.Add(1)
	p.reach(s, e, Answer{Desk: outcome})
	return nil
}

// seen remembers an entry.
func (s *step) seen(who *person, e Entry) {
	who.Seen.addBusy(e.ID, e.At)
	s.about(who).changed = true
}

// happen makes an event of a request part of the step. The request and its person are at hand.
func (p *partition) happen(s *step, rules *desk.Rules, who *person, cause Entry, ev desk.Event) *desk.Outcome {
	cause.To = who.address // names what follows, also when the cause is a turn of the person
	key := requestKey(who.address.ID)
	var before desk.Request
	if r, _ := p.desk[key].(*desk.Request); r != nil {
		before = *r
	}
	r, out := rules.Next(before, ev)
	w := s.about(who)
	if out.Erase {
		p.eraseRequest(s, w, before)
	} else if r.ID != "" {
		w.changed = true
		setDesk(p, w, key, &r)
	}
	for _, l := range out.Lines {
		value, err := json.Marshal(l)
		if err != nil {
			p.log.Error("a line of a thread is not kept", "error", err)
			continue
		}
		w.set(lineKey(who.address.ID, l.N), value)
	}
	for _, name := range slices.Sorted(maps.Keys(out.Remind)) {
		w.remind(cause, name, out.Remind[name])
	}
	for i, c := range out.Changes {
		p.forward(w, deliveryID(cause, "change", i), partnerAddress(c.Partner), event{Kind: deskChange, At: ev.At, Change: &c.Change})
	}
	for i, post := range out.Posts {
		to, err := ParseAddress(post.Channel)
		if err != nil {
			p.log.Error("a post has no staff channel", "error", err)
			continue
		}
		p.forward(w, deliveryID(cause, "post", i), to, event{Kind: deskPost, At: ev.At, Post: &post})
	}
	for i, news := range out.Say {
		p.tell(s, before, cause, i, ev, news)
	}
	return out.Outcome
}

// forward queues an event for another inbox.
func (p *partition) forward(w *work, id DeliveryID, to Address, v event) {
	w.queue = append(w.queue, &Delivery{
		ID: id, Owner: w.person.address, To: to, Class: ClassEvent, Body: v.encode(),
	})
}

// eraseRequest removes a request and what leads to it.
func (p *partition) eraseRequest(s *step, w *work, r desk.Request) {
	w.eraseAll()
	w.changed = false // nothing is left of it, not even that it was
	p.desk[requestKey(r.ID)] = (*desk.Request)(nil)
	p.forget(w.person.address)
	person, err := ParseAddress(r.Person)
	if err != nil {
		return
	}
	if who, ok := p.people.get(person); ok && who.Requests[r.Local] == r.ID {
		who.Requests = maps.Clone(who.Requests)
		delete(who.Requests, r.Local)
		pw := s.about(who)
		pw.changed = true
		pw.set(Key{Owner: person, Family: FamilyRequest, Key: r.Local}, nil)
	}
}

// tell has the person's talk say what the desk tells it, as a turn of its own.
func (p *partition) tell(s *step, r desk.Request, cause Entry, i int, ev desk.Event, news desk.News) {
	person, err := ParseAddress(r.Person)
	if err != nil {
		return
	}
	who, ok := p.people.get(person)
	if !ok || who.broken {
		p.log.Error("a person cannot be told of their request: the session cannot be read")
		return
	}
	e := Entry{Kind: Event, ID: EntryID(string(deliveryID(cause, "say", i))), To: person, At: cause.At}
	m := dialogue.Message{At: ev.At, Kind: dialogue.Desk, Desk: &news, Channel: person.Channel}
	talk, turn, err := p.engine.decide(who, m)
	if err != nil {
		p.park(s, who, e, err)
		return
	}
	turn.Effects = dialogue.Effects{Remind: turn.Effects.Remind}
	p.adopt(s, s.about(who), e, m, talk, turn)
}

// atHand reads what a turn of a person will change at the desk.
func (p *partition) atHand(ctx context.Context, who *person, m dialogue.Message, effects dialogue.Effects) error {
	if len(who.Requests) == 0 {
		return nil
	}
	if !effects.Erase && effects.Request == nil && effects.Desk == nil && m.Kind != dialogue.Blocked && !who.Gone {
		return nil
	}
	for _, id := range who.Requests {
		if err := p.know(ctx, []Key{requestAddress(id).sessionKey()}); err != nil {
			return err
		}
		if _, err := deskRecord[desk.Request](ctx, p, requestKey(id)); err != nil {
			return err
		}
	}
	return nil
}

// toDesk makes what a turn of a person means for their requests part of the step.
func (p *partition) toDesk(s *step, w *work, e Entry, m dialogue.Message, effects dialogue.Effects, back bool) {
	rules, who := p.engine.rules.Load(), w.person
	if rules == nil {
		return
	}
	all := func(kind desk.Kind) {
		for _, local := range slices.Sorted(maps.Keys(who.Requests)) {
			if actor, ok := p.people.get(requestAddress(who.Requests[local])); ok {
				p.happen(s, rules, actor, e, desk.Event{Kind: kind, ID: e.ID, At: e.At})
			}
		}
	}
	switch {
	case m.Kind == dialogue.Blocked:
		all(desk.Lost)
	case back:
		all(desk.Found)
	}
	if r := effects.Request; r != nil {
		p.openRequest(s, rules, w, e, r)
	}
	if ev := effects.Desk; ev != nil {
		if actor, ok := p.people.get(requestAddress(who.Requests[ev.Request])); ok {
			event := ev.Event
			event.ID, event.At, event.Wrote = e.ID, e.At, m.At
			p.happen(s, rules, actor, e, event)
		}
	}
}

// openRequest gives a request that was consented to into the hands of the desk, or completes it.
func (p *partition) openRequest(s *step, rules *desk.Rules, w *work, e Entry, r *dialogue.Request) {
	who := w.person
	id, there := who.Requests[r.ID]
	ev := desk.Event{Kind: desk.Added, Text: r.Added, ID: e.ID, At: e.At, Wrote: r.At, Opening: &desk.Opening{
		Person: who.address.String(), Local: r.ID, Via: who.address.Channel,
		Card: r.Card, Contact: r.Contact, Label: r.Label, Consent: r.Receipt,
	}}
	if !there {
		id = newRequestID(who.address, e, r.ID)
		who.Requests = maps.Clone(who.Requests)
		if who.Requests == nil {
			who.Requests = make(map[string]string)
		}
		who.Requests[r.ID] = id
		ev.Kind = desk.Opened
		p.desk[requestKey(id)] = (*desk.Request)(nil)
		if _, ok := p.people.get(requestAddress(id)); !ok {
			_ = p.people.add(requestAddress(id), nil) // nobody is there yet
		}
	} else if r.Transfer {
		ev.Kind = desk.Accepted
	}
	ev.Opening.ID = id
	if actor, ok := p.people.get(requestAddress(id)); ok {
		p.happen(s, rules, actor, e, ev)
	}
}

// newRequestID names a request so that it lies in its person's partition, whom it does not tell.
func newRequestID(who Address, e Entry, local string) string {
	e.To = who
	return nearby(string(deliveryID(e, "request "+local, 0)), requestAddress, who.Partition()).ID
}

// nearby names an address of a partition, from the start of its id on.
func nearby(base string, address func(id string) Address, p Partition) Address {
	for i := 0; ; i++ {
		if a := address(base + suffix(i)); a.Partition() == p {
			return a
		}
	}
}

// suffix is a number in letters and digits; one in Partitions of them fits.
func suffix(n int) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	out := ""
	for ; n > 0 || out == ""; n /= len(digits) {
		out += string(digits[n%len(digits)])
	}
	return out
}

// eraseRequests removes a person's requests with them.
func (p *partition) eraseRequests(s *step, w *work, e Entry) {
	rules := cmp.Or(p.engine.rules.Load(), &desk.Rules{})
	for _, local := range slices.Sorted(maps.Keys(w.person.Requests)) {
		if actor, ok := p.people.get(requestAddress(w.person.Requests[local])); ok {
			p.happen(s, rules, actor, e, desk.Event{Kind: desk.Erased, ID: e.ID, At: e.At})
		}
	}
}
