package intents

import (
	"math"
	"math/bits"
	"sort"
)

// design says which parts of the reader are at work. The shipped one is
// [shipped]; the others exist to measure what each part is worth.
type design struct {
	sms       bool    // SMS spellings are written out
	split     bool    // « jcherche », « lindustrie » are taken apart
	repair    bool    // unknown words go to the nearest known one
	families  bool    // words of one family share a feature
	marks     bool    // entities count as words of their kind
	mask      bool    // places and jobs are read as their kind, not by their letters
	greetings bool    // a greeting before a wish is left out
	ends      bool    // first and last word count apart
	chars     float32 // weight of character n-grams inside words, 0 is without
	across    float32 // weight of character n-grams across words
	sounds    float32 // weight of phonetic keys
	soundRuns float32 // weight of n-grams of the sound of the whole message
	cost      float64 // C of the learners: how much a training error costs
	many      float64 // how many times that with many phrases, see pruneAbove
	messages  float64 // how many times that an error on a message somebody wrote costs
	rarity    float64 // how far rarity among intents counts for character n-grams, beside rarity among phrases
	minGrams  int     // character n-grams seen in fewer phrases are dropped
}

// The blocks of features. Each is brought to length 1 by itself, so that a
// long block does not drown a short one.
const (
	wordBlock   = iota // stems, pairs of stems, families, first and last
	charBlock          // 2 to 5 letters inside a word
	acrossBlock        // 4 to 5 letters across words
	soundBlock         // phonetic keys of words, and pairs
	runBlock           // 3 to 5 sounds, across words
	blocks
)

// hash64 is FNV-1a, finished by a mixer so that short strings spread.
type hash64 uint64

const (
	fnvOffset hash64 = 14695981039346656037
	fnvPrime  hash64 = 1099511628211
)

func (h hash64) byte(b byte) hash64 { return (h ^ hash64(b)) * fnvPrime }

func (h hash64) string(s string) hash64 {
	for i := 0; i < len(s); i++ {
		h = h.byte(s[i])
	}
	return h
}

func (h hash64) sum() uint64 {
	x := uint64(h)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x
}

// seed begins the hash of a kind of feature.
func seed(kind byte) hash64 { return fnvOffset.byte(kind).byte(0) }

var (
	seedStem, seedPair, seedFirst, seedLast, seedFirstPair = seed('s'), seed('p'), seed('f'), seed('l'), seed('F')
	seedFamily, seedFamilyPair                             = seed('m'), seed('M')
	seedChars, seedAcross, seedSound, seedSoundPair        = seed('c'), seed('a'), seed('o'), seed('O')
	seedRun, seedMark, seedBeforeMark, seedAfterMark       = seed('r'), seed('e'), seed('b'), seed('t')
)

// word is a word as it is read: written out, taken apart, repaired.
type word struct {
	text   string // folded
	stem   string
	family string // or the stem
	sound  string
	token  int    // index of the token it comes from
	known  bool   // seen in training, or a function word
	repair string // how it was read otherwise than written: "", "sms", "split", "sound", "spelling"
	grams  []uint32
}

// bag collects the features of one message as hashes with their block.
type bag struct {
	hashes [blocks][]uint64
	text   []byte
}

func (b *bag) reset() {
	for i := range b.hashes {
		b.hashes[i] = b.hashes[i][:0]
	}
}

// fill computes the features of the words. When gramsKnown is set, in-word
// n-grams of words that carry their own list are left out.
func (b *bag) fill(words []word, marks []mark, d *design, gramsKnown bool) {
	b.reset()
	b.words(words, d)
	b.mark(words, marks)
	if d.chars > 0 {
		for i := range words {
			if gramsKnown && words[i].grams != nil {
				continue
			}
			b.hashes[charBlock] = inWordGrams(b.hashes[charBlock], words[i].text)
		}
	}
	if d.across > 0 {
		b.text = append(b.text[:0], ' ')
		for i := range words {
			b.text = append(append(b.text, words[i].text...), ' ')
		}
		b.hashes[acrossBlock] = acrossGrams(b.hashes[acrossBlock], b.text)
	}
	if d.sounds > 0 {
		previous := seedSoundPair.byte('^')
		for i := range words {
			b.hashes[soundBlock] = append(b.hashes[soundBlock], seedSound.string(words[i].sound).sum(), previous.byte(' ').string(words[i].sound).sum())
			previous = seedSoundPair.string(words[i].sound)
		}
	}
	if d.soundRuns > 0 {
		b.text = append(b.text[:0], '^')
		for i := range words {
			b.text = append(b.text, words[i].sound...)
		}
		b.text = append(b.text, '$')
		b.hashes[runBlock] = grams(b.hashes[runBlock], b.text, seedRun, 3, 5)
	}
}

