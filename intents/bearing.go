package intents

import (
	"sort"
	"strings"
)

// kin are the people a message can be about.
var kin = map[string]Bearer{
	"fils": Ward, "fille": Ward, "ado": Ward, "gamin": Ward, "gamine": Ward, "petit": Ward, "petite": Ward, "enfant": Ward, "mari": Ward,
	"femme": Ward, "conjoint": Ward, "conjointe": Ward, "copain": Ward, "copine": Ward, "compagnon": Ward, "compagne": Ward, "epouse": Ward,
	"epoux": Ward, "frere": Ward, "frer": Ward, "frr": Ward, "frre": Ward, "frangin": Ward, "reuf": Ward, "frero": Ward, "frerot": Ward, "soeur": Ward, "seur": Ward, "frangine": Ward, "neveu": Ward, "niece": Ward, "cousin": Ward, "cousine": Ward,
	"filleul": Ward, "filleule": Ward, "garcon": Ward, "gosse": Ward, "jeune": Ward, "fiston": Ward, "pote": Ward, "ami": Ward, "amie": Ward,
	"patron": Nobody, "patronne": Nobody, "chef": Nobody, "cheffe": Nobody, "collegue": Nobody, "oncle": Nobody, "tonton": Nobody, "tante": Nobody, "pere": Nobody, "mere": Nobody,
	"parents": Nobody, "papa": Nobody, "maman": Nobody, "voisin": Nobody, "voisine": Nobody, "conseiller": Nobody, "conseillere": Nobody,
	"papi": Nobody, "papy": Nobody, "ex": Nobody, "prof": Nobody, "employe": Nobody, "employee": Nobody, "ouvrier": Nobody, "ouvriere": Nobody, "employeur": Nobody, "colegue": Nobody, "directeur": Nobody, "chien": Nobody, "chienne": Nobody, "chat": Nobody,
}

var possessive = map[string]bool{"mon": true, "ma": true, "mes": true, "notre": true, "nos": true, "mn": true, "le": true, "un": true, "son": true, "sa": true}

var firstPerson = map[string]bool{
	"je": true, "j": true, "jai": true, "moi": true, "jsuis": true, "jsui": true, "chui": true, "chuis": true, "jveux": true, "jveu": true, "g": true,
	"jcherche": true, "jvoudrais": true, "jvoudrai": true, "jaimerais": true, "jetais": true,
}

var wishes = map[string]bool{
	"veux": true, "voudrais": true, "cherche": true, "recherche": true, "aimerais": true, "souhaite": true, "souhaiterais": true, "veu": true, "voudrai": true,
	"jveux": true, "jveu": true, "jcherche": true, "jvoudrais": true, "jaimerais": true, "envie": true,
}

