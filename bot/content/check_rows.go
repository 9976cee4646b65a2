package content

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (k *checker) jobs() {
	names := make(distinct)
	for _, j := range k.content.Jobs {
		p := position{k, jobsFile, j.row}
		p.id(j.ID)
		p.provenance(j.Provenance)
		p.told("name", j.Name, maxName, j.Confidence)
		p.told("family", j.Family, maxName, j.Confidence)
		p.told("tasks", j.Tasks, maxLine, j.Confidence)
		p.told("qualities", j.Qualities, maxLine, j.Confidence)
		p.told("conditions", j.Conditions, maxLine, j.Confidence)
		p.among("interests", j.Interests, interests)
		if len(j.Interests) == 0 {
			p.fault("interests: the talk on interests never finds a job without")
		}
		if len(j.Names) == 0 {
			p.fault("names: nobody can name a job without")
		}
		if j.Physical < 1 || j.Physical > 3 {
			p.fault("physical: %d is not 1 (light), 2 or 3 (heavy)", j.Physical)
		}
		if !j.Night && !j.Day {
			p.fault("night, day: a job is done at night or by day, or both")
		}
		if !romeForm.MatchString(j.ROME) {
			p.fault("rome: %q is not a code like H2913", j.ROME)
		}
		for _, id := range j.Related {
			if id == j.ID {
				p.fault("related: a job is not its own neighbour")
			}
		}
		for _, n := range j.Names {
			p.spelling(n)
			if strings.Count(n, "(") != strings.Count(n, ")") {
				p.fault("names: the brackets of %q are not closed", n)
			}
			names.add(p, n, j.ID)
		}
	}
}

var romeForm = regexp.MustCompile(`^[A-N]\d{4}$`)

// spelling refuses what would be found in any sentence.
func (p position) spelling(name string) {
	if utf8.RuneCountInString(name) < 2 {
		p.fault("names: %q is too short to be recognised", name)
	}
}

func (k *checker) schemes() {
	names := make(distinct)
	for _, s := range k.content.Schemes {
		p := position{k, schemesFile, s.row}
		p.id(s.ID)
		p.provenance(s.Provenance)
		p.told("name", s.Name, maxName, s.Confidence)
		p.told("for_whom", s.ForWhom, maxLine, s.Confidence)
		p.told("decides", s.Decides, maxLine, s.Confidence)
		p.told("contact", s.Contact, maxLine, s.Confidence)
		p.told("explain", s.Explain, maxExplain, s.Confidence)
		p.told("cost", s.Cost, maxLine, s.Confidence)
		p.told("income", s.Income, maxLine, s.Confidence)
		p.told("length", s.Length, maxLine, s.Confidence)
		if s.URL != "" {
			p.link("url", s.URL)
		}
		if s.Never == "" {
			p.fault("never: say what must not be affirmed of it")
		}
		for _, n := range s.Names {
			p.spelling(n)
			names.add(p, n, s.ID)
		}
	}
}

// channelForm is what Slack calls a channel, public or private.
var channelForm = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)

func (k *checker) partners() {
	names := make(distinct)
	for _, r := range k.content.Partners {
		p := position{k, partnersFile, r.row}
		p.id(r.ID)
		p.provenance(r.Provenance)
		p.told("name", r.Name, maxLine, r.Confidence)
		p.told("short", r.Short, maxName, r.Confidence)
		p.told("role", r.Role, maxLine, r.Confidence)
		p.among("competences", r.Competences, competences)
		p.among("receives", slices.Sorted(maps.Keys(r.Receives)), competences)
		if _, err := r.Calendar(); err != nil {
			p.fault("hours, closed: %v", err)
		}
		if r.Channel != "" && !channelForm.MatchString(r.Channel) {
			p.fault("channel: %q is not the id of a channel such as C0123456789", r.Channel)
		}
		if len(r.Competences) == 0 {
			p.fault("competences: nobody is ever sent to a partner without")
		}
		for _, n := range r.Names {
			p.spelling(n)
			names.add(p, n, r.ID)
		}
	}
}

func (k *checker) contacts() {
	seen := make(map[string]int)
	for _, d := range k.content.Contacts {
		p := position{k, contactsFile, d.row}
		p.provenance(d.Provenance)
		p.among("kind", []string{d.Kind}, contactKinds)
		switch d.Kind {
		case Site:
			p.link("value", d.Value)
		case Phone:
			if !phoneForm.MatchString(d.Value) {
				p.fault("value: %q is not a French phone number like 03 83 00 00 00", d.Value)
			}
		case Email:
			if !emailForm.MatchString(d.Value) {
				p.fault("value: %q is not an e-mail address", d.Value)
			}
		}
		if d.Dated != "" && !datedForm.MatchString(d.Dated) {
			p.fault("dated: %q is not a date like 2026-03-03, 2026-03 or 2026", d.Dated)
		}
		if d.Dated > k.today {
			p.fault("dated: %s is in the future", d.Dated)
		}
		key := d.Partner + " " + d.Kind + " " + d.Value
		if first, twice := seen[key]; twice {
			p.fault("value: the same as line %d", first)
		}
		seen[key] = d.row
		if d.Confidence == Verified && !d.Told() {
			p.warn("value: not told, its source is not of the year it was checked in or the one before")
		}
	}
}

