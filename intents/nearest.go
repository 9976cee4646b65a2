package intents

import (
	"math"
	"slices"
)

// neighbours finds how near a message is to the nearest phrase of a class, by
// the stems they share. Phrases are kept as the columns of their stems, a few
// bytes each.
type neighbours struct {
	length   []float32 // of each phrase; phrases lie class by class
	first    []int32   // of each class in length
	postings []int32   // phrases that hold a stem, rising
	start    []int32   // of each column in postings
	line     []int32   // of each phrase, its number in training
}

// newNeighbours keeps the stems of the lines. Labels are class numbers.
func newNeighbours(m *linear, lines [][]spot, labels []uint16, classes int) neighbours {
	n := neighbours{start: make([]int32, len(m.space.idf)+1)}
	byClass := make([][]int, classes)
	for i, c := range labels {
		if c != noClass {
			byClass[c] = append(byClass[c], i)
		}
	}
	type holding struct {
		column uint32
		phrase int32
	}
	words := 0
	for _, line := range lines {
		words += len(line)
	}
	held := make([]holding, 0, words)
	for _, members := range byClass {
		n.first = append(n.first, int32(len(n.length)))
		for _, i := range members {
			sum := float32(0)
			for k, word := range lines[i] {
				id, ok := m.space.index.find(seedStem.string(m.vocab.entries[word.word].stem).sum())
				if !ok || repeated(lines[i][:k], word.word) {
					continue
				}
				held = append(held, holding{id, int32(len(n.length))})
				n.start[id+1]++
				sum += m.space.idf[id] * m.space.idf[id]
			}
			n.line = append(n.line, int32(i))
			n.length = append(n.length, max(float32(math.Sqrt(float64(sum))), 1))
		}
	}
	n.first = append(n.first, int32(len(n.length)))
	for i := 1; i < len(n.start); i++ {
		n.start[i] += n.start[i-1]
	}
	n.postings = make([]int32, len(held))
	at := append([]int32(nil), n.start...)
	for _, h := range held {
		n.postings[at[h.column]] = h.phrase
		at[h.column]++
	}
	return n
}

func repeated(before []spot, word int32) bool {
	for _, b := range before {
		if b.word == word {
			return true
		}
	}
	return false
}

// query finds the stems of a message, in w.seen, and gives its length.
func (n *neighbours) query(m *linear, w *scratch) (length float32) {
	w.seen = w.seen[:0]
	sum := float32(0)
next:
	for i := range w.words {
		id, ok := m.space.index.find(seedStem.string(w.words[i].stem).sum())
		if !ok {
			sum += unknownIDF * unknownIDF
			continue
		}
		for _, seen := range w.seen {
			if seen == id {
				continue next
			}
		}
		w.seen = append(w.seen, id)
		sum += m.space.idf[id] * m.space.idf[id]
		if len(w.seen) == mostStems {
			break
		}
	}
	return float32(math.Sqrt(float64(sum)))
}

// unknownIDF is the weight of a word never seen, about that of a word seen once
// in a few thousand phrases.
const unknownIDF = 7

// mostStems is how many different stems of a long message are compared.
const mostStems = 64

// of is the cosine to the nearest phrase of a class, 0..1, and its number.
func (n *neighbours) of(class int, m *linear, w *scratch, length float32) (best float32, phrase int) {
	phrase = -1
	from, to := n.first[class], n.first[class+1]
	if length == 0 || from == to {
		return 0, phrase
	}
	if cap(w.cosine) < int(to-from) {
		w.cosine = make([]float32, to-from)
	}
	sums := w.cosine[:to-from]
	clear(sums)
	for _, id := range w.seen {
		x := m.space.idf[id] * m.space.idf[id]
		list := n.postings[n.start[id]:n.start[id+1]]
		i, _ := slices.BinarySearch(list, from)
		for ; i < len(list) && list[i] < to; i++ {
			sums[list[i]-from] += x
		}
	}
	lengths := n.length[from:to][:len(sums)]
	least := float32(0) // sum of a phrase of length 1 from which it may be nearer: a division takes as long as all else
	for p, sum := range sums {
		of := lengths[p]
		if sum <= least*of {
			continue
		}
		if c := sum / (length * of); c > best {
			best, phrase = c, int(from)+p
			least = best * length * (1 - 1e-6) // more than what rounding takes
		}
	}
	return min(best, 1), phrase
}
