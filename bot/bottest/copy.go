package bottest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"potentiels/bot"
)

// TestCopy checks that a store can be copied. open gives a store that is empty.
func TestCopy(t *testing.T, open func(t *testing.T) bot.Store) {
	t.Run("interrupted", func(t *testing.T) { testCopy(t, open) })
	t.Run("changed", func(t *testing.T) { testCopyChanged(t, open) })
}

// From memory and back nothing is missing, also when the copy is interrupted.
func testCopy(t *testing.T, open func(t *testing.T) bot.Store) {
	source, copied, back := bot.NewMemory(), open(t), bot.NewMemory()
	fill(t, source)

	// Interrupted twice, it is recognised as half copied, and ends.
	for _, at := range []int{3, 200} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := bot.Copy(ctx, source, copied, func(c bot.Copied) {
			if c.Next == at {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted at %d: %v", at, err)
		}
		if err := bot.CheckWhole(t.Context(), copied); !errors.Is(err, bot.ErrHalfCopied) {
			t.Errorf("after partition %d: %v, want ErrHalfCopied", at, err)
		}
	}
	there, err := bot.Copy(t.Context(), source, copied, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.CheckWhole(t.Context(), copied); err != nil {
		t.Errorf("after the end: %v", err)
	}
	again, err := bot.Copy(t.Context(), copied, back, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "copied back", again, there)
	same(t, "all of it", everything(t, back), everything(t, source))
	if there.Records != 900 || there.Deliveries != 300 || there.Entries != 600 {
		t.Errorf("copied %+v", there)
	}
	if _, err := bot.Copy(t.Context(), source, copied, nil); !errors.Is(err, bot.ErrNotEmpty) {
		t.Errorf("onto a store with data: %v, want ErrNotEmpty", err)
	}
}

// A copy that was interrupted notices when the store it copies was used since, and starts again.
func testCopyChanged(t *testing.T, open func(t *testing.T) bot.Store) {
	source, copied := bot.NewMemory(), open(t)
	fill(t, source)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := bot.Copy(ctx, source, copied, func(c bot.Copied) {
		if c.Next == 200 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted: %v", err)
	}
	taken, err := source.Acquire(t.Context(), "service", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	a := siblings(0, 1)[0]
	for _, l := range taken {
		if l.Partition == a.Partition() {
			err = source.Commit(t.Context(), l, bot.Batch{Put: []bot.Record{record(a, bot.FamilySession, "", "true")}})
		}
	}
	if err := errors.Join(err, source.Release(t.Context(), taken)); err != nil {
		t.Fatal(err)
	}
	done, err := bot.Copy(t.Context(), source, copied, nil)
	if err != nil {
		t.Fatal(err)
	}
	if done.Records != 901 {
		t.Errorf("copied %+v, want 901 records", done)
	}
	same(t, "all of it", everything(t, copied), everything(t, source))
}

// everything gives all records of a store.
func everything(t *testing.T, s bot.Store) (all []bot.Record) {
	for p := range bot.Partition(bot.Partitions) {
		for _, f := range bot.Families() {
			for r, err := range s.ScanPartition(t.Context(), p, f) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, r)
			}
		}
	}
	return all
}

// fill has 300 people write.
func fill(t *testing.T, s bot.Store) {
	leases := map[bot.Partition]bot.Lease{}
	taken, err := s.Acquire(t.Context(), "fill", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range taken {
		leases[l.Partition] = l
	}
	for i := range 300 {
		a := person(i)
		d := delivery(a, fmt.Sprint(i))
		d.To, d.Class, d.Attempts, d.NotBefore = person(i/2), bot.Class(1+i%3), i%4, time.Unix(int64(i), 0)
		err := errors.Join(
			s.Append(t.Context(), entry(a, uint64(i), "x"), entry(a, uint64(i), "")),
			s.Commit(t.Context(), leases[a.Partition()], bot.Batch{
				Put: []bot.Record{
					record(a, bot.FamilySession, "", fmt.Sprint(i)), record(a, bot.FamilyHistory, "1", "a"),
					record(a, bot.FamilyHistory, "2", ""),
				},
				Queue: []bot.Delivery{d},
			}))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Release(t.Context(), taken); err != nil {
		t.Fatal(err)
	}
}
