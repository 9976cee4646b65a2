package dialogue

import (
	"regexp"
	"strings"

	"potentiels/intents"
)

// writers speak of how they write: « désolé pour les majuscules, ma touche est bloquée ». With thanks they take leave.
var writers = []misreading{
	{words: badWriting, read: asHelp, unmarked: true, intent: "remercier", text: "ecriture", alone: true, when: func(_ *turn, words string) bool { return alsoThanks.MatchString(words) }},
	{words: badWriting, read: asHelp, unmarked: true, intent: "saluer", text: "ecriture", alone: true, when: namesNothing},
}

// asHelp are the intents that such an apology is taken for.
var asHelp = []string{intents.OutOfScope, "aide", "contact_partenaire", "sans_diplome", "etranger", "accepter", "mecontentement"}

var badWriting = anyOf(`(?:desolee?|dsl|pardon\w*|excus\w*|navree?|sorry)(?: \w+){0,4} (?:fautes?|fotes?|orthographe|ortographe|orto|majuscules?|maj|ecriture|ecris|frappe)`,
	`(?:je |j ?)ecri[st]?(?: \w+)? (?:tres |vraiment |hyper )?mal`, `tape (?:avec|a) (?:un|1|deux|2) doigts?`, `(?:touche|clavier) (?:est )?(?:bloquee?|cassee?|pete\w*)|soyez indulgents?`)

// farewells end the talk kindly, or go on with what is not for here.
var farewells = []misreading{
	// « allez, réponds ! », after the answer that it is not for here
	{read: []string{"accepter"}, under: 0.65, without: yesLine, intent: intents.OutOfScope, alone: true, when: func(t *turn, _ string) bool {
		return !t.d.takesYesNo(&t.s) && t.saidBefore("hors_sujet")
	}},
	// « t'inquiète, je trouverai ailleurs »
	{words: elsewhereThen, read: []string{"autre_region", intents.OutOfScope, "chercher_emploi", "chercher_formation", "remercier"}, below: 0.6, unmarked: true, intent: "refuser", text: "refuser.rien", alone: true, then: endsSearch},
	// « c'est bien une formation que je demande », after that answer too
	{words: insistsOn, without: insults, below: 0.8, intent: intents.OutOfScope, alone: true, when: func(t *turn, _ string) bool {
		return t.saidBefore("hors_sujet") && t.jobArg() == ""
	}},
	// « ça fait trois fois ce mois-ci, c'est pénible », after a stop
	{words: pestered, topics: []string{"desabonner"}, unmarked: true, intent: "mecontentement", alone: true},
	// « je n'ai besoin de rien, ni formation ni alertes »
	{words: wantsNone, unmarked: true, intent: "refuser", text: "refuser.rien", alone: true, aside: true, unless: []string{"detresse", "supprimer_donnees", "remercier"}, then: endsSearch},
	// « finalement je reste où je suis »
	{words: staysPut, unmarked: true, unless: []string{"detresse", "supprimer_donnees", "desabonner", "handicap"}, intent: "refuser", text: "refuser.rien", alone: true, aside: true,
		when: namesNothing, then: endsSearch},
	// « non, je ne cherche rien, c'était par curiosité », « ce n'est pas pour moi, je m'arrête là »
	{words: onlyLooked, without: looksOn, unmarked: true, unless: []string{"detresse", "supprimer_donnees", "desabonner", "handicap", "reconversion", "conditions_travail"},
		intent: "refuser", text: "refuser.rien", alone: true, aside: true, when: func(t *turn, _ string) bool {
			return len(t.u.Entities) == 0 && len(t.s.Paths) == 0 // which may be what is not for them
		}, then: endsSearch},
	// « j'en parlerai à mon cousin, lui il galère », of who wants nothing
	{words: passesOn, topics: []string{"refuser"}, unmarked: true, unless: []string{"detresse"}, intent: "remercier", alone: true, when: namesNothing},
	// « j'ai trouvé une place, je suis très bien où je suis »
	{words: hasFound, without: searches, read: []string{"chercher_emploi", "chercher_formation", "reconversion", "refuser", "au_revoir", intents.OutOfScope}, unmarked: true, intent: "refuser", text: "refuser.trouve", alone: true, aside: true},
	// « merci bien, tschüss »
	{words: takesLeave, read: []string{intents.OutOfScope, "remercier"}, most: 6, unmarked: true, intent: "au_revoir", alone: true, when: namesNothing},
	// « je passe par curiosité, un pote m'a envoyé le lien »
	{words: byCuriosity, below: 0.75, unmarked: true, unless: []string{"detresse", "refuser", "desabonner", "supprimer_donnees"}, intent: "saluer", alone: true, when: namesNothing},
	// « je parle à quelqu'un là, ou à une machine ? »
	{words: whoAnswers, read: []string{"parler_conseiller"}, intent: "identite_bot", alone: true},
	// « jappelle france travail, salut »
	{words: salutes, read: []string{"saluer"}, unmarked: true, intent: "au_revoir", alone: true, when: func(t *turn, _ string) bool { return len(t.before) > 0 }},
	// « merci, et encore pardon »
	{words: thanks, read: []string{intents.OutOfScope}, below: 0.65, most: 8, unmarked: true, intent: "remercier", alone: true, when: namesNothing},
	// « merci, je vais voir le CEP »
	{words: willSee, read: []string{"remercier", "reconversion", "contact_partenaire", "parler_conseiller", intents.OutOfScope}, unmarked: true, most: 10, intent: "remercier", alone: true, when: func(t *turn, words string) bool {
		return alsoThanks.MatchString(words)
	}, then: func(t *turn, _ string) { t.u.Entities, t.u.Score = nil, 1 }},
	// « ok je vais les appeler, merci »
	{words: willCall, unmarked: true, intent: "remercier", alone: true, when: func(_ *turn, words string) bool { return alsoThanks.MatchString(words) }},
}

