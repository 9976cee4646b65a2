package web_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"potentiels/adapters/web/webtest"
	"potentiels/bot"
)

// page is a browser on the page of a service.
type page struct {
	*webtest.Browser
	t       *testing.T
	service *service
}

func openPage(t *testing.T, s *service) *page {
	p := &page{webtest.Start(t), t, s}
	p.Open(s.origin())
	p.Until("ready", func() bool { return p.Shown("#welcome") })
	t.Cleanup(func() {
		if t.Failed() {
			return
		}
		if outside := p.Outside(s.origin()); len(outside) > 0 {
			t.Errorf("asked outside of the service: %q", outside)
		}
	})
	return p
}

// talk is what a person reads, bubble by bubble.
func (p *page) talk() []string {
	p.t.Helper()
	texts := p.Texts("#talk .bubble")
	for i := range texts {
		texts[i] = strings.Replace(texts[i], " :\n", " : ", 1) // the speaker's name is off the screen
	}
	return texts
}

func (p *page) write(text string) {
	p.t.Helper()
	p.Type("#text", text)
	p.Press(webtest.Enter)
}

// reads waits until the talk is as expected, and nothing waits for an answer.
func (p *page) reads(want ...string) {
	p.t.Helper()
	want = spoken(want)
	p.Until("reading "+strings.Join(want, " | "), func() bool {
		return slices.Equal(p.talk(), want) && !p.Shown(".waiting")
	})
}

// spoken adds who speaks, as screen readers tell it: "> " is the person.
func spoken(lines []string) []string {
	var out []string
	for _, l := range lines {
		if own, ok := strings.CutPrefix(l, "> "); ok {
			out = append(out, "Vous : "+own)
		} else {
			out = append(out, "Potentiels : "+l)
		}
	}
	return out
}

// clean checks that the browser had nothing to complain of.
func (p *page) clean() {
	p.t.Helper()
	for _, e := range p.Console() {
		p.t.Errorf("console: %s %s", e.Level, e.Message)
	}
}

const hello = "Bonjour ! Que cherchez-vous ?"

func TestTalk(t *testing.T) {
	hold := make(chan struct{})
	p := openPage(t, newService(t, script(hold)))
	p.ClickLabel("Commencer")
	p.reads(hello)
	p.ClickLabel("Une formation")
	found := []string{hello, "> Une formation", "Voici ce que j’ai trouvé pour vous.",
		"1. Soudeur, à Maxéville\nFormation de six mois, ouverte aux demandeurs d’emploi. Voir https://example.org/soudeur."}
	p.reads(found...)
	if p.Shown("#welcome") {
		t.Error("the welcome stays over the talk")
	}

	type link struct{ Text, Href, Target, Rel string }
	var links []link
	const read = `return [...document.querySelectorAll("#talk a")].map(a => ({Text: a.textContent, Href: a.href, Target: a.target, Rel: a.rel}))`
	p.Eval(&links, read)
	if diff := cmp.Diff([]link{
		{"https://example.org/soudeur", "https://example.org/soudeur", "_blank", "noopener noreferrer"},
		{"Le site du centre", "https://example.org/centre", "_blank", "noopener noreferrer"},
	}, links); diff != "" {
		t.Error(diff)
	}

	p.Type("#text", "attendre")
	p.Click("form button[type=submit]")
	p.Until("typing", func() bool { return p.Shown("#typing") && p.Shown(".waiting") })
	close(hold)
	talk := append(found, "> attendre", "Me voilà.")
	p.reads(talk...)
	if p.Shown("#typing") {
		t.Error("still typing after the answer")
	}

	p.write("plus tard")
	talk = append(talk, "> plus tard", "Entendu.", "Je reviens vers vous, comme promis.")
	p.reads(talk...)
	p.ClickLabel("Un contact") // an old keyboard
	talk = append(talk, "> Un contact", "Vous avez choisi : contact")
	p.reads(talk...)

	p.Reload()
	p.reads(talk...)

	p.write("appel")
	talk = append(talk, "> appel", "Appelez le 03 83 00 00 00 ou écrivez à contact@example.org.")
	p.reads(talk...)
	var hrefs []string
	p.Eval(&hrefs, `return [...document.querySelectorAll("#talk .bot:last-child a")].map(a => a.href)`)
	if diff := cmp.Diff([]string{"tel:+33383000000", "mailto:contact@example.org"}, hrefs); diff != "" {
		t.Error(diff)
	}
	p.clean()
}

