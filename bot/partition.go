package bot

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// batchSize bounds the entries of one step: enough to share the cost of a
// commit, few enough that nobody waits for a long one.
const batchSize = 128

// partition is the owner's side of one partition: a goroutine that alone reads its
// inbox, changes its people and schedules its deliveries. It sleeps until
// there is something to do.
//
// What it holds in memory is ahead of the store by one step at most, and is never
// taken back: a commit is repeated until it succeeds, since doing it twice changes
// nothing more, or until the lease is lost, and then everything here is dropped.
type partition struct {
	engine *Engine
	lease  Lease
	log    *slog.Logger

	wake     chan struct{} // something was put below
	arrived  atomic.Bool   // there may be something in the inbox
	until    atomic.Int64  // Unix nanoseconds up to which the lease surely holds
	mu       sync.Mutex
	returned []outcome // of calls, put by senders
	stale    []overdue // put by the engine's tidy

	cursor Cursor
	people *people
	desk   map[Key]any // its records that were asked for; a nil pointer is none
	outbox
	outcomes []outcome
	draining bool

	leaving context.Context // ends when the partition drains or is lost
	leave   context.CancelFunc
}

func newPartition(e *Engine, l Lease, until time.Time) *partition {
	p := &partition{
		engine: e,
		lease:  l,
		log:    e.log.With("partition", int(l.Partition)),
		wake:   make(chan struct{}, 1),
		people: newPeople(e.cached),
		desk:   make(map[Key]any),
		outbox: newOutbox(),
	}
	p.leaving, p.leave = context.WithCancel(context.Background())
	p.until.Store(until.UnixNano())
	p.arrived.Store(true)
	return p
}

// signal wakes the partition; it never blocks.
func (p *partition) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// ended hands over how a call ended.
func (p *partition) ended(o outcome) {
	if o.made {
		o.permit.done(o.at.Add(-o.took), o.at)
	} else {
		o.permit.done(time.Time{}, time.Time{})
	}
	p.mu.Lock()
	p.returned = append(p.returned, o)
	p.mu.Unlock()
	p.signal()
}

// holds tells whether the lease surely holds at a time: a process that was stopped
// for a while must not send before it knows.
func (p *partition) holds(now time.Time) bool { return now.UnixNano() < p.until.Load() }

