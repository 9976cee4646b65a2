package web_test

import (
	"strings"
	"testing"

	"potentiels/adapters/web/webtest"
)

// phone opens the page on a phone.
func phone(t *testing.T, s *service) *page {
	p := openPage(t, s)
	p.Phone(390, 844)
	return p
}

// answered waits until so many bubbles are there, and nothing waits for an answer.
func (p *page) answered(bubbles int) {
	p.t.Helper()
	p.Until("answered", func() bool { return len(p.talk()) == bubbles && !p.Shown(".waiting") })
}

// top is how far below the upper edge of the talk's view the last element of a selector begins.
func (p *page) top(selector string) float64 {
	p.t.Helper()
	var top float64
	p.Eval(&top, `return [...document.querySelectorAll(arguments[0])].at(-1).getBoundingClientRect().top - main.getBoundingClientRect().top`, selector)
	return top
}

// inView tells whether the last element of a selector can be read whole, above the field.
func (p *page) inView(selector string) bool {
	p.t.Helper()
	var in bool
	p.Eval(&in, `const e = [...document.querySelectorAll(arguments[0])].at(-1).getBoundingClientRect(), m = main.getBoundingClientRect();
		return e.top >= m.top && e.bottom <= m.bottom`, selector)
	return in
}

func (p *page) scrolled() float64 {
	p.t.Helper()
	var y float64
	p.Eval(&y, `return main.scrollTop`)
	return y
}

// An answer of three paths is read from its start, and on, one press after the other, to the
// question that ends it.
func TestLongAnswer(t *testing.T) {
	p := phone(t, newService(t, script(nil)))
	p.write("un")
	p.answered(2)
	p.write("pistes")
	p.answered(7)
	if top := p.top(".me"); top < 0 || top > 40 {
		t.Errorf("the answer is not shown from its start: the question is %v px from the top", top)
	}
	var begins []float64
	for range 5 {
		if !p.Shown("#down") {
			break
		}
		if got := p.Text("#down"); got != "Suite" {
			t.Fatalf("the way on is called %q", got)
		}
		p.Click("#down")
		begins = append(begins, p.top("#talk .bot:nth-last-child(2)"))
	}
	if !p.inView("#talk .bot:last-child .choice") {
		t.Errorf("after %d presses the closing question cannot be answered", len(begins))
	}
	if len(begins) < 2 || len(begins) > 3 {
		t.Errorf("it takes %d presses to the end", len(begins))
	}

	// By keyboard alone: from the field back to it, and on.
	p.write("pistes")
	p.answered(12)
	p.Press(webtest.Shift, webtest.TabKey)
	for range 5 {
		var on bool
		p.Eval(&on, `return document.activeElement.id === "down"`)
		if !on {
			break
		}
		p.Press(webtest.Enter)
	}
	if p.Shown("#down") || !p.inView("#talk .bot:last-child .choice") {
		t.Error("the keyboard does not come to the closing question")
	}
	var focus string
	p.Eval(&focus, `return document.activeElement.id`)
	if focus != "text" {
		t.Errorf("at the end the focus is on %q", focus)
	}

	// A long question must not push its answer off the screen.
	p.write(strings.Repeat("je cherche une formation de soudeur ", 30))
	p.answered(14)
	if top := p.top("#talk .bot"); top < 0 || top > 40 {
		t.Errorf("the answer to a long question begins at %v px", top)
	}
	p.clean()
}

// What comes while somebody reads higher up leaves them where they are and says that there is more.
func TestReadsInPeace(t *testing.T) {
	hold := make(chan struct{})
	p := phone(t, newService(t, script(hold)))
	p.write("un")
	p.answered(2)
	p.write("pistes")
	p.answered(7)
	p.Eval(nil, `main.scrollTop += 150`)
	at := p.scrolled()
	one := p.Tab()
	p.NewTab()
	p.Open(p.service.origin())
	p.write("deux")
	p.answered(9)
	p.Look(one)
	p.answered(9)
	if got := p.scrolled(); got != at {
		t.Errorf("moved from %v to %v while the paths were read", at, got)
	}
	if got := p.Text("#down"); got != "Suite" {
		t.Errorf("the way on is called %q", got)
	}

	p.write("attendre")
	p.Until("typing", func() bool { return p.Shown("#typing") })
	p.Eval(nil, `main.scrollTop = 100`)
	p.Until("the way down", func() bool { return p.Shown("#down") })
	close(hold)
	p.answered(11)
	if got := p.scrolled(); got != 100 {
		t.Errorf("moved from 100 to %v while older words were read", got)
	}
	p.Click("#down")
	if !p.inView("#talk .bot:last-child") {
		t.Error("the way on does not lead to what is new")
	}
	p.Eval(nil, `main.scrollTop = 100`)
	p.Until("the way down", func() bool { return p.Shown("#down") })
	if got := p.Text("#down"); got == "Suite" {
		t.Error("nothing new is below, but it says so")
	}
	// As little as half a button below is offered too.
	p.Click("#down")
	p.Until("at the end", func() bool { return !p.Shown("#down") })
	p.Eval(nil, `main.scrollTop -= 40`)
	p.Until("the way down", func() bool { return p.Shown("#down") })

	// A keyboard that opens takes room from the talk, not its last words.
	p.Click("#down")
	p.Until("at the end", func() bool { return !p.Shown("#down") })
	p.Phone(390, 500)
	p.Until("the last words are still there", func() bool { return p.inView("#talk .bot:last-child") })
	p.clean()
}

// Words of distress are not kept, so the last of one's own words may be far above the last answer.
func TestReloadAtTheEnd(t *testing.T) {
	p := phone(t, newService(t, script(nil)))
	p.write("pistes")
	p.answered(5)
	p.write("détresse")
	p.answered(7)
	p.write("détresse")
	p.answered(9)
	p.Reload()
	p.answered(7)
	p.Until("at the end", func() bool { return p.inView("#talk .bot:last-child .bubble") })
	if !p.Shown("#text") || p.Shown("#down") {
		t.Error("not at the end of the talk")
	}
	p.clean()
}
