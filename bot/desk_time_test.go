package bot_test

import (
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot/desk"
)

// passUntil lets time pass up to a moment.
func passUntil(at time.Time) { pass(time.Until(at)) }

// A claim without an answer ends when the patience of its partner does, counted in its opening
// hours, not a minute before; staff and person are told, and the bot speaks again.
func TestClaimEndsAfterPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		pass(57 * time.Hour) // Monday 3 January 2000, 10 in the morning in Paris
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		p, _ := rules(t, 0).Partner("france_travail")
		due := p.Calendar.After(w.state(id).Since, p.Patience)
		if d := time.Until(due); d < time.Hour || d > 4*24*time.Hour {
			t.Fatalf("patience ends in %v", d)
		}
		passUntil(due.Add(-time.Minute))
		if r := w.state(id); r.State != desk.Claimed || has(w.office.shows("CFT"), "la demande revient dans la file") {
			t.Fatalf("too early: %+v", r)
		}
		pass(2 * time.Minute)
		if r := w.state(id); r.State != desk.Open || r.By.ID != "" {
			t.Errorf("the request: %+v", r)
		}
		if shown := w.office.shows("CFT"); !has(shown, "notice Sans réponse de Marie Dupont dans le délai : la demande revient dans la file") || !has(shown, "card open") {
			t.Errorf("staff read %q", shown)
		}
		if !has([]string{w.last(paxID)}, "Marie (France Travail) n'a pas pu vous répondre à temps") {
			t.Errorf("the person heard %q", w.last(paxID))
		}
		before := len(w.people.heard(paxID))
		w.says(paxID, "/menu")
		if len(w.people.heard(paxID)) == before {
			t.Error("the bot does not speak again")
		}
	})
}

// A talk in which nobody says a word for 72 hours after an answer is closed by itself; a word
// of the person in between begins the wait for an answer instead.
func TestTalkEndsAfterSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		pass(57 * time.Hour)
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		pass(70 * time.Hour)
		w.says(paxID, "merci, et ensuite ?")
		pass(3 * time.Hour)
		if r := w.state(id); r.State != desk.Claimed || !r.Waits() {
			t.Fatalf("closed over a question: %+v", r)
		}
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "À jeudi"})
		spoke := w.state(id).Spoke
		passUntil(spoke.Add(72*time.Hour - time.Minute))
		if r := w.state(id); r.State != desk.Claimed {
			t.Fatalf("too early: %+v", r)
		}
		pass(2 * time.Minute)
		if shown := w.office.shows("CFT"); w.state(id).State != desk.Closed || !has(shown, "Sans message depuis trois jours : la demande est close") || !has(shown, "card closed") {
			t.Errorf("staff read %q", shown)
		}
		if !has([]string{w.last(paxID)}, "Plus de message depuis trois jours : votre échange avec Marie (France Travail) est clos") {
			t.Errorf("the person heard %q", w.last(paxID))
		}
		before := len(w.people.heard(paxID))
		w.says(paxID, "/menu")
		if len(w.people.heard(paxID)) == before {
			t.Error("the bot does not speak again")
		}
	})
}
