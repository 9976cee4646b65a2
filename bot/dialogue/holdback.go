package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// holdsBack takes word that no search, call or handover is wanted. The questions go on, and nothing is
// offered any more until something is asked for. It reports whether that was all the message said.
func (t *turn) holdsBack(words string) bool {
	call, search := noCall.MatchString(words) && !wantsOnlyCall(t.m.Text) && !(t.s.Flags.Has(Written) && inPerson.MatchString(words)), noSearch.MatchString(words)
	noAdviser := withoutAdviser.MatchString(words)
	call = call || noAdviser || takenBack.MatchString(words) && (t.s.Ask == qConsent || t.u.Intent == "parler_conseiller")
	if !call && !search {
		return false
	}
	without := func(intent string) {
		t.drop(intent)
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
	if noAdviser && t.s.Ask != qConsent && !search && t.goesOnWithout(words) {
		return false
	}
	if questions(t.m.Text) && !(call && takenAway.MatchString(words)) || t.s.Ask == qConsent && t.s.Wish != nil || len(t.u.Also) > 0 {
		return false
	}
	if (t.u.Score >= 0.6 || onlyContact.MatchString(words)) && !social[t.u.Intent] && t.u.Intent != intents.OutOfScope {
		return false // it asks for something else
	}
	t.u.Intent, t.u.Score = "refuser", max(t.u.Score, sure)
	t.out.Understood = t.u
	t.s.Lost = 0
	t.notes = nil
	switch {
	case search && nothingMore.MatchString(words), call && (search || slices.ContainsFunc(t.before, func(r ref) bool { return strings.HasPrefix(r.name, "refuser") })):
		t.say("refuser.rien", "")
		t.s.Topic = "refuser"
	case search:
		t.say("renseigner", "")
	case t.written:
		t.flush() // it is what was said already
		t.resume()
	default:
		t.say("par_ecrit", "")
	}
	return true
}

// goesOnWithout goes on with what else was said by somebody who wants no adviser: the work or the training
// they want in place of one, or the facts they tell. It reports whether there was any.
func (t *turn) goesOnWithout(words string) bool {
	works := wantsWork.MatchString(words)
	if works && t.s.Profile.Metier == "" {
		t.meant("chercher_emploi")
		t.s.set(Seeking, true) // and a training may lead there: the questions follow
	} else if t.u.Intent == "refuser" && len(t.notes) == 0 && !works || t.u.Intent != "refuser" && t.u.Score >= sure && !social[t.u.Intent] {
		return false // nothing else was said, or it has its answer
	}
	t.leadWith("sans_conseiller")
	return true
}

// nothing asks that nothing be looked for.
const nothing = `(?:cherchez|proposez) (?:surtout |plus )?rien|plus besoin (?:de |d )(?:rien |la |une |cette )?(?:cherch\w*|formations?|recherches?)`

var (
	nothingMore = anyOf(nothing)
	noCall      = anyOf(
		`pas (?:de |d |besoin (?:de |d |qu on |que (?:vous|quelqu un) )?)(?:\w+ ){0,2}(?:rappel\w*|appel\w*|coups? de fil|telephone\w*|passer quelqu un|conseill\w*)`,
		`(?:ni|quiconque)(?: (?:de|a|pour))? (?:me |m )?(?:rappel|appel|telephon)\w*`, `(?:que|si|et|mais|surtout|veux) personne(?: ne| a| pour)? (?:me |m )?(?:rappel|appel|telephon)\w*`,
		`(?:ne |n )?(?:me |m )?(?:rappel|appel|telephon)\w* (?:surtout )?pas`,
		`(?:prefere|aime mieux) (?:lire|ecrire|l ecrit|par ecrit|que ce soit ecrit)`,
		`(?:je vais|j irai|je vais y aller|j y vais|je les appelle\w*|je l appelle\w*|je me debrouille\w*) (?:\w+ ){0,3}(?:moi meme|tout seul|toute seule)`,
		`(?:veux|voudrais|souhaite|tiens) (?:surtout )?pas (?:a ce |etre |qu on |que (?:vous|on|quelqu un) )(?:\w+ )?(?:m |me )?(?:rappel|appel|telephon)\w*`,
	)
	// withoutAdviser wants to talk to nobody: « jveux pas en parler a un conseiller ».
	withoutAdviser = anyOf(
		`(?:j ?)?(?:veu[xt]?|voudrai\w*|voulai\w*|souhaite\w*|aimerai\w*|ai|est|compte|tien[st]|vais) (?:surtout |vraiment )?(?:pas|pa|plus|aucune?) (?:du tout )?(?:envie |question |besoin )?(?:a |de |d |qu on |que (?:vous |tu |ca )?)?(?:me |m |mon |ma |lui |leur |en |y |le |la |rien )?(?:fasse )?(?:parl\w*|discut\w*|voi[rt]|vu|pass\w*|contact\w*|rencontr\w*|transm\w*|envo\w*|met\w*)(?: \w+){0,4} (?:conseill\w*|quelqu un|qqn)`,
		`(?:prefere|aime mieux) (?:ne )?pas (?:en )?(?:parler|passer|voir|contacter)(?: \w+){0,4} (?:conseill\w*|quelqu un|qqn)`,
		`(?:sans|ni) (?:passer par (?:un |une |le |la |des |les |mon |ma )?|voir (?:un |une |le |la |de )?|parler a (?:un |une |mon |ma )?)?conseill\w*`,
	)
	// wantsWork wants a job, whatever it is called.
	wantsWork = anyOf(`(?:(?:je|j|on|moi) ?)?(?:ve[ux]\w?|veu[xt]?|voudrai\w*|aimerai\w*|cherche\w*|besoin d\w*|faut) (?:\w+ )?(?:bosser|travailler|taffer|taf|travail|boulot|emploi|job)`, `j(?:veu[xt]?|vx|voudr\w+|cherch\w*) (?:\w+ )?(?:bosser|travailler|taffer|taf|travail|boulot|emploi|job)`)
	// takenBack takes back a call that was asked for.
	takenBack = anyOf(`finalement non je`, `non finalement`)
	noSearch  = anyOf(
		`ni (?:de )?formations?|pas de formations? (?:et|ni)`,
		nothing,
		`pas (?:de |d |une )?(?:formation|recherche) (?:a )?(?:chercher|trouver|lancer)`, `pas besoin (?:de |d )(?:une )?formations?`, `pas (?:besoin|la peine|envie) (?:de |d |que vous )?(?:me |m )?(?:cherch\w*|trouv\w*|lanc\w*|propos\w*)`,
		`j ai deja (?:ma|trouve ma|trouve une|trouve la) formation`, `je commence (?:une |ma |la |mon )(?:poei|poec|afpr|formation|apprentissage)(?: \w+){0,2} (?:lundi|mardi|mercredi|jeudi|vendredi|demain|la semaine prochaine|le [0-9]+)`,
		`ni (?:de )?chercher (?:de |une )?formation`, `(?:cherche|cherchez|veux|voulais) (?:pas|plus) (?:encore )?(?:de |une )formation`, `(?:je |j)cherche (?:pas|pa) encore`, `(?:je |j)(?:ne )?cherche (?:rien|ri1|r1) (?:pour moi|du tout|en ce moment|pour l instant|pour le moment)`, `(?:je |j)(?:ne )?cherche (?:rien|ri1|r1)$`,
		`(?:prends|prend) (?:juste |seulement )?la temperature`, `je me renseigne(?: juste| simplement| seulement| c est tout| pour l instant)?$`, `(?:juste?|simplement|seulement) (?:me renseigner|pour savoir|savoir|par curiosite|curieu\w*)$`,
		`pas de (?:recherche|formation)s? (?:pour l instant|pour le moment|tout de suite|maintenant)`, `(?:les |la |des )?(?:recherches?|formations?) (?:ce (?:n est|sera) )?(?:pas (?:maintenant|tout de suite|pour l instant|pour le moment)|plus tard)`, `(?:vais|faut que je|laisse[rz]? moi) (?:y |encore y )?reflechi\w*`, `regard\w* (?:juste |seulement )?(?:par curiosite|comme ca)`, `pas pour (?:une|quelqu) (?:personne |un )?en particulier`, `(?:note|doc|reunion|presentation|atelier) pour (?:mes|nos|les) (?:collegues|conseillers|usagers|jeunes)`,
	)
)

// inPerson wants somebody all the same: « un conseiller, mais pas d'appel ».
var inPerson = anyOf(`(?:ve[ux]\w?|voudrai\w*|aimerai\w*|souhaite\w*|besoin|cherche\w*|demande\w*)(?: \w+){0,4} (?:conseill\w*|quelqu un|qqn|une personne|humain\w*)`)

// wantsOnlyCall tells whether a part of a message wants a call and nothing else: « pas de mail, téléphone
// seulement ». « Pas de téléphone, seulement un mail » says it in none.
func wantsOnlyCall(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;.!?\n", r) })
	return slices.ContainsFunc(parts, func(p string) bool { return onlyCalled.MatchString(fold(p)) && !noPhone.MatchString(fold(p)) })
}

var onlyCalled = anyOf(`(?:telephone|tel|appel) (?:seulement|uniquement|de preference)`, `(?:seulement|uniquement|plutot|que) (?:par |au )(?:telephone|tel)`)

// takenAway takes back what was asked in the same breath: « on peut m'appeler ? Non, finalement… ».
var takenAway = anyOf(`non finalement|finalement non|finalement je|moi meme|tout seul|toute seule`)
