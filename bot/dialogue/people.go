package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// speaksFor tells whether a message asks for another person: « c'est pour mon fils », « ma
// fille veut être soudeuse », and « mon fils a 17 ans » where the writer wishes nothing for themselves.
func (t *turn) speaksFor(words string) bool {
	if notForThem.MatchString(words) {
		return false
	}
	if !t.s.Flags.Has(Ward) && t.answersFirst() {
		return false // « BTS. Et ma copine cherche aussi » tells of the writer, and of her only beside
	}
	if takesTheWordBack.MatchString(words) || easyForThem.MatchString(words) {
		return false // « il gagnera combien… non laisse, c'est pour mon copain », « pour elle pas de souci »
	}
	if !t.s.Profile.personal() && theyWould.MatchString(words) && !iWish.MatchString(words) {
		return true
	}
	if presents.MatchString(words) && follows.MatchString(words) {
		return true
	}
	if t.s.Profile.personal() && !t.s.Flags.Has(Ward) && !forThem.MatchString(words) && theyToo.MatchString(words) && !questions(t.m.Text) {
		return false // « mon gamin de 15 ans veut aussi faire ça »
	}
	if forThem.MatchString(words) || theyWishIt(words) && !theyWishOfMe.MatchString(words) && !wishesOneself(words) {
		return !joins.MatchString(words) && !keepsFor.MatchString(words)
	}
	if wishesOneself(words) || speaksOfSelf(words) {
		return false // « mon fils, qui est frigoriste, m'a dit d'essayer »
	}
	if t.s.Profile.personal() && !t.s.Flags.Has(Ward) {
		return false // « ma fille est serveuse à Toul » of who told of themselves before
	}
	return theyAre.MatchString(words) && !t.tellsOfSelf(words) && !smallChild.MatchString(words) && !ofMyself(words) && !ownWish.MatchString(words) && !joins.MatchString(words)
}

// wantsForSelf tells whether the writer says outright what they themselves want to become, and speaks of nobody else.
func wantsForSelf(words string) bool {
	return iBecome.MatchString(words) && !another.MatchString(words) && !thirdPerson.MatchString(words)
}

// iBecome is a wish that nobody has for another.
var iBecome = anyOf(iWould + ` (?:\w+ )?(?:passer|devenir|etre|travailler|bosser|reprendre|apprendre|evoluer|changer|me (?:former|reconvertir|lancer|orienter|specialiser))`)

// answersFirst tells whether a message begins with the writer's own answer to what was asked, before anybody else is
// spoken of.
func (t *turn) answersFirst() bool {
	name := asks[t.s.Ask]
	if name == "" {
		return false
	}
	for _, e := range t.u.Entities {
		if e.Name == name && e.Bearer == intents.Self && !e.Negated {
			before := fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])
			return len(strings.Fields(before)) <= 3 && !another.MatchString(before) && !thirdPerson.MatchString(before) &&
				theyWishIt(fold(t.m.Text[clamp(e.End, len(t.m.Text)):]))
		}
	}
	return false
}

// theyWishIt tells whether a relative is said to wish something: « ma fille de 19 ans voudrait », not « ma fille a 4 ans.
// Je cherche ».
func theyWishIt(words string) bool {
	return slices.ContainsFunc(theyWish.FindAllStringIndex(words), func(at []int) bool { return !iDo.MatchString(words[at[0]:at[1]]) })
}

// wishesOneself tells whether the writer is set against whom they spoke of, and wishes something: « ma femme cherche
// dans le ménage, moi je veux soudeur ».
func wishesOneself(words string) bool {
	return iMyself.MatchString(words) && !iForThem.MatchString(words)
}

const iWould = `(?:je |j )?(?:\w+ ){0,2}?(?:veu[xt]?|voudrai\w*|cherche|recherche|aimerai\w*|prefere\w*|souhaite\w*|vise|jveu[xt]?|jvoudr\w*|jaimer\w*|jcherch\w*|jprefer\w*)`