// bear tells for each token whose fact it would be.
func (s *factScan) bear() {
	s.bearers = make([]Bearer, len(s.ts))
	now, third, certain, ownWish := Self, Bearer(-1), false, false
	wards, helped, looked := false, false, false
	had := false // a child of the writer was spoken of
	theirs := -1 // the token after what is told of « j'ai une fille de dix ans »
	for i := range s.ts {
		w := s.ts[i].word
		if i == theirs {
			now, third, theirs = Self, -1, -1
		}
		b, ok := kin[w]
		of := i - 1 // of what makes them somebody's
		if (ok || w == "moi") && inLaw[s.word(of)] {
			of--
		}
		previous := s.word(of)
		if !ok && eldest[w] && (previous == "mon" || previous == "ma") && ofThem[s.word(i+1)] {
			b, ok = Ward, true // « mon grand de seize ans est au lycée »
		}
		if ok && b == Nobody && relatives[w] {
			if !looked {
				helped, looked = s.helped(), true
			}
			if helped || s.word(i-2) == "pour" {
				b = Ward
			}
		}
		if ok && (previous == "sa" || previous == "son") && wards && s.word(of-1) != "pour" {
			now = Nobody // of who is written for: « mon fils a 17 ans, sa sœur est infirmière »
			s.bearers[i] = now
			continue
		}
		if ok && b == Ward && (previous == "un" || previous == "une" || previous == "1") && !inLaw[w] && w != "jeune" &&
			(haveThem[s.word(of-1)] || had && s.word(of-1) == "et") && !s.says("heberger", "heberge", "loger", "loge") {
			had = true
			if theirs = s.untilOwn(i); !s.helped() {
				now, third = Nobody, Nobody // « j'ai une fille de dix-sept ans encore au lycée »
			} else {
				now, third, wards, theirs = Ward, Ward, true, -1
			}
			s.bearers[i] = now
			continue
		}
		if eldest[w] && (previous == "le" || previous == "la" || previous == "l") && s.childrenBefore(of) {
			now, third, theirs = Nobody, Nobody, s.untilOwn(i) // « j'ai deux enfants, le grand de seize ans est au lycée »
			s.bearers[i] = now
			continue
		}
		if ok && (previous == "un" || previous == "une") && !inLaw[w] && (of == 0 || s.ts[of].before != 0) && (s.word(i+1) != "de" || i+2 < len(s.ts) && (s.ts[i+2].kind == numberToken || w != "femme" && small[s.ts[i+2].word] > 0)) {
			now, third = Nobody, Nobody // « Un ancien collègue est passé contremaître »
			s.bearers[i] = now
			continue
		}
		if (w == "m" || w == "me") && now == Nobody && (s.word(i+1) == "a" || s.word(i+1) == "ont") && passes[s.word(i+2)] {
			now = Self // « un copain ajusteur m'a parlé du traitement de surface »
		}
		if ok && possessive[previous] && (previous != "le" && previous != "un" || s.word(i-2) == "pour") {
			// « chez mon patron », « avec mon mari » only say where and with whom.
			if before := s.word(i - 2); before != "chez" && before != "avec" && !(b == Nobody && before == "par") {
				now, third = b, b
				wards = wards || b == Ward
				certain = certain || b == Ward && (before == "pour" || before == "a" || i < 3)
			}
		} else if firstPerson[w] && w != "moi" || w == "moi" && (i == 0 || s.ts[i].before != 0 || turning[previous] || strings.HasPrefix(s.word(i+1), "jab") || strings.HasPrefix(s.word(i+1), "jhab")) {
			now = Self
		} else if w == "pourquoi" && s.word(i+1) == "pas" {
			now = Self // « ma femme est conductrice de ligne, alors pourquoi pas conducteur de ligne »
		} else if third == Ward && turning[w] && (w == "non" || w == "nan" || w == "finalement") && s.ts[i].before != 0 && s.ts[i].before != ',' {
			now = Self // « mon mari dit que c'est dur. non finalement conductrice de ligne »
		} else if (w == "il" || w == "elle" || w == "lui") && third >= 0 && s.word(i+1) != "y" && s.word(i+1) != "faut" {
			now = third
		} else if s.ts[i].before == '.' || s.ts[i].before == '\n' || s.ts[i].before == '?' || s.ts[i].before == '!' {
			if third == Nobody {
				now = Self
			}
		}
		if wards && now == Self && wishes[w] {
			ownWish = true
		}
		s.bearers[i] = now
	}
	s.relative = wards
	if wards && ownWish && !certain {
		for i, b := range s.bearers {
			if b == Ward {
				s.bearers[i] = Nobody
			}
		}
	}
}

// haveThem stand before « une fille » in what a writer tells of their own.
var haveThem = wordSet("ai jai g avons ons")

// eldest are the words for one of several children.
var eldest = wordSet("grand grande aine ainee cadet cadette dernier derniere petit petite")

// ofThem go on after « mon grand » where that is a child.
var ofThem = wordSet("de a est qui il elle va")

// childrenBefore tells whether the children of the writer are spoken of before token i.
func (s *factScan) childrenBefore(i int) bool {
	for k := i - 1; k >= max(0, i-8); k-- {
		if children[s.ts[k].word] || (s.ts[k].word == "fille" || s.ts[k].word == "fils") && several[s.word(k-1)] {
			return true
		}
	}
	return false
}

// untilOwn is the token from which a message that names a child of the writer at token i tells of the writer again: at
// the next mark or « et », unless it goes on about the child.
func (s *factScan) untilOwn(i int) int {
	for k := i + 1; k < len(s.ts); k++ {
		if s.ts[k].before == 0 && s.ts[k].word != "et" && s.ts[k].word != "mais" {
			continue
		}
		next := k
		if s.ts[k].word == "et" {
			next++
		}
		if b := s.ts[k].before; b != 0 && b != ',' && b != '(' || !ofTheirs[s.word(next)] {
			return k
		}
	}
	return -1
}

