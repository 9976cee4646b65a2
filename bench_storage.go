package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// The ready-made bytes of a message: those of an ordinary turn, see docs/performance.md.
const (
	bytesIn      = 400
	bytesSession = 320
	bytesHistory = 300
	bytesOut     = 250
)

// storageRun plays the engine with nothing to decide: an owner a partition, and as many
// writers as messages are in flight.
type storageRun struct {
	store                       bot.Store
	mine                        []bot.Partition // those that are played here
	people                      [bot.Partitions][]bot.Address
	leases                      [bot.Partitions]bot.Lease
	wake                        [bot.Partitions]chan struct{}
	done                        [bot.Partitions]chan struct{}
	in, session, history, reply []byte

	// Of messages that come at a rate: how long each took from when it was due to its commit.
	mu    sync.Mutex
	waits []time.Duration
	all   chan struct{} // closed when there are as many as messages
}

func newStorageRun(store bot.Store, people, inFlight int) *storageRun {
	run := &storageRun{
		store: store, in: make([]byte, bytesIn), session: make([]byte, bytesSession),
		history: make([]byte, bytesHistory), reply: make([]byte, bytesOut),
	}
	for p := range run.wake {
		run.wake[p] = make(chan struct{}, 1)
		run.done[p] = make(chan struct{}, inFlight)
	}
	for i := range people {
		a := bot.Address{Channel: "bench", ID: fmt.Sprint(100_000_000 + i)}
		run.people[a.Partition()] = append(run.people[a.Partition()], a)
	}
	for p := range run.people {
		if len(run.people[p]) == 0 { // fewer people than partitions, or nearly
			run.people[p] = []bot.Address{somebody(bot.Partition(p))}
		}
		people := run.people[p] // they do not write in the order of their numbers
		rand.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	}
	store.Notify(func(p bot.Partition) {
		select {
		case run.wake[p] <- struct{}{}:
		default:
		}
	})
	return run
}

// measureStorage measures inbox, commit and outbox: an entry appended; session,
// history and one delivery committed with the trim, those of one partition together; the
// delivery settled by a later commit.
func (b *bencher) measureStorage(ctx context.Context) error {
	if b.store.cpu != nil { // before and after: other work on the machine comes and goes
		var err error
		if b.ceilingBefore, err = b.store.ceiling(ctx, b.bare(1)); err != nil {
			return err
		}
	}
	if b.processes > 1 {
		return b.measureProcesses(ctx)
	}
	run := newStorageRun(b.store, b.people, b.inFlight)
	if err := run.acquire(ctx); err != nil {
		return err
	}
	if err := run.fill(ctx); err != nil {
		return err
	}
	if err := run.play(ctx, b.messages/4, load{inFlight: b.inFlight}); err != nil { // it is warm
		return err
	}
	commits, processor, start := b.store.count(), processorTime(), time.Now()
	server, err := b.serverTime(ctx, func() error { return run.play(ctx, b.messages, load{inFlight: b.inFlight}) })
	if err != nil {
		return err
	}
	f := &b.found
	f.StoragePerSecond = float64(b.messages) / time.Since(start).Seconds()
	f.StorageMicros = micros(processorTime()-processor, b.messages)
	f.RedisMicros = micros(server, b.messages)
	if err := b.serverMemory(ctx); err != nil {
		return err
	}
	if err := b.storageCeiling(ctx, max(1, b.messages/int(max(1, b.store.count()-commits)))); err != nil {
		return err
	}
	for _, at := range []struct {
		rate  float64
		found *offered
	}{{1000, &f.At1000}, {10_000, &f.At10000}} {
		if at.rate > f.StoragePerSecond*0.8 {
			continue // it would only be a queue that grows
		}
		messages := b.within(at.rate)
		server, err := b.serverTime(ctx, func() error { return run.play(ctx, messages, load{rate: at.rate}) })
		if err != nil {
			return err
		}
		slices.Sort(run.waits)
		p := played{waits: run.waits}
		*at.found = offered{P50: p.percentile(50), P99: p.percentile(99), RedisMicros: micros(server, messages)}
	}
	return nil
}

// bare is what the messages of the storage phase write at the least.
func (b *bencher) bare(group int) sqlite.Bare {
	return sqlite.Bare{
		In: bytesIn, Session: bytesSession + bytesHistory, Out: bytesOut, People: b.people, Group: group,
	}
}

// storageCeiling measures the bare store with messages of the same bytes.
func (b *bencher) storageCeiling(ctx context.Context, group int) error {
	f := &b.found
	_, ceiling, err := b.share(ctx, f.StoragePerSecond, b.bare(group))
	if b.ceilingBefore > 0 {
		ceiling = (ceiling + b.ceilingBefore) / 2
	}
	f.Ceiling, f.CeilingShare = ceiling, f.StoragePerSecond/ceiling
	return err
}

// offered is how it goes when messages come at a rate, from when one is due to its commit.
type offered struct {
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
	RedisMicros float64 `json:"redis_us_per_message,omitempty"`
}

// micros is the processor time of a message.
func micros(total time.Duration, messages int) float64 {
	return float64(total.Microseconds()) / float64(messages)
}

