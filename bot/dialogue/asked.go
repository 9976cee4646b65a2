package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// onlyJobAsked tells whether all that is new is the job that something was asked about:
// « c'est dangereux, soudeur ? » is answered before paths are shown.
func (t *turn) onlyJobAsked(intent string) bool {
	was := t.known
	was.Metier = t.s.Profile.Metier
	return intent != "chercher_formation" && t.job && was == t.s.Profile
}

// saysAgain tells whether a message holds a fact that is known already.
func (t *turn) saysAgain() bool {
	p := t.s.Profile
	return p.Metier != "" && t.names(intents.Metier, p.Metier) || p.Commune != "" && t.names(intents.Commune, p.Commune) ||
		p.Situation != "" && t.names(intents.Situation, p.Situation) || p.Niveau != "" && t.names(intents.Niveau, p.Niveau)
}

// dense tells whether a message is a list of facts: « Saint-Dié, 29 ans, RSA ».
func (t *turn) dense(words string) bool {
	if t.u.Intent == "chercher_emploi" && !t.wasSeeking && seeksWork.MatchString(words) {
		return false // work is what is asked for
	}
	return len(t.notes) > 1 && len(strings.Fields(words)) <= 3*len(t.notes)+2 && !strings.Contains(t.m.Text, "?") && !asksFor.MatchString(words) &&
		!(t.u.Score >= 0.8 && ownQuestion[t.u.Intent])
}

// ownQuestion are the intents whose answer offers the search by itself.
var ownQuestion = map[string]bool{
	"infos_metier": true, "salaire": true, "conditions_travail": true, "contact_partenaire": true, "entreprise": true,
	"desabonner": true, "supprimer_donnees": true, "donnees_personnelles": true, "chercher_emploi": true, "recommencer": true,
	"parler_conseiller": true, "abonner": true, "mecontentement": true, "initiative": true, "identite_bot": true,
}

// employersAsk are the intents that are an employer's own, also in a statement.
var employersAsk = map[string]bool{
	"poei": true, "alternance": true, "parler_conseiller": true, "contact_partenaire": true, "mecontentement": true,
	"desabonner": true, "abonner": true, "supprimer_donnees": true, "donnees_personnelles": true, "recommencer": true,
	"identite_bot": true, "initiative": true, "aide": true, "detresse": true, "immersion": true, "financement": true,
}

// goesOn tells whether the form or the paths follow the answers of this turn.
func (t *turn) goesOn() bool {
	if !t.s.Flags.Has(Seeking) || t.s.Flags.Has(Employer) || t.s.Ask == qConsent || t.gentle {
		return false
	}
	if t.open() {
		return t.offers()
	}
	if strings.HasPrefix(t.s.Ask, qTastes) && t.s.Profile.Metier == "" {
		return true
	}
	return t.s.missing() != "" || t.s.Profile.Metier != "" && t.s.Found != t.d.fingerprint(&t.s)
}

