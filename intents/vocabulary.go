package intents

import (
	"strings"
)

// entry is a word of the vocabulary with all that is computed from its letters.
type entry struct {
	text   string
	stem   string
	family string // the stem when it has none
	sound  string
	count  int // phrases that hold it
	grams  []uint32
}

// vocabulary is the words of the examples, by spelling, by sound and by the
// spellings that lack one or two letters.
type vocabulary struct {
	words   map[string]int32
	entries []entry
	bySound map[string]int32 // the most frequent word of that sound
	index   deletions
	texts   arena
}

// arena keeps texts one after the other: those that lie among what learning leaves behind keep its memory from being given back.
type arena struct{ room strings.Builder }

func (a *arena) keep(s string) string {
	const piece = 16 << 10
	if a.room.Len()+len(s) > a.room.Cap() {
		a.room = strings.Builder{} // what it held stays with those who have it
		a.room.Grow(max(piece, len(s)))
	}
	from := a.room.Len()
	a.room.WriteString(s)
	return a.room.String()[from:]
}

func (v *vocabulary) find(word string) *entry {
	if i, ok := v.words[word]; ok {
		return &v.entries[i]
	}
	return nil
}

// add counts a word so many times.
func (v *vocabulary) add(word string, times int) int32 {
	i, ok := v.words[word]
	if !ok {
		i = int32(len(v.entries))
		word = v.texts.keep(word)
		v.words[word] = i
		v.entries = append(v.entries, entry{text: word})
	}
	v.entries[i].count += times
	return i
}

// finish computes what is looked up: stems, sounds and the repair index.
func (v *vocabulary) finish(l *language) {
	var buf []byte
	for i := range v.entries {
		e := &v.entries[i]
		if e.stem = stem(e.text); e.stem != e.text {
			e.stem = v.texts.keep(e.stem)
		}
		if e.family = l.family(e.text); e.family == "" {
			e.family = e.stem
		}
		buf = phonetic(buf[:0], e.text)
		e.sound = v.texts.keep(string(buf))
	}
	v.listSounds(v.entries)
	names := make([]string, len(v.entries))
	for i := range names {
		names[i] = v.entries[i].text
	}
	v.index = newDeletions(names)
	v.texts = arena{} // no more come
}

// listSounds finds the most frequent word of each sound.
func (v *vocabulary) listSounds(entries []entry) {
	v.bySound = make(map[string]int32, len(entries))
	for i := range entries {
		e := &entries[i]
		if j, ok := v.bySound[e.sound]; !ok || entries[j].count < e.count {
			v.bySound[e.sound] = int32(i)
		}
	}
}

// Lengths, in letters, from which a word is repaired at distance 1 and 2.
// Shorter words have too many neighbours.
const (
	repairOne = 4
	repairTwo = 8
)

// repair finds the known word that an unknown one was meant to be.
func (v *vocabulary) repair(text, sound string) (e *entry, how string) {
	if len(text) < 3 {
		return nil, ""
	}
	best, score := int32(-1), 0.0
	v.index.near(text, func(i int32, distance int) {
		e := &v.entries[i]
		s := 3.0 - 2*float64(distance) + frequency(e.count)
		if e.sound == sound {
			s += 2
		}
		if e.text[0] != text[0] {
			s--
		}
		if best < 0 || s > score || s == score && e.text < v.entries[best].text {
			best, score = i, s
		}
	})
	if i, ok := v.bySound[sound]; ok && len(sound) >= 2 {
		if s := 2.5 + frequency(v.entries[i].count); best < 0 || s > score {
			return &v.entries[i], "sound"
		}
	}
	if best < 0 {
		return nil, ""
	}
	return &v.entries[best], "spelling"
}

// frequency is the weight of how often a word was seen: half a point a decade.
func frequency(count int) float64 {
	s := 0.0
	for ; count >= 10; count /= 10 {
		s += 0.5
	}
	return s + float64(count)*0.05
}

