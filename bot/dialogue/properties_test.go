package dialogue

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"potentiels/bot/content"
	"potentiels/intents"
)

// everyIntent is the list of the contract, by the example files.
func everyIntent(t testing.TB) []string {
	t.Helper()
	files, err := os.ReadDir("../../intents/examples")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".txt"); ok && name != intents.OutOfScope {
			out = append(out, name)
		}
	}
	if len(out) != 48 {
		t.Fatalf("%d intents, want 48", len(out))
	}
	return out
}

// steps are talks stopped at each question of the form.
func steps(t testing.TB, d *Dialogue) map[string]Session {
	t.Helper()
	known := func(entities ...intents.Entity) intents.Understanding {
		return intents.Understanding{Intent: "chercher_formation", Score: 0.95, Entities: entities}
	}
	entity := func(name, value string) intents.Entity { return intents.Entity{Name: name, Value: value} }
	job, place := entity(intents.Metier, "soudeur"), entity(intents.Commune, "57463")
	situation, level := entity(intents.Situation, "demandeur_emploi"), entity(intents.Niveau, "cap")
	young := entity(intents.Situation, "jeune")
	out := make(map[string]Session)
	for want, u := range map[string]intents.Understanding{
		qJob:       known(place),
		qPlace:     known(job),
		qSituation: known(job, place),
		qLevel:     known(job, place, situation),
		qAge:       known(job, place, young, level),
		"chemins":  known(job, place, situation, level, entity(intents.MobiliteKm, "30")),
	} {
		s, _ := d.Next(Session{}, Message{Kind: Text, Text: "je cherche", At: began}, u)
		if want != "chemins" && s.Ask != want {
			t.Fatalf("asks %q, want %q", s.Ask, want)
		}
		out[want] = s
	}
	s, _ := d.Next(Session{}, Message{Kind: Text, Text: "je ne sais pas", At: began}, intents.Understanding{Intent: "decouvrir_metiers", Score: 0.95})
	out["gouts.1"] = s
	s, _ = d.Next(out[qLevel], Message{Kind: Press, Value: "humain", At: began}, intents.Understanding{})
	out[qConsent] = s
	return out
}

// Answer gives what Next gives of what Read says, at every step and with every button in every form.
func TestAnswer(t *testing.T) {
	t.Parallel()
	d := load(t)
	talks := steps(t, d)
	s := talks[qConsent]
	talks["human"], _ = d.Next(s, Message{Kind: Press, Value: "accepte:" + s.Wish.Partner, At: began}, intents.Understanding{})
	for step, s := range talks {
		messages := []Message{{Kind: Start}, {Kind: Group, Text: "bonjour"}, {Kind: Voice}, {Kind: Text, Text: "robot"}}
		for _, b := range d.Buttons(s) {
			messages = append(messages, Message{Kind: Press, Value: b.Value}, Message{Kind: Text, Text: b.Label}, Message{Kind: Photo, Text: b.Label})
		}
		for _, text := range noisy {
			messages = append(messages, Message{Kind: Text, Text: text}, Message{Kind: Edited, Text: text})
		}
		for _, m := range messages {
			m.At = began.Add(time.Minute)
			wantTalk, want := d.Next(s, m, d.Read(s, m))
			talk, turn := d.Answer(s, m)
			if diff := cmp.Diff(wantTalk, talk) + cmp.Diff(want, turn); diff != "" {
				t.Errorf("%s, %q: %s", step, m.Text, diff)
			}
		}
	}
}

// ending are the intents that are meant to change what is noted.
var ending = map[string]bool{"recommencer": true, "entreprise": true}

