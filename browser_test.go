package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"potentiels/adapters/web/webtest"
)

// TestTalkInTheBrowser plays a talk with the whole program, as a person on a phone: with
// typos, buttons, a change of mind, a reload and an erasure.
func TestTalkInTheBrowser(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + t.TempDir(), "LISTEN_ADDR=127.0.0.1:0"}
	r := start(t, env...)
	address := r.ready()
	b := webtest.Start(t)
	b.Phone(390, 844)
	b.Open(address)
	turn := 0
	// said waits until the last answer holds a text, and takes a picture if asked to.
	said := func(want string) {
		t.Helper()
		b.Until("an answer with "+want, func() bool {
			var all string
			b.Eval(&all, `return document.querySelector("#talk").innerText`)
			return strings.Contains(all, want)
		})
		turn++
		if dir := os.Getenv("SCREENSHOTS"); dir != "" {
			b.Screenshot(filepath.Join(dir, "programme-"+string(rune('a'+turn))+".png"))
		}
	}
	write := func(text, want string) {
		t.Helper()
		b.Type("#text", text)
		b.Press(webtest.Enter)
		said(want)
	}
	b.Click("#begin")
	said("Bonjour")
	write("jveu etre soudeur a nanci c payé ?", "soudage")
	b.ClickLabel("Je cherche un emploi")
	said("diplôme")
	write("jai 52 piges", "C’est noté")
	write("un cap", "1. ")
	write("c koi une poei", "POEI")
	write("non pas nancy, metz", "Metz")
	b.Reload()
	said("jveu etre soudeur")
	write("ya des nuits dans ce metier ?", "nuit")
	write("je peux parler a qqun", "J'accepte")
	b.ClickLabel("Je refuse")
	write("/suivi", "demande")
	write("merci bcp", "!")
	write("/oublier", "Oui, tout effacer")
	b.ClickLabel("Oui, tout effacer")
	said("effacé")
	if out := b.Outside(address); len(out) > 0 {
		t.Errorf("the page asked others: %v", out)
	}
}
