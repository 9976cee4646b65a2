package slack_test

import (
	"strings"
	"testing"

	"potentiels/bot/desk"
)

func TestUnknown(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, o *office) {
		o.set(func(o *office) {
			o.unknown = desk.Unknowns{Rows: []desk.UnknownRow{
				{Group: "g1", Stems: []string{"truc", "<b>bleu", "*gras*"}, People: 5, Last: "2026-11-27"},
				{Group: "g2", Stems: []string{"portail"}, People: 4, Last: "2026-11-26"},
				{Group: "g3", Stems: []string{"gamelle"}, People: 3, Last: "2026-11-26"},
			}}
			for range 30 {
				o.unknown.Rows = append(o.unknown.Rows, desk.UnknownRow{Group: strings.Repeat("x", 16), Stems: strings.Fields(strings.Repeat("mot ", 8)), People: 3, Last: "2026-11-01"})
			}
		})
		show := func(user string) (labels, shown string) {
			t.Helper()
			before := len(w.net.Posts("C0DESK"))
			c := w.net.Command(user, "C0DESK", "inconnus")
			w.until(t, "the list", func() bool { return w.net.Of(c).Acked })
			posts := w.net.Posts("C0DESK")
			if w.net.Of(c).Failed || len(posts) <= before || len(w.net.Of(c).Answer) >= 20<<10 {
				t.Fatalf("it is not shown: %d bytes", len(w.net.Of(c).Answer))
			}
			return strings.Join(posts[before].Labels(), ","), posts[before].Shown()
		}
		told := func(text string) func() bool {
			return func() bool {
				for _, p := range append(w.net.Posts("C0DESK"), w.net.Posts("U0ANNE")...) {
					if strings.Contains(p.Shown(), text) {
						return true
					}
				}
				return false
			}
		}
		if labels, shown := show("U0STRANGER"); labels != "" || strings.Contains(shown, "portail") {
			t.Errorf("a stranger sees %s\n%s", labels, shown)
		}
		labels, shown := show("U0ANNE")
		if !strings.HasPrefix(labels, "Écrire un exemple,Demander à une personne,Ignorer") || !strings.Contains(shown, "<b>bleu") || !strings.Contains(shown, "5 personnes") {
			t.Errorf("buttons %s, shown\n%s", labels, shown)
		}
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Demander à une personne"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "asked", told("demandé dans le canal"))
		show("U0ANNE")
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Écrire un exemple"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the form", func() bool { _, ok := w.net.Form("U0ANNE"); return ok })
		bad, err := w.net.Submit("U0ANNE", "le truc du 06", "cpf")
		if err != nil {
			t.Fatal(err)
		}
		w.until(t, "refused", func() bool { return w.net.Of(bad).Acked })
		if f, ok := w.net.Form("U0ANNE"); !ok || f.Errors["exemple"] == "" {
			t.Error("what is refused is not told in the form")
		}
		good, err := w.net.Submit("U0ANNE", "c'est quoi le truc bleu", "remuneration_formation")
		if err != nil {
			t.Fatal(err)
		}
		w.until(t, "attached", func() bool { return w.net.Of(good).Acked })
		o.set(func(o *office) {
			if n := len(o.decided); n != 2 || o.decided[0].Verdict != desk.Ask {
				t.Fatalf("decided %+v", o.decided)
			}
			if x := o.decided[1]; x.Verdict != desk.Attach || x.Intent != "remuneration_formation" || x.Example != "c'est quoi le truc bleu" ||
				x.By != (desk.Staff{ID: "slack:U0ANNE", Name: "Marie U0ANNE", Partner: "uimm"}) {
				t.Errorf("decided %+v", x)
			}
		})
		show("U0ANNE")
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Ignorer"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "dropped", told("n’est plus montré"))
		if len(w.in.all()) != 0 {
			t.Error("a press on what was not understood is taken for one at the desk")
		}
	})
}