var (
	iMyself = anyOf(`moi `+iWould, `moi (?:c est|cest|c) (?:\w+ ){0,6}(?:m attire|m interesse|me plai\w*|me plairait|me tente\w*|me branche|que je \w+)`,
		`(?:quant a moi|pour ma part|de mon cote)(?: \w+){0,2} `+iWould)
	// myWish is a wish of the writer's own.
	myWish = anyOf(`(?:je|j) (?:\w+ ){0,2}?(?:veu[xt]?|voudrai\w*|cherche|recherche|aimerai\w*|prefere\w*|souhaite\w*|vise|envisage)`, `j(?:veu[xt]?|voudr\w+|aimer\w+|cherch\w*|recherch\w*)`,
		`(?:me|m) (?:plai\w*|plairai\w*|attire\w*|interess\w*|tente\w*|branche\w*|dirai\w*)`, `m(?:interes\w*|attir\w*)`)
	// iForThem is a wish for whom one speaks of, or to know more.
	iForThem = anyOf(`moi ` + iWould + ` (?:\w+ )?(?:que|qu|ke|savoir|lui|l aider|l inscrire|l accompagner|comprendre|des infos|trouver)`)
	// ownVoice tells of the writer against whom they spoke of.
	ownVoice = anyOf(`moi (?:\w+ )?(?:je|j|jai|jen|jsuis|jsui|chui|jveu[xt]?|jvoudr\w*|jaimer\w*|jcherch\w*|jabite|jhabite|jpeu[xt]?|g|c est|cest|c)`, `quant a moi|pour ma part|de mon cote|en ce qui me concerne`)
	// ours are the words by which a place is also the writer's.
	ours = anyOf(`nous|on|habitons|vivons|sommes|moi`)
	// gaveAdvice tells of a relative who only sent the writer here.
	gaveAdvice  = anyOf(`(?:mon|ma|mes) ` + relatives + `(?: \w+){0,8} (?:m a|ma|me|m|m ont|mont) (?:dit|di|conseil\w*|parle|envoye\w*|mise?|pousse\w*|montre|donne|inscri\w*|suggere|recommande|file|refile)`)
	tellsOfThem = anyOf(`(?:dit|di|parle) (?:qu|que|quil|kil|quelle|k) ?(?:il|elle)?`)
)

// advised tells whether a relative is spoken of who only told the writer to come.
func advised(words string) bool {
	return gaveAdvice.MatchString(words) && !tellsOfThem.MatchString(words)
}

// speaksOfSelf tells whether a message sets the writer against whom else it speaks of.
func speaksOfSelf(words string) bool {
	if forThem.MatchString(words) && !notForThem.MatchString(words) {
		return false
	}
	return ownVoice.MatchString(beside.Replace(words)) && myWish.MatchString(words) && !iForThem.MatchString(words) || ofMyself(words) || advised(words)
}

// beside drops what only places somebody beside the writer.
var beside = strings.NewReplacer("comme moi", "", "avec moi", "", "chez moi", "", "apres moi", "", "selon moi", "")

// tellsOfSelf tells whether the writer, set against whom else they speak of, tells an age or a standing of their own:
// « mon frère a 25 ans, il gagne bien. Moi j'en ai 22 et je suis au chômage ».
func (t *turn) tellsOfSelf(words string) bool {
	at := iTell.FindAllStringIndex(words)
	if len(at) == 0 || thirdPerson.MatchString(words[at[len(at)-1][1]:]) {
		return false
	}
	return !forThem.MatchString(words) && !theyWishIt(words) && !theyWant.MatchString(words) && ownVoice.MatchString(beside.Replace(words)) && slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return (e.Name == intents.Age || e.Name == intents.Situation) && e.Bearer == intents.Self && !e.Negated && iTell.MatchString(t.sentence(e)+" "+fold(t.saidAs(e)))
	})
}

// iTell is what somebody begins with who tells of themselves.
var iTell = anyOf(`moi (?:\w+ )?(?:je|j|jai|jen|jsuis|jsui|chui|g|c est|cest)`)

