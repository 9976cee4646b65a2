package dialogue

import (
	"regexp"
	"slices"
	"strings"

	"potentiels/intents"
)

// The recogniser reads one message; what it cannot know is where the talk stands.
// reread puts that right: each rule has its reason, and a clear reading is left alone.
func (t *turn) reread(words string) {
	u := &t.u
	switch {
	case u.Intent == "desabonner" && !t.s.Flags.Has(Stopped) && u.Score < 0.8 && !unsubscribes.MatchString(words):
		t.second() // « stop les amphis » ends nothing of ours
	case u.Intent == "entreprise" && !employs.MatchString(words) && (u.Score < 0.6 || u.Score < 0.85 && t.s.Flags.Has(Seeking) || firstPerson.MatchString(words) && t.entity(intents.Situation) != ""):
		t.second() // somebody who looks for a training for themselves is not an employer
	case u.Intent == "saluer" && whatFor.MatchString(words):
		t.meant("aide")
	case u.Intent == "accepter" && helped.MatchString(words):
		t.meant("remercier")
	case u.Intent == "accepter" && t.s.Flags.Has(Seeking) && goAhead.MatchString(words):
		t.meant("chercher_formation")
	case u.Intent == "aide" && whoHelps.MatchString(words):
		t.meant("contact_partenaire")
	case u.Intent == "identite_bot" && insults.MatchString(words):
		t.meant("mecontentement")
	case u.Intent == "chercher_emploi" && t.s.Flags.Has(Seeking) && !anyJob.MatchString(words):
		t.meant("chercher_formation") // « cherche-moi ça » is what was talked about
	case t.s.Topic == "frontalier" && u.Intent == "salaire" && overThere.MatchString(words):
		t.meant("frontalier")
	case t.s.Topic == "donnees_personnelles" && u.Score < 0.9 && kept.MatchString(words):
		t.meant("donnees_personnelles")
	}
	if u.Score >= 0.75 && u.Intent != intents.OutOfScope {
		return
	}
	for _, h := range hints {
		if h.when(t) && h.words.MatchString(words) {
			t.meant(h.intent)
			return
		}
	}
}

// meant replaces the reading.
func (t *turn) meant(intent string) {
	t.u.Also = slices.DeleteFunc(slices.Clone(t.u.Also), func(a string) bool { return a == intent })
	t.u.Intent, t.u.Score = intent, max(t.u.Score, sure)
	t.out.Understood = t.u
}

// second takes the runner-up for the reading.
func (t *turn) second() {
	rest := t.u.Alternatives
	first := t.u.Intent
	t.u.Intent, t.u.Score = intents.OutOfScope, 0.5
	for _, a := range rest {
		if a.Intent != first {
			t.u.Intent, t.u.Score = a.Intent, a.Score
			break
		}
	}
	t.out.Understood = t.u
}

// hint reads words that mean something only at a certain point of the talk.
type hint struct {
	when   func(*turn) bool
	words  *regexp.Regexp
	intent string
}

func always(*turn) bool    { return true }
func seeking(t *turn) bool { return t.s.Flags.Has(Seeking) }

var hints = []hint{
	{always, regexp.MustCompile(`\b(ce que j ecris|ce que je dis|mes (infos|informations|reponses|donnees)|nos echanges)\b.*\b(transm\w*|partag\w*|donn\w*|envo\w*|gard\w*|conserv\w*|vo(it|ient)|lit|lisent)\b|\b(transmett\w*|partagez|communiqu\w*)\b.*\b(france travail|pole emploi|employeur|patron|partenaires?|quelqu un)\b`), "donnees_personnelles"},
	{always, regexp.MustCompile(`\b(transmett\w*|donnez|envoyez|envoie\w*)\b.*\ba qui\b`), "donnees_personnelles"},
	{always, regexp.MustCompile(`\b(un|le|les|des|votre|leur|leurs|quel) (contacts?|numeros?|telephones?|tel|adresses?|coordonnees|standard)\b`), "contact_partenaire"},
	{func(t *turn) bool { return t.saidBefore("contact_partenaire") || t.saidBefore("bon_contact") }, regexp.MustCompile(`\b(telephone|tel|numero|adresse|standard|mail|site|joindre|appeler)\b`), "contact_partenaire"},
	{seeking, regexp.MustCompile(`\b(formations?|pistes?|ecoles?|centres?|cours)\b.*\b(proches?|pres|ou|proposer|propose[rz]?)\b|\b(proposez|proposes|propositions?|vous avez quoi|quoi d autre|autres? pistes?|plus (proche|pres|pre))\b`), "chercher_formation"},
	{seeking, regexp.MustCompile(`\b(pendant que je (suis|travaille|bosse)|en restant (en poste|salarie\w*)|encore salarie\w*|(garder|quitter|sans quitter|sans perdre) (mon|ma) (poste|contrat|cdi|boulot|travail|place))\b`), "reconversion"},
	{always, whoHelps, "contact_partenaire"},
	{seeking, regexp.MustCompile(`^(ok |d accord |bon |allez |vas y )*(cherche[rz]?|trouve[rz]?|montre[rz]?)( moi| nous)?\b`), "chercher_formation"},
}

