package redis_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// strict is a network that refuses every call beyond so many in any second.
type strict struct {
	limit int

	mu      sync.Mutex
	taken   []time.Time // of the last second
	total   int
	refused int
	from    time.Time // counts since then
}

func (s *strict) call() {
	trip := 10*time.Millisecond + rand.N(10*time.Millisecond) // there
	<-time.After(trip)
	s.mu.Lock()
	now := time.Now()
	for len(s.taken) > 0 && now.Sub(s.taken[0]) >= time.Second {
		s.taken = s.taken[1:]
	}
	if len(s.taken) >= s.limit {
		s.refused++
	} else {
		s.taken = append(s.taken, now)
		if !s.from.IsZero() {
			s.total++
		}
	}
	s.mu.Unlock()
	<-time.After(10 * time.Millisecond) // and back
}

// send makes calls as fast as the budget allows, some at a time, until stop is closed.
func send(b *redis.Budget, s *strict, atATime int, stop <-chan struct{}) {
	var callers sync.WaitGroup
	for range atATime {
		callers.Go(func() {
			for {
				granted := make(chan bot.Permit, 1)
				b.Ask(func(p bot.Permit) { granted <- p })
				select {
				case <-stop:
					return
				case p := <-granted:
					if wait := time.Until(p.At); wait > 0 {
						<-time.After(wait)
					}
					began := time.Now()
					s.call()
					p.Done(began, time.Now())
				}
			}
		})
	}
	callers.Wait()
}

// Three processes use up a pace that a strict network allows, and no more; a fourth that joins
// and one that leaves change nothing of that.
func TestBudget(t *testing.T) {
	t.Parallel()
	url := redistest.Start(t).URL()
	for _, rate := range []int{30, 1000} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			t.Parallel()
			network := &strict{limit: rate}
			stop := make(chan struct{})
			var processes sync.WaitGroup
			for range 3 {
				b := open(t, url).Budget(fmt.Sprint(rate), float64(rate))
				processes.Go(func() { send(b, network, max(4, rate/8), stop) })
			}
			<-time.After(6 * time.Second) // the shares settle, the trips are known
			const during = 6
			network.mu.Lock()
			network.from = time.Now()
			network.mu.Unlock()
			<-time.After(during * time.Second)
			network.mu.Lock()
			share, refused := float64(network.total)/float64(rate*during), network.refused
			network.mu.Unlock()
			close(stop)
			processes.Wait()
			t.Logf("%.1f %% of %d/s, %d refused", share*100, rate, refused)
			if refused > 0 {
				t.Errorf("%d calls were too many", refused)
			}
			if share < 0.8 { // what is reached is for the log: the machine may be busy
				t.Errorf("%.1f %% of the pace was used", share*100)
			}
		})
	}
}
