package dialogue

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"potentiels/bot/desk"
	"potentiels/intents"
)

// wishLength is how much of a person's words goes into a request.
const wishLength = 160

// noWords stand for the wish of who said none, on no subject.
const noWords = "être conseillé"

// wantHuman shows what would be sent to whom, and asks. A partner named by a button
// or in the message goes first.
func (t *turn) wantHuman(partner string) {
	if partner == "" {
		partner = cmp.Or(t.namedPartner(), t.spokenPartner())
	}
	if w := t.s.aside(); w != nil && (partner == "" || partner == w.Partner) {
		t.giveBack(w) // there is a human: the one they had
		return
	}
	if _, ok := t.d.c.Partner(partner); !ok || t.worksElsewhere(partner) && t.namedPartner() == "" {
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
	reach := t.reach()
	if w := t.s.Wish; t.s.Flags.Has(Employer) && w.Sent() && (t.m.Kind != Text || t.look.pressed) {
		text, reach = w.Text, cmp.Or(reach, w.Contact) // what they told the first partner is what the second is asked
	}
	w := Wish{Partner: partner, Text: text}
	if t.d.hollow(text) {
		w.Question = t.s.Question
	}
	t.s.prepare(w)
	t.s.Asked = strings.ReplaceAll(t.s.Asked, reminded, "")
	t.s.reach(Handoff)
	t.s.Ask = qConsent
	if reach != "" {
		// A number that comes with the wish itself is not yet an answer to the
		// question: it is kept for it.
		t.s.Wish.Contact = reach
	}
	if t.m.Kind == Text && bossKnows.MatchString(fold(t.m.Text)) {
		t.leadWith("accord.discret")
	}
	t.say("accord", "")
}

// spokenPartner is the one that the last turn told of, by itself or as who to ask about a path.
func (t *turn) spokenPartner() string {
	for _, r := range t.before {
		if id, ok := strings.CutPrefix(r.arg, "p:"); ok && (strings.HasPrefix(r.name, "contact_partenaire") || strings.HasPrefix(r.name, "bon_contact")) {
			return id
		}
	}
	if id, ok := strings.CutPrefix(t.about("t"), "t:"); ok && id != "" {
		if tr, found := t.d.c.Training(id); found {
			return tr.Contact
		}
	}
	return ""
}

// words are what the person asked, as they wrote it; a press has none, and then the
// subject stands for it.
func (t *turn) words() string {
	said := ""
	if t.m.Kind == Text && !t.look.pressed && len(strings.Fields(t.m.Text)) > 2 && t.u.Intent != "accepter" {
		said = strings.Join(strings.Fields(t.m.Text), " ")
	}
	if said == "" {
		if l := t.d.meanings[t.s.Topic]; l != "" {
			said = l
		} else {
			said = noWords
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
			case t.consents(line, words):
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
			t.facts(line) // for the talk that goes on; what was sent is what was shown
			t.notes = nil
			return true
		}
		switch {
		case t.consents(line, words):
			t.accept(t.s.Wish.Partner, "écrit : "+clip(line))
			return true
		case t.written && !t.s.Wish.private() && !refusesAll.MatchString(words):
			t.say("accord", "") // it says so now
			return true
		case by.MatchString(words) && !refuses.MatchString(words) && len(strings.Fields(words)) < 10:
			t.say("accord.moyen", "") // « je préfère par mail » refuses nothing
			return true
		case refuses.MatchString(words) && aPerson.MatchString(words):
			t.say("accord.rappel", "") // « non, pas un robot, une personne » refuses the robot
			return true
		case refuses.MatchString(words), withdraws.MatchString(words) && !questions(line):
			t.refuse()
			t.facts(line) // « non. j'habite Nancy »: for the talk that goes on
			t.notes = nil
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
		if erasesPart(words) {
			t.erasePart() // « effacez le nom et le numéro » is no yes to all
			return true
		}
		if confirmsErasure.MatchString(words) && !keeps.MatchString(words) && !questions(line) {
			t.erase(true) // « non, pas recommencer. Supprimer, je confirme »
			return true
		}
		if questions(line) && isItDone.MatchString(words) {
			t.wantErasure() // « c'est fait ? »: not before it is confirmed
			return true
		}
		if keeps.MatchString(words) && !questions(line) {
			t.out.Understood = t.d.standsFor("non")
			t.erase(false)
			return true
		}
		if t.u.Intent == "supprimer_donnees" && t.u.Score >= sure && !questions(line) ||
			(agrees.MatchString(words) && plainly.MatchString(words) || erases.MatchString(words)) && !strings.Contains(words, "non") {
			t.erase(true)
			return true
		}
		if insists := t.u.Score < 0.8 || t.u.Intent == "donnees_personnelles" || strings.HasPrefix(words, "tout"); insists && !questions(line) && !refuses.MatchString(words) &&
			!slices.ContainsFunc(t.before, func(r ref) bool { return r.wording > 0 }) {
			t.wantErasure() // « tout, même l'adresse » is no yes yet; it is asked once more
			return true
		}
	case qNews:
		if agrees.MatchString(words) && plainly.MatchString(words) || t.u.Intent == "abonner" && t.u.Score >= sure {
			t.news(true)
			return true
		}
	}
	return false
}

// consents tells whether a message is a plain yes to sharing. What asks, hedges or wants something else is
// none: nothing leaves on a doubtful one, and consent is asked again.
func (t *turn) consents(line, words string) bool {
	words = strings.TrimSpace(trifle.ReplaceAllString(words, ""))
	return agrees.MatchString(words) && (plainly.MatchString(words) || passOn.MatchString(words) && !asks0(words) && !callsMyself.MatchString(words)) &&
		!questions(line) && !hedges.MatchString(words) && !thanksLine.MatchString(words) &&
		t.u.Intent != "supprimer_donnees" && t.u.Intent != "desabonner"
}

// askAgain puts the question again of what is not done on a doubtful yes, « ok je vais réfléchir ». It reports
// whether such a question is open.
func (t *turn) askAgain() bool {
	switch t.s.Ask {
	case qConsent:
		if w := t.s.asking(); w != nil {
			t.sayOf(w, "accord.transfert")
		} else {
			t.say("accord.rappel", "")
		}
	case qErase:
		t.wantErasure()
	case qNews:
		t.wantNews()
	default:
		return false
	}
	return true
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
	p := w.without(t.s.Profile)
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
	if r, room := []rune(said), 2*wishLength-len([]rune(w.Question)); len(r) > room {
		said = string(r[:room])
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
	case t.s.aside() != nil:
		t.sayOf(t.s.aside(), "suivi.a_part")
	case w.Sent():
		t.say("suivi", "")
	case t.s.Wish != nil && t.s.Wish.Partner != "":
		t.s.Ask = qConsent
		t.say("accord.rappel", "")
	default:
		t.say("suivi.rien", "")
	}
}
