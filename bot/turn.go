package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// Next decides what to say: the state of a talk and a message give the new state
// and the turn. It is pure, and must not change what it is given.
type Next func(dialogue.Session, dialogue.Message) (dialogue.Session, dialogue.Turn)

// errPanicked stands for a panic, whose text may quote what a person wrote.
var errPanicked = errors.New("panicked")

// handle makes the turn of one entry part of the step. An error means that the
// store could not be asked, and that nothing was changed.
func (p *partition) handle(ctx context.Context, s *step, e Entry) error {
	if e.To.Channel == probeChannel {
		return nil
	}
	who, _ := p.people.get(e.To)
	if who.broken {
		p.park(s, who, e, errors.New("the session cannot be read"))
		return nil
	}
	if who.Seen.has(e.ID) {
		p.engine.metrics.Repeats.Add(1)
		p.reach(s, e, Answer{Repeat: true, Session: who.Talk})
		return nil
	}
	if p.engine.atDesk(e) {
		return p.handleDesk(ctx, s, who, e)
	}
	return p.handleTalk(ctx, s, who, e)
}

// handleTalk makes the turn of what somebody said, or of what their talk is told.
func (p *partition) handleTalk(ctx context.Context, s *step, who *person, e Entry) error {
	m, err := p.engine.decode(e)
	if err != nil {
		p.park(s, who, e, err)
		return nil
	}
	if e.Kind == Event && !who.wanted(e, m) {
		who.Seen.add(e.ID, e.At)
		s.about(who).changed = true
		return nil
	}
	talk, turn := who.Talk, dialogue.Turn{Replies: who.Flood.Held}
	if m.Kind != held {
		if talk, turn, err = p.engine.decide(who, m); err != nil {
			p.park(s, who, e, err)
			return nil
		}
	}
	if turn.Effects.Export && !turn.Effects.Erase {
		// The file is read from the store, so what this step did so far must be there.
		if err := p.flush(ctx, s); err != nil {
			return err
		}
		file, err := p.engine.Export(ctx, e.To)
		if err != nil {
			return err
		}
		turn.Replies = attach(turn.Replies, file)
	}
	if err := p.atHand(ctx, who, m, turn.Effects); err != nil {
		return err
	}
	if turn.Effects.Erase || turn.Effects.Withdraw {
		if err := p.readNotes(ctx, s, who); err != nil {
			return err
		}
	}
	w := s.about(who)
	if who.outdated(e.At) && !turn.Effects.Erase {
		if err := p.expire(ctx, w, e.At); err != nil {
			return err
		}
	}
	p.adopt(s, w, e, m, talk, turn)
	return nil
}

// adopt makes a decided turn part of the step.
func (p *partition) adopt(s *step, w *work, e Entry, m dialogue.Message, talk dialogue.Session, turn dialogue.Turn) {
	who := w.person
	w.changed = true
	who.Talk = talk
	who.Seen.add(e.ID, e.At)
	back := who.Gone && e.Kind == Update
	switch {
	case m.Kind == dialogue.Blocked:
		who.Gone = true
		p.drop(s, who.address)
	case e.Kind == Update:
		who.Gone = false
	}
	if turn.Effects.Erase {
		notes := who.notes
		p.eraseRequests(s, w, e)
		p.erase(w, talk.Outcome)
		p.withdraw(w, e, notes)
	} else {
		if m.Kind == dialogue.Due {
			delete(who.Due, m.Value) // before a new one of that name is asked for
		}
		p.apply(w, e, turn.Effects)
		p.toDesk(s, w, e, m, turn.Effects, back)
		p.note(w, e, m, turn.Effects)
	}
	heldBack := p.paceTurn(w, e, m, &turn)

	line := Line{Entry: e.ID, At: m.At, Said: turn.Replies}
	channel := p.engine.senders[e.To.Channel]
	pulls := channel != nil && channel.puller != nil
	if !turn.Effects.Erase {
		line.Kind, line.Text, line.Value = m.Kind, m.Text, m.Value
	}
	if turn.Effects.Unkept {
		line.Text = ""
	}
	if !pulls {
		line.Said = withoutFiles(turn.Replies)
	}
	// Of an erased person only a farewell that has no other way is written.
	if keep := e.Kind == Update || len(turn.Replies) > 0; keep && (pulls || !turn.Effects.Erase) {
		if err := w.write(line, e.At); err != nil {
			p.log.Error("a line of history is not kept", "error", err)
		}
		w.wake = pulls
	}
	if pulls {
		p.reportAtOnce(s, w, e, m, desk.Left)
	} else {
		p.queueReplies(s, w, e, m, turn.Replies)
	}
	p.engine.metrics.Turns.Add(1)
	p.reach(s, e, Answer{Message: m, Turn: turn, Session: who.Talk, Held: heldBack})
}

// queueReplies puts the answer into the outbox.
func (p *partition) queueReplies(s *step, w *work, e Entry, m dialogue.Message, replies []dialogue.Reply) {
	who := w.person
	replies = p.engine.senders[e.To.Channel].shaped(replies)
	if who.Gone {
		p.engine.metrics.Unreachable.Add(uint64(len(replies)))
		p.reportAtOnce(s, w, e, m, desk.Blocked)
		return
	}
	reply, fromDesk := who.deskReply(m)
	for i, r := range replies {
		var body []byte
		var err error
		if fromDesk {
			body, err = json.Marshal(reported{report{reply.Request, reply.N, i == len(replies)-1}, r})
		} else {
			body, err = json.Marshal(r)
		}
		if err != nil {
			p.log.Error("a reply cannot be encoded", "error", err)
			continue
		}
		w.queue = append(w.queue, &Delivery{
			ID: deliveryID(e, "reply", i), Owner: who.address, To: who.address, Class: ClassReply, Body: body, reply: &replies[i],
		})
	}
}

