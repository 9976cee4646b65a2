//go:build !race

// What learns the shipped examples anew, several times over, is run without the race detector, which makes it
// fifteen times as slow. Learning itself runs under it in package intents.

package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"potentiels/intents"
)

// The floors are a little under what docs/understanding.md reports of the
// messages by writers that the model has not learnt from.
func TestShippedUnderstandsMessagesOfOthers(t *testing.T) {
	cases, err := readCases("intents/testdata/blind.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	rep := intents.Evaluate(shippedKnowledge().recogniser, cases)
	for _, floor := range []struct {
		name     string
		got, min float64
	}{
		{"clean", rep.Styles["clean"], 0.81}, {"casual", rep.Styles["casual"], 0.87}, {"noisy", rep.Styles["noisy"], 0.90},
		{"kept", rep.Kept, 0.97}, {"refused", rep.Refused, 0.80}, {"AUROC", rep.AUROC, 0.97}, {"further intents", rep.AlsoF1, 0.42},
		{"entities", rep.EntityF1, 0.88}, {"communes", rep.Entities[intents.Commune], 0.92}, {"1 - calibration error", 1 - rep.ECE, 0.94},
	} {
		t.Logf("%s: %.3f", floor.name, floor.got)
		if floor.got < floor.min {
			t.Errorf("%s: %.3f is under %.3f", floor.name, floor.got, floor.min)
		}
	}
}

// What the contract settles in its table « which one wins ».
func TestShippedTellsWhichIntentWins(t *testing.T) {
	f, err := os.Open("intents/testdata/contract.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, right, also, told := 0, 0, 0, 0
	for in := bufio.NewScanner(f); in.Scan(); {
		wanted, text, ok := strings.Cut(in.Text(), "\t")
		if !ok || wanted[0] == '#' {
			continue
		}
		names := strings.Fields(wanted)
		u := shippedKnowledge().recogniser.Understand(text, intents.Expected{})
		lines++
		if u.Intent == names[0] {
			right++
		} else {
			t.Logf("%s is %s (%.2f), not %s", text, u.Intent, u.Score, names[0])
		}
		for _, name := range names[1:] {
			also++
			if strings.Contains(" "+strings.Join(u.Also, " ")+" ", " "+name+" ") {
				told++
			} else {
				t.Logf("%s: %s is not told beside %s", text, name, u.Intent)
			}
		}
	}
	t.Logf("%d of %d right, %d of %d told beside", right, lines, told, also)
	if right*10 < lines*9 || told*10 < also*7 {
		t.Errorf("%d of %d right, %d of %d told beside", right, lines, told, also)
	}
}

// What people tell of themselves, read with the jobs, the partners and the places of the service.
func TestShippedReadsWhatIsTold(t *testing.T) {
	f, err := os.Open("intents/testdata/told.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	line := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		line++
		wanted, text, ok := strings.Cut(in.Text(), "\t")
		if !ok || strings.HasPrefix(wanted, "#") {
			continue
		}
		want := map[string]string{}
		for told := range strings.FieldsSeq(wanted) {
			name, value, _ := strings.Cut(told, "=")
			want[name] = value
		}
		got := map[string]string{}
		u := shippedKnowledge().recogniser.Understand(text, intents.Expected{})
		for name, value := range u.Values() {
			got[name] = fmt.Sprint(value)
		}
		if !maps.Equal(want, got) {
			t.Errorf("told.txt:%d: %s: wanted %v, got %v", line, text, want, got)
		}
	}
	if line < 100 {
		t.Errorf("%d lines were read", line)
	}
}
