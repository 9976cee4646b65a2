package dialogue

import (
	"slices"
	"strings"
)

var (
	agrees = matching(`^(?:(?:bon|bah|ben|alors|euh|allez|dans ce cas|eh bien) )*(oui|ouais?|entendu|ok|okay|d accord|j accepte|je confirme|c est d accord|je suis d accord|vas y|allez y|transmettez|envoyez)\b`)
	// plainly is a yes of which every word says yes, to whom, when, or what is to be done.
	plainly = matching(`^(?:(?:oui|ouais?|ouai|ui|entendu|yes|yep|ok|okay|oki|d|accord|accor|dac|dacor\w*|daccor\w*|accepte|confirme|donne|mon|mes|je|j|jsuis|jsui|chui|suis|veux|bien|sure?|certaine?|volontiers|allez|vas|y|c|est|cest|ca|bon|ben|bah|euh|eh|alors|dans|ce|cas|me|m|va|convient|marche|parfait|super|top|nickel|go|si|ja|avec|plaisir|tout|tt|toutes?|a|fait|exactement|pour|moi|lui|elle|il|svp|stp|s|vous|te|plait|merci|beaucoup|aucun|souci|probleme|sans` +
		`|plutot|de|preference|apres|avant|vers|entre|et|midi|deux|matin\w*|soir\w*|lundi|mardi|mercredi|jeudi|vendredi|samedi|\d{1,2}|\d{1,2}h\d{0,2}|heures?|h|le|la|les|l|en|fin|debut|semaine|journee|partir` +
		`|eff?ac\w*|sup+rim\w*|suppression|definitivement|donnees|transmett?e\w*|transm\w+|envoye\w*)(?: |$))+$`)
	// passOn says in so many words that something may be passed on, or that one may be called.
	passOn = anyOf(`transm\w*|coordonnees|recontact\w*`, `(?:accord|accor|dacor|daccord|ok|accepte|pouv\w*|bien|autorise) (?:\w+ ){0,5}(?:don\w*|pass\w*|envoy\w*|communiqu\w*|partag\w*|rappel\w*|appel\w*|contact\w*)`, `qu on (?:m|me|l|le|la|lui) ?(?:rappelle|appelle|contacte|recontacte)`, `(?:donne|avez) mon accord`)
	// callsMyself needs nothing passed on.
	callsMyself = anyOf(`(?:je|j) ?(?:vais |va )?(?:les|le|l|leur|lui) (?:appel\w*|telephon\w*|contact\w*|rappel\w*|joindre|ecri\w*)`)
	erases      = matching(`^(efface[zr]? tout|tout effacer)\b`)
	// hedges: a yes with one of these is none to sharing.
	hedges     = matching(`\b(pas|non|sauf|sans|attend(s|ez|re)|d abord|rien|jamais|efface\w*|supprim\w*)\b`)
	trifle     = matching(`\b((pas de|sans|aucun) (souci|probleme|pb|hesit\w*)|non plus)\b`)
	refusesAll = matching(`^(?:non )?(?:je refuse|surtout pas$|ne (?:transmettez|envoyez)|pas d accord)`)
	refuses    = matching(`^(je refuse|non|surtout pas|ne (transmettez|envoyez) (rien|pas)|pas d accord)\b`)
	// confirmsErasure says both what is to be done and that it is meant, whatever « non » stands before.
	confirmsErasure = matching(`\b(?:supprim|effac)\w*\b.*\b(?:je confirme|confirme|definitivement|pour de bon|c est sur|certaine?)\b|\b(?:je confirme|confirme|definitivement)\b.*\b(?:supprim|effac)\w*`)
	// keeps wants nothing erased, or takes that wish back. Who is in doubt keeps everything: it can be erased later.
	keeps = anyOf(
		`(?:efface\w*|supprim\w*|enleve\w*|vire[rz]?|retire\w*|detrui\w*) (?:surtout |donc |plus |encore )?(?:pas|rien|jamais)`, `pas (?:tout )?(?:effacer|supprimer)`,
		`(?:garde\w*|conserv\w*|laisse\w*) (?:tout|ca|mes|mon|les|quand meme|comme)`, `(?:laisse|laissez) tomber`, `(?:j ai |je )?(?:change\w*) d avis`,
		`(?:me suis|m etais|j me suis) (?:tromp|gour)\w*`, `finalement (?:non|pas|je garde)`, `annule[rz]?`, `attend(?:s|ez)`, `par erreur`, `pas expres`,
	)
	// spares says of itself that nothing is to be erased, erasedToo that something is all the same.
	spares    = anyOf(`(?:efface\w*|supprim\w*|enleve\w*|vire[rz]?) (?:surtout |donc )?(?:pas|rien|jamais)`, `pas (?:envie |besoin )?(?:que vous |de |d )?(?:tout )?(?:effacer|effaciez|supprimer|supprimiez)`, `(?:veux|voulais|voudrais) (?:rien|pas) (?:effacer|supprimer)`)
	erasedToo = anyOf(`(?:mais|par contre|sinon) (?:\w+ ){0,2}(?:efface\w*|supprim\w*)`, `pas (?:seulement|que|juste)`)
	by        = anyOf(`(?:par|en|un|le|plutot) (?:e ?mails?|mail|courriel|sms|texto|message|ecrit|telephone|tel)`, `prefere (?:le |l |un |par )?(?:mail|e mail|telephone|tel|sms|matin|soir|ecrit)`)
	aPerson   = anyOf(`(?:pas|plus) (?:de |d |un |a un |au )?(?:robot|machine|bot)`, `une? (?:vraie? )?(?:personne|humain|conseill\w+)(?: svp| stp)?$`)
	hours     = matching(`\b(apres|avant|vers|entre|a partir de) \d{1,2} ?h|\ble (matin|soir|midi)|l apres midi|entre midi et|en (fin|debut) de (journee|matinee|semaine)|\b(lundi|mardi|mercredi|jeudi|vendredi|samedi)s?\b|\d{1,2}h\d{0,2}\b`)
	aName     = matching(`^\p{L}[\p{L}'’-]{1,20}( \p{L}[\p{L}'’-]{1,20})?$`)
)