// ofTheirs begin what goes on about a child just named.
var ofTheirs = wordSet("encore toujours actuellement qui elle il lyceen lyceenne collegien collegienne etudiant etudiante scolarise scolarisee lui")

// passes are what somebody does who tells the writer of what may be for them.
var passes = wordSet("parle conseille propose montre suggere recommande oriente")

// turning are the words by which a writer comes to themselves, after somebody else.
var turning = wordSet("mais me mai sinon alors non nan finalement")

// inLaw stand between « mon » and a relative.
var inLaw = wordSet("beau belle demi grand grande petit petite meilleur meilleure ancien ancienne vieux vieille")

// relatives are people who may be told of in passing, and may be who is helped.
var relatives = wordSet("pere mere oncle tonton tante papa maman voisin voisine collegue colegue papi papy")

// helped tells whether what is wished is wished by another than the writer: « ma mère veut
// apprendre ».
func (s *factScan) helped() bool {
	others := false
	for i := range s.ts {
		w := s.ts[i].word
		if wishes[w] && w != "envie" && firstPerson[s.word(i-1)] || firstPerson[w] && wishes[w] {
			return false
		}
		switch w {
		case "veut", "veu", "voudrait", "aimerait", "souhaite", "souhaiterait", "cherche", "envie", "reve":
			others = others || !firstPerson[s.word(i-1)]
		}
	}
	return others
}

// kinBefore tells whether a relative stands just before token i: « mon fils de 6 ans ».
func (s *factScan) kinBefore(i int) bool {
	for back := 1; back <= 3 && i-back >= 0; back++ {
		if _, ok := kin[strings.TrimSuffix(s.ts[i-back].word, "s")]; ok {
			return true
		}
		if _, ok := kin[s.ts[i-back].word]; ok {
			return true
		}
	}
	return false
}

// between are the words that may stand between a negation and what it rules out.
var between = map[string]bool{
	"de": true, "d": true, "le": true, "la": true, "les": true, "l": true, "un": true, "une": true, "du": true, "des": true, "a": true, "au": true,
	"en": true, "sur": true, "etre": true, "faire": true, "fer": true, "devenir": true, "envie": true, "trop": true, "vraiment": true, "dans": true, "plus": true,
	"entendre": true, "parler": true, "question": true, "vers": true, "bosser": true, "travailler": true, "aller": true, "formation": true, "contrat": true, "comme": true, "interesse": true, "par": true,
}

var negations = map[string]bool{"pas": true, "pa": true, "jamais": true, "sauf": true, "ni": true, "non": true, "sans": true, "hors": true, "excepte": true, "aucun": true, "aucune": true, "plus": true}

