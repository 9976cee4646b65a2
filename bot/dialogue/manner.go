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
	case t.unproved(u.Intent, words, 0.6):
		t.second()
		return t.mistaken(words) || t.u.Intent == intents.OutOfScope
	case u.Intent == "accepter" && u.Score < 0.65 && !yesLine.MatchString(words) && !t.d.takesYesNo(&t.s) && t.saidBefore("hors_sujet"):
		u.Also = nil
		t.meant(intents.OutOfScope) // « allez, réponds ! » goes on with what is not for here
	case u.Score < 0.8 && t.saidBefore("hors_sujet") && insistsOn.MatchString(words) && !insults.MatchString(words) && t.jobArg() == "":
		u.Also = nil
		t.meant(intents.OutOfScope) // « c'est bien une formation que je demande »
	case (u.Intent == intents.OutOfScope || u.Score < 0.6) && thanks.MatchString(words) && !questions(t.m.Text) && len(strings.Fields(words)) <= 6 && len(u.Entities) == 0:
		u.Also = nil
		t.meant("remercier") // « merci, et encore pardon »
	case noIndustry.MatchString(words) && (u.Intent == "decouvrir_metiers" || u.Intent == "refuser" || u.Intent == "infos_metier" || u.Score < 0.6):
		u.Also = nil
		t.meant(intents.OutOfScope)
	case t.contactOfScheme(words) != "":
		t.meantBeside("contact_partenaire")
	case t.s.Topic == "vae" && u.Score < 0.9 && howLongDone.MatchString(words):
		t.meant("vae") // « il faut un minimum d'années ? » is of the experience
	case (t.s.Topic == "remuneration_formation" || t.s.Topic == "financement") && noRights.MatchString(words):
		t.meant("remuneration_formation")
	case (u.Intent == "frontalier" || t.s.Topic == "frontalier" && u.Score < 0.9) && asksWhom.MatchString(words):
		t.meant("contact_partenaire")
	default:
		return false
	}
	return true
}

var (
	insistsOn   = anyOf(`c est bien`, `je (?:dis|demande|repete|parle)`, `j ai (?:dit|demande)`, `repond\w*`, `pourtant|quand meme|sauf que`)
	thanks      = matching(`^(?:ok |bon |super |parfait )*(?:merci|mercii+|mrc|mersi|thanks|danke|grazie|gracias|obrigad[oa])\b`)
	noIndustry  = anyOf(`(?:l )?(?:usine|industrie|atelier)s? (?:\w+ ){0,4}(?:interess\w*|plai\w*|tente\w*|dit|attire|branche) (?:pas|rien|plus|du tout)`, `(?:interess\w*|plai\w*|envie|veux) (?:pas|plus) (?:de |d |par |en |bosser en |travailler en |travailler a |aller a )?l? ?(?:usine|industrie)`)
	howLongDone = anyOf(`(?:minimum|combien|assez|nombre) (?:d |de |en )?(?:annees|ans|temps|experience|anciennete)`, `faut (?:avoir )?(?:\w+ ){0,2}(?:annees|ans) `)
	noRights    = anyOf(`(?:pas|pa|plus|jamais|ni|aucun\w*|zero) (?:le |de |d |droit (?:au |a l |aux ))?(?:chomage|are|allocations?|indemnit\w*|assedic)`, `jam\w+ (?:assez )?cotis\w*`, `(?:touche|percois|gagne) (?:plus )?rien`, `sans (?:aucun )?(?:revenus?|ressources?|allocations?)`, `fin de droits?`)
	asksWhom    = anyOf(`a qui (?:je )?(?:peux |dois |puis je |faut il )?(?:demander|m adresser|parler|poser)`, `demander a qui|m adresser a qui|adresse a qui|voir qui|contacter qui|appeler qui`, `qui (?:peut|pourrait|va) (?:me |m |nous )?(?:dire|aider|renseigner|repondre)`)
)

// contactOfScheme is the partner that answers for a scheme whose site or number is asked for: « le
// site du conseil en évolution professionnelle ».
func (t *turn) contactOfScheme(words string) string {
	if t.s.Flags.Has(Employer) || t.namedPartner() != "" || !itsContact.MatchString(words) {
		return ""
	}
	switch t.entity(intents.Dispositif) {
	case "cep":
		if t.s.Profile.Situation == "demandeur_emploi" {
			return "france_travail"
		}
		return "avenir_actifs"
	case "vae":
		return "vae"
	case "ptp":
		return "transitions_pro"
	}
	return ""
}

