package dialogue

import (
	"strconv"
	"strings"
)

// press acts on a button. Its value carries all that is needed, so that a button
// of an old keyboard works as it did, or is told to be over.
func (t *turn) press(value string) {
	verb, arg, _ := strings.Cut(value, ":")
	if verb != "refuse" && verb != "accepte" {
		t.s.set(Distress, false)
	}
	t.s.Lost = 0
	t.u.Entities = nil // what a label or a command holds is not a fact
	t.u.Also = nil
	switch verb {
	case "intention":
		intent, job, named := strings.Cut(arg, "@")
		if named {
			t.say(intent+".metier", "j:"+job)
			return
		}
		if t.d.meanings[intent] == "" {
			t.over()
			return
		}
		t.intend(intent)
		t.resume()
	case "dire":
		t.sayNamed(arg)
	case "fait":
		t.told(arg)
	case "lieu":
		if _, ok := t.d.c.Place(arg); !ok {
			t.over()
			return
		}
		was, near := t.s.Profile, t.s.Near
		t.s.Profile.Commune = arg
		t.s.set(Seeking, true)
		t.tell(was, near)
		t.noted()
		t.advance()
	case "metier":
		if _, ok := t.d.c.Job(arg); !ok {
			t.over()
			return
		}
		t.s.Profile.Metier = arg
		t.s.Ask = ""
		t.seek()
	case "infos":
		if _, ok := t.d.c.Job(arg); !ok {
			t.over()
			return
		}
		t.s.Profile.Metier = arg
		t.s.Ask = ""
		t.say("infos_metier.metier", "j:"+arg)
	case "plus":
		t.more(arg)
	case "autre":
		t.passOn()
	case "chemins":
		if t.saidBefore("chemin.plus") && len(t.s.Paths) > 1 {
			t.say("chemins.encore", "") // they stand above in full
			return
		}
		t.showPaths()
	case "suite":
		t.goOn()
	case "passer":
		t.skip(arg)
	case "gouts":
		t.s.Tastes = ""
		t.s.Ask = ""
		t.tastes()
	case "gout":
		t.taste(arg)
	case "humain":
		t.wantHuman(arg)
	case "robot":
		t.takeBack()
	case "ecrire":
		t.giveBack(t.s.request(arg))
	case "clore":
		t.withdraw(t.s.request(arg))
	case "accepte":
		t.accept(arg, "bouton J'accepte")
	case "refuse":
		t.refuse()
	case "detresse":
		t.humanInDistress()
	case "contact":
		t.give(arg)
	case "abonner":
		t.news(arg == "oui")
	case "stop":
		t.stop()
	case "reprendre":
		t.unstop()
	case "effacer":
		t.erase(arg == "oui")
	case "export":
		t.export()
	case "suivi":
		t.ledger()
	case "menu":
		t.s.Ask = ""
		t.say("menu", "")
	case "start":
		t.m.Value = arg
		t.start()
	case "recommencer":
		t.restart()
	case "simple":
		t.s.set(Simple, true)
		t.leadWith("simple")
		t.seek()
	case "perdu":
		t.s.Lost = 2
		t.say("pas_compris.humain", "")
	case "non":
		t.s.Ask = ""
		t.say("refuser", "")
	default:
		t.over()
	}
}

// over says kindly that a button does nothing any more.
func (t *turn) over() { t.say("bouton_fini", "") }

// sayNamed says a text that a button names; a question of the form is then asked.
func (t *turn) sayNamed(name string) {
	if q, ok := strings.CutPrefix(name, "q."); ok && letters[q] != 0 {
		switch q {
		case qJob:
			t.s.Profile.Metier = ""
		case qPlace:
			t.s.Profile.Commune, t.s.Profile.Departement, t.s.Near = "", "", ""
			t.s.set(Resident, false)
		}
		t.s.set(Seeking, true)
		t.ask(q)
		return
	}
	if name == "suivi.completer" {
		t.s.Ask = qContact
	}
	if name == "metiers.debutants" {
		t.openToAny()
		return
	}
	if name == "gouts.journee" {
		t.addTaste('j')
	}
	if !t.d.texts.Has(name) {
		t.over()
		return
	}
	t.say(name, "")
	t.resume()
}

// told notes a fact given by a button.
func (t *turn) told(arg string) {
	name, value, _ := strings.Cut(arg, "=")
	was, near := t.s.Profile, t.s.Near
	p := &t.s.Profile
	switch name {
	case "situation":
		if situations[value] == "" {
			t.over()
			return
		}
		p.Situation = value
	case "niveau":
		if niveaux[value] == "" {
			t.over()
			return
		}
		p.Niveau = value
	case "mobilite":
		km, err := strconv.Atoi(value)
		if err != nil || km <= 0 {
			t.over()
			return
		}
		p.MobiliteKm = km
	default:
		t.over()
		return
	}
	t.tell(was, near)
	if name == "situation" && !t.s.Flags.Has(Seeking) && byProfile[t.s.Topic] {
		t.noted()
		t.s.Ask = ""
		t.say(t.s.Topic, "")
		return
	}
	if name != "mobilite" || len(t.s.Paths) == 0 {
		t.s.set(Seeking, true)
	}
	t.noted()
	t.advance()
	t.flush()
}

// byProfile are the subjects whose answer asks for the situation to be more precise.
var byProfile = map[string]bool{"financement": true, "remuneration_formation": true}

// goOn takes up the talk where it stood.
func (t *turn) goOn() {
	if t.s.Wish != nil && !t.s.Wish.Sent() && t.s.Wish.Partner != "" {
		t.s.Ask = qConsent
		t.say("accord.rappel", "")
		return
	}
	if t.s.Ask == qResume {
		t.s.Asked = "" // what was asked days ago may be asked again
		t.leadWith("reprise.suite")
	}
	t.s.Ask = ""
	t.s.set(Seeking, true)
	t.show = true
	if t.s.missing() == "" && len(t.s.Paths) > 0 {
		t.showPaths()
		return
	}
	t.advance()
}

func (t *turn) start() {
	t.s.Ask = ""
	if len(t.before) > 0 && t.d.standing(&t.s) != "" {
		t.say("reprise", "")
		t.s.Ask = qResume
		return
	}
	t.say("accueil", "")
}
