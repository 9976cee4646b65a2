package dialogue

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/intents"
)

// wishLength is how much of a person's words goes into a request.
const wishLength = 160

// fields are what a human receives about a person: the person sees exactly this before
// they consent.
func (d *Dialogue) fields(s *Session, w *Wish, channel string) []desk.Field {
	var out []desk.Field
	add := func(name, value string) {
		if value != "" {
			out = append(out, desk.Field{Name: name, Value: value})
		}
	}
	p := s.Profile
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
		add("Âge", strconv.Itoa(p.Age)+" ans")
	}
	if p.MobiliteKm > 0 {
		add("Distance", distance(p.MobiliteKm))
	}
	if w.Text != "" {
		add("Demande", "« "+w.Text+" »")
	}
	if w.private() {
		return out
	}
	add("Déjà répondu", d.done(s))
	add("Écrit depuis", channels[channel])
	add("Contact", spelled(w.Contact))
	return out
}

// channels are the names of those that people write on.
var channels = map[string]string{"telegram": "Telegram", "web": "la page web", "terminal": "un terminal"}

// done tells what the talk answered already, so that nobody begins again.
func (d *Dialogue) done(s *Session) string {
	var out []string
	for _, id := range s.Paths {
		if tr, ok := d.c.Training(id); ok && len(out) < 2 {
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
	v.Partner, _ = d.c.Partner(w.Partner)
	asked := v.Partner
	if w.Next != "" {
		v.Suivant, _ = d.c.Partner(w.Next)
		asked = v.Suivant
	}
	v.Contact = spelled(w.Contact)
	v.Date = day(w.At)
	v.Conseiller = cmp.Or(w.By, "Un conseiller") + " (" + v.Partner.Short + ")"
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

// wantHuman shows what would be sent to whom, and asks. A partner named by a button
// or in the message goes first.
func (t *turn) wantHuman(partner string) {
	if partner == "" {
		partner = t.namedPartner()
	}
	if _, ok := t.d.c.Partner(partner); !ok {
		partner = t.d.route(&t.s, &t.m, t.s.Topic)
	}
	if w := t.s.Wish; w.Sent() && w.Partner == partner {
		t.s.reach(Handoff)
		t.s.Ask = qContact
		t.say("accord.deja", "")
		return
	}
	text := t.words()
	if w := t.s.Wish; w != nil && !w.Sent() && w.Partner == "" && len(strings.Fields(text)) < 8 {
		text = w.Text
	}
	t.s.prepare(Wish{Partner: partner, Text: text})
	t.s.reach(Handoff)
	t.s.Ask = qConsent
	if phone := t.reach(); phone != "" {
		// A number that comes with the wish itself is not yet an answer to the
		// question: it is kept for it.
		t.s.Wish.Contact = phone
	}
	t.say("accord", "")
}

// words are what the person asked, as they wrote it; a press has none, and then the
// subject stands for it.
func (t *turn) words() string {
	said := ""
	if t.m.Kind == Text && len(strings.Fields(t.m.Text)) > 2 && t.u.Intent != "accepter" {
		said = strings.Join(strings.Fields(t.m.Text), " ")
	}
	if said == "" {
		if l := t.d.meanings[t.s.Topic]; l != "" {
			said = l
		} else {
			said = "être conseillé"
		}
	}
	if r := []rune(said); len(r) > wishLength {
		said = string(r[:wishLength-1]) + "…"
	}
	return strings.NewReplacer("«", "", "»", "").Replace(said)
}

// waiting handles what is written while a consent or a contact is asked. It reports
// whether the message was an answer to that.
func (t *turn) waiting(line, words string) bool {
	switch t.s.Ask {
	case qConsent:
		if w := t.s.asking(); w != nil {
			switch {
			case agrees.MatchString(words) && !strings.Contains(words, " pas ") && !thanksLine.MatchString(words):
				t.acceptTransfer(w, "écrit : "+clip(line))
				return true
			case refuses.MatchString(words):
				t.refuseTransfer(w)
				return true
			}
			return false
		}
		if t.s.Wish == nil || t.s.Wish.Partner == "" {
			t.s.Ask = ""
			return false
		}
		if reach := t.reach(); reach != "" {
			t.s.Wish.Contact = reach
			t.addWords(line)
			t.accept(t.s.Wish.Partner, "contact laissé")
			return true
		}
		switch {
		case agrees.MatchString(words) && !strings.Contains(words, " pas ") && !thanksLine.MatchString(words):
			t.accept(t.s.Wish.Partner, "écrit : "+clip(line))
			return true
		case refuses.MatchString(words):
			t.refuse()
			return true
		}
	case qContact:
		if t.reach() != "" {
			t.contact(t.reach(), line)
			return true
		}
		if name := t.entity(intents.Prenom); name != "" || hours.MatchString(words) || aName.MatchString(line) && len(t.u.Entities) == 0 && t.s.Wish.Sent() && t.u.Score < 0.8 {
			t.addNote(line)
			return true
		}
	case qErase:
		if t.u.Intent == "supprimer_donnees" && t.u.Score >= sure && !questions(line) || agrees.MatchString(words) && !strings.Contains(words, "non") {
			t.erase(true)
			return true
		}
	case qNews:
		if agrees.MatchString(words) || t.u.Intent == "abonner" && t.u.Score >= sure {
			t.news(true)
			return true
		}
	}
	return false
}

func questions(line string) bool { return strings.Contains(line, "?") }

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60])
	}
	return s
}

