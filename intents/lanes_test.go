package intents

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLanesAbreast compares the two forms of what learning does, bit for bit: what is learnt must not hang on the processor.
func TestLanesAbreast(t *testing.T) {
	if !abreast {
		t.Skip("this processor has no such instructions")
	}
	random := rand.New(rand.NewPCG(1, 2))
	const features, all = 500, 1<<lanes - 1
	w := make([]float32, features*lanes)
	for i := range w {
		w[i] = random.Float32()*0.2 - 0.1
	}
	for n := 1; n < 100; n++ {
		cells := make([]cell, n)
		for i := range cells {
			cells[i] = cell{uint32(random.IntN(features)), random.Float32()}
		}
		cells[n-1].id = features - 1
		var got, want, steps [lanes]float32
		near := sumAbreast(&w[0], &cells[0], n, &got)
		if wanted := sumLanes(w, cells, all, &want); near != wanted || !sameBits(got[:], want[:]) {
			t.Fatalf("%d cells: sums %v near %b, want %v near %b", n, got, near, want, wanted)
		}
		for l := range steps {
			steps[l] = random.Float32() - 0.5
		}
		moved := slices.Clone(w)
		moveAbreast(&w[0], &cells[0], n, &steps)
		if moveLanes(moved, cells, all, &steps); !sameBits(w, moved) {
			t.Fatalf("%d cells: weights differ", n)
		}
	}
}

func sameBits(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) })
}

// TestLearnAbreast learns the same with and without such instructions, where the last lanes have no class.
func TestLearnAbreast(t *testing.T) {
	if !abreast {
		t.Skip("this processor has no such instructions")
	}
	defer func() { abreast = true }()
	for _, n := range []int{300, pruneAbove + 1000} {
		r, labels, also := randomRows(n)
		abreast = true
		want := learn(r, labels, also, 21, 200)
		abreast = false
		for group, w := range learn(r, labels, also, 21, 200) {
			if !sameBits(w, want[group]) {
				t.Errorf("%d rows: group %d differs", n, group)
			}
		}
	}
}

// randomRows are rows of 21 classes with 200 features, some of which belong to two of them or to none.
func randomRows(n int) (r *rows, labels []uint16, also [][]uint16) {
	random := rand.New(rand.NewPCG(3, 4))
	r, labels, also = newRows(n), make([]uint16, n), make([][]uint16, n)
	for i := range n {
		labels[i] = uint16(random.IntN(21))
		row := make([]cell, random.IntN(30))
		for k := range row {
			row[k] = cell{uint32(random.IntN(200)), random.Float32() * 0.3}
			if k%3 == 0 {
				row[k].id = uint32(labels[i])*9 + uint32(random.IntN(9))
			}
		}
		switch random.IntN(10) {
		case 0:
			also[i] = []uint16{uint16(random.IntN(21))}
		case 1:
			labels[i] = noClass
		}
		r.set(i, row, 0.5, random.Uint32())
	}
	return r, labels, also
}
