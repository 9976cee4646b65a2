package content

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf16"
)

// Limits of a text, in UTF-16 units, as networks count them.
const (
	MaxText   = 600 // an answer
	MaxPath   = 400 // a training path, see [Text.Limit]
	MaxCard   = 750 // a consent, which must show the whole of what is consented to
	MaxAction = 64  // bytes of a button's action: what Telegram carries back
	MaxLabel  = 40  // a label still readable on a small phone
)

// Text is one thing the bot can say, in one or more wordings.
//
// In a file, texts are sections. A line `-- nom --` opens one; lines that begin
// with @ say what it answers and where its facts come from; then comes the
// sentence; `-- ou --` begins another wording of the same text; a line
// `[Libellé -> action]` is a button, or a link when the action is an address.
// What a [Template] knows may stand anywhere in a wording. Lines before the first
// section and lines that begin with # are notes for editors.
type Text struct {
	Name    string
	Answers []string // intents
	// Limit is the longest a wording may be once filled in.
	Limit int
	// Choice marks a question that takes neither yes nor no: « oui » presses nothing.
	Choice bool
	// Sources are all the addresses given, in order; Provenance.Source is the first.
	Sources []string
	Provenance
	File string
	Line int

	wordings []wording
}

// wording is one way to say a text.
type wording struct {
	raw     string
	tmpl    *Template
	choices *Template // the lines of choices alone; nil: they vary in nothing, and are
	offered []Choice  // these
	end     byte      // the last of the sentence, '}' if that depends on the data
	fixed   *Said     // filled in already, when nothing in it varies
}

// Said is a wording filled in.
type Said struct {
	Text    string
	Choices []Choice
}

// Choice is a button or, when the action is an address, a link.
type Choice struct {
	Label  string
	Action string
}

// IsLink tells a link from a button.
func (c Choice) IsLink() bool { return strings.HasPrefix(c.Action, "https://") }

// Texts holds every text by name.
type Texts struct {
	byName map[string]*Text
	names  []string // in reading order
}

// ReadTexts reads the *.txt files of a folder, in order of name. The faults it
// returns are those of form; what needs the dialogue is checked there.
func ReadTexts(fsys fs.FS, dir string) (*Texts, Faults) {
	t := &Texts{byName: make(map[string]*Text)}
	files, err := fs.Glob(fsys, path.Join(dir, "*.txt"))
	if err != nil {
		return t, Faults{{File: dir, Problem: err.Error()}}
	}
	sort.Strings(files)
	var faults Faults
	for _, name := range files {
		f, err := fsys.Open(name)
		if err != nil {
			faults = append(faults, Fault{File: name, Problem: err.Error()})
			continue
		}
		b, err := io.ReadAll(f)
		err = errors.Join(err, f.Close())
		if err != nil {
			faults = append(faults, Fault{File: name, Problem: err.Error()})
			continue
		}
		faults = append(faults, t.read(name, string(b))...)
	}
	return t, faults
}

var (
	sectionLine = regexp.MustCompile(`^-- +(\S+) +--$`)
	textName    = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)
)

