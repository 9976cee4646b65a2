package main

import (
	"html"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"potentiels/adapters/telegram/telegramtest"
	"potentiels/adapters/web/webtest"
)

// window is a browser of somebody who takes part in a handover.
type window struct {
	*webtest.Browser
	t       *testing.T
	address string
}

func openWindow(t *testing.T, address, path string) *window {
	w := &window{webtest.Start(t), t, address}
	w.Desktop(1280, 800)
	w.Open(address + path)
	return w
}

// clean checks, while the service still runs, that the browser had nothing to complain of and
// asked nobody else.
func (w *window) clean() {
	w.t.Helper()
	if out := w.Outside(w.address); len(out) > 0 {
		w.t.Errorf("a page asked others: %v", out)
	}
	for _, e := range w.Console() {
		w.t.Errorf("console: %s %s", e.Level, e.Message)
	}
}

// picture is written to the folder named by SCREENSHOTS, to be looked at.
func (w *window) picture(name string) {
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		w.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// candidate is on the web chat.
type candidate struct{ *window }

func openChat(t *testing.T, address string) candidate {
	c := candidate{openWindow(t, address, "/")}
	c.Phone(390, 844)
	return c
}

func (c candidate) reads(want string) {
	c.t.Helper()
	c.Until("the candidate reads "+want, func() bool { return strings.Contains(c.Text("#talk"), want) })
}

func (c candidate) write(text string) {
	c.t.Helper()
	c.Type("#text", text)
	c.Press(webtest.Enter)
	c.Until("sent", func() bool { return !c.Shown(".waiting") })
}

// ask has the candidate ask for a human; leaving a number is accepting.
func (c candidate) ask(first, number string) {
	c.t.Helper()
	c.write(first)
	c.write("je peux parler a qqun")
	c.reads("J'accepte")
	if number != "" {
		c.write(number)
		return
	}
	c.ClickLabel("J'accepte")
	c.Until("accepted", func() bool { return !c.Shown(".waiting") })
}

// adviser is at the desk.
type adviser struct{ *window }

func openDesk(t *testing.T, address string) adviser {
	a := adviser{openWindow(t, address, deskPath)}
	a.Until("the desk is there", func() bool { return a.Shown("#queue") && a.Text("#myname") != "" })
	return a
}

// as gives the adviser a name, at a desk without a password.
func (a adviser) as(name string) adviser {
	a.t.Helper()
	a.Click("#myname")
	a.Until("asked who it is", func() bool { return a.Shown("#name") })
	a.Eval(nil, `document.getElementById("name").value = ""`)
	a.Type("#name", name)
	a.ClickLabel("Entrer")
	a.Until("named", func() bool { return a.Text("#myname") == name })
	return a
}

// take opens the request that waits longest.
func (a adviser) take() {
	a.t.Helper()
	a.Click("#rows a")
	a.Until("the card is there", func() bool { return a.Shown("#opened") })
}

func (a adviser) thread() []string { a.t.Helper(); return a.Texts("#lines > li") }

// sees waits for a line of the thread.
func (a adviser) sees(class, want string) {
	a.t.Helper()
	a.Until("in the thread, "+class+": "+want, func() bool {
		return slices.ContainsFunc(a.Texts("#lines > li."+class), func(l string) bool { return strings.Contains(l, want) })
	})
}

func (a adviser) reply(text string) {
	a.t.Helper()
	a.ClickLabel("Répondre")
	a.Type("#reply-text", text)
	a.Click("#reply-send")
}

// TestHandover is the whole of it: a candidate on the web chat, two advisers at the desk.
func TestHandover(t *testing.T) {
	t.Parallel()
	r := start(t, "DATA_DIR="+t.TempDir(), "DESK_SEND_DELAY=15s")
	address := r.ready()
	chat := openChat(t, address)
	marie, paul := openDesk(t, address).as("Marie Colin"), openDesk(t, address).as("Paul Weber")
	marie.picture("bureau-vide")
	chat.ask("jveu etre soudeur a nanci", "06 12 34 56 78")

	// Both look at it; the card is what was consented to, without the number before the claim.
	for _, a := range []adviser{marie, paul} {
		a.Until("in the queue", func() bool { return len(a.Texts("#rows a")) == 1 })
		a.take()
		if text := a.Text("#opened"); !strings.Contains(text, "soudage") || strings.Contains(text, "06 12") {
			t.Errorf("the card before the claim:\n%s", text)
		}
	}
	marie.picture("bureau-fiche")
	// Both press at once: one has it, the other is told who.
	const press = `document.querySelector("[data-kind=claim]").click()`
	marie.Eval(nil, press)
	paul.Eval(nil, press)
	won, lost, winner := marie, paul, "Marie Colin"
	marie.Until("decided", func() bool {
		if strings.Contains(paul.Text("#standing"), "Vous l’avez") {
			won, lost, winner = paul, marie, "Paul Weber"
		}
		return strings.Contains(won.Text("#standing"), "Vous l’avez") && strings.Contains(lost.Text("#standing"), winner)
	})
	won.Until("the number is there", func() bool { return strings.Contains(won.Text("#fields"), "06 12 34 56 78") })
	if lost.Shown("[data-kind=reply]") || lost.Shown("[data-kind=claim]") {
		t.Error("who has lost can still act")
	}
	chat.reads("a pris votre demande")

	// What the candidate writes appears; a note goes nowhere.
	chat.write("bonjour, je peux commencer quand ?")
	won.sees("person", "je peux commencer quand ?")
	lost.sees("person", "je peux commencer quand ?")
	won.Type("#note-text", "à rappeler mardi, il hésite")
	won.ClickLabel("Noter")
	won.sees("inside", "il hésite")
	lost.sees("inside", "il hésite")

	// A reply is taken back in time.
	won.reply("Une bêtise")
	won.sees("waiting", "Une bêtise")
	won.picture("bureau-part")
	won.ClickLabel("Annuler l'envoi")
	won.sees("canceled", "Une bêtise")

	// Another one leaves, from a canned answer, over a reload in the middle of writing it.
	won.ClickLabel("Répondre")
	won.Type("#reply-text", "Bonjour, la prochaine session")
	won.picture("bureau-repondre")
	won.Reload()
	won.Until("the draft is there", func() bool {
		var text string
		won.Eval(&text, `return document.getElementById("reply-text").value`)
		return text == "Bonjour, la prochaine session" && won.Shown("#reply")
	})
	won.Type("#reply-text", " ouvre bientôt.")
	won.Click("#reply-send")
	chat.reads("Bonjour, la prochaine session ouvre bientôt.")
	won.sees("staff", "Sur sa page")
	lost.sees("staff", "Sur sa page")
	chat.write("merci !")
	won.sees("person", "merci !")
	won.picture("bureau-fil")

	// Transferred with consent: it leaves for the other partner, and waits there.
	won.ClickLabel("Transférer")
	won.Until("partners", func() bool { return won.Shown("#to") })
	won.Eval(nil, `const s = document.getElementById("to"); s.value = "afpa"; s.dispatchEvent(new Event("change", { bubbles: true }))`)
	won.ClickLabel("Demander son accord")
	won.Until("asked", func() bool { return strings.Contains(won.Text("#standing"), "interrogée") })
	chat.reads("Afpa")
	chat.ClickLabel("J'accepte")
	won.Until("it waits at the other partner", func() bool {
		return strings.Contains(won.Text("#standing"), "En attente") && strings.Contains(won.Text("#standing"), "Afpa")
	})
	if lines := won.thread(); len(lines) > 0 {
		t.Errorf("the thread of the earlier partner goes along: %q", lines)
	}
	won.ClickLabel("Prendre en charge")
	won.Until("taken again", func() bool { return strings.Contains(won.Text("#standing"), "Vous l’avez") })

	won.ClickLabel("Clore")
	won.Until("closed", func() bool { return strings.Contains(won.Text("#standing"), "Close") })
	chat.reads("a clos votre demande")
	won.picture("bureau-clos")
	chat.write("c koi une poei")
	chat.reads("POEI")
	chat.picture("bureau-candidat")
	for _, secret := range []string{"il hésite", "Une bêtise"} {
		if strings.Contains(chat.Text("#talk"), secret) {
			t.Errorf("the candidate reads %q", secret)
		}
	}
	won.Open(address + deskPath + "#chiffres")
	won.Until("figures", func() bool { return strings.Contains(won.Text("#figures"), "Afpa") })
	won.picture("bureau-chiffres")
	chat.clean()
	won.clean()
	lost.clean()
}

// TestDeskOverAKill kills the service under the pages, twice: while a reply waits, and right
// after one was submitted. Nothing is lost, and the reply reaches the candidate once.
func TestDeskOverAKill(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + t.TempDir(), "DESK_SEND_DELAY=5s"}
	r := start(t, env...)
	address := r.ready()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	again := append(slices.Clone(env), "LISTEN_ADDR="+net.JoinHostPort("127.0.0.1", u.Port()))
	chat, marie := openChat(t, address), openDesk(t, address).as("Marie Colin")
	chat.ask("jveu etre soudeur a nanci", "")
	marie.Until("in the queue", func() bool { return len(marie.Texts("#rows a")) == 1 })
	marie.take()
	marie.ClickLabel("Prendre en charge")
	marie.Until("taken", func() bool { return strings.Contains(marie.Text("#standing"), "Vous l’avez") })
	marie.Type("#note-text", "une note")
	marie.ClickLabel("Noter")
	marie.sees("inside", "une note")
	marie.reply("Première réponse")
	marie.sees("staff", "Première réponse")
	r.kill()
	chat.Type("#text", "vous êtes là ?")
	chat.Press(webtest.Enter)
	r = start(t, again...)
	r.ready()
	chat.reads("Première réponse")
	marie.sees("person", "vous êtes là ?")
	marie.sees("left", "Première réponse")

	marie.ClickLabel("Répondre")
	marie.Type("#reply-text", "Seconde réponse")
	marie.Eval(nil, `document.getElementById("reply-send").click()`)
	r.kill()
	r = start(t, again...)
	r.ready()
	marie.Until("the second reply is said", func() bool {
		if marie.Text("#problem") != "" && marie.Shown("#reply-send") {
			marie.Click("#reply-send") // it gave up; pressed again, it is the same reply
		}
		return slices.ContainsFunc(marie.Texts("#lines > li.left"), func(l string) bool { return strings.Contains(l, "Seconde réponse") })
	})
	chat.reads("Seconde réponse")
	for _, text := range []string{"Première réponse", "Seconde réponse"} {
		if n := strings.Count(chat.Text("#talk"), text); n != 1 {
			t.Errorf("the candidate reads %q %d times", text, n)
		}
	}
	if got := marie.Texts("#lines > li.inside"); len(got) != 1 {
		t.Errorf("notes: %q", got)
	}
}

