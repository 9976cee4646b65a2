package sqlite

import (
	"context"
	"sync"
	"time"

	"potentiels/bot"
)

// leases are kept in memory, as they end with the process: its lock on the
// folder stands for all of them. Only the epochs are durable.
type leases struct {
	mu   sync.Mutex
	held [bot.Partitions]held
}

type held struct {
	bot.Lease // no Owner: free
	expires   time.Time
}

// current tells whether writes under a lease are allowed.
func (ls *leases) current(l bot.Lease) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.holds(l)
}

func (ls *leases) holds(l bot.Lease) bool {
	return l.Owner != "" && int(l.Partition) < len(ls.held) && ls.held[l.Partition].Lease == l
}

// Acquire implements bot.Store. It takes every partition that is free.
func (s *Store) Acquire(ctx context.Context, owner string, ttl time.Duration) ([]bot.Lease, error) {
	var taken []bot.Lease
	// In the writer's goroutine, so that it comes after every commit under an old lease.
	err := s.write(ctx, func(w *writer) error {
		s.leases.free(taken) // of a transaction that was rolled back
		taken = s.leases.take(owner, ttl)
		for _, l := range taken {
			if err := w.setEpoch.exec(l.Epoch, int64(l.Partition)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		if ctx.Err() == nil { // else the writer may be at it still; what it takes runs out
			s.leases.free(taken)
		}
		return nil, err
	}
	return taken, nil
}

// take gives what is free to an owner. An epoch is used once, even if it does
// not become durable.
func (ls *leases) take(owner string, ttl time.Duration) []bot.Lease {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	now := time.Now()
	var taken []bot.Lease
	for p := range ls.held {
		h := &ls.held[p]
		if h.Owner != "" && now.Before(h.expires) {
			continue
		}
		h.Lease = bot.Lease{Partition: bot.Partition(p), Epoch: h.Epoch + 1, Owner: owner}
		h.expires = now.Add(ttl)
		taken = append(taken, h.Lease)
	}
	return taken
}

func (ls *leases) free(leases []bot.Lease) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, l := range leases {
		if ls.holds(l) {
			ls.held[l.Partition].Owner = ""
		}
	}
}

// Renew implements bot.Store.
func (s *Store) Renew(ctx context.Context, leases []bot.Lease, ttl time.Duration) (lost []bot.Lease, err error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	s.leases.mu.Lock()
	defer s.leases.mu.Unlock()
	for _, l := range leases {
		if !s.leases.holds(l) {
			lost = append(lost, l)
			continue
		}
		s.leases.held[l.Partition].expires = time.Now().Add(ttl)
	}
	return lost, nil
}

// Release implements bot.Store.
func (s *Store) Release(ctx context.Context, leases []bot.Lease) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	s.leases.free(leases)
	return nil
}