// reach is a phone number or an e-mail in the message.
func (t *turn) reach() string {
	if p := t.entity(intents.Telephone); p != "" {
		return p
	}
	return t.entity(intents.Email)
}

// at is where the first entity of a name begins in the message.
func (t *turn) at(name string) int {
	for _, e := range t.u.Entities {
		if e.Name == name {
			return clamp(e.Start, len(t.m.Text))
		}
	}
	return 0
}

func (t *turn) entity(name string) string {
	for _, e := range t.u.Entities {
		if e.Name == name && !e.Negated && e.Bearer != intents.Nobody {
			return e.Value
		}
	}
	return ""
}

// accept records the request. From here on it is the desk's.
func (t *turn) accept(partner, consent string) {
	if w := t.s.asking(); w != nil && w.Next == partner {
		t.acceptTransfer(w, consent)
		return
	}
	w := t.s.Wish
	if w == nil || w.Partner != partner && !w.Sent() {
		t.say("accord.fini", "")
		return
	}
	if w.Sent() {
		t.say("accord.deja", "")
		t.s.Ask = qContact
		return
	}
	w.At = t.m.At.Unix()
	w.ID = strconv.FormatInt(t.m.At.UnixMilli(), 36)
	for x := w.Also; x != nil; x = x.Also { // two within a millisecond, by the clock of the network
		if x.ID == w.ID {
			w.ID += "x"
		}
	}
	t.s.set(Distress, false)
	t.s.set(Shared, true)
	t.s.reach(Handoff)
	t.record(w, consent)
	t.s.Ask = qContact
	t.say("accord.donne", "")
}

// consentVersion names the wording that was agreed to: its text and wording, and a digest of what
// the content says there, which changes with any of its letters.
func (t *turn) consentVersion() string {
	said := ref{name: "accord"}
	for _, b := range t.before {
		if strings.HasPrefix(b.name, "accord") || b.name == "detresse.conseiller" {
			said = b
		}
	}
	h := fnv.New32a()
	if x, ok := t.d.texts.Get(said.name); ok && said.wording < x.Wordings() {
		_, _ = h.Write([]byte(x.Raw(said.wording)))
	}
	return fmt.Sprintf("%s/%d/%08x", said.name, said.wording+1, h.Sum32())
}

// record hands a request to the desk, with the receipt of the consent.
func (t *turn) record(w *Wish, consent string) {
	version := t.consentVersion()
	shared := false
	if p, ok := t.d.rules.Partner(w.Partner); ok {
		shared = p.Shared
	}
	p := t.s.Profile
	if w.private() {
		p = Profile{}
	}
	t.out.Effects.Request = &Request{
		ID: w.ID, At: t.m.At, Partner: w.Partner, Profile: p, Wish: w.Text, Contact: w.Contact,
		Consent: version + ", " + consent,
		Card:    t.d.fields(&t.s, w, t.m.Channel), Label: t.d.label(p),
		Receipt: desk.Consent{Partner: w.Partner, Version: version, Words: consent, At: t.m.At, Shared: shared},
	}
}

// complete adds to a request what its person just wrote.
func (t *turn) complete(w *Wish, added string) {
	t.record(w, "complément")
	t.out.Effects.Request.Added = added
}

// contact takes a phone number or an e-mail: it completes a request, answers the
// consent, or begins one.
func (t *turn) contact(reach, line string) {
	w := t.s.Wish
	switch {
	case w == nil || w.Partner == "":
		t.wantHuman("")
		t.s.Wish.Contact = reach
	case !w.Sent():
		w.Contact = reach
		t.accept(w.Partner, "contact laissé")
	default:
		w.Contact = reach
		added := reach
		if line != "" {
			t.addWords(line)
			added = line
		}
		t.complete(w, added)
		t.s.Ask = qContact
		t.say("accord.complete", "")
	}
}

