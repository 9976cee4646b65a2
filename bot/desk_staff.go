package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// Kinds of events between the desk's parts.
const (
	deskChange  dialogue.Kind = "desk_change"  // to a partner's board
	deskPost    dialogue.Kind = "desk_post"    // to a staff channel: to be posted
	deskConfirm dialogue.Kind = "desk_confirm" // to a partner: of an entry of its sheet
	deskPosted  dialogue.Kind = "desk_posted"  // to a staff channel: how a post ended
)

// posted tells how a post ended.
type posted struct {
	Thread  string `json:"t"`
	Number  uint64 `json:"n"`
	Message string `json:"m,omitempty"` // what the network calls it; empty: it will not take it
}

// handleBoard takes an event of a partner's board.
func (p *partition) handleBoard(ctx context.Context, s *step, who *person, e Entry, v event) error {
	if v.Kind == deskConfirm && v.Confirm != nil {
		return p.confirm(ctx, s, who, e, *v.Confirm)
	}
	key := Key{Owner: e.To, Family: FamilyDesk}
	b, err := deskRecord[desk.Board](ctx, p, key)
	if err != nil {
		return err
	}
	board := desk.Board{Partner: e.To.ID}
	if b != nil {
		board = *b
	}
	var was *desk.Slot
	if v.Kind == deskChange && v.Change != nil {
		if was, err = deskRecord[desk.Slot](ctx, p, slotKey(e.To, v.Change.Row.Request)); err != nil {
			return err
		}
	}
	w := s.about(who)
	switch {
	case v.Kind == deskChange && v.Change != nil:
		board = board.Apply(*v.Change, p.file(w, e.To, v.Change.Row, was), v.At)
		if _, asked := who.Due[dueBulletin]; !asked {
			w.remind(e, dueBulletin, desk.BulletinAt(e.At))
		}
	case v.Kind == dialogue.Due && v.Value == dueBulletin:
		if !who.wanted(e, dialogue.Message{Kind: v.Kind, Value: v.Value}) {
			s.seen(who, e)
			return nil
		}
		delete(who.Due, v.Value)
		w.remind(e, dueBulletin, desk.BulletinAt(e.At)) // after a long stop, one and not one for each week
		p.bulletin(ctx, w, e, board, v)
	default:
		p.park(s, who, e, fmt.Errorf("a board does not know events of kind %q", v.Kind))
		return nil
	}
	s.seen(who, e)
	setDesk(p, w, key, &board)
	p.engine.stands(board)
	return nil
}

// slotKey finds where the row of a request lies, and rowKey the row.
func slotKey(board Address, request string) Key {
	return Key{Owner: board, Family: FamilyDesk, Key: "r/" + request}
}

func rowKey(board Address, s desk.Slot) Key {
	return Key{Owner: board, Family: FamilyDesk, Key: string(s)}
}

// file puts a row where it lies now, and gives where it lay.
func (p *partition) file(w *work, board Address, row desk.Row, was *desk.Slot) desk.Slot {
	var before desk.Slot
	if was != nil {
		before = *was
	}
	now := row.Slot()
	if before != "" && before != now {
		w.set(rowKey(board, before), nil)
	}
	if now == "" {
		setDesk[desk.Slot](p, w, slotKey(board, row.Request), nil)
		return before
	}
	if before != now {
		setDesk(p, w, slotKey(board, row.Request), &now)
	}
	value, err := json.Marshal(row)
	if err != nil {
		p.log.Error("a row of a board is not kept", "error", err)
		return before
	}
	w.set(rowKey(board, now), value)
	return before
}

// dueBulletin is the reminder of a partner's week.
const dueBulletin = "bulletin"

