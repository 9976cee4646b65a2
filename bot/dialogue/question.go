package dialogue

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"potentiels/bot/desk"
	"potentiels/intents"
)

// keptFor is how long a question is kept for a request: as long as the messages themselves.
const keptFor = 90 * 24 * time.Hour

// Tidy drops what the person asked in their own words when it is as old as messages may become.
func (s *Session) Tidy(now time.Time) {
	if s.away(now) > keptFor {
		s.Question = ""
	}
}

// noteQuestion keeps what the person just asked or wished, for the request of who then says no more than
// « un conseiller ». Nothing of a moment of distress is kept, nor what holds a number or an address.
func (t *turn) noteQuestion() {
	if t.m.Kind != Text || t.look.pressed || t.out.Effects.Unkept || t.out.Effects.Erase || t.s.Flags.Has(Distress) || t.s.Flags.Has(Employer) || t.s.human() != nil {
		return
	}
	if u := t.out.Understood; neverQuestion[u.Intent] || neverQuestion[t.u.Intent] || slices.ContainsFunc(u.Also, func(a string) bool { return a == "detresse" }) {
		return
	}
	said := strings.Join(strings.Fields(t.m.Text), " ")
	words := fold(said)
	if t.out.Understood.Intent == "chercher_formation" && !questions(said) {
		return // what is looked for stands in the profile
	}
	if len(strings.Fields(words)) < 4 || !questions(said) && !asks0(words) && !asksFor.MatchString(words) {
		return
	}
	if !t.d.hollow(said) {
		t.keepQuestion(said)
	}
}

// keepQuestion keeps what a person said for a request, unless it holds a number or an address.
func (t *turn) keepQuestion(said string) {
	if rest, _ := desk.Apart(said); rest == said {
		t.s.Question = clipped(said, wishLength)
	}
}

// neverQuestion are the intents whose words are small talk, about this talk itself, or nobody else's business.
var neverQuestion = map[string]bool{
	"saluer": true, "au_revoir": true, "remercier": true, "accepter": true, "refuser": true, "mecontentement": true, "recommencer": true,
	"detresse": true, "supprimer_donnees": true, "donnees_personnelles": true, "abonner": true, "desabonner": true, "identite_bot": true,
	"initiative": true, "parler_conseiller": true, "casier_judiciaire": true, "aide": true, intents.OutOfScope: true,
}

// clipped shortens what a person wrote, and leaves no quotes in it: it will stand in some.
func clipped(said string, length int) string {
	if r := []rune(said); len(r) > length {
		said = string(r[:length-1]) + "…"
	}
	return strings.NewReplacer("«", "", "»", "").Replace(said)
}

// hollow tells whether the words of a request say only that somebody is wanted: « ya quelqu'un qui va m'appeler ou pas ».
func (d *Dialogue) hollow(text string) bool {
	if text == noWords || d.subject(text) != "" {
		return true
	}
	text, _ = desk.Apart(text)
	for word := range strings.FieldsSeq(fold(text)) {
		if !onlySomebody.MatchString(word) {
			return false
		}
	}
	return true
}

// onlySomebody is a word of a wish for somebody that says nothing on why.
var onlySomebody = matching(`^(?:je|j|tu|on|vous|vs|il|elle|moi|me|m|te|mon|ma|mes|un|une|le|la|l|les|des|a|au|avec|avc|par|de|d|du|en|et|ou|pas|pa|ne|n|non|oui|ok|bon|ben|alors|svp|stp|merci|s|plait|vas|y|vasy|allez|ya|est|ce|c|cest|que|qu|qui|ki|si|va|vais|vont|` +
	`veux|veu|veut|jveux|jveu|voudrai\w*|aimerai\w*|souhait\w*|prefer\w*|peu[xt]?|pourrai\w*|possible|besoin|faut|mets?|mettez|passe[rz]?|donne[rz]?|quelq\w*|qqn|qqun|personne|vraie?|humain\w*|conseill\w*|appel\w*|mappel\w*|rappel\w*|telephon\w*|tel|numero|num|mail|e|` +
	`contact\w*|recontact\w*|joindre|parl\w*|discut\w*|echang\w*|etre|rdv|rendez|bonjour|bonsoir|salut|juste|plutot|mieux|directement|vite|maintenant|robot|bot|machine|transm\w*|demande|bien|preference|matin\w*|soir\w*|midi|apres|avant|lundi|mardi|mercredi|jeudi|vendredi|samedi|comment|ca|sa|se|quand|nous|deux|aussi|plus|avis)$`)