// follows names who is looked after: « je suis une dame de 38 ans » from a social worker.
var follows = anyOf(`(?:je|nous) (?:suis|suivons|recois|recevons|accompagne|accompagnons) (?:une?|des|ce|cette|actuellement) (?:dame|monsieur|jeunes?|homme|femme|personne|usager|beneficiaire|demandeur\w*|allocataire|mere|pere)`)

// tellsAllOf tells whether a message says so much of somebody else, and nothing that the writer
// wishes, that it is written for them: « mon mari est au chômage, il a 50 ans, il n'ose pas ».
func (t *turn) tellsAllOf(words string) bool {
	facts := 0
	for _, e := range t.u.Entities {
		switch e.Name {
		case intents.Age, intents.Situation, intents.Niveau:
			if e.Bearer != intents.Ward {
				return false
			}
			facts++
		}
	}
	return facts > 1 && !didIt.MatchString(words) && !t.s.Profile.personal() && !ownWish.MatchString(words) && !iWish.MatchString(words)
}

// theSame wishes what was spoken of: « mon frère voudrait faire pareil ».
var theSame = anyOf(`(?:faire|fait|veut|voudrait|interesse) (?:pareil|comme moi|la meme chose|ca aussi|aussi)`, `lui aussi|elle aussi|comme moi`)

var iWish = anyOf(`(?:je|j) (?:\w+ )?(?:cherche|veux|voudrais|aimerais|souhaite|suis|ai)|pour moi`)

// ofMyself tells whether a message turns to the writer: « et pour moi ? », not « ce n'est pas pour moi ».
func ofMyself(words string) bool {
	return (forMyself.MatchString(words) || notForThem.MatchString(words) || backToMe.MatchString(words)) && !notForMyself.MatchString(words)
}

// speakOf turns the talk to the person written for, or back to the writer. What each told of
// their age, standing and diplomas stays with each; where to look is the same for both
// until another place is said, and so is the job as long as no path was shown for it.
func (t *turn) speakOf(ward bool, words string) {
	if t.s.Flags.Has(Ward) == ward {
		return
	}
	t.s.set(Ward, ward)
	was, other := t.s.Profile, t.s.Aside
	switch {
	case other != (Profile{}):
	case ward && !was.personal(), ward && !another.MatchString(words), !ward && !meToo.MatchString(words) && !backToMe.MatchString(words) && !wishesOneself(words):
		if letter := letters[t.s.Ask]; !ward && letter != 0 { // it was about them all along
			t.s.Asked = strings.TrimSuffix(t.s.Asked, string(letter)) // asked of another, the question is put again
			t.s.Ask = ""
		}
		return
	default:
		other = Profile{Commune: was.Commune, Departement: was.Departement}
		if len(t.s.Paths) == 0 || theSame.MatchString(words) {
			other.Metier = was.Metier
		}
	}
	t.s.Profile, t.s.Aside = other, was
	t.s.Near, t.s.Does, t.s.Tastes, t.s.Paths, t.s.Found, t.s.Opened, t.s.Ask, t.s.Asked = "", "", "", nil, 0, "", "", ""
	t.s.Hours, t.s.Between = "", ""
	t.s.set(WorkStudy|Experience|Ailing|OnMinimum|OnBenefit|Penniless|FixedTerm, false)
	if ward {
		t.leadWith("personne.autre")
	} else {
		t.leadWith("personne.vous")
	}
}

// personal tells whether a fact is known that is one person's own.
func (p Profile) personal() bool { return p.Situation != "" || p.Niveau != "" || p.Age > 0 }

const relatives = `(?:fils|fille|garcon|enfant|ado|gamine?|gosse|fiston|neveu|niece|cousine?|frere|frero|frerot|reuf|frangin|soeur|reus|frangine|mari|femme|homme|epoux|epouse|compagnon|compagne|conjointe?|copain|copine|petit fils|petite fille|beau fils|belle fille|beau frere|belle soeur|filleule?|ami|amie|pote|voisine?|collegue|stagiaire|beneficiaire)`

