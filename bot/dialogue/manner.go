package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// mistaken puts a reading right that the words of the message, or what was just spoken of, rule
// out. It reports whether it did.
func (t *turn) mistaken(words string) bool {
	u := &t.u
	switch {
	case u.Score < 0.7 && u.Intent != "financement" && tutorAid.MatchString(words):
		t.meant("financement")
	case hindrances[t.s.Topic] && u.Score < 0.75 && hinders.MatchString(words) && questions(t.m.Text) && t.jobArg() == "":
		t.meant(t.s.Topic) // « ça va coincer pour la formation ? », of what was just told
	case u.Intent != t.s.Topic && t.unproved(u.Intent, words, 0.6):
		t.second()
		return t.mistaken(words)
	case u.Intent == "accepter" && u.Score < 0.65 && !yesLine.MatchString(words) && !t.d.takesYesNo(&t.s) && t.saidBefore("hors_sujet"):
		u.Also = nil
		t.meant(intents.OutOfScope) // « allez, réponds ! » goes on with what is not for here
	case u.Score < 0.8 && t.saidBefore("hors_sujet") && insistsOn.MatchString(words) && !insults.MatchString(words) && t.jobArg() == "":
		u.Also = nil
		t.meant(intents.OutOfScope) // « c'est bien une formation que je demande »
	case (u.Intent == intents.OutOfScope || u.Intent == "remercier") && takesLeave.MatchString(words) && !questions(t.m.Text) && len(strings.Fields(words)) <= 6 && len(u.Entities) == 0:
		u.Also = nil
		t.meant("au_revoir") // « merci bien, tschüss »
	case (u.Intent == intents.OutOfScope || u.Score < 0.65) && thanks.MatchString(words) && !questions(t.m.Text) && len(strings.Fields(words)) <= 8 && len(u.Entities) == 0:
		u.Also = nil
		t.meant("remercier") // « merci, et encore pardon »
	case willCall.MatchString(words) && alsoThanks.MatchString(words) && !questions(t.m.Text):
		u.Also = nil
		t.meant("remercier") // « ok je vais les appeler, merci »
	case u.Intent == "accepter" && disagrees.MatchString(words):
		t.second()
		return t.ofParents(words)
	case t.ofParents(words):
		return true
	case (u.Intent == "accepter" || u.Intent == "parler_conseiller" || u.Score < 0.6) && sendsOn.MatchString(words) && !questions(t.m.Text):
		u.Also = nil
		t.meant("parler_conseiller") // « ok, envoyez ma demande »
	case u.Intent == "parler_conseiller" && u.Score < 0.9 && callsThem.MatchString(words) && !questions(t.m.Text):
		u.Also = nil
		t.meant("remercier") // « parfait, je vais les appeler »
	case laughs.MatchString(words):
		u.Also = nil
		t.meant("accepter")
	case t.ownAnswer(words):
		return true
	case u.Intent == "age" && t.ageOfChild():
		u.Also = nil
		t.meant("garde_enfants") // « j'ai un enfant de 5 ans »
	case u.Intent == "infos_metier" && t.jobArg() == "" && t.saidBefore("initiative") && len(strings.Fields(words)) <= 5 && !ofTrades.MatchString(words):
		t.meant("initiative") // « c'est quoi exactement ? »
	case t.s.Topic == "donnees_personnelles" && traces.MatchString(words) && u.Intent != "supprimer_donnees":
		t.meant("donnees_personnelles")
	case t.s.Topic == "etranger" && myPaper.MatchString(words) && u.Score < 0.9:
		t.meant("etranger")
	case u.Intent == "initiative" && slices.Contains(u.Also, "financement") && ofCost.MatchString(words) && !callers.MatchString(words):
		t.meant("financement") // « vous êtes sûr que c'est gratuit ? »
		u.Also = nil
	case (u.Intent == intents.OutOfScope || u.Score < 0.7) && forGirls.MatchString(words) && u.Intent != "detresse":
		t.meant("femmes") // « l'usine c'est pas pour les filles, c'est vrai ? »
	case notBad.MatchString(words):
		u.Also = nil
		t.meant("accepter")
	case (u.Intent == "aide" || u.Score < 0.9 && len(strings.Fields(words)) < 7) && len(t.s.Paths) > 0 && startsWith.MatchString(words):
		u.Also = nil
		t.meant("aide")
		t.special = "chemins.etape"
	case t.jobArg() == "" && otherTrade.MatchString(words) && t.s.Profile.Metier == "":
		u.Also = nil
		t.meant(intents.OutOfScope) // a training in another trade is not for here
		t.special = "hors_sujet"
	case u.Score >= 0.6 && available.MatchString(words) && !questions(t.m.Text) && len(strings.Fields(words)) < 7 && t.s.Flags.Has(Seeking):
		u.Also = nil
		t.meant("accepter")
	case len(t.s.Paths) > 0 && otherPaths.MatchString(words) && len(strings.Fields(words)) <= 5 && (u.Score < 0.9 || u.Intent == "decouvrir_metiers" || u.Intent == "refuser"):
		u.Also = nil
		t.meant("chercher_formation") // « autre chose ? »
	case t.s.Topic == "casier_judiciaire" && tellsThem.MatchString(words) && u.Intent != "casier_judiciaire" && u.Score < 0.95:
		t.meant("casier_judiciaire") // « faut le dire au patron ? »
	case inYear.MatchString(words) && questions(t.m.Text) && (u.Intent == "alternance" || u.Intent == "chercher_formation" || u.Score < 0.7):
		t.meant("inscription")
	case notLiked.MatchString(words):
		t.meant("immersion") // « et si ça me plaît pas ? »: try before
	case t.namedPartner() != "" && whereAre.MatchString(words):
		u.Also = nil
		t.meant("contact_partenaire")
	case u.Intent == intents.OutOfScope && forThem.MatchString(words) && looksFor.MatchString(words):
		t.meant("chercher_formation") // « je cherche un truc pour mon reuf »
	case u.Intent == "age" && t.ageOfAnother() && questions(t.m.Text):
		t.special = "age.autrui"
	case noIndustry.MatchString(words) && (u.Intent == "decouvrir_metiers" || u.Intent == "refuser" || u.Intent == "infos_metier" || u.Score < 0.6):
		u.Also = nil
		t.meant(intents.OutOfScope)
	case t.contactOfScheme(words) != "":
		t.meantBeside("contact_partenaire")
	case t.s.Topic == "vae" && u.Score < 0.9 && howLongDone.MatchString(words):
		t.meant("vae") // « il faut un minimum d'années ? » is of the experience
	case (t.s.Topic == "remuneration_formation" || t.s.Topic == "financement") && noRights.MatchString(words):
		t.meant("remuneration_formation")
	case (u.Intent == "infos_metier" || u.Intent == intents.OutOfScope) && u.Score < 0.7 && hotOrLoud.MatchString(words) && questions(t.m.Text) && (t.spokenJob() != "" || t.s.Profile.Metier != "") && len(u.Also) == 0:
		t.meant("conditions_travail") // « c'est vrai qu'il fait 40 degrés là-dedans ? »
	case (u.Intent == "frontalier" || t.s.Topic == "frontalier" && u.Score < 0.9) && asksWhom.MatchString(words):
		t.meant("contact_partenaire")
	default:
		return false
	}
	return true
}

