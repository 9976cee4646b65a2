package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"potentiels/intents"
)

// plainAnswers are words that answer one question of the form and mean nothing sure
// elsewhere.
var plainAnswers = map[string][]wording{
	qSituation: {
		{matching(`\b(cherche (du |un )?(travail|emploi|boulot|taf|job)|chomage|chomeur|chomeuse|sans emploi|sans travail|rsa|inscrite? (a )?(france travail|pole emploi)|pole emploi)\b`), "demandeur_emploi"},
		{matching(`\b(interim\w*)\b`), "interimaire"},
		{matching(`\b(cdi|cdd|salarie\w*|je (bosse|travaille)|en poste|en emploi)\b`), "salarie"},
		{matching(`\b(lycee\w*|etudi\w*|fac|scolaire|ecole|college)\b`), "jeune"},
	},
	qDistance: {
		{matching(`\b(partout|n importe ou|peu importe|loin|toute la (lorraine|region)|je suis mobile)\b`), "150"},
	},
	qLevel: {
		{matching(`^(?:(?:non|nan|bah|ben|euh) )*(rien|zero|0|pas de diplome|aucun\w*|le brevet|brevet|bepc|nada|que dalle|rien du tout|j ai rien|3eme|troisieme)$`), "sans_diplome"},
		{matching(`^((un |le |mon )?(bac)( pro| general| techno\w*| s| es| l| st\w+)?( .{0,25})?)$`), "bac"},
	},
}

// ofTheYoung are words that tell the situation of somebody of an age to be at school;
// an adult who says them tells an old story.
var ofTheYoung = matching(`\b(a+r+et\w*|quit+e\w*|lache\w*|sorti\w*) (de )?(la |l |le |les )?(fac|lyce+|l?ecole|l?ekole?|etudes?|cours|bahut)\b|\bdepui?s? (rien|ri1)\b|\ben (seconde|2n?de?|premiere|1ere|3eme|3e|troisieme|terminale)\b|\b(je|il|elle|qui|et) (ne )?(fai[st]|fou[ts]) (plus )?rien\b|\binscri\w* (nulle?|nul) ?part?\b|\bni (a )?l? ?ecole? ni\b|\bjf[ea]i?[st]? (plus )?rien\b|\b(est|suis) (encore |toujours )?(au|en) (lycee|college|bahut)\b|\b(fais|fait|prepare) (une?|mon|ma) (licence|bts|but|dut|master|bac pro|cap|prepa)\b|\b(termine|finis|fini|finit) (un|mon|ma|une|son|sa) (master|licence|bts|but|dut|bac pro|cap|these|ecole|annee)\b|\b(finit|termine|finis|redouble|fait|fais|passe|apres) (sa|ma|la|en) (troisieme|3e|3eme|quatrieme|4e|seconde|2nde|premiere|terminale)\b`)

// nothingSince tells of who has done nothing since they left school.
var nothingSince = anyOf(`(?:je |j |il |elle |jfe |jfais )?(?:fais|fait|fe|fai|fou[ts])? ?(?:plus )?rien depuis?`, `depuis? (?:\w+ ){0,2}(?:fais|fait|fe|fai|jfe|jfai|jfais) (?:plus )?rien`, `(?:bac|cap|bep)(?: \w+){0,3} en (?:juin|juillet)`)

// atStudies tells of studies that somebody under 30 is at; the age may come later.
var atStudies = anyOf(`etudiante? en (?:l[123]|m[12]|licence|master|bts|but|dut|fac|prepa|droit|ecole|iut)`, `(?:poursuivre|continuer|poursuis) (?:mes|ses|des|les) etudes`, `(?:je |j )?(?:termine|finis|prepare|poursuis) (?:bientot |actuellement )?(?:mon|ma|mes|un|une) (?:\w+ ){0,2}(?:but|bts|dut|licence|master|bac|terminale|etudes|prepa|seconde|premiere)`, `(?:suis|est) en (?:derniere|premiere|deuxieme|troisieme|1ere|2e|2eme|3e|3eme) annee (?:de|d) (?:but|bts|dut|licence|master|bac|prepa|ecole|fac)`)