// addNote completes a request with a first name or the hours to call.
func (t *turn) addNote(line string) {
	if !t.s.Wish.Sent() {
		return
	}
	t.addWords(line)
	t.complete(t.s.Wish, line)
	t.s.Ask = qContact
	t.say("merci_prenom", "")
}

func (t *turn) addWords(line string) {
	w := t.s.Wish
	said := strings.Join(strings.Fields(line), " ")
	if w.Text != "" {
		said = w.Text + " / " + said
	}
	if r := []rune(said); len(r) > 2*wishLength {
		said = string(r[:2*wishLength])
	}
	w.Text = strings.NewReplacer("«", "", "»", "").Replace(said)
}

// refuse keeps everything here and gives the contact instead.
func (t *turn) refuse() {
	if w := t.s.asking(); w != nil && t.s.Ask == qConsent {
		t.refuseTransfer(w)
		return
	}
	w := t.s.Wish
	if w == nil || w.Sent() {
		t.say("refuser", "")
		return
	}
	t.s.Ask = ""
	t.s.set(Distress, false)
	t.say("accord.refuse", "p:"+w.Partner)
	t.s.dropWish()
}

// ledger shows what was promised and where it stands.
func (t *turn) ledger() {
	switch w := t.s.Wish; {
	case t.s.asking() != nil:
		t.s.Ask = qConsent
		t.sayOf(t.s.asking(), "accord.transfert")
	case t.s.human() != nil:
		t.sayOf(t.s.human(), "suivi.en_cours")
	case w.Sent():
		t.say("suivi", "")
	case t.s.Wish != nil && t.s.Wish.Partner != "":
		t.s.Ask = qConsent
		t.say("accord.rappel", "")
	default:
		t.say("suivi.rien", "")
	}
}

// routes name, for a subject, the competence that a partner must have.
var routes = map[string]string{
	"handicap": "handicap", "frontalier": "frontalier", "vae": "vae", "alternance": "alternance",
	"logement_mobilite": "logement", "etudes_superieures": "etudes", "entreprise": "entreprise",
}

// route finds the partner for a person and a subject.
func (d *Dialogue) route(s *Session, m *Message, topic string) string {
	p := s.Profile
	competence := routes[topic]
	switch {
	case s.Flags.Has(Employer):
		competence = "entreprise"
	case competence != "":
	case p.Situation == "salarie" || p.Situation == "interimaire":
		competence = "reconversion"
	case p.Situation == "jeune" || p.Age > 0 && p.Age < 26:
		competence = "jeunes"
	default:
		competence = "emploi"
	}
	if p.Age >= 26 && competence == "jeunes" {
		competence = "emploi"
	}
	near := p.Departement
	if place, ok := d.c.Place(s.around()); ok {
		near = place.Departement
	}
	return d.rules.Route(d.c.Partners, desk.Wish{Competence: competence, Departement: near, At: m.At, Seed: m.Seed}, m.Standings)
}

// namedPartner is the partner a message names.
func (t *turn) namedPartner() string { return t.entity(intents.Partenaire) }

// whom gives the contact of the partner that was named, else the right one.
func (t *turn) whom() {
	if p := t.namedPartner(); p != "" {
		t.give(p)
		return
	}
	if b := slices.IndexFunc(t.before, func(r ref) bool { return strings.HasPrefix(r.arg, "p:") }); b >= 0 {
		t.give(strings.TrimPrefix(t.before[b].arg, "p:"))
		return
	}
	if len(t.s.Paths) > 0 {
		if tr, ok := t.d.c.Training(t.s.Paths[0]); ok && tr.Contact != "" {
			t.give(tr.Contact)
			return
		}
	}
	if t.s.Profile.Situation != "" || routes[t.s.Topic] != "" {
		t.say("bon_contact", "p:"+t.d.route(&t.s, &t.m, t.s.Topic))
		return
	}
	t.say("contact_partenaire", "")
}

// give tells how to reach a partner, within what is confirmed.
func (t *turn) give(partner string) {
	p, ok := t.d.c.Partner(partner)
	if !ok {
		t.over()
		return
	}
	// What the partner confirmed is newer than what was written of it.
	if name := "contact_partenaire." + partner; t.d.texts.Has(name) && p.Confirmed == "" {
		t.say(name, "p:"+partner)
		return
	}
	t.say("contact_partenaire.fiche", "p:"+partner)
}
