package slack_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"potentiels/bot/desk"
)

// What staff wrote is listed, the newest first, page by page, with what became of it; one press takes it back.
func TestExamples(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, o *office) {
		if _, shown := w.command(t, "U0ANNE", "exemples"); !strings.Contains(shown, "Personne n’a encore écrit") {
			t.Errorf("with none it shows\n%s", shown)
		}
		o.set(func(o *office) {
			for i := range 40 {
				e := desk.Example{ID: fmt.Sprint("e", i), Intent: "evenements", Text: fmt.Sprint("c’est quand ", i, strings.Repeat(" <très> & long", 15)),
					By: desk.Staff{Name: "Anne *Weber*"}, At: time.Unix(1790000000, 0)}
				switch i {
				case 38:
					e.Text = "Bonjour le truc"
				case 37:
					e.At = time.Time{}
				}
				o.examples = append(o.examples, e)
			}
		})
		labels, shown := w.command(t, "U0ANNE", "exemples")
		for _, want := range []string{"c’est quand 39", "pas appris : avec cette phrase, « bonjour » ne serait plus <compris>", "sera appris au prochain", "appris · Anne Weber", "et 25 de plus"} {
			if !strings.Contains(shown, want) {
				t.Errorf("%q is not in\n%s", want, shown)
			}
		}
		if strings.Count(labels, "Retirer") != 15 || strings.Contains(shown, "c’est quand 24 ") {
			t.Errorf("buttons %s, shown\n%s", labels, shown)
		}
		for page, want := range map[string]string{"2": "c’est quand 24 ", "3": "c’est quand 9 ", "9": "c’est quand 0 ", "-4": "c’est quand 39 ", "x": "c’est quand 39 "} {
			if _, shown := w.command(t, "U0ANNE", "exemples "+page); !strings.Contains(shown, want) {
				t.Errorf("page %s shows\n%s", page, shown)
			}
		}
		if labels, _ := w.command(t, "U0STRANGER", "exemples"); labels != "" {
			t.Errorf("a stranger sees %s", labels)
		}
		w.command(t, "U0ANNE", "exemples")
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Retirer"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "told", func() bool {
			posts := w.net.Posts("C0DESK")
			return strings.Contains(posts[len(posts)-1].Shown(), "L’exemple est retiré")
		})
		o.set(func(o *office) {
			if len(o.examples) != 39 || o.decided[0].Verdict != desk.Withdraw || o.decided[0].Example != "e39" {
				t.Errorf("decided %+v, %d are left", o.decided, len(o.examples))
			}
			o.fails = errDisk
		})
		if _, shown := w.command(t, "U0ANNE", "exemples"); !strings.Contains(shown, "Réessayez") {
			t.Errorf("with a store that fails:\n%s", shown)
		}
	})
}