// deletions finds the words of a list within one or two edits (insertion,
// deletion, substitution, swap of neighbours) of another, by the spellings that
// both give when letters are taken out. Memory is linear in the letters of
// the list; a look-up costs the square of the length of the word asked for.
type deletions struct {
	names []string
	first []int32 // where the hashes of each top byte pair begin
	// The hashes of 32 bits, sorted: what first does not tell of each, and the word it is of.
	low   []uint16
	words []uint16
}

// mostRepaired is how many of a list can be found: their numbers take two bytes.
const mostRepaired = 1 << 16

func newDeletions(names []string) deletions {
	d := deletions{names: names}
	most := 0
	for _, name := range names {
		if most += 1 + len(name); len(name) >= repairTwo {
			most += len(name) * (len(name) - 1) / 2
		}
	}
	keys := make([]uint64, 0, most) // hash, word
	for i, name := range names[:min(len(names), mostRepaired)] {
		if len(name) < repairOne-1 || len(name) > 24 {
			continue
		}
		eachDeletion(name, func(h uint64) {
			keys = append(keys, h<<32|uint64(i))
		})
	}
	sortSpread(keys)
	d.first = make([]int32, 1<<16+1)
	d.low, d.words = make([]uint16, len(keys)), make([]uint16, len(keys))
	for i, k := range keys {
		d.first[k>>48+1]++
		d.low[i], d.words[i] = uint16(k>>32), uint16(k)
	}
	for i := 1; i < len(d.first); i++ {
		d.first[i] += d.first[i-1]
	}
	return d
}

// eachDeletion gives the hashes of a word and of what is left of it when one
// letter is taken out, or two of a long word's.
func eachDeletion(w string, do func(uint64)) {
	n := len(w)
	var prefix [26]hash64
	prefix[0] = seedDeletion
	for i := range n {
		prefix[i+1] = prefix[i].byte(w[i])
	}
	do(prefix[n].sum())
	for i := range n {
		if i > 0 && w[i] == w[i-1] {
			continue
		}
		do(prefix[i].string(w[i+1:]).sum())
		if n < repairTwo {
			continue
		}
		h := prefix[i]
		for j := i + 1; j < n; j++ {
			do(h.string(w[j+1:]).sum())
			h = h.byte(w[j])
		}
	}
}

var seedDeletion = seed('d')

// near calls found for each listed word within reach of w: distance 1, or 2
// when both are long.
func (d *deletions) near(w string, found func(i int32, distance int)) {
	if len(w) < repairOne || len(w) > 24 || len(d.words) == 0 {
		return
	}
	var seen [32]int32
	n := 0
	eachDeletion(w, func(h uint64) {
		hash := uint32(h)
		for at := d.first[hash>>16]; at < d.first[hash>>16+1]; at++ {
			if d.low[at] < uint16(hash) {
				continue
			}
			if d.low[at] > uint16(hash) {
				break
			}
			word := int32(d.words[at])
			known := false
			for _, s := range seen[:n] {
				known = known || s == word
			}
			if known {
				continue
			}
			if n < len(seen) {
				seen[n] = word
				n++
			}
			reach := 1
			if len(w) >= repairTwo && len(d.names[word]) >= repairTwo-1 {
				reach = 2
			}
			if distance := damerau(w, d.names[word], reach); distance <= reach {
				found(word, distance)
			}
		}
	})
}

// damerau is the number of edits between two words of at most 24 bytes, with a
// swap of neighbours as one (optimal string alignment); past limit it is
// limit+1.
func damerau(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var rows [3][26]int
	for j := 0; j <= len(b); j++ {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, above2 := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			x := min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				x = min(x, above2[j-2]+1)
			}
			row[j] = x
			least = min(least, x)
		}
		if least > limit {
			return limit + 1
		}
	}
	return rows[len(a)%3][len(b)]
}

// count is how many phrases hold a word.
func (v *vocabulary) count(word string) int {
	if e := v.find(word); e != nil {
		return e.count
	}
	return 0
}