// standsAnywhere are the words that tell a situation wherever they stand in a statement.
var standsAnywhere = []wording{
	{anyOf(`(?:je suis|suis|en) (?:en )?(?:micro entreprise|micro entrepreneur\w*|auto entrepreneur\w*|autoentrepreneur\w*|freelance|independante?|a mon compte|artisane?)`), "autre"},
	{anyOf(`inscrite? (?:\w+ ){0,4}(?:france travail|pole emploi|ft)`, `(?:france travail|pole emploi) (?:\w+ ){0,2}inscrite?`, `no job|unemployed|arbeitslos|desempregad[oa]|desemplead[oa]|disoccupat[oa]`, `(?:que|juste|seulement) le rsa|(?:plus|fin) (?:de |d |du )(?:chomage|chomdu|allocations? chomage|are)|(?:au|j?touche (?:\w+ )?le|touchons le|beneficiaires? du|percoi[st] le|allocataire du) rsa`, `rsa(?: depuis \w+ \w+)? [0-9]+ ans`, `[0-9]+ ans rsa`), "demandeur_emploi"},
	{anyOf(`(?:suis )?actuellement `+trade, `je suis `+trade+`(?: \w+){0,4} (?:dans un|dans une|chez|en magasin|en grande surface|a l hopital|en ehpad|en creche|a (?:auchan|leclerc|carrefour|intermarche|lidl|cora|super u|action|decathlon|amazon|ikea|l usine|la poste|la mairie)|a temps partiel|a mi temps|a plein temps)`), "salarie"},
	{anyOf(`(?:je |j )?(?:suis|jsuis|jsui|chui|chuis) (?:\w+ )?frontaliere?`, `(?:je|j) ?(?:travaille|bosse|taffe|taf|bos) (?:actuellement |toujours |deja )?(?:au|en|a|dans|chez|comme|pour|depuis|de nuit|de jour)`, `je suis (?:\w+ ){1,4}(?:dans|chez) (?:\w+ ){1,8}depuis`, `(?:chez|dans|pour) (?:le|la) meme (?:employeur|patron|boite|entreprise|usine|groupe)`), "salarie"},
}

// trade are the names of what people do for a living beside the jobs of the catalogue.
const trade = `(?:vendeu\w+|serveu\w+|cuisinier\w*|aide soignante?|aide a domicile|auxiliaire\w*|infirmier\w*|caissier\w*|secretaire|comptable|assistante?|agente? (?:de|d)|chauffeur\w*|livreu\w+|boulanger\w*|coiffeu\w+|educat\w+|professeure?|prof|enseignante?|ouvrier\w*|manutentionnaire|preparat\w+|employee?|aesh|atsem|animat\w+|technicien\w*|operat\w+|hotesse|receptionniste|commercial\w*|conducteur\w*|conductrice\w*|facteu\w+|jardinier\w*|paysagiste|macon|peintre|estheticien\w*|boucher\w*|patissier\w*|magasinier\w*|cariste|soudeu\w+|usineu\w+|regleu\w+|femme de menage|agent)`

// ofTrade tell what somebody learnt once, and not what they do.
var ofTrade = anyOf(`de (?:formation|metier|profession|base)`, `ancien\w*|etais|ex`)

// denies are words that take back what follows them.
var denies = anyOf(`(?:pas|plus|jamais|ni) (?:\w+ ){0,2}(?:inscri\w*|rsa)`, `(?:faut|dois|doit|devoir|veux|voudrais|vais) (?:\w+ ){0,2}inscri\w*`, `inscri\w* (?:nulle?|nul) ?part?`, `ni (?:a |au |chez )?(?:france travail|pole emploi)`)

// onNoList tells of somebody out of school who is on no list.
var onNoList = anyOf(`inscri\w* (?:nulle?|nul) ?part?`)

// postGone is a post that was done away with, whatever its name: « mon poste de comptable a été supprimé ».
var postGone = anyOf(`mon (?:poste|emploi)(?: \w+){0,5} (?:a ete|est|fut) supprime`)

