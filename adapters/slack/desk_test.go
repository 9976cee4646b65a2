package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/slack/slacktest"
	"potentiels/bot"
	"potentiels/bot/desk"
)

// bothFaces runs a test of the desk in both modes.
func bothFaces(t *testing.T, test func(t *testing.T, w *world, o *office)) {
	for name, http := range map[string]bool{"socket": false, "http": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, o := face(t, http)
			test(t, w, o)
		})
	}
}

var channel = bot.Address{Channel: "slack", ID: "C0DESK"}

func (w *world) post(t *testing.T, p desk.Post) bot.MessageID {
	t.Helper()
	id, err := w.c.Post(t.Context(), channel, p)
	if err != nil {
		t.Fatalf("post %s: %v", p.Kind, err)
	}
	return id
}

// command gives the buttons and the text of the one post that answers /potentiels in the desk's channel.
func (w *world) command(t *testing.T, user, text string) (labels, shown string) {
	t.Helper()
	before := len(w.net.Posts("C0DESK"))
	c := w.net.Command(user, "C0DESK", text)
	w.until(t, text, func() bool { return w.net.Of(c).Acked })
	posts, answer := w.net.Posts("C0DESK")[before:], w.net.Of(c)
	var is struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(answer.Answer, &is)
	// What was pressed before may be answered twice on a slow machine, as a press is that is delivered again.
	i := slices.IndexFunc(posts, func(p slacktest.Post) bool { return p.OnlyFor == user && p.Text == is.Text })
	if answer.Failed || i < 0 || len(answer.Answer) >= 20<<10 {
		t.Fatalf("%s is not shown: %d posts, %d bytes", text, len(posts), len(answer.Answer))
	}
	return strings.Join(posts[i].Labels(), ","), posts[i].Shown()
}

// acts gives what was done at the desk, of all that was received.
func (w *world) acts(t *testing.T) (all []desk.Act) {
	t.Helper()
	for _, e := range w.in.all() {
		acts, _, err := w.c.Acts(e)
		if err != nil {
			t.Errorf("acts of an update to %s: %v", e.To.ID, err)
		}
		all = append(all, acts...)
	}
	return all
}

func card(state desk.State, change func(*desk.Card)) desk.Post {
	c := desk.Card{
		Request: "r1", State: state, Partner: "uimm", PartnerName: "Pôle formation UIMM", Label: "soudage · 54", Via: "telegram",
		Fields: []desk.Field{{Name: "Souhait", Value: "devenir soudeur"}, {Name: "Lieu", Value: "Nancy"}},
		Opened: time.Unix(1790000000, 0), Since: time.Unix(1790000000, 0),
	}
	if state != desk.Open {
		c.By = desk.Staff{ID: "slack:U0ANNE", Name: "Anne Weber"}
	}
	if change != nil {
		change(&c)
	}
	return desk.Post{Kind: desk.PostCard, Request: "r1", Card: &c}
}

func TestClaim(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, _ *office) {
		ts := w.post(t, card(desk.Open, nil))
		p := w.net.Posts("C0DESK")[0]
		if got := p.Labels(); len(got) != 1 || got[0] != "Prendre en charge" {
			t.Errorf("buttons %q", got)
		}
		for _, want := range []string{"soudage", "Nancy", "devenir soudeur", "Pôle formation UIMM", "sur Telegram"} {
			if !strings.Contains(p.Shown(), want) || want != "sur Telegram" && !strings.Contains(p.Text, want) {
				t.Errorf("the card does not show %q:\n%s\n%s", want, p.Shown(), p.Text)
			}
		}
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Prendre en charge"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the claim", func() bool { return len(w.acts(t)) == 1 })
		a := w.acts(t)[0]
		if a.Request != "r1" || a.Event.Kind != desk.Claim || a.Event.Via != "slack:C0DESK" || a.Event.By.ID != "slack:U0ANNE" || a.Event.By.First() != "Marie" {
			t.Errorf("read as %+v", a)
		}
		again := card(desk.Claimed, nil)
		again.Message = string(ts)
		if got := w.post(t, again); got != ts {
			t.Errorf("replaced as %q, posted as %q", got, ts)
		}
		p = w.net.Posts("C0DESK")[0]
		if got := strings.Join(p.Labels(), ","); got != "Répondre,Transférer,Clore,Reprendre" || p.Updates != 1 || !strings.Contains(p.Shown(), "Anne Weber") {
			t.Errorf("claimed: buttons %s, shown\n%s", got, p.Shown())
		}
	})
}

