package dialogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"potentiels/intents"
)

// Below sure, an understanding is doubted; below guess, it is not used at all.
const (
	sure  = 0.35
	guess = 0.25
)

// pause is the silence after which a talk is taken up with a word about where it stood.
const pause = 6 * time.Hour

// text answers what a person wrote. The order is that of precedence: a button's
// label, distress, commands, what was asked, what was said, what was wanted.
func (t *turn) text(line string, silence time.Duration) {
	if silence > pause {
		t.s.Told = "" // what was told then may be told again
	}
	words := fold(line)
	if words == "" {
		if strings.ContainsFunc(line, func(r rune) bool { return r > 0x2000 }) {
			t.say("recu.sticker", "")
		} else {
			t.say("recu.vide", "")
		}
		t.resume()
		return
	}
	if !strings.ContainsFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) && !yesLine.MatchString(words) && !noLine.MatchString(words) {
		t.say("recu.sticker", "") // an emoji that says neither yes nor no
		t.remind()
		return
	}
	if !t.look.taken {
		t.look.value, t.look.pressed = t.d.pressed(&t.s, line, t.d.Buttons(t.s))
	}
	if t.look.pressed {
		t.out.Understood = t.d.standsFor(t.look.value)
		t.press(t.look.value)
		return
	}
	if t.distressed(words) {
		return
	}
	if value, ok := command(line); ok {
		t.out.Understood = t.d.standsFor(value)
		t.press(value)
		return
	}
	if simpler.MatchString(words) && !simplest.MatchString(words) && !(t.u.Intent == "parler_conseiller" && t.u.Score >= 0.6) {
		t.simpler()
		return
	}
	if t.foreign(line) {
		return
	}
	if silence > pause && t.takeUp(words) {
		return
	}
	t.wantsWriting(words)
	if t.picksUp(words) || t.ofRequest(line, words) || t.waiting(line, words) {
		return
	}
	if t.s.Wish.Sent() && whenAnswered.MatchString(words) && len(words) < 60 {
		t.press("suivi") // « on me répond quand ? »
		return
	}
	if tellWhom.MatchString(words) && t.u.Score < 0.9 && len(t.u.Entities) == 0 {
		t.perhapsDistress() // it may be that, and it may be something else
		return
	}
	if t.passesOn(words) || t.takesOther(words) || t.fieldAnswer(words) || t.tasteAnswer(words) {
		return
	}
	if weakFrench.MatchString(words) || broken.MatchString(words) {
		t.s.set(Simple, true)
	}
	t.reread(words)
	t.beside(words)
	t.plainAnswer(words)
	found := t.facts(line)
	t.income(words)
	if m := agedLine.FindStringSubmatch(words); m != nil && t.entity(intents.Age) == "" {
		n, err := strconv.Atoi(m[1])
		switch {
		case err == nil && (n < 10 || n > 90):
			t.say("note.age.impossible", "")
			t.s.Ask = qAge
			return
		case err == nil && n < 14:
			t.say("note.age.jeune", "")
			return
		}
	}
	if t.takesAny(words) || t.holdsBack(words) {
		return
	}
	if t.written && !found && len(t.u.Entities) == 0 && !questions(line) && (ofReach[t.u.Intent] || t.u.Intent == "parler_conseiller" && !callsMe.MatchString(words)) {
		t.s.Lost = 0
		t.remind() // « j'ai pas de téléphone, que mon mail » says nothing else
		return
	}
	if t.special == "" && (t.here(words) || t.nearest(words) || t.ordinal(words)) || t.yesOrNo(words, found) {
		return
	}
	t.wants(words, found)
}

// tellWhom are the words of somebody who has something on their heart and does not say what.
var tellWhom = anyOf(`(?:sais|sait|c) (?:pas|pa|plus) (?:trop )?a qui (?:le |l |en )?(?:dire|confier|raconter)`, `(?:besoin|envie) de (?:me confier|vider mon sac|parler a quelqu un de (?:ca|moi|mes problemes))`, `personne a qui (?:le dire|en parler|me confier)`)