var datedForm = regexp.MustCompile(`^20\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)

func (k *checker) trainings() {
	seen := make(map[string]int)
	for _, t := range k.content.Trainings {
		p := position{k, trainingsFile, t.row}
		p.id(t.ID)
		p.provenance(t.Provenance)
		p.told("name", t.Name, maxName, t.Confidence)
		p.told("leads_to", t.LeadsTo, maxName, t.Confidence)
		p.told("unknown", t.Unknown, maxName, t.Confidence)
		p.told("next_step", t.NextStep, maxName, t.Confidence)
		p.told("provider", t.Provider, maxName, t.Confidence)
		words := 0
		for _, s := range []string{t.Name, k.content.ProviderName(t), t.LeadsTo, t.Unknown, t.NextStep} {
			words += utf8.RuneCountInString(s)
		}
		if words > maxPath {
			p.fault("name, provider, leads_to, unknown, next_step: %d characters together, at most %d", words, maxPath)
		}
		p.among("situations", t.Situations, situations)
		p.levels(t)
		if len(t.Jobs) == 0 {
			p.fault("jobs: a training leads to at least one job")
		}
		if t.URL != "" {
			p.link("url", t.URL)
		}
		if (t.Confidence != Verified || t.Commune == "") && t.Unknown == "" {
			p.fault("unknown: say what is not confirmed, at least the place")
		}
		p.bounds("age", t.AgeMin, t.AgeMax, 14, 70)
		p.bounds("weeks", t.WeeksMin, t.WeeksMax, 0, 312)
		key := strings.Join([]string{strings.Join(t.Jobs, " "), t.Name, t.Provider, t.Commune, strings.Join(t.Situations, " ")}, "\x00")
		if first, twice := seen[key]; twice {
			p.fault("name: the same training as line %d", first)
		}
		seen[key] = t.row
	}
}

func (p position) levels(t Training) {
	for _, l := range []struct{ column, value string }{{"entry_level", t.EntryLevel}, {"exit_level", t.ExitLevel}} {
		if l.value != "" {
			p.among(l.column, []string{l.value}, Levels[:])
		}
	}
	if t.EntryLevel != "" && t.ExitLevel != "" && Rank(t.ExitLevel) < Rank(t.EntryLevel) {
		p.fault("exit_level: %s is below entry_level %s", t.ExitLevel, t.EntryLevel)
	}
}

// bounds checks a pair of limits, where 0 is none.
func (p position) bounds(what string, low, high, least, most int) {
	for _, n := range []int{low, high} {
		if n != 0 && (n < least || n > most) {
			p.fault("%s: %d is not within %d and %d", what, n, least, most)
		}
	}
	if low != 0 && high != 0 && low > high {
		p.fault("%s: %d to %d is upside down", what, low, high)
	}
}

var (
	communeForm  = regexp.MustCompile(`^(\d{2}|2[AB])\d{3}$`)
	postcodeForm = regexp.MustCompile(`^\d{5}$`)
)

// geography checks that places are where France is.
func (k *checker) geography() {
	for i := range k.content.Places {
		r := &k.content.Places[i]
		p := position{k, placesFile, int(r.row)}
		if !communeForm.MatchString(r.Code) {
			p.fault("code: %q is not an INSEE code", r.Code)
		}
		postcodes := r.Postcodes()
		for _, code := range postcodes {
			if !postcodeForm.MatchString(code) {
				p.fault("postcodes: %q is not five digits", code)
			}
		}
		if len(postcodes) == 0 {
			p.fault("postcodes: none")
		}
		mainland := !strings.HasPrefix(r.Code, "97")
		if mainland && (r.Lat < 41.3 || r.Lat > 51.1 || r.Lon < -5.2 || r.Lon > 9.6) {
			p.fault("lat, lon: %s is not in France", coordinates(r))
		}
	}
	areas := make(distinct)
	for _, a := range k.content.Areas {
		p := position{k, areasFile, a.row}
		for _, n := range prepend(a.Name, a.Names) {
			p.spelling(n)
			areas.add(p, n, a.Name)
		}
	}
	for _, a := range k.content.Abroad {
		p := position{k, abroadFile, a.row}
		for _, n := range prepend(a.Name, a.Names) {
			p.spelling(n)
			areas.add(p, n, a.Name)
		}
	}
}

func coordinates(p *Place) string {
	return strconv.FormatFloat(p.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(p.Lon, 'f', -1, 64)
}

// canned answers are sent in the name of a person: what changes is for them to fill in.
func (k *checker) canned() {
	titles := make(map[string]int)
	for _, a := range k.content.Canned {
		p := position{k, cannedFile, a.row}
		p.told("title", a.Title, maxTitle, Dated)
		p.told("text", a.Text, maxCanned, Dated)
		if first, twice := titles[a.Title]; twice {
			p.fault("title: the same as line %d", first)
		}
		titles[a.Title] = a.row
		if rest := strings.ReplaceAll(a.Text, Blank, ""); strings.ContainsAny(rest, "[]{}") {
			p.fault("text: what is to be filled in is written %s", Blank)
		}
	}
}
