package desk

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"potentiels/bot/desk"
)

// lessons take any sentence that has no digit.
type lessons struct{}

func (lessons) Intents() []string {
	return []string{"cpf", "remuneration_formation", "vae", "hors_sujet"}
}

func (lessons) Refuse(sentence, intent string, stems []string) string {
	switch {
	case strings.ContainsAny(sentence, "0123456789"):
		return "Pas de numéro."
	case intent == "":
		return "Choisissez ce que la phrase demande."
	}
	return ""
}

func (lessons) Learnt(e desk.Example) desk.Learning {
	if e.Intent == "cpf" {
		return desk.Learning{Why: "« bonjour » ne serait plus compris."}
	}
	return desk.Learning{Taken: true}
}

// puzzle has three people write what is not understood.
func (o *office) puzzle(stems string) {
	o.t.Helper()
	for i := range 3 {
		o.write(strconv.Itoa(100+i), "inconnu "+stems)
	}
}

type unknownShown struct {
	Groups   []group
	Examples []written
	Intents  []string
}

func (v *visitor) unknown() (s unknownShown) {
	v.t.Helper()
	v.call(request(http.MethodGet, "/desk/api/unknown", ""), 200, &s)
	return s
}

func (v *visitor) decides(x decision, want int) (d refusal) {
	v.t.Helper()
	x.ID = rand.Uint64()
	body, err := json.Marshal(x)
	if err != nil {
		v.t.Fatal(err)
	}
	v.call(v.post("/desk/api/unknown", string(body)), want, &d)
	return d
}

func TestUnknown(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie, zoe := o.staff("Marie Colin", "afpa"), o.staff("Zoé Blanc", "missions_locales")
	o.write("1", "inconnu truc bleu")
	o.puzzle("portail rouge")
	o.puzzle("gamelle")
	o.until("two groups", func() bool { return len(marie.unknown().Groups) == 2 })
	s := marie.unknown()
	if len(s.Intents) != 4 || s.Groups[0].People != 3 || s.Groups[0].Last == "" || len(s.Examples) != 0 {
		t.Errorf("shown %+v", s)
	}
	portal := desk.GroupID([]string{"portail", "rouge"})
	if d := marie.decides(decision{Verdict: desk.Attach, Group: portal, Intent: "vae", Example: "le portail du 54"}, 200); d.Text != "Pas de numéro." {
		t.Errorf("a bad example: %+v", d)
	}
	if d := marie.decides(decision{Verdict: desk.Ask, Group: portal}, 200); d.Refusal != "" {
		t.Errorf("asked: %+v", d)
	}
	o.until("asked", func() bool {
		for _, g := range zoe.unknown().Groups {
			if g.Group == portal && g.Asked == "Marie Colin" {
				return true
			}
		}
		return false
	})
	if d := zoe.decides(decision{Verdict: desk.Attach, Group: portal, Intent: "vae", Example: "et le portail rouge ?"}, 200); d.Refusal != "" {
		t.Errorf("attached: %+v", d)
	}
	if d := marie.decides(decision{Verdict: desk.Drop, Group: portal}, 200); d.Refusal == "" || !strings.Contains(d.Text, "Zoé Blanc") {
		t.Errorf("the second: %+v", d)
	}
	s = marie.unknown()
	if len(s.Groups) != 1 || len(s.Examples) != 1 || s.Examples[0].By != "Zoé Blanc" || s.Examples[0].Text != "et le portail rouge ?" || !s.Examples[0].Taken {
		t.Errorf("then %+v", s)
	}
	if d := marie.decides(decision{Verdict: desk.Withdraw, Example: s.Examples[0].ID}, 200); d.Refusal != "" || len(marie.unknown().Groups) != 2 {
		t.Errorf("taken back: %+v", d)
	}
	marie.decides(decision{Verdict: "else", Group: portal}, 400)
	marie.call(marie.post("/desk/api/unknown", `{}`), 400, nil)
	// Only who is signed in reads or says anything.
	stranger := visit(t, guarded(t))
	stranger.call(request(http.MethodGet, "/desk/api/unknown", ""), 401, nil)
}

// Two advisers look at the same group; the one who is later is told.
func TestUnknownInTheBrowser(t *testing.T) {
	o := newOffice(t, 0, nil)
	o.puzzle("truc bleu")
	o.puzzle("gamelle")
	marie, paul := o.named("Marie Colin", "afpa"), o.named("Paul Weber", "missions_locales")
	for _, b := range []*browser{marie, paul} {
		b.ClickLabel("Phrases")
		b.Until("two groups", func() bool { return len(b.Texts("#unknown-all li")) == 2 })
	}
	const open = `[...document.querySelectorAll("#unknown-all li")].find(l => l.innerText.includes("truc · bleu")).querySelector(".main").click()`
	const choose = `const s = document.querySelector("#unknown-all select"); s.value = "remuneration_formation"; s.dispatchEvent(new Event("change"))`
	for _, b := range []*browser{marie, paul} {
		b.Eval(nil, open)
		b.Until("a form", func() bool { return b.Shown("#unknown-all form input") })
		b.Type("#unknown-all form input", "c'est quoi le truc bleu")
	}
	// What somebody is writing stays while more people say the same.
	o.write("200", "inconnu truc bleu")
	o.write("201", "inconnu gamelle")
	marie.Until("counted", func() bool { return strings.Contains(marie.Text("#unknown-all"), "4 personnes") })
	var typed string
	marie.Eval(&typed, `return document.querySelector("#unknown-all form input").value`)
	if typed != "c'est quoi le truc bleu" {
		t.Errorf("what was typed became %q", typed)
	}
	marie.ClickLabel("Rattacher")
	marie.Until("told", func() bool { return strings.Contains(marie.Text("#unknown-problem"), "Choisissez") })
	marie.Eval(nil, choose)
	marie.ClickLabel("Rattacher")
	marie.Until("attached", func() bool {
		return len(marie.Texts("#unknown-all li")) == 1 && strings.Contains(marie.Text("#written-all"), "Apprise") && strings.Contains(marie.Text("#written-all"), "remuneration formation")
	})
	paul.Until("told that it is gone", func() bool {
		return strings.Contains(paul.Text("#unknown-problem"), "quelqu’un vient d’en décider")
	})
	marie.ClickLabel("Retirer")
	marie.Until("back in the list", func() bool { return len(marie.Texts("#unknown-all li")) == 2 })
	marie.clean(0)
	paul.clean(0)
}
