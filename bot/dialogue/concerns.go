package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// concerns ask one thing of something that has an answer of its own: the licence for what lifts, the steps to a
// training while employed, what a job asks of the back, which office answers.
var concerns = []misreading{
	// « il est valable combien de temps ? »
	{words: validFor, unless: []string{"detresse"}, asking: true, intent: "certification", text: "caces.validite", alone: true, when: ofLicence},
	// « le caces 1 3 5, c'est quoi ? »
	{words: whichCategory, unless: []string{"detresse"}, asking: true, intent: "certification", text: "caces.categorie", alone: true, when: ofLicence},
	// « combien de temps, le caces ? »
	{words: takesLong, unless: []string{"detresse"}, intent: "duree", text: "caces.duree", alone: true, when: ofLicence},
	// « on peut le passer où ? »
	{words: passedWhere, unless: []string{"detresse"}, asking: true, intent: "certification", text: "caces.lieu", alone: true, when: ofLicence},
	// « qui paie le caces ? »
	{words: paysIt, unless: []string{"detresse"}, intent: "financement", text: "caces.prix", alone: true, when: ofLicence},
	// « c'est quoi le caces », « il faut le caces ? »
	{words: whatLicence, unless: []string{"detresse", "chercher_formation"}, asking: true, intent: "certification", text: "caces", alone: true, when: ofLicence},

	// « et si mes droits s'arrêtent ? », of what one lives on in a training
	{words: rightsEnd, topics: []string{"remuneration_formation"}, unless: []string{"detresse"}, asking: true, intent: "remuneration_formation", text: "remuneration_formation.sans_droits", alone: true},

	// « concrètement je fais quoi en premier ? », « c'est quand, la demande ? », of a training while employed
	{words: firstStep, unless: []string{"detresse", "parler_conseiller", "alternance"}, intent: "reconversion", alone: true, aside: true, when: ofTransition, then: stepsFor},
	// « ça marche aussi pour les intérimaires ? »
	{words: openTo, unless: []string{"detresse", "parler_conseiller", "alternance"}, marked: true, most: 10, intent: "reconversion", alone: true, when: ofTransition, then: stepsFor},

	// « porter, rester debout ? »
	{words: loads, read: []string{"conditions_travail"}, below: 0.7, unless: []string{"detresse"}, asking: true, intent: "conditions_travail", alone: true, when: func(t *turn, words string) bool {
		return (questions(t.m.Text) || asks0(words) && !ableTo.MatchString(words)) && !myBody.MatchString(words) && t.jobMeant() != "" && !t.s.Flags.Has(Employer)
	}, then: func(t *turn, _ string) {
		t.specialArg = t.jobMeant()
		if t.special = "conditions_travail.porter"; t.unwell() {
			t.special = "conditions_travail.porter_sante"
		}
	}},

	// « le bois, c'est dangereux ? », of a branch by a word that is no job
	{words: hazards, read: []string{"conditions_travail", "infos_metier", intents.OutOfScope, "femmes", "handicap"}, marked: true, intent: "conditions_travail", alone: true, when: func(t *turn, words string) bool {
		return namesNoJob(t, words) && !t.s.Flags.Has(Employer) && branchNamed(words) != ""
	}, then: func(t *turn, words string) {
		if job := branchNamed(words); job != anyBranch {
			t.read(intents.Metier, job)
			t.aside = true
			return
		}
		t.special = "conditions_travail"
	}},

	// « ma femme dit que c'est trop loin » asks nothing about women
	{words: wifeOfWay, without: ofMen, read: []string{"femmes"}, under: 0.85, intent: "permis_transport", alone: true},
	{words: myWife, without: ofMen, read: []string{"femmes"}, under: 0.85, second: true},

	// « mon frère dit que c'est dur », of the work
	{words: hearsay, unmarked: true, most: 22, intent: "conditions_travail", alone: true, aside: true, when: ofTheWork, then: func(t *turn, words string) {
		switch {
		case !hardWork.MatchString(words):
			t.special = "conditions_travail.autrui"
		case t.jobMeant() != "" && !t.s.Flags.Has(Simple) && !t.minor():
			t.special, t.specialArg = "conditions_travail.metier", t.jobMeant()
		}
	}},

	// « c'est celui de quelle ville ? », of who was just named
	{words: whichTown, unless: []string{"detresse", "chercher_formation"}, asking: true, intent: "contact_partenaire", alone: true, when: func(t *turn, words string) bool {
		return t.partnerMeant() != "" && len(strings.Fields(words)) <= 12 && (t.namedPartner() == "" || whichOffice.MatchString(words))
	}, then: func(t *turn, _ string) {
		t.special, t.specialArg = "contact_partenaire.ville", t.partnerMeant()
		if t.worksElsewhere(strings.TrimPrefix(t.specialArg, "p:")) {
			t.special = "contact_partenaire.ailleurs"
		}
	}},
}

