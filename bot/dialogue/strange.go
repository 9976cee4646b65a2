package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"potentiels/intents"
)

// lost answers what was not understood: first with what it might mean, then with
// other words, then with a person; after that the talk waits, so that two machines
// do not talk for ever.
func (t *turn) lost() {
	t.s.Lost++
	if t.s.Flags.Has(Employer) && t.s.Lost < 3 {
		t.unknown()
		t.need()
		t.say("entreprise.note", "")
		return
	}
	if t.erasedAlready() && isItDone.MatchString(fold(t.m.Text)) {
		t.say("supprimer_donnees.verifie", "")
		return
	}
	if t.erasedAlready() {
		t.say("hors_sujet.efface", "")
		return
	}
	if t.saidBefore("desabonner") {
		t.s.Lost = 0
		t.say("compris", "") // what follows a stop explains it
		return
	}
	if q := t.takenBack(); q != "" {
		t.s.Lost = 0
		t.ask(q)
		return
	}
	if t.tellsStory() {
		t.s.Lost = 0
		t.say("histoire", "")
		t.advance()
		return
	}
	if t.s.Lost < 5 {
		t.unknown()
	}
	var meant []string
	for _, a := range append([]intents.Alternative{{Intent: t.u.Intent, Score: t.u.Score}}, t.u.Alternatives...) {
		if a.Score >= guess && t.d.meanings[a.Intent] != "" && len(meant) < 3 && !slices.Contains(meant, a.Intent) {
			meant = append(meant, a.Intent)
		}
	}
	switch {
	case t.s.Lost > 5:
		return // silence
	case t.s.Lost == 5:
		t.say("boucle", "")
		return
	case t.s.Lost >= 3:
		t.say("pas_compris.humain", "")
		return
	case elsewhere.MatchString(fold(t.m.Text)) && t.saidBefore("hors_sujet") || noIndustry.MatchString(fold(t.m.Text)):
		t.s.Ask = ""
		t.say("hors_sujet.ailleurs", "") // a training in another trade, or none of these
		return
	case t.u.Intent == intents.OutOfScope && t.u.Score >= 0.75 && questions(t.m.Text) && (t.s.Profile.Metier != "" || len(t.s.Paths) > 0):
		t.say("sans_reponse", "") // « on peut aller aux prud'hommes ? », of somebody with a project
		return
	case t.u.Intent == intents.OutOfScope && (t.u.Score >= 0.6 || t.saidBefore("hors_sujet")) && (t.s.Ask == "" || asksOf.MatchString(fold(t.m.Text))):
		t.say("hors_sujet", "")
		return
	case len(meant) > 0:
		t.say("vouliez_vous", "i:"+strings.Join(meant, ","))
		return
	}
	if q := t.s.Ask; !questions(t.m.Text) && (letters[q] != 0 || strings.HasPrefix(q, qTastes)) {
		t.unknownAnswer(q)
		return
	}
	if len(t.before) == 0 && t.u.Intent == intents.OutOfScope && t.u.Score >= guess {
		t.say("hors_sujet", "")
		t.resume()
		return
	}
	t.say("pas_compris", "")
}

// tellsStory tells whether somebody begins by telling of their work and life, and asks nothing yet: « ça fait neuf ans que
// je suis à la maison avec mes trois enfants ».
func (t *turn) tellsStory() bool {
	words := fold(t.m.Text)
	return t.m.Kind == Text && (t.u.Intent == intents.OutOfScope || t.u.Score < guess) && t.s.Ask == "" && t.s.Profile.Metier == "" && len(t.s.Paths) == 0 && !t.s.Flags.Has(Stopped) &&
		len(strings.Fields(words)) > 5 && !questions(t.m.Text) && !t.saidBefore("histoire") &&
		ofTheirLife.MatchString(words) && ofOneself.MatchString(words) && !looksFor.MatchString(words) && !noIndustry.MatchString(words)
}

