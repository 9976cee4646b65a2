package intents

import (
	"sort"
	"strings"
)

// newFactReader brings the word lists into the form they are looked up in. Everyday tells whether a word is
// one of everyday French; known is to be set before anything is read.
func newFactReader(lex Lexicon, everyday func(string) bool) *factReader {
	f := &factReader{everyday: everyday}
	f.given(lex)
	f.names.nodes = newIndex(1024)
	repairable := map[string]bool{}
	for _, list := range []struct {
		kind  refKind
		terms []Term
	}{{jobRef, lex.Jobs}, {partnerRef, lex.Partners}, {schemeRef, lex.Schemes}, {departementRef, lex.Departements}, {regionRef, lex.Regions}, {abroadRef, lex.Abroad}} {
		for _, t := range list.terms {
			f.ids[list.kind] = append(f.ids[list.kind], t.ID)
			for _, name := range t.Names {
				r := ref{kind: list.kind, item: int32(len(f.ids[list.kind]) - 1)}
				f.name(name, r, repairable)
				if rest, ok := strings.CutPrefix(name, "dans "); ok { // as people write it
					f.name("ds "+rest, r, repairable)
					f.name("dan "+rest, r, repairable)
				}
			}
		}
	}
	eachSet(func(kind, value, body string) {
		k, ok := wordings[kind]
		if !ok {
			return
		}
		f.ids[k] = append(f.ids[k], value)
		for wording := range strings.SplitSeq(body, "|") {
			for _, spelt := range SpellOut(wording) {
				f.names.add(f.nameWords(spelt), ref{kind: k, item: int32(len(f.ids[k]) - 1)})
			}
		}
	})
	f.places(lex, repairable)
	f.names.resize(len(f.names.first)) // no more come
	f.repairs(repairable)
	f.split = nil
	return f
}

// given takes from lexicon and language what is used as it is.
func (f *factReader) given(lex Lexicon) {
	f.year, f.home, f.lists = lex.Year, map[string]bool{}, map[string]map[string]bool{}
	f.communes = make([]commune, len(lex.Communes))
	for i := range lex.Communes {
		p := &lex.Communes[i]
		f.communes[i] = commune{code: p.Code, population: int32(min(p.Population, 1<<30)), home: p.Home}
		if p.Home {
			f.home[p.Departement] = true
		}
		if !strings.ContainsAny(p.Name, " -'’") {
			name := foldString(strings.ToLower(p.Name))
			word := canonical(name)
			f.communes[i].plural, f.communes[i].letters = word != name, int8(len(word))
		}
	}
	eachSet(func(kind, _, body string) {
		if _, ok := wordings[kind]; ok {
			return
		}
		set := map[string]bool{}
		for _, w := range strings.FieldsFunc(body, func(r rune) bool { return r == '|' || r == ' ' }) {
			set[foldString(w)] = true
		}
		f.lists[kind] = set
	})
	f.occupations = map[string]bool{}
	for w := range f.lists["occupation"] {
		if len(w) >= 5 {
			f.occupations[string(phonetic(nil, w))] = true
		}
	}
}

// name stores a name and, for names without a bare short word, its words for
// repair.
func (f *factReader) name(name string, r ref, repairable map[string]bool) {
	f.keep(f.nameWords(name), r, repairable)
}

// keep does so for a name already taken apart.
func (f *factReader) keep(words []string, r ref, repairable map[string]bool) {
	f.names.add(words, r)
	for _, w := range words {
		if len(w) >= 5 {
			repairable[w] = true
		}
	}
}

// nameWords are the words of a name as they are compared.
func (f *factReader) nameWords(name string) []string {
	f.split = splitInto(f.split[:0], name)
	words := make([]string, len(f.split))
	for i := range words {
		words[i] = canonical(f.split[i].word)
	}
	return words
}

// canonical is the form of a word that names are compared by: « st » and « saint »
// are one, so are singular and plural.
func canonical(w string) string {
	switch w {
	case "st":
		return "saint"
	case "ste":
		return "sainte"
	}
	if n := len(w); n > 4 && (w[n-1] == 's' && w[n-2] != 's' || w[n-1] == 'x' && w[n-2] == 'u') {
		return w[:n-1]
	}
	return w
}

// wordings are the lists of french/facts.txt that name a value.
var wordings = map[string]refKind{"situation": situationRef, "niveau": levelRef, "diplome": diplomaRef}

// eachSet reads french/facts.txt. The choices that it names are put where they are used.
func eachSet(do func(kind, value, body string)) {
	named := []string{}
	eachLine("french/facts.txt", func(line string) {
		head, body, _ := strings.Cut(line, ":")
		body = strings.NewReplacer(named...).Replace(body)
		kind, value, _ := strings.Cut(head, " ")
		if kind == "choix" {
			named = append(named, "{"+value+"}", "("+strings.TrimSpace(body)+")")
			return
		}
		do(kind, value, body)
	})
}

// SpellOut gives the wordings of « jamais (eu / passe) (/ le) brevet »: one for each way to choose in the
// brackets, where nothing may be a choice too. Brackets may stand in brackets.
func SpellOut(wording string) []string {
	from := strings.IndexByte(wording, '(')
	if from < 0 {
		return []string{wording}
	}
	var choices []string
	to, depth, begun := from, 0, from+1
	for ; to < len(wording); to++ {
		switch c := wording[to]; {
		case c == '(':
			depth++
			continue
		case c == ')':
			depth--
		case c != '/' || depth > 1:
			continue
		}
		if depth == 0 || wording[to] == '/' {
			choices = append(choices, SpellOut(wording[begun:to])...)
			begun = to + 1
		}
		if depth == 0 {
			break
		}
	}
	var out []string
	for _, rest := range SpellOut(wording[min(to+1, len(wording)):]) {
		for _, choice := range choices {
			out = append(out, wording[:from]+choice+rest)
		}
	}
	return out
}

// repairs builds the look-up of misspelt words of names.
func (f *factReader) repairs(words map[string]bool) {
	var texts arena
	f.words = make([]string, 0, len(words))
	for w := range words {
		f.words = append(f.words, texts.keep(w))
	}
	sort.Strings(f.words)
	sounds := make([]string, len(f.words))
	var buf []byte
	for i, w := range f.words {
		buf = phonetic(buf[:0], w)
		sounds[i] = texts.keep(string(buf))
	}
	f.spelling = newDeletions(f.words)
	f.sounds = newDeletions(sounds)
	f.listSounds()
}

// listSounds finds the words of each sound.
func (f *factReader) listSounds() {
	f.bySound = make(map[string][]int32, len(f.sounds.names))
	for i, sound := range f.sounds.names {
		f.bySound[sound] = append(f.bySound[sound], int32(i))
	}
	var buf []byte
	for i, w := range f.words {
		if said := asSaid(w); said != w {
			buf = phonetic(buf[:0], said)
			f.bySound[string(buf)] = append(f.bySound[string(buf)], int32(i))
		}
	}
}

// asSaid writes the word of a name as it is said where the rules of spelling would have it otherwise: Lunéville
// ends as « ville », not as « fille », Dombasle has no s.
func asSaid(w string) string {
	switch {
	case strings.HasSuffix(w, "ville"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "asle"):
		return w[:len(w)-3] + "le"
	}
	return w
}

func (l *Lexicon) empty() bool {
	return len(l.Jobs)+len(l.Partners)+len(l.Schemes)+len(l.Departements)+len(l.Regions)+len(l.Areas)+len(l.Abroad)+len(l.Communes) == 0
}
