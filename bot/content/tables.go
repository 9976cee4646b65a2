package content

import (
	"io/fs"
	"slices"
	"strings"
)

// Load reads the tables of a file system with the layout of this package. It
// gathers every fault of form before it returns them as [Faults]; what the
// tables mean, and whether it may be told, is for [Content.Check].
func Load(fsys fs.FS) (*Content, error) {
	c := &Content{}
	l, places := loader{fsys: fsys}, loader{fsys: fsys}
	l.geography(c)
	read := make(chan struct{})
	go func() { // most of the work
		defer close(read)
		places.places(c)
	}()
	l.jobs(c)
	l.schemes(c)
	l.partners(c)
	l.contacts(c)
	l.trainings(c)
	l.canned(c)
	l.texts(c)
	<-read
	l.faults = append(l.faults, places.faults...)
	c.index = newIndex(c)
	l.faults = append(l.faults, c.deadReferences(l.faults)...)
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	c.tellContacts()
	return c, nil
}

// Names of the tables.
const (
	jobsFile         = "jobs.csv"
	schemesFile      = "schemes.csv"
	partnersFile     = "partners.csv"
	contactsFile     = "contacts.csv"
	trainingsFile    = "trainings.csv"
	placesFile       = "places.csv"
	nicknamesFile    = "nicknames.csv"
	departementsFile = "departements.csv"
	regionsFile      = "regions.csv"
	areasFile        = "areas.csv"
	abroadFile       = "abroad.csv"
	cannedFile       = "canned.csv"
)

var (
	tables = []string{jobsFile, schemesFile, partnersFile, contactsFile, trainingsFile, placesFile,
		nicknamesFile, departementsFile, regionsFile, areasFile, abroadFile, cannedFile}
	// folders lie beside the tables: the sentences, and the examples of what people write.
	folders = []string{"dialogue", "examples"}
)

type loader struct {
	fsys   fs.FS
	faults Faults
}

func (l *loader) table(file string, columns []string, each func(row)) {
	b, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		l.faults = append(l.faults, Fault{File: file, Problem: err.Error()})
		return
	}
	readTable(file, b, columns, &l.faults, each)
}

// facts is a table whose rows carry an id of their own and their provenance.
func (l *loader) facts(file string, columns []string, each func(r row, id string)) {
	lines := make(map[string]int)
	l.table(file, slices.Concat([]string{"id"}, columns, provenanceColumns), func(r row) {
		id := r.needed("id")
		if first, twice := lines[id]; twice {
			r.fault("id: %q is already at line %d", id, first)
			return
		}
		lines[id] = r.line
		each(r, id)
	})
}

func (l *loader) jobs(c *Content) {
	columns := []string{"name", "family", "names", "rome", "tasks", "qualities", "conditions",
		"night", "day", "physical", "interests", "related"}
	l.facts(jobsFile, columns, func(r row, id string) {
		c.Jobs = append(c.Jobs, Job{
			ID:         id,
			Name:       r.needed("name"),
			Family:     r.needed("family"),
			Names:      r.list("names"),
			ROME:       r.text("rome"),
			Tasks:      r.needed("tasks"),
			Qualities:  r.needed("qualities"),
			Conditions: r.needed("conditions"),
			Night:      r.flag("night"),
			Day:        r.flag("day"),
			Physical:   r.number("physical"),
			Interests:  r.list("interests"),
			Related:    r.list("related"),
			Provenance: r.provenance(),
		})
	})
}

func (l *loader) schemes(c *Content) {
	columns := []string{"name", "names", "for_whom", "decides", "contact", "explain",
		"cost", "income", "length", "never", "url"}
	l.facts(schemesFile, columns, func(r row, id string) {
		c.Schemes = append(c.Schemes, Scheme{
			ID:         id,
			Name:       r.needed("name"),
			Names:      r.list("names"),
			ForWhom:    r.needed("for_whom"),
			Decides:    r.text("decides"),
			Contact:    r.needed("contact"),
			Explain:    r.needed("explain"),
			Cost:       r.text("cost"),
			Income:     r.text("income"),
			Length:     r.text("length"),
			Never:      r.text("never"),
			URL:        r.text("url"),
			Provenance: r.provenance(),
		})
	})
}

