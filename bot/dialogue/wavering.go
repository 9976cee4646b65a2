package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"potentiels/intents"
)

// Who wavers between jobs is told what sets them apart and asked which it is: none is taken for them.
// Session.Between are those jobs, which « les deux » and « la différence » mean from then on.

// wavering reads a message that wavers between jobs, or goes on about those that were compared. It comes
// before all that the message is taken for: it names jobs, and so looks like a wish for the first.
func (t *turn) wavering(words string) bool {
	if t.s.Flags.Has(Employer) || t.u.Intent == "detresse" || t.u.Intent == "entreprise" && t.u.Score >= sure {
		return false
	}
	if t.between = t.waversBetween(words); t.between == nil {
		return t.stillWavers(words)
	}
	t.special = ""
	if t.u.Intent == "chercher_formation" {
		t.answered(t.u.Intent) // taken up, with the question which it is for
	}
	if t.saidBefore("metiers.deux") && sameJobs(t.between, strings.Split(t.s.Between, ",")) {
		t.pair = "metiers.deux.encore" // they stand right above
	}
	for _, a := range []string{"chercher_formation", "decouvrir_metiers", "reconversion"} {
		t.drop(a) // the search goes on once it is clear for which job
	}
	if t.u.Intent != "reconversion" {
		t.meantBeside("infos_metier")
	} else {
		t.meant("infos_metier")
	}
	t.asides = append(t.asides, "infos_metier")
	t.aside = true
	return true
}

func sameJobs(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(job string) bool { return !slices.Contains(b, job) })
}

// waversBetween are the jobs that a message wavers between; nil where it settles on one.
func (t *turn) waversBetween(words string) []string {
	if !slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool { return e.Name == intents.Metier }) {
		return nil // nearly always
	}
	hesitates := t.hesitates(words)
	jobs, either := t.linked(hesitates)
	if len(jobs) == 1 && hesitates && t.s.Profile.Metier != "" && t.s.Profile.Metier != jobs[0] && withAnother.MatchString(words) {
		return []string{t.s.Profile.Metier, jobs[0]} // « finalement j'hésite avec chaudronnier »
	}
	switch {
	case len(jobs) < 2 || !hesitates && !(either && weighs[t.u.Intent]) || prefers.MatchString(words):
		return nil
	case !hesitates && (slices.Contains(jobs, t.s.Profile.Metier) || narrows(jobs[0], jobs[1])):
		return nil // « opératrice ou technicienne en chimie », of who looks for chemistry
	}
	return jobs[:min(most, len(jobs))]
}

// hesitates tells whether a message says that one cannot decide, in any of its parts.
func (t *turn) hesitates(words string) bool {
	if hesitant.MatchString(words) {
		return true
	}
	for part := range strings.FieldsFuncSeq(t.m.Text, func(r rune) bool { return strings.ContainsRune(",;.!?\n", r) }) {
		if f := fold(part); undecidedPart.MatchString(f) || undecidedTail.MatchString(f) {
			return true
		}
	}
	return false
}

// weighs are the intents beside which « soudeur ou chaudronnier » leaves open which.
var weighs = map[string]bool{
	"chercher_formation": true, "decouvrir_metiers": true, "infos_metier": true, "reconversion": true, "accepter": true, "refuser": true,
	"sans_diplome": true, "age": true, "alternance": true, intents.OutOfScope: true,
}

// linked are the different jobs of a message that are wished or may be, and whether an « ou » joins them. Who says that
// they waver need not join them; else only a chain counts: « maintenance ou contrôle qualité, j'ai fait de la fonderie ».
func (t *turn) linked(hesitates bool) (jobs []string, either bool) {
	var named, chain []intents.Entity
	for _, e := range t.u.Entities {
		if e.Name == intents.Metier && t.mayBeWished(e, hesitates) {
			named = append(named, e)
		}
	}
	slices.SortFunc(named, func(a, b intents.Entity) int { return cmp.Compare(a.Start, b.Start) })
	for i, e := range named {
		if i == 0 {
			continue
		}
		gap := t.m.Text[clamp(named[i-1].End, len(t.m.Text)):max(clamp(named[i-1].End, len(t.m.Text)), clamp(e.Start, len(t.m.Text)))]
		or := orJoins.MatchString(fold(gap)) || strings.TrimSpace(gap) == "/"
		if !or && fold(gap) != "" {
			continue // something else is said between them
		}
		either = either || or
		if len(chain) == 0 || chain[len(chain)-1].Start != named[i-1].Start {
			chain = append(chain, named[i-1])
		}
		chain = append(chain, e)
	}
	if !either || hesitates && len(chain) < 2 {
		chain = named
	}
	for _, e := range chain {
		if !slices.Contains(jobs, e.Value) {
			jobs = append(jobs, e.Value)
		}
	}
	return jobs, either
}

