package intents

import (
	"math"
	"sort"
)

// folds is how many parts the phrases are cut into; each is read by a model that
// has not seen it.
const folds = 10

// outcome is what a model said of a phrase it had not seen.
type outcome struct {
	phrase   int
	scores   []float32
	intents  int // how many of the scores are intents
	evidence evidence
	intent   int    // best intent of that model
	name     string // of it
	stray    bool   // outside the subject, or of an intent that was left out
	near     bool   // of an intent that was left out
	weight   float64
}

// Tune finds what needs phrases held out (the sharpness of the softmax, the
// weights of the judge, the thresholds, what tells several wishes) and returns the
// text of model.txt.
//
// A part in ten is held out at a time: each file of phrases is dealt in turns, of
// messages all that one author wrote. With each part, some intents and kinds out of
// scope are held out whole, so that the judge learns what a wish nobody thought of
// looks like. It takes about half a minute.
func Tune(phrases []Phrase, lex Lexicon) string {
	t := tuning{fingerprint: Fingerprint(phrases), sharpness: 5, slope: 1}
	closed := foldOutcomes(phrases, lex, true, &shipped)
	open := foldOutcomes(thin(phrases), Lexicon{}, false, &shipped)
	t.sharpness = bestSharpness(phrases, closed)
	use := make([]bool, evidences)
	for i := range use {
		use[i] = true
	}
	t.closed = fitJudge(closed, t.sharpness, use)
	use[evOut], use[evOutSoft], use[evNearOut] = false, false, false
	t.open = fitJudge(open, t.sharpness, use)
	t.fitHeard(t.listen(phrases, lex))
	return t.String()
}

// fitHeard fits what only messages as people write them tell.
func (t *tuning) fitHeard(found []heard) {
	t.threshold = keepShare(found, 0.99)
	t.fitWishes(found)
	t.calibrate(found)
}

// nearWeight is how much a phrase of an intent that was left out counts for the
// judge of the shipped model: every one is a wish we foresaw, so they are many
// more here than wishes nobody foresaw will be.
const nearWeight = 0.1

// thin keeps about a dozen phrases an intent: as many as public sets have, for
// whose models the open judge is.
func thin(phrases []Phrase) []Phrase {
	const few = 12
	size, seen := map[string]int{}, map[string]int{}
	for i := range phrases {
		size[phrases[i].File]++
	}
	var out []Phrase
	for _, p := range phrases {
		if p.isMessage() || p.isCounter() {
			continue
		}
		n := seen[p.File]
		seen[p.File]++
		if p.Intent == OutOfScope || n*few/size[p.File] != (n-1)*few/size[p.File] || n == 0 {
			out = append(out, p)
		}
	}
	return out
}

// parts gives the fold of each phrase: those of a file are dealt in turns, those of an
// author lie in one.
func parts(phrases []Phrase) []int {
	seen, authors := map[string]int{}, map[string]int{}
	out := make([]int, len(phrases))
	for i := range phrases {
		p := &phrases[i]
		if p.isMessage() {
			n, ok := authors[p.Author]
			if !ok {
				n = len(authors)
				authors[p.Author] = n
			}
			out[i] = n % folds
			continue
		}
		out[i] = seen[p.File] % folds
		seen[p.File]++
	}
	return out
}