// bulletin tells a partner its week.
func (p *partition) bulletin(ctx context.Context, w *work, e Entry, b desk.Board, v event) {
	rules := p.engine.rules.Load()
	if rules == nil {
		return
	}
	var oldest *desk.Row
	if rows, err := p.engine.Desk().Rows(ctx, b.Partner, desk.Queue, 1, nil); err == nil && len(rows) > 0 {
		oldest = &rows[0]
	}
	week, ok := rules.Bulletin(b, oldest, v.At)
	to, err := ParseAddress(rules.Channel(b.Partner))
	if !ok || err != nil {
		return
	}
	p.forward(w, deliveryID(e, "bulletin", 0), to, event{Kind: deskPost, At: v.At, Post: &desk.Post{Kind: desk.PostBulletin, Bulletin: &week}})
}

func threadKey(channel Address, thread string) Key {
	return Key{Owner: channel, Family: FamilyDesk, Key: "t/" + thread}
}

// messageKey finds the request of a thread by the message that opened it.
func messageKey(channel Address, message string) Key {
	return Key{Owner: channel, Family: FamilyDesk, Key: "m/" + message}
}

// handlePost takes what is to be posted in a staff channel, or was.
func (p *partition) handlePost(ctx context.Context, s *step, who *person, e Entry, v event) error {
	var name string
	switch {
	case v.Kind == deskPost && v.Post != nil:
		name = v.Post.Thread
	case v.Kind == deskPosted && v.Posted != nil:
		name = v.Posted.Thread
	default: // of somebody who talks with the bot in their own channel
		return p.handleTalk(ctx, s, who, e)
	}
	if name == "" {
		s.seen(who, e)
		if v.Post != nil {
			p.queuePost(s.about(who), e, 0, 0, *v.Post)
		}
		return nil
	}
	key := threadKey(e.To, name)
	before, err := deskRecord[desk.Thread](ctx, p, key)
	if err != nil {
		return err
	}
	var t desk.Thread
	if before != nil {
		t = *before
	}
	s.seen(who, e)
	w := s.about(who)
	card := t.Card
	var begun []desk.Posting
	if v.Post != nil {
		t, begun = t.Push(*v.Post)
	} else {
		dead := t.Dead
		p.shown(w, e, v, t)
		t, begun = t.Done(v.Posted.Number, v.Posted.Message)
		if t.Dead && !dead {
			p.forward(w, deliveryID(e, "unposted", 0), requestAddress(t.Request),
				event{Kind: deskEvent, At: e.At, Desk: &desk.Event{Kind: desk.Unposted, Via: e.To.String()}})
		}
	}
	for i, b := range begun {
		p.queuePost(w, e, i, b.Number, b.Post)
	}
	if t.Card != card {
		if card != "" {
			w.set(messageKey(e.To, card), nil)
		}
		if t.Card != "" {
			w.set(messageKey(e.To, t.Card), []byte(t.Request))
		}
	}
	if t.Empty() {
		setDesk[desk.Thread](p, w, key, nil)
	} else {
		setDesk(p, w, key, &t)
	}
	return nil
}

// shown tells a request that a reply can be seen, and taken back from now on; or will never be.
func (p *partition) shown(w *work, e Entry, v event, t desk.Thread) {
	if t.Now == nil || t.Under != v.Posted.Number || t.Now.Kind != desk.PostLines || t.Now.Lines[0].Delay == 0 {
		return
	}
	p.forward(w, deliveryID(e, "shown", 0), requestAddress(t.Request),
		event{Kind: deskEvent, At: v.At, Desk: &desk.Event{Kind: desk.Shown, N: t.Now.Lines[0].Reply}})
}

// postMark begins the body of a delivery that is a post, reportMark that of a reply
// whose end the desk wants to know.
var (
	postMark   = []byte(`{"post":`)
	reportMark = []byte(`{"report":`)
)

// outgoing is the body of a delivery that is a post.
type outgoing struct {
	Post   desk.Post `json:"post"`
	Number uint64    `json:"number"`
}

// reported is the body of a delivery of a reply from the desk.
type reported struct {
	Report report `json:"report"`
	dialogue.Reply
}

// report says which reply of which request it is.
type report struct {
	Request string `json:"r"`
	N       int    `json:"n"`
	Last    bool   `json:"l,omitempty"` // of the pieces it was cut into
}