// thrownOut ends what was told of a job: « trente ans dans la même usine et dehors du jour au lendemain ».
var thrownOut = anyOf(`(?:et|puis|ils|on|m ont|m a|mis|mise|jete|jetee|foutu|foutue)(?: \w+){0,3} (?:dehors|a la porte|a la rue)`)

// registered is somebody on the lists of France Travail, however its name is written.
var registered = anyOf(`inscri(?:te?|s)?`)

// seeksWork tells a situation by what is wanted, where none is told.
var seeksWork = anyOf(`(?:je|on|elle|il) (?:re)?cherche (?:du |un )(?:travail|boulot|taf|emploi|job)`, `(?:j|je) ?(?:re)?cherche? (?:du |un |d )?(?:travail|boulot|taf|emploi|job)`)

// isYoung tells whether the person is known to be under 26.
func (t *turn) isYoung() bool {
	age := t.s.Profile.Age
	if a, err := strconv.Atoi(t.entity(intents.Age)); err == nil && !(age >= 26 && a < 20) { // at 15 who is 55 left school
		age = a
	}
	return age > 0 && age < 26
}

// read adds a fact that the recogniser, which knows nothing of the talk, left out.
func (t *turn) read(name, value string) {
	t.u.Entities = append(slices.Clone(t.u.Entities), intents.Entity{Name: name, Value: value})
	t.out.Understood = t.u
}

