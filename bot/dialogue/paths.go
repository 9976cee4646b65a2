package dialogue

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"potentiels/bot/content"
)

// pathRoom is what the words of the text leave of [content.MaxPath].
const pathRoom = content.MaxPath - 60

// Path is a training told to one person.
type Path struct {
	ID, Title, Why, Unknown, Next, Rule    string
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
	provider := d.c.ProviderName(t)
	if partner, ok := d.c.Partner(t.Provider); ok && t.Commune == "" && d.beyond(s, partner) {
		provider = strings.TrimSuffix(provider, " Lorraine")
	}
	if provider != "" && !strings.Contains(fold(t.Name), firstWords(fold(provider))) {
		p.Title += " – " + provider
	}
	var why, limits, doubt []string
	for i, r := range c.Reasons {
		if r.Why != "" {
			why = append(why, r.Why)
		}
		if r.Note != "" {
			p.Rule = sentence(r.Note)
		}
		switch {
		case r.Doubt == "":
		case rules[i].ofWork:
			limits = append(limits, r.Doubt) // what the person said they need comes first
		default:
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
	doubt = append(limits, doubt...)
	if t.Unknown != "" { // of what is not known of a path nothing that was told hides anything
		doubt = append([]string{lower(strings.TrimSuffix(t.Unknown, "."))}, doubt...)
	}
	if s.Flags.Has(Ward) {
		for _, list := range [][]string{why, doubt} {
			for i := range list {
				list[i] = ofThem.Replace(list[i])
			}
		}
	}
	// A path fits a small screen: what is least needed goes first.
	reasons, doubts := min(3, len(why)), min(2, len(doubt))
	for {
		p.Why = strings.Join(why[:reasons], ", ")
		p.Unknown = sentence(strings.Join(doubt[:doubts], " ; "))
		if content.Length(p.Title+p.Why+p.Unknown+p.Rule+p.Next) <= pathRoom || reasons+doubts <= 2 {
			break
		}
		if doubts > 1 && (len(limits) == 0 || reasons == 1) {
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
		if p.Contact = partner.Short; t.Commune == "" && d.beyond(s, partner) {
			p.Contact = strings.TrimSuffix(partner.Short, " Lorraine") + ", en " + d.otherPart(s)
		}
	}
	return p, true
}

// ofThem tells the reasons of somebody who is written for.
var ofThem = strings.NewReplacer("votre niveau", "son niveau", "votre métier", "son métier", "votre statut", "son statut",
	"votre contrat", "son contrat", "votre conseiller", "son conseiller", "vos goûts", "ses goûts", "près de chez vous", "près de son domicile", "vous pouvez", "elle peut",
	"votre a", "son a", "votre â", "son â", "votre e", "son e", "votre é", "son é", "votre i", "son i", "votre o", "son o", "votre u", "son u", "votre ", "sa ")

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

// recommend proposes paths for what is known.
func (t *turn) recommend() {
	t.propose(t.d.best(t.d.wanted(&t.s, t.m.At)))
}

// samePaths tells whether the paths to propose are those that were shown last.
func (t *turn) samePaths() bool {
	best := t.d.best(t.d.wanted(&t.s, t.m.At))
	return len(best) > 0 && slices.EqualFunc(best, t.s.Paths, func(c Candidate, id string) bool { return c.Training.ID == id })
}

// recommendOthers proposes paths that were not shown last, and tells whether there are any.
func (t *turn) recommendOthers() bool {
	w := t.d.wanted(&t.s, t.m.At)
	w.Not = t.s.Paths
	best := t.d.best(w)
	if len(best) == 0 {
		return false
	}
	t.leadWith("chemins.autres")
	t.propose(best)
	return true
}

// propose shows paths.
func (t *turn) propose(best []Candidate) {
	t.s.Ask = ""
	t.s.Found = t.d.fingerprint(&t.s)
	shown := t.s.Paths
	t.s.Paths = nil
	if len(best) == 0 {
		t.say("chemins.aucun", "p:"+t.d.route(&t.s, &t.m, "formation"))
		t.answered("chercher_formation")
		return
	}
	for _, c := range best {
		t.s.Paths = append(t.s.Paths, c.Training.ID)
		r := Recommendation{Training: c.Training.ID, Score: math.Round(c.Score*1000) / 1000, DistanceKm: c.DistanceKm, Contact: c.Training.Contact, Reasons: c.Reasons}
		for _, reason := range c.Reasons {
			if reason.Why != "" {
				r.Why = append(r.Why, reason.Why)
			}
		}
		t.out.Recommendations = append(t.out.Recommendations, r)
	}
	t.noted()
	if t.lead != "" && !t.show && slices.Equal(shown, t.s.Paths) && t.known.Commune == t.s.Profile.Commune && t.known.Metier == t.s.Profile.Metier && t.limits == t.s.limits() {
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
	intro := "chemins"
	if first, ok := t.d.c.Training(t.s.Paths[0]); ok && t.s.studies() && isStudy(&first) {
		intro = "chemins.etudes"
	}
	t.say(intro, "n:"+strconv.Itoa(len(t.s.Paths)))
	for i := range t.s.Paths {
		t.say("chemin", "t:"+strconv.Itoa(i+1))
	}
	if t.s.Profile.MobiliteKm == 0 && t.s.asked(qDistance) == 0 && t.far() {
		t.remindOfOther()
		t.leadWith("chemins.loin")
		t.ask(qDistance)
		return
	}
	if q := t.s.missing(); q != "" && t.s.asked(q) == 0 {
		t.remindOfOther()
		t.leadWith("chemins.affiner")
		t.ask(q)
		return
	}
	if t.s.lacks(qPlace) {
		t.leadWith("chemins.sans_lieu")
	}
	if !t.offersOther() {
		t.say("chemins.suite", "")
	}
}

// far tells whether one of the paths is farther than people go every day.
func (t *turn) far() bool {
	w := t.d.wanted(&t.s, time.Time{})
	return slices.ContainsFunc(t.s.Paths, func(id string) bool {
		training, ok := t.d.c.Training(id)
		return ok && t.d.distanceTo(&w, &training) > 30
	})
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
	t.s.Opened = id
	t.say("chemin.plus", "t:"+id)
}