// theirKin stands before what is told of a relative of the person written for.
var theirKin = matching(`\b(?:sa|son) (?:petite? |grande? )?` + relatives + `( \w+){0,6}$`)

var (
	forThem = anyOf(
		`(?:pour|au sujet de|concernant|a propos de) (?:mon|ma|notre) (?:petite? |grande? |jeune |beau |belle |demi |autre )?`+relatives, `(?:convien\w*|plai\w*|donner|offrir|proposer\w*|conseille\w*|trouver) a (?:mon|ma|notre) `+relatives, `pour (?:lui|elle)`,
		`(?:pour|pr) (?:mon|ma) (?:grande?|ainee?|cadet\w*|petite derniere|petit dernier)(?: (?:qui|elle|il|de)(?: .*)?)?$`, `pour (?:un|une) (?:dame|monsieur|jeune|ami|amie|pote|copain|copine|voisine?|proche|connaissance|cousine?|personne|beneficiaire|usager)`,
		`(?:ecris|demande|cherche|viens|c est|est|question|formation) pour (?:mon|ma) (?:pere|mere|oncle|tante|papa|maman)`, `j accompagne (?:un|une|des|ce|cette)`,
		`(?:c est |cest |ici )(?:sa|son) (?:petite? |grande? )?`+relatives+` qui (?:tape|ecri\w*|parle)`,
	)
	theyWant  = anyOf(`(?:il|elle) (?:veu[tx]?|voudrait|cherche|souhaite|aimerait|reve)`)
	theyWish  = anyOf(`(?:mon|ma|notre) ` + relatives + `( \w+){0,6}? (?:veut|voudrait|cherche|souhaite|aimerait|veux|reve)`)
	iDo       = matching(`\b(?:je|j|moi)(?: \w+)? \w+$`)
	theyToo   = anyOf(`(?:veut|voudrait|aimerait|va) (?:\w+ ){0,2}aussi`, `(?:lui|elle) aussi (?:veut|voudrait)`)
	theyWould = matching(`^((on|nous) (habite|vit|est|sommes|habitons|vivons)( \w+){0,4} )?(il|elle) (aimerait|voudrait|veut|souhaite|cherche|reve)\b`)
	// theyWishOfMe tells what somebody wants the writer to do.
	theyWishOfMe = anyOf(`(?:veut|voudrait|cherche|souhaite|aimerait|veux|reve|dit|dirait) (?:que (?:je|on|j)|qu on|a ce que)`, `me dit`)
	another      = anyOf(`(?:mon|ma|notre) `+relatives, `(?:j accompagne|pour) (?:un|une|des|ce|cette)`)
	theyAre      = anyOf(
		`(?:mon|ma|notre) (?:fils|fille|garcon|neveu|niece|petit fils|beau fils) (?:a|est|arrete|ne|n|va|doit|qui)`,
		`(?:mon|ma) (?:petite? )?(?:frere|soeur|cousine?|copain|copine) (?:a|va avoir|qui a|vient d avoir) (?:bientot )?[1-9][0-9]`,
	)
	// takesTheWordBack leaves aside what was just asked.
	takesTheWordBack = anyOf(`(?:non )?je (?:rigole|plaisante|deconne)$`, `(?:non )?(?:laisse[rz]?|laissez tomber|laisse tomber|oublie[rz]?|rien|peu importe) (?:ca |c )?(?:c est|cest|c etait)`)
	// easyForThem says « pour elle » without asking anything for them.
	easyForThem = anyOf(`pour (?:ma|mon|mes) (?:fille|fils|enfants?|petite?s?|gamine?|loulou\w*)(?: \w+){0,4} (?:garde\w*|ecole|creche|nounou|cantine|periscolaire)`, `(?:region|ville|alsace|lorraine|usine|boite|entreprise)(?: \w+)? (?:a|ont|avait) (?:\w+ )?pour (?:lui|elle|eux)`, `pour (?:lui|elle|eux) (?:ya |y a |c est |cest )?(?:pas de|aucun|zero|facile|simple|regle|bon|tranquille|plus simple)`)
	// smallChild is one who is spoken of as somebody to be looked after.
	smallChild = anyOf(`(?:fils|fille|garcon|enfant|petite?) (?:qui )?(?:a|de) (?:[1-9]|1[0-2]) (?:ans|mois)`)
	ownWish    = anyOf(`(?:me|m) (?:former|reconvertir|orienter|inscrire)`, `(?:je|j) (?:\w+ ){0,2}(?:devenir|travailler|reprendre|apprendre|etre)`)
	// keepsFor are the words of somebody who keeps something to themselves.
	keepsFor = anyOf(`gard\w*(?: \w+){0,2} pour (?:lui|elle|moi|soi)`)
	// joins are the words of somebody who goes where another person is.
	joins     = anyOf(`(?:demenage\w*|install\w*|rejoin\w*|emmenage\w*|suivre|(?:le|la|les) suis)\b.*\bpour (?:mon|ma|notre)`)
	forMyself = anyOf(`(?:c est |cest |c )?(?:pour|pr|pou) moi(?: meme)?`)
	// notForThem takes the talk back from somebody else: « non c'est pas pour elle, c'est moi ».
	notForThem = anyOf(`(?:c est |cest |c )(?:pas|pa) (?:pour|pr) (?:elle|lui|eux|(?:ma|mon) `+relatives+`)(?: \w+){0,3} moi`, `(?:pour|pr) moi (?:meme |et |mais |c est )*(?:pas|pa|non|nan) (?:pour|pr) (?:elle|lui|eux|(?:ma|mon) `+relatives+`)`)
	// backToMe turns the talk to the writer: « on reparle de moi », « revenons à moi », « à mon tour ».
	backToMe     = anyOf(`(?:re)?(?:parl\w+|discut\w+|occup\w+|reviens|revient|revenons|revenir|passons|passe) (?:\w+ )?(?:de|d|a|sur) (?:moi|mon cas|ma situation)`, `(?:a|c est|cest) mon tour`, `maintenant (?:c est |cest )?(?:moi|pour moi)`)
	notForMyself = anyOf(`(?:pas|pa) (?:pour|pr) moi`)
	meToo        = anyOf(`^et (?:pour )?moi`, `moi aussi`, `et (?:pour )?moi`)
	// kin are people who are spoken of without a training being asked for them, unless
	// what they do pleases the writer: « mon frère est soudeur, ça me plairait ».
	kin = anyOf(`(?:ma|mon) (?:beau |belle |demi |grande? |petite? )?(?:femme|mari|copine|copain|compagne|compagnon|conjointe?|frere?|s[eo]*ur|mere|pere|voisine?|collegue|cousine?|oncle|tante) (?:ill? |ell?e? |lui |y |n |qui )*(?:travaille|bosse|est|fait|a (?:eu|trouve|un|une))`)
	// didIt tells of somebody who has been through it: « mon cousin l'a fait, il a eu son bac pro à 45 ans ».
	didIt   = anyOf(`(?:il|elle|on|cousine?|frere|soeur|pote|copain|copine|voisine?|collegue|mari|femme) (?:elle |il )?(?:l a|la|l avait|a) (?:deja )?(?:fait|fai|eu|passe|pris)`)
	notMine = anyOf(`(?:j |je )?(?:n )?aime (?:pas|pa)`, `moi (?:\w+ ){0,3}non`, `pas (?:pour moi|mon truc)`, `rien (?:\w+ ){0,4}(?:me|m) (?:\w+ )?(?:parle|plait|plai|tente|attire|dit|branche|interesse)`, `me (?:dit|di|plait|plai|tente) (?:pas|pa)`)
	// likesIt takes for oneself, or for the child one writes for, the job that somebody else has.
	likesIt = anyOf(`(?:ca|cela|sa|dit|raconte) (?:me|m|lui|l) (?:\w+ )?(?:plai\w*|ple|interess\w*|tent\w*|attir\w*|botte\w*|parle|dirai\w*|branche\w*)`, `(?:me|m|lui) (?:convien\w*|irait|correspond\w*)`, `(?:m a|me|lui a|l a) donn\w* (?:l |cette |une )?(?:idee|envie)`,
		`moi aussi (?:je |j |jve|jveu)`, `(?:fair|faire|fer) (?:sa|ca)`, `(?:peut etre|ptet|p tet|pe?ut et|pourquoi pas) (?:ca|sa|moi|la dedans)`, `son truc c est`, `(?:il|elle) (?:parle|reve|revait) (?:de|d)`, `(?:j|je |moi )?(?:veu[xt]?|voudrai\w*|voudre) (?:\w+ )?(?:pareil|parei|la meme chose|comme)`, `(?:comme|pareil que) (?:lui|elle)`, `faire (?:pareil|comme|la meme chose)`)
)