// endsSearch looks for nothing any more.
func endsSearch(t *turn, _ string) {
	t.s.set(Seeking, false)
	t.s.Ask, t.s.Topic = "", "refuser"
}

var (
	byCuriosity = anyOf(`(?:passe|passais|viens|venais|regarde|regardais|suis la) (?:\w+ )?par (?:pure |simple )?curiosite`)
	whoAnswers  = anyOf(`(?:parle|cause|discute|ecris|tape|chatte) (?:a|avec) (?:quelqu un|qqn|une (?:vraie )?personne|un (?:vrai )?humain|qui)(?: \w+){0,3} (?:ou|machine|robot|bot)`)
	// salutes takes leave with the word that also greets, after something else or to nobody new.
	salutes = matching(`^(?:(?:\w+ ){2,}(?:salut|slt)|(?:bon|allez|ok|merci|voila|ca sonne)(?: \w+){0,4} (?:salut|slt)(?: (?:le |la )?(?:robot|bot|les gars|tout le monde))?)$`)
	// willSee goes to somebody of whom was told.
	willSee       = anyOf(`(?:je|j|on) (?:vais|vai|irai|va) (?:aller )?(?:voir|contacter|demander|me renseigner|en parler|regarder)`, `jvais (?:aller )?(?:voir|contacter|demander|regarder)`)
	insistsOn     = anyOf(`c est bien`, `je (?:dis|demande|repete|parle)`, `j ai (?:dit|demande)`, `repond\w*`, `pourtant|quand meme|sauf que`)
	pestered      = anyOf(`ca fait (?:\w+ ){1,3}que (?:je |j )?recoi\w*|penible|marre|ras le bol|saoul\w*|soul\w*|harcel\w*|lourd|chiant\w*|relou|agac\w*|enerv\w*|[2-9] fois|(?:deux|trois|quatre|cinq|dix) fois|encore un message|tous les jours`)
	wantsNone     = anyOf(`ni (?:de )?formations? ni`, `besoin de rien(?: du tout)?$`)
	staysPut      = anyOf(`finalement (?:\w+ ){0,3}rester (?:dans|a|chez|au|en)(?: \w+){1,3}`, `(?:vais|prefere|veux|compte) (?:finalement |plutot )?rester (?:ou je suis|la ou je suis|comme ca|dans ma boite|a mon poste|chez mon employeur)`, `reste (?:finalement )?ou je suis`, `(?:finalement )?je (?:laisse tomber|renonce)(?: pour (?:l instant|le moment|cette fois))?$`)
	elsewhereThen = anyOf(`(?:trouverai|trouve|irai|vais|verrai|cherche\w*|regarder|voir) (?:voir )?ailleurs`)
	// onlyLooked came to look, and has seen enough.
	onlyLooked = anyOf(`(?:cherche|demande|veux|voulais|attends) (?:vraiment |absolument )?rien(?: du tout| de special| de particulier)?(?: moi)?(?: (?:je|c etait|c est|par|juste|merci).*)?$`, `rien a chercher(?: \\w+)?$`, `(?:c etait |c est |juste |que )+(?:par|de la|pour la|une) (?:simple |pure )?curiosite(?: c est tout)?$`,
		`^(?:\w+ ){0,12}(?:c est|est) pas (?:fait |vraiment |du tout )*(?:pour moi|mon truc)(?: (?:tout ca|merci|finalement|desolee?|je (?:crois|pense)))*$`, `je m arrete (?:la|ici)(?: merci)?$`)
	// looksOn goes on all the same.
	looksOn = anyOf(`mais`, `usine`, `alternance|apprentissage|ecole|etudes|lycee|fac|nuit|interim`)
	// passesOn tells somebody else of it.
	passesOn = anyOf(`(?:je|j) (?:lui |leur )?(?:ferai|vais faire|fais|ferais) passer`, `(?:je|j) (?:lui |leur )?en (?:parlerai|parle|toucherai)`, `(?:je|j) (?:transmets|transmettrai|passerai|donnerai|enverrai|filerai) (?:le lien|l adresse|l info|ca|le mot)`)
	hasFound = anyOf(`(?:agence|usine|boite|entreprise|patron|employeur|garage|atelier|chef|interim)(?: \w+){0,2} (?:me|m a|vient de me) propos\w* (?:\w+ )?(?:un |une )?(?:cdi|cdd|poste|place|embauche|contrat)`, `(?:usine|boite|entreprise|patron|employeur|garage|atelier)(?: \w+){0,6} (?:me|m a) (?:prend|pris|prise|embauche\w*|recrute\w*)(?: \w+)?(?: lundi| demain| la semaine)?`, `(?:j ai|jai|g|j avais|on m a) (?:enfin |deja |finalement )?(?:re)?trouve (?:une (?:place|boite|mission|entreprise|embauche)|du (?:boulot|taf|travail)|un (?:boulot|taf|travail|emploi|job|cdi|cdd|poste))`)
	thanks   = matching(`^(?:ok |bon |super |parfait )*(?:merci|mercii+|mrc|mersi|thanks|danke|grazie|gracias|obrigad[oa])\b|\bmais merci( \w+)?$`)
)

