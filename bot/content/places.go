package content

import (
	"math"
	"slices"
	"strings"
)

// grandEst is the INSEE code of the region the service is for.
const grandEst = "44"

// places reads the communes, written by `go generate` (see SOURCES.md), and the
// nicknames that people give them, written by hand.
func (l *loader) places(c *Content) {
	home := make(map[string]bool)
	departements := make(map[string]string) // code to itself, to keep one copy
	for _, d := range c.Departements {
		home[d.Code] = d.Region == grandEst
		departements[d.Code] = d.Code
	}
	const some = 36000 // France has 34,900 communes
	rows := make(map[string]int, some)
	c.Places = make([]Place, 0, some)
	var kept arena
	columns := []string{"code", "name", "merged", "postcodes", "population", "lat", "lon", "approximate"}
	l.table(placesFile, columns, func(r row) {
		p := Place{
			Code:        r.needed("code"),
			Name:        r.needed("name"),
			Aliases:     r.list("merged"),
			postcodes:   strings.Join(r.list("postcodes"), separator),
			Population:  int32(min(r.number("population"), 1<<30)),
			Lat:         r.degrees("lat", 90),
			Lon:         r.degrees("lon", 180),
			Approximate: r.flag("approximate"),
			row:         int32(r.line),
		}
		p.former = len(p.Aliases)
		if _, twice := rows[p.Code]; twice {
			r.fault("code: %q is there twice", p.Code)
			return
		}
		departement, ok := departements[departementOf(p.Code)]
		if !ok {
			r.fault("code: %q is in no département of %s", p.Code, departementsFile)
			return
		}
		p.Departement, p.Home = departement, home[departement]
		for _, text := range []*string{&p.Code, &p.Name, &p.postcodes} {
			*text = kept.keep(*text)
		}
		for i := range p.Aliases {
			p.Aliases[i] = kept.keep(p.Aliases[i])
		}
		p.at = onSphere(p.Lat, p.Lon)
		rows[p.Code] = len(c.Places)
		c.Places = append(c.Places, p)
	})
	l.table(nicknamesFile, []string{"code", "commune", "names"}, func(r row) {
		code := r.insee("code")
		i, ok := rows[code]
		if !ok {
			r.fault("code: no commune %q in %s", code, placesFile)
			return
		}
		if name := r.needed("commune"); name != "" && name != c.Places[i].Name {
			r.fault("commune: %s is %q, not %q", code, c.Places[i].Name, name)
		}
		for _, n := range r.list("names") {
			if !slices.Contains(c.Places[i].Aliases, n) {
				c.Places[i].Aliases = append(c.Places[i].Aliases, n)
			}
		}
	})
	slices.SortFunc(c.Places, func(a, b Place) int { return strings.Compare(a.Code, b.Code) })
}

// arena keeps texts one after the other: a cell read from a table holds its whole line in memory.
type arena struct{ room strings.Builder }

func (a *arena) keep(s string) string {
	const piece = 16 << 10
	if a.room.Len()+len(s) > a.room.Cap() {
		a.room = strings.Builder{} // what it held stays with those who have it
		a.room.Grow(max(piece, len(s)))
	}
	from := a.room.Len()
	a.room.WriteString(s)
	return a.room.String()[from:]
}

// departementOf reads the département in the INSEE code of a commune: its first
// two characters, three overseas.
func departementOf(commune string) string {
	n := 2
	if strings.HasPrefix(commune, "97") {
		n = 3
	}
	return commune[:min(n, len(commune))]
}

// earthRadius is the mean one, in kilometres.
const earthRadius = 6371.0

// Distance is the way as the crow flies, in kilometres.
func Distance(a, b Place) float64 {
	return distance(a.Lat, a.Lon, b.Lat, b.Lon)
}

// KmTo is [Distance] between places that [Load] built, several times as fast: the
// chord between their points on the sphere, bent.
func (p *Place) KmTo(q *Place) float64 {
	dx, dy, dz := p.at[0]-q.at[0], p.at[1]-q.at[1], p.at[2]-q.at[2]
	h := (dx*dx + dy*dy + dz*dz) / 4 // square of half the chord
	if h < 0.01 {
		// Up to 1,270 km the series of the arcsine is exact to a metre.
		return 2 * earthRadius * math.Sqrt(h) * (1 + h/6 + 3*h*h/40)
	}
	return 2 * earthRadius * math.Asin(math.Sqrt(min(h, 1)))
}

func onSphere(lat, lon float64) [3]float64 {
	const radian = math.Pi / 180
	sinLat, cosLat := math.Sincos(lat * radian)
	sinLon, cosLon := math.Sincos(lon * radian)
	return [3]float64{cosLat * cosLon, cosLat * sinLon, sinLat}
}

func distance(lat1, lon1, lat2, lon2 float64) float64 {
	const radian = math.Pi / 180
	sinLat := math.Sin((lat2 - lat1) * radian / 2)
	sinLon := math.Sin((lon2 - lon1) * radian / 2)
	h := sinLat*sinLat + math.Cos(lat1*radian)*math.Cos(lat2*radian)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Sqrt(min(h, 1)))
}

// Nearest is the commune whose centre is closest to a point, as a phone shares
// it. The second result is the distance in kilometres; a point abroad gets a
// distance that shows it. Ok is false when there are no communes.
func (c *Content) Nearest(lat, lon float64) (p Place, km float64, ok bool) {
	km = math.Inf(1)
	// A degree of latitude is 111 km everywhere, so most communes are ruled out
	// without trigonometry.
	const kmPerDegree = earthRadius * math.Pi / 180
	nearest := -1
	for i := range c.Places {
		q := &c.Places[i]
		if q.Approximate || math.Abs(q.Lat-lat)*kmPerDegree >= km {
			continue
		}
		if d := distance(lat, lon, q.Lat, q.Lon); d < km {
			nearest, km = i, d
		}
	}
	if nearest < 0 {
		return Place{}, 0, false
	}
	return c.Places[nearest], km, true
}
