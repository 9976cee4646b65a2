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

// rested waits until a tap is a new one and no slip after the last.
func (p *page) rested() {
	p.t.Helper()
	var since float64
	p.Eval(&since, `return performance.now()`)
	p.Until("the taps are apart", func() bool {
		var now float64
		p.Eval(&now, `return performance.now()`)
		return now-since > 500
	})
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
		p.answered(6 + 4*i)
		p.write("encore") // a second press would be answered before
		p.answered(8 + 4*i)
		if got := len(p.own()); got != 4+2*i {
			t.Fatalf("after two taps %v apart: %q", gap, p.own()[2:])
		}
		p.rested()
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
	p.rested() // sooner it would be a slip on the same place
	p.ClickLabel("Le second")
	p.reads("> choix lent", "Lequel ?", "> Le premier", "Me voilà.", "> Le second", "Me voilà.")
	p.clean()
}
