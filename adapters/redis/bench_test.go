package redis_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// BenchmarkMessages measures the storage of messages at saturation: 384 B taken in, a
// session of 320 B, a delivery of 200 B, settled by a later commit. 16,384 are in flight over 256
// partitions. The ceiling is the same bytes in three SETs, in the same run; with
// history, each message is a fourth write, of 300 B, which the ceiling does not have.
func BenchmarkMessages(b *testing.B) {
	for _, fsync := range []string{"everysec", "always"} {
		for _, history := range []int{0, 300} {
			b.Run(fmt.Sprintf("fsync=%s/history=%d", fsync, history), func(b *testing.B) {
				benchmark(b, redistest.Start(b, "appendfsync", fsync).URL(), history, 16384)
			})
		}
	}
}

// BenchmarkFewer has fewer messages in flight, so that batches are small.
func BenchmarkFewer(b *testing.B) {
	for _, inFlight := range []int{256, 2048} {
		b.Run(fmt.Sprintf("inflight=%d", inFlight), func(b *testing.B) {
			benchmark(b, redistest.Start(b).URL(), 0, inFlight)
		})
	}
}

func benchmark(b *testing.B, url string, history, inFlight int) {
	bare := redis.Bare{In: 384, Session: 320, Out: 200}
	s := open(b, url)
	l := newLoad(b, s, bare, history)
	cpu := func() (server, client time.Duration) {
		server, err := s.CPU(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return server, time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	// The machine is rarely ours alone: the ceiling is measured before and after, and in processor
	// time, which others change less.
	var ceiling, ceilingCPU float64
	measure := func() {
		server, client := cpu()
		began := time.Now()
		rate, err := s.Ceiling(b.Context(), bare, time.Second)
		if err != nil {
			b.Fatal(err)
		}
		serverAfter, clientAfter := cpu()
		ceiling += rate / 2
		ceilingCPU += float64((serverAfter - server + clientAfter - client).Microseconds()) / (rate * time.Since(began).Seconds()) / 2
	}
	if b.N >= 10_000 {
		measure()
	}
	server, client := cpu()
	b.ResetTimer()
	l.run(b.N, inFlight)
	b.StopTimer()
	rate := float64(b.N) / b.Elapsed().Seconds()
	serverAfter, clientAfter := cpu()
	b.ReportMetric(rate, "messages/s")
	b.ReportMetric(float64((serverAfter-server).Microseconds())/float64(b.N), "redis-µs/message")
	b.ReportMetric(float64((clientAfter-client).Microseconds())/float64(b.N), "client-µs/message")
	if b.N < 10_000 {
		return
	}
	measure()
	ours := float64((serverAfter - server + clientAfter - client).Microseconds()) / float64(b.N)
	b.ReportMetric(ceiling, "ceiling-messages/s")
	b.ReportMetric(rate/ceiling*100, "%ceiling")
	b.ReportMetric(ceilingCPU/ours*100, "%ceiling-cpu")
}

// load plays the engine: one goroutine a partition, as many producers as messages are in flight.
type load struct {
	tb      testing.TB
	s       *redis.Store
	people  [bot.Partitions][]bot.Address
	leases  [bot.Partitions]bot.Lease
	wake    [bot.Partitions]chan struct{}
	done    [bot.Partitions]chan struct{}
	bare    redis.Bare
	history int
}

func newLoad(tb testing.TB, s *redis.Store, bare redis.Bare, history int) *load {
	l := &load{tb: tb, s: s, bare: bare, history: history}
	for p := range l.wake {
		l.wake[p], l.done[p] = make(chan struct{}, 1), make(chan struct{}, 1<<16)
	}
	for i := range 16_384 {
		a := bot.Address{Channel: "telegram", ID: fmt.Sprint(100_000_000 + i)}
		l.people[a.Partition()] = append(l.people[a.Partition()], a)
	}
	s.Notify(func(p bot.Partition) {
		select {
		case l.wake[p] <- struct{}{}:
		default:
		}
	})
	leases, err := s.Acquire(tb.Context(), "load", time.Hour)
	if err != nil || len(leases) != bot.Partitions {
		tb.Fatalf("%d leases, error %v", len(leases), err)
	}
	for _, lease := range leases {
		l.leases[lease.Partition] = lease
	}
	return l
}

// run stores messages and returns when the last one is.
func (l *load) run(messages, inFlight int) {
	ctx, stop := context.WithCancel(l.tb.Context())
	var owners, producers sync.WaitGroup
	for p := range bot.Partition(bot.Partitions) {
		owners.Go(func() { l.own(ctx, p) })
	}
	body := make([]byte, l.bare.In)
	for n := range inFlight {
		producers.Go(func() {
			p := bot.Partition(n % bot.Partitions)
			for i := n; i < messages; i += inFlight {
				to := l.people[p][i/bot.Partitions%len(l.people[p])]
				e := bot.Entry{Kind: bot.Update, ID: uint64(i), To: to, At: time.Now(), Body: body}
				if err := l.s.Append(ctx, e); err != nil {
					l.tb.Errorf("append: %v", err)
				}
				<-l.done[p]
			}
		})
	}
	producers.Wait()
	stop()
	owners.Wait()
}

func (l *load) own(ctx context.Context, p bot.Partition) {
	session, reply, history := make([]byte, l.bare.Session), make([]byte, l.bare.Out), make([]byte, l.history)
	var after bot.Cursor
	var settle []bot.DeliveryID
	for {
		items, err := l.s.Read(ctx, l.leases[p], after, 128)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			l.tb.Errorf("read: %v", err)
			return
		}
		if len(items) == 0 {
			select {
			case <-l.wake[p]:
				continue
			case <-ctx.Done():
				return
			}
		}
		batch := bot.Batch{Settle: settle, Trim: items[len(items)-1].Cursor}
		settle = nil
		for _, item := range items {
			id := bot.DeliveryID(fmt.Sprintf("%s/%d/0", item.To.ID, item.ID))
			batch.Put = append(batch.Put, bot.Record{Key: bot.Key{Owner: item.To, Family: bot.FamilySession}, Value: session})
			if l.history > 0 {
				key := bot.Key{Owner: item.To, Family: bot.FamilyHistory, Key: fmt.Sprintf("%012d", item.ID)}
				batch.Put = append(batch.Put, bot.Record{Key: key, Value: history})
			}
			batch.Queue = append(batch.Queue, bot.Delivery{
				ID: id, Owner: item.To, To: item.To, Class: bot.ClassReply, Body: reply,
			})
			settle = append(settle, id)
		}
		if err := l.s.Commit(ctx, l.leases[p], batch); err != nil {
			if ctx.Err() == nil {
				l.tb.Errorf("commit: %v", err)
			}
			return
		}
		after = batch.Trim
		for range items {
			l.done[p] <- struct{}{}
		}
	}
}

// BenchmarkOpenLoop has messages come at a steady rate, whether or not the store keeps up, and
// tells how long each took from its arrival to its commit.
func BenchmarkOpenLoop(b *testing.B) {
	for _, rate := range []int{1000, 10_000} {
		b.Run(fmt.Sprintf("rate=%d", rate), func(b *testing.B) {
			s := open(b, redistest.Start(b).URL())
			l := newLoad(b, s, redis.Bare{In: 384, Session: 320, Out: 200}, 0)
			b.ResetTimer()
			before, err := s.CPU(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			took := l.offer(b.N, rate)
			after, err := s.CPU(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64((after-before).Microseconds())/float64(b.N), "redis-µs/message")
		})
	}
}

func (l *load) offer(messages, rate int) []time.Duration {
	ctx, stop := context.WithCancel(l.tb.Context())
	var owners, producers sync.WaitGroup
	for p := range bot.Partition(bot.Partitions) {
		owners.Go(func() { l.own(ctx, p) })
	}
	took := make([]time.Duration, messages)
	body := make([]byte, l.bare.In)
	began := time.Now()
	for i := range messages {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		if wait := time.Until(due); wait > 0 {
			<-time.After(wait)
		}
		producers.Go(func() {
			p := bot.Partition(i % bot.Partitions)
			e := bot.Entry{Kind: bot.Update, ID: uint64(i), To: l.people[p][i/bot.Partitions%len(l.people[p])], At: due, Body: body}
			if err := l.s.Append(ctx, e); err != nil {
				l.tb.Errorf("append: %v", err)
			}
			<-l.done[p] // of one of this partition: they are committed in order
			took[i] = time.Since(due)
		})
	}
	producers.Wait()
	stop()
	owners.Wait()
	return took
}
