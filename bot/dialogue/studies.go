package dialogue

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"potentiels/bot/content"
	"potentiels/intents"
)

// Who wants a BTS, a BUT or a school after the bac, full time, is shown the ones for their field that are nearest,
// and is asked for no more than the field and the place: what decides is Parcoursup.

// The letters in Session.Tastes of who wants to study after the bac, and which of the ways.
const (
	studyAny = 'z'
	studyBTS = 't'
	studyBUT = 'u'
	studyLic = 'g'
	studyPro = 'v'
	studyEng = 'r'
)

// degrees are the ways after the bac: how they are asked for, how their trainings are called, and their letter.
var degrees = []struct {
	words  *matcher
	prefix string
	letter byte
}{
	{anyOf(`btsa?`, `deust`), "BTS", studyBTS},
	{anyOf(`buts?`, `dut`, `iut`), "BUT", studyBUT},
	{licencePro, "BUT", studyPro}, // it comes after two years, and a BUT leads as far
	{licence, "Licence", studyLic},
	{anyOf(`ecoles? d ing\w*`, `ecole (?:d )?ingenieurs?`, `ingenieure?s?`), "École", studyEng},
}

var (
	// fullTime wants the school and no contract beside it.
	fullTime = anyOf(`(?:a |en )?(?:temps|tps|tan) (?:plein|complet)`, `plein temps`, `(?:formation |voie |statut |en )(?:initiale?|scolaire|classique)`,
		`(?:sans|pas|pa|non|ni|plutot que) (?:d |de |en |l |faire (?:d |de )?)*(?:alternance|apprentissage|aprentissage|patron|contrat)`)
	// whichDegree asks what sets the ways apart.
	whichDegree = anyOf(
		`(?:differences?|diferences?|diff|distingue|compar\w*|choisir|mieux|avantages?|preferable)(?: \w+){0,6} `+degreeName,
		degreeName+`(?: \w+){0,8} (?:differences?|diferences?|diff|distingue|choisir|mieux|preferable|avantages?|(?:ca )?change (?:quoi|koi)|par rapport)`,
	)
	// oneOrOther asks which of two, and nothing else.
	oneOrOther  = matching(`^(?:(?:et|alors|mais|bon|ok|je|j|prefere|preferable|plutot|mieux|vaut|vaut il|faut|faut il|prendre|choisir|hesite|hesites?|entre|un|une|le|la|l|1|faire|en|c est|du coup|sais pas|quoi|koi) )*` + degreeName + `(?: (?:ou|vs|versus|contre|et) (?:(?:bien|plutot|alors|en|faire|un|une|le|la|l|d|1) )*` + degreeName + `)+(?: (?:c est|cest|lequel|laquelle|quoi|koi|le mieux|mieux|pour moi|je sais pas|jsp|svp|stp|alors|vous conseillez|tu conseilles|la|plutot))*$`)
	wantsDegree = anyOf(`(?:veu[xt]?|voudrai\w*|cherche|recherche|aimerai\w*|souhaite\w*|vise|jveu[xt]?|jvoudr\w*|jcherch\w*|jaimer\w*)(?: (?:faire|fer|preparer|passer|suivre|integrer|un|une|1|en|mon|le))* (?:btsa?|but|dut|iut|licence pro|ecole d ingenieurs?)`)
	twoDegrees  = anyOf(degreeName + `(?: \w+){0,6} (?:et|ou|vs|versus|contre|avec|que|par rapport|au lieu de)(?: \w+){0,4} ` + degreeName)
)

// degreeName is one of the ways, or how it goes.
const degreeName = `(?:bts|buts?|dut|iut|licences?(?: pro)?|ecole d ingenieurs?|alternance|apprentissage|temps plein|voie scolaire|prepa)`

// afterSchool tells of the time after the bac.
var afterSchool = anyOf(`apres (?:le |mon |son )?bac`, `(?:en |fin de |ma |sa |suis )(?:terminale|tle|term)`, `parcours? ?s?up`, `bacheli\w+`)

