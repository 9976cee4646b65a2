package dialogue

import "potentiels/intents"

// restarts end what was told, or shall not.
var restarts = []misreading{
	// « on voudrait pas tout recommencer »
	{words: notAgain, without: atSchool, read: []string{"recommencer", "mecontentement", "parler_conseiller", "donnees_personnelles", intents.OutOfScope, "refuser"}, unless: []string{"detresse", "supprimer_donnees"},
		intent: "recommencer", text: "recommencer.non", alone: true, when: func(t *turn, _ string) bool { return t.d.standing(&t.s) != "" || t.u.Intent == "recommencer" }},
}

// subscriptions are begun on words that name news, and on no others.
var subscriptions = []misreading{
	// « encore une alerte ! », « je n'ai jamais demandé ça » want none
	{words: oneTooMany, read: []string{"abonner", "chercher_formation", "chercher_emploi", intents.OutOfScope}, unmarked: true, intent: "mecontentement", text: "mecontentement.messages", alone: true, then: func(t *turn, _ string) { t.u.Entities = nil }},
	// « je veux bien suivre ça »
	{read: []string{"abonner"}, without: news, when: func(t *turn, _ string) bool { return !t.saidBefore("abonner") }, second: true},
}

// erasures ask after what was erased.
var erasures = []misreading{
	// « il reste quelque chose ? », and « c'est fait, là ? »
	{words: leftOver, marked: true, most: 12, intent: "supprimer_donnees", text: "supprimer_donnees.rien", alone: true, when: func(t *turn, _ string) bool { return t.erasedAlready() }},
	{words: isItDone, marked: true, most: 9, intent: "supprimer_donnees", text: "supprimer_donnees.verifie", alone: true, when: func(t *turn, _ string) bool { return t.erasedAlready() }},
}

// stops are about the end of our messages, or of something else.
var stops = []misreading{
	// « et si j'en ai marre je fais comment ? », of who has just subscribed
	{words: stopsLater, under: 0.9, intent: "abonner", when: func(t *turn, _ string) bool { return t.saidBefore("abonner.oui") }},
	// « c'est bien pris en compte ? », of the stop
	{words: tookNote, topics: []string{"desabonner"}, most: 8, marked: true, alone: true, when: namesNothing},
	// « et arrêter quand je veux ? » ends nothing yet
	{words: stopsLater, read: []string{"desabonner"}, marked: true, intent: "desabonner", text: "abonner.fin"},
	// « c'est souvent ? », of what was just agreed to
	{read: []string{"desabonner"}, marked: true, intent: "abonner", when: func(t *turn, _ string) bool { return t.saidBefore("abonner") }},
	// « stop les amphis »
	{read: []string{"desabonner"}, when: (*turn).othersEnd, second: true},
}

// othersEnd tells whether it is not our messages that somebody wants an end of: « stop les
// amphis », or what is doubtful and speaks of no message.
func (t *turn) othersEnd(words string) bool {
	if unsubscribes.MatchString(words) {
		return false
	}
	return stopsElse.MatchString(words) || t.u.Score < 0.8 && !t.s.Flags.Has(Stopped)
}

var (
	news = anyOf(`previen\w*|preven\w*|alert\w*|nouvel\w*|inform\w*|abonn\w*|notif\w*|messages?|recevoir|recois|avert\w*|signal\w*|newsletter|rappel\w*|mail|mp|inscri\w*`, `(?:tene\w*|tien\w*|mett\w*|rester?|tenue?s?)(?: \w+)? au courant`, `(?:dis|dites|ecri\w*|envo\w*|fai\w* signe)\b.*\b(?:quand|des que|si|kan)`, `quand (?:il y a|y a|ya|ca ouvre|une)`)
	// oneTooMany complains of a message that came unasked.
	oneTooMany = anyOf(`encore (?:un|une|vos|des|ces|cette|ce) (?:alertes?|messages?|notif\w*|annonces?|pubs?|sms|mails?)`, `(?:j ai |ai |je n ai |je vous ai |g )?(?:jamais|rien) demande(?: \w+)?(?: moi)?$`)
	// stopsElse end something other than our messages.
	stopsElse = anyOf(`(?:stop|arret\w*|j ?arrete|quitt\w*|fini\w*) (?:avec |de )?(?:les |la |le |l |mes |ma |mon |cette |ce )?(?:amphis?|fac|ecole|lecole|cours|lycee|etudes|missions?|interim|boulot|taf|usine|galere\w*|chomage|cdd|petits|jobs?)`)
	tookNote  = anyOf(`(?:pris|prise) en compte|(?:c est|cest|c) (?:bien |bon |vraiment )?(?:fait|enregistre|arrete|note|valide|effectif)`)
	// stopsLater ask how something is ended.
	stopsLater = anyOf(
		`(?:arret\w*|stop\w*|annul\w*|desabonn\w*|desinscri\w*)\b.*\b(?:quand|plus tard|n importe|apres|moment|comment|facile\w*)`,
		`(?:si|comment|quand) .*\b(?:arret\w*|annul\w*|desabonn\w*|desinscri\w*)`,
		`(?:marre|plus envie|change d avis|plus besoin|plus interess\w*)\b.*\b(?:comment|quoi|possible|peux)`,
	)
	// unsubscribes speak of messages and of being left alone.
	unsubscribes = anyOf(
		`stop(?: (?:maintenant|mtn|la|merci|svp|stp|hein))*$`,
		`messages?|alertes?|notif\w*|envo\w*|recevoir|recois|liste|sms|mails?|newsletter|spam|pub|relances?`,
		`abonn\w*|desabonn\w*|desinscri\w*|ecrire|ecrivez|m ecri\w*|contacte[rz]?|tranquille|lachez`,
	)
)
