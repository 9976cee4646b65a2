package intents

import "math/bits"

// What is done over and over while learning, in two forms that give the same bits: for all lanes at once where the processor can
// (lanes_amd64.s), and here for one after the other. There an eighth of the instructions are needed, and a feature's weights are
// fetched once for all sixteen classes.

// farBelow is a sum below which a row against a class is beyond the margin, and by more than [beyond].
const farBelow = -0.03

// sumLanes gives the sums of a row's values times their weights, and the lanes where they are not far below the margin.
func sumLanes(w []float32, cells []cell, set uint16, sums *[lanes]float32) (near uint16) {
	for ; set != 0; set &= set - 1 {
		l := bits.TrailingZeros16(set)
		w := w[l:]
		var a, b, c, d float32 // four sums, because an addition waits for the one before
		k := 0
		for ; k+4 <= len(cells); k += 4 {
			x := (*[4]cell)(cells[k:])
			a += w[x[0].id*lanes] * x[0].value
			b += w[x[1].id*lanes] * x[1].value
			c += w[x[2].id*lanes] * x[2].value
			d += w[x[3].id*lanes] * x[3].value
		}
		for ; k < len(cells); k++ {
			a += w[cells[k].id*lanes] * cells[k].value
		}
		if sums[l] = a + b + (c + d); !(sums[l]-farBelow < 0) {
			near |= 1 << l
		}
	}
	return near
}

// moveLanes adds the steps, times a row's values, to their weights.
func moveLanes(w []float32, cells []cell, set uint16, steps *[lanes]float32) {
	for ; set != 0; set &= set - 1 {
		l := bits.TrailingZeros16(set)
		w, step := w[l:], steps[l]
		for _, c := range cells {
			w[c.id*lanes] += step * c.value
		}
	}
}
