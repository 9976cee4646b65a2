package intents

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"
)

// Phrases turns labelled messages into training phrases.
func Phrases(cases []Case) []Phrase {
	out := make([]Phrase, len(cases))
	for i, c := range cases {
		out[i] = Phrase{Text: c.Text, Intent: c.Intent, Also: c.Also, Style: c.Style, Author: c.Author, Line: c.Line}
		if c.Intent == OutOfScope {
			out[i].Kind = OutOfScope
		}
	}
	return out
}

// LeaveOut drops a share of the intents, at random, from what is learnt. Phrases
// out of scope stay.
func LeaveOut(phrases []Phrase, share float64, seed uint64) []Phrase {
	ids := map[string]int{}
	for i := range phrases {
		if phrases[i].Intent != OutOfScope && !phrases[i].isCounter() {
			ids[phrases[i].Intent] = 0
		}
	}
	names := sortedKeys(ids)
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, n := range names[:int(math.Round(share*float64(len(names))))] {
		ids[n] = 1
	}
	var kept []Phrase
	for _, p := range phrases {
		if ids[p.Intent] == 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

// Report is what an evaluation found. Shares are 0..1; a figure that the cases say
// nothing about is NaN in Go and left out of JSON.
type Report struct {
	Lines     int
	Accuracy  float64 // primary intent right, over lines whose label the model knows
	MacroF1   float64
	AUROC     float64 // of 1-P(out of scope), in scope against out
	FPR95     float64 // strays let through when 95 % of what is in scope is kept
	ECE       float64 // ten equal bins, all lines
	Kept      float64 // lines in scope that were not refused
	Refused   float64 // lines out of scope that were
	AlsoF1    float64 // micro, over further intents
	EntityF1  float64 // exact, over names and values
	Micros    float64 // median microseconds a message
	Intents   []IntentReport
	Confusion []Confusion        // by falling count
	Styles    map[string]float64 // accuracy in scope, by Case.Style
	Entities  map[string]float64 // F1 by name of entity
	Mistakes  []Mistake
}

// IntentReport is one row of the table by intent.
type IntentReport struct {
	Intent                string
	Lines                 int
	Precision, Recall, F1 float64
}

// Confusion counts how often one intent was read as another.
type Confusion struct {
	Want, Got string
	Count     int
}

// Mistake is a case that was read wrong in some way.
type Mistake struct {
	Case
	Got   Understanding
	Fault string // "intent", "also" or "entities"
}

// counts are those of an F1.
type counts struct{ right, wrong, missed int }

func (c counts) f1() float64 {
	if c.right+c.wrong+c.missed == 0 {
		return math.NaN()
	}
	return 2 * float64(c.right) / float64(2*c.right+c.wrong+c.missed)
}

// Evaluate reads the cases and compares. Labels that the model does not know are
// strays: they count for AUROC, FPR95 and ECE only.
func Evaluate(r *Recogniser, cases []Case) Report {
	e := evaluation{known: map[string]bool{OutOfScope: r.hasOut()}, byIntent: map[string]*counts{},
		confused: map[[2]string]int{}, byStyle: map[string][2]int{}, byEntity: map[string]*counts{}}
	for _, name := range r.intents {
		e.known[name] = true
	}
	for _, c := range cases {
		e.hasAlso = e.hasAlso || len(c.Also) > 0
		e.hasEntities = e.hasEntities || len(c.Entities) > 0
	}
	for _, c := range cases {
		r.Understand(c.Text, Expected{})
	}
	for _, c := range cases {
		begin := time.Now()
		u := r.Understand(c.Text, Expected{})
		e.micros = append(e.micros, float64(time.Since(begin).Nanoseconds())/1000)
		e.add(c, u)
	}
	return e.report(len(cases))
}

type evaluation struct {
	known                map[string]bool
	lines, right         int
	byIntent             map[string]*counts
	confused             map[[2]string]int
	byStyle              map[string][2]int
	byEntity             map[string]*counts
	also                 counts
	entities             counts
	hasAlso, hasEntities bool
	in, out              []float64 // P(in scope)
	kept, refused        int
	inLines, outLines    int
	bins                 [10]struct{ n, right, sum float64 }
	micros               []float64
	mistakes             []Mistake
}

func (e *evaluation) count(m map[string]*counts, key string) *counts {
	if m[key] == nil {
		m[key] = new(counts)
	}
	return m[key]
}

func (e *evaluation) add(c Case, u Understanding) {
	right := u.Intent == c.Intent
	inScope := u.Score
	if u.Intent == OutOfScope {
		inScope = 1 - u.Score
	}
	bin := &e.bins[min(int(u.Score*10), 9)]
	bin.n++
	bin.sum += u.Score
	if right {
		bin.right++
	}
	if c.Intent == OutOfScope || !e.known[c.Intent] {
		e.out = append(e.out, inScope)
		e.outLines++
		if u.Intent == OutOfScope {
			e.refused++
		}
	} else {
		e.in = append(e.in, inScope)
		e.inLines++
		if u.Intent != OutOfScope {
			e.kept++
		}
		s := e.byStyle[c.Style]
		s[1]++
		if right {
			s[0]++
		}
		e.byStyle[c.Style] = s
	}
	if e.known[c.Intent] {
		e.lines++
		if right {
			e.right++
			e.count(e.byIntent, c.Intent).right++
		} else {
			e.count(e.byIntent, c.Intent).missed++
			e.count(e.byIntent, u.Intent).wrong++
			e.confused[[2]string{c.Intent, u.Intent}]++
			e.mistakes = append(e.mistakes, Mistake{c, u, "intent"})
		}
	}
	if e.hasAlso && c.Intent != OutOfScope {
		before := e.also
		e.alsos(c, u)
		if e.also.wrong > before.wrong || e.also.missed > before.missed {
			e.mistakes = append(e.mistakes, Mistake{c, u, "also"})
		}
	}
	if e.hasEntities && !e.sameEntities(c, u) {
		e.mistakes = append(e.mistakes, Mistake{c, u, "entities"})
	}
}

func (e *evaluation) alsos(c Case, u Understanding) {
	for _, a := range u.Also {
		if contains(c.Also, a) {
			e.also.right++
		} else {
			e.also.wrong++
		}
	}
	for _, a := range c.Also {
		if !contains(u.Also, a) {
			e.also.missed++
		}
	}
}

func (e *evaluation) sameEntities(c Case, u Understanding) bool {
	got := u.Values()
	same := true
	for name, value := range got {
		if want, ok := c.Entities[name]; ok && fmt.Sprint(want) == fmt.Sprint(value) {
			e.entities.right++
			e.count(e.byEntity, name).right++
			continue
		}
		same = false
		e.entities.wrong++
		e.count(e.byEntity, name).wrong++
	}
	for name, want := range c.Entities {
		if value, ok := got[name]; !ok || fmt.Sprint(want) != fmt.Sprint(value) {
			same = false
			e.entities.missed++
			e.count(e.byEntity, name).missed++
		}
	}
	return same
}

func (e *evaluation) report(lines int) Report {
	rep := Report{Lines: lines, Accuracy: share(e.right, e.lines), AUROC: math.NaN(), FPR95: math.NaN(), AlsoF1: math.NaN(),
		EntityF1: math.NaN(), Kept: share(e.kept, e.inLines), Refused: share(e.refused, e.outLines),
		Styles: map[string]float64{}, Entities: map[string]float64{}, Mistakes: e.mistakes}
	if len(e.in) > 0 && len(e.out) > 0 {
		rep.AUROC, rep.FPR95 = separation(e.in, e.out)
	}
	for _, b := range e.bins {
		if b.n > 0 {
			rep.ECE += math.Abs(b.right-b.sum) / float64(lines)
		}
	}
	if e.hasAlso {
		rep.AlsoF1 = e.also.f1()
	}
	if e.hasEntities {
		rep.EntityF1 = e.entities.f1()
		for name, c := range e.byEntity {
			rep.Entities[name] = c.f1()
		}
	}
	names := map[string]int{}
	for name := range e.byIntent {
		names[name] = 0
	}
	for _, name := range sortedKeys(names) {
		c := e.byIntent[name]
		rep.Intents = append(rep.Intents, IntentReport{name, c.right + c.missed, share(c.right, c.right+c.wrong), share(c.right, c.right+c.missed), c.f1()})
		rep.MacroF1 += c.f1() / float64(len(names))
	}
	for pair, n := range e.confused {
		rep.Confusion = append(rep.Confusion, Confusion{pair[0], pair[1], n})
	}
	sort.Slice(rep.Confusion, func(i, j int) bool {
		a, b := rep.Confusion[i], rep.Confusion[j]
		if a.Count != b.Count {
			return a.Count > b.Count
		}
		return a.Want+"\x00"+a.Got < b.Want+"\x00"+b.Got
	})
	for style, s := range e.byStyle {
		if style != "" {
			rep.Styles[style] = share(s[0], s[1])
		}
	}
	sort.Float64s(e.micros)
	if len(e.micros) > 0 {
		rep.Micros = e.micros[len(e.micros)/2]
	}
	return rep
}

func share(n, of int) float64 {
	if of == 0 {
		return math.NaN()
	}
	return float64(n) / float64(of)
}

// separation is the area under the ROC curve of positives against negatives, and
// the share of negatives above the point that keeps 95 % of the positives.
func separation(positives, negatives []float64) (auroc, fpr95 float64) {
	p, n := append([]float64(nil), positives...), append([]float64(nil), negatives...)
	sort.Float64s(p)
	sort.Float64s(n)
	sum := 0.0
	for _, x := range p {
		below := sort.SearchFloat64s(n, x)
		upTo := sort.Search(len(n), func(i int) bool { return n[i] > x })
		sum += float64(below) + float64(upTo-below)/2
	}
	cut := p[int(float64(len(p))*0.05)]
	return sum / float64(len(p)) / float64(len(n)), share(len(n)-sort.SearchFloat64s(n, cut), len(n))
}
