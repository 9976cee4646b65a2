package dialogue

import (
	"slices"
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

// A misreading names intents and texts that there are: a name that is none would never hold, or never be said.
func TestMisreadingsName(t *testing.T) {
	t.Parallel()
	d, known := load(t), append(everyIntent(t), intents.OutOfScope)
	for i, m := range slices.Concat(shadows, urgent, misreadings, seeing, inTheTalk, hints) {
		for _, intent := range slices.Concat(m.read, m.unless, m.topics) {
			if !slices.Contains(known, intent) {
				t.Errorf("misreading %d: no intent %q", i, intent)
			}
		}
		if m.beside != "" && !slices.Contains(known, m.beside) {
			t.Errorf("misreading %d: no intent %q", i, m.beside)
		}
		if m.intent != "" && !slices.Contains(known, m.intent) {
			t.Errorf("misreading %d: no intent %q", i, m.intent)
		}
		if m.text != "" && !d.texts.Has(m.text) {
			t.Errorf("misreading %d: no text %q", i, m.text)
		}
		if m.words == nil && m.without == nil && m.when == nil && m.beside == "" {
			t.Errorf("misreading %d holds of any words", i)
		}
		if m.intent == "" && m.topics == nil && m.text == "" && m.beside == "" && !m.second && !m.next {
			t.Errorf("misreading %d means nothing", i)
		}
	}
}

// What is not for here may stand among the runners-up with hardly any score. Taken for the reading, it is
// what it is where nothing else is left: nothing surer was read.
func TestOutOfScopeRunnerUp(t *testing.T) {
	t.Parallel()
	d := load(t)
	u := intents.Understanding{Intent: "chercher_emploi", Score: 0.55, Alternatives: []intents.Alternative{
		{Intent: intents.OutOfScope, Score: 0.03}, {Intent: "handicap", Score: 0.02},
	}}
	_, out := d.Next(Session{}, Message{Kind: Text, Text: "le bleu alors", At: began}, u)
	if got := out.Understood; got.Intent != intents.OutOfScope || got.Score < 0.5 {
		t.Errorf("taken for %s, %.2f", got.Intent, got.Score)
	}
}

// A runner-up that was taken for the reading is proposed once.
func TestProposedOnce(t *testing.T) {
	t.Parallel()
	d := load(t)
	u := intents.Understanding{Intent: "chercher_emploi", Score: 0.55, Alternatives: []intents.Alternative{
		{Intent: "financement", Score: 0.3}, {Intent: "cpf", Score: 0.26},
	}}
	s, _ := d.Next(Session{}, Message{Kind: Text, Text: "le bleu alors", At: began}, u)
	if want := "vouliez_vous|i:financement,cpf"; len(s.Said) != 1 || s.Said[0] != want {
		t.Errorf("said %v, want %s", s.Said, want)
	}
}
