// Package content holds what may be told: every sentence the bot says and every
// job, training, scheme, partner and place it knows, each fact with its source.
//
// Sentences are plain text (dialogue/*.txt), tables are CSV read as strings, so
// that a postcode stays a postcode; both are edited by people who are not
// programmers. The embedded files are the shipped content; [Load] takes any file
// system of the same layout, such as an [Overlay] of an operator's folder, and
// [Content.Check] tells its faults with file and line. What [Load] returns is
// read-only and indexed: a job's trainings and a commune are found without a search.
//
// What may be told about a fact is decided by its [Confidence], in one place.
package content

import (
	"slices"
	"strings"
)

// Confidence says how far a fact may be told.
type Confidence string

const (
	Verified  Confidence = "verified"  // read in the source: told, with its date where it matters
	Dated     Confidence = "dated"     // read, but old or undated: told as « à confirmer auprès de X », never a phone, address, amount, date or number of places
	Mixed     Confidence = "mixed"     // only its read parts are in our tables
	Unchecked Confidence = "unchecked" // not told, save that a named partner is the one to ask
)

// Provenance goes with every fact.
type Provenance struct {
	Source     string // address of the page or name of the data set
	Checked    string // date, 2006-01-02
	Review     string // date by which it must be looked at again
	Confidence Confidence

	row int // line of the table
}

// Job is a trade of the catalogue.
type Job struct {
	ID         string
	Name       string   // both genders: « Soudeur / Soudeuse »
	Family     string   // short name of the trade: « soudage »
	Names      []string // everyday names and spellings, for recognition
	ROME       string
	Tasks      string   // what one does, one plain sentence
	Qualities  string   // what it takes
	Conditions string   // honest: noise, heat, hours
	Night      bool     // shifts or night work are usual
	Day        bool     // day work is common
	Physical   int      // 1 light, 2 standing and moving, 3 heavy
	Interests  []string // tags of the interest talk: manuel, machines, precision, bureau, dehors, equipe, electricite, chimie, ordinateur
	Related    []string // ids of neighbouring jobs
	Provenance
}

// Kinds of training that are not schemes.
const (
	SchoolTrack = "voie_scolaire"      // full-time studies, entered through Parcoursup or a lycée
	Continuing  = "formation_continue" // a course for adults, however it is paid for
)

// Levels are the values of niveau, from the lowest.
var Levels = [...]string{"sans_diplome", "cap", "bac", "bac2", "bac3", "bac5"}

// Rank is the place of a niveau in [Levels]; none and the unknown are 0.
func Rank(niveau string) int { return max(0, slices.Index(Levels[:], niveau)) }

// Training is a path: a kind of training, at a provider, with a next step. Its
// place may be unknown, and then it says so.
type Training struct {
	ID                 string
	Jobs               []string // ids
	Name               string
	Kind               string   // id of a scheme or: formation_continue, voie_scolaire
	Provider           string   // id of a partner, or its name when it is not in the directory
	Commune            string   // INSEE; empty when the place is not confirmed
	Departements       []string // INSEE; where it is offered when Commune is empty; empty is everywhere
	EntryLevel         string   // niveau needed; sans_diplome is that none is; empty is not known
	ExitLevel          string   // niveau reached; empty when it is not a level
	Situations         []string // who it is open to; empty is everybody
	AgeMin, AgeMax     int      // 0 is no bound; AgeMax has exceptions told by the scheme
	WeeksMin, WeeksMax int      // 0 is not known
	LeadsTo            string
	Unknown            string // what is not confirmed, told to the person
	NextStep           string
	Contact            string // id of the partner to ask
	URL                string
	Provenance

	place *Place // of Commune
}

// Place is where a training is given, nil when that is not confirmed. Read only.
func (t *Training) Place() *Place { return t.place }

// Scheme is a way a training is paid for or organised.
type Scheme struct {
	ID      string
	Name    string
	Names   []string // for recognition
	ForWhom string
	Decides string // who decides
	Contact string // who to ask
	Explain string
	Cost    string
	Income  string // what one lives on meanwhile
	Length  string
	Never   string // what must never be affirmed, for editors and reviewers
	URL     string
	Provenance
}

