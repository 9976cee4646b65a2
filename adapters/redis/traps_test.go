package redis_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// An epoch is new though a failover has lost the last ones: what was leased under them writes no more.
func TestEpochsOutliveAFailover(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	before, after := open(t, server.URL()), open(t, server.URL())
	acquire := func(s *redis.Store, owner string) map[bot.Partition]bot.Lease {
		t.Helper()
		leases, err := s.Acquire(t.Context(), owner, time.Hour)
		if err != nil || len(leases) == 0 {
			t.Fatalf("%d leases, error %v", len(leases), err)
		}
		held := make(map[bot.Partition]bot.Lease)
		for _, l := range leases {
			held[l.Partition] = l
		}
		return held
	}
	old := acquire(before, "before")
	for p := range bot.Partition(bot.Partitions) {
		server.Do("DEL", fmt.Sprintf("%s{p%d}lease", redis.DefaultPrefix, p))
	}
	server.Do("DEL", redis.DefaultPrefix+"members")
	for p, l := range acquire(after, "after") {
		if l.Epoch <= old[p].Epoch {
			t.Fatalf("partition %d: epoch %d after %d", p, l.Epoch, old[p].Epoch)
		}
		if err := before.Commit(t.Context(), old[p], bot.Batch{Trim: 1}); !errors.Is(err, bot.ErrFenced) {
			t.Fatalf("partition %d: the owner before the failover writes: %v", p, err)
		}
	}
}

// A batch may be larger than what a script can have on its stack at once.
func TestBatchBeyondLua(t *testing.T) {
	t.Parallel()
	const n = 10_001
	s := open(t, redistest.Start(t).URL())
	leases, err := s.Acquire(t.Context(), "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	to := bot.Address{Channel: "net", ID: "1"}
	lease := bot.Lease{}
	for _, l := range leases {
		if l.Partition == to.Partition() {
			lease = l
		}
	}
	var all bot.Batch
	for i := range n {
		id := bot.DeliveryID(fmt.Sprint(i))
		all.Queue = append(all.Queue, bot.Delivery{ID: id, Owner: to, To: to, Class: bot.ClassReply, Body: []byte("x")})
		all.Put = append(all.Put, bot.Record{
			Key: bot.Key{Owner: to, Family: bot.FamilyHistory, Key: fmt.Sprintf("%012d", i)}, Value: []byte("y"),
		})
	}
	count := func(when string, deliveries, records int) {
		t.Helper()
		found := 0
		for _, err := range s.Outbox(t.Context(), lease) {
			if err != nil {
				t.Fatal(err)
			}
			found++
		}
		lines := 0
		for _, err := range s.Scan(t.Context(), to, bot.FamilyHistory, "", 0) {
			if err != nil {
				t.Fatal(err)
			}
			lines++
		}
		if found != deliveries || lines != records {
			t.Errorf("%s: %d deliveries and %d records, want %d and %d", when, found, lines, deliveries, records)
		}
	}
	if err := s.Commit(t.Context(), lease, all); err != nil {
		t.Fatal(err)
	}
	count("written", n, n)
	var none bot.Batch
	for _, d := range all.Queue {
		d.Attempts = 1
		none.Update = append(none.Update, d)
		none.Settle = append(none.Settle, d.ID)
	}
	if err := s.Commit(t.Context(), lease, bot.Batch{Update: none.Update}); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), lease, bot.Batch{
		Settle: none.Settle, Prune: []bot.Key{{Owner: to, Family: bot.FamilyHistory, Key: "999999999999"}},
	}); err != nil {
		t.Fatal(err)
	}
	count("settled", 0, 0)
}

// Faults that come while the service runs are told, and mend by themselves: nothing that was
// confirmed is lost, and what was refused is taken when it is offered again.
func TestFaultsWhileRunning(t *testing.T) {
	nobody := fmt.Sprint(redistest.FreePort(t))
	for _, c := range []struct {
		name, told   string
		strike, mend []any
	}{
		{"out of memory", "no memory left", []any{"CONFIG", "SET", "maxmemory", "1"}, []any{"CONFIG", "SET", "maxmemory", "0"}},
		{"read-only replica", "read-only replica", []any{"REPLICAOF", "127.0.0.1", nobody}, []any{"REPLICAOF", "NO", "ONE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			net := &counting{sent: make(chan string, 100)}
			e := bot.New(bot.Options{
				Store: open(t, server.URL()), Next: counted, Channels: []bot.Channel{net}, Log: slog.New(slog.DiscardHandler),
			})
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_ = e.Run(ctx)
			}()
			defer func() { stop(); <-ended }()
			say := func(id uint64) error {
				return e.Receive(t.Context(), bot.Entry{Kind: bot.Update, ID: id, To: bot.Address{Channel: "net", ID: "1"}})
			}
			redistest.Eventually(t, "ready", func() bool { return e.Ready() == nil })
			if err := say(1); err != nil {
				t.Fatal(err)
			}
			if got := <-net.sent; got != "1" {
				t.Errorf("sent %q, want the first", got)
			}
			server.Do(c.strike...)
			if err := say(2); err == nil || !strings.Contains(err.Error(), c.told) {
				t.Errorf("refused with %v, want %q", err, c.told)
			}
			if err := e.Ready(); err == nil || !strings.Contains(err.Error(), c.told) {
				t.Errorf("ready: %v, want %q", err, c.told)
			}
			<-time.After(4 * time.Second) // longer than a lease
			server.Do(c.mend...)
			redistest.Eventually(t, "ready again", func() bool { return e.Ready() == nil })
			if err := say(2); err != nil { // the network offers it again
				t.Fatal(err)
			}
			if got := <-net.sent; got != "2" {
				t.Errorf("sent %q, want the second", got)
			}
		})
	}
}

// counting is a network that keeps what it is sent.
type counting struct{ sent chan string }

func (*counting) Name() string { return "net" }
func (*counting) Run(ctx context.Context, _ bot.Receive) error {
	<-ctx.Done()
	return nil
}
func (*counting) Decode(e bot.Entry) (dialogue.Message, error) {
	return dialogue.Message{At: time.Unix(1_790_000_000+int64(e.ID), 0), Kind: dialogue.Text, Text: "x"}, nil
}
func (c *counting) Send(_ context.Context, _ bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	c.sent <- r.Text
	return "1", nil
}

// counted answers each message with its number.
func counted(s dialogue.Session, _ dialogue.Message) (dialogue.Session, dialogue.Turn) {
	s.Profile.Age++
	return s, dialogue.Turn{Replies: []dialogue.Reply{{Text: fmt.Sprint(s.Profile.Age)}}}
}
