package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// Tastes are kept as letters. The interest talk asks four questions; the button of
// an answer gives the letter. What a person says in passing counts as well.
var tasteLetters = map[string]byte{
	"manuel": 'm', "machines": 'a', "electricite": 'e', "ordinateur": 'o',
	"precision": 'p', "dehors": 'd', "chimie": 'c', "equipe": 'q', "bureau": 'b',
	"1": 'l', "2": 'y', "3": 'h', "jour": 'j', "equipes": 'n',
	"court": 'k', "diplome": 'x',
}

// Some letters are of no taste: studies or an apprenticeship are not wished, and the work is across the border.
const (
	noStudies   = 's'
	noWorkStudy = 'w'
	abroad      = 'f'
)

// lastTaste is the number of questions in the interest talk.
const lastTaste = 4

// likes tells whether a taste was told.
func (s *Session) likes(letter byte) bool { return strings.IndexByte(s.Tastes, letter) >= 0 }

func (t *turn) addTaste(letter byte) {
	if !t.s.likes(letter) {
		t.s.Tastes += string(letter)
	}
}

var (
	inTheDay = matching(`\b(en journee|de jour|(que|juste|seulement|uniquement|plutot|travailler) la journee|pas de nuits?|pas la nuit|horaires? (de bureau|d ecole|scolaires?|fixes?)|sans nuits?|pas de 3x8|pas de 3 x 8|(?:horaires?|heures) de l ecole)\b`)
	// withinHours are hours of the day.
	withinHours = anyOf(`(?:pas|ni|rien)(?: \w+){0,5} (?:avant (?:7|8|9) ?h(?:eures?)?(?: ?\d{2})?|apres (?:16|17|18|19) ?h(?:eures?)?(?: ?\d{2})?)`)
	lightly     = matching(`\b(assise?|peux plus porter|pas (trop |tres )?physique|peu physique|rien de physique|pas (trop )?lourd|sans porter|sans port de charges?|pas porter|moins physique|pas de (charges?|port de charges?))\b`)
)

// noSchool wants no more of studies: « jveux pas retourner à la fac », « pas la fac, pas de BTS ».
var noSchool = anyOf(
	`(?:veu[xt]|veu|vx|jveu[xt]?|voudrai\w*|envie|question|hors de question|retourne\w*|marre) (?:surtout |vraiment |absolument )?(?:pas|pa|plus) (?:de |d )?(?:(?:re)?tourner|(?:re)?aller|refaire|faire|reprendre|continuer|entendre parler|parler)? ?(?:a |de |du |au |en |d )?(?:la |le |l |une? |mon )?(?:fac|bts|but|iut|lycee|universite|ecole|amphis?|etudes?)`,
	`(?:surtout |mais )?pas (?:la|l) ?(?:fac|universite|iut)`, `ni (?:la )?fac ni`, `(?:la )?fac (?:c est )?(?:pas pour moi|pas mon truc|fini\w*|termine\w*|plus jamais|jamais)`,
)

// worksAbroad tells whether somebody is employed across the border, and does not only wish it.
func (t *turn) worksAbroad(words string) bool {
	if worksThere.MatchString(words) {
		return true
	}
	for _, e := range t.u.Entities {
		if e.Name == intents.Etranger && iWorkAt.MatchString(t.sentence(e)) {
			return true
		}
	}
	return false
}

var (
	worksThere = anyOf(
		`(?:je|j) ?(?:\w+ )?(?:bosse|travaille|taffe|cotise|suis (?:salariee?|employee?|embauchee?|en cdi|en cdd|en interim|interimaire)) (?:\w+ ){0,3}?(?:au|en|cote) (?:luxembourg|lux|allemagne|belgique|suisse|sarre)`,
		`mon (?:employeur|patron|cdi|contrat|boulot|travail|emploi|poste) (?:\w+ ){0,2}(?:au|en|cote) (?:luxembourg|lux|allemagne|belgique|suisse|sarre)`, `(?:je suis|suis|chui|jsuis) (?:\w+ )?(?:travailleu\w+ )?frontaliere?`,
	)
	iWorkAt = matching(`\b(?:je|j) ?(?:\w+ )?(?:bosse|travaille|taffe|cotise|suis (?:salariee?|employee?|embauchee?|en cdi|en cdd|en interim|interimaire))(?: \w+){0,3}$`)
)

