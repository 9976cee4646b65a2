package dialogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"potentiels/bot/content"
	"potentiels/intents"
)

// facts notes what a message tells about the person to be trained, and says whether
// it told anything new. What is ruled out, past or somebody else's is left alone.
func (t *turn) facts(line string) bool {
	words := fold(line)
	phones := phoneLike.FindAllStringIndex(line)
	numbered := fold(phoneLike.ReplaceAllString(line, " "))
	ofWard := t.s.Flags.Has(Ward)
	t.sortCouple(words)
	if t.s.Flags.Has(Both) {
		// whose fact it is was told above
	} else if t.speaksFor(words) {
		t.speakOf(true, words)
	} else if ofMyself(words) || wishesOneself(words) || ofWard && wantsForSelf(words) {
		t.speakOf(false, words)
	}
	self := speaksOfSelf(words) || t.tellsOfSelf(words)
	if t.u.Intent == "entreprise" && t.u.Score >= sure || manages.MatchString(words) && !forOneself.MatchString(words) {
		t.s.set(Employer, true)
	} else if t.s.Flags.Has(Employer) && ownDiploma.MatchString(words) {
		t.s.set(Employer, false) // somebody who works there
	} else if t.s.Flags.Has(Employer) && t.u.Intent == "chercher_formation" && t.u.Score >= 0.7 && forOneself.MatchString(words) {
		t.s.set(Employer, false)
	}
	before := t.s.Profile
	t.known = before
	near := t.s.Near
	tastes := t.s.Tastes
	t.wished(words)
	t.anotherJob(words)
	for _, e := range t.u.Entities {
		if e.Name == intents.Metier && e.Bearer == intents.Nobody && (offersMe.MatchString(words) || likesIt.MatchString(words) && !notMine.MatchString(words)) {
			t.alike = likesIt.MatchString(words)
			e.Bearer = intents.Self // « mon chef me propose un CQPM de régleur », « ma voisine est soudeuse, je veux faire comme elle »
		}
		if e.Name == intents.Niveau && e.Bearer == intents.Self && !t.s.Flags.Has(Ward) && heIs.MatchString(fold(t.saidAs(e))) {
			t.ofOthers = true
			continue // « lui il est ingénieur »
		}
		if theirs := e.Name == intents.Niveau && t.s.Profile.Niveau != "" || e.Name == intents.Situation && t.s.Profile.Situation != ""; theirs && !t.s.Flags.Has(Ward) && heIs.MatchString(cmp.Or(t.sentence(e), words)) {
			t.ofOthers = true
			continue // « lui il est ingénieur, pas de souci »
		}
		if e.Bearer == intents.Nobody || e.Negated {
			t.ruledOut(e)
			continue
		}
		if (e.Name == intents.Commune || e.Name == intents.Metier) && t.ruledOutBeside(e) {
			continue // « pas Hayange, Thionville : Hayange c'est chez ma mère »
		}
		if countable[e.Name] && slices.ContainsFunc(phones, func(at []int) bool { return e.Start < at[1] && e.End > at[0] && e.End > e.Start }) {
			continue // the digits of a phone number are nothing else
		}
		if t.s.Flags.Has(Employer) && e.Name != intents.Commune && e.Name != intents.Departement {
			continue
		}
		if e.Bearer == intents.Ward && !t.s.Flags.Has(Ward) && (self || kin.MatchString(words)) && (e.Name == intents.Age && t.apart(e) && !thirdPerson.MatchString(t.sentence(e)) || self && t.ofNobody(e)) {
			e.Bearer = intents.Self // « ma femme travaille à Molsheim, 37 ans » goes on about the writer
		}
		switch {
		case e.Bearer != intents.Ward:
			if t.ofWriter(e, words) || e.Name == intents.Age && !t.s.Flags.Has(Ward) && theyHave.MatchString(t.clause(e)) && myself.MatchString(words) && !wanted.MatchString(words) {
				t.ofOthers = true
				continue
			}
		case t.s.Flags.Has(Ward):
			if theirKin.MatchString(t.clause(e)) || e.Name == intents.Metier && t.s.Profile.Metier != "" && kin.MatchString(words) {
				t.ofOthers = true
				continue // « sa sœur de 24 ans est infirmière », « mon mari est cariste » of who writes for their son
			}
		case e.Name == intents.Commune && (didIt.MatchString(words) || t.s.Flags.Has(Resident) && !movesTo.MatchString(t.clause(e)) && !movesThere.MatchString(words)):
			continue // « mon frère est à l'armée à Metz »
		case self && e.Name == intents.Metier && likesIt.MatchString(words) && !notMine.MatchString(words): // « moi je veux pareil »
		case (self || e.Name == intents.Commune && iWish.MatchString(words)) && !(e.Name == intents.Commune && (ours.MatchString(t.clause(e)) || t.apart(e) || t.followsThem(words))):
			t.ofOthers = true
			continue // « mon mari est soudeur à Metz, moi c'est la qualité qui m'attire »
		case e.Name == intents.Commune: // a place tells where, whoever it is told of; see place
		case e.Name == intents.Metier && likesIt.MatchString(words) && !notMine.MatchString(words):
		case t.tellsAllOf(words):
			t.speakOf(true, words)
		case e.Name == intents.Metier, kin.MatchString(words), ofMyself(words), t.s.Profile.personal(), didIt.MatchString(words):
			t.ofOthers = true
			continue // somebody who is only spoken of: « ma femme est salariée »
		default:
			t.speakOf(true, words)
		}
		t.fact(e, words)
	}
	if t.s.Flags.Has(Employer) {
		t.s.Profile = Profile{Commune: t.s.Profile.Commune}
	}
	if t.s.Profile.Metier == "" && t.names(intents.Metier, t.s.Does) && furthers.MatchString(words) && !t.s.Flags.Has(Employer) {
		t.s.Profile.Metier = t.s.Does // the job one has is the one to get better at
	}
	if practised := t.u.Intent == "vae" || slices.Contains(t.u.Also, "vae"); practised && t.s.Profile.Metier == "" && !t.s.Flags.Has(Employer) {
		t.s.Profile.Metier = t.s.Does
		t.s.set(Experience, t.s.Does != "")
	} else if t.s.Profile.Metier != before.Metier {
		t.s.set(Experience, practised)
	}
	if t.s.Profile.Metier != "" && strings.HasPrefix(t.s.Ask, qTastes) {
		t.s.Ask = "" // the interest talk has found its end
	}
	t.atHome(words)
	if place, ok := t.d.c.Place(t.s.Profile.Commune); ok && place.Departement != t.s.Profile.Departement {
		t.s.Profile.Departement = "" // it was that of another place
	}
	if p := &t.s.Profile; t.s.Flags.Has(AtNothing) && p.Age > 0 {
		if p.Age < 26 && (p.Situation == "" || p.Situation == "autre") {
			p.Situation = "jeune"
		}
		t.s.set(AtNothing, false)
	}
	if p := &t.s.Profile; p.Situation == "" && p.Age > 0 && p.Age < 18 && !t.s.Flags.Has(Employer) {
		p.Situation = "jeune" // at school, or out of it with nothing else
	}
	t.anniversary(numbered)
	t.tell(before, near)
	if gained := strings.TrimPrefix(t.s.Tastes, tastes); strings.HasPrefix(t.s.Tastes, tastes) {
		if strings.Contains(gained, "j") {
			t.notes = append(t.notes, "en journée")
		}
		if strings.Contains(gained, "l") {
			t.notes = append(t.notes, "sans port de charges")
		}
		if strings.ContainsRune(gained, noStudies) {
			t.notes = append(t.notes, "pas de retour aux études")
		}
		t.saidLimits = strings.ContainsAny(gained, "jl")
	}
	return len(t.notes) > 0 || t.s.Tastes != tastes || ofWard && !t.s.Flags.Has(Ward) && (t.u.Score < sure || t.u.Intent == "refuser" || t.u.Intent == "accepter" || t.u.Intent == intents.OutOfScope)
}