// ofParents takes word of parents who disagree or sign, from somebody under age.
func (t *turn) ofParents(words string) bool {
	if !(t.minor() || t.s.Profile.Situation == "jeune" && t.s.Profile.Age == 0) || !parents.MatchString(words) && !(signs.MatchString(words) && (t.u.Intent == "initiative" || t.u.Score < 0.7)) {
		return false
	}
	if t.u.Intent == "detresse" || t.s.Flags.Has(Ward) || forGirls.MatchString(words) {
		return false // that it be no work for a girl is another matter than their signature
	}
	t.meant("age")
	t.special = "age.parents"
	return true
}

// hindrances are what people fear may keep them out.
var hindrances = map[string]bool{"casier_judiciaire": true, "handicap": true, "etranger": true, "sans_diplome": true, "age": true, "permis_transport": true}

// hinders asks whether something does.
var hinders = anyOf(`bloqu\w*|coinc\w*|gene\w*|empech\w*|refus\w*|frein\w*|obstacle|redhibitoire|handicap\w*`, `pos\w* (?:un )?(?:probleme|souci)|(?:un|c est|le) (?:probleme|souci)`, `ferm\w* (?:des|les|la) portes?`, `(?:ca|cela) passe`)

var (
	ofTrades     = anyOf(`metiers?|boulot|taf|travail|fort|maths?|diplome|paye`)
	traces       = anyOf(`traces?|partir|disparaitre|efface\w*|supprim\w*|oubli\w*`)
	myPaper      = anyOf(`(?:mon|ma|ce|avec le|avec un) (?:titre|carte|recepisse|visa|papier|statut|passeport)`)
	ofCost       = anyOf(`gratuit\w*|payant\w*|cher|coute\w*`)
	forGirls     = anyOf(`(?:pour|que) (?:les |des )?(?:filles|femmes|meufs|nanas)`, `(?:metiers?|truc|boulot|travail) (?:d |de )?(?:hommes?|mecs?|garcons?)`)
	notBad       = matching(`^(?:ah |oui |ok )*(?:pas mal|pas bete|ca a l air bien|interessant)(?: (?:du tout|ca|merci))*$`)
	startsWith   = anyOf(`(?:par quoi|comment|par ou) (?:je |on )?(?:commence\w*|demarre\w*)`, `je (?:commence|demarre) (?:par quoi|comment|par ou)`, `je (?:fais|dois faire) quoi (?:maintenant|alors|du coup|en premier)`, `qu est ce que je (?:peux|dois) faire(?: maintenant| alors| en premier)?$`, `prochaine etape|premiere chose a faire`)
	refusedMe    = anyOf(`(?:m a|m ont|a|ont|on m a|veut|veulent|s est fait|ete) (?:pas |encore )?(?:refuse\w*|rejete\w*|recale\w*|dit non)(?: \w+){0,4} (?:ptp|aif|financement|formation|dossier|devis|cpf|poei|demande)`, `(?:ptp|aif|dossier|devis|financement|formation)(?: \w+){0,4} (?:refuse\w*|rejete\w*)`, `(?:france travail|pole emploi|ft|pe|region|conseill\w+|agence|chef\w*|patronn?e?|employeur|boite|opco|transitions? pro)(?: \w+){0,3} (?:veut|veulent|voulu) (?:pas|rien) (?:me |la |le )?(?:payer|financer|savoir|valider)`)
	otherTrade   = anyOf(`(?:formations?|former|devenir|apprendre|diplome|bosser comme|travailler comme|etre|(?:faire|passer|preparer|cherche|veux|voudrais|aimerais) (?:\w+ ){0,2}(?:cap|bep|bts|bac pro|titre)) (?:\w+ ){0,3}(?:boulanger\w*|patissi\w+|coiffeu\w+|coiffure|esthetic\w+|esthetique|infirmier\w*|aide soignante?s?|ambulancier\w*|auxiliaire de (?:vie|puericulture)|puericulture|petite enfance|cuisinier\w*|serveu\w+|fleuriste|secretaire|comptab\w+|notaire|avocate?|policier\w*|gendarme|pompier\w*|prof|professeure?|instituteur|maitresse|educat\w+|animat\w+|agent immobilier|taxi|vtc|chauffeur (?:de )?bus|developpeu\w+ web|graphiste|photographe|osteopathe|kine\w*|veterinaire|toiletteu\w+|tatoueu\w+|agricult\w+|maraicher\w*|paysagiste|secourisme)`)
	available    = anyOf(`(?:dispo|disponible)(?: \w+){0,3}$`)
	tellsThem    = anyOf(`(?:le |l |leur |lui )?(?:dire|avouer|cacher|mentionner|signaler|parler|savoir|sait|sauront|voir)(?: \w+){0,3} (?:patron|employeur|centre|recruteur|entreprise|entretien|boite|chef|formateur)`, `(?:patron|employeur|centre|recruteur|entreprise|boite)(?: \w+){0,4} (?:sait|savoir|saura|voit|voir|demande\w*)`, `obliges? de (?:le |l )?(?:dire|avouer|cacher)`)
	inYear       = anyOf(`en cours d annee|en milieu d annee|hors rentree|trop tard pour (?:cette annee|s inscrire|la rentree)|avant (?:la rentree|septembre)|en (?:janvier|fevrier|mars)|encore possible cette annee`)
	notLiked     = anyOf(`si (?:ca|sa|cela|la formation|le metier) (?:me |lui |nous |leur )?(?:plai\w*|convien\w*|va) pas`, `si (?:je|il|elle) (?:me trompe|se trompe|regrette|n aime pas|aime pas)`)
	inEvenings   = anyOf(`le soir|cours du soir|le week ?end|les samedis|temps partiel|a mi temps|en dehors (?:du travail|des heures)|apres le (?:travail|boulot)`)
	whereAre     = anyOf(`(?:ils|elles|il|elle|c|ca|cest|c est) (?:sont|est|se trouve\w*) ou|ou (?:sont|est|se trouve\w*|ca se trouve)|c est ou|cest ou`)
	looksFor     = anyOf(`(?:j ?|re)?cherch\w*|(?:re)?trouv\w*|voudrai\w*|besoin`)
	disagrees    = anyOf(`pas d accord|pas ok|sont contre|est contre`)
	parents      = anyOf(`(?:mes |les )?(?:parents|mere|pere|daronne?s?|reum|reup)(?: \w+){0,3} (?:pas d accord|veulent pas|veut pas|contre|refus\w*|signent?|doivent signer|autoris\w*)`, `(?:accord|autorisation|signature) (?:de |des )?(?:mes |mon |ma )?(?:parents|pere|mere)`)
	signs        = anyOf(`(?:qui|eux|ils|elle|il) (?:qui )?(?:doit |doivent )?sign\w*`)
	sendsOn      = anyOf(`(?:envoy|transmet|transmett)\w* (?:ma|la|le|mon|notre|tout|leur|lui)(?: \w+)?(?: demande| besoin| question| dossier| message)?$`)
	callsThem    = anyOf(`(?:je|j|on) ?(?:vais |va )?(?:les|le|l|leur|lui) (?:appel\w*|telephon\w*|contact\w*|rappel\w*|joindre|ecri\w*)`)
	laughs       = matching(`^(?:mdr+|lol+|ptdr+|xd+|haha\w*)(?: (?:ok|okay|d accord|mdr+|lol))*$|^(?:ok|okay) (?:mdr+|lol+|ptdr+)$`)
	tutorAid     = anyOf(`(?:aides?|primes?)(?: \w+){0,3} tut(?:eurs?|orat|rice)`)
	badMaster    = anyOf(`(?:patron|maitre|tuteur|chef|boite|entreprise)(?: \w+){0,3} (?:con|nul|mechant|horrible|odieux|toxique|violent\w*|harcele\w*|insulte\w*|humilie\w*|invivable|insupportable|relou|mauvais|crie\w*|vire|exploite\w*|se passe mal|veut plus)`, `(?:se|ca) passe (?:mal|pas bien)(?: \w+){0,4} (?:patron|entreprise|boite|maitre|chef)?`, `(?:rompre|casser|arreter|quitter) (?:le |mon )?(?:contrat|apprentissage|alternance)`, `(?:peux|veux|voudrais|faut) (?:\w+ )?rompre|rupture (?:de|du|d) `)
	closes       = anyOf(`(?:usine|boite|entreprise|site|atelier|fonderie)(?: \w+){0,4} (?:ferme|fermer|fermera|fermee|liquid\w*|coule|delocalis\w*)`, `plan social|pse|plan de sauvegarde|liquidation judiciaire|redressement judiciaire|licenciements? (?:collectif|economique|eco)s?|licencie\w* (?:pour (?:raison |motif )?)?(?:economique|eco)|chomage partiel|plan de depart`)
	resigns      = anyOf(`(?:demission\w*|demissione\w*|quitte\w* mon (?:cdi|poste|boulot|emploi)|pose ma dem)(?: \w+){0,8} (?:chomage|are|allocation\w*|droits?|indemni\w*)`, `(?:chomage|droits?|allocation\w*)(?: \w+){0,5} (?:demission\w*|je quitte)`)
	foundAfter   = anyOf(`(?:ya|y a|il y a|y aura|aura|trouve\w*)(?: \w+){0,3} (?:boulot?|taf|travail|emploi|job|embauche)s?(?: \w+){0,2} (?:apres?|derriere|ensuite|au bout|a la fin|a la sortie)`, `(?:on|je|ca|tu|vous|y) (?:\w+ ){0,2}(?:trouve|embauche|trouver|emploi)(?: \w+){0,3} (?:boulot?|taf|travail|emploi|job|qqch)(?: \w+)? (?:apres|derriere|au bout|ensuite|a la fin)`, `apres (?:la formation |ca )?(?:on|je|y a|ya|est ce qu on) (?:\w+ ){0,2}(?:trouve|embauche|travail|boulot?|emploi)`, `debouches?`, `taux (?:de reussite|d insertion|d embauche|de placement|d emploi)`, `(?:embauche|cdi|emploi|boulot?|travail|taf) (?:assure\w*|garanti\w*|au bout|derriere|a la cle)`)
	atDistance   = anyOf(`(?:a distance|en ligne|par internet|e ?learning|par correspondance|depuis chez moi|en visio)`)
	foreignPaper = anyOf(`diplom\w* (?:\w+ ){0,2}(?:afgan|afghan|etranger|algerien|marocain|tunisien|ukrainien|syrien|turc|turque|congolais|senegalais|albanais|georgien|bresilien|portugais|roumain|russe|italien|allemand|belge|espagnol|iranien|malien|ivoirien|camerounais)\w*`, `diplom\w*(?: \w+){0,6} (?:reconnu|valable|vaut|valide|equivalen\w*|compt\w*|sert|bon)`, `(?:equivalence|reconna\w*|compara\w*)(?: \w+){0,4} diplom\w*`)
	insistsOn    = anyOf(`c est bien`, `je (?:dis|demande|repete|parle)`, `j ai (?:dit|demande)`, `repond\w*`, `pourtant|quand meme|sauf que`)
	thanks       = matching(`^(?:ok |bon |super |parfait )*(?:merci|mercii+|mrc|mersi|thanks|danke|grazie|gracias|obrigad[oa])\b|\bmais merci( \w+)?$`)
	noIndustry   = anyOf(`(?:industrie|usines?|atelier)(?: \w+)? (?:c est |ce n est |n est |est )?(?:vraiment )?pas (?:fait\w* |trop |vraiment )?(?:pour moi|mon truc|mon monde|mon domaine)`, `(?:l )?(?:usine|industrie|atelier)s? (?:\w+ ){0,4}(?:interess\w*|plai\w*|tente\w*|dit|attire|branche) (?:pas|rien|plus|du tout)`, `(?:interess\w*|plai\w*|envie|veux) (?:pas|plus) (?:de |d |par |en |bosser en |travailler en |travailler a |aller a )?l? ?(?:usine|industrie)`)
	howLongDone  = anyOf(`(?:minimum|combien|assez|nombre) (?:d |de |en )?(?:annees|ans|temps|experience|anciennete)`, `faut (?:avoir )?(?:\w+ ){0,2}(?:annees|ans) `)
	noRights     = anyOf(`(?:pas|pa|plus|jamais|ni|aucun\w*|zero) (?:le |de |d |droit (?:au |a l |aux ))?(?:chomage|are|allocations?|indemnit\w*|assedic)`, `jam\w+ (?:assez )?cotis\w*`, `(?:j ?touche|touche|percois|gagne) (?:plus )?rien`, `sans (?:aucun )?(?:revenus?|ressources?|allocations?)`, `fin de droits?`)
	hotOrLoud    = anyOf(`degres|chaude?s?|chaleur|froid\w*|bruit\w*|bruyan\w*|poussier\w*|odeurs?|pue\w*|danger\w*|brul\w*|risqu\w*|sales?|salissant\w*|penibles?|fatigan\w*|la nuit|de nuit|en [235]x8`)
	asksWhom     = anyOf(`(?:y a|ya|existe)(?: t il)?(?: \w+)? (?:quelqu un|qqn|une personne|un service|un organisme|une association|un conseiller|un bureau|un endroit)(?: \w+){0,2} (?:specialis\w*|competente?|dedie\w*|expert\w*|pour (?:les|ca)|qui (?:s occupe|connai\w*|sait))`, `a qui (?:je )?(?:peux |dois |puis je |faut il )?(?:demander|m adresser|parler|poser)`, `demander a qui|m adresser a qui|adresse a qui|voir qui|contacter qui|appeler qui`, `qui (?:peut|pourrait|va) (?:me |m |nous )?(?:dire|aider|renseigner|repondre)`)
)

// tellSpecial says the text of a special case of an intent, found by [turn.mistaken].
func (t *turn) tellSpecial() bool {
	name := t.special
	t.special = ""
	if name == "" || t.s.Flags.Has(Employer) || !t.d.texts.Has(name) {
		return false
	}
	t.say(name, "")
	return true
}
