package dialogue

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// Compiled when they are asked, faulty expressions would be found by a candidate.
func TestMatchersCompile(t *testing.T) {
	t.Parallel()
	if len(matchers) < 200 {
		t.Fatalf("only %d matchers are known", len(matchers))
	}
	slow := 0
	for _, m := range matchers {
		if _, err := regexp.Compile(m.expr); err != nil {
			t.Error(err)
		}
		if m.quick() == nil {
			slow++
		}
	}
	if slow > 1 {
		t.Errorf("%d expressions have no automaton", slow)
	}
}

// An automaton finds what regexp finds: in sentences of people, and in words of the expressions themselves.
func TestAutomataMatch(t *testing.T) {
	t.Parallel()
	plain := make([]*regexp.Regexp, len(matchers))
	words := strings.Fields("je veux etre j ai le la pas plus de mon qui m ? x 52 2x8 é 日本 \n stop oui non" + " ")
	word := regexp.MustCompile(`[a-z0-9]{2,}`)
	for i, m := range matchers {
		plain[i] = regexp.MustCompile(m.expr)
		words = append(words, word.FindAllString(m.expr, -1)...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	line := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(line, rapid.SampledFrom(noisy), rapid.String()).Draw(rt, "text")
		if rapid.Bool().Draw(rt, "folded") {
			text = fold(text)
		}
		const share = 12 // of all of them each time: regexp takes its time
		for i := rapid.IntRange(0, share-1).Draw(rt, "first"); i < len(matchers); i += share {
			m := matchers[i]
			if got, want := m.MatchString(text), plain[i].MatchString(text); got != want {
				rt.Fatalf("%s on %q: %v", m, text, got)
			}
			if !slices.Equal(m.FindStringSubmatch(text), plain[i].FindStringSubmatch(text)) {
				rt.Fatalf("%s on %q: other parts", m, text)
			}
			if got, want := m.ReplaceAllString(text, "_"), plain[i].ReplaceAllString(text, "_"); got != want {
				rt.Fatalf("%s on %q: replaced to %q", m, text, got)
			}
		}
	})
}

// Generated expressions, over letters few enough to match often.
func TestAutomatonMatchesAny(t *testing.T) {
	t.Parallel()
	parts := []string{"a", "b", "ab", " ", `\w`, `\w*`, "a+", "(?:ab|b)?", "(a|)", "$", "^", `\b`, `\B`, ".", ".*", "[^a]", `(?: \w+){0,2}`, "|", "[0-9]", `(?:$|b)`, "é", "[é-ü]", "👍?", `\p{L}`}
	rapid.Check(t, func(rt *rapid.T) {
		expr := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 8).Draw(rt, "expr"), "")
		want, err := regexp.Compile(expr)
		if err != nil {
			rt.Skip("no expression")
		}
		a := newAutomaton(expr)
		if a == nil {
			rt.Fatalf("%s has no automaton", expr)
		}
		for _, text := range rapid.SliceOfN(rapid.StringMatching(`[ab \néàü0👍日]{0,9}`), 1, 8).Draw(rt, "texts") {
			if got := a.holds(text); got != want.MatchString(text) {
				rt.Fatalf("%s on %q: %v", expr, text, got)
			}
		}
	})
}

// What has no end of states is forgotten in between, under the eyes of others.
func TestAutomatonForgets(t *testing.T) {
	t.Parallel()
	const expr = `(?:^|[ab])a[ab]{12}$`
	a, want := newAutomaton(expr), regexp.MustCompile(expr)
	var wait sync.WaitGroup
	for n := range 4 {
		wait.Go(func() {
			for k := n; k < 4096; k += 3 {
				var text strings.Builder
				for i := range 24 {
					text.WriteByte('a' + byte((k*2654435761>>i)&1))
				}
				if got := a.holds(text.String()); got != want.MatchString(text.String()) {
					t.Errorf("%s: %v", text.String(), got)
					return
				}
			}
		})
	}
	wait.Wait()
	if len(a.states) > mostStates {
		t.Errorf("%d states are kept", len(a.states))
	}
}