// ruledOutBeside tells whether a message rules out what it names here, and does not come back to it.
func (t *turn) ruledOutBeside(e intents.Entity) bool {
	return slices.ContainsFunc(t.u.Entities, func(o intents.Entity) bool {
		return o.Negated && o.Name == e.Name && o.Value == e.Value &&
			!(e.Name == intents.Metier && e.Start > o.Start && forceOf(t.sentence(e), "") == willed)
	})
}

// apart tells whether an entity is all that stands between two marks.
func (t *turn) apart(e intents.Entity) bool {
	text := t.m.Text
	from, to := clamp(e.Start, len(text)), clamp(e.End, len(text))
	before, after := strings.TrimSpace(text[:from]), strings.TrimSpace(text[to:])
	return before != "" && strings.ContainsAny(before[len(before)-1:], ",.;!?") && (after == "" || strings.ContainsAny(after[:1], ",.;!?"))
}

// ofNobody tells whether nobody else is named in the sentence of an entity, before it.
func (t *turn) ofNobody(e intents.Entity) bool {
	before := t.sentence(e)
	return !another.MatchString(before) && !thirdPerson.MatchString(before)
}

// theyHave stands before the age of somebody only spoken of, where no one is written for; myself are the words of
// a writer who is there too.
var (
	theyHave = matching(`\b(?:il|elle) (?:\w+ )?a$`)
	myself   = anyOf(`je|j|me|m|moi|mon|ma|mes`)
)

