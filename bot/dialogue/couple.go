package dialogue

import (
	"strconv"
	"strings"

	"potentiels/intents"
)

// Two people may tell both of their projects in one talk: « moi je veux être soudeuse, mon mari cariste ». One is done
// after the other: the writer's first; what is told of the other waits in Session.Aside, and is offered with the paths.

const companions = `(?:` + relatives + `|meuf|mec|nana|moitie|cheri|cherie)`

var (
	// ofTheWriter and ofTheOther are the words by which a fact is the one's or the other's.
	ofTheWriter  = anyOf(`moi|je|j|jai|jsuis|jsui|chui|jveu[xt]?|jvoudr\w*|jcherch\w*|jaimer\w*`)
	ofTheOther   = anyOf(`(?:mon|ma|notre|mn) (?:petite? |grande? |beau |belle )?`+companions, `lui|elle|il`)
	withSomebody = anyOf(`(?:mon|ma|notre|mn) (?:petite? |grande? |beau |belle )?` + companions)
	// inTheJob stands between somebody and the job that they have.
	inTheJob = anyOf(`est|e|suis|etais?|etait|bosse|travaill\w*|taffe|exerce|ete|fut|depuis|ai fait|a fait|fais|gagne|connai\w*|deteste|adore`)
	willsJob = anyOf(`veu[xt]?|voudrai\w*|cherch\w*|recherch\w*|aimerai\w*|souhait\w*|vise|reve|interess\w*|pense|envisag\w*|devenir|etre|former|jveu[xt]?|jvoudr\w*|jcherch\w*|jaimer\w*`)
	// bothOfUs tells that two look for something.
	bothOfUs = anyOf(`(?:mon|ma|mn) `+companions+` et (?:moi|je)`, `moi et (?:mon|ma|mn) `+companions, `(?:on|nous) (?:est|e|sommes|somme) (?:deux|2|un couple|en couple)`, `(?:tous|toutes|tt) les (?:deux|2)`, `nous deux`, `avec (?:mon|ma) `+companions+` (?:on|nous)`)
	weSearch = anyOf(`(?:on|nous) (?:\w+ ){0,3}?(?:cherch\w*|recherch\w*|veu[xt]?|voudrai\w*|aimerai\w*|souhait\w*)`, `cherchons|recherchons|voudrions|voulons|souhaitons|aimerions`, `(?:cherche|former|formations?|travail|boulot)(?: \w+){0,3} (?:tous|toutes|tt) les (?:deux|2)`, `pour (?:moi et (?:mon|ma) `+companions+`|nous deux)`)
	// theOtherToo tells a fact of both.
	theOtherToo = anyOf(`(?:tous|toutes|tt) les (?:deux|2)`, `(?:lui|elle|moi|`+companions+`) (?:aussi|pareil)`, `(?:pareil|idem) pour (?:lui|elle|moi)`, `nous deux`)
	// backToMine turns back to the writer's own.
	backToMine = matching(`^(?:(?:et|ok|bon|merci|alors|maintenant|du coup) )*(?:(?:on|je) (?:\w+ )?(?:revien\w*|reparle|repasse|retourne) (?:a|au|de|du|sur) )?(?:(?:pour|a) )?(?:moi|mon projet|le mien)(?: (?:alors|maintenant|du coup|svp|stp))*$`)
	// passingOn turns to the other's project.
	passingOn = matching(`^(?:(?:et|ok|oui|bon|merci|alors|maintenant|sinon|du coup|super|d accord|puis|ensuite|parfait) )*(?:(?:on|je|j) (?:\w+ )?(?:passe|parle|fait|fais|cherche|regarde|voit|continue)(?: \w+){0,3} )?(?:(?:pour|a|avec|le projet de|celui de|celle de|du|de|le|la|l|au|chercher|cherche|passons|voyons|regardons|parlons|qu est ce qu il y a|vous avez quoi|y a quoi|ya quoi|quoi|des formations|les formations|maintenant) )*(?:(?:mon|ma|notre|mn) (?:petite? |grande? |beau |belle )?` + companions + `|elle|lui|autre projet|autre personne|deuxieme projet|second projet)(?: (?:alors|maintenant|svp|stp|du coup|il|elle|y a quoi|ya quoi|c est quoi|vous avez quoi|quoi|koi|on fait comment|on fait quoi|a son tour))*$`)
)

// subject tells whose words a fact stands in: 1 the writer's, 2 the other's, 0 nobody's; and what stands between.
func (t *turn) subject(e intents.Entity) (who int, between string) {
	before := ofNothing.Replace(fold(t.m.Text[:clamp(e.Start, len(t.m.Text))]))
	said := fold(t.saidAs(e))
	last, end := -1, 0
	for i, m := range []*matcher{ofTheWriter, ofTheOther} {
		if at := m.FindAllStringIndex(before); len(at) > 0 && at[len(at)-1][0] > last {
			who, last, end = i+1, at[len(at)-1][0], at[len(at)-1][1]
		}
		if at := m.FindAllStringIndex(said); len(at) > 0 && at[0][0] == 0 {
			return i + 1, said // « je suis au chômage » is all one fact
		}
	}
	if who == 0 {
		return 0, ""
	}
	return who, strings.TrimSpace(before[end:])
}

