package redis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/bot"
)

// tenures is what this process knows of leases: what it holds, and who else lives.
type tenures struct {
	mu      sync.Mutex
	held    [bot.Partitions]bot.Lease // no Owner: not ours
	queued  [bot.Partitions]uint64    // deliveries numbered under the lease
	living  []string                  // owners, in order
	contact time.Time                 // with the server, about leases
}

// holder is how the lease is written down.
func holder(l bot.Lease) string { return strconv.FormatInt(l.Epoch, 10) + " " + l.Owner }

func (t *tenures) took(l bot.Lease) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held[l.Partition], t.queued[l.Partition] = l, 0
}

func (t *tenures) lost(l bot.Lease) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held[l.Partition] == l {
		t.held[l.Partition] = bot.Lease{}
	}
}

// ours tells whether this process holds a partition, as far as it knows.
func (t *tenures) ours(p bot.Partition) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held[p].Owner != ""
}

// seqBitsOfTenure leaves a tenure 8 million deliveries; with more it runs on into the numbers of
// an epoch that is milliseconds later and cannot have begun yet.
const seqBitsOfTenure = 22

// number reserves n numbers for deliveries and gives the first.
func (t *tenures) number(l bot.Lease, n int) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := uint64(l.Epoch)<<seqBitsOfTenure + t.queued[l.Partition] + 1
	t.queued[l.Partition] += uint64(n)
	return first
}

// share is how many partitions an owner should hold: the same for all who live, those
// that come first in order one more where it does not come out even.
func (t *tenures) share(owner string) int {
	n := max(1, len(t.living))
	rank := max(0, slices.Index(t.living, owner))
	share := bot.Partitions / n
	if rank < bot.Partitions%n {
		share++
	}
	return share
}

func (t *tenures) holds(owner string) (n int) {
	for _, l := range t.held {
		if l.Owner == owner {
			n++
		}
	}
	return n
}

// join tells the other processes that an owner lives; with ttl 0, that it leaves.
func (s *Store) join(ctx context.Context, owner string, ttl time.Duration) error {
	living, err := joinScript.run(ctx, s.client, []string{s.membersKey()}, owner, ttl.Milliseconds()).StringSlice()
	if err != nil {
		return describe(err)
	}
	slices.Sort(living)
	s.tenures.mu.Lock()
	defer s.tenures.mu.Unlock()
	s.tenures.living = living
	return nil
}

// Acquire implements bot.Store. The share is an equal one of all processes that live.
func (s *Store) Acquire(ctx context.Context, owner string, ttl time.Duration) ([]bot.Lease, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	if err := s.join(ctx, owner, ttl); err != nil {
		return nil, fmt.Errorf("acquire: %w", err)
	}
	t := &s.tenures
	t.mu.Lock()
	want := t.share(owner) - t.holds(owner)
	rank := max(0, slices.Index(t.living, owner))
	first := bot.Partition(rank * bot.Partitions / max(1, len(t.living)))
	// After a time without the server every lease has run out: those who live renew theirs first.
	away := !t.contact.IsZero() && time.Since(t.contact) > ttl/2
	t.contact = time.Now()
	t.mu.Unlock()
	if want <= 0 || away {
		return nil, nil
	}
	free, err := s.free(ctx, first)
	if err != nil {
		return nil, fmt.Errorf("acquire: %w", err)
	}
	var taken []bot.Lease
	for len(free) > 0 && want > 0 {
		some := free[:min(want, len(free))]
		free = free[len(some):]
		leases, err := s.takeLeases(ctx, owner, ttl, some)
		taken = append(taken, leases...)
		want -= len(leases)
		if err != nil {
			if len(taken) == 0 {
				return nil, fmt.Errorf("acquire: %w", err)
			}
			s.log.Warn("not all partitions could be taken", "error", err)
			break
		}
	}
	return taken, nil
}

// free lists the partitions that nobody seems to hold, beginning with one; the others
// may be taken in the meantime.
func (s *Store) free(ctx context.Context, first bot.Partition) ([]bot.Partition, error) {
	pipe := s.client.Pipeline()
	now := pipe.Time(ctx)
	var leases [bot.Partitions]*goredis.SliceCmd
	for p := range leases {
		leases[p] = pipe.HMGet(ctx, s.leaseKey(bot.Partition(p)), "holder", "expires")
	}
	_, failed := pipe.Exec(ctx)
	if err := now.Err(); err != nil {
		return nil, describe(err)
	}
	at := now.Val().UnixMilli()
	var free []bot.Partition
	for i := range leases {
		p := (first + bot.Partition(i)) % bot.Partitions
		lease, err := leases[p].Result()
		if err != nil {
			continue // its server is down; the others go on
		}
		holder, _ := lease[0].(string)
		text, _ := lease[1].(string)
		expires, _ := strconv.ParseInt(text, 10, 64)
		if holder == "" || expires <= at {
			free = append(free, p)
		}
	}
	if len(free) == 0 && failed != nil {
		return nil, describe(failed)
	}
	return free, nil
}

