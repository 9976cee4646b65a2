package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// leases takes partitions, runs them, and keeps them alive.
type leases struct {
	engine   *Engine
	hard     context.Context
	group    sync.WaitGroup
	taking   sync.Mutex // held while leases are taken
	mu       sync.Mutex
	held     map[Partition]tenure
	draining bool
}

// tenure is a lease and how to end what runs under it.
type tenure struct {
	lease Lease
	part  *partition
	stop  context.CancelFunc // at once
	drain func()             // once the calls under way are over
}

func newLeases(hard context.Context, e *Engine) *leases {
	return &leases{engine: e, hard: hard, held: make(map[Partition]tenure)}
}

// first takes the first leases, however long the store needs to answer.
func (l *leases) first(ctx context.Context) error {
	for failures := 0; ; failures++ {
		err := l.acquire(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		l.engine.log.Warn("the store gives no partitions", "error", err)
		select {
		case <-time.After(backoff(failures)):
		case <-ctx.Done():
		}
	}
}

// keep takes leases that come free until ctx ends, and renews those held until hard does.
func (l *leases) keep(ctx, hard context.Context) {
	tick := time.NewTicker(l.engine.lease / 4)
	defer tick.Stop()
	var freed <-chan struct{}
	if s, ok := l.engine.store.(Sharer); ok {
		freed = s.Freed()
	}
	for {
		select {
		case <-hard.Done():
			return
		case <-freed:
		case <-tick.C:
			// A service that nobody writes to must see that its store is gone, too.
			if err := l.renew(hard); err != nil && hard.Err() == nil {
				l.engine.health.took(fmt.Errorf("leases are not renewed: %w", err))
			}
		}
		if ctx.Err() != nil {
			continue
		}
		l.share()
		if err := l.acquire(ctx); err != nil && ctx.Err() == nil {
			l.engine.health.took(fmt.Errorf("no partitions are given: %w", err))
		}
	}
}

// acquire takes what is free, and runs it. What is taken when ctx ends must be known, to be given
// back: so the call itself is not ended by it.
func (l *leases) acquire(ctx context.Context) error {
	l.taking.Lock()
	defer l.taking.Unlock()
	l.mu.Lock()
	held := len(l.held)
	l.mu.Unlock()
	if held == Partitions || ctx.Err() != nil {
		return ctx.Err()
	}
	if shared, ok := l.engine.store.(Sharer); ok && l.engine.guest && held == 0 {
		if until, err := shared.Used(ctx); err != nil || !until.IsZero() {
			return err
		}
	}
	until := l.engine.now().Add(l.engine.lease)
	taken, err := l.engine.store.Acquire(l.hard, l.engine.owner, l.engine.lease)
	for _, lease := range taken {
		l.start(lease, until)
	}
	return err
}

func (l *leases) renew(ctx context.Context) error {
	l.mu.Lock()
	held := make([]Lease, 0, len(l.held))
	for _, t := range l.held {
		held = append(held, t.lease)
	}
	l.mu.Unlock()
	if len(held) == 0 {
		return nil
	}
	until := l.engine.now().Add(l.engine.lease)
	lost, err := l.engine.store.Renew(ctx, held, l.engine.lease)
	var unknown []Lease
	if some, ok := errors.AsType[*RenewError](err); ok {
		unknown = some.Leases
	} else if err != nil {
		return err
	}
	for _, lease := range lost {
		l.lose(lease)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, lease := range held {
		if slices.Contains(unknown, lease) {
			continue
		}
		if t, ok := l.held[lease.Partition]; ok && t.lease.Epoch == lease.Epoch {
			t.part.until.Store(until.UnixNano())
		}
	}
	return err
}

// share hands over what is beyond this process's share, one partition as soon as its calls
// under way are over.
func (l *leases) share() {
	s, ok := l.engine.store.(Sharer)
	if !ok {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	held := make([]Lease, 0, len(l.held))
	for _, p := range slices.Sorted(maps.Keys(l.held)) {
		held = append(held, l.held[p].lease)
	}
	for _, lease := range s.Excess(held) {
		l.held[lease.Partition].drain()
	}
}

// start runs a partition under a new lease.
func (l *leases) start(lease Lease, until time.Time) {
	l.lose(Lease{Partition: lease.Partition, Epoch: lease.Epoch - 1})
	ctx, stop := context.WithCancel(l.hard)
	part := newPartition(l.engine, lease, until)
	drain := make(chan struct{})
	l.mu.Lock()
	l.held[lease.Partition] = tenure{lease, part, stop, sync.OnceFunc(func() { close(drain) })}
	if l.draining {
		l.held[lease.Partition].drain()
	}
	l.mu.Unlock()
	l.engine.parts[lease.Partition].Store(part)
	l.engine.moved.tell()
	l.group.Go(func() {
		err := part.run(ctx, drain)
		if errors.Is(err, ErrFenced) {
			l.lose(lease)
		} else if err == nil {
			l.handOver(lease)
		}
	})
}

// handOver gives a drained partition back, unless all are about to be.
func (l *leases) handOver(lease Lease) {
	l.mu.Lock()
	t, ok := l.held[lease.Partition]
	if l.draining || !ok || t.lease != lease {
		l.mu.Unlock()
		return
	}
	delete(l.held, lease.Partition)
	l.mu.Unlock()
	t.part.until.Store(0)
	t.stop()
	l.engine.parts[lease.Partition].CompareAndSwap(t.part, nil)
	l.engine.moved.tell()
	l.engine.metrics.HandedOver.Add(1)
	if err := l.engine.store.Release(l.hard, []Lease{lease}); err != nil && l.hard.Err() == nil {
		l.engine.log.Warn("a lease is not given back; it runs out", "partition", int(lease.Partition), "error", err)
	}
}

// drain has all partitions end once their calls under way are over.
func (l *leases) drain() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.draining = true
	for _, t := range l.held {
		t.drain()
	}
}

// lose stops a partition that is no longer ours, up to an epoch.
func (l *leases) lose(lease Lease) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, ok := l.held[lease.Partition]
	if !ok || t.lease.Epoch > lease.Epoch {
		return
	}
	delete(l.held, lease.Partition)
	t.part.until.Store(0)
	t.stop()
	l.engine.parts[lease.Partition].CompareAndSwap(t.part, nil)
	l.engine.moved.tell()
	l.engine.metrics.Fenced.Add(1)
	l.engine.log.Info("partition lost", "partition", int(lease.Partition))
}

// wait lets the partitions drain; they end with l.hard at the latest.
func (l *leases) wait() {
	func() { // what is being taken is drained too
		l.taking.Lock()
		defer l.taking.Unlock()
	}()
	l.group.Wait()
}

// release gives the leases back, once nothing runs under them.
func (l *leases) release() {
	l.mu.Lock()
	var held []Lease
	for p, t := range l.held {
		held = append(held, t.lease)
		t.part.until.Store(0)
		l.engine.parts[p].Store(nil)
		t.stop()
	}
	clear(l.held)
	l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.hard), l.engine.drain/10)
	defer cancel()
	if err := l.engine.store.Release(ctx, held); err != nil {
		l.engine.log.Warn("leases are not given back", "error", err)
	}
}
