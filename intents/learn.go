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

func (r *rows) add(v vector) {
	if len(r.start) == 0 {
		r.start = append(r.start, 0)
	}
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
// SVM", ICML 2008). Rows are visited in a fixed pseudo-random order, so the same
// phrases give the same model. The result is feature-major: the weights of
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

func (s *separator) fit(class uint16) {
	clear(s.w)
	clear(s.alpha)
	// The rows of the class come first.
	own := 0
	for i := range s.order {
		s.order[i] = int32(i)
		if s.labels[i] == class {
			s.order[i], s.order[own] = s.order[own], s.order[i]
			own++
		}
	}
	diagonal := 0.5 / s.cost
	active := len(s.order)
	random := uint64(class)*0x9E3779B97F4A7C15 + 1
	bound := float64(1 << 30)
	for round := 0; round < maxRounds; round++ {
		worst, least := -float64(1<<30), float64(1<<30)
		for i := active - 1; i > 0 && round > 0; i-- {
			random ^= random << 13
			random ^= random >> 7
			random ^= random << 17
			j := int(random % uint64(i+1))
			s.order[i], s.order[j] = s.order[j], s.order[i]
		}
		for at := 0; at < active; at++ {
			i := s.order[at]
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
			alpha := float64(s.alpha[i])
			gradient := y*(float64(sum)+bias) - 1 + alpha*diagonal
			projected := gradient
			if alpha == 0 {
				if gradient > bound {
					active--
					s.order[at], s.order[active] = s.order[active], s.order[at]
					at--
					continue
				}
				projected = min(gradient, 0)
			}
			worst, least = max(worst, projected), min(least, projected)
			if projected > -1e-9 && projected < 1e-9 {
				continue
			}
			changed := max(alpha-gradient/(s.r.square[i]+diagonal), 0)
			s.alpha[i] = float32(changed)
			step := float32((changed - alpha) * y)
			for k, id := range ids {
				s.w[id] += step * values[k]
			}
		}
		if worst-least <= tolerance {
			if active == len(s.order) {
				break
			}
			active = len(s.order)
			bound = 1 << 30
			continue
		}
		bound = worst
		if bound <= 0 {
			bound = 1 << 30
		}
	}
}
