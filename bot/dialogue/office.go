package dialogue

import "strings"

// offices are wishes for an office job, which the trainings here hardly lead to: that is said at once, with what
// comes nearest and who knows more, and no job is asked for as if none had been named.
var offices = []misreading{
	// « gestion de production, ordonnancement, achats ? »
	{words: plansWork, unless: notOfOffices, intent: "decouvrir_metiers", text: "metiers.bureau.production", alone: true, aside: true, when: wishesOffice(plansWork), then: keepsWish},
	// « assistante administrative, ou ADV », « un poste de bureau dans une usine »
	{words: officeJob, unless: notOfOffices, intent: "decouvrir_metiers", text: "metiers.bureau", alone: true, aside: true, when: wishesOffice(officeJob), then: keepsWish},
}

var notOfOffices = []string{"detresse", "parler_conseiller", "supprimer_donnees", "desabonner", "donnees_personnelles", "vae", "contact_partenaire"}

var (
	plansWork = anyOf(`(?:gestion|gestionnaire|gerer|planification|pilotage) (?:de |de la |la |des? )?(?:production|prod|flux|appros?|approvisionnements?)`, `ordonnancement|ordonnanceu\w+`, `planificat(?:eur|rice)`, `approvisionneu\w+|appros?`, `acheteu\w+|(?:service|assistante?|aux|les|des|responsable) achats|achats$`, `supply chain`)
	officeJob = anyOf(`assistant\w* (?:administrat\w*|de direction|commercial\w*|de gestion|rh|adv|compta\w*|polyvalente?|d agence|qui fait du bureau)`, `(?:agent|employee?|poste|metiers?|boulot|travail|taf|truc|quelque chose) (?:administratif\w*|administrative\w*|admin)`, `administration des ventes|adv`, `secretai?r\w*|secretariat`,
		`comptables?|comptabilite|compta`, `(?:gestionnaire de )?paies?$|gestionnaire (?:de )?paie`, `ressources humaines|(?:assistante?|chargee?|poste|service|metiers?|travailler|bosser|formation|dans les|en|aux) (?:de |d |les |des |aux )?rh|^(?:les )?rh\b`,
		`(?:postes?|metiers?|boulots?|emplois?|travail|travailler|bosser|taf|job|trucs?|quelque chose)(?: \w+)? (?:de|dans|ds|en|au|un|des) (?:les |un |des )?bureaux?`, `(?:dans|de) l administrat\w*`, `l administratif`)
	// ofOffice stands before what somebody does, did or learnt, or who is spoken of.
	ofOffice  = matching(`\b(?:suis|chui|chuis|jsuis|jsui|etais|etait|est|bosse|travaille|actuellement|anciens?|ancienne|ex|comme|en tant que?|diplom\w*|bts|bac|bac pro|bep|cap|licence|dut|but|master|titre|apres|quitter|quitte|marre|mon|ma|plus|pas|les rh (?:m|me|nous))(?: \w+){0,2}$`)
	lookedFor = anyOf(`(?:j ?|re)?cherch\w*|veu[xt]?|jveu[xt]?|voudrai\w*|jvoudr\w*|aimerai\w*|souhait\w*|devenir|etre|former|formations?|plutot|preferer\w*|prefere\w*|interess\w*|envie|vise\w*|connai\w*|avez|existe|possible|propose\w*|faire`)
)

// wishesOffice tells whether such a job is wished, and not the one that somebody has, had or learnt.
func wishesOffice(job *matcher) func(t *turn, words string) bool {
	return func(t *turn, words string) bool {
		if t.s.Flags.Has(Employer) || t.u.Intent == "entreprise" && t.u.Score >= 0.95 || t.jobArg() != "" {
			return false
		}
		if t.s.Profile.Metier != "" && !changes.MatchString(words) && !otherJob.MatchString(words) {
			return false
		}
		if t.wasAsked != qJob && !lookedFor.MatchString(words) && len(t.u.Entities) > 1 {
			return false
		}
		for _, at := range job.FindAllStringIndex(words) {
			if !ofOffice.MatchString(strings.TrimSpace(words[:at[0]])) {
				return true
			}
		}
		return false
	}
}

// keepsWish keeps the wish for whoever a request goes to, since no job of the profile stands for it.
func keepsWish(t *turn, _ string) {
	t.gentle = true // the answer has its own way on
	t.s.Ask = ""
	t.keepQuestion(t.m.Text)
}