func TestReply(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, _ *office) {
		w.post(t, card(desk.Claimed, nil))
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Répondre"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the form", func() bool { _, ok := w.net.Form("U0ANNE"); return ok })
		f, _ := w.net.Form("U0ANNE")
		if f.Inputs() != 1 || !strings.Contains(f.Shown(), "Et c’est payé <combien> ?") {
			t.Errorf("%d fields, shown\n%s", f.Inputs(), f.Shown())
		}
		if _, err := w.net.PressForm("U0ANNE", "Aperçu", "", "Un *salaire* & <b>"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the preview", func() bool {
			f, _ := w.net.Form("U0ANNE")
			return strings.Contains(f.Shown(), "Marie (UIMM) vous écrit :\n\nUn *salaire* & <b>")
		})
		if _, err := w.net.PressForm("U0ANNE", "desk-canned", "0", "Bonjour."); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the answer to begin from", func() bool {
			f, _ := w.net.Form("U0ANNE")
			return f.Initial() == "Bonjour.\n\nJe vous propose […] à 10 h."
		})
		for _, bad := range []string{" \n ", "Je vous propose […] à 10 h."} {
			d, err := w.net.Submit("U0ANNE", bad)
			if err != nil {
				t.Fatal(err)
			}
			w.until(t, "refused", func() bool { return w.net.Of(d).Acked })
			if f, ok := w.net.Form("U0ANNE"); !ok || len(f.Errors) != 1 {
				t.Fatalf("%q was taken", bad)
			}
		}
		d, err := w.net.Submit("U0ANNE", "Bonjour,\nenviron 1 800 € & plus.")
		if err != nil {
			t.Fatal(err)
		}
		twice := w.net.Again(d)
		w.until(t, "taken", func() bool { return w.net.Of(d).Acked && w.net.Of(twice).Acked && len(w.acts(t)) == 2 })
		if _, ok := w.net.Form("U0ANNE"); ok {
			t.Error("the form stays open")
		}
		a := w.acts(t)[0]
		if a.Request != "r1" || a.Event.Kind != desk.Reply || a.Event.Text != "Bonjour,\nenviron 1 800 € & plus." || a.Event.Via != "slack:C0DESK" {
			t.Errorf("read as %+v", a)
		}
		entries := w.in.all()
		if last := entries[len(entries)-1]; last.ID != entries[len(entries)-2].ID {
			t.Error("a form submitted twice gives two different entries")
		}
	})
}

