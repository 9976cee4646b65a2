package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// reread puts right what the recogniser, which reads one message at a time, cannot know:
// where the talk stands. A clear reading is left alone, and each rule has its reason.
func (t *turn) reread(words string) {
	t.rereadBesides(words)
	if t.mistaken(urgent, words) || t.wavering(words) || t.mistaken(misreadings, words) || t.sameQuestion(words) || t.mistaken(seeing, words) {
		return
	}
	t.mistaken(inTheTalk, words)
	if t.u.Score < 0.75 || t.u.Intent == intents.OutOfScope {
		t.mistaken(hints, words)
	}
}

// rereadBesides puts the further wishes right.
func (t *turn) rereadBesides(words string) {
	n := len(strings.Fields(words))
	for i := range shadows {
		if s := &shadows[i]; s.holds(t, words, n) {
			t.drop(s.beside)
		}
	}
	if (t.u.Intent == "alternance" || t.u.Intent == "certification") && !slices.Contains(t.u.Also, "duree") && questions(t.m.Text) && howManyYears.MatchString(words) {
		t.u.Also = append(slices.Clone(t.u.Also), "duree")
		t.out.Understood = t.u // « l'école d'ingénieurs en alternance, c'est combien d'années ? »
	}
	if aboutTraining[t.u.Intent] && t.jobArg() != "" && wouldBe.MatchString(words) && !slices.Contains(t.u.Also, "chercher_formation") {
		t.u.Also = append(slices.Clone(t.u.Also), "chercher_formation")
		t.out.Understood = t.u // « savoir si je peux devenir soudeur, et combien de temps ça dure »
	}
}

// shadows are further wishes that are none: a word of something else looked like them. All that hold are dropped.
var shadows = []misreading{
	// « stop les amphis »
	{beside: "desabonner", words: stopsElse, without: unsubscribes},
	// « on est payé ? », of the training
	{beside: "salaire", read: []string{"remuneration_formation", "financement"}, when: namesNoJob},
	// « une formation pas loin de Toul » lacks no car
	{beside: "permis_transport", read: []string{"chercher_formation"}, without: onTheRoad},
	// « j'ai pas de permis en ce moment » looks for no job
	{beside: "chercher_emploi", read: []string{"permis_transport", "garde_enfants", "handicap"}, without: anyJob},
	// « une fonderie veut bien me prendre si je suis formé »: who is taken on is no employer
	{beside: "entreprise", words: takenOn},
	// « on cherche à former quelqu'un » wants no adviser
	{beside: "parler_conseiller", words: takesOn},
	// « je m'appelle Karim, mon numéro c'est 06… » among other things hands nothing over
	{beside: "parler_conseiller", without: callsMe, when: leavesReach},
	// « avant mon rendez-vous de jeudi » asks for none
	{beside: "parler_conseiller", words: ownMeeting},
	// « je veux savoir pour la suite » names nobody
	{beside: "parler_conseiller", without: somebody},
	// « et c'est gardé combien de temps ? », of what is kept
	{beside: "duree", read: []string{"donnees_personnelles", "supprimer_donnees"}},
}

var (
	// ownMeeting is one that somebody has.
	ownMeeting = anyOf(`(?:avant|apres|pour|jusqu a) (?:mon|ma|le|l) ?(?:prochain )?(?:rdv|rendez vous|entretien)`)
	// wouldBe wishes for a trade.
	wouldBe = anyOf(`(?:peux|pourrais|veux|voudrais|aimerais|souhaite) (?:\w+ )?devenir`)
	// onTheRoad speaks of how one gets there.
	onTheRoad = anyOf(`permis|voitures?|bagnole|caisse|bus|cars?|trains?|ter|tram|transports?|vehicul\w*|scoot\w*|mob|mobylette|velo|trottinette|covoit\w*|trajets?|deplac\w*|y aller|m y rendre|navettes?|conduire|conduis|code|motorise\w*|km|kilometres?|bornes?|a pied|gare|desserv\w*|rouler?`)
	// takenOn speaks of who would take on the writer.
	takenOn = anyOf(`(?:me|m|nous) (?:prend\w*|embauch\w*|recrut\w*|form\w*|engag\w*|propos\w*)`)
	// takesOn speaks of somebody who is to work or to be trained, not of an adviser.
	takesOn = anyOf(`(?:prend\w*|embauch\w*|recrut\w*|form\w*|trouv\w*|accueill\w*) quelqu un`)
)

