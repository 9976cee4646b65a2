package intents

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSortSpread(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 31, 32, 33, 1000, 5000} {
		for _, spread := range []uint64{1, 3, 1 << 40, 1<<64 - 1} {
			keys := make([]uint64, n)
			for i := range keys {
				keys[i] = random.Uint64() % spread
				if i%7 == 0 {
					keys[i] = 1<<64 - 1 - keys[i]
				}
			}
			want := slices.Sorted(slices.Values(keys))
			if sortSpread(keys); !slices.Equal(keys, want) {
				t.Errorf("%d keys below %d are not sorted", n, spread)
			}
		}
	}
}
