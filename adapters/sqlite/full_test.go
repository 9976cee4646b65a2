package sqlite_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// With no room left, whoever is refused has written nothing, whoever frees
// room still can, and all goes on when there is room again.
func TestFull(t *testing.T) {
	const room = 512 << 10
	dir := t.TempDir()
	s := open(t, dir, sqlite.Options{MaxBytes: room})
	leases := acquire(t, s)
	l := leases[person.Partition()]
	body := make([]byte, 2000)

	fill := func() (stored int) {
		for i := 0; ; i++ {
			err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, ID: uint64(i), To: person, Body: body})
			if errors.Is(err, bot.ErrFull) {
				return i
			}
			if err != nil {
				t.Fatal(err)
			}
			if i > room/len(body) {
				t.Fatal("never full")
			}
		}
	}
	read := func() []bot.Item {
		items, err := s.Read(t.Context(), l, 0, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		return items
	}
	check := func(when string, stored int) {
		t.Helper()
		items := read()
		if len(items) != stored {
			t.Fatalf("%s: %d entries, want the %d that were confirmed", when, len(items), stored)
		}
		for i, item := range items {
			if item.ID != uint64(i) {
				t.Fatalf("%s: entry %d has id %d", when, i, item.ID)
			}
		}
	}
	reopen := func() {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, dir, sqlite.Options{MaxBytes: room})
		l = acquire(t, s)[person.Partition()]
	}

	stored := fill()
	if stored < 100 {
		t.Fatalf("full after %d entries", stored)
	}
	check("full", stored)
	large := make([]byte, 20_000)
	err := s.Commit(t.Context(), l, bot.Batch{
		Put:   []bot.Record{{Key: bot.Key{Owner: person, Family: "session"}, Value: large}},
		Queue: []bot.Delivery{{ID: "d", Owner: person, To: person, Body: large}},
	})
	if !errors.Is(err, bot.ErrFull) {
		t.Fatalf("commit: %v, want ErrFull", err)
	}
	reopen()
	check("full and reopened", stored)
	if records, err := s.Get(t.Context(), bot.Key{Owner: person, Family: "session"}); err != nil || len(records) > 0 {
		t.Errorf("the refused record is there: %d, error %v", len(records), err)
	}
	for range s.Outbox(t.Context(), l) {
		t.Error("the refused delivery is there")
	}

	// Many who need room beside one who frees it.
	var wait sync.WaitGroup
	var refused atomic.Int32
	half := read()[stored/2-1].Cursor
	wait.Go(func() {
		if err := s.Commit(t.Context(), l, bot.Batch{Trim: half}); err != nil {
			t.Errorf("trim: %v", err)
		}
	})
	var accepted sync.Map
	for i := range 300 {
		wait.Go(func() {
			err := s.Append(t.Context(), bot.Entry{Kind: bot.Event, ID: uint64(i), To: person, Body: body})
			switch {
			case err == nil:
				accepted.Store(uint64(i), true)
			case errors.Is(err, bot.ErrFull):
				refused.Add(1)
			default:
				t.Errorf("append: %v", err)
			}
		})
	}
	wait.Wait()
	if refused.Load() == 0 {
		t.Error("nobody was refused")
	}
	for range 2 {
		there := 0
		for _, item := range read() {
			if item.Kind == bot.Event {
				there++
				if _, ok := accepted.Load(item.ID); !ok {
					t.Errorf("refused entry %d is there", item.ID)
				}
			}
		}
		if there != 300-int(refused.Load()) {
			t.Errorf("%d entries there, %d were refused of 300", there, refused.Load())
		}
		reopen()
	}

	items := read()
	if err := s.Commit(t.Context(), l, bot.Batch{Trim: items[len(items)-1].Cursor}); err != nil {
		t.Fatalf("trim: %v", err)
	}
	if again := fill(); again < stored*9/10 {
		t.Errorf("room for %d entries once empty, had %d", again, stored)
	}
}

