package bot_test

import (
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot/desk"
)

// Whatever a person does while they are asked about a transfer, it has an end that somebody
// sees, and nothing is at the new partner without their yes.
func TestInTheMiddleOfATransfer(t *testing.T) {
	for name, play := range map[string]func(*testing.T, *world, string){
		"blocks the bot": func(t *testing.T, w *world, id string) {
			w.says(paxID, "(blocks)")
			if shown := w.office.shows("CFT"); !has(shown, "La personne a bloqué le bot") {
				t.Errorf("staff read %q", shown)
			}
			pass(80 * time.Hour)
			if r := w.state(id); r.Asking != "" || r.Partner != "france_travail" {
				t.Errorf("the question is still open: %+v", r)
			}
			if shown := w.office.shows("CFT"); !has(shown, "Sans réponse de la personne au transfert à Afpa : la demande reste ici") {
				t.Errorf("staff read %q", shown)
			}
		},
		"erases everything": func(t *testing.T, w *world, _ string) {
			w.says(paxID, "/oublier", "Oui, tout effacer", "J'accepte")
			for _, p := range w.office.shows("CFT") {
				if p != "erased effacé à la demande de la personne" {
					t.Errorf("staff still read %q", p)
				}
			}
		},
		"stops": func(t *testing.T, w *world, id string) {
			// The question is no longer the last thing said: in words, a yes may be to the human.
			w.says(paxID, "stop", "J'accepte")
			if r := w.state(id); r.Asking != "afpa" || !has(w.office.shows("CFT"), "person J'accepte") {
				t.Errorf("the request: %+v, staff read %q", r, w.office.shows("CFT"))
			}
		},
		"takes the talk back and accepts there": func(t *testing.T, w *world, id string) {
			w.says(paxID, "Reprendre avec le robot", "/suivi", "J'accepte")
			if r := w.state(id); r.Partner != "afpa" || r.Aside {
				t.Errorf("the request: %+v", r)
			}
		},
		"ends the request": func(t *testing.T, w *world, id string) {
			w.says(paxID, "Reprendre avec le robot", "Clore ma demande", "J'accepte")
			if r := w.state(id); r.State != desk.Closed || r.Partner != "france_travail" {
				t.Errorf("the request: %+v", r)
			}
		},
		"says yes twice": func(t *testing.T, w *world, id string) {
			w.says(paxID, "J'accepte", "J'accepte")
			if r := w.state(id); r.Partner != "afpa" || len(r.Consents) != 2 || r.Leg != 1 {
				t.Errorf("the request: %+v", r)
			}
		},
		"says yes to what was closed meanwhile": func(t *testing.T, w *world, id string) {
			w.act(id, desk.Event{Kind: desk.Close, By: marie})
			w.says(paxID, "J'accepte")
			if r := w.state(id); r.State != desk.Closed || r.Partner != "france_travail" {
				t.Errorf("the request: %+v", r)
			}
		},
		"says yes after three days": func(t *testing.T, w *world, id string) {
			pass(80 * time.Hour)
			w.says(paxID, "J'accepte")
			if r := w.state(id); r.Partner != "france_travail" {
				t.Errorf("the request: %+v", r)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := open(t, 0)
				defer w.end()
				id := w.handOver(paxID)
				w.act(id, desk.Event{Kind: desk.Claim, By: marie})
				w.act(id, desk.Event{Kind: desk.Transfer, By: marie, Partner: "afpa"})
				play(t, w, id)
				at := w.office.shows("CAFPA")
				agreed := name == "takes the talk back and accepts there" || name == "says yes twice"
				if agreed != (len(at) > 0) {
					t.Errorf("at the Afpa stands %q", at)
				}
			})
		})
	}
}