// tasteWords are what people write instead of pressing, by question.
var tasteWords = map[string][]struct {
	words  *matcher
	answer string
}{
	"1": {
		{matching(`\b(ordi\w*|dessin\w*|informatique|bureau|pc|logiciels?|numerique)\b`), "ordinateur"},
		{matching(`\b(panne\w*|repar\w*|depann\w*|electri\w*|comprendre)\b`), "electricite"},
		{matching(`\b(machines?|conduire|piloter|regler|mecaniques?|mecano|moteurs?|voitures|scooters?|motos?|tracteurs?)\b`), "machines"},
		{matching(`\b(mains?|manuel\w*|bri[ck]k*ol\w*|demont\w*|fabriqu\w*|constru\w*|concret|lego)\b`), "manuel"},
	},
	"2": {
		{matching(`\b(precis\w*|minuti\w*|soign\w*|detail\w*|patien\w*)\b`), "precision"},
		{matching(`\b(dehors?|bouger|exterieur|chantier\w*)\b`), "dehors"},
		{matching(`\b(chimi\w*|labo\w*|analys\w*)\b`), "chimie"},
		{matching(`\b(equipe|organis\w*|gens|encadr\w*|gerer)\b`), "equipe"},
	},
	"3": {
		{matching(`\b(un peu|moyen\w*|pas trop)\b`), "2"},
		{matching(`^(non|nan|pas)\b|\b(leger|mal (au|de) dos|evite\w*|peux pas)\b`), "1"},
		{matching(`^(oui|ouais|ok|ca va)\b|\b(pas de (pb|probleme|souci)|aucun (probleme|souci)|ca me va)\b`), "3"},
	},
	"4": {
		{matching(`\b(journee|jour|pas de nuit|pas la nuit|bureau|ecole)\b`), "jour"},
		{matching(`\b(nuit|equipes?|postes?|3x8|2x8|tournant\w*)\b`), "equipes"},
	},
}

var noMatter = matching(`^(peu importe|n importe\w*|bof|jsp|je (ne )?sais pas( trop)?|sais pas|les deux|tout|aucun\w*|rien|pareil|m en fous|ca m est egal|euh|ben|comme vous voulez)\b`)

// ofTaste are the intents that an answer about tastes may be read as.
var ofTaste = map[string]bool{
	"decouvrir_metiers": true, "infos_metier": true, "conditions_travail": true, "accepter": true, "refuser": true,
	"chercher_formation": true, "etudes_superieures": true, intents.OutOfScope: true,
}

// tasteAnswer reads an answer in words to a question of the interest talk.
func (t *turn) tasteAnswer(words string) bool {
	q, ok := strings.CutPrefix(t.s.Ask, qTastes+".")
	if (q != "3" || t.u.Score >= 0.9 && t.u.Intent != "handicap") && t.u.Score >= 0.6 && !ofTaste[t.u.Intent] {
		return false // a question of its own
	}
	if wishesOffice(officeJob)(t, words) && officeJob.MatchString(words) || plansWork.MatchString(words) {
		return false
	}
	if t.s.Ask == qJob && t.entity(intents.Metier) == "" && !strings.Contains(t.m.Text, "?") && (likesSome.MatchString(words) || len(strings.Fields(words)) <= 6) {
		return t.tastesForJob(words)
	}
	if !ok || strings.Contains(t.m.Text, "?") || t.entity(intents.Metier) != "" || len(strings.Fields(words)) > 14 {
		return false
	}
	answer, hit := "", 0
	for _, w := range tasteWords[q] {
		if w.words.MatchString(words) {
			if answer == "" {
				answer = w.answer
			} else if letter := tasteLetters[w.answer]; letter != 0 && q < "3" {
				t.addTaste(letter) // « les machines et réparer »: both
			}
			hit++
		}
	}
	for _, other := range []string{"1", "2"} {
		for _, w := range tasteWords[other] {
			if other != q && w.words.MatchString(words) {
				t.addTaste(tasteLetters[w.answer]) // said early or late, it counts
				hit++
			}
		}
	}
	if hit > 0 && answer == "" {
		answer = "0"
	}
	if hit == 0 {
		if !noMatter.MatchString(words) {
			return false
		}
		answer = "0"
	}
	t.facts(t.m.Text)
	t.noted()
	t.out.Understood = intents.Understanding{Intent: "decouvrir_metiers", Score: 1, Entities: t.u.Entities}
	t.taste(answer)
	return true
}

