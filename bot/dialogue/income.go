package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// income notes what the writer lives on, whether their contract has an end, and that their health sets limits: what
// one is paid in a training depends on it, and what suits.
func (t *turn) income(words string) {
	if t.s.Flags.Has(Employer) || t.s.Flags.Has(Ward) || theirs.MatchString(words) && !firstPerson.MatchString(words) {
		return
	}
	switch {
	case onMinimum.MatchString(words) && !notYet.MatchString(words):
		t.s.Flags = t.s.Flags&^(OnBenefit|Penniless) | OnMinimum
	case onBenefit.MatchString(words) && !noRights.MatchString(words) && !notYet.MatchString(words):
		t.s.Flags = t.s.Flags&^(OnMinimum|Penniless) | OnBenefit
	case noRights.MatchString(words) && !questions(t.m.Text):
		t.s.Flags = t.s.Flags&^(OnBenefit|OnMinimum) | Penniless
	case (neither.MatchString(words) || penniless.MatchString(words) && !ofDiplomas.MatchString(words)) && !t.s.Flags.Has(OnMinimum) && !t.s.Flags.Has(OnBenefit):
		t.s.set(Penniless, true)
	}
	if ailing.MatchString(words) && !questions(t.m.Text) || t.u.Intent == "handicap" && t.u.Score >= 0.6 && firstPerson.MatchString(words) {
		t.s.set(Ailing, true)
	}
	switch {
	case fixedTerm.MatchString(words):
		t.s.set(FixedTerm, true)
	case permanent.MatchString(words):
		t.s.set(FixedTerm, false)
	}
}

// livesOn is the text that tells what somebody is paid in a training who lives on that, "" where nothing sets them
// apart.
func (t *turn) livesOn() string {
	p := t.s.Profile
	if t.s.Flags.Has(Simple) || t.s.Flags.Has(Ward) || t.s.Flags.Has(Employer) || t.minor() {
		return ""
	}
	working := p.Situation == "salarie" || p.Situation == "interimaire"
	words := fold(t.m.Text)
	if t.s.Flags.Has(WorkStudy) && !onMinimum.MatchString(words) && !onBenefit.MatchString(words) {
		return "" // what is asked for has a pay of its own
	}
	switch {
	case working:
		return ""
	case t.s.Flags.Has(OnMinimum):
		return "remuneration_formation.rsa"
	case t.m.Kind == Text && noRights.MatchString(words) && p.Situation != "jeune", t.s.Flags.Has(Penniless) && p.Situation == "demandeur_emploi":
		return "remuneration_formation.sans_droits"
	case t.s.Flags.Has(OnBenefit):
		return "remuneration_formation.are"
	case t.s.Flags.Has(Penniless) && p.Age > 0 && p.Age < 26:
		return "remuneration_formation.sans_rien"
	}
	return ""
}

var (
	onMinimum = anyOf(`rsa`)
	onBenefit = anyOf(`(?:l|mon|d|en|mes|a l|touche|percois|aux?) are`, `(?:touche\w*|percois|percoi[st]|toucher|ai|j ai|recois|avec) (?:\w+ )?(?:le |du |mon |de l |l |mes |des |les )(?:chomage|chomdu|allocations? chomage|allocations?|allocs?|assedics?|indemnites? (?:de )?chomage)`, `(?:mon|mes) (?:chomage|chomdu|assedics?|allocations? chomage)`, `indemnisee?(?: \w+){0,2} (?:france travail|pole emploi|ft|chomage)`, `(?:suis|chui|jsuis|etre|chomage|chomdu) (?:\w+ )?indemnisee?`)
	// notYet speaks of what is not drawn, or not now.
	notYet = anyOf(`(?:pas|plus|pa|jamais|sans|ni|aucun) (?:\w+ ){0,2}(?:rsa|are|chomage)`, `(?:droit|demand\w*|bascul\w*|pass\w*|tomb\w*|finir)(?: \w+)? (?:au|a l|le|un) (?:rsa|are)`, `(?:si|quand|avant) (?:je|j|on) (?:\w+ ){0,3}(?:rsa|are)`)
	// penniless have nothing of all that.
	penniless = anyOf(`(?:j ai|jai|g) (?:plus |absolument |strictement )?rien`, `(?:touche|percois|gagne) (?:plus |pas )?(?:rien|d argent|de sous|de thunes?)`, `sans (?:aucun )?(?:revenus?|ressources?|rien)|aucun revenu|zero revenu`)
	// neither are at school nor at work.
	neither = anyOf(`(?:pas|ni|sans)(?: d| de|) (?:etudes?|ecole|cours|lycee|fac|formation)(?: \w+){0,2} (?:pas|ni|sans|et pas)(?: d| de|) (?:boulot?|taf|travail|emploi|job)`, `(?:pas|ni|sans)(?: d| de|) (?:boulot?|taf|travail|emploi|job)(?: \w+){0,2} (?:pas|ni|sans|et pas)(?: d| de|) (?:etudes?|ecole|cours|lycee|fac|formation|chomage)`,
		`j?(?:fais|fait|fous|fe|fai) (?:plus |pas )?(?:rien|grand chose)(?: de mes journees)?`, `inscri\w* (?:nulle?|nul) ?part?`)
	// ailing tells of a back or a joint that holds no more.
	ailing = anyOf(`rqth|travailleu\w+ handicape\w*|invalidite|inapte|hernies?|sciatique|lumbago|arthrose|tendinite|canal carpien`, `mal (?:au|aux|a l|a mon|au niveau du) (?:dos|epaules?|genoux?|poignets?|hanches?|lombaires|cervicales)`,
		`(?:dos|epaules?|genoux?|poignets?|hanches?|lombaires)(?: \w+){0,3} (?:foutus?|cassee?s?|morte?s?|niquee?s?|fragiles?|operee?s?|bloquee?s?|hs|usee?s?|fichus?|flinguee?s?|en vrac|en compote|en miettes|en l air|suit plus|tient plus|lache)`, `(?:problemes?|soucis?|pb) (?:de |au |d |aux )(?:dos|epaules?|genoux?|sante)`, `peu[xt]? (?:plus|pas) (?:porter|soulever|rester debout|forcer)`)
	ofDiplomas = anyOf(`diplom\w*|niveau|brevet|cap|bep|bac|experience|permis|voiture|compris|trouve|fait|dit|vu|recu|signe|a perdre|contre|a faire|a dire`)
	theirs     = anyOf(`(?:mon|ma|mes) `+relatives, `(?:il|elle|ils) (?:est|a|sont|touche\w*)`)
	fixedTerm  = anyOf(`(?:en|mon|un|ce|d un|fin de|chaine les|enchaine les|petits) cdd`, `cdd (?:jusqu|qui|de [0-9]|depuis|a l)|saisonniere?|contrat a duree determinee`)
	permanent  = anyOf(`(?:je suis|suis|chui|jsuis|en|mon) (?:en )?cdi`)
)

