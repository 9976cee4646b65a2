package dialogue

import (
	"regexp"
	"strconv"
	"strings"

	"potentiels/intents"
)

// lost answers what was not understood: first with what it might mean, then with
// other words, then with a person; after that the talk waits, so that two machines
// do not talk for ever.
func (t *turn) lost() {
	t.s.Lost++
	if t.erasedAlready() {
		t.say("hors_sujet.efface", "")
		return
	}
	if t.saidBefore("desabonner") {
		t.s.Lost = 0
		t.say("compris", "") // what follows a stop explains it
		return
	}
	var meant []string
	for _, a := range append([]intents.Alternative{{Intent: t.u.Intent, Score: t.u.Score}}, t.u.Alternatives...) {
		if a.Score >= guess && t.d.meanings[a.Intent] != "" && len(meant) < 3 {
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
	case t.u.Intent == intents.OutOfScope && t.u.Score >= 0.6 && t.s.Ask == "":
		t.say("hors_sujet", "")
		return
	case len(meant) > 0:
		t.say("vouliez_vous", "i:"+strings.Join(meant, ","))
		return
	}
	if q := t.s.Ask; letters[q] != 0 || strings.HasPrefix(q, qTastes) {
		t.unknownAnswer(q)
		return
	}
	if len(t.before) == 0 && t.u.Intent == intents.OutOfScope {
		t.say("hors_sujet", "")
		t.resume()
		return
	}
	t.say("pas_compris", "")
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
	if t.s.asked(q) >= patience {
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

// tongue is a language that people of the region write in.
type tongue struct {
	name  string
	words *regexp.Regexp // frequent words that French has not
}

var tongues = []tongue{
	{"en", regexp.MustCompile(`\b(the|i am|i m|i have|i want|don t|no|not|is|i would|you|looking|for a|how|what|where|can i|do you|please|hello|my|speak|english|work|job|training|welder|welding|course|with|and|is there|need|help|french)\b`)},
	{"de", regexp.MustCompile(`\b(ich|bin|suche|eine?n?|und|nicht|wie|wo|kann|mochte|arbeit|ausbildung|schweißer|schweisser|deutsch|bitte|guten|hallo|mit|fur|umschulung|kurs|gibt|es|franzosisch)\b`)},
	{"lb", regexp.MustCompile(`\b(ech|sichen|eng|wou|kann|schaffen|aarbecht|formatioun|moien|letzebuergesch|wei|ass|net|fir|gär|gar|schweesser)\b`)},
	{"it", regexp.MustCompile(`\b(sono|cerco|una|lavoro|formazione|corso|come|dove|vorrei|posso|ciao|buongiorno|italiano|per|saldatore|che|non|parlo)\b`)},
	{"pt", regexp.MustCompile(`\b(procuro|uma|trabalho|formacao|curso|como|onde|quero|posso|ola|bom|dia|portugues|nao|sou|soldador|estou|falo|para|eu)\b`)},
	{"es", regexp.MustCompile(`\b(soy|busco|una|trabajo|formacion|curso|como|donde|quiero|puedo|hola|buenos|dias|espanol|soldador|estoy|hablo|para|yo|necesito)\b`)},
	{"tr", regexp.MustCompile(`\b(ben|is|ariyorum|arıyorum|bir|merhaba|egitim|kurs|kaynakci|kaynakcı|istiyorum|nasil|nasıl|nerede|var|mi|turkce|fransizca|calismak)\b`)},
}

// wishesAbroad are the words for a training or work in those languages.
var wishesAbroad = []struct {
	words  *regexp.Regexp
	intent string
}{
	{regexp.MustCompile(`training|course|apprentic|ausbildung|umschulung|lehre|kurs|formatioun|formazione|corso|formaç|formac|curso|eğitim|egitim|навчан|курс|تدريب|تكوين|دورة`), "chercher_formation"},
	{regexp.MustCompile(`\b(job|work|arbeit|aarbecht|lavoro|trabalho|trabajo|iş|робот\w*)\b|عمل|وظيفة|شغل|робот`), "chercher_emploi"},
}

// french words that show that a message is French, whatever else it holds.
var french = regexp.MustCompile(`\b(je|j|tu|vous|nous|il|elle|le|la|les|des|du|est|une|un|pour|dans|avec|quoi|comment|suis|veux|cherche|bonjour|salut|merci|formation|pas|mon|ma|travail|sur|chez|qui|que|ca|c|metier)\b`)

// foreign answers a message in another language in two lines of that language, and
// goes on in simple French when the wish was understood.
func (t *turn) foreign(line string) bool {
	name := language(line)
	if name == "" || t.s.Flags.Has(Simple) && t.saidBefore("langue."+name) {
		return false
	}
	t.s.set(Simple, true)
	t.s.Lost = 0
	found := t.facts(line)
	t.say("langue."+name, "")
	for _, w := range wishesAbroad {
		if w.words.MatchString(strings.ToLower(line)) && (t.u.Score < sure || social[t.u.Intent]) {
			t.meant(w.intent)
			break
		}
	}
	if t.u.Intent != intents.OutOfScope && t.u.Score >= sure && !social[t.u.Intent] {
		t.intend(t.u.Intent)
		t.resume()
	} else if found {
		t.s.set(Seeking, true)
		t.noted()
		t.advance()
	}
	return true
}

// language guesses the language of a line; "" is French or not known.
func language(line string) string {
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
	if n < 2 {
		return ""
	}
	best, hits := "", 0
	for _, l := range tongues {
		if k := len(l.words.FindAllString(words, -1)); k > hits {
			best, hits = l.name, k
		}
	}
	if hits < 2 || hits <= 2*len(french.FindAllString(words, -1)) || hits*3 < n {
		return ""
	}
	return best
}
