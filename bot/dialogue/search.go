package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"potentiels/intents"
)

// searching are about the search, what it has shown, and whom to ask.
var searching = []misreading{
	// « j'ai dit METZ » says it again
	{words: toldAlready, read: []string{"mecontentement"}, unmarked: true, intent: intents.OutOfScope, alone: true, when: tellsOfOneself},
	// « je vous ai donné la ville : Baccarat, refaites la recherche » wipes nothing
	{words: searchAgain, read: []string{"recommencer"}, without: fromScratch, intent: "chercher_formation", alone: true},
	// « mon frère a arrêté en terminale, il cherche en soudure »: a way into the trade, and no way on from the bac
	{words: quitSchool, read: []string{"etudes_superieures", "inscription"}, intent: "chercher_formation", alone: true, when: func(t *turn, _ string) bool {
		return t.jobArg() != ""
	}},
	// « il a 17 ans, il a arrêté le lycée pro, qu'est-ce qui existe ? »: Parcoursup is not what comes first
	{words: quitSchool, read: []string{"etudes_superieures", "inscription", "infos_metier", intents.OutOfScope}, intent: "sans_diplome", alone: true, aside: true,
		when: func(t *turn, _ string) bool {
			age, err := strconv.Atoi(t.entity(intents.Age))
			return t.jobArg() == "" && (t.minor() || err == nil && age < 18)
		}},
	// « apprentissage ok ça me va », of the ways that were shown
	{words: takesApprenticeship, unmarked: true, intent: "chercher_formation", alone: true, when: func(t *turn, _ string) bool {
		return len(t.s.Paths) > 0 && !t.s.Flags.Has(WorkStudy) && !t.s.Flags.Has(Employer)
	}, then: func(t *turn, _ string) {
		t.s.set(WorkStudy, true)
		t.show = true
	}},
	// « c'est payé combien, l'apprentissage à 20 ans ? » asks for the shares, and not how it goes
	{words: apprenticePay, intent: "remuneration_formation", alone: true, when: func(t *turn, _ string) bool {
		return !t.s.Flags.Has(Employer) && t.u.Intent != "detresse"
	}, then: func(t *turn, _ string) {
		if age, err := strconv.Atoi(t.entity(intents.Age)); !t.minor() && (err != nil || age >= 18) && !t.s.Flags.Has(Simple) {
			t.special = "remuneration_formation.apprentissage"
		}
	}},
	// « ah pas mal du tout »
	{words: notBad, intent: "accepter", alone: true},
	// « je commence par quoi ? », of the paths
	{words: startsWith, intent: "aide", text: "chemins.etape", alone: true, when: func(t *turn, words string) bool {
		return len(t.s.Paths) > 0 && (t.u.Intent == "aide" || t.u.Score < 0.9 && len(strings.Fields(words)) < 7)
	}},
	// « je veux passer le CAP boulanger »: a training in another trade is not for here
	{words: otherTrade, without: holdsOne, intent: intents.OutOfScope, text: "hors_sujet", alone: true, when: func(t *turn, _ string) bool {
		return t.jobArg() == "" && t.s.Profile.Metier == ""
	}},
	// « raconte une blague de soudeur » names no wish
	{words: plays, intent: intents.OutOfScope, text: "hors_sujet", alone: true, then: func(t *turn, _ string) { t.u.Entities = nil }},
	// « je suis dispo »
	{words: available, most: 6, unmarked: true, intent: "accepter", alone: true, when: func(t *turn, _ string) bool {
		return t.u.Score >= 0.6 && t.s.Flags.Has(Seeking)
	}},
	// « autre chose ? »
	{words: otherPaths, read: []string{"decouvrir_metiers", "refuser"}, below: 0.9, most: 5, intent: "chercher_formation", alone: true, when: func(t *turn, _ string) bool {
		return len(t.s.Paths) > 0
	}},
	// « faut le dire au patron ? », of a criminal record
	{words: tellsThem, below: 0.95, unless: []string{"casier_judiciaire"}, topics: []string{"casier_judiciaire"}},
	// « on peut entrer en cours d'année ? »
	{words: inYear, read: []string{"alternance", "chercher_formation", "age"}, below: 0.7, marked: true, intent: "inscription"},
	// « et si ça me plaît pas ? »: try before
	{words: notLiked, intent: "immersion"},
	// « non pas l'Afpa, le CEP »: another partner is meant
	{read: []string{"refuser"}, unmarked: true, intent: "contact_partenaire", alone: true, when: func(t *turn, _ string) bool {
		return t.namedPartner() != "" && slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool { return e.Name == intents.Partenaire && e.Negated })
	}},
	// « Cap emploi, ils peuvent m'aider ? »
	{words: helpsMe, read: []string{"aide", "saluer", "initiative"}, intent: "contact_partenaire", alone: true, when: func(t *turn, _ string) bool { return t.namedPartner() != "" }},
	// « l'AFPA c'est où ? »
	{words: whereAre, intent: "contact_partenaire", alone: true, when: func(t *turn, _ string) bool { return t.namedPartner() != "" }},
	// « je cherche un truc pour mon reuf »
	{words: looksFor, read: []string{intents.OutOfScope}, intent: "chercher_formation", when: func(_ *turn, words string) bool {
		return forThem.MatchString(words)
	}},
	// « pouvez-vous me proposer des formations ? »
	{words: proposals, read: []string{intents.OutOfScope, "accepter", "aide"}, below: 0.7, intent: "chercher_formation", alone: true},
	// « c'est sa fille qui tape, il me dicte »
	{words: writesForThem, read: []string{intents.OutOfScope, "saluer", "aide", "femmes"}, below: 0.6, intent: "chercher_formation", alone: true},
	// « bonjour c'est pour mon fils »
	{words: onlyForThem, read: []string{intents.OutOfScope, "saluer"}, intent: "chercher_formation", alone: true},
	// « mon fils de 15 ans peut entrer ? », of an age that is not the writer's
	{read: []string{"age"}, marked: true, text: "age.autrui", when: func(t *turn, _ string) bool { return t.ageOfAnother() }},
	// « l'usine c'est pas pour moi »
	{words: noIndustry, read: []string{"decouvrir_metiers", "refuser", "infos_metier"}, below: 0.6, intent: intents.OutOfScope, alone: true},
	// « le site de la VAE ? »
	{words: itsContact, intent: "contact_partenaire", keeps: true, when: func(t *turn, words string) bool { return t.contactOfScheme(words) != "" }},
	// « il faut un minimum d'années ? », of the experience
	{words: howLongDone, below: 0.9, without: takesTime, topics: []string{"vae"}},
	// « il y a un test de français à l'entrée ? »
	{words: entryTest, read: []string{"etranger", "sans_diplome", "certification", intents.OutOfScope}, asking: true, intent: "inscription"},
	// « un BTS c'est 2 ans ou 3 ? »
	{words: howManyYears, read: []string{"etudes_superieures", "certification"}, marked: true, intent: "duree"},
	// « la chimie embauche. on y fait quoi toute la journée ? »
	{words: doesWhat, read: []string{"chercher_emploi", "chercher_formation"}, marked: true, intent: "infos_metier"},
	// « combien de temps dure une formation dans la chimie ? »
	{words: howLong, read: []string{"chercher_formation"}, marked: true, intent: "duree"},
	// « j'ai pas droit au chômage »
	{words: noRights, topics: []string{"remuneration_formation", "financement"}, intent: "remuneration_formation"},
	// « c'est vrai qu'il fait 40 degrés là-dedans ? », of a job that is spoken of
	{words: hotOrLoud, read: []string{"infos_metier", intents.OutOfScope}, marked: true, intent: "conditions_travail", when: func(t *turn, _ string) bool {
		return t.u.Score < 0.7 && (t.spokenJob() != "" || t.s.Profile.Metier != "") && len(t.u.Also) == 0
	}},
	// « dites-moi si c'est que de la nuit » asks, without a mark too
	{words: saysWhether, read: []string{intents.OutOfScope, "refuser"}, intent: "conditions_travail", when: func(t *turn, words string) bool {
		return atTheWork.MatchString(words) && (t.spokenJob() != "" || t.s.Profile.Metier != "")
	}},
	// « il y a quelqu'un de spécialisé ? », of work across the border
	{words: asksWhom, intent: "contact_partenaire", when: func(t *turn, _ string) bool {
		return t.u.Intent == "frontalier" || t.s.Topic == "frontalier" && t.u.Score < 0.9
	}},
}

