package content

import (
	"regexp"
	"strings"
)

// Rules of French typography for running text: editors and tables write plain
// spaces and the straight apostrophe, people read the right ones.
var typography = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`(\pL)'(\pL|\d)`), "$1’$2"},
	{regexp.MustCompile(`« *`), "«\u00a0"},
	{regexp.MustCompile(` *»`), "\u00a0»"},
	{regexp.MustCompile(` +([?!;])`), "\u202f$1"},
	{regexp.MustCompile(` +:( |\n|$)`), "\u00a0:$1"},
	{regexp.MustCompile(`(\d) (\d{2,3}|€|%|km|h|ans|an|mois|semaines)(\pZ|[\n.,;:!?)]|$)`), "$1\u00a0$2$3"},
}

// Typeset puts typographic apostrophes and no-break spaces into a sentence. A
// second application changes nothing.
func Typeset(s string) string {
	for _, r := range typography {
		s = r.from.ReplaceAllString(s, r.to)
	}
	return strings.ReplaceAll(s, "...", "…")
}
