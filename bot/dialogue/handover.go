package dialogue

import "potentiels/intents"

// whoIsThere ask who is at the other end.
var whoIsThere = []misreading{
	// « quelqu'un parle turc ? »
	{words: speaksTongue, marked: true, intent: "parler_conseiller"},
	// « c'est vous qui m'avez appelé ? »
	{words: callers, intent: "initiative"},
	// « c'est une arnaque ? »
	{words: fearsUs, without: ofTrainings, read: []string{"initiative", "identite_bot", "aide", "donnees_personnelles", intents.OutOfScope}, marked: true, intent: "initiative", text: "initiative.confiance"},
}

// agreements say yes or no, and ask for somebody.
var agreements = []misreading{
	// « ok je veux bien parler à quelqu'un »
	{words: talksTo, without: noLine, read: []string{"accepter", "refuser"}, intent: "parler_conseiller"},
	// « non, juste le numéro »
	{words: onlyContact, read: []string{"refuser"}, intent: "contact_partenaire"},
	// « donnez-moi juste son mail »
	{words: onlyContact, read: []string{"parler_conseiller"}, under: 0.9, intent: "contact_partenaire"},
}

// handovers are begun on words that name somebody, and not where only a name is asked for.
var handovers = []misreading{
	// « je cherche une formation à Metz, mon numéro c'est 06… » asks to be called by nobody
	{read: []string{"parler_conseiller"}, beside: "chercher_formation", without: callsMe, intent: "chercher_formation", when: leavesReach},
	// « j'habite à Florange, tél 06… », of who was asked where they live
	{read: []string{"parler_conseiller"}, without: callsMe, intent: "chercher_formation", when: func(t *turn, words string) bool {
		return leavesReach(t, words) && t.entity(asks[t.s.Ask]) != ""
	}},
	// « attendez, mon téléphone sonne », « une seconde, mon chef m'appelle »
	{words: rings, read: []string{"parler_conseiller", "contact_partenaire"}, most: 8, unmarked: true, intent: "accepter", alone: true},
	// « ok jveux bien kon mapelle »
	{words: wishesCall, without: noCall, read: []string{"accepter", intents.OutOfScope, "abonner", "contact_partenaire", "refuser", "aide"}, unmarked: true, intent: "parler_conseiller", alone: true},
	// « je fais quoi alors ? »
	{read: []string{"parler_conseiller"}, under: 0.9, without: somebody, second: true},
	// « conseillère en mission locale, j'accompagne un jeune » names their own trade
	{words: presents, read: []string{"parler_conseiller"}, intent: "chercher_formation", when: func(t *turn, words string) bool {
		return t.speaksFor(words) && !talksTo.MatchString(words) && !callsBack.MatchString(words)
	}},
	// « puis-je vous adresser le jeune, ou transmettre sa demande ? », of who accompanies others
	{words: sendsThem, marked: true, unless: []string{"detresse"}, intent: "parler_conseiller", text: "accompagnants", alone: true, when: func(t *turn, words string) bool {
		return t.s.Flags.Has(Ward) || presents.MatchString(words)
	}},
	// « je veux parler à l'UIMM » asks neither what it is nor its address
	{words: talksTo, intent: "parler_conseiller", when: func(t *turn, _ string) bool { return t.namedPartner() != "" }},
	// « qui peut m'aider ? »
	{words: whoHelps, read: []string{"aide", "au_revoir", "abonner"}, intent: "contact_partenaire"},
	// « je dois aller où ? »
	{words: whoHelps, read: []string{"parler_conseiller"}, under: 0.9, intent: "contact_partenaire"},
	// « qui je dois appeler ? »
	{words: whomToCall, read: []string{"parler_conseiller"}, intent: "contact_partenaire"},
}

// leavesReach tells whether a number or an address comes with what else is said, while none is asked for.
func leavesReach(t *turn, _ string) bool {
	return t.reach() != "" && t.s.Ask != qConsent && t.s.Ask != qContact && !t.s.Flags.Has(Employer)
}