const asApprentice = `(?:apprentissage|aprentissage|apprentie?s?|alternance|alternante?s?)`

// tellsOfOneself tells whether a message holds a fact of the profile.
func tellsOfOneself(t *turn, _ string) bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		switch e.Name {
		case intents.Metier, intents.Commune, intents.Departement, intents.Situation, intents.Niveau, intents.Age:
			return !e.Negated && e.Bearer != intents.Nobody
		}
		return false
	})
}

var (
	// toldAlready says that something was said before.
	toldAlready = anyOf(`(?:je |j |je te |je t |je vous |j vous )?(?:l )?(?:ai|ait|jai|g|viens de|vien de)(?: (?:vous |te |t )?(?:l )?)?(?:deja |bien |pourtant )*(?:dit|di|dis|dire|donne|donner|ecrit|ecrire|repondu|precise|marque)`, `jai (?:deja )?(?:dit|di|donne|ecrit)`, `je (?:le |l )?(?:repete|redis|rappelle)`, `deja dit`)
	// searchAgain has the search made again with what is known; fromScratch begins with nothing.
	searchAgain = anyOf(`(?:refai\w*|relance\w*|reprend\w*|repren\w*|recommence\w*)(?: \w+)? (?:la|ma|votre|cette|sa|une|les|vos|mes) (?:recherches?|pistes?|propositions?)(?: (?:avec|pour|sur|autour|a|la dessus))?`)
	fromScratch = anyOf(`zero|debut|nouvelle?|autre|tout|oubli\w*|effac\w*|une recherche`)
	// quitSchool tells of a school that was left before its end.
	quitSchool          = anyOf(`(?:arret\w*|aret\w*|quitt\w*|lach\w*|abandonn\w*|decroch\w*|sorti\w*|vire\w*) (?:de |du |d |en |a )?(?:la |le |l |son |sa |les |au )?(?:\w+ )?(?:lycee|ecole|college|cours|bac pro|seconde|2nde|premiere|1ere|terminale|bahut)`)
	takesApprenticeship = anyOf(`(?:l )?(?:apprentissage|aprentissage|alternance)(?: \w+)? (?:ok|oui|d accord|ca (?:me )?va|me va|nickel|parfait|pourquoi pas|je prends|je veux bien)`, `(?:ok|oui|d accord|partante?|je prends|va) (?:pour |en |l |de l |un |une |d )+(?:apprentissage|aprentissage|alternance)`)
	// apprenticePay asks what an apprentice earns, in so many words.
	apprenticePay = anyOf(`(?:combien|cb|quel|salaire|pourcentage)(?: \w+){0,5} `+asApprentice+`(?: \w+){0,2} (?:a |de )?[0-9]+ ans`,
		`(?:paye?\w*|peye?|gagne?\w*|touche?\w*|remunere?\w*)(?: \w+){0,2} (?:combien|cb)(?: \w+){0,3} `+asApprentice, `(?:combien|cb)(?: \w+){0,4} (?:paye?\w*|gagne?\w*|touche?\w*)(?: \w+){0,4} `+asApprentice,
		asApprentice+`(?: \w+){0,5} (?:paye?\w*|gagne?\w*|touche?\w*|remunere?\w*)(?: \w+){0,2} (?:combien|cb)`, `salaires? (?:d |de l |d un |d une |minimum |en )*`+asApprentice)
	notBad     = matching(`^(?:ah |oui |ok )*(?:pas mal|pas bete|ca a l air bien|interessant)(?: (?:du tout|ca|merci))*$`)
	startsWith = anyOf(`(?:par quoi|comment|par ou) (?:je |on )?(?:commence\w*|demarre\w*)`, `je (?:commence|demarre) (?:par quoi|comment|par ou)`, `je (?:fais|dois faire) quoi (?:maintenant|alors|du coup|en premier)`, `qu est ce que je (?:peux|dois) faire(?: maintenant| alors| en premier)?$`, `prochaine etape|premiere chose a faire`)
	otherTrade = anyOf(`(?:formations?|former|devenir|apprendre|diplome|bosser comme|travailler comme|etre|(?:faire|passer|preparer|cherche|veux|voudrais|aimerais) (?:\w+ ){0,2}(?:cap|bep|bts|bac pro|titre)|ecoles? (?:de|d)) (?:\w+ ){0,3}(?:boulanger\w*|patissi\w+|coiffeu\w+|coiffure|esthetic\w+|esthetique|infirmier\w*|aide soignante?s?|ambulancier\w*|auxiliaire de (?:vie|puericulture)|puericulture|petite enfance|cuisinier\w*|serveu\w+|fleuriste|secretaire|comptab\w+|notaire|avocate?|policier\w*|gendarme|pompier\w*|prof|professeure?|instituteur|maitresse|educat\w+|animat\w+|agent immobilier|taxi|vtc|chauffeur (?:de )?bus|developpeu\w+ web|graphiste|photographe|osteopathe|kine\w*|veterinaire|toiletteu\w+|tatoueu\w+|agricult\w+|maraicher\w*|paysagiste|secourisme)`)
	plays      = anyOf(`(?:raconte\w*|dis|dites|fais|faites|ecri\w*|chante\w*|connais|invente\w*)(?: moi| nous)? (?:\w+ )?(?:blagues?|chansons?|poemes?|devinettes?|histoires? droles?|charades?)`)
	// holdsOne tells of a diploma that somebody has.
	holdsOne    = anyOf(`(?:j ai|jai|j avais|titulaire|mon|avec|obtenu) (?:\w+ ){0,4}(?:diplomes?|cap|bep|bts|bac|titre)`)
	available   = anyOf(`(?:dispo|disponible)(?: \w+){0,3}$`)
	tellsThem   = anyOf(`(?:le |l |leur |lui )?(?:dire|avouer|cacher|mentionner|signaler|parler|savoir|sait|sauront|voir)(?: \w+){0,3} (?:patron|employeur|centre|recruteur|entreprise|entretien|boite|chef|formateur)`, `(?:patron|employeur|centre|recruteur|entreprise|boite)(?: \w+){0,4} (?:sait|savoir|saura|voit|voir|demande\w*)`, `obliges? de (?:le |l )?(?:dire|avouer|cacher)`)
	inYear      = anyOf(`en cours d annee|en milieu d annee|hors rentree|trop tard pour (?:cette annee|s inscrire|m inscrire|l inscrire|la rentree|septembre|octobre|janvier|la session|parcoursup)|avant (?:la rentree|septembre)|en (?:janvier|fevrier|mars)|encore possible cette annee`)
	notLiked    = anyOf(`si (?:ca|sa|cela|la formation|le metier) (?:me |lui |nous |leur )?(?:plai\w*|convien\w*|va) pas`, `si (?:je|il|elle) (?:me trompe|se trompe|regrette|n aime pas|aime pas)`)
	whereAre    = anyOf(`(?:ils|elles|il|elle|c|ca|cest|c est) (?:sont|est|se trouve\w*) ou|ou (?:sont|est|se trouve\w*|ca se trouve)|c est ou|cest ou`)
	onlyForThem = matching(`^(?:bonjour |bonsoir |salut |slt |bjr |coucou |hello |madame |monsieur )*(?:c est |cest |c |j ecris |je viens |je demande )?(?:pour|pr) (?:mon|ma|mn) (?:petite? |grande? )?` + relatives + `(?: svp| stp| voila)*$`)
	agencyPays  = anyOf(`(?:agences?|boite d interim|interim)(?: \w+){0,3} (?:pay\w*|financ\w*|rembours\w*|prend\w* en charge)`, `(?:pay\w*|financ\w*|pris\w* en charge)(?: \w+){0,3} (?:agence|interim)`)
	helpsMe     = anyOf(`(?:peu\w*|pourrai\w*|vont|va|sait|savent) (?:\w+ )?(?:m |nous )?aid\w*`, `(?:m |nous )aid\w*`, `ser\w* a quoi`, `(?:fait|font|fai) quoi`)
	ofHours     = anyOf(`horaires?|heures?`)
	proposals   = anyOf(`(?:propose\w*|conseille\w*|indique\w*|trouve\w*)(?: moi| nous)? (?:(?:les|des|quelques|une|la) )?form\w+`)
	looksFor    = anyOf(`(?:j ?|re)?cherch\w*|(?:re)?trouv\w*|voudrai\w*|besoin`)
	noIndustry  = anyOf(`(?:industrie|usines?|atelier)(?: \w+)? (?:c est |ce n est |n est |est )?(?:vraiment )?pas (?:fait\w* |trop |vraiment )?(?:pour moi|mon truc|mon monde|mon domaine)`, `(?:l )?(?:usine|industrie|atelier)s? (?:\w+ ){0,4}(?:interess\w*|plai\w*|tente\w*|dit|attire|branche) (?:pas|rien|plus|du tout)`, `(?:interess\w*|plai\w*|envie|veux) (?:pas|plus) (?:de |d |par |en |bosser en |travailler en |travailler a |aller a )?l? ?(?:usine|industrie)`)
	howLongDone = anyOf(`(?:minimum|combien|assez|nombre) (?:d |de |en )?(?:annees|ans|temps|experience|anciennete)`, `faut (?:avoir )?(?:\w+ ){0,2}(?:annees|ans) `)
	reachesThem = anyOf(`(?:les|leur|le) (?:contact\w*|join\w*|appel\w*|ecri\w*|telephon\w*) (?:comment|ou|par ou)`, `comment (?:je |on |est ce que je |est ce qu on )?(?:peux |peut |fais pour |fait pour |faire pour )?(?:les|leur) (?:contact\w*|join\w*|appel\w*|ecri\w*|telephon\w*)`)
	takesTime   = anyOf(`(?:prend|prenne|dure|durer|met|prendre|attendre)`)
	entryTest   = anyOf(`(?:tests?|examens?|concours|controles?|epreuves?|dictee)(?: \w+){0,5} (?:a l entree|pour (?:entrer|rentrer|y entrer|etre pris\w*)|d entree|au debut|avant d entrer)`)
	// howManyYears asks how long a course of study is.
	howManyYears  = anyOf(`[1-5] (?:ans |annees )?ou [1-5](?: ans| annees)?`, `(?:en |sur )?combien (?:d annees|de temps|d ans|de mois)`)
	doesWhat      = anyOf(`(?:on )?y fait quoi|(?:on|ils|elles|il|elle) (?:y )?(?:fait|font|fais) quoi (?:toute la journee|de (?:ses|leurs) journees|concretement)|c est quoi (?:les|une) journees?`)
	howLong       = anyOf(`^(?:\w+ ){0,2}(?:combien de temps|combien de mois|combien d annees|quelle duree) (?:ca )?(?:dure\w*|prend|faut)`)
	noRights      = anyOf(`(?:pas|pa|plus|jamais|ni|aucun\w*|zero) (?:le |de |d |droit (?:au |a l |aux ))?(?:chomage|are|allocations?|indemnit\w*|assedic)`, `jam\w+ (?:assez )?cotis\w*`, `(?:j ?touche|touche|percois|gagne) (?:plus )?rien`, `sans (?:aucun )?(?:revenus?|ressources?|allocations?)`, `fin de droits?`)
	hotOrLoud     = anyOf(`degres|chaude?s?|chaleur|froid\w*|bruit\w*|bruyan\w*|poussier\w*|odeurs?|pue\w*|danger\w*|brul\w*|risqu\w*|sales?|salissant\w*|penibles?|fatigan\w*|la nuit|de nuit|en [235]x8`)
	writesForThem = anyOf(`(?:c est |cest |ici )(?:sa|son) (?:petite? |grande? )?` + relatives + ` qui (?:tape|ecri\w*|parle)`)
	// saysWhether has somebody say whether something is so.
	saysWhether = anyOf(`(?:dire|direz|dis|dites|diras|savoir|sais|demande) (?:\w+ )?si`)
	atTheWork   = anyOf(`nuits?|postee?s?|[235]x8|horaires?|week ?ends?|equipes?|debout|bruit|chaud|froid|physique|penible|dangereux|danger`)
	asksWhom    = anyOf(`(?:y a|ya|existe)(?: t il)?(?: \w+)? (?:quelqu un|qqn|une personne|un service|un organisme|une association|un conseiller|un bureau|un endroit)(?: \w+){0,2} (?:specialis\w*|competente?|dedie\w*|expert\w*|pour (?:les|ca)|qui (?:s occupe|connai\w*|sait))`, `a qui (?:je )?(?:peux |dois |puis je |faut il )?(?:demander|m adresser|parler|poser)`, `demander a qui|m adresser a qui|adresse a qui|voir qui|contacter qui|appeler qui`, `qui (?:peut|pourrait|va) (?:me |m |nous )?(?:dire|aider|renseigner|repondre)`)
)