// sparesAll tells whether a part of a message says that nothing is to be erased: « je préfère pas, supprimez tout »
// says it in none.
func sparesAll(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;.!?\n", r) })
	return slices.ContainsFunc(parts, func(p string) bool { return spares.MatchString(fold(p)) })
}

// stop ends everything that would be sent unasked.
func (t *turn) stop() {
	subscribed := t.s.Flags.Has(News)
	t.s.set(HadNews, subscribed || t.s.Flags.Has(HadNews))
	t.s.set(News, false)
	t.s.set(Stopped, true)
	no := false
	t.out.Effects.Subscribed = &no
	t.s.reach(Unsubscribed)
	t.s.set(Seeking, false)
	t.s.dropWish()
	t.s.Ask = ""
	t.say("desabonner", "")
}

// unstop takes a stop back: what was consented to before holds again.
func (t *turn) unstop() {
	if !t.s.Flags.Has(Stopped) {
		t.over()
		return
	}
	t.s.set(Stopped, false)
	if t.s.Flags.Has(HadNews) {
		yes := true
		t.out.Effects.Subscribed = &yes
		t.s.set(News, true)
		t.s.set(HadNews, false)
	}
	t.say("desabonner.annule", "")
}

// wantNews asks for the consent to news.
func (t *turn) wantNews() {
	if t.s.Flags.Has(News) {
		t.say("abonner.oui", "")
		return
	}
	t.say("abonner", "")
	t.s.Ask = qNews
}

func (t *turn) news(yes bool) {
	t.s.Ask = ""
	if !yes {
		t.say("abonner.non", "")
		t.resume()
		return
	}
	t.out.Effects.Subscribed = &yes
	t.s.set(News, true)
	t.s.set(Stopped, false)
	t.s.set(HadNews, false)
	t.say("abonner.oui", "")
	t.resume()
}

// ownData tells what is kept.
func (t *turn) ownData() {
	if t.erasedAlready() {
		t.say("supprimer_donnees.verifie", "")
		return
	}
	was := t.notes
	t.notes = nil
	t.tell(Profile{}, "")
	name := "donnees_personnelles"
	if len(t.notes) > 0 && !t.s.Flags.Has(Simple) {
		name = "donnees_personnelles.profil"
	}
	if t.saidBefore(name) {
		name = "donnees_personnelles"
	}
	t.say(name, "")
	t.notes = was
}

func (t *turn) saidBefore(name string) bool {
	for _, r := range t.before {
		if r.name == name || strings.HasPrefix(r.name, name+".") {
			return true
		}
	}
	return false
}

func (t *turn) export() {
	t.out.Effects.Export = true
	t.say("export", "")
	t.resume()
}

// erasedAlready tells whether everything was erased and nothing was told since.
func (t *turn) erasedAlready() bool {
	s := t.s
	return s.Outcome == Erased && s.Profile == (Profile{}) && s.Wish == nil && !s.Flags.Has(Seeking)
}

func (t *turn) wantErasure() {
	if t.erasedAlready() {
		t.say("supprimer_donnees.verifie", "")
		return
	}
	if t.m.Kind == Text && erasesPart(fold(t.m.Text)) {
		t.erasePart()
		return
	}
	t.say("supprimer_donnees", "")
	t.s.Ask = qErase
}

// erasesPart tells whether one thing is to be erased, and not all: « supprime juste mon téléphone ».
func erasesPart(words string) bool {
	return onePart.MatchString(words) && !wholly.MatchString(words)
}

var (
	onePart = anyOf(`(?:efface\w*|supprim\w*|enleve\w*|retire\w*|vire[rz]?|oublie[rz]?) (?:juste |seulement |uniquement |que |simplement |moi |svp |stp )*(?:mon|ma|mes|le|la|l|ce|cette|cet) ?(?:ancien\w* )?(?:telephone|tel|numero|num|portable|e ?mail|mail|adresse|nom|prenom|age|ville|contact|coordonnees|dernier\w*|message)`)
	wholly  = anyOf(`tout|toutes|tous|entier\w*|donnees|historique|conversation|discussion|compte|traces?|infos?|informations?|fichiers?|base|definitivement`)
)

// erasePart says what can be erased, which is all or nothing. A request being prepared is given up: nothing
// of it has left.
func (t *turn) erasePart() {
	if w := t.s.Wish; w != nil && !w.Sent() {
		t.s.dropWish()
	}
	t.s.Ask = ""
	t.say("supprimer_donnees.partie", "")
}

// erase removes everything; that it was done is all that stays.
func (t *turn) erase(yes bool) {
	if !yes {
		t.s.Ask = ""
		t.say("supprimer_donnees.non", "")
		t.resume()
		return
	}
	name := "supprimer_donnees.fait"
	if t.s.Flags.Has(Shared) {
		name = "supprimer_donnees.fait.transmis"
	}
	t.s = Session{Outcome: Erased}
	t.notes = nil
	t.out.Effects = Effects{Erase: true}
	t.say(name, "")
}
