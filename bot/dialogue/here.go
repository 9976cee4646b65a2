package dialogue

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"potentiels/bot/content"
	"potentiels/intents"
)

// ofPlaces ask whether there is nothing somewhere else: that is looked for, and no complaint.
var ofPlaces = []misreading{
	// « il n'y a rien à Metz ? », of who lives in Saint-Dizier
	{words: noneAtAll, read: []string{"mecontentement", "sans_diplome", intents.OutOfScope, "autre_region", "contact_partenaire"}, most: 10, marked: true, intent: "chercher_formation", alone: true, when: func(t *turn, _ string) bool {
		return len(t.s.Paths) > 0 && !t.s.Flags.Has(Employer) && t.placedElsewhere()
	}},
}

// here answers who asks whether there is nothing where they live, or whether it is there: with what is nearest, how far that
// is, and who knows what there is besides. It reports whether that was asked.
func (t *turn) here(words string) bool {
	home := t.s.Profile.Commune
	if home == "" || t.s.Flags.Has(Employer) || t.m.Kind != Text || t.job || t.u.Intent == "detresse" || t.u.Score >= 0.85 && notOfHere[t.u.Intent] || t.entity(intents.Etranger) != "" {
		return false
	}
	if !t.asksOfHome(words) {
		return false
	}
	t.s.Near = ""
	if len(t.s.Paths) == 0 {
		if t.d.where(&t.s) == "" || t.s.Profile.Metier == "" {
			return false
		}
		t.meant("chercher_formation")
		return false
	}
	t.s.Lost = 0
	t.noted()
	t.out.Understood = t.d.standsFor("chemins")
	if hand := t.whose(words); hand != "" && farFromHome.MatchString(words) {
		t.say("chemin.lieu", "t:"+hand) // « c'est loin ? », of the path that was just told
		return true
	}
	t.tellNearest()
	return true
}

// notOfHere are the questions that are answered although a way is too long as well, where they are sure.
var notOfHere = map[string]bool{
	"frontalier": true, "salaire": true, "remuneration_formation": true, "financement": true, "garde_enfants": true, "parler_conseiller": true,
	"donnees_personnelles": true, "supprimer_donnees": true, "desabonner": true, "abonner": true, "cpf": true, "handicap": true, "etranger": true,
	"casier_judiciaire": true, "duree": true, "inscription": true, "au_revoir": true, "recommencer": true,
}

// asksOfHome tells whether a message asks of the place where its writer lives.
func (t *turn) asksOfHome(words string) bool {
	if t.placedElsewhere() || helped.MatchString(words) {
		return false
	}
	here := slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return e.Name == intents.Commune && e.Value == t.s.Profile.Commune || e.Name == intents.Departement && e.Value == t.departement()
	})
	switch {
	case t.refusesWay(), here && questions(t.m.Text) && t.trainedAt(t.s.Profile.Commune):
		return true
	case whereIsIt.MatchString(words) && !ofPartner(t, words) && t.namedPartner() == "" && t.inHand() == "" && t.d.closestOf(&t.s, t.s.Paths) == "":
		return true // none of what was shown has a place
	case ownNothing.MatchString(words):
		return false
	case nothingHere.MatchString(words), questions(t.m.Text) && farFromHome.MatchString(words), notMyPart.MatchString(words) && (questions(t.m.Text) || noneAtAll.MatchString(words)):
		return true
	case here && (noneAtAll.MatchString(words) && len(strings.Fields(words)) <= 16 || questions(t.m.Text) && t.inItself() || asksWhere.MatchString(words) || whereFirst.MatchString(words)):
		return true
	}
	return false
}

// inItself tells whether a message asks of the very town: « à Troyes même ? ».
func (t *turn) inItself() bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return e.Name == intents.Commune && e.Value == t.s.Profile.Commune && itself.MatchString(t.restOfSentence(e))
	})
}

// trainedAt tells whether a message speaks of a training in a place: « c'est à Troyes, la formation ? ».
func (t *turn) trainedAt(commune string) bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return e.Name == intents.Commune && e.Value == commune && isAt.MatchString(t.clause(e))
	})
}

var isAt = matching(`\b(?:c est|cest|c|est|sont|serait|se passe|se fait|se trouve|a lieu|formations?|centres?|ecoles?|cours|pistes?)(?: (?:bien|elle|ce|donc|vraiment|que|c est|aussi|possible))* (?:a|sur|vers|pres de)$`)

// placedElsewhere tells whether another place than home is named.
func (t *turn) placedElsewhere() bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return !e.Negated && (e.Name == intents.Commune && e.Value != t.s.Profile.Commune || e.Name == intents.Departement && e.Value != t.departement())
	})
}