var simpler = anyOf(`plus simple(?:ment)?|simplifie[zr]?|en simple|trop complique|facile a lire|avec des mots simples|mots plus simples`,
	`(?:parl\w*|ecri\w*|expliqu\w*|dire|dis|dites|mots?|phrases?|francais|repond\w*|faire) (?:tres |bien |svp )?simples?(?:ment)?`, `simple(?:ment)? (?:svp|stp|s il (?:vous|te) plait|please)`,
	`mots? (?:trop |tres |pas )?(?:durs?|difficil\w*|compliqu\w*)`, `(?:(?:pas|peu) (?:bien )?compr\w*|compr\w* (?:pas|peu|rien)(?: a)?)(?: \w+){0,2} (?:mots?|phrases?|texte)`)

// changesTrade asks of a change of trade as such, which has its answer, and not whether one is up to it.
var changesTrade = anyOf(`chang\w* de (?:metier|voie|branche|secteur|boulot)`)

// simplest tells what would be the least trouble: « le plus simple c'est qu'on m'appelle ».
var simplest = anyOf(`le plus simple (?:c est|ce serait|ca serait|serait|est|pour moi)`)

// simpler says the last answer again in short sentences, and goes on so.
func (t *turn) simpler() {
	t.s.set(Simple, true)
	t.out.Understood = intents.Understanding{Intent: "aide", Score: 1}
	again := false
	t.leadWith("simple")
	for _, b := range t.before {
		base := strings.TrimSuffix(b.name, ".simple")
		root, _, _ := strings.Cut(base, ".")
		for _, name := range []string{base, root} {
			if t.d.texts.Has(name+".simple") && t.d.schemeOf(name) == t.d.schemeOf(base) {
				t.say(name, b.arg)
				again = true
				break
			}
		}
	}
	if !again {
		t.lead = ""
		t.said = t.said[:0]
		t.say("simple.rien", "")
	}
	t.hold = true // what was said again is enough for once
	t.resume()
}

// takeUp greets somebody who comes back after a pause and says where the talk stood,
// when the message itself asks for nothing.
func (t *turn) takeUp(words string) bool {
	if t.u.Intent != "saluer" && !(t.u.Intent == intents.OutOfScope && len(strings.Fields(words)) < 3 && len(t.u.Entities) == 0) {
		return false
	}
	if t.d.standing(&t.s) == "" {
		return false
	}
	t.say("reprise", "")
	t.s.Ask = qResume
	return true
}

// picksUp goes on where the talk stood for somebody who asks where that was: « on en était où ? ».
func (t *turn) picksUp(words string) bool {
	if !whereWeWere.MatchString(words) || t.s.Ask == qConsent || t.s.Flags.Has(Employer) || len(t.before) == 0 || t.d.standing(&t.s) == "" {
		return false
	}
	for _, e := range t.u.Entities {
		if e.Name == intents.Commune && e.Value != t.s.Profile.Commune || e.Name == intents.Metier && e.Value != t.s.Profile.Metier {
			return false // they go on from somewhere else
		}
	}
	t.s.Lost, t.s.Ask = 0, qResume
	t.out.Understood = intents.Understanding{Intent: "chercher_formation", Score: 1, Entities: t.u.Entities}
	t.answered("chercher_formation")
	if feelsBetter.MatchString(words) {
		t.leadWith("mieux")
	}
	t.goOn()
	return true
}

var (
	whereWeWere = anyOf(`(?:on|nous|j|je) (?:en )?(?:etait|etais|etions|est|est reste|etait reste|s est arrete\w*|s etait arrete\w*|avait arrete)(?: deja)? (?:ou|a quoi)`, `ou (?:en (?:est on|etait on|etions nous|sommes nous)|(?:est ce qu )?(?:on|nous) en (?:est|etait|etions|sommes)|(?:j|je) en (?:etais|suis))`,
		`(?:on|je) (?:peut |peux |voudrais )?(?:reprend\w*|continue\w*|repart\w*) (?:la )?ou (?:on|j|je|nous) (?:\w+ ){0,3}(?:etait|etais|arrete\w*|etions|reste)`)
	// goesOnAgain takes up what was talked about.
	goesOnAgain = anyOf(`(?:on|je|j) (?:peut |peux |veux )?(?:continu\w*|reprend\w*|repart\w*|revien\w*)`, `continuons|reprenons`)
	feelsBetter = anyOf(`coup de mou|(?:c est|cest) passe`, `(?:ca|sa|je) (?:va|vais|me sens|se sent)(?: \w+)? (?:mieux|bien mieux)|(?:suis|chui|sui|jsuis) (?:revenue?|de retour)|me (?:re)?(?:voila|revoila)`)
)

