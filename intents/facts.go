package intents

import (
	"cmp"
	"slices"
	"strings"
)

// factReader finds entities. It holds the word lists in the form they are looked
// up in.
type factReader struct {
	names       names // all closed lists, communes too
	ids         [communeRef + 1][]string
	communes    []commune
	postcode    map[string][]int32
	lists       map[string]map[string]bool // word sets of french/facts.txt
	spelling    deletions                  // of words of names, for repair
	sounds      deletions                  // of their sounds
	words       []string
	bySound     map[string][]int32
	short       map[string][]string    // by their sound, short words in the names of towns of several words
	occupations map[string]bool        // how those of the list sound
	known       func(word string) int  // how often the examples hold a word
	everyday    func(word string) bool // whether a word is one of everyday French
	home        map[string]bool        // départements of the service's region
	year        int
	split       []token // the name that is being stored
}

// commune is what is kept of a PlaceName.
type commune struct {
	code       string
	population int32
	home       bool
	common     bool // its name is a common word too
	plural     bool // its name, of one word, ends as a plural does
	letters    int8 // of that word
}

// found is a name found in the text.
type found struct {
	from, to int // tokens
	first    int32
	repaired bool
	sounds   bool // repaired to what sounds the same
	former   bool // the name is of a commune that is part of another today
}

// factScan is the work of one message.
type factScan struct {
	*factReader
	text     string
	ts       []token
	expected Expected
	bearers  []Bearer
	relative bool   // somebody who may be written for is spoken of
	taken    []bool // tokens that are part of an entity
	out      []Entity
	shouting bool // everything is in capitals, so capitals say nothing
	grave    bool // « à » is written with its accent
	careful  bool // it is written as in a book: a capital first, accents, and not all in capitals
	strange  int  // words looked for among names and found near none
}

// candidates are up to four words of names that an unknown word may be meant for.
func (s *factScan) candidates(i int, dst []string) []string {
	w := s.ts[i].word
	if len(w) < 5 || s.known(w) >= 30 || s.everyday(w) {
		return dst
	}
	add := func(i int32) {
		if len(dst) < 4 && !contains(dst, s.words[i]) {
			dst = append(dst, s.words[i])
		}
	}
	var buf [2 * maxWord]byte
	said := w
	if strings.HasSuffix(s.ts[i].accented, "é") || strings.HasSuffix(s.ts[i].accented, "è") {
		said = w[:len(w)-1] + "ay" // « Stené » is said as Stenay
	}
	sound := string(phonetic(buf[:0], said))
	for _, i := range s.bySound[sound] {
		add(i)
	}
	if s.known(w) >= 3 || s.strange >= mostStrange {
		return dst
	}
	s.spelling.near(w, func(i int32, distance int) {
		n := s.words[i]
		if distance == 1 || s.known(w) == 0 && w[:2] == n[:2] && (w[len(w)-1] == n[len(n)-1] || strings.HasPrefix(n, w)) {
			add(i)
		}
	})
	if len(sound) >= 6 && s.known(w) == 0 {
		s.sounds.near(sound, func(i int32, distance int) {
			if distance == 1 {
				add(i)
			}
		})
	}
	if len(dst) == 0 {
		s.strange++
	}
	return dst
}

// shortOrNear are the words of names that token i may be meant for inside a name: for a short one those of its sound
// alone, « bar le duk ».
func (s *factScan) shortOrNear(i int, dst []string) []string {
	w := s.ts[i].word
	if len(w) >= 5 {
		return s.candidates(i, dst)
	}
	if len(w) < 3 || s.ts[i].kind != wordToken {
		return dst
	}
	var buf [2 * maxWord]byte
	return append(dst, s.short[string(phonetic(buf[:0], w))]...)
}

// same tells whether token i sounds like a word.
func (s *factScan) same(i int, word string) bool {
	var a, b [2 * maxWord]byte
	sound := string(phonetic(a[:0], s.ts[i].word))
	return sound == string(phonetic(b[:0], word)) || sound == string(phonetic(b[:0], asSaid(word)))
}

