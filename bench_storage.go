package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
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
	people                      [bot.Partitions][]bot.Address
	leases                      [bot.Partitions]bot.Lease
	wake                        [bot.Partitions]chan struct{}
	done                        [bot.Partitions]chan struct{}
	in, session, history, reply []byte
}

// measureStorage measures inbox, commit and outbox: an entry appended; session,
// history and one delivery committed with the trim, those of one partition together; the
// delivery settled by a later commit.
func (b *bencher) measureStorage(ctx context.Context) error {
	run := &storageRun{
		store: b.store, in: make([]byte, bytesIn), session: make([]byte, bytesSession),
		history: make([]byte, bytesHistory), reply: make([]byte, bytesOut),
	}
	for p := range run.wake {
		run.wake[p] = make(chan struct{}, 1)
		run.done[p] = make(chan struct{}, b.inFlight)
	}
	for i := range b.people {
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
	b.store.Notify(func(p bot.Partition) {
		select {
		case run.wake[p] <- struct{}{}:
		default:
		}
	})
	if err := run.acquire(ctx); err != nil {
		return err
	}
	if err := run.play(ctx, b.messages/4, b.inFlight); err != nil { // sessions are there
		return err
	}
	commits, start := b.store.count(), time.Now()
	if err := run.play(ctx, b.messages, b.inFlight); err != nil {
		return err
	}
	f := &b.found
	f.StoragePerSecond = float64(b.messages) / time.Since(start).Seconds()
	var err error
	f.CeilingShare, f.Ceiling, err = b.share(ctx, f.StoragePerSecond, sqlite.Bare{
		In: bytesIn, Session: bytesSession + bytesHistory, Out: bytesOut,
		People: b.people, Group: max(1, b.messages/int(max(1, b.store.count()-commits))),
	})
	return err
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
	}
	return nil
}

// play returns when the last message is committed.
func (r *storageRun) play(ctx context.Context, messages, inFlight int) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var owners, writers sync.WaitGroup
	for p := range bot.Partition(bot.Partitions) {
		owners.Go(func() {
			if err := r.own(ctx, p); err != nil {
				stop(err)
			}
		})
	}
	for n := range inFlight {
		writers.Go(func() {
			p := n % bot.Partitions
			for i := n; i < messages; i += inFlight {
				to := r.people[p][i/bot.Partitions%len(r.people[p])]
				if err := r.store.Append(ctx, bot.Entry{Kind: bot.Update, ID: uint64(i), To: to, At: time.Now(), Body: r.in}); err != nil {
					stop(err)
					return
				}
				select {
				case <-r.done[p]:
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
		for range items {
			r.done[p] <- struct{}{}
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
