package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// intend does what an intent asks for. Most are answered by the text of their name,
// in the variant for this person; the others start or end something.
func (t *turn) intend(intent string) {
	if !social[intent] && intent != "parler_conseiller" && intent != "contact_partenaire" {
		t.s.Topic = intent
	}
	if intent == t.u.Intent && t.tellSpecial() {
		return
	}
	switch intent {
	case "detresse":
		t.perhapsDistress()
	case "saluer":
		t.greet()
	case "au_revoir":
		if alsoThanks.MatchString(fold(t.m.Text)) {
			t.say("au_revoir.merci", "")
		} else {
			t.say("au_revoir", "")
		}
		t.s.reach(Closed)
		nothing := t.s.Topic == "refuser" || slices.ContainsFunc(t.before, func(r ref) bool { return r.name == "refuser" })
		nothing = nothing || wrongDoor.MatchString(fold(t.m.Text))
		if len(t.s.Paths) == 0 && t.s.outcome() == Informed && nothing {
			t.s.Outcome = Closed // they wanted nothing of this in the end
		}
		t.s.Ask = ""
	case "remercier":
		t.thanked()
	case "accepter":
		t.say("compris", "")
	case "refuser":
		t.say("refuser", "")
	case "mecontentement":
		if slices.ContainsFunc(t.before, func(r ref) bool { return strings.HasPrefix(r.name, "mecontentement") }) {
			t.say("mecontentement.encore", "")
		} else {
			t.say("mecontentement", "")
		}
		t.s.Ask = ""
	case "recommencer":
		if t.m.Kind == Text && !t.look.pressed && !startsOver.MatchString(fold(t.m.Text)) && t.d.standing(&t.s) != "" {
			t.s.Ask, t.gentle = "", true // it was read, and what was told is not lost on a reading
			t.say("recommencer.confirme", "")
			return
		}
		t.restart()
	case "chercher_emploi":
		if noTraining.MatchString(fold(t.m.Text)) {
			t.s.set(Seeking, false)
			t.s.Ask = ""
			t.s.Asked += offered // nor are paths offered
		}
		t.sayScheme(intent)
	case "chercher_formation":
		t.seek()
	case "decouvrir_metiers":
		t.discover()
	case "infos_metier", "conditions_travail":
		t.aboutJob(intent)
	case "salaire":
		t.say(intent, t.spokenOf())
	case "parler_conseiller":
		t.wantHuman("")
	case "contact_partenaire":
		t.whom()
	case "abonner":
		if t.saidBefore("abonner.oui") {
			t.say("abonner.fin", "")
			return
		}
		t.wantNews()
	case "desabonner":
		t.stop()
	case "donnees_personnelles":
		t.ownData()
	case "supprimer_donnees":
		if words := fold(t.m.Text); t.m.Kind == Text && sparesAll(t.m.Text) && !erasedToo.MatchString(spares.ReplaceAllString(words, " ")) {
			if questions(t.m.Text) {
				t.ownData() // « vous n'effacez rien ? »
				return
			}
			t.say("supprimer_donnees.non", "")
			return
		}
		t.wantErasure()
	case "entreprise":
		t.s.set(Employer, true)
		t.s.Profile = Profile{Commune: t.s.Profile.Commune}
		t.s.Ask = ""
		t.need()
		if t.s.Wish == nil {
			t.s.prepare(Wish{Text: t.words()}) // what they need, for when they wish to be answered
		}
		if replaces.MatchString(fold(t.m.Text)) {
			t.say("entreprise.remplacement", "")
		} else {
			t.say("entreprise", "")
		}
	case "etranger":
		if words := fold(t.m.Text); weakFrench.MatchString(words) || withFrench.MatchString(words) {
			t.say("etranger.francais", "")
			return
		}
		t.say(intent, "")
	case "initiative":
		if callers.MatchString(fold(t.m.Text)) {
			t.say("initiative.demarchage", "")
			return
		}
		t.say(intent, "")
	case "poei":
		if t.s.Flags.Has(Employer) && hoursOrPayer.MatchString(fold(t.m.Text)) {
			t.say("entreprise.poei", "")
			return
		}
		t.sayScheme(intent)
	case "permis_transport":
		if paysLicence.MatchString(fold(t.m.Text)) && !t.s.Flags.Has(Employer) {
			t.say("permis_transport.permis", "")
			return
		}
		if t.known.MobiliteKm > 0 && !t.s.Flags.Has(Simple|Employer|Ward) {
			t.say("permis_transport.connu", "") // how far one can go is known
			return
		}
		t.sayScheme(intent)
	case "femmes":
		if expecting.MatchString(fold(t.m.Text)) {
			t.say("femmes.grossesse", "")
			return
		}
		t.say(intent, "")
	case "autre_region":
		if t.s.Flags.Has(Resident) && !t.wantsHere(fold(t.m.Text)) {
			t.answered(intent) // who lives here needs no welcome
			if len(t.s.Paths) > 0 {
				t.tellNearest()
			} else {
				t.seek()
			}
			return
		}
		if place, ok := t.d.c.Place(t.s.Profile.Commune); ok && place.Home && !t.s.Flags.Has(Simple) {
			t.say("autre_region.ici", "") // where is known
			return
		}
		t.say(intent, "")
	case "sans_diplome":
		switch held := t.entity(intents.Niveau); {
		case t.level():
		case content.Rank(held) >= content.Rank("bac") && t.s.Profile.Metier != "" && !t.s.Flags.Has(Employer|Simple):
			t.say("niveau.metier", "j:"+t.s.Profile.Metier) // « j'ai juste le bac, ça suffit ? »
		default:
			t.sayScheme(intent)
		}
	case "handicap", "casier_judiciaire":
		t.say(intent, "")
	case "etudes_superieures":
		t.study()
	case "alternance":
		t.s.set(WorkStudy, !t.s.likes(noWorkStudy))
		t.sayScheme(intent)
	default:
		t.sayScheme(intent)
	}
}

