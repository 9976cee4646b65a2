//go:build !race

// What learns the shipped phrases several times over is run without the race detector, which makes it
// fifteen times as slow.

package intents

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Some sentences that are no examples of what they are told to be do not turn the others; what everybody
// says, and a shift of all refusals, is noticed.
func TestFloorsBreak(t *testing.T) {
	phrases, err := ReadPhrases(Examples())
	if err != nil {
		t.Fatal(err)
	}
	with := func(intent string, texts ...string) []Fall {
		more := slices.Clone(phrases)
		for _, text := range texts {
			more = append(more, Phrase{Text: text, Intent: intent, Kind: OutOfScope, File: "examples/bureau.jsonl"})
		}
		r, err := Train(more, smallLexicon())
		if err != nil {
			t.Fatal(err)
		}
		return Falls(r, recogniser(), phrases, texts)
	}
	if falls := with("cpf", "c'est quoi le truc bleu", "le truc bleu ça marche comment"); len(falls) > 0 {
		t.Errorf("good examples break %v", falls)
	}
	if falls := with("desabonner", slices.Repeat([]string{"bonjour"}, 40)...); len(falls) != 1 || falls[0].Floor != "short" || falls[0].Intent != "saluer" {
		t.Errorf("a greeting taken for a stop breaks %v", falls)
	}
	strays := []string{}
	for _, c := range heldOutCases().strays {
		strays = append(strays, c.Text)
	}
	if falls := with("cpf", strays...); !slices.ContainsFunc(falls, func(f Fall) bool { return f.Floor == "refused" }) {
		t.Errorf("strays taken for a wish break %v", falls)
	}
}

// The same examples learnt once more explain a message in the same bytes.
func TestShippedExplainIsTheSameBytes(t *testing.T) {
	var before []byte
	again, err := Load(Examples(), smallLexicon())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Recogniser{recogniser(), recogniser(), again} {
		u, why := r.Explain("jveu etre soudeur a nanssi et c payé combien", Expected{})
		got, err := json.Marshal([]any{u, why})
		if err != nil {
			t.Fatal(err)
		}
		if before != nil {
			if diff := cmp.Diff(string(before), string(got)); diff != "" {
				t.Fatal(diff)
			}
		}
		before = got
		if len(why.Features) == 0 || why.Nearest == "" || len(why.Words) == 0 {
			t.Fatalf("explains too little: %s", got)
		}
	}
}