// Partner is somebody a person can be sent to.
type Partner struct {
	ID                                 string
	Name                               string
	Short                              string
	Named                              string   // Short with its article, for the middle of a sentence: « la Mission locale »
	Names                              []string // for recognition
	Signatory                          bool
	Role                               string   // what it does for a candidate
	Departements                       []string // where it acts; empty is everywhere
	Competences                        []string // kinds of wishes it takes: formation, alternance, emploi, jeunes, handicap, reconversion, vae, frontalier, entreprise, etudes, logement
	Phone, Email, Address, Hours, Site string   // told only when their own row says so
	Confirmed                          string   // when staff of the partner last confirmed any of them, 2006-01-02
	Desk                                        // how it answers requests
	Provenance
}

// Desk is how a partner answers the requests of people. What is empty is as usual.
type Desk struct {
	Channel  string         // id of its own staff channel; empty: the common one
	Receives map[string]int // weight by competence: of people with that wish, it is the one to ask
	Cap      int            // requests at a time, from which new ones go to others
	Pause    int            // answers missed in a row, from which new ones go to others
	Patience int            // hours, of those it is open, until an answer is overdue
	Open     []string       // "lun-ven 9:00-12:00 14:00-17:00"
	Closed   []string       // times of the year, "08-01..08-20"
}

// Calendar is when a partner answers. The two days of Alsace-Moselle count where it acts in
// one of those départements, or everywhere: promising a day too late harms nobody.
func (p *Partner) Calendar() (*Calendar, error) {
	local := len(p.Departements) == 0 || slices.ContainsFunc(p.Departements, func(d string) bool {
		return d == "57" || d == "67" || d == "68"
	})
	return ReadCalendar(p.Open, p.Closed, local)
}

// ContactPoint is one way to reach a partner, as a source gives it. The fields of
// [Partner] of the same kind are filled from the contact points that may be told; the
// others are for the desk, which asks the partner to confirm them.
type ContactPoint struct {
	Partner string // id
	Kind    string // site, phone, email, address, hours
	Value   string
	Label   string // what it is of, when not of the whole: « service d'orientation, site de Nancy »
	Dated   string // date of the source: 2026-03-03, 2026-03 or 2026; empty when it bears none
	Provenance
}

// Place is a commune. There are 35,000 of them, so what needs no room takes none.
type Place struct {
	Code        string // INSEE
	Name        string
	Aliases     []string
	Departement string
	Lat, Lon    float64
	Population  int32
	Approximate bool // coordinates are the mean of a larger area
	Home        bool // in Grand Est

	at        [3]float64 // on the unit sphere, set by Load
	row       int32
	former    int    // how many of the aliases, the first, were communes once
	postcodes string // as the table has them
}

// Postcodes are those of the commune, of five digits each.
func (p *Place) Postcodes() []string {
	if p.postcodes == "" {
		return nil
	}
	return strings.Split(p.postcodes, separator)
}

// Departement and Region are those of France, by INSEE code.
type Departement struct {
	Code, Name, Region string
	Names              []string // everyday names, for recognition

	row int
}

// Region is a French region.
type Region struct {
	Code, Name string
	Names      []string

	row int
}

// Area is a stretch of country that people name and no administration does:
// « vallée de la Fensch ».
type Area struct {
	Name    string
	Names   []string
	Commune string // INSEE code of the commune that stands for it

	row int
}

// Abroad is a place outside France that people name as theirs or as a goal.
type Abroad struct {
	Name    string // usual French name
	Country string // usual French name
	Names   []string

	row int
}

// Canned is an answer that staff begin from. What they have to fill in is a [Blank].
type Canned struct {
	Title string
	Text  string

	row int
}

// Blank is what must be filled in before a canned answer is sent.
const Blank = "[…]"

// Content is all that may be told. It is built by [Load]
// and read-only afterwards, so it is safe for concurrent use.
type Content struct {
	Jobs         []Job
	Trainings    []Training
	Schemes      []Scheme
	Partners     []Partner
	Contacts     []ContactPoint
	Places       []Place // by code
	Departements []Departement
	Regions      []Region
	Areas        []Area
	Abroad       []Abroad
	Canned       []Canned // answers for staff
	Texts        *Texts   // every sentence

	index index
	under *Content // this one without confirmations, nil when there are none
}