// departement is that of home.
func (t *turn) departement() string {
	place, _ := t.d.c.Place(t.s.Profile.Commune)
	return cmp.Or(place.Departement, t.s.Profile.Departement)
}

// tellNearest tells the nearest of the paths, else of all that lead to the job and could be for the person.
func (t *turn) tellNearest() {
	if id := t.d.closest(&t.s); id != "" {
		t.s.Opened = id
		t.say("chemins.ici", "t:"+id)
		return
	}
	t.say("chemins.ici.aucun", "")
}

// closest is the training nearest to home whose place is known, "" when there is none.
func (d *Dialogue) closest(s *Session) string {
	if best := d.closestOf(s, s.Paths); best != "" || s.Profile.Metier == "" {
		return best
	}
	w := d.wanted(s, time.Time{})
	w.Around, w.MobiliteKm = "", 0 // how far it is does not count here
	var open []string
	for _, t := range d.c.TrainingsFor(s.Profile.Metier) {
		if t.Commune != "" && d.Judge(w, t).Score > 0 {
			open = append(open, t.ID)
		}
	}
	return d.closestOf(s, open)
}

// closestOf is the nearest of some trainings.
func (d *Dialogue) closestOf(s *Session, ids []string) string {
	best, km := "", 0
	for _, id := range ids {
		if p, ok := d.path(s, id); ok && p.Place != "" && p.Distance >= 0 && (best == "" || p.Distance < km) {
			best, km = id, p.Distance
		}
	}
	return best
}

// refusesWay tells whether a message names a way that is too long: « pas à 1 h de route ».
func (t *turn) refusesWay() bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool { return e.Name == intents.MobiliteKm && t.tooLong(e) })
}

// tooLong tells whether a distance is one that somebody will not go, and not the one that they go at most.
func (t *turn) tooLong(e intents.Entity) bool {
	before, after := t.sentence(e), t.restOfSentence(e)
	if i := strings.LastIndexByte(t.m.Text[:clamp(e.Start, len(t.m.Text))], ','); i >= 0 {
		if part := fold(t.m.Text[i:clamp(e.Start, len(t.m.Text))]); part != "" {
			before = part // « à Troyes, pas à 1 h de route », but « je ne peux pas faire ça, 50 km »
		}
	}
	if atMost.MatchString(before) || atMost.MatchString(after) {
		return false
	}
	return refusesIt.MatchString(before) || tooLongAfter.MatchString(after)
}

// wantsHere tells whether somebody speaks of coming to live where they look.
func (t *turn) wantsHere(words string) bool { return comes.MatchString(words) }

var comes = anyOf(`demenag\w*|emmenag\w*|install\w*|venir|viens|venus?|arriv\w*|rejoin\w*|mute\w*|mutation|quitt\w*|bouger|chang\w* (?:de |d )?(?:region|ville|air)|nouvelle region`)

