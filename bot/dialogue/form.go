package dialogue

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"potentiels/bot/content"
	"potentiels/intents"
)

// Questions; the first six are those of the form, in the order they are asked.
const (
	qJob       = "metier"
	qPlace     = "lieu"
	qSituation = "situation"
	qLevel     = "niveau"
	qAge       = "age"
	qDistance  = "mobilite"
	qConsent   = "accord"
	qContact   = "contact"
	qErase     = "effacer"
	qNews      = "abonner"
	qResume    = "reprise"
	qTastes    = "gouts" // followed by the number of the question: "gouts.2"
)

// asks are the facts that the questions of the form are about.
var asks = map[string]string{
	qJob: intents.Metier, qPlace: intents.Commune, qSituation: intents.Situation,
	qLevel: intents.Niveau, qAge: intents.Age, qDistance: intents.MobiliteKm,
}

// form are the questions of the form in the order they are asked.
var form = []string{qJob, qPlace, qSituation, qLevel, qAge, qDistance}

// patience is how often a question is put before the talk goes on without. Each is put once, and
// what was told instead is taken. Where an answer was not understood, the job and the place are put
// again: nothing can be proposed without a job, and hardly without a place.
func patience(q string) int {
	if q == qJob || q == qPlace {
		return 2
	}
	return 1
}

// knows tells whether what a question of the form asks is known.
func (p Profile) knows(q string) bool {
	switch q {
	case qJob:
		return p.Metier != ""
	case qPlace:
		return p.Commune != "" || p.Departement != ""
	case qSituation:
		return p.Situation != ""
	case qLevel:
		return p.Niveau != ""
	case qAge:
		return p.Age > 0
	case qDistance:
		return p.MobiliteKm > 0
	}
	return true
}

// lacks tells whether a question of the form is worth asking still: neither answered nor
// settled by something else that was told.
func (s *Session) lacks(q string) bool {
	p := s.Profile
	if p.knows(q) {
		return false
	}
	switch q {
	case qPlace:
		return s.Near == ""
	case qSituation, qLevel, qAge:
		if s.studies() {
			return false // Parcoursup decides, and not these
		}
	}
	switch q {
	case qLevel:
		return p.Age == 0 || p.Age > 16
	case qAge:
		return p.Situation == "jeune" || s.Flags.Has(WorkStudy)
	}
	return true
}

// missing is the next question worth asking, "" when a path can be looked for.
// Age is asked only of the young, for whom it decides; distance after the paths are
// shown, when one of them is far.
func (s *Session) missing() string {
	for _, q := range form {
		if q != qDistance && s.lacks(q) && s.asked(q) == 0 {
			return q
		}
	}
	return ""
}

// enough tells whether paths can be shown while a question is open: a job, a place, and
// two of the three facts that decide what is open to the person. The rest is asked with them.
func (s *Session) enough() bool {
	if s.Profile.Metier == "" || s.lacks(qPlace) {
		return false
	}
	known := 0
	for _, q := range []string{qSituation, qLevel, qAge} {
		if s.Profile.knows(q) {
			known++
		}
	}
	return known >= 2
}

