package content

import (
	"regexp"
	"strings"
	"text/template"
)

// grammar are the functions that texts may use: « {{de .Ville}} » gives « d'Épinal »,
// « du Ban-Saint-Martin », « de Metz »; « {{en .Ville}} » gives « à Metz », « au Ban… ».
var grammar = template.FuncMap{"de": De, "en": En}

// De puts the preposition before the name of a place.
func De(place string) string {
	switch {
	case strings.HasPrefix(place, "Le "):
		return "du " + place[3:]
	case strings.HasPrefix(place, "Les "):
		return "des " + place[4:]
	case vowel.MatchString(place):
		return "d'" + place
	}
	return "de " + place
}

// En says that something is in a place.
func En(place string) string {
	switch {
	case strings.HasPrefix(place, "Le "):
		return "au " + place[3:]
	case strings.HasPrefix(place, "Les "):
		return "aux " + place[4:]
	}
	return "à " + place
}

var vowel = regexp.MustCompile(`^[AEIOUYÀÂÉÈÊËÎÏÔÖÙÛŒaeiouàâéèêîôœ]`)

// Rules of French typography for running text: editors and tables write plain
// spaces and the straight apostrophe, people read the right ones.
var typography = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`(\pL)'(\pL|\d)`), "$1’$2"},
	{regexp.MustCompile(`«[ \x{a0}\x{202f}]*`), "«\u00a0"},
	{regexp.MustCompile(`[ \x{a0}\x{202f}]*»`), "\u00a0»"},
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
