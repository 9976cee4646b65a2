package intents

import (
	"fmt"
	"math"
	"sort"
)

// Explanation is why a message was read as it was: what Explain gives. The same
// text against the same content gives the same explanation.
type Explanation struct {
	Words     []ReadWord         `json:"words"`
	Features  []FeatureWeight    `json:"features"` // what weighed most for the intent, at most ten
	RunnerUp  string             `json:"runner_up,omitempty"`
	Against   []FeatureWeight    `json:"against,omitempty"` // what spoke most for the runner-up instead, at most five
	Margins   map[string]float64 `json:"margins"`           // of the best intents and the best kind out of scope
	InScope   float64            `json:"in_scope"`          // probability
	Threshold float64            `json:"threshold"`         // below it the message is out of scope
	Evidence  map[string]float64 `json:"evidence"`          // what the judge of scope weighed
	Wishes    map[string]float64 `json:"wishes,omitempty"`  // how surely others are asked too, a tenth at least
	Nearest   string             `json:"nearest,omitempty"` // file:line of the nearest phrase of the intent
	Rule      string             `json:"rule"`              // which rule had the last word
}

// ReadWord is a word as written and as read.
type ReadWord struct {
	Written string `json:"written"`
	Read    string `json:"read"`
	Stem    string `json:"stem"`
	Repair  string `json:"repair,omitempty"` // sms, split, sound or spelling
	Known   bool   `json:"known"`
}

// FeatureWeight is what a feature added to a margin.
type FeatureWeight struct {
	Feature string  `json:"feature"`
	Weight  float64 `json:"weight"`
}

// Explain reads a message like Understand and tells why. It takes about ten times
// as long.
func (r *Recogniser) Explain(text string, expected Expected) (Understanding, Explanation) {
	u := r.Understand(text, expected)
	x := Explanation{Margins: map[string]float64{}, Evidence: map[string]float64{}, Threshold: rounded(r.tuning.threshold), Rule: "the best intent"}
	if !r.hasOut() {
		x.Threshold = 0
	}
	w := new(scratch)
	r.prepare(w, text, expected)
	if len(w.words) == 0 {
		x.Rule = "nothing to read"
		return u, x
	}
	for i := range w.words {
		t := &w.tokens[w.words[i].token]
		x.Words = append(x.Words, ReadWord{text[t.start:t.end], w.words[i].text, w.words[i].stem, w.words[i].repair, w.words[i].known})
	}
	v := r.verdict(w)
	x.InScope = rounded(v.inScope)
	for i, value := range v.evidence {
		x.Evidence[evidenceNames[i]] = rounded(value)
	}
	for _, b := range v.best[:v.count] {
		x.Margins[r.intents[b.intent]] = rounded(float64(b.margin))
	}
	winner, second := v.best[0].class, -1
	if v.count > 1 {
		second = v.best[1].class
	}
	if v.out.class >= 0 {
		x.Margins[OutOfScope+"/"+r.classes[v.out.class].kind] = rounded(float64(v.out.margin))
		if u.Intent == OutOfScope {
			winner, second = v.out.class, v.best[0].class
			x.Rule = "in_scope is below the threshold"
		}
	}
	if v.phrase >= 0 && u.Intent != OutOfScope {
		s := r.sources[r.near.line[v.phrase]]
		x.Nearest = fmt.Sprintf("%s:%d", r.files[s.file], s.line)
	}
	if u.Intent != OutOfScope {
		r.explainWishes(w, &v, &x)
	}
	if u.Intent != OutOfScope && u.Intent != r.intents[v.best[0].intent] {
		if x.Rule = "the first of several wishes"; u.Intent == yesIntent || u.Intent == noIntent {
			x.Rule = "the words are those of a yes or a no"
		}
		for c := range r.intents {
			if r.intents[c] == u.Intent {
				winner, second = c, v.best[0].class
			}
		}
	}
	if u.Intent != danger && r.intents[v.best[0].intent] == danger && v.inScope >= r.tuning.threshold {
		x.Rule = "danger is unlikely by its words"
	}
	if second >= 0 {
		x.RunnerUp = r.className(second)
	}
	x.Features = r.weights(w, winner, -1, 10)
	if second >= 0 {
		x.Against = r.weights(w, second, winner, 5)
	}
	return u, x
}

