package dialogue

import "potentiels/intents"

// spokenOf ask more of what was just spoken of, or go on from it.
var spokenOf = []misreading{
	// « c'est quoi la différence ? », of the schemes just told of
	{words: apart, topics: []string{"poei", "alternance", "reconversion", "certification", "immersion"}, most: 8, marked: true, when: func(t *turn, _ string) bool {
		return t.jobArg() == "" && t.schemeNamed() == ""
	}},
	// « je bosse au Luxembourg, j'ai droit au CPF ? »: what work abroad gives a right to here is not known
	{words: rightsHere, read: []string{"frontalier", "cpf", "financement", "reconversion", "remuneration_formation", "inscription"}, intent: "frontalier", text: "frontalier.droits", alone: true, when: func(t *turn, words string) bool {
		return t.s.likes(abroad) || t.worksAbroad(words)
	}},
	// « et en apprentissage, c'est pareil ? », named in so many words among other things
	{words: workAndSchool, read: []string{"alternance"}, under: sure, marked: true, intent: "alternance"},
	// « je peux en retrouver une autre ? », after a broken contract
	{words: anotherMaster, read: []string{intents.OutOfScope}, below: 0.6, topics: []string{"alternance"}},
	// « je veux être soudeur », of somebody who has told where they come from
	{words: searches, read: []string{"etranger"}, intent: "chercher_formation", when: func(t *turn, words string) bool {
		return t.jobArg() != "" && (t.s.Topic == "etranger" || withFrench.MatchString(words))
	}, then: func(t *turn, words string) {
		if withFrench.MatchString(words) {
			t.u.Also = append([]string{"etranger"}, t.u.Also...)
		}
	}},
}

// goingOn come back to what was talked about.
var goingOn = []misreading{
	// « cherche-moi ça »
	{read: []string{"chercher_emploi"}, without: anyJob, intent: "chercher_formation", when: func(t *turn, _ string) bool {
		return t.s.Flags.Has(Seeking) || t.s.Profile.Metier != ""
	}, then: func(t *turn, words string) { t.show = goAhead.MatchString(words) }},
	// « je serais payée pendant l'immersion ? », of what was just told
	{read: []string{"immersion"}, beside: "remuneration_formation", topics: []string{"immersion"}, intent: "remuneration_formation", alone: true},
	// « et ça fait combien en euros ? »
	{words: inEuros, topics: []string{"remuneration_formation", "salaire"}},
	// « ok mais c'est combien à peu près ? j'ai un loyer », of what one lives on
	{words: howMuch, without: ofRent, read: []string{"logement_mobilite", "cpf", "salaire", intents.OutOfScope}, topics: []string{"remuneration_formation"}, alone: true, when: namesNoJob},
	// « c'est pas pour un logement »
	{words: noRent, read: []string{"logement_mobilite"}, second: true},
	// « et là-bas on gagne combien ? »
	{words: overThere, read: []string{"salaire"}, topics: []string{"frontalier"}},
	// « et les impôts ? »
	{words: overBorder, read: []string{intents.OutOfScope}, below: sure, topics: []string{"frontalier"}},
	// « et c'est gardé longtemps ? »
	{words: kept, without: keptElse, under: 0.9, topics: []string{"donnees_personnelles"}},
}

// rightsHere are what an employment gives a right to in France.
var rightsHere = anyOf(`demission\w*|quitte\w* (?:mon|ma|le|la) (?:boulot|poste|boite|travail|taf)|gard\w* (?:mon|ma) (?:boulot|poste|travail|contrat|taf)|cpf|compte (?:personnel )?(?:de )?formation|ptp|transition|chomage|chomdu|licenci\w*|allocations?|droits?|cotis\w*|aides?|(?:qui|ki) (?:paie|paye|finance)\w*|financ\w*|reconversion`)

var (
	workAndSchool = anyOf(`alternance|apprentissage|aprentissage|apprentie?s?|alternante?s?`)
	// anotherMaster asks for a new company after a broken contract.
	anotherMaster = anyOf(`(?:re)?trouver? (?:un|une) autre(?: patron| employeur| entreprise| boite| contrat| maitre)?|en (?:re)?trouver (?:un|une)(?: autre)?`, `chang\w* (?:de|d) (?:patron|employeur|entreprise|boite|maitre|cfa)`, `(?:perd\w*|rat\w*|gach\w*|foutue?) (?:mon |l |cette |toute l )?annee`)
	anyJob        = anyOf(`entreprises?|usines?|boites?|societes?|emplois?|jobs?|boulot|taf|postes?|travail|travailler|bosser|embauche\w*|offres?|interim|cdi|cdd|cv|candidat\w*|postuler|recrut\w*`)
	howMuch       = anyOf(`combien|cb|kombien|combi1|paye? par mois`)
	ofRent        = anyOf(`(?:aides?|payer|trouver|cherche) (?:\w+ ){0,3}(?:loyer|logement|appart\w*)|internat|(?:loyer|logement|appart\w*) (?:pendant|pres)`)
	noRent        = anyOf(`(?:pas|pa) (?:pour |pr |de |d |un |du |le )*(?:logement|loyer|appart\w*)`)
	inEuros       = anyOf(`(?:combien|quoi|koi|cb)(?: \w+){0,3} (?:euros?|par mois|net|brut|en chiffres)`, `en euros?`)
	goAhead       = anyOf(`cherche[rz]?|trouve[rz]?|montre[rz]?|propose[rz]?`)
	overThere     = anyOf(`la bas|luxembourg|lux|allemagne|belgique|suisse|sarre|frontalier\w*`)
	// overBorder are what who works across the border asks of.
	overBorder = anyOf(`impots?|fisc|secu|securite sociale|allocations?|retraite|mutuelle|chomage|cotis\w*|convention|double imposition`)
	kept       = anyOf(`garde\w*|conserv\w*|stock\w*|combien de temps|longtemps|qui (?:voit|lit)|efface\w*`)
	// keptElse is what somebody keeps who goes into training.
	keptElse = anyOf(`(?:gard|conserv)\w* (?:mon|ma|mes|le|la|son|sa|ses) (?:\w+ )?(?:salaires?|paie|paye|contrat|poste|place|cdi|emploi|boulot|travail|job|are|chomage|allocations?|droits?|logement|appart\w*|enfants?)`)
)
