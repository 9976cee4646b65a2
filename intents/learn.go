package intents

import (
	"iter"
	"math"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// spread does n pieces of work on all processors.
func spread(n int, do func(i int)) {
	shares(n, 64, func(from, to int) {
		for i := from; i < to; i++ {
			do(i)
		}
	})
}

// shares does n pieces of work on all processors, so many in a row.
func shares(n, piece int, do func(from, to int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+piece-1)/piece) {
		wait.Go(func() {
			for to := int(next.Add(int64(piece))); to-piece < n; to = int(next.Add(int64(piece))) {
				do(to-piece, min(to, n))
			}
		})
	}
	wait.Wait()
}

// cell is a value of a row, in the column of its feature.
type cell struct {
	id    uint32
	value float32
}

// rows is the training matrix.
type rows struct {
	cells  [][]cell  // of each row
	square []float64 // length² of each row
	slack  []float64 // of each row, 1/2C: the more an error on it costs, the less
	keys   []uint32  // of each row, rising: see mix
}

func newRows(n int) *rows {
	return &rows{make([][]cell, n), make([]float64, n), make([]float64, n), make([]uint32, n)}
}

// set takes a row an error on which costs so much (C).
func (r *rows) set(i int, row []cell, cost float64, key uint32) {
	for _, c := range row {
		r.square[i] += float64(c.value) * float64(c.value)
	}
	r.cells[i], r.slack[i], r.keys[i] = row, 0.5/cost, key
}

func (r *rows) len() int { return len(r.square) }

// bias is the constant term of every separator. Nearly all rows are against a
// class, so what says nothing is a no; fixing it there instead of learning it makes
// all of them right from the start, and only what comes near a class is ever
// worked on.
const bias = -1.0

// lanes is how many classes are learnt side by side: what sixteen of them want of a row is two instructions
// where the processor has them, see lanes.go. None of them hangs on the others.
const lanes = 16

// separators are the weights of all classes, so many at a time: those of a feature lie together.
type separators [][]float32

// learn fits one linear separator a class, one class against all others: the
// L2-regularised squared-hinge SVM, by dual coordinate descent with shrinking
// (Hsieh and others, "A Dual Coordinate Descent Method for Large-scale Linear
// SVM", ICML 2008). The order is fixed, so the same phrases give the same model.
func learn(r *rows, labels []uint16, also [][]uint16, classes, features int) separators {
	groups := make([]separator, (classes+lanes-1)/lanes)
	weights := make(separators, len(groups))
	orders, looks := r.orders(), r.looks()
	looked := make([]chan struct{}, len(groups))
	for g := range groups {
		looked[g] = make(chan struct{}, len(looks))
	}
	// All groups take their first look before the first takes its second: the less is left of one, the less do other processors
	// wait for the last.
	shares(len(groups)*len(looks), 1, func(k, _ int) {
		g, look := k%len(groups), k/len(groups)
		s := &groups[g]
		if look == 0 {
			*s = separator{
				r: r, labels: labels, also: also, orders: orders, first: g * lanes, lanes: uint16(1<<min(lanes, classes-g*lanes) - 1),
				w: make([]float32, features*lanes), alpha: make([][lanes]float32, r.len()), held: make([]uint16, r.len()), active: make([]uint16, r.len()),
			}
			weights[g] = s.w
		} else {
			<-looked[g]
		}
		s.fit(looks[look])
		looked[g] <- struct{}{}
	})
	return weights
}

// separator is the work memory of one fit. Sets of classes are bits, a lane each.
type separator struct {
	r      *rows
	labels []uint16
	also   [][]uint16
	orders [][]int32
	first  int    // class of the first lane
	lanes  uint16 // that have a class
	w      []float32
	alpha  [][lanes]float32 // by row
	held   []uint16         // by row, the lanes whose alpha is above 0
	active []uint16         // by row, the lanes that it matters to
	next   [lanes]int       // order of each lane: who ends a look early goes on with the order that comes
}

// A row that lies beyond the margin is left alone between two looks: nine in ten do, and going on
// until none of them moves makes no message better read. Of 17,506 lines held out, phrases and messages of writers
// who taught nothing, this is right for 79.5 and 88.9 %, two looks at all with four rounds each, which take
// 1.6 times the work, for 79.6 and 88.8, and convergence for 79.6 and 89.0 (SE 0.4 and 0.5).
var looks = []look{{3, 2}, {1, 3}}

// With few phrases going on costs nothing: the corpus of nlp.js, 250 of them, is read right for 90.0 and 88.8 % (noisy) by these and
// by convergence, for 89.2 and 88.4 by the others.
var looksOfFew = []look{{1, 8}, {1, 8}}

type look struct {
	part   int // the first of so many parts of the rows against the class is looked at
	rounds int // visits, after that, of the rows that matter
}

const (
	tolerance = 0.1  // of the gradients, at which the rounds end
	beyond    = 0.02 // gradient from which a row without weight does not matter
)

// looks are those for so many rows.
func (r *rows) looks() []look {
	if r.len() <= pruneAbove {
		return looksOfFew
	}
	return looks
}

// orders are the numbers of the rows in another order for each round.
func (r *rows) orders() [][]int32 {
	rounds := 0
	for _, look := range r.looks() {
		rounds += look.rounds
	}
	orders := make([][]int32, rounds)
	shares(rounds, 1, func(round, _ int) {
		turned := make([]uint64, r.len()) // key and number
		for i, key := range r.keys {
			turned[i] = uint64(bits.RotateLeft32(key, 7*(round+1)))<<32 | uint64(i)
		}
		sortSpread(turned)
		orders[round] = make([]int32, r.len())
		for k, x := range turned {
			orders[round][k] = int32(x)
		}
	})
	return orders
}

