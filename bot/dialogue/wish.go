package dialogue

import (
	"slices"
	"strings"
	"unicode"

	"potentiels/intents"
)

// metier notes a job that a message names, if it is the one wished.
func (t *turn) metier(e intents.Entity, words string) {
	p := &t.s.Profile
	practised := t.u.Intent == "vae" || slices.Contains(t.u.Also, "vae")
	before, after := fold(t.m.Text[:clamp(e.Start, len(t.m.Text))]), fold(t.m.Text[clamp(e.End, len(t.m.Text)):])
	several := len(t.jobsNamed()) > 1
	force := forceOf(t.sentence(e), t.restOfSentence(e))
	if t.show {
		force = max(force, named) // « montrez-moi les formations de tuyauteur, on verra bien »
	}
	switch {
	case slices.Contains(t.between, e.Value) && t.aside:
		return // « soudeur ou chaudronnier, je sais pas trop »
	case !practised && (e.Past || formerly.MatchString(before) && (several || t.lostWork(words))):
		return // « après 24 ans dans une fonderie, la maintenance » wishes for the second
	case noIndustry.MatchString(words) && !t.u.Correction:
		return // « l'industrie ne me dit rien, même l'agroalimentaire »
	case turnedDown.MatchString(after):
		if p.Metier == e.Value {
			p.Metier = ""
		}
		return // « on m'a proposé soudeur, j'ai refusé »
	case t.leavesIt(e, words):
		if t.s.Does = e.Value; p.Metier == e.Value {
			p.Metier = ""
		}
		return // « la logistique, c'est mon travail actuel, celui que je veux quitter »
	case t.comesFrom(e, words):
		if t.s.Does = e.Value; p.Metier == e.Value {
			p.Metier = ""
		}
		return // « la fonderie je connais, j'en viens ; contrôle qualité ou magasinier »
	case force < willed && t.doneFor(e):
		t.s.Does = e.Value
		return // « fondeur 20 ans, viré, Nogent, 45 ans »
	case force == once && (several || p.Metier != ""):
		return // « je voulais être dessinateur, mais je préfère l'usinage »
	case force < willed && t.objecting(words):
		return
	case lacksIn.MatchString(before):
		return // « j'ai des trous en électricité »
	case p.Metier != "" && p.Metier != e.Value && force < willed && !t.u.Correction && fears.MatchString(t.sentence(e)):
		return // « peur d'être trop vieux pour apprendre l'électricité » doubts, and changes no wish
	case p.Metier != "" && p.Metier != e.Value && force < willed && t.isLicence(e):
		return // « le CACES, ça aide pour être pris en chimie ? »
	case t.fieldOfStudy(e):
		return // « j'ai un BTS électrotechnique » tells what was learnt
	case t.job && narrows(p.Metier, e.Value):
		p.Metier = e.Value // « opérateur en papeterie »: the second says where
		return
	case t.job && e.Value == "operateur" && operated[p.Metier] && !t.namedWithin(e):
		t.jobForce = max(t.jobForce, force)
		return // « toutes ces usines chimiques, j'aimerais être opératrice là-dedans »
	case t.job && (tooMuch.MatchString(after) || !insteadOf.MatchString(before) && (force < willed || t.jobForce == willed)):
		return // « technicienne qualité dans une papeterie »: the first is the job
	case !t.u.Correction && !practised && !t.alike && force < willed && t.hasThatJob(e):
		t.s.Does = e.Value
		return // the job one has is not the one wished
	case e.Value == "monteur" && p.Metier == "assembleur_electronique" && force < willed && !t.u.Correction:
		return // « ce métier d'assemblage » is the narrower one that is known
	case t.wasAsked == qSituation && t.entity(intents.Situation) != "" && p.Metier != "" && p.Metier != e.Value && force == named && !t.u.Correction && !wishes.MatchString(before), licences.MatchString(t.sentence(e)+" "+fold(t.saidAs(e))) && p.Metier != "":
		t.s.Does = e.Value
		return // « opérateur sur presse, cdi » tells where one stands, and so do licences that one has
	case p.Metier != "" && p.Metier != e.Value && t.wasAsked != qJob && force == named && !t.u.Correction && heldNow.MatchString(after) && !wishes.MatchString(before) && !insteadOf.MatchString(before):
		t.s.Does = e.Value
		return // « aucun, cariste en intérim » tells where one stands
	case t.aside:
		return
	}
	asking := strings.Contains(t.m.Text, "?") || aboutJobs[t.u.Intent] && asksFor.MatchString(words)
	if p.Metier != "" && p.Metier != e.Value && asking && !t.show && !t.u.Correction && !changes.MatchString(words) && !settles.MatchString(t.restOfSentence(e)) && t.u.Intent != "chercher_formation" {
		return // a question about another job is not a change of wish
	}
	p.Metier, t.job, t.jobForce = e.Value, true, force
}