// countable are the facts that are read from digits.
var countable = map[string]bool{intents.Age: true, intents.MobiliteKm: true, intents.Commune: true, intents.Departement: true}

// phoneLike is a phone number, also one that is not complete or has a digit too many.
var phoneLike = matching(`\b0[1-9]([ ./-]?[0-9]{2}){2,5}\b|\+[0-9][0-9 ./-]{7,}[0-9]`)

// lastOf is where the last match begins, -1 when there is none.
func lastOf(re *matcher, text string) int {
	at := re.FindAllStringIndex(text)
	if len(at) == 0 {
		return -1
	}
	return at[len(at)-1][0]
}

// fact notes one entity.
func (t *turn) fact(e intents.Entity, words string) {
	p := &t.s.Profile
	switch e.Name {
	case intents.Metier:
		t.metier(e, words)
	case intents.Commune:
		t.place(e)
	case intents.Departement:
		if place, ok := t.d.c.Place(p.Commune); ok && place.Departement != e.Value && t.s.Flags.Has(Resident) {
			return // « et dans les Vosges ? » moves nobody
		}
		p.Departement = e.Value
	case intents.Situation:
		if e.Past || p.Situation != "" && strings.Contains(t.m.Text, "?") && !t.u.Correction {
			return // « je démissionne et je touche le chômage ? » changes nothing yet
		}
		if e.Value == "salarie" && p.Situation == "autre" && bareSalaried.MatchString(fold(t.saidAs(e))) && wishes.MatchString(words) {
			return // « je voudrais bosser dans la galva, mais salarié » is what is wished
		}
		if e.Value == "jeune" && (p.Age >= 26 || p.Situation != "" && p.Situation != "autre") && goneFrom.MatchString(t.sentence(e)) {
			return // « j'ai arrêté en 3e » of who has worked since
		}
		if e.Value == "autre" && inPrison.MatchString(fold(t.saidAs(e))) && didThere.MatchString(t.sentence(e)) {
			return // « j'ai passé un CAP en détention » is of then
		}
		if p.Situation != "" && p.Situation != e.Value && hasABoss.MatchString(fold(t.saidAs(e))) {
			return // an apprentice has a master, and who is in a mission a chief
		}
		p.Situation = e.Value
	case intents.Niveau:
		if strings.Contains(t.m.Text, "?") && t.u.Intent == "etudes_superieures" && !firstPerson.MatchString(words) {
			return // « un BTS, c'est possible ? » holds none
		}
		if content.Rank(e.Value) > content.Rank("bac") && lastYear.MatchString(words) && !t.holdsIt(e) {
			return // « terminale, bts électrotechnique » is what comes next
		}
		if content.Rank(e.Value) > content.Rank("bac") && (p.Age > 0 && p.Age < 18 || p.Situation == "jeune" && (t.wasAsked != qLevel || saysYes.MatchString(words)) && !t.holdsIt(e)) {
			return // « oui, le BTS » of somebody at school is what they aim at
		}
		if content.Rank(p.Niveau) > content.Rank(e.Value) && !t.u.Correction && leftSchool.MatchString(fold(t.saidAs(e))) {
			return // « et puis j'ai arrêté en terminale » of who has a CAP
		}
		if t.holds != "" && !t.u.Correction && content.Rank(t.holds) > content.Rank(e.Value) {
			return // « un bac pro et avant un CAP »: the highest is the one that counts
		}
		p.Niveau, t.holds = e.Value, e.Value
	case intents.Age:
		n, err := strconv.Atoi(e.Value)
		if t.yearsAtWork(e) {
			return // « 31 ans à la fonderie et paf, licencié »
		}
		if p.Age > 0 && n != p.Age && !t.s.Flags.Has(Ward) && !t.u.Correction && len(strings.Fields(words)) > 6 &&
			!t.ownAge(e) {
			return // « j'ai fait de la couture 20 ans », « un collègue de 29 ans », « deux ados (13 et 16 ans) »
		}
		if t.s.Flags.Has(Ward) && p.Age > 0 && n > p.Age+generation && !t.u.Correction {
			return // « à 48 ans je n'y connais plus rien », says the father of one of 16
		}
		if err == nil && n >= 10 && n <= 90 && !backThen.MatchString(fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])) {
			p.Age = n
		}
	case intents.MobiliteKm:
		n, err := strconv.Atoi(e.Value)
		switch {
		case t.wasAsked == qDistance && t.pointsAtPath(words) && len(strings.Fields(words)) < 4: // « la 2 » is a path
		case err == nil && t.tooLong(e): // « je ne peux pas faire 1 h de route »
			if p.MobiliteKm >= n {
				p.MobiliteKm = 0
			}
		case err == nil && n > 0 && n < 1000:
			p.MobiliteKm = n
		}
	case intents.Dispositif:
		if e.Value == "apprentissage" || e.Value == "professionnalisation" {
			t.s.set(WorkStudy, true)
			t.s.Tastes = strings.ReplaceAll(t.s.Tastes, string(noWorkStudy), "")
		}
	}
}

