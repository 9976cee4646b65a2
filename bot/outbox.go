package bot

import (
	"bytes"
	"container/heap"
	"context"
	"maps"
	"slices"
	"time"

	"potentiels/bot/desk"
)

// outbox is the schedule of a partition's deliveries: in memory what the store
// holds durably. Per chat one call is under way at most, and the next one waits until the
// end of the one before is durable.
type outbox struct {
	chats     map[Address]*chat
	crowded   int                      // chats at which the idle ones are swept out
	scheduled map[DeliveryID]*Delivery // events, and messages whose time has not come
	alarms    alarms
	events    uint64    // taken up so far: they are brought in that order
	heldUp    time.Time // until when events wait for the store, all of them, so that none goes first
	calls     int       // under way
	// campaigns are the chats whose next delivery is a campaign's and could go now.
	campaigns []*chat
	budgeting budgeting
}

func newOutbox() outbox {
	return outbox{chats: make(map[Address]*chat), scheduled: make(map[DeliveryID]*Delivery)}
}

// chat is what waits to be sent to one address.
type chat struct {
	to        Address
	replies   []*Delivery // in order, before
	campaigns []*Delivery // these
	changes   []*Delivery // of posts of a staff channel, in their order: they hold up nothing new
	calling   *Delivery   // call under way, or its end not durable yet
	dropped   bool        // the one being called is not to be tried again
	pace      pace
	before    pace      // that before the call under way was counted
	told      time.Time // what its session says of when all is sent and the pace full again
	paused    time.Time // by the network
	held      time.Time // the same of changes, which it counts apart
	staff     bool      // a staff channel, which has no pace but what its network asks for
	slow      bool      // it was asked to wait
	alarm     time.Time // the earliest set for it
	listed    bool      // in outbox.campaigns
	permit    Permit    // of the call that was granted
}

// lines are those that wait, in the order they come in.
func (c *chat) lines() [3]*[]*Delivery {
	return [...]*[]*Delivery{&c.replies, &c.campaigns, &c.changes}
}

func (c *chat) line(d *Delivery) *[]*Delivery {
	switch {
	case d.Class == ClassCampaign:
		return &c.campaigns
	case c.staff && changes(d.Body):
		return &c.changes
	}
	return &c.replies
}

// head is what goes next: of a staff channel what is new, if it may, and else a change.
func (p *partition) head(c *chat, now time.Time) *Delivery {
	var next *Delivery
	for _, line := range c.lines() {
		if len(*line) == 0 {
			continue
		}
		d := (*line)[0]
		if next == nil || p.ready(c, next).After(now) && c.staff && p.ready(c, d).Before(p.ready(c, next)) {
			next = d
		}
	}
	return next
}

func (c *chat) empty() bool { return len(c.replies)+len(c.campaigns)+len(c.changes) == 0 }

// take removes the head of a line and marks it as the one being called.
func (c *chat) take(d *Delivery) *Delivery {
	line := c.line(d)
	if *line = (*line)[1:]; len(*line) == 0 {
		*line = nil
	}
	c.calling, c.dropped = d, false
	return d
}

// putBack makes the one being called the head again, unless it was dropped.
func (c *chat) putBack() {
	if !c.dropped {
		line := c.line(c.calling)
		*line = append([]*Delivery{c.calling}, *line...)
	}
}

// enqueue takes up a durable delivery.
func (p *partition) enqueue(d *Delivery, now time.Time) {
	if d.Class == ClassEvent || (d.Attempts == 0 && d.NotBefore.After(now)) {
		p.scheduled[d.ID] = d
		p.events++
		heap.Push(&p.alarms, alarm{at: d.NotBefore, n: p.events, delivery: d})
		return
	}
	if !p.engine.sends(d.To.Channel) {
		p.engine.metrics.Stranded.Add(1)
		return // it stays in the store, for a process that has the channel
	}
	c := p.chat(d, now)
	line := c.line(d)
	*line = append(*line, d)
	p.pump(c, now)
}

