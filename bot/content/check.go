package content

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Check tells what is wrong with loaded content at a given day: facts without
// source, dates or confidence, things told against the rules, values out of
// range, jobs without a path. Faults that are warnings refuse nothing; facts
// past their review date are among them.
func (c *Content) Check(now time.Time) Faults {
	k := &checker{content: c, today: now.Format(time.DateOnly)}
	k.jobs()
	k.schemes()
	k.partners()
	k.contacts()
	k.trainings()
	k.coverage()
	k.geography()
	k.canned()
	slices.SortStableFunc(k.faults, func(a, b Fault) int {
		if n := strings.Compare(a.File, b.File); n != 0 {
			return n
		}
		return a.Line - b.Line
	})
	return k.faults
}

// Refused are the faults that are not warnings.
func (f Faults) Refused() Faults {
	return slices.DeleteFunc(slices.Clone(f), func(x Fault) bool { return x.Warning })
}

type checker struct {
	content *Content
	today   string
	faults  Faults
}

// position is the row of a file that is being checked.
type position struct {
	*checker
	file string
	line int
}

func (p position) fault(format string, args ...any) {
	p.faults = append(p.faults, Fault{File: p.file, Line: p.line, Problem: fmt.Sprintf(format, args...)})
}

func (p position) warn(format string, args ...any) {
	p.faults = append(p.faults, Fault{File: p.file, Line: p.line, Problem: fmt.Sprintf(format, args...), Warning: true})
}

// CheckProvenance tells what is missing in the provenance of a fact, for tables
// and texts alike. Today is 2006-01-02.
func CheckProvenance(p Provenance, today string, fault, warn func(format string, args ...any)) {
	if p.Source == "" {
		fault("source: a fact needs the address or the name of what it was read in")
	}
	checked := date("checked", p.Checked, fault)
	review := date("review", p.Review, fault)
	if checked && p.Checked > today {
		fault("checked: %s is in the future", p.Checked)
	}
	if checked && review && p.Review <= p.Checked {
		fault("review: %s is not after checked, %s", p.Review, p.Checked)
	}
	if review && p.Review < today {
		warn("review: the fact was to be looked at again by %s", p.Review)
	}
	switch p.Confidence {
	case Verified, Dated, Mixed, Unchecked:
	default:
		fault("confidence: %q is none of %s, %s, %s, %s", p.Confidence, Verified, Dated, Mixed, Unchecked)
	}
}

func date(column, s string, fault func(string, ...any)) bool {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		fault("%s: %q is not a date like 2026-11-23", column, s)
		return false
	}
	return true
}

func (p position) provenance(of Provenance) { CheckProvenance(of, p.today, p.fault, p.warn) }

// among checks values against a closed list.
func (p position) among(column string, values []string, known []string) {
	for _, v := range values {
		if !slices.Contains(known, v) {
			p.fault("%s: %q is none of %s", column, v, strings.Join(known, ", "))
		}
	}
}

// Closed lists of values.
var (
	situations   = []string{"demandeur_emploi", "salarie", "interimaire", "jeune", "autre"}
	interests    = []string{"manuel", "machines", "precision", "bureau", "dehors", "equipe", "electricite", "chimie", "ordinateur"}
	competences  = []string{"formation", "alternance", "emploi", "jeunes", "handicap", "reconversion", "vae", "frontalier", "entreprise", "etudes", "logement"}
	contactKinds = []string{Site, Phone, Email, Address, Hours}
)

// served are the situations for which every job must have a path.
var served = []string{"demandeur_emploi", "salarie", "interimaire", "jeune"}

// coverage demands an honest path for every job in every usual situation.
func (k *checker) coverage() {
	for _, j := range k.content.Jobs {
		for _, situation := range served {
			open := func(t *Training) bool {
				return len(t.Situations) == 0 || slices.Contains(t.Situations, situation)
			}
			if !slices.ContainsFunc(k.content.TrainingsFor(j.ID), open) {
				position{k, jobsFile, j.row}.fault("no training leads to %s for situation %s", j.ID, situation)
			}
		}
	}
}

// distinct notes values that two rows share.
type distinct map[string]string

func (d distinct) add(p position, value, owner string) {
	key := strings.ToLower(value)
	if other, ok := d[key]; ok && other != owner {
		p.fault("names: %q is also that of %s", value, other)
		return
	}
	d[key] = owner
}
