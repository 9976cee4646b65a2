package bot_test

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// life ends after some number of writes and calls of a process: what it asks for after
// that never happens, and the one it died in happened or did not.
type life struct {
	mu    sync.Mutex
	left  int
	after bool // the last one happened
	ended chan struct{}
}

func newLife(operations int, after bool) *life {
	return &life{left: operations, after: after, ended: make(chan struct{})}
}

// live does one operation, or hangs as a dead process does until ctx ends.
func (l *life) live(ctx context.Context, do func() error) error {
	l.mu.Lock()
	l.left--
	left := l.left
	l.mu.Unlock()
	if left > 0 {
		return do()
	}
	if left == 0 {
		if l.after {
			_ = do()
		}
		close(l.ended)
	}
	<-ctx.Done()
	return ctx.Err()
}

// look does an operation that changes nothing to speak of.
func (l *life) look(ctx context.Context, do func() error) error {
	select {
	case <-l.ended:
		<-ctx.Done()
		return ctx.Err()
	default:
		return do()
	}
}

// mortalStore is the store as a process with a life sees it.
type mortalStore struct {
	*bot.Memory
	life *life
}

func (s mortalStore) Append(ctx context.Context, e ...bot.Entry) error {
	return s.life.live(ctx, func() error { return s.Memory.Append(ctx, e...) })
}

func (s mortalStore) Commit(ctx context.Context, l bot.Lease, b bot.Batch) error {
	return s.life.live(ctx, func() error { return s.Memory.Commit(ctx, l, b) })
}

func (s mortalStore) Read(ctx context.Context, l bot.Lease, after bot.Cursor, n int) (items []bot.Item, err error) {
	err = s.life.look(ctx, func() (err error) { items, err = s.Memory.Read(ctx, l, after, n); return err })
	return items, err
}

func (s mortalStore) Renew(ctx context.Context, l []bot.Lease, ttl time.Duration) (lost []bot.Lease, err error) {
	err = s.life.look(ctx, func() (err error) { lost, err = s.Memory.Renew(ctx, l, ttl); return err })
	return lost, err
}

func (s mortalStore) Outbox(ctx context.Context, l bot.Lease) iter.Seq2[bot.Delivery, error] {
	return s.Memory.Outbox(ctx, l)
}

func (s mortalStore) Release(ctx context.Context, l []bot.Lease) error {
	return s.life.look(ctx, func() error { return s.Memory.Release(ctx, l) })
}

// mortalChannel is the network as a process with a life sees it.
type mortalChannel struct {
	*network
	life *life
}

func (c mortalChannel) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (id bot.MessageID, err error) {
	err = c.life.live(ctx, func() (err error) { id, err = c.network.Send(ctx, to, r); return err })
	return id, err
}

// crashes is one run: processes that die one after the other while people write.
type crashes struct {
	seed     uint64
	people   int
	messages int
	lives    []int // writes and calls of each process before it dies
	lease    time.Duration
}

// run returns what went wrong.
func (c crashes) run(t *testing.T) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	synctest.Test(t, func(t *testing.T) {
		seeded := func(use uint64) *rand.Rand { return rand.New(rand.NewPCG(c.seed, use)) }
		random, faulty := seeded(1), seeded(2)
		net := newNetwork("net")
		net.latency = 20 * time.Millisecond
		counted := newBuckets()
		net.script = func(m message) error {
			if m.try > 2 {
				return nil // two owners died of it, one after the other: the next knows of one
			}
			return counted.count(m)
		}
		store := bot.NewMemory()
		store.Inject(func(_ string, written bool) error {
			switch faulty.IntN(30) {
			case 0:
				return errCut
			case 1:
				if !written {
					return bot.ErrFull
				}
			}
			return nil
		})
		talk := make(chan struct{})
		go func() {
			defer close(talk)
			random := seeded(3)
			for i := range c.messages {
				for p := range c.people {
					net.say(fmt.Sprint(p), fmt.Sprint("m", i))
				}
				<-time.After(time.Duration(random.IntN(2000)) * time.Millisecond)
				net.mu.Lock() // the network offers some of what it had confirmed again
				net.taken -= min(net.taken, random.IntN(5))
				net.mu.Unlock()
			}
		}()
		kills := 0
		var dying sync.WaitGroup
		var last *bot.Engine
		var end context.CancelFunc
		for i := 0; ; i++ {
			operations := 1 << 30
			if i < len(c.lives) {
				operations = c.lives[i]
			}
			l := newLife(operations, random.IntN(2) == 0)
			e := bot.New(bot.Options{
				Store: mortalStore{store.Connect(), l}, Next: echo, Log: slog.New(slog.DiscardHandler),
				Channels: []bot.Channel{mortalChannel{net, l}}, Lease: c.lease,
			})
			ctx, cancel := context.WithCancel(t.Context())
			dying.Go(func() { _ = e.Run(ctx) })
			if i == len(c.lives) {
				last, end = e, cancel
				break
			}
			select {
			case <-l.ended:
				kills++
				cancel()
			case <-time.After(time.Duration(c.messages)*2*time.Second + time.Minute):
				// Nothing left to do: it lives on as a process that is shut down.
				cancel()
				dying.Wait()
			}
		}
		<-talk
		pass(10 * time.Minute)
		for p := range c.people {
			id := fmt.Sprint(p)
			heard := net.heard(id)
			once := slices.Compact(slices.Clone(heard))
			var want []string
			for i := range c.messages {
				want = append(want, fmt.Sprintf("%d:m%d", i+1, i))
			}
			if !slices.Equal(once, want) {
				fault("%s heard %s", id, strings.Join(heard, " "))
			}
			if repeats := len(heard) - len(once); repeats > kills {
				fault("%s: %d repeats with %d kills", id, repeats, kills)
			}
			lines, err := last.History(t.Context(), net.address(id), 0, 0)
			if err != nil || len(lines) != c.messages {
				fault("%s: %d lines of history for %d messages, %v", id, len(lines), c.messages, err)
			}
			if left := outboxOf(t, store, net.address(id)); len(left) > 0 {
				fault("%s: %d deliveries are left", id, len(left))
			}
		}
		end()
		dying.Wait()
		faults = append(faults, counted.over...)
	})
	return faults
}

// Whatever the operation that a process dies in: nothing is lost, no turn is made
// twice, the order of each chat holds and its pace, and at most one message a chat and kill is sent again.
func TestCrashesLoseNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := crashes{
			seed:     rapid.Uint64().Draw(r, "seed"),
			people:   rapid.IntRange(1, 4).Draw(r, "people"),
			messages: rapid.IntRange(1, 12).Draw(r, "messages"),
			lives:    rapid.SliceOfN(rapid.IntRange(1, 60), 0, 6).Draw(r, "lives"),
			lease:    time.Duration(rapid.IntRange(1000, 3000).Draw(r, "lease")) * time.Millisecond,
		}
		if faults := c.run(t); len(faults) > 0 {
			t.Logf("%+v: %s", c, strings.Join(faults, "\n")) // goroutines do not repeat themselves: rapid may not see it again
			r.FailNow()
		}
	})
}
