package intents

import (
	"strconv"
	"strings"
)

// diploma reads a diploma as the level held when a word before it says so and
// none says it is wished for.
func (s *factScan) diploma(value string, hit found) int {
	bare := len(s.ts) <= 3 || s.expects(Niveau)
	if v := s.word(hit.to); hit.to == hit.from+1 && value == "bac" {
		if n, err := strconv.Atoi(v); err == nil && n >= 1 && n <= 8 {
			value = [...]string{"bac", "bac", "bac2", "bac3", "bac3", "bac5", "bac5", "bac5", "bac5"}[n]
			hit.to++
		}
	}
	if value == "bac3" && s.word(hit.from) == "but" && !s.ts[hit.from].upper && (hit.from == 0 || s.word(hit.from-1) != "un") {
		return 0
	}
	told := s.obtained(hit.to) || s.beforeThat(hit.from)
	holds, negated := bare || told || s.listed(hit.from) || strings.HasPrefix(s.word(hit.from), "bacheli") && s.word(hit.from-1) != "futur", false
	reach := 5
	for back := 1; back <= reach && hit.from-back >= 0; back++ {
		i := hit.from - back
		w := s.ts[i].word
		if told && s.ts[i+1].before == '(' {
			break // « mon apprentissage de plombier (CAP eu) »
		}
		if s.justGot(i) || s.sinceThen(i, hit.from) {
			holds = true
			break
		}
		if w == "avec" && likened[s.word(i-1)] {
			return 0
		}
		if w == "apres" && determiner[s.word(i+1)] && i+2 == hit.from || w == "avec" && i+3 >= hit.from && !bare {
			holds = true
			break // « après un DUT », « que faire avec un BTS ? »
		}
		if s.lists["wants"][w] || w == "passe" && (s.word(i-1) == "je" || s.word(i-1) == "j") && s.ts[i].accented == w {
			if !bare {
				return 0
			}
			break
		}
		if w == "diplome" && (s.word(i-1) == "un" || s.word(i-1) == "1") {
			continue // « je préférerais un diplôme, BUT ou licence »: the verb says it
		}
		if w == "pas" || w == "sans" || w == "jamais" || w == "ni" || w == "pa" {
			negated = true
		}
		if (s.lists["holds"][w] || s.ts[i].accented == "jé") && !(w == "que" && compared[s.word(i-1)]) && !(w == "a" && (s.word(i-1) == "y" || s.word(i-1) == "ya" || s.taken[i+1])) {
			holds = true
			if w == "jai" || w == "ai" && (s.word(i-1) == "j" || s.word(i-1) == "je") {
				break // the nearest verb says it: « je veux faire soudeur j'ai un CAP »
			}
		}
		if w == "et" && i > 0 && (yearUnits[s.word(i-1)] || s.ts[i-1].kind == numberToken) {
			reach = 9 // « j'ai trente-six ans et un CAP »
			holds = holds || s.adultAt(i-1)
		}
		if w == "donc" && back == 1 {
			holds = true
			break // « un diplôme d'État d'infirmière, donc bac+3 »
		}
		if w == "moi" && back > 3 && (s.word(i+1) == "c" || s.word(i+1) == "cest") {
			holds = true
			break // « moi c'est 47 et un CAP »
		}
		if s.ts[i].before != 0 && !(s.ts[i].before == ',' && (w == "un" || w == "une")) {
			break // a list goes on: « j'ai deux bras, un bac »
		}
	}
	if !holds || negated || s.quit(hit.from) || !told && s.schoolYear(hit.from) || s.leftIn(hit.to) {
		return 0
	}
	if of := s.word(hit.from-1) == "de" && (s.word(hit.from-2) == "annee" || s.word(hit.from-2) == "an"); s.failed(hit.to) || of && !s.obtained(hit.to) && !s.passed(hit.from-2) { // what one began stands on what one held
		switch value {
		case "bac2", "bac3":
			value = "bac"
		case "bac5":
			value = "bac3"
		default:
			return 0
		}
	}
	if next := s.word(hit.to); next == "en" && (s.word(hit.to+1) == "alternance" || s.word(hit.to+1) == "apprentissage") && !bare {
		return 0
	}
	s.put(Niveau, value, hit.from, hit.to).Bearer = s.bearers[hit.from]
	return hit.to
}

// passed tells whether the year of studies named at token i is behind: « ma deuxième année de BUT, validée ».
func (s *factScan) passed(i int) bool {
	for back := 1; back <= 4 && i-back >= 0; back++ {
		switch s.word(i - back) {
		case "valide", "validee", "fini", "finie", "eu", "reussi", "obtenu", "termine":
			return true
		}
	}
	return false
}

