package intents

import (
	"embed"
	"fmt"
	"slices"
	"sync"
)

//go:embed testdata/holdout.tsv testdata/holdout_hors_sujet.jsonl
var heldOut embed.FS

// Floors are a little under what the shipped model reaches (see docs/understanding.md): a change that falls
// under one is a loss. The accuracy is that of one plain wish an intent, by somebody who wrote none of the
// examples, as written ("none") and spoilt in each of the ways of [Noises].
var (
	accuracyFloors = map[string]float64{"none": 0.93, "accents": 0.93, "typos": 0.87, "sms": 0.93, "phonetic": 0.93, "capitals": 0.93, "all": 0.89}
	refusedFloor   = 0.62
)

const (
	// sureFrom is the score from which a short phrase is read without doubt, and shortest how many words
	// it has at most. Such phrases are what everybody says, and no example may turn one that it shares a word
	// with. Of the others, 2,076 in all, a model with some more examples reads one or none otherwise: learning
	// begins from another order of the phrases.
	sureFrom = 0.95
	shortest = 3
	byChance = 4
)

// Fall is a floor that a recogniser is under.
type Fall struct {
	Floor      string // "none" and the ways of Noises, "refused", "short"
	Got, Least float64
	// Phrase is one that is not read as Intent any more, with Floor "short".
	Phrase, Intent string
}

func (f Fall) String() string {
	if f.Phrase != "" {
		return fmt.Sprintf("%q is not %s any more", f.Phrase, f.Intent)
	}
	return fmt.Sprintf("%s: %.3f is under %.3f", f.Floor, f.Got, f.Least)
}

// heldOutCases are the labelled messages that the floors are measured with.
var heldOutCases = sync.OnceValue(func() (cases struct{ plain, strays []Case }) {
	for name, into := range map[string]*[]Case{"holdout.tsv": &cases.plain, "holdout_hors_sujet.jsonl": &cases.strays} {
		f, err := heldOut.Open("testdata/" + name)
		if err == nil {
			*into, err = ReadCases(f)
			_ = f.Close()
		}
		if err != nil {
			panic(err) // embedded and tested
		}
	}
	return cases
})

// Falls measures a recogniser that has learnt more sentences than another one, and gives the floors it is under.
// The phrases are those the other has learnt.
func Falls(r, other *Recogniser, phrases []Phrase, more []string) []Fall {
	var falls []Fall
	cases := heldOutCases()
	accuracy := Robustness(r, cases.plain)
	for _, noise := range append([]string{"none"}, Noises()...) {
		if least := accuracyFloors[noise]; accuracy[noise] < least {
			falls = append(falls, Fall{Floor: noise, Got: accuracy[noise], Least: least})
		}
	}
	if got := Evaluate(r, cases.strays).Refused; got < refusedFloor {
		falls = append(falls, Fall{Floor: "refused", Got: got, Least: refusedFloor})
	}
	said := map[string]bool{}
	for _, text := range more {
		for _, t := range tokens(text) {
			said[t.word] = true
		}
	}
	turned := 0
	for i := range phrases {
		p := &phrases[i]
		words := tokens(p.Text)
		if p.Intent == OutOfScope || p.isMessage() || p.isCounter() || len(words) > shortest {
			continue
		}
		if u := other.Understand(p.Text, Expected{}); u.Intent != p.Intent || u.Score < sureFrom {
			continue
		}
		u := r.Understand(p.Text, Expected{})
		if u.Intent == p.Intent {
			continue
		}
		turned++
		if turned > byChance || slices.ContainsFunc(words, func(t token) bool { return said[t.word] }) {
			return append(falls, Fall{Floor: "short", Got: u.Score, Least: sureFrom, Phrase: p.Text, Intent: p.Intent})
		}
	}
	return falls
}