// mayBeWished tells whether a job that is named may be one that the person looks for: not what they do or did,
// nor what they turned down.
func (t *turn) mayBeWished(e intents.Entity, hesitates bool) bool {
	if e.Negated || e.Past || e.Bearer == intents.Nobody || turnedDown.MatchString(fold(t.m.Text[clamp(e.End, len(t.m.Text)):])) {
		return false
	}
	before := t.sentence(e)
	if hesitates && lastOf(hesitant, before) >= 0 {
		return true // « je suis indécis entre l'usinage et la maintenance » does neither
	}
	return !t.leavesIt(e, fold(t.m.Text)) && !formerly.MatchString(before) && !t.hasThatJob(e) && !t.fieldOfStudy(e) && !t.isLicence(e)
}

var (
	// hesitant are the words of who cannot decide.
	hesitant = anyOf(`j?h?esi[tz]\w*|jh?ezi[tz]\w*|h?ezi[tz]\w*`, `(?:arriv\w*|ariv\w*|reuss\w*|peu[xt]?|sai[st]?|sé|parvien\w*) (?:toujours |vraiment |encore )?(?:pas|pa|plus) (?:trop |vraiment |encore |toujours |bien )?(?:a |as )?(?:me |m |se )?(?:choisi\w*|decid\w*|tranch\w*|departag\w*)`,
		`(?:sais?|c|sait|ché|che|jsais|jsai) (?:toujours |vraiment |encore )?(?:pas|pa|plus) (?:trop |vraiment |encore |toujours )?(?:lequel|lekel|laquelle|quoi (?:choisir|prendre)|entre|que choisir|si (?:je|j|jme|c est|ce sera) (?:\w+ ){0,3}(?:fais|fait|fasse|pren\w*|choisi\w*|vais|va|veu[xt]?|prefere|lance|pars|oriente|dirige|mieux|plutot))`,
		`indecise?s?|dilemme|tiraille\w*|partagee? entre|balance entre|coeur balance|(?:entre|soit) (?:\w+ ){1,6}(?:et|ou|soit) (?:\w+ ){1,6}(?:je|j|mon coeur|c est|ca)`,
		`(?:du mal|mal|pas facile|dur|difficile) (?:a|de) (?:me |m )?(?:choisi\w*|decid\w*|tranch\w*)`, `pas (?:encore |vraiment |tout a fait )?(?:choisi|decide|tranche|arrete|fixe|sure?)`, `lequel (?:des deux|choisir|prendre)|laquelle (?:des deux|choisir|prendre)`,
		`(?:tentee?|attiree?|interesse\w*|plai\w*|botte\w*|branche\w*)(?: \w+){0,6} (?:mais|et) (?:aussi|egalement)`)
	// undecidedPart is a part of a message that says so, and nothing else.
	undecidedPart = matching(`^(?:(?:mais|bon|ben|bah|franchement|la|pour l instant|je|j|en fait) )*(?:jsp|jspas|chaipas|chais pas|ch ?sais pas|jsais pas|jsai pa|sais pas|sai pa|sait pas|c pas|c pa|ne sais pas|n sais pas)(?: (?:trop|encore|vraiment|bien|du tout|moi))*$`)
	undecidedTail = matching(`(?:^| )(?:je |j )(?:ne )?(?:sais|sai|sait|c) (?:pas|pa)(?: (?:trop|encore|vraiment|bien|du tout))*$|(?:^| )(?:jsp|jspas|chaipas|jsais pas)(?: trop)?$`)
	withAnother   = anyOf(`h?e[sz]i[tz]\w* (?:\w+ ){0,2}(?:avec|entre)`, `(?:ou|et) (?:alors|peut etre|plutot|bien|pourquoi pas)`)
	// orJoins stands between two jobs of which either would do.
	orJoins = matching(`^(?:(?:industrielle?|de production|en usine) )?(?:ou|soit|vs|versus)(?: (?:bien|alors|encore|meme|peut etre|plutot|eventuellement|pourquoi pas|en|de|du|d|des|dans|la|le|les|l|un|une|faire|etre|devenir|aussi|a|au|aux|comme|formation|metier|techniciens?|technicienne|cap|bts|par|vers|pour))*$`)
	// prefers settles on one after all.
	prefers = anyOf(`(?:surtout|d abord|en priorite|de preference|finalement|du coup|idealement|ideal|mieux|sinon|a defaut|au pire|preference)`)
)