// ofLicence tells whether a message is about the licence for what lifts, or goes on about it.
func ofLicence(t *turn, words string) bool {
	sure := t.u.Score >= 0.8 && (t.u.Intent == "financement" || t.u.Intent == "duree") // « ki paye » asks by itself
	if t.s.Flags.Has(Employer) || t.states(words) && !sure {
		return false
	}
	if caces.MatchString(words) {
		return true
	}
	told := slices.ContainsFunc(t.before, func(r ref) bool { return strings.HasPrefix(r.name, "caces") })
	return told && len(strings.Fields(words)) <= 9 && t.schemeNamed() == "" && (t.jobArg() == "" || t.jobArg() == "j:logistique")
}

// ofTransition tells whether what is spoken of is a training that somebody employed goes to by a file of their own.
func ofTransition(t *turn, words string) bool {
	if t.s.Flags.Has(Employer|Ward) || t.minor() || t.s.Profile.Situation == "jeune" || aboutOther.MatchString(words) {
		return false
	}
	if named := t.entity(intents.Dispositif); named != "" {
		return named == "ptp"
	}
	if believedElse[t.u.Intent] && t.u.Score >= 0.7 {
		return false
	}
	if t.about("d") == "d:ptp" || t.s.Topic == "reconversion" {
		return true
	}
	if s := t.s.Profile.Situation; (s == "salarie" || s == "interimaire") && stepsAsked.MatchString(words) && len(strings.Fields(words)) <= 12 {
		return true // who has a contract and asks for the steps is told those
	}
	return slices.ContainsFunc(t.before, func(r ref) bool {
		kind, id, _ := strings.Cut(r.arg, ":")
		tr, ok := t.d.c.Training(id)
		return kind == "t" && strings.HasPrefix(r.name, "chemin.plus") && ok && tr.Kind == "ptp"
	})
}

// believedElse are what a question on how to do it may be about instead.
var believedElse = map[string]bool{"permis_transport": true, "logement_mobilite": true, "garde_enfants": true, "handicap": true, "vae": true, "cpf": true, "alternance": true,
	"immersion": true, "poei": true, "frontalier": true, "etranger": true, "donnees_personnelles": true, "supprimer_donnees": true, "desabonner": true, "abonner": true, "casier_judiciaire": true, "femmes": true, "evenements": true, "initiative": false}

// stepsFor takes the steps for the contract that the message names, else for the one that the person has.
func stepsFor(t *turn, words string) {
	switch p := t.s.Profile.Situation; {
	case strings.Contains(words, "interim"):
		t.special = "reconversion.etapes.interimaire"
	case saysCDD.MatchString(words), t.s.Flags.Has(FixedTerm) && p != "interimaire" && p != "demandeur_emploi":
		t.special = "reconversion.etapes_cdd"
	default:
		t.special = "reconversion.etapes"
	}
}

// ofTheWork tells whether what others say of something is said of the work, and is neither a wish nor of danger.
func ofTheWork(t *turn, words string) bool {
	if t.s.Flags.Has(Employer|Ward) || saysDanger(words) || t.jobMeant() == "" && t.s.Topic != "conditions_travail" && t.s.Topic != "infos_metier" || t.entity(intents.Dispositif) != "" || t.namedPartner() != "" {
		return false
	}
	if t.u.Intent == "detresse" && t.u.Score >= 0.75 || slices.Contains(iNotThey, t.u.Intent) && t.u.Score >= 0.8 {
		return false
	}
	return hardWork.MatchString(words) || goodWork.MatchString(words)
}

// iNotThey are what a message is about all the same that begins with what others say.
var iNotThey = []string{"femmes", "age", "handicap", "casier_judiciaire", "etranger", "sans_diplome", "parler_conseiller", "salaire", "financement", "chercher_formation", "alternance", "frontalier", "permis_transport", "logement_mobilite"}

// anyBranch stands for a branch that no job of the catalogue is of.
const anyBranch = "-"

// branchNamed is the job of the branch that a question names by what is worked there, "" when it names none.
func branchNamed(words string) string {
	for _, b := range branches {
		if b.words.MatchString(words) {
			return b.value
		}
	}
	return ""
}