// ofWriter tells whether a fact is the writer's own where they speak for another.
func (t *turn) ofWriter(e intents.Entity, words string) bool {
	if !t.s.Flags.Has(Ward) {
		return false
	}
	switch e.Name {
	case intents.Situation, intents.Niveau, intents.Age, intents.Metier:
	case intents.Commune:
		if slices.ContainsFunc(t.u.Entities, func(o intents.Entity) bool { return o.Name == e.Name && o.Bearer == intents.Ward && !o.Negated }) {
			return true // « moi j'habite Lyon mais lui est à Nancy »
		}
		if t.parted(e) {
			return true // « moi je suis à Lyon et lui à Nancy »
		}
		if t.s.Profile.Commune == "" { // where the writer is tells where to look until another place is told
			return false
		}
	default:
		return false
	}
	if asks[t.s.Ask] == e.Name && !firstPerson.MatchString(words) {
		return false
	}
	if ofTheirSelf.MatchString(fold(t.saidAs(e))) {
		return true // « pour ma part, je suis retraité »
	}
	notMe := strings.NewReplacer("que je suis", "que j accompagne", "comme moi", "", "avec moi", "", "chez moi", "") // suivre, not être
	before := notMe.Replace(fold(t.m.Text[:clamp(e.Start, len(t.m.Text))]))
	words = follows.ReplaceAllString(notMe.Replace(words), " elle ")
	before = follows.ReplaceAllString(before, " elle ")
	mine, theirs := lastOf(firstPerson, before), max(lastOf(another, before), lastOf(thirdPerson, before))
	if mine != theirs {
		return mine > theirs // « elle habite avec moi, elle a un bac »: who was spoken of last
	}
	for _, other := range t.u.Entities {
		if other.Name == e.Name && other.Bearer == intents.Ward {
			return true
		}
	}
	if e.End > e.Start {
		return firstPerson.MatchString(t.part(e)) // « 26 ans il me dit, moi j'en ai 40 »
	}
	return firstPerson.MatchString(words)
}

