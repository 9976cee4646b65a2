package dialogue

import (
	"regexp"
	"slices"
	"strings"
)

// A misreading is a message that the recogniser, which reads one at a time, takes for something else than it
// means where it is said: its words tell, together with what was read and where the talk stands. A row of the
// tables below is one, with an example.
type misreading struct {
	// What tells it: all that is given must hold.
	words    *matcher                         // how it is worded
	without  *matcher                         // words that it has none of
	read     []string                         // the intents that it is taken for,
	below    float64                          // or the score below which any reading is doubted: one of the two is enough
	under    float64                          // the score from which what was read is believed after all
	beside   string                           // a further wish that was read
	unless   []string                         // the intents that are believed all the same
	topics   []string                         // one of these was just spoken of
	most     int                              // it has no more words than that
	asking   bool                             // something is asked, in so many words or by its mark
	marked   bool                             // there is a question mark
	unmarked bool                             // there is none
	when     func(t *turn, words string) bool // whatever else

	// What it means: an intent, else the topic; without both what was read stands, and only has a text of its own.
	intent string
	text   string // the answer to it, where it is not that of the intent
	alone  bool   // what else was read is dropped
	keeps  bool   // what was read stays, as a further wish
	aside  bool   // it is told without a question, and maybe among other things: it is answered all the same
	second bool   // it only rules out what was read: the runner-up is read,
	next   bool   // or is read and looked at in turn

	then func(t *turn, words string) // what else it changes
}

// misreadings are in the order of precedence: the first that holds is taken.
var misreadings = slices.Concat(restarts, offices, ofStudies, foremost, concerns, writers, farewells, ofMinors, replies, ofPlaces, ofForeigners, specials, worries, searching)

// inTheTalk are those that come after, and that a hint may still add to where the reading stays doubtful.
var inTheTalk = slices.Concat(spokenOf, leavings, whoIsThere, subscriptions, ofThemselves, erasures, stops, payers, agreements, trades, employers,
	whichJobs, handovers, assents, goingOn)

// urgent comes before the rest, and of what was read first.
var urgent = []misreading{
	// « je dors dans ma voiture »: a roof for tonight comes before any rent
	{words: roofless, unless: []string{"detresse"}, intent: "logement_mobilite", text: "logement_mobilite.urgence", keeps: true, aside: true},
	// « mon chef me harcèle, j'en peux plus »: who can help comes before the next trade
	{words: harassed, without: apprenticed, unless: []string{"detresse"}, intent: "reconversion", text: "detresse.travail", keeps: true, aside: true, when: func(t *turn, words string) bool {
		return t.s.Topic != "alternance" && !pestering.MatchString(words) && !t.s.Flags.Has(Employer) && !t.s.Flags.Has(Ward)
	}, then: func(t *turn, _ string) { t.gentle, t.out.Effects.Unkept = true, true }},
}

// harassed tells of harm suffered at work, by those above or beside.
var (
	harassed = anyOf(`(?:patronn?e?s?|chef\w*|manager|boss|superieure?|collegues?|contremaitre|responsable|direction|employeur)(?: \w+){0,3} (?:me|m|nous) (?:\w+ )?(?:harcel\w*|arcel\w*|humili\w*|insult\w*|rabaiss\w*|persecut\w*|maltrait\w*|crie\w* dessus|gueule\w* dessus|hurle\w* dessus|pourri\w* la vie)`,
		`(?:je|j|suis|me|m) (?:\w+ ){0,3}(?:harcelee?|humiliee?|rabaissee?|persecutee?|maltraitee?)(?: \w+){0,5} (?:travail|boulot|taf|usine|boite|atelier|bureau|chef\w*|patronn?e?|collegues?|manager)`,
		`(?:je|j) (?:subis|vis|suis victime)(?: \w+){0,3} harcelement`)
	pestering = anyOf(`telephone\w*|appels?|mails?|messages?|sms|cpf`)
)

// apprenticed are those whose trouble with a master has an answer of its own.
var apprenticed = anyOf(`appren\w*|alternan\w*`)