// leavesIt tells whether a job is said to be the one that the person has and means to leave.
func (t *turn) leavesIt(e intents.Entity, words string) bool {
	return leaving.MatchString(words) && !stays.MatchString(words) && (isMyJob.MatchString(t.restOfSentence(e)) || myJobIs.MatchString(t.sentence(e)))
}

// comesFrom tells whether a job is said to be known, or behind one, by who names another or wants something else.
func (t *turn) comesFrom(e intents.Entity, words string) bool {
	if stays.MatchString(words) || t.u.Intent == "vae" {
		return false
	}
	after, before := t.restOfSentence(e), t.sentence(e)
	if likedIt.MatchString(after) || wanted.MatchString(before) || aboutJobs[t.u.Intent] && len(t.jobsNamed()) < 2 {
		return false
	}
	return behindMe.MatchString(after) || outOf.MatchString(before) || (len(t.jobsNamed()) > 1 || otherThing.MatchString(words)) && knownToMe.MatchString(after)
}

// jobBehind tells whether a job is only what one comes from, or what another is held against: « la chimie, c'est
// moins dangereux que la fonderie ? ».
func (t *turn) jobBehind(e intents.Entity) bool {
	return e.Past || heldAgainst.MatchString(t.sentence(e)) || formerly.MatchString(fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])) || t.comesFrom(e, fold(t.m.Text))
}

var (
	// behindMe follows what one comes from.
	behindMe = matching(`^(?:\w+ ){0,5}?(?:(?:j |je )?(?:en|d ou je|ou je) (?:viens?|sors?|sorts?|suis sortie?)|j ai (?:deja |assez |bien )?donne|j ai fait (?:le|mon) (?:tour|temps)|j en ai (?:soupe|marre|assez|bave|ma claque|ras le bol|plein le dos)|(?:c est|cest) (?:fini|termine|derriere moi|du passe)|(?:j ai|jai) (?:deja )?tourne la page)\b`)
	// outOf stands before it.
	outOf = matching(`\b(?:(?:je|j) (?:viens?|sors?|sorts?)(?: juste)?|(?:soupe|marre|assez|ras le bol|plein le dos|ma claque|fini|termine|bave)(?: avec)?)(?: (?:de|d|du|des))?(?: (?:la|le|l|les|monde (?:de|du|des)(?: la| l)?))?$`)
	// knownToMe follows what one knows already.
	knownToMe   = matching(`^(?:(?:ca|sa|bah|ben|oui|c est bon|deja|moi) )*(?:je |j |jen |jai |on )?(?:(?:l ai|en ai|ai|l) )?(?:deja )?(?:connais|connai|conais|connu|maitrise|sais faire|fait|(?:en ai|j en ai) (?:deja )?fait)\b`)
	otherThing  = anyOf(`autre (?:chose|metier|boulot|branche|voie|domaine)`, `chang\w*`, `plutot`)
	heldAgainst = matching(`\b(?:par rapport a|que|comme|qu en|qu a|que dans|contrairement a|a cote de|pire que|mieux que|comparee? a|apres|avant|venant de)(?: (?:dans|en|a|de|du|avec|mes|mon|[0-9]+ ans (?:de|d|dans|en)))?(?: (?:la|le|l|les|une?))?$`)
	leaving     = anyOf(`(?:quitt|sort|arret|chang|part|laiss|fui|echapp|evit)\w*`, `(?:veu[xt]?|peu[xt]?|supporte|envie) (?:plus|pas|pu)`, `en (?:ai )?(?:marre|plein le dos|assez)`, `loin d`)
	isMyJob     = matching(`^(?:(?:c est|cest|est|c|ca c est|justement|bien|deja|et) )*(?:(?:mon|ma|le) (?:emploi|metier|boulot|boulo|travail|poste|job|taf|quotidien|branche|secteur|domaine)(?: actuel\w*| d aujourd hui| du moment)?\b|(?:ce |la )?(?:que|ou) (?:je|j) (?:fais|bosse|travaille|suis)\b)`)
	myJobIs     = matching(`\b(?:mon|ma) (?:emploi|metier|boulot|boulo|travail|poste|job|taf|branche|secteur)(?: actuel\w*)? (?:c est|cest|c|est)(?: deja| justement)?(?: la| le| l| dans la| en)?$`)
)