var (
	ofOneself = anyOf(`je|j|jai|jsuis|jsui|chui|chuis|moi|me|m|mon|ma|mes|jen|jbosse|jtravaille`)
	// ofTheirLife is what people tell who think of beginning anew.
	ofTheirLife = anyOf(`(?:\w+ )?(?:ans|an|mois|annees|temps) (?:que|ke) (?:je|j|jsuis|on)`, `(?:a|de) la maison`, `(?:mere|pere|femme) au foyer`, `conge parental`, `boulots?|taf|bosse\w*|travaill\w*|interim\w*|usines?|patronn?e?|petits? contrats?`,
		`chom\w+|licencie\w*|vire\w*|galer\w*`, `marre|ras le bol|envie (?:d |de )?(?:changer|autre chose|bouger)|tourne en rond|change\w* de vie|nouveau depart|(?:re)?partir de zero`, `ma vie|mon parcours|ma situation`)
)

// elsewhere asks for a training or a job again, after the answer that it is not for here.
var elsewhere = anyOf(`form\w+|metiers?|diplome|apprendre|devenir|travail\w*|emploi|boulot|ecole`)

// asksOf asks us for something that is no answer to what was asked: « vous savez s'il va pleuvoir demain ».
var asksOf = anyOf(`(?:vous|tu) (?:sav\w*|sais|connai\w*|pouvez|peux|pourri\w*|pourrais|avez vu|as vu)`, `(?:sais|peux|connais|pourrais) tu|(?:savez|pouvez|connaissez|pourriez) vous`, `(?:quel|quelle|combien|pourquoi|ou) (?:est|sont|fait|fera|va|coute|il)`, `c est quoi`)

// leftOver asks whether anything is still known.
var leftOver = anyOf(`(?:rest\w*|gard\w*|sav\w*|sais|conserv\w*|avez|as)(?: \w+){0,3} (?:quelque chose|qqch|qqchose|quelquechose|quoi que ce soit|des traces?|une trace|des (?:infos?|donnees))`, `(?:il |y |ca )?(?:en |me )?reste(?: t il)? (?:quoi|encore|des (?:traces?|choses))`,
	`(?:vous|tu) (?:savez|sais|avez|as)(?: \w+){0,2} (?:quoi|encore)(?: \w+){0,3} (?:sur|de) moi`)

// isItDone asks whether what was asked for has happened.
var isItDone = anyOf(`(?:c est|cest|c|ce) (?:bien |vraiment |donc )?(?:fait|bon|efface\w*|supprime\w*|fini|ok|parti)`, `oui ou non`, `vraiment tout|tout est (?:efface|parti|supprime)`, `(?:plus|reste) rien`)

// takenBack is the question whose answer a message rules out without another that could be
// read: « pas Metz, thionvil » is on the subject all the same.
func (t *turn) takenBack() string {
	was, is := t.known, t.s.Profile
	switch {
	case was.Commune != "" && is.Commune == "" && t.s.Near == "":
		return qPlace
	case was.Metier != "" && is.Metier == "":
		return qJob
	}
	return ""
}

// unknownAnswer comes back to a question whose answer was not understood.
func (t *turn) unknownAnswer(q string) {
	switch {
	case q == qPlace:
		if abroad := t.entity(intents.Etranger); abroad != "" {
			t.say("note.lieu.etranger", "a:"+abroad)
			return
		}
		t.say("note.lieu.inconnu", "")
		return
	case q == qAge:
		t.say("note.age.impossible", "")
		return
	case strings.HasPrefix(q, qTastes):
		t.taste("0")
		return
	}
	if t.s.asked(q) >= patience(q) {
		if len(strings.Fields(t.m.Text)) > 3 {
			t.leadWith("passer.incompris")
		}
		t.skip(q)
		return
	}
	t.ask(q)
}

