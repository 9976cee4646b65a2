package intents

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math"
)

// Memo keeps what training found by what it was trained on, so that the same need not be
// found again: that is a third of the work of a start. It may forget at any time.
type Memo interface {
	// Recall gives what was kept under a key, nil if nothing is.
	Recall(key [sha256.Size]byte) []byte
	Keep(key [sha256.Size]byte, found []byte)
}

// LoadRemembered is [Load] with a memo; without one it is Load.
func LoadRemembered(fsys fs.FS, lex Lexicon, memo Memo) (*Recogniser, error) {
	phrases, err := ReadPhrases(fsys)
	if err != nil {
		return nil, err
	}
	t, err := readTuning(modelText)
	if err != nil {
		return nil, err
	}
	d := shipped
	d.memo = memo
	return build(phrases, lex, t, &d), nil
}

// learner names the way that learn finds weights: another one must not be taken for it.
var learner = fmt.Sprintln("squared hinge, 1:", bias, sweeps, rounds, tolerance, beyond)

// fit finds the weights of a training matrix, or remembers them.
func (m *linear) fit(r *rows, labels []uint16, also [][]uint16) {
	features, memo := len(m.space.idf), m.d.memo
	if memo == nil {
		m.quantise(learn(r, labels, also, m.classes, features, m.d.cost))
		return
	}
	key := trainedOn(r, labels, also, m.classes, features, m.d.cost)
	if m.restore(memo.Recall(key), features) {
		return
	}
	m.quantise(learn(r, labels, also, m.classes, features, m.d.cost))
	memo.Keep(key, m.encode())
}

// trainedOn is a digest of all that the weights depend on.
func trainedOn(r *rows, labels []uint16, also [][]uint16, classes, features int, cost float64) [sha256.Size]byte {
	b := append([]byte(nil), learner...)
	number := func(n uint32) { b = binary.LittleEndian.AppendUint32(b, n) }
	number(uint32(classes))
	number(uint32(features))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(cost))
	sum := sha256.New()
	flush := func() {
		_, _ = sum.Write(b)
		b = b[:0]
	}
	for i := range r.len() {
		number(uint32(labels[i]))
		number(uint32(len(also[i])))
		for _, c := range also[i] {
			number(uint32(c))
		}
		lo, hi := r.start[i], r.start[i+1]
		number(uint32(hi - lo))
		for k := lo; k < hi; k++ {
			number(r.ids[k])
			number(math.Float32bits(r.values[k]))
		}
		flush()
	}
	flush()
	return [sha256.Size]byte(sum.Sum(nil))
}

// encode writes scales and weights one after the other.
func (m *linear) encode() []byte {
	b := make([]byte, 0, 4*len(m.scales)+len(m.weights))
	for _, s := range m.scales {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(s))
	}
	for _, w := range m.weights {
		b = append(b, byte(w))
	}
	return b
}

// restore takes up what encode wrote, if it can be that.
func (m *linear) restore(b []byte, features int) bool {
	if len(b) != 4*features+features*m.classes || features == 0 {
		return false
	}
	m.scales, m.weights = make([]float32, features), make([]int8, features*m.classes)
	for i := range m.scales {
		m.scales[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	for i, w := range b[4*features:] {
		m.weights[i] = int8(w)
	}
	return true
}
