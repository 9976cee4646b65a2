package intents

import (
	"slices"
	"sort"
	"strings"
)

// Sizes, in inhabitants, from which the name of a commune needs less around it
// to be taken for one: in the service's region, and elsewhere.
const (
	townHome   = 1500
	townAbroad = 20000
	repairHome = 1000
	repairElse = 40000
	cityHome   = 50000
	greatCity  = 100000
	unledHome  = 8000 // misspelt, with no word before that leads to a place
)

// places stores the communes: names, short forms, postcodes.
func (f *factReader) places(lex Lexicon, repairable map[string]bool) {
	common := f.lists["commun"]
	shorts := map[string]int{}
	f.postcode, f.short = map[string][]int32{}, map[string][]string{}
	for i := range lex.Communes {
		p := &lex.Communes[i]
		words := f.nameWords(p.Name)
		f.communes[i].common = len(words) == 1 && (common[foldString(strings.ToLower(p.Name))] || len(words[0]) < 3)
		repair := map[string]bool{}
		if p.Home && p.Population >= repairHome || p.Population >= repairElse {
			repair = repairable
		}
		if p.Home && p.Population >= repairHome && len(words) > 1 {
			f.soundShort(words)
		}
		r := ref{kind: communeRef, item: int32(i)}
		f.keep(words, r, repair)
		for _, alias := range p.Aliases {
			f.name(alias, r, repair)
		}
		for _, name := range p.Former {
			f.name(name, ref{kind: formerRef, item: int32(i)}, repair)
		}
		if len(words) > 1 && (p.Home || p.Population >= 5000) {
			switch words[0] { // « au Havre », « du Mans », « aux Lilas »
			case "le":
				f.names.add(append([]string{"au"}, words[1:]...), r)
				f.names.add(append([]string{"du"}, words[1:]...), r)
			case "les":
				f.names.add(append([]string{"aux"}, words[1:]...), r)
				f.names.add(append([]string{"des"}, words[1:]...), r)
			}
		}
		if !p.Home && p.Population >= greatCity && len(words) == 2 && len(words[0]) > 6 {
			f.names.add(words[:1], r) // « Clermont » is Clermont-Ferrand
		}
		if p.Home {
			if short := shortName(words); short != nil && !(len(short) == 1 && common[short[0]]) {
				shorts[strings.Join(short, " ")]++
			}
			if len(words) > 1 && p.Population >= 3000 {
				f.names.add([]string{strings.Join(words, "")}, r)
			}
		}
		for _, code := range p.Postcodes {
			f.postcode[code] = append(f.postcode[code], int32(i))
		}
	}
	for i := range lex.Communes {
		p := &lex.Communes[i]
		if !p.Home || p.Population < townHome {
			continue
		}
		if short := shortName(f.nameWords(p.Name)); short != nil && shorts[strings.Join(short, " ")] == 1 {
			f.names.add(short, ref{kind: communeRef, item: int32(i)})
		}
	}
	for _, a := range lex.Areas {
		f.ids[areaRef] = append(f.ids[areaRef], a.Commune)
		for _, name := range a.Names {
			f.name(name, ref{kind: areaRef, item: int32(len(f.ids[areaRef]) - 1)}, repairable)
		}
	}
	for _, list := range f.postcode {
		f.likeliest(list)
	}
}

// soundShort keeps the short words of a name by how they sound. One may be any word of a name, and one of five letters
// may be written with four.
func (f *factReader) soundShort(words []string) {
	for _, w := range words {
		if len(w) < 3 || len(w) > 5 || w == "les" || w == "des" || w == "sur" {
			continue
		}
		sound := string(phonetic(nil, w))
		if list := f.short[sound]; len(list) < 4 && !slices.Contains(list, w) {
			f.short[sound] = append(list, w)
		}
	}
}

