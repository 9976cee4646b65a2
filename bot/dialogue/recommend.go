package dialogue

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"time"

	"potentiels/bot/content"
)

// most is how many paths are proposed at once.
const most = 3

// Wanted is what a path is looked for.
type Wanted struct {
	Job    string // id
	Jobs   []string
	Around string // INSEE of the commune to search around
	Profile
	WorkStudy  bool // an apprenticeship or the like is wished
	NoContract bool // none of them is
	Day        bool // work in the day only
	Skilled    bool // wants experience recognised rather than a training
	Light      bool // nothing heavy, for one's health or one's liking
	Short      bool
	Diploma    bool
	NoStudies  bool      // nothing at a lycée or a university
	Studies    bool      // the ways after the bac at a school
	Degrees    string    // the letters of those that were named, see degrees
	Abroad     bool      // employed across the border
	Not        []string  // trainings that are known already
	On         time.Time // the day, which seeds the spread over equal paths

	from  *content.Place // of Around, while searching
	via   *content.Job   // the job that the training being judged is offered for
	quiet bool           // only the scores are wanted, no words
}

// limited tells whether the person has limits that the rules on work itself look at.
func (w *Wanted) limited() bool { return w.Day || w.Light || w.Age > 0 && w.Age < 18 }

// Candidate is a training with what every rule says of it.
type Candidate struct {
	Training   *content.Training
	Score      float64
	DistanceKm int // as the crow flies; -1 when the place is not known
	Reasons    []Reason

	turn uint32 // place among equals on that day
}

// Judge runs every rule on one training.
func (d *Dialogue) Judge(w Wanted, t *content.Training) Candidate {
	w.quiet = false
	w.via = d.jobOf(&w, t)
	c := Candidate{Training: t, Score: 1, DistanceKm: d.distanceTo(&w, t), Reasons: make([]Reason, 0, len(rules))}
	for _, r := range rules {
		reason := r.judge(d, &w, t, c.DistanceKm)
		reason.Rule = r.name
		c.Score *= reason.Score
		c.Reasons = append(c.Reasons, reason)
	}
	return c
}

// jobOf is the job that a training is offered for: the one wished, else the first it leads to.
func (d *Dialogue) jobOf(w *Wanted, t *content.Training) *content.Job {
	id := t.Jobs[0]
	if slices.Contains(t.Jobs, w.Job) {
		id = w.Job
	}
	j, ok := d.c.Job(id)
	if !ok {
		return nil
	}
	return &j
}

// offer is a training with where it is, as scoring needs it.
type offer struct {
	training *content.Training
	at       *content.Place // nil when not known
	via      *content.Job
}

// offers are the trainings for a job, and those for the jobs next to it.
type offers struct{ direct, related []offer }

// index prepares the search: built once, so that a search looks nothing up.
func index(c *content.Content) map[string]offers {
	places := make(map[string]*content.Place, len(c.Trainings))
	for i := range c.Trainings {
		places[c.Trainings[i].Commune] = nil
	}
	for i := range c.Places {
		if _, wanted := places[c.Places[i].Code]; wanted {
			places[c.Places[i].Code] = &c.Places[i]
		}
	}
	out := make(map[string]offers, len(c.Jobs))
	for _, j := range c.Jobs {
		seen := make(map[string]bool)
		take := func(job string) (list []offer) {
			via := &c.Jobs[slices.IndexFunc(c.Jobs, func(j content.Job) bool { return j.ID == job })]
			for _, t := range c.TrainingsFor(job) {
				if !seen[t.ID] {
					seen[t.ID] = true
					list = append(list, offer{t, places[t.Commune], via})
				}
			}
			return list
		}
		o := offers{direct: take(j.ID)}
		for _, r := range j.Related {
			o.related = append(o.related, take(r)...)
		}
		out[j.ID] = o
	}
	return out
}

// shortlist is how many of the best are looked at for variety.
const shortlist = 24

// Recommend finds the best paths, at most three, best first. Equal ones (to the
// twentieth) take turns by the day, so that nobody is always first.
func (d *Dialogue) Recommend(w Wanted) []Candidate {
	w.quiet = true
	if p, ok := d.c.Place(w.Around); ok {
		w.from = &p
	}
	day := w.On.UTC().Format(time.DateOnly)
	best := make([]Candidate, 0, shortlist+1)
	better := func(a, b Candidate) int {
		return cmp.Or(
			cmp.Compare(twentieths(b.Score), twentieths(a.Score)),
			cmp.Compare(a.turn, b.turn),
			cmp.Compare(a.Training.ID, b.Training.ID),
		)
	}
	consider := func(list []offer, fit float64) {
		for _, o := range list {
			if slices.Contains(w.Not, o.training.ID) {
				continue
			}
			floor := 0
			if len(best) == shortlist {
				floor = twentieths(best[shortlist-1].Score)
			}
			score := d.score(&w, o, fit, floor)
			if score <= 0 {
				continue
			}
			c := Candidate{Training: o.training, Score: score, turn: turnOf(day, o.training.ID)}
			at, _ := slices.BinarySearchFunc(best, c, better)
			if at < shortlist {
				best = slices.Insert(best, at, c)
				best = best[:min(shortlist, len(best))]
			}
		}
	}
	consider(d.offers[w.Job].direct, fitsWell)
	for _, job := range w.Jobs {
		consider(d.offers[job].direct, fitsTastes)
	}
	consider(d.offers[w.Job].related, fitsNearby)
	best = varied(best)
	for i := range best {
		best[i] = d.Judge(w, best[i].Training)
	}
	return best
}