// location takes the commune nearest to a point shared from a phone.
func (t *turn) location() {
	lat, lon, ok := strings.Cut(t.m.Value, ",")
	y, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if !ok || err1 != nil || err2 != nil {
		t.say("recu.autre", "")
		return
	}
	place, km, found := t.d.c.Nearest(y, x)
	if !found || km > 25 {
		t.say("recu.lieu.loin", "")
		return
	}
	t.s.Profile.Commune, t.s.Near = place.Code, ""
	t.s.set(Resident, true)
	t.leadWith("recu.lieu")
	t.s.Ask = ""
	if t.s.Flags.Has(Employer) {
		return
	}
	t.s.set(Seeking, true)
	t.advance()
}

// tongues are frequent words, folded, of the languages that people of the region
// write in beside French.
var tongues = wordsOf(map[string]string{
	"en": `a am and any be become can cost course day days diploma do does don english find for free french from get have hello help hi how i im is it job know learn live looking m me much my near need no not pay please show some speak t than thank the there to training want welder welding what where with work would years you your`,
	"de": `abschluss alt arbeit arbeitslos auch ausbildung bezahlt bin bitte das der deutsch die ein eine es euro finden franzosisch fur gibt gratis guten hab habe hallo ich jahre kann kein kosten kostet kurs mein mir mit mochte nicht schweisser schweißer suche umschulung und viel wann was werden wie wieviel wo wohne zeig`,
	"lb": `aarbecht ass ech eng fir formatioun gar gär kann kascht keen letzebuergesch moien net schaffen schweesser sichen wat wei wou`,
	"it": `abito anni buongiorno cerco che ciao come corso costa di diploma disoccupato dove formazione gratis ho il in italiano lavorare lavoro mi mio mostra non parlo per posso quanto saldatore senza sono una vorrei`,
	"pt": `anos bom como curso custa desempregado dia diploma em estou eu falo formacao gratis mais moro mostra nao ola onde para portugues posso procuro quanto quero sem soldador sou tenho trabalho uma`,
	"es": `anos buenos busco como cuanto cuesta curso dias diploma donde el en espanol estoy formacion gratis hablo hola la me mi muestra necesito pagar para puedo que quiero sin soldador soy tengo trabajo una vivo yo`,
	"tr": `ariyorum arıyorum ben bir calismak diploma egitim fransizca is istiyorum kaynakci kaynakcı kurs merhaba mi nasil nasıl ne nerede ucret var yok`,
	"fr": `a ai ans au aux avec bonjour c ca ce ces cest cette cherche chez comme comment d dans de des du elle en est et faire fait formation g il j jai je jsuis l la le les lui m ma mais me merci mes metier mon n ne nous on ou par pas pour qu quand que qui quoi s sa salut sans se si suis sur t ta te ton tout travail tu un une va vers veux vous y`,
})

// wordsOf turns lists of words round: word to the languages that have it.
func wordsOf(lists map[string]string) map[string][]string {
	m := make(map[string][]string)
	for language, words := range lists {
		for word := range strings.FieldsSeq(words) {
			m[word] = append(m[word], language)
		}
	}
	return m
}

// wishesAbroad are the words for a training or work in those languages.
var wishesAbroad = []struct {
	words  *matcher
	intent string
}{
	{matching(`\b(speak|talk) (to|with)\b|sprechen|schwätzen|schwatzen|parlare con|falar com|hablar con|konuşmak|konusmak|поговорити|التحدث|أتحدث`), "parler_conseiller"},
	{matching(`\b(how long|wie lange|quanto dura|cuanto dura|cuánto dura|quanto tempo)\b`), "duree"},
	{matching(`\b(who pays?|who('s| is) paying|wer (be)?zahlt|wee bezillt|chi paga|quem paga|qui[eé]n paga|kim [oö]d(ü|u)yor)\b`), "financement"},
	{matching(`\b(cost|free|free of charge|kosten|kostet|kascht|costa|custa|cuesta|gratis)\b|ücret|коштує|كم يكلف`), "financement"},
	{matching(`training|course|apprentic|ausbildung|umschulung|lehre|kurs|formatioun|formazione|corso|formaç|formac|curso|eğitim|egitim|навчан|курс|تدريب|تكوين|دورة`), "chercher_formation"},
	{matching(`\b(show me|zeig\w*|mostra\w*|muestra\w*)\b`), "chercher_formation"},
	{matching(`\b(job|work|arbeit|aarbecht|lavoro|trabalho|trabajo|iş|робот\w*)\b|عمل|وظيفة|شغل|робот`), "chercher_emploi"},
}

