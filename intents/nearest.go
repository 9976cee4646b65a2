package intents

import "math"

// neighbours finds how near a message is to the nearest phrase of a class, by
// the stems they share. Phrases are kept as the columns of their stems, a few
// bytes each.
type neighbours struct {
	start  []int32   // of each phrase in ids
	ids    []uint32  // columns of stems
	length []float32 // of each phrase
	first  []int32   // of each class in start; phrases lie class by class
}

// newNeighbours keeps the stems of the lines. Labels are class numbers.
func newNeighbours(m *linear, lines [][]int32, labels []uint16, classes int) neighbours {
	var n neighbours
	byClass := make([][]int, classes)
	for i, c := range labels {
		byClass[c] = append(byClass[c], i)
	}
	for _, members := range byClass {
		n.first = append(n.first, int32(len(n.length)))
		for _, i := range members {
			n.start = append(n.start, int32(len(n.ids)))
			sum := float32(0)
			for k, word := range lines[i] {
				id, ok := m.space.index.find(seedStem.string(m.vocab.entries[word].stem).sum())
				if !ok || repeated(lines[i][:k], word) {
					continue
				}
				n.ids = append(n.ids, id)
				sum += m.space.idf[id] * m.space.idf[id]
			}
			n.length = append(n.length, float32(math.Sqrt(float64(sum))))
		}
	}
	n.first = append(n.first, int32(len(n.length)))
	n.start = append(n.start, int32(len(n.ids)))
	return n
}

func repeated(before []int32, word int32) bool {
	for _, b := range before {
		if b == word {
			return true
		}
	}
	return false
}

// query marks the stems of a message in w.counts; done must be called after.
func (n *neighbours) query(m *linear, w *scratch) (length float32) {
	w.seen = w.seen[:0]
	sum := float32(0)
	for i := range w.words {
		id, ok := m.space.index.find(seedStem.string(w.words[i].stem).sum())
		if !ok {
			sum += unknownIDF * unknownIDF
			continue
		}
		if w.counts[id] != 0 {
			continue
		}
		x := m.space.idf[id]
		w.counts[id] = x * x
		w.seen = append(w.seen, id)
		sum += x * x
	}
	return float32(math.Sqrt(float64(sum)))
}

// unknownIDF is the weight of a word never seen, about that of a word seen once
// in a few thousand phrases.
const unknownIDF = 7

func (n *neighbours) done(w *scratch) {
	for _, id := range w.seen {
		w.counts[id] = 0
	}
}

// of is the cosine to the nearest phrase of a class, 0..1, and its number.
func (n *neighbours) of(class int, w *scratch, length float32) (best float32, phrase int) {
	if length == 0 {
		return 0, -1
	}
	phrase = -1
	for p := n.first[class]; p < n.first[class+1]; p++ {
		sum := float32(0)
		for _, id := range n.ids[n.start[p]:n.start[p+1]] {
			sum += w.counts[id]
		}
		if c := sum / (length * n.length[p]); c > best {
			best, phrase = c, int(p)
		}
	}
	return best, phrase
}
