package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/intents"
)

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
	if t.m.Kind == Text && !t.s.Flags.Has(Employer) && whichAdviser.MatchString(fold(t.m.Text)) {
		t.say("bon_contact", "p:"+t.d.route(&t.s, &t.m, ""))
		return
	}
	if t.s.Flags.Has(Employer) && !t.saidBefore("bon_contact") {
		partner := t.d.route(&t.s, &t.m, "entreprise")
		if trainees.MatchString(fold(t.m.Text)) {
			partner = "uimm_lorraine"
		}
		if t.worksElsewhere(partner) {
			t.give(partner)
			return
		}
		t.say("bon_contact", "p:"+partner)
		return
	}
	if p := t.contactOfScheme(fold(t.m.Text)); p != "" && t.m.Kind == Text {
		t.give(p)
		return
	}
	if t.m.Kind == Text && (t.s.Topic == "frontalier" || strings.Contains(fold(t.m.Text), "frontalier")) && asksWhom.MatchString(fold(t.m.Text)) {
		t.give("frontaliers_ge")
		return
	}
	if forManagers.MatchString(fold(t.m.Text)) {
		t.give("apec")
		return
	}
	if tr, ok := t.d.c.Training(t.pointed); ok && tr.Contact != "" {
		t.give(tr.Contact) // « un numéro pour la 2 ? »
		return
	}
	if b := slices.IndexFunc(t.before, func(r ref) bool { return strings.HasPrefix(r.arg, "p:") }); b >= 0 {
		t.give(strings.TrimPrefix(t.before[b].arg, "p:"))
		return
	}
	if len(t.s.Paths) > 0 {
		if tr, ok := t.d.c.Training(cmp.Or(t.inHand(), t.s.Paths[0])); ok && tr.Contact != "" {
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

// contactOfScheme is the partner that answers for a scheme whose site or number is asked for: « le
// site du conseil en évolution professionnelle ».
func (t *turn) contactOfScheme(words string) string {
	if t.s.Flags.Has(Employer) || t.namedPartner() != "" || !itsContact.MatchString(words) {
		return ""
	}
	switch t.entity(intents.Dispositif) {
	case "cep":
		if t.s.Profile.Situation == "demandeur_emploi" {
			return "france_travail"
		}
		return "avenir_actifs"
	case "vae":
		return "vae"
	case "ptp":
		return "transitions_pro"
	}
	return ""
}

// whichAdviser asks how to reach the adviser who was spoken of.
var whichAdviser = anyOf(`conseill\w*(?: \w+){0,6} (?:lequel|laquelle|numero|num|tel|telephone|contact\w*|adresse|ou|site|joindre|appel\w*)`, `(?:numero|num|tel|telephone|contact|adresse|site|appel\w*|joindre|trouv\w*)(?: \w+){0,4} conseill\w*`)

var itsContact = anyOf(`(?:le|l|un|leur|quel|son|les) (?:bon )?(?:site|adresse|numero|num|telephone|tel|mail|contact|coordonnees)`)

// trainees are who a works trains under a contract.
var trainees = anyOf(`appren\w*|alternan\w*|contrat pro\w*`)

// forManagers asks who advises managers.
var forManagers = anyOf(`(?:les |des |un |pour )?cadres?`)

// give tells how to reach a partner, within what is confirmed.
func (t *turn) give(partner string) {
	p, ok := t.d.c.Partner(partner)
	if !ok {
		t.over()
		return
	}
	if t.worksElsewhere(partner) {
		t.say("contact_partenaire.ailleurs", "p:"+partner)
		return
	}
	// What the partner confirmed is newer than what was written of it.
	if name := "contact_partenaire." + partner; t.d.texts.Has(name) && p.Confirmed == "" {
		t.say(name, "p:"+partner)
		return
	}
	t.say("contact_partenaire.fiche", "p:"+partner)
}

// nearby is the département where a training is looked for, "" when that is not known.
func (d *Dialogue) nearby(s *Session) string {
	if place, ok := d.c.Place(s.around()); ok {
		return place.Departement
	}
	return s.Profile.Departement
}

// otherPart names the part of the region where somebody looks who does not look in Lorraine, most of whose partners
// work there alone; "" where nothing is known, and beyond the region.
func (d *Dialogue) otherPart(s *Session) string {
	switch d.nearby(s) {
	case "67", "68":
		return "Alsace"
	case "08", "10", "51", "52":
		return "Champagne-Ardenne"
	}
	return ""
}

// beyond tells whether a partner works in another part of the region than the one where somebody looks.
func (d *Dialogue) beyond(s *Session, p content.Partner) bool {
	return d.otherPart(s) != "" && len(p.Departements) > 0 && !slices.Contains(p.Departements, d.nearby(s))
}

// worksElsewhere tells whether a partner is not for who looks where this person does: none of its sites was shown to them
// as near, and it does not send people to others anyway.
func (t *turn) worksElsewhere(partner string) bool {
	p, ok := t.d.c.Partner(partner)
	return ok && partner != "c2ime" && t.d.beyond(&t.s, p) && !slices.ContainsFunc(t.s.Paths, func(id string) bool {
		tr, _ := t.d.c.Training(id)
		return tr.Contact == partner && tr.Commune != ""
	})
}

// ofLorraine is in the name of a partner that has others of its kind elsewhere.
var ofLorraine = matching(`Lorraine|Moselle`)
