package dialogue

import (
	"strconv"
	"strings"

	"potentiels/intents"
)

// generation is by how many years the age of who writes for another is told from theirs.
const generation = 14

// anniversary puts an age right that was told, by a number alone: « et en fait 38, c'était mon
// anniversaire hier ». A number with a unit, or far from the age, is another thing.
func (t *turn) anniversary(words string) {
	age := t.s.Profile.Age
	if age == 0 || age != t.known.Age || t.s.Ask == qDistance {
		return
	}
	if m := notThat.FindStringSubmatch(words); m != nil && strings.Contains(m[0], strconv.Itoa(age)) {
		for _, told := range []string{m[1], m[2], m[3], m[4]} {
			if n, err := strconv.Atoi(told); err == nil && n != age { // « 54 et pas 34 »
				t.s.Profile.Age = n
				t.u.Correction = true
				return
			}
		}
	}
	if words = intents.InDigits(words); !agesAnew.MatchString(words) {
		return
	}
	in := strings.Fields(words)
	for i, w := range in {
		if !loneNumber.MatchString(w) || i+1 < len(in) && unitAfter.MatchString(in[i+1]) {
			continue
		}
		if n, err := strconv.Atoi(w); err == nil && n != age && max(n-age, age-n) <= 10 {
			t.s.Profile.Age = n
			t.u.Correction = true
			return
		}
	}
}

// ownAge tells whether an age is said to be the writer's, whatever was told before.
func (t *turn) ownAge(e intents.Entity) bool {
	return saysOwnAge.MatchString(fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])) || slangAge.MatchString(fold(t.saidAs(e))) ||
		e.Start == 0 && t.opens(e) // « 45 ans, j'ai oublié de le dire »
}

// opens tells whether a mark, or nothing, follows an entity.
func (t *turn) opens(e intents.Entity) bool {
	rest := strings.TrimSpace(t.m.Text[clamp(e.End, len(t.m.Text)):])
	return rest == "" || strings.ContainsAny(rest[:1], ",.;!")
}

// slangAge are words for years that people say of themselves.
var slangAge = matching(`\b(?:balais?|piges?|berges?|printemps|balets?)$`)

// saysOwnAge stands before an age that is said to be one's own, whatever was told before.
var saysOwnAge = matching(`\b(?:j ai|jai|j aurai|jaurai|j en ai|g|ge|je|ai|aurai|avoir|eu|fete\w*|non|nan|pardon|oups|mince|plutot|enfin|moi|fait|age|agee|a mon age|(?:suis|chui|jsuis) (?:\w+ )?(?:demandeu\w+ d emploi|au chomage|sans emploi|en cdi|en interim|salariee?) a)(?: (?:plutot|juste|deja|bientot|maintenant|donc|que|exactement|en fait))?$`)

var (
	agesAnew   = anyOf(`^(?:euh |ah |oups |bah )*(?:non|nn|nan) [1-7][0-9]|pour l instant|pour le moment|en fait|en vrai|pardon|plutot|enfin|oups|erreur|je me suis trompe\w*|anniversaire|maintenant|depuis (?:hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|ce matin)|j?viens? (?:de|juste de) (?:les )?(?:avoir|feter|faire)`)
	notThat    = matching(`\b([1-7][0-9])(?: ans)? (?:et |mais |c est )?(?:pas|non) (?:pas )?([1-7][0-9])\b|\bpas ([1-7][0-9])(?: ans)? (?:mais |c est )?([1-7][0-9])\b`)
	loneNumber = matching(`^(1[4-9]|[2-7][0-9])$`)
	unitAfter  = matching(`^(km|kms|kilometres?|bornes?|minutes?|min|mn|h|heures?|jours?|semaines?|mois|euros?|kg|kilos?|personnes|salaries|fois|ans|annees|pour|%)$`)
)
