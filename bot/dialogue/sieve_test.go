package dialogue

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What an expression matches passes its sieve, whatever the expression.
func TestSieveHoldsNothingBack(t *testing.T) {
	t.Parallel()
	parts := []string{"abc", "b", "cab", " ", "bca?", `\w`, `\w*`, "a+", "(?:abc|bb)?", "(abc|)", "$", "^", `\b`, `\B`, ".", ".*", "[^a]", "[ab]", "[a-z]", `(?: \w+){0,2}`, "(?:ab){2}", "|",
		`(?:$|b)`, `\b(?:a|bc|c\w+)\b`, "é", "[é-ü]", "👍", "[👍👎]", `\p{L}`, "(?i)ab", "(?m)^", "\ufffd"}
	letters := []string{"abc", "a", "b", "c", "A", "é", "\n", " ", "👍", "\ufffd", "\xff", "\x80"}
	rapid.Check(t, func(rt *rapid.T) {
		exprs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 8).Draw(t, "parts"), "")
		}), 1, 70).Draw(rt, "exprs")
		s := newSieve(exprs)
		texts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 9).Draw(t, "letters"), "")
		}), 1, 8).Draw(rt, "texts")
		for i, expr := range exprs {
			re, err := regexp.Compile(expr)
			if err != nil {
				continue
			}
			for _, text := range texts {
				if s.sift(text)[i/64]&(1<<(i%64)) == 0 && re.MatchString(text) {
					rt.Fatalf("%s does not pass %q", text, expr)
				}
			}
		}
	})
}

// Most of what matches nothing is held back: this is all that a sieve is for.
func TestSieveHoldsBack(t *testing.T) {
	t.Parallel()
	passed, asked := 0, 0
	for _, text := range noisy {
		for _, m := range matchers {
			if text := fold(text); !m.MatchString(text) {
				asked++
				if mayMatch(m.at, text) {
					passed++
				}
			}
		}
	}
	if 10*passed > asked {
		t.Errorf("%d of %d pass in vain", passed, asked)
	}
}
