package bottest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"potentiels/bot"
)

func testLease(t *testing.T, s *store) {
	if again, err := s.Acquire(t.Context(), "start-1", ttl); err != nil || len(again) != 0 {
		t.Fatalf("a second acquire took %d leases, error %v; want none: nothing was free", len(again), err)
	}
	if others, err := s.Acquire(t.Context(), "other", ttl); err != nil || len(others) != 0 {
		t.Fatalf("another owner took %d leases, error %v; want none", len(others), err)
	}
	l := s.leases[5]
	if lost, err := s.Renew(t.Context(), []bot.Lease{l, s.leases[6]}, ttl); err != nil || len(lost) != 0 {
		t.Fatalf("renew lost %v, error %v", lost, err)
	}
	stale := l
	stale.Epoch--
	lost, err := s.Renew(t.Context(), []bot.Lease{stale, l}, ttl)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "lost by renewing", lost, []bot.Lease{stale})

	if err := s.Release(t.Context(), []bot.Lease{stale}); err != nil { // not the caller's: ignored
		t.Fatal(err)
	}
	if others, err := s.Acquire(t.Context(), "other", ttl); err != nil || len(others) != 0 {
		t.Fatalf("another owner took %d leases after a stale release, error %v", len(others), err)
	}
	if err := s.Release(t.Context(), []bot.Lease{l}); err != nil {
		t.Fatal(err)
	}
	var others []bot.Lease
	eventually(t, "the released lease is taken", func() bool {
		taken, err := s.Acquire(t.Context(), "other", ttl)
		if err != nil {
			t.Fatal(err)
		}
		others = append(others, taken...)
		return len(others) > 0
	})
	if len(others) != 1 || others[0].Partition != 5 || others[0].Epoch <= l.Epoch {
		t.Errorf("took %+v after the release of %+v", others, l)
	}
	lost, err = s.Renew(t.Context(), []bot.Lease{l, s.leases[6]}, ttl)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "lost after release", lost, []bot.Lease{l})
}

func testTakeover(t *testing.T, s *store) {
	a := person(1)
	s.append(entry(a, 1, "x"))
	s.commit(a, bot.Batch{Queue: []bot.Delivery{delivery(a, "d")}})
	old := s.leases
	var leases []bot.Lease
	for _, l := range old {
		leases = append(leases, l)
	}
	const short = 50 * time.Millisecond
	if lost, err := s.Renew(t.Context(), leases, short); err != nil || len(lost) != 0 {
		t.Fatalf("renew lost %d, error %v", len(lost), err)
	}
	s.leases = s.acquire("successor", ttl)
	for p, l := range s.leases {
		if l.Epoch <= old[p].Epoch {
			t.Fatalf("partition %d: epoch %d after %d", p, l.Epoch, old[p].Epoch)
		}
	}
	if lost, err := s.Renew(t.Context(), leases, ttl); err != nil || len(lost) != bot.Partitions {
		t.Errorf("the old owner lost %d leases, error %v; want all", len(lost), err)
	}
	err := s.Commit(t.Context(), old[a.Partition()], bot.Batch{Trim: s.inbox(a)[0].Cursor})
	if !errors.Is(err, bot.ErrFenced) {
		t.Errorf("the old owner's commit: %v, want ErrFenced", err)
	}
	same(t, "inbox for the successor", entries(s.inbox(a)), []bot.Entry{entry(a, 1, "x")})
	same(t, "outbox for the successor", s.outbox(a), []bot.Delivery{delivery(a, "d")})
}

func testFencing(t *testing.T, s *store) {
	a := siblings(7, 2)
	s.append(entry(a[0], 1, "x"))
	s.commit(a[0], bot.Batch{
		Put:   []bot.Record{record(a[0], "session", "", "true"), record(a[1], "session", "", "true")},
		Queue: []bot.Delivery{delivery(a[0], "d")},
	})
	old := s.lease(a[0])
	if err := s.Release(t.Context(), []bot.Lease{old}); err != nil {
		t.Fatal(err)
	}
	everything := bot.Batch{
		Erase:  []bot.Address{a[1]},
		Delete: []bot.Key{{Owner: a[0], Family: "session"}},
		Prune:  []bot.Key{{Owner: a[0], Family: "session"}},
		Put:    []bot.Record{record(a[0], "history", "1", "false"), record(a[0], "session", "", "false")},
		Settle: []bot.DeliveryID{"d"},
		Queue:  []bot.Delivery{delivery(a[0], "e")},
		Update: []bot.Delivery{{ID: "d", Attempts: 9}},
		Trim:   s.inbox(a[0])[0].Cursor,
	}
	check := func(when string, l bot.Lease) {
		t.Helper()
		if err := s.Commit(t.Context(), l, everything); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("commit %s: %v, want ErrFenced", when, err)
		}
	}
	check("after release", old)
	s.retake(old.Partition)
	check("after takeover", old)
	forged := s.lease(a[0])
	forged.Epoch++
	check("of an epoch to come", forged)
	for _, when := range []string{"at once", "after reopening"} {
		same(t, "inbox "+when, entries(s.inbox(a[0])), []bot.Entry{entry(a[0], 1, "x")})
		same(t, "outbox "+when, s.outbox(a[0]), []bot.Delivery{delivery(a[0], "d")})
		same(t, "records "+when, append(s.records(a[0]), s.records(a[1])...),
			[]bot.Record{record(a[0], "session", "", "true"), record(a[1], "session", "", "true")})
		s.reopen()
	}
}

// retake takes what is free until it holds a partition.
func (s *store) retake(p bot.Partition) {
	s.t.Helper()
	eventually(s.t, "the free partition is taken", func() bool {
		taken, err := s.Acquire(s.t.Context(), "successor", ttl)
		if err != nil {
			s.t.Fatal(err)
		}
		held := false
		for _, l := range taken {
			s.leases[l.Partition] = l
			held = held || l.Partition == p
		}
		return held
	})
}

// A lost lease fails its own batches only, also when they share a step of the
// store with good ones.
func testFencedNeighbours(t *testing.T, s *store) {
	bad := siblings(7, 1)[0]
	old := s.lease(bad)
	if err := s.Release(t.Context(), []bot.Lease{old}); err != nil {
		t.Fatal(err)
	}
	const rounds, neighbours = 20, 8
	var wait sync.WaitGroup
	wait.Go(func() {
		for range rounds {
			err := s.Commit(t.Context(), old, bot.Batch{Put: []bot.Record{record(bad, "session", "", "bad")}})
			if !errors.Is(err, bot.ErrFenced) {
				t.Errorf("commit under a lost lease: %v", err)
			}
		}
	})
	for n := range neighbours {
		a := siblings(bot.Partition(20+n), 1)[0]
		wait.Go(func() {
			for i := range rounds {
				err := s.Commit(t.Context(), s.lease(a), bot.Batch{Put: []bot.Record{
					record(a, "history", string(rune('a'+i)), "good"),
				}})
				if err != nil {
					t.Errorf("neighbour's commit: %v", err)
				}
			}
		})
	}
	wait.Wait()
	same(t, "records of the fenced", len(s.records(bad)), 0)
	for n := range neighbours {
		same(t, "records of a neighbour", len(s.records(siblings(bot.Partition(20+n), 1)[0])), rounds)
	}
}

func testEpochs(t *testing.T, s *store) {
	for range 3 {
		before := s.leases
		s.reopen()
		for p, l := range s.leases {
			if l.Epoch <= before[p].Epoch {
				t.Fatalf("partition %d: epoch %d after %d", p, l.Epoch, before[p].Epoch)
			}
		}
	}
}