// anotherJob takes back the job that was wished, for somebody who asks for another than it and names none.
func (t *turn) anotherJob(words string) {
	if t.s.Profile.Metier == "" || t.entity(intents.Metier) != "" || !(otherJob.MatchString(words) || len(t.s.Paths) > 0 && easierJob.MatchString(words)) {
		return
	}
	t.s.Profile.Metier, t.s.Paths, t.s.Found, t.s.Opened = "", nil, 0, ""
}

const wishFor = `(?:veu[xt]?|voudrai\w*|aimerai\w*|souhait\w*|cherche\w*|recherche|prefer\w*|faudrait|faut|propose\w*|trouve\w*|conseille\w*|auriez|avez|aurais|as)(?: \w+){0,2}`

var (
	otherJob  = anyOf(wishFor+` (?:une? )?(?:autre|nouveau|nouvelle) (?:metier|boulot|branche|secteur|domaine|voie)`, wishFor+` (?:d )?autres metiers`)
	easierJob = anyOf(wishFor + ` (?:un |des )?(?:metiers?|boulots?|travail|taf|choses?) (?:\w+ )?(?:moins|pas trop|plus leger|plus calme|plus tranquille|ou on porte)`)
)

// heldNow follows what somebody is now.
var heldNow = matching(`^(?:actuellement |pour le moment |la )?(?:en |an )?(?:interim\w*|cdi|cdd|poste)\b`)

// narrows tells whether the second of two jobs that are named together says where or on what the first is done.
func narrows(first, second string) bool {
	switch first {
	case "operateur":
		return true
	case "monteur", "soudeur": // « souder des cartes électroniques »
		return second == "assembleur_electronique"
	case "dessinateur":
		return second == "dessinateur_elec"
	}
	return false
}

// operated are the branches whose production is somebody's work.
var operated = map[string]bool{
	"chimie": true, "plasturgie": true, "agroalimentaire": true, "papier_bois": true, "siderurgie": true, "traitement_surface": true, "conducteur_ligne": true,
}

// namedWithin tells whether the branch of a production job follows it: « opératrice en chimie ».
func (t *turn) namedWithin(e intents.Entity) bool {
	return slices.ContainsFunc(t.u.Entities, func(o intents.Entity) bool {
		gap := o.Start - e.End
		return o.Name == e.Name && !o.Negated && o.Value != e.Value && gap >= 0 && gap < len(" dans le ou la ")
	})
}

// How much a job is wished, by what is said around it.
const (
	once   = iota // it was, or may be one day: « je voulais être dessinateur », « chef d'équipe, un jour peut-être »
	named         // it is only named
	willed        // it is said to be wanted
)

// forceOf tells it from what stands before a job in its sentence, and what comes after.
func forceOf(before, after string) int {
	switch {
	case oneDay.MatchString(after), oneDayBefore.MatchString(before):
		return once
	case iWant.MatchString(after), drawsMe.MatchString(after):
		return willed // « c'est la plasturgie que je veux faire »
	}
	if at := lastOf(wanted, before); at >= 0 && at > lastOf(wantedOnce, before) {
		if rest := before[at:]; len(strings.Fields(rest)) <= 7 && !toKnow.MatchString(rest) {
			return willed
		}
		return named
	}
	if at := lastOf(wantedOnce, before); at >= 0 && !nowElse.MatchString(before[at:]) && !politely.MatchString(before[at:]) {
		return once
	}
	return named
}

