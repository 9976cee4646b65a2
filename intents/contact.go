package intents

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// contacts finds telephone numbers and e-mail addresses in the text itself: they
// cross what the splitter takes for the borders of words.
func (s *factScan) contacts() {
	read := s.text
	if len(s.ts) > 0 {
		read = s.text[:s.ts[len(s.ts)-1].end] // no further than was split
	}
	for i := 0; i < len(read); i++ {
		switch c := read[i]; {
		case c == '@':
			if from, to := mailAround(read, i); to > 0 {
				s.span(Email, read[from:to], from, to)
				i = to
			}
		case c >= '0' && c <= '9' || c == '+':
			if i > 0 && (isDigit(read[i-1]) || read[i-1] == '+') {
				continue
			}
			number, to := phone(read[i:], s.expects(Telephone))
			if number != "" {
				s.span(Telephone, number, i, i+to)
				i += to
			}
		}
	}
}

// dictated finds a telephone number that was spoken and stands in words: « zéro six trente-neuf quatre-vingt-dix-huit … ».
func (s *factScan) dictated() {
	for i := range s.ts {
		if s.word(i) != "zero" || s.taken[i] {
			continue
		}
		number, next := "+33", i
		for pair := 0; pair < 5 && next < len(s.ts); pair++ {
			zero := s.word(next) == "zero"
			if zero {
				next++
			}
			if next == len(s.ts) || pair == 0 && !zero {
				break
			}
			n, to := s.number(next)
			if n == 0 || zero != (n < 10) || n > 99 {
				break
			}
			if next = to; pair == 0 {
				number += strconv.Itoa(n)
			} else {
				number += string([]byte{byte('0' + n/10), byte('0' + n%10)})
			}
		}
		if len(number) == len("+33612345678") {
			s.put(Telephone, number, i, next)
			return
		}
	}
}