// ofStudies are misread where somebody wants to study after the bac.
var ofStudies = []misreading{
	// « c'est quoi la différence entre BUT et BTS ? », « bts ou but ? »
	{unless: []string{"detresse"}, intent: "etudes_superieures", text: "etudes_superieures.difference", alone: true, aside: true, when: func(t *turn, words string) bool {
		return t.asksWhichDegree(words) && degreeNamed(words) && !t.s.Flags.Has(Employer) && t.jobArg() == ""
	}, then: func(t *turn, _ string) {
		t.u.Entities = slices.DeleteFunc(slices.Clone(t.u.Entities), func(e intents.Entity) bool { return e.Name == intents.Niveau || e.Name == intents.Dispositif })
	}},
	// « c'est possible sans alternance ? », of a BTS
	{words: fullTime, read: []string{"alternance", "duree", "etudes_superieures", "chercher_formation", "accepter", "refuser", intents.OutOfScope}, below: 0.7, unless: []string{"detresse"},
		intent: "etudes_superieures", alone: true, aside: true, when: func(t *turn, words string) bool {
			return !t.s.Flags.Has(Employer) && !t.adult() && (degreeNamed(words) || afterSchool.MatchString(words) || t.s.studies() || t.s.Topic == "etudes_superieures")
		}, then: func(t *turn, _ string) {
			t.s.set(WorkStudy, false)
			t.addTaste(studyAny)
			t.addTaste(noWorkStudy)
			t.u.Entities = slices.DeleteFunc(slices.Clone(t.u.Entities), func(e intents.Entity) bool { return e.Name == intents.Dispositif })
		}},
	// « je veux un BTS opérateur de production » is no search for work
	{words: wantsDegree, without: twoDegrees, read: []string{"etudes_superieures", "chercher_emploi", "infos_metier", intents.OutOfScope}, under: 0.7, unmarked: true, intent: "etudes_superieures", aside: true, when: func(t *turn, _ string) bool {
		return !t.s.Flags.Has(Employer) && !t.adult()
	}, then: func(t *turn, _ string) { t.drop("chercher_emploi") }},
	// « et parcoursup ? »
	{words: onlyParcoursup, read: []string{"etudes_superieures", "inscription", intents.OutOfScope}, below: 0.7, intent: "inscription", text: "inscription.parcoursup", alone: true, aside: true, when: func(t *turn, _ string) bool {
		return !t.s.Flags.Has(Employer)
	}},
}

var onlyParcoursup = matching(`^(?:(?:et|s|m|mais|ok|du coup|alors|c est|cest|comment|quand|pour|sur|avec|par|ca|faut|il|je|on|passe|dois|doit|passer|marche|commence|finit|les?|la|l|des|de|dates?|inscri\w*|voeux|quoi|koi|est|y|a) )*parcours? ?s?up(?: (?:c|cest|c est|ca|est|quand|quoi|comment|marche|koi|alors|commence|ouvre|finit|svp|stp|du coup))*$`)

// asksWhichDegree tells whether a message asks what sets two of the ways apart.
func (t *turn) asksWhichDegree(words string) bool {
	if whichDegree.MatchString(words) && twoDegrees.MatchString(words) {
		return true
	}
	if !questions(t.m.Text) && len(strings.Fields(words)) > 7 && !strings.Contains(words, "hesit") {
		return false // « un diplôme, BUT ou licence, en alternance si possible » takes either
	}
	return slices.ContainsFunc(strings.FieldsFunc(t.m.Text, func(r rune) bool { return strings.ContainsRune(",.;!?\n", r) }), func(part string) bool {
		return oneOrOther.MatchString(fold(part))
	})
}

// degreeNamed tells whether one of the ways is named.
func degreeNamed(words string) bool {
	for i := range degrees {
		if degrees[i].words.MatchString(words) {
			return true
		}
	}
	return false
}

// studies tells whether ways after the bac at a school are what is looked for.
func (s *Session) studies() bool {
	return s.likes(studyAny) && !s.Flags.Has(WorkStudy) && !s.likes(noStudies) && !s.likes('k') && s.Profile.Age < 26 &&
		s.Profile.Situation != "salarie" && s.Profile.Situation != "interimaire" && content.Rank(s.Profile.Niveau) <= content.Rank("bac")
}

// adult tells whether the person goes back to school as one: there are other ways for them.
func (t *turn) adult() bool {
	p := t.s.Profile
	return p.Age >= 26 || p.Situation == "salarie" || p.Situation == "interimaire"
}

// isStudy tells whether a training is one of the ways after the bac at a school.
func isStudy(t *content.Training) bool {
	return t.Kind == content.SchoolTrack && t.EntryLevel == "bac" && content.Rank(t.ExitLevel) > content.Rank("bac")
}