// ofRequest takes what is said of the request that is being prepared or was sent: more that it shall say, and
// the question what it says. It reports whether that was so.
func (t *turn) ofRequest(line, words string) bool {
	if questions(line) && t.s.Flags.Has(Written) && knowsOf.MatchString(words) {
		t.s.Lost = 0
		t.say("par_ecrit.su", "")
		return true
	}
	w := t.s.Wish
	if w == nil || w.Partner == "" || t.s.asking() != nil || w.private() {
		return false
	}
	switch {
	case whatItSays.MatchString(words):
		t.showRequest()
		return true
	case t.amend(line, words):
		return true
	case !questions(line) && addsThat.MatchString(words) && t.reach() == "":
		t.add(line)
		return true
	}
	return false
}

// showRequest shows what is to be sent or was.
func (t *turn) showRequest() {
	if t.s.Wish.Sent() {
		t.say("suivi.fiche", "")
		return
	}
	t.s.Ask = qConsent
	t.say("accord", "")
}

// add puts into a request what the person wants it to say as well. What is not sent yet is shown again: nothing
// leaves that was not seen.
func (t *turn) add(line string) {
	w := t.s.Wish
	said := strings.Join(strings.Fields(line), " ")
	if at := addsBefore.FindString(said); at != "" {
		said = strings.TrimSpace(said[len(at):])
	}
	if !w.Sent() && (t.d.subject(w.Text) != "" || w.Text == noWords) {
		w.Text = "" // it was said by nobody
	}
	t.addWords(said)
	t.notes = []string{strings.TrimRight(clipped(said, wishLength), " .")}
	t.answered("parler_conseiller")
	if w.Sent() {
		t.complete(w, said)
		t.say("accord.ajoute", "")
		t.notes = nil
		return
	}
	t.leadWith("accord.ajout")
	t.flush()
	t.notes = nil
	t.s.Ask = qConsent
	t.say("accord", "")
}

var (
	// whatItSays asks what stands in a request.
	whatItSays = anyOf(`(?:avez|as|aviez)(?: (?:bien|deja|aussi|vous|tu|tout|y|l))* (?:r?ajoute|precise|indique)\w*`, `(?:avez|as|aviez)(?: (?:bien|deja|aussi|vous|tu|tout|y|l))* (?:mis|note|ecrit|transmis|envoye)\w*(?: \w+){0,8} (?:ma demande|la demande|fiche)`,
		`(?:quelle?|kel\w*|quoi|koi)(?: \w+){0,7} (?:dans|sur) (?:ma|la|cette) (?:demande|fiche)`, `(?:ma|la|cette) (?:demande|fiche) (?:\w+ )?(?:dit|contient|comporte)(?: \w+)? (?:quoi|koi)|(?:dit|contient|comporte|y a|ya) (?:quoi|koi) (?:dans )?(?:ma|la|cette) (?:demande|fiche)`,
		`(?:revoir|relire|remontre\w*|montre\w*|affiche\w*)(?: \w+){0,2} (?:ma|la|cette) (?:demande|fiche)`, `(?:qu est ce que|que) (?:vous |tu )?(?:avez |as |leur )*(?:transm\w*|envoy\w*)(?: \w+)?$`)
	// addsThat has something put into a request.
	addsThat = matching(`^(?:(?:et|merci|svp|ok|oui|alors|bonjour|bien|vous pouvez|pouvez vous|tu peux|il faut|faut|pourriez vous) )*(?:r?ajoute[rzs]?\b|(?:precise[rz]?|notez|mettez|dites (?:leur|lui)|indiquez)(?: (?:aussi|bien|leur|lui|y|svp|dans ma demande|a ma demande|sur ma demande))* (?:que|qu)\b)`)
	// addsBefore is the same as it was written, up to what is to be put there.
	addsBefore = regexp.MustCompile(`(?i)^(?:(?:et|merci|svp|ok|oui|alors|bonjour|bien|vous pouvez|pouvez[- ]vous|tu peux|il faut|faut|pourriez[- ]vous)[\s,.!:]+)*(?:r?ajoute[rzs]?|pr[ée]cise[rz]?|notez|mettez|dites[- ](?:leur|lui)|indiquez)(?:[\s,]+(?:aussi|bien|leur|lui|y|svp|[àa] ma demande|dans ma demande|sur ma demande))*\s*(?:(?:que\s+|qu['’ ]\s*)|:\s*)?`)
)