// plainAnswer reads what answers the question just asked, what stands in a list of
// facts, and what only the age of the person gives a meaning.
func (t *turn) plainAnswer(words string) {
	question := strings.Contains(t.m.Text, "?")
	if s := t.entity(intents.Situation); (s == "" || s == "salarie") && t.lostWork(words) {
		t.u.Entities = slices.DeleteFunc(slices.Clone(t.u.Entities), func(e intents.Entity) bool { return e.Name == intents.Situation })
		t.read(intents.Situation, "demandeur_emploi")
	}
	if t.entity(intents.Situation) == "" {
		if standing := listed(t.m.Text, standings); standing != "" {
			t.read(intents.Situation, standing)
		} else if standing := t.standing(words); standing != "" && !question {
			t.read(intents.Situation, standing)
		} else if t.s.Profile.Situation == "" && !question && seeksWork.MatchString(words) {
			t.read(intents.Situation, "demandeur_emploi")
		} else if t.s.Profile.Situation == "" && !question && (t.isYoung() && ofTheYoung.MatchString(words) || t.idle(words) || t.s.Profile.Age < 30 && t.entity(intents.Age) < "30" && atStudies.MatchString(words)) {
			t.read(intents.Situation, "jeune")
		} else if t.s.Profile.Situation == "" && !question && onNoList.MatchString(words) {
			t.read(intents.Situation, "autre")
			t.s.set(AtNothing, t.s.Profile.Age == 0)
		} else if t.s.Profile.Situation == "" && t.s.Profile.Age == 0 && !question && (ofTheYoung.MatchString(words) || nothingSince.MatchString(words)) {
			t.s.set(AtNothing, true) // an age may follow that tells whether it is long ago
		}
	}
	if t.entity(intents.Niveau) == "" {
		if level := listed(t.m.Text, levels); level != "" {
			t.read(intents.Niveau, level)
		}
	}
	if m := levelAmong.FindStringSubmatch(words); m != nil && t.entity(intents.Niveau) == "" && !question && len(strings.Fields(words)) <= 9 {
		t.read(intents.Niveau, map[string]string{"cap": "cap", "bep": "cap", "bac": "bac", "bts": "bac2", "dut": "bac2", "but": "bac3", "licence": "bac3", "master": "bac5"}[m[1]])
	}
	if m := loneAge.FindStringSubmatch(words); m != nil && t.s.Profile.Age == 0 && t.s.Ask != qDistance && len(t.u.Entities) == 0 && (len(t.s.Paths) > 0 || t.s.Flags.Has(Seeking)) &&
		(t.s.Profile.knows(qPlace) || loneDepartement.FindString(words) == "") {
		t.read(intents.Age, m[1])
	}
	if m := answersAge.FindStringSubmatch(words); m != nil && t.entity(intents.Age) == "" && (t.s.Ask == qAge || t.s.Profile.Age == 0 && t.s.Flags.Has(Seeking) && saidTwice.MatchString(words[len(m[0]):])) && len(strings.Fields(words)) <= 8 {
		if in := strings.Fields(words[len(m[0]):]); len(in) == 0 || !unitAfter.MatchString(in[0]) {
			t.read(intents.Age, m[1]) // « 23 je viens de le dire »
		}
	}
	if m := leadAge.FindStringSubmatch(t.m.Text); m != nil && t.s.Profile.Age == 0 && t.entity(intents.Age) == "" && t.entity(intents.Niveau) != "" {
		t.read(intents.Age, m[1])
	}
	if m := meAge.FindStringSubmatch(words); m != nil && t.s.Profile.Age == 0 && t.entity(intents.Age) == "" {
		t.read(intents.Age, m[1])
	}
	if m := otherAge.FindStringSubmatch(words); m != nil && t.s.Profile.Age > 0 && t.entity(intents.Age) == "" {
		t.read(intents.Age, m[1])
		t.u.Correction = true
	}
	if m := bornIn.FindStringSubmatch(words); m != nil && t.entity(intents.Age) == "" && !t.m.At.IsZero() {
		year, _ := strconv.Atoi(m[1] + m[2])
		if year < 100 {
			year += 1900
		}
		t.read(intents.Age, strconv.Itoa(t.m.At.Year()-year))
	}
	if m := loneDepartement.FindString(words); m != "" && !t.s.Profile.knows(qPlace) && len(t.u.Entities) == 0 {
		t.read(intents.Departement, m[len(m)-2:])
	}
	if t.entity(intents.Metier) == "" && !question && (ofQuality.MatchString(words) || t.s.Ask == qJob && loneQuality.MatchString(words)) {
		t.read(intents.Metier, "controle_qualite")
	}
	if t.s.Ask == qLevel && t.entity(intents.Niveau) == "" && !question && plainAnswers[qLevel][0].words.MatchString(fold(pieces(t.m.Text)[0])) {
		t.read(intents.Niveau, "sans_diplome") // « non rien du tout, j'ai pas fini mon CAP »
		return
	}
	name := asks[t.s.Ask]
	if name == "" || t.entity(name) != "" || len(strings.Fields(words)) > 8 || question {
		return
	}
	for _, a := range plainAnswers[t.s.Ask] {
		if a.value == "demandeur_emploi" && ofBenefit.MatchString(words) && strings.Contains(words, "chom") && strings.Contains(words, " non") {
			continue // « au chômage non »
		}
		if a.words.MatchString(words) && !givenUp(words) {
			t.read(name, a.value)
			return
		}
	}
}

// loneAge is a number that can only be an age: buttons are fewer, and no distance is asked.
var loneAge = matching(`^(1[4-9]|[2-6][0-9])$`)

// answersAge is a number that leads the answer to the question for an age.
var answersAge = matching(`^(?:(?:bah|ben|euh|mais|oui|j ai|jai|j en ai|moi|c est|cest|deja dit) )*(1[4-9]|[2-7][0-9])(?: |$)`)

// saidTwice follows what somebody says for the second time.
var saidTwice = matching(`^(?:\w+ )*(?:dit|di|dire|disais|disai|repete|redi[st]?)$`)

// meAge sets one's own age against somebody else's: « moi c'est 47 ».
var meAge = matching(`\bmoi (?:c est|cest|c) ([1-6][0-9])(?: (?:et|ans|mais|donc)\b|$)`)

// leadAge is the number before a list of facts: « 26. bac pro vente ».
var leadAge = matching(`^\s*(1[4-9]|[2-6][0-9])\s*[.,;]\s*[A-Za-z]`)