// wrongDoor is said by who came here by mistake.
var wrongDoor = anyOf(`(?:suis|me suis|sui) tromp\w* (?:de|d) (?:site|adresse|page|endroit|numero|porte|service)`, `pas (?:au|le) bon (?:site|endroit)|pas la bonne (?:adresse|page)`)

// alsoThanks are thanks within a goodbye.
var alsoThanks = anyOf(`merci\w*|remerci\w*|mrc|thanks|danke`)

// need adds to what an employer will ask for: it is told little by little.
func (t *turn) need() {
	if w := t.s.Wish; w != nil && !w.Sent() && w.Partner == "" && t.m.Kind == Text {
		t.addWords(t.m.Text)
	}
}

// sayScheme answers with the text of the scheme that was named, if there is one.
func (t *turn) sayScheme(intent string) {
	if t.goesOnAbout(intent) {
		return
	}
	if (!t.minor() || intent == "certification") && !(t.s.Flags.Has(Employer) && t.d.texts.Has(intent+".employeur")) {
		for _, e := range t.u.Entities {
			if name := intent + "." + cmp.Or(replaced[e.Value], e.Value); e.Name == intents.Dispositif && !e.Negated && t.d.texts.Has(name) {
				t.say(name, "")
				t.otherScheme(name)
				return
			}
		}
	}
	if text := t.livesOn(); intent == "remuneration_formation" && text != "" {
		t.say(text, "")
		return
	}
	t.say(intent, t.jobArg())
}

// otherScheme tells of a second scheme that the message names: « la POEC et le CSP, c'est quoi ? ».
func (t *turn) otherScheme(said string) {
	for _, e := range t.u.Entities {
		if e.Name != intents.Dispositif || e.Negated {
			continue
		}
		scheme := cmp.Or(replaced[e.Value], e.Value)
		if t.d.schemeOf(said) == scheme {
			continue
		}
		for _, intent := range []string{scheme, "poei", "reconversion", "certification", "immersion", "alternance"} {
			name := intent + "." + scheme
			if intent == scheme {
				name = scheme
			}
			if t.d.texts.Has(name) {
				t.say(name, "")
				return
			}
		}
	}
}

// minor tells whether the person is known to be under 18, who has answers of their own.
func (t *turn) minor() bool { return t.s.Profile.Age > 0 && t.s.Profile.Age < 18 }

// spokenJob is the job that a question is about: the one named, else the one just told of.
func (t *turn) spokenJob() string {
	return cmp.Or(t.jobArg(), t.about("j"))
}

// spokenOf is spokenJob, and remembers it while no job is wished.
func (t *turn) spokenOf() string {
	arg := t.spokenJob()
	if arg != "" && t.s.Profile.Metier == "" && !t.s.Flags.Has(Employer) {
		t.s.Spoken = strings.TrimPrefix(arg, "j:")
	}
	return arg
}