func (l *loader) partners(c *Content) {
	columns := []string{"name", "short", "article", "names", "signatory", "role", "departements", "competences",
		"receives", "channel", "cap", "pause", "patience", "hours", "closed"}
	l.facts(partnersFile, columns, func(r row, id string) {
		c.Partners = append(c.Partners, Partner{
			ID:           id,
			Name:         r.needed("name"),
			Short:        r.needed("short"),
			Named:        articled(r.text("article"), r.text("short")),
			Names:        r.list("names"),
			Signatory:    r.flag("signatory"),
			Role:         r.needed("role"),
			Departements: r.list("departements"),
			Competences:  r.list("competences"),
			Provenance:   r.provenance(),
			Desk: Desk{
				Channel:  r.text("channel"),
				Receives: r.weights("receives"),
				Cap:      r.number("cap"),
				Pause:    r.number("pause"),
				Patience: r.number("patience"),
				Open:     r.list("hours"),
				Closed:   r.list("closed"),
			},
		})
	})
}

// articled puts an article before a name: « la Mission locale », « l'Afpa », « France Travail ».
func articled(article, name string) string {
	if article == "" || strings.HasSuffix(article, "'") {
		return article + name
	}
	return article + " " + name
}

func (l *loader) contacts(c *Content) {
	columns := slices.Concat([]string{"partner", "kind", "value", "label", "dated"}, provenanceColumns)
	l.table(contactsFile, columns, func(r row) {
		c.Contacts = append(c.Contacts, ContactPoint{
			Partner:    r.needed("partner"),
			Kind:       r.needed("kind"),
			Value:      r.needed("value"),
			Label:      r.text("label"),
			Dated:      r.day("dated"),
			Provenance: r.provenance(),
		})
	})
}

func (l *loader) trainings(c *Content) {
	columns := []string{"jobs", "name", "kind", "provider", "commune", "departements",
		"entry_level", "exit_level", "situations", "age_min", "age_max", "weeks_min", "weeks_max",
		"leads_to", "unknown", "next_step", "contact", "url"}
	l.facts(trainingsFile, columns, func(r row, id string) {
		c.Trainings = append(c.Trainings, Training{
			ID:           id,
			Jobs:         r.list("jobs"),
			Name:         r.needed("name"),
			Kind:         r.needed("kind"),
			Provider:     r.text("provider"),
			Commune:      r.insee("commune"),
			Departements: r.list("departements"),
			EntryLevel:   r.text("entry_level"),
			ExitLevel:    r.text("exit_level"),
			Situations:   r.list("situations"),
			AgeMin:       r.number("age_min"),
			AgeMax:       r.number("age_max"),
			WeeksMin:     r.number("weeks_min"),
			WeeksMax:     r.number("weeks_max"),
			LeadsTo:      r.text("leads_to"),
			Unknown:      r.text("unknown"),
			NextStep:     r.needed("next_step"),
			Contact:      r.needed("contact"),
			URL:          r.text("url"),
			Provenance:   r.provenance(),
		})
	})
}

func (l *loader) geography(c *Content) {
	l.table(regionsFile, []string{"code", "name", "names"}, func(r row) {
		c.Regions = append(c.Regions, Region{Code: r.needed("code"), Name: r.needed("name"), Names: r.list("names"), row: r.line})
	})
	l.table(departementsFile, []string{"code", "name", "region", "names"}, func(r row) {
		c.Departements = append(c.Departements, Departement{
			Code: r.needed("code"), Name: r.needed("name"), Region: r.needed("region"), Names: r.list("names"), row: r.line})
	})
	l.table(areasFile, []string{"name", "names", "commune"}, func(r row) {
		c.Areas = append(c.Areas, Area{Name: r.needed("name"), Names: r.list("names"), Commune: r.insee("commune"), row: r.line})
	})
	l.table(abroadFile, []string{"name", "country", "names"}, func(r row) {
		c.Abroad = append(c.Abroad, Abroad{Name: r.needed("name"), Country: r.needed("country"), Names: r.list("names"), row: r.line})
	})
}

func (l *loader) canned(c *Content) {
	l.table(cannedFile, []string{"title", "text"}, func(r row) {
		c.Canned = append(c.Canned, Canned{Title: r.needed("title"), Text: r.needed("text"), row: r.line})
	})
}
