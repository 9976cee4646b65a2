package intents

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxUnits is how much of a message is read, in UTF-16 units: the length of the
// longest message Telegram carries.
const maxUnits = 4096

// maxWord is the longest run of letters, in bytes, that is read as one word;
// the rest of a longer run is skipped. The longest words people type are about
// thirty letters.
const maxWord = 48

// tokenKind tells words from what only stands for them.
type tokenKind uint8

const (
	wordToken tokenKind = iota
	numberToken
	emojiToken
)

// token is a word of a message.
type token struct {
	start, end int       // byte offsets into the message
	word       string    // lower case, without accents, long repeats shortened
	accented   string    // lower case, composed, accents kept; equal to word when there are none
	kind       tokenKind // word, digits only, or emoji
	elided     bool      // an apostrophe follows: « j' », « d' »
	joined     bool      // a hyphen joins it to the token before
	capital    bool      // begins with a capital
	upper      bool      // is all capitals, two letters at least
	before     rune      // the mark that separates it from the token before: 0, ',', '.', '?', '!', ';', ':', '(' or '\n'
}

// tokens splits a message. It reads at most maxUnits UTF-16 units, takes bytes
// that are not UTF-8 as separators, and is linear in what it reads.
func tokens(text string) []token {
	return splitInto(make([]token, 0, 8+min(len(text), maxUnits)/5), text)
}

// splitInto appends the tokens of text to dst.
func splitInto(dst []token, text string) []token {
	s := splitter{text: text, out: dst}
	s.folded.Grow(min(len(text), maxUnits) + 8)
	s.split()
	return s.out
}

// splitter holds the word being read.
type splitter struct {
	text   string
	out    []token
	folded strings.Builder // letters without accents, of all words
	exact  []byte          // letters of this word, accents kept

	start, end int // of this word in text
	mark       int // of this word in folded
	inWord     bool
	hasAccent  bool
	digits     int
	letters    int
	capitals   int
	first      bool // the first letter is a capital
	run        int  // how often the last letter has been repeated
	last       rune
	before     rune
	joined     bool
}

func (s *splitter) split() {
	units := 0
	for at := 0; at < len(s.text); {
		if n := s.plain(at, maxUnits-units); n > 0 {
			units += n
			at += n
			continue
		}
		r, size := rune(s.text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s.text[at:])
			if r == utf8.RuneError && size == 1 {
				r = ' '
			}
			r = narrow(r)
		}
		units++
		if r > 0xFFFF {
			units++
		}
		if units > maxUnits {
			break
		}
		s.read(r, at, at+size)
		at += size
	}
	s.close(false)
	if len(s.out) == 0 {
		s.marks()
	}
}

// plain does what read does, for up to most letters from a to z, which are nearly all there is.
func (s *splitter) plain(from, most int) (n int) {
	for n < most && from+n < len(s.text) {
		c := s.text[from+n]
		if c < 'a' || 'z' < c {
			break
		}
		if n++; n == 1 {
			s.open(from)
		}
		if rune(c) == s.last {
			s.run++
		} else {
			s.run, s.last = 1, rune(c)
		}
		if s.run <= 2 && len(s.exact) <= maxWord {
			s.folded.WriteByte(c)
			s.exact = append(s.exact, c)
		}
	}
	if n > 0 {
		s.letters += n
		s.end = from + n
	}
	return n
}

// marks reads a message without any word, « ??? », as one token: its first marks
// without repeats.
func (s *splitter) marks() {
	var last rune
	from, to := -1, 0
	word := make([]byte, 0, 16)
	for at, r := range s.text {
		if r <= ' ' || r == utf8.RuneError || !unicode.IsPrint(r) {
			continue
		}
		if r != last && len(word) < 8 {
			word = utf8.AppendRune(word, r)
		}
		if from < 0 {
			from = at
		}
		last, to = r, at+utf8.RuneLen(r)
		if at > maxUnits {
			break
		}
	}
	if from >= 0 {
		s.out = append(s.out, token{start: from, end: to, word: string(word), accented: string(word), kind: emojiToken})
	}
}

