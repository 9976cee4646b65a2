package redis_test

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// flooded is a network that asks for an hour's silence at each call.
type flooded struct {
	mu     sync.Mutex
	called []string
}

func (*flooded) Name() string { return "net" }
func (*flooded) Run(ctx context.Context, _ bot.Receive) error {
	<-ctx.Done()
	return nil
}
func (*flooded) Decode(bot.Entry) (dialogue.Message, error) {
	return dialogue.Message{At: time.Unix(1_790_000_000, 0), Kind: dialogue.Text, Text: "x"}, nil
}
func (f *flooded) Send(_ context.Context, to bot.Address, _ dialogue.Reply) (bot.MessageID, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.called = append(f.called, to.ID)
	return "", &bot.SendError{Kind: bot.Throttled, After: time.Hour}
}
func (f *flooded) calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.called)
}

// A network that asks one process to wait for one chat, and another for another, means all: both
// stop, their replies too.
func TestThrottledTogether(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	network := &flooded{}
	engines := make(map[string]*bot.Engine)
	for _, name := range []string{"a", "b"} {
		e := bot.New(bot.Options{
			Store: open(t, server.URL()), Next: count, Channels: []bot.Channel{network},
			Log: slog.New(slog.DiscardHandler), Lease: 8 * time.Second, Owner: name,
		})
		engines[name] = e
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = e.Run(ctx)
		}()
		t.Cleanup(func() { stop(); <-ended })
	}
	var owner [bot.Partitions]string
	redistest.Eventually(t, "both hold their share", func() bool {
		owner = owners(t, server)
		n := map[string]int{}
		for _, name := range owner {
			n[name]++
		}
		return n["a"] == bot.Partitions/2 && n["b"] == bot.Partitions/2
	})
	someoneOf := func(name string) bot.Address {
		for i := 0; ; i++ {
			if a := (bot.Address{Channel: "net", ID: strconv.Itoa(i)}); owner[a.Partition()] == name {
				return a
			}
		}
	}
	say := func(to bot.Address, id uint64) {
		t.Helper()
		if err := engines["a"].Receive(t.Context(), bot.Entry{Kind: bot.Update, ID: id, To: to}); err != nil {
			t.Fatal(err)
		}
	}
	say(someoneOf("a"), 1)
	redistest.Eventually(t, "the first call", func() bool { return network.calls() == 1 })
	for name, e := range engines {
		if n := e.Metrics().Pauses.Load(); n > 0 {
			t.Errorf("%s pauses for one chat", name)
		}
	}
	say(someoneOf("b"), 2)
	redistest.Eventually(t, "both pause", func() bool {
		return engines["a"].Metrics().Pauses.Load() == 1 && engines["b"].Metrics().Pauses.Load() == 1
	})
	if network.calls() != 2 {
		t.Errorf("calls to %v, want two", network.called)
	}
}

// count answers each message.
func count(s dialogue.Session, _ dialogue.Message) (dialogue.Session, dialogue.Turn) {
	return s, dialogue.Turn{Replies: []dialogue.Reply{{Text: "ok"}}}
}
