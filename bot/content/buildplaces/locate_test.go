package main

import (
	"math"
	"testing"
)

func TestLocate(t *testing.T) {
	communes := []commune{
		{Code: "57001", Name: "Connue", Type: "commune-actuelle", Departement: "57", Postcodes: []string{"57000"}, Population: 10},
		{Code: "31001", Name: "Saint-Œuf", Type: "commune-actuelle", Departement: "31", Postcodes: []string{"31000"}, Population: 9000},
		{Code: "31002", Name: "Voisine", Type: "commune-actuelle", Departement: "31", Postcodes: []string{"31000"}, Population: 50},
		{Code: "31003", Name: "Homonyme", Type: "commune-actuelle", Departement: "31", Postcodes: []string{"31000"}, Population: 100},
		{Code: "31004", Name: "Seule", Type: "commune-actuelle", Departement: "31", Postcodes: []string{"31900"}, Population: 60},
		{Code: "31005", Name: "Val Neuf", Type: "commune-actuelle", Departement: "31", Postcodes: []string{"31500"}, Population: 70},
		{Code: "31006", Name: "Autre", Type: "commune-deleguee", Seat: "31005", Departement: "31"},
		{Code: "31005", Name: "Vieux Bourg", Type: "commune-deleguee", Seat: "31005", Departement: "31"},
		{Code: "98001", Name: "Atoll", Type: "commune-actuelle", Departement: "987"},
	}
	cities := []city{
		{Name: "Saint Oeuf", Country: "FR", Departement: "31", Lat: "43.60", Lon: "1.44"},
		{Name: "Homonyme", Country: "FR", Departement: "31", Lat: "43.00", Lon: "0.50"},
		{Name: "Vieux Bourg", Country: "FR", Departement: "31", Lat: "43.50", Lon: "1.20"},
		{Name: "Voisine", Country: "FR", Departement: "82", Lat: "44.00", Lon: "1.30"},
		{Name: "Voisine", Country: "CA", Departement: "31", Lat: "45.00", Lon: "-73.00"},
	}
	all := locate(places(communes, map[string]bool{"57": true, "31": true}), map[string]point{"57001": {49.1, 6.2}}, cities)
	if len(all) != 6 {
		t.Fatalf("%d places: merged communes and collectivities are none", len(all))
	}
	want := map[string]place{
		"57001": {point: point{49.1, 6.2}},
		"31001": {point: point{43.6, 1.44}},
		"31002": {point: point{43.6, 1.44}, approximate: true},  // that of its postcode
		"31003": {point: point{43.6, 1.44}, approximate: true},  // a hamlet of its name lies 90 km off
		"31004": {point: point{43.55, 1.32}, approximate: true}, // the mean of the département
		"31005": {point: point{43.5, 1.2}},                      // under the name of the seat before the merger
	}
	for _, p := range all {
		w := want[p.Code]
		if math.Abs(p.lat-w.lat) > 1e-9 || math.Abs(p.lon-w.lon) > 1e-9 || p.approximate != w.approximate {
			t.Errorf("%s %s: %v approximate %v, want %v %v", p.Code, p.Name, p.point, p.approximate, w.point, w.approximate)
		}
		if p.Code == "31005" && (len(p.merged) != 2 || p.merged[0] != "Vieux Bourg") {
			t.Errorf("merged are %q, want the seat first", p.merged)
		}
	}
}

func TestDegrees(t *testing.T) {
	for d, want := range map[float64]string{48.69015: "48.6902", 49: "49", -0.25: "-0.25", 0: "0"} {
		if got := degrees(d); got != want {
			t.Errorf("degrees(%v) is %q, want %q", d, got, want)
		}
	}
}
