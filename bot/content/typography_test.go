package content

import (
	"regexp"
	"strings"
	"testing"
)

// rules say in regular expressions what Typeset does, which is much faster.
var rules = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`(\pL)'(\pL|\d)`), "$1’$2"},
	{regexp.MustCompile(`«[ \x{a0}\x{202f}]*`), "«\u00a0"},
	{regexp.MustCompile(`[ \x{a0}\x{202f}]*»`), "\u00a0»"},
	{regexp.MustCompile(` +([?!;])`), "\u202f$1"},
	{regexp.MustCompile(` +:([ \n\x{a0}\x{202f}]|$)`), "\u00a0:$1"},
	{regexp.MustCompile(`(\d) (\d{2,3}|€|%|km|h|ans|an|mois|semaines)(\pZ|[\n.,;:!?)]|$)`), "$1\u00a0$2$3"},
	{regexp.MustCompile(`\.\.\.`), "…"},
}

// byRules applies the rules until nothing changes: a match may have kept its neighbour
// from matching.
func byRules(s string) string {
	for {
		before := s
		for _, r := range rules {
			s = r.from.ReplaceAllString(s, r.to)
		}
		if s == before {
			return s
		}
	}
}

// marksInRow is where the order of the rules would matter, and no sentence goes.
var marksInRow = regexp.MustCompile(`[:?!;«»][ \x{a0}\x{202f}]*[:?!;«»]`)

func FuzzTypeset(f *testing.F) {
	for _, s := range []string{
		"l'an 2 026 : c'est 35 h ; à 1 500 € ?", "« Oui » ou «non» !", "10 000 000 habitants...", "aujourd'hui, l'a'b",
		"a  :\nb : : c", "«»", "« »", "3 ans», 12 km", "\u00a0 ?", "Rendez-vous à 9 h 30", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		got := Typeset(s)
		if again := Typeset(got); again != got {
			t.Errorf("Typeset(%q) = %q, which it makes %q", s, got, again)
		}
		if want := byRules(s); got != want && !marksInRow.MatchString(s) {
			t.Errorf("Typeset(%q) = %q, the rules give %q", s, got, want)
		}
	})
}

func BenchmarkTypeset(b *testing.B) {
	const sentence = "Vous cherchez une formation de soudeur près de Nancy : c'est noté. Jusqu'à combien de km pouvez-vous aller ? 30 km, 50 km ou plus..."
	for b.Loop() {
		Typeset(sentence)
	}
}
