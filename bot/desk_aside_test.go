package bot_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// A person takes the talk back from a human, who sees it and reads no more of it; a reply
// reaches them all the same, and gives the talk to the human again.
func TestPersonTakesTheTalkBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 10*time.Second)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		pass(time.Minute)
		before := len(w.people.heard(paxID))
		w.says(paxID, "Reprendre avec le robot", "canari : je veux être soudeur")
		if heard := w.people.heard(paxID)[before:]; len(heard) < 2 || !has(heard, "je réponds de nouveau") {
			t.Errorf("heard %q", heard)
		}
		shown := w.office.shows("CFT")
		if has(shown, "canari") || !has(shown, "La personne reprend avec le bot") {
			t.Errorf("staff read %q", shown)
		}
		if r := w.state(id); r.State != desk.Claimed || r.By != marie || !r.Aside {
			t.Errorf("the request: %+v", r)
		}
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Êtes-vous libre jeudi ?"})
		pass(time.Minute)
		if !has([]string{w.last(paxID)}, "Marie (France Travail) vous écrit, et lit de nouveau vos messages :\n\nÊtes-vous libre jeudi ?") {
			t.Errorf("heard %q", w.last(paxID))
		}
		w.says(paxID, "oui")
		if shown = w.office.shows("CFT"); !has(shown, "person oui") || w.state(id).Aside {
			t.Errorf("staff read %q", shown)
		}

		// They end it themselves: what is about to leave does not.
		w.says(paxID, "Reprendre avec le robot")
		if o, err := w.engine.Desk().Act(t.Context(), 0, id, desk.Event{Kind: desk.Reply, By: marie, Text: "trop tard"}); err != nil || o.Refusal != "" {
			t.Fatal(o, err)
		}
		w.says(paxID, "Clore ma demande")
		pass(time.Hour)
		if has(w.people.heard(paxID), "trop tard") || has(w.people.heard(paxID), "a clos votre demande") {
			t.Errorf("heard %q", w.people.heard(paxID))
		}
		if shown = w.office.shows("CFT"); !has(shown, "card closed la personne") || !has(shown, "trop tard canceled") || !has(shown, "Demande close par la personne") {
			t.Errorf("staff read %q", shown)
		}
		if o := w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "encore"}); o.Refusal != desk.IsClosed {
			t.Errorf("a reply to what is closed: %+v", o)
		}
		b, err := w.engine.Desk().Board(t.Context(), "france_travail")
		if err != nil || b.Open+b.Claimed > 0 || b.Weeks[0].Closed != 1 {
			t.Errorf("board %+v, %v", b, err)
		}
		// Afterwards the way to a human is open as before.
		if again := w.handOver(paxID); again == id {
			t.Error("no new request")
		}
	})
}

// Who asked for a human and no longer needs one takes the request out of the queue.
func TestPersonWithdrawsWhatNobodyTook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.says(paxID, "/suivi", "Clore ma demande")
		pass(5 * 24 * time.Hour)
		if r := w.state(id); r.State != desk.Closed || r.Returns+r.Waited > 0 {
			t.Errorf("the request: %+v", r)
		}
		if o := w.act(id, desk.Event{Kind: desk.Claim, By: marie}); o.Refusal != desk.IsClosed {
			t.Errorf("claimed: %+v", o)
		}
		if has(w.people.heard(paxID), "pas encore prise en charge") {
			t.Errorf("heard %q", w.people.heard(paxID))
		}
	})
}

// What staff see before they send is what the person reads, letter for letter, whoever has the talk.
func TestPreviewIsWhatIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Un premier mot."})
		for i, text := range []string{"Bonjour,\n\nà <jeudi> & *merci* : 1 800 €", "  Encore ceci. ", "« Et » ça…"} {
			if i == 1 {
				w.says(paxID, "Reprendre avec le robot", "c koi une poei")
			}
			before := w.last(paxID)
			want, err := w.engine.Desk().Preview(t.Context(), id, marie, text)
			if err != nil {
				t.Fatal(err)
			}
			pass(time.Minute)
			if got := w.last(paxID); got != before {
				t.Errorf("looking at it had the person told %q", got)
			}
			w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: text})
			pass(time.Minute)
			if got := w.last(paxID); got != want {
				t.Errorf("shown was %q, read %q", want, got)
			}
		}
		if _, err := w.engine.Desk().Preview(t.Context(), "nobody", marie, "x"); !errors.Is(err, bot.ErrNoRequest) {
			t.Errorf("of no request: %v", err)
		}
	})
}