// takeLeases takes those of the partitions that are free.
func (s *Store) takeLeases(ctx context.Context, owner string, ttl time.Duration, partitions []bot.Partition) (taken []bot.Lease, err error) {
	cmds := acquireScript.runEach(ctx, s.client, s.leaseKeys(partitions), func(int) []any {
		return []any{owner, ttl.Milliseconds()}
	})
	for i, cmd := range cmds {
		epoch, failed := cmd.Int64()
		switch {
		case failed == nil:
			l := bot.Lease{Partition: partitions[i], Epoch: epoch, Owner: owner}
			s.tenures.took(l)
			taken = append(taken, l)
		case !isNil(failed):
			err = describe(failed)
		}
	}
	return taken, err
}

func (s *Store) leaseKeys(partitions []bot.Partition) []string {
	keys := make([]string, len(partitions))
	for i, p := range partitions {
		keys[i] = s.leaseKey(p)
	}
	return keys
}

// Renew implements bot.Store.
func (s *Store) Renew(ctx context.Context, leases []bot.Lease, ttl time.Duration) (lost []bot.Lease, err error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	for _, owner := range owners(leases) {
		if err := s.join(ctx, owner, ttl); err != nil {
			return nil, fmt.Errorf("renew: %w", err)
		}
	}
	kept, failed := s.prolong(ctx, leases, ttl)
	var unknown []bot.Lease
	for i, l := range leases {
		switch {
		case kept[i] == nil:
			unknown = append(unknown, l)
		case !*kept[i]:
			lost = append(lost, l)
			s.tenures.lost(l)
			s.news.there(l.Partition) // what was thought to be ours to announce
		}
	}
	s.tenures.mu.Lock()
	defer s.tenures.mu.Unlock()
	s.tenures.contact = time.Now()
	if len(unknown) > 0 {
		return lost, &bot.RenewError{Leases: unknown, Err: failed}
	}
	return lost, nil
}

// prolong tells of each lease whether it is still its holder's, nil where that is not known.
// With ttl 0 they are given back.
func (s *Store) prolong(ctx context.Context, leases []bot.Lease, ttl time.Duration) (kept []*bool, err error) {
	partitions := make([]bot.Partition, len(leases))
	for i, l := range leases {
		partitions[i] = l.Partition
	}
	cmds := renewScript.runEach(ctx, s.client, s.leaseKeys(partitions), func(i int) []any {
		return []any{holder(leases[i]), ttl.Milliseconds()}
	})
	kept = make([]*bool, len(leases))
	for i, cmd := range cmds {
		if n, failed := cmd.Int(); failed != nil {
			err = describe(failed)
		} else {
			kept[i] = new(n == 1)
		}
	}
	return kept, err
}

func owners(leases []bot.Lease) []string {
	var names []string
	for _, l := range leases {
		if !slices.Contains(names, l.Owner) {
			names = append(names, l.Owner)
		}
	}
	return names
}

// Release implements bot.Store. The other processes are told at once.
func (s *Store) Release(ctx context.Context, leases []bot.Lease) error {
	if err := s.usable(ctx); err != nil || len(leases) == 0 {
		return err
	}
	_, err := s.prolong(ctx, leases, 0)
	for _, l := range leases {
		s.tenures.lost(l)
	}
	for _, owner := range owners(leases) {
		s.tenures.mu.Lock()
		left := s.tenures.holds(owner) == 0
		s.tenures.mu.Unlock()
		if left {
			if failed := s.join(ctx, owner, 0); failed != nil {
				err = failed
			}
		}
	}
	s.news.free(ctx)
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// Excess implements bot.Sharer.
func (s *Store) Excess(leases []bot.Lease) []bot.Lease {
	if len(leases) == 0 {
		return nil
	}
	s.tenures.mu.Lock()
	defer s.tenures.mu.Unlock()
	return leases[min(len(leases), s.tenures.share(leases[0].Owner)):]
}

// Freed implements bot.Sharer.
func (s *Store) Freed() <-chan struct{} { return s.news.freed }

// Used implements bot.Sharer.
func (s *Store) Used(ctx context.Context) (until time.Time, err error) {
	if err := s.usable(ctx); err != nil {
		return until, err
	}
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return until, describe(err)
	}
	last, err := s.client.ZRevRangeWithScores(ctx, s.membersKey(), 0, 0).Result()
	if err != nil || len(last) == 0 {
		return until, describe(err)
	}
	if last := time.UnixMilli(int64(last[0].Score)); last.After(now) {
		until = last
	}
	return until, nil
}