// asked are the intents to answer, at most two: those that are sure, not mere
// shadows of a fact, and more than a courtesy where there is more.
func (t *turn) asked(words string, found bool) []string {
	read := append([]string{t.u.Intent}, t.u.Also...)
	if t.u.Intent == intents.OutOfScope {
		return nil
	}
	if t.u.Score < sure {
		read = append([]string{intents.OutOfScope}, t.u.Also...) // what is asked beside a doubtful reading
	}
	var out []string
	for i, intent := range read {
		switch {
		case slices.Contains(out, intent), i > 0 && silentSecond[intent], intent == intents.OutOfScope:
		case slices.Contains(t.asides, intent):
			out = append(out, intent)
		case intent == "permis_transport" && drives.MatchString(words) && !noCar.MatchString(words) && !strings.Contains(t.m.Text, "?"):
		case intent == "permis_transport" && getsThere.MatchString(words) && !strings.Contains(words, "permis") && !noCar.MatchString(words) && (found || t.saysAgain()) && t.states(words):
		case intent == "conditions_travail" && t.saidLimits && !questions(t.m.Text) && !eitherOr.MatchString(words):
		case intent == "decouvrir_metiers" && t.job:
		case (found || t.ofOthers || t.saysAgain() || intent == "sans_diplome") && t.stated(intent, words, i == 0):
		case found && i == 0 && !t.ruled && t.u.Score < 0.6 && t.states(words) && intent != "chercher_formation",
			found && i == 0 && t.states(words) && t.unproved(intent, words, 0.93):
			// a doubtful reading of a message that states facts and asks nothing
		case found && i == 0 && t.wasAsked == qJob && t.job && t.states(words) && aboutJobs[intent] && (evidence[intent] == nil || !evidence[intent].MatchString(words)):
			// « plutôt l'agroalimentaire, les fromageries » answers what was asked
		case i > 0 && intent == "chercher_formation" && t.u.Intent == "abonner":
			// « prévenez-moi quand une formation ouvre » is for later
		case i > 0 && intent == "parler_conseiller" && (t.s.Wish.Sent() || t.u.Intent == "identite_bot"):
		default:
			out = append(out, intent)
		}
	}
	if i := slices.IndexFunc(out, func(a string) bool { return !social[a] }); i >= 0 {
		out = slices.DeleteFunc(out, func(a string) bool { return social[a] && a != "mecontentement" })
	} else if found && len(out) > 0 && out[0] != "mecontentement" && t.special == "" {
		return nil
	}
	if slices.Contains(out, "parler_conseiller") { // « aidez-moi, un conseiller »
		out = slices.DeleteFunc(out, func(a string) bool { return a == "aide" })
	}
	most := 2
	if len(strings.Fields(words)) > 30 {
		most = 3 // who writes so much asks for as much
	}
	if len(out) > most && slices.Contains(out[most:], "chercher_formation") {
		return append(slices.Clone(out[:most]), "chercher_formation") // the search is what the rest is about
	}
	return out[:min(most, len(out))]
}

var (
	noCar = anyOf(`(?:pas|pa|sans|plus) (?:de |d )?(?:voiture|caisse|bagnole|vehicule|auto)`)
	// getsThere tells how one goes to work.
	getsThere = anyOf(`(?:a|en) (?:velo|scooter|mobylette|pied|bus|train|tram|voiture|moto)`)
	// eitherOr asks which of two: « les horaires c'est les trois-huit ou ça existe en journée ».
	eitherOr = anyOf(`(?:horaires?|c est|cest|ca|on est|on travaille|y a|faut|bosse) .*\bou (?:ca|c|c est|on|en|des|de|debout|assis\w*|pas|pa|alors|plutot|journee|equipes?|nuit)`)
)

// stage orders the answers of one turn: what asks something goes last.
var stage = map[string]int{
	"mecontentement": -1, "infos_metier": 1, "contact_partenaire": 1, "decouvrir_metiers": 2, "chercher_formation": 2, "abonner": 3,
	"supprimer_donnees": 3, "parler_conseiller": 3,
}

var doubts = matching(`\b((peut|peux|puis|saurai\w*|pourrai\w*) (il |elle |on |je |t il |t elle )?(vraiment |encore |seulement )?(apprendre (ca|cela|ce metier)|me reconvertir|se reconvertir|m y mettre|s y mettre)|(on|ils|elles) (me |m |vont me |vont m )?(prendra|prendront|prendrait|accepter\w*|prendre)|(je|j) (serai|ai des chances d etre|peux etre) (prise?|acceptee?|admise?|retenue?)|faisable|possible|je reve|realiste|mes chances|une chance|y arriver|capable|jouable|envisageable|y connais rien|connais rien|jamais (touche|utilise|fait)|pas doue|pas douee|debutante?|pas a l aise|si j echoue|si je rate|si je me plante|si j y arrive pas)\b`)

// silentSecond are the intents that start something: they are not begun beside another answer.
var silentSecond = map[string]bool{
	"recommencer": true, "supprimer_donnees": true, "aide": true, "detresse": true,
}

// bare tells whether a message holds nothing but facts.
func (t *turn) bare() bool {
	rest := []byte(t.m.Text)
	for _, e := range t.u.Entities {
		if e.Start < 0 || e.End > len(rest) || e.Start > e.End || e.Name == intents.Situation && t.u.Intent == "frontalier" {
			continue // « je suis frontalier à Bâle » tells what they come for
		}
		for i := e.Start; i < e.End; i++ {
			rest[i] = ' '
		}
	}
	if strings.Contains(t.m.Text, "?") {
		return false
	}
	for word := range strings.FieldsSeq(fold(string(rest))) {
		if !fillers[word] {
			return false
		}
	}
	return true
}

