package intents

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Recogniser reads messages. It is built by [Load] and never changes.
type Recogniser struct {
	lang    language
	model   *linear
	intents []string // sorted, without OutOfScope
	classes []class  // what the learners tell apart
	near    neighbours
	tuning  tuning
	judge   *logistic
	facts   *factReader
	sources []source // of the phrases, in the order of training
	files   []string
	scratch sync.Pool
}

// source is where a phrase stands: the number of its file, and its line.
type source struct{ file, line int32 }

// class is one target of the learners: an intent, or a kind of message out of
// scope.
type class struct {
	intent int // index into Recogniser.intents, or -1
	kind   string
}

// Load trains a recogniser on the examples of a file system (see [ReadPhrases]
// for the layout) and reads entities against the lexicon.
func Load(fsys fs.FS, lex Lexicon) (*Recogniser, error) {
	return LoadRemembered(fsys, func() (Lexicon, error) { return lex, nil }, nil)
}

// Train builds a recogniser from any labelled phrases, with the thresholds of the
// shipped model. Phrases labelled OutOfScope teach what to refuse; without any,
// every message is given an intent, and the score says how sure.
func Train(phrases []Phrase, lex Lexicon) (*Recogniser, error) {
	t, err := readTuning(modelText)
	if err != nil {
		return nil, err
	}
	if len(phrases) == 0 {
		return nil, fmt.Errorf("train: no phrases")
	}
	return build(phrases, lex, t, &shipped), nil
}

// shipped is the design of the reader, each part kept for what it is worth in
// docs/understanding.md.
var shipped = design{sms: true, split: true, repair: true, families: true, marks: true, mask: true, greetings: true, ends: true, chars: 1.3, cost: 0.5, many: 0.5, messages: 3, rarity: 0.3, minGrams: 2}

// newRecogniser makes one that has learnt nothing yet.
func newRecogniser(t tuning) *Recogniser {
	r := &Recogniser{lang: readLanguage(), tuning: t}
	r.scratch.New = func() any { return new(scratch) }
	return r
}

func build(phrases []Phrase, lex Lexicon, t tuning, d *design) *Recogniser {
	r := newRecogniser(t)
	labels, also := r.label(phrases)
	texts := make([]string, len(phrases))
	cost, costs := d.cost, make([]float64, len(phrases))
	if len(phrases) > pruneAbove {
		cost *= d.many
	}
	for i := range phrases {
		texts[i] = phrases[i].Text
		if costs[i] = cost; phrases[i].isMessage() || phrases[i].isCounter() {
			costs[i] *= d.messages
		}
		if n := len(r.files); n == 0 || r.files[n-1] != phrases[i].File {
			r.files = append(r.files, phrases[i].File)
		}
		r.sources = append(r.sources, source{int32(len(r.files) - 1), int32(phrases[i].Line)})
	}
	facts := make(chan *factReader, 1)
	go func() { facts <- newFactReader(lex, r.lang.everyday) }()
	r.model, r.near = train(&r.lang, texts, costs, labels, also, len(r.classes), slices.Index(r.intents, danger), d, func(known func(string) int, read [][]token) [][]mark {
		r.facts = <-facts
		r.facts.known = known
		marks := make([][]mark, len(texts))
		if !lex.empty() {
			spread(len(texts), func(i int) {
				entities, _ := r.facts.read(texts[i], read[i], Expected{})
				marks[i] = r.facts.marks(nil, read[i], entities)
			})
		}
		return marks
	})
	r.chooseJudge()
	return r
}

// chooseJudge takes the thresholds for classes that are known.
func (r *Recogniser) chooseJudge() {
	r.judge = &r.tuning.open
	if r.hasOut() {
		r.judge = &r.tuning.closed
	}
}

// noClass is the label of counterexamples: they are of none, and speak against one.
const noClass = math.MaxUint16