// read finds the entities of a message, in reading order, and tells whether it
// takes something back.
func (f *factReader) read(text string, ts []token, expected Expected) ([]Entity, bool) {
	s := factScan{factReader: f, text: text, ts: ts, expected: expected, taken: make([]bool, len(ts)), shouting: true}
	for i := range ts {
		if ts[i].kind == wordToken && len(ts[i].word) > 1 && !ts[i].upper {
			s.shouting = false
			break
		}
	}
	accented := false
	for i := range ts {
		accented = accented || ts[i].accented != ts[i].word
		s.grave = s.grave || ts[i].accented == "à"
	}
	s.careful = accented && !s.shouting && len(ts) > 5 && ts[0].capital
	s.bear()
	s.contacts()
	s.dictated()
	s.named()
	s.settle()
	s.numbers()
	s.work()
	s.firstName()
	correction := s.corrections()
	slices.SortStableFunc(s.out, func(a, b Entity) int { return cmp.Compare(a.Start, b.Start) })
	return s.out, correction
}

// put adds an entity read from the tokens [from, to).
func (s *factScan) put(name, value string, from, to int) *Entity {
	s.out = append(s.out, Entity{Name: name, Value: value, Start: s.ts[from].start, End: s.ts[to-1].end})
	for i := from; i < to; i++ {
		s.taken[i] = true
	}
	return &s.out[len(s.out)-1]
}

// word is the token i places from here, or empty.
func (s *factScan) word(i int) string {
	if i < 0 || i >= len(s.ts) {
		return ""
	}
	return s.ts[i].word
}

func (s *factScan) expects(name string) bool { return contains(s.expected.Entities, name) }

// named finds the names of the word lists, the longest at each word.
func (s *factScan) named() {
	for i := 0; i < len(s.ts); {
		if s.taken[i] || s.ts[i].kind == emojiToken {
			i++
			continue
		}
		hit := s.longest(i)
		if hit.first < 0 {
			i++
			continue
		}
		if to := s.accept(hit); to > i {
			i = to
		} else {
			i++
		}
	}
}

// longest walks the names from a token, with repaired words where the word as
// written leads nowhere.
func (s *factScan) longest(i int) found {
	best := found{from: i, first: -1}
	s.walk(seedName, i, i, false, &best)
	if said := saints[s.ts[i].word]; said != "" {
		if h, _, ok := s.names.step(seedName, said); ok {
			s.walk(h, i, i+1, true, &best) // « sin dié »
		}
	}
	if best.first < 0 {
		var buf [4]string
		for _, w := range s.candidates(i, buf[:0]) {
			if h, first, ok := s.names.step(seedName, w); ok {
				if first >= 0 && (best.first < 0) {
					best = found{from: i, to: i + 1, first: first, repaired: true, sounds: s.same(i, w)}
				}
				s.walk(h, i, i+1, true, &best)
			}
			if best.first >= 0 {
				break
			}
		}
	}
	// « lafpa », « luimm »: the article is written to the name.
	if w := s.ts[i].word; best.first < 0 && len(w) >= 4 && (w[0] == 'l' || w[0] == 'd') {
		if _, first, ok := s.names.step(seedName, canonical(w[1:])); ok && first >= 0 {
			if kind := s.names.refs[first].kind; kind == partnerRef || kind == schemeRef || kind == jobRef && len(w) > 6 {
				best = found{from: i, to: i + 1, first: first}
			}
		}
	}
	return best
}

// saints are « saint » and « sainte » as they sound, in the names of places.
var saints = map[string]string{
	"sin": "saint", "cin": "saint", "sain": "saint", "sein": "saint", "sen": "saint", "sent": "saint", "sint": "saint", "cint": "saint", "seint": "saint", "ceint": "saint", "sins": "saint", "sains": "saint",
	"sinte": "sainte", "cinte": "sainte", "seinte": "sainte", "saint": "sainte", "st": "sainte",
}

