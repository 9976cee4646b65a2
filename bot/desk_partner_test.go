package bot_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot/content"
	"potentiels/bot/desk"
)

func TestConfirmedByStaff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		d := w.engine.Desk()
		sheet, err := d.Sheet(t.Context(), "afpa")
		if err != nil || len(sheet) == 0 {
			t.Fatal(sheet, err)
		}
		f := sheet[slices.IndexFunc(sheet, func(f content.Fact) bool { return f.Kind == content.Phone })]
		x := content.Confirmation{Partner: "afpa", Key: f.Key, Kind: f.Kind, Value: "pas un numéro", By: "Ana"}
		if err := d.Confirm(t.Context(), 1, x); err == nil {
			t.Error("what is no number was taken")
		}
		x.Value = "03 83 00 00 00"
		for range 2 { // pressed twice
			if err := d.Confirm(t.Context(), 2, x); err != nil {
				t.Fatal(err)
			}
		}
		all, err := d.Confirmations(t.Context())
		if err != nil || len(all) != 1 || all[0].Value != x.Value || all[0].At.IsZero() {
			t.Errorf("confirmed %+v, %v", all, err)
		}
		if sheet, _ = d.Sheet(t.Context(), "afpa"); !slices.ContainsFunc(sheet, func(f content.Fact) bool { return f.Value == x.Value && f.Told }) {
			t.Errorf("sheet %+v", sheet)
		}
		if _, err := d.Sheet(t.Context(), "nobody"); err == nil {
			t.Error("there is a sheet of nobody")
		}
	})
}

func TestBulletin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID) // on Saturday 1 January 2000
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		w.says("other", "conseiller", "J'accepte")
		pass(60 * time.Hour) // Monday, after nine
		w.office.mu.Lock()
		defer w.office.mu.Unlock()
		n := 0
		for _, p := range w.office.posts {
			b := p.post.Bulletin
			if b == nil {
				continue
			}
			n++
			if p.at != "CFT" || b.Partner != "france_travail" || b.Open != 2 || b.Oldest == nil || b.Oldest.Request == id ||
				b.Figures != (desk.Figures{Opened: 2, Claimed: 1, Answered: 1}) {
				t.Errorf("bulletin %+v in %s", b, p.at)
			}
		}
		if n != 1 {
			t.Errorf("%d bulletins", n)
		}
	})
}

func TestExportHoldsTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.says(paxID, "canari")
		w.office.does(t, w.engine, 5, "CFT", desk.Act{Request: id, Event: desk.Event{Kind: desk.Note, By: marie, Text: "note sur la personne", Ref: "1.1"}})
		pass(time.Minute)
		file, err := w.engine.Export(t.Context(), w.people.address(paxID))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"canari", "note sur la personne", `"consents"`, "accord/1/"} {
			if !strings.Contains(string(file.Data), want) {
				t.Errorf("the export lacks %q:\n%s", want, file.Data)
			}
		}
	})
}