// shortName is what people say of « Vandœuvre-lès-Nancy » or
// « Saint-Dié-des-Vosges »: what stands before the linking word.
func shortName(words []string) []string {
	for i, w := range words {
		switch w {
		case "les", "sur", "sous", "des", "en", "devant", "aux", "la":
			if i == 0 || i == 1 && len(words[0]) < 5 || i == len(words)-1 {
				return nil
			}
			return words[:i]
		}
	}
	return nil
}

// likeliest sorts communes of one name: the region's own first, then by size.
func (f *factReader) likeliest(list []int32) {
	sort.Slice(list, func(i, j int) bool {
		a, b := &f.communes[list[i]], &f.communes[list[j]]
		if a.home != b.home {
			return a.home
		}
		if a.population != b.population {
			return a.population > b.population
		}
		return a.code < b.code
	})
}

// place takes a name for a commune if its context allows.
func (s *factScan) place(list []int32, hit found) int {
	list = append([]int32(nil), list...)
	s.likeliest(list)
	if !s.isPlace(&s.communes[list[0]], hit) {
		return 0
	}
	to := hit.to
	// What follows may settle which one is meant: « Vienne 38 », « Toul 54200 ».
	if to < len(s.ts) && s.ts[to].kind == numberToken && (len(s.ts[to].word) == 2 || len(s.ts[to].word) == 5) {
		if same := s.within(list, s.ts[to].word); len(same) > 0 {
			list = same
			to++
		}
	}
	e := s.put(Commune, s.communes[list[0]].code, hit.from, to)
	e.Others = s.doubt(list)
	e.Negated = s.ruledOut(hit.from, hit.to)
	if b := s.bearers[hit.from]; b == Ward || !s.relative {
		e.Bearer = b // where a relative is may be where one goes, see the dialogue; where a friend is, is not
	}
	return to
}

// in tells whether a commune lies in a département: its code begins with that of it.
func (c *commune) in(departement string) bool {
	return departement != "97" && strings.HasPrefix(c.code, departement) // 97 alone is none
}

// within keeps the communes of a département or a postcode.
func (s *factScan) within(list []int32, code string) []int32 {
	var out []int32
	for _, i := range list {
		c := &s.communes[i]
		if len(code) < 5 && c.in(code) {
			out = append(out, i)
			continue
		}
		if len(code) == 5 {
			for _, j := range s.postcode[code] {
				if i == j {
					out = append(out, i)
				}
			}
		}
	}
	return out
}

// doubt lists the other communes of the name that may be meant: those of the
// region when there are several, else those not much smaller than the first.
func (s *factScan) doubt(list []int32) []string {
	first := &s.communes[list[0]]
	var out []string
	for _, i := range list[1:] {
		c := &s.communes[i]
		if c.home == first.home && int(c.population)*10 >= int(first.population) && len(out) < 8 {
			out = append(out, c.code)
		}
	}
	return out
}

var articles = wordSet("le la les l")

