package web_test

import (
	"testing"

	"potentiels/adapters/web/webtest"
)

// kept are the names under which the tab keeps something.
func (p *page) kept() []string {
	p.t.Helper()
	var names []string
	p.Eval(&names, `return Object.keys(sessionStorage).filter(k => sessionStorage.getItem(k) !== "[]").concat(Object.keys(localStorage))`)
	return names
}

func (p *page) field() string {
	p.t.Helper()
	var words string
	p.Eval(&words, `return document.getElementById("text").value`)
	return words
}

// What is being written outlives a reload of its tab, and nothing else.
func TestDraft(t *testing.T) {
	s := newService(t, script(nil))
	p := openPage(t, s)
	p.Type("#text", "bonjour")
	p.Press(webtest.Shift, webtest.Enter)
	p.Type("#text", "deuxième ligne")
	p.Reload()
	if got := p.field(); got != "bonjour\ndeuxième ligne" {
		t.Fatalf("after a reload the field holds %q", got)
	}
	var fits bool
	p.Eval(&fits, `const f = document.getElementById("text"); return f.clientHeight >= f.scrollHeight`)
	if !fits {
		t.Error("the field has not grown with the draft")
	}
	first := p.Tab()
	p.NewTab()
	p.Open(s.origin())
	if got := p.field(); got != "" {
		t.Errorf("another tab has %q", got)
	}
	p.Look(first)
	p.Type("#text", " !")
	p.Press(webtest.Enter)
	p.reads("> bonjour\ndeuxième ligne !", "Vous dites : bonjour\ndeuxième ligne !")
	if names := p.kept(); len(names) > 0 {
		t.Errorf("still kept after sending: %q", names)
	}
	p.Reload()
	p.answered(2)
	if got := p.field(); got != "" {
		t.Errorf("what was sent is back: %q", got)
	}
	p.Type("#text", "x")
	p.Eval(nil, `const f = document.getElementById("text"); f.value = ""; f.dispatchEvent(new Event("input"))`)
	if names := p.kept(); len(names) > 0 {
		t.Errorf("still kept after it was wiped: %q", names)
	}
	p.clean()
}

// Erasing takes the draft as well, here and in every tab; what is written afterwards is new.
func TestDraftErased(t *testing.T) {
	s := newService(t, script(nil))
	p := openPage(t, s)
	p.write("un")
	p.answered(2)
	one := p.Tab()
	p.Type("#text", "premier")
	two := p.NewTab()
	p.Open(s.origin())
	p.answered(2)
	p.Type("#text", "second")
	p.ClickLabel("Tout effacer")
	for _, tab := range []webtest.Tab{two, one} {
		p.Look(tab)
		p.reads("Tout est effacé.")
		if got, names := p.field(), p.kept(); got != "" || len(names) > 0 {
			t.Errorf("after the erasure the field holds %q and the tab keeps %q", got, names)
		}
	}
	p.Type("#text", "après")
	p.Reload()
	p.reads("Tout est effacé.")
	if got := p.field(); got != "après" {
		t.Errorf("written after the erasure, and after a reload the field holds %q", got)
	}

	// A tab that was away while everything was erased.
	p.Open("about:blank")
	p.Look(two)
	p.ClickLabel("Tout effacer")
	p.reads("Tout est effacé.")
	p.Look(one)
	p.Open(s.origin())
	p.reads("Tout est effacé.")
	if got, names := p.field(), p.kept(); got != "" || len(names) > 0 {
		t.Errorf("erased while away, and the field holds %q, the tab keeps %q", got, names)
	}
}
