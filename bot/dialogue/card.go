package dialogue

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"potentiels/bot/content"
	"potentiels/bot/desk"
)

// fields are what a human receives about a person: the person sees exactly this before
// they consent.
func (d *Dialogue) fields(s *Session, w *Wish, channel string) []desk.Field {
	var out []desk.Field
	add := func(name, value string) {
		if value != "" {
			out = append(out, desk.Field{Name: name, Value: value})
		}
	}
	switch employer, ward := s.Flags.Has(Employer), s.Flags.Has(Ward); {
	case employer:
		add("Qui écrit", "une entreprise")
	case ward && !w.private():
		add("Qui écrit", "quelqu'un qui aide la personne à former")
	}
	p := w.without(s.Profile)
	if j, ok := d.c.Job(p.Metier); ok {
		add("Métier", j.Family)
	}
	place := d.placeName(p.Commune)
	if place == "" {
		dep, _ := d.c.Departement(p.Departement)
		place = dep.Name
	}
	add("Lieu", place)
	add("Situation", situations[p.Situation])
	add("Diplôme", niveaux[p.Niveau])
	if p.Age > 0 {
		add("Âge", years(p.Age))
	}
	if p.MobiliteKm > 0 {
		add("Distance", distance(p.MobiliteKm))
	}
	if !s.Flags.Has(Employer) && !w.private() && !strings.Contains(w.Without, "t") {
		hours, weights := s.terms()
		add("Horaires", hours)
		add("Limite", weights)
	}
	if !w.private() {
		add("Autre personne", d.secondOf(s, w))
	}
	text, contacts := desk.Apart(w.Text)
	switch subject := d.subject(w.Text); {
	case w.Text == "":
	case w.Text == noWords || w.Text == d.meanings["parler_conseiller"]:
		add("Demande", lower(w.Text))
	case subject != "":
		add("Sujet abordé", subject)
	default:
		add("Demande", "« "+text+" »")
	}
	if w.private() {
		return out
	}
	if w.Question != "" {
		add("Question", "« "+w.Question+" »")
	}
	names := 2
	if content.Length(w.Text)+content.Length(w.Question) > wishLength {
		names = 0 // their own words come first, on a card that is to be read
	}
	add("Déjà répondu", d.done(s, names))
	add("Écrit depuis", channels[channel])
	if s.Flags.Has(Written) {
		add("Réponse", inWriting)
	}
	add("Contact", reachable(w.Contact, contacts))
	return out
}

func years(n int) string { return strconv.Itoa(n) + " ans" }

// inWriting is what the card says of who wants no telephone.
const inWriting = "par écrit, sans téléphone"

// reachable are the contact that was left and those that stand in the words of a request, each once.
func reachable(left string, told []string) string {
	var out []string
	if left != "" {
		out = append(out, spelled(left))
	}
	for _, c := range told {
		if n := digits(c); !strings.Contains(c, "@") && !(len(n) == 10 && n[0] == '0' || c[0] == '+') {
			continue // of nobody to be reached by: a social security number, one of a company
		}
		if !slices.ContainsFunc(out, func(o string) bool { return sameContact(o, c) }) {
			out = append(out, c)
		}
	}
	return strings.Join(out, " ; ")
}

// sameContact compares e-mails without regard to case, and numbers by the digits that all ways to write one share.
func sameContact(a, b string) bool {
	if strings.Contains(a, "@") || strings.Contains(b, "@") {
		return strings.EqualFold(a, b)
	}
	last := func(s string) string { n := digits(s); return n[max(0, len(n)-9):] }
	return last(a) == last(b)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// subject is what a wish without words of its own is about: it was not said, and stands in no quotes.
func (d *Dialogue) subject(text string) string {
	for intent, label := range d.meanings {
		if label == text {
			return cmp.Or(broad[intent], lower(label))
		}
	}
	return ""
}

// broad are the subjects that the label of their intent narrows to more than was said.
var broad = map[string]string{"etranger": "venir d'un autre pays, la langue ou les papiers"}

// channels are the names of those that people write on.
var channels = map[string]string{"telegram": "Telegram", "web": "la page web", "terminal": "un terminal"}

// done tells what the talk answered already, so that nobody begins again.
func (d *Dialogue) done(s *Session, names int) string {
	if n := len(s.Paths); n > 0 && names == 0 {
		return counted(n, "piste proposée", "pistes proposées")
	}
	var out []string
	for _, id := range s.Paths {
		if tr, ok := d.c.Training(id); ok && len(out) < names {
			out = append(out, tr.Name)
		}
	}
	if len(s.Paths) > len(out) {
		out = append(out, "…")
	}
	if len(out) == 0 {
		return ""
	}
	return "pistes proposées : " + strings.Join(out, ", ")
}

// counted says how many there are.
func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + more
}

