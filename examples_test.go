//go:build !race

// What learns the shipped examples anew, several times over, is run without the race detector, which makes it
// fifteen times as slow. Learning itself runs under it in package intents.

package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"potentiels/bot/desk"
	"potentiels/intents"
)

// shippedKnowledge is everything that is shipped.
var shippedKnowledge = sync.OnceValue(func() *knowledge {
	k, err := loadKnowledge("")
	if err != nil {
		panic(err)
	}
	return k
})

func example(id, intent, text string) desk.Example {
	return desk.Example{ID: id, Intent: intent, Text: text, Group: "g", By: desk.Staff{Name: "Marie"}}
}

func TestShippedExamplesHoldTheFloors(t *testing.T) {
	k := shippedKnowledge()
	phrases, err := intents.ReadPhrases(k.examples)
	if err != nil {
		t.Fatal(err)
	}
	for _, fall := range intents.Falls(k.recogniser, k.recogniser, phrases, nil) {
		t.Error(fall)
	}
}

// What staff wrote is understood afterwards, and nothing else changes that is held by a floor.
func TestShippedAndMoreAreLearnt(t *testing.T) {
	dir := t.TempDir()
	all := []desk.Example{
		example("1", "evenements", "c'est quoi la gamelle"), example("2", intents.OutOfScope, "le portail clignote"), example("3", "parti", "la gamelle"),
	}
	asked := map[string]string{"cest koi la gamelle": "evenements", "le portail clignotte": intents.OutOfScope, "bonjour": "saluer"}
	for text := range map[string]bool{"cest koi la gamelle": true} {
		if u := shippedKnowledge().recogniser.Understand(text, intents.Expected{}); u.Intent == asked[text] {
			t.Errorf("%q is understood before it is learnt", text)
		}
	}
	for _, when := range []string{"at once", "from what was kept"} {
		k, err := shippedKnowledge().taught(all, memosIn(dir), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range asked {
			if u := k.recogniser.Understand(text, intents.Expected{}); u.Intent != want {
				t.Errorf("%s %q is %s (%.2f), want %s", when, text, u.Intent, u.Score, want)
			}
		}
		for _, e := range all {
			if l := (teacher{k}).Learnt(e); l.Taken != (e.ID != "3") || (l.Why == "") != l.Taken {
				t.Errorf("%s the desk is told of %s: %+v", when, e.ID, l)
			}
		}
	}
	// Taken back, they are forgotten.
	k, err := shippedKnowledge().taught(nil, memosIn(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if u := k.recogniser.Understand("cest koi la gamelle", intents.Expected{}); u.Intent == "evenements" {
		t.Error("what was taken back is still understood")
	}
}

// What would turn a word that everybody says is left out and named; what stands before it is learnt.
func TestShippedFloorsAreNotBroken(t *testing.T) {
	all := []desk.Example{example("a", "evenements", "c'est quoi la gamelle")}
	for i := range 10 {
		all = append(all, example(fmt.Sprint("b", i), "desabonner", "bonjour"))
	}
	var log bytes.Buffer
	m := memosIn(t.TempDir())
	for range 2 { // the second time it is remembered
		log.Reset()
		k, err := shippedKnowledge().taught(all, m, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		if u := k.recogniser.Understand("bonjour", intents.Expected{}); u.Intent != "saluer" {
			t.Errorf("a greeting is %s", u.Intent)
		}
		if l := k.lessons["a"]; !l.Taken || l.Why != "" {
			t.Errorf("what stands before is not learnt: %+v", l)
		}
		if l := k.lessons["b9"]; l.Taken || !strings.HasPrefix(l.Why, "A") {
			t.Errorf("the last: %+v", l)
		}
		named := 0
		for _, l := range k.lessons {
			if strings.Contains(l.Why, "ne serait plus compris comme « saluer »") {
				named++
			}
		}
		if named != 1 || !strings.Contains(log.String(), "left out") || !strings.Contains(log.String(), "saluer") {
			t.Errorf("%d are named, and the log says %s", named, &log)
		}
	}
}

func TestShippedExamplesRefuse(t *testing.T) {
	school := teacher{shippedKnowledge()}
	stems := []string{"truc", "bleu"}
	for _, test := range []struct{ sentence, intent, why string }{
		{"c'est quoi le truc bleu ?", "cpf", ""},
		{"le truc rouge", "hors_sujet", ""},
		{"", "cpf", "Écrivez"},
		{"le truc " + strings.Repeat("long ", 40), "cpf", "trop long"},
		{"le truc bleu", "zorglub", "Choisissez"},
		{"le truc bleu", "", "Choisissez"},
		{"le truc bleu du 06 39 98 12 34", "cpf", "numéro"},
		{"le truc bleu a@example.org", "cpf", "adresse"},
		{"le truc bleu de Kevin", "cpf", "Kevin"},
		{"le truc de Mme Grosjean", "cpf", "Grosjean"},
		{"combien ça coûte", "financement", "truc, bleu"},
	} {
		if why := school.Refuse(test.sentence, test.intent, stems); (why == "") != (test.why == "") || !strings.Contains(why, test.why) {
			t.Errorf("%q for %s: %q, want %q", test.sentence, test.intent, why, test.why)
		}
	}
	if why := school.Refuse("Bonjour !", "desabonner", nil); !strings.Contains(why, "saluer") {
		t.Errorf("an example of another intent: %q", why)
	}
}

// The exported file is a set to be tested, and a file of examples.
func TestShippedAndExportedExamples(t *testing.T) {
	var b bytes.Buffer
	all := []desk.Example{example("1", "evenements", "c'est quoi la \"gamelle\" <là>"), example("2", intents.OutOfScope, "le portail clignote")}
	if err := writeExamples(&b, all, nil); err != nil {
		t.Fatal(err)
	}
	cases, err := intents.ReadCases(bytes.NewReader(b.Bytes()))
	if err != nil || len(cases) != 2 || cases[0].Text != all[0].Text || cases[1].Intent != intents.OutOfScope {
		t.Fatalf("read again: %+v, %v", cases, err)
	}
	// In the content they are learnt once, though they lie in the store as well.
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "examples"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, examplesFile), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := loadKnowledge(dir)
	if err != nil {
		t.Fatal(err)
	}
	if u := k.recogniser.Understand("la gamelle", intents.Expected{}); u.Intent != "evenements" {
		t.Errorf("as content they are not learnt: %s", u.Intent)
	}
	s := school{knowledge: k, examples: append(all, example("3", "cpf", "le truc"))}
	file, err := s.file(3)
	if err != nil || bytes.Count(file.data, []byte("\n")) != 3 || !bytes.HasPrefix(file.data, b.Bytes()) {
		t.Errorf("beside the content: %s, %v", file.data, err)
	}
}
