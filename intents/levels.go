package intents

import (
	"slices"
	"strconv"
	"strings"
)

// situation takes set words for the state of the person, unless they tell of a
// right (« droit au chômage »), of several people, or of an apprentice's employer.
func (s *factScan) situation(value string, hit found) int {
	before, last := s.word(hit.from-1), s.word(hit.to-1)
	switch {
	case before == "droit" || before == "droi" || before == "droits" || before == "toucher" || before == "les" || before == "des":
		return 0
	case hit.to == hit.from+1 && len(last) > 5 && last[len(last)-1] == 's':
		return 0
	case value == "salarie" && (s.word(hit.from) == "mon" || s.word(hit.from) == "ma") && !ownJob[last] && s.apprentice():
		return 0
	}
	if s.notTheirs(value, hit) {
		return 0
	}
	if last == "etudiant" || last == "etudiante" {
		if still := lasts[before] && (s.word(hit.from-2) == "suis" || s.word(hit.from-2) == "est"); !still && before != "suis" && before != "est" && before != "jsuis" &&
			s.word(hit.to) != "en" && hit.from > 0 && s.ts[hit.from].before != ',' {
			return 0 // « un logement étudiant »
		}
	}
	e := s.put(Situation, value, hit.from, hit.to)
	e.Bearer, e.Past, e.Negated = s.bearers[hit.from], s.past(hit.from), s.denied(hit.from) || s.word(hit.to) == "non" && s.last(hit.to) != '?'
	if value != "salarie" && s.supposed(hit.from) {
		e.Bearer = Nobody
	}
	// « inscrite à France Travail » names a partner too.
	if n := hit.to - hit.from; n > 2 {
		if partner := s.longest(hit.to - 2); partner.to == hit.to && partner.first >= 0 {
			if r := s.names.refs[partner.first]; r.kind == partnerRef {
				s.put(Partenaire, s.ids[partnerRef][r.item], partner.from, partner.to)
			}
		}
	}
	return hit.to
}

// lasts are the words between « je suis » and a state that goes on.
var lasts = wordSet("encore toujours actuellement deja plus pas")

// notTheirs tells whether words for a state tell of another one, or of another person's.
func (s *factScan) notTheirs(value string, hit found) bool {
	before, first, last, next := s.word(hit.from-1), s.word(hit.from), s.word(hit.to-1), s.word(hit.to)
	switch value {
	case "salarie":
		if first == "cdi" && (before == "le" || before == "ce" || offered[before]) {
			return true // « avant de signer le CDI chez eux »
		}
		if s.doneAway(hit.to) {
			return true // « mon poste de comptable a été supprimé »
		}
		if last == "poste" && s.ts[hit.to-1].accented == "posté" {
			return true // « on travaille en posté » is of shifts
		}
		if first == "un" && last == "cdi" { // held when it is listed, wished for when it is looked for
			return before != "ai" && before != "a" && before != "jai" && (hit.from == 0 || s.ts[hit.from].before != ',')
		}
		if last == "boite" && (elsewhere[next] || next == "d" || next == "de") || before == "" && last == "boite" && next == "" {
			return true // « ma boîte mail », « ma boîte de transport »
		}
		return before == "etre" || before == "etant" || before == "redevenir" || before == "devenir" || s.wishedOrEmployed(hit) || s.noJobHeld(hit)
	case "jeune":
		if before == "jusqu" || before == "jusque" {
			return true // « je suis allée jusqu'en terminale » tells of then
		}
		if leaving[first] && (s.longAgo(hit.to) || s.atWork()) {
			return true
		}
		if last == "premiere" && (s.word(hit.to-2) == "ma" || s.word(hit.to-2) == "la") && notSchool[next] {
			return true // « je reviens à ma première idée »
		}
		if strings.HasPrefix(first, "eleve") && (before == "mes" || before == "nos") || last == "premiere" && strings.HasPrefix(next, "annee") {
			return true
		}
		for back := 1; back <= 3 && hit.from-back >= 0 && s.ts[hit.from-back+1].before == 0; back++ {
			if heading[s.word(hit.from-back)] {
				return true // « je file en BTS » tells where one will be
			}
		}
		return s.left(hit.from+1) || s.grown()
	case "demandeur_emploi":
		if due[first] && (elsewhereDue[next] || elsewhereDue[s.word(hit.to+1)] || s.resigns()) {
			return true
		}
		return before == "pour" && hit.to == hit.from+1 || before == "comme" || (next == "du" || next == "de" || next == "d") && (schooled[s.word(hit.to+1)] || schooled[s.word(hit.to+2)])
	case "interimaire":
		if (before == "ma" || before == "mes" || before == "une") && s.word(hit.from-2) == "perdu" {
			return true // « j'ai perdu ma mission d'intérim »
		}
		return before == "une" && s.word(hit.to-1) != "interim" || first == "en" && offered[before] && s.seeking(hit.from)
	case "autre":
		return before == "etre" || before == "comme" || before == "un" && s.word(hit.from-2) == "d"
	}
	return false
}

