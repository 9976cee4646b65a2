package intents

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func signed(text string) string {
	stems := recogniser().Signature(text)
	slices.Sort(stems)
	return strings.Join(stems, " ")
}

// What is said in other words, orders and spellings meets.
func TestSignaturesMeet(t *testing.T) {
	for _, same := range [][]string{
		{"c koi le truc bleu", "le truc bleu c'est quoi ?", "Bonjour, LE TRUC BLEU svp", "cest quoi le truc bleu à Metz ?", "et le truc bleu alors"},
		{"le portail clignote", "portail qui clignote !!", "Le portail, il clignote"},
		{"la gamelle", "les gamelles", "une gamelle ?"},
	} {
		first := signed(same[0])
		if first == "" {
			t.Errorf("%q has none", same[0])
		}
		for _, text := range same[1:] {
			if got := signed(text); got != first {
				t.Errorf("%q is %q, %q is %q", text, got, same[0], first)
			}
		}
	}
	if a, b := signed("le truc bleu"), signed("le truc rouge"); a == b {
		t.Errorf("two subjects are both %q", a)
	}
}

// Nothing of a signature tells of whom it is.
func TestSignaturesTellOfNobody(t *testing.T) {
	for text, never := range map[string]string{
		"mon truc est chez Durand":                                  "durand",
		"le truc de Mme Grosjean":                                   "grosjean",
		"le truc de mme grosjean":                                   "grosjean",
		"je m'appelle kevin grosjean et le truc est bleu":           "kevin grosjean",
		"KEVIN GROSJEAN VEUT LE TRUC":                               "kevin grosjean",
		"mon nom grosjean pour le truc":                             "grosjean",
		"le truc du 06 39 98 12 34":                                 "06 39 98 12 34 0639981234",
		"ecris a truc.machin@example.org":                           "machin exampl org example",
		"le truc de 57000 metz":                                     "57000 metz",
		"dossier AB12345 du truc":                                   "ab12345",
		"j'ai 52 ans et un truc bleu":                               "52",
		"le truc à Nancy":                                           "nancy",
		"Le truc bleu. Fatoumata Coulibaly":                         "fatoumata coulibaly",
		"truc pour mon fils Enzo-Gabriel qui est né le 3 mars 2009": "enzo gabriel 3 2009",
	} {
		for _, stem := range recogniser().Signature(text) {
			if slices.Contains(strings.Fields(never), stem) {
				t.Errorf("%q tells %q", text, stem)
			}
		}
		if len(recogniser().Signature(text)) == 0 && strings.Contains(text, "truc bleu") {
			t.Errorf("%q: nothing is left", text)
		}
	}
	for _, text := range []string{"", "???", "👍", "12345", "Metz", "oui", "je suis", strings.Repeat("mot truc chose gamelle portail bleu rouge vert jaune ", 2)} {
		if got := recogniser().Signature(text); len(got) > 0 {
			t.Errorf("%q is %q", text, got)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"c'est quoi le truc de Mme Grosjean": "Grosjean", "moi c'est Kevin": "Kevin", "je veux être soudeur à Nancy": "", "C'est payé combien ?": "", "VITE UNE FORMATION": "",
	} {
		if got := strings.Join(recogniser().Names(text), " "); got != want {
			t.Errorf("names of %q: %q, want %q", text, got, want)
		}
	}
}

func TestSignatureOfAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		first := recogniser().Signature(text)
		if again := recogniser().Signature(text); !slices.Equal(first, again) {
			t.Fatalf("twice read, twice different: %q, %q", first, again)
		}
		if len(first) > MaxSignature {
			t.Fatalf("%d stems", len(first))
		}
		seen := map[string]bool{}
		for _, s := range first {
			if s == "" || seen[s] || strings.ContainsAny(s, " \n0123456789@") {
				t.Fatalf("stem %q of %q", s, first)
			}
			seen[s] = true
		}
	})
}