// A question in the middle is answered and leaves the form as it was.
func TestDigressions(t *testing.T) {
	t.Parallel()
	d := load(t)
	for step, s := range steps(t, d) {
		for _, intent := range everyIntent(t) {
			t.Run(step+"/"+intent, func(t *testing.T) {
				m := Message{Kind: Text, Text: "et " + strings.ReplaceAll(intent, "_", " ") + " alors ?", At: began.Add(time.Minute)}
				after, turn := d.Next(s, m, intents.Understanding{Intent: intent, Score: 0.95})
				if len(turn.Replies) == 0 {
					t.Fatal("no reply")
				}
				checkTurn(t, step+" "+intent, turn)
				if !ending[intent] && after.Profile != s.Profile {
					t.Errorf("profile became %+v", after.Profile)
				}
				if !slices.Contains(turn.Answered, intent) && !expectedElsewhere(step, intent) {
					t.Errorf("answered %v\n%s", turn.Answered, written(turn))
				}
				if asks[s.Ask] == "" || ending[intent] || left[intent] || intent == "chercher_formation" {
					return // the last goes on with the form itself
				}
				// The next message may answer the question that was open.
				if after.Ask != s.Ask && after.asked(s.Ask) < patience(s.Ask) && after.missing() != "" && after.Ask != qConsent && after.Ask != qErase && after.Ask != qNews && !strings.HasPrefix(after.Ask, qTastes) {
					t.Errorf("asked %q, then %q\n%s", s.Ask, after.Ask, written(turn))
				}
			})
		}
	}
}

// left are the intents after which the form is not taken up by itself.
var left = map[string]bool{"desabonner": true, "au_revoir": true, "detresse": true, "mecontentement": true}

// expectedElsewhere tells the few intents that an open question gives another sense.
func expectedElsewhere(step, intent string) bool {
	switch intent {
	case "accepter", "refuser": // press a button, whose text answers
		return true
	case "decouvrir_metiers", "chercher_formation":
		return strings.HasPrefix(step, qTastes)
	}
	return false
}

var genEntity = rapid.Custom(func(t *rapid.T) intents.Entity {
	name := rapid.SampledFrom([]string{intents.Metier, intents.Commune, intents.Departement, intents.Partenaire, intents.Dispositif,
		intents.Niveau, intents.Situation, intents.Age, intents.Telephone, intents.Email, intents.MobiliteKm, intents.Duree,
		intents.Etranger, intents.Region, intents.Prenom}).Draw(t, "name")
	values := map[string][]string{
		intents.Metier: {"soudeur", "logistique", "inconnu"}, intents.Commune: {"57463", "54395", "75056", "99999"},
		intents.Departement: {"57", "88"}, intents.Partenaire: {"afpa", "uimm_lorraine", "personne"},
		intents.Dispositif: {"cpf", "poei", "apprentissage", "rien"}, intents.Niveau: {"sans_diplome", "bac", "bac5"},
		intents.Situation: {"demandeur_emploi", "salarie", "interimaire", "jeune", "autre"}, intents.Age: {"3", "16", "34", "62", "140", "x"},
		intents.Telephone: {"+33612345678"}, intents.Email: {"a@example.org"}, intents.MobiliteKm: {"0", "10", "30", "5000"},
		intents.Duree: {"12"}, intents.Etranger: {"Luxembourg"}, intents.Region: {"84"}, intents.Prenom: {"Camille"},
	}
	return intents.Entity{
		Name: name, Value: rapid.SampledFrom(values[name]).Draw(t, "value"),
		Start: rapid.IntRange(0, 20).Draw(t, "start"), End: rapid.IntRange(0, 40).Draw(t, "end"),
		Negated: rapid.Bool().Draw(t, "negated") && rapid.Bool().Draw(t, "really"),
		Bearer:  intents.Bearer(rapid.IntRange(0, 2).Draw(t, "bearer")),
		Past:    rapid.Bool().Draw(t, "past"),
		Others:  rapid.SliceOfN(rapid.SampledFrom([]string{"54395", "57672"}), 0, 2).Draw(t, "others"),
	}
})

func genUnderstanding(all []string) *rapid.Generator[intents.Understanding] {
	return rapid.Custom(func(t *rapid.T) intents.Understanding {
		intent := rapid.SampledFrom(append(slices.Clone(all), intents.OutOfScope))
		return intents.Understanding{
			Intent: intent.Draw(t, "intent"), Score: rapid.Float64Range(0, 1).Draw(t, "score"),
			Also:       rapid.SliceOfN(intent, 0, 2).Draw(t, "also"),
			Entities:   rapid.SliceOfN(genEntity, 0, 4).Draw(t, "entities"),
			Correction: rapid.Bool().Draw(t, "correction"),
		}
	})
}

