package content

import (
	"encoding/binary"
	"slices"
)

// index finds rows by id without a search. It points into the slices of its
// Content, which do not change after Load.
type index struct {
	jobs         map[string]*Job
	trainings    map[string]*Training
	schemes      map[string]*Scheme
	partners     map[string]*Partner
	places       sortedPlaces
	departements map[string]*Departement
	regions      map[string]*Region
	byJob        map[string][]*Training
}

func newIndex(c *Content) index {
	x := index{
		jobs:         byID(c.Jobs, func(j *Job) string { return j.ID }),
		trainings:    byID(c.Trainings, func(t *Training) string { return t.ID }),
		schemes:      byID(c.Schemes, func(s *Scheme) string { return s.ID }),
		partners:     byID(c.Partners, func(p *Partner) string { return p.ID }),
		places:       newSortedPlaces(c.Places),
		departements: byID(c.Departements, func(d *Departement) string { return d.Code }),
		regions:      byID(c.Regions, func(r *Region) string { return r.Code }),
		byJob:        make(map[string][]*Training),
	}
	for i := range c.Trainings {
		t := &c.Trainings[i]
		t.place = x.places.find(t.Commune)
		for _, job := range t.Jobs {
			x.byJob[job] = append(x.byJob[job], t)
		}
	}
	return x
}

// sortedPlaces are all communes by code: a map of them would take two megabytes more.
type sortedPlaces struct {
	all []Place
	// begins are the first bytes of each code: close together, for a search through the places
	// themselves waits for memory at every step.
	begins []uint32
}

func newSortedPlaces(all []Place) sortedPlaces {
	s := sortedPlaces{all, make([]uint32, len(all))}
	for i := range all {
		s.begins[i] = beginning(all[i].Code)
	}
	return s
}

// beginning is in the order of the codes.
func beginning(code string) uint32 {
	var b [4]byte
	copy(b[:], code)
	return binary.BigEndian.Uint32(b[:])
}

// find is nil when there is none.
func (s sortedPlaces) find(code string) *Place {
	begins := beginning(code)
	i, _ := slices.BinarySearch(s.begins, begins)
	for ; i < len(s.all) && s.begins[i] == begins; i++ { // ten at most
		if s.all[i].Code == code {
			return &s.all[i]
		}
	}
	return nil
}

func byID[T any](rows []T, id func(*T) string) map[string]*T {
	m := make(map[string]*T, len(rows))
	for i := range rows {
		m[id(&rows[i])] = &rows[i]
	}
	return m
}

func find[T any](m map[string]*T, id string) (T, bool) {
	if p, ok := m[id]; ok {
		return *p, true
	}
	var none T
	return none, false
}

// Job finds a job by id.
func (c *Content) Job(id string) (Job, bool) { return find(c.index.jobs, id) }

// Training finds a training by id.
func (c *Content) Training(id string) (Training, bool) { return find(c.index.trainings, id) }

// Scheme finds a scheme by id.
func (c *Content) Scheme(id string) (Scheme, bool) { return find(c.index.schemes, id) }

// Partner finds a partner by id.
func (c *Content) Partner(id string) (Partner, bool) { return find(c.index.partners, id) }

// Place finds a commune by INSEE code.
func (c *Content) Place(code string) (Place, bool) {
	if p := c.index.places.find(code); p != nil {
		return *p, true
	}
	return Place{}, false
}

// Departement finds one by INSEE code.
func (c *Content) Departement(code string) (Departement, bool) {
	return find(c.index.departements, code)
}

// Region finds one by INSEE code.
func (c *Content) Region(code string) (Region, bool) { return find(c.index.regions, code) }

// TrainingsFor are the trainings that lead to a job, in the order of the table.
// The slice and what it points to belong to the content: read only.
func (c *Content) TrainingsFor(job string) []*Training { return c.index.byJob[job] }

// ProviderName is the provider as people know it: the short name of a partner
// of the directory, else what the row says.
func (c *Content) ProviderName(t Training) string {
	if p, ok := c.index.partners[t.Provider]; ok {
		return p.Short
	}
	return t.Provider
}