func TestTransferAndTakeBack(t *testing.T) {
	w, _ := face(t, false)
	w.post(t, card(desk.Claimed, nil))
	if _, err := w.net.Press("U0ANNE", "C0DESK", "Transférer"); err != nil {
		t.Fatal(err)
	}
	w.until(t, "the form", func() bool { _, ok := w.net.Form("U0ANNE"); return ok })
	if d, err := w.net.Submit("U0ANNE", "", ""); err != nil {
		t.Fatal(err)
	} else {
		w.until(t, "refused", func() bool { return w.net.Of(d).Acked })
	}
	if f, ok := w.net.Form("U0ANNE"); !ok || f.Errors["partenaire"] == "" {
		t.Error("nothing chosen was taken")
	}
	if _, err := w.net.Submit("U0ANNE", "", "greta"); err != nil {
		t.Fatal(err)
	}
	w.post(t, desk.Post{Kind: desk.PostLines, Request: "r1", Lines: []desk.Line{
		{Who: desk.Member, Name: "Anne Weber", Text: "Bonjour", Reply: 3, Result: desk.Waiting, Due: time.Now().Add(time.Minute)},
	}})
	if _, err := w.net.Press("U0BOB", "C0DESK", "Annuler l'envoi"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.net.Press("U0ANNE", "C0DESK", "Clore"); err != nil {
		t.Fatal(err)
	}
	w.until(t, "all three", func() bool { return len(w.acts(t)) == 3 })
	a := w.acts(t)
	if a[0].Event.Kind != desk.Transfer || a[0].Event.Partner != "greta" || a[1].Event.Kind != desk.CancelSend || a[1].Event.N != 3 ||
		a[1].Event.By.ID != "slack:U0BOB" || a[2].Event.Kind != desk.Close {
		t.Errorf("read as %+v", a)
	}
}

// A form that may not be used is not opened, and why is told.
func TestFormsAreForWhoHasTheRequest(t *testing.T) {
	w, o := face(t, false)
	w.post(t, card(desk.Claimed, nil))
	for _, tt := range []struct {
		user, told string
		change     func(r *desk.Request)
	}{
		{"U0BOB", "C’est Anne Weber qui a cette demande. En son absence, « Reprendre » sur la carte vous la confie.", nil},
		{"U0ANNE", "Cette demande est close.", func(r *desk.Request) { r.State = desk.Closed }},
		{"U0ANNE", "Prenez d’abord la demande en charge.", func(r *desk.Request) { r.State = desk.Open }},
		{"U0ANNE", "Cette demande est passée à un autre partenaire.", func(r *desk.Request) { r.Channel = "slack:C0OTHER" }},
		{"U0ANNE", "Cette demande n’existe plus : elle a été effacée.", func(r *desk.Request) { r.ID = "" }},
	} {
		o.set(func(o *office) {
			r := newOffice().requests["r1"]
			if tt.change != nil {
				tt.change(&r)
			}
			if o.requests["r1"] = r; r.ID == "" {
				delete(o.requests, "r1")
			}
		})
		if _, err := w.net.Press(tt.user, "C0DESK", "Répondre"); err != nil {
			t.Fatal(err)
		}
		w.until(t, tt.told, func() bool {
			for _, p := range w.net.Posts("C0DESK") {
				if p.OnlyFor == tt.user && p.Shown() == tt.told {
					return true
				}
			}
			return false
		})
		if _, ok := w.net.Form(tt.user); ok {
			t.Errorf("%s: a form was opened", tt.told)
		}
	}
}

func TestFormThatCannotOpenInTime(t *testing.T) {
	w, _ := face(t, false)
	w.post(t, card(desk.Claimed, nil))
	w.net.Fail(func(method, _ string) *slacktest.Fault {
		if method == "views.open" {
			return &slacktest.Fault{Error: "expired_trigger_id"}
		}
		return nil
	})
	if _, err := w.net.Press("U0ANNE", "C0DESK", "Répondre"); err != nil {
		t.Fatal(err)
	}
	w.until(t, "told to press again", func() bool {
		p := w.net.Posts("C0DESK")
		return p[len(p)-1].OnlyFor == "U0ANNE" && strings.Contains(p[len(p)-1].Shown(), "encore une fois")
	})
}

// What staff type stays inside: whatever it is, it is a note and nothing else.
func TestThreadIsInternal(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, _ *office) {
		ts := string(w.post(t, card(desk.Claimed, nil)))
		texts := []string{"elle a l'air pressée", "/send bonjour", "@Potentiels réponds-lui", "<!channel> & <@U1>", strings.Repeat("x", 10000), "J'accepte", "Clore"}
		for i, text := range texts {
			w.net.Write("C0DESK", ts, "U0ANNE", text)
			w.until(t, "the note", func() bool { return len(w.acts(t)) == i+1 })
		}
		for i, a := range w.acts(t) {
			if a.Thread != ts || a.Request != "" || a.Event.Kind != desk.Note || a.Event.Text != texts[i] || a.Event.Ref == "" || a.Event.By.ID != "slack:U0ANNE" || a.Event.Via != "slack:C0DESK" {
				t.Errorf("%.20q is read as %+v", texts[i], a)
			}
		}
		note := w.acts(t)[0]
		w.net.Edit("C0DESK", texts[0], "elle est pressée")
		w.until(t, "the edit", func() bool { return len(w.acts(t)) == len(texts)+1 })
		w.net.Edit("C0DESK", "elle est pressée", "")
		w.until(t, "the deletion", func() bool { return len(w.acts(t)) == len(texts)+2 })
		changes := w.acts(t)[len(texts):]
		if e := changes[0].Event; e.Kind != desk.NoteEdited || e.Ref != note.Event.Ref || e.Text != "elle est pressée" || changes[0].Thread != ts {
			t.Errorf("the edit is read as %+v", changes[0])
		}
		if e := changes[1].Event; e.Kind != desk.NoteGone || e.Ref != note.Event.Ref || e.Text != "" || changes[1].Thread != ts {
			t.Errorf("the deletion is read as %+v", changes[1])
		}
		before := len(w.in.all())
		w.net.Write("C0DESK", "", "U0ANNE", "dans le canal, à personne")
		w.until(t, "stored", func() bool { return len(w.in.all()) == before+1 })
		if len(w.acts(t)) != len(texts)+2 {
			t.Error("what is written beside the threads is taken for a note")
		}
	})
}

