package intents

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// linear is a trained reader of intents: words to a score a class.
type linear struct {
	reader
	space   space
	classes int
	weights []int8    // feature-major, in steps of the feature's scale
	scales  []float32 // of each feature
}

// train fits a reader to texts whose labels are class numbers; costs are those of an error on
// each. What a text also asks neither teaches its class nor speaks against it.
func train(lang *language, texts []string, costs []float64, labels []uint16, also [][]uint16, classes int, d *design, find func(known func(string) int, texts []string) [][]mark) (*linear, [][]spot) {
	m := &linear{classes: classes}
	vocab := &vocabulary{words: make(map[string]int32)}
	m.reader = reader{lang: lang, vocab: vocab, d: d}
	lines := m.count(texts)
	marks := find(vocab.count, texts)
	if !d.marks {
		marks = make([][]mark, len(texts))
	}
	if d.mask {
		for n := range lines {
			lines[n] = m.masked(lines[n], marks[n])
		}
	}
	m.columns(lines, marks, labels)
	r := newRows(len(lines), m.space.filled)
	var w scratch
	mixed, mixedAlso := make([]uint16, 0, len(lines)), make([][]uint16, 0, len(lines))
	for _, n := range mix(len(lines)) {
		line := lines[n]
		mixed, mixedAlso = append(mixed, labels[n]), append(mixedAlso, also[n])
		w.words = w.words[:0]
		for _, i := range line {
			w.words = append(w.words, vocab.entries[i.word].word(int(i.token), ""))
		}
		w.bag.fill(w.words, marks[n], d, true)
		r.add(m.space.vectorise(&w, w.words), costs[n])
	}
	m.quantise(learn(r, mixed, mixedAlso, classes, len(m.space.idf)))
	return m, lines
}

// masked does for a line what masked does for the words of a message.
func (m *linear) masked(line []spot, marks []mark) []spot {
	kept, next, done := line[:0], 0, false
	for _, s := range line {
		for next < len(marks) && (marks[next].to <= int(s.token) || maskedKind(&marks[next]) == "") {
			next, done = next+1, false
		}
		if next == len(marks) || int(s.token) < marks[next].from {
			kept = append(kept, s)
			continue
		}
		if done {
			continue
		}
		done = true
		kind := maskedKind(&marks[next])
		i, ok := m.vocab.words["<"+kind+">"]
		if !ok {
			i = int32(len(m.vocab.entries))
			m.vocab.words["<"+kind+">"] = i
			m.vocab.entries = append(m.vocab.entries, entry{text: kind, stem: kind, family: kind, sound: kind, count: 1, grams: noGrams})
		}
		kept = append(kept, spot{i, s.token})
	}
	return kept
}

// mix is a fixed order of n rows without pattern.
func mix(n int) []int {
	return rand.New(rand.NewPCG(1, 2)).Perm(n)
}

// spot is a word of a line: its number in the vocabulary and its token.
type spot struct{ word, token int32 }

// count builds the vocabulary and gives each text as numbers of its words.
func (m *linear) count(texts []string) [][]spot {
	lines := make([][]spot, len(texts))
	var read [512][]token // some at a time: they take ten times the memory of the lines
	for n := range texts {
		if n%len(read) == 0 {
			some := texts[n:min(n+len(read), len(texts))]
			spread(len(some), func(i int) { read[i] = tokens(some[i]) })
		}
		ts := read[n%len(read)]
		line := make([]spot, 0, len(ts)+2)
		for i := range ts {
			meant, ok := []string(nil), false
			if t := &ts[i]; m.d.sms && !t.elided && t.kind == wordToken {
				if meant, ok = m.lang.sms[t.accented]; !ok {
					meant, ok = m.lang.sms[t.word]
				}
			}
			if !ok {
				line = append(line, spot{m.vocab.add(ts[i].word), int32(i)})
				continue
			}
			for _, w := range meant {
				line = append(line, spot{m.vocab.add(w), int32(i)})
			}
		}
		if m.d.greetings {
			skip := greeted(len(line), func(i int) string { return m.vocab.entries[line[i].word].text })
			line = line[skip:]
		}
		lines[n] = line
	}
	m.vocab.finish(m.lang)
	return lines
}

// columns gives every feature of the lines a column, rare character n-grams
// left out, and weighs it by how few lines hold it.
func (m *linear) columns(lines [][]spot, marks [][]mark, labels []uint16) {
	c := counter{index: newIndex(1 << 10)}
	entries := m.vocab.entries
	if m.d.chars > 0 {
		var hashes []uint64
		for i := range entries {
			if entries[i].grams != nil {
				continue
			}
			hashes = inWordGrams(hashes[:0], entries[i].text)
			entries[i].grams = make([]uint32, len(hashes))
			for k, h := range hashes {
				entries[i].grams[k] = c.column(h, charBlock)
			}
		}
	}
	var w scratch
	for n, line := range lines {
		w.words = w.words[:0]
		for _, i := range line {
			w.words = append(w.words, entries[i.word].word(int(i.token), ""))
			for _, id := range entries[i.word].grams {
				c.count(id, int32(n), labels[n])
			}
		}
		w.bag.fill(w.words, marks[n], m.d, true)
		for b := range w.bag.hashes {
			for _, h := range w.bag.hashes[b] {
				c.count(c.column(h, uint8(b)), int32(n), labels[n])
			}
		}
	}
	m.space = c.space(len(lines), m.classes, m.d, entries)
}