// hints are words that mean something only at a certain point of the talk, where the reading is doubtful.
var hints = []misreading{
	// « ce que j'écris, quelqu'un le lit ? »: what becomes of what one writes here
	{words: anyOf(
		`(ce que j ecris|ce que je dis|mes (infos|informations|reponses|donnees)|nos echanges)\b.*\b(transm\w*|partag\w*|donn\w*|envo\w*|gard\w*|conserv\w*|vo(it|ient)|lit|lisent)`,
		`(transmett\w*|partagez|communiqu\w*)\b.*\b(france travail|pole emploi|employeur|patron|partenaires?|quelqu un)`,
		`(transmett\w*|donnez|envoyez|envoie\w*)\b.*\ba qui`,
	), intent: "donnees_personnelles"},
	// « vous avez un numéro ? »
	{words: anyOf(`(un|le|les|des|votre|leur|leurs|quel) (contacts?|numeros?|telephones?|tel|adresses?|coordonnees|standard)`), intent: "contact_partenaire"},
	// « et le téléphone ? », of the partner that was just told of
	{when: ofPartner, words: anyOf(`telephone|tel|numero|adresse|standard|mail|site|joindre|appeler`), intent: "contact_partenaire"},
	// « des formations pas loin ou il faut bouger ? », and not « la formation ou pas ? »
	{when: seeking, without: orNot, words: anyOf(
		`(formations?|pistes?|ecoles?|centres?|cours)\b.*\b(proches?|pres|ou|proposer|propose[rz]?)`,
		`proposez|proposes|propositions?|vous avez quoi|quoi d autre|autres? pistes?|plus (proche|pres|pre)`,
	), intent: "chercher_formation"},
	// « tout en gardant mon poste »: to train and keep one's job
	{when: seeking, words: anyOf(
		`pendant que je (suis|travaille|bosse)|en restant (en poste|salarie\w*)|encore salarie\w*`,
		`(garde|garder|quitter|sans quitter|sans perdre|perdre|perds) (mon|ma) (poste|contrat|cdi|boulot|travail|place)`,
	), intent: "reconversion"},
	// « comment je fais pour l'avoir ? », of a scheme
	{when: ofAScheme, words: anyOf(`comment (?:on |je |tu )?(?:l |la |le |fait |faire )?(?:obtien\w*|obtenir|avoir|ai|a|demand\w*|fait|faire|pour l avoir)`, `(?:j y ai|y a t on|est ce que j y ai|ai je) droit`, `c est pour qui|qui y a droit|qui decide`), intent: "inscription"},
	// « à 50 ans c'est trop tard »
	{words: anyOf(`trop (?:vieux|vieille|tard|jeune|age|agee)`), intent: "age"},
	// « 39 ans, c'est jouable ? »
	{when: tellsAge, words: anyOf(`jouable|faisable|raisonnable|realiste|envisageable`, `vau[tx] (?:encore |vraiment )*(?:le coup|la peine)`), intent: "age"},
	// « c'est gratuit ? »
	{words: anyOf(`(?:c est|cest|c|est ce) (?:gratuit|payant|cher)`), intent: "financement"},
	// « vous faites quoi ? »
	{words: anyOf(`(?:vous faites|tu fais|vous savez faire|tu sais faire) (?:quoi|koi)`, `(?:quoi|koi) (?:tu sers|vous servez)`), intent: "aide"},
	// « qui peut m'aider ? »
	{words: whoHelps, intent: "contact_partenaire"},
	// « il me reste combien dessus ? »
	{topics: []string{"cpf", "initiative"}, words: anyOf(`combien (?:j ai|il me reste|il y a|j y ai|y a)`, `(?:mon |le )?solde|dessus`), intent: "cpf"},
	// « et je vis de quoi pendant ce temps ? »
	{words: anyOf(`(?:fais|fait|faire) (?:\w+ ){0,2}(?:manger|vivre|payer (?:mon|le|mes)|tenir)`, `(?:de|avec) quoi (?:je|on) (?:vis|vit|mange)|(?:je|on) (?:vis|vit|mange) (?:de|avec) quoi|(?:vivre|manger|tenir) pendant`), intent: "remuneration_formation"},
	// « j'ai le dos fichu »
	{words: health, intent: "handicap"},
	// « et le prix ? »
	{words: oneWord(`prix|tarifs?|couts?|combien(?: ca coute)?|cb|ca coute|gratuit|payant`), intent: "financement"},
	// « la prochaine date ? »
	{words: oneWord(`quand|dates?|(?:ca commence |c est |c |cest )quand|rentree|prochaine date`), intent: "inscription"},
	// « ça commence quand ? »
	{words: anyOf(`commence\w* (?:quand|kan|kand)|(?:quand|kan|kand) (?:est ce qu\w* )?(?:ca|sa|cela|elle|ils?|la formation|les formations) (?:commence\w*|demarre\w*)`), intent: "inscription"},
	// « combien de temps ? »
	{words: oneWord(`duree|(?:combien|cb) de temps|long`), intent: "duree"},
	// « et les horaires ? »
	{words: oneWord(`horaires?`), intent: "conditions_travail"},
	// « ok trouvez-moi ça »
	{when: seeking, words: matching(`^(ok |d accord |bon |allez |vas y )*(cherche[rz]?|trouve[rz]?|montre[rz]?)( moi| nous)?\b`), intent: "chercher_formation"},
}