// mark adds what entities say: a word of their kind, alone and with its
// neighbours, so that « tel Greta » says what « téléphone UIMM » did.
func (b *bag) mark(words []word, marks []mark) {
	out := b.hashes[wordBlock]
	for _, m := range marks {
		h := seedMark.string(m.name)
		out = append(out, h.sum())
		if m.value != "" {
			out = append(out, h.byte('=').string(m.value).sum())
		}
		from := sort.Search(len(words), func(i int) bool { return words[i].token >= m.from })
		if from > 0 && words[from-1].token == m.from-1 {
			out = append(out, seedBeforeMark.string(words[from-1].stem).byte(' ').string(m.name).sum())
		}
		to := sort.Search(len(words), func(i int) bool { return words[i].token >= m.to })
		if to < len(words) && words[to].token == m.to {
			out = append(out, seedAfterMark.string(m.name).byte(' ').string(words[to].stem).sum())
		}
	}
	b.hashes[wordBlock] = out
}

// mark is an entity as a feature: its kind, its value where that says what is
// asked, and its tokens.
type mark struct {
	name, value string
	from, to    int
}

func (b *bag) words(words []word, d *design) {
	out := b.hashes[wordBlock]
	for i := range words {
		out = append(out, seedStem.string(words[i].stem).sum())
		if d.families && words[i].family != words[i].stem {
			out = append(out, seedFamily.string(words[i].family).sum())
		}
		if i > 0 {
			out = append(out, seedPair.string(words[i-1].stem).byte(' ').string(words[i].stem).sum())
			if d.families && (words[i].family != words[i].stem || words[i-1].family != words[i-1].stem) {
				out = append(out, seedFamilyPair.string(words[i-1].family).byte(' ').string(words[i].family).sum())
			}
		}
	}
	if n := len(words); d.ends && n > 0 {
		out = append(out, seedFirst.string(words[0].stem).sum(), seedLast.string(words[n-1].stem).sum())
		if n > 1 {
			out = append(out, seedFirstPair.string(words[0].stem).byte(' ').string(words[1].stem).sum())
		}
	}
	b.hashes[wordBlock] = out
}

// inWordGrams appends the 2 to 5-letter runs of a word with its borders.
func inWordGrams(out []uint64, w string) []uint64 {
	at := func(i int) byte {
		if i == 0 || i == len(w)+1 {
			return ' '
		}
		return w[i-1]
	}
	n := len(w) + 2
	for i := range n {
		h := seedChars
		for j := i; j < n && j < i+5; j++ {
			h = h.byte(at(j))
			if j > i {
				out = append(out, h.sum())
			}
		}
	}
	return out
}

// acrossGrams appends the 4 and 5-letter runs that hold the end of a word and the
// beginning of the next.
func acrossGrams(out []uint64, text []byte) []uint64 {
	for i := range text {
		h, inner := seedAcross, false
		for j := i; j < len(text) && j < i+5; j++ {
			h = h.byte(text[j])
			if text[j] == ' ' && j > i && j < i+4 {
				inner = true
			}
			if inner && j >= i+3 && text[j] != ' ' {
				out = append(out, h.sum())
			}
		}
	}
	return out
}

// grams appends the runs of least to most bytes.
func grams(out []uint64, text []byte, from hash64, least, most int) []uint64 {
	for i := range text {
		h := from
		for j := i; j < len(text) && j < i+most; j++ {
			h = h.byte(text[j])
			if j >= i+least-1 {
				out = append(out, h.sum())
			}
		}
	}
	return out
}

// vector is a sparse row.
type vector struct {
	ids    []uint32
	values []float32
}

// appendTo appends a row to those that are learnt from.
func (v vector) appendTo(cells []cell) []cell {
	for k, id := range v.ids {
		cells = append(cells, cell{id, v.values[k]})
	}
	return cells
}

// space maps features to columns and knows how rare each is.
type space struct {
	index  index
	idf    []float32
	block  []uint8
	weight [blocks]float32
	filled int // values in the rows of training
}

