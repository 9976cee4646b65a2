package slack_test

import (
	"fmt"
	"strings"
	"testing"

	"potentiels/bot/desk"
)

func TestHome(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, o *office) {
		o.set(func(o *office) {
			o.rows["uimm"] = []desk.Row{
				{Request: "r1", State: desk.Claimed, Label: "soudage · 54", By: desk.Staff{ID: "slack:U0ANNE", Name: "Anne"}},
				{Request: "r2", State: desk.Open, Label: "usinage · 57"},
				{Request: "r4", State: desk.Claimed, Label: "logistique · 55", By: desk.Staff{ID: "slack:U0BOB", Name: "Bob"}, Unanswered: true},
				{Request: "r5", State: desk.Claimed, Label: "répondue", By: desk.Staff{ID: "slack:U0BOB", Name: "Bob"}},
			}
			o.rows["greta"] = []desk.Row{{Request: "r3", State: desk.Open, Label: "secret d’un autre"}}
		})
		w.net.Home("U0ANNE")
		w.until(t, "the home", func() bool { _, ok := w.net.HomeOf("U0ANNE"); return ok })
		h, _ := w.net.HomeOf("U0ANNE")
		if strings.Contains(h.Shown(), "secret") {
			t.Error("shows the queue of a partner whose channel they are not in")
		}
		if got := strings.Join(h.Labels(), ","); !strings.Contains(h.Shown(), "soudage") || got != "Répondre,Prendre en charge,Reprendre" || strings.Contains(h.Shown(), "répondue") {
			t.Errorf("buttons %s, shown\n%s", got, h.Shown())
		}
		if _, err := w.net.PressHome("U0ANNE", "Prendre en charge"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the claim", func() bool { return len(w.acts(t)) == 1 })
		if a := w.acts(t)[0]; a.Request != "r2" || a.Event.Via != "slack:C0DESK" || a.Event.Kind != desk.Claim {
			t.Errorf("read as %+v", a)
		}
		o.set(func(o *office) {
			o.rows["uimm"] = []desk.Row{o.rows["uimm"][0], {Request: "r2", State: desk.Claimed, Label: "usinage · 57", By: desk.Staff{ID: "slack:U0ANNE"}}}
		})
		w.until(t, "the home as it is then", func() bool {
			h, _ := w.net.HomeOf("U0ANNE")
			return strings.Join(h.Labels(), ",") == "Répondre,Répondre"
		})
		if _, err := w.net.PressHome("U0ANNE", "Répondre"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the form", func() bool { _, ok := w.net.Form("U0ANNE"); return ok })
	})
}

func TestCommands(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, o *office) {
		o.set(func(o *office) {
			var rows []desk.Row
			for i := range 60 {
				rows = append(rows, desk.Row{Request: fmt.Sprint("r", i), State: desk.Open, Label: fmt.Sprint("usinage ", i, strings.Repeat(" & <très> long", 20))})
			}
			o.rows["uimm"] = rows
		})
		for text, want := range map[string]string{
			"aide": "/potentiels file", "": "/potentiels file", "file": "et 45 de plus", "stats": "en attente 60",
			"pourquoi jveu etre soudeur": "Compris : jveu etre soudeur", "campagnes": "Aucune campagne", "fiche inconnue": "Aucun partenaire",
		} {
			before := len(w.net.Posts("C0DESK"))
			d := w.net.Command("U0ANNE", "C0DESK", text)
			w.until(t, "answered", func() bool { return w.net.Of(d).Acked })
			posts := w.net.Posts("C0DESK")
			if len(posts) != before+1 || posts[before].OnlyFor != "U0ANNE" || !strings.Contains(posts[before].Shown(), want) {
				t.Errorf("%q is answered by %+v", text, posts[before:])
			}
			if n := len(w.net.Of(d).Answer); n >= 20<<10 {
				t.Errorf("%q is answered by %d bytes, which Slack drops", text, n)
			}
		}
		d := w.net.Command("U0STRANGER", "C0DESK", "file")
		w.until(t, "answered", func() bool { return w.net.Of(d).Acked })
		posts := w.net.Posts("C0DESK")
		if p := posts[len(posts)-1]; strings.Contains(p.Shown(), "usinage") {
			t.Error("somebody who is in no staff channel reads the queue")
		}
		o.set(func(o *office) { o.fails = errDisk })
		d = w.net.Command("U0ANNE", "C0DESK", "file")
		w.until(t, "answered", func() bool { return w.net.Of(d).Acked })
		posts = w.net.Posts("C0DESK")
		if p := posts[len(posts)-1]; !strings.Contains(p.Shown(), "Réessayez") {
			t.Errorf("with a store that fails: %q", p.Shown())
		}
	})
}

func TestWhy(t *testing.T) {
	w, _ := face(t, false)
	w.net.Say("U0ANNE", "Pourquoi ?")
	w.until(t, "explained", func() bool {
		posts := w.net.Posts("U0ANNE")
		return len(posts) == 1 && posts[0].Shown() == "Compris : mots de U0ANNE"
	})
	w.until(t, "stored", func() bool { return len(w.in.all()) == 1 })
	e := w.in.all()[0]
	if m, err := w.c.Decode(e); err != nil || m.Kind != "silent" {
		t.Errorf("it is part of the talk as well: %+v, %v", m, err)
	}
	if _, ok, err := w.c.Acts(e); ok || err != nil {
		t.Errorf("it is no talk any more: %v, %v", ok, err)
	}
}