// somebody is a person of a partition.
func somebody(p bot.Partition) bot.Address {
	for i := 0; ; i++ {
		if a := (bot.Address{Channel: "bench", ID: fmt.Sprint("p", i)}); a.Partition() == p {
			return a
		}
	}
}

func (r *storageRun) acquire(ctx context.Context) error {
	leases, err := r.store.Acquire(ctx, "bench", time.Hour)
	if err != nil {
		return err
	}
	for _, l := range leases {
		r.leases[l.Partition] = l
	}
	for p, l := range r.leases {
		if l.Epoch == 0 {
			return fmt.Errorf("partition %d belongs to another process", p)
		}
		r.mine = append(r.mine, l.Partition)
	}
	return nil
}

// fill writes the sessions of all people, so few at a time that no pipeline takes a busy server seconds.
func (r *storageRun) fill(ctx context.Context) error {
	var failed atomic.Pointer[error]
	var owners sync.WaitGroup
	for _, p := range r.mine {
		owners.Go(func() {
			for people := range slices.Chunk(r.people[p], 100) {
				var batch bot.Batch
				for _, a := range people {
					batch.Put = append(batch.Put, bot.Record{Key: bot.Key{Owner: a, Family: bot.FamilySession}, Value: r.session})
				}
				if err := r.store.Commit(ctx, r.leases[p], batch); err != nil {
					failed.Store(&err)
					return
				}
			}
		})
	}
	owners.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// play returns when the last message is committed.
func (r *storageRun) play(ctx context.Context, messages int, l load) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r.waits, r.all = nil, nil
	if l.rate > 0 {
		r.waits, r.all = make([]time.Duration, 0, messages), make(chan struct{})
	}
	var owners, writers sync.WaitGroup
	for _, p := range r.mine {
		owners.Go(func() {
			if err := r.own(ctx, p); err != nil {
				stop(err)
			}
		})
	}
	write := func(i int, at time.Time) bool {
		p, round := r.mine[i%len(r.mine)], i/len(r.mine)
		to := r.people[p][round%len(r.people[p])]
		err := r.store.Append(ctx, bot.Entry{Kind: bot.Update, ID: uint64(i), To: to, At: at, Body: r.in})
		if err != nil {
			stop(err)
		}
		return err == nil
	}
	if l.rate > 0 {
		began := time.Now()
		for i := 0; i < messages && ctx.Err() == nil; i++ {
			due := began.Add(time.Duration(float64(i) / l.rate * float64(time.Second)))
			bot.Pause(ctx, time.Until(due))
			writers.Go(func() { write(i, due) })
		}
		select {
		case <-r.all:
		case <-ctx.Done():
		}
	}
	for n := range l.inFlight {
		writers.Go(func() {
			for i := n; i < messages && write(i, time.Now()); i += l.inFlight {
				select {
				case <-r.done[r.mine[i%len(r.mine)]]:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	writers.Wait()
	err := context.Cause(ctx)
	stop(nil)
	owners.Wait()
	return err
}

// storageBatch bounds a step, like the engine's.
const storageBatch = 128

// own commits what arrives in a partition, and settles what it queued before.
func (r *storageRun) own(ctx context.Context, p bot.Partition) error {
	var after bot.Cursor
	var settle []bot.DeliveryID
	for {
		items, err := r.store.Read(ctx, r.leases[p], after, storageBatch)
		if ctx.Err() != nil {
			return r.commit(context.WithoutCancel(ctx), p, bot.Batch{Settle: settle})
		}
		if err != nil {
			return err
		}
		if len(items) == 0 {
			select {
			case <-r.wake[p]:
			case <-ctx.Done():
			}
			continue
		}
		batch := bot.Batch{Settle: settle, Trim: items[len(items)-1].Cursor}
		settle = nil
		for _, item := range items {
			id := bot.DeliveryID(fmt.Sprintf("%s/%d", item.To.ID, item.Cursor))
			batch.Put = append(batch.Put,
				bot.Record{Key: bot.Key{Owner: item.To, Family: bot.FamilySession}, Value: r.session},
				bot.Record{Key: bot.Key{Owner: item.To, Family: bot.FamilyHistory, Key: fmt.Sprintf("%012d", item.Cursor)}, Value: r.history})
			batch.Queue = append(batch.Queue, bot.Delivery{
				ID: id, Owner: item.To, To: item.To, Class: bot.ClassReply, Body: r.reply,
			})
			settle = append(settle, id)
		}
		if err := r.commit(ctx, p, batch); err != nil {
			return err
		}
		after = batch.Trim
		if r.all != nil {
			r.committed(items)
			continue
		}
		for range items {
			r.done[p] <- struct{}{}
		}
	}
}

// committed notes how long messages took that came at a rate.
func (r *storageRun) committed(items []bot.Item) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, item := range items {
		if r.waits = append(r.waits, time.Since(item.At)); len(r.waits) == cap(r.waits) {
			close(r.all)
		}
	}
}

func (r *storageRun) commit(ctx context.Context, p bot.Partition, batch bot.Batch) error {
	err := r.store.Commit(ctx, r.leases[p], batch)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