// replies answer what was proposed.
var replies = []misreading{
	// « ok, envoyez ma demande »
	{words: sendsOn, read: []string{"accepter", "parler_conseiller"}, below: 0.6, unmarked: true, intent: "parler_conseiller", alone: true},
	// « parfait, je vais les appeler »
	{words: callsThem, read: []string{"parler_conseiller", "accepter"}, under: 0.9, unmarked: true, intent: "remercier", alone: true},
	// « mdr ok »
	{words: laughs, intent: "accepter", alone: true},
}

var (
	sendsOn   = anyOf(`(?:envoy|transmet|transmett|donn)\w* mes (?:coordonnees|infos|informations)(?: svp| s il vous plait)?$`, `(?:envoy|transmet|transmett)\w* (?:ma|la|le|mon|notre|tout|leur|lui)(?: \w+)?(?: demande| besoin| question| dossier| message)?$`)
	callsThem = anyOf(`(?:je|j|on) ?(?:vais |va )?(?:les|le|l|leur|lui) (?:appel\w*|telephon\w*|contact\w*|rappel\w*|joindre|ecri\w*)`)
	laughs    = matching(`^(?:mdr+|lol+|ptdr+|xd+|haha\w*)(?: (?:ok|okay|d accord|mdr+|lol))*$|^(?:ok|okay) (?:mdr+|lol+|ptdr+)$`)
)

