package bot_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// aSecond is a network that takes a post a second in a channel, and says so.
type aSecond struct {
	mu      sync.Mutex
	full    map[string]time.Time
	refused int
	first   time.Time
	last    time.Time
}

func (a *aSecond) takes(to bot.Address, _ desk.Post) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if wait := a.full[to.ID].Sub(now); wait > 0 {
		a.refused++
		return &bot.SendError{Kind: bot.Throttled, After: time.Second, Err: errCut}
	}
	if a.first.IsZero() {
		a.first = now
	}
	a.full[to.ID], a.last = now.Add(time.Second), now
	return nil
}

// A staff channel is posted to as fast as its network takes it, and then at its pace.
func TestPaceOfStaffChannels(t *testing.T) {
	const people = 20
	asks := func(w *world) {
		for i := range people {
			w.people.say(fmt.Sprint(i), "conseiller")
		}
		pass(time.Minute)
		for i := range people {
			w.people.say(fmt.Sprint(i), "J'accepte")
		}
	}
	t.Run("without a limit", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := open(t, time.Second)
			defer w.end()
			asks(w)
			pass(time.Second)
			if got := len(w.office.shows("CFT")); got != people {
				t.Errorf("after a second %d of %d cards are there", got, people)
			}
		})
	})
	t.Run("with one", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := open(t, time.Second)
			defer w.end()
			limit := &aSecond{full: map[string]time.Time{}}
			w.office.refuses = limit.takes
			asks(w)
			pass(time.Minute)
			if got := len(w.office.shows("CFT")); got != people {
				t.Fatalf("%d of %d cards are there", got, people)
			}
			limit.mu.Lock()
			defer limit.mu.Unlock()
			if took := limit.last.Sub(limit.first); took > people*time.Second {
				t.Errorf("took %v, a post a second would be %v", took, (people-1)*time.Second)
			}
			if limit.refused > 2 {
				t.Errorf("knocked %d times in vain", limit.refused)
			}
			if n := w.engine.Metrics().Pauses.Load(); n > 0 {
				t.Errorf("held up everybody %d times", n)
			}
		})
	})
}
