package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

func TestAnswersInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		net.latency = 100 * time.Millisecond
		e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
		defer end()
		want := map[string][]string{}
		for i := range 8 {
			for _, id := range []string{"a", "b", "c"} {
				text := fmt.Sprint("m", i)
				net.say(id, text)
				want[id] = append(want[id], fmt.Sprintf("%d:%s", i+1, text))
			}
			pass(time.Millisecond)
		}
		pass(time.Minute)
		for id := range want {
			if diff := cmp.Diff(want[id], net.heard(id)); diff != "" {
				t.Errorf("%s heard (-want +got):\n%s", id, diff)
			}
			// A burst of three, then one a second.
			at := net.times(id)
			if d := at[2].Sub(at[0]); d > time.Second {
				t.Errorf("the burst took %v", d)
			}
			for i := 4; i < len(at); i++ {
				if d := at[i].Sub(at[i-1]); d < time.Second {
					t.Errorf("message %d came %v after the one before", i, d)
				}
			}
		}
		if net.crossed > 0 {
			t.Errorf("%d calls crossed another of their chat", net.crossed)
		}
		if n := e.Metrics().Sent.Load(); n != 24 {
			t.Errorf("counted %d sent", n)
		}
	})
}

func TestRepeatsAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		entry := net.say("a", "hello")
		pass(time.Second)
		if err := e.Receive(t.Context(), entry, entry); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if n := e.Metrics().Repeats.Load(); n != 2 {
			t.Errorf("dropped %d repeats, want 2", n)
		}
		end()
		e, end = begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer end()
		a, err := e.Ask(t.Context(), entry)
		if err != nil || !a.Repeat || a.Session.Profile.Age != 1 {
			t.Errorf("after a restart: %+v, %v", a, err)
		}
		pass(time.Minute)
		if diff := cmp.Diff([]string{"1:hello"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPoisonBlocksNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		defer end()
		for _, text := range []string{"one", "poison", "panic in decode", "panic now", "two"} {
			net.say("a", text)
		}
		pass(time.Minute)
		if diff := cmp.Diff([]string{"1:one", "2:two"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		parked := slices.DeleteFunc(everything(t, store), func(s string) bool { return !strings.HasPrefix(s, "parked") })
		if len(parked) != 3 || e.Metrics().Parked.Load() != 3 || e.Metrics().Panics.Load() != 2 {
			t.Errorf("parked %q", parked)
		}
		if _, err := e.Ask(t.Context(), bot.Entry{Kind: bot.Update, To: net.address("a"), Body: []byte("0 poison")}); !errors.Is(err, bot.ErrParked) {
			t.Errorf("Ask with poison: %v", err)
		}
	})
}

func TestFullStoreLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		defer end()
		var full atomic.Value
		full.Store("")
		store.Inject(func(op string, written bool) error {
			if op == full.Load() && !written {
				return bot.ErrFull
			}
			return nil
		})
		want := []string{}
		for i, op := range []string{"append", "commit", ""} {
			full.Store(op)
			net.say("a", op)
			pass(time.Minute)
			if op != "" && (e.Ready() == nil || len(net.heard("a")) != i) {
				t.Errorf("with a full %s: ready %v, heard %q", op, e.Ready(), net.heard("a"))
			}
			full.Store("")
			pass(10 * time.Second)
			if err := e.Ready(); err != nil {
				t.Errorf("with room again: %v", err)
			}
			want = append(want, fmt.Sprintf("%d:%s", i+1, op))
			if diff := cmp.Diff(want, net.heard("a")); diff != "" {
				t.Error(diff)
			}
		}
		// Nobody writes any more while it is full: it comes back by itself all the same.
		full.Store("append")
		if err := e.Receive(t.Context(), bot.Entry{Kind: bot.Update, ID: 1, To: net.address("b"), Body: []byte("0 x")}); !errors.Is(err, bot.ErrFull) {
			t.Errorf("Receive: %v", err)
		}
		pass(5 * time.Second)
		if e.Ready() == nil {
			t.Error("ready with a full store")
		}
		full.Store("")
		pass(2 * time.Second)
		if err := e.Ready(); err != nil {
			t.Errorf("with room again: %v", err)
		}
	})
}

func TestUnknownCommitsAreRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		n := 0
		store.Inject(func(op string, written bool) error {
			if n++; written && n%3 == 0 || !written && n%5 == 0 {
				return errors.New("connection lost")
			}
			return nil
		})
		_, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}, ChatRate: 100})
		defer end()
		var want []string
		for i := range 30 {
			net.say("a", "x")
			want = append(want, fmt.Sprintf("%d:x", i+1))
			pass(time.Second)
		}
		pass(time.Minute)
		if diff := cmp.Diff(want, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		net.latency = 3 * time.Second
		store := bot.NewMemory()
		_, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		net.say("a", "twice")
		pass(time.Second) // the first reply is on its way
		began := time.Now()
		end()
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("took %v", took)
		}
		if diff := cmp.Diff([]string{"once"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		// The partitions were given back and the settlement is durable: the next one goes on at once.
		_, end = begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer end()
		pass(4 * time.Second)
		if diff := cmp.Diff([]string{"once", "1:twice"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDrainDoesNotWaitForWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		net.latency = time.Minute
		_, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
		net.say("a", "x")
		pass(time.Second)
		began := time.Now()
		end()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		pass(time.Minute)
	})
}

func TestTwoEnginesOnOneStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		first, endFirst := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		idle := newNetwork("idle")
		idle.runs = func(ctx context.Context) error { <-ctx.Done(); return nil }
		second, endSecond := begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer endSecond()
		net.say("a", "one")
		pass(5 * time.Second)
		if first.Owned() != bot.Partitions || second.Owned() != 0 {
			t.Errorf("own %d and %d partitions", first.Owned(), second.Owned())
		}
		endFirst()
		pass(2 * time.Second)
		if second.Owned() != bot.Partitions {
			t.Errorf("the second took over %d partitions", second.Owned())
		}
		net.say("a", "two")
		pass(5 * time.Second)
		if diff := cmp.Diff([]string{"1:one", "2:two"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

// A process that was stopped for longer than its leases writes nothing and sends
// nothing when it wakes up.
func TestZombieIsFenced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		frozen := &frozenStore{Memory: store}
		zombie, endZombie := begin(t, bot.Options{Store: frozen, Channels: []bot.Channel{net}, Lease: 4 * time.Second})
		defer endZombie()
		net.say("a", "one")
		pass(time.Second)
		thaw := frozen.stop()
		pass(6 * time.Second)
		second, end := begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer end()
		net.say("a", "two")
		pass(time.Second)
		thaw()
		pass(time.Minute)
		net.say("a", "three")
		pass(time.Minute)
		if diff := cmp.Diff([]string{"1:one", "2:two", "3:three"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		if zombie.Owned() != 0 || second.Owned() != bot.Partitions {
			t.Errorf("own %d and %d partitions", zombie.Owned(), second.Owned())
		}
	})
}

// frozenStore does not answer while it is frozen.
type frozenStore struct {
	*bot.Memory
	freeze atomic.Pointer[chan struct{}]
}

func (s *frozenStore) stop() (thaw func()) {
	freeze := make(chan struct{})
	s.freeze.Store(&freeze)
	return func() {
		s.freeze.Store(nil)
		close(freeze)
	}
}

func (s *frozenStore) wait(ctx context.Context) {
	if freeze := s.freeze.Load(); freeze != nil {
		select {
		case <-*freeze:
		case <-ctx.Done():
		}
	}
}

func (s *frozenStore) Renew(ctx context.Context, l []bot.Lease, ttl time.Duration) ([]bot.Lease, error) {
	s.wait(ctx)
	return s.Memory.Renew(ctx, l, ttl)
}

func (s *frozenStore) Acquire(ctx context.Context, owner string, ttl time.Duration) ([]bot.Lease, error) {
	s.wait(ctx)
	return s.Memory.Acquire(ctx, owner, ttl)
}

func (s *frozenStore) Commit(ctx context.Context, l bot.Lease, b bot.Batch) error {
	s.wait(ctx)
	return s.Memory.Commit(ctx, l, b)
}

func TestChannelsEndAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good, bad, worse := newNetwork("good"), newNetwork("bad"), newNetwork("worse")
		bad.runs = func(context.Context) error { return errors.New("token refused") }
		worse.runs = func(context.Context) error { panic("no") }
		e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{good, bad, worse}})
		defer end()
		good.say("a", "x")
		pass(time.Second)
		if diff := cmp.Diff([]string{"1:x"}, good.heard("a")); diff != "" {
			t.Error(diff)
		}
		var states []string
		for _, s := range e.States() {
			states = append(states, fmt.Sprint(s.Name, " ", s.Err))
		}
		if diff := cmp.Diff([]string{"good <nil>", "bad token refused", "worse panicked"}, states); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPullersReadTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := &page{network: newNetwork("web")}
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{web}})
		defer end()
		for range 3 {
			web.say("a", "hello")
			pass(time.Second)
		}
		lines, err := e.History(t.Context(), web.address("a"), 1, 0)
		if err != nil || len(lines) != 2 || lines[0].N != 2 || lines[0].Text != "hello" ||
			lines[0].Said[0].Text != "2:hello" || lines[0].Entry != 1001 || lines[0].Kind != dialogue.Text {
			t.Errorf("history: %+v, %v", lines, err)
		}
		if len(web.woken) != 3 || len(web.sent) != 0 {
			t.Errorf("woken %d times, %d sent", len(web.woken), len(web.sent))
		}
		a, err := e.Ask(t.Context(), bot.NewCommand(5, web.address("a"), "export", time.Now()))
		if err != nil || a.Turn.Replies[0].File == nil || a.Session.Profile.Age != 4 {
			t.Errorf("Ask: %+v, %v", a, err)
		}
		lines, err = e.History(t.Context(), web.address("a"), 3, 0)
		if err != nil || len(lines) != 1 || len(lines[0].Said[0].File.Data) == 0 {
			t.Errorf("the page cannot fetch the file: %+v, %v", lines, err)
		}
	})
}

func TestHistoryIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		net.runs = func(ctx context.Context) error { <-ctx.Done(); return nil }
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}, ChatRate: 1000, Lease: 24 * time.Hour})
		defer end()
		say := func(text string) {
			if _, err := e.Ask(t.Context(), net.say("a", text)); err != nil {
				t.Fatal(err)
			}
		}
		for range 250 {
			say("x")
			pass(time.Second)
		}
		lines, err := e.History(t.Context(), net.address("a"), 0, 0)
		if err != nil || len(lines) != 200 || lines[0].N != 51 || lines[199].N != 250 {
			t.Errorf("%d lines from %d, %v", len(lines), lines[0].N, err)
		}
		pass(60 * 24 * time.Hour)
		say("y")
		pass(31 * 24 * time.Hour)
		say("z")
		lines, err = e.History(t.Context(), net.address("a"), 0, 0)
		if err != nil || len(lines) != 2 || lines[0].N != 251 || lines[1].N != 252 {
			t.Errorf("after 91 days: %d lines from %d, %v", len(lines), lines[0].N, err)
		}
	})
}

func TestTheDialogueCanBeReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
		defer end()
		net.say("a", "x")
		pass(time.Second)
		e.SetNext(func(s dialogue.Session, _ dialogue.Message) (dialogue.Session, dialogue.Turn) {
			return s, dialogue.Turn{Replies: []dialogue.Reply{{Text: "new"}}}
		})
		net.say("a", "y")
		pass(time.Second)
		if diff := cmp.Diff([]string{"1:x", "new"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAskEndsWithTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		store.Inject(func(op string, _ bool) error {
			if op == "commit" {
				return bot.ErrFull
			}
			return nil
		})
		done := make(chan error, 1)
		go func() {
			_, err := e.Ask(t.Context(), net.say("a", "x"))
			done <- err
		}()
		pass(time.Minute)
		end()
		if err := <-done; !errors.Is(err, bot.ErrStopped) {
			t.Errorf("Ask: %v", err)
		}
	})
}

func TestLogsTellNothingPersonal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		net := newNetwork("net")
		net.script = func(m message) error {
			if m.text == "once" {
				return &bot.SendError{Kind: bot.Rejected, Err: errCut}
			}
			return nil
		}
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
		for _, text := range []string{"secret", "poison", "panic secret", "panic in decode", "twice secret", "erase"} {
			net.say("person-4711", text)
			pass(time.Minute)
		}
		var full atomic.Bool
		full.Store(true)
		store.Inject(func(string, bool) error {
			if full.Load() {
				return bot.ErrFull
			}
			return nil
		})
		net.say("person-4711", "secret")
		pass(time.Minute)
		full.Store(false)
		pass(time.Minute)
		end()
		for _, private := range []string{"secret", "4711", "panic in decode"} {
			if strings.Contains(log.String(), private) {
				t.Errorf("%q is in the log:\n%s", private, log.String())
			}
		}
		for _, told := range []string{"parked", "rejects", "refuses writes", "takes writes again"} {
			if !strings.Contains(log.String(), told) {
				t.Errorf("%q is not in the log", told)
			}
		}
		e.Metrics().Each(func(name, help string, value uint64) {
			if help == "" || name == "Parked" && value != 3 {
				t.Errorf("%s is %d: %q", name, value, help)
			}
		})
	})
}