// looksAbroad looks for something, in those languages.
var looksAbroad = matching(`\b(look|looking|search|suche|sichen|cerco|procuro|busco|ariyorum)\b|шукаю|أبحث`)

// foreign answers a message in another language in two lines of that language, and
// goes on in simple French when the wish was understood.
func (t *turn) foreign(line string) bool {
	name := language(line, t.s.Flags.Has(Foreign))
	if words := fold(line); name == "" || yesLine.MatchString(words) || noLine.MatchString(words) {
		return false
	}
	first := !t.s.Flags.Has(Foreign)
	t.s.set(Simple|Foreign, true)
	t.s.Lost = 0
	t.plainAnswer(fold(line))
	found := t.facts(line)
	if weakFrench.MatchString(fold(line)) && !found {
		t.meant("etranger")
	}
	for _, w := range wishesAbroad {
		if w.words.MatchString(strings.ToLower(line)) && (t.u.Score < 0.6 || social[t.u.Intent]) {
			if w.intent == "financement" && looksAbroad.MatchString(strings.ToLower(line)) {
				continue // « I look for a free training »
			}
			t.meant(w.intent)
			break
		}
	}
	wish := t.u.Intent != intents.OutOfScope && t.u.Score >= sure && !social[t.u.Intent] && (!found || t.ruled || t.u.Score >= 0.6)
	if first || !wish && !found {
		t.say("langue."+name, "")
	}
	if wish && !(found && t.stated(t.u.Intent, "", true)) {
		t.intend(t.u.Intent)
		t.resume()
	} else if found {
		t.s.set(Seeking, true)
		t.noted()
		t.advance()
	}
	return true
}

// tongueNames are languages by the name that they have in themselves.
var tongueNames = map[string]string{
	"turkce": "tr", "english": "en", "deutsch": "de", "italiano": "it", "portugues": "pt", "espanol": "es", "letzebuergesch": "lb",
}

// language guesses the language of a line; "" is French or not known. Of somebody who
// wrote in another language before, less is enough.
func language(line string, before bool) string {
	arabic, cyrillic, letters := 0, 0, 0
	for _, r := range line {
		switch {
		case r >= 0x600 && r <= 0x6ff:
			arabic++
		case r >= 0x400 && r <= 0x4ff:
			cyrillic++
		}
		letters++
	}
	switch {
	case arabic*3 > letters:
		return "ar"
	case cyrillic*3 > letters:
		return "uk"
	}
	words := fold(line)
	n := len(strings.Fields(words))
	if n <= 10 && !speaksTongue.MatchString(words) {
		for word := range strings.FieldsSeq(words) {
			if l := tongueNames[word]; l != "" {
				return l // « türkçe var mı ? »
			}
		}
	}
	if n < 2 {
		return ""
	}
	hits := make(map[string]int, 8)
	for word := range strings.FieldsSeq(words) {
		for _, l := range tongues[word] {
			hits[l]++
		}
	}
	best := ""
	for _, l := range []string{"en", "de", "lb", "it", "pt", "es", "tr"} { // in order, so that a tie is always decided alike
		if hits[l] > hits[best] {
			best = l
		}
	}
	lead := 2
	if before {
		lead = 1
	}
	if hits[best] < 2 || hits[best] <= lead*hits["fr"] || hits[best]*3 < n {
		return ""
	}
	return best
}