func (t *Texts) read(file, body string) (faults Faults) {
	body = strings.TrimPrefix(body, "\ufeff")
	body = strings.ReplaceAll(body, "\r\n", "\n")
	fault := func(line int, format string, args ...any) {
		faults = append(faults, Fault{File: file, Line: line, Problem: fmt.Sprintf(format, args...)})
	}
	var now *Text
	var wording []string
	line := 0
	closeWording := func() {
		if now == nil {
			return
		}
		if err := now.addWording(strings.Join(wording, "\n")); err != nil {
			fault(now.Line, "text %s: %v", now.Name, err)
		}
		wording = nil
	}
	for raw := range strings.SplitSeq(body, "\n") {
		line++
		l := strings.TrimRight(raw, " \t")
		if strings.HasPrefix(l, "#") {
			continue
		}
		if m := sectionLine.FindStringSubmatch(l); m != nil {
			closeWording()
			if m[1] == "ou" {
				if now == nil {
					fault(line, "« -- ou -- » before any text")
				}
				continue
			}
			now = &Text{Name: m[1], Limit: MaxText, File: file, Line: line}
			if !textName.MatchString(now.Name) {
				fault(line, "name %q: lower case letters, digits, _ and . only", now.Name)
			}
			if old, ok := t.byName[now.Name]; ok {
				fault(line, "text %s is already at %s:%d", now.Name, old.File, old.Line)
			} else {
				t.names = append(t.names, now.Name)
			}
			t.byName[now.Name] = now
			continue
		}
		if now == nil {
			continue
		}
		if strings.HasPrefix(l, "@") && len(wording) == 0 && len(now.wordings) == 0 {
			if err := now.header(l[1:]); err != nil {
				fault(line, "text %s: %v", now.Name, err)
			}
			continue
		}
		if strings.HasPrefix(l, "--") {
			fault(line, "neither a section « -- nom -- » nor a sentence: %q", l)
			continue
		}
		if l == "" && len(wording) == 0 {
			continue
		}
		wording = append(wording, l)
	}
	closeWording()
	return faults
}

func (x *Text) header(l string) error {
	key, value, _ := strings.Cut(l, " ")
	value = strings.TrimSpace(value)
	if value == "" && key != "choix" && key != "chemin" && key != "fiche" {
		return fmt.Errorf("@%s without a value", key)
	}
	switch key {
	case "answers":
		x.Answers = append(x.Answers, strings.Fields(value)...)
	case "source":
		x.Sources = append(x.Sources, value)
		x.Source = x.Sources[0]
	case "checked":
		x.Checked = value
	case "review":
		x.Review = value
	case "confidence":
		x.Confidence = Confidence(value)
	case "choix":
		x.Choice = true
	case "chemin":
		x.Limit = MaxPath
	case "fiche":
		x.Limit = MaxCard
	default:
		return fmt.Errorf("unknown header @%s (known: answers, source, checked, review, confidence, choix, chemin, fiche)", key)
	}
	return nil
}

func (x *Text) addWording(s string) error {
	s = strings.Trim(s, "\n")
	if s == "" {
		return errors.New("a wording without a sentence")
	}
	tmpl, err := ParseTemplate(x.Name, s)
	if err != nil {
		return err
	}
	w := wording{raw: s, tmpl: tmpl, choices: tmpl.lines("["), end: lastOf(s)}
	if !strings.Contains(s, "{{") {
		said := takeApart(s)
		w.fixed = &said
	}
	if lines, ok := w.choices.fixed(); ok {
		w.choices, w.offered = nil, readChoices(lines)
	}
	x.wordings = append(x.wordings, w)
	return nil
}

func (l *loader) texts(c *Content) {
	texts, faults := ReadTexts(l.fsys, "dialogue")
	c.Texts = texts
	l.faults = append(l.faults, faults...)
}

// Get finds a text.
func (t *Texts) Get(name string) (*Text, bool) {
	x, ok := t.byName[name]
	return x, ok
}

// Has tells whether there is a text of that name.
func (t *Texts) Has(name string) bool {
	_, ok := t.byName[name]
	return ok
}

// Names are those of all texts in the order of the files.
func (t *Texts) Names() []string { return slices.Clone(t.names) }

// Wordings is how many there are.
func (x *Text) Wordings() int { return len(x.wordings) }

// Raw is a wording before it is filled in, for checks.
func (x *Text) Raw(wording int) string { return x.wordings[wording].raw }

// Fill executes a wording with the given data. French typography is applied to
// the sentence, not to the labels of buttons, which people also type.
func (x *Text) Fill(wording int, data any) (Said, error) {
	if len(x.wordings) == 0 {
		return Said{}, fmt.Errorf("text %s has no sentence", x.Name)
	}
	w := x.wordings[wording%len(x.wordings)]
	if w.fixed != nil {
		return Said{Text: w.fixed.Text, Choices: slices.Clone(w.fixed.Choices)}, nil
	}
	filled, err := w.tmpl.Fill(data)
	if err != nil {
		return Said{}, err
	}
	return takeApart(filled), nil
}

