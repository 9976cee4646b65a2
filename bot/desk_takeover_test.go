package bot_test

import (
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot/desk"
)

// ana is of another partner, at the web desk.
var ana = desk.Staff{ID: "web:ana", Name: "Ana", Partner: "afpa"}

// Somebody left after they had answered: a colleague takes the talk over, at once and alone, and
// the person, the thread and the board say who has it.
func TestColleagueTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		before := len(w.people.heard(paxID))
		if o := w.act(id, desk.Event{Kind: desk.TakeOver, By: jean, From: marie.ID}); o.Refusal != "" {
			t.Fatalf("taking over: %+v", o)
		}
		if r := w.state(id); r.State != desk.Claimed || r.By != jean || r.Answered.IsZero() {
			t.Errorf("the request: %+v", r)
		}
		heard := w.people.heard(paxID)[before:]
		if len(heard) != 1 || !has(heard, "Jean (France Travail) reprend votre demande, que suivait Marie jusqu'ici") {
			t.Errorf("heard %q", heard)
		}
		if shown := w.office.shows("CFT"); !has(shown, "notice Jean Petit reprend la demande que suivait Marie Dupont.") || !has(shown, "card claimed Jean Petit") {
			t.Errorf("staff read %q", shown)
		}
		w.says(paxID, "vous êtes là ?")
		if !has(w.office.shows("CFT"), "person vous êtes là ?") {
			t.Errorf("staff read %q", w.office.shows("CFT"))
		}
		if o := w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "encore moi"}); o.Refusal != desk.Taken || o.By != jean {
			t.Errorf("a reply of who had it: %+v", o)
		}
		w.act(id, desk.Event{Kind: desk.Reply, By: jean, Text: "Oui, je suis là."})
		if !has([]string{w.last(paxID)}, "Jean (France Travail) vous écrit :\n\nOui, je suis là.") {
			t.Errorf("heard %q", w.last(paxID))
		}
		b, err := w.engine.Desk().Board(t.Context(), "france_travail")
		if err != nil || b.Open != 0 || b.Claimed != 1 || b.Weeks[0].Claimed != 1 {
			t.Errorf("board %+v, %v", b, err)
		}
		if rows := w.rows("france_travail", desk.Of(jean.ID)); len(rows) != 1 || rows[0].By != jean || len(w.rows("france_travail", desk.InHand)) != 1 {
			t.Errorf("rows %+v", rows)
		}
	})
}

// Two colleagues take over at once, from a card that both see: one has it, the other is told who.
func TestTakingOverHasOneWinner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		paul := desk.Staff{ID: "slack:U3", Name: "Paul Henry"}
		for i, by := range []desk.Staff{jean, paul, jean} { // the first presses once more
			w.office.does(t, w.engine, uint64(i+1), "CFT", desk.Act{Request: id, Event: desk.Event{Kind: desk.TakeOver, By: by, From: marie.ID}})
		}
		pass(time.Minute)
		if r := w.state(id); r.By != jean {
			t.Errorf("it is %+v's", r.By)
		}
		shown := w.office.shows("CFT")
		if !has(shown, "whisper slack:U3 Trop tard : Jean Petit a pris cette demande en charge.") || has(shown, "whisper slack:U2") {
			t.Errorf("staff read %q", shown)
		}
		told := 0
		for _, h := range w.people.heard(paxID) {
			if has([]string{h}, "reprend votre demande") {
				told++
			}
		}
		if told != 1 {
			t.Errorf("the person was told %d times: %q", told, w.people.heard(paxID))
		}
	})
}