func tellsAge(t *turn, _ string) bool { return t.entity(intents.Age) != "" }

func seeking(t *turn, _ string) bool { return t.s.Flags.Has(Seeking) }

// drop drops a further wish.
func (t *turn) drop(wish string) {
	if slices.Contains(t.u.Also, wish) {
		t.u.Also = slices.DeleteFunc(slices.Clone(t.u.Also), func(a string) bool { return a == wish })
		t.out.Understood = t.u
	}
}

// meant replaces the reading.
func (t *turn) meant(intent string) {
	t.drop(intent)
	t.u.Intent, t.u.Score = intent, max(t.u.Score, sure)
	t.out.Understood, t.ruled = t.u, true
}

// meantBeside replaces the reading and keeps it as a further wish when it is sure and asks about
// the training: « montrez-moi les formations, c'est gratuit ? ».
func (t *turn) meantBeside(intent string) {
	if t.u.Score >= 0.6 && aboutTraining[t.u.Intent] && !slices.Contains(t.u.Also, t.u.Intent) {
		t.u.Also = append([]string{t.u.Intent}, t.u.Also...)
	}
	t.meant(intent)
}

// aboutTraining are the intents that ask something about a training one looks for.
var aboutTraining = map[string]bool{
	"financement": true, "remuneration_formation": true, "cpf": true, "duree": true, "inscription": true, "age": true,
	"sans_diplome": true, "handicap": true, "reconversion": true, "garde_enfants": true, "permis_transport": true,
}

// second takes the runner-up for the reading. What was put aside in this turn does not come back.
func (t *turn) second() {
	t.putAside = append(t.putAside, t.u.Intent)
	t.u.Intent, t.u.Score, t.ruled = intents.OutOfScope, 0.5, false
	for _, a := range t.u.Alternatives {
		if !slices.Contains(t.putAside, a.Intent) {
			t.u.Intent, t.u.Score = a.Intent, a.Score
			break
		}
	}
	if t.u.Intent == intents.OutOfScope {
		t.u.Score = max(t.u.Score, 0.5) // as where no runner-up is left
	}
	t.out.Understood = t.u
}

// ofPartner tells whether the last turn told of a partner.
func ofPartner(t *turn, _ string) bool {
	return t.saidBefore("contact_partenaire") || t.saidBefore("bon_contact")
}

// ofAScheme tells whether the last turn told of a scheme.
func ofAScheme(t *turn, _ string) bool { return t.about("d") != "" }

// orNot makes a question of a statement: « c'est bon ou pas ».
var orNot = anyOf(`ou (?:pas|non|pa|presque)`)
