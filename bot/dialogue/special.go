package dialogue

import (
	"strings"

	"potentiels/intents"
)

// A special is an answer of its own within an intent, to words that are of that intent whatever was
// read: « on trouve du boulot après ? » is no search for a job.
type special struct {
	words  *matcher
	intent string
	text   string
	// asking takes it only where something is asked; alone drops what else was read.
	asking, alone bool
	when          func(t *turn, words string) bool // nil: always
}

// specials are in the order of precedence.
var specials = []special{
	{words: neverAsked, intent: "donnees_personnelles", text: "donnees_personnelles.secret", asking: true, alone: true, when: func(_ *turn, words string) bool {
		return ofUs.MatchString(words) && !othersAsked.MatchString(words)
	}},
	{words: bossKnows, intent: "donnees_personnelles", asking: true, alone: true, when: func(_ *turn, words string) bool { return youTell.MatchString(words) }},
	{words: badMaster, intent: "alternance", text: "alternance.rupture", when: func(t *turn, words string) bool {
		return t.u.Intent != "detresse" && (t.s.Topic == "alternance" || t.u.Intent == "alternance" || strings.Contains(words, "appren"))
	}},
	{words: closes, intent: "reconversion", text: "reconversion.fermeture", when: func(t *turn, _ string) bool {
		return t.u.Intent == intents.OutOfScope || t.u.Score < 0.9 || t.u.Intent == "reconversion"
	}},
	{words: resigns, intent: "reconversion", text: "reconversion.demission", when: func(t *turn, _ string) bool { return t.u.Intent != "desabonner" }},
	{words: bossKnows, intent: "reconversion", text: "reconversion.patron", asking: true, alone: true, when: func(t *turn, words string) bool {
		s := t.s.Profile.Situation
		named := t.entity(intents.Dispositif) != "" && t.entity(intents.Dispositif) != "vae" || howSoon.MatchString(words)
		return (s == "" || s == "salarie" || s == "interimaire") && !hindrances[t.s.Topic] && !hindrances[t.u.Intent] && t.u.Intent != "alternance" && t.u.Intent != "cpf" &&
			!named && !ofYou.MatchString(words)
	}},
	{words: bossAgrees, intent: "inscription", asking: true, alone: true, when: func(t *turn, _ string) bool { return ofAScheme(t) && t.schemeNamed() == "" }},
	{words: lostJob, intent: "reconversion", text: "reconversion.perte", when: func(t *turn, words string) bool {
		told := t.u.Intent == intents.OutOfScope || t.u.Intent == "chercher_emploi" || t.u.Intent == "reconversion" || t.u.Score < 0.7
		return told && !questions(t.m.Text) && !looksFor.MatchString(words) && !strings.Contains(words, "faut") && t.jobArg() == ""
	}},
	{words: fedUpWithSchool, intent: "reconversion", text: "reconversion.mineur", when: func(t *turn, _ string) bool {
		young := t.s.Flags.Has(Ward) || t.minor() || t.s.Profile.Age == 0
		return young && (t.u.Intent == intents.OutOfScope || t.u.Score < 0.5 && t.u.Intent != "decouvrir_metiers") && t.jobArg() == "" && !questions(t.m.Text)
	}},
	{words: foundAfter, intent: "chercher_emploi", text: "apres_formation", asking: true, alone: true},
	{words: atDistance, intent: "chercher_formation", text: "a_distance", when: func(t *turn, _ string) bool {
		return questions(t.m.Text) || t.u.Intent == "chercher_formation"
	}},
	{words: refusedMe, intent: "financement", text: "financement.refus", when: func(t *turn, _ string) bool {
		return t.u.Intent == "financement" || t.u.Intent == "reconversion" || t.u.Intent == "cpf" || t.u.Score < 0.7
	}},
	{words: inEvenings, intent: "chercher_formation", text: "le_soir", when: func(t *turn, words string) bool {
		return questions(t.m.Text) && (t.u.Intent != "conditions_travail" || len(t.s.Paths) > 0) && len(strings.Fields(words)) < 10
	}},
	{words: foreignPaper, intent: "etranger", text: "etranger.diplome", when: func(t *turn, _ string) bool { return t.u.Intent == "etranger" }},
	{words: onlyIndustry, intent: "initiative", text: "initiative.industrie", asking: true, alone: true, when: func(t *turn, _ string) bool {
		return t.jobArg() == "" && !t.s.Flags.Has(Employer) && (t.u.Intent != "identite_bot" || t.u.Score < 0.5)
	}},
	{words: schoolWays, intent: "etudes_superieures", text: "etudes_superieures.lycee", alone: true, when: func(t *turn, words string) bool {
		below := t.minor() || t.s.Profile.Situation == "jeune" && (t.s.Profile.Niveau == "" || t.s.Profile.Niveau == "sans_diplome")
		return below && t.u.Intent == "etudes_superieures" && !afterBac.MatchString(words)
	}},
}