// What taking over meets has an end that somebody sees.
func TestTakingOverWhen(t *testing.T) {
	takes := desk.Event{Kind: desk.TakeOver, By: jean, From: marie.ID}
	for name, play := range map[string]func(*testing.T, *world, string){
		"a reply is about to leave": func(t *testing.T, w *world, id string) {
			if _, err := w.engine.Desk().Act(t.Context(), 0, id, desk.Event{Kind: desk.Reply, By: marie, Text: "bientôt"}); err != nil {
				t.Fatal(err)
			}
			if o := w.act(id, takes); o.Refusal != desk.Pending {
				t.Errorf("outcome %+v", o)
			}
			w.act(id, desk.Event{Kind: desk.CancelSend, By: jean})
			if o := w.act(id, takes); o.Refusal != "" || w.state(id).By != jean || has(w.people.heard(paxID), "bientôt") {
				t.Errorf("outcome %+v, heard %q", o, w.people.heard(paxID))
			}
		},
		"it went back to the queue": func(t *testing.T, w *world, id string) {
			pass(5 * 24 * time.Hour)
			if o := w.act(id, takes); o.Refusal != "" || w.state(id).By != jean || !has([]string{w.last(paxID)}, "a pris votre demande") {
				t.Errorf("outcome %+v, heard %q", o, w.last(paxID))
			}
		},
		"it is closed": func(t *testing.T, w *world, id string) {
			w.act(id, desk.Event{Kind: desk.Close, By: marie})
			if o := w.act(id, takes); o.Refusal != desk.IsClosed {
				t.Errorf("outcome %+v", o)
			}
		},
		"they are of another partner": func(t *testing.T, w *world, id string) {
			if o := w.act(id, desk.Event{Kind: desk.TakeOver, By: ana, From: marie.ID}); o.Refusal != desk.Elsewhere || w.state(id).By != marie {
				t.Errorf("outcome %+v", o)
			}
		},
		"the person speaks with the bot": func(t *testing.T, w *world, id string) {
			w.says(paxID, "Reprendre avec le robot")
			before := len(w.people.heard(paxID))
			w.act(id, takes)
			if heard := w.people.heard(paxID)[before:]; len(heard) != 1 || !has(heard, "c'est toujours moi qui vous lis") || !w.state(id).Aside {
				t.Errorf("heard %q", heard)
			}
			w.says(paxID, "Reprendre avec le conseiller", "me voici")
			if !has(w.office.shows("CFT"), "person me voici") {
				t.Errorf("staff read %q", w.office.shows("CFT"))
			}
		},
		"the person is asked about a transfer": func(t *testing.T, w *world, id string) {
			w.act(id, desk.Event{Kind: desk.Transfer, By: marie, Partner: "afpa"})
			w.act(id, takes)
			w.says(paxID, "J'accepte")
			if r := w.state(id); r.Partner != "afpa" {
				t.Errorf("the request: %+v", r)
			}
		},
		"the person blocked the bot": func(t *testing.T, w *world, id string) {
			w.says(paxID, "(blocks)")
			if o := w.act(id, takes); o.Refusal != "" || w.state(id).By != jean {
				t.Errorf("outcome %+v", o)
			}
		},
		"the person waits, and the new one does not answer": func(t *testing.T, w *world, id string) {
			w.act(id, takes)
			pass(5 * 24 * time.Hour)
			if r := w.state(id); r.State != desk.Open || !has(w.people.heard(paxID), "Jean (France Travail) n'a pas pu vous répondre à temps") {
				t.Errorf("the request: %+v, heard %q", r, w.people.heard(paxID))
			}
		},
		"the person had everything erased": func(t *testing.T, w *world, id string) {
			w.says(paxID, "/oublier", "Oui, tout effacer")
			w.office.does(t, w.engine, 50, "CFT", desk.Act{Request: id, Event: takes})
			pass(time.Minute)
			if !has(w.office.shows("CFT"), "whisper slack:U2 Cette demande n'existe plus") {
				t.Errorf("staff read %q", w.office.shows("CFT"))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := open(t, time.Hour)
				defer w.end()
				id := w.handOver(paxID)
				w.act(id, desk.Event{Kind: desk.Claim, By: marie})
				play(t, w, id)
			})
		})
	}
}