// study answers a question about the ways after the bac.
func (t *turn) study() {
	words := fold(t.m.Text)
	if t.s.Flags.Has(Employer) || t.adult() || t.s.Flags.Has(Simple) {
		t.sayScheme("etudes_superieures")
		return
	}
	if t.m.Kind == Text && !t.look.pressed && (degreeNamed(words) || afterSchool.MatchString(words) || t.d.initialsIn(words)) && !noSchool.MatchString(words) {
		t.addTaste(studyAny)
		for i := range degrees {
			if degrees[i].words.MatchString(words) {
				t.addTaste(degrees[i].letter)
				if degrees[i].letter == studyPro {
					break
				}
			}
		}
	}
	if job := strings.TrimPrefix(t.jobArg(), "j:"); job != "" && t.s.likes(studyAny) && t.s.Profile.Metier == "" {
		t.s.Profile.Metier = job
	}
	if t.m.Kind == Text {
		t.nameDegree(words)
	}
	beyond := content.Rank(t.s.Profile.Niveau) > content.Rank("bac")
	switch {
	case beyond && t.s.likes(studyAny) && t.s.Profile.Situation == "jeune":
		t.say("etudes_superieures.apres_bac2", "")
		return
	case !t.s.studies():
		t.sayScheme("etudes_superieures")
		return
	}
	t.s.set(Seeking, true)
	if fullTime.MatchString(words) && t.m.Kind == Text {
		t.leadWith("etudes_superieures.temps_plein")
	} else if t.m.Kind == Text && licencePro.MatchString(words) {
		t.leadWith("etudes_superieures.licence_pro")
	} else if t.m.Kind == Text && licence.MatchString(words) {
		t.leadWith("etudes_superieures.licence")
	}
	switch {
	case t.s.Profile.Metier == "":
		if t.lead == "" && !t.s.told("etudes_superieures", 0) && t.s.lacks(qPlace) {
			t.sayScheme("etudes_superieures")
			return
		}
		t.askField()
	case len(t.d.studyPaths(t.d.wanted(&t.s, t.m.At))) == 0:
		t.say("etudes_superieures.aucun", "j:"+t.s.Profile.Metier)
	case t.s.lacks(qPlace) && !t.s.told("etudes_superieures.villes", 0):
		t.say("etudes_superieures.villes", "j:"+t.s.Profile.Metier)
	case len(t.s.Paths) > 0 && t.s.Found == t.d.fingerprint(&t.s):
		t.s.Ask = ""
		t.say("chemins.encore", "")
		t.answered("etudes_superieures")
	default:
		t.trim = false
		t.noted()
		t.recommend()
		t.answered("etudes_superieures")
	}
}

var (
	licencePro = anyOf(`licences? (?:pro|professionnelles?)`)
	licence    = anyOf(`li[cs]en[cs]es?`)
)

// askField asks for the field of who wants to study after the bac.
func (t *turn) askField() {
	t.trim = false
	t.s.Ask, t.put = qJob, true
	t.s.Asked += string(letters[qJob])
	t.say("etudes_superieures.domaine", "")
}

// studyPaths are the ways after the bac for a job, the nearest first, of each diploma one before a second.
func (d *Dialogue) studyPaths(w Wanted) []Candidate {
	var all []Candidate
	for _, o := range d.offers[w.Job].direct {
		if !isStudy(o.training) || slices.Contains(w.Not, o.training.ID) {
			continue
		}
		if c := d.Judge(w, o.training); c.Score > 0 {
			all = append(all, c)
		}
	}
	asked := slices.DeleteFunc(slices.Clone(all), func(c Candidate) bool { return !w.asksFor(c.Training.Name) })
	if len(asked) > 0 {
		all = asked // of the way that was named, where there is one
	}
	slices.SortStableFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(twentieths(b.Score), twentieths(a.Score)), cmp.Compare(a.DistanceKm, b.DistanceKm), cmp.Compare(a.Training.ID, b.Training.ID))
	})
	var out []Candidate
	for _, again := range []bool{false, true} {
		for _, c := range all {
			same := slices.ContainsFunc(out, func(o Candidate) bool { return o.Training.Name == c.Training.Name })
			if len(out) < most && same == again && !slices.ContainsFunc(out, func(o Candidate) bool { return o.Training == c.Training }) && c.Score*2 > all[0].Score {
				out = append(out, c)
			}
		}
	}
	return out
}

// asksFor tells whether a training is of a way that was named, or none was.
func (w *Wanted) asksFor(name string) bool {
	named := false
	for _, g := range degrees {
		if strings.IndexByte(w.Degrees, g.letter) >= 0 {
			named = true
			if strings.HasPrefix(name, g.prefix) {
				return true
			}
		}
	}
	return !named
}

// best are the paths to propose.
func (d *Dialogue) best(w Wanted) []Candidate {
	if w.Studies {
		if paths := d.studyPaths(w); len(paths) > 0 {
			return paths
		}
	}
	return d.Recommend(w)
}