// lastYear is the class before the bac.
var lastYear = anyOf(`(?:en |fin de |ma |sa )?(?:terminale|tle)`)

// saidAs are the words that an entity was read from.
func (t *turn) saidAs(e intents.Entity) string {
	from, to := clamp(e.Start, len(t.m.Text)), clamp(e.End, len(t.m.Text))
	return t.m.Text[min(from, to):to]
}

// cannotThere stands before a job that one says cannot be had that way: it is still the one wished.
var cannotThere = matching(`\b(?:(?:vais|va|vas|risque|crois|pense|vois|pourrai\w*|pourrais)(?: \w+){0,2} (?:pas|jamais)(?: \w+){0,3} (?:devenir|apprendre|etre|faire|former|trouver)|(?:deviendrai\w*|apprendrai\w*|serai) (?:pas|jamais)|(?:peu[xt]?|sais) pas (?:\w+ )?(?:devenir|apprendre)|comment (?:je |j |on |veux tu que je |voulez vous que je )?(?:deviens|devenir|deviendrais|vais devenir|peux devenir|pourrais devenir))(?: \w+){0,2}$`)

// goneFrom stands before a class that somebody left.
var goneFrom = matching(`\b(?:a+r+et+\w*|quit+\w*|lach\w*|plaqu\w*|abandon\w*|stop\w*|sorti\w*|parti\w*)(?: (?:l )?(?:ecole|cours|etudes|tout))?$`)

// leftSchool tells when somebody gave up a school, not what they hold from before.
var leftSchool = matching(`^(?:j ?)?(?:arret|aret|lach|plaqu|quitt|abandon|stop|sorti|parti)\w* `)

// inPrison is where somebody is, or was when they did something there; didThere stands before it then.
var (
	bareSalaried = matching(`^salariee?$`)
	inPrison     = matching(`^(?:en )?(?:detention|prison|detenue?|incarceree?)$`)
	didThere     = matching(`\b(?:passe|eu|obtenu|fait|appris|valide|prepare|suivi|travaille|bosse|sorti\w*|libere\w*)(?: \w+){0,5}$`)
)

// hasABoss are words that only imply a job.
var hasABoss = matching(`^mon contrat |^(mon|ma) (patron\w*|employeur|chef\w*|boite|entreprise|direction|drh)$|^(je |j )?(travail\w*|travaye|boss?e?|taffe)$`)

// heIs begins a sentence about somebody else.
var heIs = matching(`^(?:et |mais |ah |ok |enfin )*(?:lui|elle|eux|il|ils|elles) (?:il |elle |ils )?(?:est|a|sont|ont|etait|avait|e|bosse|travaille)\b`)

// backThen stands before an age at which something was: « un CAP que j'ai eu à 18 ans ».
var backThen = matching(`(enfants|gosses|gamins|petits|[2-9] filles|[2-9] fils) (de|ages de)( [0-9]+( ans)?| et)*$|\b(eu|obtenu|passe|commence|arrete|quitte|parti|debute|rate|lache|fini|sorti|entre|embauche)e?[rs]?( (le|la|l|les|mon|ma|un|une|mes) \w+| ca)? a$`)

// names tells whether a message gives a fact with that value.
func (t *turn) names(name, value string) bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return e.Name == name && e.Value == value && !e.Negated
	})
}

func clamp(n, limit int) int { return max(0, min(n, limit)) }

