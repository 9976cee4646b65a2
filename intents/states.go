package intents

import (
	"slices"
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
		return before == "pour" && hit.to == hit.from+1 || before == "comme" && !strings.HasPrefix(s.word(hit.from-2), "inscri") || (next == "du" || next == "de" || next == "d") && (schooled[s.word(hit.to+1)] || schooled[s.word(hit.to+2)])
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

// elsewhereDue are the words after « mes allocations » that make them no unemployment benefit.
var elsewhereDue = wordSet("familiales familiale caf logement adulte adultes handicap rentree cej")

// supposed tells whether the state that begins at token i is only supposed: « si je suis licencié », « le jour où je serai
// au chômage ».
func (s *factScan) supposed(i int) bool {
	if s.word(i) == "si" {
		return s.word(i-1) != "meme"
	}
	if s.required(i) {
		return true
	}
	future := strings.HasPrefix(s.word(i), "sera")
	for k := i - 1; k >= max(0, i-9) && s.ts[k+1].before == 0; k-- {
		future = future || s.ts[k].word == "serai" || s.ts[k].word == "sera"
		switch w := s.ts[k].word; {
		case w == "si":
			return s.word(k-1) != "meme" && s.word(k-1) != "comme" && s.word(k-1) != "moi"
		case w == "quand" || w == "kan" || w == "kand" || w == "lorsque" || w == "ou" && s.word(k-1) == "jour":
			return future
		case !supposing[w]:
			return false
		}
	}
	return false
}

// required tells whether the state that begins at token i is what one must be, or is asked about: « il faut être inscrit à
// France Travail ? », « c'est réservé aux demandeurs d'emploi ».
func (s *factScan) required(i int) bool {
	if mustBe[s.word(i)] && s.word(i) != "etre" {
		return true
	}
	for k := i - 1; k >= max(0, i-4) && s.ts[k+1].before == 0; k-- {
		switch w := s.ts[k].word; {
		case mustBe[w] && w != "etre":
			return true
		case w == "etre":
			return k == 0 || !wishes[s.word(k-1)] && s.word(k-1) != "d"
		case !beside[w]:
			return false
		}
	}
	return false
}

// mustBe come before what one has to be, beside may stand between.
var (
	mustBe = wordSet("etre faut fo fau faudrait doit dois doivent devoir oblige obligee obliges obligatoire obligatoirement reserve reservee reserves")
	beside = wordSet("a au aux d de que qu m s se vraiment forcement absolument deja bien toujours un une en pour les des il on")
)

// supposing are the words between « si » and a state.
var supposing = wordSet("je j on il elle jsuis jsui chui jamais un jour suis est serai sera serais serait etais etait me retrouve retrouvais retrouverai fais fait faisais ai ete perds perd perdais par malheur demain bientot mon ma patron boite usine que qu m le la l et ferme fermera ferment tombe tombais vire licencie")

// due are the words that begin what tells of a benefit, not of being without work.
var due = wordSet("mon ma mes mn touche touch jtouche jtouch percois percoit recois indemnise indemnisee")

// schooled are what one is thrown out of and has lost no job by.
var schooled = wordSet("lycee lycees college colleges ecole fac cfa formation club appart appartement logement")

// leaving are the words for giving up a school.
var leaving = wordSet("arrete arreter jarrete arete areter lache lacher plaque quitte quitter abandonne abandonner stop stopper")

// longAgo tells whether what stands before token i is told of another time: « il y a vingt
// ans », « en 1998 », « à seize ans ».
func (s *factScan) longAgo(i int) bool {
	for k := i; k < min(i+4, len(s.ts)); k++ {
		if s.ts[k].before != 0 && s.ts[k].before != ',' {
			return false
		}
		if n, next := s.number(k); n > 2 && (yearUnits[s.word(next)] && (s.word(k-1) == "a" || s.word(k-1) == "ya") || n > 1950 && n < s.year-2) {
			return true
		}
	}
	return false
}

// resigns tells whether somebody thinks of giving up a job: what they would get is not got yet.
func (s *factScan) resigns() bool {
	for i := range s.ts {
		w := s.ts[i].word
		if strings.HasPrefix(w, "demis") || strings.HasPrefix(w, "jdemis") || w == "rupture" || (leaving[w] || w == "plaquer") && s.word(i+1) == "mon" && ownJob[s.word(i+2)] {
			return true
		}
	}
	return false
}

// ownJob are the words for the job one has.
var ownJob = wordSet("poste emploi travail boulot taf job cdi boulo travaille")

// noJobHeld tells whether « mon travail » or « démissionner » tells of a job that is over, looked
// for, or of another thing.
func (s *factScan) noJobHeld(hit found) bool {
	first, last, next := s.word(hit.from), s.word(hit.to-1), s.word(hit.to)
	if last == "de" && strings.HasPrefix(first, "employe") {
		before := s.word(hit.from - 1)
		return before == "un" || before == "une" || before == "d" || before == "l" || before == "comme"
	}
	if strings.HasPrefix(last, "demission") {
		return s.word(hit.from-1) == "ai" || s.word(hit.from-1) == "faut"
	}
	if closing[next] || next == "va" && closing[s.word(hit.to+1)] {
		return true // who is about to be out of work is not put off by what an employer must agree to
	}
	if first != "mon" && first != "mn" && first != "son" || !ownJob[last] {
		return false
	}
	if first == "son" && s.bearers[hit.from] != Ward {
		return true
	}
	switch next {
	case "du", "ideal", "futur", "reve", "saisonnier":
		return true
	case "de":
		if w := s.word(hit.to + 1); w == "reve" || w == "television" || w == "tele" || w == "recherche" {
			return true
		}
	case "a":
		if strings.HasPrefix(s.word(hit.to+1), "soud") {
			return true
		}
	}
	for back := 1; back <= 4 && hit.from-back >= 0; back++ {
		k := hit.from - back
		switch w := s.ts[k].accented; w {
		case "perdu", "perdue", "trouver", "retrouver", "retrouvé", "trouvé", "cherche", "chercher", "décroché", "quitté", "quittée", "fini", "plaqué", "lâché", "abandonné", "ancien", "suite", "ex", "viré", "virée":
			return true
		case "vends", "vend", "vendre":
			return true
		case "quitte", "lache", "plaque":
			return s.word(k-1) == "ai" || s.word(k-1) == "jai" || s.word(k-1) == "a"
		}
		if s.ts[k+1].before != 0 {
			break
		}
	}
	return false
}

// closing are the words after « mon usine » that tell that the job ends.
var closing = wordSet("ferme fermer coule couler licencie delocalise")

// onOffer are the words before « est en CDI » that make it a job on offer.
var onOffer = wordSet("c ce ca poste emploi contrat offre place job travail")

// hinted tells whether a state was read from words that only let one think of it: « mon usine »
// of who is « au chômage depuis la fermeture de mon usine ».
func (s *factScan) hinted(e *Entity) bool {
	for i := range s.ts {
		if s.ts[i].start == e.Start {
			w := s.ts[i].word
			if e.Value == "jeune" && helpsYoung[w] {
				return true
			}
			return due[w] && e.Value != "interimaire" || e.Value == "salarie" && (w == "si" || w == "je")
		}
	}
	return false
}

// helpsYoung begin what tells of the mission locale, which also sees job seekers.
var helpsYoung = wordSet("suivi suivie suivis inscrit inscrite accompagne accompagnee mission")

// settle drops the states that were only hinted at beside another that was said.
func (s *factScan) settle() {
	said := -1
	for i := range s.out {
		if e := &s.out[i]; e.Name == Situation && !e.Past && !e.Negated && !s.hinted(e) {
			said = i
		}
	}
	if said < 0 {
		return
	}
	value := s.out[said].Value
	kept := s.out[:0]
	for i := range s.out {
		if e := &s.out[i]; e.Name != Situation || e.Value == value || e.Past || e.Negated || !s.hinted(e) {
			kept = append(kept, s.out[i])
		}
	}
	s.out = kept
}
