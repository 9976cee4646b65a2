package bot

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The ring against a plain list: whatever came in the last 24 hours or is among
// the newest 128 is known, what never came is not, and what is stored reads back the same.
func TestRingRemembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type came struct {
			id uint64
			at time.Time
		}
		var all []came
		var r ring
		now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
		id := rapid.Uint64().Draw(t, "first")
		for range rapid.IntRange(0, 400).Draw(t, "entries") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 60, 3600, 86400, -5}).Draw(t, "seconds")) * time.Second)
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				id = rapid.Uint64().Draw(t, "random") // a digest
			default:
				id += uint64(rapid.IntRange(1, 1000).Draw(t, "step")) // an update_id
			}
			r.add(id, now)
			all = append(all, came{id, now})
			if rapid.IntRange(0, 20).Draw(t, "restart") == 0 {
				text, err := json.Marshal(r)
				if err != nil {
					t.Fatal(err)
				}
				r = ring{}
				if err := json.Unmarshal(text, &r); err != nil {
					t.Fatal(err)
				}
			}
		}
		ids := make(map[uint64]bool)
		for i, c := range all {
			ids[c.id] = true
			if must := now.Sub(c.at) <= ringAge || len(all)-i <= ringMin; must && !r.has(c.id) {
				t.Fatalf("entry %d of %d, %v old, is forgotten", i, len(all), now.Sub(c.at))
			}
		}
		for _, id := range []uint64{0, 1, math.MaxUint64, rapid.Uint64().Draw(t, "other")} {
			if r.has(id) && !ids[id] {
				t.Fatalf("%d never came", id)
			}
		}
	})
}

func TestRingForgets(t *testing.T) {
	var r ring
	start := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for i := range 1000 {
		r.add(uint64(i), start.Add(time.Duration(i)*time.Hour))
	}
	if r.n != ringMin {
		t.Errorf("holds %d ids of the last 1000 hours, want %d", r.n, ringMin)
	}
	if size := len(r.data); size > 4*ringMin {
		t.Errorf("takes %d bytes for %d neighbouring ids", size, r.n)
	}
}

func FuzzRing(f *testing.F) {
	f.Add([]byte(`"AgICAg=="`))
	f.Add([]byte(`"/////////////w=="`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var r ring
		if json.Unmarshal(text, &r) != nil {
			return
		}
		now := time.Unix(r.last.hour*3600, 0)
		r.add(7, now)
		if !r.has(7) {
			t.Error("a new id is not known")
		}
	})
}

// The ring of a busy address is bounded, and knows the last ids whatever their number.
func TestBusyRing(t *testing.T) {
	var r ring
	at := time.Unix(1_800_000_000, 0)
	for i := range uint64(20_000) {
		r.addBusy(i, at.Add(time.Duration(i)*time.Millisecond))
		if r.n > busyMax {
			t.Fatalf("holds %d ids", r.n)
		}
		if i > busyMin && !r.has(i-busyMin) {
			t.Fatalf("after %d ids it does not know the one %d ago", i, busyMin)
		}
	}
	for i := range uint64(2000) {
		r.addBusy(100_000+i, at.Add(3*time.Hour))
	}
	if r.has(19_000) || r.n > 2*busyMin {
		t.Errorf("hours later it holds %d ids", r.n)
	}
}