// ruledOut tells whether the words [from, to) are what the person does not want:
// « pas à Nancy », « je ne veux plus être cariste », « plutôt Metz que Nancy »,
// « l'alternance non merci ».
func (s *factScan) ruledOut(from, to int) bool {
	if s.declined(to) {
		return true
	}
	if s.word(to) == "non" && s.last(to) != '?' && (to+1 >= len(s.ts) || s.word(to+1) == "merci" || s.ts[to+1].before != 0) && to < len(s.ts) && s.ts[to].before == 0 {
		return true
	}
	if s.word(to) == "laisse" && strings.HasPrefix(s.word(to+1), "tomb") && s.ts[to].before == 0 {
		return true // « plasturgie laisse tomber »
	}
	for k := to; k < min(to+4, len(s.ts)); k++ {
		if s.ts[k].word == "pas" && (s.word(k-1) == "veux" || s.word(k-1) == "veu" || s.word(k-1) == "interesse" || s.word(k-1) == "tente") && s.word(k+1) != "de" && s.word(k+1) != "d" {
			return true
		}
		if s.ts[k].before != 0 || k == to && joining[s.ts[k].word] {
			break // « en 3e à Metz et je veux pas aller au lycée »
		}
	}
	if s.word(from-1) == "part" && s.word(from-2) == "a" {
		return true
	}
	if w := s.word(from - 1); w == "que" || w == "qu" || (s.lists["lieu"][w] || ofIt[w]) && s.word(from-2) == "que" {
		for k := from - 2; k >= max(0, from-6); k-- {
			if w := s.ts[k].word; w == "plutot" || w == "pluto" {
				return true
			}
		}
	}
	for k := from - 1; k >= max(0, from-6); k-- {
		w := s.ts[k].word
		if s.ts[k+1].before != 0 {
			return false
		}
		if s.wearied(k) {
			return true
		}
		if negations[w] {
			if w == "non" {
				return false // « en fait non, électricien » corrects
			}
			if s.word(k-1) == "si" || s.word(k-2) == "si" || s.word(k-3) == "si" {
				return false // « si c'est pas à Verdun » rules nothing out
			}
			if w == "plus" {
				n := s.word(k - 1)
				if next := s.word(k + 1); ofIt[next] && next != "en" && k+2 >= from && (k == 0 || s.ts[k].before != 0 || n == "mais" || n == "non" || n == "nan" || n == "surtout" || n == "bah" || n == "ben") {
					return true // « plus la logistique, j'ai le dos fatigué »
				}
				if next := s.word(k + 1); (next == "de" || next == "d") && (k == 0 || s.ts[k].before != 0 || n == "non" || n == "nan" || n == "fait" && s.word(k-2) == "en" || n == "finalement" || n == "mais") {
					return true // « en fait plus de chariot »
				} else if next == "envie" && (n == "ai" || n == "jai" || n == "a") {
					return true
				}
				return n == "veux" || n == "veu" || n == "peux" || s.word(k-2) == "ne" || s.word(k-2) == "n"
			}
			if w == "pas" && (s.word(k+1) == "loin" || s.word(k+1) == "mal" || s.word(k+1) == "encore") {
				return false
			}
			if w == "sans" && s.word(k-1) == "pas" || w == "pas" && s.word(k-1) == "pourquoi" {
				return false
			}
			return (w != "aucun" && w != "aucune") || !finds[s.word(k-1)] // who finds no turner needs one
		}
		if !between[w] {
			return false
		}
	}
	return false
}

// ofIt stand between « plutôt que » and what is passed over.
var ofIt = wordSet("l le la les un une en d de")

// wearied tells whether token k says that one has had enough of what follows: « marre du »,
// « j'en ai assez de », « fini la », « laisse tomber ».
func (s *factScan) wearied(k int) bool {
	next := s.word(k + 1)
	of := next == "de" || next == "d" || next == "du" || next == "des"
	switch s.ts[k].word {
	case "marre", "mar", "basta":
		return of
	case "oublie", "oubliez", "oublier":
		return next != "pas"
	case "laisse", "laissez":
		return (next == "le" || next == "la" || next == "les" || next == "l") && (k == 0 || s.ts[k].before != 0 || s.word(k-1) == "nan" || s.word(k-1) == "non" || s.word(k-1) == "fait")
	case "tomber":
		return strings.HasPrefix(s.word(k-1), "laiss")
	case "bol":
		return of && s.word(k-1) == "le"
	case "assez":
		return of && (s.word(k-1) == "ai" || s.word(k-1) == "jai" || s.word(k-1) == "a") && s.word(k-2) != "pas"
	case "fini", "finie", "finis", "termine", "terminee", "termines":
		if next == "avec" || s.word(k+2) == "avec" {
			return true
		}
		switch s.word(k - 1) {
		case "", "c", "est", "cest", "non", "bon", "maintenant", "finalement":
			return next == "le" || next == "la" || next == "les" || next == "l" || of
		}
		return s.ts[k].before != 0 && (next == "le" || next == "la" || next == "les" || next == "l")
	}
	return false
}

// joining begin another clause after what is named.
var joining = wordSet("et mais me donc car puis alors")

// finds come before « aucun » where somebody looks for what they name.
var finds = wordSet("trouve trouver trouvons trouvent trouvais")

// refusals are what people answer to a proposal that they name: « soudeuse ? très peu pour moi ».
var refusals = [][]string{
	{"non", "merci"}, {"non", "plus"}, {"bof"}, {"jamais"}, {"surtout", "pas"}, {"tres", "peu", "pour", "moi"}, {"pas", "pour", "moi"},
	{"c", "est", "pas", "pour", "moi"}, {"pas", "mon", "truc"}, {"c", "est", "pas", "mon", "truc"}, {"ca", "me", "dit", "rien"}, {"me", "dit", "rien"},
	{"ca", "me", "tente", "pas"}, {"ca", "m", "interesse", "pas"}, {"sans", "facon"}, {"quelle", "horreur"}, {"beurk"},
}

