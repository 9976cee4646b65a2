package slack_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"potentiels/adapters/slack"
	"potentiels/bot"
)

// directory is what is told of one partner, and what staff said of it.
type directory struct {
	mu    sync.Mutex
	facts []bot.Fact
	said  []bot.Confirmation
	ids   map[uint64]bool
}

func named(name string) (slack.Partner, bool) {
	ok := strings.EqualFold(name, "uimm") || name == "Pôle formation"
	return slack.Partner{ID: "uimm", Name: "Pôle formation", Channel: "C0DESK"}, ok
}

func (d *directory) Sheet(context.Context, string) ([]bot.Fact, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.facts, nil
}

func (d *directory) Confirm(_ context.Context, id uint64, x bot.Confirmation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if strings.Contains(x.Value, "pas un numéro") {
		return &bot.RefusedError{Why: "Ce n’est pas un numéro de téléphone."}
	}
	if !d.ids[id] {
		d.ids[id] = true
		d.said = append(d.said, x)
	}
	return nil
}

func (d *directory) heard() []bot.Confirmation {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.said)
}

func TestSheet(t *testing.T) {
	bothFaces(t, func(t *testing.T, w *world, o *office) {
		d := o.directory
		d.facts = []bot.Fact{
			{Key: "a1", Kind: "phone", What: "accueil <b>", Value: "03 83 00 00 00", Source: "https://example.org/?a=1&b=2", Checked: "2026-11-23"},
			{Key: "b2", Kind: "hours"},
			{Key: "c3", Kind: "training", What: "Soudeur en 8 mois", Value: "t1", Told: true},
		}
		for range 15 {
			d.facts = append(d.facts, bot.Fact{Key: "x", Kind: "address", What: strings.Repeat("très long ", 50), Value: strings.Repeat("& <valeur> ", 200), Source: strings.Repeat("source ", 100)})
		}
		if labels, shown := w.command(t, "U0STRANGER", "fiche uimm"); labels != "" || !strings.Contains(shown, "03 83 00 00 00") {
			t.Errorf("somebody else sees %s\n%s", labels, shown)
		}
		labels, shown := w.command(t, "U0ANNE", "fiche Pôle formation")
		if !strings.HasPrefix(labels, "Confirmer,Corriger,N'est plus vrai,Corriger,Confirmer,N'est plus vrai") || !strings.Contains(shown, "2026-11-23") || !strings.Contains(shown, "fiche Pôle formation 2") ||
			!strings.Contains(shown, "Téléphone · accueil <b>") || !strings.Contains(shown, "Soudeur en 8 mois") || strings.Contains(shown, "t1\n") {
			t.Errorf("buttons %s, shown\n%s", labels, shown)
		}
		if _, shown := w.command(t, "U0ANNE", "fiche uimm 2"); strings.Contains(shown, "03 83") {
			t.Error("the second page is the first")
		}
		w.command(t, "U0ANNE", "fiche uimm")
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Confirmer"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "confirmed", func() bool { return len(d.heard()) == 1 })
		if x := d.heard()[0]; x.Partner != "uimm" || x.Key != "a1" || x.Kind != "phone" || x.What != "accueil <b>" || x.Value != "03 83 00 00 00" || x.Gone || x.By != "Marie U0ANNE" {
			t.Errorf("heard %+v", x)
		}
		w.until(t, "told", func() bool {
			posts := w.net.Posts("C0DESK")
			return strings.Contains(posts[len(posts)-1].Shown(), "confirmé")
		})
		if len(w.in.all()) != 0 {
			t.Error("a press on a sheet is taken for one at the desk")
		}
		w.command(t, "U0ANNE", "fiche uimm")
		if _, err := w.net.Press("U0ANNE", "C0DESK", "Corriger"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the form", func() bool { _, ok := w.net.Form("U0ANNE"); return ok })
		if f, _ := w.net.Form("U0ANNE"); f.Initial() != "03 83 00 00 00" {
			t.Errorf("the form holds %q", f.Initial())
		}
		bad, err := w.net.Submit("U0ANNE", "pas un numéro")
		if err != nil {
			t.Fatal(err)
		}
		w.until(t, "refused", func() bool { return w.net.Of(bad).Acked })
		if f, ok := w.net.Form("U0ANNE"); !ok || f.Errors["valeur"] == "" {
			t.Error("what is refused is not told in the form")
		}
		good, err := w.net.Submit("U0ANNE", "03 83 11 11 11")
		if err != nil {
			t.Fatal(err)
		}
		twice := w.net.Again(good)
		w.until(t, "corrected", func() bool { return w.net.Of(good).Acked && w.net.Of(twice).Acked })
		if said := d.heard(); len(said) != 2 || said[1].Value != "03 83 11 11 11" {
			t.Errorf("heard %+v", said)
		}
		w.command(t, "U0ANNE", "fiche uimm")
		if _, err := w.net.Press("U0ANNE", "C0DESK", "N'est plus vrai"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "withdrawn", func() bool { return len(d.heard()) == 3 && d.heard()[2].Gone })
	})
}