// Choices fills in only the choices of a wording, which are not to be changed. The data is asked for where they vary.
func (x *Text) Choices(wording int, data func() any) ([]Choice, error) {
	if len(x.wordings) == 0 {
		return nil, fmt.Errorf("text %s has no sentence", x.Name)
	}
	w := &x.wordings[wording%len(x.wordings)]
	if w.choices == nil {
		return w.offered, nil
	}
	filled, err := w.choices.Fill(data())
	if err != nil {
		return nil, err
	}
	return readChoices(filled), nil
}

// readChoices finds the lines that are choices.
func readChoices(lines string) (choices []Choice) {
	for l := range strings.SplitSeq(lines, "\n") {
		if c, ok := readChoice(l); ok {
			choices = append(choices, c)
		}
	}
	return choices
}

// Asks tells whether a wording ends with a question and has choices. The data is asked for where that varies.
func (x *Text) Asks(wording int, data func() any) (bool, error) {
	if len(x.wordings) == 0 {
		return false, fmt.Errorf("text %s has no sentence", x.Name)
	}
	w := &x.wordings[wording%len(x.wordings)]
	switch {
	case w.choices == nil && len(w.offered) == 0, w.end != '?' && w.end != '}':
		return false, nil
	case w.end == '}':
		said, err := x.Fill(wording, data())
		return err == nil && len(said.Choices) > 0 && strings.HasSuffix(said.Text, "?"), err
	}
	choices, err := x.Choices(wording, data)
	return len(choices) > 0, err
}

// control is what makes a line depend on the data.
var control = regexp.MustCompile(`\{\{-? *(if|with|range|else|end)\b`)

// lastOf is the last character of a raw wording's sentence, '}' if that depends on the data.
func lastOf(raw string) byte {
	end := byte(0)
	for l := range strings.SplitSeq(raw, "\n") {
		if l = strings.TrimSpace(l); control.MatchString(l) {
			end = '}'
		} else if l != "" && l[0] != '[' {
			end = l[len(l)-1]
		}
	}
	return end
}

// takeApart finds the sentence and the choices of a filled in wording.
func takeApart(filled string) Said {
	var said Said
	var body []string
	for l := range strings.SplitSeq(filled, "\n") {
		l = strings.TrimRight(l, " ")
		if c, ok := readChoice(l); ok {
			said.Choices = append(said.Choices, c)
			continue
		}
		if l == "" && (len(body) == 0 || body[len(body)-1] == "") {
			continue
		}
		body = append(body, l)
	}
	said.Text = Typeset(strings.TrimSpace(strings.Join(body, "\n")))
	return said
}

// readChoice reads a line as a choice, if it is one: « [Libellé -> action] ».
func readChoice(line string) (Choice, bool) {
	line, ok := strings.CutPrefix(strings.TrimSpace(line), "[")
	if !ok {
		return Choice{}, false
	}
	line, ok = strings.CutSuffix(line, "]")
	if !ok {
		return Choice{}, false
	}
	label, action, ok := strings.Cut(line, " -> ")
	if !ok || label == "" || action == "" {
		return Choice{}, false
	}
	return Choice{Label: strings.TrimSpace(label), Action: strings.TrimSpace(action)}, true
}

// StaticChoices are the choices of a raw wording that do not vary.
func StaticChoices(raw string) []Choice {
	var out []Choice
	for l := range strings.SplitSeq(raw, "\n") {
		if c, ok := readChoice(l); ok && !strings.Contains(l, "{{") {
			out = append(out, c)
		}
	}
	return out
}

// Length is that of a string in UTF-16 units.
func Length(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r)) // what is no character counts as the one that stands for it
	}
	return n
}