// foremost come before all the rest.
var foremost = []misreading{
	// « efface pas hein mais STOP »: the word by which all messages end, whatever stands beside it
	{unless: []string{"detresse"}, intent: "desabonner", alone: true, when: func(t *turn, words string) bool {
		return stopSign.MatchString(t.m.Text) && strings.ToUpper(t.m.Text) != t.m.Text && !stopsElse.MatchString(words) || keepsData.MatchString(words) && stopsAll.MatchString(words)
	}},
	// « vous n'avez rien noté sur lui » wants something noted, and nothing erased
	{words: saysMissing, read: []string{"supprimer_donnees", "sans_diplome", "recommencer"}, under: 0.9, intent: "donnees_personnelles", alone: true},
	// « je ne veux surtout pas que mon patron l'apprenne »
	{words: hidesIt, unless: []string{"detresse", "alternance", "casier_judiciaire", "handicap"}, intent: "reconversion", text: "reconversion.patron", keeps: true, aside: true, when: atWorkNow},
	// « il y a une prime pour le tuteur ? »
	{words: tutorAid, below: 0.7, unless: []string{"financement"}, intent: "financement"},
	// « ça va coincer pour la formation ? », of what was just told
	{words: hinders, below: 0.75, topics: hindrances, marked: true, when: namesNoJob},
	// « je peux les contacter comment »: whoever teaches it, and no adviser
	{words: reachesThem, read: []string{"parler_conseiller"}, below: 0.6, unless: []string{"detresse"}, intent: "contact_partenaire", alone: true, when: func(t *turn, _ string) bool {
		return !t.s.Flags.Has(Employer) && t.s.human() == nil && (len(t.s.Paths) > 0 || ofPartner(t, ""))
	}},
	// « les maths me tuent » is of no criminal record
	{when: func(t *turn, words string) bool {
		return t.u.Intent != t.s.Topic && t.unproved(t.u.Intent, words, believed(t.u.Intent))
	}, next: true},
}

var (
	// stopSign is the word in capitals; stopsAll and keepsData are the same beside what is not to be erased.
	stopSign  = regexp.MustCompile(`\bSTOP\b`)
	stopsAll  = anyOf(`stop`)
	keepsData = anyOf(`(?:effac\w*|supprim\w*|vire\w*)(?: \w+){0,2} (?:pas|rien|pa)`, `(?:pas|rien|sans)(?: \w+){0,2} (?:effac\w*|supprim\w*)`)
	tutorAid  = anyOf(`(?:aides?|primes?)(?: \w+){0,3} tut(?:eurs?|orat|rice)`)
	// hinders asks whether something keeps one out.
	hinders = anyOf(`bloqu\w*|coinc\w*|gene\w*|empech\w*|refus\w*|frein\w*|obstacle|redhibitoire|handicap\w*`, `pos\w* (?:un )?(?:probleme|souci)|(?:un|c est|le) (?:probleme|souci)`, `ferm\w* (?:des|les|la) portes?`, `(?:ca|cela) passe`)
)

// hindrances are what people fear may keep them out.
var hindrances = []string{"casier_judiciaire", "handicap", "etranger", "sans_diplome", "age", "permis_transport"}

// namesNoJob and namesNothing are conditions of many.
func namesNoJob(t *turn, _ string) bool   { return t.jobArg() == "" }
func namesNothing(t *turn, _ string) bool { return len(t.u.Entities) == 0 }

// mistaken puts a reading right that is one of the rows. It reports whether it did.
func (t *turn) mistaken(rows []misreading, words string) bool {
	n := len(strings.Fields(words))
	for i := range rows {
		m := &rows[i]
		if !m.holds(t, words, n) {
			continue
		}
		if m.next {
			t.second()
			return t.mistaken(rows, words)
		}
		t.take(m, words)
		return true
	}
	return false
}

// holds tells whether a message of n words is that misreading.
func (m *misreading) holds(t *turn, words string, n int) bool {
	switch {
	case m.topics != nil && !slices.Contains(m.topics, t.s.Topic),
		(m.read != nil || m.below > 0) && !slices.Contains(m.read, t.u.Intent) && t.u.Score >= m.below,
		m.under > 0 && t.u.Score >= m.under,
		m.beside != "" && !slices.Contains(t.u.Also, m.beside),
		slices.Contains(m.unless, t.u.Intent),
		m.most > 0 && n > m.most,
		m.marked && !questions(t.m.Text),
		m.unmarked && questions(t.m.Text),
		m.words != nil && !m.words.MatchString(words),
		m.without != nil && m.without.MatchString(words),
		m.asking && t.states(words),
		m.when != nil && !m.when(t, words):
		return false
	}
	return true
}

// take takes a message for what a misreading means.
func (t *turn) take(m *misreading, words string) {
	if m.second {
		t.second()
		return
	}
	intent := m.intent
	if intent == "" && m.topics != nil {
		intent = t.s.Topic
	}
	if m.alone {
		t.u.Also = nil
	}
	switch {
	case intent == "":
	case m.keeps:
		t.meantBeside(intent)
	default:
		t.meant(intent)
	}
	if m.text != "" {
		t.special = m.text
	}
	if m.aside {
		t.asides = append(t.asides, intent)
	}
	if m.then != nil {
		m.then(t, words)
	}
}

// tellSpecial says the text that [turn.take] found for what was read, where there is one.
func (t *turn) tellSpecial() bool {
	name, arg := t.special, t.specialArg
	t.special, t.specialArg = "", ""
	if name == "" || t.s.Flags.Has(Employer) || !t.d.texts.Has(name) {
		return false
	}
	t.say(name, arg)
	return true
}