var branches = []wording{
	{anyOf(the + `(?:bois|papiers?|papeteries?|cartons?|scieries?|menuiserie)`), "papier_bois"},
	{anyOf(the + `(?:plastiques?|caoutchouc|pneus?)`), "plasturgie"},
	{anyOf(the + `(?:agro|alimentaire|viandes?|abattoirs?|laiteries?|lait|fromageries?|boulangerie industrielle)`), "agroalimentaire"},
	{anyOf(the + `(?:galva\w*|chromage|peintures?|traitements?)`), "traitement_surface"},
	{anyOf(the + `(?:acier|acieries?|haut fourneaux?|hauts fourneaux|forges?)`), "siderurgie"},
	{anyOf(the + `(?:entrepots?|chariots?|caristes?|stock)`), "logistique"},
	{anyOf(the + `(?:froid|clim\w*)`), "frigoriste_energie"},
	{anyOf(the + `(?:metallurgie|metal|verre|textile|nucleaire|automobile|auto|aero\w*|batiment|btp|industrie|ferroviaire|pharma\w*|luxe|energie|usines?)`), anyBranch},
}

// office asks which of several offices is meant.
const office = `(?:de |dans |a )?(?:quelle|kel|kelle|quel) (?:ville|agence|secteur|bureau|antenne|site|coin|endroit)|(?:quel|lequel|quelle|laquelle|kel) (?:france travail|pole emploi|mission locale|greta|afpa|cap emploi|ft|uimm|pole formation|agence)|(?:celui|celle|c est|cest) (?:de|d|a) (?:ou|quelle ville|chez moi|ma ville)`

const the = `(?:le|la|l|les|en|dans|du|de|ds|aux?) `

// jobMeant is the job that a question on the work is about: the one named, told of or wished.
func (t *turn) jobMeant() string {
	if arg := t.spokenJob(); arg != "" {
		return arg
	}
	if t.s.Profile.Metier != "" {
		return "j:" + t.s.Profile.Metier
	}
	return ""
}

// partnerMeant is the partner that a message names, else the one that the last turn told of or would write to.
func (t *turn) partnerMeant() string {
	if p := t.namedPartner(); p != "" {
		return "p:" + p
	}
	for _, r := range slices.Backward(t.before) {
		switch {
		case strings.HasPrefix(r.arg, "p:"):
			return r.arg
		case strings.HasPrefix(r.name, "accord") && t.s.Wish != nil && t.s.Wish.Partner != "":
			return "p:" + t.s.Wish.Partner
		}
	}
	return ""
}

// unwell tells whether the person said that their health sets limits to what they can do.
func (t *turn) unwell() bool {
	return t.s.likes('l') || t.s.Flags.Has(Ailing) || myBody.MatchString(fold(t.m.Text))
}

