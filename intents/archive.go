package intents

import (
	"encoding/binary"
	"strings"
)

// archive writes values one after the other, or reads them back in the same order: one function that
// lists what is kept serves both ways. What is read shares no memory with data.
type archive struct {
	data    []byte
	reading bool
	broken  bool // data is not what was written
}

// whole tells whether everything was read, and nothing is left.
func (a *archive) whole() bool { return !a.broken && len(a.data) == 0 }

// check notes what cannot be, as sizes that do not fit each other.
func (a *archive) check(ok bool) { a.broken = a.broken || !ok }

// addUp tells whether sizes are those of all parts of n.
func addUp(sizes []uint32, n int) bool {
	sum := uint64(0)
	for _, size := range sizes {
		sum += uint64(size)
	}
	return sum == uint64(n)
}

func (a *archive) number(n *int) {
	if !a.reading {
		a.data = binary.AppendUvarint(a.data, uint64(*n))
		return
	}
	x, used := binary.Uvarint(a.data)
	if used <= 0 || x > 1<<40 {
		a.broken, *n = true, 0
		return
	}
	*n, a.data = int(x), a.data[used:]
}

// numbers keeps a slice of numbers of one size.
func numbers[T int8 | uint8 | uint16 | int32 | uint32 | uint64 | float32](a *archive, s *[]T) {
	n := len(*s)
	a.number(&n)
	if !a.reading {
		a.data, _ = binary.Append(a.data, binary.LittleEndian, *s) // numbers of fixed size always fit
		return
	}
	if a.broken || n > len(a.data) {
		a.broken, *s = true, nil
		return
	}
	*s = make([]T, n)
	size := binary.Size(*s)
	if a.check(size <= len(a.data)); a.broken {
		*s = nil
		return
	}
	_, _ = binary.Decode(a.data[:size], binary.LittleEndian, *s) // as long as it has to be
	a.data = a.data[size:]
}

// strings keeps a list of texts. Those that are read lie in one piece of memory.
func (a *archive) strings(s *[]string) {
	var text []byte
	sizes := make([]uint32, len(*s))
	for i, x := range *s {
		sizes[i], text = uint32(len(x)), append(text, x...)
	}
	numbers(a, &sizes)
	numbers(a, &text)
	if !a.reading {
		return
	}
	if a.check(addUp(sizes, len(text))); a.broken {
		*s = nil
		return
	}
	all := string(text)
	*s = make([]string, len(sizes))
	for i, size := range sizes {
		(*s)[i], all = all[:size], all[size:]
	}
}

// archive keeps all that is learnt; language, tuning and lexicon are there without it.
func (r *Recogniser) archive(a *archive) {
	a.strings(&r.intents)
	kinds := make([]string, len(r.classes))
	intents := make([]int32, len(r.classes))
	for i, c := range r.classes {
		kinds[i], intents[i] = c.kind, int32(c.intent)
	}
	a.strings(&kinds)
	numbers(a, &intents)
	a.strings(&r.files)
	files, lines := make([]int32, len(r.sources)), make([]int32, len(r.sources))
	for i, s := range r.sources {
		files[i], lines[i] = s.file, s.line
	}
	numbers(a, &files)
	numbers(a, &lines)
	a.check(len(intents) == len(kinds) && len(lines) == len(files))
	if a.reading && !a.broken {
		r.classes, r.sources = make([]class, len(kinds)), make([]source, len(files))
		for i := range r.classes {
			r.classes[i] = class{int(intents[i]), kinds[i]}
		}
		for i := range r.sources {
			r.sources[i] = source{files[i], lines[i]}
		}
	}
	r.model.archive(a)
	r.near.archive(a)
	r.facts.archive(a)
}

func (m *linear) archive(a *archive) {
	a.number(&m.classes)
	m.vocab.archive(a)
	m.space.archive(a)
	numbers(a, &m.weights)
	numbers(a, &m.scales)
	numbers(a, &m.lean)
	a.check(len(m.scales) == len(m.space.idf) && len(m.lean) == len(m.scales) && len(m.weights) == len(m.scales)*m.width())
}

func (s *space) archive(a *archive) {
	s.index.archive(a)
	numbers(a, &s.idf)
	numbers(a, &s.block)
	weight := s.weight[:]
	numbers(a, &weight)
	copy(s.weight[:], weight)
	a.number(&s.filled)
}

func (x *index) archive(a *archive) {
	numbers(a, &x.keys)
	numbers(a, &x.ids)
	a.check(len(x.ids) == len(x.keys))
}

