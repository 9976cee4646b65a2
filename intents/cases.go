package intents

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Case is a labelled message.
type Case struct {
	Text     string         `json:"text"`
	Intent   string         `json:"intent"`
	Also     []string       `json:"also,omitempty"`
	Entities map[string]any `json:"entities,omitempty"`
	Style    string         `json:"style,omitempty"` // any label to tell figures apart by
	Author   string         `json:"author,omitempty"`
	Line     int            `json:"-"`
}

// ReadCases reads labelled messages, one a line: JSON objects, or the intent, a
// tab and the text. Empty lines are skipped.
func ReadCases(in io.Reader) ([]Case, error) {
	var cases []Case
	var texts []string
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		if line := strings.TrimPrefix(lines.Text(), "\ufeff"); strings.TrimSpace(line) != "" {
			cases, texts = append(cases, Case{Line: n}), append(texts, line)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read labelled messages: %w", err)
	}
	faults := make([]error, len(cases))
	spread(len(cases), func(i int) { faults[i] = cases[i].read(texts[i]) })
	for i, err := range faults {
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", cases[i].Line, err)
		}
	}
	return cases, nil
}

// read reads a line.
func (c *Case) read(line string) error {
	if line[0] != '{' {
		var ok bool
		if c.Intent, c.Text, ok = strings.Cut(line, "\t"); !ok {
			return errors.New("neither a JSON object nor intent, tab, text")
		}
		return nil
	}
	if plain := *c; plain.readPlain(line) {
		*c = plain
	} else if err := json.Unmarshal([]byte(line), c); err != nil {
		return err
	}
	if c.Intent == "" {
		return errors.New("no intent")
	}
	return nil
}

// readPlain reads an object of texts without escapes, with no entities, as nearly all of the shipped are: it takes a tenth
// of the time. It tells false of all others, and of what is none.
func (c *Case) readPlain(line string) bool {
	r := plainJSON{rest: line}
	if !utf8.ValidString(line) || !r.mark('{') {
		return false
	}
	for ok := true; ok; ok = r.mark(',') {
		name := r.text()
		if !r.mark(':') {
			return false
		}
		switch name {
		case "text":
			c.Text = r.text()
		case "intent":
			c.Intent = r.text()
		case "also":
			c.Also = r.texts()
		case "style":
			c.Style = r.text()
		case "author":
			c.Author = r.text()
		default:
			return false
		}
	}
	return r.mark('}') && strings.Trim(r.rest, " \t") == "" && !r.fault
}

// plainJSON is what is still to be read.
type plainJSON struct {
	rest  string
	fault bool // something else stood there
}

// mark takes a mark, if it comes next.
func (r *plainJSON) mark(c byte) bool {
	r.rest = strings.TrimLeft(r.rest, " \t")
	if r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

func (r *plainJSON) text() string {
	if !r.mark('"') {
		r.fault = true
		return ""
	}
	for i := range len(r.rest) {
		switch c := r.rest[i]; {
		case c == '"':
			text := r.rest[:i]
			r.rest = r.rest[i+1:]
			return text
		case c == '\\' || c < ' ':
			r.fault = true
			return ""
		}
	}
	r.fault = true
	return ""
}

func (r *plainJSON) texts() []string {
	if !r.mark('[') {
		r.fault = true
		return nil
	}
	list := make([]string, 0, 1)
	if r.mark(']') {
		return list
	}
	for ok := true; ok; ok = r.mark(',') {
		list = append(list, r.text())
	}
	r.fault = r.fault || !r.mark(']')
	return list
}
