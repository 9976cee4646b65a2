package content

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var november = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Today, for a row read again this morning is not from the future.
func TestShippedContentPasses(t *testing.T) {
	for _, f := range shipped(t).Check(time.Now()).Refused() {
		t.Error(f)
	}
}

func TestEveryFactHasItsSource(t *testing.T) {
	c := shipped(t)
	var all []Provenance
	for _, x := range c.Jobs {
		all = append(all, x.Provenance)
	}
	for _, x := range c.Schemes {
		all = append(all, x.Provenance)
	}
	for _, x := range c.Partners {
		all = append(all, x.Provenance)
	}
	for _, x := range c.Contacts {
		all = append(all, x.Provenance)
	}
	for _, x := range c.Trainings {
		all = append(all, x.Provenance)
	}
	for _, p := range all {
		if p.Source == "" || p.Checked == "" || p.Review == "" || p.Confidence == "" {
			t.Errorf("line %d: %+v", p.row, p)
		}
	}
}

// sound is content as small as it gets without a fault.
func sound() *Content {
	p := Provenance{Source: "https://exemple.fr", Checked: "2026-11-01", Review: "2027-11-01", Confidence: Verified, row: 2}
	c := &Content{
		Jobs: []Job{{ID: "soudeur", Name: "Soudeur / Soudeuse", Family: "soudage", Names: []string{"soudeur"}, ROME: "H2913",
			Tasks: "Assembler.", Qualities: "Précis.", Conditions: "Chaleur.", Day: true, Physical: 2, Interests: []string{"manuel"}, Provenance: p}},
		Schemes: []Scheme{{ID: "poei", Name: "POEI", ForWhom: "Tous.", Contact: "France Travail.", Explain: "Avant l'embauche.", Never: "Une garantie.", Provenance: p}},
		Partners: []Partner{{ID: "afpa", Name: "Afpa", Short: "Afpa", Names: []string{"afpa"}, Role: "Forme.",
			Competences: []string{"formation"}, Provenance: p}},
		Contacts: []ContactPoint{{Partner: "afpa", Kind: Site, Value: "https://www.afpa.fr", Provenance: p}},
		Trainings: []Training{{ID: "a", Jobs: []string{"soudeur"}, Name: "Formation", Kind: "poei", NextStep: "Demandez.",
			Unknown: "Le lieu.", Contact: "afpa", Provenance: p}},
		Places: []Place{{Code: "54395", Name: "Nancy", postcodes: "54000", Departement: "54", Lat: 48.69, Lon: 6.18, row: 2}},
		Canned: []Canned{{Title: "Rendez-vous", Text: "Je vous propose le " + Blank + ".", row: 2}},
	}
	c.index = newIndex(c)
	return c
}

