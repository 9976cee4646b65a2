package intents

import (
	"strconv"
	"strings"
)

// age reads « 52 ans ».
func (s *factScan) age(n, from, to int) bool {
	if to >= len(s.ts) || !yearUnits[s.ts[to].word] {
		// « j'avais 19 ans, j'en ai 24 maintenant »
		said := from // « j'en ai donc 49 »
		if only[s.word(said-1)] {
			said--
		}
		if s.word(said-1) == "ai" && (s.word(said-2) == "en" || s.word(said-2) == "jen") && n >= 14 && n < 80 && (to >= len(s.ts) || s.ts[to].before != 0 || afterAge[s.ts[to].word]) {
			return s.ageHere(n, from, to)
		}
		if s.word(from-1) == "age" && n >= 14 && n < 80 && (to >= len(s.ts) || s.ts[to].before != 0) {
			return s.ageHere(n, from, to) // « inscrit France Travail. Age 26 »
		}
		if s.likewise(n, from, to) {
			e := s.put(Age, strconv.Itoa(n), from, to)
			e.Bearer = s.bearers[from]
			return true
		}
		return s.otherAge(n, from, to)
	}
	return s.ageHere(n, from, to+1)
}

// only are the words between « j'en ai » and a number of years.
var only = wordSet("donc deja que juste bien toujours encore maintenant")

// afterAge are the words after « j'en ai 24 » that leave it an age.
var afterAge = wordSet("maintenant mtn aujourd et mais donc")

// likewise tells whether a number is the age of a second person, whose years go without
// saying after those of the first: « j'ai 43 ans et mon fils en a 15 ».
func (s *factScan) likewise(n, from, to int) bool {
	last := len(s.out) - 1
	if last < 0 || s.out[last].Name != Age || n < 14 || n > 80 || s.word(from-1) != "a" || s.word(from-2) != "en" || s.word(from-3) == "y" {
		return false
	}
	return to >= len(s.ts) || s.ts[to].before != 0 || s.word(to) == "et" || s.word(to) == "qui"
}

// otherAge reads the number that takes back an age just told: « 51 ans. Ah non, 52 depuis samedi ».
func (s *factScan) otherAge(n, from, to int) bool {
	last := len(s.out) - 1
	if last < 0 || s.out[last].Name != Age || n < 14 || n > 80 || unitWords[s.word(to)] || months[s.word(to)] {
		return false
	}
	taken := s.word(to) == "pour" && (s.word(to+2) == "instant" || s.word(to+2) == "moment") // « bientôt 50, donc 49 pour l'instant »
	for i := from - 1; !taken && i >= 0 && s.ts[i].start >= s.out[last].End; i-- {
		switch s.ts[i].word {
		case "non", "enfin", "pardon", "oups", "plutot":
			taken = true
		case "ah", "euh", "en", "fait", "mais", "j", "ai", "je", "voulais", "dire", "pas":
		default:
			return false
		}
	}
	if !taken {
		return false
	}
	s.out[last].Negated = true
	e := s.put(Age, strconv.Itoa(n), from, to)
	e.Bearer = s.bearers[from]
	return true
}

// slang are the units that only ages are told in.
var slang = wordSet("pige piges balai balais berge berges bale balet bougies printemps")

// lengths are the words before « de 15 ans » that make it a length of time.
var lengths = wordSet("experience anciennete carriere formation contrat cdd pause absence duree peine plus moins periode vie metier service travail boulot taf usine boite bail pret credit cycle cursus stage apprentissage parcours titre engagement conge sejour mariage retard ecart limite maximum minimum ans interim industrie atelier pratique sidi bout bon age chomage cdi conduite chantier")

// ageAbroad reads « I am 24 », « ich bin 32 », « 24 years old », « tengo 28 años »: people
// who write in another language tell their age as well.
func (s *factScan) ageAbroad(n, from, to int) bool {
	before, unit, after := s.word(from-1), s.word(to), s.word(to+1)
	switch {
	case unit == "years" && after == "old", unit == "jahre" && after == "alt":
		to += 2
	case (unit == "anos" || unit == "anni") && (before == "tengo" || before == "tenho" || before == "ho"):
		to++
	case before != "am" && before != "im" && before != "m" && before != "bin", n < 14:
		return false
	case to < len(s.ts) && s.ts[to].before == 0 && !abroadAfter[unit] && unit != "and" && unit != "und" && unit != "years" && unit != "jahre":
		return false // « ich bin 32 km entfernt »
	}
	return s.ageHere(n, from, to)
}