func TestKeyboardOnly(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	focus := func() string {
		var label string
		p.Eval(&label, `const e = document.activeElement; return e.id === "text" ? "champ" : (e.getAttribute("aria-label") || e.textContent).trim()`)
		return label
	}
	to := func(want string, keys ...string) {
		t.Helper()
		for range 30 {
			if focus() == want {
				return
			}
			p.Press(keys...)
		}
		t.Fatalf("the keyboard does not reach %q, it stops at %q", want, focus())
	}
	to("Aller au message", webtest.TabKey)
	to("Commencer", webtest.TabKey)
	p.Press(webtest.Enter)
	p.reads(hello)
	to("Un contact", webtest.Shift, webtest.TabKey)
	p.Press(webtest.Enter)
	p.reads(hello, "> Un contact", "Vous avez choisi : contact")
	to("champ", webtest.TabKey)
	p.write("soudeur")
	p.reads(hello, "> Un contact", "Vous avez choisi : contact", "> soudeur", "Vous dites : soudeur")
	if got := focus(); got != "champ" {
		t.Errorf("after writing, the focus is on %q", got)
	}
	to("Aide", webtest.TabKey)
	p.Press(webtest.Enter)
	p.reads(hello, "> Un contact", "Vous avez choisi : contact", "> soudeur", "Vous dites : soudeur", "> Aide", "Vous dites : /aide")
	p.clean()
}

func TestRestartUnderThePage(t *testing.T) {
	s := newService(t, script(nil))
	p := openPage(t, s)
	p.write("un")
	p.reads("> un", "Vous dites : un")
	s.stop()
	p.write("deux")
	p.Until("waiting", func() bool { return p.Shown(".waiting") })
	p.write("trois")
	s.start()
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux", "> trois", "Vous dites : trois")
	p.Reload()
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux", "> trois", "Vous dites : trois")
}

func TestOffline(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	p.write("un")
	p.reads("> un", "Vous dites : un")
	p.Offline(true)
	p.write("deux")
	p.Until("told that there is no connection", func() bool { return p.Text("#state") != "" })
	p.write("trois")
	p.Offline(false)
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux", "> trois", "Vous dites : trois")
	p.Until("quiet about the connection", func() bool { return p.Text("#state") == "" })
}

// What cannot be stored waits in the page, below what was said, also over a reload.
func TestFullDisk(t *testing.T) {
	s := newService(t, script(nil))
	p := openPage(t, s)
	p.write("un")
	p.reads("> un", "Vous dites : un")
	s.store.Inject(func(op string, written bool) error {
		if op == "append" && !written {
			return bot.ErrFull
		}
		return nil
	})
	p.write("deux")
	p.Until("told", func() bool { return p.Text("#state") != "" })
	p.Reload()
	p.Until("shown in order", func() bool {
		return slices.Equal(p.talk(), spoken([]string{"> un", "Vous dites : un", "> deux"}))
	})
	p.write("trois")
	s.store.Inject(nil)
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux", "> trois", "Vous dites : trois")
}

func TestTwoTabs(t *testing.T) {
	s := newService(t, script(nil))
	p := openPage(t, s)
	one := p.Tab()
	p.write("un")
	p.reads("> un", "Vous dites : un")
	two := p.NewTab()
	p.Open(s.origin())
	p.reads("> un", "Vous dites : un")
	p.write("deux")
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux")
	p.Look(one)
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux")
	p.ClickLabel("Tout effacer")
	p.reads("Tout est effacé.")
	p.Look(two)
	p.reads("Tout est effacé.")
	p.clean()
}