func TestSoundContentHasNoFault(t *testing.T) {
	if faults := sound().Check(november); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestCheckRefuses(t *testing.T) {
	for _, c := range []struct {
		spoil func(*Content)
		fault string
	}{
		{func(c *Content) { c.Jobs[0].Source = "" }, "jobs.csv:2: source: a fact needs"},
		{func(c *Content) { c.Jobs[0].Checked = "" }, `jobs.csv:2: checked: "" is not a date`},
		{func(c *Content) { c.Jobs[0].Checked = "2026-02-30" }, `checked: "2026-02-30" is not a date`},
		{func(c *Content) { c.Jobs[0].Checked = "2026-11-24" }, "checked: 2026-11-24 is in the future"},
		{func(c *Content) { c.Jobs[0].Review = "23/11/2027" }, `review: "23/11/2027" is not a date`},
		{func(c *Content) { c.Jobs[0].Review = "2026-10-01" }, "review: 2026-10-01 is not after checked"},
		{func(c *Content) { c.Jobs[0].Confidence = "sûr" }, `confidence: "sûr" is none of`},
		{func(c *Content) { c.Jobs[0].ID = "Soudeur TIG" }, `id: "Soudeur TIG" is not of small letters`},
		{func(c *Content) { c.Jobs[0].ROME = "H29" }, "rome:"},
		{func(c *Content) { c.Jobs[0].Physical = 4 }, "physical: 4"},
		{func(c *Content) { c.Jobs[0].Day = false }, "night, day:"},
		{func(c *Content) { c.Jobs[0].Interests = []string{"bricolage"} }, `interests: "bricolage" is none of`},
		{func(c *Content) { c.Jobs[0].Names = nil }, "names: nobody can name"},
		{func(c *Content) { c.Jobs[0].Names = []string{"s"} }, `names: "s" is too short`},
		{func(c *Content) { c.Jobs[0].Names = []string{"régler (les / des machines"} }, "the brackets of"},
		{func(c *Content) { c.Jobs[0].Related = []string{"soudeur"} }, "related: a job is not its own"},
		{func(c *Content) { c.Jobs[0].Tasks = strings.Repeat("é", 161) }, "tasks: 161 characters, at most 160"},
		{func(c *Content) { c.Jobs[0].Tasks = "Deux  espaces." }, "tasks: two spaces"},
		{func(c *Content) {
			twin := c.Jobs[0]
			twin.ID, twin.row = "soudeuse", 3
			c.Jobs = append(c.Jobs, twin)
		}, `jobs.csv:3: names: "soudeur" is also that of soudeur`},
		{func(c *Content) { c.Schemes[0].Contact = "Appelez le 03 83 98 92 00." }, `contact: holds a phone number ("03 83 98 92 00")`},
		{func(c *Content) { c.Schemes[0].Contact = "Appelez le 3949." }, "contact: holds a phone number"},
		{func(c *Content) { c.Schemes[0].Contact = "Au +33 3 83 98 92 00." }, "contact: holds a phone number"},
		{func(c *Content) { c.Schemes[0].Contact = "info@exemple.fr" }, "contact: holds an e-mail address"},
		{func(c *Content) { c.Schemes[0].Contact = "12 rue des Ponts" }, "contact: holds a postal address"},
		{func(c *Content) { c.Schemes[0].Contact = "54000 Nancy" }, "contact: holds a postal address"},
		{func(c *Content) { c.Schemes[0].Confidence = Dated; c.Schemes[0].Income = "500 € par mois" }, "income: holds an amount"},
		{func(c *Content) { c.Schemes[0].Confidence = Mixed; c.Schemes[0].Length = "dès le 3 mars" }, "length: holds a date"},
		{func(c *Content) { c.Schemes[0].Confidence = Unchecked; c.Schemes[0].Explain = "Il reste 12 places." }, "explain: holds a number of places"},
		{func(c *Content) { c.Schemes[0].Never = "" }, "never:"},
		{func(c *Content) { c.Schemes[0].URL = "www.afpa.fr" }, `url: "www.afpa.fr" is not an address`},
		{func(c *Content) { c.Schemes[0].URL = "http://www.afpa.fr" }, "url:"},
		{func(c *Content) { c.Partners[0].Competences = []string{"tout"} }, `competences: "tout" is none of`},
		{func(c *Content) { c.Partners[0].Competences = nil }, "competences: nobody"},
		{func(c *Content) { c.Contacts[0].Kind = "fax" }, `kind: "fax" is none of`},
		{func(c *Content) { c.Contacts[0].Value = "afpa.fr" }, "value:"},
		{func(c *Content) { c.Contacts[0].Kind, c.Contacts[0].Value = Phone, "0383989200" }, "is not a French phone number"},
		{func(c *Content) { c.Contacts[0].Kind, c.Contacts[0].Value = Email, "afpa" }, "is not an e-mail address"},
		{func(c *Content) { c.Contacts[0].Dated = "mars 2026" }, `dated: "mars 2026" is not a date`},
		{func(c *Content) { c.Contacts[0].Dated = "2027-01" }, "dated: 2027-01 is in the future"},
		{func(c *Content) { c.Contacts = append(c.Contacts, c.Contacts[0]) }, "value: the same as line 2"},
		{func(c *Content) { c.Trainings[0].AgeMin, c.Trainings[0].AgeMax = 29, 16 }, "age: 29 to 16 is upside down"},
		{func(c *Content) { c.Trainings[0].AgeMax = 129 }, "age: 129 is not within"},
		{func(c *Content) { c.Trainings[0].WeeksMax = 700 }, "weeks: 700 is not within"},
		{func(c *Content) { c.Trainings[0].EntryLevel = "bac+2" }, `entry_level: "bac+2" is none of`},
		{func(c *Content) { c.Trainings[0].EntryLevel, c.Trainings[0].ExitLevel = "bac2", "cap" }, "exit_level: cap is below"},
		{func(c *Content) { c.Trainings[0].Situations = []string{"retraite"} }, `situations: "retraite" is none of`},
		{func(c *Content) { c.Trainings[0].Situations = []string{"jeune"} }, "jobs.csv:2: no training leads to soudeur for situation salarie"},
		{func(c *Content) { c.Trainings[0].Unknown = "" }, "unknown: say what is not confirmed"},
		{func(c *Content) { c.Trainings = append(c.Trainings, c.Trainings[0]) }, "name: the same training as line 2"},
		{func(c *Content) {
			c.Trainings[0].Name, c.Trainings[0].LeadsTo = strings.Repeat("a", 110), strings.Repeat("b", 110)
			c.Trainings[0].NextStep = strings.Repeat("c", 110)
		}, "characters together, at most 320"},
		{func(c *Content) { c.Places[0].Code = "5439" }, `code: "5439" is not an INSEE code`},
		{func(c *Content) { c.Places[0].postcodes = "5400" }, "postcodes:"},
		{func(c *Content) { c.Places[0].Lat, c.Places[0].Lon = 6.18, 48.69 }, "lat, lon: 6.18, 48.69 is not in France"},
		{func(c *Content) {
			c.Abroad = []Abroad{{Name: "Perl", row: 2}}
			c.Areas = []Area{{Name: "perl", row: 3}}
		}, `names: "Perl" is also that of perl`},
		{func(c *Content) { c.Canned[0].Text = "Appelez le 03 83 98 92 00." }, "canned.csv:2: text: holds a phone number"},
		{func(c *Content) { c.Canned[0].Text = "Rendez-vous le [date]." }, "text: what is to be filled in is written […]"},
		{func(c *Content) { c.Canned[0].Text = "À mardi 3 mars." }, "text: holds a date"},
		{func(c *Content) { c.Canned[0].Title = strings.Repeat("é", 41) }, "title: 41 characters"},
		{func(c *Content) { c.Canned = append(c.Canned, c.Canned[0]) }, "title: the same as line 2"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			bad := sound()
			c.spoil(bad)
			bad.index = newIndex(bad)
			faults := bad.Check(november).Refused()
			if !slices.ContainsFunc(faults, func(f Fault) bool { return strings.Contains(f.String(), c.fault) }) {
				t.Errorf("got %v", faults)
			}
		})
	}
}

