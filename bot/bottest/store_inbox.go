package bottest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"potentiels/bot"
)

func testAppendRead(t *testing.T, s *store) {
	people := siblings(7, 2)
	elsewhere := siblings(8, 1)[0]
	want := []bot.Entry{
		entry(people[0], 1, `{"update_id":1}`),
		entry(people[1], 2, ""),
		{Kind: bot.Event, ID: 1<<64 - 1, To: people[0], Body: []byte{0, 0xff, '\n'}}, // no time
		{Kind: bot.Event, ID: 0, To: people[0], At: time.Date(1999, 12, 31, 23, 59, 59, 999, time.UTC)},
	}
	s.append(want[0], want[1])
	s.append()
	s.append(entry(elsewhere, 9, "neighbour"), want[2], want[3])

	items := s.inbox(people[0])
	same(t, "inbox", entries(items), want)
	same(t, "inbox read again", s.inbox(people[0]), items)
	same(t, "neighbour's inbox", entries(s.inbox(elsewhere)), []bot.Entry{entry(elsewhere, 9, "neighbour")})
	for i, item := range items {
		if i > 0 && item.Cursor <= items[i-1].Cursor {
			t.Errorf("cursor %d after %d", item.Cursor, items[i-1].Cursor)
		}
		rest, err := s.Read(t.Context(), s.lease(people[0]), item.Cursor, 100)
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprintf("after %d", i), rest, items[i+1:])
	}
	page, err := s.Read(t.Context(), s.lease(people[0]), items[0].Cursor, 2)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "page of two", page, items[1:3])
	// A repeat is a matter of the session's ring: the store keeps it.
	s.append(want[0])
	same(t, "with a repeat", entries(s.inbox(people[0])), append(want, want[0]))
}

func testAppendDurable(t *testing.T, s *store) {
	a := person(1)
	var want []bot.Entry
	for i := range uint64(5) {
		for range 10 {
			e := entry(a, i, fmt.Sprintf("update %d", i))
			want = append(want, e)
			s.append(e)
		}
		before := s.inbox(a)
		s.reopen()
		after := s.inbox(a)
		same(t, "inbox after reopening", entries(after), want)
		for n := range before {
			if before[n].Cursor != after[n].Cursor {
				t.Fatalf("entry %d moved from %d to %d", n, before[n].Cursor, after[n].Cursor)
			}
		}
	}
}

func testAppendConcurrent(t *testing.T, s *store) {
	const writers, each = 8, 25
	people := siblings(3, writers)
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := range uint64(each) {
				if err := s.Append(t.Context(), entry(people[w], i, "x"), entry(person(int(i)*100+w), i, "y")); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
	}
	wait.Wait()
	for _, when := range []string{"at once", "after reopening"} {
		next := map[bot.Address]uint64{}
		for _, item := range s.inbox(people[0]) {
			if string(item.Body) != "x" {
				continue
			}
			if item.ID != next[item.To] {
				t.Fatalf("%s: %v got %d, want %d", when, item.To, item.ID, next[item.To])
			}
			next[item.To]++
		}
		for _, a := range people {
			if next[a] != each {
				t.Errorf("%s: %d entries, want %d", when, next[a], each)
			}
		}
		s.reopen()
	}
}

func testTrim(t *testing.T, s *store) {
	a, b := siblings(7, 1)[0], siblings(9, 1)[0]
	var want []bot.Entry
	for i := range uint64(10) {
		want = append(want, entry(a, i, "x"))
		s.append(want[i], entry(b, i, "y"))
	}
	items := s.inbox(a)
	s.commit(a, bot.Batch{Trim: items[3].Cursor})
	same(t, "after trim", entries(s.inbox(a)), want[4:])
	s.commit(a, bot.Batch{Trim: items[1].Cursor}) // backwards
	s.commit(a, bot.Batch{})
	same(t, "after a trim backwards", entries(s.inbox(a)), want[4:])
	same(t, "neighbour", len(s.inbox(b)), 10)
	s.reopen()
	same(t, "after reopening", entries(s.inbox(a)), want[4:])
	same(t, "neighbour after reopening", len(s.inbox(b)), 10)
	s.commit(a, bot.Batch{Trim: items[9].Cursor})
	same(t, "after trimming all", len(s.inbox(a)), 0)
	s.append(want[0])
	same(t, "a new one", entries(s.inbox(a)), want[:1])
	s.reopen()
	same(t, "a new one after reopening", entries(s.inbox(a)), want[:1])

	// What comes after a trim is not done, however far the trim was said to go.
	s.commit(a, bot.Batch{Trim: s.inbox(a)[0].Cursor + 1000})
	s.append(want[1])
	s.reopen()
	same(t, "after a trim past the end", entries(s.inbox(a)), want[1:2])
}