// label numbers the classes: intents first, in the order of their names, then the
// kinds out of scope. Also holds the classes that a phrase neither teaches nor speaks against: those of further
// intents, and of a counterexample all but one.
func (r *Recogniser) label(phrases []Phrase) (labels []uint16, also [][]uint16) {
	kinds := map[string]int{}
	intents := map[string]int{}
	for i := range phrases {
		switch p := &phrases[i]; {
		case p.isCounter():
		case p.Intent == OutOfScope:
			kinds[p.Kind] = 0
		default:
			intents[p.Intent] = 0
		}
	}
	r.intents = sortedKeys(intents)
	for i, name := range r.intents {
		intents[name] = i
		r.classes = append(r.classes, class{intent: i})
	}
	for _, kind := range sortedKeys(kinds) {
		kinds[kind] = len(r.classes)
		r.classes = append(r.classes, class{intent: -1, kind: kind})
	}
	labels, also = make([]uint16, len(phrases)), make([][]uint16, len(phrases))
	for i := range phrases {
		for _, name := range phrases[i].Also {
			if n, ok := intents[name]; ok {
				also[i] = append(also[i], uint16(n))
			}
		}
		switch p := &phrases[i]; {
		case p.isCounter():
			labels[i] = noClass
			for c := range r.classes {
				if n, ok := intents[p.Not]; !ok || c != n {
					also[i] = append(also[i], uint16(c))
				}
			}
		case p.Intent == OutOfScope:
			labels[i] = uint16(kinds[p.Kind])
		default:
			labels[i] = uint16(intents[p.Intent])
		}
	}
	return labels, also
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func (r *Recogniser) hasOut() bool { return len(r.classes) > len(r.intents) }

// Intents lists the ids that can be answered, without OutOfScope, sorted.
func (r *Recogniser) Intents() []string { return append([]string(nil), r.intents...) }

// Understand reads a message. It never fails: what cannot be read is OutOfScope.
// Text past 4,096 UTF-16 units is not read.
func (r *Recogniser) Understand(text string, expected Expected) Understanding {
	w := r.scratch.Get().(*scratch)
	defer r.scratch.Put(w)
	entities, correction := r.prepare(w, text, expected)
	if len(w.words) == 0 {
		return Understanding{Intent: OutOfScope, Score: 1}
	}
	v := r.verdict(w)
	u := v.understanding(r)
	u.Entities, u.Correction = entities, correction
	r.weigh(&u, w, expected)
	if u.Intent != OutOfScope {
		r.further(w, &v, &u)
	}
	r.heed(w, &v, &u)
	return u
}

// prepare reads the words and the entities of a message.
func (r *Recogniser) prepare(w *scratch, text string, expected Expected) (entities []Entity, correction bool) {
	w.tokens = splitInto(w.tokens[:0], text)
	w.asks = strings.HasSuffix(strings.TrimRight(text, " !.)\u00a0\u202f"), "?")
	w.words, w.marks = r.model.words(w.words[:0], w.tokens), w.marks[:0]
	if len(w.tokens) == 0 {
		return nil, false
	}
	entities, correction = r.facts.read(text, w.tokens, expected)
	if r.model.d.marks {
		w.marks = r.facts.marks(w.marks, w.tokens, entities)
	}
	if r.model.d.mask {
		w.words = masked(w.words, w.marks)
	}
	return entities, correction
}

// ranked is an intent with its margin.
type ranked struct {
	intent int // index, or -1 for out of scope
	class  int
	margin float32
	soft   float64
}

// verdict is what the classifier thinks of a message.
type verdict struct {
	best     [4]ranked // intents by falling margin
	count    int
	out      ranked // the best kind out of scope
	evidence evidence
	inScope  float64 // probability
	phrase   int     // nearest phrase of the best intent
}

// verdict scores the words of w.
func (r *Recogniser) verdict(w *scratch) verdict {
	r.model.score(w)
	return r.judged(w)
}

// judged weighs the margins in w.scores.
func (r *Recogniser) judged(w *scratch) verdict {
	v := verdict{out: ranked{intent: -1, class: -1, margin: -1}}
	n := len(r.intents)
	for c, s := range w.scores[:n] {
		v.insert(ranked{intent: c, class: c, margin: s})
	}
	for c, s := range w.scores[n:] {
		if v.out.class < 0 || s > v.out.margin {
			v.out.class, v.out.margin = n+c, s
		}
	}
	if v.count == 0 {
		return v
	}
	top := max(v.best[0].margin, v.out.margin)
	var in, out float64
	for c, s := range w.scores {
		e := math.Exp(r.tuning.sharpness * float64(s-top))
		if c < n {
			in += e
		} else {
			out += e
		}
	}
	for i := range v.best[:v.count] {
		v.best[i].soft = math.Exp(r.tuning.sharpness*float64(v.best[i].margin-top)) / max(in, 1e-30)
	}
	e := &v.evidence
	e[evTop] = float64(v.best[0].margin)
	if v.count > 1 {
		e[evGap] = float64(v.best[0].margin - v.best[1].margin)
	}
	e[evSoft] = v.best[0].soft
	length := r.near.query(r.model, w)
	cosine, phrase := r.near.of(v.best[0].class, r.model, w, length)
	e[evNearest], v.phrase = float64(cosine), phrase
	if v.out.class >= 0 {
		e[evOut], e[evOutSoft] = float64(v.out.margin), out/(in+out)
		cosine, _ := r.near.of(v.out.class, r.model, w, length)
		e[evNearOut] = float64(cosine)
	}
	known := 0
	for i := range w.words {
		if w.words[i].known && (w.words[i].repair == "" || w.words[i].repair == "sms" || w.words[i].repair == "name") {
			known++
		}
	}
	e[evKnown] = float64(known) / float64(len(w.words))
	e[evChars] = w.knownGrams(w.words)
	e[evShort] = 1 / float64(len(w.words))
	v.inScope = sigmoid(r.judge.logit(e[:]))
	return v
}

func (v *verdict) insert(x ranked) {
	i := v.count
	if i < len(v.best) {
		v.count++
	} else if i--; v.best[i].margin >= x.margin {
		return
	}
	for ; i > 0 && v.best[i-1].margin < x.margin; i-- {
		v.best[i] = v.best[i-1]
	}
	v.best[i] = x
}

// understanding turns a verdict into an answer.
func (v *verdict) understanding(r *Recogniser) Understanding {
	var u Understanding
	if v.count == 0 || r.hasOut() && v.inScope < r.tuning.threshold {
		u.Intent, u.Score = OutOfScope, 1-v.inScope
		for _, b := range v.best[:min(v.count, 3)] {
			u.Alternatives = append(u.Alternatives, Alternative{r.intents[b.intent], v.inScope * b.soft})
		}
		return u
	}
	u.Intent = r.intents[v.best[0].intent]
	u.Score = r.tuning.score(v, 0)
	rest := 1 - u.Score
	others := (1 - v.best[0].soft) * v.inScope
	out := 1 - v.inScope
	scale := rest / max(others+out, 1e-9)
	u.Alternatives = make([]Alternative, 0, len(v.best))
	for _, b := range v.best[1:v.count] {
		u.Alternatives = append(u.Alternatives, Alternative{r.intents[b.intent], b.soft * v.inScope * scale})
	}
	if r.hasOut() {
		u.Alternatives = append(u.Alternatives, Alternative{OutOfScope, out * scale})
	}
	slices.SortStableFunc(u.Alternatives, func(a, b Alternative) int { return cmp.Compare(b.Score, a.Score) })
	u.Alternatives = u.Alternatives[:min(len(u.Alternatives), 3)]
	return u
}

// score calibrates the probability of the best intent to be right. Doubt is that of
// another wish coming first.
func (t *tuning) score(v *verdict, doubt float64) float64 {
	return sigmoid(t.slope*logit(v.inScope*v.best[0].soft) + t.doubt*doubt + t.base)
}
