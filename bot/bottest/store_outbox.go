package bottest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"potentiels/bot"
)

func testOutboxOrder(t *testing.T, s *store) {
	people := siblings(7, 3)
	var want []bot.Delivery
	for i := range 60 {
		a := people[i%3]
		d := delivery(a, fmt.Sprintf("%d/%d", (i*37)%60, i)) // ids in another order
		d.Class = bot.Class(1 + i%3)
		d.To = bot.Address{Channel: "slack", ID: fmt.Sprint(i)}
		if i%2 == 0 {
			d.NotBefore = time.Unix(1_800_000_000-int64(i), int64(i))
		}
		d.Attempts, d.Sending = i%5, i%7 == 0
		want = append(want, d)
	}
	s.commit(people[0], bot.Batch{Queue: want[:20]})
	s.commit(people[0], bot.Batch{Queue: want[20:21]})
	s.reopen()
	s.commit(people[0], bot.Batch{Queue: want[21:]})
	stranger := siblings(8, 1)[0]
	s.commit(stranger, bot.Batch{Queue: []bot.Delivery{delivery(stranger, string(want[0].ID))}})
	for _, when := range []string{"at once", "after reopening"} {
		got := s.outbox(people[0])
		same(t, "outbox "+when, got, want)
		for i := range got[1:] {
			if got[i+1].Seq <= got[i].Seq {
				t.Fatalf("%s: Seq %d after %d", when, got[i+1].Seq, got[i].Seq)
			}
		}
		s.reopen()
	}
	same(t, "neighbour with the same id", s.outbox(stranger), []bot.Delivery{delivery(stranger, string(want[0].ID))})
}

func testOutboxSettleUpdate(t *testing.T, s *store) {
	a := siblings(7, 2)
	want := []bot.Delivery{
		delivery(a[0], "1"), delivery(a[1], "2"), delivery(a[0], "3"), delivery(a[1], "4"), delivery(a[0], "5"),
	}
	s.commit(a[0], bot.Batch{Queue: want})
	// Queued again under a known id: what is there stays, in its place.
	changed := delivery(a[0], "3")
	changed.Body = []byte("another")
	s.commit(a[0], bot.Batch{Queue: []bot.Delivery{changed, delivery(a[0], "6"), delivery(a[0], "6")}})
	want = append(want, delivery(a[0], "6"))
	same(t, "after queueing again", s.outbox(a[0]), want)

	want[2].Attempts, want[2].Sending, want[2].NotBefore = 2, true, time.Unix(1_800_000_000, 5)
	s.commit(a[0], bot.Batch{Update: []bot.Delivery{
		{ID: "3", Attempts: 2, Sending: true, NotBefore: want[2].NotBefore, Body: []byte("not read")},
		{ID: "7", Attempts: 1}, // not there
	}})
	s.reopen()
	same(t, "after update", s.outbox(a[0]), want)

	want[2].Sending, want[2].NotBefore = false, time.Time{}
	s.commit(a[0], bot.Batch{Settle: []bot.DeliveryID{"2", "6", "7", "2"}, Update: []bot.Delivery{{ID: "3", Attempts: 2}}})
	want = []bot.Delivery{want[0], want[2], want[3], want[4]}
	s.reopen()
	same(t, "after settling", s.outbox(a[0]), want)

	// Settled and queued anew: it is another one, at the end.
	s.commit(a[0], bot.Batch{Settle: []bot.DeliveryID{"1"}, Queue: []bot.Delivery{want[0]}})
	want = append(want[1:], want[0])
	same(t, "after queueing a settled one", s.outbox(a[0]), want)
}

func testAtomic(t *testing.T, s *store) {
	a := siblings(7, 2)
	s.append(entry(a[0], 1, "x"), entry(a[1], 2, "y"))
	s.commit(a[0], bot.Batch{
		Put:   []bot.Record{record(a[1], "session", "", "old"), record(a[0], "history", "1", "h")},
		Queue: []bot.Delivery{delivery(a[1], "old"), delivery(a[0], "kept")},
	})
	s.commit(a[0], bot.Batch{
		Erase:  []bot.Address{a[1]},
		Delete: []bot.Key{{Owner: a[0], Family: "history", Key: "1"}},
		Put:    []bot.Record{record(a[0], "session", "", "new"), record(a[1], "session", "", "anew")},
		Settle: []bot.DeliveryID{"none"},
		Queue:  []bot.Delivery{delivery(a[0], "new")},
		Update: []bot.Delivery{{ID: "kept", Attempts: 1}, {ID: "new", Attempts: 2}},
		Trim:   s.inbox(a[0])[0].Cursor,
	})
	s.reopen()
	kept, queued := delivery(a[0], "kept"), delivery(a[0], "new")
	kept.Attempts, queued.Attempts = 1, 2
	same(t, "inbox", entries(s.inbox(a[0])), []bot.Entry{entry(a[1], 2, "y")})
	same(t, "outbox", s.outbox(a[0]), []bot.Delivery{kept, queued})
	same(t, "records", append(s.records(a[0]), s.records(a[1])...),
		[]bot.Record{record(a[0], "session", "", "new"), record(a[1], "session", "", "anew")})
}