var genMessage = rapid.Custom(func(t *rapid.T) Message {
	m := Message{Kind: rapid.SampledFrom([]Kind{Text, Text, Text, Text, Press, Press, Start, Contact, SomeContact, Location,
		Voice, Photo, Document, Sticker, Edited, Group, Other, "never heard of"}).Draw(t, "kind")}
	switch m.Kind {
	case Press:
		m.Value = rapid.OneOf(rapid.SampledFrom([]string{"humain", "accepte:france_travail", "refuse", "effacer:oui", "effacer:non",
			"abonner:oui", "suite", "gouts", "gout:manuel", "fait:situation=jeune", "plus:poei", "chemins", "metier:soudeur",
			"stop", "reprendre", "dire:q.metier", "passer:lieu", "simple", "export", "lieu:57463"}), rapid.String()).Draw(t, "value")
	case Location:
		m.Value = rapid.OneOf(rapid.Just("48.69,6.18"), rapid.Just("0,0"), rapid.String()).Draw(t, "point")
	case Contact:
		m.Value = "+33612345678"
	default:
		m.Text = rapid.OneOf(rapid.SampledFrom([]string{"oui", "non", "1", "2", "le deuxième", "stop", "merci", "/menu", "/oublier",
			"je veux mourir", "plus simple", "J'accepte", "👍", "", "   ", "52", "soudeur à Metz", "je suis salarié"}), rapid.String()).Draw(t, "text")
	}
	m.FirstName = rapid.SampledFrom([]string{"", "Camille", "<b>x</b>", "Jean-Noël de la Tour"}).Draw(t, "first name")
	return m
})

// Whatever comes, in whatever order: an answer that fits, a session that survives
// storing, and no change to what was given.
func TestNextHolds(t *testing.T) {
	t.Parallel()
	d := load(t)
	all := everyIntent(t)
	rapid.Check(t, func(rt *rapid.T) {
		var s Session
		at := began
		last := ""
		for range rapid.IntRange(1, 12).Draw(rt, "turns") {
			m, u := genMessage.Draw(rt, "message"), genUnderstanding(all).Draw(rt, "understanding")
			at = at.Add(time.Duration(rapid.IntRange(0, 72*3600).Draw(rt, "pause")) * time.Second)
			m.At = at
			before, _ := json.Marshal(s)
			after, turn := d.Next(s, m, u)
			if again, _ := json.Marshal(s); string(again) != string(before) {
				rt.Fatalf("the session given was changed: %s, was %s", again, before)
			}
			twice, turn2 := d.Next(s, m, u)
			if diff := cmp.Diff(turn, turn2); diff != "" {
				rt.Fatalf("not the same twice: %s", diff)
			}
			if diff := cmp.Diff(after, twice); diff != "" {
				rt.Fatalf("not the same session twice: %s", diff)
			}
			checkTurn(rt, fmt.Sprintf("%+v", m), turn)
			if len(turn.Replies) == 0 && after.Lost <= 5 {
				rt.Fatalf("silence after %+v, %+v", m, u)
			}
			said := written(turn)
			if said == last && len(said) > 0 && m.Kind != Press && len(turn.Replies) == 1 && len(turn.Replies[0].Text) > 200 {
				rt.Fatalf("said twice in a row: %s", said)
			}
			last = said
			stored, err := json.Marshal(after)
			if err != nil {
				rt.Fatal(err)
			}
			var back Session
			if err := json.Unmarshal(stored, &back); err != nil {
				rt.Fatal(err)
			}
			if again, _ := json.Marshal(back); string(again) != string(stored) {
				rt.Fatalf("stored %s, then %s", stored, again)
			}
			if turn.Effects.Erase && after.Profile != (Profile{}) {
				rt.Fatalf("after erasing: %s", stored)
			}
			if r := turn.Effects.Request; r != nil && (r.Consent == "" || r.ID == "" || r.Partner == "") {
				rt.Fatalf("request without consent: %+v", r)
			}
			s = back
		}
	})
}

// Distress is answered alone, from wherever the talk stands, and nothing is kept of it.
func TestDistressAnywhere(t *testing.T) {
	t.Parallel()
	d := load(t)
	for step, s := range steps(t, d) {
		for _, text := range []string{"j'ai envie de mourir, j'habite Nancy", "je vais me suicider", "mon frère veut se suicider", "J'AI PLUS ENVIE DE VIVRE"} {
			m := Message{Kind: Text, Text: text, At: began.Add(time.Minute)}
			after, turn := d.Next(s, m, d.Read(s, m))
			if len(turn.Replies) != 1 || after.Outcome != "crisis" {
				t.Errorf("%s, %q: outcome %s\n%s", step, text, after.Outcome, written(turn))
				continue
			}
			for _, number := range []string{"3114", "15", "112", "114"} {
				if !strings.Contains(turn.Replies[0].Text, number) {
					t.Errorf("%s, %q: no %s", step, text, number)
				}
			}
			if after.Profile != s.Profile || turn.Effects.Request != nil {
				t.Errorf("%s, %q: something was kept: %+v", step, text, after.Profile)
			}
		}
	}
}

