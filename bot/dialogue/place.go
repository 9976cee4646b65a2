package dialogue

import (
	"maps"
	"slices"
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// place tells where the person lives from where they look.
func (t *turn) place(e intents.Entity) {
	switch t.u.Intent {
	case "contact_partenaire", "evenements", "initiative":
		theirs := t.s.Flags.Has(Ward) && e.Bearer == intents.Ward && whereTheyAre.MatchString(t.clause(e))
		if t.u.Score >= 0.5 && t.s.Ask != qPlace && !theirs && !followed.MatchString(t.clause(e)) && !livesIn.MatchString(t.clause(e)) {
			return // the place of a partner, not of the person
		}
	}
	before := t.clause(e)
	if strings.HasSuffix(before, " chez") || before == "chez" {
		return // a company by the name of a place
	}
	if (thatOf.MatchString(before) || theCentreIn.MatchString(before)) && slices.ContainsFunc(t.s.Paths, func(id string) bool { tr, _ := t.d.c.Training(id); return tr.Commune == e.Value }) {
		return // « celle de Yutz » points at a path
	}
	if t.s.Ask != qPlace && officeIn.MatchString(before) && !livesIn.MatchString(before) && !theirAdviser.MatchString(before) && !withoutOne.MatchString(before) {
		if t.s.Profile.Commune == "" && t.s.Flags.Has(Ward) {
			t.s.Near = e.Value // the office of who writes: one looks around it until more is told
		}
		return
	}
	p := &t.s.Profile
	if t.s.Flags.Has(Employer) && p.Commune != "" && p.Commune == t.known.Commune && !t.u.Correction && !livesIn.MatchString(before) {
		return // « un de mes candidats est à Molsheim » moves no company
	}
	t.namesakes(e)
	words := fold(t.m.Text)
	others := t.otherPlaces(e)
	switch t.roleOf(e, before, others || p.Commune != "" && p.Commune != e.Value) {
	case notHome:
		if p.Commune == e.Value {
			p.Commune, t.s.Near = t.s.Near, ""
			if instead := t.placeBefore(e); instead != "" {
				p.Commune = instead // « mettez Forbach plutôt, Sarreguemines c'est là où je bosse »
			}
			t.placed = p.Commune != ""
			t.s.set(Resident, false)
		}
		return
	case isHome:
		p.Commune, t.s.Near, t.placed = e.Value, "", true
		t.s.set(Resident, true)
		return
	}
	if others && nextTo.MatchString(before) {
		return // « à Rémilly, à côté de Metz » says where Rémilly is
	}
	if others && wasThere.MatchString(before) {
		if p.Commune == e.Value { // « sur Dieuze, enfin non, le lycée c'était Dieuze »
			p.Commune, t.placed = "", false
		}
		return
	}
	moves := movesTo.MatchString(before) || ofRelative.MatchString(before) && t.followsThem(words) || movesThere.MatchString(words) && !others || goesTo.MatchString(before) && later.MatchString(words)
	if !moves && !livesIn.MatchString(before) && tooFar.MatchString(fold(t.m.Text[clamp(e.End, len(t.m.Text)):])) {
		return // « Nancy tous les jours c'est mort »
	}
	if !moves && relativesJob.MatchString(before) && !speaker.MatchString(before) {
		return // « mon beau-frère est dessinateur dans une boîte à Saint-Dié »
	}
	if !moves && aside.MatchString(before) && !(t.s.Flags.Has(Ward) && e.Bearer == intents.Ward) && !strings.Contains(before, "chez m") && !(followed.MatchString(before) && p.Commune == "") {
		return // « ma sœur habite Nancy », « le match de Metz »
	}
	if (others || p.Commune != "" && moreExactly.MatchString(before)) && takesBack.MatchString(before) {
		p.Commune = e.Value // « J'habite Nomeny. Non, je voulais dire Nomexy »
		return
	}
	lives := t.s.Ask == qPlace && !t.s.Flags.Has(Resident) || livesIn.MatchString(before)
	place, _ := t.d.c.Place(e.Value)
	home, _ := t.d.c.Place(p.Commune)
	old := p.Commune
	switch {
	case works.MatchString(before) && !moves && (p.Commune != "" || others):
		return // where one works is neither home nor where one looks
	case t.u.Correction && p.Commune != "" && t.s.Near == "":
		p.Commune = e.Value
	case moves:
		p.Commune, t.s.Near = e.Value, ""
		t.s.set(Resident, true)
	case lives:
		if !place.Home && home.Home {
			return // comes from elsewhere, goes where they said
		}
		if old == "" {
			t.s.Near = "" // it was that of an office
		}
		if t.s.Flags.Has(Looked) && old != "" && old != e.Value && !t.s.Flags.Has(Resident) {
			t.s.Near = old // they live here and asked to look there
		}
		p.Commune = e.Value
		t.s.set(Resident, true)
	case p.Commune != "" && !t.u.Correction && (t.known.Commune != "" && t.names(intents.Commune, t.known.Commune) || upTo.MatchString(before) || upTo.MatchString(wholeBefore(t.m.Text, e))):
		return // « Verdun ou Bar-le-Duc », « jusqu'à Saint-Avold »: the person stays where they are
	case p.Commune != "" && strings.Contains(t.m.Text, "?") && t.u.Intent != "chercher_formation" && !t.u.Correction:
		return // « c'est loin, Metz ? » moves nobody
	case !place.Home && p.Commune != "":
		return // paths are looked for in the region: a far namesake is a misreading
	case t.placed && !t.s.Flags.Has(Resident):
		return // the first place of a message is the one meant
	case t.known.Commune != "" && others && eitherWill.MatchString(words):
		t.s.Near, t.placed = e.Value, true // « Chaumont ou Dijon, ça me va »: the first of where to look
	case home.Home && p.Commune != e.Value && p.Commune == t.known.Commune && !t.s.Flags.Has(Resident) && !t.s.Flags.Has(Looked) && aCentreIn.MatchString(before) && t.entity(intents.Age)+t.entity(intents.Situation)+t.entity(intents.Niveau) == "":
		t.s.Near = e.Value // « une formation à Thaon », of who said « Golbey » first
	case p.Commune == "" || !t.s.Flags.Has(Resident):
		t.placed = true
		p.Commune, t.s.Near = e.Value, ""
		t.s.set(Looked, t.looksThere(before))
	case p.Commune != e.Value:
		t.s.Near = e.Value
	default:
		t.s.Near = ""
	}
}

// followed tells who is looked after by the office of that place.
var followed = anyOf(`(?:suis )?(?:inscrite?|suivie?|accompagnee?)`)

// officeIn stands before the place where somebody works who looks after others.
var officeIn = matching(presenting + `( \w+){0,6}$`)

// withoutOne wants nobody who looks after them.
var withoutOne = matching(`\b(?:sans|pas|ni|plus|aucune?)( \w+){0,5} conseill\w+( \w+)?$`)

// theirAdviser is who looks after the writer, not who they are.
var theirAdviser = anyOf(`(?:mon|ma|mes|le|la|l) (?:conseill|educat|format|referent|assistant|tut|prof|cip)\w*`)

// looksThere tells whether the place of this message is where a training is wanted.
func (t *turn) looksThere(before string) bool {
	if practises.MatchString(before) && !wishes.MatchString(before) {
		return false // where one works
	}
	return t.s.Ask != qPlace && t.u.Intent == "chercher_formation" && t.u.Score >= sure
}

// clause is what stands before a place in its own part of the sentence, folded.
func (t *turn) clause(e intents.Entity) string {
	end := clamp(e.Start, len(t.m.Text))
	start := strings.LastIndexAny(t.m.Text[:end], ".!?;\n") + 1
	for _, o := range t.u.Entities {
		if o.Name == intents.Commune && o.End <= end {
			start = max(start, o.End)
		}
	}
	return fold(t.m.Text[start:end])
}

// wholeBefore is what stands before a place in its sentence with the other places left out, folded:
// « jusqu'à Commercy ou Toul » goes no farther for the second than for the first.
func wholeBefore(text string, e intents.Entity) string {
	before := fold(text[:clamp(e.Start, len(text))])
	if i := strings.LastIndex(before, "jusqu a"); i >= 0 && len(strings.Fields(before[i:])) <= 5 {
		return "jusqu a"
	}
	return ""
}

// otherPlaces tells whether a message names another commune as well.
func (t *turn) otherPlaces(e intents.Entity) bool {
	return slices.ContainsFunc(t.u.Entities, func(o intents.Entity) bool {
		return o.Name == intents.Commune && o.Value != e.Value && !o.Negated
	})
}

// placeBefore is the last place that a message names before another for where to look: « mettez Forbach plutôt ».
func (t *turn) placeBefore(e intents.Entity) (code string) {
	for _, o := range t.u.Entities {
		if o.Name == intents.Commune && o.Value != e.Value && !o.Negated && o.End <= e.Start && lookThere.MatchString(t.clause(o)) {
			code = o.Value
		}
	}
	return code
}

// lookThere stands before where to look.
var lookThere = matching(`\b(?:mett?\w*|cherch\w*|regard\w*|prenez|prends|visez|vise|plutot|recherche|autour de|vers|sur)(?: \w+){0,2}$`)

// atHome brings the search back to where the person lives, for who asks for that.
func (t *turn) atHome(words string) {
	if t.s.Flags.Has(Resident) && nearHome.MatchString(words) && t.s.Near != "" {
		t.s.Near = ""
	}
}

// eitherWill takes one of several places for where to look.
var eitherWill = anyOf(`(?:ou|et|voire) (?:a |sur |vers )?\w+(?: \w+){0,3} (?:ca |sa )?(?:me |m )?(?:va|vont|irait|convien\w*|peut aller|marche|conviendrait)`)

var (
	nearHome   = matching(`\b(pres|proche\w*|autour|cote|loin) de (chez (moi|nous|lui|elle)|la maison|mon domicile)\b|\bpar chez (moi|nous)\b`)
	movesThere = matching(`\b(s y|m y|nous y) install\w*|\b(la|le|les|l) rejoindre\b|\brejoindre (ma|mon|mes)\b|\b(je|on|nous) (re)?(demenage\w*|emmenage\w*)\b|\b(j ai|jai|g|on a|vien[st] de|venons de) (re)?(demenag\w*|emmenag\w*)\b`)
	nextTo     = matching(`\b(a cote|pres|pas loin|proche|banlieue)( de| d)?$`)
	// wasThere stands before a place that somebody has left, takesBack begins the clause of the one that is
	// meant after all.
	wasThere    = matching(`\b(etais|etait|etions|etaient|ai (vecu|grandi|habite|bosse|travaille|quitte))( \w+){0,4}$`)
	takesBack   = matching(`^(ah |euh |enfin |mais )?(non|pardon|oups|erreur)\b|^(enfin|disons|plus exactement|plus precisement|juste a cote|a cote)\b`)
	moreExactly = matching(`^(plus exactement|plus precisement|enfin|disons)\b`)
	// goesTo and later together tell where one will live: « je vais à Toul après ».
	// tooFar follows a place that is out of reach.
	tooFar       = matching(`^((?:tou\w*|les|le|lé|jours?|matins?|soirs?|pour moi|ca|la) )*(c |cest |c est |ca fait |fait )?(mort|trop loin|bcp trop loin|beaucoup trop loin|pas possible|impossible|injouable|a [0-9]+ ?h|(je |j ?)?p(eu[xt]?|e) pas?)`)
	relativesJob = matching(`\b(mon|ma) (beau |belle |grand |grande |petit |petite |meilleur )?(frere|soeur|cousine?|pere|mere|oncle|tante|pote|voisine?|mari|femme) (est|bosse|travaille|fait) .*\b(boite|usine|entreprise|atelier|societe) (a|de|sur|vers)$`)
	speaker      = anyOf(`je|j|jhabite|moi|nous|on`)
	goesTo       = matching(`\b(vais|irai|serai|retourne\w*|rentre\w*|revien\w*|vivrai|habiterai)( vivre| habiter)? (a|sur|vers|en)$`)
	later        = anyOf(`apres|ensuite|bientot|prochain\w*|a ma sortie|en (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)|dans \w+ (?:mois|semaines?)`)
	works        = matching(`\b(travaill\w*|boss\w*|boulot|poste|cdi|cdd|contrat|employe\w*)( \w+){0,4}$`)
	aside        = matching(`\b(une? autre (est|a|bosse|travaille|habite|vit)|(ma|mon|mes|sa|son) (femme|mari|copine|copain|ex|frere|soeur|beau frere|belle soeur|cousine?|parents|pere|mere|fils|fille|ami|amie|pote|voisine?|collegue|conjointe?)( lui| elle)?( il| elle| i)? (travaille?|travail|bosse?|fai[st]? (?:ca|sa|pareil|ce metier)|habite|abite|vi[st]?|est|e|de|a (eu|un|une|trouve|(fait|bosse|travaille|passe)( \w+){0,4}))|beau frere|belle soeur|match|stade|concert|vacances|mission locale|maire|mairie)( \w+){0,4}$`)
)

// namesakes remembers the communes of the region that a name could mean as well, so
// that the person is asked; the small ones, up to a fifth of the likeliest, are worth a question
// only in Lorraine when the likeliest is not.
func (t *turn) namesakes(e intents.Entity) {
	meant, _ := t.d.c.Place(e.Value)
	same := []string{e.Value}
	add := func(code string) {
		if p, ok := t.d.c.Place(code); ok && p.Home && meant.Home && !slices.Contains(same, code) &&
			(p.Population*5 > meant.Population || lorraine[p.Departement] && !lorraine[meant.Departement]) {
			same = append(same, code)
		}
	}
	for _, code := range e.Others {
		add(code)
	}
	from, to := clamp(e.Start, len(t.m.Text)), clamp(e.End, len(t.m.Text))
	if fold(t.m.Text[min(from, to):to]) == fold(meant.Name) {
		for _, code := range t.d.namesakes[fold(meant.Name)] {
			add(code) // what follows the name would have told which
		}
	}
	if len(same) > 1 {
		t.homonyms = same[:min(4, len(same))]
	}
}

// sharedNames are the names that several communes of the region have.
func sharedNames(places []content.Place) map[string][]string {
	names := make(map[string][]string)
	for i := range places {
		if places[i].Home {
			name := fold(places[i].Name)
			names[name] = append(names[name], places[i].Code)
		}
	}
	maps.DeleteFunc(names, func(_ string, codes []string) bool { return len(codes) < 2 })
	return names
}

// lorraine is where most people come from: a namesake there is worth a question.
var lorraine = map[string]bool{"54": true, "55": true, "57": true, "88": true}

var (
	livesIn = matching(`\b(habit\w*|jh?abit\w*|live in|living in|wohne in|abito a|vivo (en|a)|moro em|vi[st]|vivons|resid\w*|log\w*|domicili\w*|(je suis|jsuis|jsui|chui|chuis) (de|a|sur|pres de|vers|du cote de)|bas[eé]e?s?( a)?|(je|on|nous) reste\w*|on est (de|a|sur)|chez mes parents( a)?|chez moi (a|c est)|install\w* a|maman solo( .*)? a|venant de|je viens de|originaire de)( \w+){0,6}$`)
	movesTo = matching(`\b(demenag\w*|m install\w*|emmenag\w*|venir( vivre| habiter)?|partir( vivre)?|rejoindre|mute\w*|arriv\w*|m installer)( \w+){0,3} (a|sur|vers|pres de|en)( \w+){0,2}$`)
)

var upTo = matching(`\b(aller (jusqu )?a|jusqu a|jusqua|jusk a|juska|jusque a?|bouger (jusqu )?a)( \w+)?$`)