func twentieths(score float64) int { return int(math.Round(score * 20)) }

// score is what Judge gives, without the words; it stops with 0 as soon as the rules
// so far bring it under the floor, since none can raise it again.
func (d *Dialogue) score(w *Wanted, o offer, fit float64, floor int) float64 {
	km := -1
	if w.from != nil && o.at != nil {
		km = int(math.Round(w.from.KmTo(o.at)))
	}
	score := near(d, w, o.training, km).Score * fit // the rule that tells trainings apart most
	if twentieths(score) < floor {
		return 0
	}
	w.via = o.via
	limited := w.limited()
	for i := range rules {
		if r := &rules[i]; r.name == "métier" || r.name == "distance" || r.ofWork && !limited {
			continue // counted above, or nothing to look at
		}
		score *= rules[i].judge(d, w, o.training, km).Score
		if score == 0 || twentieths(score) < floor {
			return 0
		}
	}
	return score
}

// varied takes the first paths, leaving out what repeats a provider and kind already
// taken as long as something else is nearly as good.
func varied(all []Candidate) []Candidate {
	var out []Candidate
	for _, c := range all {
		if len(out) == most {
			break
		}
		if !slices.ContainsFunc(out, func(o Candidate) bool {
			return o.Training.Kind == c.Training.Kind && o.Training.Provider == c.Training.Provider
		}) {
			out = append(out, c)
		}
	}
	for _, c := range all {
		if len(out) == most || len(out) > 0 && c.Score < out[0].Score/2 {
			break
		}
		if !slices.ContainsFunc(out, func(o Candidate) bool { return o.Training == c.Training }) {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		top := slices.MaxFunc(out, func(a, b Candidate) int { return cmp.Compare(a.Score, b.Score) }).Score
		out = slices.DeleteFunc(out, func(c Candidate) bool { return c.Score < top/5 })
	}
	return out
}

// turnOf shuffles by the day.
func turnOf(day, id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(day))
	_, _ = h.Write([]byte(id))
	return h.Sum32()
}

func (d *Dialogue) distanceTo(w *Wanted, t *content.Training) int {
	from, ok1 := d.c.Place(w.Around)
	to, ok2 := d.c.Place(t.Commune)
	if !ok1 || !ok2 {
		return -1
	}
	return int(math.Round(from.KmTo(&to)))
}

// wanted is what the person of a session looks for.
func (d *Dialogue) wanted(s *Session, on time.Time) Wanted {
	w := Wanted{Job: s.Profile.Metier, Around: s.around(), Profile: s.Profile, On: on,
		WorkStudy: s.Flags.Has(WorkStudy), Skilled: s.Flags.Has(Experience), Day: s.likes('j'), Light: s.likes('l'), Short: s.likes('k'), Diploma: s.likes('x'),
		NoStudies: s.likes(noStudies), NoContract: s.likes(noWorkStudy), Abroad: s.likes(abroad) && s.Profile.Situation != "demandeur_emploi" && s.Profile.Situation != "jeune"}
	if w.Studies = s.studies(); w.Studies {
		w.Degrees = s.Tastes
	}
	if w.Niveau == "" && w.Age > 0 && w.Age < 17 {
		w.Niveau = "sans_diplome"
	}
	if w.Departement == "" {
		p, _ := d.c.Place(w.Around)
		w.Departement = p.Departement
	}
	return w
}

// fingerprint stands for the facts that paths are found for.
func (d *Dialogue) fingerprint(s *Session) uint16 {
	h := fnv.New32a()
	_, _ = fmt.Fprint(h, s.Profile, s.Near, s.Flags&(WorkStudy|Experience), s.likes('k'), s.likes('x'), s.likes('j'), s.likes('l'), s.likes(noStudies), s.likes(noWorkStudy), s.likes(abroad))
	if s.studies() {
		_, _ = fmt.Fprint(h, s.Tastes)
	}
	return uint16(h.Sum32() | 1)
}
