package dialogue

import (
	"strings"

	"potentiels/intents"
)

// A placeRole is what a place that is named has to do with the person, told by what stands before it in its
// clause and after it in its sentence; a row needs all that it gives.
type placeRole struct {
	before, after *matcher
	beside        bool // another place is named or known, which may be home instead
	role          role
}

type role int

const (
	anyPlace role = iota
	notHome       // they left it, or others live or work there
	isHome        // they live there now, whatever else is named
)

// placeRoles are in the order of precedence: the first that holds is taken.
var placeRoles = []placeRole{
	// « là je suis garé à Dijon »
	{before: matching(`\b(?:gare|garee|stationnee?|de passage|en deplacement|en vacances|en mission|en livraison)(?: (?:a|sur|vers|pres de))?$`), beside: true, role: notHome},
	// « je ne suis plus à Metz »
	{before: matching(`\b(?:suis|jsuis|jsui|chui|chuis|jss|habite|jhabite|jabite|jabit|abite|vis|sommes|habitons|loge) (?:plus|plu|pu|pas|pa)(?: (?:a|sur|de|en|ds|dans))?$`), role: notHome},
	// « Colmar, c'était avant », « Sedan c'est ma mère », « Toul, c'est là où je travaille »
	{after: matching(`^(?:c etait|cetait|c est|cest|c|ct|ca c est) (?:\w+ )?(?:avant|fini|du passe|l ancienn?e?|mon ancienn?e?|pour (?:mes|ma|mon)|chez (?:mes|ma|mon)|la ou (?:je |j )?(?:travaille|bosse)|(?:le|mon) (?:lycee|boulot|travail|taf)|(?:ma|mon|mes) (?:mere|pere|parents|ex|soeur|frere|fils|fille|famille|boulot|boite|usine|lycee|agence|ancienn?e?))\b`), role: notHome},
	// « à Strasbourg, où j'habite », « c'est à Saint-Dié que je vis », « à Saint-Avold l'an dernier, et j'y vis »
	{after: matching(`^(?:\w+ ){0,4}(?:ou|que|ke|et) (?:je |j |jy |on |nous )(?:y )?(?:habit\w*|vi[st]|vivons|resid\w*|log\w*|demeur\w*)\b`), role: isHome},
	// « c'est à Cernay que ça se passe, l'atelier est là »
	{before: matching(`\bc est a$`), after: matching(`^que (?:ca se passe|tout se passe|je suis installee?|l atelier|l usine|l entreprise|la boite)`), role: isHome},
	// « c Sélestat mtn », « je suis à Mulhouse depuis mars »
	{before: matching(`\b(?:c est|cest|c|suis|jsuis|jsui|chui|chuis|habite|vis)(?: (?:a|sur|de|en))?$`), after: matching(`^(?:mtn|maintenant|desormais|a present|depuis|dpuis)\b`), role: isHome},
	{before: matching(`\b(?:maintenant|mtn|desormais|dorenavant|aujourd hui|a present|la) (?:je suis|jsuis|jsui|chui|chuis|c est|cest|c|j habite|jhabite|jabite|je vis|on est|je loge|on habite|on vit)(?: \w+)?(?: (?:a|sur|de|en|vers|dans|chez))?$`), role: isHome},
	// « je suis revenue à Verdun »
	{before: matching(`\b(?:revenue?s?|retournee?s?|reinstallee?s?)(?: vivre| habiter)? (?:a|sur|dans)$`), role: isHome},
	// « mon ex est à Dijon, moi à Yutz »
	{before: matching(`\bmoi (?:c est|cest|c|je suis|jsuis|chui)?(?: ?(?:a|sur|de))?$`), role: isHome},
	// « pour la formation on cherche sur Reims, pas ici »
	{after: matching(`^(?:\w+ )?pas ici\b`), role: isHome},
	// « je quitte Paris pour Châlons »
	{before: matching(`\b(?:quitte|quittons|quitter|quitte bientot|pars de|partir de|reviens de|rentre de)$`), beside: true, role: notHome},
	// « on déménage de Lille à Thionville », « muté de Reims »
	{before: matching(`\b(?:demenag\w*|jdemenag\w*|part|pars|partons|partir|arriv\w*|vien[st]|venons|venus?|mutee?s?|mutations?|transferee?s?|passe|passons)(?: \w+){0,3} (?:de|d|depuis)$`), after: matching(`^(?:pour|a|vers|sur|jusqu|direction)\b`), beside: true, role: notHome},
	// « j'habitais Reims », « née à Lille, grandi à Nancy », « avant, Besançon »
	{before: matching(`\b(?:habitais|jhabitais|jabitais|habitait|vivais|residais|logeais|bossais|venais)(?: \w+){0,3}$`), beside: true, role: notHome},
	{before: matching(`\b(?:nee?s?|grandi|mariee?|etudie|originaire|natif|native|enfance|scolarite)(?: \w+){0,3}$`), beside: true, role: notHome},
	{before: matching(`\b(?:avant|auparavant)(?: c etait| j etais)?(?: a| sur)?$`), beside: true, role: notHome},
}

// roleOf tells what a place has to do with the person.
func (t *turn) roleOf(e intents.Entity, before string, beside bool) role {
	after := t.restOfSentence(e)
	for _, r := range placeRoles {
		if (r.before == nil || r.before.MatchString(before)) && (r.after == nil || r.after.MatchString(after)) && (!r.beside || beside) {
			return r.role
		}
	}
	return anyPlace
}

// followsThem tells whether the writer goes where a relative goes: « ma femme est mutée à Reims, je la suis ».
func (t *turn) followsThem(words string) bool { return follow.MatchString(words) }

var (
	follow = anyOf(`(?:je|on|j) (?:la|le|les|l) (?:suis|suit|suivrai|suivrais|rejoins|rejoint|rejoindrai|accompagne)`, `(?:suivre|rejoindre) (?:ma|mon|mes)`)
	// ofRelative stands before where a relative goes.
	ofRelative = matching(`\b(?:ma|mon) ` + relatives + ` (?:\w+ ){0,8}(?:a|de|sur|au|vers|en)$`)
	// whereTheyAre stands before where the person written for is.
	whereTheyAre = matching(`\b(?:est|e|habite|vit|lycee|college|seconde|premiere|terminale|troisieme|fac|chomage)(?: \w+){0,4}$`)
)

// restOfSentence is what comes after an entity in its sentence, folded.
func (t *turn) restOfSentence(e intents.Entity) string {
	after := t.m.Text[clamp(e.End, len(t.m.Text)):]
	if end := strings.IndexAny(after, ".!?;\n"); end >= 0 {
		after = after[:end]
	}
	return fold(after)
}
