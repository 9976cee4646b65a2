package sqlite

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"potentiels/bot"
)

func TestPackRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		first := bot.Cursor(rapid.Uint64Range(1, 1<<40).Draw(r, "first"))
		var items []bot.Item
		for i := range rapid.IntRange(1, 20).Draw(r, "entries") {
			items = append(items, bot.Item{Cursor: first + bot.Cursor(i), Entry: bot.Entry{
				Kind: bot.EntryKind(rapid.Uint8().Draw(r, "kind")),
				ID:   rapid.Uint64().Draw(r, "id"),
				To:   bot.Address{Channel: rapid.String().Draw(r, "channel"), ID: rapid.String().Draw(r, "id")},
				At:   rapid.SampledFrom([]time.Time{{}, time.Unix(0, 0), time.Unix(1_790_000_000, 123)}).Draw(r, "at"),
				Body: rapid.SliceOf(rapid.Byte()).Draw(r, "body"),
			}})
		}
		got, err := unpack(first, pack(items))
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(items, got, cmpopts.EquateEmpty()); diff != "" {
			r.Fatalf("unpack(pack) (-want +got):\n%s", diff)
		}
	})
}

// Whatever a damaged row holds, it is an error or entries, never a crash.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{packVersion})
	f.Add(append([]byte{packVersion}, bytes.Repeat([]byte{0xff}, 64)...))
	f.Add(pack([]bot.Item{
		{Cursor: 1, Entry: bot.Entry{Kind: bot.Update, ID: 7, To: bot.Address{Channel: "web", ID: "é"}, Body: []byte("salut")}},
		{Cursor: 2, Entry: bot.Entry{Kind: bot.Event, At: time.Unix(1, 2)}},
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := unpack(1, b)
		if err != nil {
			return
		}
		again, err := unpack(1, pack(items))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(items, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("packed again (-first +again):\n%s", diff)
		}
	})
}

// More waits than is held in memory: the rest comes from the disk, in order.
func TestInboxBeyondMemory(t *testing.T) {
	dir := t.TempDir()
	to := bot.Address{Channel: "telegram", ID: "1"}
	other := bot.Address{Channel: "telegram", ID: "2"}
	body := bytes.Repeat([]byte("x"), 512<<10)
	const n = maxHeld / (512 << 10) * 3 / 2
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint64(n) {
		err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, ID: i, To: to, Body: append(slices.Clip(body), fmt.Sprint(i)...)},
			bot.Entry{Kind: bot.Event, ID: i, To: other, Body: []byte("small")})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, when := range []string{"at once", "reopened"} {
		if s.inbox.held > maxHeld {
			t.Errorf("%s: %d bytes held, limit %d", when, s.inbox.held, maxHeld)
		}
		leases, err := s.Acquire(t.Context(), "test", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		var after bot.Cursor
		for i := range uint64(n) {
			items, err := s.Read(t.Context(), leases[to.Partition()], after, 1)
			if err != nil || len(items) != 1 || items[0].ID != i || items[0].To != to ||
				!bytes.Equal(items[0].Body[len(body):], fmt.Append(nil, i)) {
				t.Fatalf("%s: entry %d: %d read, error %v", when, i, len(items), err)
			}
			after = items[0].Cursor
		}
		all, err := s.Read(t.Context(), leases[other.Partition()], 0, 1000)
		if err != nil || len(all) != n {
			t.Fatalf("%s: read %d of another, error %v", when, len(all), err)
		}
		if when == "reopened" {
			err := s.Commit(t.Context(), leases[to.Partition()], bot.Batch{Trim: after})
			if err != nil {
				t.Fatal(err)
			}
			err = s.Commit(t.Context(), leases[other.Partition()], bot.Batch{Trim: all[n-1].Cursor})
			if err != nil {
				t.Fatal(err)
			}
			if s.inbox.held != 0 || len(s.inbox.packs) != 0 {
				t.Errorf("%d bytes and %d packs held of an empty inbox", s.inbox.held, len(s.inbox.packs))
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if when == "at once" {
			if s, err = Open(dir, Options{}); err != nil {
				t.Fatal(err)
			}
		}
	}
}
