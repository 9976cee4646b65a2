package intents

// prefixes are the elided words that people write without their apostrophe.
var elisions = []struct{ written, meant string }{
	{"qu", "qu"}, {"j", "j"}, {"l", "l"}, {"d", "d"}, {"m", "m"}, {"t", "t"}, {"s", "s"}, {"n", "n"}, {"c", "c"}, {"k", "qu"},
}

// reader turns tokens into words against a vocabulary.
type reader struct {
	lang  *language
	vocab *vocabulary
	d     *design
}

// words appends the words of the tokens to dst.
func (r *reader) words(dst []word, ts []token) []word {
	from, strange := len(dst), 0
	for i := range ts {
		dst = r.word(dst, i, &ts[i], &strange)
	}
	if r.d.greetings {
		words := dst[from:]
		skip := greeted(len(words), func(i int) string { return words[i].text })
		dst = append(dst[:from], words[skip:]...)
	}
	return dst
}

// greetingWords open a message without saying what it asks.
var greetingWords = wordSet("bonjour salut bonsoir coucou hello hey madame monsieur messieurs dames mesdames bonjours msieur dame slt bjr")

// leastAsked is how many words must be left for a greeting to be taken for one.
const leastAsked = 4

// greeted is how many of n words are a greeting before a wish.
func greeted(n int, word func(int) string) int {
	i := 0
	for i < n && greetingWords[word(i)] {
		i++
	}
	if n-i < leastAsked {
		return 0
	}
	return i
}

// mostStrange is how many words that lie near no known one a message may hold before its
// other unknown words are left as they are: far more than people write, and what bounds
// the work on what is no French.
const mostStrange = 64

// word appends what a token says. Strange counts the words that lie near no known one.
func (r *reader) word(dst []word, i int, t *token, strange *int) []word {
	if r.d.sms && !t.elided && t.kind == wordToken {
		meant, ok := r.lang.sms[t.accented]
		if !ok && t.word != t.accented {
			meant, ok = r.lang.sms[t.word]
		}
		if ok {
			for _, m := range meant {
				dst = append(dst, r.make(m, i, "sms"))
			}
			return dst
		}
	}
	if e := r.vocab.find(t.word); e != nil {
		return append(dst, e.word(i, ""))
	}
	if t.kind != wordToken {
		return append(dst, r.make(t.word, i, ""))
	}
	if r.d.split {
		for _, p := range elisions {
			rest, ok := cutPrefix(t.word, p.written)
			if !ok || len(rest) < 2 {
				continue
			}
			if e := r.vocab.find(rest); e != nil && (len(rest) > 2 || p.written == "j") {
				return append(dst, r.make(p.meant, i, "split"), e.word(i, "split"))
			}
		}
	}
	w := r.make(t.word, i, "")
	if r.d.repair && r.lang.families[t.word] == "" && *strange < mostStrange {
		if e, how := r.vocab.repair(w.text, w.sound); e != nil {
			return append(dst, e.word(i, how))
		}
		if r.d.split && len(t.word) > 3 && t.word[0] == 'j' {
			rest := r.make(t.word[1:], i, "split")
			if e, _ := r.vocab.repair(rest.text, rest.sound); e != nil {
				return append(dst, r.make("j", i, "split"), e.word(i, "split"))
			}
		}
		*strange++
	}
	return append(dst, w)
}

func cutPrefix(s, p string) (string, bool) {
	if len(s) > len(p) && s[:len(p)] == p {
		return s[len(p):], true
	}
	return s, false
}

func (e *entry) word(token int, how string) word {
	return word{text: e.text, stem: e.stem, family: e.family, sound: e.sound, token: token, known: true, repair: how, grams: e.grams}
}

// make reads a word that may not be in the vocabulary.
func (r *reader) make(text string, token int, how string) word {
	if e := r.vocab.find(text); e != nil {
		return e.word(token, how)
	}
	var buf [maxWord * 2]byte
	w := word{text: text, stem: stem(text), token: token, repair: how, sound: string(phonetic(buf[:0], text))}
	if w.family = r.lang.family(text); w.family == "" {
		w.family = w.stem
	}
	return w
}

// maskedKinds are the entities whose letters say nothing of what is asked: every
// town and every trade is asked about in the same words.
var maskedKinds = map[string]string{Commune: "ville", Departement: "departement"}

// maskedKind is the word of their kind that stands for the words of a place or a job,
// or empty.
func maskedKind(m *mark) string {
	kind := maskedKinds[m.name]
	if kind != "" && m.value == "away" {
		kind += "ailleurs"
	}
	return kind
}

// masked puts one word of their kind in the place of the words of places and jobs. Marks
// lie in reading order.
func masked(words []word, marks []mark) []word {
	kept, next, done := words[:0], 0, false
	for _, w := range words {
		for next < len(marks) && (marks[next].to <= w.token || maskedKind(&marks[next]) == "") {
			next, done = next+1, false
		}
		if next == len(marks) || w.token < marks[next].from {
			kept = append(kept, w)
			continue
		}
		if !done {
			done = true
			kind := maskedKind(&marks[next])
			kept = append(kept, word{text: kind, stem: kind, family: kind, sound: kind, token: w.token, known: true, repair: "name", grams: noGrams})
		}
	}
	return kept
}

// noGrams marks a word whose letters are not looked at.
var noGrams = []uint32{}
