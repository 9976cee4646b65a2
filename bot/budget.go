package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Budget is the pace of campaign messages, which all processes that send them share.
type Budget interface {
	// Ask queues for one call. granted is told once, at once or later, by any goroutine; it must
	// not block.
	Ask(granted func(Permit))
	// Pause holds all calls that are not begun until a time: the network asked for it.
	Pause(until time.Time)
}

// Permit allows one call.
type Permit struct {
	// At is the earliest time of the call; it may lie ahead.
	At time.Time
	// Done gives the permit back: when the call began and when it was answered, zero if it
	// was not made.
	Done func(began, answered time.Time)
}

// permitLead is how long before its time a permit is made use of, so that what has to
// be durable before a call is when its time comes.
const permitLead = 50 * time.Millisecond

// localBudget is that of a process alone.
type localBudget struct {
	now func() time.Time

	mu     sync.Mutex
	rate   *rate.Limiter
	paused time.Time
}

func newLocalBudget(perSecond float64, now func() time.Time) *localBudget {
	return &localBudget{now: now, rate: rate.NewLimiter(rate.Limit(perSecond), 1)}
}

// Ask implements Budget.
func (b *localBudget) Ask(granted func(Permit)) {
	b.mu.Lock()
	now := b.now()
	at := now.Add(b.rate.ReserveN(now, 1).DelayFrom(now))
	if b.paused.After(at) {
		at = b.paused
	}
	b.mu.Unlock()
	granted(Permit{At: at})
}

// Pause implements Budget.
func (b *localBudget) Pause(until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.paused = later(b.paused, until)
}

// budgeting is a partition's side: it asks for one permit at a time, which serves all partitions in turn.
type budgeting struct {
	mu    sync.Mutex
	asked bool
	held  *Permit
	over  bool
}

// take gives the permit at hand, or asks for one. ask is called at most once per permit.
func (b *budgeting) take(budget Budget, granted func()) (Permit, bool) {
	b.mu.Lock()
	ask := b.held == nil && !b.asked && !b.over
	b.asked = b.asked || ask
	b.mu.Unlock()
	if ask {
		budget.Ask(func(p Permit) {
			b.mu.Lock()
			b.asked = false
			over := b.over
			if !over {
				b.held = &p
			}
			b.mu.Unlock()
			if over {
				p.done(time.Time{}, time.Time{})
			} else {
				granted()
			}
		})
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held == nil {
		return Permit{}, false
	}
	return *b.held, true
}

// spend takes the permit away, for a call.
func (b *budgeting) spend() { b.mu.Lock(); b.held = nil; b.mu.Unlock() }

// giveBack returns a permit that is not needed; with over, also those to come.
func (b *budgeting) giveBack(over bool) {
	b.mu.Lock()
	held := b.held
	b.held, b.over = nil, b.over || over
	b.mu.Unlock()
	if held != nil {
		held.done(time.Time{}, time.Time{})
	}
}

func (p Permit) done(began, answered time.Time) {
	if p.Done != nil {
		p.Done(began, answered)
	}
}