// Without room for a new database none is begun, and the next start tries again.
func TestOpenFull(t *testing.T) {
	dir := t.TempDir()
	_, err := sqlite.Open(dir, sqlite.Options{MaxBytes: 12 << 10})
	if !errors.Is(err, bot.ErrFull) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("error %q, want one line, ErrFull", err)
	}
	put(t, open(t, dir, sqlite.Options{}), person, "session", "hello")
}

// A refused batch is forgotten: what it settled or trimmed still waits, and
// what it queued can be queued again.
func TestFullOutbox(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, sqlite.Options{MaxBytes: 1 << 20})
	l := acquire(t, s)[person.Partition()]
	delivery := func(id bot.DeliveryID) bot.Delivery {
		return bot.Delivery{ID: id, Owner: person, To: person, Class: bot.ClassReply}
	}
	large := bot.Record{Key: bot.Key{Owner: person, Family: "history", Key: "1"}, Value: make([]byte, 2<<20)}
	if err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, To: person}); err != nil {
		t.Fatal(err)
	}
	check := func(when string, want ...bot.DeliveryID) {
		t.Helper()
		items, err := s.Read(t.Context(), l, 0, 10)
		if err != nil || len(items) != 1 {
			t.Errorf("%s: %d entries, want the one that waits; error %v", when, len(items), err)
		}
		var got []bot.DeliveryID
		for d, err := range s.Outbox(t.Context(), l) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, d.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: outbox %v, want %v", when, got, want)
		}
	}
	for _, step := range []struct {
		name  string
		batch bot.Batch
		full  bool
		want  []bot.DeliveryID
	}{
		{"queued", bot.Batch{Queue: []bot.Delivery{delivery("1"), delivery("2")}}, false, []bot.DeliveryID{"1", "2"}},
		{"refused", bot.Batch{
			Settle: []bot.DeliveryID{"1"}, Queue: []bot.Delivery{delivery("3"), delivery("1")}, Put: []bot.Record{large}, Trim: 1,
		}, true, []bot.DeliveryID{"1", "2"}},
		{"queued again", bot.Batch{Queue: []bot.Delivery{delivery("3")}}, false, []bot.DeliveryID{"1", "2", "3"}},
		{"settled again", bot.Batch{Settle: []bot.DeliveryID{"1"}}, false, []bot.DeliveryID{"2", "3"}},
	} {
		err := s.Commit(t.Context(), l, step.batch)
		if step.full != errors.Is(err, bot.ErrFull) || !step.full && err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		check(step.name, step.want...)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, sqlite.Options{})
	l = acquire(t, s)[person.Partition()]
	check("reopened", "2", "3")
}

// A request that can never fit is refused alone.
func TestFullNeighbours(t *testing.T) {
	s := open(t, t.TempDir(), sqlite.Options{MaxBytes: 1 << 20})
	leases := acquire(t, s)
	var wait sync.WaitGroup
	for i := range 64 {
		a := bot.Address{Channel: "web", ID: fmt.Sprint(i)}
		size := 100
		if i%8 == 0 {
			size = 2 << 20
		}
		wait.Go(func() {
			err := s.Commit(t.Context(), leases[a.Partition()], bot.Batch{Put: []bot.Record{
				{Key: bot.Key{Owner: a, Family: "session"}, Value: make([]byte, size)},
			}})
			if size > 100 && !errors.Is(err, bot.ErrFull) || size == 100 && err != nil {
				t.Errorf("record of %d bytes: %v", size, err)
			}
		})
	}
	wait.Wait()
	for i := range 64 {
		a := bot.Address{Channel: "web", ID: fmt.Sprint(i)}
		records, err := s.Get(t.Context(), bot.Key{Owner: a, Family: "session"})
		if err != nil || (len(records) == 1) != (i%8 != 0) {
			t.Errorf("person %d: %d records, error %v", i, len(records), err)
		}
	}
}
