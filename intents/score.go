package intents

import (
	"encoding/binary"
	"math"
)

// middle is the byte of a weight of 0.
const middle = 128

// width is the room that the weights of a feature take: whole groups of eight.
func (m *linear) width() int { return (m.classes + 7) &^ 7 }

// weight is that of a class for a feature.
func (m *linear) weight(feature uint32, class int) float64 {
	return float64(int(m.weights[int(feature)*m.width()+class]) - middle)
}

// quantise keeps the weights of the classes in a byte each: a quarter of the memory, and what is
// not fetched need not be waited for. The error is under half a percent of the
// largest weight of the feature.
func (m *linear) quantise(weights separators) {
	m.scales = make([]float32, len(m.space.idf))
	width := m.width()
	m.weights = make([]uint8, len(m.scales)*width)
	shares(len(m.scales), 64, func(from, to int) {
		for f := from; f < to; f++ {
			most := float32(0)
			for _, group := range weights {
				for _, w := range (*[lanes]float32)(group[f*lanes:]) {
					most = max(most, w, -w)
				}
			}
			m.scales[f] = most / 127
			row := m.weights[f*width:][:m.classes]
			for _, group := range weights {
				of := (*[lanes]float32)(group[f*lanes:])[:min(lanes, len(row))]
				for l, w := range of {
					row[l] = middle
					if most > 0 {
						row[l] += uint8(math.Float32bits(w/most*127 + whole))
					}
				}
				row = row[len(of):]
			}
		}
	})
}

// whole added to a small number leaves no room for what is behind the point: its last bits are the nearest
// whole number, of two as near the even one.
const whole = 3 << 22

// fixed is the one of the sums of [linear.score], which are whole numbers: a
// value of 1.5 at the largest weight met, 2, stays below half of what fits.
const fixed = 1 << 22

// times is what the weights of a feature count for in the sums, never below 0.
func (m *linear) times(feature uint32, value float32) uint64 {
	return uint64(int32(value * m.scales[feature] * fixed))
}

// apart takes every fourth byte of eight, so that two of them can be multiplied at once.
const apart = 0x000000FF_000000FF

// score fills w.scores with the margin of each class for the words in w.words. Two classes share a sum, one in each
// half; what the lower one carries into the upper one is known, because it fits 32 bits once the middle is taken off.
func (m *linear) score(w *scratch) vector {
	w.bag.fill(w.words, w.marks, m.d, true)
	v := m.space.vectorise(w, w.words)
	width := m.width()
	if cap(w.scores) < width {
		w.scores, w.sums = make([]float32, width), make([]uint64, width/2)
	}
	sums := w.sums[:width/2]
	clear(sums)
	middles := uint64(0)
	for k, id := range v.ids {
		middles += m.times(id, v.values[k]) * middle
		// Has the rows fetched side by side, as far as they are not at hand: the loop below would wait for one after the other.
		w.touched += m.weights[int(id)*width] + m.weights[int(id)*width+width-1]
	}
	for k, id := range v.ids {
		x := m.times(id, v.values[k])
		row := m.weights[int(id)*width:][:width]
		for s := sums; len(s) >= 4 && len(row) >= 8; s, row = s[4:], row[8:] {
			eight := binary.LittleEndian.Uint64(row)
			s[0] += x * (eight & apart)
			s[1] += x * (eight >> 8 & apart)
			s[2] += x * (eight >> 16 & apart)
			s[3] += x * (eight >> 24 & apart)
		}
	}
	scores := w.scores[:width]
	for i, sum := range sums {
		low := int32(uint32(sum - middles))
		high := int32(uint32((sum-middles-uint64(low))>>32) - uint32(middles))
		c := i/4*8 + i%4
		scores[c], scores[c+4] = bias+float32(low)*(1.0/fixed), bias+float32(high)*(1.0/fixed)
	}
	w.scores = scores[:m.classes]
	return v
}
