// Package bottest holds the conformance suites: what every store must do to be
// trusted with what people said, whatever it is built on. An implementation's
// own test calls [TestStore] and adds only what is particular to it: damaged
// files, lost connections, kills.
//
// The suite speaks to a store through its interface alone and reopens the
// same data, so that what it sees is what was durable. Expectations are written
// out by hand per topic; beside them, random operations are played against the
// store and against [bot.Memory], which must agree.
//
// It imports testing and is for tests only.
package bottest

import (
	"bytes"
	"fmt"
	"iter"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"potentiels/bot"
)

// patience is how long a store may take to do what it does soon; leases of
// the suite are longer.
const (
	patience = 2 * time.Minute
	ttl      = 10 * time.Minute
)

// TestStore checks a store. create makes new, empty data and returns the
// function that opens it; it is called again, after Close, for the same data.
func TestStore(t *testing.T, create func(t *testing.T) (open func() bot.Store)) {
	for _, topic := range []struct {
		name string
		run  func(*testing.T, *store)
	}{
		{"append and read", testAppendRead},
		{"append survives reopening", testAppendDurable},
		{"append keeps order under concurrency", testAppendConcurrent},
		{"trim", testTrim},
		{"cursors grow for ever", testCursorsGrow},
		{"notify", testNotify},
		{"large bodies", testLarge},
		{"ended context", testContext},
		{"closed", testClosed},
		{"records", testRecords},
		{"scan", testScan},
		{"scan of a partition", testScanPartition},
		{"prune and delete", testPruneDelete},
		{"tricky keys", testTrickyKeys},
		{"erase leaves nothing", testErase},
		{"scans can be abandoned and written under", testScanAbandoned},
		{"outbox order", testOutboxOrder},
		{"outbox settle and update", testOutboxSettleUpdate},
		{"batch is atomic", testAtomic},
		{"batch twice", testIdempotent},
		{"batch for strangers", testForeign},
		{"commits under concurrency", testCommitConcurrent},
		{"acquire, renew, release", testLease},
		{"takeover", testTakeover},
		{"fencing", testFencing},
		{"fenced neighbours", testFencedNeighbours},
		{"epochs grow for ever", testEpochs},
	} {
		t.Run(topic.name, func(t *testing.T) {
			s := &store{t: t, open: create(t)}
			s.connect()
			t.Cleanup(func() { s.disconnect() })
			topic.run(t, s)
		})
	}
	t.Run("random operations agree with the model", func(t *testing.T) { testModel(t, create) })
}

// store is an open store under test with leases for all partitions.
type store struct {
	bot.Store
	t      *testing.T
	open   func() bot.Store
	starts int
	leases map[bot.Partition]bot.Lease
}

func (s *store) connect() {
	s.t.Helper()
	s.Store = s.open()
	s.starts++
	s.leases = s.acquire(fmt.Sprintf("start-%d", s.starts), ttl)
}

func (s *store) disconnect() {
	s.t.Helper()
	if s.Store == nil {
		return
	}
	var leases []bot.Lease
	for _, l := range s.leases {
		leases = append(leases, l)
	}
	if err := s.Release(s.t.Context(), leases); err != nil && s.t.Context().Err() == nil {
		s.t.Errorf("release: %v", err)
	}
	if err := s.Close(); err != nil {
		s.t.Errorf("close: %v", err)
	}
	s.Store = nil
}

// reopen is what a restart of the program does to the store.
func (s *store) reopen() {
	s.t.Helper()
	s.disconnect()
	s.connect()
}

// acquire takes every partition for an owner.
func (s *store) acquire(owner string, ttl time.Duration) map[bot.Partition]bot.Lease {
	s.t.Helper()
	leases := map[bot.Partition]bot.Lease{}
	eventually(s.t, "all partitions acquired", func() bool {
		taken, err := s.Acquire(s.t.Context(), owner, ttl)
		if err != nil {
			s.t.Fatalf("acquire: %v", err)
		}
		for _, l := range taken {
			if l.Owner != owner {
				s.t.Fatalf("acquire for %q gave a lease of %q", owner, l.Owner)
			}
			leases[l.Partition] = l
		}
		return len(leases) == bot.Partitions
	})
	return leases
}

func (s *store) lease(a bot.Address) bot.Lease { return s.leases[a.Partition()] }

func (s *store) append(entries ...bot.Entry) {
	s.t.Helper()
	if err := s.Append(s.t.Context(), entries...); err != nil {
		s.t.Fatalf("append: %v", err)
	}
}

// commit commits a batch for an address's partition.
func (s *store) commit(a bot.Address, b bot.Batch) {
	s.t.Helper()
	if err := s.Commit(s.t.Context(), s.lease(a), b); err != nil {
		s.t.Fatalf("commit: %v", err)
	}
}

// inbox reads all that waits for an address's partition.
func (s *store) inbox(a bot.Address) []bot.Item {
	s.t.Helper()
	items, err := s.Read(s.t.Context(), s.lease(a), 0, 1<<20)
	if err != nil {
		s.t.Fatalf("read: %v", err)
	}
	return items
}

func (s *store) records(owner bot.Address) []bot.Record {
	s.t.Helper()
	return all(s.t, s.ScanOwner(s.t.Context(), owner))
}

func (s *store) outbox(a bot.Address) []bot.Delivery {
	s.t.Helper()
	return all(s.t, s.Outbox(s.t.Context(), s.lease(a)))
}

func all[T any](t interface {
	Helper()
	Fatalf(string, ...any)
}, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var list []T
	for one, err := range seq {
		if err != nil {
			t.Fatalf("scan: %v", err)
		}
		list = append(list, one)
	}
	return list
}

// eventually polls until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// same compares; the store's numbering (cursors, Seq) is its own affair.
func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	long := func(a, b []byte) bool { return len(a) > 1024 || len(b) > 1024 }
	diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.FilterValues(long, cmp.Comparer(bytes.Equal)),
		cmpopts.IgnoreFields(bot.Delivery{}, "Seq", "reply"), cmpopts.IgnoreFields(bot.Item{}, "Cursor"))
	if diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// person is somebody; different numbers are different people.
func person(n int) bot.Address {
	return bot.Address{Channel: "telegram", ID: strconv.Itoa(n)}
}

// siblings are n people of one partition, ids growing.
func siblings(p bot.Partition, n int) []bot.Address {
	var people []bot.Address
	for i := 1; len(people) < n; i++ {
		if a := person(i); a.Partition() == p {
			people = append(people, a)
		}
	}
	return people
}

func entry(to bot.Address, id uint64, body string) bot.Entry {
	return bot.Entry{Kind: bot.Update, ID: id, To: to, At: time.Unix(1_790_000_000, int64(id)), Body: []byte(body)}
}

func record(owner bot.Address, f bot.Family, key, value string) bot.Record {
	return bot.Record{Key: bot.Key{Owner: owner, Family: f, Key: key}, Value: []byte(value)}
}

func delivery(owner bot.Address, id string) bot.Delivery {
	return bot.Delivery{
		ID: bot.DeliveryID(id), Owner: owner, To: owner, Class: bot.ClassReply, Body: []byte("body of " + id),
	}
}

func entries(items []bot.Item) []bot.Entry {
	var list []bot.Entry
	for _, item := range items {
		list = append(list, item.Entry)
	}
	return list
}