// ownAnswer takes a message for what one of the specials answers. It reports whether one does.
func (t *turn) ownAnswer(words string) bool {
	for _, s := range specials {
		if !s.words.MatchString(words) || s.asking && t.states(words) || s.when != nil && !s.when(t, words) {
			continue
		}
		if s.alone {
			t.u.Also = nil
		}
		t.meant(s.intent)
		t.special = s.text
		if !s.asking {
			t.asides = append(t.asides, s.intent) // told without a question, and maybe among other things
		}
		return true
	}
	return false
}

var (
	// neverAsked are the things that are never asked for here.
	neverAsked  = anyOf(`(?:num\w*|numero|n) (?:de )?secu\w*|securite sociale|mots? de passe|code (?:secret|bancaire|de carte)|(?:carte|coordonnees|numero) (?:bleue|bancaires?|de carte)`)
	ofUs        = anyOf(`(?:vous|tu) (?:\w+ ){0,3}(?:demand\w*|voulez|veux|faut|besoin|prenez|prends)`, `(?:faut|faudra|dois|devrai|devoir|doit|falloir)(?: \w+){0,3} (?:donner|fournir|envoyer|communiquer|taper|ecrire|filer)`, `(?:vous|te|t|leur) (?:le |la |les )?(?:donner|donne|file|filer|envoie|envoyer)`)
	othersAsked = anyOf(`(?:m a|m ont|on m|ils? m|elle m) \w+|(?:m|nous) ont|appel\w*|coups? de fil|c est vous|etait vous`)
	ofYou       = anyOf(`vous|tu|robot|service`)
	youTell     = anyOf(`(?:vous|tu) (?:\w+ ){0,2}(?:preven\w*|dire|dites|dis|inform\w*|avert\w*|contact\w*|appel\w*|transm\w*)`)
	// bossKnows asks whether the employer hears of it.
	bossKnows = anyOf(`(?:patronn?e?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)(?: \w+){0,5} (?:au courant|savoir|sache|saura|sait|prevenue?|avertie?|informee?|averti)`,
		`(?:prevenir|informer|avertir|le dire a|en parler a|parler a|demander a|dire a|l annoncer a|mettre au courant|cacher a)(?: \w+)? (?:mon|ma|le|la|l|notre) ?(?:patronn?e?|employeur|chef\w*|boite|entreprise|direction|rh|manager|boss)`)
	// bossAgrees asks of a scheme whether the employer decides.
	bossAgrees = anyOf(`(?:patronn?e?|employeur|chef\w*|entreprise|boite) (?:\w+ )?(?:doit|dois|faut|peut (?:refuser|dire non)|d accord)`, `(?:accord|avis|autorisation) (?:de |du )(?:mon |ma |l )?(?:patronn?e?|employeur|chef\w*|entreprise|boite)`)
	howSoon    = anyOf(`quand|combien de temps|delais?|a l avance`)
	// lostJob tells of a job that was lost.
	lostJob = anyOf(`(?:vire\w*|licencie\w*|remercie\w*|mis\w* (?:dehors|a la porte)|foutue? dehors|perdu (?:mon|ma|le|son) (?:boulot|travail|emploi|poste|job|taf|place))(?: \w+){0,6} (?:ans?|annees)(?: \w+){0,3} (?:boite|maison|service|usine|metier|anciennete|entreprise|carriere|boulot|travail|loyaux)`,
		`(?:ans?|annees)(?: \w+){0,3} (?:boite|maison|service|usine|metier|anciennete|entreprise|carriere|boulot|travail)(?: \w+){0,5} (?:vire\w*|licencie\w*|mis\w* (?:dehors|a la porte)|foutue? dehors|jete\w*)`)
	// fedUpWithSchool tells that school is no longer liked.
	fedUpWithSchool = anyOf(`(?:plai\w*|supporte\w*|aime\w*|suit|interesse\w*|veut|veux|envie) (?:plus|pas)(?: \w+){0,6} (?:lycee|ecole|college|cours|seconde|terminale|fac)`,
		`(?:marre|ras le bol|s ennuie|m ennuie|decroche\w*|deteste\w*|degoute\w*|malheureu\w*)(?: \w+){0,5} (?:lycee|ecole|college|cours|seconde|terminale)`,
		`(?:lycee|ecole|college|cours)(?: \w+){0,4} (?:plai\w*|convien\w*|interesse\w*) (?:plus|pas)`)
	onlyIndustry = anyOf(`(?:c est|cest|c|ce n est|etes|es|y a|ya|avez|as|faites|fais|proposez|connaissez) (?:donc |vraiment )?(?:rien )?(?:que|qu|seulement|uniquement|juste|exclusivement)(?: pour| de| dans| sur| en)?(?: l| les| des| aux| la)? (?:industrie\w*|usines?)`)
	// schoolWays ask for a diploma before the bac, or the bac itself.
	schoolWays = anyOf(`bacs? pros?|bac professionnel\w*|cap|bep|lycees? (?:pro\w*|technique\w*)|2nde pro|seconde pro`)
	afterBac   = anyOf(`apres (?:le |mon |un )?bac|bts|but|dut|iut|licence\w*|fac|ingenieur\w*|parcoursup`)
)