// payers ask for work, or of money, where it is about the training.
var payers = []misreading{
	// « je veux du travail, pas une formation »
	{words: noTraining, without: onlyNow, read: []string{"chercher_formation"}, intent: "chercher_emploi"},
	// « qui me paie ? », of the training that is spoken of
	{words: whoPays, read: []string{"salaire", "chercher_emploi", "initiative"}, under: 0.9, intent: "financement"},
	// « et mon agence elle paye ? »
	{words: agencyPays, read: []string{"salaire", "chercher_emploi", "remuneration_formation"}, asking: true, intent: "financement", alone: true},
	// « la formation est payée par qui »
	{words: paidByWhom, read: []string{"remuneration_formation", "salaire", "chercher_formation"}, without: ofTheirKeep, intent: "financement"},
	// « on va me demander de l'argent ? »
	{words: asksMoney, read: []string{intents.OutOfScope, "chercher_emploi", "salaire", "initiative"}, under: 0.9, asking: true, intent: "financement"},
	// « ça se paye combien de sa poche ? » is of no wage
	{words: ownPocket, read: []string{"salaire", "chercher_formation", "remuneration_formation"}, intent: "financement"},
	// « il paraît qu'on est payé pendant la formation ? » is of no wage afterwards
	{words: paidMeanwhile, read: []string{"salaire"}, intent: "remuneration_formation"},
	// « c'est payé ? » as well: every job is
	{words: paidAtAll, without: payElse, read: []string{"salaire"}, under: 0.9, asking: true, intent: "remuneration_formation", when: func(_ *turn, words string) bool {
		return !payOfWork.MatchString(words)
	}},
}

