package slack_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/adapters/slack"
	"potentiels/bot"
	"potentiels/bot/desk"
)

func TestBulletin(t *testing.T) {
	w, _ := face(t, false)
	w.post(t, desk.Post{Kind: desk.PostBulletin, Bulletin: &desk.Bulletin{
		Partner: "uimm", PartnerName: "Pôle formation & <Cie>", Week: "2026-11-23",
		Figures: desk.Figures{Opened: 7, Answered: 5, Closed: 4}, Before: desk.Figures{Opened: 3},
		Median: 95 * time.Minute, Open: 2, Oldest: &desk.Row{Request: "r9", State: desk.Open, Label: "usinage · 57", Opened: time.Unix(1790000000, 0)},
	}})
	p := w.net.Posts("C0DESK")[0]
	for _, want := range []string{"Pôle formation & <Cie>", "7 (la semaine d’avant : 3)", "1 h 35", "usinage"} {
		if !strings.Contains(p.Shown(), want) {
			t.Errorf("no %q in\n%s", want, p.Shown())
		}
	}
	if _, err := w.net.Press("U0ANNE", "C0DESK", "Prendre en charge"); err != nil {
		t.Fatal(err)
	}
	w.until(t, "the oldest is claimed from the bulletin", func() bool { return len(w.acts(t)) == 1 && w.acts(t)[0].Request == "r9" })
}

func TestNotice(t *testing.T) {
	w, _ := face(t, false)
	ts := w.post(t, card(desk.Open, nil))
	w.post(t, desk.Post{Kind: desk.PostNotice, Parent: string(ts), Broadcast: true, Text: "Cette demande attend & attend."})
	w.post(t, desk.Post{Kind: desk.PostNotice, Text: strings.Repeat("Une très longue nouvelle. ", 1000)})
	posts := w.net.Posts("C0DESK")
	if posts[1].Thread != string(ts) || posts[1].Shown() != "Cette demande attend & attend." || posts[2].Thread != "" {
		t.Errorf("posted %+v", posts[1:])
	}
}

// FuzzActs reads anything as an update of the desk: it must not panic, say the same twice, and
// take nothing for a reply to a person but a submitted form.
func FuzzActs(f *testing.F) {
	for _, seed := range rawUpdates {
		f.Add(seed)
	}
	f.Add([]byte(`{"type":"interactive","payload":{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V","type":"modal","callback_id":"reply",` +
		`"private_metadata":"r1 C0DESK","state":{"values":{"texte-0":{"texte":{"value":"bonjour"}}}}}}}`))
	f.Add([]byte(`{"type":"interactive","payload":{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"desk-claim","value":"r1 C0DESK"}]}}`))
	f.Add([]byte(`{"type":"events_api","payload":{"event":{"type":"message","user":"U1","thread_ts":"1.1","ts":"1.2","text":"x"}}}`))
	c := slack.New(slack.Options{Log: slog.New(slog.DiscardHandler)})
	f.Fuzz(func(t *testing.T, body []byte) {
		e := bot.Entry{Kind: bot.Update, ID: 1, To: channel, At: time.Unix(1e9, 0).UTC(), Body: body}
		acts, ok, err := c.Acts(e)
		again, okAgain, errAgain := c.Acts(e)
		if diff := cmp.Diff(acts, again); diff != "" || ok != okAgain || (err == nil) != (errAgain == nil) {
			t.Errorf("read differently the second time: %s", diff)
		}
		for _, a := range acts {
			if a.Event.Kind == desk.Reply && !strings.Contains(string(body), "view_submission") {
				t.Errorf("taken for a reply: %s", body)
			}
		}
	})
}
