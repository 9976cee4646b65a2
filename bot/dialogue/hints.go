package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// reread puts right what the recogniser, which reads one message at a time, cannot know:
// where the talk stands. A clear reading is left alone, and each rule has its reason.
func (t *turn) reread(words string) {
	u := &t.u
	if slices.Contains(u.Also, "desabonner") && stopsElse.MatchString(words) && !unsubscribes.MatchString(words) {
		u.Also = slices.DeleteFunc(slices.Clone(u.Also), func(also string) bool { return also == "desabonner" })
		t.out.Understood = *u
	}
	if (u.Intent == "remuneration_formation" || u.Intent == "financement") && t.jobArg() == "" && slices.Contains(u.Also, "salaire") {
		u.Also = slices.DeleteFunc(slices.Clone(u.Also), func(also string) bool { return also == "salaire" })
		t.out.Understood = *u // « on est payé ? » is of the training
	}
	if u.Intent == "chercher_formation" && slices.Contains(u.Also, "permis_transport") && !onTheRoad.MatchString(words) {
		u.Also = slices.DeleteFunc(slices.Clone(u.Also), func(also string) bool { return also == "permis_transport" })
		t.out.Understood = *u // « une formation pas loin de Toul » lacks no car
	}
	if slices.Contains(u.Also, "parler_conseiller") && (takesOn.MatchString(words) || !somebody.MatchString(words)) {
		u.Also = slices.DeleteFunc(slices.Clone(u.Also), func(also string) bool { return also == "parler_conseiller" })
		t.out.Understood = *u
	}
	if (u.Intent == "donnees_personnelles" || u.Intent == "supprimer_donnees") && slices.Contains(u.Also, "duree") {
		u.Also = slices.DeleteFunc(slices.Clone(u.Also), func(also string) bool { return also == "duree" })
		t.out.Understood = *u // « et c'est gardé combien de temps ? » is of what is kept
	}
	if (u.Intent == "alternance" || u.Intent == "certification") && !slices.Contains(u.Also, "duree") && questions(t.m.Text) && howManyYears.MatchString(words) {
		u.Also = append(slices.Clone(u.Also), "duree")
		t.out.Understood = *u // « l'école d'ingénieurs en alternance, c'est combien d'années ? »
	}
	if roofless.MatchString(words) && u.Intent != "detresse" {
		t.meantBeside("logement_mobilite")
		t.special = "logement_mobilite.urgence" // a roof for tonight comes before any rent
		t.asides = append(t.asides, t.u.Intent) // told without a question, and among other things
		return
	}
	if t.mistaken(words) {
		return
	}
	switch {
	case t.sameQuestion(words):
		return
	case t.compares(words):
		t.meant("infos_metier")
		t.aside = true
		return
	case t.asksToSee(words), t.asksWhere(words), t.goesOnWithJob(words):
		t.show = true
		t.meantBeside("chercher_formation")
		return
	case apart.MatchString(words) && t.jobArg() == "" && t.schemeNamed() == "" && schemeTopics[t.s.Topic] && len(strings.Fields(words)) <= 8 && questions(t.m.Text):
		t.meant(t.s.Topic) // « c'est quoi la différence ? », of the schemes just spoken of
	case u.Intent == "alternance" && u.Score < sure && questions(t.m.Text) && workAndSchool.MatchString(words):
		t.meant("alternance") // named in so many words, among other things
	case t.s.Topic == "alternance" && (u.Intent == intents.OutOfScope || u.Score < 0.6) && anotherMaster.MatchString(words):
		t.meant("alternance")
	case u.Intent == "etranger" && t.jobArg() != "" && (t.s.Topic == "etranger" || withFrench.MatchString(words)) && searches.MatchString(words):
		t.meant("chercher_formation") // they have told where they come from, and wish for a job now
		if withFrench.MatchString(words) {
			u.Also = append([]string{"etranger"}, u.Also...)
		}
	case (u.Intent == "parler_conseiller" || u.Intent == "refuser") && tellsOn.MatchString(words) && t.reach() == "":
		u.Also = nil
		t.meant("remercier") // « je vais en parler avec elle » ends kindly
	case speaksTongue.MatchString(words) && questions(t.m.Text):
		t.meant("parler_conseiller") // « quelqu'un parle turc ? »
	case done.MatchString(words) && !questions(t.m.Text) && len(words) < 80 && u.Intent != "detresse":
		u.Also = nil
		t.meant("remercier") // « rien d'autre, j'ai ma réponse » ends kindly
	case callers.MatchString(words):
		t.meant("initiative")
	case u.Intent == "abonner" && !news.MatchString(words) && !t.saidBefore("abonner"):
		t.second() // no subscription is begun on words that name no news
	case expecting.MatchString(words):
		t.meant("femmes")
	case registers.MatchString(words) && (questions(t.m.Text) || asks0(words)) && t.schemeNamed() == "" && !t.s.Flags.Has(Employer):
		t.meantBeside("inscription")
		t.special = "inscription.france_travail" // whether one has to be there, and not how to enter a centre
	case weakFrench.MatchString(words) && (u.Intent != "chercher_formation" || u.Score < 0.6):
		t.meant("etranger")
	case levelAsked.MatchString(words) && (t.jobArg() != "" || len(t.s.Paths) > 0 || t.s.Profile.Metier != "") && u.Intent != "etranger" && !(u.Intent == "etudes_superieures" && u.Score >= 0.9) && !t.s.Flags.Has(Employer):
		t.meant("sans_diplome") // which level is asked for, answered of the job or the paths
		t.aside = t.jobArg() != "" && t.s.Profile.Metier != ""
	case t.saidBefore("abonner.oui") && u.Score < 0.9 && stopsLater.MatchString(words):
		t.meant("abonner") // who has just subscribed asks how it ends, and ends nothing yet
	case u.Intent == "desabonner" && questions(t.m.Text) && stopsLater.MatchString(words):
		t.meant("desabonner")
		t.special = "abonner.fin" // « et arrêter quand je veux ? » ends nothing yet
	case u.Intent == "desabonner" && questions(t.m.Text) && t.saidBefore("abonner"):
		t.meant("abonner") // « c'est souvent ? » asks about what was just agreed to
	case u.Intent == "desabonner" && t.othersEnd(words):
		t.second()
	case u.Intent == "chercher_formation" && noTraining.MatchString(words):
		t.meant("chercher_emploi")
	case (u.Intent == "accepter" || u.Intent == "refuser") && talksTo.MatchString(words) && !noLine.MatchString(words):
		t.meant("parler_conseiller") // « ok je veux bien parler à quelqu'un »
	case (u.Intent == "salaire" || u.Intent == "chercher_emploi") && whoPays.MatchString(words):
		t.meant("financement") // of the training that is spoken of, not of a job
	case (u.Intent == "refuser" || u.Intent == "parler_conseiller" && u.Score < 0.9) && onlyContact.MatchString(words):
		t.meant("contact_partenaire") // « non, juste le numéro » declines the rest
	case (u.Intent == "vae" || slices.Contains(u.Also, "vae")) && u.Score < 0.6 && yearsAtIt.MatchString(words) && t.entity(intents.Niveau) == "sans_diplome":
		t.meant("vae") // years on the job and no paper for it
	case (u.Intent == "infos_metier" || u.Intent == "etudes_superieures" && t.jobArg() != "" && !studies.MatchString(words)) && u.Score < 0.75 && searches.MatchString(words) && !strings.Contains(t.m.Text, "?"):
		t.meant("chercher_formation") // « je veux faire soudeur » asks nothing about the job
	case u.Intent == "identite_bot" && insults.MatchString(words):
		t.meant("mecontentement") // « t'es nul comme robot » asks for no name
	case u.Intent == "entreprise" && !t.employs(words):
		t.second()
	case t.s.Flags.Has(Employer) && aidsAsked.MatchString(words) && questions(t.m.Text):
		t.meant("financement")
	case t.s.Flags.Has(Employer) && u.Intent == "entreprise" && beforeHiring.MatchString(words):
		t.meant("poei") // « former quelqu'un avant de l'embaucher »
	case u.Intent == "autre_region" && u.Score < 0.9 && t.livesHere():
		t.second() // who lives in the region comes from nowhere else
	case (u.Intent == "chercher_formation" || len(explains[u.Intent]) > 0 && !questions(t.m.Text)) && t.entity(intents.Metier) == "" && t.s.Profile.Metier == "" && undecided.MatchString(words):
		t.meant("decouvrir_metiers") // « jsp quoi faire, 24 ans, Forbach » looks for nothing yet
	case u.Intent == "conditions_travail" && health.MatchString(words):
		t.meant("handicap") // « j'ai plus le droit de porter » is about health before it is about work
	case u.Intent == "conditions_travail" && t.spokenJob() == "" && t.s.Profile.Metier == "" && whatExists.MatchString(words) &&
		(inTheDay.MatchString(words) || lightly.MatchString(words)):
		t.meant("decouvrir_metiers") // « quelque chose en journée, ça existe ? » asks for jobs
	case u.Intent == "parler_conseiller" && u.Score < 0.9 && !somebody.MatchString(words):
		t.second() // a handover is not begun on words that name nobody
	case u.Intent == "parler_conseiller" && presents.MatchString(words) && t.speaksFor(words) && !talksTo.MatchString(words) && !callsBack.MatchString(words):
		t.meant("chercher_formation") // « conseillère en mission locale, j'accompagne un jeune » names their own trade
	case t.namedPartner() != "" && talksTo.MatchString(words):
		t.meant("parler_conseiller") // « je veux parler à l'UIMM » asks neither what it is nor its address
	case u.Intent == "accepter" && questions(t.m.Text) && len(strings.Fields(words)) > 4 && !yesLine.MatchString(words):
		t.second() // « ok ça m'irait. je garde mon contrat ? » asks something
	case u.Intent == "accepter" && fedUp.MatchString(words):
		t.meant("mecontentement") // « ça me saoule » agrees to nothing
	case u.Intent == "accepter" && t.s.Flags.Has(Seeking) && goAhead.MatchString(words):
		t.show = true
		t.meant("chercher_formation") // « oui, cherchez » is a yes to the search
	case (u.Intent == "aide" || u.Intent == "au_revoir" || u.Intent == "abonner" || u.Intent == "parler_conseiller" && u.Score < 0.9) && whoHelps.MatchString(words),
		u.Intent == "parler_conseiller" && whomToCall.MatchString(words):
		t.meant("contact_partenaire") // « qui peut m'aider ? », « je dois aller où ? » want somebody
	case u.Intent == "chercher_emploi" && (t.s.Flags.Has(Seeking) || t.s.Profile.Metier != "") && !anyJob.MatchString(words):
		t.show = goAhead.MatchString(words)
		t.meant("chercher_formation") // « cherche-moi ça » is what was talked about
	case t.s.Topic == "frontalier" && u.Intent == "salaire" && overThere.MatchString(words):
		t.meant("frontalier") // « et là-bas on gagne combien ? »
	case t.s.Topic == "frontalier" && (u.Intent == intents.OutOfScope || u.Score < sure) && overBorder.MatchString(words):
		t.meant("frontalier") // « et les impôts ? »
	case t.s.Topic == "donnees_personnelles" && u.Score < 0.9 && kept.MatchString(words) && !keptElse.MatchString(words):
		t.meant("donnees_personnelles") // « et c'est gardé longtemps ? »
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

// takesOn speaks of somebody who is to work or to be trained, not of an adviser.
var takesOn = anyOf(`(?:prend\w*|embauch\w*|recrut\w*|form\w*|trouv\w*|accueill\w*) quelqu un`)

// asksToSee tells whether somebody whose wish is known asks what there is for it: of
// whom nothing is known, « montre-moi » may ask for anything.
func (t *turn) asksToSee(words string) bool {
	if t.s.Flags.Has(Employer) || t.s.Profile.Metier == "" && t.entity(intents.Metier) == "" && !t.s.Flags.Has(Seeking) {
		return false
	}
	switch t.u.Intent { // « et pour le logement, vous avez des pistes ? »
	case "logement_mobilite", "permis_transport", "garde_enfants", "handicap", "evenements", "contact_partenaire", "chercher_emploi":
		if t.u.Score >= 0.8 {
			return false
		}
	}
	return sees.MatchString(words)
}

// goesOnWithJob tells whether a message that reads like « which jobs are there? » comes from
// somebody whose job is known and who names no other: it asks what there is for it.
func (t *turn) goesOnWithJob(words string) bool {
	job := t.s.Profile.Metier != "" && !t.s.Flags.Has(Employer) && t.jobArg() == "" && !otherJobs.MatchString(words) && !undecided.MatchString(words) && !strings.HasPrefix(t.s.Ask, qTastes)
	if !job {
		return false
	}
	if slices.Contains(t.u.Also, "decouvrir_metiers") {
		t.u.Also = slices.DeleteFunc(slices.Clone(t.u.Also), func(also string) bool { return also == "decouvrir_metiers" })
		t.out.Understood = t.u
	}
	return t.u.Intent == "decouvrir_metiers" && t.u.Score >= sure
}

// schemeTopics are the subjects that hold several schemes to tell apart.
var schemeTopics = map[string]bool{"poei": true, "alternance": true, "reconversion": true, "certification": true, "immersion": true}

var (
	// onTheRoad speaks of how one gets there.
	onTheRoad     = anyOf(`permis|voitures?|bagnole|caisse|bus|cars?|trains?|ter|tram|transports?|vehicul\w*|scoot\w*|mob|mobylette|velo|trottinette|covoit\w*|trajets?|deplac\w*|y aller|m y rendre|navettes?|conduire|conduis|code|motorise\w*|km|kilometres?|bornes?|a pied|gare|desserv\w*|rouler?`)
	workAndSchool = anyOf(`alternance|apprentissage|aprentissage|apprentie?s?|alternante?s?`)
	// anotherMaster asks for a new company after a broken contract.
	anotherMaster = anyOf(`(?:re)?trouver? (?:un|une) autre(?: patron| employeur| entreprise| boite| contrat| maitre)?|en (?:re)?trouver (?:un|une)(?: autre)?`, `chang\w* (?:de|d) (?:patron|employeur|entreprise|boite|maitre|cfa)`, `(?:perd\w*|rat\w*|gach\w*|foutue?) (?:mon |l |cette |toute l )?annee`)
)

// otherJobs are the words of somebody who looks beyond the job that is known.
var otherJobs = anyOf(`(?:autres?|quels?|des|les|aucun|un) (?:metiers?|domaines?|secteurs?)`, `metiers?`, `hesite\w*|change\w*|autre chose|recrut\w*|embauch\w*|tests?|orient\w*`)

// compares tells whether a message asks what sets two jobs apart: both named, or one of
// them and the one that was just told of.
func (t *turn) compares(words string) bool {
	named := t.jobsNamed()
	if len(named) == 2 && t.s.Profile.Metier == "" && wavers.MatchString(words) {
		return true
	}
	if !apart.MatchString(words) {
		return false
	}
	return len(named) > 1 || len(named) == 1 && t.about("j") != "" && t.about("j") != "j:"+named[0]
}

// jobsNamed are the ids of the different jobs that a message names.
func (t *turn) jobsNamed() []string {
	var ids []string
	for _, e := range t.u.Entities {
		if e.Name == intents.Metier && !e.Negated && !slices.Contains(ids, e.Value) {
			ids = append(ids, e.Value)
		}
	}
	return ids
}

// wavers hesitates between two jobs.
var wavers = anyOf(`hesit\w*`, `(?:ou|soit) .*(?:sais|sait|c) (?:pas|pa)`, `entre .* et .* (?:je sais pas|j hesite)`)

var apart = anyOf(`differen\w*|diference|comparer|comparaison|par rapport|plutot que|versus|vs`, `(?:lequel|laquelle|lekel|quoi|qu est ce qui|ki) .*(?:mieux|meilleur\w*|plus)`, `(?:c est|cest|c) (?:pareil|la meme chose|le meme)`)

// asksWhere tells whether « c'est où ? » is asked of a training in a trade, and not of a partner.
func (t *turn) asksWhere(words string) bool {
	return len(t.s.Paths) == 0 && t.s.Profile.Metier != "" && !t.s.Flags.Has(Employer) && !ofPartner(t) && t.namedPartner() == "" && whereIsIt.MatchString(words)
}

// livesHere tells whether a message says that the person lives in a commune of the region.
func (t *turn) livesHere() bool {
	for _, e := range t.u.Entities {
		if p, ok := t.d.c.Place(e.Value); e.Name == intents.Commune && ok && p.Home && !movesTo.MatchString(t.clause(e)) && livesIn.MatchString(t.clause(e)) {
			return true
		}
	}
	return false
}

// othersEnd tells whether it is not our messages that somebody wants an end of: « stop les
// amphis », or what is doubtful and speaks of no message.
func (t *turn) othersEnd(words string) bool {
	if unsubscribes.MatchString(words) {
		return false
	}
	return stopsElse.MatchString(words) || t.u.Score < 0.8 && !t.s.Flags.Has(Stopped)
}

// employs tells whether what reads like an employer is one: somebody who looks for a
// training for themselves speaks of companies as well.
func (t *turn) employs(words string) bool {
	if s := t.entity(intents.Situation); s != "" && s != "autre" && !aSalaried.MatchString(words) && !recruiting.MatchString(words) && !manages.MatchString(words) {
		return false // « salarié dans une PME » is at nobody's head
	}
	spoken := employer.MatchString(words) || recruiting.MatchString(words) || manages.MatchString(words) || lacksHands.MatchString(words)
	if !spoken && (t.bare() || t.u.Score < 0.75) {
		return false // « soudeur à Nancy » names a wish
	}
	doubtful := t.u.Score < 0.6 || t.u.Score < 0.85 && t.s.Flags.Has(Seeking) ||
		firstPerson.MatchString(words) && t.entity(intents.Situation) != ""
	return !doubtful || employer.MatchString(words)
}

// lacksHands speaks of people whom a company looks for.
var lacksHands = anyOf(`(?:on|nous) (?:n |ne |en )?(?:\w+ )?(?:trouv\w*|cherch\w*|manqu\w*|recrut\w*|embauch\w*|forme|formons|accueill\w*|arriv\w*)`, `besoin (?:de|d) (?:\w+ )?(?:\w+eurs|\w+ers|\w+iens|personnel|bras|monde|main d oeuvre|candidats)`, `il (?:nous|me) (?:faut|manque)`, `candidats|personnel|effectifs?|apprentis|stagiaires|opco|prendre un (?:apprenti|stagiaire|alternant)`)

// meant replaces the reading.
func (t *turn) meant(intent string) {
	t.u.Also = slices.DeleteFunc(slices.Clone(t.u.Also), func(a string) bool { return a == intent })
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
	t.out.Understood = t.u
}

// hint reads words that mean something only at a certain point of the talk.
type hint struct {
	when   func(*turn) bool
	words  *matcher
	intent string
}

func always(*turn) bool    { return true }
func seeking(t *turn) bool { return t.s.Flags.Has(Seeking) }

// seekingWhere leaves « la formation ou pas ? » alone, which asks for no place.
func seekingWhere(t *turn) bool { return seeking(t) && !orNot.MatchString(fold(t.m.Text)) }

// orNot makes a question of a statement: « c'est bon ou pas ».
var orNot = anyOf(`ou (?:pas|non|pa)`)

// ofPartner tells whether the last turn told of a partner.
func ofPartner(t *turn) bool {
	return t.saidBefore("contact_partenaire") || t.saidBefore("bon_contact")
}

// ofCPF tells whether the talk was about the personal training account.
func ofCPF(t *turn) bool { return t.s.Topic == "cpf" || t.s.Topic == "initiative" }

// ofAScheme tells whether the last turn told of a scheme.
func ofAScheme(t *turn) bool { return t.about("d") != "" }

var hints = []hint{
	{always, anyOf( // what becomes of what one writes here
		`(ce que j ecris|ce que je dis|mes (infos|informations|reponses|donnees)|nos echanges)\b.*\b(transm\w*|partag\w*|donn\w*|envo\w*|gard\w*|conserv\w*|vo(it|ient)|lit|lisent)`,
		`(transmett\w*|partagez|communiqu\w*)\b.*\b(france travail|pole emploi|employeur|patron|partenaires?|quelqu un)`,
		`(transmett\w*|donnez|envoyez|envoie\w*)\b.*\ba qui`,
	), "donnees_personnelles"},
	{always, anyOf(`(un|le|les|des|votre|leur|leurs|quel) (contacts?|numeros?|telephones?|tel|adresses?|coordonnees|standard)`), "contact_partenaire"},
	{ofPartner, anyOf(`telephone|tel|numero|adresse|standard|mail|site|joindre|appeler`), "contact_partenaire"},
	{seekingWhere, anyOf(
		`(formations?|pistes?|ecoles?|centres?|cours)\b.*\b(proches?|pres|ou|proposer|propose[rz]?)`,
		`proposez|proposes|propositions?|vous avez quoi|quoi d autre|autres? pistes?|plus (proche|pres|pre)`,
	), "chercher_formation"},
	{seeking, anyOf( // to train and keep one's job
		`pendant que je (suis|travaille|bosse)|en restant (en poste|salarie\w*)|encore salarie\w*`,
		`(garde|garder|quitter|sans quitter|sans perdre|perdre|perds) (mon|ma) (poste|contrat|cdi|boulot|travail|place)`,
	), "reconversion"},
	{ofAScheme, anyOf(`comment (?:on |je |tu )?(?:l |la |le |fait |faire )?(?:obtien\w*|obtenir|avoir|ai|a|demand\w*|fait|faire|pour l avoir)`, `(?:j y ai|y a t on|est ce que j y ai|ai je) droit`, `c est pour qui|qui y a droit|qui decide`), "inscription"},
	{always, anyOf(`trop (?:vieux|vieille|tard|jeune|age|agee)`), "age"},
	{always, anyOf(`(?:c est|cest|c|est ce) (?:gratuit|payant|cher)`), "financement"},
	{always, anyOf(`(?:vous faites|tu fais|vous savez faire|tu sais faire) (?:quoi|koi)`, `(?:quoi|koi) (?:tu sers|vous servez)`), "aide"},
	{always, whoHelps, "contact_partenaire"},
	{ofCPF, anyOf(`combien (?:j ai|il me reste|il y a|j y ai|y a)`, `(?:mon |le )?solde|dessus`), "cpf"},
	{always, anyOf(`(?:fais|fait|faire) (?:\w+ ){0,2}(?:manger|vivre|payer (?:mon|le|mes)|tenir)`, `(?:de|avec) quoi (?:je|on) (?:vis|vit|mange)|(?:je|on) (?:vis|vit|mange) (?:de|avec) quoi|(?:vivre|manger|tenir) pendant`), "remuneration_formation"},
	{always, health, "handicap"},
	{always, oneWord(`prix|tarifs?|couts?|combien(?: ca coute)?|cb|ca coute|gratuit|payant`), "financement"},
	{always, oneWord(`quand|dates?|(?:ca commence |c est |c |cest )quand|rentree|prochaine date`), "inscription"},
	{always, anyOf(`commence\w* (?:quand|kan|kand)|(?:quand|kan|kand) (?:est ce qu\w* )?(?:ca|sa|cela|elle|ils?|la formation|les formations) (?:commence\w*|demarre\w*)`), "inscription"},
	{always, oneWord(`duree|(?:combien|cb) de temps|long`), "duree"},
	{always, oneWord(`horaires?`), "conditions_travail"},
	{seeking, matching(`^(ok |d accord |bon |allez |vas y )*(cherche[rz]?|trouve[rz]?|montre[rz]?)( moi| nous)?\b`), "chercher_formation"},
}

// oneWord matches folded text that says only that, or little more: « et le prix ? ».
func oneWord(wordings string) *matcher {
	return matching(`^(?:(?:et|ok|mais|bon|alors|le|la|les|l|pour|en|c est|c|a) )*(?:` + wordings + `)(?: (?:svp|stp|alors|du coup|de la formation))?$`)
}

// anyOf matches folded text in which one of the wordings stands, as whole words.
func anyOf(wordings ...string) *matcher {
	return matching(`\b(?:` + strings.Join(wordings, "|") + `)\b`)
}

var (
	// sees are the ways to ask what there is, and where.
	sees = anyOf(
		// « montrez-moi les formations », « je veux voir la liste »
		`(mont?re?\w*|fai(?:s|tes) voir|affiche\w*|balance\w*|envoie\w*|voir)(?: moi| nous| mwa| mw| m)?(?: juste)?(?: les?| la| l| des| vos| tes| toutes les)? (?:form\w+|pistes?|liste|possibilites)`,
		`(?:veux|voudrais|donne\w*) (?:moi )?(?:la|une) liste`,
		`(?:dis|dites|donne|donnez)(?: moi| nous)? les (?:form\w+|pistes)(?: alors| (?:qu|que|kil|ki) .*| svp| stp)?$`,
		`(?:dmoi|dismoi|(?:d|dis|di|dites|dit|mont?re\w*) (?:moi|mwa|nous)) (?:sk|ske|ski|skil|sk il|ce ?qu|ce ?que|ce ?qui|ce ?kil)(?: il)?(?: y)? ?(?:a|ya)\b(?: .*)?$`,
		`^(?:(?:bon|ok|allez|vas y|go) )*(?:balance|envoie|lache)(?: tout| ca| la sauce)?$`, // « ok balance »
		// « montre ce que t'as », « dites-moi ce qui est possible »
		`(?:mont?re\w*|fai(?:s|tes) voir|voir|dis|dites)(?: moi| nous| mwa| mw| m)?(?: tout)? (?:ce )?(?:qu|que|qui|k) ?(?:il y a|y a|ya|vous avez|tu as|t as|est possible)`,
		`(?:mont?re\w*|fai(?:s|tes) voir)(?: moi| nous| mwa| mw| m)?(?: ca| tout)?(?: svp| stp| alors)?$`,
		`que (?:me|nous|lui) (?:proposez|proposes|conseillez|conseilles)`,
		// « quelles pistes pour lui ? », « qu'est-ce que vous proposez ? », « vous avez des pistes ? »
		`quelles? (?:pistes?|form\w+|possibilites|solutions)(?: pour (?:moi|lui|elle|nous)| (?:pres|autour|a|vers|sur|dans|vous|tu|il y a|existe\w*) .*)?$`,
		`(?:vous avez|t as|tu as|avez vous|y a t il|il y a|ya) (?:des |d autres )(?:pistes?|form\w+)(?: pour (?:moi|lui|elle|nous|ca))?(?: pres .*| autour .*)?$`,
		`qu est ce (?:que (?:vous|tu) (?:proposez|proposes|avez|as|conseillez|conseilles)|qui (?:existe|se fait)|qu il (?:y a|existe))(?: .*)?$`,
		// « y a quoi près de chez moi », « vous avez quoi à Metz », « ce qu'il y a vers Toul »
		`(?:il )?y ?a (?:quoi|koi)(?: alors?| du coup| dans le coin| pour moi| (?:pres|autour|par|a|vers|sur) .*| comme (?:form\w+|centres?|ecoles?|cfa|afpa|greta|lycees?|organismes?|endroits?).*)?$`,
		`(?:vous avez|t as|tu as|avez vous) (?:quoi|koi)(?: pour moi| (?:pres|autour|a|dans|vers) .*| comme form\w+.*)?$`,
		`ce (?:qu ?(?:il )?y ?a|k ?ya|kil ya) (?:pres|autour|chez|ici|dans|pour|en|a|par|vers)`,
		`(?:regarde[rz]?|voyez|voyons|vois|dis moi|dites moi|montre[rz]?|cherche[rz]?) ce qui (?:existe|se fait)(?: .*)?$`,
		`des (?:trucs|choses|formations) (?:pres|proches?|autour|par chez|a cote)`,
		`(?:il )?y ?a(?: t il)? (?:des|un|une) (?:centres?|ecoles?|cfa|lycees?|form\w+|trucs?|endroits?)(?: \w+){0,3} (?:a cote|pres|proches?|par ici|dans le coin|pas loin|autour)(?: .*)?$`,
		`^(?:(?:bon|ok|alors|et|mais|donc|du coup) )+(?:la|les|ma|mes|cette|ces) (?:form\w+|pistes?)(?: alors| du coup| dans tout ca| au fait)?$`,
		`(?:la|le|les|ta|votre) (?:meilleure?s?|plus adaptee?s?) (?:form\w+|pistes?|choix|solutions?)$`,
		// « où je peux faire ça ? », « dis-moi où c'est »
		`ou (?:est ce que )?(?:(?:je|j|on|il|elle) ?(?:peux|peut)|jpeux|pourrais je|peut on|puis je) (?:faire|suivre|apprendre) (?:ca|cela|cette formation)`,
		`ou (?:est ce qu ?e? ?)?(?:je|on|il|elle) (?:peux|peut|pourrai\w*) (?:\w+ )?(?:former|apprendre|suivre|faire) (?:ca|cela|cette formation|(?:pas (?:trop )?loin|pres|proche|autour|a cote|par ici|dans le coin|ici)(?: .*)?)`,
		`(?:dis|di|dites|dire) (?:moi |mwa |nous )?ou (?:c|c est|ca|cela|est|se|il y a)`,
	)
	// stopsElse end something other than our messages.
	stopsElse = anyOf(`(?:stop|arret\w*|j ?arrete|quitt\w*|fini\w*) (?:avec |de )?(?:les |la |le |l |mes |ma |mon |cette |ce )?(?:amphis?|fac|ecole|lecole|cours|lycee|etudes|missions?|interim|boulot|taf|usine|galere\w*|chomage|cdd|petits|jobs?)`)
	// stopsLater ask how something is ended.
	stopsLater = anyOf(
		`(?:arret\w*|stop\w*|annul\w*|desabonn\w*|desinscri\w*)\b.*\b(?:quand|plus tard|n importe|apres|moment|comment|facile\w*)`,
		`(?:si|comment|quand) .*\b(?:arret\w*|annul\w*|desabonn\w*|desinscri\w*)`,
		`(?:marre|plus envie|change d avis|plus besoin|plus interess\w*)\b.*\b(?:comment|quoi|possible|peux)`,
	)
	whoPays     = anyOf(`qui (?:me |nous )?(?:paie|paye|finance)`, `peut (?:elle |il |on )?(?:payer|financer)`, `prend en charge|prise en charge`)
	onlyContact = anyOf(`(?:juste|seulement|uniquement|que) (?:le |un |son |leur |votre )?(?:tel\w*|numero|num|adresse|mail|e mail|contact)`)
	// unsubscribes speak of messages and of being left alone.
	unsubscribes = anyOf(
		`messages?|alertes?|notif\w*|envo\w*|recevoir|recois|liste|sms|mails?|newsletter|spam|pub|relances?`,
		`abonn\w*|desabonn\w*|desinscri\w*|ecrire|ecrivez|m ecri\w*|contacte[rz]?|tranquille|lachez`,
	)
	// aSalaried speaks of somebody who is employed.
	aSalaried = anyOf(`(?:une?|des|mon|ma|mes|nos|notre|les?|la|ces?|cet|deux|trois|plusieurs|l) salarie\w*`)
	// recruiting are the words of a company that looks for people.
	recruiting = anyOf(`recrut\w*|embauch\w*|(?:mes|nos) (?:salaries|employes|ouvriers|equipes|gars|operateurs)|(?:notre|nous) \w+`)
	// employer are the words of somebody who speaks for a company.
	employer = anyOf(
		`(?:je|on) recrute|nous recrutons|(?:recruter|embaucher) (?:un|une|des|deux|trois|quelqu)`,
		`(?:mon|notre|ma|une) (?:entreprise|societe|usine|atelier|boite|pme|tpe)`,
		`gerant\w*|chef\w* d entreprise|dirigeant\w*|drh|responsable (?:rh|des ressources|formation|du personnel)|je suis (?:rh|employeur|patron\w*)`,
		`(?:mes|nos) (?:salaries|employes|ouvriers|equipes|gars|operateurs)|(?:mon|notre) (?:salarie|salariee|apprenti|employe)`,
	)
	anyJob       = anyOf(`entreprises?|usines?|boites?|societes?|emplois?|jobs?|boulot|taf|postes?|travail|travailler|bosser|embauche\w*|offres?|interim|cdi|cdd|cv|candidat\w*|postuler|recrut\w*`)
	overThere    = anyOf(`la bas|luxembourg|lux|allemagne|belgique|suisse|sarre|frontalier\w*`)
	goAhead      = anyOf(`cherche[rz]?|trouve[rz]?|montre[rz]?|propose[rz]?`)
	done         = anyOf(`(?:non )?rien d autre`, `c est tout (?:ce que|ce qu|pour|merci|bon)`, `j ai (?:ma|mes|toutes mes|la|les) reponses?`, `j ai (?:tout )?ce qu il (?:me|m) fa(?:ut|llait)`, `(?:ca|cela) me suffit`, `je n ai besoin de rien|j ai besoin de rien`)
	speaksTongue = anyOf(`(?:quelqu un|qqn|qqun|personne|vous|on|conseiller) (?:qui )?(?:parle\w*)(?: \w+)? (?:turc|arabe|anglais|allemand|ukrainien|russe|portugais|italien|espagnol|luxembourgeois|roumain|albanais|serbe|dari|pachto|persan|polonais|english|deutsch)`)
	// tellsOn speak of telling somebody else about it.
	tellsOn = anyOf(`(?:je |j |vais |on )+(?:lui |leur )?en (?:parle|parlerai|parler|discute\w*)`, `je (?:vais )?(?:voir|vois|verrai) (?:ca |cela )?avec (?:lui|elle|eux|mon|ma|mes)`, `je (?:lui|leur) (?:montre|transmets|dis|dirai|montrerai|transmettrai)`)
	// overBorder are what who works across the border asks of.
	overBorder = anyOf(`impots?|fisc|secu|securite sociale|allocations?|retraite|mutuelle|chomage|cotis\w*|convention|double imposition`)
	callers    = anyOf(`(?:c est|est ce) vous qui (?:\w+ ){0,3}(?:appel\w*|coups? de fil)`, `(?:num\w*|numero) de secu\w*`, `arnaq\w*|escroc\w*|demarch\w* .*cpf|cpf .*demarch\w*`)
	news       = anyOf(`previen\w*|preven\w*|alert\w*|nouvel\w*|inform\w*|abonn\w*|notif\w*|messages?|recevoir|recois|avert\w*|signal\w*|newsletter|rappel\w*|mail|mp|inscri\w*`, `(?:tene\w*|tien\w*|mett\w*|rester?|tenue?s?)(?: \w+)? au courant`, `(?:dis|dites|ecri\w*|envo\w*|fai\w* signe)\b.*\b(?:quand|des que|si|kan)`, `quand (?:il y a|y a|ya|ca ouvre|une)`)
	// whomToCall asks for a number, not for a call.
	whomToCall = anyOf(`(?:qui|ki) (?:peut|pourrait|va|pourra) (?:lui|l|nous|le|la) (?:parler|recevoir|ecouter|aider|suivre)`, `(?:qui|ki) (?:je dois|dois je|faut il|il faut|je peux|puis je|on doit|on peut)(?: \w+)? ?(?:appeler|contacter|joindre)`, `(?:qui|ki) (?:appeler|contacter|joindre)`, `(?:qui|ki) (?:je |j )(?:contacte|appelle|appel|vois|joins)`)
	studies    = anyOf(`bac|bts|but|dut|licence|master|ecoles?|fac|iut|universite|etudes|ingenieure?|diplomes?|parcoursup`)
	noTraining = anyOf(`pas (?:de |une |d |la )?formation`)
	whoHelps   = anyOf(`qui (?:est competent|est charge|s occupe) (?:pour|de|des|du)`, `qui (?:peut|pourrait|va) (?:m|nous|l|lui|le|la|me) (?:aider|recevoir|renseigner|conseiller|accompagner|guider|parler|ecouter|suivre)`, `a qui (?:je )?(?:m adresse\w*|parler|demander)|je m adresse a qui`, `je (?:dois|peux) aller ou`, `ou (?:est ce que )?(?:je|on) (?:peux|peut|dois|doit|pourrais) (?:aller|m adresser|me renseigner|me rendre|demander)(?: alors| du coup| pour \w+)?$`, `qui (?:m |nous |l )?aide (?:dans (?:mon|ce|notre) cas|les gens comme|dans cette situation|quand on)`, `qui (?:dois je |je dois |faut il |il faut |puis je |on peut )?(?:contacter|appeler|joindre)`)
	// yearsAtIt are years on the job.
	yearsAtIt    = anyOf(`(?:[1-4][0-9]|dix|douze|quinze|vingt|vingt \w+|trente|trente \w+|\w+aine d) (?:ans|annees|ans et demi) (?:que (?:je|j)|de (?:metier|boite|boulot|travail|pratique|maison|carriere)|d (?:experience|usine|atelier|anciennete)|dans|a (?:la|l|faire))`, `depuis (?:\w+ ){1,3}(?:ans|annees)`)
	insults      = anyOf(`nul|nulle|naze|pourri\w*|con|conne|connard|debile|inutile|idiot\w*|stupide|merde|bidon|a chier|sers a rien|sert a rien`)
	aidsAsked    = anyOf(`aides?|primes?|subventions?|financ\w*|cout\w*|coute\w*|pris en charge`)
	beforeHiring = anyOf(`form\w+ (?:\w+ ){0,3}(?:demandeurs?|chomeurs?|quelqu un)`, `form\w+ .*\bavant (?:de (?:l |les )?|l |une )?embauch\w*`)
	undecided    = anyOf(`(?:sais|sait|c) (?:pas|pa|plus|ps) ?(?:trop |vraiment |du tout )?(?:quoi|koi|vers quoi|ce que|que) (?:faire|fer|choisir|aller)`, `(?:jsp|jspas|chaipas|ch ?sais pas) (?:trop |vraiment )?(?:quoi|koi|vers quoi) `, `aucune idee (?:de metier|du metier|de ce que)`)
	somebody     = anyOf(`conseil\w*|humain\w*|personnes?|quelqu\w*|qqn|qqun|parl\w*|appel\w*|rappel\w*|rdv|rendez|contact\w*|telephon\w*|tel|vive voix|oral|rencontr\w*|voir|expliqu\w*|aid\w*|joind\w*|reponde\w*|transm\w*|rappele\w*|talk|speak|sprechen|person`)
	health       = anyOf(`plus (?:le droit de|pouvoir) porter|peux plus porter|rqth|inapte|restrictions? medicales?|mal (?:au|de) dos|dos (?:est )?(?:lache|fichu|foutu|bloque|casse|abime|nique|mort)|(?:arret\w*|stopper) (?:le |de )?(?:port\w*)|medecin du travail`)
	whatExists   = anyOf(`quelque chose|un truc|(?:des|un|quels?) metiers?|j hesite|ca existe`)
	talksTo      = anyOf(`(?:veux|veu|jveux|jveu|jve|voudrais|aimerais|aimerai|souhaite|prefere|prefererais|peux|jpeux|pourrais|puis) (?:je |bien |plutot |juste )*(?:parl\w+|discuter|echanger|rendez vous) (?:a|avec|au|aux)`)
	callsBack    = anyOf(`rappel\w*|appele\w*|rendez vous|rdv|joindre|contacte\w*`)
	presents     = matching(presenting)
	fedUp        = anyOf(`(?:ca|cela|vous|tu|tout ca) (?:me |m )?(?:saoul\w*|soul\w*|gav\w*|enerv\w*|gonfl\w*)`)
	// keptElse is what somebody keeps who goes into training.
	keptElse = anyOf(`(?:gard|conserv)\w* (?:mon|ma|mes|le|la|son|sa|ses) (?:\w+ )?(?:salaires?|paie|paye|contrat|poste|place|cdi|emploi|boulot|travail|job|are|chomage|allocations?|droits?|logement|appart\w*|enfants?)`)
	kept     = anyOf(`garde\w*|conserv\w*|stock\w*|combien de temps|longtemps|qui (?:voit|lit)|efface\w*`)
)

// presenting are the words of somebody whose trade it is to look after others.
const presenting = `\b(?:(?:conseill\w+|educat\w+|format(?:eur|rice)|referente?|assistante? sociale?|tut(?:eur|rice)|professeure?|prof|cip|charge\w* d (?:insertion|accompagnement)) (?:en|a|au|de|d|dans|du|chez|sociale?|insertion|emploi|principale?|a l))\b`