// lostWork tells whether somebody says in other words than the usual ones that their job is gone: « dehors après 31 ans
// de boîte », « mon usine m'a lâché après 27 ans ».
func (t *turn) lostWork(words string) bool {
	return !questions(t.m.Text) && sentOff.MatchString(words) && !fromHome.MatchString(words) && !apprenticed.MatchString(words) && !t.s.Flags.Has(Employer) &&
		(t.s.Flags.Has(Ward) || !theirs.MatchString(words) || firstPerson.MatchString(words))
}

const since = `(?: \w+){0,4} (?:apres|au bout|en [0-9]|ca fait|avec)(?: \w+){0,2} (?:ans|annees)`

var (
	sentOff = anyOf(`(?:foutue?|fichue?|jetee?|mise?|lachee?|balancee?|pris|prend\w*)(?: \w+)? (?:a la porte|dehors|la porte)`+since, `dehors`+since,
		`(?:jetee?|lachee?|remerciee?|viree?|virer|li[cs]+en[cs]i\w*|lourdee?)`+since, `(?:usine|boite|entreprise|patronn?e?|ils|direction|groupe)(?: \w+)? (?:m a|ma|m ont|mont) (?:\w+ )?(?:jete|lache|vire|remercie|foutu|lourde)e?`,
		`(?:apres|au bout de) [0-9]+ (?:ans|annees)(?: \w+){0,6} (?:dehors|a la porte|la porte|viree?|jetee?|lachee?|remerciee?|li[cs]+en[cs]ie?e?)`,
		`[0-9]+ (?:ans|annees) (?:de|d|dans|a|chez)(?: \w+){1,4} (?:et|puis)(?: \w+){0,3} (?:viree?|jetee?|lachee?|remerciee?|li[cs]+en[cs]iee?)`,
		`(?:usine|boite|entreprise|fonderie|site|atelier) (?:a|vient de|est) (?:ferme\w*|fermer|coule\w*)(?: \w+){0,6} (?:ans|annees)`, `(?:ans|annees)(?: \w+){0,6} (?:usine|boite|entreprise|fonderie|site|atelier) (?:a|vient de|est) (?:ferme\w*|fermer|coule\w*)`)
	fromHome = anyOf(`parents?|mere|pere|famille|copine?|mari|femme|conjointe?|foyer|proprio\w*`)
	// spentAt follows the years that somebody spent at a job: « 31 ans à la fonderie ».
	spentAt = matching(`^(?:d|de|dans|a|au|en|chez|comme)(?: (?:la|l|le|les|un|une|mon|ma|notre|meme))* ?(?:usine|boite|boulot|fonderie|maison|forge|atelier|entreprise|service|metier|carriere|chantier|acierie|sideru\w*|anciennete|patron|chaine|presse|ligne|travail|taf)\b`)
)

// yearsAtWork tells whether what reads like an age is how long somebody did something.
func (t *turn) yearsAtWork(e intents.Entity) bool {
	return spentAt.MatchString(t.restOfSentence(e)) || slices.ContainsFunc(t.u.Entities, func(o intents.Entity) bool {
		return o.Name == intents.Metier && t.doneFor(o) && o.End < e.Start && e.Start <= o.End+len(" pendant ")
	})
}

// doneFor tells whether a job is said with the years that it was done for, by who tells an age besides: « fondeur
// 20 ans, viré, Nogent, 45 ans ».
func (t *turn) doneFor(job intents.Entity) bool {
	ages, right := 0, false
	for _, e := range t.u.Entities {
		if e.Name != intents.Age {
			continue
		}
		ages++
		if from, to := clamp(job.End, len(t.m.Text)), clamp(e.Start, len(t.m.Text)); from < to {
			between := strings.TrimSpace(t.m.Text[from:to])
			right = right || between == "" || between == "pendant"
		}
	}
	return ages > 1 && right
}

// idle are the young who are told apart from those at school.
func (t *turn) idle(words string) bool {
	return t.isYoung() && neither.MatchString(words) && slices.ContainsFunc([]string{"", "autre"}, func(s string) bool { return s == t.s.Profile.Situation })
}
