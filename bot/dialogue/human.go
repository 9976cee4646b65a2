package dialogue

import (
	"strings"

	"potentiels/bot/desk"
)

// While a human has the talk, what the person writes goes to them and the bot is silent, save
// that it stops, erases, shows where a request stands and answers distress, as always. The person
// takes the talk back when they like; the next reply of the human, or the person, gives it again.

// human is the request whose adviser has the talk, nil when the bot has it.
func (s *Session) human() *Wish {
	for w := s.Wish; w != nil; w = w.Also {
		if w.Human {
			return w
		}
	}
	return nil
}

// aside is the request that an adviser has while the person talks with the bot.
func (s *Session) aside() *Wish {
	for w := s.Wish; w != nil; w = w.Also {
		if w.Aside {
			return w
		}
	}
	return nil
}

// request finds a wish that was sent by its id.
func (s *Session) request(id string) *Wish {
	for w := s.Wish; w != nil; w = w.Also {
		if w.Sent() && w.ID == id {
			return w
		}
	}
	return nil
}

// asking is the request whose transfer the person is asked about.
func (s *Session) asking() *Wish {
	for w := s.Wish; w != nil; w = w.Also {
		if w.Next != "" {
			return w
		}
	}
	return nil
}

// dropWish takes back the wish being prepared; requests that were sent stay.
func (s *Session) dropWish() {
	if s.Wish != nil && !s.Wish.Sent() {
		s.Wish = s.Wish.Also
	}
}

// prepare begins a wish beside the requests that were sent.
func (s *Session) prepare(w Wish) {
	s.dropWish()
	w.Also = s.Wish
	s.Wish = &w
}

// endRequest forgets a request that is closed.
func (s *Session) endRequest(id string) {
	for at := &s.Wish; *at != nil; at = &(*at).Also {
		if (*at).Sent() && (*at).ID == id {
			*at = (*at).Also
			return
		}
	}
}

// copied is a wish that can be changed, with those behind it.
func (w *Wish) copied() *Wish {
	if w == nil {
		return nil
	}
	c := *w
	c.Also = w.Also.copied()
	return &c
}

// fromDesk says what the desk tells.
func (t *turn) fromDesk() {
	n := t.m.Desk
	if n == nil {
		return
	}
	w := t.s.request(n.Request)
	if w == nil { // the talk was begun anew since
		w = &Wish{ID: n.Request, At: t.m.At.Unix(), Partner: n.Partner}
		t.s.insert(w)
	}
	switch n.What {
	case desk.SayClaimed:
		w.Human, w.Aside, w.By = true, false, n.By
		t.sayOf(w, "desk.pris")
	case desk.SayTaken:
		w.Human, w.By = true, n.By
		name := "desk.repris"
		if w.Aside {
			name = "desk.repris.robot"
		}
		t.sayOf(w, name)
	case desk.SayReply:
		name := "desk.reponse"
		if w.Aside {
			name = "desk.reponse.rend"
		}
		w.Human, w.Aside, w.By = true, false, n.By
		t.sayOf(w, name)
		// The words of staff are theirs: they come as they were written.
		if last := len(t.out.Replies) - 1; last >= 0 {
			t.out.Replies[last].Text += "\n\n" + n.Text
		}
	case desk.SayAsk:
		w.Next, w.By = n.Partner, n.By
		t.s.Ask = qConsent
		t.sayOf(w, "accord.transfert")
	case desk.SayReturned:
		w.Human, w.Aside, w.By = false, false, n.By
		t.endAsking(w)
		t.sayOf(w, "desk.retour")
		w.By = ""
	case desk.SayWaiting:
		t.sayOf(w, "desk.attente")
	case desk.SayLapsed:
		t.endAsking(w)
		t.sayOf(w, "desk.sans_reponse")
	case desk.SayClosed, desk.SayQuiet:
		w.Human, w.Aside, w.By = false, false, n.By
		t.endAsking(w)
		name := "desk.clos"
		if n.What == desk.SayQuiet {
			name = "desk.clos.silence"
		}
		t.sayOf(w, name)
		t.s.endRequest(n.Request)
	}
}

// endAsking takes back the question of a transfer.
func (t *turn) endAsking(w *Wish) {
	if w.Next != "" && t.s.Ask == qConsent {
		t.s.Ask = ""
	}
	w.Next = ""
}

// insert puts a request that was sent behind a wish being prepared.
func (s *Session) insert(w *Wish) {
	if s.Wish != nil && !s.Wish.Sent() {
		w.Also, s.Wish.Also = s.Wish.Also, w
		return
	}
	w.Also, s.Wish = s.Wish, w
}

// toHuman takes a message that is for the adviser who has the talk. It reports whether it was.
func (t *turn) toHuman(w *Wish) bool {
	switch t.m.Kind {
	case Text, Edited:
		return t.textToHuman(w)
	case Photo, Document:
		words := fold(t.m.Text)
		if words != "" && t.dangerBeside(w, words) {
			return true
		}
		if t.m.Text != "" {
			t.relay(w, t.m.Text)
		}
		t.sayOf(w, "desk.fichier")
	case Voice, Sticker, Location, SomeContact, Other:
		t.sayOf(w, "desk.fichier")
	case Start:
		t.sayOf(w, "desk.se_tait")
	case Press:
		if heeded[verb(t.m.Value)] || strings.HasPrefix(t.m.Value, "intention:supprimer_donnees") || strings.HasPrefix(t.m.Value, "intention:desabonner") {
			return false
		}
		t.sayOf(w, "desk.se_tait")
	default:
		return false
	}
	return true
}