var (
	paidByWhom  = anyOf(`(?:formations?|stages?|diplomes?|cours|ca|c est|cest|est|sont|sera|elle|tout) (?:\w+ )?(?:payee?s?|financee?s?|regle\w*|pris\w* en charge) par (?:qui|ki|kel|quel)`, `(?:c est|cest|c) (?:qui|ki) (?:qui |ki )?(?:paie|paye|regle|finance|casque|raque)`)
	ofTheirKeep = anyOf(`me (?:paie|paye)|(?:je|on|tu|t|vous|nous) (?:suis|est|es|sera|serai|etes|sommes) (?:paye|remunere)\w*|salaire`)
	asksMoney   = anyOf(`(?:demand\w*|reclam\w*|prend\w*|donner|verser|sortir|avancer) (?:de l |des |du )(?:argent|sous|fric|euros)`)
)

var ownPocket = anyOf(`de (?:sa|ma|leur|notre|nos) poches?`)

// paidMeanwhile is of what one lives on while one learns.
var paidMeanwhile = anyOf(`(?:pay\w*|pey\w*|gagn\w*|touch\w*|remuner\w*|salaire)(?: \w+){0,2} (?:pendant|pendan|pandan|pdt|pdnt|pndt|durant|duran)(?: \w+)? (?:formations?|formasion|forma|stages?|cours|apprentissage)`)