// doneAway tells whether the post that is named before token i is no more.
func (s *factScan) doneAway(i int) bool {
	for k := i; k < min(i+7, len(s.ts)); k++ {
		if w := s.ts[k].word; w == "supprime" || w == "supprimee" {
			return s.word(k-1) == "ete" || s.word(k-1) == "est"
		}
	}
	return false
}

// atWork tells whether the message names work or the lack of it: who also left school left it before.
func (s *factScan) atWork() bool {
	return slices.ContainsFunc(s.ts, func(t token) bool { return statesOfWork[t.word] })
}

var statesOfWork = wordSet("chomage chomeur chomeuse chomdu chomaj chaumage interim interimaire cdi cdd salarie salariee rsa")

// seeking tells whether what stands before token i is looked for: « je cherche du taf (en intérim) ».
func (s *factScan) seeking(i int) bool {
	for back := 1; back <= 4 && i-back >= 0; back++ {
		if w := s.word(i - back); strings.Contains(w, "cherch") || w == "trouver" || w == "veux" || w == "voudrais" {
			return true
		}
	}
	return false
}

// elsewhere are the words after « ma boîte » that make it no employer.
var elsewhere = wordSet("mail mails email gmail vocale aux lettres postale")

// notSchool are what « ma première » may be of.
var notSchool = wordSet("idee fois question piste proposition demande option envie experience intention formation embauche mission reponse etape")

// heading are the words before a school that somebody means to go to.
var heading = wordSet("file filer vais va aller aille entrer entre rentrer rentre passer passe basculer bascule continuer continue asseoir inscrire integrer partir repartir admis admise prendre accepte acceptent")

// grown tells whether the writer tells an age past that of school.
func (s *factScan) grown() bool {
	for i := range s.ts {
		if !yearUnits[s.word(i+1)] && !yearUnits[s.word(i+2)] && !yearUnits[s.word(i+3)] {
			continue
		}
		if n, next := s.number(i); n >= 30 && n < 80 && yearUnits[s.word(next)] && (i == 0 || s.word(i-1) == "a" || s.word(i-1) == "ai" || s.word(i-1) == "jai") {
			return true
		}
	}
	return false
}

// offered are the words before « en CDI » that make it a job on offer, not one held.
var offered = wordSet("embauche embauches embauchent embaucher recrute recrutent recruter poste postes emploi travail boulot taf job signer passer contrat offre offres ou cherche trouver place meme embauchez recrutez prenez proposez propose proposent prendre signe signer direct finit debouche transforme garanti c cest missions mission interim")

// others are the words before « salariés » that make them an employer's.
var others = wordSet("mes me nos vos leurs ses mon ma notre votre des les")

// wishedOrEmployed tells whether words for being employed tell of a job that is
// wished for, or of the people an employer employs.
func (s *factScan) wishedOrEmployed(hit found) bool {
	before, first := s.word(hit.from-1), s.word(hit.from)
	if (first == "en" || first == "an" || first == "a") && (offered[before] || before == "est" && onOffer[s.word(hit.from-2)]) {
		return true
	}
	if strings.HasPrefix(first, "salarie") && (others[before] || hit.from > 0 && s.ts[hit.from-1].kind == numberToken && s.ts[hit.from].before == 0) {
		return true
	}
	if last := s.word(hit.to - 1); last == "entreprise" || last == "boite" || last == "usine" || last == "societe" {
		for i := range s.ts {
			switch s.ts[i].word {
			case "gars", "salaries", "dirige", "dirigeant", "dirigeante", "gerant", "gerante", "recruter", "embaucher", "apprentis", "personnes":
				return true
			}
		}
	}
	return false
}

func (s *factScan) apprentice() bool {
	for i := range s.ts {
		switch s.ts[i].word {
		case "apprenti", "apprentie", "apprentissage", "alternance", "alternant", "alternante", "stage":
			return true
		}
	}
	return false
}

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
	for from > 1 && s.ts[from-1].kind == emojiToken {
		from--
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
