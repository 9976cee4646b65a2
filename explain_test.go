//go:build !race

package main

import (
	"strings"
	"testing"
)

// What staff are told of how a sentence was read is in French, and names what was found.
func TestShippedExplain(t *testing.T) {
	t.Parallel()
	k := shippedKnowledge()
	got := explain(k.recogniser, "jveu etre soudeur a nanci")
	for _, want := range []string{"« jveu etre soudeur a nanci »", "chercher_formation", "metier = soudeur", "commune = 54395", "A pesé pour", "examples/"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, english := range []string{"letters of", "stem ", " before "} {
		if strings.Contains(got, english) {
			t.Errorf("%q in\n%s", english, got)
		}
	}
	if got := explain(k.recogniser, "le prix du poisson rouge à Lima"); !strings.Contains(got, "hors sujet") {
		t.Errorf("of something else:\n%s", got)
	}
}
