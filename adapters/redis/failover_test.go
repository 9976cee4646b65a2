package redis_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// A master dies: its replica takes over, what was confirmed is there, and writing goes on
// by itself.
func TestClusterFailover(t *testing.T) {
	t.Parallel()
	cluster := redistest.StartCluster(t)
	s := open(t, cluster.URL())
	outage := failover(t, s, func() { cluster.Masters[0].Kill() })
	t.Logf("back after %v", outage.Round(10*time.Millisecond))
}

func TestSentinelFailover(t *testing.T) {
	t.Parallel()
	group := redistest.StartSentinels(t)
	s := open(t, group.URL())
	outage := failover(t, s, func() { group.Master.Kill() })
	t.Logf("back after %v", outage.Round(10*time.Millisecond))
}

// failover writes from many partitions while strike happens, until each of them has
// written again, and gives the longest time one of them could not.
func failover(t *testing.T, s *redis.Store, strike func()) time.Duration {
	ctx, stop := context.WithCancel(t.Context())
	leases, err := s.Acquire(ctx, "test", time.Hour)
	if err != nil || len(leases) != bot.Partitions {
		t.Fatalf("%d leases, error %v", len(leases), err)
	}
	people := make([]bot.Address, bot.Partitions)
	for i := 0; ; i++ {
		a := bot.Address{Channel: "telegram", ID: fmt.Sprint(i)}
		people[a.Partition()] = a
		full := true
		for _, p := range people {
			full = full && p.ID != ""
		}
		if full {
			break
		}
	}
	var confirmed [bot.Partitions]atomic.Int64
	var last, gap [bot.Partitions]atomic.Int64 // Unix nanoseconds, nanoseconds
	var writers sync.WaitGroup
	for _, l := range leases {
		writers.Go(func() {
			a := people[l.Partition]
			tick := time.NewTicker(20 * time.Millisecond)
			defer tick.Stop()
			for n := int64(1); ctx.Err() == nil; {
				err := s.Append(ctx, bot.Entry{Kind: bot.Update, ID: uint64(n), To: a})
				if err == nil {
					err = s.Commit(ctx, l, bot.Batch{Put: []bot.Record{
						{Key: bot.Key{Owner: a, Family: bot.FamilySession}, Value: fmt.Append(nil, n)},
					}})
				}
				if err == nil {
					confirmed[l.Partition].Store(n)
					now := time.Now().UnixNano()
					if was := last[l.Partition].Swap(now); was > 0 {
						gap[l.Partition].Store(max(gap[l.Partition].Load(), now-was))
					}
					n++
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
				}
			}
		})
	}
	all := func(n int64) func() bool {
		return func() bool {
			for i := range confirmed {
				if confirmed[i].Load() < n {
					return false
				}
			}
			return true
		}
	}
	redistest.Eventually(t, "everybody has written", all(5))
	strike()
	struck := time.Now().UnixNano()
	redistest.Eventually(t, "everybody writes again", func() bool {
		for i := range last {
			if last[i].Load() < struck+int64(time.Second) {
				return false
			}
		}
		return true
	})
	stop()
	writers.Wait()

	var outage time.Duration
	for i, l := range leases {
		outage = max(outage, time.Duration(gap[i].Load()))
		a := people[l.Partition]
		records, err := s.Get(t.Context(), bot.Key{Owner: a, Family: bot.FamilySession})
		if err != nil || len(records) != 1 {
			t.Fatalf("partition %d: %d records, error %v", l.Partition, len(records), err)
		}
		var n int64
		if _, err := fmt.Sscan(string(records[0].Value), &n); err != nil || n < confirmed[l.Partition].Load() {
			t.Errorf("partition %d: session at %d, %d was confirmed", l.Partition, n, confirmed[l.Partition].Load())
		}
		var seen int64
		for after := bot.Cursor(0); ; {
			items, err := s.Read(t.Context(), l, after, 128)
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range items {
				seen = max(seen, int64(item.ID))
				after = item.Cursor
			}
			if len(items) < 128 {
				break
			}
		}
		if seen < confirmed[l.Partition].Load() {
			t.Errorf("partition %d: the last entry is %d, %d was confirmed", l.Partition, seen, confirmed[l.Partition].Load())
		}
	}
	return outage
}
