package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"potentiels/intents"
)

// specials are the misreadings with an answer of their own within the intent, on work, money and school:
// « on trouve du boulot après ? » is no search for a job.
var specials = []misreading{
	// « vous voulez mon numéro de sécu ? »
	{words: neverAsked, without: othersAsked, asking: true, intent: "donnees_personnelles", text: "donnees_personnelles.secret", alone: true, when: func(_ *turn, words string) bool {
		return ofUs.MatchString(words)
	}},
	// « ce que les gens tapent ici, ça part où ? »
	{words: whatIsTyped, unless: []string{"detresse", "supprimer_donnees", "parler_conseiller"}, marked: true, intent: "donnees_personnelles", alone: true},
	// « mon numéro il va où ? je veux pas être harcelée »
	{words: myNumber, unless: []string{"detresse", "supprimer_donnees"}, marked: true, intent: "donnees_personnelles", alone: true},
	// « vous allez prévenir mon patron ? »
	{words: bossKnows, asking: true, intent: "donnees_personnelles", alone: true, when: func(_ *turn, words string) bool {
		return youTell.MatchString(words)
	}},
	// « il faut l'accord de l'employeur, oui ou non ? », of a scheme for who has a contract
	{words: bossAgrees, unless: []string{"alternance"}, asking: true, intent: "reconversion", text: "reconversion.patron", alone: true, when: func(t *turn, words string) bool {
		about := cmp.Or(t.entity(intents.Dispositif), strings.TrimPrefix(t.about("d"), "d:"))
		known := bossAsked[about] || about == "" && (t.s.Topic == "reconversion" || t.s.Profile.Situation == "salarie")
		return atWorkNow(t, words) && known && !howSoon.MatchString(words)
	}},
	// « mon patron d'apprentissage me crie dessus »
	{words: badMaster, unless: []string{"detresse"}, intent: "alternance", text: "alternance.rupture", aside: true, when: func(t *turn, words string) bool {
		return t.s.Topic == "alternance" || t.u.Intent == "alternance" || strings.Contains(words, "appren")
	}},
	// « et c'est combien l'internat ? »
	{words: boardingPrice, unless: []string{"detresse"}, asking: true, intent: "logement_mobilite", text: "logement_mobilite.internat", alone: true},
	// « on peut me licencier pour inaptitude ? »
	{words: unfit, read: []string{"handicap", "reconversion", intents.OutOfScope}, asking: true, intent: "handicap", text: "handicap.inaptitude", alone: true},
	// « je suis obligé d'aller à l'école à 17 ans ? »
	{words: mustLearn, unless: []string{"detresse"}, intent: "age", text: "age.obligation", alone: true, when: func(t *turn, words string) bool {
		return t.minor() || strings.Contains(words, "17") || strings.Contains(words, "16")
	}},
	// « le CEJ, c'est quoi ? »
	{words: youthContract, unless: []string{"detresse", "financement", "remuneration_formation", "duree", "inscription"}, asking: true, intent: "contact_partenaire", text: "contact_partenaire.cej", alone: true},
	{words: youthContract, read: []string{"remuneration_formation", "financement"}, asking: true, intent: "remuneration_formation", text: "contact_partenaire.cej", alone: true},
	// « la soudure, c'est mort avec l'asthme ? »
	{words: ofTheBody, unless: []string{"detresse"}, asking: true, intent: "handicap", alone: true, when: func(t *turn, _ string) bool {
		return t.jobMeant() != "" && !t.s.Flags.Has(Employer|Simple)
	}, then: func(t *turn, _ string) {
		t.special, t.specialArg, t.aside = "handicap.metier", t.jobMeant(), true
	}},
	// « je garde mon AAH ? »
	{words: ofAAH, unless: []string{"detresse"}, asking: true, intent: "remuneration_formation", text: "remuneration_formation.aah", alone: true},
	{words: youthMoney, unless: []string{"detresse"}, intent: "remuneration_formation", text: "contact_partenaire.cej", alone: true, aside: true},
	// « je perds mon CPF si on me licencie ? »
	{words: keepsCPF, read: []string{"cpf"}, asking: true, intent: "cpf", text: "cpf.garde", alone: true},
	// « moi c'est les moteurs de moto, pas l'usine »
	{words: notTheFactory, read: []string{"permis_transport", "infos_metier", "chercher_formation", intents.OutOfScope}, unmarked: true, intent: intents.OutOfScope, text: "hors_sujet.ailleurs", alone: true, when: namesNoJob},
	// « le congé de reclassement, c'est pareil que le CSP ? »
	{words: redeployment, unless: []string{"detresse"}, intent: "reconversion", text: "reconversion.reclassement", alone: true, aside: true},
	// « une formation pour adulte plutôt que l'apprentissage »: what is passed over is not what is asked
	{read: []string{"alternance"}, intent: "chercher_formation", when: (*turn).passesOver, then: func(t *turn, _ string) {
		if len(t.u.Also) > 0 {
			t.meant(t.u.Also[0])
		}
	}},
	// « mon usine va fermer »
	{words: closes, read: []string{intents.OutOfScope, "reconversion"}, below: 0.9, intent: "reconversion", text: "reconversion.fermeture", aside: true},
	// « si je démissionne j'ai droit au chômage ? »
	{words: resigns, unless: []string{"desabonner"}, intent: "reconversion", text: "reconversion.demission", aside: true},
	// « mon patron va le savoir ? »
	{words: bossKnows, unless: []string{"alternance", "cpf"}, asking: true, intent: "reconversion", text: "reconversion.patron", alone: true, when: func(t *turn, words string) bool {
		named := t.entity(intents.Dispositif) != "" && t.entity(intents.Dispositif) != "vae" || howSoon.MatchString(words)
		return atWorkNow(t, words) && !slices.Contains(hindrances, t.s.Topic) && !slices.Contains(hindrances, t.u.Intent) &&
			!named && !ofYou.MatchString(unanswered.ReplaceAllString(words, " "))
	}},
	// « mon patron doit être d'accord ? », of a scheme
	{words: bossAgrees, asking: true, intent: "inscription", alone: true, when: func(t *turn, words string) bool {
		return ofAScheme(t, words) && t.schemeNamed() == ""
	}},
	// « virée après vingt ans de boîte »
	{words: lostJob, read: []string{intents.OutOfScope, "chercher_emploi", "reconversion"}, below: 0.7, unmarked: true,
		intent: "reconversion", text: "reconversion.perte", aside: true, when: func(t *turn, words string) bool {
			return !looksFor.MatchString(words) && !strings.Contains(words, "faut") && t.jobArg() == ""
		},
	},
	// « j'en ai marre du lycée »
	{words: fedUpWithSchool, read: []string{intents.OutOfScope}, below: 0.5, unless: []string{"decouvrir_metiers"}, unmarked: true,
		intent: "reconversion", text: "reconversion.mineur", aside: true, when: func(t *turn, _ string) bool {
			return (t.s.Flags.Has(Ward) || t.minor() || t.s.Profile.Age == 0) && t.jobArg() == ""
		},
	},
	// « on trouve du boulot après ? »
	{words: foundAfter, under: 0.95, asking: true, intent: "chercher_emploi", text: "apres_formation", alone: true},
	// « ça existe à distance ? »
	{words: atDistance, intent: "chercher_formation", text: "a_distance", aside: true, when: func(t *turn, _ string) bool {
		return questions(t.m.Text) || t.u.Intent == "chercher_formation"
	}},
	// « ils m'ont refusé le PTP »
	{words: refusedMe, read: []string{"financement", "reconversion", "cpf"}, below: 0.7, intent: "financement", text: "financement.refus", aside: true},
	// « ça se fait le soir ? »
	{words: inEvenings, most: 9, marked: true, intent: "chercher_formation", text: "le_soir", aside: true, when: func(t *turn, _ string) bool {
		return t.u.Intent != "conditions_travail" || len(t.s.Paths) > 0
	}},
	// « l'Afpa, on peut le faire le soir ou le week-end ? »
	{words: doneEvenings, marked: true, intent: "chercher_formation", text: "le_soir", alone: true, aside: true, when: func(t *turn, _ string) bool {
		return t.u.Intent != "conditions_travail" || t.s.Flags.Has(Seeking) || len(t.s.Paths) > 0
	}},
	// « mon diplôme algérien est reconnu ici ? »
	{words: foreignPaper, read: []string{"etranger"}, intent: "etranger", text: "etranger.diplome", aside: true},
	// « c'est que l'industrie ? »
	{words: onlyIndustry, asking: true, intent: "initiative", text: "initiative.industrie", alone: true, when: func(t *turn, _ string) bool {
		return t.jobArg() == "" && !t.s.Flags.Has(Employer) && (t.u.Intent != "identite_bot" || t.u.Score < 0.5)
	}},
	// « un bac pro ou un CAP ? », before the bac
	{words: schoolWays, read: []string{"etudes_superieures"}, intent: "etudes_superieures", text: "etudes_superieures.lycee", alone: true, aside: true, when: func(t *turn, words string) bool {
		below := t.minor() || t.s.Profile.Situation == "jeune" && (t.s.Profile.Niveau == "" || t.s.Profile.Niveau == "sans_diplome")
		return below && !afterBac.MatchString(words)
	}},
}