func TestFactsPastTheirReviewAreWarnings(t *testing.T) {
	c := sound()
	faults := c.Check(november.AddDate(1, 0, 0))
	if len(faults) != 5 || len(faults.Refused()) != 0 {
		t.Errorf("want the five facts as warnings: %v", faults)
	}
	if s := faults[0].String(); s != "contacts.csv:2: warning: review: the fact was to be looked at again by 2027-11-01" {
		t.Error(s)
	}
}

func TestToConfirm(t *testing.T) {
	c := sound()
	if q := c.ToConfirm(november, nil); len(q) != 0 {
		t.Errorf("all is verified: %v", q)
	}
	c.Jobs[0].Confidence = Mixed
	c.Trainings[0].Confidence = Unchecked
	c.Contacts[0].Kind, c.Contacts[0].Value, c.Contacts[0].Dated = Phone, "03 83 98 92 00", "2019"
	c.Schemes[0].Review = "2026-11-22"
	got := c.ToConfirm(november, func(file, id string) int {
		return map[string]int{jobsFile: 1, schemesFile: 9, contactsFile: 5, trainingsFile: 3}[file]
	})
	var order []string
	for _, q := range got {
		order = append(order, q.File+" "+q.ID+" "+string(q.Why)+" "+q.Ask)
	}
	want := []string{
		"schemes.csv poei overdue ",
		"contacts.csv afpa old_source afpa",
		"trainings.csv a no_source afpa",
		"jobs.csv soudeur partly_read ",
	}
	if !slices.Equal(order, want) {
		t.Errorf("got %q, want %q", order, want)
	}
	// Before anything was told, what reaches most people comes first.
	c = shipped(t)
	questions := c.ToConfirm(november, nil)
	if len(questions) == 0 || !slices.IsSortedFunc(questions, func(a, b Question) int { return b.Told - a.Told }) {
		t.Error("questions are not in falling order of reach")
	}
}

// What a path says of itself fits a message of 400 with room for the reasons.
func TestPathsAreShort(t *testing.T) {
	c := shipped(t)
	for _, x := range c.Trainings {
		n := 0
		for _, s := range []string{x.Name, c.ProviderName(x), x.LeadsTo, x.Unknown, x.NextStep} {
			n += utf8.RuneCountInString(s)
		}
		if n > 320 {
			t.Errorf("%s: %d characters", x.ID, n)
		}
	}
}
