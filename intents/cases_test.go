package intents

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPlainCases compares what is read quickly of a line with what the library reads.
func TestPlainCases(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		`{"text": "c'est payé ?", "intent": "duree", "also": ["salaire", "danger"], "style": "casual", "author": "a"}`,
		`{"text":"","intent":"x","also":[]}`,
		` {"intent" : "x" , "text" : "é" }  `,
		`{"text":"a","text":"b","intent":"x"}`,
		`{"text":"a\"b","intent":"x"}`,
		`{"text":"a","intent":"x","entities":{"age":"19"}}`,
		`{"text":"a","intent":"x","Style":"casual"}`,
		`{"text":"a","intent":"x","also":null}`,
		"{\"text\":\"a\xff\",\"intent\":\"x\"}",
		"{\"text\":\"a\tb\",\"intent\":\"x\"}",
		"{\"text\":\"a\"\u00a0,\"intent\":\"x\"}",
		"{\"text\":\"a\",\"intent\":\"x\"}\u00a0",
		`{"text":"a","intent":"x",}`, `{"text":"a" "intent":"x"}`, `{"text":"a","intent":"x"} {}`, `{"text":"a","intent":3}`,
		`{"text":"a","intent":"x"`, `{"text":"a","intent":"x`, `{"also":["a" "b"]}`, `{"also":["a",]}`, `{}`, `{`, ``,
	} {
		var plain, want Case
		if plain.readPlain(line) {
			if err := json.Unmarshal([]byte(line), &want); err != nil {
				t.Errorf("%s: read, but %v", line, err)
			} else if diff := cmp.Diff(want, plain); diff != "" {
				t.Errorf("%s:\n%s", line, diff)
			}
		} else if strings.HasPrefix(line, `{"text": "c'est`) {
			t.Errorf("%s: not read", line)
		}
	}
}