// More tabs than a browser has connections to one host.
func TestManyTabs(t *testing.T) {
	s := newService(t, script(nil))
	p := openPage(t, s)
	p.write("un")
	p.reads("> un", "Vous dites : un")
	first := p.Tab()
	for range 7 {
		p.NewTab()
		p.Open(s.origin())
		p.reads("> un", "Vous dites : un")
	}
	p.write("deux")
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux")
	p.Look(first)
	p.write("trois")
	p.reads("> un", "Vous dites : un", "> deux", "Vous dites : deux", "> trois", "Vous dites : trois")
}

func TestCampaignLink(t *testing.T) {
	s := newService(t, script(nil))
	p := openPage(t, s)
	p.Open(s.origin() + "/?c=salon-metz")
	p.Until("ready", func() bool { return p.Shown("#welcome") })
	p.write("soudeur")
	p.reads(hello+" (salon-metz)", "> soudeur", "Vous dites : soudeur")
	p.Reload()
	p.write("fin")
	p.reads(hello+" (salon-metz)", "> soudeur", "Vous dites : soudeur", "> fin", "Vous dites : fin")
	p.clean()
}

// A page may outlive its cookie; what comes then is a new talk and not a mixture.
func TestForgottenUnderThePage(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	p.write("un")
	p.reads("> un", "Vous dites : un")
	p.ForgetCookies()
	p.write("deux")
	p.write("trois")
	p.reads("> deux", "Vous dites : deux", "> trois", "Vous dites : trois")
	p.clean()
}

func TestTwoPeople(t *testing.T) {
	s := newService(t, script(nil))
	one, two := openPage(t, s), openPage(t, s)
	one.write("un")
	two.write("deux")
	one.reads("> un", "Vous dites : un")
	two.reads("> deux", "Vous dites : deux")
}

func TestDoubleClick(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	p.ClickLabel("Commencer")
	p.reads(hello)
	p.Eval(nil, `const b = document.querySelectorAll("#talk .choice")[1]; b.click(); b.click()`)
	p.reads(hello, "> Un contact", "Vous avez choisi : contact")
	p.ClickLabel("Un contact")
	p.reads(hello, "> Un contact", "Vous avez choisi : contact", "> Un contact", "Vous avez choisi : contact")
}

func TestFifty(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	var typed []string
	for i := range 50 {
		typed = append(typed, "Vous : "+strconv.Itoa(i))
	}
	p.Eval(nil, `for (let i = 0; i < 50; i++) {
		document.getElementById("text").value = i;
		document.getElementById("form").requestSubmit();
	}`)
	own := func() []string {
		return slices.DeleteFunc(p.talk(), func(line string) bool { return !strings.HasPrefix(line, "Vous") })
	}
	answered := func() bool {
		return !p.Shown(".waiting") && slices.Contains(p.talk(), "Potentiels : Vous dites : 49")
	}
	p.Until("the last is answered", answered)
	if diff := cmp.Diff(typed, own()); diff != "" {
		t.Error(diff)
	}
	talk := p.talk()
	p.Reload()
	p.Until("the last is there", answered)
	if diff := cmp.Diff(talk, p.talk()); diff != "" {
		t.Errorf("read again, it is another talk: %s", diff)
	}
	p.clean()
}

func TestDownload(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	p.ClickLabel("Mes données")
	p.reads("> Mes données", "Voici vos données.")
	dir := t.TempDir()
	p.Downloads(dir)
	p.ClickLabel("mes-donnees.json")
	p.Until("saved", func() bool {
		content, err := os.ReadFile(filepath.Join(dir, "mes-donnees.json"))
		return err == nil && string(content) == `{"été":1}`
	})
	p.clean()
}

