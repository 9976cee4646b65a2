package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// ordinal opens the path that is meant by its place in the list or by its town.
// pointsAtPath tells whether a message names one of the paths by its place: « le premier, l'Afpa, c'est quoi ? ».
func (t *turn) pointsAtPath(words string) bool {
	return len(t.s.Paths) > 0 && slices.ContainsFunc(ordinalWithin, func(o *matcher) bool { return o.MatchString(words) })
}

func (t *turn) ordinal(words string) bool {
	if len(t.s.Paths) == 0 {
		return false
	}
	if n := t.detailed(words); n >= 0 {
		t.openPath(t.s.Paths[n])
		if tr, ok := t.d.c.Training(t.s.Paths[n]); ok && tr.Contact != "" && (numberToo.MatchString(words) || whomToCall.MatchString(words)) {
			t.give(tr.Contact) // « la première, le détail, et qui j'appelle »
		}
		return true
	}
	if len(strings.Fields(words)) > 8 {
		return false
	}
	n := -1
	for i, o := range ordinals {
		if o.MatchString(words) {
			n = i
		}
	}
	if lastOne.MatchString(words) {
		n = len(t.s.Paths) - 1
	}
	if n < 0 {
		for _, e := range t.u.Entities {
			if e.Name != intents.Commune || !thatOf.MatchString(words) && !theCentreIn.MatchString(t.clause(e)) {
				continue
			}
			n = slices.IndexFunc(t.s.Paths, func(id string) bool {
				tr, _ := t.d.c.Training(id)
				return tr.Commune == e.Value
			})
		}
	}
	if n < 0 {
		n = slices.IndexFunc(ordinalWithin, func(o *matcher) bool { return o.MatchString(words) })
		if n >= 0 && n < len(t.s.Paths) && !tellMore.MatchString(words) {
			t.pointed, t.s.Opened = t.s.Paths[n], t.s.Paths[n] // its question is answered of it
			return false
		}
	}
	if n < 0 || n >= len(t.s.Paths) {
		return false
	}
	t.openPath(t.s.Paths[n])
	return true
}

// openPath tells a path in full, as its button does.
func (t *turn) openPath(id string) {
	t.s.Lost = 0
	t.out.Understood = t.d.standsFor("plus:" + id)
	t.press("plus:" + id)
}

// detailed is the place in the list of the path whose detail is asked for, whatever else is said beside it; -1 when of none.
func (t *turn) detailed(words string) int {
	if !theDetail.MatchString(words) || len(strings.Fields(words)) > 30 || t.s.Ask == qConsent && refuses.MatchString(words) {
		return -1
	}
	n := slices.IndexFunc(ordinalWithin, func(o *matcher) bool { return o.MatchString(words) })
	if n < 0 && aListed.MatchString(words) {
		n = len(t.s.Paths) - 1
	}
	if n < 0 && len(strings.Fields(words)) <= 6 && t.entity(intents.Commune)+t.entity(intents.Metier)+t.entity(intents.Dispositif) == "" {
		n = max(0, slices.Index(t.s.Paths, t.inHand())) // « le détail svp »
	}
	if n >= len(t.s.Paths) {
		return -1
	}
	return n
}

// inHand is the path that is spoken of: the one pointed at, else the one told last; "" when none is.
func (t *turn) inHand() string {
	if t.pointed != "" {
		return t.pointed
	}
	if id, ok := strings.CutPrefix(t.about("t"), "t:"); ok && id != "" {
		return id // maybe of an old keyboard
	}
	if slices.Contains(t.s.Paths, t.s.Opened) {
		return t.s.Opened
	}
	return ""
}

// whose is the path that a question of where names: by its place in the list, or by who teaches there.
func (t *turn) whose(words string) string {
	if n := slices.IndexFunc(ordinalWithin, func(o *matcher) bool { return o.MatchString(words) }); n >= 0 && n < len(t.s.Paths) {
		return t.s.Paths[n]
	}
	partner, hand := t.namedPartner(), t.inHand()
	if partner == "" {
		return hand
	}
	by := func(id string) bool { tr, _ := t.d.c.Training(id); return tr.Contact == partner && tr.Commune != "" }
	if hand != "" && by(hand) {
		return hand
	}
	if i := slices.IndexFunc(t.s.Paths, by); i >= 0 {
		return t.s.Paths[i]
	}
	return ""
}

// nearest tells where the path that is spoken of is, else the closest of the paths, to who asks where it is.
func (t *turn) nearest(words string) bool {
	exact := exactPlace.MatchString(words) && !otherAddress.MatchString(words) || t.saidBefore("chemin.lieu") && elliptic.MatchString(words) && t.pointsAtPath(words)
	if len(t.s.Paths) == 0 || len(t.notes) > 0 || !exact && !whereIsIt.MatchString(words) {
		return false
	}
	path := t.whose(words)
	if path == "" && t.namedPartner() != "" {
		return false // of none of them
	}
	if path == "" || nearestOf.MatchString(words) {
		km := 0
		for _, id := range t.s.Paths {
			if p, ok := t.d.path(&t.s, id); ok && p.Distance >= 0 && (path == "" || p.Distance < km) {
				path, km = id, p.Distance
			}
		}
		if path == "" {
			return false
		}
		if !exact {
			t.out.Understood = t.d.standsFor("plus:" + path)
			t.press("plus:" + path)
			return true
		}
	}
	if t.u.Intent == "contact_partenaire" {
		t.answered(t.u.Intent) // « l'adresse ? » is told who gives it
	} else {
		t.out.Understood = t.d.standsFor("plus:" + path)
	}
	t.s.Opened, t.s.Lost = path, 0
	t.say("chemin.lieu", "t:"+path)
	if tr, ok := t.d.c.Training(path); ok && tr.Contact != "" && numberToo.MatchString(words) {
		t.give(tr.Contact) // « l'adresse et le numéro »
	}
	return true
}

