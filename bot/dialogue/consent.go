package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// wishLength is how much of a person's words goes into a request.
const wishLength = 160

// Card is what a human receives about a person, line by line: the person sees
// exactly this before they consent.
func (d *Dialogue) Card(r Request) string {
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, "• "+name+" : "+value)
		}
	}
	p := r.Profile
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
	if r.Wish != "" {
		add("Demande", "« "+r.Wish+" »")
	}
	add("Contact", spelled(r.Contact))
	return strings.Join(lines, "\n")
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
		partner = t.d.route(&t.s, t.s.Topic)
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
	t.s.Wish = &Wish{Partner: partner, Text: text}
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
	t.s.set(Distress, false)
	t.s.reach(Handoff)
	t.record(consent)
	t.s.Ask = qContact
	t.say("accord.donne", "")
}

// consentVersion names the wording that was agreed to.
const consentVersion = "accord-1"

func (t *turn) record(consent string) {
	w := t.s.Wish
	t.out.Effects.Request = &Request{
		ID: w.ID, At: t.m.At, Partner: w.Partner, Profile: t.s.Profile,
		Wish: w.Text, Contact: w.Contact, Consent: consentVersion + ", " + consent,
	}
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
		if line != "" {
			t.addWords(line)
		}
		t.record("complément")
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
	t.record("complément")
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
	w := t.s.Wish
	if w == nil || w.Sent() {
		t.say("refuser", "")
		return
	}
	t.s.Ask = ""
	t.s.set(Distress, false)
	t.say("accord.refuse", "p:"+w.Partner)
	t.s.Wish = nil
}

// ledger shows what was promised and where it stands.
func (t *turn) ledger() {
	switch {
	case t.s.Wish.Sent():
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
func (d *Dialogue) route(s *Session, topic string) string {
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
	// What is preferred among those with the competence is the order of the table.
	for _, partner := range d.c.Partners {
		if first[competence] == partner.ID && serves(partner, near) {
			return partner.ID
		}
	}
	for _, partner := range d.c.Partners {
		if slices.Contains(partner.Competences, competence) && serves(partner, near) {
			return partner.ID
		}
	}
	if len(d.c.Partners) > 0 {
		return d.c.Partners[0].ID
	}
	return ""
}

// first are the partners that receive people for a subject; others with the same
// competence finance, or receive on prescription only.
var first = map[string]string{
	"emploi": "france_travail", "jeunes": "missions_locales", "reconversion": "avenir_actifs",
	"handicap": "cap_emploi", "frontalier": "frontaliers_ge", "alternance": "uimm_lorraine",
	"entreprise": "france_travail", "etudes": "universite_lorraine", "vae": "avenir_actifs",
	"logement": "action_logement",
}

func serves(p content.Partner, departement string) bool {
	return len(p.Departements) == 0 || departement == "" || slices.Contains(p.Departements, departement)
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
		t.say("bon_contact", "p:"+t.d.route(&t.s, t.s.Topic))
		return
	}
	t.say("contact_partenaire", "")
}

// give tells how to reach a partner, within what is confirmed.
func (t *turn) give(partner string) {
	if _, ok := t.d.c.Partner(partner); !ok {
		t.over()
		return
	}
	if name := "contact_partenaire." + partner; t.d.texts.Has(name) {
		t.say(name, "p:"+partner)
		return
	}
	t.say("contact_partenaire.fiche", "p:"+partner)
}
