package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// BenchmarkTurns measures the storage of whole turns at saturation: an entry of
// 400 B appended; session, history and one delivery of about 300 B committed with the trim,
// those of one partition together; the delivery settled by a later commit. 16,384 turns
// are in flight over 256 partitions. The share is of the bare store in the same run.
func BenchmarkTurns(b *testing.B) {
	const (
		inFlight = 16384
		people   = 16_384
	)
	s := open(b, b.TempDir(), sqlite.Options{})
	load := newLoad(b, s, people)
	began := s.Transactions()
	start, cpu := time.Now(), cpuTime(b)
	b.ResetTimer()
	load.run(b.N, inFlight)
	b.StopTimer()
	turns := float64(b.N) / time.Since(start).Seconds()
	b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/float64(b.N), "cpu-µs/turn")
	group := b.N / int(max(1, s.Transactions()-began))
	b.ReportMetric(turns, "turns/s")
	b.ReportMetric(float64(group), "turns/commit")
	if b.N < 10_000 {
		return
	}
	// The bytes of a turn in three writes: the history goes with the session, or
	// with all appended, to none.
	for name, bare := range map[string]sqlite.Bare{
		"ceiling":        {In: 400, Session: 600, Out: 250, People: people, Group: group},
		"append-ceiling": {In: 625, Out: 625, Group: group},
	} {
		rate, err := sqlite.Ceiling(b.Context(), b.TempDir(), bare, time.Second)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(rate, name+"-turns/s")
		b.ReportMetric(turns/rate*100, "%"+name)
	}
}

// BenchmarkLatency offers 2,500 turns a second, whatever becomes of them, and
// measures from the arrival of each to its commit.
func BenchmarkLatency(b *testing.B) {
	const rate = 2500
	s := open(b, b.TempDir(), sqlite.Options{})
	load := newLoad(b, s, 16_384)
	took := make([]time.Duration, b.N)
	cpu := cpuTime(b)
	b.ResetTimer()
	load.with(func(ctx context.Context) {
		var turns sync.WaitGroup
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		start := time.Now()
		for i := 0; i < b.N; {
			<-tick.C
			for due := start.Add(time.Duration(i) * time.Second / rate); i < b.N && time.Now().After(due); {
				turns.Go(func(i int, due time.Time) func() {
					return func() {
						load.turn(ctx, i)
						took[i] = time.Since(due)
					}
				}(i, due))
				i++
				due = start.Add(time.Duration(i) * time.Second / rate)
			}
		}
		turns.Wait()
	})
	b.StopTimer()
	b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/float64(b.N), "cpu-µs/turn")
	slices.Sort(took)
	for _, p := range []int{50, 95, 99, 100} {
		b.ReportMetric(float64(took[min(b.N*p/100, b.N-1)].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
}

func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// load plays the engine: one goroutine a partition, as many producers as turns
// are in flight.
type load struct {
	tb                              testing.TB
	s                               *sqlite.Store
	people                          [bot.Partitions][]bot.Address
	leases                          [bot.Partitions]bot.Lease
	wake                            [bot.Partitions]chan struct{}
	done                            [bot.Partitions]chan int
	update, session, history, reply []byte
}

func newLoad(tb testing.TB, s *sqlite.Store, people int) *load {
	l := &load{
		tb: tb, s: s,
		update: make([]byte, 400), session: make([]byte, 300), history: make([]byte, 300), reply: make([]byte, 250),
	}
	for i := range l.wake {
		l.wake[i] = make(chan struct{}, 1)
		l.done[i] = make(chan int, 1<<16)
	}
	for i := range people {
		a := bot.Address{Channel: "telegram", ID: fmt.Sprint(100_000_000 + i)}
		l.people[a.Partition()] = append(l.people[a.Partition()], a)
	}
	for _, people := range l.people { // they do not write in the order of their ids
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	}
	s.Notify(func(p bot.Partition) {
		select {
		case l.wake[p] <- struct{}{}:
		default:
		}
	})
	leases, err := s.Acquire(tb.Context(), "load", time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	for _, lease := range leases {
		l.leases[lease.Partition] = lease
	}
	return l
}

// run plays turns and returns when the last one is committed.
func (l *load) run(turns, inFlight int) {
	l.with(func(ctx context.Context) {
		var producers sync.WaitGroup
		for n := range inFlight {
			producers.Go(func() {
				for i := n; i < turns; i += inFlight {
					l.turn(ctx, i)
				}
			})
		}
		producers.Wait()
	})
}

// with has all partitions owned while work goes on.
func (l *load) with(work func(context.Context)) {
	ctx, stop := context.WithCancel(l.tb.Context())
	var owners sync.WaitGroup
	for p := range bot.Partition(bot.Partitions) {
		owners.Go(func() { l.own(ctx, p) })
	}
	work(ctx)
	stop()
	owners.Wait()
}

// turn takes in one entry and waits until one of its partition is committed.
func (l *load) turn(ctx context.Context, i int) {
	p := bot.Partition(i % bot.Partitions)
	to := l.people[p][i/bot.Partitions%len(l.people[p])]
	e := bot.Entry{Kind: bot.Update, ID: uint64(i), To: to, At: time.Now(), Body: l.update}
	if err := l.s.Append(ctx, e); err != nil {
		l.tb.Errorf("append: %v", err)
	}
	<-l.done[p]
}

func (l *load) own(ctx context.Context, p bot.Partition) {
	var after bot.Cursor
	var settle []bot.DeliveryID
	for {
		items, err := l.s.Read(ctx, l.leases[p], after, 256)
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
			id := fmt.Sprintf("%s/%d/0", item.To.ID, item.ID)
			batch.Put = append(batch.Put,
				bot.Record{Key: bot.Key{Owner: item.To, Family: bot.FamilySession}, Value: l.session},
				bot.Record{Key: bot.Key{Owner: item.To, Family: bot.FamilyHistory, Key: fmt.Sprintf("%012d", item.Cursor)}, Value: l.history})
			batch.Queue = append(batch.Queue, bot.Delivery{
				ID: bot.DeliveryID(id), Owner: item.To, To: item.To, Class: bot.ClassReply, Body: l.reply,
			})
			settle = append(settle, bot.DeliveryID(id))
		}
		if err := l.s.Commit(ctx, l.leases[p], batch); err != nil {
			if ctx.Err() == nil {
				l.tb.Errorf("commit: %v", err)
			}
			return
		}
		after = batch.Trim
		for range items {
			l.done[p] <- 1
		}
	}
}
