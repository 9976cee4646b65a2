package desk

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// sheet reads a partner's sheet.
func (v *visitor) sheet(partner string) (facts []fact) {
	v.t.Helper()
	var s struct{ Facts []fact }
	v.call(request(http.MethodGet, "/desk/api/sheet?partner="+partner, ""), 200, &s)
	return s.Facts
}

func (v *visitor) says(x said, want int) (d refusal) {
	v.t.Helper()
	x.ID = rand.Uint64()
	body, err := json.Marshal(x)
	if err != nil {
		v.t.Fatal(err)
	}
	v.call(v.post("/desk/api/sheet", string(body)), want, &d)
	return d
}

func kind(facts []fact, kind string) fact {
	i := slices.IndexFunc(facts, func(f fact) bool { return f.Kind == kind })
	if i < 0 {
		return fact{}
	}
	return facts[i]
}

func TestSheet(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie := o.staff("Marie Colin", "afpa")
	site := kind(marie.sheet("afpa"), "site")
	if site.Value == "" || site.Source == "" || site.Checked == "" || site.By != "" {
		t.Fatalf("the site of the directory: %+v", site)
	}
	if d := marie.says(said{Partner: "afpa", Key: site.Key, Value: site.Value}, 200); d.Refusal != "" {
		t.Errorf("confirmed: %+v", d)
	}
	if f := kind(marie.sheet("afpa"), "site"); f.By != "Marie Colin" || f.At.IsZero() || !f.Told || f.Value != site.Value {
		t.Errorf("confirmed: %+v", f)
	}
	phone := kind(marie.sheet("afpa"), "phone")
	if d := marie.says(said{Partner: "afpa", Key: phone.Key, Value: "appelez-nous"}, 200); d.Refusal == "" || !strings.HasSuffix(d.Text, "00.") {
		t.Errorf("a number that is none: %+v", d)
	}
	if d := marie.says(said{Partner: "afpa", Key: phone.Key, Value: "03 83 12 34 56"}, 200); d.Refusal != "" {
		t.Errorf("corrected: %+v", d)
	}
	if f := kind(marie.sheet("afpa"), "phone"); f.Value != "03 83 12 34 56" || !f.Told {
		t.Errorf("corrected: %+v", f)
	}
	if d := marie.says(said{Partner: "afpa", Key: phone.Key, Gone: true}, 200); d.Refusal != "" {
		t.Errorf("taken out: %+v", d)
	}
	if f := kind(marie.sheet("afpa"), "phone"); f.Told || !f.Gone {
		t.Errorf("taken out: %+v", f)
	}
	if d := marie.says(said{Partner: "afpa", Key: "nothing", Value: "x"}, 200); d.Refusal == "" || d.Text == "" {
		t.Errorf("an entry that is not there: %+v", d)
	}

	// Each partner says only of itself; the sheet of another is not even asked for.
	zoe := o.staff("Zoé Blanc", "missions_locales")
	zoe.says(said{Partner: "afpa", Key: site.Key, Gone: true}, 403)
	if f := kind(zoe.sheet("afpa"), "site"); f.Key == site.Key {
		t.Error("somebody reads the sheet of another partner")
	}
	// At this computer all of them can be looked at, one after the other.
	anybody := visit(t, o.pages)
	if f := kind(anybody.sheet("afpa"), "site"); f.By != "Marie Colin" {
		t.Errorf("on this computer: %+v", f)
	}
	if facts := anybody.sheet("nobody"); len(facts) != 0 {
		t.Errorf("a partner that is none: %+v", facts)
	}
	anybody.call(anybody.post("/desk/api/sheet", `{}`), 400, nil)
}

func TestSheetInTheBrowser(t *testing.T) {
	o := newOffice(t, 0, nil)
	b := o.named("Marie Colin", "afpa")
	b.ClickLabel("Fiche")
	b.Until("the sheet", func() bool { return len(b.Texts("#facts-all li")) > 4 && strings.Contains(b.Text("#sheet"), "Afpa") })
	b.ClickLabel("Confirmer") // the last one
	b.Until("confirmed", func() bool { return strings.Contains(b.Text("#facts-all li:last-child"), "Confirmé par Marie Colin") })
	phone := func() string {
		for _, text := range b.Texts("#facts-all li") {
			if strings.HasPrefix(text, "Téléphone\n") {
				return text
			}
		}
		return ""
	}
	const press = `[...document.querySelectorAll("#facts-all li")].find(l => l.innerText.startsWith("Téléphone\n")).querySelectorAll(".does button:not(.main):not(.quiet)")[0].click()`
	b.Eval(nil, press)
	b.Until("a form", func() bool { return b.Shown("#facts-all form input") })
	b.Eval(nil, `document.querySelector("#facts-all form input").value = ""`)
	b.Type("#facts-all form input", "demain")
	b.ClickLabel("Enregistrer")
	b.Until("told", func() bool { return strings.Contains(b.Text("#sheet-problem"), "03 83 00 00 00") })
	b.Eval(nil, `document.querySelector("#facts-all form input").value = ""`)
	b.Type("#facts-all form input", "03 83 12 34 56")
	b.ClickLabel("Enregistrer")
	b.Until("corrected", func() bool {
		return strings.Contains(phone(), "03 83 12 34 56") && strings.Contains(phone(), "Dit aux personnes")
	})
	b.clean(0)
}