var itsContact = anyOf(`(?:le|l|un|leur|quel|son|les) (?:bon )?(?:site|adresse|numero|num|telephone|tel|mail|contact|coordonnees)`)

// holdsBack takes word that no search, call or handover is wanted. The questions go on, and nothing is
// offered any more until something is asked for. It reports whether that was all the message said.
func (t *turn) holdsBack(words string) bool {
	call, search := noCall.MatchString(words), noSearch.MatchString(words)
	if !call && !search {
		return false
	}
	without := func(intent string) {
		t.u.Also = slices.DeleteFunc(slices.Clone(t.u.Also), func(a string) bool { return a == intent })
		if t.u.Intent == intent {
			t.second()
			if t.u.Intent == intents.OutOfScope || t.u.Score < sure {
				t.u.Intent = "refuser"
			}
		}
		t.out.Understood = t.u
	}
	if call {
		without("parler_conseiller")
	}
	if search {
		without("chercher_formation")
		t.s.set(Seeking, false)
		t.s.Ask = ""
		if !strings.Contains(t.s.Asked, offered) {
			t.s.Asked += offered
		}
	}
	if questions(t.m.Text) || t.s.Ask == qConsent && t.s.Wish != nil || len(t.u.Also) > 0 {
		return false
	}
	if (t.u.Score >= 0.6 || onlyContact.MatchString(words)) && !social[t.u.Intent] && t.u.Intent != intents.OutOfScope {
		return false // it asks for something else
	}
	t.u.Intent, t.u.Score = "refuser", max(t.u.Score, sure)
	t.out.Understood = t.u
	t.s.Lost = 0
	t.notes = nil
	if search {
		t.say("renseigner", "")
	} else {
		t.say("par_ecrit", "")
	}
	return true
}

var (
	noCall = anyOf(
		`pas (?:de |d |besoin (?:de |d |qu on |que (?:vous|quelqu un) )?)(?:\w+ ){0,2}(?:rappel\w*|appel|appele\w*|appeler|coups? de fil|telephone\w*|passer quelqu un|conseill\w*)`,
		`(?:ne |n )?(?:me |m )?(?:rappel|appel|telephon)\w* (?:surtout )?pas`,
		`(?:prefere|aime mieux) (?:lire|ecrire|l ecrit|par ecrit|que ce soit ecrit)`,
		`(?:veux|voudrais|souhaite|tiens) (?:surtout )?pas (?:a ce |etre |qu on |que (?:vous|on|quelqu un) )(?:\w+ )?(?:m |me )?(?:rappel|appel|telephon)\w*`,
	)
	noSearch = anyOf(
		`pas (?:de |d |une )?(?:formation|recherche) (?:a )?(?:chercher|trouver|lancer)`, `pas (?:besoin|la peine|envie) (?:de |d |que vous )?(?:me |m )?(?:cherch\w*|trouv\w*|lanc\w*|propos\w*)`,
		`ni (?:de )?chercher (?:de |une )?formation`, `(?:cherche|cherchez|veux|voulais) (?:pas|plus) (?:encore )?(?:de |une )formation`,
		`(?:prends|prend) (?:juste |seulement )?la temperature`, `je me renseigne(?: juste| simplement| seulement| c est tout| pour l instant)?$`, `(?:juste|simplement|seulement) (?:me renseigner|pour savoir|savoir|par curiosite|curieu\w*)$`,
		`pas pour (?:une|quelqu) (?:personne |un )?en particulier`, `(?:note|doc|reunion|presentation|atelier) pour (?:mes|nos|les) (?:collegues|conseillers|usagers|jeunes)`,
	)
	// laterOn speaks of a wish that has time.
	laterOn = anyOf(`plus tard`, `un jour`, `a terme`, `dans (?:quelques|deux|trois|[2-9]) ans`, `a long terme`)
)

// takesOn speaks of somebody who is to work or to be trained, not of an adviser.
var takesOn = anyOf(`(?:prend\w*|embauch\w*|recrut\w*|form\w*|trouv\w*|accueill\w*) quelqu un`)

// tellWhom are the words of somebody who has something on their heart and does not say what.
var tellWhom = anyOf(`(?:sais|sait|c) (?:pas|pa|plus) (?:trop )?a qui (?:le |l |en )?(?:dire|confier|raconter)`, `(?:besoin|envie) de (?:me confier|vider mon sac|parler a quelqu un de (?:ca|moi|mes problemes))`, `personne a qui (?:le dire|en parler|me confier)`)
