package bot

import (
	"context"
	"errors"
	"sync"
	"time"
)

// leases takes partitions, runs them, and keeps them alive.
type leases struct {
	engine *Engine
	hard   context.Context
	drain  <-chan struct{}
	group  sync.WaitGroup
	mu     sync.Mutex
	held   map[Partition]tenure
}

// tenure is a lease and how to stop what runs under it.
type tenure struct {
	lease Lease
	part  *partition
	stop  context.CancelFunc
}

func newLeases(e *Engine, hard context.Context, drain <-chan struct{}) *leases {
	return &leases{engine: e, hard: hard, drain: drain, held: make(map[Partition]tenure)}
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
	for {
		select {
		case <-hard.Done():
			return
		case <-tick.C:
		}
		if err := l.renew(hard); err != nil && hard.Err() == nil {
			l.engine.log.Warn("leases are not renewed", "error", err)
		}
		if ctx.Err() != nil {
			continue
		}
		if err := l.acquire(ctx); err != nil && ctx.Err() == nil {
			l.engine.log.Warn("the store gives no partitions", "error", err)
		}
	}
}

// acquire takes what is free, and runs it.
func (l *leases) acquire(ctx context.Context) error {
	l.mu.Lock()
	all := len(l.held) == Partitions
	l.mu.Unlock()
	if all {
		return nil
	}
	until := l.engine.now().Add(l.engine.lease)
	taken, err := l.engine.store.Acquire(ctx, l.engine.owner, l.engine.lease)
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
	if err != nil {
		return err
	}
	for _, lease := range lost {
		l.lose(lease)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, lease := range held {
		if t, ok := l.held[lease.Partition]; ok && t.lease.Epoch == lease.Epoch {
			t.part.until.Store(until.UnixNano())
		}
	}
	return nil
}

// start runs a partition under a new lease.
func (l *leases) start(lease Lease, until time.Time) {
	l.lose(Lease{Partition: lease.Partition, Epoch: lease.Epoch - 1})
	ctx, stop := context.WithCancel(l.hard)
	part := newPartition(l.engine, lease, until)
	l.mu.Lock()
	l.held[lease.Partition] = tenure{lease, part, stop}
	l.mu.Unlock()
	l.engine.parts[lease.Partition].Store(part)
	l.group.Go(func() {
		if err := part.run(ctx, l.drain); errors.Is(err, ErrFenced) {
			l.lose(lease)
		}
	})
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
	l.engine.metrics.Fenced.Add(1)
	l.engine.log.Info("partition lost", "partition", int(lease.Partition))
}

// wait lets the partitions drain; they end with l.hard at the latest.
func (l *leases) wait() { l.group.Wait() }

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