// advance takes the next step towards a path: asks what is missing, or proposes.
func (t *turn) advance() {
	if t.s.Flags.Has(Employer) {
		t.s.Ask = ""
		t.say("entreprise", "")
		return
	}
	if len(t.homonyms) > 0 {
		t.s.Ask = qPlace
		t.say("q.lieu.choix", "c:"+strings.Join(t.homonyms, ","))
		return
	}
	if q := t.s.missing(); q != "" && !t.s.enough() {
		t.ask(q)
		return
	}
	if t.s.Profile.Metier == "" && t.comesBackToBoth() {
		return
	}
	if t.s.Profile.Metier == "" && t.s.studies() && t.s.asked(qJob) < patience(qJob) {
		t.noted()
		t.askField()
		return
	}
	if t.s.Profile.Metier == "" && !t.takeWidest() {
		if !strings.HasPrefix(t.s.Ask, qTastes) {
			t.leadWith("gouts.avant")
		}
		t.tastes()
		return
	}
	if t.s.Flags.Has(Experience) && len(t.s.Paths) == 0 && !t.show { // they asked for a paper, not for a training
		t.s.Ask = ""
		if !t.offers() && t.lead == "" {
			t.say("compris", "")
			return
		}
		t.s.Asked += offered
		t.say("chemins.prets", "")
		return
	}
	if len(t.s.Paths) == 0 || t.s.Found != t.d.fingerprint(&t.s) {
		t.recommend()
		return
	}
	if t.lead != "" || len(t.out.Replies) == 0 { // nothing new was told, and yet somebody waits
		t.ask("")
		t.say("chemins.suite", "")
	}
}

// ask puts a question.
func (t *turn) ask(q string) {
	t.s.Ask = q
	if q == "" {
		return
	}
	t.s.Asked += string(letters[q])
	t.say("q."+q, "")
}

// resume comes back to what was open before a digression.
func (t *turn) resume() {
	if t.s.Flags.Has(Distress) || t.gentle {
		return
	}
	switch q := t.s.Ask; {
	case q == qErase && !t.saidOne("supprimer_donnees"), q == qNews && !t.saidOne("abonner"), q == qResume:
		t.s.Ask = ""
	}
	switch q := t.s.Ask; {
	case q == qConsent:
		if !t.saidOne("accord") && !strings.Contains(t.s.Asked, reminded) {
			t.s.Asked += reminded
			t.say("accord.rappel", "")
		}
	case strings.HasPrefix(q, qTastes):
		if q == t.wasAsked {
			return // it waits for its answer, and is not put again
		}
		if t.s.Profile.Metier == "" && !t.saidOne(qTastes) && !t.saidOne("metiers") {
			t.tastes()
		}
	case q == qErase && t.saidOne("supprimer_donnees"), q == qNews && t.saidOne("abonner"), q == qContact && t.saidOne("accord"):
	case q == qContact && t.s.Wish.Sent():
	case t.open():
		if t.offers() && !t.asksSomething() {
			t.s.Asked += offered
			t.say("chemins.prets", "")
		}
	case t.s.Flags.Has(Seeking) && !t.s.Flags.Has(Employer):
		if q := t.s.missing(); q != "" && !t.asksSomething() && len(t.out.Recommendations) == 0 {
			t.ask(q)
		} else if q == "" && t.s.Profile.Metier != "" && t.s.Found != t.d.fingerprint(&t.s) {
			if t.hold || t.s.Flags.Has(Experience) && len(t.s.Paths) == 0 {
				if t.offers() {
					t.s.Asked += offered
					t.say("chemins.prets", "")
				}
				return
			}
			if len(t.notes) == 0 && t.samePaths() {
				t.s.Found = t.d.fingerprint(&t.s) // what was said since changes nothing of them
				return
			}
			t.recommend()
		}
	}
}

// open tells whether the question put before this message still waits for its answer:
// it is not put again after an answer to a question of theirs.
func (t *turn) open() bool {
	q := t.s.Ask
	return letters[q] != 0 && q == t.wasAsked && t.s.Flags.Has(Seeking) && !t.s.Flags.Has(Employer) && t.s.lacks(q)
}

// remind puts the open question again to somebody who sent what cannot be read, which
// may have been the answer.
func (t *turn) remind() {
	if t.open() {
		t.say("q."+t.s.Ask, "")
		return
	}
	t.resume()
}

// saidOne tells whether this turn says a text, in any variant.
func (t *turn) saidOne(name string) bool {
	for _, r := range t.said {
		if r.name == name || strings.HasPrefix(r.name, name+".") {
			return true
		}
	}
	return false
}

// offered is the letter in Session.Asked of having offered the paths beside an open question:
// once is enough.
const offered = "p"

