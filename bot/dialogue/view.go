package dialogue

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"potentiels/bot/content"
)

// view is what a text can be filled in with. Fields without a value are zero; those that
// cost something are computed when a text asks for them.
type view struct {
	d       *Dialogue
	s       *Session
	channel string
	told    string // the training that Path tells
	whole   bool   // Path is more than its ID

	Prenom string
	Notes  string // the facts just noted, in words
	Metier string // family of the job wished: « soudage »
	Autre  string // of the one that the other of two wishes
	Ville  string // where the person lives
	Lieu   string // where to look
	// Ailleurs is the part of the region around there, where it is not Lorraine: « Alsace »
	Ailleurs string
	Resume   string // where the talk stands
	Fiche    string // what a human would receive
	Mots     string // what stands in a request in their words
	Contact  string // phone or e-mail left
	Date     string // of the request
	Etape    string // next step of the first path
	Abroad   string
	Hors     string // the département of home, where little is known of it: « la Haute-Marne »
	Guide    string // who knows what there is near the person
	N        int
	News     bool
	Ecrit    bool     // wants no telephone
	Sait     []string // what is known, a line each
	Job      *content.Job
	Jobs     []content.Job
	Partner  *content.Partner
	Path     *Path
	Choices  []content.Choice
	Wishes   []content.Choice // take one of the jobs for the one that is wished
	Titles   []string         // of the paths shown last, numbered
	Lengths  []string         // of the same
	Entries  []string         // the levels that they ask for
	Length   string           // of the trainings for the job
	Levels   string           // that they ask for
	Towns    []string         // where the ways after the bac to the job are, by diploma
	Scheme   *content.Scheme

	Suivant    *content.Partner // whom a transfer is asked for
	Demande    string           // what this talk calls the request
	Conseiller string           // who has the request, with the partner: « Marie (Afpa) »
	Avant      string           // who had it until now, when that changes
	Partage    bool             // staff of other partners read of the request as well
	Delai      string           // how long a first answer takes, half of the time; empty is not known
	Reprise    string           // when the partner is there again; empty: now
	Confirme   string           // when staff of the partner last confirmed how to reach it
}

// What a view has where there is none.
var (
	noPartner content.Partner
	noScheme  content.Scheme
)

func (d *Dialogue) partner(id string) *content.Partner {
	p, ok := d.c.Partner(id)
	if !ok {
		return &noPartner
	}
	return &p
}

// view builds the data of a text. The argument is a kind and ids: "j:soudeur" a
// job, "j:soudeur,usineur" several, "d:vae" a scheme, "p:afpa" a partner, "t:id" a training, "t:2" the second path,
// "c:54395,57463" communes, "i:vae,cpf" intents, "n:3" a number, "w:x" a request.
func (d *Dialogue) view(s *Session, m *Message, notes []string, arg string) *view {
	p := s.Profile
	v := &view{
		d: d, s: s, channel: m.Channel,
		Prenom: firstName(m.FirstName),
		Notes:  strings.Join(notes, ", "),
		News:   s.Flags.Has(News),
		Ecrit:  s.Flags.Has(Written),

		Partner: &noPartner, Suivant: &noPartner, Scheme: &noScheme,
	}
	if p.Metier != "" {
		if j, ok := d.c.Job(p.Metier); ok {
			v.Metier, v.Job = j.Family, &j
		}
	}
	if j, ok := d.c.Job(s.Aside.Metier); ok && s.Flags.Has(Both) {
		v.Autre = j.Family
	}
	v.Ville = d.placeName(p.Commune)
	v.Lieu = d.where(s)
	v.Ailleurs = d.otherPart(s)
	if len(s.Paths) > 0 {
		v.told = s.Paths[0]
	}
	if w := s.Wish; w != nil {
		d.viewWish(v, w, m)
	}
	kind, ids, _ := strings.Cut(arg, ":")
	list := strings.Split(ids, ",")
	switch kind {
	case "j":
		for _, id := range list {
			if j, ok := d.c.Job(id); ok {
				v.Jobs = append(v.Jobs, j)
				v.Choices = append(v.Choices, content.Choice{Label: label(upper(j.Family)), Action: "infos:" + j.ID})
				v.Wishes = append(v.Wishes, content.Choice{Label: label(upper(j.Family)), Action: "metier:" + j.ID})
			}
		}
		if len(v.Jobs) > 0 {
			v.Job, v.Metier = &v.Jobs[0], v.Jobs[0].Family
		}
	case "d":
		scheme, _ := d.c.Scheme(ids)
		scheme.Name, _, _ = strings.Cut(scheme.Name, ",") // the short form
		for _, f := range []*string{&scheme.Length, &scheme.Cost, &scheme.Income, &scheme.Decides, &scheme.Contact, &scheme.ForWhom} {
			*f = d.within(*f)
		}
		v.Scheme = &scheme
	case "p":
		v.Partner = d.partner(ids)
		if v.Ailleurs != "" && len(v.Partner.Departements) == 0 && ofLorraine.MatchString(v.Partner.Name) {
			v.Partner.Name = v.Partner.Short // « Missions locales de Lorraine » are not those of who lives in Reims
		}
		v.Confirme = date(v.Partner.Confirmed)
	case "w":
		if w := s.request(ids); w != nil {
			d.viewWish(v, w, m)
		}
	case "t":
		id := ids
		if n, err := strconv.Atoi(ids); err == nil && n > 0 && n <= len(s.Paths) {
			v.N, id = n, s.Paths[n-1]
		}
		if tr, ok := d.c.Training(id); ok {
			v.told, v.Partner = id, d.partner(tr.Contact)
		}
	case "c":
		for _, code := range list {
			if place, ok := d.c.Place(code); ok {
				v.Choices = append(v.Choices, content.Choice{
					Label:  label(fmt.Sprintf("%s (%s)", place.Name, place.Departement)),
					Action: "lieu:" + code,
				})
			}
		}
	case "i":
		for _, id := range list {
			if l, ok := d.meanings[id]; ok {
				v.Choices = append(v.Choices, content.Choice{Label: l, Action: "intention:" + id})
			}
		}
	case "n":
		v.N, _ = strconv.Atoi(ids)
	case "a":
		v.Abroad = ids
	}
	return v
}

