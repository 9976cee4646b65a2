package intents

import "strings"

// job puts a job that was read, unless it is said of something else; it gives the token after it, 0 for none.
func (s *factScan) job(value string, hit found) int {
	if s.ofStudy(hit.from) && !s.vocational(hit.from) && !(value == "soudeur" && strings.HasPrefix(s.word(hit.from-2), "licence") && s.word(hit.from-1) == "de") {
		return 0
	}
	if t := &s.ts[hit.from]; hit.repaired && hit.to == hit.from+1 && strings.HasSuffix(t.word, "ee") {
		return 0 // « soudée » is a state
	}
	if inside[s.word(hit.from)] && !s.ofWork(hit.from) {
		return 0 // « c'est dans le papier que j'ai reçu »
	}
	if hit.to == hit.from+1 && s.noJob(hit) || s.aThing(hit) || s.forTheHouse(hit) {
		return 0
	}
	e := s.put(Metier, value, hit.from, hit.to)
	if e.Bearer = s.bearers[hit.from]; s.urged(hit.from) {
		e.Bearer = Nobody
	}
	e.Past = s.past(hit.from)
	e.Negated = s.ruledOut(hit.from, hit.to)
	return hit.to
}

// urged tells whether what token i names is what another wants the writer to do: « ma mère veut que je fasse électricien ».
func (s *factScan) urged(i int) bool {
	for k := i - 1; k >= max(2, i-6) && s.ts[k+1].before == 0; k-- {
		if w := s.ts[k].word; (w == "je" || w == "j") && (s.word(k-1) == "que" || s.word(k-1) == "ke") {
			return othersWant[s.word(k-2)]
		}
	}
	return false
}

// othersWant are the verbs of somebody who wants something of the writer.
var othersWant = wordSet("veut veu veulent voudrait voudraient aimerait aimeraient prefere preferent prefererait insiste insistent")

// vocational tells whether a licence professionnelle, which trains for a job, is asked for before token i.
func (s *factScan) vocational(i int) bool {
	for back := 1; back <= 3 && i-back >= 1; back++ {
		if w := s.word(i - back); w == "pro" || w == "professionnelle" {
			return strings.HasPrefix(s.word(i-back-1), "licence") && s.says("existe", "faut", "cherche", "veux", "voudrais", "souhaite", "vise", "interesse", "trouver", "faire")
		}
	}
	return false
}

// inside are the words that begin the name of a trade by what one works in: « dans le papier ».
var inside = wordSet("dans ds dan")

// ofWork tells whether what stands before token i is of work, or wishes for it.
func (s *factScan) ofWork(i int) bool {
	if i == 0 || s.expects(Metier) || s.word(i-1) == "mais" && len(s.out) > 0 && s.out[len(s.out)-1].Name == Metier {
		return true
	}
	for back := 1; back <= 5 && i-back >= 0 && s.ts[i-back+1].before == 0; back++ {
		w := s.ts[i-back].word
		if workWords[w] || wishes[w] || strings.HasPrefix(w, "travail") || strings.HasPrefix(w, "travay") || strings.HasPrefix(w, "boss") || strings.HasPrefix(w, "form") {
			return true
		}
	}
	return false
}

var workWords = wordSet("boulot boulo taf taffer job emploi poste place rester reste retourner retourne evoluer reconvertir recycler metier metiers aller passer orienter lancer carriere ans annees ouvrier ouvriere operateur operatrice technicien technicienne conducteur conductrice interim cdi cdd mission missions stage apprentissage alternance industrie usine bac cap bep bts diplome")

// noJob tells whether one word for a job says something else.
func (s *factScan) noJob(hit found) bool {
	w, before := s.word(hit.from), s.word(hit.from-1)
	switch {
	case before == "adresse" || before == "courrier" || before == "bracelet" || before == "cigarette":
		return true // « adresse électronique »
	case w == "bois":
		return !s.wood(hit)
	case before == "ce" && w == "montage":
		return true // « comment s'appelle ce montage »
	case hit.repaired && len(w) <= 5:
		return true // « Chili » is no « chimie »
	case before == "chaine" && !somebody(w) || w == "chariot" && (s.word(hit.to) == "de" || s.word(hit.to) == "des"):
		return s.word(hit.to) != "de" || w != "production"
	case strings.HasPrefix(w, "operateur"):
		after := s.word(hit.to)
		return before == "mon" || strings.HasPrefix(after, "mobile") || strings.HasPrefix(after, "telephon") || after == "internet" || s.word(hit.from-2) == "changer"
	case strings.HasPrefix(w, "electricit") || strings.HasPrefix(w, "elektricit"): // a trade where it is worked in, not where it is paid for
		end := hit.to >= len(s.ts) || s.ts[hit.to].before != 0
		return !(hit.from == 0 && end || s.lists["courant"][before] || before == "l" && (s.word(hit.from-2) == "dans" || s.word(hit.from-2) == "ds" || s.word(hit.from-2) == "vers"))
	case strings.HasPrefix(w, "electrique") || strings.HasPrefix(w, "elektri") && strings.HasSuffix(w, "k"): // what runs on electricity is no trade
		return !s.lists["courant"][before]
	case hit.repaired && s.careful && len(w) < 9:
		return true // « pieuse », « tableur » are spelt as they are meant
	case strings.HasPrefix(w, "ingenieur") || strings.HasPrefix(w, "dingenieur"):
		return s.studied(hit)
	}
	return false
}