// jobArg is the job a message names, as an argument of a text.
func (t *turn) jobArg() string {
	states := !questions(t.m.Text)
	several := len(t.jobsNamed()) > 1
	for _, e := range t.u.Entities {
		if e.Name == intents.Metier && !e.Negated {
			if e.Value == "monteur" && t.names(intents.Metier, "assembleur_electronique") {
				continue // « l'assemblage de cartes »: the second says of what
			}
			if e.Bearer == intents.Ward && t.ofOthers && t.s.Profile.Metier != "" && states {
				continue // « mon mari est cariste », told by who wants to weld
			}
			if known := t.s.Profile.Metier; known != "" && known != e.Value && (t.isLicence(e) || t.fieldOfStudy(e)) {
				continue // « j'ai un BEP logistique et le CACES », of who wants to go into chemistry
			}
			if several && t.jobBehind(e) && t.namesAhead() {
				continue // « après vingt ans de fonderie, la chimie c'est dangereux ? »
			}
			return "j:" + e.Value
		}
	}
	return ""
}

// namesAhead tells whether a job is named that is not behind the person.
func (t *turn) namesAhead() bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return e.Name == intents.Metier && !e.Negated && !t.jobBehind(e)
	})
}

// aboutJob tells of the job named, else of the one wished, else asks which.
func (t *turn) aboutJob(intent string) {
	if t.between != nil || t.aside && t.compares(fold(t.m.Text)) {
		t.compare()
		return
	}
	arg := t.spokenOf()
	if arg == "" && t.s.Profile.Metier != "" {
		arg = "j:" + t.s.Profile.Metier
	}
	if _, ok := t.d.c.Job(strings.TrimPrefix(arg, "j:")); !ok {
		t.say(intent, "")
		if intent == "infos_metier" {
			t.s.Ask = qJob
		}
		return
	}
	if intent == "conditions_travail" && t.s.Profile.Age > 0 && t.s.Profile.Age < 18 {
		t.say(intent, arg)
		return
	}
	t.say(intent+".metier", arg)
}

func (t *turn) greet() {
	if t.s.Outcome == Erased && t.s.Profile == (Profile{}) || len(t.before) == 0 {
		t.say("saluer", "")
		return
	}
	t.say("saluer.encore", "")
}

func (t *turn) thanked() {
	switch {
	case t.s.Outcome == Erased && !t.s.Flags.Has(Seeking):
		t.say("remercier.efface", "")
	case t.s.Wish.Sent():
		t.say("remercier.demande", "")
	case len(t.s.Paths) > 0:
		t.say("remercier.chemins", "")
	default:
		t.say("remercier", "")
	}
	t.s.reach(Closed)
}

var (
	// startsOver says so and nothing else.
	startsOver = matching(`^(?:non |ok |bon |allez |stop |svp |en fait |finalement )*(?:(?:je |j |on |tu |vous )?(?:veux |voudrais |aimerais |peut |peux |vais |va |dois |doit |faut )?(?:tout )?(?:recommen\w*|repart\w*|repren\w*|reset|reinitialis\w*)(?: tout)?|(?:remise|remettre|remets|remettez|retour)(?: tout)?)(?: (?:tout|a|au|de|du|depuis|le|la|zero|debut|svp|stp|merci|s il vous plait|ici|maintenant|ma|mon|une?|nouvelle|autre|recherche|projet|discussion|conversation))*$`)
	// notAgain wants nothing begun anew.
	notAgain = anyOf(`(?:pas|pa|plus|jamais|sans|evit\w*|rien|flemme de|marre de) (?:(?:envie|besoin|question|avoir|devoir|qu on|que vous|de|d|a|tout|tt|encore|du tout|non plus|m avoir) ){0,4}(?:recommenc\w*|repartir|reprendre (?:a|au|du|depuis|tout)|reexpliquer|remettre a zero|refaire (?:tout|le|la))`)
)

// atSchool are the things outside of this talk that somebody may not want to begin anew.
var atSchool = anyOf(`etudes?|ecole|lycee|fac|cursus|formations?|apprentissage|alternance|metiers?|carriere|vie|diplomes?|cap|bac|annee|boulot|travail|taf|usine`)

// restart forgets the wish and what was gathered for it; consents and requests stay.
func (t *turn) restart() {
	t.s = Session{
		Outcome: t.s.Outcome, Last: t.s.Last, Wish: t.s.Wish,
		Flags: t.s.Flags & (News | Stopped | HadNews | Simple | Foreign | Delicate),
	}
	t.s.dropWish()
	t.notes = nil
	t.say("recommencer", "")
}