// scratch is the work memory of one reading.
type scratch struct {
	tokens  []token
	bag     bag
	counts  []float32 // by feature, zero between uses
	seen    []uint32
	words   []word
	asks    bool // the message ends on a question mark
	marks   []mark
	vec     vector
	scores  []float32
	sums    []uint64
	touched uint8 // says nothing, see linear.score
	cosine  []float32
	clauses []clause
	wishes  []wish
	known   [blocks]int
	all     [blocks]int
}

// vectorise weighs the features in the bag and those of the letters of words. Features never seen in
// training count only for the share of known ones.
func (s *space) vectorise(w *scratch, words []word) vector {
	s.begin(w)
	for i := range words {
		w.holdAll(words[i].grams)
	}
	w.known, w.all = [blocks]int{}, [blocks]int{}
	for b := range w.bag.hashes {
		w.all[b] = len(w.bag.hashes[b])
		for _, h := range w.bag.hashes[b] {
			if id, ok := s.index.find(h); ok {
				w.known[b]++
				w.hold(id)
			}
		}
	}
	return s.weigh(w)
}

// begin makes room to count features.
func (s *space) begin(w *scratch) {
	if len(w.counts) < len(s.idf) {
		w.counts = make([]float32, len(s.idf))
	}
	w.seen = w.seen[:0]
}

// holdAll counts columns that a message holds.
func (w *scratch) holdAll(ids []uint32) {
	for _, id := range ids {
		w.hold(id)
	}
}

// hold counts a column.
func (w *scratch) hold(id uint32) {
	if w.counts[id] == 0 {
		w.seen = append(w.seen, id)
	}
	w.counts[id]++
}

// weigh gives what was counted as (1 + ln tf) × idf, each block brought to its weight in length.
func (s *space) weigh(w *scratch) vector {
	v := vector{w.vec.ids[:0], w.vec.values[:0]}
	var squares [blocks]float32
	for _, id := range w.seen {
		x := s.idf[id]
		if tf := w.counts[id]; tf > 1 {
			x *= logTF(tf)
		}
		w.counts[id] = 0
		squares[s.block[id]] += x * x
		v.ids = append(v.ids, id)
		v.values = append(v.values, x)
	}
	var scale [blocks]float32
	for b, q := range squares {
		if q > 0 {
			scale[b] = s.weight[b] / float32(math.Sqrt(float64(q)))
		}
	}
	for i, id := range v.ids {
		v.values[i] *= scale[s.block[id]]
	}
	w.vec = v
	return v
}

func logTF(tf float32) float32 {
	if int(tf) < len(logs) {
		return logs[int(tf)]
	}
	return float32(1 + math.Log(float64(tf)))
}

var logs = func() (t [16]float32) {
	for i := 1; i < len(t); i++ {
		t[i] = float32(1 + math.Log(float64(i)))
	}
	return t
}()

// index is an exact hash map from 64-bit keys to column numbers with open
// addressing: half the memory of Go's map, and faster for misses.
type index struct {
	keys []uint64
	ids  []uint32
}

// newIndex makes room for n keys, and a half more.
func newIndex(n int) index {
	size := max(16, n*3/2+1)
	return index{keys: make([]uint64, size), ids: make([]uint32, size)}
}

// slot is where a key belongs: its share of the range of keys, which are spread evenly.
func (x *index) slot(key uint64) int {
	i, _ := bits.Mul64(key, uint64(len(x.keys)))
	return int(i)
}

// add stores a key that is not there yet. Zero is not a key.
func (x *index) add(key uint64, id uint32) {
	i := x.slot(key)
	for x.keys[i] != 0 {
		if i++; i == len(x.keys) {
			i = 0
		}
	}
	x.keys[i], x.ids[i] = key, id
}

func (x *index) find(key uint64) (uint32, bool) {
	if len(x.keys) == 0 {
		return 0, false
	}
	for i := x.slot(key); ; {
		if x.keys[i] == key {
			return x.ids[i], true
		}
		if x.keys[i] == 0 {
			return 0, false
		}
		if i++; i == len(x.keys) {
			i = 0
		}
	}
}

// knownGrams is the share of the in-word character n-grams that training saw.
func (w *scratch) knownGrams(words []word) float64 {
	known, all := w.known[charBlock], w.all[charBlock]
	for i := range words {
		known += len(words[i].grams)
		if words[i].grams != nil {
			all += len(words[i].grams)
		}
	}
	if all == 0 {
		return 0
	}
	return float64(known) / float64(all)
}