// run works until drain is closed and the calls under way are over, until the lease
// is lost (ErrFenced), or until ctx ends.
func (p *partition) run(ctx context.Context, drain <-chan struct{}) error {
	defer p.leave()
	defer p.returnPermits()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	loaded := false
	for failures := 0; ; {
		var more bool
		var err error
		if !loaded {
			err = p.load(ctx)
			loaded = err == nil
		}
		if loaded {
			more, err = p.step(ctx)
		}
		wait := time.Hour
		switch {
		case errors.Is(err, ErrFenced):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			if failures == 0 {
				p.log.Warn("the store does not answer", "error", err)
			}
			wait = backoff(failures)
			failures++
		case p.draining && p.calls == 0:
			return nil
		case more:
			select {
			case <-drain:
				p.drain()
			default:
			}
			continue
		default:
			failures = 0
			if at, ok := p.alarms.next(); ok && !p.draining {
				wait = max(0, min(wait, at.Sub(p.engine.now())))
			}
		}
		timer.Reset(wait)
		if p.draining {
			drain = nil
		}
		select {
		case <-p.wake:
		case <-timer.C:
		case <-drain:
			p.drain()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// drain begins nothing more, and takes back what was not begun.
func (p *partition) drain() {
	if p.draining {
		return
	}
	p.draining = true
	p.leave()
	p.budgeting.giveBack(true)
	for _, a := range p.alarms {
		if c := a.chat; a.granted {
			p.ended(outcome{job: job{partition: p, chat: c, delivery: c.calling, permit: c.permit}})
			c.permit = Permit{}
		}
	}
	for _, s := range p.engine.senders {
		s.giveBack(p)
	}
}

// returnPermits gives back those of calls that will not be made from here.
func (p *partition) returnPermits() {
	p.budgeting.giveBack(true)
	for _, c := range p.chats {
		c.permit.done(time.Time{}, time.Time{})
		c.permit = Permit{}
	}
}

// load reads the outbox that the owner before left.
func (p *partition) load(ctx context.Context) error {
	var s step
	var left []*Delivery
	for d, err := range p.engine.store.Outbox(ctx, p.lease) {
		if err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
		if d.Sending { // begun by an owner that is gone: it may have arrived, and must not arrive twice
			s.settle = append(s.settle, d.ID)
			continue
		}
		left = append(left, &d)
	}
	unknown := len(s.settle)
	if err := p.flush(ctx, &s); err != nil {
		return err
	}
	p.engine.metrics.Unknown.Add(uint64(unknown))
	now := p.engine.now()
	if err := p.inheritPaces(ctx, left, now); err != nil {
		return err
	}
	for _, d := range left {
		p.enqueue(d, now)
	}
	return nil
}

// step does what there is to do, up to a batch, and commits it.
func (p *partition) step(ctx context.Context) (more bool, err error) {
	p.mu.Lock()
	p.outcomes = append(p.outcomes, p.returned...)
	p.returned = p.returned[:0]
	p.mu.Unlock()

	var items []Item
	if !p.draining && p.arrived.Swap(false) {
		items, err = p.engine.store.Read(ctx, p.lease, p.cursor, batchSize)
		if err != nil {
			p.arrived.Store(true)
			return false, fmt.Errorf("inbox: %w", err)
		}
		if more = len(items) == batchSize; more {
			p.arrived.Store(true)
		}
	}
	stale := p.takeStale()
	if err := p.meet(ctx, items, stale); err != nil {
		p.arrived.Store(true)
		return false, err
	}

	var s step
	now := p.engine.now()
	for _, o := range p.outcomes {
		p.settle(&s, o, now)
	}
	clear(p.outcomes)
	p.outcomes = p.outcomes[:0]
	p.fire(ctx, &s, now)
	if err := p.dropStale(ctx, &s, stale, now); err != nil {
		p.arrived.Store(true)
		return false, errors.Join(err, p.flush(ctx, &s))
	}
	for _, item := range items {
		s.tell = item.Kind&askedElsewhere != 0
		item.Kind &^= askedElsewhere
		if err := p.handle(ctx, &s, item.Entry); err != nil {
			p.arrived.Store(true)
			return false, errors.Join(err, p.flush(ctx, &s))
		}
		p.cursor, s.trim = item.Cursor, item.Cursor
		if p.engine.observe != nil {
			s.arrived = append(s.arrived, item.At)
		}
	}
	p.grant(&s, now)
	if err := p.flush(ctx, &s); err != nil {
		return false, err
	}
	p.people.trim()
	if len(p.desk) > deskKept {
		clear(p.desk)
	}
	return more, nil
}

// meet has everybody at hand that the step will be about.
func (p *partition) meet(ctx context.Context, items []Item, stale []overdue) error {
	var unknown []Key
	ask := func(a Address) {
		if _, ok := p.people.get(a); !ok && a.Channel != probeChannel {
			unknown = append(unknown, a.sessionKey())
		}
	}
	for i := range items {
		ask(items[i].To)
	}
	for i := range stale {
		ask(stale[i].owner)
	}
	for i := range p.outcomes {
		o := &p.outcomes[i]
		if p.mayBeUntold(o) || o.kind() == Blocked && o.delivery.To == o.delivery.Owner {
			ask(o.delivery.To)
		}
	}
	return p.know(ctx, unknown)
}

// know reads the sessions that are not at hand.
func (p *partition) know(ctx context.Context, sessions []Key) error {
	unknown := slices.DeleteFunc(sessions, func(k Key) bool {
		_, ok := p.people.get(k.Owner)
		return ok
	})
	if len(unknown) == 0 {
		return nil
	}
	records, err := p.engine.store.Get(ctx, unknown...)
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	values := make(map[Address][]byte, len(records))
	for _, r := range records {
		values[r.Owner] = r.Value
	}
	for _, k := range unknown {
		if _, ok := p.people.get(k.Owner); ok {
			continue // asked twice
		}
		if err := p.people.add(k.Owner, values[k.Owner]); err != nil {
			p.log.Error("a session cannot be read; what comes from its person is parked", "error", err)
		}
	}
	return nil
}

// flush commits the step, then does what had to wait for that, and leaves the step empty.
func (p *partition) flush(ctx context.Context, s *step) error {
	p.tellPaces(s, p.engine.now())
	if !s.empty() {
		if err := p.commit(ctx, s.batch(p.log)); err != nil {
			return err
		}
	}
	now := p.engine.now()
	for _, d := range s.queue {
		p.enqueue(d, now)
	}
	var woken []Address
	for _, w := range s.works {
		w.person.work = nil
		for _, id := range w.settle {
			delete(p.scheduled, id)
		}
		for _, d := range w.queue {
			p.enqueue(d, now)
		}
		if w.wake {
			p.engine.senders[w.person.address.Channel].puller.Wake(w.person.address)
			woken = append(woken, w.person.address)
		}
	}
	if len(woken) > 0 {
		p.engine.tell(word{Wake: woken})
	}
	for _, c := range s.granted {
		if at := c.permit.At; at.After(now) {
			heap.Push(&p.alarms, alarm{at: at, chat: c, granted: true})
		} else {
			p.call(c)
		}
	}
	for _, c := range s.ended {
		c.calling = nil
		p.pump(c, now)
	}
	for _, a := range s.answers {
		if here := p.engine.asks.answer(a); a.tell && !here {
			p.engine.tell(word{Asked: &a.asked, Answer: &a.answer})
		}
	}
	for _, at := range s.arrived {
		p.engine.observe(StageTurn, now.Sub(at))
	}
	*s = step{}
	p.sweep(now)
	return nil
}

// commit makes a batch durable, however often it has to be asked for: what an error leaves
// open does not matter, as the same batch twice is the same as once.
func (p *partition) commit(ctx context.Context, b Batch) error {
	for failures := 0; ; failures++ {
		err := p.engine.store.Commit(ctx, p.lease, b)
		switch {
		case err == nil, errors.Is(err, ErrFenced):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		}
		if failures == 0 {
			p.engine.health.stuck(err, 1)
			defer p.engine.health.stuck(nil, -1)
		}
		p.engine.metrics.CommitRetries.Add(1)
		p.log.Debug("commit fails, trying again", "error", err, "attempt", failures+1)
		select {
		case <-time.After(backoff(failures)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
