package content

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// grammar are the functions that texts may use: « {{de .Ville}} » gives « d'Épinal »,
// « du Ban-Saint-Martin », « de Metz »; « {{en .Ville}} » gives « à Metz », « au Ban… »; of a partner,
// « {{en .Partner.Named}} » gives « à la Mission locale », « au GEIQ », « à France Travail ».
var grammar = map[string]func(string) string{"de": De, "en": En}

// De puts the preposition before the name of a place or of a partner.
func De(place string) string {
	switch {
	case strings.HasPrefix(place, "Le "), strings.HasPrefix(place, "le "):
		return "du " + place[3:]
	case strings.HasPrefix(place, "Les "), strings.HasPrefix(place, "les "):
		return "des " + place[4:]
	case strings.HasPrefix(place, "la "), strings.HasPrefix(place, "l'"):
		return "de " + place
	case vowel.MatchString(place):
		return "d'" + place
	}
	return "de " + place
}

// En says that something is in a place or goes to a partner.
func En(place string) string {
	switch {
	case strings.HasPrefix(place, "Le "), strings.HasPrefix(place, "le "):
		return "au " + place[3:]
	case strings.HasPrefix(place, "Les "), strings.HasPrefix(place, "les "):
		return "aux " + place[4:]
	}
	return "à " + place
}

var vowel = regexp.MustCompile(`^[AEIOUYÀÂÉÈÊËÎÏÔÖÙÛŒaeiouàâéèêîôœ]`)

// The spaces that the typography of French knows.
const (
	noBreak       = '\u00a0'
	narrowNoBreak = '\u202f'
)

// units are what a number is not to be parted from.
var units = []string{"€", "%", "km", "h", "ans", "an", "mois", "semaines"}

// Typeset puts typographic apostrophes, ellipses and no-break spaces into a sentence:
// editors and tables write plain ones. A second application changes nothing. It
// is by hand, in one pass, because every sentence said goes through it.
func Typeset(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	prev := rune(-1) // the last one read
	for s != "" {
		if n := words(s); n > 0 {
			b.WriteString(s[:n])
			prev, s = rune(s[n-1]), s[n:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		rest := s[size:]
		switch {
		case r == '\'' && unicode.IsLetter(prev) && startsWord(rest):
			b.WriteRune('’')
		case r == '.' && strings.HasPrefix(rest, ".."):
			b.WriteRune('…')
			rest = rest[2:]
		case r == '«':
			b.WriteRune(r)
			b.WriteRune(noBreak)
			if rest = strings.TrimLeftFunc(rest, isBlank); strings.HasPrefix(rest, "»") {
				b.WriteRune('»')
				r, rest = '»', rest[len("»"):]
			}
		case r == '»':
			b.WriteRune(noBreak)
			b.WriteRune(r)
		case isBlank(r):
			rest = strings.TrimLeftFunc(rest, isBlank)
			b.WriteString(typesetGap(prev, s[:len(s)-len(rest)], rest))
		default:
			b.WriteString(s[:size])
		}
		prev, s = r, rest
	}
	return b.String()
}

// words is how much of the beginning needs no look: letters and digits without accents, and single spaces between
// letters.
func words(s string) int {
	letter := func(i int) bool { return i < len(s) && 'a' <= s[i]|' ' && s[i]|' ' <= 'z' }
	i := 0
	for letter(i) || i < len(s) && '0' <= s[i] && s[i] <= '9' || i > 0 && i < len(s) && s[i] == ' ' && letter(i-1) && letter(i+1) {
		i++
	}
	return i
}

func isBlank(r rune) bool { return r == ' ' || r == noBreak || r == narrowNoBreak }

func isGap(r rune) bool { return isBlank(r) || r == '\n' || r == '»' }

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || '0' <= r && r <= '9'
}

// typesetGap is what belongs between a rune and the text after a gap of blanks.
func typesetGap(before rune, gap, after string) string {
	if strings.HasPrefix(after, "»") {
		return "" // it brings its own
	}
	wide := strings.TrimRight(gap, " ")
	switch {
	case wide == gap: // somebody chose it
	case after != "" && strings.IndexByte("?!;", after[0]) >= 0:
		return wide + string(narrowNoBreak)
	case strings.HasPrefix(after, ":") && (len(after) == 1 || strings.IndexFunc(after[1:], isGap) == 0):
		return wide + string(noBreak)
	case gap == " " && '0' <= before && before <= '9' && startsUnit(after):
		return string(noBreak)
	}
	return gap
}

// startsUnit tells whether a text goes on with the next digits of a number or a unit.
func startsUnit(s string) bool {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if digits == 2 || digits == 3 {
		return endsWord(s[digits:])
	}
	for _, unit := range units {
		if rest, ok := strings.CutPrefix(s, unit); ok && endsWord(rest) {
			return true
		}
	}
	return false
}

func endsWord(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || unicode.Is(unicode.Z, r) || strings.ContainsRune("\n.,;:!?)»", r)
}
