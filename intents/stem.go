package intents

import (
	"bufio"
	"embed"
	"sort"
	"strings"

	"github.com/kljensen/snowball/french"
)

//go:embed french/*.txt
var frenchFiles embed.FS

// language holds what the package knows of French that is not in the examples.
type language struct {
	sms      map[string][]string // by accented or folded spelling
	families map[string]string   // by folded word
	prefixes []familyPrefix      // sorted
}

type familyPrefix struct{ prefix, family string }

// readLanguage reads the word lists of the package. They are embedded and
// tested, so a fault in them is a bug of the build.
func readLanguage() language {
	l := language{sms: map[string][]string{}, families: map[string]string{}}
	eachLine("french/sms.txt", func(line string) {
		words := strings.Fields(line)
		l.sms[words[0]] = words[1:]
	})
	eachLine("french/families.txt", func(line string) {
		name, words, _ := strings.Cut(line, ":")
		for _, w := range strings.Fields(words) {
			if prefix, ok := strings.CutSuffix(w, "*"); ok {
				l.prefixes = append(l.prefixes, familyPrefix{prefix, name})
			} else {
				l.families[w] = name
			}
		}
	})
	sort.Slice(l.prefixes, func(i, j int) bool { return l.prefixes[i].prefix < l.prefixes[j].prefix })
	return l
}

func eachLine(name string, do func(string)) {
	f, err := frenchFiles.Open(name)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); line != "" && line[0] != '#' {
			do(line)
		}
	}
}

// family names the family of a folded word, or is empty.
func (l *language) family(word string) string {
	if f, ok := l.families[word]; ok {
		return f
	}
	// The longest prefix of the word sorts last among those not after it.
	i := sort.Search(len(l.prefixes), func(i int) bool { return l.prefixes[i].prefix > word })
	for i--; i >= 0 && l.prefixes[i].prefix[0] == word[0]; i-- {
		if strings.HasPrefix(word, l.prefixes[i].prefix) {
			return l.prefixes[i].family
		}
	}
	return ""
}

// everyday tells whether a folded word is one of those the language lists hold
// as ordinary French.
func (l *language) everyday(word string) bool {
	if _, ok := l.families[word]; ok {
		return true
	}
	_, ok := l.sms[word]
	return ok
}

// stem is the stem of a word in folded letters. Words that are not Latin stay
// whole.
func stem(word string) string {
	if len(word) < 3 || len(word) > maxWord {
		return word
	}
	// snowball 0.10.0 prints this word to the global logger.
	if strings.HasPrefix(word, "voudrion") {
		return "voudr"
	}
	s := french.Stem(word, true)
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return foldString(s)
		}
	}
	return s
}

// foldString drops the accents of lower-case text.
func foldString(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r < 0x80 {
			b.WriteByte(byte(r))
		} else {
			b.WriteString(fold(r))
		}
	}
	return b.String()
}