// heeded are the buttons that work while a human has the talk.
var heeded = map[string]bool{
	"accepte": true, "refuse": true, "effacer": true, "export": true, "stop": true, "reprendre": true, "suivi": true,
	"robot": true, "clore": true,
}

// robotLine asks for the bot in words, while an adviser has the talk; nothing else is in the message.
var robotLine = matching(`^(je (veux|voudrais|prefere|souhaite) )?(reprendre|revenir|retourner|parler|continuer|discuter)( avec| au| a)?( le| l)? (robot|bot)( (svp|stp|merci|s il vous plait))*$`)

func (t *turn) textToHuman(w *Wish) bool {
	words := fold(t.m.Text)
	if words == "" {
		t.relay(w, t.m.Text) // an emoji says something to a human
		return true
	}
	if t.dangerBeside(w, words) {
		return true
	}
	if value, ok := command(t.m.Text); ok {
		if heeded[verb(value)] || value == "intention:supprimer_donnees" {
			return false
		}
		if strings.HasPrefix(strings.TrimSpace(t.m.Text), "/") {
			t.sayOf(w, "desk.se_tait")
			return true
		}
	}
	if robotLine.MatchString(words) {
		t.takeBack()
		return true
	}
	switch t.u.Intent {
	case "supprimer_donnees", "desabonner":
		if t.u.Score >= sure {
			return false
		}
	}
	if t.s.Ask == qErase || t.s.Ask == qConsent {
		if value, ok := t.d.pressed(&t.s, t.m.Text, t.d.Buttons(t.s)); ok && heeded[verb(value)] {
			t.out.Understood = t.d.standsFor(value)
			t.press(value)
			return true
		}
		if t.waiting(t.m.Text, words) {
			return true
		}
	}
	t.relay(w, t.m.Text)
	return true
}

// dangerBeside answers danger although an adviser has the talk, and lets them know. What was said
// before does not soften what is said now.
func (t *turn) dangerBeside(w *Wish, words string) bool {
	t.s.set(Distress, false)
	if !t.distressed(words) {
		return false
	}
	t.s.set(Distress, false)
	t.out.Effects.Desk = &ToDesk{Request: w.ID, Event: desk.Event{Kind: desk.Distress}}
	return true
}

// relay hands a text to the adviser.
func (t *turn) relay(w *Wish, text string) {
	t.out.Effects.Desk = &ToDesk{Request: w.ID, Event: desk.Event{Kind: desk.Heard, Text: text, Edited: t.m.Kind == Edited}}
}

// sayOf says a text about one of the requests.
func (t *turn) sayOf(w *Wish, name string) { t.say(name, "w:"+w.ID) }

// acceptTransfer lets a request go to the partner that was asked about.
func (t *turn) acceptTransfer(w *Wish, words string) {
	w.Partner, w.Next, w.Human, w.Aside, w.By = w.Next, "", false, false, ""
	t.s.Ask = ""
	t.record(w, words)
	t.out.Effects.Request.Transfer = true
	t.sayOf(w, "accord.transfere")
}

func (t *turn) refuseTransfer(w *Wish) {
	w.Next = ""
	t.s.Ask = ""
	t.out.Effects.Desk = &ToDesk{Request: w.ID, Event: desk.Event{Kind: desk.Refused}}
	t.sayOf(w, "accord.garde")
}

// takeBack gives the talk to the bot again. The request stays with who has it.
func (t *turn) takeBack() {
	w := t.s.human()
	if w == nil {
		if w = t.s.aside(); w == nil {
			t.over()
			return
		}
		t.sayOf(w, "desk.robot") // pressed twice
		return
	}
	w.Human, w.Aside = false, true
	if t.s.Ask == qContact {
		t.s.Ask = ""
	}
	t.out.Effects.Desk = &ToDesk{Request: w.ID, Event: desk.Event{Kind: desk.Aside}}
	t.sayOf(w, "desk.robot")
}

// giveBack has the adviser read again what the person writes.
func (t *turn) giveBack(w *Wish) {
	if w == nil || !w.Aside {
		t.over()
		return
	}
	w.Human, w.Aside = true, false
	t.s.Ask = ""
	t.s.reach(Handoff)
	t.out.Effects.Desk = &ToDesk{Request: w.ID, Event: desk.Event{Kind: desk.Back}}
	t.sayOf(w, "desk.rend")
}

// withdraw ends a request because its person wants no more of it.
func (t *turn) withdraw(w *Wish) {
	if !w.Sent() {
		t.over()
		return
	}
	t.endAsking(w)
	if t.s.Ask == qContact {
		t.s.Ask = ""
	}
	t.out.Effects.Desk = &ToDesk{Request: w.ID, Event: desk.Event{Kind: desk.Withdrawn}}
	t.sayOf(w, "desk.clos.personne")
	t.s.endRequest(w.ID)
}