var agedLine = matching(`^(?:j ai |il a |elle a |moi )?(\d{1,3}) ans$`)

// yesOrNo presses for the person who answers in words. An answer that says more is a
// yes only if it does not ask for something else.
func (t *turn) yesOrNo(words string, found bool) bool {
	yes := yesLine.MatchString(words) || t.u.Intent == "accepter" && t.u.Score >= sure && len(t.u.Also) == 0
	no := noLine.MatchString(words) || t.u.Intent == "refuser" && t.u.Score >= sure && len(t.u.Also) == 0
	_, pending := t.d.yes(&t.s)
	switch {
	case yes && !found && t.jobArg() == "j:"+t.s.Profile.Metier && !questions(t.m.Text) && !t.s.Flags.Has(Employer):
		t.s.set(Seeking, true)
		t.leadWith("accepter") // « ok va pour soudeur »
		t.advance()
		return true
	case yes && found, no && found, no && t.saysAgain(), yes && len(t.u.Entities) > 0 && len(strings.Fields(words)) > 3:
		return false // it states a fact, known or not
	case thanksLine.MatchString(words) && !takesLeave.MatchString(words) && afterThanks(t.m.Text) == t.m.Text:
		t.u.Intent, t.u.Score, t.u.Also = "remercier", 1, nil
		t.out.Understood = t.u
		return false
	case yes && !yesLine.MatchString(words) && t.askAgain():
		return true
	case yes && heardIt.MatchString(words) && t.saidBefore("aide"):
		t.say("compris", "") // « ah d'accord », of what this is for
		return true
	case yes && !pending && strings.HasPrefix(t.s.Ask, qTastes):
		t.taste("0") // « ouais » chooses nothing
		return true
	case yes && !pending && courtesy[t.u.Intent] && t.u.Score >= sure:
		return false
	case yes:
		if value, ok := t.d.yes(&t.s); ok {
			if verb(value) == "humain" {
				t.answered("accepter") // the next text begins with a yes of its own
			} else {
				t.leadWith("accepter")
			}
			t.press(value)
			return true
		}
		if calledUp.MatchString(words) && !noCall.MatchString(words) && !t.s.Wish.Sent() {
			t.wantHuman("") // « ok je veux bien qu'on m'appelle »
			return true
		}
		if notTold.MatchString(words) {
			t.say("redite.reponse", "")
			return true
		}
		t.say("compris", "")
		t.resume()
		return true
	case no:
		if t.tellSpecial() {
			return true
		}
		if value, ok := t.d.no(&t.s); ok {
			t.press(value)
			return true
		}
		if t.s.Ask != "" && t.s.Ask != qResume {
			t.skip(t.s.Ask)
			return true
		}
		t.say("refuser", "")
		return true
	}
	return false
}

var (
	// calledUp wants to be called.
	calledUp = anyOf(`(?:qu|k|ke|que)? ?(?:on|kon|qu on|quelqu un|qqn|un conseiller|vous) (?:m |me |re)*m?app?el\w*`, `kon m?app?el\w*`, `(?:etre|qu on me|que vous me) (?:re)?(?:appel|contact)\w*`)
	// notTold says that what was asked was not answered: « oui mais vous m'avez pas dit le nombre d'heures ».
	notTold = anyOf(`(?:vous|tu|vou) ?(?:ne |n )?(?:m |me )?m?(?:avez|ave|as)(?: \w+)? pas (?:vraiment |encore )?(?:dit|repondu|donne|precise)`)
)

// heardIt takes note, and agrees to nothing.
var heardIt = matching(`^(?:ah|oh|mh+|hum) (?:ok|okay|d accord|daccord|bon|je vois)$`)