// stillWavers reads what goes on about the jobs that were compared: both please, or what sets them apart.
func (t *turn) stillWavers(words string) bool {
	if t.jobsTold(); t.s.Between == "" || strings.HasPrefix(t.s.Ask, qTastes) {
		return false
	}
	t.namedInPart(words)
	named := t.jobsNamed()
	if recruits.MatchString(words) || ofPay.MatchString(words) {
		return false // that has its own answer
	}
	switch of := strings.Split(t.s.Between, ","); {
	case len(named) > 1, len(named) == 1 && !slices.Contains(of, named[0]):
		return false
	case ofBothJobs.MatchString(words) && !bothPlease.MatchString(words), apart.MatchString(words) && (len(named) == 1 || ofThePair.MatchString(words) || len(strings.Fields(words)) < 6) && t.u.Intent != "salaire":
		t.ofPair("metiers.deux.difference")
	case t.s.Profile.Metier != "":
		return false
	case neitherOf.MatchString(words):
		t.s.Between = ""
		t.meant("decouvrir_metiers")
		return true
	case bothPlease.MatchString(words), len(named) == 1 && alsoThat.MatchString(words), len(named) == 0 && t.hesitates(words) && t.s.Ask == qJob:
		t.ofPair("metiers.deux.encore")
	default:
		return false
	}
	t.aside = true
	return true
}

// takesOther goes on to the other of two jobs that were compared, once the first was looked at: « et l'autre ? ».
func (t *turn) takesOther(words string) bool {
	of := strings.Split(t.s.Between, ",")
	at := slices.Index(of, t.s.Profile.Metier)
	if len(of) != 2 || at < 0 || t.s.Profile.Metier == "" || !theOther.MatchString(words) {
		return false
	}
	t.out.Understood = t.d.standsFor("metier:" + of[1-at])
	t.press("metier:" + of[1-at])
	return true
}

// namedInPart reads « la qualité, finalement » as one of the jobs that were compared, where they are the only ones meant.
func (t *turn) namedInPart(words string) {
	if t.s.Profile.Metier != "" || len(t.jobsNamed()) > 0 {
		return
	}
	job := ""
	for id := range strings.SplitSeq(t.s.Between, ",") {
		j, _ := t.d.c.Job(id)
		for word := range strings.FieldsSeq(fold(j.Family)) {
			if len(word) > 5 && slices.Contains(strings.Fields(words), word) && job != id {
				if job != "" {
					return
				}
				job = id
			}
		}
	}
	if job != "" {
		t.u.Entities = append(slices.Clone(t.u.Entities), intents.Entity{Name: intents.Metier, Value: job})
	}
}

// ofPair has a text on the jobs that were compared answer the message.
func (t *turn) ofPair(name string) {
	t.between, t.pair = strings.Split(t.s.Between, ","), name
	for _, a := range []string{"chercher_formation", "decouvrir_metiers", "immersion"} {
		t.drop(a)
	}
	t.meant("infos_metier")
	t.asides = append(t.asides, "infos_metier")
}

// jobsTold takes up the jobs that the last turn offered side by side.
func (t *turn) jobsTold() {
	for _, r := range t.before {
		if kind, ids, _ := strings.Cut(r.arg, ":"); kind == "j" && strings.Count(ids, ",") == 1 {
			t.s.Between = ids
		}
	}
}

