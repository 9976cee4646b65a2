package dialogue

import "potentiels/intents"

// objects answers who says that what they were shown is beyond them: « je ne sais pas me servir d'un ordinateur et vous me proposez
// du dessin ». The job is left, and nothing is shown for it. It reports whether it was so.
func (t *turn) objects(words string) bool {
	if !t.objecting(words) {
		return false
	}
	t.s.Lost, t.notes = 0, nil
	t.s.Profile.Metier, t.s.Paths, t.s.Found, t.s.Opened, t.s.Ask = "", nil, 0, "", ""
	t.answered("decouvrir_metiers")
	t.say("objection", "")
	return true
}

func (t *turn) objecting(words string) bool {
	return beyondMe.MatchString(words) && !questions(t.m.Text) && !wishes.MatchString(words) && !t.s.Flags.Has(Employer|Ward) && len(t.before) > 0 &&
		(proposesMe.MatchString(words) || t.jobArg() != "" && t.saidBefore("metiers"))
}

var (
	beyondMe   = anyOf(`(?:sai[st]?|c) (?:pas|meme pas|a peine) (?:me servir|utiliser|allumer|ce que c est)`, `(?:y |en )?connais (?:rien|pas)`, `decourag\w*`, `pas (?:du tout |vraiment )?(?:a l aise|capable|a ma portee|fait\w* pour moi|pour moi)`, `(?:bien )?trop (?:dur|difficile|complique|technique)\w*`)
	proposesMe = anyOf(`(?:vous|tu) (?:me |m |nous )(?:propos\w*|sort\w*|parl\w*|met\w*|envo\w*|donn\w*)`, `(?:vos|tes|ces) (?:propositions?|pistes?|metiers?)`)
)

// wondersAboutJob answers who only wonders whether a job is for others, without a wish for it: « le bureau d'étude ça doit
// être pour les gens diplômés, non ? ». No paths are shown for that. It reports whether it was so.
func (t *turn) wondersAboutJob(words string) bool {
	p := t.s.Profile
	if p.Metier == t.known.Metier || p.Metier == "" || t.special != "" || t.s.Flags.Has(Employer|Ward|Simple) || len(t.s.Paths) > 0 || t.show ||
		!questions(t.m.Text) || wishes.MatchString(words) || searches.MatchString(words) || t.entity(intents.Niveau) != "" || !forOthers.MatchString(words) {
		return false
	}
	t.s.Lost, t.notes = 0, nil
	t.answered("sans_diplome")
	t.say("niveau.metier", "j:"+p.Metier)
	return true
}

// forOthers wonders whether something is for people who studied more.
var forOthers = anyOf(`(?:pour|reserv\w*|aux?|faut etre)(?: \w+){0,3} (?:diplom\w*|bac|ingenieurs?|intello\w*|intelligents?|forts? en)`, `(?:trop|hyper|super) (?:dur|difficile|complique|haut|technique)`, `(?:diplom\w*|bac|etudes) (?:oblig\w*|forcement)`)