// takesLeave are words of farewell, those people know in other languages too.
var takesLeave = anyOf(`au revoir|aurevoir|orevoir|a bientot|bonne (?:journee|soiree|continuation)|a plus|a la prochaine|bye|goodbye|ciao|tschuss|tschus|auf wiedersehen|adios|salut et merci`)

var thanksLine = matching(`^(ok|okay|d accord|ca marche|super|parfait|top|tres bien|c est bon|bon|bien) (merci|mercii*|mrc|mr6|mersi|merki|thx|thanks|thank you)( .*)?$`)

var drives = matching(`\b((j ai|jai|g) (le |mon |une |un )?(permis?|voiture|vehicule|scooter)|(je suis|chui|jsuis) (vehicule\w*|motorise\w*))\b`)

var courtesy = map[string]bool{"remercier": true, "au_revoir": true}

// wants answers the intents of a message, then takes the next step of the form.
func (t *turn) wants(words string, found bool) {
	if found && t.wondersAboutJob(words) || t.objects(words) {
		return
	}
	if found && len(t.asides) == 0 && t.special == "" && (t.bare() || t.dense(words)) {
		t.onlyFacts()
		return
	}
	if abroad := t.entity(intents.Etranger); abroad != "" && t.s.Profile.Commune == "" && livesIn.MatchString(fold(t.m.Text[:t.at(intents.Etranger)])) {
		t.s.Ask = qPlace
		t.say("note.lieu.etranger", "a:"+abroad)
		return
	}
	if t.s.Flags.Has(Employer) && t.reach() != "" && t.s.Ask != qConsent {
		t.contact(t.reach(), t.m.Text) // they wish to be answered
		return
	}
	if name := t.special; strings.HasPrefix(name, "hors_sujet") {
		t.special = ""
		t.s.Ask = ""
		t.say(name, "")
		return
	}
	if t.didIt && !found && t.s.Profile.Metier == "" && (aboutJobs[t.u.Intent] || t.u.Intent == intents.OutOfScope) && t.states(words) {
		t.s.Lost = 0
		t.s.set(Seeking, true)
		t.say("note.experience", "") // « j'ai fait fondeur »: what they want now is another matter
		t.ask(qJob)
		return
	}
	asked := t.asked(words, found)
	if leavesReach(t, words) && len(asked) > 0 && !slices.Contains(asked, "parler_conseiller") && !slices.Contains(asked, "supprimer_donnees") {
		t.leadWith("numero_garde")
	}
	sure := t.u.Score >= 0.75 && (t.u.Intent != "chercher_formation" || found)
	if t.s.Flags.Has(Seeking) && !sure && len(strings.Fields(words)) < 9 && t.schemeNamed() == "" && !(t.u.Intent == "reconversion" && changesTrade.MatchString(words)) && doubts.MatchString(words) {
		asked = nil // « c'est faisable ou je rêve ? » is about the project
	}
	switch {
	case len(asked) > 0:
		t.s.Lost = 0
	case found && t.u.Intent == intents.OutOfScope && t.u.Score >= 0.6 && questions(t.m.Text) && !t.wasSeeking && !t.toldOfSelf:
		t.say("hors_sujet", "") // « les horaires de la CAF de Nancy ? »
		return
	case found:
		t.onlyFacts()
		return
	case t.s.Flags.Has(Seeking) && doubts.MatchString(words):
		t.s.Lost = 0
		t.trim = t.goesOn()
		t.say("faisable", "")
		t.resume()
		return
	case t.ofOthers && !questions(t.m.Text):
		t.s.Lost = 0
		t.say("compris", "")
		t.resume()
		return
	case t.saysAgain() && !strings.Contains(t.m.Text, "?"):
		t.s.Lost = 0
		if toldAlready.MatchString(words) {
			t.leadWith("note.deja")
			if q := t.wasAsked; slices.Contains(form, q) && t.s.lacks(q) {
				t.ask(q) // it was not answered yet
				return
			}
		} else {
			t.leadWith("accepter") // said again, and known
		}
		t.advance()
		return
	case t.reach() != "":
		t.contact(t.reach(), t.m.Text)
		return
	default:
		t.lost()
		return
	}
	if t.wasEmployer && !strings.Contains(t.m.Text, "?") && !asksFor.MatchString(words) && !employersAsk[asked[0]] && !social[asked[0]] {
		t.need() // what an employer says of themselves is part of what they need
		t.say("entreprise.note", "")
		return
	}
	if len(asked) == 1 && t.special == "" && t.saidBefore(asked[0]) && t.namedPartner() == "" && t.entity(intents.Dispositif) == "" && !strings.Contains(t.m.Text, "?") && !asksFor.MatchString(words) && !ownQuestion[asked[0]] && !social[asked[0]] {
		t.heard()
		return
	}
	if len(asked) > 1 { // what was just told gives way to what was not
		if fresh := slices.DeleteFunc(slices.Clone(asked), func(a string) bool { return a != t.u.Intent && t.saidBefore(a) }); len(fresh) > 0 {
			asked = fresh
		}
	}
	// What ends with a question of its own comes last.
	slices.SortStableFunc(asked, func(a, b string) int { return cmp.Compare(stage[a], stage[b]) })
	if len(t.notes) > 0 && t.saidBefore(asked[0]) && !strings.Contains(t.m.Text, "?") {
		t.onlyFacts() // the same answer again would pass over what is new
		return
	}
	if len(t.notes) > 0 && !ownQuestion[asked[0]] && t.toldOfSelf {
		t.s.set(Seeking, true)
	}
	t.hold = len(asked) > 1 || len(t.notes) == 0 || t.onlyJobAsked(asked[0])
	for i, intent := range asked {
		if slices.Contains(t.out.Answered, intent) && !social[intent] {
			continue // one answer was to both: what an apprentice earns
		}
		asksNext := i+1 < len(asked) && (stage[asked[i+1]] >= 2 || t.s.Flags.Has(Employer)) // one question a turn
		t.trim = stage[intent] < 2 && (t.goesOn() || asksNext)
		t.intend(intent)
		t.trim = false
	}
	t.flush()
	if !courtesy[asked[0]] && asked[0] != "mecontentement" {
		t.resume()
	}
}