// trades are what people do, want to do and are.
var trades = []misreading{
	// « quinze ans d'usine et pas de diplôme »
	{words: yearsAtIt, under: 0.6, intent: "vae", when: func(t *turn, _ string) bool {
		return (t.u.Intent == "vae" || slices.Contains(t.u.Also, "vae")) && t.entity(intents.Niveau) == "sans_diplome"
	}},
	// « je veux faire soudeur » asks nothing about the job
	{words: searches, read: []string{"infos_metier"}, under: 0.75, unmarked: true, intent: "chercher_formation"},
	// « je voudrais être ingénieur » names no studies
	{words: searches, without: studies, read: []string{"etudes_superieures"}, under: 0.75, unmarked: true, intent: "chercher_formation", when: func(t *turn, _ string) bool {
		return t.jobArg() != ""
	}},
	// « t'es nul comme robot » asks for no name
	{words: insults, read: []string{"identite_bot"}, intent: "mecontentement"},
}

// whichJobs are about where somebody lives, and what could be done there.
var whichJobs = []misreading{
	// « j'habite Metz »: who lives in the region comes from nowhere else
	{read: []string{"autre_region"}, under: 0.9, when: (*turn).livesHere, second: true},
	// « Opératrice à Toulouse, CDI. Je m'installe à Molsheim. »: who comes is welcomed, whatever else they tell
	{read: []string{"autre_region"}, intent: "autre_region", aside: true, when: (*turn).comesHere},
	// « jsp quoi faire, 24 ans, Forbach » looks for nothing yet
	{words: undecided, intent: "decouvrir_metiers", when: func(t *turn, _ string) bool {
		tells := t.u.Intent == "chercher_formation" || t.u.Intent == "salaire" && t.u.Score < 0.8 && !questions(t.m.Text) || len(explains[t.u.Intent]) > 0 && !questions(t.m.Text)
		return tells && t.entity(intents.Metier) == "" && t.s.Profile.Metier == ""
	}},
	// « j'ai plus le droit de porter » is about health before it is about work
	{words: health, read: []string{"conditions_travail"}, intent: "handicap"},
	// « quelque chose en journée, ça existe ? » asks for jobs
	{words: whatExists, read: []string{"conditions_travail"}, without: ofHours, intent: "decouvrir_metiers", when: func(t *turn, words string) bool {
		return t.spokenJob() == "" && t.s.Profile.Metier == "" && (inTheDay.MatchString(words) || lightly.MatchString(words))
	}},
}

