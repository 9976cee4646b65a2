package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"potentiels/bot/desk"
)

// Options make an Engine. Store, Next and Log are needed.
type Options struct {
	Store    Store
	Next     Next
	Desk     *desk.Rules // nil: requests are kept, and nobody is told of them
	Channels []Channel
	Log      *slog.Logger
	// SendRate is how many campaign messages a second this process sends; 30 if zero. It is not
	// read with a Budget.
	SendRate float64
	// Budget is shared with the other processes; nil: there are none.
	Budget Budget
	// ChatRate is how many messages a second a chat gets, and ChatBurst how many at once
	// after a silence; 1 and 3 if zero.
	ChatRate  float64
	ChatBurst int
	// Key makes the pseudonyms by which people are counted; the same for all processes. Without one, what
	// is not understood is not gathered.
	Key []byte
	// People is how many are kept in memory; 32,768 if zero.
	People int
	// Lease is how long a partition stays with a process that gives no sign of life; 3 s
	// if zero. It is renewed four times in that time.
	Lease time.Duration
	// Drain is how long Run may take to end; 10 s if zero.
	Drain time.Duration
	// Guest takes no partitions of a store that other processes use: what is asked here is handled
	// there.
	Guest bool
	// Owner names this process among those that share the store; made up if empty.
	Owner   string
	Observe Observe          // may be nil
	Now     func() time.Time // time.Now if nil
}

// Engine carries conversations between channels and the dialogue. See the package's
// documentation for what it promises.
type Engine struct {
	store    Store
	channels []Channel
	senders  map[string]*sender
	log      *slog.Logger
	now      func() time.Time
	observe  Observe
	next     atomic.Pointer[Next]
	rules    atomic.Pointer[desk.Rules]
	// standings are how the partners stand, a moment behind.
	standings atomic.Pointer[desk.Standings]
	metrics   Metrics
	health    health
	asks      asks

	key      []byte
	chatPace pacing
	budget   Budget
	cached   int // people a partition
	lease    time.Duration
	drain    time.Duration
	owner    string
	guest    bool

	parts   [Partitions]atomic.Pointer[partition]
	moved   broadcast       // a partition was taken or lost
	calls   sync.WaitGroup  // senders' workers
	hard    context.Context // of calls and commits: ends when Run has to
	stopped chan struct{}
	ran     atomic.Bool
}

// New makes an engine; Run starts it.
func New(o Options) *Engine {
	e := &Engine{
		store:    o.Store,
		channels: o.Channels,
		senders:  make(map[string]*sender),
		log:      o.Log,
		now:      o.Now,
		observe:  o.Observe,
		lease:    o.Lease,
		drain:    o.Drain,
		owner:    o.Owner,
		guest:    o.Guest,
		key:      o.Key,
		stopped:  make(chan struct{}),
		cached:   max(1, orDefault(o.People, 32768)/Partitions),
		chatPace: pacing{
			interval: time.Duration(float64(time.Second) / orDefault(o.ChatRate, 1)),
			burst:    orDefault(o.ChatBurst, 3),
		},
		budget: o.Budget,
	}
	e.lease = orDefault(o.Lease, 3*time.Second)
	e.drain = orDefault(o.Drain, 10*time.Second)
	e.owner = orDefault(o.Owner, fmt.Sprintf("%016x", rand.Uint64()))
	if e.now == nil {
		e.now = time.Now
	}
	if e.budget == nil {
		e.budget = newLocalBudget(orDefault(o.SendRate, 30), e.now)
	}
	e.asks.who = make(map[asked]chan Answer)
	e.health.log, e.health.probing = o.Log, make(chan struct{}, 1)
	for _, c := range o.Channels {
		e.senders[c.Name()] = newSender(e, c)
	}
	e.SetNext(o.Next)
	e.SetDesk(o.Desk)
	return e
}

func orDefault[T comparable](value, standard T) T {
	var zero T
	if value == zero {
		return standard
	}
	return value
}

// SetNext replaces the dialogue, for the turns that follow.
func (e *Engine) SetNext(next Next) { e.next.Store(&next) }

// Metrics gives the counters.
func (e *Engine) Metrics() *Metrics { return &e.metrics }

