package dialogue

import (
	"slices"
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// Who takes any job is told of those that take beginners, and can choose by their tastes instead. Who still
// leaves it open is shown the paths to the widest of them: nothing can be proposed without a job.

// widest is the job that most people can begin: what it takes is learnt on the spot.
const widest = "operateur"

// anything is the letter in Session.Tastes of who takes any job.
const anything = 'i'

var (
	// takesAll takes any job, in so many words: « n'importe, je veux bosser », « peu importe le métier ».
	takesAll = anyOf(
		noPreference+`(?: \w+){0,3} (?:metiers?|boulots?|boulo|tafs?|jobs?|travail|travaille?|travaux|postes?|domaines?|secteurs?|formations?|emplois?|usines?|branches?)`,
		noPreference+`(?: \w+){0,4} (?:bosser?|travailler|taffer|taff?|gagner ma vie|remplir le frigo|du travail|du boulot)`,
		`(?:bosser?|travaill?er?|taff?e?r?|boulots?|travail|metiers?|jobs?|emplois?)(?: \w+){0,4} `+noPreference,
		`preneu(?:r|se) de tout`, `(?:je |j |j ?suis )?(?:prends?|accepte|ferai\w*|fais|fait|pret\w* a faire|pret\w* a tout) (?:tout|de tout|n importe (?:quoi|koi)|ce qu il y a|ce qu y a|ce qui vient|ce qu on me (?:donne|propose)|ce que vous avez)(?: comme \w+)?`,
		`(?:tout|tous les metiers|toutes les formations) (?:m |me |nous |l |lui )(?:interess\w*|va|vont|convien\w*|irait)`, `(?:suis|sui|chui|jsuis) (?:vraiment )?(?:pas (?:difficile|complique\w*|regardant\w*)|ouverte? a tout)`,
	)
	// anyAnswer says so to who asked which.
	anyAnswer = matching(`^(?:(?:bof|ben|bah|euh|oh|ah|non|oui|ok|moi|franchement|honnetement|pour moi|je sais pas|jsp) )*(?:` + noPreference + `|(?:n importe|nimporte|peu importe) .{1,20}|comme vous (?:voulez|preferez)|comme tu veux|(?:pas|aucune?) (?:de )?preferences?(?: particulieres?)?|tout|tous|toutes|tout ca|les (?:deux|trois|quatre)|tout me va|choisi(?:ssez|s)(?: pour moi)?|a vous de (?:voir|choisir)|je fais de tout|rien de (?:precis|particulier))(?: (?:svp|stp|moi|en vrai|franchement|du moment que .*|tant que .*|pourvu que .*|si .*))*$`)
	// forBeginners asks for work that takes who begins.
	forBeginners = anyOf(`(?:metiers?|boulots?|postes?|tafs?|travail|jobs?|domaines?|secteurs?|usines?|boites?|trucs?|quoi|qui|ca)(?: \w+){0,3} (?:prend|prennent|acceptent?|embauchent?|recrutent?|ouvert\w*|accessible\w*)(?: \w+){0,3} (?:debutant\w*|gens sans (?:rien|diplome|experience)|sans (?:experience|cv|diplome|qualification))`,
		`(?:metiers?|boulots?|postes?|tafs?|jobs?) (?:pour |de |d )?(?:debutant\w*|grands? debutant\w*)`)
)

// noPreference are the words of who does not mind.
const noPreference = `(?:(?:n|ni) ?importe|nimporte|nimporte|peu importe|pe importe|peut importe|peu m importe|(?:je |j )?(?:m en|men|jmen|m) (?:fous?|fou|fiche|tape|balance|contrefou\w*)|(?:ca |sa |c |cela )?m est egal|(?:ca |sa )?m ?est ?egale?|osef)(?: (?:quoi|koi|quel\w*|kel\w*|lequel|laquelle|lesquels))?`

// takesAny takes a message that takes any job. It reports whether it did.
func (t *turn) takesAny(words string) bool {
	if t.s.Flags.Has(Employer) || t.s.Profile.Metier != "" || t.jobArg() != "" || t.u.Intent == "entreprise" || noTraining.MatchString(words) || noIndustry.MatchString(words) || otherTrade.MatchString(words) {
		return false
	}
	shown := slices.IndexFunc(t.before, func(r ref) bool { return r.name == "metiers.choix" })
	which := t.wasAsked == qJob || shown >= 0 || t.saidBefore("metiers.debutants")
	switch {
	case t.u.Intent == "detresse" && !wantsWork.MatchString(words):
		return false
	case takesAll.MatchString(words), which && anyAnswer.MatchString(words), forBeginners.MatchString(words) && t.u.Intent != "contact_partenaire":
	default:
		return false
	}
	t.s.Lost = 0
	t.s.set(Seeking, true)
	t.out.Understood = intents.Understanding{Intent: "decouvrir_metiers", Score: 1, Entities: t.u.Entities}
	t.noted()
	if shown >= 0 {
		job, _, _ := strings.Cut(strings.TrimPrefix(t.before[shown].arg, "j:"), ",")
		t.takeJob(job) // the one that fits best
		t.advance()
		return true
	}
	told := t.s.likes(anything)
	t.addTaste(anything)
	if told && t.takeWidest() {
		t.advance()
		return true
	}
	t.openToAny()
	return true
}

// openToAny tells of the jobs that take beginners, or begins the interest talk with who has studied.
func (t *turn) openToAny() {
	t.addTaste(anything)
	t.s.set(Seeking, true)
	if content.Rank(t.s.Profile.Niveau) > content.Rank("bac") {
		t.discover()
		return
	}
	t.s.Ask = qJob
	t.s.Asked += string(letters[qJob])
	t.say("metiers.debutants", "")
}

// takeWidest looks for the paths to the job that most people can begin, for who takes any. It reports whether it does.
func (t *turn) takeWidest() bool {
	if !t.s.likes(anything) || content.Rank(t.s.Profile.Niveau) > content.Rank("bac") {
		return false
	}
	t.takeJob(widest)
	return true
}

// takeJob takes a job for who leaves it open.
func (t *turn) takeJob(job string) {
	if _, ok := t.d.c.Job(job); !ok {
		return
	}
	t.s.Profile.Metier, t.s.Ask = job, ""
	t.leadWith("metiers.au_choix")
}
