package content

// deadReferences are ids that lead nowhere. Those that would lead into a table
// with faults of its own are left out: its rows may be there and unreadable.
func (c *Content) deadReferences(found Faults) (faults Faults) {
	targets := map[string]string{
		"job": jobsFile, "partner": partnersFile, "scheme": schemesFile, "commune": placesFile,
		"département": departementsFile, "region": regionsFile,
	}
	unreadable := make(map[string]bool)
	for _, f := range found {
		unreadable[f.File] = true
	}
	need := func(ok bool, file string, line int, column, id, what string) {
		if !ok && !unreadable[targets[what]] {
			faults = append(faults, Fault{File: file, Line: line, Problem: column + ": no " + what + " " + quote(id)})
		}
	}
	job := func(file string, line int, column, id string) {
		_, ok := c.index.jobs[id]
		need(ok, file, line, column, id, "job")
	}
	partner := func(file string, line int, column, id string) {
		_, ok := c.index.partners[id]
		need(ok, file, line, column, id, "partner")
	}
	commune := func(file string, line int, column, code string) {
		need(c.index.places.find(code) != nil, file, line, column, code, "commune")
	}
	departements := func(file string, line int, codes []string) {
		for _, code := range codes {
			_, ok := c.index.departements[code]
			need(ok, file, line, "departements", code, "département")
		}
	}
	for _, j := range c.Jobs {
		for _, id := range j.Related {
			job(jobsFile, j.row, "related", id)
		}
	}
	for _, p := range c.Partners {
		departements(partnersFile, p.row, p.Departements)
	}
	for _, d := range c.Contacts {
		partner(contactsFile, d.row, "partner", d.Partner)
	}
	for _, t := range c.Trainings {
		for _, id := range t.Jobs {
			job(trainingsFile, t.row, "jobs", id)
		}
		if _, ok := c.index.schemes[t.Kind]; !ok && t.Kind != SchoolTrack && t.Kind != Continuing {
			need(false, trainingsFile, t.row, "kind", t.Kind, "scheme")
		}
		if t.Commune != "" {
			commune(trainingsFile, t.row, "commune", t.Commune)
		}
		departements(trainingsFile, t.row, t.Departements)
		partner(trainingsFile, t.row, "contact", t.Contact)
	}
	for _, d := range c.Departements {
		_, ok := c.index.regions[d.Region]
		need(ok, departementsFile, d.row, "region", d.Region, "region")
	}
	for _, a := range c.Areas {
		commune(areasFile, a.row, "commune", a.Commune)
	}
	return faults
}
