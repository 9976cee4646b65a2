package intents

import "strings"

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
			return due[w] && e.Value != "interimaire" || e.Value == "salarie" && (w == "si" || w == "je")
		}
	}
	return false
}

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