var (
	unsubscribes = regexp.MustCompile(`\b(messages?|alertes?|notif\w*|envo\w*|recevoir|recois|abonn\w*|desabonn\w*|desinscri\w*|ecrire|ecrivez|m ecri\w*|contacte[rz]?|spam|pub|tranquille|lachez|relances?|liste|sms|mails?|newsletter)\b`)
	employs      = regexp.MustCompile(`\b(je recrute|nous recrutons|on recrute|recruter (un|une|des|deux|trois|quelqu)|embaucher (un|une|des)|(mon|notre|ma|une) (entreprise|societe|usine|atelier|boite|pme|tpe)|gerant\w*|chef\w* d entreprise|dirigeant\w*|drh|responsable (rh|des ressources|formation|du personnel)|je suis (rh|employeur|patron\w*)|(mes|nos) (salaries|employes|ouvriers|equipes|gars|operateurs)|(mon|notre) (salarie|salariee|apprenti|employe))\b`)
	anyJob       = regexp.MustCompile(`\b(emploi|emplois|job|jobs|boulot|taf|poste|postes|travail|travailler|bosser|embauche\w*|offres?|interim|cdi|cdd|cv|candidat\w*|postuler|recrut\w*)\b`)
	overThere    = regexp.MustCompile(`\b(la bas|luxembourg|lux|allemagne|belgique|suisse|sarre|frontalier\w*)\b`)
	whatFor      = regexp.MustCompile(`\b(a quoi (ca |tu |vous )?ser\w*|sert a quoi|comment ca marche|ca sert a quoi)\b`)
	helped       = regexp.MustCompile(`\b(vous|tu) m (avez|as) (bien |beaucoup |trop )*aide`)
	goAhead      = regexp.MustCompile(`\b(cherche[rz]?|trouve[rz]?|montre[rz]?|propose[rz]?)\b`)
	whoHelps     = regexp.MustCompile(`\b(qui (peut|pourrait|va) m aider|a qui (je )?(m adresse\w*|parler|demander)|je m adresse a qui|je (dois|peux) aller ou|qui (contacter|appeler|joindre))\b`)
	insults      = regexp.MustCompile(`\b(nul|nulle|naze|pourri\w*|con|conne|connard|debile|inutile|idiot\w*|stupide|merde|bidon|a chier|sers a rien|sert a rien)\b`)
	kept         = regexp.MustCompile(`\b(garde\w*|conserv\w*|stock\w*|combien de temps|longtemps|qui (voit|lit)|efface\w*)\b`)
)

// asksFor tells a question or a wish from a plain statement.
var asksFor = regexp.MustCompile(`\b(est ce|quel\w*|comment|combien|pourquoi|quand|quoi|possible|peut on|on peut|je peux|puis je|faisable|y a t il|ya t il|y a quoi|il y a|ca existe|c est mort|foutu|trop (vieux|vieille|jeune|tard|age)|peur|m aider|aidez|droit|dois je|faut il|il faut|perds|garder|garde|renseign\w*|savoir|info|infos|qui)\b`)

var ofAge = regexp.MustCompile(`\b(trop (vieux|vieille|jeune|age|agee|tard)|age (limite|maximum|max|minimum|requis)|limite d age|seniors?|mon age|cet age|foutu|mort|encore temps)\b`)

// explains are the facts that by themselves make a message look like an intent:
// « j'ai 34 ans » asks nothing about age.
var explains = map[string][]string{
	"age":                    {intents.Age},
	"sans_diplome":           {intents.Niveau},
	"etudes_superieures":     {intents.Niveau, intents.Situation},
	"certification":          {intents.Niveau},
	"chercher_emploi":        {intents.Situation},
	"reconversion":           {intents.Situation},
	"remuneration_formation": {intents.Situation},
	"financement":            {intents.Situation},
	"infos_metier":           {intents.Metier},
	"conditions_travail":     {intents.Metier},
	"permis_transport":       {intents.MobiliteKm},
	"logement_mobilite":      {intents.MobiliteKm, intents.Commune},
	"autre_region":           {intents.Commune},
	"frontalier":             {intents.Commune},
	"evenements":             {intents.Commune},
	"contact_partenaire":     {intents.Commune},
	"entreprise":             {intents.Situation},
}

// stated tells whether an intent is only the shadow of a fact that was stated.
func (t *turn) stated(intent, words string, first bool) bool {
	facts := explains[intent]
	if intent == "age" && !ofAge.MatchString(words) && !(first && strings.Contains(t.m.Text, "?")) {
		return t.entity(intents.Age) != ""
	}
	if len(facts) == 0 || strings.Contains(t.m.Text, "?") || asksFor.MatchString(words) {
		return false
	}
	if intent != "age" && t.u.Score >= 0.85 && t.u.Intent == intent && len(strings.Fields(words)) > 7 {
		return false
	}
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return slices.Contains(facts, e.Name) && !e.Negated && e.Bearer != intents.Nobody
	})
}