// Receive makes entries durable, in their order. It is the Receive that channels are
// given; an entry without a time gets the present one.
func (e *Engine) Receive(ctx context.Context, entries ...Entry) error {
	for i := range entries {
		if entries[i].At.IsZero() {
			entries[i].At = e.now()
		}
	}
	if err := e.append(ctx, entries); err != nil {
		return fmt.Errorf("receive: %w", err)
	}
	return nil
}

// Run takes partitions and runs them and the channels until ctx ends. Then it stops
// receiving, ends the turns and calls in hand, makes that durable, gives the
// partitions back and returns nil, within Options.Drain; what is not sent by then
// is sent after the next start. A channel that ends with an error ends alone. Run
// may be called once.
func (e *Engine) Run(ctx context.Context) error {
	if e.ran.Swap(true) {
		return errors.New("run twice")
	}
	defer close(e.stopped)
	hard, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	e.hard = hard
	e.store.Notify(e.arrived)
	if shared, ok := e.store.(Sharer); ok {
		shared.Hear(e.hear)
	}

	var channels sync.WaitGroup
	leases := newLeases(hard, e)
	if err := leases.first(ctx); err != nil { // ctx ended before the store answered
		stop()
		for _, s := range e.senders {
			s.close() // of partitions that were there already
		}
		leases.wait()
		leases.release()
		return nil
	}
	e.health.serve(true)
	for _, c := range e.channels {
		channels.Go(func() {
			if x, ok := c.(Exclusive); ok && x.Exclusive() {
				e.runExclusive(ctx, e.senders[c.Name()])
			} else {
				e.runChannel(ctx, e.senders[c.Name()])
			}
		})
	}
	channels.Go(func() { e.probe(ctx) })
	channels.Go(func() { e.keepStandings(ctx) })
	channels.Go(func() { e.tidy(ctx) })
	channels.Go(func() { leases.keep(ctx, hard) })
	<-ctx.Done()

	e.health.serve(false)
	limit := time.AfterFunc(e.drain*9/10, stop) // the rest is for giving back the leases
	defer limit.Stop()
	leases.drain()
	for _, s := range e.senders {
		s.close()
	}
	leases.wait()
	waitFor(hard.Done(), &e.calls)
	stop()
	leases.release()
	waitFor(time.After(e.drain/10), &channels)
	return nil
}

// waitFor waits for a group, but not past the limit: what hangs is left behind.
func waitFor[T any](limit <-chan T, group *sync.WaitGroup) {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-limit:
	}
}

// runChannel runs a channel to its end, which concerns nobody else.
func (e *Engine) runChannel(ctx context.Context, s *sender) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	s.running, s.halt = true, cancel
	s.mu.Unlock()
	err := func() (err error) {
		defer e.recovered(&err, "run "+s.channel.Name())
		return s.channel.Run(ctx, e.Receive)
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	if err != nil && ctx.Err() == nil {
		s.stop(err)
	}
}

// receiver is the id, within a channel, whose partition's owner receives for all processes.
const receiver = "receiver"

// runExclusive runs a channel while this process is the one to do so.
func (e *Engine) runExclusive(ctx context.Context, s *sender) {
	home := &e.parts[Address{Channel: s.channel.Name(), ID: receiver}.Partition()]
	for ctx.Err() == nil {
		moved := e.moved.next()
		part := home.Load()
		if part == nil {
			s.elsewhere(true)
			select {
			case <-moved:
			case <-ctx.Done():
			}
			continue
		}
		s.elsewhere(false)
		tenure, end := context.WithCancel(ctx)
		stop := context.AfterFunc(part.leaving, end)
		e.runChannel(tenure, s)
		over := tenure.Err() == nil
		stop()
		end()
		if over {
			return
		}
		<-part.leaving.Done()
		for ctx.Err() == nil && home.Load() == part { // it is being handed over
			select {
			case <-moved:
				moved = e.moved.next()
			case <-ctx.Done():
			}
		}
	}
}

// broadcast wakes everybody who waits for something to change.
type broadcast struct {
	mu sync.Mutex
	c  chan struct{}
}

// next gives a channel that is closed at the next change: ask first, then look.
func (b *broadcast) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.c == nil {
		b.c = make(chan struct{})
	}
	return b.c
}

func (b *broadcast) tell() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.c != nil {
		close(b.c)
		b.c = nil
	}
}

// arrived wakes a partition that is this engine's.
func (e *Engine) arrived(p Partition) {
	if part := e.parts[p].Load(); part != nil {
		part.arrived.Store(true)
		part.signal()
	}
}