// deskReply tells whether a message has a reply of the desk said, and which.
func (p *person) deskReply(m dialogue.Message) (report, bool) {
	if m.Kind != dialogue.Desk || m.Desk == nil || m.Desk.What != desk.SayReply {
		return report{}, false
	}
	return report{Request: p.Requests[m.Desk.Request], N: m.Desk.N}, true
}

// reportAtOnce tells the desk how a reply ended that is not sent by a call.
func (p *partition) reportAtOnce(s *step, w *work, e Entry, m dialogue.Message, result desk.Result) {
	reply, ok := w.person.deskReply(m)
	if !ok {
		return
	}
	to := requestAddress(reply.Request)
	s.queue = append(s.queue, &Delivery{
		ID: deliveryID(e, "report", 0), Owner: to, To: to, Class: ClassEvent,
		Body: event{Kind: deskEvent, At: e.At, Desk: &desk.Event{Kind: desk.Reported, N: reply.N, Result: result}}.encode(),
	})
}

// queuePost queues the i-th post that an entry begins.
func (p *partition) queuePost(w *work, e Entry, i int, number uint64, post desk.Post) {
	body, err := json.Marshal(outgoing{post, number})
	if err != nil {
		p.log.Error("a post cannot be encoded", "error", err)
		return
	}
	to := w.person.address
	w.queue = append(w.queue, &Delivery{ID: deliveryID(e, "posting", i), Owner: to, To: to, Class: ClassReply, Body: body})
}

// handleUpdate takes what a network tells of its staff channels.
func (p *partition) handleUpdate(ctx context.Context, s *step, who *person, e Entry) error {
	acts, ok, err := p.engine.acts(e)
	if err != nil {
		p.park(s, who, e, err)
		return nil
	}
	if !ok {
		return p.handleTalk(ctx, s, who, e)
	}
	// Read first: an error leaves the entry for later.
	for i := range acts {
		if acts[i].Request != "" || acts[i].Thread == "" {
			continue
		}
		found, err := p.engine.store.Get(ctx, messageKey(e.To, acts[i].Thread))
		if err != nil {
			return fmt.Errorf("desk: %w", err)
		}
		if len(found) > 0 {
			acts[i].Request = string(found[0].Value)
		}
	}
	s.seen(who, e)
	for i, a := range acts {
		if a.Request == "" {
			continue // typed beside the threads of the desk
		}
		at := a.Event.At
		if at.IsZero() {
			at = e.At
		}
		p.forward(s.about(who), deliveryID(e, "act", i), requestAddress(a.Request), event{Kind: deskEvent, At: at, Desk: &a.Event})
	}
	p.reach(s, e, Answer{})
	return nil
}

// acts reads an update of a staff channel; a panic is an error.
func (e *Engine) acts(entry Entry) (acts []desk.Act, ok bool, err error) {
	defer e.recovered(&err, "read an act")
	return e.senders[entry.To.Channel].poster.Acts(entry)
}

// report tells the desk how a delivery ended that it wants to know of.
func (p *partition) report(s *step, d *Delivery, result desk.Result, message MessageID) {
	v := event{At: p.engine.now()}
	var to Address
	switch {
	case bytes.HasPrefix(d.Body, reportMark):
		var body reported
		if json.Unmarshal(d.Body, &body) != nil || result == desk.Delivered && !body.Report.Last {
			return
		}
		to = requestAddress(body.Report.Request)
		v.Kind, v.Desk = deskEvent, &desk.Event{Kind: desk.Reported, N: body.Report.N, Result: result}
	case bytes.HasPrefix(d.Body, postMark):
		var body outgoing
		if json.Unmarshal(d.Body, &body) != nil || body.Post.Thread == "" {
			return
		}
		to = d.To
		v.Kind, v.Posted = deskPosted, &posted{Thread: body.Post.Thread, Number: body.Number, Message: string(message)}
	default:
		return
	}
	s.queue = append(s.queue, &Delivery{
		ID: "end-" + d.ID, Owner: to, To: to, Class: ClassEvent, Body: v.encode(),
	})
}