// fit takes a look at the rows, and then the rounds over those that matter.
func (s *separator) fit(look look) {
	s.look(look.part)
	var left [lanes]int
	for l := range left {
		left[l] = look.rounds
	}
	for running := s.lanes; running != 0; {
		order := len(s.orders)
		for l := range each(running) {
			order = min(order, s.next[l])
		}
		now := uint16(0)
		for l := range each(running) {
			if s.next[l] == order {
				now |= 1 << l
			}
		}
		worst := s.round(s.orders[order], now)
		for l := range each(now) {
			s.next[l]++
			if left[l]--; left[l] == 0 || worst[l] <= tolerance {
				running &^= 1 << l
			}
		}
	}
}

// each gives the lanes of a set.
func each(set uint16) iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; set != 0; set &= set - 1 {
			if !yield(bits.TrailingZeros16(set)) {
				return
			}
		}
	}
}

// round visits the rows that matter to some lanes, and gives the farthest of the gradients of each from 0.
func (s *separator) round(order []int32, to uint16) (worst [lanes]float64) {
	var sums, steps [lanes]float32
	for _, i := range order {
		active := s.active[i] & to
		if active == 0 {
			continue
		}
		s.sum(i, active, &sums)
		moved := uint16(0)
		for set := active; set != 0; set &= set - 1 {
			l := bits.TrailingZeros16(set)
			gradient := s.visit(i, l, sums[l], &steps, &moved)
			if gradient > beyond && s.held[i]&(1<<l) == 0 {
				s.active[i] &^= 1 << l
				continue
			}
			worst[l] = max(worst[l], math.Abs(gradient))
		}
		s.move(i, moved, &steps)
	}
	return worst
}

// look visits for each lane the rows of its class, then the first part of the others in their order, which has no
// pattern. It notes those that matter.
func (s *separator) look(part int) {
	clear(s.active)
	for i := range s.labels {
		if own := s.own(i); own != 0 {
			s.see(int32(i), own&^s.beside(i))
		}
	}
	for i := range s.labels[:len(s.labels)/part] {
		s.see(int32(i), s.lanes&^s.own(i)&^s.beside(i))
	}
}

// own is the lane of a row's class.
func (s *separator) own(row int) uint16 { return s.lane(s.labels[row]) }

func (s *separator) lane(class uint16) uint16 {
	if l := int(class) - s.first; 0 <= l && l < lanes {
		return 1 << l & s.lanes
	}
	return 0
}

// beside are the lanes of classes that a row neither teaches nor speaks against.
func (s *separator) beside(row int) (set uint16) {
	for _, class := range s.also[row] {
		set |= s.lane(class)
	}
	return set
}

// see visits a row for some lanes, and notes for which it matters.
func (s *separator) see(i int32, set uint16) {
	if set == 0 {
		return
	}
	var sums, steps [lanes]float32
	near := s.sum(i, set, &sums)
	moved := uint16(0)
	for set &= near | s.held[i] | s.own(int(i)); set != 0; set &= set - 1 { // the others lie beyond the margin
		l := bits.TrailingZeros16(set)
		if s.visit(i, l, sums[l], &steps, &moved) <= beyond || s.held[i]&(1<<l) != 0 {
			s.active[i] |= 1 << l
		}
	}
	s.move(i, moved, &steps)
}

// visit finds the step of one row in one lane, where the row's sum of weights is known, and gives its gradient before: below 0 the row
// wants more weight. The lanes with a step are noted in moved.
func (s *separator) visit(i int32, l int, sum float32, steps *[lanes]float32, moved *uint16) float64 {
	y := -1.0
	if int(s.labels[i]) == s.first+l {
		y = 1
	}
	slack := s.r.slack[i]
	alpha := float64(s.alpha[i][l])
	gradient := y*(float64(sum)+bias) - 1 + alpha*slack
	if alpha == 0 && gradient >= 0 {
		return gradient
	}
	changed := max(alpha-gradient/(s.r.square[i]+slack), 0)
	s.alpha[i][l] = float32(changed)
	if s.held[i] &^= 1 << l; s.alpha[i][l] > 0 {
		s.held[i] |= 1 << l
	}
	steps[l] = float32((changed - alpha) * y)
	*moved |= 1 << l
	return gradient
}

// sum adds up a row's values times their weights, for some lanes at the least. It tells which of these are near the margin or beyond, seen from
// the rows against a class: of the rest the gradient is above [beyond].
func (s *separator) sum(i int32, set uint16, sums *[lanes]float32) (near uint16) {
	if cells := s.r.cells[i]; len(cells) > 0 {
		if abreast {
			return sumAbreast(&s.w[0], &cells[0], len(cells), sums)
		}
		return sumLanes(s.w, cells, set, sums)
	}
	*sums = [lanes]float32{}
	return set
}

// move adds the steps of some lanes to the weights of a row.
func (s *separator) move(i int32, set uint16, steps *[lanes]float32) {
	if set == 0 {
		return
	}
	cells := s.r.cells[i]
	if abreast && len(cells) > 0 {
		for l := range steps {
			if set>>l&1 == 0 {
				steps[l] = 0
			}
		}
		moveAbreast(&s.w[0], &cells[0], len(cells), steps)
		return
	}
	moveLanes(s.w, cells, set, steps)
}