var (
	wanted = matching(`\b(?:(?:je|j|on|nous|il|elle) (?:\w+ ){0,2}?(?:veu[xt]?|voudrai\w*|voulons|prefere\w*|cherche\w*|recherche\w*|souhaite\w*|vise|aimerai\w*|desire\w*|envisage\w*|compte|opte\w*|choisi[st]?|me (?:dirige|lance|forme|verrais|vois)|m oriente|reve|penche|me (?:verrait|verrai|voit) (?:bien|plutot|mieux))|j(?:veu[xt]?|voudr\w+|aimer\w+|cherch\w*|recherch\w*|prefer\w*)|envie)\b`)
	// wantedOnce is of another time.
	wantedOnce = matching(`\b(?:parlai[st] d\w*|voulais|voulai|voulait|jvoulais|jvoulai|pensais|pensai|revais|revait|comptais|souhaitais|avais (?:pense|envie)|m avait (?:propose|parle|conseille|oriente|dit))\b`)
	iWant      = matching(`^(?:\w+ )?(?:voila ce )?(?:que|ke|qu) (?:je|j|on|il|elle) (?:\w+ )?(?:veu[xt]?|voudrai\w*|prefere|vise|souhaite|cherche|aimerai\w*)\b`)
	// politely begins a question of now: « je voulais voir pour devenir soudeur ».
	politely = matching(`^(?:j?voulai[ts]?|pensais|avais envie) (?:juste |simplement |bien |un peu )?(?:de )?(?:voir|savoir|demander|me renseigner|m informer|regarder|connaitre|comprendre|vous)\b`)
	// drawsMe follows what one wishes, nowElse leaves what one once wished.
	drawsMe = matching(`^(?:\w+ )?(?:qui |ki )?(?:(?:ca|sa) )?(?:me|m) (?:plai\w*|plairai\w*|attire\w*|interesse\w*|tente\w*|tenterai\w*|branche\w*|irai\w*|dirai\w*)(?: (?:plus|bien|beaucoup|vraiment|grave|aussi|mieux))*$`)
	nowElse = anyOf(`mais|finalement|en fait|maintenant|mtn|aujourd hui|desormais|plutot|du coup|et la`)
	toKnow  = matching(`\b(?:savoir|connaitre|comprendre|demander|infos?|informations?|renseign\w*|pas|plus|quitter|arreter|sortir|eviter|laisser)\b`)
	oneDay  = matching(`^(?:oui |ok |bon )*(?:un jour|plus tard|peut etre (?:un jour|plus tard)|a terme|dans quelques annees|on verra)\b`)
	// oneDayBefore is what oneDay is, in front.
	oneDayBefore = matching(`\b(?:plus tard|un jour|a terme)(?: \w+){0,4}$`)
	// turnedDown follows a job that one has said no to.
	turnedDown = matching(`^(?:mais |me |et |alors |la )*(?:(?:j ai|jai|je l ai|je lai|j avais|g) (?:\w+ )?(?:refuse|decline|dit non)|(?:ca |sa |cela )?(?:me |m )?(?:fait|fai) (?:\w+ )?peur|(?:je )?n y tiens pas|j y tiens pas|encore moins|(?:moi )?(?:non|nan) merci|surtout pas|(?:j |je )?n? ?aime pas|jaime (?:pas|pa)|(?:ca|sa|cela) (?:ne )?(?:me|m) (?:\w+ )?(?:pas|pa|rien)|(?:c est |cest |c )?(?:pas|pa) (?:pour moi|mon truc)|(?:finalement |en fait )?(?:non|nan) (?:oublie\w*|laisse\w* tomber|c est (?:pas|plus))|oublie[rz]?|laisse[rz]? tomber|(?:l an dernier |avant |un temps )?(?:mais )?c est (?:passe|fini|termine|plus le cas))\b`)
)

