package intents

import "math"

// linear is a trained reader of intents: words to a score a class.
type linear struct {
	reader
	space   space
	classes int
	weights []float32 // feature-major, biases last
}

// train fits a reader to texts whose labels are class numbers.
func train(lang *language, texts []string, labels []uint16, classes int, d *design) (*linear, [][]int32) {
	m := &linear{classes: classes}
	vocab := &vocabulary{words: make(map[string]int32)}
	m.reader = reader{lang: lang, vocab: vocab, d: d}
	lines := m.count(texts)
	m.columns(lines)
	var r rows
	var w scratch
	for _, line := range lines {
		w.words = w.words[:0]
		for _, i := range line {
			w.words = append(w.words, vocab.entries[i].word(0, ""))
		}
		w.bag.fill(w.words, d, true)
		r.add(m.space.vectorise(&w, w.words))
	}
	m.weights = learn(&r, labels, classes, len(m.space.idf), d.cost)
	return m, lines
}

// count builds the vocabulary and gives each text as numbers of its words.
func (m *linear) count(texts []string) [][]int32 {
	lines := make([][]int32, len(texts))
	for n, text := range texts {
		ts := tokens(text)
		line := make([]int32, 0, len(ts)+2)
		for i := range ts {
			meant, ok := []string(nil), false
			if t := &ts[i]; m.d.sms && !t.elided && t.kind == wordToken {
				if meant, ok = m.lang.sms[t.accented]; !ok {
					meant, ok = m.lang.sms[t.word]
				}
			}
			if !ok {
				line = append(line, m.vocab.add(ts[i].word))
				continue
			}
			for _, w := range meant {
				line = append(line, m.vocab.add(w))
			}
		}
		lines[n] = line
	}
	m.vocab.finish(m.lang)
	return lines
}

// columns gives every feature of the lines a column, rare character n-grams
// left out, and weighs it by how few lines hold it.
func (m *linear) columns(lines [][]int32) {
	c := counter{index: newIndex(1 << 10)}
	entries := m.vocab.entries
	if m.d.chars > 0 {
		var hashes []uint64
		for i := range entries {
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
			w.words = append(w.words, entries[i].word(0, ""))
			for _, id := range entries[i].grams {
				c.count(id, int32(n))
			}
		}
		w.bag.fill(w.words, m.d, true)
		for b := range w.bag.hashes {
			for _, h := range w.bag.hashes[b] {
				c.count(c.column(h, uint8(b)), int32(n))
			}
		}
	}
	m.space = c.space(len(lines), m.d, entries)
}

// counter counts the lines that hold each feature.
type counter struct {
	index index
	keys  []uint64
	block []uint8
	lines []int32
	last  []int32
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

func (c *counter) count(id uint32, line int32) {
	if c.last[id] != line {
		c.last[id] = line
		c.lines[id]++
	}
}

func (c *counter) space(total int, d *design, entries []entry) space {
	kept := make([]uint32, len(c.keys))
	const dropped = math.MaxUint32
	n := 0
	for id, lines := range c.lines {
		if c.block[id] != wordBlock && c.block[id] != soundBlock && int(lines) < d.minGrams {
			kept[id] = dropped
			continue
		}
		kept[id] = uint32(n)
		n++
	}
	s := space{index: newIndex(n), idf: make([]float32, n), block: make([]uint8, n)}
	s.weight = [blocks]float32{1, d.chars, d.across, d.sounds, d.soundRuns}
	for id, to := range kept {
		if to == dropped {
			continue
		}
		s.index.add(c.keys[id], to)
		s.idf[to] = float32(math.Log(float64(1+total)/float64(1+c.lines[id])) + 1)
		s.block[to] = c.block[id]
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

// score fills w.scores with the margin of each class for the words in w.words.
func (m *linear) score(w *scratch) vector {
	w.bag.fill(w.words, m.d, true)
	v := m.space.vectorise(w, w.words)
	if cap(w.scores) < m.classes {
		w.scores = make([]float32, m.classes)
	}
	scores := w.scores[:m.classes]
	copy(scores, m.weights[len(m.space.idf)*m.classes:])
	for k, id := range v.ids {
		x := v.values[k]
		row := m.weights[int(id)*m.classes:][:len(scores)]
		for c := range scores {
			scores[c] += x * row[c]
		}
	}
	w.scores = scores
	return v
}
