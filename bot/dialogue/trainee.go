package dialogue

import (
	"strconv"

	"potentiels/intents"
)

// A trainee is one of their own people whom an employer wants to have trained: « un de mes opérateurs, 31 ans, un
// CAP ». They are whom the talk is about from then on, and whom the desk reads about; who is only looked for on the
// market is nobody yet.

// spotTrainee turns the talk of an employer to the trainee that a message names.
func (t *turn) spotTrainee(words string) {
	if !t.s.Flags.Has(Employer) || t.s.Flags.Has(Ward) || !oneOfTheirs.MatchString(words) {
		return
	}
	t.s.set(Ward, true)
}

// traineeFact notes what an employer tells of the trainee. What they tell of themselves, and of whom the trainee
// is to replace, is left alone, save for the job.
func (t *turn) traineeFact(e intents.Entity) {
	p := &t.s.Profile
	before := t.sentence(e)
	switch {
	case e.Negated || e.Past:
	case e.Name == intents.Metier && needed.MatchString(before):
		t.s.Does = e.Value
	case !t.s.Flags.Has(Ward) || notTheTrainee.MatchString(before):
	case e.Name == intents.Metier && trainedAs.MatchString(before):
		p.Metier = e.Value
	case e.Name == intents.Age && p.Age != t.known.Age: // the first is the trainee's: « (il a 61 ans) » of who leaves
	case e.Name == intents.Age:
		if n, err := strconv.Atoi(e.Value); err == nil && n >= 14 && n <= 70 {
			p.Age = n
		}
	case e.Name == intents.Niveau:
		p.Niveau = e.Value
	case e.Name == intents.Situation && (e.Value == "salarie" || e.Value == "interimaire"):
		p.Situation = e.Value
	}
	if t.s.Flags.Has(Ward) {
		if p.Metier == "" {
			p.Metier = t.s.Does
		}
		if p.Situation == "" {
			p.Situation = "salarie" // one of their own people
		}
	}
}

const staff = `(?:salarie\w*|operat\w+|ouvrier\w*|ouvriere\w*|employee?s?|gars|gens|collaborat\w+|techniciens?|techniciennes?|caristes?|magasiniers?|magasinieres?|agents?|monteu\w+|soudeu\w+|equipe)`

var (
	oneOfTheirs = anyOf(
		`(?:un|une|l un|l une) (?:de|d entre) (?:mes|nos) `+staff,
		`(?:form\w+|faire monter|faire evoluer|promouvoir|envoyer)(?: \w+){0,3} (?:un|une|mon|ma|notre|ce|cet|cette) (?:jeune |bon |bonne )?`+staff,
		`(?:j ai|on a|nous avons|il y a|y a) (?:un|une) (?:jeune |bon |bonne |tres bon |tres bonne )?`+staff,
		`(?:mon|ma|notre) (?:jeune |bon |bonne )?`+staff+` (?:veut|voudrait|souhaite|aimerait|pourrait|est partante?|est motivee?)`,
	)
	// needed stands before the job for which hands are lacking, and before whoever leaves it.
	needed = matching(`\b(?:recruter?|embaucher?|trouver?|trouve|cherch\w*|manque|besoin|remplacer?|mon|ma|notre)(?: pas)?(?: (?:de|d|un|une|le|la|mon|ma|notre|bon|vieux|seul))*$`)
	// notTheTrainee stands before what is told of the employer, or of somebody who leaves.
	notTheTrainee = matching(`\b(?:moi|je|j|j ai|jai|on|nous)(?: \w+){0,2}$|\b(?:mon|ma|notre|le|la) \w+(?: \w+)? (?:a|va avoir|approche\w*|part|arrive)(?: \w+)?$`)
	trainedAs     = matching(`\b(?:formations?|form\w+|en faire|faire (?:de|d) (?:lui|elle)|devenir|passer|passe|monter|poste|place|diplome|titre|metier|cqpm)(?: \w+){0,3}$`)
)
