package intents

import (
	"math"
	"testing"
)

// A pair speaks for a further wish as far as the signs do not tell already, and little when it was met seldom.
func TestFitPairs(t *testing.T) {
	var samples []sample
	var pairs [][2]string
	add := func(n int, best, further string, truth bool) {
		for range n {
			samples = append(samples, sample{values: []float64{0}, truth: truth, weight: 1})
			pairs = append(pairs, [2]string{best, further})
		}
	}
	add(90, "alternance", "age", true)
	add(10, "alternance", "age", false)
	add(1, "cpf", "duree", true)
	add(500, "cpf", "vae", false)
	got := fitPairs(samples, pairs, &logistic{weights: []float64{0}})
	for pair, want := range map[[2]string]float64{{"alternance", "age"}: 2, {"cpf", "duree"}: 0.4, {"cpf", "vae"}: -4.6} {
		if x := got[pair]; math.Abs(x-want) > 0.3 {
			t.Errorf("%v: %.2f, want %.1f", pair, x, want)
		}
	}
	told := fitPairs(samples, pairs, &logistic{bias: 2.2, weights: []float64{0}})
	if x := told[[2]string{"alternance", "age"}]; math.Abs(x) > 0.1 {
		t.Errorf("what the signs tell already is told again: %.2f", x)
	}
}

// Danger is told also beside a subject that it is seldom said with.
func TestDangerBesideAnything(t *testing.T) {
	names := []string{"cpf", danger, "vae"}
	asked := func(further int) []int {
		tuned := tuning{further: logistic{weights: make([]float64, signs)}, beside: map[string]map[string]float64{"cpf": {danger: -3, "vae": -3}}}
		_, others, _ := tuned.arrange([]wish{{intent: 0}, {intent: further}}, names)
		return others
	}
	if got := asked(1); len(got) != 1 {
		t.Error("danger is lost")
	}
	if got := asked(2); len(got) != 0 {
		t.Error("a pair that is never asked is told")
	}
}
