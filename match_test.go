package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"potentiels/intents"
)

// fewPhrases are enough to tell two intents apart.
var fewPhrases = []intents.Phrase{
	{Text: "combien gagne un soudeur", Intent: "salaire"}, {Text: "c'est payé combien par mois", Intent: "salaire"}, {Text: "le salaire d'un usineur", Intent: "salaire"},
	{Text: "combien de temps dure la formation", Intent: "duree"}, {Text: "c'est long ?", Intent: "duree"}, {Text: "ça dure combien de mois", Intent: "duree"},
	{Text: "quel temps fait-il", Intent: intents.OutOfScope, Kind: "meteo"}, {Text: "il pleut demain", Intent: intents.OutOfScope, Kind: "meteo"},
}

func fewTrained() (*intents.Recogniser, error) { return intents.Train(fewPhrases, intents.Lexicon{}) }

func TestMatchAnswersEveryLineInOrder(t *testing.T) {
	in := "combien gagne un soudeur\n\nc'est long <&>\nil pleut demain"
	var first []byte
	for range 2 {
		var out, errs bytes.Buffer
		if code := match([]string{"--explain"}, fewTrained, strings.NewReader(in), &out, &errs); code != 0 {
			t.Fatalf("exit %d: %s", code, &errs)
		}
		if first != nil && !bytes.Equal(first, out.Bytes()) {
			t.Error("explained differently the second time")
		}
		first = out.Bytes()
	}
	var texts []string
	for line := range strings.SplitSeq(strings.TrimSpace(string(first)), "\n") {
		var m matched
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if m.Also == nil || m.Entities == nil || m.Alternatives == nil || m.Why == nil {
			t.Errorf("a field is null: %s", line)
		}
		if m.Score < 0 || m.Score > 1 {
			t.Errorf("score %v", m.Score)
		}
		texts = append(texts, m.Text)
	}
	if diff := cmp.Diff(strings.Split(in, "\n"), texts); diff != "" {
		t.Errorf("(-asked +answered)\n%s", diff)
	}
}

func TestMatchTellsMissingFiles(t *testing.T) {
	var out, errs bytes.Buffer
	if code := match([]string{filepath.Join(t.TempDir(), "none")}, fewTrained, strings.NewReader(""), &out, &errs); code != exitUsage || errs.Len() == 0 {
		t.Errorf("exit %d: %q", code, &errs)
	}
}

func TestEval(t *testing.T) {
	dir := t.TempDir()
	train, test := filepath.Join(dir, "train.tsv"), filepath.Join(dir, "test.jsonl")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(train, "salaire\tcombien gagne un soudeur\nsalaire\tc'est payé combien\nduree\tc'est long ?\nduree\tça dure combien de mois\n")
	write(test, `{"text":"combien gagne un usineur","intent":"salaire"}`+"\n"+`{"text":"ça dure longtemps ?","intent":"duree"}`+"\n"+`{"text":"zzz","intent":"hors_sujet"}`+"\n")
	shipped := func() ([]intents.Phrase, intents.Lexicon, error) { return fewPhrases, intents.Lexicon{}, nil }
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--json", "--train", train, test}, 0},
		{[]string{"--json", "--robust", "--mistakes", test}, 0},
		{[]string{"--train", train, "--min-accuracy", "1.01", test}, 1},
		{[]string{"--leave-out", "0.5", "--seed", "2", "--train", train, "--json", test}, 0},
		{[]string{}, 2},
		{[]string{"--leave-out", "2", test}, 2},
		{[]string{"--nonsense", test}, 2},
		{[]string{filepath.Join(dir, "none")}, 2},
	} {
		var out, errs bytes.Buffer
		if code := eval(c.args, shipped, &out, &errs); code != c.code {
			t.Errorf("%v: exit %d, want %d: %s", c.args, code, c.code, &errs)
			continue
		}
		if c.code != 0 && errs.Len() == 0 {
			t.Errorf("%v: no word of why", c.args)
		}
		if c.code == 0 {
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			var last map[string]float64
			if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil {
				t.Errorf("%v: last line %s: %v", c.args, lines[len(lines)-1], err)
			}
			if _, ok := last["micros_per_message"]; !ok {
				t.Errorf("%v: %v", c.args, last)
			}
		}
	}
}