// wood tells whether « bois » is the trade, not what one drinks, burns or walks in.
func (s *factScan) wood(hit found) bool {
	before := s.word(hit.from - 1)
	if before == "je" || before == "j" || before == "tu" || before == "jeux" || hit.repaired {
		return false
	}
	if alone := hit.from == 0 && len(s.ts) <= 2; alone || s.expects(Metier) && len(s.ts) <= 4 {
		return true
	}
	switch before {
	case "formation", "formations", "genre", "secteur", "branche", "filiere", "metier", "metiers", "cote":
		return true
	case "ou", "et", "voire": // beside another trade
		last := len(s.out) - 1
		return last >= 0 && hit.from > 1 && s.out[last].Name == Metier && s.out[last].End == s.ts[hit.from-2].end
	case "le":
		return hit.from <= 2 && hit.to >= len(s.ts)-1 || s.ofWork(hit.from-1) && hit.from > 1
	}
	return false
}

// studied tells whether « ingénieur » is a course of study, or what somebody is, rather than
// the job at the works.
func (s *factScan) studied(hit found) bool {
	if hit.from == 0 || strings.HasPrefix(s.word(hit.to), "en") || s.past(hit.from) {
		return true
	}
	for i := range s.ts {
		switch s.ts[i].word {
		case "ecole", "ecoles", "ecol", "etude", "etudes", "cursus", "prepa", "prepas", "titre", "diplome", "bac", "bts", "but":
			return true
		}
	}
	return false
}

// whose are the words that make a thing somebody's.
var whose = wordSet("ma mon mes ta ton tes sa son ses notre nos leur leurs")

// own are those of the writer.
var own = wordSet("ma mon mes notre nos")

// somebody tells whether a word is what a person is called by their job: « soudeuse », not « soudure ».
func somebody(w string) bool {
	w = strings.TrimSuffix(w, "s")
	for _, end := range [...]string{"eur", "euse", "ien", "ienne", "ier", "iere", "iste", "trice", "eure", "ienn", "gue", "mecano", "aitre"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// paperwork are what is put together and is no machine.
var paperwork = wordSet("dossier dossiers projet projets film films meubles meuble abri tente cuisine")

// lost are the words before « de l'aciérie » by which somebody left it.
var lost = wordSet("licencie licenciee vire viree fermeture retraite retraites retraitee perdu fermer ferme renvoye renvoyee")

// workplace are the works that a job is named by, and that one may be thrown out of.
var workplace = wordSet("fonderie acierie papeterie scierie laiterie abattoir forge cartonnerie fromagerie usine laminoir")

// aThing tells whether the name of a job is that of a thing or of a place of work: « la soudure de mon appareil »,
// « notre fonderie », « licencié de l'aciérie ».
func (s *factScan) aThing(hit found) bool {
	first, last := s.word(hit.from), s.word(hit.to-1)
	before, next := s.word(hit.from-1), s.word(hit.to)
	if first == "pilote" && last == "ligne" && s.says("avion", "avions", "aviation", "ecole", "ecoles", "aerien", "aerienne", "vol", "compagnie") {
		return true // of a plane
	}
	if somebody(first) || somebody(last) || strings.HasPrefix(last, "cace") {
		return false
	}
	switch {
	case whose[before] && s.ts[hit.from].before == 0 && first != "mission":
		return true
	case (next == "de" || next == "d") && s.ts[hit.to].before == 0 && (whose[s.word(hit.to+1)] || s.lists["maison"][s.word(hit.to+1)]):
		return true
	case (last == "montage" || last == "assemblage") && (next == "video" || paperwork[s.word(hit.to+1)] && (next == "de" || next == "d" || next == "du")):
		return true // « montage de dossier »
	case last == "maintenance" && (next == "du" && (s.word(hit.to+1) == "site" || s.word(hit.to+1) == "serveur") ||
		before == "en" && (s.word(hit.from-2) == "est" || s.word(hit.from-2) == "sont") && s.bearers[hit.from] != Ward):
		return true
	case (first == "chambre" || first == "chambres") && !s.says("reparer", "installer", "depanner", "monter", "entretenir", "technicien", "technicienne", "metier", "formation"):
		return true // where one works in the cold
	case workplace[last]:
		for k := hit.to; k < min(hit.to+4, len(s.ts)) && s.ts[k].before == 0; k++ {
			if lost[s.word(k)] && (s.word(k-1) == "a" || s.word(k-1) == "ma" || s.word(k-1) == "ont" || s.word(k-1) == "est") {
				return true // « la fonderie m'a licencié »
			}
		}
		for back := 2; back <= 5 && hit.from-back >= 0 && s.ts[hit.from-back+1].before == 0; back++ {
			if lost[s.word(hit.from-back)] {
				return true
			}
		}
	}
	return false
}

// says tells whether a message holds one of the words.
func (s *factScan) says(words ...string) bool {
	for i := range s.ts {
		if contains(words, s.ts[i].word) {
			return true
		}
	}
	return false
}

// forTheHouse tells whether somebody of a job is looked for to come and mend what is one's own: « un
// soudeur pour mon portail ».
func (s *factScan) forTheHouse(hit found) bool {
	if !somebody(s.word(hit.from)) {
		return false
	}
	owned := false
	for i := max(1, hit.from-8); i < min(len(s.ts), hit.to+9) && !owned; i++ {
		owned = s.lists["maison"][s.ts[i].word] && (own[s.word(i-1)] || own[s.word(i-2)])
	}
	return owned && !s.says("devenir", "formation", "formations", "formasion", "metier", "apprendre", "stage", "emploi", "poste", "travail", "boulot", "reconversion", "diplome", "embauche", "place", "recrute", "etre", "cap", "alternance")
}
