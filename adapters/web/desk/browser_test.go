package desk

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/web/webtest"
	"potentiels/bot/desk"
)

// browser is one at the desk of an office.
type browser struct {
	*webtest.Browser
	t      testing.TB
	office *office
}

// listen puts the pages on a port.
func (o *office) listen() {
	o.t.Helper()
	var listen net.ListenConfig
	listener, err := listen.Listen(o.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		o.t.Fatal(err)
	}
	server := &http.Server{Handler: o.pages, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	o.t.Cleanup(func() { _ = server.Close() })
	o.origin = "http://" + listener.Addr().String()
}

func (o *office) browser() *browser {
	o.t.Helper()
	if o.origin == "" {
		o.listen()
	}
	b := &browser{webtest.Start(o.t), o.t, o}
	b.Desktop(1280, 800)
	b.Open(o.origin + "/desk")
	return b
}

// named is a browser of somebody with a name.
func (o *office) named(name, partner string) *browser {
	o.t.Helper()
	b := o.browser()
	b.Until("somebody", func() bool { return b.Text("#myname") != "" })
	b.Click("#myname")
	b.fill(name, partner, "")
	b.Until("named", func() bool { return b.Text("#myname") == name && b.Shown("#queue") })
	return b
}

func (b *browser) fill(name, partner, password string) {
	b.t.Helper()
	b.Until("asked who it is", func() bool { return b.Shown("#signin") })
	b.Eval(nil, `document.getElementById("name").value = ""; document.getElementById("partner").value = arguments[0]`, partner)
	b.Type("#name", name)
	if password != "" {
		b.Eval(nil, `document.getElementById("password").value = ""`)
		b.Type("#password", password)
	}
	b.ClickLabel("Entrer")
}

// clean checks that the browser had nothing to complain of and asked nobody else. Answers that
// refuse are in its console; so many are expected.
func (b *browser) clean(refused int) {
	b.t.Helper()
	if outside := b.Outside(b.office.origin); len(outside) > 0 {
		b.t.Errorf("asked outside: %q", outside)
	}
	for _, e := range b.Console() {
		if refused--; refused >= 0 && strings.Contains(e.Message, "Failed to load resource") {
			continue
		}
		b.t.Errorf("console: %s %s", e.Level, e.Message)
	}
}

func (b *browser) open(id string) {
	b.t.Helper()
	b.Open(b.office.origin + "/desk#demande/" + id)
	b.Until("opened", func() bool { return b.Shown("#opened") })
}

func (b *browser) standing(want string) {
	b.t.Helper()
	b.Until("it stands: "+want, func() bool { return strings.Contains(b.Text("#standing"), want) })
}

func (b *browser) line(class, want string) {
	b.t.Helper()
	b.Until("in the thread, "+class+": "+want, func() bool {
		return slices.ContainsFunc(b.Texts("#lines > li."+class), func(l string) bool { return strings.Contains(l, want) })
	})
}

// full is an office with forty requests: of all ages, some taken, some that wait for an answer.
func full(t testing.TB, delay time.Duration, names ...string) (*office, []*visitor) {
	t.Helper()
	o := newOffice(t, delay, nil)
	var staff []*visitor
	for _, name := range names {
		staff = append(staff, o.staff(name, "afpa"))
	}
	anybody := visit(t, o.pages)
	for i := range 40 {
		partner := "afpa"
		if i%5 == 0 {
			partner = "missions_locales"
		}
		at := time.Now().Add(-time.Duration(i*i*7) * time.Minute)
		o.wrote(strconv.Itoa(i), "demande "+partner+" "+strings.Repeat("x", i), at)
	}
	o.until("forty", func() bool { return len(anybody.rows("")) == 40 })
	for i, r := range anybody.rows("") {
		if len(staff) > 0 && i%3 == 0 && r.PartnerName == "Afpa" {
			staff[i%len(staff)].does(r.Request, act{Kind: desk.Claim})
		}
	}
	return o, staff
}

func TestFortyRequests(t *testing.T) {
	o, staff := full(t, 0, "Marie Colin", "Paul Weber")
	b := o.browser()
	b.Until("the list, and what comes first", func() bool { return len(b.Texts("#rows a")) > 20 && b.Shown("[data-kind=claim]") })
	var markup int
	b.Eval(&markup, `return document.querySelectorAll("#rows img, #opened img").length`)
	if markup != 0 || !slices.ContainsFunc(b.Texts("#rows .what"), func(l string) bool { return strings.Contains(l, "<img src=x") }) {
		t.Errorf("what is text becomes markup: %q", b.Texts("#rows .what"))
	}
	// One after the other, each once, and around.
	at := func() (hash string) { b.Eval(&hash, `return location.hash`); return hash }
	var seen []string
	for range 4 {
		seen = append(seen, at())
		b.ClickLabel("Demande suivante")
		b.Until("another one", func() bool { return at() != seen[len(seen)-1] && b.Shown("[data-kind=claim]") })
	}
	if slices.Contains(seen, at()) || len(slices.Compact(slices.Sorted(slices.Values(seen)))) != 4 {
		t.Errorf("looked at %q and then %s", seen, at())
	}
	// Words, without accents, in any order.
	b.Type("#find", "vosges CONDUITE")
	b.Until("sieved", func() bool {
		rows := b.Texts("#rows .what")
		return len(rows) > 0 && len(rows) < 10 && !slices.ContainsFunc(rows, func(l string) bool { return !strings.Contains(l, "onduite de ligne") })
	})
	b.Eval(nil, `const f = document.getElementById("find"); f.value = "controle qualité"; f.dispatchEvent(new Event("input"))`)
	b.Until("accents", func() bool {
		return slices.ContainsFunc(b.Texts("#rows .what"), func(l string) bool { return strings.Contains(l, "qualité") })
	})
	b.Eval(nil, `const f = document.getElementById("find"); f.value = "rien de tel"; f.dispatchEvent(new Event("input"))`)
	b.Until("told that there is none", func() bool { return strings.Contains(b.Text("#none"), "Rien ne correspond") })
	b.Eval(nil, `const f = document.getElementById("find"); f.value = ""; f.dispatchEvent(new Event("input"))`)

	// What changes elsewhere shows, and leaves alone what the keyboard is on.
	b.Eval(nil, `document.querySelectorAll("#rows a")[3].focus()`)
	var on, still string
	b.Eval(&on, `return document.activeElement.href`)
	first := b.Texts("#rows a")
	var id string
	b.Eval(&id, `return document.querySelector("#rows a").hash.split("/")[1]`)
	staff[0].does(id, act{Kind: desk.Claim})
	b.Until("one less", func() bool { return len(b.Texts("#rows a")) == len(first)-1 })
	b.Eval(&still, `return document.activeElement.href`)
	if on == "" || on != still {
		t.Errorf("the keyboard was on %s, is on %s", on, still)
	}
	b.Click("[data-filter=others]")
	b.Until("colleagues", func() bool {
		return slices.ContainsFunc(b.Texts("#rows a"), func(l string) bool { return strings.Contains(l, "Marie Colin") })
	})
	b.clean(0)
}

func TestKeyboardOnly(t *testing.T) {
	o := newOffice(t, 0, nil)
	o.open("1", "afpa")
	b := o.named("Marie Colin", "")
	b.Until("the list", func() bool { return len(b.Texts("#rows a")) == 1 })
	b.Reload()
	b.Until("the list again", func() bool { return len(b.Texts("#rows a")) == 1 })
	focus := func() string {
		var label string
		b.Eval(&label, `const e = document.activeElement; return e.id || e.dataset.kind || e.textContent.trim()`)
		return label
	}
	to := func(want string, keys ...string) {
		t.Helper()
		for range 30 {
			if focus() == want {
				return
			}
			b.Press(append(keys, webtest.TabKey)...)
		}
		t.Fatalf("the keyboard does not reach %q, it stops at %q", want, focus())
	}
	to("find")
	b.Press("\ue015") // down
	b.Press(webtest.Enter)
	b.Until("opened", func() bool { return b.Shown("#opened") && focus() == "title" })
	to("claim")
	b.Press(webtest.Enter)
	b.standing("Vous l’avez en charge")
	to("note-text")
	b.Type("#note-text", "une note")
	b.Press("\ue009", webtest.Enter) // Control
	b.line("inside", "une note")
	to("reply", webtest.Shift)
	b.Press(webtest.Enter)
	b.Until("in the form", func() bool { return focus() == "reply-text" })
	b.Press("\ue00c") // Escape
	b.Until("back", func() bool { return focus() == "reply" && !b.Shown("#reply") })
	b.Press(webtest.Enter)
	b.Type("#reply-text", "Bonjour")
	b.Press("\ue009", webtest.Enter)
	b.line("staff", "Remise")
	if got := o.people.all(); strings.Contains(got, "une note") || !strings.Contains(got, "reply Marie Bonjour") {
		t.Errorf("the person heard:\n%s", got)
	}
	b.clean(0)
}

func TestCannedAnswer(t *testing.T) {
	o := newOffice(t, time.Hour, nil)
	id := o.open("1", "afpa")
	b := o.named("Marie Colin", "")
	b.open(id)
	b.ClickLabel("Prendre en charge")
	b.ClickLabel("Répondre")
	b.Eval(nil, `const c = document.getElementById("canned"); c.value = "0"; c.dispatchEvent(new Event("change"))`)
	b.Until("previewed", func() bool { return b.Text("#preview-text") == "reply Marie Bonjour, […]" })
	b.ClickLabel("Envoyer")
	b.Until("told", func() bool { return strings.Contains(b.Text("#problem"), "Complétez") })
	b.Type("#reply-text", "à mardi") // over the blank, which is selected
	b.Until("filled in", func() bool { return b.Text("#preview-text") == "reply Marie Bonjour, à mardi" })
	b.ClickLabel("Envoyer")
	b.line("waiting", "Bonjour, à mardi")
	b.ClickLabel("Annuler l'envoi")
	b.line("canceled", "Bonjour, à mardi")
	if o.people.all() != "claimed Marie " {
		t.Errorf("the person heard: %q", o.people.all())
	}
	b.clean(0)
}

// What was begun on one request does not turn up in another, and is there when one comes back.
func TestDraftsStayWithTheirRequest(t *testing.T) {
	o := newOffice(t, 0, nil)
	one, two := o.open("1", "afpa"), o.open("2", "afpa")
	b := o.named("Marie Colin", "")
	for _, id := range []string{one, two} {
		b.open(id)
		b.ClickLabel("Prendre en charge")
		b.standing("Vous l’avez en charge")
	}
	b.open(one)
	b.standing("Vous l’avez en charge")
	b.ClickLabel("Répondre")
	b.Type("#reply-text", "pour la première")
	b.open(two)
	b.Until("the note box", func() bool { return b.Shown("#note") && !b.Shown("#reply") })
	value := func() (v string) { b.Eval(&v, `return document.getElementById("reply-text").value`); return v }
	b.ClickLabel("Répondre")
	if got := value(); got != "" {
		t.Errorf("in the second: %q", got)
	}
	b.open(one)
	b.Until("in the first", func() bool { return b.Shown("#reply") && value() == "pour la première" })
	b.ClickLabel("Envoyer")
	b.line("staff", "pour la première")
	b.open(two)
	b.Until("nothing there", func() bool { return len(b.Texts("#lines > li.staff")) == 0 && b.Shown("#opened") })
	if !strings.HasSuffix(o.people.all(), "pour la première") {
		t.Errorf("heard: %q", o.people.all())
	}
	b.clean(0)
}

func TestPasswordInTheBrowser(t *testing.T) {
	o := newOffice(t, 0, func(o *Options) { o.Password, o.Local = "un bon mot de passe", false })
	b := o.browser()
	b.Until("asked", func() bool { return b.Shown("#signin") && !b.Shown("#queue") })
	b.fill("Marie Colin", "afpa", "un mauvais")
	b.Until("told", func() bool { return strings.Contains(b.Text("#signin-problem"), "pas le mot de passe") })
	b.fill("Marie Colin", "afpa", "un bon mot de passe")
	b.Until("in", func() bool { return b.Shown("#queue") && b.Text("#whose") == "Afpa" })
	b.Reload()
	b.Until("still in", func() bool { return b.Shown("#queue") })

	// The session ends in the middle of a reply: it is there after signing in again.
	v := visit(t, o.pages)
	v.call(v.post("/desk/api/session", form("un bon mot de passe", "Marie Colin", "afpa")), 200, &v.greeting)
	o.write("1", "demande afpa")
	o.until("asked for", func() bool { return len(v.rows("")) == 1 })
	id := v.rows("")[0].Request
	b.open(id)
	b.ClickLabel("Prendre en charge")
	b.ClickLabel("Répondre")
	b.Type("#reply-text", "Bonjour")
	b.ForgetCookies()
	b.Until("asked again", func() bool { return b.Shown("#signin") })
	b.fill("Marie Colin", "afpa", "un bon mot de passe")
	b.Until("the reply is there", func() bool { return b.Shown("#reply") && b.Text("#preview-text") == "reply Marie Bonjour" })
	b.ClickLabel("Envoyer")
	b.line("staff", "Bonjour")

	b.ClickLabel("Sortir")
	b.Until("out", func() bool { return b.Shown("#signin") })
	var left int
	b.Eval(&left, `return Object.keys(sessionStorage).length`)
	if left != 0 {
		t.Errorf("%d drafts stay on the computer", left)
	}
	b.clean(4)
}

// Without the network what is done waits, and happens once.
func TestOffline(t *testing.T) {
	o := newOffice(t, 0, nil)
	id := o.open("1", "afpa")
	b := o.named("Marie Colin", "")
	b.open(id)
	b.ClickLabel("Prendre en charge")
	b.standing("Vous l’avez en charge")
	b.ClickLabel("Répondre")
	b.Type("#reply-text", "Bonjour")
	b.Offline(true)
	b.Until("told", func() bool { return strings.Contains(b.Text("#state"), "Connexion perdue") })
	b.ClickLabel("Envoyer")
	b.Offline(false)
	b.line("staff", "Remise")
	b.Until("quiet", func() bool { return b.Text("#state") == "" })
	if n := strings.Count(o.people.all(), "Bonjour"); n != 1 {
		t.Errorf("heard %d times", n)
	}
}

func TestErasedUnderThePage(t *testing.T) {
	o := newOffice(t, time.Hour, nil)
	id := o.open("1", "afpa")
	b := o.named("Marie Colin", "")
	b.open(id)
	b.ClickLabel("Prendre en charge")
	b.ClickLabel("Répondre")
	b.Type("#reply-text", "Bonjour")
	o.write("1", "oublier")
	b.Until("told", func() bool { return strings.Contains(b.Text("#gone"), "effacé") && !b.Shown("#opened") })
	if strings.Contains(o.people.all(), "Bonjour") {
		t.Error("it was sent all the same")
	}
}

func TestPhone(t *testing.T) {
	o, _ := full(t, time.Hour)
	b := o.named("Marie Colin", "")
	b.Phone(360, 640)
	b.Open(o.origin + "/desk#")
	b.Until("the list", func() bool { return b.Shown("#queue") && !b.Shown("#request") && len(b.Texts("#rows a")) > 0 })
	fits := func(what string) {
		t.Helper()
		var wide []string
		b.Eval(&wide, `return [...document.querySelectorAll("body, body *")]
			.filter(e => e.checkVisibility() && !e.closest(".unseen, .skip, option, .wide") && (e.getBoundingClientRect().right > innerWidth + .5 || e.getBoundingClientRect().left < -.5))
			.map(e => e.tagName + "." + e.className + "#" + e.id)
			.concat(document.documentElement.scrollWidth > innerWidth ? ["scrolls sideways"] : [])`)
		if len(wide) > 0 {
			t.Errorf("%s: wider than the phone: %q", what, wide)
		}
	}
	fits("the list")
	b.Click("#rows a")
	b.Until("opened", func() bool { return b.Shown("#opened") && !b.Shown("#queue") })
	fits("a card")
	b.ClickLabel("Prendre en charge")
	b.standing("Vous l’avez en charge")
	b.Type("#note-text", strings.Repeat("anticonstitutionnellement", 12))
	b.ClickLabel("Noter")
	b.line("inside", "anticonst")
	fits("a note")
	b.ClickLabel("Répondre")
	b.Type("#reply-text", strings.Repeat("Une longue réponse. ", 40))
	fits("the form")
	var send struct{ Top, Bottom float64 }
	b.Eval(nil, `document.getElementById("reply-send").scrollIntoView({ block: "nearest" })`)
	b.Eval(&send, `const r = document.getElementById("reply-send").getBoundingClientRect(); return { Top: r.top, Bottom: r.bottom }`)
	if send.Bottom > 640 || send.Top < 0 {
		t.Errorf("the button is out of sight: %+v", send)
	}
	b.ClickLabel("Envoyer")
	b.line("waiting", "Une longue")
	fits("a reply")
	b.Click(".back")
	b.Until("the list", func() bool { return b.Shown("#queue") && !b.Shown("#request") })
	b.ClickLabel("Chiffres")
	b.Until("figures", func() bool { return b.Shown("#figures table") })
	fits("figures")
	b.clean(0)
}

// TestPictures writes what advisers see to the folder named by SCREENSHOTS, to be looked at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		t.Skip("set SCREENSHOTS to a folder to get pictures")
	}
	o, _ := full(t, time.Hour, "Paul Weber", "Zoé Blanc")
	b := o.named("Marie Colin", "afpa")
	shoot := func(name string) {
		t.Helper()
		for _, dark := range []bool{false, true} {
			b.Dark(dark)
			b.Phone(390, 780)
			b.Screenshot(filepath.Join(dir, fmt.Sprintf("desk-%s-phone-%t.png", name, dark)))
			b.Desktop(1280, 800)
			b.Screenshot(filepath.Join(dir, fmt.Sprintf("desk-%s-desktop-%t.png", name, dark)))
		}
		b.Dark(false)
	}
	b.Until("the list", func() bool { return len(b.Texts("#rows a")) > 10 && b.Shown("#opened") })
	b.Screenshot(filepath.Join(dir, "desk-first.png"))
	b.Phone(390, 780)
	b.Open(o.origin + "/desk#")
	b.Until("the list", func() bool { return b.Shown("#queue") && !b.Shown("#request") })
	b.Screenshot(filepath.Join(dir, "desk-list-phone.png"))
	b.Desktop(1280, 800)
	b.Click("#rows li:nth-child(4) a")
	b.Until("opened", func() bool { return b.Shown("#opened") })
	shoot("card")
	b.ClickLabel("Prendre en charge")
	b.standing("Vous l’avez en charge")
	b.Type("#note-text", "Déjà vu en atelier en septembre, très motivé.")
	b.ClickLabel("Noter")
	b.line("inside", "atelier")
	b.ClickLabel("Répondre")
	b.Type("#reply-text", "Bonjour, j’ai bien lu votre demande. Je vous propose d’en parler jeudi matin : à quel numéro puis-je vous appeler ?")
	shoot("reply")
	b.ClickLabel("Envoyer")
	b.line("waiting", "jeudi matin")
	shoot("thread")
	b.ClickLabel("Transférer")
	shoot("transfer")
	b.Click("#transfer [data-close]")
	b.Click("[data-filter=others]")
	b.Click("#rows li:nth-child(1) a")
	b.standing("Prise en charge par")
	b.ClickLabel("Reprendre")
	shoot("takeover")
	for i := range 100 {
		o.write(strconv.Itoa(1000+i), "demande afpa "+strings.Repeat("x", i%7))
	}
	b.Click("[data-filter=open]")
	b.Until("more than are shown", func() bool { return b.Shown("#more") })
	b.Eval(nil, `document.getElementById("more").scrollIntoView()`)
	shoot("more")
	b.Open(o.origin + "/desk#chiffres")
	b.Until("figures", func() bool { return b.Shown("#figures table") })
	shoot("figures")
	b.Open(o.origin + "/desk#fiche")
	b.Until("sheet", func() bool { return len(b.Texts("#facts-all li")) > 4 })
	b.ClickLabel("Corriger")
	shoot("sheet")
	o.puzzle("truc bleu")
	o.puzzle("gamelle")
	b.Open(o.origin + "/desk#phrases")
	b.Until("two groups", func() bool { return len(b.Texts("#unknown-all li")) == 2 })
	b.ClickLabel("Écrire un exemple")
	b.Type("#unknown-all form input", "et la gamelle, c'est où ?")
	b.ClickLabel("Hors sujet")
	b.Until("written", func() bool { return len(b.Texts("#written-all li")) == 1 })
	b.ClickLabel("Écrire un exemple")
	shoot("unknown")
	b.Open(o.origin + "/desk#moi")
	b.Until("form", func() bool { return b.Shown("#signin") })
	shoot("signin")
}