// sentence is what stands before an entity in its sentence, folded.
func (t *turn) sentence(e intents.Entity) string {
	before := t.m.Text[:clamp(e.Start, len(t.m.Text))]
	return fold(before[strings.LastIndexAny(before, ".!?;:\n")+1:])
}

// furthers are the words of somebody who wants to go on in their own trade.
var furthers = anyOf(`speciali\w*|perfectionn\w*`, `monter en (?:grade|competences?)`, `(?:passer|renouveler|repasser) (?:mes|mon|ma|les|des) (?:licences?|habilitations?|caces|qualifications?)`, `(?:remise|mettre|remettre) a (?:niveau|jour)`)

// formerly stands before where somebody worked.
var formerly = matching(`\b[0-9]+ (?:ans|annees|mois) (?:dans|en|de|a|au|comme|chez)(?: (?:un|une|la|le|l|mon|ma))?$`)

// learns stands before the job of an apprentice.
var learns = matching(`\b(apprentie?s?|alternante?s?|en apprentissage|en alternance)( \w+){0,2}$`)

var (
	// changes are the words of a wish for another job, also in a question: « et si je passais en qualité ? ».
	changes = anyOf(`(?:veux|voudrais|prefere|aimerais|aime|plutot|finalement)(?: \w+){0,3} (?:passer|aller|etre|devenir|faire|partir|changer|en|vers)`, `(?:plutot|finalement|a la place|au lieu)`, `je (?:passais|changeais|partais|faisais)`,
		`(?:pour|comment|faire pour|de|d|a) (?:devenir|me reconvertir|passer|aller (?:dans|en|vers))`)
	// settles ends a sentence that says what it is to be, as in « Dessinatrice du coup. Ça gagne combien ? ».
	settles   = matching(`^(?:\w+ ){0,2}(?:du coup|finalement|plutot)$`)
	insteadOf = matching(`\b(plutot|finalement|en fait|non|pas|mais|devenir|vers)( \w+){0,3}$`)
	// tooMuch stands after a job that one thinks the less of: « la fonderie, c'est trop chaud ».
	tooMuch   = matching(`^(c |c est |cest |ca |est |serait |sera |etait |me |parait |semble |fait )+(bien )?trop `)
	practises = matching(`\b((?:en ce moment|actuellement|pour l instant|la) je fais|je suis|chui|chuis|jsuis|jsui|j etais|je bosse|je travaille|j ai (ete|travaille|bosse)|en (cdi|cdd|poste|interim|contrat)|ancien\w*|mon poste|actuellement|depuis|ans de (boite|metier|maison|carriere))\b`)
	wishes    = matching(`\b(jve(u[xt]?)?|jvoudr\w*|jaimer\w*|jcherch\w*|voudrais|veux|veu|veut|voudrait|aimerai\w*|souhait\w*|devenir|cherche\w*|formations?|former|interess\w*|plair\w*|plait|tent\w*|passer|evoluer|apprendre|alternance|apprentissage|envie|reve|projet|plutot|finalement|change\w*|vise|metier de|attire\w*|reconver\w*)\b`)
)

// lacksIn stands before what somebody knows too little of.
var lacksIn = matching(`\b(?:trous?|lacunes?|bases?|notions?|nulle?|faible|perdue?) (?:en|dans|de)(?: la| l)?$`)

// licences are those one has to drive what lifts.
var licences = matching(`\b(?:j ai|jai|g|ai|avec|possede|titulaire)(?: \w+){0,3} caces(?: \w+)?$`)