func TestPhone(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	p.Phone(360, 640)
	fits := func() {
		t.Helper()
		var wide []string
		p.Eval(&wide, `return [...document.querySelectorAll("body, body *")]
			.filter(e => e.checkVisibility() && !e.closest(".unseen, .skip") && (e.getBoundingClientRect().right > innerWidth + .5 || e.getBoundingClientRect().left < -.5))
			.map(e => e.tagName + "." + e.className)
			.concat(document.documentElement.scrollWidth > innerWidth || main.scrollWidth > main.clientWidth ? ["scrolls sideways"] : [])`)
		if len(wide) > 0 {
			t.Errorf("wider than the phone: %q", wide)
		}
	}
	fits()
	p.ClickLabel("Commencer")
	p.reads(hello)
	fits()
	p.ClickLabel("Une formation")
	p.Until("answered", func() bool { return len(p.talk()) == 4 })
	word := strings.Repeat("anticonstitutionnellement", 12)
	p.write(word)
	p.Until("answered", func() bool { return len(p.talk()) == 6 })
	fits()
	p.write("long")
	p.Until("answered", func() bool { return len(p.talk()) == 8 && !p.Shown(".waiting") })
	fits()
	var top float64
	p.Eval(&top, `return document.querySelector("#talk .me:nth-last-child(2)").getBoundingClientRect().top - main.getBoundingClientRect().top`)
	if top < 0 || top > 40 {
		t.Errorf("a long answer is not shown from its beginning: the question is %v px from the top", top)
	}
	for p.Shown("#down") {
		p.Click("#down")
	}
	if !p.inView("#talk .bubble") && p.top("#talk .bubble") > 0 {
		t.Error("the way on does not come to the end")
	}
	p.clean()
}

// pathText is a path as the dialogue tells it, with the spaces it puts before a colon.
const pathText = "1. Formation au Greta, secteur de Toul\nPourquoi\u00a0: mène au métier visé.\nÀ qui parler\u202f: au Greta, 03 83 00 00 00.\nOn en parle ?"

// What a path is, and what each of its lines tells, stands out; the words stay the same.
func TestPath(t *testing.T) {
	p := openPage(t, newService(t, script(nil)))
	p.write("piste")
	p.reads("> piste", pathText)
	p.write("appel")
	p.Until("answered", func() bool { return len(p.talk()) == 4 })
	var bold []string
	p.Eval(&bold, `return [...document.querySelectorAll("#talk .bubble b")].map(b => b.textContent)`)
	if want := []string{"1. Formation au Greta, secteur de Toul", "Pourquoi", "À qui parler"}; !slices.Equal(bold, want) {
		t.Errorf("stands out: %q, want %q", bold, want)
	}
	if got := p.Texts("#talk .bubble a"); !slices.Contains(got, "03 83 00 00 00") {
		t.Errorf("links: %q", got)
	}
	p.clean()
}

// TestPictures writes what people see to the folder named by SCREENSHOTS, to be looked at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		t.Skip("set SCREENSHOTS to a folder to get pictures")
	}
	p := openPage(t, newService(t, script(nil)))
	shoot := func(name string) {
		for _, dark := range []bool{false, true} {
			p.Dark(dark)
			p.Phone(360, 640)
			p.Screenshot(filepath.Join(dir, name+"-phone-"+strconv.FormatBool(dark)+".png"))
			p.Desktop(1280, 800)
			p.Screenshot(filepath.Join(dir, name+"-desktop-"+strconv.FormatBool(dark)+".png"))
		}
	}
	shoot("welcome")
	p.ClickLabel("Commencer")
	p.reads(hello)
	p.write("jveu etre soudeur a nanci")
	p.Until("answered", func() bool { return len(p.talk()) == 3 })
	p.ClickLabel("Une formation")
	p.Until("answered", func() bool { return len(p.talk()) == 6 })
	shoot("talk")
	p.write("long")
	p.Until("answered", func() bool { return len(p.talk()) == 8 })
	shoot("long")
}