// heard takes a message that goes on about what was just answered without asking
// anything more: it is heard, and the search goes on.
func (t *turn) heard() {
	t.s.set(Seeking, !t.s.Flags.Has(Employer))
	if len(t.notes) == 0 {
		t.leadWith("entendu")
	}
	t.noted()
	t.advance()
}

// onlyFacts takes a message that states facts and asks nothing: the next step follows.
func (t *turn) onlyFacts() {
	t.s.Lost = 0
	if strings.HasPrefix(t.s.Ask, qTastes) && t.s.Profile.Metier == "" {
		t.noted()
		t.tastes()
		return
	}
	if t.s.Topic == "chercher_emploi" && !t.wasSeeking && t.s.Ask == "" && t.s.Profile.Metier != "" && !t.s.lacks(qPlace) && len(t.s.Paths) == 0 {
		t.noted() // a training is offered to who looks for work, and not shown unasked
		if t.offers() {
			t.s.Asked += offered
			t.say("chemins.prets", "")
		} else if t.lead == "" {
			t.say("compris", "")
		}
		return
	}
	if !t.s.Flags.Has(Stopped) || t.s.Ask != "" {
		t.s.set(Seeking, true)
	}
	if len(t.notes) == 0 && t.s.Profile.Metier == "" && t.s.Tastes != "" {
		t.discover() // all that was told are tastes
		return
	}
	// Who wants a paper for what they do says so before a training is looked for.
	if searches.MatchString(fold(t.m.Text)) || t.u.Intent == "chercher_formation" && t.u.Score >= guess && !t.s.Flags.Has(Experience) {
		t.seek()
		return
	}
	t.noted()
	t.advance()
}

var searches = matching(`\b(formations?|me former|devenir|apprendre le metier|(j ?veu[xt]?|jveu[xt]?|veux|voudrai[st]?|aimerai[st]?) (\w+ ){0,2}(etre|faire|fer|fair|devenir|bosser|travailler))\b`)
