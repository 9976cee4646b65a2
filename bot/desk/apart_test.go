package desk

import (
	"slices"
	"testing"
)

func TestApart(t *testing.T) {
	for _, c := range []struct {
		text, rest string
		contacts   []string
	}{
		{"un conseiller, le matin", "un conseiller, le matin", nil},
		{"au 06 00 00 00 12, le matin", "au …, le matin", []string{"06 00 00 00 12"}},
		{"jeanne@exemple.fr. Merci, ou +33 6 00 00 00 12", "… Merci, ou …", []string{"jeanne@exemple.fr", "+33 6 00 00 00 12"}},
	} {
		rest, contacts := Apart(c.text)
		if rest != c.rest || !slices.Equal(contacts, c.contacts) {
			t.Errorf("%q: %q, %q", c.text, rest, contacts)
		}
	}
}
