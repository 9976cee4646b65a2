package intents

import (
	"math"
	"math/rand/v2"
)

// heard is a message with the wishes that a model found in it which had not seen it,
// and those it holds.
type heard struct {
	all     []wish
	intents []string // of that model
	wanted  []string // the first is what the message is about
	author  string   // empty for phrases
	verdict verdict
	weight  float64
}

// joiners put two phrases into one message, as people do.
var joiners = []string{" et ", ", ", ". ", " ? ", " mais ", " et aussi ", " ", ", et "}

// joinedWeight is how much phrases count beside messages that somebody wrote: they
// are ten times as many.
const joinedWeight = 0.04

// listen reads messages, and phrases alone and joined with one of another intent, by
// models that have not seen them.
func (t *tuning) listen(phrases []Phrase, lex Lexicon) []heard {
	part := parts(phrases)
	var found []heard
	for k := range folds {
		var learnt, held []Phrase
		for i := range phrases {
			switch p := &phrases[i]; {
			case part[i] != k, p.isCounter():
				learnt = append(learnt, *p)
			case p.isMessage() || p.Intent != OutOfScope && !chatty[p.Intent]:
				held = append(held, *p)
			}
		}
		r := build(learnt, lex, *t, &shipped)
		random := rand.New(rand.NewPCG(uint64(k), 3))
		for i := range held {
			p := &held[i]
			if p.isMessage() {
				found = r.hear(found, p.Text, p.Author, 1, append([]string{p.Intent}, p.Also...)...)
				continue
			}
			if i%2 == 0 {
				found = r.hear(found, p.Text, "", joinedWeight, p.Intent)
				continue
			}
			if q := &held[random.IntN(len(held))]; q.Intent != p.Intent && !q.isMessage() {
				found = r.hear(found, p.Text+joiners[random.IntN(len(joiners))]+q.Text, "", joinedWeight/3, p.Intent, q.Intent)
			}
		}
	}
	return found
}

func (r *Recogniser) hear(found []heard, text, author string, weight float64, wanted ...string) []heard {
	var w scratch
	r.prepare(&w, text, Expected{})
	if len(w.words) == 0 {
		return found
	}
	v := r.verdict(&w)
	return append(found, heard{all: r.wishes(&w, &v), intents: r.intents, wanted: wanted, author: author, verdict: v, weight: weight})
}

// fitWishes fits what tells that another intent is asked beside the best one.
func (t *tuning) fitWishes(found []heard) {
	ids := map[string]int{}
	for i := range found {
		for _, name := range found[i].intents {
			ids[name] = 0
		}
	}
	names := sortedKeys(ids)
	for i, name := range names {
		ids[name] = signs + i
	}
	var samples []sample
	var pairs [][2]string // of each sample, the best intent and the further one
	for i := range found {
		a := &found[i]
		if !contains(a.wanted, a.intents[a.all[0].intent]) {
			continue // what is further is not defined when the first is wrong
		}
		relate(a.all)
		for k := range a.all[1:] {
			c := &a.all[k+1]
			name := a.intents[c.intent]
			if chatty[name] {
				continue
			}
			x := make([]float64, signs+len(names))
			copy(x, c.signs[:])
			x[ids[name]] = 1
			samples = append(samples, sample{x, contains(a.wanted, name), a.weight, 0})
			pairs = append(pairs, [2]string{a.intents[a.all[0].intent], name})
		}
	}
	use := make([]bool, signs+len(names))
	for i := range use {
		use[i] = true
	}
	var l logistic
	var beside map[[2]string]float64
	for range 3 { // signs and pairs, each beside what the other tells
		for i := range samples {
			samples[i].offset = beside[pairs[i]]
		}
		l = fitLogistic(samples, use)
		beside = fitPairs(samples, pairs, &l)
	}
	t.beside = map[string]map[string]float64{}
	for pair, x := range beside {
		if math.Abs(x) < leastBeside {
			continue
		}
		if t.beside[pair[0]] == nil {
			t.beside[pair[0]] = map[string]float64{}
		}
		t.beside[pair[0]][pair[1]] = x
	}
	t.further, t.habit = logistic{bias: l.bias, weights: l.weights[:signs]}, map[string]float64{}
	for i, name := range names {
		t.habit[name] = l.weights[signs+i]
	}
}

// leastBeside is the weight from which a pair is kept: those under it, most of them, turn nothing.
const leastBeside = 0.3

// fitPairs finds for each pair of intents how much it speaks for the further one, beside what the signs
// tell: with some subjects another is nearly always asked, with others only read from the same words.
func fitPairs(samples []sample, pairs [][2]string, signs *logistic) map[[2]string]float64 {
	type told struct{ logit, truth, weight float64 }
	of := map[[2]string][]told{}
	for i := range samples {
		s := &samples[i]
		of[pairs[i]] = append(of[pairs[i]], told{signs.logit(s.values), toFloat(s.truth), s.weight})
	}
	out := make(map[[2]string]float64, len(of))
	for pair, all := range of {
		x := 0.0
		for range 50 { // Newton's method with an L2 penalty of 1; short steps, because far away it leaps
			gradient, curve := x, 1.0
			for _, a := range all {
				p := sigmoid(a.logit + x)
				gradient += a.weight * (p - a.truth)
				curve += a.weight * p * (1 - p)
			}
			x -= min(max(gradient/curve, -0.5), 0.5)
		}
		out[pair] = x
	}
	return out
}