// likesSome are the words of somebody who answers « quel métier ? » with what they like.
var likesSome = matching(`\b(j aime|quelque chose|un truc|plutot|plait|prefere|envie|sans|pas)\b`)

// likedIn notes what a message says of the work that is liked.
func (t *turn) likedIn(words string) {
	for _, q := range []string{"1", "2"} {
		for _, w := range tasteWords[q] {
			if w.words.MatchString(words) {
				t.addTaste(tasteLetters[w.answer])
			}
		}
	}
}

// tastesForJob takes tastes for an answer to the question about the job.
func (t *turn) tastesForJob(words string) bool {
	before := t.s.Tastes
	t.wished(words)
	t.likedIn(words)
	if t.s.Tastes == before {
		return false
	}
	t.facts(t.m.Text)
	t.noted()
	t.out.Understood = intents.Understanding{Intent: "decouvrir_metiers", Score: 1, Entities: t.u.Entities}
	t.discover()
	return true
}

// asksHowHard tells whether what is light or heavy is said of a job, and neither of the writer's own body nor as a wish:
// « au labo on est assis tout le temps, non ? ».
func (t *turn) asksHowHard(words string) bool {
	if needsIt.MatchString(words) {
		return false
	}
	return saysOfJob.MatchString(words) || questions(t.m.Text) && !firstPersons.MatchString(words)
}

var (
	needsIt = anyOf(`(?:je|j|jpeu[xt]?|pour moi|me faut|faudrait|sans|cherche\w*|propose\w*|veu[xt]?|jveu[xt]?|voudrai\w*|prefere\w*|aimerai\w*|mal|dos|epaules?|genoux?|hernie)(?: \w+){0,6} (?:assise?|porter|physique|lourd|charges)`,
		`(?:metiers?|boulots?|postes?|trucs?|taf|travail|jobs?|formations?) (?:\w+ ){0,2}(?:assise?|moins physique|pas (?:trop |tres )?physique|peu physique|rien de physique|pas (?:trop )?lourd|sans)`)
	saysOfJob    = anyOf(`(?:on|ils|elles|tu|vous|c|ca|sa|les gens) (?:est|e|sont|es|etes|reste\w*|bosse\w*|travaille\w*)(?: \w+){0,4} (?:assise?s?|debout|physique|lourd)`)
	firstPersons = anyOf(`je|j|jai|jsuis|me|moi|mon|ma|mes`)
	// carries takes back a limit that was never told.
	carries = anyOf(`(?:pas|aucun|zero) (?:de |d )?(?:probleme|souci|pb|limite|restriction)s? (?:\w+ ){0,3}(?:port\w*|charges?|physique|dos|sante)`, `(?:j ai|jai|g) (?:\w+ )?(?:rien|pas|jamais) (?:dit|di|parle|demande) (?:\w+ ){0,6}(?:charges?|port\w*|physique|assise?|lourd)`,
		`(?:je |j |jpeu[xt]? |jpe )?peu[xt]? (?:tout |bien |tres bien )?porter`, `porter (?:des charges )?(?:ca|sa) (?:me )?(?:gene|derange|pose) (?:pas|aucun)`)
)

// wished notes tastes that a message tells in passing.
func (t *turn) wished(words string) {
	if t.suits(words); inTheDay.MatchString(words) || withinHours.MatchString(words) {
		t.addTaste('j')
	}
	if lightly.MatchString(words) && !t.asksHowHard(words) {
		t.addTaste('l')
	}
	if carries.MatchString(words) {
		t.s.Tastes = strings.ReplaceAll(t.s.Tastes, "l", "")
	}
	if noSchool.MatchString(words) && !questions(t.m.Text) {
		t.addTaste(noStudies)
	}
	if t.worksAbroad(words) {
		t.addTaste(abroad)
	}
}