// parted tells whether a message sets the place of the writer against that of whom they write for, and this one is the
// writer's.
func (t *turn) parted(e intents.Entity) bool {
	if before := t.clause(e); !hereIAm.MatchString(before) || thirdPerson.MatchString(before) || another.MatchString(before) {
		return false
	}
	return slices.ContainsFunc(t.u.Entities, func(o intents.Entity) bool {
		if o.Name != e.Name || o.Value == e.Value || o.Negated {
			return false
		}
		before := t.clause(o)
		return thirdPerson.MatchString(before) || another.MatchString(before)
	})
}

// hereIAm stands before the place of the writer.
var hereIAm = anyOf(`moi|je|j|jhabite|jabite|jsuis|jsui|chui|nous`)

// part is what stands between two marks around an entity, folded.
func (t *turn) part(e intents.Entity) string {
	text := t.m.Text
	from, to := clamp(e.Start, len(text)), clamp(e.End, len(text))
	begin := strings.LastIndexAny(text[:from], ",.;!?\n") + 1
	end := len(text)
	if i := strings.IndexAny(text[to:], ",.;!?\n"); i >= 0 {
		end = to + i
	}
	return fold(text[begin:end])
}

// ofTheirSelf begins what the writer says of themselves.
var ofTheirSelf = matching(`^(?:je suis|jsuis|jsui|chui|j ai|jai) `)

