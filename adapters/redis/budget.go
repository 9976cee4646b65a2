package redis

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"potentiels/bot"
)

const (
	// beat is how often a process says that it sends, and beatTTL how long that is believed.
	beat    = 500 * time.Millisecond
	beatTTL = 2 * time.Second
	// settling is how long a process waits before it uses a larger share: by then those who had it
	// before have noticed, and what they sent last has left the network's window.
	settling = beatTTL + time.Second
	// margin is what a permit rests beyond its window, as timers and networks are not exact.
	margin = 2 * time.Millisecond
	// enoughTrips is how many must have been made before the shortest is believed.
	enoughTrips = 50
)

// Budget is a pace that processes share, without asking each other for every call.
// There are as many permits as calls a second; each process that lives holds an equal part of them.
// A permit rests for a second after the moment of its answer less the shortest trip there and back
// that was seen. What a call was late on its way is at most what its trip was longer than the shortest,
// so its next use arrives a second later at the least, and no second there holds more calls
// than there are permits. A process that dies idles its part
// for 5 s; a larger part is used 3 s after it became free.
type Budget struct {
	tell   tell
	member string
	window time.Duration // a permit's rest
	total  int

	mu      sync.Mutex
	permits permits       // at rest or ready, the earliest first
	out     int           // given out
	allowed int           // how many there may be
	shares  []share       // seen of late, newest last
	beaten  time.Time     // when the server last heard of us
	waiting []asking      // in order
	paused  time.Time     // by the network
	pausing time.Time     // to tell the others
	trip    time.Duration // the shortest
	trips   int
	timer   *time.Timer
}

// tell says that a member sends, for ttl more, and asks all to pause for a time. It learns for how
// long all calls are paused, and who else sends.
type tell func(ctx context.Context, member string, ttl, pause time.Duration) (paused time.Duration, living []string, err error)

type share struct {
	at time.Time
	n  int
}

type asking func(bot.Permit)

// permits is a heap of the times at which each may be used again.
type permits []time.Time

func (p permits) Len() int           { return len(p) }
func (p permits) Less(i, j int) bool { return p[i].Before(p[j]) }
func (p permits) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

// Push and Pop are for package heap.
func (p *permits) Push(x any) { *p = append(*p, x.(time.Time)) }

func (p *permits) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// Budget joins the processes that share the pace called name, of so many calls a second. It leaves
// when the store is closed.
func (s *Store) Budget(name string, perSecond float64) *Budget {
	// One tag, so that both keys lie on one node.
	tag := s.prefix + "{pace:" + name + "}"
	b := newBudget(perSecond, func(ctx context.Context, member string, ttl, pause time.Duration) (time.Duration, []string, error) {
		answer, err := paceScript.run(ctx, s.client, []string{tag + "members", tag + "pause"},
			member, ttl.Milliseconds(), pause.Milliseconds()).StringSlice()
		if err != nil || len(answer) == 0 {
			return 0, nil, describe(err)
		}
		ms, err := strconv.ParseInt(answer[0], 10, 64)
		return time.Duration(ms) * time.Millisecond, answer[1:], err
	})
	s.work.Go(func() { b.run(s.ctx) })
	return b
}

func newBudget(perSecond float64, tell tell) *Budget {
	total := max(1, int(perSecond))
	b := &Budget{
		tell: tell, member: strconv.FormatUint(rand.Uint64(), 36), total: total,
		window: time.Duration(float64(total) / perSecond * float64(time.Second)),
		trip:   math.MaxInt64,
	}
	b.timer = time.AfterFunc(time.Hour, b.give)
	return b
}

var _ bot.Budget = (*Budget)(nil)

// Ask implements bot.Budget.
func (b *Budget) Ask(granted func(bot.Permit)) {
	b.mu.Lock()
	b.waiting = append(b.waiting, granted)
	b.mu.Unlock()
	b.give()
}

// Pause implements bot.Budget.
func (b *Budget) Pause(until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.paused) {
		b.paused, b.pausing = until, until
	}
}

