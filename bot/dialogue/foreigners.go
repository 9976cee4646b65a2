package dialogue

import "potentiels/intents"

// ofForeigners are about papers, diplomas and the language of another country. A paper is judged by nobody here, and who
// names theirs is not asked where they come from.
var ofForeigners = []misreading{
	// « vous le dites à la préfecture ? »
	{words: authorities, asking: true, unless: []string{"detresse", "supprimer_donnees"}, intent: "donnees_personnelles", text: "donnees_personnelles.autorites", alone: true, when: func(t *turn, words string) bool {
		return passedOn.MatchString(words) && !ownErrand.MatchString(words) || len(words) < 40 && (t.s.Ask == qConsent || t.s.Topic == "donnees_personnelles") && !ownErrand.MatchString(words)
	}},
	// « où je fais comparer mon diplôme, quelle adresse, c'est payant ? »
	{words: compared, without: ownSkills, asking: true, unless: []string{"detresse"}, intent: "etranger", text: "etranger.diplome.ou", alone: true, when: func(t *turn, words string) bool {
		return whereOrPrice.MatchString(words) && (t.s.Topic == "etranger" || t.u.Intent == "etranger" || abroadWords.MatchString(words))
	}},
	// « et c'est payant ? », of the diploma that was just spoken of
	{words: whereOrPrice, most: 8, marked: true, intent: "etranger", text: "etranger.diplome.ou", alone: true, when: func(t *turn, words string) bool {
		return t.saidBefore("etranger.diplome") && t.jobArg() == "" && !ofLearning.MatchString(words)
	}},
	// « j'ai la carte de résident 10 ans, c'est autorisé ? »
	{words: holdsCard, without: ofOtherPapers, unless: []string{"detresse", "supprimer_donnees", "donnees_personnelles", "entreprise"}, intent: "etranger", text: "etranger.carte", keeps: true, aside: true, when: func(t *turn, words string) bool {
		return t.u.Intent == "etranger" || t.u.Intent == intents.OutOfScope || !t.states(words)
	}},
	// « il y a des cours de français à Strasbourg ? »
	{words: frenchCourse, without: goodFrench, unless: []string{"detresse", "supprimer_donnees"}, intent: "etranger", text: "etranger.cours", alone: true, aside: true, then: func(t *turn, words string) {
		if wantsPaths.MatchString(words) {
			t.u.Also = []string{"chercher_formation"} // « montre les pistes mais avec cours de français »
			t.out.Understood = t.u
		}
	}},
}

var (
	authorities = anyOf(`prefecture|prefet|police|policiers?|gendarm\w*|ofii|ofpra|immigration|consulat|ambassade|autorites|douane|frontieres?`)
	passedOn    = anyOf(`(?:vous|tu|on|ca|sa|cela|qui|il|elle|ils|robot|bot|mes|mon|ma) (?:\w+ ){0,4}(?:dire|dites|dis|dit|diras?|direz|transm\w*|envo\w*|donn\w*|partag\w*|communiqu\w*|preven\w*|inform\w*|avert\w*|signal\w*|denonc\w*|part|partent|va|vont|arrive\w*|montr\w*)`,
		`(?:voi[rt]?|voient|verra|verront|li[rt]e?|lisent|sai[st]?|sav\w*|saur\w*|acces|recoi\w*|regard\w*|surveill\w*|espionn\w*|recuper\w*|au courant|travaill\w* (?:avec|pour)|lien avec|relie\w*)`)
	// ownErrand is what one has to do there oneself.
	ownErrand = anyOf(`(?:je|j|faut|dois|doit) (?:\w+ ){0,3}(?:aller|demander|passer|prendre|faire|attend\w*|rdv|rendez|depose\w*)`, `(?:travail\w*|metiers?|formation|devenir|entrer|concours) (?:\w+ ){0,2}(?:dans|a|de|en) (?:la )?(?:police|gendarm\w*|douane)`)

	compared = anyOf(`(?:compar\w*|equivalen\w*|reconna\w*|reconnu\w*|valid\w*|tradui\w*|homolog\w*|enic|naric)(?: \w+){0,6} (?:diplom\w*|master|licence|etudes|bac)`,
		`(?:diplom\w*|master|licence|etudes)(?: \w+){0,8} (?:compar\w*|equivalen\w*|reconna\w*|reconnu\w*|valid\w*|tradui\w*|homolog\w*)`, `enic(?: naric)?|naric`)
	ownSkills    = anyOf(`vae|experience`)
	whereOrPrice = anyOf(`ou (?:je|j|on|faire|fait|est ce|aller|demander|il|c est|ca|sont)|ou$|^ou|(?:je |on |c est |cest |ca |fais |fait |aller |va )ou`, `quel\w* (?:adresse|site|service|bureau|organisme|endroit|prix|tarif)`, `adress\w*`, `(?:a|par) qui|qui (?:fait|compare|s en|s occupe|peut|va)`, `combien|payante?|pay\w*|gratuit\w*|prix|tarifs?|cout\w*|cher|frais|enic|naric`)
	abroadWords  = anyOf(`compar\w*|equivalen\w*|enic|naric|etrang\w*|pays|alep|syri\w*|afgha\w*|algeri\w*|maroc\w*|tunisi\w*|ukrain\w*|turc\w*|turqu\w*|congo\w*|senegal\w*|malien\w*|iran\w*|irak\w*|russ\w*|albana\w*|georgi\w*|bresil\w*|kosov\w*|soudan\w*|somali\w*|guine\w*|ivoir\w*|camerou\w*|roumai\w*|portug\w*|venezuel\w*|chinois\w*|indien\w*`)
	ofLearning   = anyOf(`formations?|vae|permis`)

	holdsCard = anyOf(`cartes? (?:de |du |d )?(?:resident\w*|refugi\w*|sejour|asile)`, `cartes?(?: \w+){0,3} (?:10|dix|4|quatre|1|un) ans?`, `titres? de sejour`, `(?:suis|statut|statut de|j ai|jai|etre|est|reconnue?) (?:un |une |le |la |statut |de )*refugi\w*`, `protection subsidiaire|apatrid\w*|carte pluriannuelle`)
	// ofOtherPapers have answers of their own, or ask what is taught.
	ofOtherPapers = anyOf(`protection temporaire|europ\w*|passeport|visa|nationalit\w*`)

	frenchCourse = anyOf(`(?:cours|lecons?) (?:\w+ ){0,2}(?:de |du |en |d )?(?:langue )?(?:francais|fransais|francai|fle)`, `(?:stages?|ateliers?|formations?) (?:\w+ )?(?:de|du|en|d) (?:langue )?(?:francais|fransais|francai|fle)`, `(?:apprendre|aprendre|apprend|apprends|etudier|ameliorer|progresser en|perfectionner) (?:\w+ ){0,2}(?:le |mon |bien |mieux )?(?:francais|fransais)(?: \w+){0,2} (?:ou|a|sur|gratuit\w*|dans|pres|avant|pour|chez)`, `ou (?:\w+ ){0,4}(?:apprendre|aprendre|etudier|ameliorer) (?:\w+ ){0,2}francais`)
	goodFrench   = anyOf(`(?:pas|plus|sans|aucun) (?:besoin )?(?:de |d |des )?(?:cours|lecons?)(?: \w+){0,2} francais`)
	wantsPaths   = anyOf(`pistes?|(?:montre\w*|voir|cherche\w*|trouve\w*|veux|voudrais) (?:\w+ ){0,3}formations?`)
)