// nameDegree takes the job of a diploma that is named: « un BUT génie mécanique », « le GEII ». Its field is what
// the search goes by.
func (t *turn) nameDegree(words string) {
	if !t.s.likes(studyAny) || t.s.Profile.Metier != "" || t.jobArg() != "" {
		return
	}
	said := strings.Fields(words)
	best, most := "", 0.0
	for i := range t.d.diplomas {
		p := &t.d.diplomas[i]
		if !asked(t.s.Tastes, p.name) {
			continue
		}
		if score := p.score(words, said); score > most {
			best, most = p.jobs[0], score
		}
	}
	if best != "" {
		t.s.Profile.Metier = best
	}
}

// fieldAnswer takes a diploma that is named for an answer to which field: « mécanique », « le GEII ».
func (t *turn) fieldAnswer(words string) bool {
	if t.s.Ask != qJob || !t.s.studies() || questions(t.m.Text) || len(strings.Fields(words)) > 6 {
		return false
	}
	was := t.s.Profile
	if t.nameDegree(words); t.s.Profile.Metier == "" {
		return false
	}
	t.s.Ask, t.s.Lost = "", 0
	t.facts(t.m.Text)
	t.notes = nil
	t.tell(was, t.s.Near)
	t.out.Understood = intents.Understanding{Intent: "etudes_superieures", Score: 1, Entities: t.u.Entities}
	t.noted()
	t.advance()
	return true
}

// initialsIn tells whether a message names a diploma by its initials: « geii ».
func (d *Dialogue) initialsIn(words string) bool {
	said := strings.Fields(words)
	return slices.ContainsFunc(d.diplomas, func(p diploma) bool { return p.initials != "" && slices.Contains(said, p.initials) })
}

// asked tells whether a diploma is of a way that the tastes name, or they name none.
func asked(tastes, name string) bool {
	w := Wanted{Degrees: tastes}
	return w.asksFor(name)
}

// diploma is one of those that the trainings after the bac give, and the words that it is known by.
type diploma struct {
	name, initials, begins string
	words                  []string
	jobs                   []string
}

// score tells how well a message names a diploma; 0 when it does not.
func (p *diploma) score(words string, said []string) float64 {
	if p.initials != "" && slices.Contains(said, p.initials) || p.begins != "" && strings.Contains(" "+words+" ", " "+p.begins+" ") {
		return 2
	}
	n := 0
	for _, w := range p.words {
		if slices.Contains(said, w) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(p.words)))
}

// diplomas finds the diplomas of the trainings after the bac.
func diplomas(c *content.Content) []diploma {
	var out []diploma
	seen := make(map[string]bool)
	for i := range c.Trainings {
		t := &c.Trainings[i]
		if !isStudy(t) || seen[t.Name] || strings.HasPrefix(t.Name, "École") {
			continue
		}
		seen[t.Name] = true
		p := diploma{name: t.Name, jobs: t.Jobs}
		if parts := strings.Split(t.ID, "_"); len(parts) > 2 && len(parts[1]) > 2 && !plainWords[parts[1]] {
			p.initials = parts[1]
		}
		name := strings.Fields(fold(t.Name))[1:]
		if len(name) > 1 {
			p.begins = strings.Join(name[:2], " ")
		}
		for _, w := range name {
			if len(w) > 3 && !plainWords[w] {
				p.words = append(p.words, w)
			}
		}
		out = append(out, p)
	}
	return out
}

// plainWords name no diploma by themselves.
var plainWords = func() map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(`info elec mesure genie conception realisation industriel industrielle industrie systemes metiers option
		sciences science produits production gestion management services technique assistance franco allemande organisation
		controle associee procedes processus pilotage developpement`) {
		m[w] = true
	}
	return m
}()

// towns tells in which towns of the region there are ways after the bac for a job, a line for each diploma.
func (d *Dialogue) towns(s *Session, job string) []string {
	w := d.wanted(s, time.Time{})
	var names []string
	at := make(map[string][]string)
	collect := func(home bool) {
		for _, o := range d.offers[job].direct {
			if !isStudy(o.training) || o.at == nil || home && !lorraine[o.at.Departement] || !w.asksFor(o.training.Name) {
				continue
			}
			name := o.training.Name
			if _, known := at[name]; !known {
				names = append(names, name)
			}
			if !slices.Contains(at[name], o.at.Name) {
				at[name] = append(at[name], o.at.Name)
			}
		}
	}
	if collect(true); len(names) == 0 {
		if collect(false); len(names) == 0 {
			w.Degrees = ""
			collect(true)
		}
	}
	var out []string
	for _, name := range names[:min(most, len(names))] {
		places := at[name]
		slices.Sort(places)
		more := ""
		if len(places) > 5 {
			places, more = places[:5], "…"
		}
		out = append(out, name+" : "+strings.Join(places, ", ")+more)
	}
	return out
}