// isPlace judges whether a name is meant as a commune.
func (s *factScan) isPlace(c *commune, hit found) bool {
	single := hit.to == hit.from+1
	t := &s.ts[hit.from]
	capital := t.capital && !s.shouting && (hit.from > 0 || !single)
	led := s.leads(hit.from)
	asked := s.expects(Commune) && len(s.ts) <= 4
	switch s.word(hit.from - 1) {
	case "fc", "rue", "avenue", "boulevard", "foret":
		return false
	case "de":
		if s.word(hit.from-2) == "foret" {
			return false
		}
	}
	if single && strings.HasSuffix(t.accented, "é") && strings.HasSuffix(t.word, "ge") {
		return false // « je suis boulangé » is no Boulange
	}
	if c.home && len(t.word) > 3 && s.inTheirDepartement(c, hit.to) {
		return true // « Bruyères dans le 88 » leaves no doubt
	}
	if single && !asked && (hit.repaired && (t.joined || s.lists["commun"][t.word]) || !s.asWritten(c, hit) && !led && !capital) {
		return false // « Proche-Orient », « du bœuf », « l'arche »
	}
	if single && hit.former && (s.everyday(t.word) || hit.repaired || !c.home) && !(led && capital) && !asked {
		return false // what is no commune any more may be a word
	}
	if small := s.isSmall(c); hit.to == hit.from+2 && articles[s.word(hit.from)] && small && !s.shouting && (!asked || !c.home) {
		return s.ts[hit.to-1].capital // « la table », « l'échelle », « le bois »
	}
	if s.careful && single && !t.capital && !asked && (hit.repaired || !c.home) {
		return false // who writes with care gives a town its capital
	}
	if hit.repaired {
		if single && !t.capital && !asked && (isTrade(t.word) || strings.HasSuffix(t.word, "erie")) {
			return false // « boulanger » is no Boulange
		}
		if single && !led && firstNames()[t.word] {
			return false // « Kevin » is no Revin
		}
		if single && !led && !capital && !asked && s.known(t.word) == 0 && len(t.word) >= 8 && c.population >= repairElse {
			return true // « dunkerke c fini »
		}
		if single && !led && !capital && !asked {
			return c.home && c.population >= unledHome && len(t.word) >= 6 && (s.known(t.word) < 3 || hit.sounds)
		}
		return c.home && (int(c.population) >= repairHome) || c.population >= repairElse
	}
	if noun := s.word(hit.to - 1); hit.to == hit.from+2 && articles[s.word(hit.from)] && s.lists["commun"][noun] {
		// « la garde de mes enfants » is no town of the Var.
		return s.ts[hit.to-1].capital && !s.shouting || asked
	}
	small := s.isSmall(c)
	switch {
	case (c.common || s.lists["commun"][t.word]) && single || single && s.known(t.word) >= 8 && small:
		if asked && len(s.ts) <= 2 {
			return true
		}
		return capital && led && t.word != "pays"
	case single && s.everyday(t.word):
		// « a mets » is the town, « je mets » is not.
		return led && (capital || c.home && c.population >= cityHome)
	case small && !c.home:
		return capital && led || asked || !single && led
	case small:
		return led || capital || asked || !single
	}
	return true
}

// comesFrom tells whether token i is the « de » before a place.
func (s *factScan) comesFrom(i int) bool {
	switch s.word(i) {
	case "de", "d", "du", "des":
	default:
		return false
	}
	for k := range s.out {
		if e := &s.out[k]; (e.Name == Commune || e.Name == Departement) && i+1 < len(s.ts) && (e.Start == s.ts[i+1].start || e.Start == s.ts[i].start) {
			return true
		}
	}
	return false
}

// inTheirDepartement tells whether the number of the département of a commune comes right after
// its name: « dans le 88 », « (57) ».
func (s *factScan) inTheirDepartement(c *commune, i int) bool {
	if w := s.word(i); w == "dans" || w == "ds" || w == "en" {
		i++
	}
	if w := s.word(i); w == "le" || w == "la" || w == "les" || w == "l" {
		i++
	}
	if i >= len(s.ts) {
		return false
	}
	if name := s.longest(i); name.first >= 0 && !name.repaired {
		if r := s.names.refs[name.first]; r.kind == departementRef {
			return c.in(s.ids[departementRef][r.item]) // « Senone dans les Vosges »
		}
	}
	return s.ts[i].kind == numberToken && len(s.ts[i].word) == 2 && strings.HasPrefix(c.code, s.ts[i].word)
}

// isTrade tells whether a word ends as those for what people do.
func isTrade(w string) bool {
	for _, end := range []string{"nger", "tier", "tiere", "sier", "siere", "teur", "seur", "neur", "leur", "reur", "euse", "trice", "iste", "mage"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+2 {
			return true
		}
	}
	return false
}

// asWritten tells whether one word is a name also in its last letter: « balans » is no Balan.
func (s *factScan) asWritten(c *commune, hit found) bool {
	w := s.ts[hit.from].word
	if hit.repaired || hit.former || len(w) > 6 && !s.everyday(w) {
		return true // « sarreguemine » can only be the town
	}
	name := canonical(w)
	return len(name) != int(c.letters) || c.plural == (name != w)
}