// hasThatJob tells whether the words nearest before a job say that the person does it
// rather than wishes it.
func (t *turn) hasThatJob(e intents.Entity) bool {
	before := fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])
	if learns.MatchString(before) {
		return false // an apprentice is on the way to it
	}
	if t.fieldAlone(e) {
		return false
	}
	after := fold(t.m.Text[clamp(e.End, len(t.m.Text)):])
	if stays.MatchString(after) && !leaves.MatchString(after) {
		return false // « contrôleur qualité, et je veux le rester »
	}
	if worksIn.MatchString(before) {
		return true // « assistante dans une fonderie »
	}
	if yearsThat.MatchString(before) {
		return true // « ça fait 24 ans que je soude »
	}
	if fewYears.MatchString(before) && t.s.Profile.Metier != "" {
		return true // « 28 ans, 8 ans mécano sur blindés »
	}
	if t.didThat(e, after) {
		t.didIt = true
		return true // « j'ai fait fondeur et un peu de maintenance »
	}
	if strings.HasPrefix(after, "depuis ") && lastOf(wishes, before) < 0 && t.u.Intent != "chercher_formation" {
		return true
	}
	before = t.sentence(e)
	does := lastOf(practises, before)
	if does >= 0 && (strings.HasPrefix(before[does:], "depuis") && outOfIt.MatchString(before[:does]) || sentAway.MatchString(before[does:]) || stoodOut.MatchString(before[does:]) && outOfIt.MatchString(before[does:])) {
		return false // « je suis à Toul, bac, chômage, automaticien », « au chômage depuis mai, monteur, Molsheim », « j'ai été viré, 33 ans, opérateur »
	}
	if does < 0 || newClause.MatchString(before[does:]) || around.MatchString(before[does:]) {
		return false // « je suis sur Metz et l'usinage me plaît »
	}
	return does > max(lastOf(wishes, before), lastOf(wanted, before))
}

// didThat tells whether a job is what somebody has done, with no word of going on or of having liked it.
func (t *turn) didThat(e intents.Entity, after string) bool {
	before := t.sentence(e)
	at := lastOf(haveDone, before)
	if at < 0 || newClause.MatchString(before[at:]) || onTrial.MatchString(before[at:]) || lastOf(wishes, before) > at || lastOf(wanted, before) > at {
		return false
	}
	return !likedIt.MatchString(after) && !wishes.MatchString(fold(t.m.Text[clamp(e.End, len(t.m.Text)):]))
}

var (
	haveDone = matching(`\b(?:j ai|jai|g|on a) (?:deja |toujours |surtout |longtemps |beaucoup |que |juste )?(?:fait|fai)\b`)
	// onTrial is what is done to see, or to learn.
	onTrial = anyOf(`stages?|immersion|essais?|formations?|etudes|cap|bep|bac|bts|but|dut|licence|titre|cqpm?|apprentissage|alternance|demandes?|recherches?|lycee|ecole|choix|tour`)
	likedIt = anyOf(`(?:ca|sa|cela|et|qui) (?:m a|ma|me|m avait) (?:\w+ )?(?:plu|plai\w*|bien plu)|(?:j ai|jai) (?:\w+ )?(?:aime|adore|kiffe)|(?:j aime|jaime|j adore)`)
	// fears stands before what somebody doubts to be up to.
	fears = matching(`\b(?:peurs?|crains?|crainte|inquiet\w*|angoiss?e?|trop (?:vieux|vieille|vieu|age|agee|jeune|nul|nulle|bete|faible|tard)|pas (?:capable|fait|faite|doue|douee|le niveau)|capable)(?: \w+){0,8}$`)
)

