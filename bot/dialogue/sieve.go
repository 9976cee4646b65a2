package dialogue

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// A turn asks some hundred and forty expressions of the same words, nearly all in vain. What a text must hold for a match
// is known beforehand, as in the index of a code search: of some strings one, so each four letters of that one. So a text is
// looked at once for all expressions, and of twenty that it does not match nineteen are answered by that.

// sieve tells which of some expressions a text may hold a match of.
type sieve struct {
	always []uint64                  // a bit of each expression of which nothing is known
	first  [1<<bucketBits + 1]uint16 // where the rows of a bucket begin
	rows   []row
}

// row is a string without which, or another one, a text holds no match: its rarest grams, the last of them again if there are
// fewer. It lies in the bucket of the first.
type row struct {
	of    uint16 // the place of the expression
	grams [5]uint16
}

// gram are the last four letters of a text. What is in no word is alike, a gap.
type gram uint32

const (
	letterBits = 7
	bucketBits = 14
)

func (g gram) then(c byte) gram {
	return (g<<letterBits | gram(letterNumbers[c])) & (1<<(4*letterBits) - 1)
}

// four is the bucket of a gram, three that of its last three letters.
func (g gram) four() uint16  { return bucket(g | 1<<(4*letterBits)) }
func (g gram) three() uint16 { return bucket(g & (1<<(3*letterBits) - 1)) }

func bucket(g gram) uint16 { return uint16(uint32(g) * 2654435769 >> (32 - bucketBits)) }

var letterNumbers = func() (table [256]uint8) {
	for c := range utf8.RuneSelf {
		if syntax.IsWordChar(rune(c)) {
			table[c] = uint8(c - '0' + 1)
		}
	}
	return table
}()

func newSieve(exprs []string) *sieve {
	s := &sieve{always: make([]uint64, len(exprs)/64+1)}
	type part struct {
		of    int
		grams []uint16
	}
	var parts []part
	for of, expr := range exprs {
		before := len(parts)
		for _, factor := range factorsOf(expr) {
			parts = append(parts, part{of, gramsOf(factor)})
		}
		if own := parts[before:]; len(own) == 0 || slices.ContainsFunc(own, func(x part) bool { return len(x.grams) == 0 }) {
			parts = parts[:before]
			s.always[of/64] |= 1 << (of % 64)
		}
	}
	var often [1 << bucketBits]int
	for _, x := range parts {
		for _, g := range x.grams {
			often[g]++
		}
	}
	for _, x := range parts {
		slices.SortFunc(x.grams, func(a, b uint16) int { return cmp.Compare(often[a], often[b]) })
		r := row{of: uint16(x.of)}
		for i := range r.grams {
			r.grams[i] = x.grams[min(i, len(x.grams)-1)]
		}
		s.rows = append(s.rows, r)
		s.first[r.grams[0]+1]++
	}
	slices.SortFunc(s.rows, func(a, b row) int { return cmp.Compare(a.grams[0], b.grams[0]) })
	for i := range s.first[1:] {
		s.first[i+1] += s.first[i]
	}
	return s
}

// gramsOf are those of a factor; none when it is too short.
func gramsOf(factor string) (grams []uint16) {
	var known []byte
	for i := range len(factor) {
		switch {
		case factor[i] != edge[0]:
			known = append(known, factor[i])
		case len(known) == 0 && i+1 < len(factor) && letterNumbers[factor[i+1]] > 0,
			len(known) > 0 && i+1 == len(factor) && letterNumbers[known[len(known)-1]] > 0:
			known = append(known, ' ') // a word begins, or ends
		}
	}
	var g gram
	for i, c := range known {
		g = g.then(c)
		switch {
		case i > 2:
			grams = append(grams, g.four())
		case i == 2 && len(known) == 3:
			grams = append(grams, g.three())
		}
	}
	return grams
}

// sift gives a bit of each expression that a text may hold a match of.
func (s *sieve) sift(text string) []uint64 {
	may := slices.Clone(s.always)
	var has [1 << bucketBits / 64]uint64
	met := make([]uint16, 0, 128)
	var g gram
	for i := range len(text) + 1 {
		c := byte(' ') // before and behind a text there is a gap
		if i < len(text) {
			c = text[i]
		}
		g = g.then(c)
		for _, b := range [...]uint16{g.three(), g.four()} {
			has[b/64] |= 1 << (b % 64)
			met = append(met, b)
		}
	}
	for _, b := range met {
	rows:
		for _, r := range s.rows[s.first[b]:s.first[b+1]] {
			for _, g := range r.grams {
				if has[g/64]&(1<<(g%64)) == 0 {
					continue rows
				}
			}
			may[r.of/64] |= 1 << (r.of % 64)
		}
	}
	return may
}

// theSieve is that of all matchers.
var theSieve = sync.OnceValue(func() *sieve {
	var exprs []string
	for _, m := range matchers {
		exprs = append(exprs, m.expr)
	}
	return newSieve(exprs)
})

// sifted is a text, and which matchers may match it.
type sifted struct {
	text string
	may  []uint64
}

// lately are the texts asked of late: a turn has two or three.
var lately [64]atomic.Pointer[sifted]

// mayMatch tells whether a text may hold a match of a matcher, by its place.
func mayMatch(of int, text string) bool {
	slot := len(text) * 7
	if len(text) > 0 {
		slot += int(text[0]) + int(text[len(text)/2])*3
	}
	s := lately[slot%len(lately)].Load()
	if s == nil || s.text != text {
		s = &sifted{text, theSieve().sift(text)}
		lately[slot%len(lately)].Store(s)
	}
	return s.may[of/64]&(1<<(of%64)) != 0
}