// card writes the fields line by line.
func card(fields []desk.Field) string {
	lines := make([]string, len(fields))
	for i, f := range fields {
		lines[i] = "• " + f.Name + " : " + f.Value
	}
	return strings.Join(lines, "\n")
}

// private tells that a wish was made in distress: nothing but the wish goes.
func (w *Wish) private() bool { return w.Text == wishInDistress }

// label says in lists what a request is about, without saying who asks.
func (d *Dialogue) label(p Profile) string {
	j, _ := d.c.Job(p.Metier)
	place, _ := d.c.Place(p.Commune)
	code := place.Departement
	if code == "" {
		code = p.Departement
	}
	dep, _ := d.c.Departement(code)
	return strings.Join(slices.DeleteFunc([]string{j.Family, dep.Name}, func(s string) bool { return s == "" }), " · ")
}

// viewWish fills in what concerns a request.
func (d *Dialogue) viewWish(v *view, w *Wish, m *Message) {
	v.Partner = d.partner(w.Partner)
	asked := v.Partner
	if w.Next != "" {
		v.Suivant = d.partner(w.Next)
		asked = v.Suivant
	}
	v.Contact = spelled(w.Contact)
	v.Date = day(w.At)
	v.Demande = w.ID
	v.Conseiller = cmp.Or(w.By, "Un conseiller") + " (" + v.Partner.Short + ")"
	if m.Desk != nil && m.Desk.From != w.By { // of two with one name it would say nothing
		v.Avant = m.Desk.From
	}
	if p, ok := d.rules.Partner(asked.ID); ok {
		v.Partage = p.Shared
		if p.Told && !m.At.IsZero() && !p.Calendar.Open(m.At) {
			v.Reprise = when(p.Calendar.Next(m.At))
		}
	}
	if median := m.Standings[asked.ID].Median; median > 0 {
		v.Delai = lasts(median)
	}
}

// when says a day to come: « lundi 30 novembre à 9 h ».
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(content.Paris)
	s := days[t.Weekday()] + " " + ordinalDay(t.Day()) + " " + months[t.Month()-1] + " à " + strconv.Itoa(t.Hour()) + "\u00a0h"
	if t.Minute() > 0 {
		s += fmt.Sprintf("\u00a0%02d", t.Minute())
	}
	return s
}

// date says a day of the content: « 27 novembre 2026 ».
func date(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return ordinalDay(t.Day()) + " " + months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

func ordinalDay(n int) string {
	if n == 1 {
		return "1er"
	}
	return strconv.Itoa(n)
}

var (
	days = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
)

// lasts says a delay, rounded up: « 3 heures », « 2 jours ».
func lasts(d time.Duration) string {
	switch hours := int((d + time.Hour - 1) / time.Hour); {
	case hours <= 1:
		return "une heure"
	case hours < 36:
		return strconv.Itoa(hours) + " heures"
	default:
		return strconv.Itoa((hours+23)/24) + " jours"
	}
}

// spelled writes a French number as people do; anything else stays as it is.
func spelled(contact string) string {
	n, french := strings.CutPrefix(contact, "+33")
	if !french || len(n) != 9 {
		return contact
	}
	n = "0" + n
	return n[:2] + " " + n[2:4] + " " + n[4:6] + " " + n[6:8] + " " + n[8:]
}

// held are what is known of a person, for themselves: a line each.
func (d *Dialogue) held(s *Session) []string {
	var out []string
	for w := s.Wish; w != nil; w = w.Also {
		if w.Sent() {
			out = append(out, "Demande : le "+day(w.At)+", "+d.partner(w.Partner).Named)
		}
	}
	fields := d.fields(s, &Wish{}, "")
	if s.Question != "" {
		fields = append(fields, desk.Field{Name: "Dernière question", Value: "« " + s.Question + " »"})
	}
	lines := make([]string, 0, len(fields)+len(out)+1)
	for _, f := range fields {
		lines = append(lines, f.Name+" : "+f.Value)
	}
	if s.Flags.Has(News) {
		out = append(out, "Nouvelles : vous êtes inscrit")
	}
	return append(lines, out...)
}
