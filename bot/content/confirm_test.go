package content

import "testing"

func TestQuestionIsALine(t *testing.T) {
	t.Parallel()
	for want, q := range map[string]Question{
		"contacts.csv:32: greta: site: https://example.org (no source, comes up in 12)":          {"contacts.csv", 32, "greta", "site: https://example.org", NoSource, "greta", 12},
		"schemes.csv:3: aif: AIF: what it pays (partly read, ask france_travail, comes up in 4)": {"schemes.csv", 3, "aif", "AIF: what it pays", PartlyRead, "france_travail", 4},
	} {
		if got := q.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
