package content

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const sampleTexts = `# A note for editors.

-- cpf --
@answers cpf financement
@source https://example.org/cpf
@checked 2026-11-23
@review 2027-03-03
@confidence verified
Le CPF est à vous : l'argent reste le vôtre !

{{with .Ville}}À {{.}}, {{end}}demandez conseil.
[Parler à un conseiller -> humain]
[Site officiel -> https://example.org]
-- ou --
Votre compte « CPF » ?
[Oui -> suite]

-- cpf.simple --
@choix
C'est de l'argent pour vous former.
`

func readTexts(t *testing.T, body string) (*Texts, Faults) {
	t.Helper()
	return ReadTexts(fstest.MapFS{"dialogue/a.txt": {Data: []byte(body)}}, "dialogue")
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"as written":         sampleTexts,
		"with BOM and CRLF":  "\ufeff" + strings.ReplaceAll(sampleTexts, "\n", "\r\n"),
		"with trailing tabs": strings.ReplaceAll(sampleTexts, "\n", "\t \n"),
	} {
		t.Run(name, func(t *testing.T) {
			texts, faults := readTexts(t, body)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			x, ok := texts.Get("cpf")
			if !ok || x.Wordings() != 2 {
				t.Fatalf("%+v", x)
			}
			if diff := cmp.Diff([]string{"cpf", "financement"}, x.Answers); diff != "" {
				t.Error(diff)
			}
			if x.Source != "https://example.org/cpf" || x.Review != "2027-03-03" || x.Line != 3 {
				t.Errorf("%+v", x)
			}
			said, err := x.Fill(0, struct{ Ville string }{"Metz"})
			if err != nil {
				t.Fatal(err)
			}
			want := Said{
				Text: "Le CPF est à vous\u00a0: l’argent reste le vôtre\u202f!\n\nÀ Metz, demandez conseil.",
				Choices: []Choice{
					{"Parler à un conseiller", "humain"},
					{"Site officiel", "https://example.org"},
				},
			}
			if diff := cmp.Diff(want, said); diff != "" {
				t.Error(diff)
			}
			if said.Choices[0].IsLink() || !said.Choices[1].IsLink() {
				t.Error("links and buttons are mixed up")
			}
			if simple, _ := texts.Get("cpf.simple"); !simple.Choice {
				t.Error("@choix is lost")
			}
		})
	}
}

func TestTextFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"twice the same":    {"-- a --\nx\n-- a --\ny\n", "dialogue/a.txt:3: text a is already at dialogue/a.txt:1"},
		"no sentence":       {"-- a --\n@answers cpf\n", "dialogue/a.txt:1: text a: a wording without a sentence"},
		"bad template":      {"-- a --\n{{if}}\n", "dialogue/a.txt:1: text a:"},
		"unknown header":    {"-- a --\n@sources x\nhop\n", "dialogue/a.txt:2: text a: unknown header @sources"},
		"header without":    {"-- a --\n@source\nhop\n", "dialogue/a.txt:2: text a: @source without a value"},
		"other words first": {"-- ou --\nhop\n", "dialogue/a.txt:1: « -- ou -- » before any text"},
		"capital in name":   {"-- Accueil --\nhop\n", `dialogue/a.txt:1: name "Accueil"`},
		"broken section":    {"-- a --\nhop\n-- b\n", "dialogue/a.txt:3: neither a section"},
	} {
		t.Run(name, func(t *testing.T) {
			_, faults := readTexts(t, c.body)
			if len(faults) == 0 || !strings.Contains(faults.Error(), c.want) {
				t.Errorf("got %q, want %q", faults.Error(), c.want)
			}
		})
	}
}

func FuzzReadTexts(f *testing.F) {
	f.Add(sampleTexts)
	f.Add("-- a --\n[x -> y]\n")
	f.Add("--  --\n@@\n{{")
	f.Fuzz(func(t *testing.T, body string) {
		texts, _ := ReadTexts(fstest.MapFS{"dialogue/a.txt": {Data: []byte(body)}}, "dialogue")
		for _, name := range texts.Names() {
			x, ok := texts.Get(name)
			if !ok {
				t.Fatalf("%q is listed and not there", name)
			}
			for i := range x.Wordings() {
				_, _ = x.Fill(i, struct{ Ville string }{"Metz"})
			}
		}
	})
}

func TestTypeset(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"C'est l'heure ?":           "C’est l’heure\u202f?",
		"Prix : 500 € par an":       "Prix\u00a0: 500\u00a0€ par an",
		"« oui »":                   "«\u00a0oui\u00a0»",
		"https://a.fr/b?c=d":        "https://a.fr/b?c=d",
		"de 8 h à 12 h ; puis 50 %": "de 8\u00a0h à 12\u00a0h\u202f; puis 50\u00a0%",
	} {
		got := Typeset(in)
		if got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
		if again := Typeset(got); again != got {
			t.Errorf("%q is not stable: %q", got, again)
		}
	}
}

func TestPrepositions(t *testing.T) {
	t.Parallel()
	for place, want := range map[string][2]string{
		"Metz": {"de Metz", "à Metz"}, "Épinal": {"d'Épinal", "à Épinal"},
		"Le Ban-Saint-Martin": {"du Ban-Saint-Martin", "au Ban-Saint-Martin"}, "Les Forges": {"des Forges", "aux Forges"},
	} {
		if De(place) != want[0] || En(place) != want[1] {
			t.Errorf("%s: %q, %q", place, De(place), En(place))
		}
	}
}