// isSmall tells whether the name of a commune needs something around it to be taken for one.
func (s *factScan) isSmall(c *commune) bool {
	if c.home {
		return c.population < townHome
	}
	return c.population < townAbroad
}

// leads tells whether the word before token i leads to a place. « a » does where people do not
// write « à »: elsewhere it is the verb.
func (s *factScan) leads(i int) bool {
	if i == 0 || s.ts[i].before != 0 || !s.lists["lieu"][s.ts[i-1].word] {
		return false
	}
	return s.ts[i-1].accented != "a" || !s.careful && !s.grave
}

// inDepartement tells whether a name that is a commune's and a département's is
// meant as the latter: « dans la Vienne ».
func (s *factScan) inDepartement(hit found) bool {
	w := s.word(hit.from - 1)
	if w == "la" || w == "le" || w == "les" || w == "l" {
		w = s.word(hit.from - 2)
		return w == "dans" || w == "ds" || w == "de" || w == "departement" || w == "sur"
	}
	return w == "departement" || w == "dans" || w == "du"
}

// departement takes a name for a département unless it is a common word that
// nothing marks as one.
func (s *factScan) departement(code string, hit found) int {
	t := &s.ts[hit.from]
	single := hit.to == hit.from+1
	if s.careful && single && !t.capital && !s.home[code] {
		return 0 // « la moitié de la somme »
	}
	if single && !s.home[code] || single && s.lists["commun"][t.word] || hit.repaired {
		if !s.inDepartement(hit) && !(hit.repaired && s.home[code] && s.word(hit.from-1) == "en") && !(t.capital && !s.shouting && hit.from > 0 && !hit.repaired) {
			return 0
		}
	}
	e := s.put(Departement, code, hit.from, hit.to)
	e.Negated = s.ruledOut(hit.from, hit.to)
	return hit.to
}

// numbered reads a postcode or the number of a département at token i.
func (s *factScan) numbered(i int) bool {
	w := s.ts[i].word
	if len(w) == 5 {
		list := s.postcode[w]
		if next := s.word(i + 1); len(list) == 0 || unitWords[next] || counted[next] && s.ts[i+1].before == 0 {
			return false
		}
		e := s.put(Commune, s.communes[list[0]].code, i, i+1)
		e.Others = s.doubt(list)
		return true
	}
	d := s.departementNumber(w)
	if d == "" {
		return false
	}
	previous, next := s.word(i-1), s.word(i+1)
	if s.last(i) == '%' || months[next] || unitWords[next] || next == "h" || next == "euros" || next == "e" {
		return false
	}
	home := s.homeDepartement(d)
	switch {
	case previous == "departement" || previous == "dept" || previous == "dep" || previous == "dpt":
	case previous == "le" && (home || s.word(i-2) == "dans" || s.word(i-2) == "ds"):
	case previous == "du" && fromThere[s.word(i-2)]:
	case (previous == "dans" || previous == "ds" || previous == "du") && home:
	case s.ts[i].before == '(' && home:
	case home && i > 0 && i == len(s.ts)-1 && s.ts[i-1].kind == wordToken && previous != "a" && previous != "ai" && previous != "age" && !s.expects(Age) && !s.lists["lieu"][previous]:
	case s.expects(Departement) && len(s.ts) <= 2:
	default:
		return false
	}
	s.put(Departement, d, i, i+1).Negated = s.ruledOut(i, i+1)
	return true
}

// counted are the words after five figures that make them a number.
var counted = wordSet("e eur balles chaines habitants pas tours places emplois vues dollars francs")

// fromThere are the words before « du 06 » that tell where somebody is from.
var fromThere = wordSet("suis est sommes sont viens vient habite arrive arrivons suit")

func (s *factScan) departementNumber(w string) string {
	if len(w) != 2 && len(w) != 3 {
		return ""
	}
	if slices.Contains(s.ids[departementRef], w) {
		return w
	}
	return ""
}

func (s *factScan) homeDepartement(d string) bool { return s.home[d] }