// declined tells whether what stands before token i is turned down by what follows.
func (s *factScan) declined(i int) bool {
	if i >= len(s.ts) || s.ts[i].before != 0 && s.ts[i].before != '?' && s.ts[i].before != ',' {
		return false
	}
	asked := s.ts[i].before == '?'
	if asked && s.ts[i].word == "non" && (i+1 == len(s.ts) || s.ts[i+1].before != 0) && s.last(i) != '?' {
		return true // « cariste ? non. »
	}
	for _, words := range refusals {
		if words[0] == "jamais" && !asked || s.ts[i].before == ',' && words[0] != "non" && words[0] != "tres" && words[0] != "bof" && words[0] != "sans" {
			continue
		}
		k := 0
		for k < len(words) && i+k < len(s.ts) && s.ts[i+k].word == words[k] && (k == 0 || s.ts[i+k].before == 0) {
			k++
		}
		if k == len(words) {
			return true
		}
	}
	return false
}

// last is the mark after token i, 0 when there is none.
func (s *factScan) last(i int) byte {
	if i+1 < len(s.ts) {
		return byte(s.ts[i+1].before)
	}
	rest := strings.TrimSpace(s.text[s.ts[i].end:])
	if rest == "" {
		return 0
	}
	return rest[0]
}

// denied tells whether a state is said not to hold: « je suis pas au chômage ».
func (s *factScan) denied(from int) bool {
	w := s.word(from - 1)
	if s.ts[from].before != 0 {
		return false // « j'en peux plus, stop la fac »
	}
	if w == "pas" || w == "pa" || w == "ni" || w == "jamais" {
		return true
	}
	return w == "plus" && s.word(from-2) != "de"
}

// past tells whether what begins at token i is what the person was.
func (s *factScan) past(i int) bool {
	for back := 1; back <= 4 && i-back >= 0; back++ {
		k := i - back
		if b := s.ts[k+1].before; b == '.' || b == '!' || b == '?' || b == '\n' || b == ';' {
			return false // « ils m'ont jeté. je suis au chômage »
		}
		switch w := s.ts[k].word; w {
		case "etais", "jetais", "etai", "ancien", "ancienne", "ex", "ete", "jete", "etait", "jadis", "avant":
			return w != "avant" || back == 1
		}
		if s.ts[k+1].before != 0 {
			return false
		}
	}
	return false
}

// corrections tells whether the message takes back something said before, and
// marks what it takes back: « non pas Nancy, Metz ».
func (s *factScan) corrections() bool {
	found := false
	for i := range s.ts {
		w, next, third := s.ts[i].word, s.word(i+1), s.word(i+2)
		switch {
		case w == "trompe" || w == "trompee" || w == "trompais" || w == "gouree" || w == "goure" || w == "plante" && s.word(i-1) == "suis":
			found = true
		case w == "voulais" && next == "dire", w == "voulai" && next == "dire", w == "erreur" && (s.word(i-1) == "fait" || s.word(i-1) == "une" || i == 0):
			found = true
		case i == 0 && (w == "non" || w == "nan" || w == "enfin" || w == "pardon" || w == "euh" && next == "non") && len(s.out) > 0:
			found = found || next == "pas" || next != "merci" && !s.out[0].Negated && len(s.ts) > 1 && len(s.ts) <= 6
		case w == "non" && next == "pas" && third != "" && len(s.out) > 0, w == "rectification", w == "correction" && i == 0:
			found = true
		case (w == "plutot" || w == "finalement") && i <= 1 && len(s.out) > 0:
			found = true
		}
	}
	sentence := s.sentences()
	for i := range s.out {
		if s.out[i].Negated {
			for j := range s.out {
				found = found || j != i && s.out[j].Name == s.out[i].Name && !s.out[j].Negated && sentence[i] == sentence[j]
			}
		}
	}
	return found
}

// sentences numbers the sentence that each entity stands in.
func (s *factScan) sentences() []int {
	var ends []int
	for i := range len(s.text) {
		if c := s.text[i]; c == '.' || c == '?' || c == '!' || c == '\n' {
			ends = append(ends, i)
		}
	}
	numbers := make([]int, len(s.out))
	for i := range s.out {
		numbers[i] = sort.SearchInts(ends, s.out[i].Start)
	}
	return numbers
}
