package dialogue

import (
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// regard is a kind word for what somebody tells of themselves, before the answer.
type regard struct {
	words *matcher
	text  string
	when  func(t *turn) bool
}

// regards are in the order of precedence: one a turn, each once in a talk.
var regards = []regard{
	{words: isDismissed, text: "egard.perte", when: func(t *turn) bool { return t.entity(intents.Situation) == "demandeur_emploi" }},
	{words: isAfraid, text: "egard.peur"},
	{words: isWeary, text: "egard.marre"},
	{words: isShort, text: "egard.argent"},
	{words: beginsAgain, text: "egard.reprise"},
}

// kindly says that a hard thing was heard, in a few words before the answer. Not in distress, which has its own, and not of
// what is only asked about others.
func (t *turn) kindly() {
	if t.m.Kind != Text || t.look.pressed || len(t.out.Replies) == 0 || t.out.Effects.Unkept || t.out.Effects.Erase || t.s.human() != nil ||
		t.s.Flags.Has(Employer) || t.s.Flags.Has(Ward) || t.s.Flags.Has(Distress) || noRegard[t.out.Understood.Intent] {
		return
	}
	for _, r := range t.said {
		if strings.HasPrefix(r.name, "detresse") || strings.HasPrefix(r.name, "hors_sujet") || strings.HasPrefix(r.name, "pas_compris") || strings.HasPrefix(r.name, "accord") {
			return
		}
	}
	words := fold(t.m.Text)
	for _, r := range regards {
		if !r.words.MatchString(words) || r.when != nil && !r.when(t) || t.s.told(r.text, 0) {
			continue
		}
		x, ok := t.d.texts.Get(t.variant(r.text))
		if !ok {
			return
		}
		said, err := x.Fill(0, t.d.view(&t.s, &t.m, nil, ""))
		if first := &t.out.Replies[0]; err == nil && content.Length(said.Text)+content.Length(first.Text) < content.MaxText {
			first.Text = join(said.Text, first.Text)
			t.s.tell(r.text, 0)
		}
		return
	}
}

// noRegard are the intents whose messages are of this talk, or of what is no trouble of the writer's.
var noRegard = map[string]bool{
	"detresse": true, "mecontentement": true, "desabonner": true, "supprimer_donnees": true, "donnees_personnelles": true, "identite_bot": true, "initiative": true,
	"saluer": true, "au_revoir": true, "remercier": true, "entreprise": true, "abonner": true, intents.OutOfScope: true,
}

var (
	isDismissed = anyOf(`licencie\w*|viree?s?|vire[rz]?|lourdee?|remerciee?|mis\w* (?:a la porte|dehors)`, `perdu (?:mon|ma|le) (?:boulot|travail|emploi|poste|job|taf|place)`, `(?:usine|boite|entreprise|site|fonderie) (?:a |vient de )?ferm\w*`)
	isAfraid    = anyOf(`(?:j ai|jai|g|ai|me fait|fait|fai) (?:\w+ )?(?:un peu |tres |vraiment |trop )?(?:peur|la trouille)`, `(?:je|j) (?:\w+ )?(?:flippe|stresse|angoisse|m inquiete|crains)`, `(?:suis|jsuis|chui) (?:\w+ )?(?:angoissee?|stressee?|inquiete?|terrifiee?)`, `ose pas`,
		`pas (?:sure? )?(?:d etre |etre )?(?:capable|a la hauteur)|(?:pas|jamais) (?:y )?arriver(?:ai)?`, `ce que je vaux|bon(?:ne)? a rien|trop bete|trop nulle?`)
	isWeary     = anyOf(`(?:en ai|jen ai|j ai|ai) (?:\w+ )?(?:marre|ras le bol|plein le dos)`, `ras le bol`, `(?:en|jen) (?:peux|peu|pe) plus`, `(?:suis|jsuis|chui) (?:\w+ )?(?:usee?|epuisee?|crevee?|degoutee?|lessivee?|a bout de (?:souffle|forces))`)
	isShort     = anyOf(`(?:je|j|on|ca|jsuis en) galer\w*`, `plus (?:un|1) (?:rond|sou|centime|euro|kopeck)`, `(?:finir|fins?) (?:de |les |du |le )?(?:fins? de )?mois`, `(?:suis|chui|jsuis) (?:\w+ )?(?:fauchee?|a decouvert|a sec|dans la (?:merde|galere|dech))`)
	beginsAgain = anyOf(`(?:ca|sa) (?:fait|fai) (?:\w+ ){1,3}(?:ans|annees|mois) que (?:je|j) (?:\w+ ){0,3}(?:travaill\w*|bosse\w*|a la maison)`, `(?:je|j|jai|ai) (?:pas|plus) (?:re)?travaille depuis`, `(?:mere|femme) au foyer|conge parental`, `sans travail(?:ler)? depuis`, `reprendre (?:le travail|un travail|un boulot|un emploi|une activite)`)
)