var (
	refusesIt = matching(`\b(?:pas|pa|jamais|sans|ni|non|refuse\w*|impossible|hors de question|trop loin|marre)(?: (?:question|de|d|a|me|m|taper|faire|fair|faut|envie|que|ce|soit|rouler|aller|passer|partir|prendre|avoir|mettre|y|dans|la|le|les|une?|des|plus de))*$`)
	// atMost makes a limit of a distance.
	atMost       = anyOf(`(?:plus|loin|dela|au dela) (?:loin )?(?:de|d|que|qu)`, `au dela`, `maximum|max|maxi|au plus|grand maximum|ca (?:me )?va|ca irait|c est bon|pas plus|moins de|a moins|autour|dans un rayon`)
	tooLongAfter = matching(`^(?:de (?:route|trajet|voiture|bus|train|transport)s? )?(?:(?:le |chaque |tous les )?(?:matin|jour|soir|jours) )?(?:(?:c |c est |cest |ca fait |ca )?(?:beaucoup |bien |bcp )?trop\b|(?:c |c est |cest )?(?:mort|pas possible|impossible|injouable|non\b)|je (?:ne )?peux pas|(?:je )?(?:ne )?(?:pourrai|pourrais) pas)`)

	// nothingHere asks whether there is nothing where one lives.
	nothingHere = anyOf(`(?:rien|aucune?(?: (?:form\w+|centres?|ecoles?|pistes?|trucs?|cfa|endroits?))?|pas (?:de |d |une? |la )?(?:form\w+|centres?|ecoles?|pistes?|trucs?|cfa|endroits?)|nada|que dalle|keudal|zero)(?: (?:du|tout|de|d|plus|vraiment|qui|soit|existe|alors|donc|pour|moi|trop|meme|trouve|vu))* (?:chez (?:moi|nous)|par chez (?:moi|nous)|pres de chez (?:moi|nous)|autour de chez (?:moi|nous)|a cote de chez (?:moi|nous)|dans (?:mon|notre|ce) (?:coin|departement|secteur|bassin|village|patelin)|dans (?:le coin|les environs|ma ville|ma commune)|par ici|ici|sur place|sur ma ville)`,
		`(?:chez (?:moi|nous)|dans mon (?:coin|departement)|par ici|dans ma ville|par chez moi) (?:\w+ ){0,2}(?:y ?a|il n y a|ya|il y a|y|vous (?:ne |n )?avez) (?:vraiment |donc |pas )?(?:rien|aucun\w*|pas)`,
		`(?:vous|tu) (?:ne |n )?(?:connai\w*|avez|as|propose\w*|trouve\w*) (?:vraiment |donc )?(?:rien|aucun\w*|pas (?:de|plus))(?: \w+){0,3} (?:chez moi|chez nous|par ici|ici|pres|proche|mon coin|ma ville|mon departement)`)
	// ownNothing is what somebody does not have.
	ownNothing = anyOf(`(?:je n ai|j ai|jai|g|ai) (?:rien|aucune?|pas)(?: \w+)? chez (?:moi|nous)`)
	// farFromHome asks how far it is.
	farFromHome = anyOf(`(?:c est|cest|c|est ce|est|sont|ca fait|ca fait pas) (?:trop |tres |assez |vraiment |si )?(?:loin|a combien|a quelle distance|pres)(?: \w+)? (?:de chez (?:moi|nous)|de la maison|d ici)`, `(?:combien de (?:km|kilometres|bornes)|quelle distance|combien)(?: \w+){0,3} (?:de|depuis) chez (?:moi|nous)`, `^(?:(?:et|mais|alors|du coup) )*(?:c est|cest|c) (?:loin|a combien de (?:km|kilometres)|a quelle distance)$`)
	// notMyPart says that home is in another part than what was told.
	notMyPart = anyOf(`(?:c est|cest|c|suis|habite|est)(?: \w+){0,3} pas (?:la|en|de la) (?:lorraine|meuse|moselle)`, `(?:lorraine|meuse|moselle) (?:c est|cest|c) pas (?:chez (?:moi|nous)|ici|mon coin)`)
	noneAtAll = anyOf(`rien|aucune?|nada|que dalle|zero`)
	// noneIn stands before a place where there is nothing.
	noneIn = matching(`\b(?:rien|aucune?|pas de|pas d|nada|zero)(?: (?:\w+ ){0,3}(?:a|sur|vers|en|dans|pres de|autour de))$`)
	// itself follows the very town, helped asks for help with the way or a roof.
	itself = matching(`^(?:memes?|intra muros|centre|ville|meme)\b`)
	helped = anyOf(`aides?|aider|frais|rembours\w*|dorm\w*|log\w*|heberg\w*|internats?|indemni\w*|prime\w*|permis|voiture|covoit\w*`)
	// asksWhere asks where it is.
	asksWhere = anyOf(`(?:c est|cest|c|ca|ce serait|ca serait|ca se passe|ca se trouve|se trouve\w*|se passe|se situe\w*|est|sont|situee?s?|se fait) (?:\w+ )?ou`, `(?:ca |est ce que |et |alors )?ou (?:ca se (?:passe|trouve|fait)|se (?:trouve|situe|passe|fait)\w*|a lieu)`, `a quel endroit|dans quelle ville|quel endroit`)
	// whereFirst begins with it: « où est la formation ? ».
	whereFirst = matching(`^(?:(?:et|mais|alors|du coup|donc|ok|bon|merci) )*ou (?:c est|cest|c|est|sont|serait|est ce que c est)\b`)
)

// lorrain tells whether home is where most of what is known here is.
func (d *Dialogue) lorrain(s *Session) bool {
	place, ok := d.c.Place(s.Profile.Commune)
	return ok && lorraine[place.Departement]
}

// homePart is the département of home as it stands in a sentence: « la Haute-Marne ».
func (d *Dialogue) homePart(s *Session) string {
	place, _ := d.c.Place(s.Profile.Commune)
	dep, _ := d.c.Departement(place.Departement)
	return withArticle(dep)
}

// whoKnows is the partner who advises the person, and so knows what there is near them.
func (d *Dialogue) whoKnows(s *Session) *content.Partner {
	return d.partner(d.route(s, &Message{}, ""))
}