// quit tells whether a diploma at token from is one that somebody walked away from: « j'ai lâché le CAP ».
func (s *factScan) quit(from int) bool {
	if determiner[s.word(from-1)] || s.word(from-1) == "le" || s.word(from-1) == "la" {
		from--
	}
	switch s.word(from - 1) {
	case "lache", "lacher", "laisse", "abandonne", "abandonner", "plaque", "rate", "rater", "loupe", "louper", "foire", "foirer", "plante", "planter", "quitte", "arrete":
		return true
	}
	return false
}

// schoolYear tells whether the diploma at token from is that of a class somebody is or was in, which is not to hold
// it: « arrêté en première bac pro », « jusqu'en terminale de bac pro ».
func (s *factScan) schoolYear(from int) bool {
	if w := s.word(from - 1); w == "de" || w == "du" || w == "en" {
		from--
	}
	return schoolYears[s.word(from-1)] && s.word(from-2) != "niveau" && s.ts[from].before == 0
}

// leftIn tells whether the diploma before token i was given up in one of its years: « un bac pro arrêté en terminale ».
func (s *factScan) leftIn(i int) bool {
	for k := i; k < min(i+6, len(s.ts)); k++ {
		if w := s.word(k); leaving[w] || w == "arretee" || w == "plaquer" {
			return (s.word(k+1) == "en" || s.word(k+1) == "a") && schoolYears[s.word(k+2)]
		}
	}
	return false
}

// schoolYears are the classes that lead to a diploma.
var schoolYears = wordSet("seconde 2nde premiere 1ere 1re terminale terminal tle term")

// adultAt tells whether token i ends the age of a grown-up: « trente-six ans ».
func (s *factScan) adultAt(i int) bool {
	for k := max(0, i-3); k < i && yearUnits[s.word(i)]; k++ {
		if n, next := s.number(k); next == i && n >= 20 && n < 80 {
			return true
		}
	}
	return false
}

// gotten are the verbs after « je viens de » for a diploma that was just passed.
var gotten = wordSet("obtenir optenir avoir avoire valider decrocher passer finir terminer reussir")

// justGot tells whether token i is the verb of « je viens d'obtenir (mon bac) », or the « de » of « je sors
// d'un master »: the diploma after it is in hand, though one also obtains what one wishes for.
func (s *factScan) justGot(i int) bool {
	w, of := s.word(i), s.word(i-1)
	switch {
	case (w == "d" || w == "de") && (of == "sors" || of == "sort" || of == "sortant" || of == "sortante"):
		next := s.word(i + 1)
		return determiner[next] // « sors de bac pro » may be of who is still there
	case gotten[w] && (of == "d" || of == "de"):
		before := s.word(i - 2)
		return strings.HasPrefix(before, "vien") || before == "venait" || before == "venais"
	}
	return false
}

// sinceThen tells whether token i sets a diploma at token from beside another one told before: « un DEUG, et depuis une licence »,
// « pas le bac mais un BEP ».
func (s *factScan) sinceThen(i, from int) bool {
	if i+2 != from || !determiner[s.word(i+1)] {
		return false
	}
	switch s.word(i) {
	case "depuis", "puis":
		return true
	case "mais", "me", "sauf":
		w := s.word(i - 1)
		return s.isDiploma(w) || s.isDiploma(s.word(i-2))
	}
	return false
}

// beforeThat tells whether the diploma at token from is told as held before another: « un diplôme d'ambulancier, et
// avant cela un bac ».
func (s *factScan) beforeThat(from int) bool {
	k := from - 1
	if determiner[s.word(k)] || s.word(k) == "le" {
		k--
	}
	that := s.word(k) == "cela" || s.word(k) == "ca" || s.word(k) == "sa"
	if that {
		k--
	}
	if s.word(k) != "avant" || !that && s.word(k-1) != "et" {
		return false
	}
	for k--; k >= 0; k-- {
		if w := s.ts[k].word; s.isDiploma(w) || strings.HasPrefix(w, "diplom") || studiedFor[w] {
			return true
		}
	}
	return s.expects(Niveau)
}

// studiedFor are what else is passed than a diploma by its name.
var studiedFor = wordSet("titre deas deaes certificat concours formation ecole")

// isDiploma tells whether a word is the name of a diploma.
func (s *factScan) isDiploma(w string) bool {
	_, first, ok := s.names.step(seedName, canonical(w))
	if !ok || first < 0 {
		return false
	}
	kind := s.names.refs[first].kind
	return kind == diplomaRef || w == "brevet" || w == "diplome"
}

// likened are the words before « avec » that set a diploma beside another.
var likened = wordSet("difference differences rapport comparaison compare equivalence")

