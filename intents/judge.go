package intents

import "math"

// What is known of a message beside the margins of the classes, from which its
// probability to be in scope is judged. All are without unit and about 0..1, so
// that weights fitted on one set of phrases serve another.
const (
	evTop     = iota // margin of the best intent
	evGap            // by how much it leads the next intent
	evSoft           // its share of the softmax among intents
	evOut            // margin of the best kind of out of scope, 0 without such phrases
	evOutSoft        // share of out of scope in the softmax of all classes
	evNearest        // cosine to the nearest phrase of the intent
	evKnown          // share of the words seen in training, as written
	evChars          // share of letters n-grams seen in training
	evShort          // 1 for one word, falling with length
	evNearOut        // cosine to the nearest phrase out of scope
	evidences
)

// evidence is the input of the judge.
type evidence [evidences]float64

// logistic is a linear judge.
type logistic struct {
	bias    float64
	weights []float64
}

func (l *logistic) logit(e []float64) float64 {
	z := l.bias
	for i, w := range l.weights {
		z += w * e[i]
	}
	return z
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}

// sample is an observation whose truth is known.
type sample struct {
	values []float64
	truth  bool
	weight float64
	offset float64 // of the logit, beside what the values say
}

// fitLogistic finds the weights of least log-loss with a small L2 penalty, by
// Newton's method. Values that use does not name get no weight.
func fitLogistic(samples []sample, use []bool) logistic {
	n := len(use) + 1
	const penalty = 1.0
	theta, x := make([]float64, n), make([]float64, n)
	for range 50 {
		gradient := make([]float64, n)
		hessian := make([][]float64, n)
		for i := range n {
			hessian[i] = make([]float64, n)
			hessian[i][i], gradient[i] = penalty, penalty*theta[i]
		}
		hessian[n-1][n-1], gradient[n-1] = 1e-6, 0
		for s := range samples {
			for i, v := range samples[s].values {
				if x[i] = 0; use[i] {
					x[i] = v
				}
			}
			x[n-1] = 1
			z := samples[s].offset
			for i := range n {
				z += theta[i] * x[i]
			}
			p := sigmoid(z)
			target := 0.0
			if samples[s].truth {
				target = 1
			}
			for i := range n {
				gradient[i] += samples[s].weight * (p - target) * x[i]
				for j := range n {
					hessian[i][j] += samples[s].weight * p * (1 - p) * x[i] * x[j]
				}
			}
		}
		step := solve(hessian, gradient)
		move := 0.0
		for i := range n {
			theta[i] -= step[i]
			move = max(move, math.Abs(step[i]))
		}
		if move < 1e-6 {
			break
		}
	}
	return logistic{bias: theta[n-1], weights: theta[:n-1]}
}

// solve is Gaussian elimination with pivoting; it spoils its arguments.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p] = a[p], a[c]
		b[c], b[p] = b[p], b[c]
		if a[c][c] == 0 {
			continue
		}
		for r := c + 1; r < n; r++ {
			f := a[r][c] / a[c][c]
			for k := c; k < n; k++ {
				a[r][k] -= f * a[c][k]
			}
			b[r] -= f * b[c]
		}
	}
	x := make([]float64, n)
	for r := n - 1; r >= 0; r-- {
		sum := b[r]
		for k := r + 1; k < n; k++ {
			sum -= a[r][k] * x[k]
		}
		if a[r][r] != 0 {
			x[r] = sum / a[r][r]
		}
	}
	return x
}
