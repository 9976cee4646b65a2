package dialogue

import "potentiels/intents"

// wantsWriting notes that somebody wants no telephone, says so at once beside what else is answered, and has
// it said to who has their request.
func (t *turn) wantsWriting(words string) {
	if t.s.Flags.Has(Written) || !noPhone.MatchString(words) || wantsOnlyCall(t.m.Text) || t.s.Flags.Has(Employer) {
		return
	}
	t.s.set(Written, true)
	t.written = true
	t.leadWith("par_ecrit.note")
	if w := t.s.Wish; w.Sent() && t.s.asking() == nil && !w.private() {
		t.complete(w, inWriting)
	}
}

// ofReach are the intents that such words are taken for by themselves.
var ofReach = map[string]bool{"contact_partenaire": true, "abonner": true, "refuser": true, "accepter": true, "desabonner": true, intents.OutOfScope: true}

var (
	// noPhone wants to be written to, and not called.
	noPhone = anyOf(`(?:pas|pa|sans|jamais|aucun|ni|non) (?:de |d |par |au |du )*(?:telephones?|tel|coups? de (?:fil|tel))`,
		`(?:pas|pa|aucun|sans) (?:d |de )?(?:appels?|coups? de fil)(?: (?:svp|stp|merci|s il|telephonique\w*|par|seulement|uniquement|que|juste|mail)|$)`, `m (?:appelez|appeler|appelle|telephonez|telephoner) (?:surtout )?pas(?: (?:svp|stp|merci|s il .*))?$`,
		`(?:ecrit|ecri|mail|e mail|messages?) (?:seulement|uniquement|svp seulement|exclusivement)`, `(?:seulement|uniquement|exclusivement|rien que) (?:par |a l |l |en |de l |du )?ecrit`,
		`(?:tel|telephone|appel\w*) (?:c est |cest |est )?(?:impossible|pas possible)`, `(?:je suis|jsuis|chui|moi)(?: \w+)? (?:sourde?|malentendante?)`,
		`enten\w* (?:pas|pa|mal|rien|plus|tres mal)(?: \w+){0,3} (?:telephone|tel)`)
	// knowsOf asks whether that is known to who will answer.
	knowsOf = anyOf(`(?:sait|sais|saura|savent|sauront|savoir|voit|verra|verront|lit|lira|prevenue?s?|informee?s?|au courant)(?: \w+){0,6} (?:enten\w*|telephon\w*|tel|appel\w*|ecrit|sourde?|malentendante?)`)
)
