package intents

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"
)

// linear is a trained reader of intents: words to a score a class.
type linear struct {
	reader
	space   space
	classes int
	weights []uint8   // feature-major, in steps of the feature's scale from [middle]
	scales  []float32 // of each feature
	lean    []int8    // of each feature, see leaning
}

// train fits a reader to texts whose labels are class numbers; costs are those of an error on
// each. What a text also asks neither teaches its class nor speaks against it. Find finds the entities, once it is known how
// often each word occurs. Beside it gives the phrases as what is near to a message is found among them.
func train(lang *language, texts []string, costs []float64, labels []uint16, also [][]uint16, classes, leans int, d *design, find func(known func(string) int, read [][]token) [][]mark) (*linear, neighbours) {
	m := &linear{classes: classes}
	vocab := &vocabulary{words: make(map[string]int32)}
	m.reader = reader{lang: lang, vocab: vocab, d: d}
	read := make([][]token, len(texts))
	shares(len(texts), 64, func(from, to int) {
		var room []token
		for n := from; n < to; n++ {
			room = splitInto(room[:0], texts[n])
			read[n] = slices.Clone(room)
		}
	})
	lines := m.count(read)
	looked := make(chan struct{})
	go func() {
		defer close(looked)
		vocab.finish(lang)
	}()
	marks := find(vocab.count, read)
	<-looked
	if !d.marks {
		marks = make([][]mark, len(texts))
	}
	if d.mask {
		for n := range lines {
			lines[n] = m.masked(lines[n], marks[n])
		}
	}
	held := m.columns(lines, marks, labels)
	m.lean = leaning(held, labels, also, leans, &m.space)
	var near neighbours
	var beside sync.WaitGroup
	beside.Go(func() { near = newNeighbours(m, lines, labels, classes) })
	order := mix(texts)
	r := newRows(len(order))
	mixed, mixedAlso := make([]uint16, len(order)), make([][]uint16, len(order))
	shares(len(order), 4096, func(from, to int) {
		var w scratch
		room := m.space.filled / len(order) * (to - from) * 9 / 8 // rows lie one after the other: learning goes over them again and again
		cells := make([]cell, 0, room)
		for i := from; i < to; i++ {
			n := order[i].text()
			m.space.begin(&w)
			for _, s := range lines[n] {
				w.holdAll(vocab.entries[s.word].grams)
			}
			w.holdAll(held[n])
			begin := len(cells)
			cells = m.space.weigh(&w).appendTo(cells)
			r.set(i, cells[begin:], costs[n], order[i].key())
			mixed[i], mixedAlso[i] = labels[n], also[n]
		}
	})
	m.quantise(learn(r, mixed, mixedAlso, classes, len(m.space.idf)))
	beside.Wait()
	return m, near
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

// place is where a row is learnt from: its key, by which rows go, and behind it the number of the text.
type place uint64

func (p place) key() uint32 { return uint32(p >> 32) }
func (p place) text() int   { return int(uint32(p)) }

// mix is an order of the texts without pattern, which hangs on each of them alone: a phrase more does not mix the others
// anew, and what is learnt of them stays. Of 3,117 messages held out, a phrase in a thousand less turned 111
// when the order hung on the number of phrases, and turns 20 now.
func mix(texts []string) []place {
	order := make([]place, len(texts))
	for n, text := range texts {
		order[n] = place(fnvOffset.string(text).sum()<<32 | uint64(n))
	}
	sortSpread(order)
	return order
}

// spot is a word of a line: its number in the vocabulary and its token.
type spot struct{ word, token int32 }

// count builds the vocabulary and gives each text as numbers of its words. Parts of the texts have a vocabulary of their own
// first; words are numbered in the order of the texts, however many parts there are.
func (m *linear) count(read [][]token) [][]spot {
	lines := make([][]spot, len(read))
	procs := runtime.GOMAXPROCS(0)
	piece := max(1, (len(read)+procs-1)/procs)
	parts := make([]vocabulary, (len(read)+piece-1)/piece)
	shares(len(read), piece, func(from, to int) {
		v := &parts[from/piece]
		v.words = make(map[string]int32)
		for n := from; n < to; n++ {
			lines[n] = m.line(v, read[n])
		}
	})
	for k := range parts {
		ids := make([]int32, len(parts[k].entries))
		for i := range ids {
			ids[i] = m.vocab.add(parts[k].entries[i].text, parts[k].entries[i].count)
		}
		for _, line := range lines[k*piece : min((k+1)*piece, len(lines))] {
			for i := range line {
				line[i].word = ids[line[i].word]
			}
		}
	}
	return lines
}

// line counts the words of a text.
func (m *linear) line(v *vocabulary, ts []token) []spot {
	line := make([]spot, 0, len(ts)+2)
	for i := range ts {
		meant, ok := []string(nil), false
		if t := &ts[i]; m.d.sms && !t.elided && t.kind == wordToken {
			if meant, ok = m.lang.sms[t.accented]; !ok && t.word != t.accented {
				meant, ok = m.lang.sms[t.word]
			}
		}
		if !ok {
			line = append(line, spot{v.add(ts[i].word, 1), int32(i)})
			continue
		}
		for _, w := range meant {
			line = append(line, spot{v.add(w, 1), int32(i)})
		}
	}
	if m.d.greetings {
		line = line[greeted(len(line), func(i int) string { return v.entries[line[i].word].text }):]
	}
	return line
}

// columns gives every feature of the lines a column, rare character n-grams
// left out, and weighs it by how few lines hold it. It gives the columns that each line
// holds beside those of the letters of its words.
func (m *linear) columns(lines [][]spot, marks [][]mark, labels []uint16) (held [][]uint32) {
	entries := m.vocab.entries
	letters := newCounter(4*len(entries)+5*len(lines), len(entries)) // a little more than what shipped phrases have
	if m.d.chars > 0 {
		var hashes []uint64
		for i := range entries {
			if entries[i].grams != nil {
				continue
			}
			hashes = inWordGrams(hashes[:0], entries[i].text)
			entries[i].grams = make([]uint32, len(hashes))
			for k, h := range hashes {
				entries[i].grams[k] = letters.column(h, charBlock)
			}
		}
	}
	held = make([][]uint32, len(lines))
	counters := make([]counter, max(1, min(runtime.GOMAXPROCS(0), mostCounters, len(lines))))
	words := make([]int, len(lines)+1) // before each line: messages are longer than phrases
	for n, line := range lines {
		words[n+1] = words[n] + len(line) + 1
	}
	share := func(i int) (line int) {
		line, _ = slices.BinarySearch(words, words[len(lines)]*i/len(counters))
		return line
	}
	var wait sync.WaitGroup
	counters[0] = letters
	for i := range counters[1:] {
		counters[1+i] = letters.clone()
	}
	for i := range counters {
		wait.Go(func() {
			var w scratch
			for n := share(i); n < share(i+1); n++ {
				held[n] = m.hold(&counters[i], &w, int32(n), lines[n], marks[n], labels[n])
			}
		})
	}
	wait.Wait()
	all := &counters[0]
	for i := range counters[1:] {
		ids := all.add(&counters[1+i])
		for _, line := range held[share(1+i):share(2+i)] {
			renumber(line, ids)
		}
	}
	for i := range entries {
		for _, id := range entries[i].grams {
			all.columns[id].classes.addAll(&all.words[i])
		}
	}
	var kept []uint32
	m.space, kept = all.space(len(lines), m.classes, m.d)
	left := 0
	for i := range entries {
		entries[i].grams = renumber(entries[i].grams, kept)
		left += len(entries[i].grams)
	}
	grams := make([]uint32, 0, left) // all in one piece, for good
	for i := range entries {
		if from := len(grams); entries[i].grams != nil {
			grams = append(grams, entries[i].grams...)
			entries[i].grams = grams[from:len(grams):len(grams)]
		}
	}
	for n := range held {
		held[n] = renumber(held[n], kept)
	}
	return held
}

// mostCounters is how many processors count the columns: each takes memory of its own.
const mostCounters = 4

// hold counts the features of a line, and gives the columns of those that are not of the letters
// of its words.
func (m *linear) hold(c *counter, w *scratch, n int32, line []spot, marks []mark, label uint16) []uint32 {
	w.words = w.words[:0]
	for _, s := range line {
		e := &m.vocab.entries[s.word]
		w.words = append(w.words, e.word(int(s.token), ""))
		c.words[s.word].add(label)
		for _, id := range e.grams {
			c.count(id, n)
		}
	}
	w.bag.fill(w.words, marks, m.d, true)
	w.seen = w.seen[:0]
	for b, hashes := range w.bag.hashes {
		for _, h := range hashes {
			id := c.column(h, uint8(b))
			c.count(id, n)
			c.columns[id].classes.add(label)
			w.seen = append(w.seen, id)
		}
	}
	return slices.Clone(w.seen)
}

// renumber gives the columns that are kept their new numbers, in place.
func renumber(ids, kept []uint32) []uint32 {
	to := ids[:0]
	for _, id := range ids {
		if kept[id] != dropped {
			to = append(to, kept[id])
		}
	}
	return to
}

// counter counts the lines that hold each feature.
type counter struct {
	index   index
	columns []column
	tallies []tally    // of each column; apart, because nearly all of the work is on them
	words   []classSet // of each word, the classes of the lines that hold it
}

type column struct {
	key     uint64
	classes classSet // those that hold it
	block   uint8
}

// tally is how many lines hold a column, and the last of them.
type tally struct{ lines, last int32 }

// classSet is a set of classes, a bit each.
type classSet [4]uint64

func (s *classSet) add(label uint16) {
	if label != noClass {
		s[label>>6&3] |= 1 << (label & 63)
	}
}

func (s *classSet) addAll(other *classSet) {
	for k := range s {
		s[k] |= other[k]
	}
}

func newCounter(room, words int) counter {
	return counter{newIndex(room), make([]column, 0, room), make([]tally, 0, room), make([]classSet, words)}
}

// clone makes one that counts on, and leaves as much room.
func (c *counter) clone() counter {
	columns := append(make([]column, 0, cap(c.columns)), c.columns...)
	tallies := append(make([]tally, 0, cap(c.tallies)), c.tallies...)
	return counter{index{slices.Clone(c.index.keys), slices.Clone(c.index.ids)}, columns, tallies, make([]classSet, len(c.words))}
}

func (c *counter) column(h uint64, block uint8) uint32 {
	if id, ok := c.index.find(h); ok {
		return id
	}
	id := uint32(len(c.columns))
	c.columns, c.tallies = append(c.columns, column{key: h, block: block}), append(c.tallies, tally{last: -1})
	if len(c.columns)*3/2 > len(c.index.keys) {
		grown := newIndex(len(c.columns) * 3)
		for i := range c.columns[:id] {
			grown.add(c.columns[i].key, uint32(i))
		}
		c.index = grown
	}
	c.index.add(h, id)
	return id
}

func (c *counter) count(id uint32, line int32) {
	if x := &c.tallies[id]; x.last != line {
		x.last = line
		x.lines++
	}
}

// add adds what was counted of other lines, and gives for its columns their numbers here.
func (c *counter) add(other *counter) (ids []uint32) {
	ids = make([]uint32, len(other.columns))
	for i := range other.columns {
		from := &other.columns[i]
		ids[i] = c.column(from.key, from.block)
		c.columns[ids[i]].classes.addAll(&from.classes)
		c.tallies[ids[i]].lines += other.tallies[i].lines
	}
	for i := range other.words {
		c.words[i].addAll(&other.words[i])
	}
	return ids
}

// pruneAbove is the number of phrases from which words must be seen twice, and
// character n-grams three times as often: with few phrases they carry much, with many
// they only take memory. Those that three lines in a hundred hold are half of every row, and tell
// nothing of its class: without them messages of authors not learnt from are read as well.
const pruneAbove = 2000

// dropped is the number of a column that is not kept.
const dropped = math.MaxUint32

// space numbers the columns anew, and gives for each its number.
func (c *counter) space(total, classes int, d *design) (s space, kept []uint32) {
	kept = make([]uint32, len(c.columns))
	leastWords, leastGrams, mostLines := int32(1), int32(d.minGrams), int32(total)
	if total > pruneAbove {
		leastWords, leastGrams, mostLines = 2, 3*leastGrams, int32(total*3/100)
	}
	ranks := make([]uint64, 0, len(c.columns)) // by falling lines, then by number
	for id := range c.columns {
		kept[id] = dropped
		block, lines := c.columns[id].block, c.tallies[id].lines
		if block == charBlock && lines > mostLines {
			continue
		}
		if lines >= leastGrams || block == wordBlock && lines >= leastWords {
			ranks = append(ranks, uint64(math.MaxInt32-lines)<<32|uint64(id))
		}
	}
	// The columns that many lines hold lie together, so that training finds their
	// weights in the nearest cache.
	slices.Sort(ranks)
	s = space{index: newIndex(len(ranks)), idf: make([]float32, len(ranks)), block: make([]uint8, len(ranks))}
	s.weight = [blocks]float32{1, d.chars, d.across, d.sounds, d.soundRuns}
	for to, rank := range ranks {
		id := uint32(rank)
		x, lines := &c.columns[id], c.tallies[id].lines
		kept[id] = uint32(to)
		s.index.add(x.key, uint32(to))
		s.idf[to] = float32(math.Log(float64(1+total)/float64(1+lines)) + 1)
		if d.rarity > 0 && x.block != wordBlock && x.block != soundBlock {
			n := 0
			for _, w := range x.classes {
				n += bits.OnesCount64(w)
			}
			s.idf[to] *= float32(math.Pow(math.Log(float64(1+min(classes, 256))/float64(n))+0.1, d.rarity))
		}
		s.block[to] = x.block
		s.filled += int(lines)
	}
	return s, kept
}