// passesOver tells whether a message names work-study only as what is not wished.
func (t *turn) passesOver(string) bool {
	over := false
	for _, e := range t.u.Entities {
		if e.Name == intents.Dispositif && (e.Value == "apprentissage" || e.Value == "professionnalisation") {
			if !e.Negated {
				return false
			}
			over = true
		}
	}
	return over
}

// atWorkNow tells whether the writer has an employer, or may have one.
func atWorkNow(t *turn, _ string) bool {
	s := t.s.Profile.Situation
	return !t.s.Flags.Has(Employer) && !t.minor() && (s == "" || s == "salarie" || s == "interimaire" || t.entity(intents.Situation) == "salarie")
}

// bossAsked are the schemes for which an employer is asked, or not, see the text reconversion.patron.
var bossAsked = map[string]bool{"ptp": true, "cpf": true, "cep": true, "pro_a": true, "periode_reconversion": true}

var (
	// neverAsked are the things that are never asked for here.
	neverAsked  = anyOf(`(?:num\w*|numero|n) (?:de )?secu\w*|securite sociale|mots? de passe|code (?:secret|bancaire|de carte)|(?:carte|coordonnees|numero) (?:bleue|bancaires?|de carte)`)
	whatIsTyped = anyOf(`(ce qu|ce que) ?(les gens|on|elle|il|ils|nous|je|j|vous|tu) (\w+ )?(ecri\w*|tap\w*|dis\w*|dit|racont\w*)\b.*\b(transm\w*|partag\w*|revend\w*|vendu\w*|part|va|vont|finit|l?irait|lit|lisent|ou|gard\w*|conserv\w*|servir\w*)`)
	myNumber    = anyOf(`(?:numero|num|tel|telephone|portable|mail)(?: \w+){0,2} qui (?:va |peut |pourra )?(?:le |l )?(?:voir|voit|lire|lit|avoir|a|aura|verra)`, `(?:mon|le) (?:numero|num|tel|telephone|portable|mail|nom)(?: \w+){0,3} (?:va|ira|part|partira|finit|sera|est) (?:ou|a qui|chez qui|vu|donne|transmis|garde|revendu)`, `qui (?:aura|a|voit|verra|va avoir|recoit|recevra) (?:acces a )?(?:mon|ce) (?:numero|num|tel|telephone|mail|nom)`)
	ofUs        = anyOf(`(?:vous|tu) (?:\w+ ){0,3}(?:demand\w*|voulez|veux|faut|besoin|prenez|prends)`, `(?:faut|faudra|dois|devrai|devoir|doit|falloir)(?: \w+){0,3} (?:donner|fournir|envoyer|communiquer|taper|ecrire|filer)`, `(?:vous|te|t|leur) (?:le |la |les )?(?:donner|donne|file|filer|envoie|envoyer)`)
	othersAsked = anyOf(`(?:m a|m ont|on m|ils? m|elle m) \w+|(?:m|nous) ont|appel\w*|coups? de fil|c est vous|etait vous`)
	ofYou       = anyOf(`vous|tu|robot|service`)
	youTell     = anyOf(`(?:vous|tu) (?:\w+ ){0,2}(?:preven\w*|dire|dites|dis|inform\w*|avert\w*|contact\w*|appel\w*|transm\w*)`)
	// bossKnows asks whether the employer hears of it.
	bossKnows = anyOf(`(?:patronn?e?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)(?: \w+){0,5} (?:au courant|savoir|sache|saura|sait|prevenue?|avertie?|informee?|averti)`,
		`(?:prevenir|informer|avertir|le dire a|en parler a|parler a|demander a|dire a|l annoncer a|mettre au courant|cacher a)(?: \w+)? (?:mon|ma|le|la|l|notre) ?(?:patronn?e?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)`)
	// hidesIt wants the employer to hear nothing of it.
	hidesIt = anyOf(`(?:veux|veut|voudrais|aimerais|faut|faudrait|souhaite|prefere\w*|envie)(?: \w+){0,4} que (?:mon|ma|le|la|l|notre|mes) ?(?:patronn?e?s?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)(?: \w+){0,3} (?:apprennen?t?|sachen?t?|decouvren?t?|soit|soient|voit|voie|tombe)`,
		`(?:peur|angoisse\w*|trouille|crains?) que (?:mon|ma|le|la|l|notre|mes) ?(?:patronn?e?s?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)(?: \w+){0,3} (?:apprennen?t?|sachen?t?|decouvren?t?|soit|soient|voit|voie|tombe)`,
		`(?:sans|pas) (?:que |qu )?(?:mon|ma|le|la|l|notre|mes) ?(?:patronn?e?s?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)(?: \w+){0,3} (?:apprennen?t?|sachen?t?|decouvren?t?|soit au courant|soient au courant|voit rien)`,
		`(?:sans (?:le |rien )?dire|en cachette|dans le dos)(?: \w+){0,2} (?:patronn?e?s?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)`)
	// unanswered are words to us that are of nothing we would do.
	unanswered = anyOf(`(?:vous|tu) (?:ne |n |m |me )*(?:avez|as|aviez)(?: \w+)? (?:pas|rien|jamais) (?:du tout |vraiment )?(?:repondu|dit)`, `repond\w* (?:moi|svp|stp)|je vous (?:demande|ai demande)|vous (?:savez|pensez)`)
	// bossAgrees asks of a scheme whether the employer decides.
	bossAgrees    = anyOf(`(?:patronn?e?|employeur|chef\w*|entreprise|boite) (?:\w+ )?(?:doit|dois|faut|peut (?:refuser|dire non)|d accord)`, `si (?:mon |ma |l |le |la )?(?:patronn?e?|employeur|chef\w*|entreprise|boite) (?:ne |n )?(?:refuse\w*|dit non|veut pas|bloque\w*)`, `(?:accord|avis|autorisation) (?:de |du )(?:mon |ma |l )?(?:patronn?e?|employeur|chef\w*|entreprise|boite)`)
	howSoon       = anyOf(`quand|combien de temps|delais?|a l avance`)
	badMaster     = anyOf(`(?:patron|maitre|tuteur|chef|boite|entreprise)(?: \w+){0,3} (?:con|nul|mechant|horrible|odieux|toxique|violent\w*|harcele\w*|insulte\w*|humilie\w*|invivable|insupportable|relou|mauvais|crie\w*|vire|exploite\w*|se passe mal|veut plus)`, `(?:se|ca) passe (?:mal|pas bien)(?: \w+){0,4} (?:patron|entreprise|boite|maitre|chef)?`, `(?:rompre|casser|arreter|quitter) (?:le |mon )?(?:contrat|apprentissage|alternance)`, `(?:peux|veux|voudrais|faut) (?:\w+ )?rompre|rupture (?:de|du|d) `)
	youthContract = anyOf(`cej|contrat d engagement(?: jeunes?)?`, `contra[td]?s? ?d ?an?gaj?g?e?m\w*`, `contra[td]?s? ?d?engag\w*(?: jeunes?)?`)
	// ofTheBody are troubles that the air, heights or machines of a job may make worse.
	ofTheBody = anyOf(`asthm\w*|astme|allergi\w*|respir\w*|poumons?|bronch\w*|cardia\w*|epilep\w*|diabet\w*|vertiges?|eczema`)
	ofAAH     = anyOf(`aah|allocation (?:aux |d )?adultes? handicap\w*`)
	// youthMoney asks for it by what it is said to bring.
	youthMoney    = anyOf(`(?:truc|aide|machin|argent|prime|allocation|sous|thunes?|tunes?)(?: \w+){0,4} jeunes?(?: \w+){0,6} (?:[45][0-9]{2}(?:e|euros?|balles)?|cinq cents?)`, `(?:[45][0-9]{2}|cinq cents?) ?(?:e|euros?|balles)?(?: \w+){0,6} jeunes?`)
	boardingPrice = anyOf(`(?:combien|cb|prix|tarifs?|cout\w*|cher|paye\w*)(?: \w+){0,5} (?:internats?|pension complete)`, `(?:internats?|pension complete)(?: \w+){0,5} (?:combien|cb|prix|tarifs?|cout\w*|cher|paye\w*)`)
	unfit         = anyOf(`(?:licenci\w*|vir\w*|perd\w*)(?: \w+){0,6} (?:inapt\w*|medecin du travail|mal (?:au|de) dos|maladie)`, `(?:inapt\w*|medecin du travail|maladie)(?: \w+){0,8} (?:licenci\w*|vir\w*|perdre (?:mon|ma))`)
	mustLearn     = anyOf(`(?:oblig\w*|force\w*|le droit de (?:pas|plus)) (?:\w+ ){0,5}(?:ecole|lycee|cours|scolaris\w*)`, `(?:ecole|lycee|scolarite)(?: \w+){0,4} oblig\w*`)
	keepsCPF      = anyOf(`(?:perd\w*|garde\w*|conserv\w*|disparai\w*)(?: \w+){0,3} (?:cpf|compte formation|droits formation)`, `(?:cpf|compte formation)(?: \w+){0,4} (?:perd\w*|perdu|garde\w*|conserv\w*|disparai\w*|saute\w*)`)
	notTheFactory = anyOf(`(?:motos?|scooters?|voitures?|autos?|bagnoles?|camions?|tracteurs?)(?: \w+){0,5} (?:pas|non|et pas)(?: \w+){0,2} (?:l )?(?:usines?|industrie)`, `(?:pas|non)(?: \w+){0,2} (?:l )?(?:usines?|industrie)(?: \w+){0,5} (?:motos?|scooters?|voitures?|autos?|bagnoles?|camions?|tracteurs?)`)
	redeployment  = anyOf(`(?:conge|cellule|mesures?|plan) (?:de )?reclassement`)
	closes        = anyOf(`(?:usine|boite|entreprise|site|atelier|fonderie)(?: \w+){0,4} (?:ferme|fermer|fermera|fermee|liquid\w*|coule|delocalis\w*)`, `plan social|pse|plan de sauvegarde|liquidation judiciaire|redressement judiciaire|licenciements? (?:collectif|economique|eco)s?|licencie\w* (?:pour (?:raison |motif )?)?(?:economique|eco)|chomage partiel|plan de depart`)
	resigns       = anyOf(`(?:demission\w*|demissione\w*|quitte\w* mon (?:cdi|poste|boulot|emploi)|pose ma dem)(?: \w+){0,8} (?:chomage|are|allocation\w*|droits?|indemni\w*)`, `(?:chomage|droits?|allocation\w*)(?: \w+){0,5} (?:demission\w*|je quitte)`)
	// lostJob tells of a job that was lost.
	lostJob = anyOf(`(?:vire\w*|licencie\w*|remercie\w*|mis\w* (?:dehors|a la porte)|foutue? dehors|perdu (?:mon|ma|le|son) (?:boulot|travail|emploi|poste|job|taf|place))(?: \w+){0,6} (?:ans?|annees)(?: \w+){0,3} (?:boite|maison|service|usine|metier|anciennete|entreprise|carriere|boulot|travail|loyaux)`,
		`(?:ans?|annees)(?: \w+){0,3} (?:boite|maison|service|usine|metier|anciennete|entreprise|carriere|boulot|travail)(?: \w+){0,5} (?:vire\w*|licencie\w*|mis\w* (?:dehors|a la porte)|foutue? dehors|jete\w*)`)
	// fedUpWithSchool tells that school is no longer liked.
	fedUpWithSchool = anyOf(`(?:plai\w*|supporte\w*|aime\w*|suit|interesse\w*|veut|veux|envie) (?:plus|pas)(?: \w+){0,6} (?:lycee|ecole|college|cours|seconde|terminale|fac)`,
		`(?:marre|ras le bol|s ennuie|m ennuie|decroche\w*|deteste\w*|degoute\w*|malheureu\w*)(?: \w+){0,5} (?:lycee|ecole|college|cours|seconde|terminale)`,
		`(?:lycee|ecole|college|cours)(?: \w+){0,4} (?:plai\w*|convien\w*|interesse\w*) (?:plus|pas)`)
	foundAfter   = anyOf(`(?:ya|y a|il y a|y aura|aura|trouve\w*)(?: \w+){0,3} (?:boulot?|taf|travail|emploi|job|embauche)s?(?: \w+){0,2} (?:apres?|derriere|ensuite|au bout|a la fin|a la sortie)`, `(?:on|je|ca|tu|vous|y) (?:\w+ ){0,2}(?:trouve|embauche|trouver|emploi)(?: \w+){0,3} (?:boulot?|taf|travail|emploi|job|qqch)(?: \w+)? (?:apres|derriere|au bout|ensuite|a la fin)`, `apres (?:la formation |ca )?(?:on|je|y a|ya|est ce qu on) (?:\w+ ){0,2}(?:trouve|embauche|travail|boulot?|emploi)`, `debouches?`, `taux (?:de reussite|d insertion|d embauche|de placement|d emploi)`, `(?:embauche|cdi|emploi|boulot?|travail|taf) (?:assure\w*|garanti\w*|au bout|derriere|a la cle)`)
	atDistance   = anyOf(`(?:a distance|en ligne|par internet|e ?learning|par correspondance|depuis chez moi|en visio)`)
	refusedMe    = anyOf(`(?:m a|m ont|a|ont|on m a|veut|veulent|s est fait|ete) (?:pas |encore )?(?:refuse\w*|rejete\w*|recale\w*|dit non)(?: \w+){0,4} (?:ptp|aif|financement|formation|dossier|devis|cpf|poei|demande)`, `(?:ptp|aif|dossier|devis|financement|formation)(?: \w+){0,4} (?:refuse\w*|rejete\w*)`, `(?:france travail|pole emploi|ft|pe|region|conseill\w+|agence|chef\w*|patronn?e?|employeur|boite|opco|transitions? pro)(?: \w+){0,3} (?:veut|veulent|voulu) (?:pas|rien) (?:me |la |le )?(?:payer|financer|savoir|valider)`)
	inEvenings   = anyOf(`le soir|cours du soir|le week ?end|les samedis|temps partiel|a mi temps|en dehors (?:du travail|des heures)|apres le (?:travail|boulot)`)
	doneEvenings = anyOf(`(?:faire|suivre|fait|font|fais|suivent|former|cours|formations?)(?: (?:ca|sa|cela|le|la|les|en|des|aussi|tout))* (?:le soir|du soir|le week ?end|les week ?ends|le samedi|les samedis|a temps partiel|a mi temps|en dehors (?:du travail|des heures)|apres le (?:travail|boulot))`)
	foreignPaper = anyOf(`diplom\w* (?:\w+ ){0,2}(?:afgan|afghan|etranger|algerien|marocain|tunisien|ukrainien|syrien|turc|turque|congolais|senegalais|albanais|georgien|bresilien|portugais|roumain|russe|italien|allemand|belge|espagnol|iranien|malien|ivoirien|camerounais)\w*`, `diplom\w*(?: \w+){0,6} (?:reconnu|valable|vaut|valide|equivalen\w*|compt\w*|sert|bon)`, `(?:equivalence|reconna\w*|compara\w*)(?: \w+){0,4} diplom\w*`)
	onlyIndustry = anyOf(`(?:c est|cest|c|ce n est|etes|es|y a|ya|avez|as|faites|fais|proposez|connaissez) (?:donc |vraiment )?(?:rien )?(?:que|qu|seulement|uniquement|juste|exclusivement)(?: pour| de| dans| sur| en)?(?: l| les| des| aux| la)? (?:industrie\w*|usines?)`)
	// schoolWays ask for a diploma before the bac, or the bac itself.
	schoolWays = anyOf(`bacs? pros?|bac professionnel\w*|cap|bep|lycees? (?:pro\w*|technique\w*)|2nde pro|seconde pro`)
	afterBac   = anyOf(`apres (?:le |mon |un )?bac|bts|but|dut|iut|licence\w*|fac|ingenieur\w*|parcoursup`)
)
