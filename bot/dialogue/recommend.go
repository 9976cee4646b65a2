package dialogue

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
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
	WorkStudy bool // an apprenticeship or the like is wished
	Day       bool // work in the day only
	Short     bool
	Diploma   bool
	On        time.Time // the day, which seeds the spread over equal paths

	from  *content.Place // of Around, while searching
	quiet bool           // only the scores are wanted, no words
}

// Reason is what one rule says of one training.
type Reason struct {
	Rule  string  // its name, as shown by --explain
	Score float64 // what it multiplies the score by; 0 rules the training out
	Why   string  // for the person; "" when there is nothing to say
	Doubt string  // what is not known
}

// Candidate is a training with what every rule says of it.
type Candidate struct {
	Training   *content.Training
	Score      float64
	DistanceKm int // as the crow flies; -1 when the place is not known
	Reasons    []Reason

	turn uint32 // place among equals on that day
}

// rule judges a training for a person.
type rule struct {
	name  string
	judge func(d *Dialogue, w *Wanted, t *content.Training, km int) Reason
}

// rules in the order they are told. A score is the product of all of them, so each
// can be read alone: 1 is neutral, 0 rules out.
var rules = []rule{
	{"métier", fits},
	{"niveau", entry},
	{"situation", open},
	{"âge", aged},
	{"distance", near},
	{"alternance", workStudy},
	{"durée", lasting},
	{"débouché", upward},
	{"certitude", certain},
}

// Judge runs every rule on one training.
func (d *Dialogue) Judge(w Wanted, t *content.Training) Candidate {
	w.quiet = false
	c := Candidate{Training: t, Score: 1, DistanceKm: d.distanceTo(&w, t)}
	for _, r := range rules {
		reason := r.judge(d, &w, t, c.DistanceKm)
		reason.Rule = r.name
		c.Score *= reason.Score
		c.Reasons = append(c.Reasons, reason)
	}
	return c
}

