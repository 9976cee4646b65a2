package content

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	c := shipped(t)
	for _, w := range []struct {
		from, to string
		km       float64
	}{
		{"54395", "57463", 47},  // Nancy, Metz
		{"75056", "67482", 397}, // Paris, Strasbourg
		{"88160", "54323", 158}, // Épinal, Longwy
		{"13055", "59350", 834}, // Marseille, Lille
		{"54395", "54395", 0},
	} {
		a, ok1 := c.Place(w.from)
		b, ok2 := c.Place(w.to)
		if !ok1 || !ok2 {
			t.Fatalf("no %s or %s", w.from, w.to)
		}
		// Town centres differ by source: 2 % and 1 km are within what « environ » says.
		if km := Distance(a, b); math.Abs(km-w.km) > 1+w.km*0.02 {
			t.Errorf("%s to %s: %.1f km, want about %g", a.Name, b.Name, km, w.km)
		}
	}
}

func TestDistanceIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := func(name string) Place {
			return Place{Lat: rapid.Float64Range(-90, 90).Draw(t, name+" lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, name+" lon")}
		}
		a, b, c := point("a"), point("b"), point("c")
		if d := Distance(a, a); d > 1e-6 {
			t.Errorf("a point is %g km from itself", d)
		}
		if d, back := Distance(a, b), Distance(b, a); math.Abs(d-back) > 1e-6 {
			t.Errorf("there %g, back %g", d, back)
		}
		if direct, detour := Distance(a, c), Distance(a, b)+Distance(b, c); direct > detour+1e-6 {
			t.Errorf("direct %g, by b %g", direct, detour)
		}
	})
}

func TestKmToIsDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := func(name string) Place {
			p := Place{Lat: rapid.Float64Range(-90, 90).Draw(t, name+" lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, name+" lon")}
			p.at = onSphere(p.Lat, p.Lon)
			return p
		}
		a, b := point("a"), point("b")
		if want, got := Distance(a, b), a.KmTo(&b); math.Abs(want-got) > 0.001 {
			t.Errorf("%g km, want %g", got, want)
		}
	})
	c := shipped(t)
	nancy, metz := c.index.places.find("54395"), c.index.places.find("57463")
	if math.Abs(nancy.KmTo(metz)-Distance(*nancy, *metz)) > 1e-6 {
		t.Errorf("%g km, want %g", nancy.KmTo(metz), Distance(*nancy, *metz))
	}
}

func TestNearest(t *testing.T) {
	c := shipped(t)
	for _, w := range []struct {
		lat, lon float64
		code     string
	}{
		{48.6925, 6.1844, "54395"}, // place Stanislas, Nancy
		{49.1203, 6.1758, "57463"}, // cathédrale de Metz
		{43.2955, 5.3744, "13055"}, // Vieux-Port
	} {
		p, km, ok := c.Nearest(w.lat, w.lon)
		if !ok || p.Code != w.code || km > 5 {
			t.Errorf("nearest to %g, %g is %s at %.1f km", w.lat, w.lon, p.Name, km)
		}
	}
	if _, km, ok := c.Nearest(52.52, 13.40); !ok || km < 400 {
		t.Errorf("Berlin is %.0f km from France", km)
	}
	if _, _, ok := (&Content{}).Nearest(48, 6); ok {
		t.Error("a place was found where there is none")
	}
}

func TestPlaces(t *testing.T) {
	c := shipped(t)
	nancy, _ := c.Place("54395")
	if nancy.Name != "Nancy" || !nancy.Home || nancy.Departement != "54" || nancy.Approximate || nancy.Population < 90000 {
		t.Errorf("%+v", nancy)
	}
	home := 0
	for _, p := range c.Places {
		if p.Home {
			home++
			if p.Approximate && p.Population > 2000 {
				t.Errorf("%s, %d people, has only approximate coordinates", p.Name, p.Population)
			}
		}
		if p.Lat == 0 && p.Lon == 0 {
			t.Errorf("%s lies in the Gulf of Guinea", p.Name)
		}
	}
	if home != 5115 {
		t.Errorf("%d communes in Grand Est, want 5115", home)
	}
	if p, ok := c.Place("54431"); !ok || !slices.Contains(p.Postcodes(), "54700") {
		t.Errorf("Pont-à-Mousson is not at 54700: %v", p.Postcodes())
	}
	for _, code := range []string{"", "00000", "99999", "54431x"} {
		if _, ok := c.Place(code); ok {
			t.Errorf("there is a place %q", code)
		}
	}
}

func TestLexicon(t *testing.T) {
	lex := shipped(t).Lexicon()
	if len(lex.Communes) != 34875 || len(lex.Jobs) != 32 || len(lex.Partners) != 23 || len(lex.Departements) != 101 || len(lex.Regions) != 18 {
		t.Errorf("%d communes, %d jobs, %d partners, %d départements, %d regions",
			len(lex.Communes), len(lex.Jobs), len(lex.Partners), len(lex.Departements), len(lex.Regions))
	}
	// Only schemes that people name are looked for in messages.
	if len(lex.Schemes) != 18 {
		t.Errorf("%d schemes, want the 18 of the contract", len(lex.Schemes))
	}
	for _, p := range lex.Communes {
		if p.Code == "54431" {
			if len(p.Aliases) == 0 || p.Aliases[0] != "Ponta" || !p.Home {
				t.Errorf("%+v", p)
			}
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(Embedded()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDistance(b *testing.B) {
	c := shipped(b)
	from, to := c.Places[0], c.Places[len(c.Places)-1]
	for b.Loop() {
		Distance(from, to)
	}
}

// BenchmarkDistancesOfAJob measures the part of a recommendation that is ours: the
// distance to every training of the job with the most, among 10,000.
func BenchmarkDistancesOfAJob(b *testing.B) {
	c := *shipped(b)
	c.Trainings = nil
	for len(c.Trainings) < 10000 {
		c.Trainings = append(c.Trainings, shipped(b).Trainings...)
	}
	c.index = newIndex(&c)
	home, _ := c.Place("54395")
	most := ""
	for _, j := range c.Jobs {
		if len(c.TrainingsFor(j.ID)) > len(c.TrainingsFor(most)) {
			most = j.ID
		}
	}
	within := 0
	for b.Loop() {
		for _, t := range c.TrainingsFor(most) {
			if p := t.Place(); p != nil && home.KmTo(p) <= 30 {
				within++
			}
		}
	}
	b.ReportMetric(float64(len(c.TrainingsFor(most))), "trainings")
}

func BenchmarkNearest(b *testing.B) {
	c := shipped(b)
	for b.Loop() {
		c.Nearest(48.6925, 6.1844)
	}
}
