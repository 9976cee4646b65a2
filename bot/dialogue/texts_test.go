package dialogue

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"potentiels/bot/content"
	"potentiels/intents"
)

// shipped is the dialogue as it ships: its content, and a reader trained on its examples.
var shipped = sync.OnceValues(func() (*Dialogue, error) {
	c, err := content.Load(content.Embedded())
	if err != nil {
		return nil, err
	}
	r, err := intents.Load(os.DirFS("../../intents"), c.Lexicon())
	if err != nil {
		return nil, err
	}
	return New(c, r)
})

func load(t testing.TB) *Dialogue {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTextsShipped(t *testing.T) {
	t.Parallel()
	c, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range CheckTexts(c) {
		t.Error(f)
	}
}

// What the code says by name is what is checked to be there.
func TestSpokenIsWhatIsSaid(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`\.(?:say|leadWith)\("([a-z_.0-9]+)"`)
	for _, f := range files {
		if !regexp.MustCompile(`^[a-z]+\.go$`).MatchString(f.Name()) {
			continue
		}
		b, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllSubmatch(b, -1) {
			name := string(m[1])
			if name == "q." || name == "langue." {
				continue
			}
			if !slices.Contains(spoken, name) && !slices.Contains(plainIntents, name) {
				t.Errorf("%s says %q, which is not checked to be there", f.Name(), name)
			}
		}
	}
}

// What is found of a text without filling in all of it is what filling it in gives.
func TestChoicesAlone(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, name := range d.texts.Names() {
		x, _ := d.texts.Get(name)
		for _, v := range d.samples(name) {
			for w := range x.Wordings() {
				whole, again, short := *v, *v, *v
				said, err := x.Fill(w, &whole)
				if err != nil {
					continue // of data that this text is never given
				}
				choices, err := x.Choices(w, func() any { return &short })
				if err != nil || !slices.Equal(choices, said.Choices) {
					t.Errorf("%s: choices %v, %v, want %v", name, choices, err, said.Choices)
				}
				want := len(said.Choices) > 0 && strings.HasSuffix(said.Text, "?")
				if asks, err := x.Asks(w, func() any { return &again }); err != nil || asks != want {
					t.Errorf("%s: asks %v, %v, want %v", name, asks, err, want)
				}
			}
		}
	}
}
