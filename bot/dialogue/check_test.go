package dialogue

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"potentiels/bot/content"
)

// spoiled is the shipped content with one file of texts changed.
func spoiled(t *testing.T, file string, change func(string) string) *content.Content {
	t.Helper()
	b, err := fs.ReadFile(content.Embedded(), file)
	if err != nil {
		t.Fatal(err)
	}
	over := fstest.MapFS{file: {Data: []byte(change(string(b)))}}
	c, err := content.Load(content.Overlay(over, content.Embedded()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCheckTextsFinds(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		file, from, to, want string
	}{
		"a missing text":        {"dialogue/accueil.txt", "-- aide --", "-- secours --", "text aide is missing"},
		"an unused text":        {"dialogue/accueil.txt", "-- aide.simple --", "-- orphelin --", "text orphelin: nothing says it"},
		"a loop":                {"dialogue/contrats.txt", "[Le PTP -> dire:reconversion.ptp]\n[Trouver un conseiller -> https://mon-cep.org]", "[Encore -> dire:reconversion.periode_reconversion]", "only lead round in a loop"},
		"an unknown intent":     {"dialogue/argent.txt", "@answers cpf", "@answers cfp", "@answers cfp: no such intent"},
		"a button to nowhere":   {"dialogue/argent.txt", "-> intention:poei]", "-> intention:poie]", `action "intention:poie" leads nowhere`},
		"an unknown action":     {"dialogue/argent.txt", "-> humain]", "-> humani]", `action "humani" leads nowhere`},
		"a failing template":    {"dialogue/argent.txt", "Le CPF (compte", "Le {{.Solde}} (compte", "can't evaluate field Solde"},
		"a phone without cause": {"dialogue/contrats.txt", "Les dates d'entrée changent souvent", "Inscription : 120 €. Les dates changent", "has no @source"},
		"a source undated":      {"dialogue/argent.txt", "@review 2027-03-03\n", "", "@source needs @checked"},
		"a long text":           {"dialogue/argent.txt", "Le CPF (compte", strings.Repeat("bla ", 120) + "Le CPF (compte", "at most 600"},
		"a curly apostrophe":    {"dialogue/donnees.txt", "[Oui, je m'abonne", "[Oui, je m’abonne", "straight apostrophe"},
	} {
		t.Run(name, func(t *testing.T) {
			c := spoiled(t, x.file, func(s string) string {
				if !strings.Contains(s, x.from) {
					t.Fatalf("%s has no %q", x.file, x.from)
				}
				return strings.Replace(s, x.from, x.to, 1)
			})
			faults := CheckTexts(c)
			if !strings.Contains(faults.Error(), x.want) {
				t.Errorf("want %q, got:\n%s", x.want, faults.Error())
			}
		})
	}
}

// The same day gives the same order, and over the days equal paths take turns.
func TestFairSpread(t *testing.T) {
	t.Parallel()
	d := load(t)
	p := Profile{Metier: "monteur", Situation: "demandeur_emploi", Niveau: "cap"}
	firsts := make(map[string]int)
	for day := range 60 {
		w := Wanted{Job: p.Metier, Profile: p, On: began.AddDate(0, 0, day)}
		found := d.Recommend(w)
		again := d.Recommend(w)
		if len(found) == 0 || found[0].Training.ID != again[0].Training.ID {
			t.Fatal("not the same on one day")
		}
		firsts[found[0].Training.ID]++
	}
	if len(firsts) < 2 {
		t.Errorf("always %v first", firsts)
	}
}

// many is the shipped content with its trainings repeated up to n, each at some
// commune of the region.
func many(b *testing.B, n int) *Dialogue {
	b.Helper()
	file, err := fs.ReadFile(content.Embedded(), "trainings.csv")
	if err != nil {
		b.Fatal(err)
	}
	shipped, err := content.Load(content.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	var home []string
	for _, p := range shipped.Places {
		if p.Home {
			home = append(home, p.Code)
		}
	}
	head, rows, _ := strings.Cut(string(file), "\n")
	lines := strings.Split(strings.TrimSpace(rows), "\n")
	var out strings.Builder
	out.WriteString(head + "\n")
	for i := range n {
		fields := strings.SplitN(lines[i%len(lines)], ";", 7)
		fields[0] = fmt.Sprintf("%s_%d", fields[0], i)
		fields[5] = home[i*7919%len(home)]
		out.WriteString(strings.Join(fields, ";") + "\n")
	}
	c, err := content.Load(content.Overlay(fstest.MapFS{"trainings.csv": {Data: []byte(out.String())}}, content.Embedded()))
	if err != nil {
		b.Fatal(err)
	}
	d, err := New(c, nil)
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// Among 10,000 trainings and 35,000 places; the aim is a median of 200 µs.
func BenchmarkRecommend(b *testing.B) {
	d := many(b, 10000)
	w := Wanted{Job: "soudeur", Around: "57463", On: began,
		Profile: Profile{Metier: "soudeur", Commune: "57463", Situation: "demandeur_emploi", Niveau: "cap", Age: 34, MobiliteKm: 30}}
	for b.Loop() {
		d.Recommend(w)
	}
}

func BenchmarkNext(b *testing.B) {
	d := load(b)
	m := Message{Kind: Text, Text: "je cherche une formation de soudeur à Metz", At: began}
	u := d.Read(Session{}, m)
	for b.Loop() {
		d.Next(Session{}, m, u)
	}
}

// A moment without a clock of its own: the day of a request is that of its message.
func TestDayIsOfTheMessage(t *testing.T) {
	t.Parallel()
	if got := day(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC).Unix()); got != "1er janvier" {
		t.Error(got)
	}
}
