package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/web/webtest"
)

// own are the person's words.
func (p *page) own() []string {
	p.t.Helper()
	return slices.DeleteFunc(p.talk(), func(line string) bool { return !strings.HasPrefix(line, "Vous") })
}

// The same buttons come under the finger as it was on: the second tap of two is a slip.
func TestDoubleTap(t *testing.T) {
	p := phone(t, newService(t, script(nil)))
	for range 2 {
		p.write("encore")
	}
	p.answered(4)
	const label = "Et une autre fois après celle-là"
	for i, gap := range []time.Duration{0, 120 * time.Millisecond, 250 * time.Millisecond} {
		p.DoubleTap(label, gap)
		p.answered(6 + 2*i)
		time.Sleep(time.Second) // a second press would be answered by now, and a new tap is a new one
		if got := len(p.own()); got != 3+i {
			t.Fatalf("after two taps %v apart: %q", gap, p.own()[2:])
		}
	}
	p.clean()
}

// While a press has no answer, the buttons beside it are off; they are on again with the answer.
func TestOnePressAtATime(t *testing.T) {
	hold := make(chan struct{})
	p := phone(t, newService(t, script(hold)))
	p.write("choix lent")
	p.answered(2)
	p.ClickLabel("Le premier")
	var off []string
	p.Eval(&off, `return [...document.querySelectorAll("#talk .choice")].map(b => b.getAttribute("aria-disabled"))`)
	if !slices.Equal(off, []string{"true", "true"}) {
		t.Errorf("told to be off: %q", off)
	}
	p.ClickLabel("Le second")
	p.Press(webtest.Enter)
	close(hold)
	p.reads("> choix lent", "Lequel ?", "> Le premier", "Me voilà.")
	p.Eval(&off, `return [...document.querySelectorAll("#talk .choice[aria-disabled]")].map(b => b.textContent)`)
	if len(off) > 0 {
		t.Errorf("still off after the answer: %q", off)
	}
	time.Sleep(time.Second) // sooner it would be a slip on the same place
	p.ClickLabel("Le second")
	p.reads("> choix lent", "Lequel ?", "> Le premier", "Me voilà.", "> Le second", "Me voilà.")
	p.clean()
}