// seek takes up the search for a training.
func (t *turn) seek() {
	if t.s.Flags.Has(Employer) {
		t.say("entreprise", "")
		return
	}
	first := !t.wasSeeking
	t.s.set(Seeking, true)
	t.takeSpoken()
	if len(t.homonyms) > 0 {
		t.answered("chercher_formation")
		t.advance() // which of the places comes first
		return
	}
	if t.m.Kind == Text && t.job && !t.show && t.offers() && laterOn.MatchString(fold(t.m.Text)) {
		t.answered("chercher_formation") // « plus tard, je me verrais bien en automatisme » is in no hurry
		t.noted()
		t.s.Asked += offered
		t.s.Ask = ""
		t.s.set(Seeking, false)
		t.say("chemins.prets", "")
		return
	}
	// Who asks again is shown what there is: what is not known is said with it.
	enough := t.s.Profile.Metier != "" && (t.d.where(&t.s) != "" || t.s.asked(qPlace) > 0)
	if missing := t.s.missing(); missing != "" && (first && !t.show && !t.s.enough() || !enough) {
		if len(t.notes) > 0 && !first {
			t.noted()
			t.answered("chercher_formation")
		} else {
			t.leadWith("recherche")
		}
		t.ask(missing)
		return
	}
	if t.s.Profile.Metier == "" && !t.takeWidest() {
		t.discover()
		return
	}
	if t.s.Found == t.d.fingerprint(&t.s) && len(t.s.Paths) > 0 {
		if otherPaths.MatchString(fold(t.m.Text)) && t.m.Kind == Text && t.recommendOthers() {
			return
		}
		t.s.Ask = ""
		t.say("chemins.encore", "")
		return
	}
	t.recommend()
}

// takeSpoken takes the job that was told of for the wish of who asks for trainings and wished for none:
// « vous avez quoi comme formation pour ça ? ».
func (t *turn) takeSpoken() {
	if t.s.Profile.Metier != "" || t.s.Spoken == "" || t.s.Spoken == t.s.Does && !forThat.MatchString(fold(t.m.Text)) || t.m.Kind != Text || !t.show && !forThat.MatchString(fold(t.m.Text)) && !strings.HasPrefix(t.s.Ask, qTastes) {
		return
	}
	t.s.Profile.Metier, t.s.Spoken = t.s.Spoken, ""
	if strings.HasPrefix(t.s.Ask, qTastes) {
		t.s.Ask = ""
	}
}

// forThat points at what was spoken of.
var forThat = anyOf(`(?:ca|sa|cela|y|celui la|ce (?:metier|poste|boulot|domaine|travail|taf)|cette (?:branche|voie|filiere)|la dedans|ces (?:formations?|metiers?)|les formations?|dans ce|pour (?:lui|elle))`)

// laterOn speaks of a wish that has time.
var laterOn = anyOf(`plus tard`, `un jour`, `a terme`, `dans (?:quelques|deux|trois|[2-9]) ans`, `a long terme`)

// answered notes an intent that the turn takes up without a text of its own.
func (t *turn) answered(intent string) {
	if !slices.Contains(t.out.Answered, intent) {
		t.out.Answered = append(t.out.Answered, intent)
	}
}

// otherPaths ask for more than was shown.
var otherPaths = anyOf(`(?:d )?autres? (?:pistes?|form\w+|choix|possibilites|propositions?|solutions?|idees?|centres?|ecoles?)`, `(?:quoi|rien|koi) d autre`, `autre chose`)

// weakFrench are the words of somebody who speaks little French.
var weakFrench = anyOf(`francais (?:est )?(?:pas|pas tres|peu|mal|tres) (?:bon|bien|terrible|fort|faible|petit)`, `(?:parle|comprends?|lis|ecris)(?: pas| peu| mal| un peu| pas bien| pas trop| pas beaucoup)+(?: bien)?(?: le)? francais`, `petit (?:peu )?(?:le )?francais|apprends? le francais`, `(?:my|no|not|bad|little|speak) (?:\w+ ){0,2}french|french (?:is |s )?(?:not|bad|poor|so so|weak|isn t)`, `(?:kein|nicht|schlecht\w*|wenig|mein) (?:\w+ ){0,2}franzosisch|franzosisch (?:ist )?(?:nicht|schlecht|kein)`, `(?:mi|poco|no hablo) (?:\w+ )?frances|(?:meu|pouco|nao falo) (?:\w+ )?frances|(?:poco|mio|parlo) (?:\w+ ){0,2}francese`, `fransizca\w* (?:\w+ )?(?:az|bilm\w*|iyi degil|kotu|zayif)`)