// abroadAfter go on after an age: « I am 24 living in Metz ».
var abroadAfter = wordSet("living live looking from unemployed working i wohne suche")

// notAge come before a number of years that is a length or a limit.
var notAge = map[string]bool{
	"depuis": true, "pendant": true, "ya": true, "y": true, "fait": true, "fe": true, "fai": true, "apres": true, "dans": true, "en": true, "durant": true, "sous": true,
	"les": true, "des": true, "tous": true, "ces": true, "mes": true, "cumule": true, "bosse": true, "travaille": true, "sur": true, "apre": true,
	"moins": true, "dernieres": true, "formation": true, "duree": true, "contrat": true, "cdd": true, "dure": true, "fais": true, "depui": true, "pendan": true,
	"ses": true, "nos": true, "travailler": true, "travail": true, "passe": true, "par": true, "prochains": true,
}

// ofLength come after a number of years that is one of service.
var ofLength = map[string]bool{
	"d": true, "de": true, "que": true, "ke": true, "qu": true, "comme": true, "chez": true, "dans": true, "ds": true, "com": true, "k": true,
	"derriere": true, "plus": true, "minimum": true, "apres": true, "experience": true, "anciennete": true, "dedans": true, "kom": true,
	"en": true, "sur": true, "dexperience": true, "danciennete": true, "max": true, "ou": true, "do": true,
}

// ageHere takes a number of years for an age, unless what stands around it says
// that it is a length of service, a duration or a limit.
func (s *factScan) ageHere(n, from, to int) bool {
	if n < 1 || n > 99 {
		return false
	}
	previous, next := s.word(from-1), s.word(to)
	joined := to >= len(s.ts) || s.ts[to].before == 0
	said := previous == "ai" || previous == "jai" || previous == "g" || previous == "a" && s.word(from-2) != "y" || previous == "age" || previous == "agee" ||
		previous == "je" || previous == "as" || previous == "mes" || previous == "aurai" || previous == "aura" || previous == "avoir" || previous == "dit" && s.word(from-2) == "ai"
	if previous == "de" && s.bearers[from] == Self && !s.kinBefore(from) && !aged[s.word(from-2)] && (n < 15 || lengths[s.word(from-2)] || s.word(from-2) == "pres") {
		return false
	}
	if previous == "de" && (aged[s.word(from-2)] || kin[s.word(from-2)] == Ward && s.bearers[from] != Self) {
		said, next = true, ""
	}
	if slang[s.word(to-1)] && !(notAge[previous] && previous != "ses" && previous != "mes") {
		said = true
		if next == "dans" || next == "ou" || next == "et" || next == "sur" || next == "de" || next == "d" {
			next = ""
		}
	}
	if joined && n >= 14 && (from == 0 || s.ts[from].before != 0 || said) && s.comesFrom(to) {
		next = "" // « 34 ans de Raon-l'Étape »
	}
	switch {
	case notAge[previous] && s.ts[from].before == 0 && !slang[s.word(to-1)] || previous == "a" && s.recalled(from, to) || s.past(from) && !said && previous != "de" || previous == "a" && s.left(from):
		return false
	case previous == "plus" && s.ts[from].before == 0:
		return false
	case joined && !said && s.served(to), !said && s.wasThat(from):
		return false
	case joined && n > longest && next == "en" && (from == 0 || s.ts[from].before != 0) && standing[s.word(to+1)]:
		// « 41 ans en CDI »: nobody has been that long in one
	case joined && ofLength[next] && !(said && (next == "en" && months[s.word(to+1)] || next == "et")):
		if next == "ou" && previous != "a" && previous != "dit" || next == "au" || next == "en" || next == "max" || next == "plus" || next == "de" || next == "d" || next == "que" || next == "ke" || next == "qu" || n < 14 || !said && !(next == "ou" && previous == "a") {
			return false
		}
		if previous == "a" && next != "ou" || next == "comme" || next == "chez" || next == "dans" || next == "ds" || next == "sur" {
			return false
		}
	case n < 14 && s.bearers[from] == Self && !s.kinBefore(from):
		return false
	}
	if s.amongChildren(from) {
		return false
	}
	e := s.put(Age, strconv.Itoa(n), from, to)
	e.Bearer = s.bearers[from]
	if n < 14 {
		e.Bearer = Nobody // a child's age bears on childcare, not on who is trained
	}
	return true
}