func (s *factScan) walk(h hash64, from, at int, repaired bool, best *found) {
	for at < len(s.ts) && at-from < 12 {
		if at > from && s.ts[at].before != 0 && s.ts[at].before != '.' {
			return
		}
		next, first, ok := s.names.step(h, canonical(s.ts[at].word))
		if w := s.ts[at].word; !ok && at > from && (w == "d" || w == "2") {
			next, first, ok = s.names.step(h, "de") // « conductrice d ligne », « conducteur 2 ligne »
		} else if !ok && at > from && (w == "o" || w == "au") {
			next, first, ok = s.names.step(h, "aux") // « Sainte-Marie o mines »
		} else if !ok && at > from && len(w) > 5 && w[0] == 'd' {
			if of, _, is := s.names.step(h, "d"); is {
				next, first, ok = s.names.step(of, canonical(w[1:])) // « demandeur demploi »
			}
		} else if !ok && at > from && len(w) > 4 && w[0] == 'l' {
			if article, _, is := s.names.step(h, "l"); is {
				next, first, ok = s.names.step(article, canonical(w[1:])) // « Raon letape »
				ok = ok && first >= 0 && s.names.refs[first].kind == communeRef
			}
		}
		if !ok && at > from {
			var buf [4]string
			for _, w := range s.shortOrNear(at, buf[:0]) {
				if next, first, ok = s.names.step(h, w); ok && (len(s.ts[at].word) >= 5 || first >= 0 && s.names.refs[first].kind == communeRef) {
					repaired = true
					break
				}
				ok = false
			}
		}
		if !ok {
			return
		}
		at++
		if first >= 0 && at-from > best.to-best.from {
			*best = found{from: from, to: at, first: first, repaired: repaired}
		}
		h = next
	}
}

// accept turns a name into an entity where its context allows, and returns the
// token after it, or 0.
func (s *factScan) accept(hit found) int {
	var places []int32
	for at := hit.first; at >= 0; at = s.names.next[at] {
		switch r := s.names.refs[at]; r.kind {
		case communeRef:
			places, hit.former = append(places, r.item), false
		case formerRef:
			hit.former = hit.former || len(places) == 0
			places = append(places, r.item)
		}
	}
	for at := hit.first; at >= 0; at = s.names.next[at] {
		r := s.names.refs[at]
		value := ""
		if r.kind != communeRef && r.kind != formerRef && r.kind != areaRef {
			value = s.ids[r.kind][r.item]
		}
		switch r.kind {
		case jobRef:
			return s.job(value, hit)
		case partnerRef:
			if s.noPartner(hit) {
				return 0
			}
			e := s.put(Partenaire, value, hit.from, hit.to)
			e.Bearer, e.Negated = Self, s.ruledOut(hit.from, hit.to)
			if hit.to-hit.from > 1 {
				s.seat(hit.to - 1)
			}
			return hit.to
		case schemeRef:
			if value == "pro_a" && s.word(hit.from-1) == "bac" {
				return 0 // « son bac pro à 45 ans »
			}
			e := s.put(Dispositif, value, hit.from, hit.to)
			e.Negated = s.ruledOut(hit.from, hit.to)
			return hit.to
		case situationRef:
			return s.situation(value, hit)
		case levelRef:
			if value == "sans_diplome" && (s.ofAKind(hit.to) || s.word(hit.to-1) == "non" && s.last(hit.to-1) == '?') || value != "sans_diplome" && s.denied(hit.from) {
				return 0 // « j'ai pas eu mon bac »
			}
			s.put(Niveau, value, hit.from, hit.to).Bearer = s.bearers[hit.from]
			return hit.to
		case diplomaRef:
			return s.diploma(value, hit)
		case departementRef:
			if len(places) == 0 || s.inDepartement(hit) {
				return s.departement(value, hit)
			}
		case regionRef:
			if t := &s.ts[hit.from]; t.word == "aura" && !t.upper {
				return 0
			}
			if d := overseas[value]; d != "" {
				if !s.ts[hit.to-1].capital && s.word(hit.to-1) == "reunion" {
					return 0 // « à la réunion d'information »
				}
				s.put(Departement, d, hit.from, hit.to)
				return hit.to
			}
			s.put(Region, value, hit.from, hit.to)
			return hit.to
		case abroadRef:
			s.put(Etranger, value, hit.from, hit.to).Negated = s.ruledOut(hit.from, hit.to)
			return hit.to
		case areaRef:
			if hit.repaired && hit.to == hit.from+1 && !s.lists["lieu"][s.word(hit.from-1)] {
				return 0
			}
			s.put(Commune, s.ids[areaRef][r.item], hit.from, hit.to)
			return hit.to
		}
	}
	if len(places) > 0 {
		return s.place(places, hit)
	}
	return 0
}