var (
	caces = anyOf(`[ck]h?ac[eè]ss?e?s?|r ?[34]89`)
	// whichCategory asks which of the licences.
	whichCategory = anyOf(`categori\w*|cat`, `(?:quels?|kels?|lesquels?|lequel|combien de|differents?) (?:\w+ )?(?:caces|kaces)`, `lequel|lesquels`, `(?:caces|kaces)(?: \w+)? (?:[1-9] ?[ab]?)(?: (?:et )?[1-9] ?[ab]?)*`, `r ?[34]89`, `[1-9] ?[ab]?(?: (?:et |ou )?[1-9] ?[ab]?)+`)
	passedWhere   = anyOf(`(?:passe\w*|fai\w*|obten\w*|trouve\w*|inscri\w*)(?: \w+){0,4} (?:ou|dans quel centre|chez qui|quel organisme)`, `(?:ou|dans quel centre|chez qui)(?: \w+){0,5} (?:passe\w*|fai\w*|obten\w*|caces|inscri\w*)`)
	validFor      = anyOf(`(?:encore|toujours) (?:bon|bons|ok)`, `valables?|validite|valide|expir\w*|perim\w*|renouvel\w*|recycl\w*|repasser|refaire`, `(?:bon|tient|garde\w*) (?:combien|longtemps|a vie)`, `a vie`)
	takesLong     = anyOf(`(?:combien|cb|kombien) (?:de |d )?(?:temps|tps|jours?|semaines?|heures?|mois)`, `dure\w*|longtemps|long|rapide\w*|vite`)
	paysIt        = anyOf(`(?:qui|ki|c est qui qui) (?:me |le |nous )?(?:pai\w*|pay\w*|financ\w*|prend en charge)`, `pay\w*|paie\w*|prix|tarifs?|cher|cout\w*|combien|cb|gratuit\w*|cpf|financ\w*|pris\w* en charge|rembours\w*|thunes?|argent`)
	whatLicence   = anyOf(`(?:c est|cest|c) (?:quoi|koi|kwa)|(?:quoi|koi) (?:le|ce|les)|qu est ce que|(?:ca|sa) (?:sert|vaut)|a quoi|veut dire|signifie`, `faut(?: il)?|dois|doit|obligatoires?|oblige\w*|necessaire\w*|besoin|indispensables?|exig\w*|demande\w*`)

	rightsEnd = anyOf(`droits? (?:s arret\w*|se termin\w*|finiss\w*|s epuis\w*|expir\w*|sont finis)`, `(?:fin|bout|plus) de (?:mes )?droits`)

	// firstStep asks what to do first, or when and where the file goes.
	firstStep = anyOf(`(?:fais|fait|faire|dois|faut|commence\w*)(?: \w+){0,4} (?:en premier|d abord|pour commencer|en 1er|au debut)`, `(?:en premier|d abord|pour commencer)(?: \w+){0,3} (?:quoi|koi|ou|qui)`,
		`par (?:ou|quoi|koi|qui)(?: \w+){0,3} (?:commenc\w*|debut\w*|demarr\w*|pass\w*)`, `(?:commenc\w*|debut\w*|demarr\w*)(?: \w+){0,2} par (?:ou|quoi|koi|qui)`, `concretement (?:je|on|c est|ca|il|comment|quoi|faut)(?: \w+){0,6}`, `(?:je|on) (?:fais|fait|dois faire) (?:quoi|koi|comment)(?: \w+)? (?:concretement|maintenant)`,
		`(?:premiere?|1ere) (?:chose|etape|demarche)`, `(?:les |des |quelles? )(?:etapes|demarches)`, `(?:comment|ou|quand|a qui)(?: \w+){0,7} (?:demande|dossier)`, `(?:demande|dossier)(?: \w+){0,4} (?:quand|ou|comment|a qui|avant|delais?)`, `comment (?:je |on |faut |il faut |est ce qu |peut |peux |dois )*(?:fais|fait|faire|m y prend\w*|s y prend\w*|my prend\w*|proced\w*|demarr\w*|lance\w*|demand\w*|monte\w*)`, `(?:m|s) ?y prend\w* comment`,
		`(?:delais?|combien de temps|combien de mois)(?: \w+){0,3} (?:avant|demande|dossier)`)
	stepsAsked = anyOf(`(?:les |des |quelles? |la |1ere |premieres? )+(?:etapes?|demarches?)`, `(?:demande|dossier)(?: \w+){0,4} (?:combien de temps|avant|quand)`)
	openTo     = anyOf(`(?:marche|vaut|valable|possible|ouvert|droit|concerne|accessible|pareil|aussi|meme chose)(?: \w+){0,4} (?:interim\w*|cdd|cdi)`, `(?:interim\w*|cdd|cdi)(?: \w+){0,4} (?:marche|droit|possible|pareil|aussi|concernes?)`)
	saysCDD    = anyOf(`cdd`)
	aboutOther = anyOf(`ma demande|votre demande|conseiller\w*|pole formation|centre|inscri\w*`)

	// loads asks of lifting, standing and the like.
	loads = anyOf(`(?:on|y|a|de|en|je|j|tu|vous|faut|faudra|dois|doit|va|devra|rien|sans|qu on|ca|encore|peut|peux|toujours|beaucoup|souvent) (?:\w+ )?(?:porte|portes|porter|portez|soulever?|souleve|lever)(?: (?:des|du|de|beaucoup|lourd\w*|trop|souvent|quoi|combien|plus|aussi|encore|la|les|ca|pas|un|une|tout|non)\b| *$)`, `^(?:et |ou |donc )?(?:porter|soulever|rester debout)`, `(?:port|charges?|pieces?|cartons?|trucs?|choses?|caisses?|sacs?|poids) (?:de charges?|lourde?s?)`, `porter (?:lourd|des charges|du poids)|port de charges?`,
		`(?:on|est|etre|rester?|reste|travaille\w*|toujours|souvent|c est|cest|et|plutot|tout le temps|bosse) (?:\w+ )?(?:debout|assise?s?)`, `debout (?:tout|toute|longtemps|ou assis\w*|non stop)`, `(?:c est|cest|c|trop|tres|assez|boulot|metier|travail) (?:\w+ )?(?:physique|lourd)`, `se (?:baisser|pencher|mettre a genoux)|a genoux|accroupi\w*`)
	myBody = anyOf(`(?:mon|ma|mes|le|la|au|aux|du|des|les) (?:dos|epaules?|genoux?|hernie|lombaires|cervicales|poignets?|canal carpien|hanches?|colonne)`)

	ableTo = anyOf(`(?:je|j) (?:peu[xt]|sais|arrive a|suis capable)`)
	// hazards are what one fears of a work.
	hazards   = anyOf(`dangereu\w*|dangers?|risques?|accidents?|durs?|dure|penibles?|physiques?|fatigants?|crevants?|chaud|bruyants?|sales?|salissant|toxiques?|nocifs?|malsains?|cancers?|amiante|respire\w*|sante|pue`)
	ofMen     = anyOf(`mecs?|hommes?|garcons?|filles?|meufs?|nanas?|femmes`)
	wifeOfWay = anyOf(`(?:ma|sa) (?:femme|copine|compagne|conjointe|mere|soeur)(?: \w+){1,6} (?:loin|route|trajets?|distance)`)
	myWife    = anyOf(`(?:ma|sa|leur) (?:femme|copine|compagne|conjointe|mere|soeur|fille)(?: \w+)? (?:dit|di|pense|trouve)`)
	// hearsay tells what others say, hardWork and goodWork what they say of a work.
	hearsay  = anyOf(`(?:mon|ma|mes|un|une|des|le|les|d apres (?:mon|ma|mes|un)|selon (?:mon|ma|mes)|pour (?:mon|ma|mes)) (?:beaux? |belle |grande? |petite? |demi |meilleure? |ancien\w* )?(?:`+relatives+`|potes|amis|copains|copines|collegues|voisins|parents|pere|mere|oncle|tante|gens|tonton|tata|papa|maman|reum|daron\w*|freres|cousins|gars|mecs?)`, `(?:je|j) ?(?:connais|ai connu|ai vu) (?:quelqu un|qqn|un (?:gars|mec|type|pote|ami|collegue)|une (?:fille|amie|collegue)|des (?:gens|gars|mecs))`, `il parait|parait que|on (?:m a |me )?(?:dit|di|raconte)|j ai entendu|tout le monde dit|les gens disent`)
	hardWork = anyOf(`(?:c est|cest|c|ca|sa|serait|c etait|trouve|metiers?|boulot|taf|travail|que|trop|tres|super|hyper|vraiment|bien) (?:un |une |du |de la |des |l |trop |tres |super |hyper |vraiment |assez |pas mal |grave |plutot |metier |boulot |taf |ca |c est |de )*(?:durs?|dure|penibles?|physiques?|chauds?|crevants?|fatigants?|fatiguant|epuisants?|tuant|sales?|salissant|bruyants?|dangereu\w*|risque\w*|galere|enfer|horrible|nul|merde|pourri|mal paye|chiant|relou|lourd|usant|ingrat|stressant|difficile|hard|rude|mauvais|pas (?:facile|terrible|top|bien|cool|une vie))`,
		`(?:ca|sa|on) (?:\w+ )?(?:use|pue|casse|fatigue|creve|detruit|bousille|crame|tue le dos)`, `(?:finit|finir|fini|ressort|revient) (?:\w+ )?(?:casse|mort|creve|use|lessive|fatigue)`, `abim\w*|bousill\w*`, `(?:se casse|nique|flingue|pete) le dos`, `en (?:peut|peux|pe) plus`, `(?:il|elle|ils|qui) (?:\w+ ){0,3}(?:mal (?:au|aux)|blesse\w*|s est (?:coupe|brule|abime)\w*)`, `(?:de|d) (?:ne )?(?:pas|pa) (?:y )?(?:aller|faire|me lancer)|deconseill\w*`, `(?:supporte|tient|tenu|reste)(?: \w+)? pas(?: longtemps)?|demission\w*`)
	goodWork = anyOf(`(?:c est|cest|c|ca|sa) (?:\w+ )?(?:bien|cool|sympa|genial|top|super|interessant|tranquille|facile|passionnant|pas si (?:dur|mal)|pas dur|plait|paye bien|paie bien)`, `vaut le coup`, `(?:s y plait|adore|aime bien|kiffe)`)
	// whichTown asks which office it is.
	whichTown = anyOf(office, `(?:c est|cest|c|il est|elle est) (?:ou|lequel|laquelle)(?: ca)?$`)
	// whichOffice asks it with a name.
	whichOffice = anyOf(office)
)