var (
	// stays are the words of somebody who wants to go on at what they do, leaves of who does not.
	stays  = anyOf(`(?:y|le|la|l) (?:rester|rest|retourner)|y retourn\w+|(?:continuer|rester) (?:dans|la dedans|dedans|comme)|(?:meme|mem) (?:metier|travail|taf|boulot|branche|domaine|secteur)|comme avant`)
	leaves = anyOf(`(?:pas|plus|pa|pu) (?:\w+ )?(?:y|le|la|l|continuer|rester|meme)`, `chang\w+`, `quitt\w+`)
	// outOfIt comes before the time since when one works no more.
	outOfIt = anyOf(`chomage|chomdu|chomeu\w+|licencie\w*|inscrite?|sans (?:emploi|travail|boulot|taf)|demandeu\w+ d emploi|rsa|arret`)
	// stoodOut tells where one is, by who goes on to be out of work.
	stoodOut = matching(`^(?:je suis|chui|chuis|jsuis|jsui) (?:a|de|sur|vers) \w+`)
	sentAway = matching(`^j ai ete (?:vire|licenci|remerci|mise? |jete|malade|opere|arrete|declare)`)
	// worksIn stands before where somebody works at something else.
	worksIn = matching(`\b(?:assistante?|secretaire|comptable|cuisini\w+|agente?|employee?|infirmi\w+|chauffeur|hotesse|standardiste|commerciale?|vendeu\w+|menage|entretien|accueil|cantine|compta|bureau)(?: \w+){0,2} (?:dans|en|chez) (?:un|une|la|le|l)$`)
	// yearsThat stands before what one does since so long.
	yearsThat = matching(`\b(?:ans|an|annees|mois) (?:que|qu|ke|k)$`)
	// fewYears stands before what was done for so long.
	fewYears = matching(`(?:^| )(?:[1-9]|1[0-5]) (?:ans|an|annees)(?: (?:de|d|comme|en tant que))?$`)
	// newClause begins something else after « je suis en CDI »: « et l'usinage », « mais je… », « on me propose ».
	newClause = anyOf(`(?:et|mais|me|donc|alors|puis|or|sinon|du coup|car) (?:l|le|la|les|je|j|on|c|ca|sa|mon|ma|moi|il|elle|pour|quoi|en fait|pourquoi|maintenant|mtn|plutot)`,
		`\w+ (?:je|j|jme|jm|jve|jveux|jveu|jvoudrais)`, `(?:on|qui) (?:me|m)`, `(?:mon|ma|le|la|un|une) \w+ (?:me|m) (?:propose|verrait|voit|pousse|conseille|parle|a)`)
)

// around stands before what there is where somebody lives: « je suis de Saint-Avold, il y a toutes ces usines ».
var around = matching(`\b(?:y a|ya|y avait)(?: \w+){0,5}$`)

// fieldAlone tells whether a part of a list is nothing but the name of a field, which people
// wish for: « en CDI, usinage, 27 ans ». Who does a job says what they are.
func (t *turn) fieldAlone(e intents.Entity) bool {
	text := t.m.Text
	from, to := clamp(e.Start, len(text)), clamp(e.End, len(text))
	if from > to || strings.ContainsFunc(text[strings.LastIndexAny(text[:from], ",;.\n")+1:from], unicode.IsLetter) {
		return false
	}
	if rest := text[to:]; strings.TrimLeft(rest, " ") != "" && !strings.ContainsRune(",;.\n", rune(strings.TrimLeft(rest, " ")[0])) {
		return false
	}
	j, ok := t.d.c.Job(e.Value)
	return ok && fold(j.Family) == fold(text[from:to])
}

// isLicence tells whether a job was read from the licence for it.
func (t *turn) isLicence(e intents.Entity) bool { return strings.Contains(fold(t.saidAs(e)), "caces") }

// fieldOfStudy tells whether a job is what a diploma is in: « j'ai un BTS électrotechnique ». Who
// wishes for that diploma wishes for the job.
func (t *turn) fieldOfStudy(e intents.Entity) bool {
	if t.u.Intent == "vae" {
		return false
	}
	before := t.m.Text[:clamp(e.Start, len(t.m.Text))]
	before = fold(before[strings.LastIndexAny(before, ",;.?!\n")+1:])
	if diplomaIn.MatchString(before) {
		return !wishes.MatchString(before)
	}
	if wishes.MatchString(fold(t.m.Text)) {
		return false
	}
	return slices.ContainsFunc(t.u.Entities, func(o intents.Entity) bool {
		gap := e.Start - o.End
		return o.Name == intents.Niveau && o.End > o.Start && !o.Negated && gap >= 0 && gap <= len(" en ") && !strings.ContainsAny(t.m.Text[clamp(o.End, len(t.m.Text)):clamp(e.Start, len(t.m.Text))], ",.;!?\n")
	})
}

// diplomaIn is a diploma right before the field it is in.
var diplomaIn = matching(`\b(bac( pro\w*| techno\w*| sti2d)?|cap|bep|bts|but|dut|deust|licence( pro)?|master|diplomee?s?|brevet pro\w*|mention complementaire)( (de|d|en|du|dans la|dans le|l))*$|\b(bac pro|cap|bep|bts|but|dut|licence)( \w+){1,3} enfin$`)
