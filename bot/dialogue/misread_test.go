package dialogue

import (
	"testing"

	"potentiels/intents"
)

// Where no reading has a word of its subject, the runners-up are gone through once: two of them must not be
// taken in turns for ever.
func TestReadingsPutAside(t *testing.T) {
	t.Parallel()
	d := load(t)
	u := intents.Understanding{Intent: "chercher_emploi", Score: 0.55, Alternatives: []intents.Alternative{
		{Intent: "salaire", Score: 0.06}, {Intent: "etranger", Score: 0.05}, {Intent: "handicap", Score: 0.04},
	}}
	_, out := d.Next(Session{}, Message{Kind: Text, Text: "le bleu alors", At: began}, u)
	if out.Understood.Intent != intents.OutOfScope {
		t.Errorf("taken for %s", out.Understood.Intent)
	}
}