// explainWishes lists what may be asked beside the best intent.
func (r *Recogniser) explainWishes(w *scratch, v *verdict, x *Explanation) {
	all := r.wishes(w, v)
	r.tuning.arrange(all, r.intents)
	for _, c := range all {
		if c.asked < 0.1 {
			continue
		}
		if x.Wishes == nil {
			x.Wishes = map[string]float64{}
		}
		x.Wishes[r.intents[c.intent]] = rounded(c.asked)
	}
}

func (r *Recogniser) className(c int) string {
	if c < len(r.intents) {
		return r.intents[c]
	}
	return OutOfScope + "/" + r.classes[c].kind
}

// weights lists the features of the message in w that add most to a class, less
// what they add to another when there is one.
func (r *Recogniser) weights(w *scratch, class, less, most int) []FeatureWeight {
	v := r.model.score(w)
	labels := labelsOf(w.words, w.marks)
	sums := map[string]float64{}
	for k, id := range v.ids {
		x := float64(v.values[k] * r.model.scales[id])
		sum := x * r.model.weight(id, class)
		if less >= 0 {
			sum -= x * r.model.weight(id, less)
		}
		label := "?"
		for h, name := range labels {
			if at, ok := r.model.space.index.find(h); ok && at == id {
				label = name
				break
			}
		}
		sums[label] += sum
	}
	out := make([]FeatureWeight, 0, len(sums))
	for name, sum := range sums {
		if sum > 0.0005 {
			out = append(out, FeatureWeight{name, rounded(sum)})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].Weight > out[j].Weight || out[i].Weight == out[j].Weight && out[i].Feature < out[j].Feature
	})
	return out[:min(len(out), most)]
}

// labelsOf names the features of a message: the character n-grams of a word go
// under the word.
func labelsOf(words []word, marks []mark) map[uint64]string {
	labels := map[uint64]string{}
	for i := range words {
		w := &words[i]
		labels[seedStem.string(w.stem).sum()] = "stem " + w.stem
		labels[seedFamily.string(w.family).sum()] = "family " + w.family
		for _, h := range inWordGrams(nil, w.text) {
			if _, ok := labels[h]; !ok {
				labels[h] = "letters of " + w.text
			}
		}
		if i > 0 {
			p := &words[i-1]
			labels[seedPair.string(p.stem).byte(' ').string(w.stem).sum()] = "stems " + p.stem + " " + w.stem
			labels[seedFamilyPair.string(p.family).byte(' ').string(w.family).sum()] = "families " + p.family + " " + w.family
		}
		for _, m := range marks {
			labels[seedBeforeMark.string(w.stem).byte(' ').string(m.name).sum()] = w.stem + " before a " + m.name
			labels[seedAfterMark.string(m.name).byte(' ').string(w.stem).sum()] = w.stem + " after a " + m.name
		}
	}
	if n := len(words); n > 0 {
		labels[seedFirst.string(words[0].stem).sum()] = "first " + words[0].stem
		labels[seedLast.string(words[n-1].stem).sum()] = "last " + words[n-1].stem
		if n > 1 {
			labels[seedFirstPair.string(words[0].stem).byte(' ').string(words[1].stem).sum()] = "first two " + words[0].stem + " " + words[1].stem
		}
	}
	for _, m := range marks {
		labels[seedMark.string(m.name).sum()] = "a " + m.name
		labels[seedMark.string(m.name).byte('=').string(m.value).sum()] = "a " + m.name + " " + m.value
	}
	return labels
}

// rounded keeps explanations short: three decimals.
func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }
