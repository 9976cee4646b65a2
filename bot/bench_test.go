package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// sink is a network that takes everything at once.
type sink struct {
	*network
	sent atomic.Int64
	all  chan struct{}
	want int64
}

func (s *sink) Run(ctx context.Context, _ bot.Receive) error { <-ctx.Done(); return nil }

func (s *sink) Send(context.Context, bot.Address, dialogue.Reply) (bot.MessageID, error) {
	if s.sent.Add(1) == s.want {
		close(s.all)
	}
	return "1", nil
}

// BenchmarkTurns measures whole turns on the in-memory store: received, decided, committed,
// sent and settled. What is left out is what a durable store costs.
func BenchmarkTurns(b *testing.B) {
	const people = 2000
	net := &sink{network: newNetwork("net"), all: make(chan struct{}), want: int64(b.N)}
	e := bot.New(bot.Options{
		Store: bot.NewMemory(), Next: echo, Channels: []bot.Channel{net}, Log: slog.New(slog.DiscardHandler),
		ChatRate: 1e6, ChatBurst: 1000,
	})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error)
	go func() { done <- e.Run(ctx) }()
	start := time.Now()
	b.ReportAllocs()
	b.ResetTimer()
	var batch []bot.Entry
	for i := range b.N {
		at := start.Add(time.Duration(i/people) * time.Second) // nobody writes twice in a second
		batch = append(batch, bot.Entry{
			Kind: bot.Update, ID: uint64(i + 1), To: net.address(fmt.Sprint(i % people)),
			Body: fmt.Appendf(nil, "%d %s", at.UnixNano(), "bonjour, je cherche une formation de soudeur"),
		})
		if len(batch) == 100 || i == b.N-1 {
			if err := e.Receive(ctx, batch...); err != nil {
				b.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	<-net.all
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
}
