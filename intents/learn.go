package intents

import (
	"runtime"
	"sync"
)

// rows is the training matrix in compressed rows.
type rows struct {
	start  []int32 // of each row in ids, and the end
	ids    []uint32
	values []float32
	square []float64 // length² of each row
}

// newRows makes room for n rows with so many values in all: the matrix is most of
// the memory that training takes.
func newRows(n, values int) *rows {
	return &rows{
		start: append(make([]int32, 0, n+1), 0), ids: make([]uint32, 0, values), values: make([]float32, 0, values),
		square: make([]float64, 0, n),
	}
}

func (r *rows) add(v vector) {
	sum := 0.0
	for _, x := range v.values {
		sum += float64(x) * float64(x)
	}
	r.ids = append(r.ids, v.ids...)
	r.values = append(r.values, v.values...)
	r.start = append(r.start, int32(len(r.ids)))
	r.square = append(r.square, sum)
}

func (r *rows) len() int { return len(r.square) }

// bias is the constant term of every separator. Nearly all rows are against a
// class, so what says nothing is a no; fixing it there instead of learning it makes
// all of them right from the start, and only what comes near a class is ever
// worked on.
const bias = -1.0

// learn fits one linear separator a class, one class against all others: the
// L2-regularised squared-hinge SVM, by dual coordinate descent with shrinking
// (Hsieh and others, "A Dual Coordinate Descent Method for Large-scale Linear
// SVM", ICML 2008). The order is fixed, so the same phrases give the same model. The result is feature-major: the weights of
// feature f are at [f*classes, (f+1)*classes).
func learn(r *rows, labels []uint16, classes, features int, cost float64) []float32 {
	weights := make([]float32, features*classes)
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), classes) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			s := separator{r: r, labels: labels, cost: cost, w: make([]float32, features),
				alpha: make([]float32, r.len()), order: make([]int32, r.len())}
			for class := range next {
				s.fit(uint16(class))
				for f, w := range s.w {
					weights[f*classes+class] = w
				}
			}
		}()
	}
	for class := range classes {
		next <- class
	}
	close(next)
	wait.Wait()
	return weights
}

// separator is the work memory of one fit.
type separator struct {
	r      *rows
	labels []uint16
	cost   float64
	w      []float32
	alpha  []float32
	order  []int32
}

const (
	maxRounds = 60
	tolerance = 0.1
)

// fit leaves the separator of a class in s.w. Rows of the class are visited first,
// then all in their order, which train has mixed; an order per round would
// converge no faster and read the matrix across memory.
func (s *separator) fit(class uint16) {
	clear(s.w)
	clear(s.alpha)
	active := s.order[:0]
	for i, label := range s.labels {
		if label == class {
			active = append(active, int32(i))
		}
	}
	for i, label := range s.labels {
		if label != class {
			active = append(active, int32(i))
		}
	}
	all := len(active)
	const far = 1 << 30
	bound := float64(far)
	random := uint64(class)*0x9E3779B97F4A7C15 + 1
	for round := 0; round < maxRounds; round++ {
		worst, least := -float64(far), float64(far)
		kept := 0
		for i := len(active) - 1; i > 0 && round > 0; i-- {
			random ^= random << 13
			random ^= random >> 7
			random ^= random << 17
			j := int(random>>32) * (i + 1) >> 32
			active[i], active[j] = active[j], active[i]
		}
		for _, i := range active {
			violation, shrunk := s.visit(i, class, bound)
			if shrunk {
				continue
			}
			worst, least = max(worst, violation), min(least, violation)
			active[kept] = i
			kept++
		}
		active = active[:kept]
		if worst-least <= tolerance {
			if kept == all {
				return
			}
			active = s.order[:all]
			for i := range active {
				active[i] = int32(i)
			}
			bound = far
			continue
		}
		if bound = worst; bound <= 0 {
			bound = far
		}
	}
}

// visit makes the step of one row. It gives by how much the row breaks its
// condition, and whether it can be left out for now: it lies beyond the margin by
// more than bound.
func (s *separator) visit(i int32, class uint16, bound float64) (violation float64, shrunk bool) {
	lo, hi := s.r.start[i], s.r.start[i+1]
	ids, values := s.r.ids[lo:hi], s.r.values[lo:hi]
	values = values[:len(ids)]
	var sum float32
	for k, id := range ids {
		sum += s.w[id] * values[k]
	}
	y := -1.0
	if s.labels[i] == class {
		y = 1
	}
	diagonal := 0.5 / s.cost
	alpha := float64(s.alpha[i])
	gradient := y*(float64(sum)+bias) - 1 + alpha*diagonal
	if alpha == 0 && gradient >= 0 {
		return 0, gradient > bound
	}
	changed := max(alpha-gradient/(s.r.square[i]+diagonal), 0)
	s.alpha[i] = float32(changed)
	step := float32((changed - alpha) * y)
	for k, id := range ids {
		s.w[id] += step * values[k]
	}
	return gradient, false
}
