package dialogue

import (
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNeeded(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string][]string{
		`\b(soud\w*|chaudron\w*)\b`:   {"soud", "chaudron"},
		`\b(chomage|chomeur)\b`:       {"chom"},
		`^(et |oui )*(le )?(2|deux)$`: nil,
		`\b(a|b)\b`:                   nil,
		`\w+ pas de diplome`:          {" pas de diplome"},
		`(en )?interim`:               {"interim"},
		`(?i)cdi`:                     nil,
		`cherche[rz]?`:                {"cherche"},
		`(vite)+ fait`:                {"vite"},
		`(x|){3}`:                     nil,
	} {
		if got := matching(expr).needs; !slices.Equal(got, want) {
			t.Errorf("%s needs %q, want %q", expr, got, want)
		}
	}
}

// With and without the look first: the same.
func TestMatchingMatches(t *testing.T) {
	t.Parallel()
	exprs := []*matcher{searches, asksFor, unsubscribes, agedLine, stopLine, yesLine, noLine, simpler, doubts, drives, ofAge}
	for _, h := range hints {
		exprs = append(exprs, h.words)
	}
	words := rapid.SliceOf(rapid.SampledFrom([]string{"je", "veux", "etre", "formation", "j", "ai", "le", "permis", "stop", "svp", "oui", "non", "52",
		"ans", "mon", "entreprise", "recrute", "trop", "vieux", "quel", "numero", "cherchez", "moi", "possible", "plus", "simple", "messages", "que",
		"j", "ecris", "qui", "m", "aider", "x"}))
	rapid.Check(t, func(rt *rapid.T) {
		line := ""
		for _, w := range words.Draw(rt, "words") {
			line += " " + w
		}
		line = fold(line)
		for _, m := range exprs {
			plain := regexp.MustCompile(m.String())
			if got, want := m.MatchString(line), plain.MatchString(line); got != want {
				rt.Fatalf("%s on %q: %v", m, line, got)
			}
			if !slices.Equal(m.FindStringSubmatch(line), plain.FindStringSubmatch(line)) {
				rt.Fatalf("%s on %q: other parts", m, line)
			}
		}
	})
}
