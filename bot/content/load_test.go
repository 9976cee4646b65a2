package content

import "testing"

func TestShippedContentLoads(t *testing.T) {
	c, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []struct {
		name     string
		got, min int
	}{
		{"jobs", len(c.Jobs), 32},
		{"schemes", len(c.Schemes), 32},
		{"partners", len(c.Partners), 23},
		{"trainings", len(c.Trainings), 230},
		{"places", len(c.Places), 34875},
		{"departements", len(c.Departements), 101},
		{"regions", len(c.Regions), 18},
	} {
		if table.got < table.min {
			t.Errorf("%d %s, want at least %d", table.got, table.name, table.min)
		}
	}
}