// withFrench wishes for lessons of French beside the training.
var withFrench = anyOf(`formations? (?:\w+ )?(?:avec|et) (?:du |le |cours de |des cours de )?francais`, `(?:cours|lecons) (?:de|du) francais`, `(?:ameliorer|progresser|perfectionner) (?:mon |en |le )?francais`)

// broken is the French of somebody who is learning it.
var broken = anyOf(`je (?:pas|chercher|travailler|habiter|vouloir|parler) \w+`, `moi pas (?:bien|trop|parl\w*|compr\w*|sav\w*|travail\w*|avoir|francais|trouv\w*)`, `moi (?:cherche|chercher|habite|habiter|veux|veut|vouloir|travail\w*|parle|parler|besoin|content)`, `je viens (?:afghanistan|afganistan|syrie|ukraine|turquie|albanie|georgie|soudan|somalie|irak|iran|algerie|maroc|tunisie|mali|guinee|kosovo|serbie|russie|bresil|congo|eryth\w*|armenie)`)

// expecting are the words of somebody who expects a child or stays at home for one.
var expecting = anyOf(`enceinte|grossesse|accouche\w*|mon conge mat|conges? (?:parental|mater\w*|pater\w*)|attends? un (?:bebe|enfant)`)

// hoursOrPayer asks how long a scheme is, and who pays for it.
var hoursOrPayer = anyOf(`combien (?:d |de )?(?:heures?|temps|jours?|semaines?|mois)`, `(?:nombre|nb) d heures|duree|dure`, `(?:qui|ki) (?:paie|paye|finance|prend)\w*|cout\w*|prix|financ\w*|gratuit\w*|payant\w*`)

// paysLicence asks what helps to pay the driving licence, and not how to get there without one.
var paysLicence = anyOf(`(?:pay\w*|paie\w*|financ\w*|aid(?:es?|er)|charge|rembours\w*|primes?|cout\w*|prix|tarif|passer|cpf|argent|thunes?)(?: \w+){0,4} permis?`,
	`permis?(?: \w+){0,5} (?:pay\w*|paie\w*|financ\w*|aid(?:es?|er)|charge|rembours\w*|primes?|cout\w*|cher|gratuit|cpf|500|1200|combien|euros?)`)

// registers asks whether one has to be with France Travail, or to go by it.
var registers = anyOf(`(?:faut|dois|doit|devoir|oblig\w*|besoin|necessaire)(?: \w+){0,6} (?:inscri\w*|passer)(?: \w+){0,3} (?:france travail|ft|pole emploi|pe|chomage)`,
	`(?:pas|plus) (?:\w+ )?inscri\w*(?: \w+){0,2} (?:france travail|ft|pole emploi|pe|chomage)`, `inscri\w* nulle part`)

// roofless are the words of somebody who has nowhere to sleep.
var roofless = anyOf(`sdf|hebergement d urgence`, `sans (?:abri|domicile|toit)`, `(?:suis|est|vis|vit|dors|dort|dormir|vivre|finir) (?:a|dans) la rue`,
	`j ?(?:dors?|dort|vis|loge)(?: \w+){0,2} (?:dans|ds) (?:ma|la|une|mon|un) (?:voiture|voatur\w*|caisse|bagnole|auto|camion\w*|fourgon\w*|tente|garage|cave)`,
	`(?:dors|dort|dormir|dorment|vis|vit|vivre|vivent|loge) dans (?:ma|sa|leur|la|une|mon|son|un) (?:voiture|caisse|bagnole|auto|camion\w*|fourgon\w*|tente|garage|cave)`,
	`nulle part ou (?:dormir|aller|loger)|(?:pas|plus|sans|aucun) (?:d )?endroit (?:ou|pour) dormir`,
	`(?:mis\w*|met|foutu\w*|jete\w*|vire\w*) (?:a la porte|dehors|a la rue)(?: \w+){0,3} (?:parents|mere|pere|chez (?:moi|nous)|famille)`,
	`(?:parents|mere|pere|famille)(?: \w+){0,3} (?:mis\w*|met|mettent|foutu\w*|jete\w*|vire\w*) (?:a la porte|dehors|a la rue)`)

var replaces = matching(`\b(remplac\w*|absence)\b`)
