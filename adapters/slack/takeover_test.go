package slack_test

import (
	"strings"
	"testing"

	"potentiels/bot/desk"
)

// A colleague takes over what somebody has: the press says from whom, as the card told it, so that
// one who was quicker is noticed. Who presses Répondre instead is told how.
func TestTakeOver(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, _ *office) {
		w.post(t, card(desk.Claimed, nil))
		if p := w.net.Posts("C0DESK")[0]; !strings.Contains(p.Asks("Reprendre"), "Anne Weber la suit") {
			t.Errorf("asks %q", p.Asks("Reprendre"))
		}
		if _, err := w.net.Press("U0BOB", "C0DESK", "Répondre"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "told how", func() bool {
			posts := w.net.Posts("C0DESK")
			last := posts[len(posts)-1]
			return last.OnlyFor == "U0BOB" && strings.Contains(last.Shown(), "« Reprendre »")
		})
		if _, err := w.net.Press("U0BOB", "C0DESK", "Reprendre"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "taken over", func() bool { return len(w.acts(t)) == 1 })
		a := w.acts(t)[0]
		if a.Request != "r1" || a.Event.Kind != desk.TakeOver || a.Event.From != "slack:U0ANNE" || a.Event.By.ID != "slack:U0BOB" || a.Event.Via != "slack:C0DESK" {
			t.Errorf("read as %+v", a)
		}
	})
}