// reminded is the letter of having come back to the consent that was asked: it waits, and is not
// put under every answer.
const reminded = "r"

// offers tells whether there are new paths to offer, which were not yet.
func (t *turn) offers() bool {
	return t.s.Profile.Metier != "" && !t.s.lacks(qPlace) && len(t.s.Paths) == 0 && !strings.Contains(t.s.Asked, offered)
}

// asksSomething tells whether the turn already ends with a question of the form.
func (t *turn) asksSomething() bool {
	return t.put || len(t.said) > 0 && strings.HasPrefix(t.said[len(t.said)-1].name, "q.")
}

// skip goes on without an answer to a question.
func (t *turn) skip(q string) {
	switch {
	case letters[q] != 0:
		for t.s.asked(q) < patience(q) {
			t.s.Asked += string(letters[q])
		}
		if q != qJob && t.lead == "" { // without a job there are tastes
			t.leadWith("passer")
		}
		t.s.Ask = ""
		t.advance()
	case q == qConsent:
		t.refuse()
	case q == qErase:
		t.s.Ask = ""
		t.say("supprimer_donnees.non", "")
		t.resume()
	case q == qNews:
		t.s.Ask = ""
		t.say("abonner.non", "")
		t.resume()
	case strings.HasPrefix(q, qTastes):
		t.taste("0")
	default:
		t.s.Ask = ""
		t.say("refuser", "")
	}
}

// leadOn goes on after a mere « c'est noté » to who said more than « ok »: with the question that waits, the
// paths, or the offer to go on.
func (t *turn) leadOn() {
	if len(t.out.Replies) != 1 || len(t.said) != 1 || t.said[0].name != "compris" || t.m.Kind != Text || t.gentle || t.s.Flags.Has(Distress) ||
		t.s.Flags.Has(Stopped) || t.s.Flags.Has(Employer) || len(strings.Fields(t.m.Text)) < 4 || t.s.Wish.Sent() || thanksLine.MatchString(fold(t.m.Text)) {
		return
	}
	q := t.s.Ask
	if letters[q] == 0 || !t.s.lacks(q) {
		q = ""
	}
	if q == "" && t.d.standing(&t.s) == "" {
		return // nothing is under way
	}
	t.lead, t.out.Replies = t.out.Replies[0].Text, nil
	switch {
	case q != "":
		t.say("q."+q, "")
	case len(t.s.Paths) > 0:
		t.say("chemins.suite", "")
	case t.offers():
		t.s.Asked += offered
		t.say("chemins.prets", "")
	default:
		t.say("compris.suite", "")
	}
}

// standing tells in words where a talk stands; "" when nothing is under way.
func (d *Dialogue) standing(s *Session) string {
	if s.Wish != nil && !s.Wish.Sent() && s.Wish.Partner != "" {
		return "votre demande à un conseiller"
	}
	var about []string
	if j, ok := d.c.Job(s.Profile.Metier); ok {
		about = append(about, "une formation en "+lower(j.Family))
	}
	if w := d.where(s); w != "" {
		about = append(about, "près "+content.De(w))
	}
	if len(about) == 0 {
		return ""
	}
	return strings.Join(about, ", ")
}

// months are the French names.
var months = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// day writes the day of a moment in Paris, where the people are.
func day(unix int64) string {
	if unix == 0 {
		return ""
	}
	t := time.Unix(unix, 0).In(paris)
	n := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		n = "1er"
	}
	return n + " " + months[t.Month()-1]
}

// paris is the zone of the region; on a machine without time zones it is an hour
// ahead of UTC, which is right about the day most of the time.
var paris = func() *time.Location {
	if l, err := time.LoadLocation("Europe/Paris"); err == nil {
		return l
	}
	return time.FixedZone("CET", 3600)
}()

// around is the commune to search around.
func (s *Session) around() string { return cmp.Or(s.Near, s.Profile.Commune) }