// fillers are the words that carry no wish of their own around a fact.
var fillers = func() map[string]bool {
	m := make(map[string]bool)
	for word := range strings.FieldsSeq(`je j ai suis moi c est sur a au aux en de du des d le la les l un une et ou dans
		pres vers chez cote habite vis reside ville village km ans an age niveau diplome un oui alors voila donc bonjour
		salut euh heu ben bah mon ma mes il elle a est plutot environ autour actuellement en ce moment aujourd hui
		encore deja juste jusqu jusque max maximum minimum non pas plus depuis mois annees avec bientot et puis
		cherche metier poste job merci svp ici`) {
		m[word] = true
	}
	return m
}()

// asksFor tells a question or a wish from a plain statement.
var asksFor = matching(`\b(est ce|quel\w*|comment|combien|pourquoi|quand|quoi|koi|kwa|cmt|cb|pk|possible|peut on|on peut|je peux|puis je|faisable|y a t il|ya t il|y a quoi|il y a|ca existe|c est mort|foutu|trop (vieux|vieille|jeune|tard|age)|peur|m aider|aidez|droit|dois je|faut il|il faut|perds|garder|garde|gardant|sans (quitter|perdre|lacher|demissionner)|renseign\w*|demand\w+ (si|combien|comment|quand)|savoir|info|infos|qui)\b`)

// nowhere is said by who is in no scheme.
var nowhere = anyOf(`(?:inscrite?|inscri|suivie?) (?:nulle? part|a rien|encore nulle? part)`)

// ageLimit are the words of who wonders whether there is one.
var ageLimit = anyOf(`obstacle|frein|redhibitoire|genant`, `age (?:limite|maximum|max)|limites? d age|trop (?:vieux|vieille|age|agee)`)

var ofAge = matching(`\b(gens comme moi|quelqu un comme moi|personnes? comme moi|trop (vieux|vieille|jeune|age|agee|tard)|(?:obstacle|frein|redhibitoire|genant|un probleme|un souci)|age (limite|maximum|max|minimum|requis)|limites? d age|seniors?|mon age|cet age|foutu|mort|encore temps|jouable|raisonnable|vau[tx] (?:encore |vraiment )*(?:le coup|la peine))\b`)

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
	"inscription":            {intents.Situation},
}

// tellsOnly are the intents that a long statement of who one is looks like.
var tellsOnly = map[string]bool{"etudes_superieures": true, "certification": true, "chercher_emploi": true}

// stated tells whether an intent is only the shadow of a fact that was stated.
func (t *turn) stated(intent, words string, first bool) bool {
	facts := explains[intent]
	if intent == "age" && !ofAge.MatchString(words) && !(first && strings.Contains(t.m.Text, "?")) {
		return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool { return e.Name == intents.Age })
	}
	if level := t.entity(intents.Niveau); intent == "sans_diplome" && level != "" && level != intent && !strings.Contains(t.m.Text, "?") {
		return true // « j'ai un CAP » asks nothing about having none
	}
	if intent == "sans_diplome" && t.entity(intents.Niveau) == "" && ofTheYoung.MatchString(words) && t.entity(intents.Situation) != "" && !strings.Contains(t.m.Text, "?") {
		return true // « il est en seconde »
	}
	if intent == "inscription" && nowhere.MatchString(words) && !strings.Contains(t.m.Text, "?") {
		return true // « inscrite nulle part » asks for no date
	}
	if intent == "chercher_emploi" && practises.MatchString(words) && !wishes.MatchString(words) && !strings.Contains(t.m.Text, "?") {
		return true // « je bosse à Metz comme électricien » looks for nothing yet
	}
	if intent == "chercher_emploi" && seeksWork.MatchString(words) && !t.wasSeeking {
		return false // it is a fact only as an answer
	}
	if len(facts) == 0 || !t.states(words) {
		return false
	}
	if intent == "age" && t.u.Score >= 0.7 && ageLimit.MatchString(words) {
		return false // « il n'y a pas d'âge limite j'espère, j'ai 55 ans » asks, whatever the mark
	}
	if tellsOnly[intent] && !wishes.MatchString(words) && t.entity(intents.Situation)+t.entity(intents.Niveau) != "" {
		return true // « titulaire d'un master, je suis en CDI à Metz » asks nothing, however long
	}
	if intent != "age" && t.u.Score >= 0.85 && t.u.Intent == intent && len(strings.Fields(words)) > 7 {
		return false
	}
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return slices.Contains(facts, e.Name) && !e.Negated && e.Bearer != intents.Nobody
	})
}