// ruledOut takes back what was noted and is now ruled out.
func (t *turn) ruledOut(e intents.Entity) {
	if !e.Negated {
		return
	}
	p := &t.s.Profile
	switch {
	case e.Name == intents.Metier && p.Metier == e.Value && cannotThere.MatchString(t.sentence(e)):
		return // « dans un magasin je ne vais pas devenir contrôleuse » objects to the way, and not to the job
	case e.Name == intents.Metier && p.Metier == e.Value:
		p.Metier = ""
	case e.Name == intents.Commune && noneIn.MatchString(t.sentence(e)):
		return // « aucune formation à Troyes ? » leaves nobody's home
	case e.Name == intents.Commune && p.Commune == e.Value:
		p.Commune = ""
		t.s.set(Resident, false)
	case e.Name == intents.Commune && t.s.Near == e.Value:
		t.s.Near = ""
	case e.Name == intents.Situation && p.Situation == e.Value:
		p.Situation = ""
	case e.Name == intents.Niveau && p.Niveau == e.Value:
		p.Niveau = ""
	case e.Name == intents.Dispositif && (e.Value == "apprentissage" || e.Value == "professionnalisation"):
		t.s.set(WorkStudy, false)
		if e.Value == "apprentissage" {
			t.addTaste(noWorkStudy)
		}
	}
}

// tell puts what changed in the profile into words, for the person to see.
func (t *turn) tell(was Profile, near string) {
	now := t.s.Profile
	t.replaced = was.Metier != "" && now.Metier != was.Metier || was.Commune != "" && now.Commune != was.Commune ||
		was.Situation != "" && now.Situation != was.Situation || was.Niveau != "" && now.Niveau != was.Niveau ||
		was.Age != 0 && now.Age != was.Age || was.MobiliteKm != 0 && now.MobiliteKm != was.MobiliteKm
	t.toldOfSelf = now.Metier != was.Metier || now.Situation != was.Situation || now.Niveau != was.Niveau || now.Age != was.Age
	add := func(s string) {
		if s != "" {
			t.notes = append(t.notes, s)
		}
	}
	if now.Metier != was.Metier {
		if j, ok := t.d.c.Job(now.Metier); ok {
			add(lower(j.Family))
		}
	}
	if now.Commune != was.Commune {
		add(t.d.placeName(now.Commune))
	}
	if t.s.Near != near && t.s.Near != was.Commune {
		if name := t.d.placeName(t.s.Near); name != "" {
			add("recherche autour de " + name)
		}
	}
	if now.Departement != was.Departement && now.Commune == "" {
		dep, _ := t.d.c.Departement(now.Departement)
		add(dep.Name)
	}
	if now.Situation != was.Situation && now.Situation != "autre" { // « autre situation » says nothing to the person
		add(situations[now.Situation])
	}
	if now.Niveau != was.Niveau {
		add(niveaux[now.Niveau])
	}
	if now.Age != was.Age && now.Age > 0 {
		add(strconv.Itoa(now.Age) + " ans")
	}
	if now.MobiliteKm != was.MobiliteKm && now.MobiliteKm > 0 {
		add(distance(now.MobiliteKm))
	}
}

func distance(km int) string {
	if km >= 150 {
		return "prêt à aller loin"
	}
	return "jusqu'à " + strconv.Itoa(km) + " km"
}

var situations = map[string]string{
	"demandeur_emploi": "en recherche d'emploi",
	"salarie":          "en emploi",
	"interimaire":      "en intérim",
	"jeune":            "jeune ou en études",
	"autre":            "autre situation",
}

var niveaux = map[string]string{
	"sans_diplome": "sans diplôme", "cap": "niveau CAP ou BEP", "bac": "niveau bac",
	"bac2": "bac+2", "bac3": "bac+3 ou 4", "bac5": "bac+5",
}

// lower makes the first letter small, for the middle of a sentence, unless it
// begins an abbreviation.
func lower(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsUpper(r[1]) {
		return s
	}
	return strings.ToLower(string(r[:min(1, len(r))])) + string(r[min(1, len(r)):])
}

// upper makes the first letter a capital.
func upper(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:min(1, len(r))])) + string(r[min(1, len(r)):])
}

// noted leads the next text with what was just understood.
func (t *turn) noted() {
	if len(t.notes) == 0 {
		return
	}
	if t.u.Correction && t.replaced {
		t.leadWith("note.correction")
	} else {
		t.leadWith("note")
	}
	t.notes = nil // said once
}