func (s *splitter) read(r rune, start, end int) {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', r >= 0xC0 && unicode.IsLetter(r):
		s.letter(r, start, end)
	case '0' <= r && r <= '9':
		s.open(start)
		s.digits++
		s.append(r, string(r), end)
	case r >= 0x300 && r <= 0x36F: // combining accent of a decomposed letter
		if s.inWord {
			s.compose(r)
			s.end = end
		}
	case r == '\'' || r == '’' || r == 'ʼ' || r == '`' || r == '´':
		s.close(true)
	case r == '-' || r == '‐' || r == '‑':
		joined := s.inWord
		s.close(false)
		s.joined = joined
	case r == ',' || r == ';' || r == ':' || r == '.' || r == '?' || r == '!' || r == '(' || r == ')' || r == '\n' || r == '…' || r == '–' || r == '—' || r == '/':
		s.close(false)
		s.joined = false
		if s.before == 0 || s.before == ',' {
			s.before = r
		}
	case r == 0x200D || r == 0xFE0F || (r >= 0x1F3FB && r <= 0x1F3FF): // joins and tints of emoji
	case r == 0xAD || r == 0x200B || r == 0x2060 || r == 0xFEFF: // invisible: inside words too
	case r == '€':
		s.close(false)
		s.emoji(r, start, end)
	case r >= 0x2190 && unicode.IsOneOf([]*unicode.RangeTable{unicode.So, unicode.Sk}, r):
		s.close(false)
		s.emoji(r, start, end)
	default:
		s.close(false)
		if r != ' ' {
			s.joined = false
		}
	}
}

func (s *splitter) open(start int) {
	if s.inWord {
		return
	}
	s.inWord = true
	s.start, s.mark = start, s.folded.Len()
	s.exact = s.exact[:0]
	s.hasAccent, s.first = false, false
	s.digits, s.letters, s.capitals, s.run, s.last = 0, 0, 0, 0, 0
}

func (s *splitter) letter(r rune, start, end int) {
	s.open(start)
	if unicode.IsUpper(r) {
		s.capitals++
		if s.letters == 0 {
			s.first = true
		}
		r = unicode.ToLower(r)
	}
	s.letters++
	if r < utf8.RuneSelf {
		s.append(r, "", end)
		return
	}
	s.append(r, fold(r), end)
}

// append adds a letter to the word. The third and later repeats of a letter say
// nothing but « I insist » and are dropped, as is what is past the longest word.
func (s *splitter) append(r rune, folded string, end int) {
	s.end = end
	if r == s.last && (r < '0' || r > '9') {
		s.run++
		if s.run > 2 {
			return
		}
	} else {
		s.run, s.last = 1, r
	}
	if len(s.exact) > maxWord {
		return
	}
	if folded == "" {
		s.folded.WriteByte(byte(r))
	} else {
		s.folded.WriteString(folded)
	}
	if r >= utf8.RuneSelf {
		s.hasAccent = true
	}
	s.exact = utf8.AppendRune(s.exact, r)
}

// compose joins a combining accent to the letter before, for the accents of
// French; others are dropped.
func (s *splitter) compose(accent rune) {
	if len(s.exact) == 0 {
		return
	}
	base := rune(s.exact[len(s.exact)-1])
	if c, ok := composed[[2]rune{base, accent}]; ok {
		s.exact = utf8.AppendRune(s.exact[:len(s.exact)-1], c)
		s.hasAccent = true
		s.last = c
	}
}

// close ends the word, if there is one.
func (s *splitter) close(apostrophe bool) {
	if !s.inWord {
		return
	}
	s.inWord = false
	word := s.folded.String()[s.mark:]
	if word == "" {
		return
	}
	t := token{
		start: s.start, end: s.end, word: word, accented: word,
		elided: apostrophe, joined: s.joined, before: s.before,
		capital: s.first, upper: s.capitals > 1 && s.capitals == s.letters,
	}
	if s.hasAccent {
		t.accented = string(s.exact)
	}
	if s.letters == 0 {
		t.kind = numberToken
	}
	s.out = append(s.out, t)
	s.before, s.joined = 0, false
}

