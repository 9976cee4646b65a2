package intents

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFacts reads testdata/facts.txt: a message, then the entities wanted from
// it, one a line, indented; marks after the value say what is special about it.
func TestFacts(t *testing.T) {
	lang := readLanguage()
	f := newFactReader(smallLexicon(), lang.everyday)
	f.known = func(string) int { return 0 }
	file, err := os.Open("testdata/facts.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var text, expects string
	var want []string
	line, at := 0, 0
	check := func() {
		if text == "" {
			return
		}
		var expected Expected
		if expects != "" {
			expected.Entities = strings.Fields(expects)
		}
		got, correction := f.read(text, tokens(text), expected)
		var lines []string
		for _, e := range got {
			lines = append(lines, describe(e))
			if e.Start < 0 || e.End > len(text) || e.Start >= e.End {
				t.Errorf("testdata/facts.txt:%d: %s spans %d to %d", at, e.Name, e.Start, e.End)
			}
		}
		if correction {
			lines = append(lines, "correction")
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("testdata/facts.txt:%d: %s (-want +got)\n%s", at, text, diff)
		}
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line++
		s := lines.Text()
		switch {
		case s == "" || s[0] == '#':
		case s[0] == '\t':
			want = append(want, strings.TrimSpace(s))
		default:
			check()
			text, want, at, expects = s, nil, line, ""
			if head, rest, ok := strings.Cut(s, "| "); ok {
				expects, text = head, rest
			}
		}
	}
	check()
}

func describe(e Entity) string {
	s := e.Name + " " + e.Value
	if e.Negated {
		s += " negated"
	}
	if e.Past {
		s += " past"
	}
	if e.Bearer != Self {
		s += [...]string{"", " ward", " nobody"}[e.Bearer]
	}
	if len(e.Others) > 0 {
		s += fmt.Sprintf(" or %s", strings.Join(e.Others, " "))
	}
	return s
}
