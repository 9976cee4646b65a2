package bot_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

const paxID = "pax"

// handOver has somebody ask for a human at France Travail and say yes.
func (w *world) handOver(id string) string {
	w.t.Helper()
	w.says(id, "conseiller", "J'accepte")
	return w.request("CFT")
}

func TestHandover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 10*time.Second)
		defer w.end()
		w.says(paxID, "conseiller")
		if cards := w.office.shows("CFT"); len(cards) > 0 {
			t.Fatalf("before the consent staff read %q", cards)
		}
		if !has(w.people.heard(paxID), "Acceptez-vous") {
			t.Fatalf("asked %q", w.people.heard(paxID))
		}
		w.says(paxID, "J'accepte")
		id := w.request("CFT")
		r := w.state(id)
		if len(r.Consents) != 1 || r.Consents[0].Version == "" || r.Consents[0].At.IsZero() || r.Consents[0].Words != "bouton J'accepte" {
			t.Errorf("receipt %+v", r.Consents)
		}
		if strings.Contains(id, paxID) {
			t.Errorf("the id %s tells who it is", id)
		}

		// The bot answers until somebody has it; from then on it is silent and hands over.
		w.says(paxID, "/menu")
		before := len(w.people.heard(paxID))
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		if !has(w.people.heard(paxID)[before:], "Marie (France Travail) a pris votre demande") {
			t.Errorf("heard %q", w.people.heard(paxID)[before:])
		}
		before = len(w.people.heard(paxID))
		w.says(paxID, "bonjour, je voudrais être soudeur", "vous êtes là ?")
		if heard := w.people.heard(paxID)[before:]; len(heard) > 0 {
			t.Errorf("the bot talked over the human: %q", heard)
		}
		shown := w.office.shows("CFT")
		if !has(shown, "person bonjour, je voudrais être soudeur") || !has(shown, "person vous êtes là ?") || !has(shown, "card claimed Marie Dupont") {
			t.Errorf("staff read %q", shown)
		}

		// A reply waits, and can be taken back.
		o, err := w.engine.Desk().Act(t.Context(), 0, id, desk.Event{Kind: desk.Reply, By: marie, Text: "Mauvaise fenêtre !"})
		if err != nil || o.Refusal != "" || o.N != 1 {
			t.Fatalf("reply: %+v, %v", o, err)
		}
		pass(9 * time.Second)
		if o := w.act(id, desk.Event{Kind: desk.CancelSend, By: marie, N: 1}); o.Refusal != "" {
			t.Errorf("taking it back: %+v", o)
		}
		pass(time.Minute)
		if _, err := w.engine.Desk().Act(t.Context(), 0, id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour, quand êtes-vous libre ?"}); err != nil {
			t.Fatal(err)
		}
		pass(9 * time.Second)
		if has(w.people.heard(paxID), "libre") {
			t.Error("a reply left at once")
		}
		pass(10 * time.Second)
		if !has(w.people.heard(paxID)[before:], "Marie (France Travail) vous écrit :\n\nBonjour, quand êtes-vous libre ?") {
			t.Errorf("heard %q", w.people.heard(paxID)[before:])
		}
		if has(w.people.heard(paxID), "Mauvaise") {
			t.Error("what was taken back reached the person")
		}
		pass(10 * time.Second)
		shown = w.office.shows("CFT")
		if !has(shown, "Mauvaise fenêtre ! canceled") || !has(shown, "libre ? delivered") {
			t.Errorf("staff read %q", shown)
		}
		if o := w.act(id, desk.Event{Kind: desk.CancelSend, By: marie, N: 2}); o.Refusal != desk.TooLate {
			t.Errorf("taking back what left: %+v", o)
		}

		// The end.
		w.act(id, desk.Event{Kind: desk.Close, By: marie})
		if !has([]string{w.last(paxID)}, "Marie (France Travail) a clos votre demande") {
			t.Errorf("heard %q", w.last(paxID))
		}
		before = len(w.people.heard(paxID))
		w.says(paxID, "/menu")
		if len(w.people.heard(paxID)) == before {
			t.Error("the bot stays silent after the end")
		}
		if o := w.act(id, desk.Event{Kind: desk.Claim, By: jean}); o.Refusal != desk.IsClosed {
			t.Errorf("claiming what is closed: %+v", o)
		}
		b, err := w.engine.Desk().Board(t.Context(), "france_travail")
		if err != nil || b.Open+b.Claimed != 0 || len(b.Weeks) != 1 || len(b.Times) != 1 {
			t.Errorf("board %+v, %v", b, err)
		} else if f := b.Weeks[0].Figures; f != (desk.Figures{Opened: 1, Claimed: 1, Answered: 1, Closed: 1}) {
			t.Errorf("figures %+v", f)
		}
	})
}

