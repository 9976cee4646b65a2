package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Question is a fact that somebody should confirm.
type Question struct {
	File string
	Line int
	ID   string // of the row; for a way to reach a partner, the partner's
	What string
	Why  Reason
	Ask  string // id of the partner who knows; empty when the source is to be read again
	Told int    // how often it is told, see ToConfirm
}

// String is a line for the people who will ask.
func (q Question) String() string {
	line := fmt.Sprintf("%s:%d: %s: %s (%s", q.File, q.Line, q.ID, q.What, strings.ReplaceAll(string(q.Why), "_", " "))
	if q.Ask != "" && q.Ask != q.ID {
		line += ", ask " + q.Ask
	}
	return line + fmt.Sprintf(", comes up in %d)", q.Told)
}

// Reason says why a fact is asked about.
type Reason string

const (
	Overdue    Reason = "overdue"     // its review date has passed
	OldSource  Reason = "old_source"  // read in an old or undated source
	PartlyRead Reason = "partly_read" // only some of it was read
	NoSource   Reason = "no_source"   // general knowledge, read nowhere
)

// ToConfirm lists what is not certain or past its review date, most told first.
//
// Told gives how often a row was told, by file and id; where it is nil, as
// before the service has run, the reach of a fact stands in for it: the number of
// situations of jobs in which it comes up.
func (c *Content) ToConfirm(now time.Time, told func(file, id string) int) []Question {
	if told == nil {
		told = c.reach()
	}
	today := now.Format(time.DateOnly)
	var questions []Question
	ask := func(file, id, what, partner string, p Provenance) {
		q := Question{File: file, Line: p.row, ID: id, What: what, Ask: partner, Told: told(file, id)}
		switch {
		case p.Review < today:
			q.Why = Overdue
		case p.Confidence == Dated:
			q.Why = OldSource
		case p.Confidence == Mixed:
			q.Why = PartlyRead
		case p.Confidence == Unchecked:
			q.Why = NoSource
		default:
			return
		}
		questions = append(questions, q)
	}
	for _, j := range c.Jobs {
		ask(jobsFile, j.ID, j.Name+": "+j.Conditions, "", j.Provenance)
	}
	for _, s := range c.Schemes {
		ask(schemesFile, s.ID, s.Name, "", s.Provenance)
	}
	for _, p := range c.Partners {
		ask(partnersFile, p.ID, p.Short+": "+p.Role, p.ID, p.Provenance)
	}
	for _, d := range c.Contacts {
		p := d.Provenance
		if p.Confidence == Verified && !d.Told() {
			p.Confidence = Dated
		}
		what := d.Kind + ": " + d.Value
		if d.Label != "" {
			what += " (" + d.Label + ")"
		}
		ask(contactsFile, d.Partner, what, d.Partner, p)
	}
	for _, t := range c.Trainings {
		ask(trainingsFile, t.ID, t.Name, t.Contact, t.Provenance)
	}
	slices.SortStableFunc(questions, func(a, b Question) int { return cmp.Compare(b.Told, a.Told) })
	return questions
}

// reach counts, for every row, the situations of jobs it comes up in.
func (c *Content) reach() func(file, id string) int {
	count := make(map[[2]string]int)
	for _, t := range c.Trainings {
		open := len(t.Situations)
		if open == 0 {
			open = len(situations)
		}
		n := open * len(t.Jobs)
		count[[2]string{trainingsFile, t.ID}] += n
		count[[2]string{schemesFile, t.Kind}] += n
		count[[2]string{partnersFile, t.Contact}] += n
		count[[2]string{contactsFile, t.Contact}] += n
		for _, job := range t.Jobs {
			count[[2]string{jobsFile, job}] += open
		}
	}
	return func(file, id string) int { return count[[2]string{file, id}] }
}
