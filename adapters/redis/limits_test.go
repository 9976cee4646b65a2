package redis_test

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// limits are those of a strict network: what is beyond them is refused, and noted.
type limits struct {
	perSecond int           // calls in any second; 0 is any number
	interval  time.Duration // between calls to one chat, after burst of them at once; 0 is none
	burst     int
	way       time.Duration // of a call, there and back again

	mu      sync.Mutex
	taken   []time.Time // of the last second
	total   int
	full    map[string]time.Time // when a chat's burst is whole again
	tries   map[string]int
	refused []string
}

// take tells whether a call that arrives is taken.
func (l *limits) take(chat, text string) bool {
	if l == nil {
		return true
	}
	if l.way > 0 {
		<-time.After(l.way)
		defer func() { <-time.After(l.way) }()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for len(l.taken) > 0 && now.Sub(l.taken[0]) >= time.Second {
		l.taken = l.taken[1:]
	}
	if l.perSecond > 0 && len(l.taken) >= l.perSecond {
		l.refused = append(l.refused, fmt.Sprintf("%d calls in %v", len(l.taken)+1, now.Sub(l.taken[0])))
		return false
	}
	if l.interval > 0 && l.counts(chat, text) {
		if early := l.full[chat].Add(-time.Duration(l.burst-1) * l.interval).Sub(now); early > 0 {
			l.refused = append(l.refused, fmt.Sprintf("%q to chat %s came %v early", text, chat, early))
			return false
		}
		if l.full[chat].Before(now) {
			l.full[chat] = now
		}
		l.full[chat] = l.full[chat].Add(l.interval)
	}
	l.taken = append(l.taken, now)
	l.total++
	return true
}

// counts tells whether a call counts for its chat. Of one that two owners began and died of, one after the
// other, the next one knows of one.
func (l *limits) counts(chat, text string) bool {
	if l.full == nil {
		l.full, l.tries = make(map[string]time.Time), make(map[string]int)
	}
	l.tries[chat+" "+text]++
	return l.tries[chat+" "+text] <= 2
}

// report fails a test for what was refused.
func (l *limits) report(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, text := range l.refused[:min(5, len(l.refused))] {
		t.Error(text)
	}
	if n := len(l.refused); n > 0 {
		t.Errorf("%d of %d calls were too many", n, n+l.total)
	}
}

// The pace of each chat outlives those who die and those who are told to end: a network that is
// strict about it refuses nothing.
func TestPaceOutlivesOwners(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.limits = &limits{interval: time.Second, burst: 3, way: 5 * time.Millisecond}
	x := newTrialOn(t, n, 100, nil, "-lease", trialLease.String(), "-chat-rate", "1", "-chat-burst", "3")
	x.run(16, 4, func(n int) {
		if n%2 == 0 {
			x.leave(n)
		} else {
			x.kill(n)
		}
	})
	n.limits.report(t)
}
