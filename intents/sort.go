package intents

import (
	"math/bits"
	"slices"
)

// sortSpread sorts numbers whose upper halves are hashes: by their first bits they fall into pieces of about eight, so
// that it takes a third of the time of slices.Sort.
func sortSpread[T ~uint64](keys []T) {
	const piece = 8
	if len(keys) < 4*piece {
		slices.Sort(keys)
		return
	}
	shift := 64 - bits.Len(uint(len(keys)/piece))
	ends := make([]int32, 1<<(64-shift)+1)
	for _, k := range keys {
		ends[uint64(k)>>shift+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	unsorted := slices.Clone(keys)
	for _, k := range unsorted {
		at := &ends[uint64(k)>>shift]
		keys[*at] = k
		*at++
	}
	from := int32(0)
	for _, to := range ends[:len(ends)-1] {
		slices.Sort(keys[from:to]) // by insertion, when they are few
		from = to
	}
}
