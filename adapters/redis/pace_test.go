package redis

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
)

// strict is a network that refuses every call beyond so many in any second.
type strict struct {
	limit int

	mu      sync.Mutex
	taken   []time.Time // of the last second
	total   int
	refused int
}

// call takes the way there and back, both of varying length.
func (s *strict) call() {
	time.Sleep(10*time.Millisecond + rand.N(10*time.Millisecond))
	s.mu.Lock()
	now := time.Now()
	for len(s.taken) > 0 && now.Sub(s.taken[0]) >= time.Second {
		s.taken = s.taken[1:]
	}
	if len(s.taken) >= s.limit {
		s.refused++
	} else {
		s.taken = append(s.taken, now)
		s.total++
	}
	s.mu.Unlock()
	time.Sleep(8*time.Millisecond + rand.N(4*time.Millisecond))
}

// send makes calls as fast as the budget allows, some at a time, until ctx ends.
func send(ctx context.Context, b *Budget, s *strict, atATime int) {
	var callers sync.WaitGroup
	for range atATime {
		callers.Go(func() {
			for {
				granted := make(chan bot.Permit, 1)
				b.Ask(func(p bot.Permit) { granted <- p })
				select {
				case <-ctx.Done():
					return
				case p := <-granted:
					time.Sleep(time.Until(p.At))
					began := time.Now()
					s.call()
					p.Done(began, time.Now())
				}
			}
		})
	}
	callers.Wait()
}

// hearsay is what pace.lua does, without a server.
type hearsay struct {
	mu      sync.Mutex
	members map[string]time.Time
	paused  time.Time
}

func (h *hearsay) tell(_ context.Context, member string, ttl, pause time.Duration) (time.Duration, []string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	h.members[member] = now.Add(ttl)
	if until := now.Add(pause); until.After(h.paused) {
		h.paused = until
	}
	var living []string
	for m, until := range h.members {
		if until.After(now) {
			living = append(living, m)
		}
	}
	slices.Sort(living)
	return max(0, h.paused.Sub(now)), living, nil
}

// Three processes use up the pace that a strict network allows, and no more; a fourth that joins and
// one that dies change nothing of that.
func TestPace(t *testing.T) {
	for rate, least := range map[int]float64{30: 0.99, 1000: 0.98} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network := &strict{limit: rate}
				h := &hearsay{members: make(map[string]time.Time)}
				var processes sync.WaitGroup
				begin := func() (end context.CancelFunc) {
					ctx, end := context.WithCancel(t.Context())
					b := newBudget(float64(rate), h.tell)
					processes.Go(func() { b.run(ctx) })
					processes.Go(func() { send(ctx, b, network, max(4, rate/8)) })
					return end
				}
				used := func(during time.Duration) float64 {
					network.mu.Lock()
					before := network.total
					network.mu.Unlock()
					time.Sleep(during)
					network.mu.Lock()
					defer network.mu.Unlock()
					return float64(network.total-before) / (float64(rate) * during.Seconds())
				}
				ends := []context.CancelFunc{begin(), begin(), begin()}
				time.Sleep(10 * time.Second) // the shares settle, the trips are known
				if share := used(30 * time.Second); share < least {
					t.Errorf("%.2f %% of the pace was used, want %.0f", share*100, least*100)
				} else {
					t.Logf("%.2f %% of %d/s", share*100, rate)
				}
				ends = append(ends, begin())
				t.Logf("%.2f %% while a fourth joins", used(10*time.Second)*100)
				ends[0]()
				t.Logf("%.2f %% while one is gone", used(10*time.Second)*100)
				if share := used(30 * time.Second); share < least {
					t.Errorf("%.2f %% of the pace was used after that, want %.0f", share*100, least*100)
				}
				if network.refused > 0 {
					t.Errorf("%d calls were too many", network.refused)
				}
				for _, end := range ends {
					end()
				}
				processes.Wait()
			})
		})
	}
}

// A pause that one process was asked for holds all of them.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := &strict{limit: 30}
		h := &hearsay{members: make(map[string]time.Time)}
		ctx, end := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		var budgets []*Budget
		for range 3 {
			b := newBudget(30, h.tell)
			budgets = append(budgets, b)
			processes.Go(func() { b.run(ctx) })
			processes.Go(func() { send(ctx, b, network, 4) })
		}
		time.Sleep(10 * time.Second)
		budgets[1].Pause(time.Now().Add(7 * time.Second))
		time.Sleep(2*beat + 100*time.Millisecond) // the others hear of it, what is under way ends
		count := func() int {
			network.mu.Lock()
			defer network.mu.Unlock()
			return network.total
		}
		before := count()
		time.Sleep(5 * time.Second)
		if n := count() - before; n > 0 {
			t.Errorf("%d calls during the pause", n)
		}
		time.Sleep(3 * time.Second)
		if count() == before {
			t.Error("no calls after the pause")
		}
		end()
		processes.Wait()
	})
}