var thirdPerson = matching(`\b(il|elle|lui)\b`)

var firstPerson = matching(`\b(je suis|j ai|je travaille|je bosse|moi)\b`)

// manages are the words of somebody at the head of a company.
var manages = anyOf(`je (?:dirige|gere) (?:une?|la|le|mon|ma) (?:entreprise|societe|pme|tpe|usine|atelier|boite|fonderie|scierie|garage|\w+erie)`, `je suis (?:le |la )?(?:gerant\w*|patron\w*|dirigeant\w*|chef d entreprise|drh)`)

var forOneself = matching(`\b(pour moi|moi meme|devenir|me former|me reconvertir|je cherche une formation|je suis au chomage)\b`)

// ownDiploma are the words of a candidate.
var ownDiploma = anyOf(`(?:je n ai|j ai)(?: \w+){0,3} (?:cap|bep|bac|bts|dut|but|diplomes?|licence|master|brevet)`, `mon (?:chef|patron|employeur)`)

// offersMe tells what somebody said to the writer of the writer's own way.
var offersMe = anyOf(`(?:conseill\w+|chef\w*|patronn?e?|employeur|agence|mission locale|prof\w*|referente?|boite|entreprise|cfa) (?:m a|ma|me|m) (?:parle|propose|dit|conseille|vire|licencie|oriente|inscri\w*|pousse|verrait|voit|verrai|veut|suggere|recommande)`)

// ofMinors are word of parents who disagree or sign, from somebody under age.
var ofMinors = []misreading{
	// « mes parents sont pas d'accord » agrees to nothing
	{words: disagrees, read: []string{"accepter"}, next: true},
	// « il faut l'accord de mes parents ? »
	{words: parents, unless: []string{"detresse"}, intent: "age", text: "age.parents", when: underAge},
	// « c'est eux qui signent ? »
	{words: signs, read: []string{"initiative"}, below: 0.7, unless: []string{"detresse"}, intent: "age", text: "age.parents", when: underAge},
}

// underAge tells whether the writer is under age as far as is known. That it be no work for a girl is another
// matter than a signature.
func underAge(t *turn, words string) bool {
	young := t.minor() || t.s.Profile.Situation == "jeune" && t.s.Profile.Age == 0
	return young && !t.s.Flags.Has(Ward) && !forGirls.MatchString(words)
}

var (
	disagrees = anyOf(`pas d accord|pas ok|sont contre|est contre`)
	parents   = anyOf(`(?:mes |les )?(?:parents|mere|pere|daronne?s?|reum|reup)(?: \w+){0,3} (?:pas d accord|veulent pas|veut pas|contre|refus\w*|signent?|doivent signer|autoris\w*)`, `(?:accord|autorisation|signature) (?:de |des )?(?:mes |mon |ma )?(?:parents|pere|mere)`)
	signs     = anyOf(`(?:qui|eux|ils|elle|il) (?:qui )?(?:doit |doivent )?sign\w*`)
)

// ageOfChild tells whether the only age of a message is that of a child to be looked after.
func (t *turn) ageOfChild() bool {
	child := false
	for _, e := range t.u.Entities {
		if e.Name == intents.Age {
			if len(e.Value) > 1 && e.Value >= "13" || e.Bearer != intents.Nobody {
				return false
			}
			child = true
		}
	}
	return child
}

// ageOfAnother tells whether the only age of a message is that of somebody who is spoken of.
func (t *turn) ageOfAnother() bool {
	other := false
	for _, e := range t.u.Entities {
		if e.Name == intents.Age {
			if e.Bearer != intents.Nobody {
				return false
			}
			other = true
		}
	}
	return other
}