// chat is what a delivery waits in.
func (p *partition) chat(d *Delivery, now time.Time) *chat {
	c := p.chats[d.To]
	if c == nil {
		c = &chat{to: d.To, staff: bytes.HasPrefix(d.Body, postMark)}
		if who, ok := p.people.get(d.To); ok && !c.staff {
			c.inherit(who.Paced, 0, p.engine.chatPace, now)
		}
		p.chats[d.To] = c
	}
	return c
}

// ready is when the head of a chat may go.
func (p *partition) ready(c *chat, d *Delivery) time.Time {
	at := d.NotBefore
	if pacing, ok := c.pacing(d, p.engine.chatPace); ok {
		at = later(at, pacing.ready(c.pace))
	}
	if c.staff && changes(d.Body) {
		return later(at, c.held)
	}
	return later(at, c.paused)
}

// pump begins the next call of a chat if it may begin, or sets an alarm for when.
func (p *partition) pump(c *chat, now time.Time) {
	d := p.head(c, now)
	if d == nil || c.calling != nil || p.draining {
		return
	}
	switch at := p.ready(c, d); {
	case at.After(now):
		if c.alarm.IsZero() || at.Before(c.alarm) {
			c.alarm = at
			heap.Push(&p.alarms, alarm{at: at, chat: c})
		}
	case d.Class == ClassCampaign:
		if !c.listed {
			c.listed = true
			p.campaigns = append(p.campaigns, c)
			heap.Push(&p.alarms, alarm{at: now}) // for grant, in the next step
		}
	default:
		p.take(c, d, now)
		p.call(c)
	}
}

// take makes the head of a chat the delivery being called.
func (p *partition) take(c *chat, head *Delivery, now time.Time) *Delivery {
	c.before = c.pace
	p.count(c, head, now)
	p.calls++
	return c.take(head)
}

// count makes a call at a time part of a chat's pace, in the place of what was assumed of it before.
func (p *partition) count(c *chat, d *Delivery, at time.Time) {
	if pacing, ok := c.pacing(d, p.engine.chatPace); ok {
		c.pace = pacing.take(c.before, at)
	}
}

// call begins the call that was taken.
func (p *partition) call(c *chat) {
	permit := c.permit
	c.permit = Permit{}
	p.engine.send(job{partition: p, chat: c, delivery: c.calling, permit: permit})
}

// grant lets campaign calls begin, as far as the rate allows: each is marked in
// the step, and begins when that is durable. A partition reserves one call of the
// process's rate at a time, which serves all partitions in turn, and marks no
// more than it may make: what is marked when the process dies is never sent.
func (p *partition) grant(s *step, now time.Time) {
	for len(p.campaigns) > 0 && !p.draining {
		c := p.campaigns[0]
		d := p.head(c, now)
		if d == nil || c.calling != nil || d.Class != ClassCampaign || p.ready(c, d).After(now) {
			c.listed = false
			p.campaigns = p.campaigns[1:]
			p.pump(c, now)
			continue
		}
		permit, ok := p.budgeting.take(p.engine.budget, p.signal)
		if !ok {
			return // it is told
		}
		if permit.At.After(now.Add(permitLead)) {
			heap.Push(&p.alarms, alarm{at: permit.At.Add(-permitLead)})
			return
		}
		p.budgeting.spend()
		c.permit = permit
		c.listed = false
		p.campaigns = p.campaigns[1:]
		p.take(c, d, now).Sending = true
		s.update = append(s.update, *d)
		s.granted = append(s.granted, c)
	}
	p.budgeting.giveBack(false)
}