func TestLinesAreShownInTheThread(t *testing.T) {
	w, _ := face(t, false)
	ts := string(w.post(t, card(desk.Claimed, nil)))
	for name, text := range map[string]string{
		"markup": "<!channel> *gras* <https://x|clic> `code` & ~non~",
		"long":   strings.Repeat("Une phrase bien longue, encore. ", 10000/32),
	} {
		w.post(t, desk.Post{Kind: desk.PostLines, Request: "r1", Parent: ts, Lines: []desk.Line{{Who: desk.Person, Text: text}}})
		posts := w.net.Posts("C0DESK")
		p := posts[len(posts)-1]
		if p.Thread != ts || !strings.Contains(strings.ReplaceAll(p.Shown(), "\n", ""), strings.ReplaceAll(strings.TrimSpace(text), "\n", "")) && name == "markup" {
			t.Errorf("%s in %q: %.200s", name, p.Thread, p.Shown())
		}
		if strings.Contains(p.Text, "<!channel>") {
			t.Error("the text calls the channel")
		}
		if name == "long" && strings.Count(p.Shown(), "phrase") != strings.Count(text, "phrase") {
			t.Errorf("of %d phrases %d are shown", strings.Count(text, "phrase"), strings.Count(p.Shown(), "phrase"))
		}
	}
	// What no message can hold is cut, and that it is is told.
	w.post(t, desk.Post{Kind: desk.PostLines, Request: "r1", Parent: ts, Lines: []desk.Line{{Who: desk.Person, Text: strings.Repeat("🙂<", 10000)}}})
	posts := w.net.Posts("C0DESK")
	if shown := posts[len(posts)-1].Shown(); !strings.Contains(shown, "bureau web") || strings.Count(shown, "🙂") < 500 {
		t.Errorf("shown: %d of it", strings.Count(shown, "🙂"))
	}
	three := w.post(t, desk.Post{Kind: desk.PostLines, Request: "r1", Parent: ts, Lines: []desk.Line{
		{Who: desk.Person, Text: "un"}, {Who: desk.Person, Text: "deux"}, {Who: desk.Bot, Text: "trois"},
	}})
	posts = w.net.Posts("C0DESK")
	if p := posts[len(posts)-1]; p.TS != string(three) || strings.Index(p.Shown(), "un") > strings.Index(p.Shown(), "deux") || strings.Index(p.Shown(), "deux") > strings.Index(p.Shown(), "trois") {
		t.Errorf("together: %q", posts[len(posts)-1].Shown())
	}
	for result, told := range map[desk.Result]string{desk.Delivered: "Remise", desk.Blocked: "bloqué", desk.Failed: "refusée", desk.Canceled: "Annulée", desk.Left: "page", desk.Leaving: "en cours"} {
		w.post(t, desk.Post{Kind: desk.PostLines, Request: "r1", Message: string(three), Lines: []desk.Line{{Who: desk.Member, Name: "Anne", Text: "Bonjour", Result: result}}})
		for _, p := range w.net.Posts("C0DESK") {
			if p.TS == string(three) && !strings.Contains(p.Shown(), told) {
				t.Errorf("%s: %q", result, p.Shown())
			}
		}
	}
}

func TestHostileCard(t *testing.T) {
	w, _ := face(t, false)
	long := strings.Repeat("très long ", 300)
	w.post(t, card(desk.Claimed, func(c *desk.Card) {
		c.Label, c.PartnerName = "<!here> *"+long, "A & B <x> "+long
		c.By.Name = "*Bob* <!channel|x> " + long
		c.Asking, c.Gone, c.Returns, c.Unanswered, c.Contact = "<!everyone>", true, 3, true, "06 39 98 12 34"
		for range 30 {
			c.Fields = append(c.Fields, desk.Field{Name: "Souhait " + long, Value: "<!channel> " + long + long})
		}
	}))
	p := w.net.Posts("C0DESK")[0]
	for _, b := range p.Blocks {
		if raw := fmt.Sprint(b); strings.Contains(raw, "mrkdwn") && (strings.Contains(raw, "<!here>") || strings.Contains(raw, "<!channel") || strings.Contains(raw, "<!everyone>")) {
			t.Errorf("a name calls the channel: %.300s", raw)
		}
	}
	if strings.Contains(p.Text, "<!here>") || strings.Contains(p.Text, "<!channel") {
		t.Error("the text calls the channel")
	}
}