// recruits ask which jobs are in demand.
var recruits = anyOf(`(?:lequel|lesquels|laquelle|quels?|quoi|qui|metiers?|domaines?|secteurs?)\b.*\b(?:recrut\w*|embauch\w*|porteurs?|avenir|debouches?)`)

// discover begins the interest talk.
func (t *turn) discover() {
	t.s.set(Seeking, true)
	if recruits.MatchString(fold(t.m.Text)) {
		t.say("decouvrir_metiers.recrutent", "")
	}
	if t.m.Kind == Text && !t.look.pressed && t.comesBackToBoth() {
		t.answered("decouvrir_metiers")
		return
	}
	t.s.Between = ""
	if strings.HasPrefix(t.s.Ask, qTastes) {
		t.answered("decouvrir_metiers")
		t.tastes()
		return
	}
	if t.m.Kind == Text {
		t.likedIn(fold(t.m.Text))
	}
	t.leadWith("decouvrir_metiers")
	t.tastes()
}

// tastes asks the next question of the interest talk that is not answered yet, or
// shows the jobs that come out of it.
func (t *turn) tastes() {
	n := 1
	if q, ok := strings.CutPrefix(t.s.Ask, qTastes+"."); ok && len(q) == 1 {
		n = int(q[0] - '0')
	}
	if slices.ContainsFunc(t.before, func(r ref) bool { return r.name == t.s.Ask && r.wording > 0 }) {
		n++ // put twice is enough
	}
	for ; n <= lastTaste; n++ {
		if n == 1 && t.likesAny("maeo") || n == 2 && t.likesAny("pdcq") {
			continue
		}
		if n == 3 && (t.s.likes('l') || t.s.likes('y') || t.s.likes('h')) || n == 4 && (t.s.likes('j') || t.s.likes('n')) {
			continue
		}
		t.s.Ask = qTastes + "." + string(rune('0'+n))
		t.say(t.s.Ask, "")
		return
	}
	t.s.Ask = ""
	ids := make([]string, 0, most)
	for _, j := range t.d.suited(&t.s) {
		ids = append(ids, j.ID)
	}
	t.s.reach(Informed)
	t.leadWith("metiers")
	for _, id := range ids {
		t.say("metiers.fiche", "j:"+id)
	}
	t.say("metiers.choix", "j:"+strings.Join(ids, ","))
}

// taste takes the answer to a question of the interest talk.
func (t *turn) taste(answer string) {
	if letter, ok := tasteLetters[answer]; ok {
		t.addTaste(letter)
	}
	if answer == "court" || answer == "diplome" {
		t.seek()
		return
	}
	q, ok := strings.CutPrefix(t.s.Ask, qTastes+".")
	if !ok || len(q) != 1 {
		t.s.Ask = ""
		t.tastes()
		return
	}
	t.s.Ask = qTastes + "." + string(rune(q[0]+1))
	t.tastes()
}

func (t *turn) likesAny(letters string) bool { return strings.ContainsAny(t.s.Tastes, letters) }

// suited are the jobs that fit the tastes best, at most three.
func (d *Dialogue) suited(s *Session) []content.Job {
	type scored struct {
		job   content.Job
		score int
	}
	var all []scored
	for _, j := range d.c.Jobs {
		score := 0
		for _, tag := range j.Interests {
			if letter := tasteLetters[tag]; letter != 0 && s.likes(letter) {
				score += 3
			}
		}
		switch {
		case s.likes('l') && j.Physical > 1, s.likes('y') && j.Physical > 2:
			score -= 4
		case s.likes('l'), s.likes('h') && j.Physical > 1:
			score++
		}
		switch {
		case s.likes('j') && !j.Day:
			score -= 5
		case s.likes('j') && j.Day && !j.Night:
			score += 2
		}
		if len(d.c.TrainingsFor(j.ID)) == 0 {
			score -= 2
		}
		if content.Rank(s.Profile.Niveau) < 2 && s.Profile.Niveau != "" && j.ID == "ingenieur_prod" {
			score -= 5
		}
		all = append(all, scored{j, score})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var out []content.Job
	for _, x := range all[:min(most, len(all))] {
		out = append(out, x.job)
	}
	return out
}