// archive keeps the words with all that is computed of them. Those that stand for a kind, which come last,
// are known by another name than their text.
func (v *vocabulary) archive(a *archive) {
	texts, stems, families, sounds := make([]string, len(v.entries)), make([]string, len(v.entries)), make([]string, len(v.entries)), make([]string, len(v.entries))
	names := make([]string, len(v.entries))
	for name, i := range v.words {
		names[i] = name
	}
	counts, sizes := make([]int32, len(v.entries)), make([]uint32, len(v.entries))
	var grams []uint32
	for i := range v.entries {
		e := &v.entries[i]
		texts[i], stems[i], families[i], sounds[i] = e.text, e.stem, e.family, e.sound
		counts[i], sizes[i] = int32(e.count), uint32(len(e.grams))
		grams = append(grams, e.grams...)
	}
	for _, list := range []*[]string{&texts, &stems, &families, &sounds, &names} {
		a.strings(list)
	}
	numbers(a, &counts)
	numbers(a, &sizes)
	numbers(a, &grams)
	v.index.archive(a, texts)
	for _, list := range [][]string{stems, families, sounds, names} {
		a.check(len(list) == len(texts))
	}
	a.check(len(counts) == len(texts) && len(sizes) == len(texts) && addUp(sizes, len(grams)))
	if !a.reading || a.broken {
		return
	}
	v.words, v.entries = make(map[string]int32, len(texts)), make([]entry, len(texts))
	v.bySound = make(map[string]int32, len(texts))
	for i := range v.entries {
		v.entries[i] = entry{text: texts[i], stem: stems[i], family: families[i], sound: sounds[i], count: int(counts[i]), grams: grams[:sizes[i]:sizes[i]]}
		grams = grams[sizes[i]:]
		if names[i] == texts[i] {
			v.words[texts[i]] = int32(i)
		} else {
			v.words[strings.Clone(names[i])] = int32(i)
		}
	}
	v.listSounds(v.entries[:len(v.index.names)])
}

// archive keeps the spellings of the first of some names.
func (d *deletions) archive(a *archive, names []string) {
	n := len(d.names)
	a.number(&n)
	if a.check(n <= len(names)); a.broken {
		return
	}
	d.names = names[:n:n]
	numbers(a, &d.first)
	numbers(a, &d.low)
	numbers(a, &d.words)
}

func (n *neighbours) archive(a *archive) {
	numbers(a, &n.length)
	numbers(a, &n.first)
	numbers(a, &n.postings)
	numbers(a, &n.start)
	numbers(a, &n.line)
}

func (n *names) archive(a *archive) {
	n.nodes.archive(a)
	numbers(a, &n.first)
	numbers(a, &n.next)
	kinds, items := make([]uint8, len(n.refs)), make([]int32, len(n.refs))
	for i, r := range n.refs {
		kinds[i], items[i] = uint8(r.kind), r.item
	}
	numbers(a, &kinds)
	numbers(a, &items)
	a.check(len(items) == len(kinds))
	if !a.reading || a.broken {
		return
	}
	n.refs = make([]ref, len(kinds))
	for i := range n.refs {
		n.refs[i] = ref{refKind(kinds[i]), items[i]}
	}
}

// archive keeps the names in the form they are looked up in; the communes and the word
// lists are there.
func (f *factReader) archive(a *archive) {
	f.names.archive(a)
	for kind := range f.ids {
		a.strings(&f.ids[kind])
	}
	common := make([]uint8, len(f.communes))
	for i := range f.communes {
		if f.communes[i].common {
			common[i] = 1
		}
	}
	numbers(a, &common)
	a.strings(&f.words)
	a.strings(&f.sounds.names)
	f.spelling.archive(a, f.words)
	f.sounds.archive(a, f.sounds.names)
	codes := sortedKeys(f.postcode)
	sizes := make([]uint32, len(codes))
	var listed []int32
	for i, code := range codes {
		sizes[i] = uint32(len(f.postcode[code]))
		listed = append(listed, f.postcode[code]...)
	}
	a.strings(&codes)
	numbers(a, &sizes)
	numbers(a, &listed)
	a.check(len(common) == len(f.communes) && len(f.sounds.names) == len(f.words) && len(sizes) == len(codes) && addUp(sizes, len(listed)))
	if !a.reading || a.broken {
		return
	}
	for i := range common {
		f.communes[i].common = common[i] == 1
	}
	f.postcode = make(map[string][]int32, len(codes))
	for i, code := range codes {
		f.postcode[code] = listed[:sizes[i]:sizes[i]]
		listed = listed[sizes[i]:]
	}
	f.listSounds()
}