// counter counts the lines that hold each feature.
type counter struct {
	index   index
	keys    []uint64
	block   []uint8
	lines   []int32
	last    []int32
	classes [][4]uint64
}

func (c *counter) column(h uint64, block uint8) uint32 {
	if id, ok := c.index.find(h); ok {
		return id
	}
	id := uint32(len(c.keys))
	c.keys = append(c.keys, h)
	c.block = append(c.block, block)
	c.lines = append(c.lines, 0)
	c.last = append(c.last, -1)
	c.classes = append(c.classes, [4]uint64{})
	if len(c.keys)*3/2 > len(c.index.keys) {
		grown := newIndex(len(c.keys) * 3)
		for i, k := range c.keys[:id] {
			grown.add(k, uint32(i))
		}
		c.index = grown
	}
	c.index.add(h, id)
	return id
}

func (c *counter) count(id uint32, line int32, label uint16) {
	if c.last[id] != line {
		c.last[id] = line
		c.lines[id]++
		if bit := uint64(1) << (label & 63); c.classes[id][label>>6&3]&bit == 0 {
			c.classes[id][label>>6&3] |= bit
		}
	}
}

// pruneAbove is the number of phrases from which words must be seen twice, and
// character n-grams three times as often: with few phrases they carry much, with many
// they only take memory.
const pruneAbove = 2000

func (c *counter) space(total, classes int, d *design, entries []entry) space {
	kept := make([]uint32, len(c.keys))
	const dropped = math.MaxUint32
	leastWords, leastGrams := int32(1), int32(d.minGrams)
	if total > pruneAbove {
		leastWords, leastGrams = 2, 3*leastGrams
	}
	var columns []uint32
	for id, lines := range c.lines {
		kept[id] = dropped
		if lines >= leastGrams || c.block[id] == wordBlock && lines >= leastWords {
			columns = append(columns, uint32(id))
		}
	}
	// The columns that many lines hold lie together, so that training finds their
	// weights in the nearest cache.
	slices.SortStableFunc(columns, func(a, b uint32) int { return cmp.Compare(c.lines[b], c.lines[a]) })
	for to, id := range columns {
		kept[id] = uint32(to)
	}
	n := len(columns)
	s := space{index: newIndex(n), idf: make([]float32, n), block: make([]uint8, n)}
	s.weight = [blocks]float32{1, d.chars, d.across, d.sounds, d.soundRuns}
	for id, to := range kept {
		if to == dropped {
			continue
		}
		s.index.add(c.keys[id], to)
		s.idf[to] = float32(math.Log(float64(1+total)/float64(1+c.lines[id])) + 1)
		if d.rarity > 0 && c.block[id] != wordBlock && c.block[id] != soundBlock {
			n := 0
			for _, w := range c.classes[id] {
				n += bits.OnesCount64(w)
			}
			s.idf[to] *= float32(math.Pow(math.Log(float64(1+min(classes, 256))/float64(n))+0.1, d.rarity))
		}
		s.block[to] = c.block[id]
		s.filled += int(c.lines[id])
	}
	for i := range entries {
		grams := entries[i].grams[:0]
		for _, id := range entries[i].grams {
			if kept[id] != dropped {
				grams = append(grams, kept[id])
			}
		}
		entries[i].grams = grams
	}
	return s
}

// quantise keeps the weights in a byte each: a quarter of the memory, and what is
// not fetched need not be waited for. The error is under half a percent of the
// largest weight of the feature.
func (m *linear) quantise(weights []float32) {
	m.weights = make([]int8, len(weights))
	m.scales = make([]float32, len(m.space.idf))
	for f := range m.scales {
		row := weights[f*m.classes:][:m.classes]
		most := float32(0)
		for _, w := range row {
			most = max(most, w, -w)
		}
		if most == 0 {
			continue
		}
		m.scales[f] = most / 127
		for c, w := range row {
			m.weights[f*m.classes+c] = int8(math.Round(float64(w / most * 127)))
		}
	}
}

// fixed is the one of the sums of [linear.score], which are whole numbers: a
// value of 1.5 at the largest weight met, 2, stays below half of what fits.
const fixed = 1 << 22

// score fills w.scores with the margin of each class for the words in w.words.
func (m *linear) score(w *scratch) vector {
	w.bag.fill(w.words, w.marks, m.d, true)
	v := m.space.vectorise(w, w.words)
	if cap(w.scores) < m.classes {
		w.scores, w.sums = make([]float32, m.classes), make([]int32, m.classes)
	}
	sums := w.sums[:m.classes]
	clear(sums)
	for k, id := range v.ids {
		x := int32(v.values[k] * m.scales[id] * fixed)
		row := m.weights[int(id)*m.classes:][:len(sums)]
		for c := range sums {
			sums[c] += x * int32(row[c])
		}
	}
	w.scores = w.scores[:m.classes]
	for c, sum := range sums {
		w.scores[c] = bias + float32(sum)*(1.0/fixed)
	}
	return v
}
