package content

import (
	"regexp"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"
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

// Typeset puts the typographic apostrophe, no-break spaces and the ellipsis into
// running text: editors and tables write plain spaces and the straight apostrophe,
// people read the right ones. A second application changes nothing. It is one pass by hand,
// because every sentence said goes through it: regular expressions took half of a
// turn's time.
func Typeset(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	var before rune // the last rune read
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\'' && unicode.IsLetter(before) && startsWord(s[i+1:]):
			b.WriteRune('’')
		case r == '«':
			b.WriteString("«\u00a0")
			size += spaces(s[i+size:])
		case r == '»':
			b.WriteString("\u00a0»")
		case isSpace(r):
			size = spaces(s[i:])
			b.WriteString(spacing(s[i:i+size], before, s[i+size:]))
		case strings.HasPrefix(s[i:], "..."):
			b.WriteRune('…')
			size = 3
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
		before, _ = utf8.DecodeLastRuneInString(s[:i])
	}
	return b.String()
}

// spacing is what stands for a run of spaces between a rune and a text.
func spacing(run string, before rune, after string) string {
	plain := strings.Trim(run, " ") == ""
	next, size := utf8.DecodeRuneInString(after)
	switch {
	case next == '»':
		return "" // which brings its own
	case plain && (next == '?' || next == '!' || next == ';'):
		return "\u202f"
	case plain && next == ':' && (len(after) == size || after[size] == ' ' || after[size] == '\n'):
		return "\u00a0"
	case run == " " && before >= '0' && before <= '9' && unit(after):
		return "\u00a0"
	}
	return run
}

// unit tells that a text begins with what must not be parted from the number before
// it: the next digits of that number, or what it counts.
func unit(text string) bool {
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	if digits > 0 {
		return digits <= 3 && digits > 1 && ends(text[digits:])
	}
	for _, u := range units {
		if rest, ok := strings.CutPrefix(text, u); ok && ends(rest) {
			return true
		}
	}
	return false
}

var units = []string{"€", "%", "km", "h", "ans", "an", "mois", "semaines"}

// ends tells that a word is over.
func ends(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || unicode.Is(unicode.Z, r) || strings.ContainsRune("\n.,;:!?)", r)
}

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func isSpace(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' }

// spaces is the length in bytes of the spaces that a text begins with.
func spaces(s string) int {
	for i, r := range s {
		if !isSpace(r) {
			return i
		}
	}
	return len(s)
}