// paceTurn keeps the answer back when it is one too many for its second, and has
// an earlier one that was kept back said first when the second is over.
func (p *partition) paceTurn(w *work, e Entry, m dialogue.Message, turn *dialogue.Turn) (heldBack bool) {
	f := &w.person.Flood
	if m.Kind == held {
		f.Held, f.By = nil, ""
		return false
	}
	if e.Kind != Update || turn.Effects.Erase {
		return false
	}
	if f.By != "" && m.At.Unix() != f.Second {
		w.cancel(f.By)
		turn.Replies = slices.Concat(f.Held, turn.Replies)
		f.Held, f.By = nil, ""
	}
	if !f.over(m.At) {
		return false
	}
	p.engine.metrics.Flooded.Add(1)
	if len(turn.Replies) > 0 {
		f.Held = turn.Replies
		turn.Replies = nil
	}
	if f.By == "" && len(f.Held) > 0 {
		f.By = deliveryID(e, "held", 0)
		w.later(f.By, event{Kind: held, At: m.At.Add(time.Second)}, e.At.Add(time.Second))
	}
	return true
}

// apply commits what a turn asks of the outside with it.
func (p *partition) apply(w *work, e Entry, effects dialogue.Effects) {
	owner := w.person.address
	if r := effects.Request; r != nil {
		if value, err := json.Marshal(r); err != nil {
			p.log.Error("a request cannot be encoded", "error", err)
		} else {
			w.set(Key{Owner: owner, Family: FamilyRequest, Key: r.ID}, value)
			p.engine.metrics.Requests.Add(1)
		}
	}
	if yes := effects.Subscribed; yes != nil {
		key := Key{Owner: owner, Family: FamilySubscriber}
		var value []byte
		if *yes {
			value = fmt.Appendf(nil, `{"since":%q}`, e.At.UTC().Format(time.RFC3339))
		}
		w.set(key, value)
	}
	for _, name := range slices.Sorted(maps.Keys(effects.Remind)) {
		w.remind(e, name, effects.Remind[name])
	}
}

// erase removes everything held about a person but the tombstone, pending
// deliveries and timers included.
func (p *partition) erase(w *work, outcome dialogue.Outcome) {
	w.eraseAll()
	if outcome == "" {
		outcome = dialogue.Erased
	}
	w.person.forget(outcome)
	p.forget(w.person.address)
	p.engine.metrics.Erased.Add(1)
}

// decode reads an entry; a panic is an error.
func (e *Engine) decode(entry Entry) (m dialogue.Message, err error) {
	if entry.Kind == Event {
		m, err = decodeEvent(entry)
	} else if s := e.senders[entry.To.Channel]; s != nil {
		defer e.recovered(&err, "decode")
		m, err = s.channel.Decode(entry)
	} else {
		err = fmt.Errorf("no channel %q here", entry.To.Channel)
	}
	if m.At.IsZero() {
		m.At = entry.At
	}
	if m.Channel == "" {
		m.Channel = entry.To.Channel
	}
	return m, err
}

// decide calls the dialogue; a panic is an error.
func (e *Engine) decide(who *person, m dialogue.Message) (next dialogue.Session, turn dialogue.Turn, err error) {
	defer e.recovered(&err, "decide")
	if standings := e.standings.Load(); standings != nil {
		m.Standings = *standings
	}
	m.Seed = who.address.hash()
	// A decision is by far what a processor is busy with for longest. Whoever is ready besides, the store's
	// writer, the senders, a partition that only notes what was sent, is done in a fraction of it and goes first.
	runtime.Gosched()
	next, turn = (*e.next.Load())(who.Talk, m)
	return next, turn, nil
}

// recovered turns a panic into an error. Its value is not logged: it may quote what
// a person wrote.
func (e *Engine) recovered(err *error, doing string) {
	if v := recover(); v != nil {
		e.metrics.Panics.Add(1)
		e.log.Error("panic", "doing", doing, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
		*err = errPanicked
	}
}

// Parked is the value of a record of FamilyParked: an entry that could not be read.
type Parked struct {
	At    time.Time `json:"at"`
	Kind  EntryKind `json:"kind"`
	Error string    `json:"error"`
	Text  string    `json:"text,omitempty"`  // the body, when it is UTF-8
	Bytes []byte    `json:"bytes,omitempty"` // the body otherwise
}

func (e Entry) parkedKey() Key {
	return Key{Owner: e.To, Family: FamilyParked, Key: fmt.Sprintf("%020d", e.ID)}
}

// park keeps an entry that cannot be handled where people can look at it, and
// lets the next ones pass.
func (p *partition) park(s *step, who *person, e Entry, cause error) {
	record := Parked{At: e.At, Kind: e.Kind, Error: cause.Error()}
	if utf8.Valid(e.Body) {
		record.Text = string(e.Body)
	} else {
		record.Bytes = e.Body
	}
	value, err := json.Marshal(record)
	if err != nil {
		value = []byte("{}")
	}
	w := s.about(who)
	w.set(e.parkedKey(), value)
	if !who.broken {
		who.Seen.add(e.ID, e.At)
		w.changed = true
	}
	p.engine.metrics.Parked.Add(1)
	p.log.Warn("parked", "entry", strconv.FormatUint(e.ID, 10), "channel", e.To.Channel, "bytes", len(e.Body))
	p.reach(s, e, Answer{Parked: true})
}