var nearestOf = anyOf(`plus (?:proche|pres)`)

var (
	whereIsIt = matching(`\b(la|le|laquelle est la|lequel est le) plus (proche|pres)\b|^(et |mais |du coup |alors |ok |bon )*(c est|cest|c|ca se passe|ca se trouve|ca se fait) ou\b|\bdans quelle ville\b|^(et |mais |du coup |alors |ok |bon )*ou (c est|cest|ca se trouve|ca se passe)\b`)
	// exactPlace asks for more than the town.
	exactPlace = anyOf(`(?:l|une|leur|son|quelle|quel|la|d|bonne|^) ?adress?e(?: exacte?| precise?| du centre| des locaux| postale)?`, `quelle rue`, `(?:a|c est|cest) quel endroit`,
		`(?:c est|cest|c|ca se trouve|ca se passe|se trouve|situee?|est|sont|aller|va|dois aller|il est|ils sont) ou (?:exactement|precisement|au juste|concretement|en fait)`, `ou (?:exactement|precisement|au juste)`,
		`ou (?:sont|se trouvent|est|se trouve) (?:les |leurs? |le |la |ce |l )?(?:locaux|bureaux|centre|batiments?|ateliers?|site|etablissement)`, `(?:locaux|centre|site|batiment|pole formation|greta|afpa)(?: \w+){0,2} (?:est|sont|se trouve\w*) ou`, `(?:faut|dois|on|je) (?:\w+ )?(?:va|vais|aller|se rend|me rendre|se presenter) ou`)
	numberToo = anyOf(`numeros?|num|telephones?|tel|contacts?|coordonnees|mails?`)
	// otherAddress is of a letter box, a site, or the writer's own.
	otherAddress = anyOf(`adress?e (?:e ?)?(?:mail|mel|email|web|internet|du site|ip)`, `(?:mon|ma|m|votre) adress?e`, `inscri\w*`, `(?:j ai|jai|suis|habite|reste|vis) (?:a )?(?:l |une |la )?(?:meme )?adress?e`)
)

var (
	ordinals = []*matcher{
		matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le |la |du |de la )?(numero |n )?(1|1er|1ere|premiere?|un)( piste| choix| formation)?( svp| stp| s il vous plait| m interesse.*| alors)?$`),
		matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le |la |du |de la )?(numero |n )?(2|2e|2eme|deuxiemes?|seconde?|deux)( piste| choix| formation)?( svp| stp| s il vous plait| m interesse.*| alors)?$`),
		matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le |la |du |de la )?(numero |n )?(3|3e|3eme|troisiemes?|trois)( piste| choix| formation)?( svp| stp| s il vous plait| m interesse.*| alors)?$`),
	}
	lastOne = matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le dernier|la derniere)( .*)?$`)
	// theCentreIn stands before the town of a training that is pointed at, aCentreIn before one where some is wished.
	theCentreIn = matching(`\b(?:la|le|l|cette|ce|votre|leur) ?` + centre + `(?: \w+){0,4} (?:de|du|d|a|en|sur|vers)$`)
	aCentreIn   = matching(`\b` + centre + `(?: \w+){0,4} (?:de|du|d|a|en|sur|vers)$`)
	thatOf      = matching(`\b(celui|celle|ceux|la formation|la piste) (de|du|d|a|en)\b`)
)

const centre = `(?:formations?|pistes?|centres?|site|pole|uimm|afpa|greta\w*|cfa|lycee|ecole|stage|cours)`

// ordinalWithin are the same within a sentence that asks or says something of the path.
var ordinalWithin = []*matcher{
	anyOf(`(?:la|le|numero|piste) (?:1|1er|1ere|premiere?)`),
	anyOf(`(?:la|le|numero|piste) (?:2|2e|2eme|deuxieme|seconde?)`),
	anyOf(`(?:la|le|numero|piste) (?:3|3e|3eme|troisieme)`),
}

var (
	theDetail = anyOf(`(?:le|les|un|des|ses|son|du|leur|plus de) details?`, `detaill?e[rz]?(?: moi)?`, `en detail`, `details?$`, `^details?`)
	aListed   = anyOf(`la derniere|le dernier`)
)

// tellMore wants to hear more of a path, or likes it.
var tellMore = anyOf(`(?:c est|c|cest) (?:quoi|koi)`, `(?:en|plus) (?:savoir|detail\w*|d infos?|de precisions?)`, `(?:me|m) (?:\w+ )?(?:plait|plairait|interess\w*|va|irait|tente\w*|convient)`, `(?:dis|dites|explique\w*|raconte\w*|parle\w*)(?: moi| m en)?`, `ca consiste`)
