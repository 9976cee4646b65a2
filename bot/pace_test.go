package bot_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// buckets is a network's strict count of each chat: a call a second, three at once after a silence.
type buckets struct {
	mu   sync.Mutex
	full map[bot.Address]time.Time
	over []string // calls beyond it
}

func newBuckets() *buckets { return &buckets{full: make(map[bot.Address]time.Time)} }

// count takes a call that arrives now.
func (b *buckets) count(m message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	full := b.full[m.to]
	if early := full.Add(-2 * time.Second).Sub(now); early > 0 {
		b.over = append(b.over, fmt.Sprintf("%s to %s came %v early", m.text, m.to, early))
	}
	if full.Before(now) {
		full = now
	}
	b.full[m.to] = full.Add(time.Second)
	return nil
}

func (b *buckets) report(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, text := range b.over {
		if t.Error(text); i > 5 {
			return
		}
	}
}

// wordy answers with as many messages as it is asked for.
func wordy(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
	n := 0
	_, _ = fmt.Sscan(m.Text, &n)
	var turn dialogue.Turn
	for i := range n {
		turn.Replies = append(turn.Replies, dialogue.Reply{Text: fmt.Sprint(m.Text, ".", i)})
	}
	s.Outcome = dialogue.Open
	return s, turn
}

// Who takes a chat over goes on at the pace that its owner before left, neither faster nor
// slower, whatever was said and however slow the network is.
func TestPaceOutlivesItsOwner(t *testing.T) {
	for _, latency := range []time.Duration{0, 100 * time.Millisecond, 3 * time.Second} {
		t.Run(latency.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				net, counted := newNetwork("net"), newBuckets()
				net.latency, net.script = latency, counted.count
				store := bot.NewMemory()
				begin := func() (end func()) {
					_, end = begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}, Next: wordy})
					return end
				}
				end := begin()
				pass(time.Minute)
				for id, n := range map[string]int{"a": 1, "b": 2, "c": 3, "d": 5} {
					net.say(id, fmt.Sprint(n))
				}
				pass(latency + 10*time.Millisecond)
				end()
				handed := time.Now()
				end = begin()
				for id, n := range map[string]int{"a": 1, "b": 2, "c": 3, "d": 5, "new": 3} {
					net.say(id, fmt.Sprint(n))
				}
				pass(20*time.Second + 10*latency)
				end()
				counted.report(t)
				for id, want := range map[string]int{"a": 2, "b": 4, "c": 6, "d": 10, "new": 3} {
					if got := len(net.heard(id)); got != want {
						t.Errorf("%s heard %d messages, want %d", id, got, want)
					}
				}
				// Who has said little waits for nothing.
				for id, n := range map[string]int{"a": 1, "new": 3} {
					times := net.times(id)
					times = times[len(times)-n:]
					if wait := times[n-1].Sub(handed); wait > time.Duration(n)*latency+10*time.Millisecond {
						t.Errorf("%s was kept waiting for %v", id, wait)
					}
				}
			})
		})
	}
}

// A call that waited, as the network held all of them back, counts from when it was made.
func TestPaceCountsFromTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net, counted := newNetwork("net"), newBuckets()
		refused := map[string]bool{}
		net.script = func(m message) error {
			if m.to.ID != "a" && !refused[m.to.ID] { // two chats are asked to wait: all do
				refused[m.to.ID] = true
				return &bot.SendError{Kind: bot.Throttled, After: 5 * time.Second, Err: errCut}
			}
			return counted.count(m)
		}
		_, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}, Next: wordy})
		defer end()
		net.say("b", "1")
		net.say("c", "1")
		pass(100 * time.Millisecond)
		net.say("a", "6")
		pass(time.Minute)
		if n := len(net.heard("a")); n != 6 {
			t.Errorf("heard %d of 6", n)
		}
		counted.report(t)
	})
}

// What is answered as fast as networks are is written once: the session is not written again when the
// answer was sent.
func TestPaceCostsNoWrites(t *testing.T) {
	for _, rate := range []float64{1, 1e6} {
		synctest.Test(t, func(t *testing.T) {
			net := newNetwork("net")
			net.latency = 300 * time.Millisecond
			store := &sessionWrites{Memory: bot.NewMemory()}
			_, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}, Next: wordy, ChatRate: rate})
			defer end()
			for range 5 {
				net.say("a", "2")
				pass(10 * time.Second)
			}
			if n := store.count.Load(); n != 5 || len(net.heard("a")) != 10 {
				t.Errorf("at %g/s: %d writes of the session for 5 turns, %d of 10 messages", rate, n, len(net.heard("a")))
			}
		})
	}
}

// sessionWrites counts the sessions that are written.
type sessionWrites struct {
	*bot.Memory
	count atomic.Int64
}

func (s *sessionWrites) Commit(ctx context.Context, l bot.Lease, b bot.Batch) error {
	for _, r := range b.Put {
		if r.Family == bot.FamilySession {
			s.count.Add(1)
		}
	}
	return s.Memory.Commit(ctx, l, b)
}