// foldOutcomes reads every phrase by a model that has not seen it.
func foldOutcomes(phrases []Phrase, lex Lexicon, withOut bool, d *design) []outcome {
	part := parts(phrases)
	ids := map[string]int{}
	for i := range phrases {
		if !phrases[i].isCounter() {
			ids[phrases[i].Intent+"/"+phrases[i].Kind] = 0
		}
	}
	for i, k := range sortedKeys(ids) {
		ids[k] = i
	}
	near := nearWeight
	if !withOut {
		near = 1
	}
	var out []outcome
	for k := range folds {
		var learnt []Phrase
		type ask struct {
			phrase int
			stray  bool
			near   bool
			weight float64
		}
		var asks []ask
		for i := range phrases {
			p := &phrases[i]
			id := ids[p.Intent+"/"+p.Kind]
			whole := id%(2*folds) == 2*k
			if p.Intent == OutOfScope {
				whole = id%folds == k || !withOut
			}
			switch {
			case p.isCounter():
				learnt = append(learnt, *p)
			case p.Intent == OutOfScope && whole:
				asks = append(asks, ask{i, true, false, 1.0 / folds})
			case p.Intent == OutOfScope && part[i] == k:
				asks = append(asks, ask{i, true, false, 1})
			case whole:
				asks = append(asks, ask{i, true, true, near})
			case part[i] == k:
				asks = append(asks, ask{i, false, false, 1})
			default:
				learnt = append(learnt, *p)
			}
		}
		r := build(learnt, lex, tuning{sharpness: 5}, d)
		var w scratch
		for _, a := range asks {
			r.prepare(&w, phrases[a.phrase].Text, Expected{})
			v := r.verdict(&w)
			o := outcome{phrase: a.phrase, scores: append([]float32(nil), w.scores...), intents: len(r.intents),
				evidence: v.evidence, intent: v.best[0].intent, name: r.intents[v.best[0].intent], stray: a.stray, near: a.near, weight: a.weight}
			out = append(out, o)
		}
	}
	return out
}

// soften recomputes the shares of the softmax for a sharpness.
func (o *outcome) soften(sharpness float64) {
	var in, outside float64
	top := o.scores[o.intent]
	for c, s := range o.scores {
		e := math.Exp(sharpness * float64(s-top))
		if c < o.intents {
			in += e
		} else {
			outside += e
		}
	}
	o.evidence[evSoft] = 1 / in
	o.evidence[evOutSoft] = outside / (in + outside)
}

// bestSharpness has the least log-loss of the best intent being right.
func bestSharpness(phrases []Phrase, outcomes []outcome) float64 {
	best, least := 0.0, math.Inf(1)
	for s := 2.0; s <= 12; s += 0.25 {
		loss := 0.0
		for i := range outcomes {
			o := &outcomes[i]
			if o.stray {
				continue
			}
			o.soften(s)
			p := min(o.evidence[evSoft], 1-1e-6)
			if o.name == phrases[o.phrase].Intent {
				loss -= math.Log(p)
			} else {
				loss -= math.Log(1 - p)
			}
		}
		if loss < least {
			best, least = s, loss
		}
	}
	return best
}

func fitJudge(outcomes []outcome, sharpness float64, use []bool) logistic {
	samples := make([]sample, len(outcomes))
	for i := range outcomes {
		o := &outcomes[i]
		o.soften(sharpness)
		samples[i] = sample{o.evidence[:], !o.stray, o.weight, 0}
	}
	return fitLogistic(samples, use)
}

// keepShare is the threshold that keeps a share of the messages in scope.
func keepShare(found []heard, share float64) float64 {
	var p []float64
	for i := range found {
		if a := &found[i]; a.author != "" && a.wanted[0] != OutOfScope {
			p = append(p, a.verdict.inScope)
		}
	}
	if len(p) == 0 {
		return 0.5
	}
	sort.Float64s(p)
	return min(p[int(float64(len(p))*(1-share))], 0.5)
}

// calibrate fits the score of accepted messages to how often they are right.
// Phrases do not serve: a third of them are roundabout on purpose, because they are
// worth learning from, and scores fitted on them are nine points too low.
func (t *tuning) calibrate(found []heard) {
	var samples []sample
	for i := range found {
		a := &found[i]
		if a.author == "" || a.verdict.inScope < t.threshold {
			continue
		}
		primary, _, doubt := t.arrange(a.all, a.intents)
		samples = append(samples, sample{[]float64{logit(a.verdict.inScope * a.verdict.best[0].soft), doubt}, a.intents[a.all[primary].intent] == a.wanted[0], 1, 0})
	}
	if len(samples) == 0 {
		t.slope, t.doubt, t.base = 1, 0, 0
		return
	}
	l := fitLogistic(samples, []bool{true, true})
	t.slope, t.doubt, t.base = l.weights[0], l.weights[1], l.bias
}