// longest is for how many years people have one contract at most, standing are the words after « en » for one.
const longest = 35

var standing = wordSet("cdi cdd interim recherche poste emploi activite")

// aged are the people whose age is told after « de ».
var aged = wordSet("femme homme age apprenti apprentie aprenti aprentie jeune personne candidat candidate stagiaire salarie salariee gars type dame monsieur lyceen lyceenne")

// presently are verbs in « -ais » that tell of now.
var presently = wordSet("sais vais fais connais")

// recalled tells whether « à quatorze ans » is the time of something past: « je gardais les
// vaches » follows, or « j'ai fait une bêtise » stands before.
func (s *factScan) recalled(from, to int) bool {
	if w := s.word(to); (w == "je" || w == "j") && s.ts[to].before == 0 && to+1 < len(s.ts) && strings.HasSuffix(s.ts[to+1].word, "ais") && !presently[s.ts[to+1].word] && !wishes[s.ts[to+1].word] && !strings.HasSuffix(s.ts[to+1].word, "rais") {
		return true
	}
	for back := 2; back <= 6 && from-back >= 1 && s.ts[from-back+1].before == 0; back++ {
		if w := s.word(from - back); (w == "fait" || w == "eu") && s.word(from-back-1) == "ai" {
			return true
		}
	}
	switch s.word(from - 2) {
	case "betise", "connerie", "erreur", "sottise", "faute":
		return true
	}
	return false
}

// left tells whether an age is that at which something was left: « j'ai quitté
// l'école à seize ans ».
func (s *factScan) left(from int) bool {
	for back := 2; back <= 7 && from-back >= 0 && s.ts[from-back+1].before == 0; back++ {
		switch s.word(from - back) {
		case "quitte", "arrete", "arete", "arrette", "plaque", "lache", "abandonne", "commence", "parti", "partie", "sorti", "sortie", "vire", "viree", "transformer", "convertir":
			return true
		}
	}
	return false
}

// amongChildren tells whether token i is among the ages of several children: « 3 enfants de 8, 11 et 17 ans ».
func (s *factScan) amongChildren(i int) bool {
	for back := i - 1; back >= max(0, i-10); back-- {
		w := s.ts[back].word
		switch {
		case children[w], (w == "fille" || w == "fils") && back > 0 && several[s.word(back-1)]:
			return true
		case w == "de" || w == "ont" || w == "et" || w == "ages" || w == "agees" || yearUnits[w]:
		case s.ts[back].kind != numberToken:
			if n, _ := s.number(back); n == 0 {
				return false
			}
		}
	}
	return false
}

// several make « fille » more than one, however it is written.
var several = wordSet("deux 2 trois 3 quatre 4 mes nos")

// children are several people who are told of by their ages.
var children = wordSet("grands grandes aines enfants gosses filles garcons gamins gamines ados petits mioches bambins fillettes jumeaux jumelles")

// born reads « né en 72 ».
func (s *factScan) born(n, i int) bool {
	if i < 1 || s.year == 0 {
		return false
	}
	near := false
	for back := 1; back <= 4 && i-back >= 0; back++ {
		switch s.ts[i-back].word {
		case "classe": // « de la classe 72 », and not « la classe ouvre à 8 h »
			near = near || back == 1
		case "ne", "nee", "naissance", "naitre":
			near = s.ts[i-back].accented != "ne"
			if s.ts[i-back].accented == "ne" { // « ne » without accent, if nothing is negated by it
				near = s.word(i-1) == "en" || s.word(i-1) == "le" || months[s.word(i-1)]
			}
		}
	}
	if !near || months[s.word(i+1)] || n < 40 && s.ts[i].kind != numberToken {
		return false
	}
	if n < 100 {
		if n+2000 > s.year-14 {
			n += 1900
		} else {
			n += 2000
		}
	}
	if n < s.year-99 || n > s.year-5 {
		return false
	}
	e := s.put(Age, strconv.Itoa(s.year-n), i, i+1)
	e.Bearer = s.bearers[i]
	return true
}