// besides are words that ask about something by themselves, whatever else a message asks.
var besides = []struct {
	words    *matcher
	intent   string
	question bool // only where something is asked: as a statement they are a fact
}{
	{anyOf(`(?:qui|ki) (?:me |nous |va )?(?:paie|paye|payer|finance|financer)`, `(?:paye|finance|pris en charge) par qui`, `(?:peut|va|doit) (?:elle |il |on )?(?:me |le |la )?(?:payer|financer)`, `(?:ca|sa|c est|cest) (?:gratuit|payant)`, `(?:ca|sa) (?:me )?(?:coute|revient)`, `(?:ca|sa|c est|cest) (?:se )?finance\w*`, `comment (?:ca |c est |on |je )?(?:se )?(?:finance|paie|paye)\w*`, `(?:comme|quelles?|a des) aides?`), "financement", true},
	{anyOf(`aides? (?:pour|au|a la|a l|de) (?:le |la |l |un |mon |ma )?(?:demenag\w*|logement|loyer|caution|mobilite)`), "logement_mobilite", true},
	{paidAtAll, "remuneration_formation", true},
	{anyOf(`(?:ca|sa|elle|il) (?:dure|prend) (?:combien|cb|longtemps)`, `(?:combien|cb) de (?:temps|mois|semaines) (?:ca|sa|pour|de formation)`, `(?:pour|c est) combien de temps`), "duree", true},
	{anyOf(`(?:pas|plus|ni|sans) (?:\w+ )?(?:permis|voiture|vehicule)`), "permis_transport", false},
	{anyOf(`sans (?:avoir )?(?:le |un |de |mon |aucun )?(?:brevet|diplomes?|bac|cap)`), "sans_diplome", true},
	{anyOf(`parcoursup|affelnet`, `comment (?:on |je )?(?:s inscri\w*|m inscri\w*)`, `(?:je|on|faut|il faut) (?:\w+ ){0,2}(?:commence|commencer|m y prendre|s y prendre|m y prends|s y prend|chercher) quand`, `(?:commence|m y prends|s y prend|dois|doit|faut il|faut) quand (?:a|pour|de|s y|m y|commencer|chercher|prendre)`, `quand (?:est ce que |est ce qu )?(?:je|on|il faut|faut il) (?:\w+ ){0,2}(?:commencer|chercher|m inscrire|s inscrire|m y prendre|s y prendre)`), "inscription", true},
	{anyOf(`(?:quels?|kels?|c est quoi|cest quoi|c koi) (?:sont )?(?:les |lé )?o?h?oraires? (?:\w+ ){1,3}(?:genre|postes?|metiers?|boulots?|travail|taf|usines?|ateliers?)`, `(?:c est|cest|c|est ce|on (?:est|bosse|travaille)|ca se fait) (?:que )?(?:plutot |surtout |toujours )?(?:en journee|de jour|la nuit|de nuit|en equipes?|en (?:2|3)x8)`), "conditions_travail", true},
	{anyOf(`(?:garde|garder) .*(?:enfants?|gosses?|petits?|bebe|fille|fils)`, `(?:creche|nounou|periscolaire)`), "garde_enfants", true},
	{anyOf(`trop (?:vieux|vieille|age|agee)`, `trop tard (?:pour (?:moi|me|m|mon|apprendre|changer|commencer|recommencer)|a mon|a [3-6][0-9])`, `(?:a|entre|avec|vu) mon age`), "age", true},
}

