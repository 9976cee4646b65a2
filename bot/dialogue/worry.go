package dialogue

import (
	"strings"

	"potentiels/intents"
)

// worries are about what people fear or wonder for themselves: their child, what is kept of them, their papers,
// the price, whether it is for women.
var worries = []misreading{
	// « j'ai un enfant de 5 ans »
	{read: []string{"age"}, intent: "garde_enfants", alone: true, when: func(t *turn, _ string) bool { return t.ageOfChild() }},
	// « c'est quoi exactement ? », of who we are
	{read: []string{"infos_metier"}, most: 5, intent: "initiative", when: func(t *turn, words string) bool {
		return t.jobArg() == "" && t.saidBefore("initiative") && !ofTrades.MatchString(words)
	}},
	// « et si je veux partir sans laisser de trace ? »
	{words: leavesNoTrace, topics: []string{"donnees_personnelles"}, intent: "supprimer_donnees"},
	// « ça laisse des traces ? », of the data
	{words: traces, unless: []string{"supprimer_donnees"}, topics: []string{"donnees_personnelles"}},
	// « j'ai un bracelet, je dois le dire au SPIP ? »
	{words: underWatch, read: []string{"casier_judiciaire", intents.OutOfScope, "chercher_formation", "contact_partenaire", "parler_conseiller"}, asking: true, intent: "casier_judiciaire", text: "casier_judiciaire.suivi", keeps: true, aside: true},
	// « et mes données, hébergées où ? », of what is kept
	{words: keptWhere, topics: []string{"donnees_personnelles"}, read: []string{"logement_mobilite", intents.OutOfScope}, marked: true, intent: "donnees_personnelles", alone: true},
	// « j'ai la protection temporaire, je peux travailler ? »
	{words: protected, unless: []string{"detresse"}, intent: "etranger", text: "etranger.protection", keeps: true, aside: true},
	// « et avec mon récépissé ? »
	{words: myPaper, below: 0.9, topics: []string{"etranger"}},
	// « qui paie pour ce robot, mes impôts ? »
	{words: paysForUs, unless: []string{"detresse"}, intent: "initiative", alone: true},
	// « vous êtes sûr que c'est gratuit ? »
	{words: ofCost, without: callers, read: []string{"initiative"}, beside: "financement", intent: "financement", alone: true},
	// « l'usine c'est pas pour les filles, c'est vrai ? »
	{words: forGirls, read: []string{intents.OutOfScope}, below: 0.7, unless: []string{"detresse"}, intent: "femmes"},
}

var (
	ofTrades = anyOf(`metiers?|boulot|taf|travail|fort|maths?|diplome|paye`)
	// paysForUs asks who is behind this.
	paysForUs = anyOf(`(?:qui|ki) (?:paie|paye|finance\w*|est derriere|se cache derriere)(?: \w+){0,3} (?:robot|bot|chatbot|site|service)`, `(?:robot|bot|chatbot|site|service)(?: \w+){0,4} (?:mes|nos) impots`)
	// leavesNoTrace wants to be gone from here.
	leavesNoTrace = anyOf(`(?:partir|quitter|m en aller) sans (?:laisser )?(?:de |une |aucune )?traces?`)
	traces        = anyOf(`traces?|partir|disparaitre|efface\w*|supprim\w*|oubli\w*`)
	protected     = anyOf(`protection temporaire`)
	underWatch    = anyOf(`bracelet(?: electronique)?|spip|semi liberte|(?:liberation|liberte) conditionnelle|amenagement de peine|controle judiciaire|placement exterieur`)
	keptWhere     = anyOf(`heberg\w*|serveurs?|cloud|stock\w*|en france|etats unis|americain\w*|(?:caisse|caf|impots?|police|employeur|patron|urssaf|secu)(?: \w+){0,4} (?:au courant|sait|saura|voit|verra|savoir)`)
	myPaper       = anyOf(`(?:mon|ma|ce|avec le|avec un) (?:titre|carte|recepisse|visa|papier|statut|passeport)`)
	ofCost        = anyOf(`gratuit\w*|payant\w*|cher|coute\w*`)
	forGirls      = anyOf(`(?:pour|que) (?:les |des )?(?:filles|femmes|meufs|nanas)`, `(?:metiers?|truc|boulot|travail) (?:d |de )?(?:hommes?|mecs?|garcons?)`)
)

// ofThemselves are what people are, and what is asked of them for it.
var ofThemselves = []misreading{
	// « je suis enceinte »
	{words: expecting, intent: "femmes"},
	// « il faut être inscrit à France Travail ? », and not how to enter a centre
	{words: registers, intent: "inscription", text: "inscription.france_travail", keeps: true, when: func(t *turn, words string) bool {
		return (questions(t.m.Text) || asks0(words)) && t.schemeNamed() == "" && !t.s.Flags.Has(Employer)
	}},
	// « mon français est pas bon »
	{words: weakFrench, intent: "etranger", when: func(t *turn, _ string) bool { return t.u.Intent != "chercher_formation" || t.u.Score < 0.6 }},
	// « il faut quel niveau ? », of the job or of the paths
	{words: levelAsked, unless: []string{"etranger"}, intent: "sans_diplome", when: func(t *turn, words string) bool {
		known := t.jobArg() != "" || len(t.s.Paths) > 0 || t.s.Profile.Metier != ""
		return known && !(t.u.Intent == "etudes_superieures" && (t.u.Score >= 0.9 || strings.Contains(words, "etudes"))) && !t.s.Flags.Has(Employer)
	}, then: func(t *turn, _ string) { t.aside = t.jobArg() != "" && t.s.Profile.Metier != "" }},
}