// leavings end the talk kindly as well.
var leavings = []misreading{
	// « je vais en parler avec elle »
	{words: tellsOn, read: []string{"parler_conseiller", "refuser"}, intent: "remercier", alone: true, when: func(t *turn, _ string) bool { return t.reach() == "" }},
	// « rien d'autre, j'ai ma réponse »
	{words: done, unmarked: true, unless: []string{"detresse"}, intent: "remercier", alone: true, when: func(_ *turn, words string) bool { return len(words) < 80 }},
}

// assents are a yes to something, or none at all.
var assents = []misreading{
	// « ok ça m'irait. je garde mon contrat ? » asks something
	{read: []string{"accepter"}, without: yesLine, marked: true, when: func(_ *turn, words string) bool { return len(strings.Fields(words)) > 4 }, second: true},
	// « ça me saoule » agrees to nothing
	{words: fedUp, read: []string{"accepter"}, intent: "mecontentement"},
	// « oui, cherchez » is a yes to the search
	{words: goAhead, read: []string{"accepter"}, intent: "chercher_formation", when: func(t *turn, _ string) bool { return t.s.Flags.Has(Seeking) }, then: showsPaths},
}

var (
	// tellsOn speak of telling somebody else about it.
	tellsOn = anyOf(`(?:je |j |vais |on )+(?:lui |leur )?en (?:parle|parlerai|parler|discute\w*)`, `je (?:vais )?(?:voir|vois|verrai) (?:ca |cela )?avec (?:lui|elle|eux|mon|ma|mes)`, `je (?:lui|leur) (?:montre|transmets|dis|dirai|montrerai|transmettrai)`)
	done    = anyOf(`(?:non )?rien d autre`, `c est tout (?:ce que|ce qu|pour|merci|bon)`, `j ai (?:ma|mes|toutes mes|la|les) reponses?`, `j ai (?:tout )?ce qu il (?:me|m) fa(?:ut|llait)`, `(?:ca|cela) me suffit`, `je n ai besoin de rien|j ai besoin de rien`)
	fedUp   = anyOf(`(?:ca|cela|vous|tu|tout ca) (?:me |m )?(?:saoul\w*|soul\w*|gav\w*|enerv\w*|gonfl\w*)`)
)

// afterThanks blanks the thanks that a question follows, so that the question is read by itself and what was
// found in it stays where it was: « ok merci. et le PTP, c'est quoi ? ». What is only polite stays as it is.
func afterThanks(text string) string {
	m := thanksBefore.FindString(text)
	rest := text[len(m):]
	if words := fold(rest); m == "" || !strings.Contains(words, " ") || pleads.MatchString(words) || !questions(rest) && !asks0(words) && !carriesOut.MatchString(words) {
		return text
	}
	return strings.Repeat(" ", len(m)) + rest
}

var (
	thanksBefore = regexp.MustCompile(`(?i)^\s*(?:(?:ok|okay|oki|d['’ ]?accord|ça marche|ca marche|super|parfait|top|très bien|tres bien|c['’ ]?est bon|bon|bien|ah|oh|oui|cool|génial|genial|nickel|bonjour|salut)[\s,.!]+){0,3}` +
		`(?:merci+|mrc|mr6|mersi|merki|thx|thanks)(?:\s+(?:beaucoup|bcp|bien|infiniment|(?:à|a) (?:vous|toi)|pour (?:tout|(?:l['’ ]|l(?:a|es) |ces? |cette |vos |votre |ta |tes |vos )\p{L}+)))*[\s,.!;:…)]+`)
	// carriesOut has something done: « merci. Effacez tout ».
	carriesOut = matching(`^(?:(?:mais|et|maintenant|bon|allez|donc|vous pouvez|tu peux) )*(?:efface|supprim|oubli|arrete|stopp?|desabonn|desinscri|detrui|enleve|retire)\w*\b`)
	// pleads are thanks for what is yet to be done: « merci de me dire combien ça coûte ».
	pleads = matching(`^(?:de|d|pour|a|quand meme|encore|par avance|d avance)\b`)
)