// paidAtAll asks whether there is pay at all. Every job has some, so it is asked of the training: how much
// or how well one is paid is asked of the job.
var (
	paidAtAll = anyOf(`(?:c|c est|cest|ce sera|est ce|est ce que c est|on est|t es|tu es|je serai|je suis|serai je) (?:vraiment |aussi )?(?:paye|payee|peye|remunere|remuneree)`)
	payElse   = anyOf(`(?:bien|mal|mieux|pas|combien|cb|aussi|moins|plus) (?:paye|remunere)e?`, `(?:paye|remunere)e? (?:bien|mal|par qui|combien|cb|comb\w*|comment|comme un|plus|moins|mieux|au |a l |par mois|de l heure|la nuit|les heures|le dimanche)`)
	payOfWork = anyOf(`combien|gagn\w*|metiers?|boulots?|salaires?|postes?|embauche\w*|emplois?`)
)

// unrelated are the intents beside which those words speak of something else: « combien de
// temps gardez-vous mes données ? ».
var unrelated = map[string]bool{
	"donnees_personnelles": true, "supprimer_donnees": true, "desabonner": true, "abonner": true, "parler_conseiller": true,
	"contact_partenaire": true, "entreprise": true, "detresse": true, "logement_mobilite": true, "frontalier": true, "initiative": true,
	"permis_transport": true, "garde_enfants": true, "etranger": true,
}

// schemeNamed is the intent about a scheme that the message names, "" when none.
func (t *turn) schemeNamed() string { return ofSchemes[t.entity(intents.Dispositif)] }

// ofSchemes are the intents about schemes that nobody names without wondering about them.
var ofSchemes = map[string]string{
	"csp": "reconversion", "ptp": "reconversion", "pro_a": "reconversion", "periode_reconversion": "reconversion", "cep": "reconversion",
	"poei": "poei", "poec": "poei", "mrs": "immersion", "pmsmp": "immersion", "cqpm": "certification", "cqpi": "certification",
	"clea": "certification", "vae": "vae", "aif": "financement",
}

// ofNamed are the words that ask one thing of a scheme that is named: « combien de temps dure une VAE ? ».
var ofNamed = []struct {
	intent string
	words  *matcher
}{
	{"duree", anyOf(`(?:combien|cb) de (?:temps|jours|semaines|mois|heures)`, `(?:dure|durent|prend|prennent) (?:\w+ ){0,2}(?:combien|cb|longtemps)`, `duree`, `(?:c est|cest) long`)},
	{"financement", anyOf(`cout\w*`, `prix|tarifs?|payante?s?|gratuite?s?`, `(?:qui|ki) (?:paie|paye|finance)\w*`, `(?:c est|cest) cher`)},
}

// beside adds to what was read the things that are asked in so many words, two wishes at most.
func (t *turn) beside(words string) {
	if t.s.Flags.Has(Employer) || t.s.Ask == qConsent || unrelated[t.u.Intent] && t.u.Score >= sure {
		return
	}
	asking := !t.states(words)
	if scheme := t.schemeNamed(); scheme != "" && (t.u.Intent == intents.OutOfScope || t.u.Score < sure || t.u.Score < 0.6 && !asking) {
		t.asides = append(t.asides, scheme)
		t.meant(scheme)
	}
	named := t.schemeNamed()
	for _, of := range ofNamed {
		if named != "" && asking && of.words.MatchString(words) && t.u.Intent != named {
			t.drop(named) // its price and length are asked, not what it is
		}
		if named != "" && asking && of.words.MatchString(words) && t.u.Intent != of.intent && !slices.Contains(t.u.Also, of.intent) {
			t.asides = append(t.asides, of.intent)
			t.u.Also = append([]string{of.intent}, t.u.Also...)
			t.out.Understood = t.u
		}
	}
	for _, b := range besides {
		if b.question && !asking || !b.words.MatchString(words) || t.u.Intent == b.intent && t.u.Score >= sure || slices.Contains(t.u.Also, b.intent) {
			continue
		}
		if b.intent == "permis_transport" && t.s.Topic == b.intent {
			continue // it was just spoken of
		}
		if b.intent == "remuneration_formation" && (t.u.Intent == "financement" || payElse.MatchString(words)) {
			continue
		}
		t.asides = append(t.asides, b.intent)
		if t.u.Intent == intents.OutOfScope || t.u.Score < 0.6 && b.question {
			t.meant(b.intent)
			continue
		}
		// It stands first among the further wishes: in so many words is surer than read from examples.
		t.u.Also = append([]string{b.intent}, t.u.Also...)
		t.out.Understood = t.u
	}
}