// Compute implements [content.Lazy].
func (v *view) Compute(field ...string) {
	if v.d == nil {
		return
	}
	switch field[0] {
	case "Resume":
		v.Resume = v.d.standing(v.s)
	case "Fiche":
		if w := v.s.Wish; w != nil {
			v.Fiche = card(v.d.fields(v.s, w, v.channel))
		}
	case "Mots":
		if w := v.s.Wish; w != nil { // the project may be another since it was sent
			v.Mots = card(v.d.fields(&Session{Flags: v.s.Flags & Written}, w, ""))
		}
	case "Hors":
		if !v.d.lorrain(v.s) {
			v.Hors = v.d.homePart(v.s)
		}
	case "Guide":
		v.Guide = v.d.whoKnows(v.s).Named
	case "Sait":
		v.Sait = v.d.held(v.s)
	case "Titles", "Lengths", "Entries":
		v.Titles, v.Lengths, v.Entries = nil, nil, nil
		for i, id := range v.s.Paths {
			if tr, ok := v.d.c.Training(id); ok {
				v.Titles = append(v.Titles, strconv.Itoa(i+1)+". "+v.d.titleAmong(v.s, &tr))
				v.Lengths = append(v.Lengths, strconv.Itoa(i+1)+". "+tr.Name+" : "+cmp.Or(weeks(tr.WeeksMin, tr.WeeksMax), "à demander"))
				v.Entries = append(v.Entries, strconv.Itoa(i+1)+". "+tr.Name+" : "+cmp.Or(niveaux[tr.EntryLevel], "à demander"))
			}
		}
	case "Length":
		if len(v.Jobs) > 0 {
			v.Length = v.d.lengths(v.Jobs[0].ID)
		}
	case "Towns":
		if v.Job != nil {
			v.Towns = v.d.towns(v.s, v.Job.ID)
		}
	case "Levels":
		if v.Job != nil {
			v.Levels = v.d.levels(v.Job.ID)
		}
	case "Etape":
		if len(v.s.Paths) > 0 {
			id := v.s.Paths[0]
			if slices.Contains(v.s.Paths, v.s.Opened) {
				id = v.s.Opened
			}
			tr, _ := v.d.c.Training(id)
			v.Etape = lower(tr.NextStep)
		}
	case "Path":
		onlyID := len(field) == 2 && field[1] == "ID"
		if v.whole || onlyID && v.Path != nil {
			return
		}
		if v.whole = !onlyID; v.whole {
			v.Path, _ = v.d.path(v.s, v.told)
		} else if _, ok := v.d.c.Training(v.told); ok {
			v.Path = &Path{ID: v.told}
		}
	}
}

// titleAmong names one of the paths shown, with where it is where another has the same name.
func (d *Dialogue) titleAmong(s *Session, t *content.Training) string {
	for _, id := range s.Paths {
		if other, ok := d.c.Training(id); ok && other.ID != t.ID && other.Name == t.Name {
			if p, ok := d.path(s, t.ID); ok {
				return p.Title
			}
		}
	}
	return t.Name
}

// within makes the first letter small, for the middle of a sentence, unless a name begins there.
func (d *Dialogue) within(s string) string {
	for _, p := range d.c.Partners {
		if p.Short != "" && strings.HasPrefix(s, p.Short) {
			return s
		}
	}
	return lower(s)
}

// label shortens a name to what fits on a button.
func label(s string) string {
	s, _, _ = strings.Cut(s, " / ")
	if r := []rune(s); len(r) > content.MaxLabel {
		return strings.TrimSpace(string(r[:content.MaxLabel-1])) + "…"
	}
	return s
}

// firstName takes the first word of what a network calls a person, if it can be one.
func firstName(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	if n := len([]rune(s)); n < 2 || n > 20 || strings.ContainsAny(s, "0123456789_@<>{}[]") {
		return ""
	}
	return s
}

func (d *Dialogue) placeName(code string) string {
	p, _ := d.c.Place(code)
	return p.Name
}

// where names the place to look around.
func (d *Dialogue) where(s *Session) string {
	if n := d.placeName(cmp.Or(s.Near, s.Profile.Commune)); n != "" {
		return n
	}
	dep, _ := d.c.Departement(s.Profile.Departement)
	return withArticle(dep)
}

// withArticle is the name of a département as it stands in a sentence: « les Vosges ».
func withArticle(dep content.Departement) string {
	for _, article := range []string{"la ", "le ", "les ", "l'"} {
		for _, name := range dep.Names {
			if fold(name) == fold(article+dep.Name) {
				return article + dep.Name
			}
		}
	}
	return dep.Name
}