var (
	// ofBothJobs asks of the two what they are or how they differ.
	ofBothJobs = anyOf(`(?:plus|moins|mieux|facile|dur|physique|simple) (?:\w+ )?(?:des|entre les|de ces) (?:deux|2)|(?:lequel|lekel) .*(?:moins|plus|facile|dur|physique)`, `diff?e?rr?en\w*|diffs?|distingu\w*|compar\w*`, `(?:c est|cest|c) (?:pareil|la meme chose|le meme)`, `(?:explique\w*|decri\w*|detaille\w*|parle\w*|c est quoi|cest quoi|c koi|presente\w*)(?: \w+){0,3} (?:les|des) deux`, `(?:les|des) deux (?:metiers? )?(?:c est|cest|c|ca consiste|on fait) (?:quoi|koi|en quoi)`)
	// ofThePair points at the two.
	ofThePair = anyOf(`(?:les|des|ces|leurs?) (?:deux|2)`, `entre (?:eux|elles|ca|les)`, `lequel|laquelle|lekel`)
	ofPay     = anyOf(`(?:pay|pey|gagn|salair|touch|remuner)\w*`)
	// theOther asks for the one that was not taken.
	theOther = matching(`^(?:(?:et|ok|bon|alors|maintenant|du coup|voir|montre\w*|moi|pour|aussi|les formations|de|dans) )*(?:l autre|(?:le|la) (?:second|seconde|deuxieme metier|2e metier|2eme metier))(?: (?:metier|svp|stp|alors|aussi|maintenant))*$`)
	// bothPlease leaves it open.
	bothPlease = anyOf(`(?:les|tous les|toutes les) (?:deux|2) (?:\w+ )?(?:(?:me|m|nous|lui) )?(?:plai\w*|interess\w*|atti\w*|tente\w*|branche\w*|bot?te\w*|vont|conviennent|irai\w*|parlent|disent|font envie|sont bien)`, `^(?:\w+ ){0,2}(?:les|lé) (?:deux|2)(?: \w+){0,3}$`, `(?:j aime|jaime|aime bien|veux bien|prendrais|ferais|pourquoi pas) (?:bien )?(?:les|tous les) (?:deux|2)`,
		`l une? (?:et|ou|comme) l autre`, `(?:peu importe|n importe) (?:lequel|laquelle)|(?:ca|sa) (?:m|me) est egal|(?:autant|tout autant) (?:l un|l une)`)
	// neitherOf wants none of them.
	neitherOf = anyOf(`ni l une? ni l autre`, `aucun(?:e)? des (?:deux|2)|aucun$`)
	// alsoThat adds the second to what was just said of the first.
	alsoThat = anyOf(`aussi|egalement|les deux`)
)

// compare tells of the jobs that are wavered between or asked about, one after the other, and asks which.
func (t *turn) compare() {
	jobs := t.between
	if jobs == nil {
		if jobs = t.jobsNamed(); len(jobs) == 1 {
			jobs = append([]string{strings.TrimPrefix(t.about("j"), "j:")}, jobs...)
		}
		jobs = jobs[:2]
	} else if p := &t.s.Profile; p.Metier != "" && t.pair == "" {
		p.Metier, t.s.Paths, t.s.Found, t.s.Opened = "", nil, 0, "" // what was wished is open again
	}
	t.s.Between = strings.Join(jobs, ",")
	t.noted()
	t.trim = false
	if t.pair == "" || t.pair == "metiers.deux.difference" && !t.s.told("metiers.fiche", 0) {
		for _, job := range jobs {
			t.say("metiers.fiche", "j:"+job)
		}
		t.which(cmp.Or(map[bool]string{true: "metiers.trois"}[len(jobs) > 2], "metiers.deux"))
		return
	}
	t.which(t.pair)
}

// which says a text that asks which of the jobs it is to be.
func (t *turn) which(name string) {
	if t.s.Profile.Metier == "" {
		t.s.set(Seeking, true)
		t.s.Ask, t.put = qJob, true
		t.s.Asked += string(letters[qJob])
	}
	t.say(name, "j:"+t.s.Between)
}

// comesBackToBoth comes back to the jobs that somebody wavers between, where the search would ask for a job. It
// reports whether it did: thrice is enough.
func (t *turn) comesBackToBoth() bool {
	if t.s.Between == "" || t.s.Profile.Metier != "" {
		return false
	}
	if t.s.asked(qJob) > most {
		t.s.Between = ""
		return false
	}
	if t.saidOne("metiers.deux") || t.saidOne("metiers.trois") {
		return true
	}
	t.which("metiers.deux.encore")
	return true
}