// ahead is how long before its time a permit is given out.
const permitAhead = 20 * time.Millisecond

// give gives out what is ready, or nearly.
func (b *Budget) give() {
	for {
		b.mu.Lock()
		now := time.Now()
		b.resize(now)
		var wait time.Duration
		switch {
		case len(b.waiting) == 0 || len(b.permits) == 0 || now.After(b.beaten.Add(beatTTL)):
			b.mu.Unlock()
			return // there will be another call when that changes
		case b.paused.After(now):
			wait = b.paused.Sub(now)
		default:
			wait = b.permits[0].Sub(now) - permitAhead
		}
		if wait > 0 {
			b.timer.Reset(wait)
			b.mu.Unlock()
			return
		}
		at := heap.Pop(&b.permits).(time.Time)
		granted := b.waiting[0]
		b.waiting = b.waiting[1:]
		b.out++
		b.mu.Unlock()
		granted(bot.Permit{At: at, Done: func(began, answered time.Time) { b.done(at, began, answered) }})
	}
}

// done takes a permit back.
func (b *Budget) done(at, began, answered time.Time) {
	b.mu.Lock()
	b.out--
	if !began.IsZero() {
		b.trip = min(b.trip, answered.Sub(began))
		arrived := answered
		if b.trips++; b.trips > enoughTrips {
			arrived = answered.Add(-b.trip * 95 / 100)
		}
		if arrived.Before(began) {
			arrived = began
		}
		at = arrived.Add(b.window + margin)
	}
	if len(b.permits)+b.out < b.allowed {
		heap.Push(&b.permits, at)
	}
	b.mu.Unlock()
	b.give()
}

// resize brings the number of permits to what is allowed: fewer at once, more when the
// share has been that large for long enough. The lock is held.
func (b *Budget) resize(now time.Time) {
	if len(b.shares) == 0 {
		return
	}
	// The smallest share of the last settling time, and the one that was valid when it began.
	since := now.Add(-settling)
	for len(b.shares) > 1 && !b.shares[1].at.After(since) {
		b.shares = b.shares[1:]
	}
	b.allowed = b.shares[len(b.shares)-1].n
	for _, s := range b.shares {
		b.allowed = min(b.allowed, s.n)
	}
	for len(b.permits)+b.out < b.allowed {
		heap.Push(&b.permits, now)
	}
	for len(b.permits) > 0 && len(b.permits)+b.out > b.allowed {
		heap.Remove(&b.permits, len(b.permits)-1)
	}
}

// run keeps in touch with the others.
func (b *Budget) run(ctx context.Context) {
	b.mu.Lock()
	b.shares = []share{{time.Now(), 0}} // those who were there before have all of it
	b.mu.Unlock()
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		b.beat(ctx)
		b.give()
		select {
		case <-tick.C:
		case <-ctx.Done():
			b.timer.Stop()
			return
		}
	}
}

func (b *Budget) beat(ctx context.Context) {
	began := time.Now()
	b.mu.Lock()
	pause := max(0, b.pausing.Sub(began))
	b.mu.Unlock()
	paused, living, err := b.tell(ctx, b.member, beatTTL, pause)
	if err != nil {
		return // without news for long, nothing is given out
	}
	slices.Sort(living)
	rank := slices.Index(living, b.member)
	n := 0
	if rank >= 0 {
		n = b.total / len(living)
		if rank < b.total%len(living) {
			n++
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.beaten = began
	if b.pausing.Before(began) {
		b.pausing = time.Time{}
	}
	if until := began.Add(paused); paused > 0 && until.After(b.paused) {
		b.paused = until
	}
	if last := b.shares[len(b.shares)-1]; last.n != n {
		b.shares = append(b.shares, share{time.Now(), n})
	}
}

// String tells how the budget is used, for logs.
func (b *Budget) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return fmt.Sprintf("%d of %d permits", b.allowed, b.total)
}
