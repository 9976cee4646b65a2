package intents

import (
	"cmp"
	"math"
	"slices"
)

// danger is the intent of who speaks of ending their life. Much that people tell of others has the letters of what they
// tell of somebody in danger (« ça lui plairait je pense, il est d'accord pour que je me renseigne »), so what the learner
// makes of it is weighed anew, beside what the words are worth one by one and what was said most like them.
const danger = "detresse"

// leaning is of each column of words by how much more it stands in lines of one class than in the others: the logarithm of how many
// times, in sixteenths, less so for what few lines hold. Lines that ask for the class beside another count for none.
func leaning(held [][]uint32, labels []uint16, also [][]uint16, class int, s *space) []int8 {
	lean := make([]int8, len(s.idf))
	within, without := make([]int32, len(s.idf)), make([]int32, len(s.idf))
	var in, out float64
	for n, line := range held {
		counts, all := without, &out
		switch {
		case int(labels[n]) == class:
			counts, all = within, &in
		case labels[n] != noClass && slices.Contains(also[n], uint16(class)):
			continue
		}
		*all++
		for _, id := range line {
			counts[id]++
		}
	}
	if in == 0 || out == 0 {
		return lean
	}
	for id := range lean {
		if s.block[id] == wordBlock {
			a, b := float64(within[id]), float64(without[id])
			x := math.Log((a+0.5)/(b+0.5)*out/in) * (a + b) / (a + b + 2)
			lean[id] = int8(math.Round(min(max(x*sixteenths, math.MinInt8), math.MaxInt8)))
		}
	}
	return lean
}

// sixteenths are those of one, in which leanings are kept: a byte each.
const sixteenths = 16

// What danger is judged by. Fitted on messages, phrases and counterexamples that the models which read them had not seen: where
// 441 of 494 messages in danger are heard, 20 of 13,443 others are taken for it, and with the score of
// any intent 33; of 426 counterexamples 12, and 25.
var dangerJudge = logistic{bias: -2.15, weights: []float64{
	1.50,   // the margin of danger
	2.30,   // by how much it leads all others
	3.73,   // by how much its nearest phrase is nearer than theirs
	0.0686, // the sum of what its words lean to it
}}

// InDoubt is the score from which danger is to be asked about gently.
const InDoubt = 0.4

// leastMargin is the margin of danger under which nothing makes it likely.
const leastMargin = -0.9

// heed judges anew how likely danger is where it comes near, unless it was read in one clause of many.
func (r *Recogniser) heed(w *scratch, v *verdict, u *Understanding) {
	class, ok := slices.BinarySearch(r.intents, danger)
	if !ok || w.scores[class] < leastMargin || u.Intent == danger && v.best[0].intent != class {
		return
	}
	margin, best, words := w.scores[class], float32(math.Inf(-1)), 0
	for c, s := range w.scores {
		if c != class {
			best = max(best, s)
		}
	}
	for _, id := range w.vec.ids {
		words += int(r.model.lean[id])
	}
	length := r.near.query(r.model, w)
	near, _ := r.near.of(class, r.model, w, length)
	other := float32(0)
	for _, c := range [...]int{v.best[0].class, v.best[1].class, v.best[2].class, v.best[3].class, v.out.class} {
		if c >= 0 && c != class {
			cosine, _ := r.near.of(c, r.model, w, length)
			other = max(other, cosine)
		}
	}
	signs := [...]float64{float64(margin), float64(margin - best), float64(near - other), float64(words) / sixteenths}
	p := sigmoid(dangerJudge.logit(signs[:]))
	if u.Intent == danger && u.Score >= 0.5 && words > 0 {
		p = max(p, InDoubt) // short lines lose most: what was read as danger is asked about at the least, unless all its words speak against it
	}
	u.reweigh(danger, p)
}

// reweigh gives an intent that was considered another probability, and all others what that leaves.
func (u *Understanding) reweigh(name string, p float64) {
	all := append([]Alternative{{u.Intent, u.Score}}, u.Alternatives...)
	i := slices.IndexFunc(all, func(a Alternative) bool { return a.Intent == name })
	if i < 0 {
		return
	}
	left := (1 - p) / max(1-all[i].Score, 1e-9)
	for k := range all {
		all[k].Score = min(all[k].Score*left, 1)
	}
	all[i].Score = p
	from := 1 // the intent stays what it is
	if i == 0 || p >= 0.5 {
		from = 0
	}
	slices.SortStableFunc(all[from:], func(a, b Alternative) int { return cmp.Compare(b.Score, a.Score) })
	u.Intent, u.Score, u.Alternatives = all[0].Intent, all[0].Score, all[1:]
}
