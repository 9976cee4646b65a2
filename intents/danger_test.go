package intents

import (
	"math"
	"slices"
	"testing"
)

// What is told of others has the letters of danger; its words have none of it.
func TestDangerIsJudgedByItsWords(t *testing.T) {
	for text, want := range map[string]bool{
		"je voulais juste voir avant qu'il se décide":                        false,
		"ça lui plairait je pense, il est d'accord pour que je me renseigne": false,
		"la ligne s'arrête à 22 h, après plus personne":                      false,
		"c'est fait cette fois ? je ne recevrai plus rien ?":                 false,
		"je regarde le canal tous les soirs en rentrant":                     true,
		"j'ai compté mes cachets hier soir":                                  true,
		"ma fille se fait du mal aux bras":                                   true,
		"jarive plu a mlever, a koi bon vivre":                               true,
		"ma collègue parle tout le temps de la corde dans son garage":        true,
	} {
		if u := recogniser().Understand(text, Expected{}); (u.Intent == danger && u.Score >= 0.5) != want {
			t.Errorf("%s: %s %.2f, %v", text, u.Intent, u.Score, u.Alternatives)
		}
	}
}

func TestLeaning(t *testing.T) {
	s := &space{idf: make([]float32, 4), block: []uint8{wordBlock, wordBlock, charBlock, wordBlock}}
	held := [][]uint32{{0, 1, 2}, {0, 1, 2}, {1}, {1}, {3}}
	labels := []uint16{1, 1, 0, noClass, 0}
	also := [][]uint16{nil, nil, nil, {0}, {1}} // the last asks for the class as well
	lean := leaning(held, labels, also, 1, s)
	if lean[0] <= 0 || lean[1] != 0 || lean[2] != 0 || lean[3] != 0 {
		t.Errorf("leans %v", lean)
	}
	if none := leaning(held, labels, also, -1, s); slices.Max(none) != 0 || slices.Min(none) != 0 {
		t.Errorf("of no class leans %v", none)
	}
}

func TestReweigh(t *testing.T) {
	for _, test := range []struct {
		u      Understanding
		p      float64
		intent string
		score  float64
	}{
		{Understanding{Intent: danger, Score: 0.7, Alternatives: []Alternative{{"duree", 0.2}, {"age", 0.1}}}, 0.1, "duree", 0.6},
		{Understanding{Intent: danger, Score: 0.7, Alternatives: []Alternative{{"duree", 0.2}}}, 0.9, danger, 0.9},
		{Understanding{Intent: "duree", Score: 0.6, Alternatives: []Alternative{{"age", 0.1}, {danger, 0.1}}}, 0.55, danger, 0.55},
		{Understanding{Intent: "duree", Score: 0.3, Alternatives: []Alternative{{danger, 0.25}}}, 0.45, "duree", 0.22},
		{Understanding{Intent: "duree", Score: 0.6}, 0.9, "duree", 0.6}, // was not considered
	} {
		n := len(test.u.Alternatives)
		test.u.reweigh(danger, test.p)
		if test.u.Intent != test.intent || math.Abs(test.u.Score-test.score) > 1e-9 || len(test.u.Alternatives) != n {
			t.Errorf("is %s %.3f, %v; want %s %.3f", test.u.Intent, test.u.Score, test.u.Alternatives, test.intent, test.score)
		}
	}
}