// ofNothing drops an « il » that is nobody.
var ofNothing = strings.NewReplacer("il y a", "y a", "il faut", "faut", "il parait", "parait", "s il ", "si ")

// wishesJob tells whether a job is wished by whom it is said of.
func wishesJob(between string) bool {
	return willsJob.MatchString(between) || !inTheJob.MatchString(between) && len(strings.Fields(between)) <= 4
}

// twoProjects tells whether a message tells what the writer wishes and what somebody else does: the jobs, "" where none
// is told.
func (t *turn) twoProjects(words string) (mine, theirs string, ok bool) {
	if !withSomebody.MatchString(words) && !bothOfUs.MatchString(words) {
		return "", "", false // nearly always
	}
	for _, e := range t.u.Entities {
		if e.Name != intents.Metier || e.Negated || e.Past {
			continue
		}
		who, between := t.subject(e)
		switch {
		case who == 0 || !wishesJob(between):
		case who == 1 && mine == "":
			mine = e.Value
		case who == 2 && theirs == "":
			theirs = e.Value
		}
	}
	if mine != "" && theirs != "" {
		return mine, theirs, mine != theirs
	}
	return "", "", mine == "" && theirs == "" && bothOfUs.MatchString(words) && weSearch.MatchString(words) && t.jobArg() == ""
}

// sortCouple notes what a message tells of the other of two, and leaves the rest to be noted as the writer's.
func (t *turn) sortCouple(words string) {
	if t.s.Flags.Has(Employer) {
		return
	}
	if !t.s.Flags.Has(Both) {
		_, theirs, ok := t.twoProjects(words)
		if !ok || t.s.Flags.Has(Ward) || t.s.Aside != (Profile{}) {
			return
		}
		t.s.set(Both|Seeking, true)
		t.s.Aside.Metier = theirs
		t.leadWith("a_deux")
		t.drop("femmes") // « ma femme » asks nothing of women
		if t.u.Intent == "femmes" || t.u.Intent == "frontalier" || t.u.Intent == "chercher_emploi" || t.u.Score < 0.7 {
			t.meant("chercher_formation") // it is what both are here for
		}
	}
	kept := t.u.Entities[:0:0]
	for _, e := range t.u.Entities {
		who, _ := t.subject(e)
		switch e.Name {
		case intents.Metier, intents.Age, intents.Niveau, intents.Situation:
		default:
			if e.Bearer == intents.Ward {
				e.Bearer = intents.Self // where both live
			}
			kept = append(kept, e)
			continue
		}
		if who == 2 && !e.Negated {
			t.s.Aside.take(e)
			t.ofOthers = true
			continue
		}
		if e.Bearer == intents.Ward || who == 1 && e.Bearer == intents.Nobody {
			e.Bearer = intents.Self
		}
		if e.Name == intents.Situation && !e.Negated && theOtherToo.MatchString(words) {
			t.s.Aside.take(e)
		}
		kept = append(kept, e)
	}
	t.u.Entities = kept
}

// take notes a fact as it stands.
func (p *Profile) take(e intents.Entity) {
	switch e.Name {
	case intents.Metier:
		p.Metier = e.Value
	case intents.Niveau:
		p.Niveau = e.Value
	case intents.Situation:
		p.Situation = e.Value
	case intents.Age:
		if n, err := strconv.Atoi(e.Value); err == nil && n >= 10 && n <= 90 {
			p.Age = n
		}
	}
}

// passesOn turns to the other's project for who asks for it: « et pour ma femme ? ».
func (t *turn) passesOn(words string) bool {
	if t.s.Flags.Has(Ward) && t.s.Aside.Metier != "" && backToMine.MatchString(words) {
		t.out.Understood = intents.Understanding{Intent: "chercher_formation", Score: 1, Entities: t.u.Entities}
		t.s.Lost = 0
		t.speakOf(false, words)
		t.answered("chercher_formation")
		t.advance()
		return true
	}
	if !t.s.Flags.Has(Both) || !passingOn.MatchString(words) {
		return false
	}
	t.out.Understood = intents.Understanding{Intent: "chercher_formation", Score: 1, Entities: t.u.Entities}
	t.passOn()
	return true
}

// passOn turns to the other's project.
func (t *turn) passOn() {
	if !t.s.Flags.Has(Both) {
		t.over()
		return
	}
	t.s.set(Both, false)
	if p := &t.s.Aside; p.Commune == "" && p.Departement == "" {
		p.Commune, p.Departement = t.s.Profile.Commune, t.s.Profile.Departement
	}
	t.s.Lost = 0
	t.speakOf(true, "")
	t.s.set(Seeking, true)
	t.answered("chercher_formation")
	t.advance()
}

// remindOfOther tells that the other's project waits, where something else is asked.
func (t *turn) remindOfOther() {
	if t.s.Flags.Has(Both) {
		t.leadWith("a_deux.rappel")
	}
}

// offersOther offers the other's project below the paths, where nothing else is asked.
func (t *turn) offersOther() bool {
	if !t.s.Flags.Has(Both) {
		return false
	}
	t.say("chemins.autre_projet", "")
	return true
}