func (s *splitter) emoji(r rune, start, end int) {
	word, ok := emojiWords[r]
	if !ok {
		word = string(r)
	}
	if n := len(s.out); n > 0 && s.out[n-1].kind == emojiToken && s.out[n-1].word == word {
		s.out[n-1].end = end // a row of the same picture is one
		return
	}
	s.out = append(s.out, token{start: start, end: end, word: word, accented: word, kind: emojiToken, before: s.before})
	s.before, s.joined = 0, false
}

// fold gives the letters without accent that stand for a letter. Letters of
// other scripts stay.
func fold(r rune) string {
	if r >= 0xC0 && r < 0x180 {
		if f := foldLatin[r-0xC0]; f != "" {
			return f
		}
	}
	return string(r)
}

// narrow maps full-width and mathematical letters, which people paste to stand
// out, to plain ones.
func narrow(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFF01 + '!'
	case r >= 0x1D400 && r <= 0x1D6A3:
		i := (r - 0x1D400) % 52
		if i < 26 {
			return 'A' + i
		}
		return 'a' + i - 26
	case r >= 0x1D7CE && r <= 0x1D7FF:
		return '0' + (r-0x1D7CE)%10
	case r == 0xA0 || r == 0x202F || r == 0x2009:
		return ' '
	}
	return r
}

// foldLatin is indexed by letter less 0xC0, lower-case letters of Latin-1 and
// Latin Extended-A.
var foldLatin = latinTable(map[string]string{
	"a": "àáâãäåāăą", "ae": "æ", "c": "çćĉċč", "d": "ðďđ", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ",
	"i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŉ", "o": "òóôõöøōŏő", "oe": "œ",
	"r": "ŕŗř", "s": "śŝşš", "ss": "ß", "t": "ţťŧ", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
})

func latinTable(groups map[string]string) (table [0xC0]string) {
	for to, from := range groups {
		for _, r := range from {
			table[r-0xC0] = to
		}
	}
	return table
}

// composed joins a letter and a combining accent.
var composed = map[[2]rune]rune{
	{'a', 0x300}: 'à', {'e', 0x300}: 'è', {'u', 0x300}: 'ù', {'e', 0x301}: 'é',
	{'a', 0x302}: 'â', {'e', 0x302}: 'ê', {'i', 0x302}: 'î', {'o', 0x302}: 'ô', {'u', 0x302}: 'û',
	{'e', 0x308}: 'ë', {'i', 0x308}: 'ï', {'u', 0x308}: 'ü', {'y', 0x308}: 'ÿ', {'o', 0x308}: 'ö', {'a', 0x308}: 'ä',
	{'c', 0x327}: 'ç',
}

// emojiWords are the words that stand for the pictures people answer with.
var emojiWords = map[rune]string{
	'👍': "ok", '👌': "ok", '✅': "ok", '✔': "ok", '🆗': "ok", '👎': "non", '❌': "non", '🙅': "non",
	'🙏': "merci", '💐': "merci", '👋': "salut", '🤝': "ok",
	'😡': "colere", '🤬': "colere", '😠': "colere", '😤': "colere", '🖕': "colere", '💩': "nul",
	'😊': "sourire", '🙂': "sourire", '😀': "sourire", '😃': "sourire", '😄': "sourire", '😁': "sourire", '😉': "sourire",
	'😂': "rire", '🤣': "rire", '😅': "rire", '😢': "triste", '😭': "triste", '😞': "triste", '😔': "triste",
	'❤': "coeur", '😍': "coeur", '😘': "coeur", '🤔': "question", '❓': "question", '🤖': "robot", '€': "euros", '💰': "euros", '📞': "telephone",
}