// A caller that does not know whether its batch was committed repeats it.
func testIdempotent(t *testing.T, s *store) {
	a := siblings(7, 2)
	s.append(entry(a[0], 1, "x"), entry(a[1], 2, "y"), entry(a[0], 3, "z"))
	s.commit(a[0], bot.Batch{
		Put:   []bot.Record{record(a[0], "history", "1", "h"), record(a[1], "session", "", "s")},
		Queue: []bot.Delivery{delivery(a[0], "1"), delivery(a[0], "2")},
	})
	b := bot.Batch{
		Erase:  []bot.Address{a[1]},
		Delete: []bot.Key{{Owner: a[0], Family: "session"}},
		Prune:  []bot.Key{{Owner: a[0], Family: "history", Key: "1"}},
		Put:    []bot.Record{record(a[0], "session", "", "new"), record(a[0], "history", "2", "h")},
		Settle: []bot.DeliveryID{"1"},
		Queue:  []bot.Delivery{delivery(a[0], "3"), delivery(a[1], "4")},
		Update: []bot.Delivery{{ID: "2", Attempts: 1}, {ID: "3", Sending: true}},
		Trim:   s.inbox(a[0])[1].Cursor,
	}
	state := func() []any {
		return []any{s.inbox(a[0]), s.records(a[0]), s.records(a[1]), s.outbox(a[0])}
	}
	s.commit(a[0], b)
	once := state()
	s.commit(a[0], b)
	same(t, "after the second time", state(), once)
	s.reopen()
	s.commit(a[0], b)
	same(t, "after a third, reopened", state(), once)
}

// People of another partition in a batch are a mistake; on a cluster they
// would lie on another machine.
func testForeign(t *testing.T, s *store) {
	a, stranger := siblings(7, 1)[0], siblings(8, 1)[0]
	for i, b := range []bot.Batch{
		{Put: []bot.Record{record(a, "session", "", "x"), record(stranger, "session", "", "x")}},
		{Put: []bot.Record{record(a, "session", "", "x")}, Queue: []bot.Delivery{delivery(stranger, "d")}},
		{Put: []bot.Record{record(a, "session", "", "x")}, Erase: []bot.Address{stranger}},
		{Put: []bot.Record{record(a, "session", "", "x")}, Delete: []bot.Key{{Owner: stranger, Family: "session"}}},
		{Put: []bot.Record{record(a, "session", "", "x")}, Prune: []bot.Key{{Owner: stranger, Family: "session"}}},
	} {
		if err := s.Commit(t.Context(), s.lease(a), b); err == nil {
			t.Errorf("batch %d for a stranger was committed", i)
		}
	}
	same(t, "records", append(s.records(a), s.records(stranger)...), nil)
	same(t, "outbox", append(s.outbox(a), s.outbox(stranger)...), nil)
	to := delivery(a, "d")
	to.To = stranger // but one may write to anybody
	s.commit(a, bot.Batch{Queue: []bot.Delivery{to}})
	same(t, "outbox", s.outbox(a), []bot.Delivery{to})
}

// Every partition at once does what the program does: take in, commit, settle.
func testCommitConcurrent(t *testing.T, s *store) {
	const rounds = 12
	var wait sync.WaitGroup
	for p := range bot.Partition(32) {
		a := siblings(p, 1)[0]
		wait.Go(func() {
			for i := range rounds {
				if err := s.Append(t.Context(), entry(a, uint64(i), "x")); err != nil {
					t.Errorf("append: %v", err)
					return
				}
				items, err := s.Read(t.Context(), s.lease(a), 0, 10)
				if err != nil || len(items) != 1 || items[0].ID != uint64(i) {
					t.Errorf("partition %d round %d: read %v, error %v", p, i, items, err)
					return
				}
				b := bot.Batch{
					Put: []bot.Record{
						record(a, "session", "", fmt.Sprint(i)), record(a, "history", fmt.Sprintf("%03d", i), "x"),
					},
					Queue: []bot.Delivery{delivery(a, fmt.Sprint(i))},
					Trim:  items[0].Cursor,
				}
				if i > 0 {
					b.Settle = []bot.DeliveryID{bot.DeliveryID(fmt.Sprint(i - 1))}
				}
				if err := s.Commit(t.Context(), s.lease(a), b); err != nil {
					t.Errorf("commit: %v", err)
					return
				}
				got, err := s.Get(t.Context(), b.Put[0].Key) // one reads what one wrote
				if err != nil || len(got) != 1 || string(got[0].Value) != fmt.Sprint(i) {
					t.Errorf("partition %d round %d: session %v, error %v", p, i, got, err)
				}
			}
		})
	}
	wait.Wait()
	s.reopen()
	for p := range bot.Partition(32) {
		a := siblings(p, 1)[0]
		records := s.records(a)
		if len(records) != rounds+1 || !slices.ContainsFunc(records, func(r bot.Record) bool {
			return r.Family == "session" && string(r.Value) == fmt.Sprint(rounds-1)
		}) {
			t.Errorf("partition %d: %d records, want %d with the last session", p, len(records), rounds+1)
		}
		same(t, "outbox", s.outbox(a), []bot.Delivery{delivery(a, fmt.Sprint(rounds-1))})
		same(t, "inbox", len(s.inbox(a)), 0)
	}
}