func testCursorsGrow(t *testing.T, s *store) {
	a := person(1)
	var last bot.Cursor
	for round := range 4 {
		s.append(entry(a, uint64(round), "x"), entry(a, uint64(round), "y"))
		items := s.inbox(a)
		if len(items) != 2 {
			t.Fatalf("round %d: %d entries, want 2", round, len(items))
		}
		for _, item := range items {
			if item.Cursor <= last {
				t.Fatalf("round %d: cursor %d after %d", round, item.Cursor, last)
			}
			last = item.Cursor
		}
		s.commit(a, bot.Batch{Trim: last})
		s.reopen() // with an empty inbox: nothing there tells how far it was
	}
}

func testNotify(t *testing.T, s *store) {
	arrived := make(chan bot.Partition, 4096)
	s.Notify(func(p bot.Partition) {
		select {
		case arrived <- p:
		default:
		}
	})
	a := person(5)
	s.append(entry(a, 1, "x"))
	deadline := time.After(patience)
	for {
		select {
		case p := <-arrived:
			if p != a.Partition() {
				continue // a spurious call
			}
			same(t, "inbox when told", len(s.inbox(a)), 1)
			return
		case <-deadline:
			t.Fatal("not told of the arrival")
		}
	}
}

func testLarge(t *testing.T, s *store) {
	a := person(1)
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MB
	e := bot.Entry{Kind: bot.Update, ID: 1, To: a, Body: large}
	d := bot.Delivery{ID: "large", Owner: a, To: a, Class: bot.ClassReply, Body: large}
	r := bot.Record{Key: bot.Key{Owner: a, Family: bot.FamilyHistory, Key: "1"}, Value: large}
	s.append(e, entry(a, 2, "small"))
	s.commit(a, bot.Batch{Put: []bot.Record{r}, Queue: []bot.Delivery{d}})
	s.reopen()
	same(t, "inbox", entries(s.inbox(a)), []bot.Entry{e, entry(a, 2, "small")})
	same(t, "records", s.records(a), []bot.Record{r})
	same(t, "outbox", s.outbox(a), []bot.Delivery{d})
}

func testContext(t *testing.T, s *store) {
	a := person(1)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Append(ended, entry(a, 1, "x")); err == nil {
		t.Error("append with an ended context succeeded")
	}
	if err := s.Commit(ended, s.lease(a), bot.Batch{Put: []bot.Record{record(a, "session", "", "x")}}); err == nil {
		t.Error("commit with an ended context succeeded")
	}
	if _, err := s.Get(ended, bot.Key{Owner: a, Family: "session"}); err == nil {
		t.Error("get with an ended context succeeded")
	}
	for _, err := range s.ScanOwner(ended, a) {
		if err == nil {
			t.Error("scan with an ended context yielded a record")
		}
	}
	// It did not hurt anybody else.
	s.append(entry(person(2), 1, "y"))
	same(t, "neighbour", len(s.inbox(person(2))), 1)
}

func testClosed(t *testing.T, s *store) {
	a, l := person(1), s.lease(person(1))
	old := s.Store
	s.append(entry(a, 1, "x"))
	s.disconnect()
	if err := old.Append(t.Context(), entry(a, 2, "y")); err == nil {
		t.Error("append after close succeeded")
	}
	if err := old.Commit(t.Context(), l, bot.Batch{Put: []bot.Record{record(a, "session", "", "x")}}); err == nil {
		t.Error("commit after close succeeded")
	}
	if _, err := old.Get(t.Context(), bot.Key{Owner: a, Family: "session"}); err == nil {
		t.Error("get after close succeeded")
	}
	if err := old.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
	s.connect()
	same(t, "inbox", entries(s.inbox(a)), []bot.Entry{entry(a, 1, "x")})
	same(t, "records", len(s.records(a)), 0)
}