func TestErasure(t *testing.T) {
	w, _ := face(t, false)
	ts := w.post(t, card(desk.Claimed, nil))
	erase := desk.Post{Kind: desk.PostErased, Request: "r1", Message: string(ts), Text: "effacé à la demande de la personne"}
	w.post(t, erase)
	if p := w.net.Posts("C0DESK")[0]; strings.Contains(p.Text+p.Shown(), "Nancy") || !strings.Contains(p.Shown(), "effacé à la demande de la personne") || len(p.Labels()) > 0 {
		t.Errorf("left: %q %q", p.Text, p.Shown())
	}
	second := w.post(t, card(desk.Claimed, nil))
	w.net.Fail(func(method, _ string) *slacktest.Fault {
		if method == "chat.update" {
			return &slacktest.Fault{Error: "edit_window_closed"}
		}
		return nil
	})
	erase.Message = string(second)
	w.post(t, erase)
	if p := w.net.Posts("C0DESK")[1]; !p.Deleted {
		t.Error("what cannot be changed is not deleted")
	}
	w.net.Fail(nil)
	w.post(t, erase) // it is gone already
}

// A card that somebody deleted is posted again: without its buttons the request would be stuck.
func TestDeletedCardComesBack(t *testing.T) {
	w, _ := face(t, false)
	ts := w.post(t, card(desk.Open, nil))
	w.net.Vanish(w.net.Posts("C0DESK")[0])
	again := card(desk.Claimed, nil)
	again.Message = string(ts)
	if got := w.post(t, again); got == ts || len(w.net.Posts("C0DESK")) != 2 {
		t.Errorf("posted as %q", got)
	}
	w.post(t, desk.Post{Kind: desk.PostLines, Request: "r1", Parent: string(ts), Lines: []desk.Line{{Who: desk.Person, Text: "bonjour"}}})
	posts := w.net.Posts("C0DESK")
	if p := posts[len(posts)-1]; p.Thread != "" || !strings.Contains(p.Shown(), "bonjour") {
		t.Errorf("a line without its thread: %+v", p)
	}
}

func TestWhisper(t *testing.T) {
	w, _ := face(t, false)
	w.post(t, desk.Post{Kind: desk.PostWhisper, User: "slack:U0BOB", Text: "C’est Anne qui l’a."})
	if p := w.net.Posts("C0DESK")[0]; p.OnlyFor != "U0BOB" || p.Shown() != "C’est Anne qui l’a." {
		t.Errorf("whispered %+v", p)
	}
	w.net.Deactivate("U0BOB")
	_, err := w.c.Post(t.Context(), channel, desk.Post{Kind: desk.PostWhisper, User: "slack:U0BOB", Text: "C’est Anne qui l’a."})
	if failure, ok := errors.AsType[*bot.SendError](err); !ok || failure.Kind != bot.Rejected {
		t.Errorf("to somebody who has left: %v", err)
	}
}

func TestChannelThatTakesNoPosts(t *testing.T) {
	for name, shut := range map[string]func(*slacktest.Network, string){"archived": (*slacktest.Network).Archive, "not in it": (*slacktest.Network).Remove} {
		t.Run(name, func(t *testing.T) {
			w, _ := face(t, false)
			shut(w.net, "C0OTHER")
			other := bot.Address{Channel: "slack", ID: "C0OTHER"}
			for range 3 {
				_, err := w.c.Post(t.Context(), other, card(desk.Open, nil))
				if failure, ok := errors.AsType[*bot.SendError](err); !ok || failure.Kind != bot.Temporary {
					t.Fatalf("got %v", err)
				}
			}
			w.until(t, "told in the common channel", func() bool {
				posts := w.net.Posts("C0DESK")
				return len(posts) == 1 && strings.Contains(posts[0].Shown(), "C0OTHER") && strings.Contains(posts[0].Shown(), "bureau web")
			})
			if !strings.Contains(w.log.String(), "level=ERROR") {
				t.Error("the operator is not told")
			}
			w.net.Restore("C0OTHER")
			if _, err := w.c.Post(t.Context(), other, card(desk.Open, nil)); err != nil {
				t.Error(err)
			}
		})
	}
}
