package dialogue

import "potentiels/intents"

// employers speak for a company, or seem to.
var employers = []misreading{
	// « une formation en entreprise » is of no employer
	{read: []string{"entreprise"}, when: func(t *turn, words string) bool { return !t.employs(words) }, second: true},
	// « il y a des aides ? »
	{words: aidsAsked, unless: []string{"poei"}, marked: true, intent: "financement", when: ofEmployer},
	// « former quelqu'un avant de l'embaucher »
	{words: beforeHiring, read: []string{"entreprise"}, intent: "poei", when: ofEmployer},
}

func ofEmployer(t *turn, _ string) bool { return t.s.Flags.Has(Employer) }

// employs tells whether what reads like an employer is one: somebody who looks for a
// training for themselves speaks of companies as well.
func (t *turn) employs(words string) bool {
	if s := t.entity(intents.Situation); s != "" && s != "autre" && !aSalaried.MatchString(words) && !recruiting.MatchString(words) && !manages.MatchString(words) {
		return false // « salarié dans une PME » is at nobody's head
	}
	if spokenTo.MatchString(words) && !firstCompany.MatchString(words) {
		return false // « j'en parle au DRH lundi »
	}
	spoken := employer.MatchString(words) || recruiting.MatchString(words) || manages.MatchString(words) || lacksHands.MatchString(words)
	if !spoken && (t.bare() || t.u.Score < 0.85) {
		return false // « soudeur à Nancy » names a wish
	}
	doubtful := t.u.Score < 0.6 || t.u.Score < 0.85 && t.s.Flags.Has(Seeking) ||
		firstPerson.MatchString(words) && t.entity(intents.Situation) != ""
	return !doubtful || employer.MatchString(words)
}

var (
	// employer are the words of somebody who speaks for a company.
	employer = anyOf(
		`(?:je|on) recrute|nous recrutons|(?:recruter|embaucher) (?:un|une|des|deux|trois|quelqu)`,
		`(?:mon|notre|ma|une) (?:entreprise|societe|usine|atelier|boite|pme|tpe)`,
		`gerant\w*|chef\w* d entreprise|dirigeant\w*|drh|responsable (?:rh|des ressources|formation|du personnel)|je suis (?:rh|employeur|patron\w*)`,
		`(?:mes|nos) (?:salaries|employes|ouvriers|equipes|gars|operateurs)|(?:mon|notre) (?:salarie|salariee|apprenti|employe)`,
	)
	// spokenTo is somebody at the head of a company to whom one speaks.
	spokenTo     = anyOf(`(?:parl\w*|demand\w*|dire|dis|dirai|voir|vois|verrai|ecri\w*|propos\w*|rdv|rendez vous|explique\w*)(?: \w+){0,2} (?:a|a la|au|aux|avec (?:la|le|mon|ma)|la|le|mon|ma|ma) (?:drh|rh|responsable (?:rh|des ressources|formation|du personnel)|patronn?e?|direction)`)
	firstCompany = anyOf(`(?:je|on) recrute|nous|nos|notre`)
	// recruiting are the words of a company that looks for people.
	recruiting = anyOf(`recrut\w*|embauch\w*|(?:mes|nos) (?:salaries|employes|ouvriers|equipes|gars|operateurs)|(?:notre|nous) \w+`)
	// aSalaried speaks of somebody who is employed.
	aSalaried = anyOf(`(?:une?|des|mon|ma|mes|nos|notre|les?|la|ces?|cet|deux|trois|plusieurs|l) salarie\w*`)
	// lacksHands speaks of people whom a company looks for.
	lacksHands   = anyOf(`(?:on|nous) (?:n |ne |en )?(?:\w+ )?(?:trouv\w*|cherch\w*|manqu\w*|recrut\w*|embauch\w*|forme|formons|accueill\w*|arriv\w*)`, `besoin (?:de|d) (?:\w+ )?(?:\w+eurs|\w+ers|\w+iens|personnel|bras|monde|main d oeuvre|candidats)`, `il (?:nous|me) (?:faut|manque)`, `candidats|personnel|effectifs?|apprentis|stagiaires|opco|prendre un (?:apprenti|stagiaire|alternant)`)
	aidsAsked    = anyOf(`aides?|primes?|subventions?|financ\w*|cout\w*|coute\w*|pris en charge`)
	beforeHiring = anyOf(`form\w+ (?:\w+ ){0,3}(?:demandeurs?|chomeurs?|quelqu un)`, `form\w+ .*\bavant (?:de (?:l |les )?|l |une )?embauch\w*`)
)
