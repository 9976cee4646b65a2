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
	if len(t.s.Paths) == 0 || len(strings.Fields(words)) > 8 {
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
	if n < 0 && thatOf.MatchString(words) {
		for _, e := range t.u.Entities {
			if e.Name != intents.Commune {
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
	t.out.Understood = t.d.standsFor("plus:" + t.s.Paths[n])
	t.press("plus:" + t.s.Paths[n])
	return true
}

// nearest tells the closest of the paths to who asks where it is.
func (t *turn) nearest(words string) bool {
	if len(t.s.Paths) == 0 || !whereIsIt.MatchString(words) || len(t.notes) > 0 {
		return false
	}
	if !nearestOf.MatchString(words) && slices.Contains(t.s.Paths, t.s.Opened) {
		t.out.Understood = t.d.standsFor("plus:" + t.s.Opened)
		t.say("chemin.lieu", "t:"+t.s.Opened) // of the one that is spoken of
		return true
	}
	best, km := "", 0
	for _, id := range t.s.Paths {
		if p, ok := t.d.path(&t.s, id); ok && p.Distance >= 0 && (best == "" || p.Distance < km) {
			best, km = id, p.Distance
		}
	}
	if best == "" {
		return false
	}
	t.out.Understood = t.d.standsFor("plus:" + best)
	t.press("plus:" + best)
	return true
}

var nearestOf = anyOf(`plus (?:proche|pres)`)

var whereIsIt = matching(`\b(la|le|laquelle est la|lequel est le) plus (proche|pres)\b|^(et |mais |du coup |alors |ok |bon )*(c est|cest|c|ca se passe|ca se trouve|ca se fait) ou\b|\bdans quelle ville\b`)

var (
	ordinals = []*matcher{
		matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le |la |du |de la )?(numero |n )?(1|1er|1ere|premiere?|un)( piste| choix| formation)?( svp| stp| s il vous plait| m interesse.*| alors)?$`),
		matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le |la |du |de la )?(numero |n )?(2|2e|2eme|deuxiemes?|seconde?|deux)( piste| choix| formation)?( svp| stp| s il vous plait| m interesse.*| alors)?$`),
		matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le |la |du |de la )?(numero |n )?(3|3e|3eme|troisiemes?|trois)( piste| choix| formation)?( svp| stp| s il vous plait| m interesse.*| alors)?$`),
	}
	lastOne = matching(`^(et |oui |ok |alors |plutot |bon |je (veux|prends|choisis|prefere) )*(le dernier|la derniere)( .*)?$`)
	thatOf  = matching(`\b(celui|celle|ceux|la formation|la piste) (de|du|d|a|en)\b`)
)

// ordinalWithin are the same within a sentence that asks or says something of the path.
var ordinalWithin = []*matcher{
	anyOf(`(?:la|le|numero|piste) (?:1|1er|1ere|premiere?)`),
	anyOf(`(?:la|le|numero|piste) (?:2|2e|2eme|deuxieme|seconde?)`),
	anyOf(`(?:la|le|numero|piste) (?:3|3e|3eme|troisieme)`),
}

// tellMore wants to hear more of a path, or likes it.
var tellMore = anyOf(`(?:c est|c|cest) (?:quoi|koi)`, `(?:en|plus) (?:savoir|detail\w*|d infos?|de precisions?)`, `(?:me|m) (?:\w+ )?(?:plait|plairait|interess\w*|va|irait|tente\w*|convient)`, `(?:dis|dites|explique\w*|raconte\w*|parle\w*)(?: moi| m en)?`, `ca consiste`)