// otherAge puts an age right that was told: « ah non 40 ».
var otherAge = matching(`^(?:(?:ah|euh|oups|he|heu|mince|zut|attends?|attendez) )*(?:non|nan|pardon|en fait|enfin|plutot|erreur|je me suis tromp\w*|je voulais dire)(?: (?:non|pardon|plutot|c est|j ai|en fait|j en ai))* (1[4-9]|[2-6][0-9])(?: ans)?(?: |$)`)

// levelAmong is a level in a list of facts without marks: « 27 ans chomage cap ».
var levelAmong = matching(`(?:[0-9] ans|chomage|chomdu|rsa|cdi|cdd|interim|interimaire|salariee?|permis) (cap|bep|bac|bts|dut|but|licence|master)(?: |$)`)

// outOfWork stands in a list of facts without marks, ofBenefit speaks of what one draws.
var (
	outOfWork = anyOf(`chomage|chomdu`)
	ofBenefit = anyOf(`(?:droit|droits|pas|pa|plus|jamais|de|du|le|mon|son|allocations?|les|fin|avant|apres|sans|touche\w*|toucher|garde\w*|perd\w*) (?:de |du |au |le |mon |a l )?(?:chomage|chomdu)`, `chomage (?:partiel|technique|pendant)`, `(?:chomage|chomdu) non`)
)

// ofQuality names the trade by a word that means much else: « je vise la qualité ».
var (
	ofQuality   = anyOf(`(?:vise|veux|voudrais|aimerais|aimerai|interess\w*|attire|tente\w*|passer|aller|bosser|travailler|metiers?)(?: \w+){0,3} (?:la|en|dans la|de la|vers la) qualite`)
	loneQuality = matching(`^(?:(?:la|en|dans|plutot|le|service) )*qualite$`)
)

// supposes puts oneself where one is not: « quand je serai au chômage, qui paiera », « faut être au chômage pour ça ».
var supposes = anyOf(`(?:si|quand|kan|lorsque|le jour ou|que) (?:jamais |un jour )?(?:je|j|on|il|elle|jsuis) ?(?:suis|est|serai\w*|sera|etais|me retrouv\w*|tombe)?`,
	mustBe+`(?:chomage|chomdu|demandeu\w+ d emploi|inscri\w*)`)

// mustBe comes before what one has to be for a training.
const mustBe = `(?:fau[tx]?|fo|fodrai|faudrait|faut il|doit|dois|doi|devoir|besoin d|oblige\w* d|obligatoire d|reserve\w*(?: que)?|pour (?:les|ceux)|il vaut mieux) (?:\w+ ){0,4}`

// bornIn tells a year of birth, in four figures or two.
var bornIn = matching(`\bnee? (?:en |le [0-9]+ \w+ |le [0-9]+ [0-9]+ |en \w+ )(?:(19[4-9][0-9]|20[01][0-9])|([4-9][0-9]))\b`)

// loneDepartement is the number of one of the four of Lorraine, where no place is known.
var loneDepartement = matching(`^(?:(?:le|dans le|ds le|departement|dept) )*(?:54|55|57|88)$`)

// standing is the situation that a statement tells in passing, "" when none or one is known.
func (t *turn) standing(words string) string {
	if t.s.Profile.Situation == "" && len(strings.Fields(words)) <= 14 && !questions(t.m.Text) && outOfWork.MatchString(words) && !ofBenefit.MatchString(words) && !supposes.MatchString(words) {
		return "demandeur_emploi" // « 27 ans chomage cap »
	}
	if t.s.Profile.Situation != "" || denies.MatchString(words) || thrownOut.MatchString(words) || ofTrade.MatchString(words) && strings.Contains(words, "suis") && !strings.Contains(words, "depuis") && !strings.Contains(words, "rsa") && !strings.Contains(words, "inscri") {
		return ""
	}
	if postGone.MatchString(words) || t.entity(intents.Partenaire) == "france_travail" && registered.MatchString(words) {
		return "demandeur_emploi"
	}
	for _, w := range standsAnywhere {
		if w.words.MatchString(words) {
			return w.value
		}
	}
	return ""
}