// determiner are the words between « après » and a diploma in hand; « après le bac » is when all leave school.
var determiner = wordSet("un une mon ma son sa 1 mn")

// listed tells whether a diploma comes next in what people tell of themselves: « 39 ans, BEP
// sanitaire », « au chômage, bac pro commerce ». Who is at school may still be working for it.
func (s *factScan) listed(from int) bool {
	for from > 1 && (s.ts[from-1].kind == emojiToken || s.ts[from].before == 0 && s.word(from-1) == "un") {
		from-- // « 38 ans un CAP de plaquiste »
	}
	if from > 1 && yearUnits[s.word(from-1)] && s.ts[from-2].kind == numberToken { // ages are read later
		return s.adultAt(from - 1)
	}
	last := len(s.out) - 1
	if last >= 0 && from > 2 && s.out[last].Name == Commune && s.out[last].End == s.ts[from-1].end {
		k := from - 1
		for k > 0 && s.ts[k-1].end > s.out[last].Start {
			k--
		}
		if k > 1 && s.adultAt(k-1) {
			return true // « 39 ans Commercy bac pro transport »
		}
	}
	if last < 0 || from == 0 || s.out[last].End != s.ts[from-1].end {
		return false
	}
	e := &s.out[last]
	return e.Name == Situation && e.Value != "jeune" && !e.Past && !e.Negated
}

// compared are the words before « que » that compare.
var compared = wordSet("pareil mieux moins plus meme aussi autre autant")

// obtained tells whether what stands before token i is said to be in hand: « bac
// scientifique obtenu en juin », « licence de droit en poche ».
func (s *factScan) obtained(i int) bool {
	near := i + 4
	for k := i; k < min(near, len(s.ts)); k++ {
		switch w := s.ts[k].word; {
		case s.ts[k].before != 0:
			return false
		case w == "dernier" || w == "derniere":
			return true // « bac STMG l'an dernier »
		case w == "que" && (s.word(k+1) == "j" || s.word(k+1) == "jai" || s.word(k+1) == "g"):
			near = k + 5 // « CAP de mouleur que j'ai eu en 1990 »
		case w == "obtenu" || w == "obtenue" || w == "valide" || w == "poche" || w == "eu" || w == "reussi" || w == "decroche" || w == "acquis":
			return true
		}
	}
	return false
}

// failed tells whether a diploma before token i was not passed: « j'ai fait un BTS mais je l'ai pas eu ».
func (s *factScan) failed(i int) bool {
	for k := i; k < min(i+10, len(s.ts)); k++ {
		if b := s.ts[k].before; b == '?' || b == '!' || b == '\n' || b == '.' && !strings.Contains(s.text[s.ts[k-1].end:s.ts[k].start], "..") {
			return false // but « j'ai un BTS... enfin non, je l'ai raté »
		}
		switch w := s.ts[k].word; {
		case w == "rate" || w == "ratee" || w == "loupe" || w == "abandonne" || w == "echoue":
			return s.word(k-1) != "jamais" && s.word(k-1) != "pas"
		case w == "lache" || w == "plaque" || w == "foire" || w == "arrete" || w == "plante":
			if s.word(k-1) == "lai" || s.word(k-2) == "l" {
				return true // « mon bac pro je l'ai lâché »
			}
		case w == "pas" || w == "jamais" || w == "sans":
			for j := k + 1; j <= min(k+2, len(s.ts)-1); j++ {
				switch s.ts[j].word {
				case "eu", "obtenu", "valide", "valider", "fini", "termine", "terminer", "finir":
					return !s.isDiploma(s.word(j+1)) && !s.isDiploma(s.word(j+2)) // « licence (jamais fini le master) »
				}
			}
		}
	}
	return false
}

// ofAKind tells whether « sans diplôme » before token i is without one of a kind only: « pas
// de diplôme professionnel ».
func (s *factScan) ofAKind(i int) bool {
	if last := s.word(i - 1); (strings.HasPrefix(last, "titre") || strings.HasPrefix(last, "papier")) && i < len(s.ts) && (s.ts[i].word == "de" || s.ts[i].word == "d") {
		return true // « aucun titre de séjour »
	}
	if w := s.word(i - 1); w == "rien" || w == "zero" {
		next := s.word(i)
		return next == "que" || next == "qu" || next == "ke" // « comme diplôme rien que le CAP »
	}
	if !strings.HasPrefix(s.word(i-1), "diplom") || i >= len(s.ts) || s.ts[i].before != 0 {
		return false
	}
	switch w := s.ts[i].word; w {
	case "professionnel", "professionnels", "francais", "reconnu", "reconnus", "superieur", "universitaire", "technique", "scientifique":
		return true
	}
	return false
}