// overseas are the regions that are a département each, by the code of the region.
var overseas = map[string]string{"01": "971", "02": "972", "03": "973", "04": "974", "06": "976"}

// seat reads the town that ends the name of a partner, « Afpa Metz ».
func (s *factScan) seat(i int) {
	town := found{from: i, first: -1}
	s.walk(seedName, i, i, false, &town)
	for at := town.first; at >= 0; at = s.names.next[at] {
		if r := s.names.refs[at]; r.kind == communeRef && s.communes[r.item].home && s.communes[r.item].population >= townHome && town.to == i+1 {
			s.put(Commune, s.communes[r.item].code, i, i+1)
			return
		}
	}
}

// noPartner tells whether the name of a partner is a word like it (« une épine »), or
// « la région » the country around.
func (s *factScan) noPartner(hit found) bool {
	last, next := s.word(hit.to-1), s.word(hit.to)
	switch s.word(hit.from) {
	case "assedic": // the benefit, since there is no such office any more
		before := s.word(hit.from - 1)
		return before != "l" && before != "agence" && before != "conseiller"
	case "mobili", "visale", "loca", "locapass": // what Action Logement gives, by its own name
		return true
	}
	if hit.repaired && hit.to == hit.from+1 && len(last) <= 6 {
		return true
	}
	if last != "region" || hit.to >= len(s.ts) || s.ts[hit.to].before != 0 {
		return false
	}
	switch next {
	case "de", "d", "du", "des", "ou", "voisine":
		return true
	}
	return strings.HasSuffix(next, "aise") || strings.HasSuffix(next, "oise") || strings.HasSuffix(next, "ienne") || strings.HasSuffix(next, "aine")
}

// ofStudy tells whether a diploma of the university stands before token i: what
// follows is then a field of study.
func (s *factScan) ofStudy(i int) bool {
	for back := 1; back <= 4 && i-back >= 0; back++ {
		switch s.ts[i-back].word {
		case "licence", "licences", "master", "masters", "l1", "l2", "l3", "m1", "m2", "doctorat":
			return true
		case "fac":
			return back <= 2
		}
	}
	return s.word(i-1) == "en" && s.asksUniversity()
}

func (s *factScan) asksUniversity() bool {
	for i := range s.ts {
		if w := s.ts[i].word; w == "licences" || w == "masters" || w == "universite" {
			return true
		}
	}
	return false
}

// marks appends what the entities of a message say of its intent.
func (f *factReader) marks(dst []mark, ts []token, entities []Entity) []mark {
	first := 0 // of the tokens that may belong to the entity: they lie in reading order, as entities do
	for i := range entities {
		e := &entities[i]
		for first < len(ts) && ts[first].start < e.Start {
			first++
		}
		m := mark{name: e.Name, from: first, to: first}
		for m.to < len(ts) && ts[m.to].end <= e.End {
			m.to++
		}
		if m.from == m.to {
			continue
		}
		switch e.Name {
		case Dispositif, Situation, Niveau:
			m.value = e.Value
		case Commune, Departement:
			if m.value = "here"; !f.isHome(e) {
				m.value = "away"
			}
		case Age:
			if m.value = "grown"; len(e.Value) < 2 || e.Value < "20" {
				m.value = "young"
			} else if e.Value >= "45" {
				m.value = "old"
			}
		}
		dst = append(dst, m)
	}
	return dst
}

// isHome tells whether a place is in the region of the service.
func (f *factReader) isHome(e *Entity) bool {
	if e.Name == Departement {
		return f.home[e.Value]
	}
	return len(e.Value) > 2 && (f.home[e.Value[:2]] || f.home[e.Value[:3]])
}