// span adds an entity read from bytes, and takes the tokens it covers.
func (s *factScan) span(name, value string, from, to int) {
	s.out = append(s.out, Entity{Name: name, Value: value, Start: from, End: to})
	for i := range s.ts {
		if s.ts[i].start < to && s.ts[i].end > from {
			s.taken[i] = true
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func mailByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '.' || c == '-' || c == '_' || c == '+'
}

// mailAround gives the bounds of the e-mail address around an @, or 0, 0.
func mailAround(text string, at int) (from, to int) {
	from, to = at, at+1
	for from > 0 && mailByte(text[from-1]) && at-from < 64 {
		from--
	}
	for to < len(text) && mailByte(text[to]) && text[to] != '_' && text[to] != '+' && to-at < 255 {
		to++
	}
	for to > at && (text[to-1] == '.' || text[to-1] == '-') {
		to--
	}
	for from < at && (text[from] == '.' || text[from] == '-') {
		from++
	}
	domain := text[at+1 : max(to, at+1)]
	dot := strings.LastIndexByte(domain, '.')
	if from == at || dot < 1 || len(domain)-dot < 3 || strings.Contains(domain, "..") {
		return 0, 0
	}
	return from, to
}

// phone reads a telephone number at the start of text: French in any grouping,
// Luxembourg, German and Belgian with their country code, and Luxembourg mobile
// numbers without it when a number was asked for. It gives E.164 and how many
// bytes were read.
func phone(text string, asked bool) (number string, read int) {
	digits := make([]byte, 0, 20)
	plus := text[0] == '+'
	i := 0
	if plus {
		i = 1
	}
	ends := make([]int, 0, 20) // where each digit ends
	for gap := 0; i < len(text) && len(digits) < 18; {
		c := text[i]
		if isDigit(c) {
			digits = append(digits, c)
			i++
			ends = append(ends, i)
			gap = 0
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if gap++; gap > 2 || r != ' ' && r != '.' && r != '-' && r != '/' && r != '(' && r != ')' && !unicode.Is(unicode.Zs, r) {
			break
		}
		i += size
	}
	d := string(digits)
	international := ""
	skip := 0
	switch {
	case plus:
		international = d
	case strings.HasPrefix(d, "00"):
		international, skip = d[2:], 2
	case len(d) >= 10 && d[0] == '0' && d[1] >= '1':
		if len(d) > 10 && ends[9] < len(text) && isDigit(text[ends[9]]) {
			return "", 0
		}
		return "+33" + d[1:10], ends[9]
	case asked && len(d) == 9 && (strings.HasPrefix(d, "621") || strings.HasPrefix(d, "628") || strings.HasPrefix(d, "661") || strings.HasPrefix(d, "671") || strings.HasPrefix(d, "681") || strings.HasPrefix(d, "691")):
		return "+352" + d, ends[8]
	case asked && len(d) == 9 && (d[0] == '6' || d[0] == '7'):
		return "+33" + d, ends[8]
	default:
		return "", 0
	}
	take := func(prefix string, least, most int) (string, int) {
		rest := international[len(prefix):]
		dropped := 0
		if strings.HasPrefix(rest, "0") { // « +33 (0)6 … »
			rest, dropped = rest[1:], 1
		}
		n := min(len(rest), most)
		if n < least {
			return "", 0
		}
		return "+" + prefix + rest[:n], ends[skip+len(prefix)+dropped+n-1]
	}
	switch {
	case strings.HasPrefix(international, "33"):
		return take("33", 9, 9)
	case strings.HasPrefix(international, "352"):
		return take("352", 6, 9)
	case strings.HasPrefix(international, "49"):
		return take("49", 7, 11)
	case strings.HasPrefix(international, "32"):
		return take("32", 8, 9)
	case plus && len(international) >= 8 && len(international) <= 15:
		return "+" + international, ends[len(ends)-1]
	}
	return "", 0
}

// callersOf are the words before « m'appelle » that tell of calls rather than of a name.
var callersOf = wordSet("on ils elles il elle qui quelqu vous conseiller conseillere ca personne")

// noName are words after « m'appelle » that begin when, why or where.
var noName = wordSet("pour tout en a au le la les des quand apres avant demain plutot sur si ou directement svp stp")

// firstName reads a first name the writer gives.
func (s *factScan) firstName() {
	take := func(i int) {
		if i >= len(s.ts) || s.taken[i] || s.ts[i].kind != wordToken || len(s.ts[i].word) < 2 || s.ts[i].before != 0 && s.ts[i].before != ':' {
			return
		}
		w := s.ts[i].accented
		if !s.ts[i].capital && (s.everyday(s.ts[i].word) || small[s.ts[i].word] > 0) {
			return
		}
		to := i + 1
		if to < len(s.ts) && s.ts[to].joined && s.ts[to].kind == wordToken {
			to++
		}
		r, size := utf8.DecodeRuneInString(w)
		value := string(unicode.ToUpper(r)) + w[size:]
		if to == i+2 {
			w = s.ts[i+1].accented
			r, size = utf8.DecodeRuneInString(w)
			value += "-" + string(unicode.ToUpper(r)) + w[size:]
		}
		s.put(Prenom, value, i, to)
	}
	for i := range s.ts {
		w := s.ts[i].word
		switch {
		case (w == "appelle" || w == "appel" || w == "apelle" || w == "apele" || w == "appele") && (s.word(i-1) == "m" || s.word(i-1) == "me"),
			w == "mapelle", w == "mappelle", w == "mapel", w == "prenomme":
			if i+1 < len(s.ts) && (callersOf[s.word(i-2)] || noName[s.word(i+1)]) && !s.ts[i+1].capital {
				return // « on m'appelle tout le temps »
			}
			take(i + 1)
			return
		case w == "prenom":
			next := i + 1
			for next < len(s.ts) && (s.ts[next].word == "c" || s.ts[next].word == "est" || s.ts[next].word == "cest") {
				next++
			}
			take(next)
			return
		case w == "moi" && (s.word(i+1) == "c" && s.word(i+2) == "est" || s.word(i+1) == "cest") && i == 0:
			next := i + 2
			if s.word(i+1) == "c" {
				next++
			}
			if next == len(s.ts)-1 {
				take(next)
			}
			return
		}
	}
	if s.expects(Prenom) && len(s.ts) <= 2 && !s.everyday(s.ts[0].word) {
		take(0)
	}
}