// Stop ends campaigns from every step, and one button undoes it.
func TestStopAnywhere(t *testing.T) {
	t.Parallel()
	d := load(t)
	for step, s := range steps(t, d) {
		for _, text := range []string{"stop", "STOP", "/stop", "Stop.", "désinscription", "arrêt"} {
			k := &talk{d: d, s: s, at: began}
			k.s.Flags |= News
			turn := k.send(Message{Kind: Text, Text: text})
			if e := turn.Effects.Subscribed; e == nil || *e || k.s.Outcome != Unsubscribed {
				t.Errorf("%s, %q: %+v\n%s", step, text, k.s, written(turn))
				continue
			}
			turn = k.send(Message{Kind: Press, Value: turn.Replies[0].Buttons[0].Value})
			if e := turn.Effects.Subscribed; e == nil || !*e {
				t.Errorf("%s, %q: not undone\n%s", step, text, written(turn))
			}
		}
	}
}

// A talk in which everything was told and paths were shown takes few bytes.
func TestSessionIsSmall(t *testing.T) {
	t.Parallel()
	d := load(t)
	k := &talk{d: d}
	k.send(Message{Kind: Text, Text: "je cherche une formation de contrôleur qualité à Metz, je suis au chômage, j'ai 52 ans et un CAP, je peux faire 30 km"})
	b, err := json.Marshal(k.s)
	if err != nil {
		t.Fatal(err)
	}
	if len(k.s.Paths) == 0 || len(b) > 280 {
		t.Errorf("%d bytes: %s", len(b), b)
	}
}

var genProfile = rapid.Custom(func(t *rapid.T) Profile {
	return Profile{
		Metier:     rapid.SampledFrom([]string{"soudeur", "maintenance", "chimie", "ingenieur_prod"}).Draw(t, "job"),
		Commune:    rapid.SampledFrom([]string{"", "57463", "54395", "88160", "55029"}).Draw(t, "commune"),
		Situation:  rapid.SampledFrom([]string{"", "demandeur_emploi", "salarie", "interimaire", "jeune", "autre"}).Draw(t, "situation"),
		Niveau:     rapid.SampledFrom([]string{"", "sans_diplome", "cap", "bac", "bac2", "bac5"}).Draw(t, "level"),
		Age:        rapid.SampledFrom([]int{0, 15, 17, 20, 29, 30, 45, 62}).Draw(t, "age"),
		MobiliteKm: rapid.SampledFrom([]int{0, 10, 30, 150}).Draw(t, "distance"),
	}
})

// The rules hold for everybody.
func TestRecommendHolds(t *testing.T) {
	t.Parallel()
	d := load(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := genProfile.Draw(rt, "profile")
		w := Wanted{Job: p.Metier, Around: p.Commune, Profile: p, On: began, WorkStudy: rapid.Bool().Draw(rt, "alternance")}
		found := d.Recommend(w)
		if len(found) > most {
			rt.Fatalf("%d paths", len(found))
		}
		for _, c := range found {
			tr := c.Training
			switch {
			case tr.AgeMax > 0 && p.Age > tr.AgeMax:
				rt.Errorf("%s at %d", tr.ID, p.Age)
			case p.Niveau != "" && tr.EntryLevel != "" && content.Rank(tr.EntryLevel) > content.Rank(p.Niveau)+1:
				rt.Errorf("%s asks %s of %s", tr.ID, tr.EntryLevel, p.Niveau)
			case len(tr.Situations) > 0 && p.Situation == "salarie" && !slices.Contains(tr.Situations, "salarie"):
				rt.Errorf("%s for an employee", tr.ID)
			case c.Score <= 0 || c.Score > 1:
				rt.Errorf("%s scores %g", tr.ID, c.Score)
			}
			why := false
			for _, r := range c.Reasons {
				why = why || r.Why != ""
			}
			if !why {
				rt.Errorf("%s without a reason", tr.ID)
			}
		}
	})
}