// livesHere tells whether a message says that the person lives in a commune of the region.
func (t *turn) livesHere(string) bool {
	for _, e := range t.u.Entities {
		if p, ok := t.d.c.Place(e.Value); e.Name == intents.Commune && ok && p.Home && !movesTo.MatchString(t.clause(e)) && livesIn.MatchString(t.clause(e)) {
			return true
		}
	}
	return false
}

// comesHere tells whether a message says that the person moves to a commune of the region.
func (t *turn) comesHere(string) bool {
	if t.u.Score < 0.75 {
		return false
	}
	for _, e := range t.u.Entities {
		if p, ok := t.d.c.Place(e.Value); e.Name == intents.Commune && ok && p.Home && movesTo.MatchString(t.clause(e)) {
			return true
		}
	}
	return false
}

var (
	// onlyNow puts a training off.
	onlyNow    = anyOf(`pour (?:l instant|le moment)|me renseign\w*|maintenant|tout de suite|encore`)
	noTraining = anyOf(`pas (?:de |une |d |la )?formation`)
	whoPays    = anyOf(`qui (?:me |nous )?(?:paie|paye|finance)`, `peut (?:elle |il |on )?(?:payer|financer)`, `prend en charge|prise en charge`)
	// yearsAtIt are years on the job.
	yearsAtIt  = anyOf(`(?:[1-4][0-9]|dix|douze|quinze|vingt|vingt \w+|trente|trente \w+|\w+aine d) (?:ans|annees|ans et demi) (?:que (?:je|j)|de (?:metier|boite|boulot|travail|pratique|maison|carriere)|d (?:experience|usine|atelier|anciennete)|dans|a (?:la|l|faire))`, `depuis (?:\w+ ){1,3}(?:ans|annees)`)
	studies    = anyOf(`bac|bts|but|dut|licence|master|ecoles?|fac|iut|universite|etudes|ingenieure?|diplomes?|parcoursup`)
	insults    = anyOf(`nul|nulle|naze|pourri\w*|con|conne|connard|debile|inutile|idiot\w*|stupide|merde|bidon|a chier|sers a rien|sert a rien`)
	undecided  = anyOf(`(?:j?sais|chais|sait|c) (?:pas|pa|plus|ps) ?(?:trop |vraiment |du tout )?(?:quoi|koi|vers quoi|ce que|que) (?:faire|fer|choisir|aller)`, `(?:jsp|jspas|chaipas|ch ?sais pas) (?:trop |vraiment )?(?:quoi|koi|vers quoi) `, `aucune idee (?:de metier|du metier|de ce que)`)
	health     = anyOf(`plus (?:le droit de|pouvoir) porter|peux plus porter|rqth|inapte|restrictions? medicales?|mal (?:au|de) dos|dos (?:est )?(?:lache|fichu|foutu|bloque|casse|abime|nique|mort)|(?:arret\w*|stopper) (?:le |de )?(?:port\w*)|medecin du travail`)
	whatExists = anyOf(`quelque chose|un truc|(?:des|un|quels?) metiers?|j hesite|ca existe`)
)