// fire does what its time has come for: events are put into their inboxes and then
// settled, so that they may come twice but are not lost; chats go on.
func (p *partition) fire(ctx context.Context, s *step, now time.Time) {
	var events []alarm
	for !p.draining {
		a, ok := p.alarms.pop(now)
		if !ok {
			break
		}
		switch d := a.delivery; {
		case a.granted:
			p.call(a.chat)
		case a.chat != nil:
			if a.chat.alarm.Equal(a.at) {
				a.chat.alarm = time.Time{}
			}
			p.pump(a.chat, now)
		case d == nil || p.scheduled[d.ID] != d: // only to wake up, or taken back
		case d.Class == ClassEvent && now.Before(p.heldUp):
			a.at = p.heldUp
			heap.Push(&p.alarms, a)
		case d.Class == ClassEvent:
			events = append(events, a)
		default:
			delete(p.scheduled, d.ID)
			p.enqueue(d, now)
		}
	}
	if len(events) == 0 {
		return
	}
	entries := make([]Entry, len(events))
	for i, a := range events {
		entries[i] = a.delivery.entry(now)
	}
	if err := p.engine.append(ctx, entries); err != nil {
		p.log.Warn("events wait for the store", "events", len(events), "error", err)
		p.heldUp = now.Add(time.Second)
		for _, a := range events {
			a.at = p.heldUp
			heap.Push(&p.alarms, a)
		}
		return
	}
	for _, a := range events {
		delete(p.scheduled, a.delivery.ID)
		s.settle = append(s.settle, a.delivery.ID)
	}
}

// drop settles what waits for somebody who cannot be reached.
func (p *partition) drop(s *step, to Address) {
	if c := p.chats[to]; c != nil {
		for _, line := range c.lines() {
			for _, d := range *line {
				s.settle = append(s.settle, d.ID)
				p.report(s, d, desk.Blocked, "")
				p.engine.metrics.Blocked.Add(1)
			}
		}
		c.replies, c.campaigns, c.changes, c.dropped = nil, nil, nil, true
	}
	maps.DeleteFunc(p.scheduled, func(id DeliveryID, d *Delivery) bool {
		gone := d.To == to && d.Class != ClassEvent
		if gone {
			s.settle = append(s.settle, id)
			p.report(s, d, desk.Blocked, "")
			p.engine.metrics.Blocked.Add(1)
		}
		return gone
	})
}

// forget drops what an erased person's turns caused; the batch erases the entries.
func (p *partition) forget(owner Address) {
	theirs := func(d *Delivery) bool { return d.Owner == owner }
	for _, c := range p.chats {
		for _, line := range c.lines() {
			*line = slices.DeleteFunc(*line, theirs)
		}
		c.dropped = c.dropped || c.calling != nil && theirs(c.calling)
	}
	maps.DeleteFunc(p.scheduled, func(_ DeliveryID, d *Delivery) bool { return theirs(d) })
}

// sweep lets go of the chats that nothing waits for and whose pace is forgotten.
func (o *outbox) sweep(now time.Time) {
	if len(o.chats) < max(o.crowded, 64) {
		return
	}
	maps.DeleteFunc(o.chats, func(_ Address, c *chat) bool {
		return c.empty() && c.calling == nil && !c.listed && !later(c.pace.full, c.told).After(now) && !c.paused.After(now) && !c.held.After(now)
	})
	o.crowded = 2 * len(o.chats)
}

// alarm is a time at which something is to be done: for a chat, a scheduled
// delivery, or nothing but to wake up.
type alarm struct {
	at       time.Time
	n        uint64 // of an event
	chat     *chat
	delivery *Delivery
	granted  bool // the chat's call begins
}

// alarms is a heap, the earliest first.
type alarms []alarm

func (h alarms) Len() int { return len(h) }
func (h alarms) Less(i, j int) bool {
	if h[i].at.Equal(h[j].at) {
		return h[i].n < h[j].n
	}
	return h[i].at.Before(h[j].at)
}
func (h alarms) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push and Pop are for package heap.
func (h *alarms) Push(x any) { *h = append(*h, x.(alarm)) }

func (h *alarms) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	(*h)[last] = alarm{}
	*h = (*h)[:last]
	return x
}

func (h alarms) next() (time.Time, bool) {
	if len(h) == 0 {
		return time.Time{}, false
	}
	return h[0].at, true
}

func (h *alarms) pop(now time.Time) (alarm, bool) {
	if at, ok := h.next(); !ok || at.After(now) {
		return alarm{}, false
	}
	return heap.Pop(h).(alarm), true
}