// offer is a training with where it is, as scoring needs it.
type offer struct {
	training *content.Training
	at       *content.Place // nil when not known
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
			for _, t := range c.TrainingsFor(job) {
				if !seen[t.ID] {
					seen[t.ID] = true
					list = append(list, offer{t, places[t.Commune]})
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
	consider := func(list []offer) {
		for _, o := range list {
			floor := 0
			if len(best) == shortlist {
				floor = twentieths(best[shortlist-1].Score)
			}
			score := d.score(&w, o, floor)
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
	consider(d.offers[w.Job].direct)
	for _, job := range w.Jobs {
		consider(d.offers[job].direct)
	}
	consider(d.offers[w.Job].related)
	best = varied(best)
	for i := range best {
		best[i] = d.Judge(w, best[i].Training)
	}
	return best
}

func twentieths(score float64) int { return int(math.Round(score * 20)) }

// score is what Judge gives, without the words; it stops with 0 as soon as the rules
// so far bring it under the floor, since none can raise it again.
func (d *Dialogue) score(w *Wanted, o offer, floor int) float64 {
	km := -1
	if w.from != nil && o.at != nil {
		km = int(math.Round(w.from.KmTo(o.at)))
	}
	score := 1.0
	for i := range rules {
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

func fits(d *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	switch {
	case slices.Contains(t.Jobs, w.Job):
		if w.quiet {
			return Reason{Score: 1}
		}
		j, _ := d.c.Job(w.Job)
		return Reason{Score: 1, Why: "mène au métier visé (" + lower(j.Family) + ")"}
	case slices.ContainsFunc(w.Jobs, func(j string) bool { return slices.Contains(t.Jobs, j) }):
		return Reason{Score: 0.9, Why: "correspond à vos goûts"}
	}
	if w.quiet {
		return Reason{Score: 0.35}
	}
	j, _ := d.c.Job(t.Jobs[0])
	return Reason{Score: 0.35, Why: "métier voisin (" + lower(j.Family) + ")"}
}

func entry(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if t.EntryLevel == "" || t.EntryLevel == "sans_diplome" {
		if w.Niveau == "" || w.Niveau == "sans_diplome" {
			return Reason{Score: 1, Why: "accessible sans diplôme"}
		}
		return Reason{Score: 1}
	}
	if w.Niveau == "" {
		if w.quiet {
			return Reason{Score: 0.7}
		}
		return Reason{Score: 0.7, Doubt: "demande le " + niveaux[t.EntryLevel]}
	}
	switch gap := content.Rank(t.EntryLevel) - content.Rank(w.Niveau); {
	case gap <= 0:
		return Reason{Score: 1, Why: "votre niveau suffit pour entrer"}
	case gap == 1 && w.Situation == "jeune":
		return Reason{Score: 0.3, Doubt: "il faut d'abord le " + niveaux[t.EntryLevel]}
	}
	return Reason{Score: 0}
}

func open(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if len(t.Situations) == 0 {
		return Reason{Score: 1}
	}
	if w.Situation == "" {
		return Reason{Score: 0.8, Doubt: "ouverte selon votre situation"}
	}
	if slices.Contains(t.Situations, w.Situation) {
		if w.quiet {
			return Reason{Score: 1}
		}
		return Reason{Score: 1, Why: "prévue pour votre situation (" + situations[w.Situation] + ")"}
	}
	if w.Situation == "autre" || w.Situation == "interimaire" && slices.Contains(t.Situations, "demandeur_emploi") {
		return Reason{Score: 0.6, Doubt: "à vérifier avec votre statut"}
	}
	return Reason{Score: 0}
}

func aged(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if w.Age == 0 {
		if t.AgeMax > 0 && w.quiet {
			return Reason{Score: 0.8}
		}
		if t.AgeMax > 0 {
			return Reason{Score: 0.8, Doubt: "réservée aux moins de " + strconv.Itoa(t.AgeMax+1) + " ans, sauf exceptions"}
		}
		return Reason{Score: 1}
	}
	switch {
	case t.AgeMin > 0 && w.Age < t.AgeMin-1:
		return Reason{Score: 0}
	case t.AgeMin > 0 && w.Age < t.AgeMin:
		return Reason{Score: 0.4, Doubt: "à partir de " + strconv.Itoa(t.AgeMin) + " ans"}
	case t.AgeMax > 0 && w.Age > t.AgeMax:
		return Reason{Score: 0}
	case t.AgeMax > 0:
		return Reason{Score: 1, Why: "ouverte à votre âge"}
	case w.Age < 18 && t.Kind == content.Continuing:
		return Reason{Score: 0.2, Doubt: "en général dès 18 ans"}
	case w.Age < 18 && t.Kind != content.SchoolTrack && t.Kind != "apprentissage":
		return Reason{Score: 0.2}
	case w.Age >= 26 && t.Kind == content.SchoolTrack:
		return Reason{Score: 0.25, Doubt: "surtout pour des jeunes ; à demander au lycée"}
	}
	return Reason{Score: 1}
}

func near(_ *Dialogue, w *Wanted, t *content.Training, km int) Reason {
	if km < 0 {
		if t.Commune != "" {
			return Reason{Score: 0.8}
		}
		if len(t.Departements) > 0 && w.Around != "" && !slices.Contains(t.Departements, w.Departement) {
			return Reason{Score: 0.7}
		}
		return Reason{Score: 0.75}
	}
	if w.MobiliteKm > 0 && km > w.MobiliteKm {
		over := float64(km-w.MobiliteKm) / float64(w.MobiliteKm)
		if w.quiet {
			return Reason{Score: max(0.1, 0.5-over/2)}
		}
		return Reason{Score: max(0.1, 0.5-over/2), Doubt: fmt.Sprintf("à %d km à vol d'oiseau, plus loin que ce que vous pouvez faire", km)}
	}
	if w.quiet {
		return Reason{Score: max(0.3, 1-float64(km)/150)}
	}
	why := fmt.Sprintf("à %d km à vol d'oiseau", km)
	if km <= 2 {
		why = "tout près de chez vous"
	}
	return Reason{Score: max(0.3, 1-float64(km)/150), Why: why}
}

func workStudy(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	alternates := t.Kind == "apprentissage" || t.Kind == "professionnalisation"
	switch {
	case w.WorkStudy && alternates:
		return Reason{Score: 1, Why: "en alternance, avec un salaire"}
	case w.WorkStudy:
		return Reason{Score: 0.6}
	}
	return Reason{Score: 1}
}

func lasting(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if w.Short && t.WeeksMin > 30 {
		return Reason{Score: 0.5}
	}
	if w.Short && t.WeeksMax > 0 && t.WeeksMax <= 30 {
		return Reason{Score: 1, Why: "assez courte"}
	}
	return Reason{Score: 1}
}

func upward(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	switch {
	case t.ExitLevel == "" || w.Niveau == "":
		return Reason{Score: 1}
	case content.Rank(t.ExitLevel) < content.Rank(w.Niveau)-1:
		return Reason{Score: 0.6}
	case w.Diploma && content.Rank(t.ExitLevel) > content.Rank(w.Niveau):
		return Reason{Score: 1, Why: "donne un diplôme plus élevé"}
	}
	return Reason{Score: 1}
}

func certain(_ *Dialogue, _ *Wanted, t *content.Training, _ int) Reason {
	switch t.Confidence {
	case content.Verified:
		return Reason{Score: 1}
	case content.Unchecked:
		return Reason{Score: 0.85, Doubt: "à confirmer"}
	}
	return Reason{Score: 0.95}
}

// pathRoom is what the words of the text leave of [content.MaxPath].
const pathRoom = content.MaxPath - 60

// Path is a training told to one person.
type Path struct {
	ID, Title, Why, Unknown, Next          string
	Place, Entry, Length, LeadsTo, Decides string
	Contact, ContactID, URL                string
	Distance                               int
}

// path tells a training for the person of a session.
func (d *Dialogue) path(s *Session, id string) (*Path, bool) {
	t, ok := d.c.Training(id)
	if !ok {
		return nil, false
	}
	w := d.wanted(s, time.Time{})
	c := d.Judge(w, &t)
	p := &Path{ID: t.ID, Title: t.Name, Next: t.NextStep, LeadsTo: t.LeadsTo, URL: t.URL, ContactID: t.Contact, Distance: c.DistanceKm}
	if provider := d.c.ProviderName(t); provider != "" && !strings.Contains(fold(t.Name), firstWords(fold(provider))) {
		p.Title += " – " + provider
	}
	var why, doubt []string
	for _, r := range c.Reasons {
		if r.Why != "" {
			why = append(why, r.Why)
		}
		if r.Doubt != "" {
			doubt = append(doubt, r.Doubt)
		}
	}
	if name := d.placeName(t.Commune); name != "" {
		p.Place = name
		if c.DistanceKm > 2 {
			p.Place += fmt.Sprintf(", à %d km à vol d'oiseau", c.DistanceKm)
		}
		if !strings.Contains(p.Title, name) {
			p.Title += " (" + name + ")"
		}
	}
	if t.Unknown != "" {
		doubt = append([]string{lower(strings.TrimSuffix(t.Unknown, "."))}, doubt...)
	}
	if j, ok := d.c.Job(w.Job); ok && w.Age > 0 && w.Age < 18 && j.Night {
		doubt = append(doubt, "pas de travail de nuit avant 18 ans")
	}
	// A path fits a small screen: what is least needed goes first.
	reasons, doubts := min(3, len(why)), min(2, len(doubt))
	for {
		p.Why = strings.Join(why[:reasons], ", ")
		p.Unknown = sentence(strings.Join(doubt[:doubts], " ; "))
		if content.Length(p.Title+p.Why+p.Unknown+p.Next) <= pathRoom || reasons+doubts <= 2 {
			break
		}
		if doubts > 1 {
			doubts--
		} else {
			reasons--
		}
	}
	if t.EntryLevel != "" {
		p.Entry = niveaux[t.EntryLevel]
	}
	p.Length = weeks(t.WeeksMin, t.WeeksMax)
	if scheme, ok := d.c.Scheme(t.Kind); ok {
		p.Decides = scheme.Decides
	}
	if partner, ok := d.c.Partner(t.Contact); ok {
		p.Contact = partner.Short
	}
	return p, true
}

// firstWords are enough of a name to know it by.
func firstWords(s string) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(2, len(words))], " ")
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// weeks writes a length of time.
func weeks(from, to int) string {
	say := func(n int) string {
		switch {
		case n >= 52 && n%52 == 0:
			if n == 52 {
				return "1 an"
			}
			return strconv.Itoa(n/52) + " ans"
		case n >= 9:
			return strconv.Itoa((n+2)/4) + " mois"
		}
		return strconv.Itoa(n) + " semaines"
	}
	switch {
	case from == 0 && to == 0:
		return ""
	case to == 0 || from == to:
		return say(from)
	case from == 0:
		return "jusqu'à " + say(to)
	}
	return "de " + say(from) + " à " + say(to)
}

// wanted is what the person of a session looks for.
func (d *Dialogue) wanted(s *Session, on time.Time) Wanted {
	w := Wanted{Job: s.Profile.Metier, Around: s.around(), Profile: s.Profile, On: on,
		WorkStudy: s.Flags.Has(WorkStudy), Day: s.likes('j'), Short: s.likes('k'), Diploma: s.likes('x')}
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
	_, _ = fmt.Fprint(h, s.Profile, s.Near, s.Flags&WorkStudy, s.likes('k'), s.likes('x'))
	return uint16(h.Sum32() | 1)
}

// recommend proposes paths for what is known.
func (t *turn) recommend() {
	w := t.d.wanted(&t.s, t.m.At)
	best := t.d.Recommend(w)
	t.s.Ask = ""
	t.s.Found = t.d.fingerprint(&t.s)
	shown := t.s.Paths
	t.s.Paths = nil
	if len(best) == 0 {
		t.say("chemins.aucun", "p:"+t.d.route(&t.s, "formation"))
		t.answered("chercher_formation")
		return
	}
	for _, c := range best {
		t.s.Paths = append(t.s.Paths, c.Training.ID)
		r := Recommendation{Training: c.Training.ID, Score: math.Round(c.Score*1000) / 1000, DistanceKm: c.DistanceKm, Contact: c.Training.Contact}
		for _, reason := range c.Reasons {
			if reason.Why != "" {
				r.Why = append(r.Why, reason.Why)
			}
		}
		t.out.Recommendations = append(t.out.Recommendations, r)
	}
	t.noted()
	if t.lead != "" && slices.Equal(shown, t.s.Paths) {
		t.s.reach(Recommended)
		t.say("chemins.memes", "")
		return
	}
	t.showPaths()
}

// showPaths says the paths found last, one message each.
func (t *turn) showPaths() {
	if len(t.s.Paths) == 0 {
		t.seek()
		return
	}
	t.s.reach(Recommended)
	t.s.Ask = ""
	t.say("chemins", "n:"+strconv.Itoa(len(t.s.Paths)))
	far := false
	for i, id := range t.s.Paths {
		t.say("chemin", "t:"+strconv.Itoa(i+1))
		if path, ok := t.d.path(&t.s, id); ok {
			far = far || path.Distance > 30
		}
	}
	if far && t.s.Profile.MobiliteKm == 0 && t.s.asked(qDistance) == 0 {
		t.leadWith("chemins.loin")
		t.ask(qDistance)
		return
	}
	if q := t.s.missing(); q != "" && t.s.asked(q) == 0 {
		t.leadWith("chemins.affiner")
		t.ask(q)
		return
	}
	t.say("chemins.suite", "")
}

// more tells a path in full.
func (t *turn) more(id string) {
	if _, ok := t.d.c.Training(id); !ok {
		t.say("chemins.fini", "")
		return
	}
	t.s.Ask = ""
	if !slices.Contains(t.s.Paths, id) && t.s.Profile == (Profile{}) {
		t.say("chemins.fini", "")
		return
	}
	t.say("chemin.plus", "t:"+id)
}