func TestClaimHasOneWinner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		act := desk.Act{Request: id, Event: desk.Event{Kind: desk.Claim, By: marie}}
		w.office.does(t, w.engine, 1, "CFT", act)
		act.Event.By = jean
		w.office.does(t, w.engine, 2, "CFT", act)
		pass(time.Minute)
		if r := w.state(id); r.By != marie {
			t.Errorf("it is %+v's", r.By)
		}
		if shown := w.office.shows("CFT"); !has(shown, "whisper slack:U2 Trop tard : Marie Dupont a pris cette demande en charge.") {
			t.Errorf("staff read %q", shown)
		}
		if n := strings.Count(strings.Join(w.people.heard(paxID), "\n"), "a pris votre demande"); n != 1 {
			t.Errorf("the person was told %d times", n)
		}
		if o := w.act(id, desk.Event{Kind: desk.Reply, By: jean, Text: "moi"}); o.Refusal != desk.Taken || o.By != marie {
			t.Errorf("a reply of somebody else: %+v", o)
		}
		if o := w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "  "}); o.Refusal != desk.NoText {
			t.Errorf("an empty reply: %+v", o)
		}
	})
}

func TestThreadTextStaysInside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		before := len(w.people.heard(paxID))
		note := desk.Act{Thread: w.thread(id), Event: desk.Event{Kind: desk.Note, By: marie, Text: "elle a l'air perdue", Ref: "77.1"}}
		w.office.does(t, w.engine, 5, "CFT", note)
		note.Event.Kind, note.Event.Text = desk.NoteEdited, "je rappelle demain"
		w.office.does(t, w.engine, 6, "CFT", note)
		note.Event = desk.Event{Kind: desk.Note, By: jean, Text: "à jeter", Ref: "77.2"}
		w.office.does(t, w.engine, 7, "CFT", note)
		note.Event.Kind = desk.NoteGone
		w.office.does(t, w.engine, 8, "CFT", note)
		w.office.does(t, w.engine, 9, "CFT", desk.Act{Thread: "no such", Event: desk.Event{Kind: desk.Note, By: jean, Text: "à côté", Ref: "77.3"}})
		pass(time.Minute)
		if heard := w.people.heard(paxID)[before:]; len(heard) > 0 {
			t.Errorf("what is internal reached the person: %q", heard)
		}
		lines, err := w.engine.Desk().Lines(t.Context(), id, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var notes []string
		for _, l := range lines {
			if l.Who == desk.Inside {
				notes = append(notes, l.Text)
			}
		}
		if len(notes) != 2 || notes[0] != "je rappelle demain" || notes[1] != "" {
			t.Errorf("notes %q", notes)
		}
	})
}

func TestNobodyIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		pass(9 * time.Hour) // the bubble begins on a Saturday, at midnight
		id := w.handOver(paxID)
		pass(4 * 24 * time.Hour)
		if shown := w.office.shows("CFT"); !has(shown, "personne ne l'a prise en charge") {
			t.Errorf("staff read %q", shown)
		}
		if !has(w.people.heard(paxID), "n'est pas encore prise en charge") {
			t.Errorf("the person heard %q", w.people.heard(paxID))
		}
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.says(paxID, "allô ?")
		pass(3 * 24 * time.Hour)
		r := w.state(id)
		if r.State != desk.Open || r.Returns != 1 {
			t.Errorf("a claim without an answer: %+v", r)
		}
		if shown := w.office.shows("CFT"); !has(shown, "la demande revient dans la file") || !has(shown, "card open") {
			t.Errorf("staff read %q", shown)
		}
		if !has(w.people.heard(paxID), "n'a pas pu vous répondre à temps") {
			t.Errorf("the person heard %q", w.people.heard(paxID))
		}
		before := len(w.people.heard(paxID))
		w.says(paxID, "/menu")
		if len(w.people.heard(paxID)) == before {
			t.Error("the bot stays silent")
		}
		// Answered, and then silence: the bot speaks again.
		w.act(id, desk.Event{Kind: desk.Claim, By: jean})
		w.act(id, desk.Event{Kind: desk.Reply, By: jean, Text: "Bonjour"})
		pass(4 * 24 * time.Hour)
		if r := w.state(id); r.State != desk.Closed {
			t.Errorf("after the silence: %+v", r)
		}
		if !has([]string{w.last(paxID)}, "Plus de message depuis trois jours") {
			t.Errorf("the person heard %q", w.last(paxID))
		}
	})
}

func TestTransferAsksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.says(paxID, "mon numéro est le 06 12 34 56 78")
		if o := w.act(id, desk.Event{Kind: desk.Transfer, By: marie, Partner: "nobody"}); o.Refusal != desk.NoPartner {
			t.Errorf("to nobody: %+v", o)
		}
		w.act(id, desk.Event{Kind: desk.Transfer, By: marie, Partner: "afpa"})
		if !has([]string{w.last(paxID)}, "propose de confier votre demande à l’Afpa") {
			t.Errorf("asked %q", w.last(paxID))
		}
		w.says(paxID, "pourquoi ?")
		if shown := w.office.shows("CAFPA"); len(shown) > 0 {
			t.Errorf("without consent Afpa reads %q", shown)
		}
		if !has(w.office.shows("CFT"), "person pourquoi ?") {
			t.Error("what is written in the middle of a transfer is lost")
		}
		w.says(paxID, "Je refuse")
		if r := w.state(id); r.Asking != "" || r.Partner != "france_travail" || r.State != desk.Claimed {
			t.Errorf("refused: %+v", r)
		}
		w.act(id, desk.Event{Kind: desk.Transfer, By: marie, Partner: "afpa"})
		w.says(paxID, "J'accepte")
		r := w.state(id)
		if r.Partner != "afpa" || r.State != desk.Open || len(r.Consents) != 2 || r.Consents[1].Partner != "afpa" || !strings.HasPrefix(r.Consents[1].Version, "accord.transfert/") {
			t.Errorf("accepted: %+v", r)
		}
		if shown := w.office.shows("CAFPA"); len(shown) != 1 || !has(shown, "card open") || has(shown, "pourquoi") {
			t.Errorf("Afpa reads %q", shown)
		}
		if shown := w.office.shows("CFT"); !has(shown, "card claimed Marie DupontAfpa") {
			t.Errorf("France Travail reads %q", shown)
		}
		lines, err := w.engine.Desk().Lines(t.Context(), id, 0, 0)
		if err != nil || len(lines) != 0 {
			t.Errorf("of the earlier partner's thread Afpa reads %+v, %v", lines, err)
		}
		// An old card does nothing.
		w.office.does(t, w.engine, 40, "CFT", desk.Act{Request: id, Event: desk.Event{Kind: desk.Claim, By: marie}})
		pass(time.Minute)
		if r := w.state(id); r.State != desk.Open {
			t.Errorf("claimed from the earlier partner's card: %+v", r)
		}
		if !has(w.office.shows("CFT"), "whisper slack:U1 Cette demande est suivie par Afpa.") {
			t.Errorf("France Travail reads %q", w.office.shows("CFT"))
		}
		// The bot has the talk again.
		before := len(w.people.heard(paxID))
		w.says(paxID, "/suivi")
		if heard := w.people.heard(paxID)[before:]; !has(heard, "Afpa") {
			t.Errorf("heard %q", heard)
		}
	})
}

func TestErasureReachesTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, time.Hour)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.says(paxID, "canari un", "canari deux")
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "canari trois"})
		w.says(paxID, "/oublier", "Oui, tout effacer")
		pass(2 * time.Hour)
		for _, p := range w.office.shows("CFT") {
			if p != "erased effacé à la demande de la personne" {
				t.Errorf("staff still read %q", p)
			}
		}
		if has(w.people.heard(paxID), "canari trois") {
			t.Error("a reply reached somebody who had everything erased")
		}
		if !has(w.people.heard(paxID), "Ce qu'une personne a noté ou copié ailleurs") {
			t.Errorf("heard %q", w.people.heard(paxID))
		}
		for _, r := range everything(t, w.store) {
			if strings.Contains(r, "canari") || strings.Contains(r, paxID) {
				t.Errorf("there is still %s", r)
			}
		}
		if _, err := w.engine.Desk().Request(t.Context(), id); !errors.Is(err, bot.ErrNoRequest) {
			t.Errorf("the request: %v", err)
		}
		w.office.does(t, w.engine, 50, "CFT", desk.Act{Request: id, Event: desk.Event{Kind: desk.Reply, By: marie, Text: "trop tard"}})
		pass(time.Minute)
		if !has(w.office.shows("CFT"), "whisper slack:U1 Cette demande n'existe plus") {
			t.Errorf("staff read %q", w.office.shows("CFT"))
		}
		b, err := w.engine.Desk().Board(t.Context(), "france_travail")
		if err != nil || b.Open+b.Claimed != 0 {
			t.Errorf("board %+v, %v", b, err)
		}
	})
}

func TestRepliesThatDoNotArrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.people.mu.Lock()
		w.people.script = func(m message) error {
			if strings.Contains(m.text, "Rejetez") {
				return &bot.SendError{Kind: bot.Rejected, Err: errors.New("400")}
			}
			if strings.Contains(m.text, "Bonjour") {
				return &bot.SendError{Kind: bot.Blocked, Err: errors.New("403")}
			}
			return nil
		}
		w.people.mu.Unlock()
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Rejetez-moi"})
		if shown := w.office.shows("CFT"); !has(shown, "Rejetez-moi failed") || !has(shown, "La réponse n'est pas arrivée : le réseau la refuse") {
			t.Errorf("staff read %q", shown)
		}
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		pass(time.Minute)
		if shown := w.office.shows("CFT"); !has(shown, "Bonjour blocked") || !has(shown, "la personne a bloqué le bot") {
			t.Errorf("staff read %q", shown)
		}
		if r := w.state(id); !r.Gone || !r.Waits() {
			t.Errorf("the request: %+v", r)
		}
		if o := w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "encore"}); o.Refusal != desk.Cannot {
			t.Errorf("a reply to somebody who blocked the bot: %+v", o)
		}
		w.says(paxID, "me revoilà")
		if r := w.state(id); r.Gone {
			t.Error("they wrote again, and still cannot be reached")
		}
		if shown := w.office.shows("CFT"); !has(shown, "person me revoilà") {
			t.Errorf("staff read %q", shown)
		}
		w.says(paxID, "(blocks)")
		if r := w.state(id); !r.Gone {
			t.Error("they blocked the bot, and nobody knows")
		}
	})
}

func TestStaffChannelThatTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		w.office.refuses = func(to bot.Address, _ desk.Post) error {
			if to.ID == "CFT" {
				return &bot.SendError{Kind: bot.Rejected, Err: errors.New("is_archived")}
			}
			return nil
		}
		w.says(paxID, "conseiller", "J'accepte")
		if shown := w.office.shows("CALL"); len(shown) != 1 || !has(shown, "notice Le canal de France Travail ne prend pas les demandes") {
			t.Errorf("the common channel reads %q", shown)
		}
		rows := w.rows("france_travail", desk.Queue)
		if len(rows) != 1 {
			t.Fatalf("rows %+v", rows)
		}
		// It is mended: the next change is posted, card first.
		w.office.mu.Lock()
		w.office.refuses = nil
		w.office.mu.Unlock()
		w.act(rows[0].Request, desk.Event{Kind: desk.Claim, By: desk.Staff{ID: "web:a", Name: "Ana"}})
		if shown := w.office.shows("CFT"); len(shown) < 2 || !strings.HasPrefix(shown[0], "card claimed Ana") {
			t.Errorf("staff read %q", shown)
		}
	})
}

func TestPageReadsRepliesLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		for _, l := range []string{"conseiller", "J'accepte"} {
			w.page.say(paxID, l)
			pass(time.Second)
		}
		id := w.request("CFT")
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		lines, err := w.engine.History(t.Context(), bot.Address{Channel: "web", ID: paxID}, 0, 0)
		if err != nil || len(lines) == 0 || !strings.Contains(lines[len(lines)-1].Said[0].Text, "Bonjour") {
			t.Errorf("history %+v, %v", lines, err)
		}
		if shown := w.office.shows("CFT"); !has(shown, "staff Bonjour left") {
			t.Errorf("staff read %q", shown)
		}
	})
}

func TestWaitingLinesArePostedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.office.slow = 10 * time.Second
		for _, l := range []string{"un", "deux", "trois", "quatre"} {
			w.people.say(paxID, l)
			pass(time.Second)
		}
		pass(time.Minute)
		if shown := w.office.shows("CFT"); !has(shown, "lines | person un") || !has(shown, "lines | person deux | person trois | person quatre") {
			t.Errorf("staff read %q", shown)
		}
	})
}

// A network may bring late what was written long ago, and its clock may be wrong: the time to
// answer counts from when staff can read it.
func TestTimeToAnswerCountsFromTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		w.people.sayAt(paxID, "écrit il y a longtemps", time.Now().AddDate(0, -2, 0))
		pass(time.Minute)
		if r := w.state(id); r.State != desk.Claimed || !r.Waits() {
			t.Errorf("the request: %+v", r)
		}
		lines, err := w.engine.Desk().Lines(t.Context(), id, 0, 0)
		if err != nil || lines[len(lines)-1].At.After(time.Now().AddDate(0, -1, 0)) {
			t.Errorf("the line tells another time than it was written: %+v, %v", lines, err)
		}
	})
}
