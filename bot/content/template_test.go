package content

import (
	"io/fs"
	"strings"
	"testing"
	"text/template"
)

// gaps is data of every kind that texts are filled in with.
type gaps struct {
	Prenom, Ville string
	N             int
	Night         bool
	Job           *Job
	Partner       Partner
	Choices       []Choice
	Any           any
}

var someGaps = []gaps{
	{},
	{Prenom: "Léa", Ville: "Épinal", N: 1, Night: true, Job: &Job{ID: "soudeur", Name: "Soudeur"},
		Partner: Partner{ID: "afpa", Short: "Afpa"}, Choices: []Choice{{"Oui", "oui"}, {"Non", "non"}}, Any: "tout"},
	{Ville: "Le Ban-Saint-Martin", N: -3, Job: &Job{}, Choices: []Choice{{}}, Any: 7},
}

// oracle fills in with text/template, which is what editors know.
func oracle(t *testing.T, text string, data any) (string, bool) {
	t.Helper()
	tmpl, err := template.New("t").Funcs(template.FuncMap{"de": De, "en": En}).Parse(text)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	err = tmpl.Execute(&b, data)
	return b.String(), err == nil
}

func TestTemplateLikeGo(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"",
		"Bonjour.",
		"Bonjour{{with .Prenom}} {{.}}{{end}}, {{.N}}",
		"{{with .Ville}}{{de .}}, {{en $.Ville}}{{else}}où ?{{end}}",
		"{{if .Job}}{{.Job.Name}}{{if .Night}} la nuit{{else if .N}} n{{end}}{{end}}",
		"{{.Partner.Short}}{{if not .Partner.Phone}}, sans téléphone{{end}}",
		"{{range .Choices}}[{{.Label}} -> {{.Action}}]\n{{else}}rien{{end}}",
		"{{range $i, $c := .Choices}}{{if $i}}, {{end}}{{$c.Label}}{{end}}",
		"{{range $c := .Choices}}{{$c.Action}} {{$.N}} {{end}}",
		"{{$v := .Ville}}{{with .Prenom}}{{.}} {{$v}}{{end}}{{$v}}",
		"{{if eq .N 1}}un{{else}}{{.N}}{{end}}{{if ne .Ville \"Metz\"}} ailleurs{{end}}",
		"{{if and .Job .Job.Name}}x{{end}}{{if or .Night (gt .N 0)}}y{{end}}{{if lt .N 0}}z{{end}}",
		"{{and .Prenom .Ville}}{{or .Prenom .Ville}}",
		"{{.Ville | de}} {{- \" !\" }}{{/* note */}}",
		"{{with .Job}}{{with .Name}}{{.}}{{end}}{{end}}{{.Night}}",
		"{{.Any}}{{if .Any}}!{{end}}",
		"{{if (eq .N 1)}}{{true}} {{3}}{{end}}",
	} {
		tmpl, err := ParseTemplate("t", text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for i, data := range someGaps {
			want, ok := oracle(t, text, &data)
			got, err := tmpl.Fill(&data)
			if strings.Contains(want, "<nil>") {
				want = strings.ReplaceAll(want, "<nil>", "<no value>")
			}
			if !ok || err != nil || got != want {
				t.Errorf("%s with data %d: %q, %v, want %q", text, i, got, err, want)
			}
		}
	}
}

func TestTemplateFaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{{if}}":                             "missing value for if",
		"{{.Ville":                           "unclosed action",
		"{{du .Ville}}":                      `function "du" not defined`,
		"{{define \"x\"}}{{end}}":            "not known",
		"{{template \"x\"}}":                 "not known",
		"{{range .Choices}}{{break}}{{end}}": "not known",
		"{{.Solde}}":                         "can't evaluate field Solde",
		"{{.Ville.Nom}}":                     "can't evaluate field Nom",
		"{{.Job.Name}}":                      "nothing there to evaluate .Name of",
		"{{.Choices | de}}":                  "wants a name",
		"{{de}}":                             "wrong number of arguments",
		"{{de .Ville .Ville}}":               "wrong number of arguments",
		"{{eq .N \"un\"}}":                   "can't compare",
		"{{range .Ville}}{{end}}":            "can't iterate",
		"{{.Ville .N}}":                      "no function",
		"{{with 1.5}}{{end}}":                "can't evaluate 1.5",
	} {
		tmpl, err := ParseTemplate("t", text)
		if err == nil {
			_, err = tmpl.Fill(&gaps{})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	if tmpl, err := ParseTemplate("t", "{{.Nom}}"); err != nil {
		t.Error(err)
	} else if got, err := tmpl.Fill(map[string]string{"Nom": "Léa"}); got != "Léa" || err != nil {
		t.Errorf("from a map: %q, %v", got, err)
	}
}

// Whatever an editor writes: no panic, and what Go's templates make of it when they make anything.
func FuzzTemplate(f *testing.F) {
	files, err := fs.Glob(Embedded(), "dialogue/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(Embedded(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text[:min(len(text), 2000)]))
	}
	f.Add("{{range $i, $c := .Choices}}{{$i}}{{end}}{{if eq .N 1}}{{.Any}}{{end}}")
	f.Fuzz(func(t *testing.T, text string) {
		tmpl, err := ParseTemplate("t", text)
		if err != nil {
			return
		}
		for _, data := range someGaps {
			want, ok := oracle(t, text, &data)
			got, err := tmpl.Fill(&data)
			if ok && err == nil && got != want && !strings.Contains(want, "<nil>") {
				t.Errorf("%q, want %q", got, want)
			}
		}
	})
}