// status asks for a page as a browser that came by a proxy, if there are headers.
func status(t *testing.T, address string, headers ...string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

func TestWhoMayOpenTheDesk(t *testing.T) {
	t.Parallel()
	open := start(t, "DATA_DIR="+t.TempDir())
	address := open.ready()
	if got := status(t, address+deskPath); got != http.StatusOK {
		t.Errorf("on this computer: %d", got)
	}
	if got := status(t, address+deskPath, "X-Forwarded-For", "127.0.0.1"); got != http.StatusNotFound {
		t.Errorf("by a proxy: %d", got)
	}

	closed := start(t, "DATA_DIR="+t.TempDir(), "LISTEN_ADDR=0.0.0.0:0")
	if got := status(t, closed.ready()+deskPath); got != http.StatusNotFound {
		t.Errorf("listening to everybody: %d", got)
	}
	told := 0
	for line := range strings.Lines(closed.log.String()) {
		if strings.Contains(line, "DESK_PASSWORD") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times that the desk is closed:\n%s", told, closed.log)
	}

	guarded := start(t, "DATA_DIR="+t.TempDir(), "LISTEN_ADDR=0.0.0.0:0", "DESK_PASSWORD=un bon mot de passe")
	address = guarded.ready()
	if got := status(t, address+deskPath, "X-Forwarded-For", "192.0.2.1"); got != http.StatusOK {
		t.Errorf("with a password: %d", got)
	}
	if got := status(t, address+deskPath+"/api/board"); got != http.StatusUnauthorized {
		t.Errorf("without having signed in: %d", got)
	}
	if strings.Contains(guarded.log.String(), "bon mot") {
		t.Error("the password is in the log")
	}
}

// TestDeskAndTelegram has a candidate on Telegram, who blocks the bot and comes back.
func TestDeskAndTelegram(t *testing.T) {
	t.Parallel()
	net, env := telegramNetwork(t)
	r := start(t, append(env, "DATA_DIR="+t.TempDir(), "DESK_SEND_DELAY=0")...)
	marie := openDesk(t, r.ready()).as("Marie Colin")
	h := &handover{T: t, telegram: net, chat: 7}
	net.Say(7, "jveu etre soudeur a nanci")
	h.until("an answer", func() bool { return len(net.Sent(7)) > 0 })
	net.Say(7, "je peux parler a qqun")
	h.press("J'accepte")
	marie.Until("in the queue", func() bool { return len(marie.Texts("#rows a")) == 1 })
	marie.take()
	marie.ClickLabel("Prendre en charge")
	h.until("told of it", func() bool { return strings.Contains(h.told(0), "a pris votre demande") })
	net.Say(7, "bonjour, c est pour une formation")
	marie.sees("person", "c est pour une formation")
	marie.reply("Bonjour <Léa> & *merci*")
	marie.sees("delivered", "Remise")
	if !strings.Contains(html.UnescapeString(h.told(0)), "Bonjour <Léa> & *merci*") {
		t.Errorf("told:\n%s", h.told(0))
	}

	net.Fail(func(method string, _ int64) *telegramtest.Fault {
		if method != "sendMessage" {
			return nil
		}
		return &telegramtest.Fault{Status: http.StatusForbidden, Description: "Forbidden: bot was blocked by the user"}
	})
	marie.reply("Vous êtes toujours là ?")
	marie.sees("blocked", "Bloquée")
	marie.Until("told in the head", func() bool { return strings.Contains(marie.Text("#standing"), "a bloqué le bot") })
	marie.picture("bureau-bloque")
	net.Fail(nil)
	net.Say(7, "me revoilà")
	marie.sees("person", "me revoilà")
	marie.reply("Bon retour")
	h.until("told again", func() bool { return strings.Contains(h.told(0), "Bon retour") })
	marie.clean()
}