var (
	// wishesCall agrees to be called, or asks for it.
	wishesCall = anyOf(`(?:j ?)?(?:veu[xt]?|ve|voudrai\w*|aimerai\w*|prefere\w*) (?:bien |plutot |juste )?(?:qu|k|q|que|ke) ?on (?:m |me )?(?:ap?pel\w*|rap?pel\w*|map?pel\w*|mrap?pel\w*|contact\w*)`, `(?:j ?)?(?:veu[xt]?|ve|voudrai\w*|aimerai\w*|prefere\w*) (?:bien |plutot |juste )?(?:kon|qon) (?:m |me )?(?:m?r?ap?pel\w*|mcontact\w*)`)
	// whenAnswered asks when a request is.
	whenAnswered = anyOf(`(?:on|vous|ils|elle|il|quelqu un|qui) (?:me |m |va me |vont me )?(?:repon\w*|rappel\w*|appel\w*|contact\w*|ecri\w*|recontact\w*) (?:quand|kan|kand|dans combien|sous combien)`, `(?:quand|kan|kand) (?:est ce (?:que|qu) )?(?:on |vous |ils |elle |il |quelqu un )?(?:va |vont |serai |vais etre )?(?:m |me |je )?(?:repon\w*|rappel\w*|appel\w*|contact\w*|recontact\w*)`, `(?:sous|dans) combien de (?:temps|jours)(?: \w+){0,3} (?:repon\w*|rappel\w*|reponse)`)
	// callsMe asks to be called or answered by somebody.
	callsMe      = anyOf(`appelez|appeler|appele[rz]? moi|appelle[sz]? moi|(?:on|vous|quelqu un|il|elle|ils|qui) (?:\w+ )?m appell?e\w*|rappel\w*|joindre|joign\w*|contact\w*|conseill\w*|transm\w*|parler|humain\w*|quelqu un|telephonez|tenez|repond\w*|recontact\w*|ecrivez|envoy\w*`)
	speaksTongue = anyOf(`(?:quelqu un|qqn|qqun|personne|vous|on|conseiller) (?:qui )?(?:parle\w*)(?: \w+)? (?:turc|arabe|anglais|allemand|ukrainien|russe|portugais|italien|espagnol|luxembourgeois|roumain|albanais|serbe|dari|pachto|persan|polonais|english|deutsch)`)
	callers      = anyOf(`(?:m|nous) (?:appel\w*|telephon\w*|harcel\w*|ecri\w*)(?: \w+){0,8} (?:c est|est ce|c etait|etait ce) (?:bien )?(?:vous|toi)$`, `(?:c est|est ce) vous qui (?:\w+ ){0,3}(?:appel\w*|coups? de fil)`, `(?:num\w*|numero) de secu\w*`, `demarch\w* .*cpf|cpf .*demarch\w*`,
		`(?:arnaq\w*|escroc\w*)(?: \w+){0,12} (?:appel\w*|telephon\w*|sms|textos?|cpf|demarch\w*|mails?)|(?:appel\w*|telephon\w*|sms|textos?|cpf|demarch\w*|mails?)(?: \w+){0,12} (?:arnaq\w*|escroc\w*)`)
	ofTrainings = anyOf(`formations?|centres?|ecoles?|afpa|greta|diplomes?|titres?|organismes?|site`)
	// fearsUs wonders whether this is to be trusted.
	fearsUs     = anyOf(`arnaq\w*|escroc\w*|(?:c est|cest|vous etes|etes vous|t es) (?:bien |vraiment )?(?:serieux|fiables?|officiels?|un piege|du serieux)`)
	talksTo     = anyOf(`(?:veux|veu|jveux|jveu|jve|voudrais|aimerais|aimerai|souhaite|prefere|prefererais|peux|jpeux|pourrais|puis) (?:je |bien |plutot |juste )*(?:parl\w+|discuter|echanger|rendez vous) (?:a|avec|au|aux)`)
	onlyContact = anyOf(`(?:juste|seulement|uniquement|que) (?:le |un |son |leur |votre )?(?:tel\w*|numero|num|adresse|mail|e mail|contact)`)
	somebody    = anyOf(`conseil\w*|humain\w*|personnes?|quelqu\w*|qqn|qqun|parl\w*|m?r?ap?pel\w*|appel\w*|m?r?ap?pel\w*|rappel\w*|rdv|rendez|contact\w*|telephon\w*|tel|vive voix|oral|rencontr\w*|voir|expliqu\w*|aid\w*|joind\w*|reponde\w*|transm\w*|rappele\w*|talk|speak|sprechen|person`)
	// sendsThem asks whether somebody can be sent here, or what they ask passed on.
	sendsThem = anyOf(`(?:adress|orient|envoy|dirig)\w*(?: \w+){0,4} (?:jeunes?|personnes?|beneficiaires?|usagers?|stagiaires?|eleves?|candidate?s?|lui|elle)(?: \w+){0,14}`, `(?:transm|envoy|relay|pass|depos)\w*(?: \w+){0,3} (?:sa|leur|une|la) (?:demande|dossier|candidature|question)(?: \w+){0,3} (?:avec|a sa place|pour)`)
	presents  = matching(presenting)
	rings     = anyOf(`(?:telephone|tel|portable) (?:sonne|vibre|va couper|s eteint)|(?:attend\w*|deux|2) (?:deux |2 )?(?:sec\w*|minutes?|min)$|on sonne`, `(?:mon|ma) (?:chef|patronn?e?|femme|mari|fils|fille|mere|pere) m appelle$`)
	callsBack = anyOf(`rappel\w*|appele\w*|rendez vous|rdv|joindre|contacte\w*`)
	whoHelps  = anyOf(`qui (?:est competent|est charge|s occupe) (?:pour|de|des|du)`, `qui (?:peut|pourrait|va) (?:m|nous|l|lui|le|la|me) (?:aider|recevoir|renseigner|conseiller|accompagner|guider|parler|ecouter|suivre)`, `a qui (?:je )?(?:m adresse\w*|parler|demander)|je m adresse a qui`, `je (?:dois|peux) aller ou`, `ou (?:est ce que )?(?:je|on) (?:peux|peut|dois|doit|pourrais) (?:aller|m adresser|me renseigner|me rendre|demander)(?: alors| du coup| pour \w+)?$`, `qui (?:m |nous |l )?aide (?:dans (?:mon|ce|notre) cas|les gens comme|dans cette situation|quand on)`, `qui (?:dois je |je dois |faut il |il faut |puis je |on peut )?(?:contacter|appeler|joindre)`)
	// whomToCall asks for a number, not for a call.
	whomToCall = anyOf(`(?:qui|ki) (?:peut|pourrait|va|pourra) (?:lui|l|nous|le|la) (?:parler|recevoir|ecouter|aider|suivre)`, `(?:qui|ki) (?:je dois|dois je|faut il|il faut|je peux|puis je|on doit|on peut)(?: \w+)? ?(?:appeler|contacter|joindre)`, `(?:qui|ki) (?:appeler|contacter|joindre)`, `(?:qui|ki) (?:je |j )(?:contacte|appelle|appel|vois|joins)`)
)

// presenting are the words of somebody whose trade it is to look after others.
const presenting = `\b(?:(?:conseill\w+|educat\w+|format(?:eur|rice)|referente?|assistante? sociale?|tut(?:eur|rice)|professeure?|prof|cip|charge\w* d (?:insertion|accompagnement)) (?:en|a|au|de|d|dans|du|chez|sociale?|insertion|emploi|principale?|a l))\b`
