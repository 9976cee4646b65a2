package dialogue

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"potentiels/intents"
)

// facts notes what a message tells about the person to be trained, and says whether
// it told anything new. What is ruled out, past or somebody else's is left alone.
func (t *turn) facts(line string) bool {
	words := fold(line)
	if ward.MatchString(words) {
		t.s.set(Ward, true)
	}
	if t.u.Intent == "entreprise" && t.u.Score >= sure {
		t.s.set(Employer, true)
	} else if t.s.Flags.Has(Employer) && t.u.Intent == "chercher_formation" && t.u.Score >= 0.7 && forOneself.MatchString(words) {
		t.s.set(Employer, false)
	}
	before := t.s.Profile
	t.known = before
	near := t.s.Near
	tastes := t.s.Tastes
	t.wished(words)
	for _, e := range t.u.Entities {
		if e.Bearer == intents.Nobody || e.Negated {
			t.ruledOut(e)
			continue
		}
		if t.s.Flags.Has(Employer) && e.Name != intents.Commune && e.Name != intents.Departement {
			continue
		}
		if e.Bearer == intents.Ward {
			t.s.set(Ward, true)
		} else if t.ofWriter(e, words) {
			continue
		}
		t.fact(e, words)
	}
	if t.s.Flags.Has(Employer) {
		t.s.Profile = Profile{Commune: t.s.Profile.Commune}
	}
	t.tell(before, near)
	return len(t.notes) > 0 || t.s.Tastes != tastes
}

// plainAnswers are words that answer one question of the form and mean nothing sure
// elsewhere.
var plainAnswers = map[string][]struct {
	words *regexp.Regexp
	value string
}{
	qSituation: {
		{regexp.MustCompile(`\b(chomage|chomeur|chomeuse|sans emploi|sans travail|rsa|inscrite? (a )?(france travail|pole emploi)|pole emploi)\b`), "demandeur_emploi"},
		{regexp.MustCompile(`\b(interim\w*)\b`), "interimaire"},
		{regexp.MustCompile(`\b(cdi|cdd|salarie\w*|je (bosse|travaille)|en poste|en emploi)\b`), "salarie"},
		{regexp.MustCompile(`\b(lycee\w*|etudi\w*|fac|scolaire|ecole|college)\b`), "jeune"},
	},
	qDistance: {
		{regexp.MustCompile(`\b(partout|n importe ou|peu importe|loin|toute la (lorraine|region)|je suis mobile)\b`), "150"},
	},
	qLevel: {
		{regexp.MustCompile(`^(rien|zero|0|pas de diplome|aucun\w*|le brevet|brevet|bepc|nada|que dalle|rien du tout|j ai rien|3eme|troisieme)$`), "sans_diplome"},
		{regexp.MustCompile(`^((un |le |mon )?(bac)( pro| general| techno\w*| s| es| l| st\w+)?( .{0,25})?)$`), "bac"},
	},
}

// anywhere are ways to tell one's situation that need no question.
var anywhere = []struct {
	words *regexp.Regexp
	value string
}{
	{regexp.MustCompile(`\b(interim depuis|en interim|interimaire)\b`), "interimaire"},
	{regexp.MustCompile(`\b(au chomage|chomeu(r|se)|demandeu(r|se) d emploi|o chom\w*)\b`), "demandeur_emploi"},
	{regexp.MustCompile(`\b(je suis|j suis|jsuis|chui) en (cdi|cdd)\b`), "salarie"},
	{regexp.MustCompile(`\b(j arrete|arreter|quitter?|lach\w+) (la fac|le lycee|l ecole|mes etudes|la licence)\b|\b(lyceen\w*|etudiant\w*|en terminale|en (3eme|troisieme|seconde|premiere))\b`), "jeune"},
}

// levels are diplomas as they stand in a list of facts: « 20 ans, bac général, Laxou ».
var levels = []struct {
	words *regexp.Regexp
	value string
}{
	{regexp.MustCompile(`^(bac ?\+ ?[56]|master\w*|ingenieure?|diplome d ingenieur)( \w+){0,3}$`), "bac5"},
	{regexp.MustCompile(`^(bac ?\+ ?[34]|licence\w*)( \w+){0,3}$`), "bac3"},
	{regexp.MustCompile(`^(bac ?\+ ?2|bts|dut|deug)( \w+){0,3}$`), "bac2"},
	{regexp.MustCompile(`^(niveau )?bac( (pro|general|techno\w*|st\w+|s|es|l|scientifique|litteraire)( \w+){0,3})?$`), "bac"},
	{regexp.MustCompile(`^(niveau )?(cap|bep)( \w+){0,4}$`), "cap"},
	{regexp.MustCompile(`^(sans|aucun|pas de) diplomes?$|^(le )?brevet( des colleges)?$`), "sans_diplome"},
}

// listed is the diploma in a list of facts, "" when the message is no list or has none.
func listed(text string) string {
	if at := strings.LastIndexByte(text, '?'); at >= 0 {
		text = text[at+1:] // what is asked is not held
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '.' || r == '\n' })
	if len(parts) < 2 {
		return ""
	}
	for _, part := range parts {
		for _, l := range levels {
			if l.words.MatchString(fold(part)) {
				return l.value
			}
		}
	}
	return ""
}

// plainAnswer reads what answers the question just asked, when the recogniser
// found no such fact.
func (t *turn) plainAnswer(words string) {
	if t.s.Profile.Situation == "" && t.s.Ask != qSituation && t.entity(intents.Situation) == "" && !strings.Contains(t.m.Text, "?") {
		for _, a := range anywhere {
			if a.words.MatchString(words) {
				t.u.Entities = append(slices.Clone(t.u.Entities), intents.Entity{Name: intents.Situation, Value: a.value})
				break
			}
		}
	}
	if level := listed(t.m.Text); level != "" && t.entity(intents.Niveau) == "" {
		t.u.Entities = append(slices.Clone(t.u.Entities), intents.Entity{Name: intents.Niveau, Value: level})
	}
	name := asks[t.s.Ask]
	if name == "" || t.entity(name) != "" || len(strings.Fields(words)) > 8 || strings.Contains(t.m.Text, "?") {
		return
	}
	for _, a := range plainAnswers[t.s.Ask] {
		if a.words.MatchString(words) {
			t.u.Entities = append(slices.Clone(t.u.Entities), intents.Entity{Name: name, Value: a.value, End: len(t.m.Text)})
			t.out.Understood = t.u
			return
		}
	}
}

// ward are the words of somebody who asks for another person.
var ward = regexp.MustCompile(`\b(pour|a) (mon|ma|notre) (fils|fille|enfant|neveu|niece|frere|soeur|mari|femme|conjointe?|copain|copine|petit fils|petite fille|beau fils|belle fille|ami|amie|stagiaire|beneficiaire)\b|\b(mon|ma|notre) (fils|fille|garcon|neveu|niece|petit fils|beau fils) (a|est|veut|voudrait|cherche|souhaite|aimerait|arrete|ne|n|va|doit|qui)\b|\bj accompagne (un|une|des|ce|cette)\b|\bpour (un|une) (jeune|ami|amie|personne|beneficiaire|usager)\b`)

// ofWriter tells whether a fact is the writer's own where they speak for another.
func (t *turn) ofWriter(e intents.Entity, words string) bool {
	if !t.s.Flags.Has(Ward) {
		return false
	}
	switch e.Name {
	case intents.Situation, intents.Niveau, intents.Age, intents.Metier:
	default:
		return false
	}
	if asks[t.s.Ask] == e.Name && !firstPerson.MatchString(words) {
		return false
	}
	before := fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])
	if at := ward.FindAllStringIndex(before, -1); len(at) > 0 && !firstPerson.MatchString(before[at[len(at)-1][1]:]) {
		return false // « mon fils a 17 ans »: what follows the words is the ward's
	}
	for _, other := range t.u.Entities {
		if other.Name == e.Name && other.Bearer == intents.Ward {
			return true
		}
	}
	return firstPerson.MatchString(words)
}

var firstPerson = regexp.MustCompile(`\b(je suis|j ai|je travaille|je bosse|moi)\b`)

var forOneself = regexp.MustCompile(`\b(pour moi|moi meme|devenir|me former|me reconvertir|je cherche une formation|je suis au chomage)\b`)

// fact notes one entity.
func (t *turn) fact(e intents.Entity, words string) {
	p := &t.s.Profile
	practised := t.u.Intent == "vae" || slices.Contains(t.u.Also, "vae")
	switch e.Name {
	case intents.Metier:
		if e.Past && !practised {
			return
		}
		if t.job && !insteadOf.MatchString(fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])) {
			return // « technicienne qualité dans une papeterie »: the first is the job
		}
		if !t.u.Correction && !practised && t.hasThatJob(e) {
			return // the job one has is not the one wished
		}
		asking := (strings.Contains(t.m.Text, "?") || asksFor.MatchString(words)) && (t.u.Intent == "infos_metier" || t.u.Intent == "salaire" || t.u.Intent == "conditions_travail")
		if p.Metier != "" && p.Metier != e.Value && asking && !t.u.Correction {
			return // a question about another job is not a change of wish
		}
		p.Metier, t.job = e.Value, true
	case intents.Commune:
		t.place(e)
	case intents.Departement:
		p.Departement = e.Value
	case intents.Situation:
		if e.Past || p.Situation != "" && strings.Contains(t.m.Text, "?") && !t.u.Correction {
			return // « je démissionne et je touche le chômage ? » changes nothing yet
		}
		p.Situation = e.Value
	case intents.Niveau:
		if strings.Contains(t.m.Text, "?") && t.u.Intent == "etudes_superieures" && !firstPerson.MatchString(words) {
			return // « un BTS, c'est possible ? » holds none
		}
		p.Niveau = e.Value
	case intents.Age:
		if n, err := strconv.Atoi(e.Value); err == nil && n >= 10 && n <= 90 {
			p.Age = n
		}
	case intents.MobiliteKm:
		if n, err := strconv.Atoi(e.Value); err == nil && n > 0 && n < 1000 {
			p.MobiliteKm = n
		}
	case intents.Dispositif:
		if e.Value == "apprentissage" || e.Value == "professionnalisation" {
			t.s.set(WorkStudy, true)
		}
	}
}

// place tells where the person lives from where they look.
func (t *turn) place(e intents.Entity) {
	switch t.u.Intent {
	case "contact_partenaire", "evenements", "initiative":
		if t.s.Ask != qPlace {
			return // the place of a partner, not of the person
		}
	}
	t.namesakes(e)
	p := &t.s.Profile
	before := fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])
	lives := t.s.Ask == qPlace && !t.s.Flags.Has(Resident) || livesIn.MatchString(before)
	place, _ := t.d.c.Place(e.Value)
	home, _ := t.d.c.Place(p.Commune)
	switch {
	case t.u.Correction && p.Commune != "" && t.s.Near == "":
		p.Commune = e.Value
	case movesTo.MatchString(before):
		p.Commune, t.s.Near = e.Value, ""
		t.s.set(Resident, true)
	case lives:
		if !place.Home && home.Home {
			return // comes from elsewhere, goes where they said
		}
		if !t.s.Flags.Has(Resident) && p.Commune != "" && p.Commune != e.Value {
			t.s.Near = p.Commune // what was said first is where they look
		}
		p.Commune = e.Value
		t.s.set(Resident, true)
	case p.Commune != "" && !t.u.Correction && (t.known.Commune != "" && t.names(intents.Commune, t.known.Commune) || upTo.MatchString(before)):
		return // « Verdun ou Bar-le-Duc », « jusqu'à Saint-Avold »: the person stays where they are
	case p.Commune != "" && strings.Contains(t.m.Text, "?") && t.u.Intent != "chercher_formation" && !t.u.Correction:
		return // « c'est loin, Metz ? » moves nobody
	case !place.Home && p.Commune != "":
		return // paths are looked for in the region: a far namesake is a misreading
	case p.Commune == "" || !t.s.Flags.Has(Resident):
		p.Commune = e.Value
	case p.Commune != e.Value:
		t.s.Near = e.Value
	default:
		t.s.Near = ""
	}
}

var (
	insteadOf = regexp.MustCompile(`\b(plutot|finalement|en fait|non|pas|mais|devenir|vers)( \w+){0,3}$`)
	practises = regexp.MustCompile(`\b(je suis|j etais|je bosse|je travaille|j ai (ete|travaille|bosse)|en (cdi|cdd|poste|interim|contrat)|ancien\w*|mon poste|actuellement|depuis|ans de (boite|metier|maison|carriere))\b`)
	wishes    = regexp.MustCompile(`\b(voudrais|veux|veut|voudrait|aimerai\w*|souhait\w*|devenir|cherche\w*|formations?|former|interess\w*|plair\w*|plait|tent\w*|passer|evoluer|apprendre|alternance|apprentissage|envie|reve|projet|plutot|finalement|change\w*|vise|metier de|attire\w*|reconver\w*)\b`)
)

// hasThatJob tells whether the words nearest before a job say that the person does it
// rather than wishes it.
func (t *turn) hasThatJob(e intents.Entity) bool {
	before := fold(t.m.Text[:clamp(e.Start, len(t.m.Text))])
	last := func(re *regexp.Regexp) int {
		at := re.FindAllStringIndex(before, -1)
		if len(at) == 0 {
			return -1
		}
		return at[len(at)-1][0]
	}
	does := last(practises)
	return does >= 0 && does > last(wishes)
}

// namesakes remembers the communes of the region that a name could mean as well, so
// that the person is asked; the small ones, up to a fifth of the likeliest, are not
// worth a question.
func (t *turn) namesakes(e intents.Entity) {
	meant, _ := t.d.c.Place(e.Value)
	same := []string{e.Value}
	for _, code := range e.Others {
		if p, ok := t.d.c.Place(code); ok && p.Home && meant.Home && p.Population*5 > meant.Population {
			same = append(same, code)
		}
	}
	if len(same) > 1 {
		t.homonyms = same[:min(4, len(same))]
	}
}

// names tells whether a message gives a fact with that value.
func (t *turn) names(name, value string) bool {
	return slices.ContainsFunc(t.u.Entities, func(e intents.Entity) bool {
		return e.Name == name && e.Value == value && !e.Negated
	})
}

var upTo = regexp.MustCompile(`\b(aller (jusqu )?a|jusqu a|bouger (jusqu )?a)( \w+)?$`)

func clamp(n, limit int) int { return max(0, min(n, limit)) }

var (
	livesIn = regexp.MustCompile(`\b(habit\w*|vi[st]|vivons|resid\w*|log\w*|domicili\w*|je suis (de|a|sur|pres de|vers|du cote de)|bas[eé]e?s?( a)?|on est (de|a|sur)|chez mes parents( a)?|chez moi (a|c est)|install\w* a|maman solo( .*)? a|venant de|je viens de|originaire de)( \w+){0,6}$`)
	movesTo = regexp.MustCompile(`\b(demenag\w*|m install\w*|emmenag\w*|venir( vivre| habiter)?|partir( vivre)?|rejoindre|mute\w*|arriv\w*|m installer)( \w+){0,3} (a|sur|vers|pres de|en)( \w+){0,2}$`)
)

// ruledOut takes back what was noted and is now ruled out.
func (t *turn) ruledOut(e intents.Entity) {
	if !e.Negated {
		return
	}
	p := &t.s.Profile
	switch {
	case e.Name == intents.Metier && p.Metier == e.Value:
		p.Metier = ""
	case e.Name == intents.Commune && p.Commune == e.Value:
		p.Commune = ""
		t.s.set(Resident, false)
	case e.Name == intents.Commune && t.s.Near == e.Value:
		t.s.Near = ""
	case e.Name == intents.Situation && p.Situation == e.Value:
		p.Situation = ""
	case e.Name == intents.Niveau && p.Niveau == e.Value:
		p.Niveau = ""
	case e.Name == intents.Dispositif && (e.Value == "apprentissage" || e.Value == "professionnalisation"):
		t.s.set(WorkStudy, false)
	}
}

// tell puts what changed in the profile into words, for the person to see.
func (t *turn) tell(was Profile, near string) {
	now := t.s.Profile
	t.replaced = was.Metier != "" && now.Metier != was.Metier || was.Commune != "" && now.Commune != was.Commune ||
		was.Situation != "" && now.Situation != was.Situation || was.Niveau != "" && now.Niveau != was.Niveau ||
		was.Age != 0 && now.Age != was.Age || was.MobiliteKm != 0 && now.MobiliteKm != was.MobiliteKm
	t.toldOfSelf = now.Metier != was.Metier || now.Situation != was.Situation || now.Niveau != was.Niveau || now.Age != was.Age
	add := func(s string) {
		if s != "" {
			t.notes = append(t.notes, s)
		}
	}
	if now.Metier != was.Metier {
		if j, ok := t.d.c.Job(now.Metier); ok {
			add(lower(j.Family))
		}
	}
	if now.Commune != was.Commune {
		add(t.d.placeName(now.Commune))
	}
	if t.s.Near != near && t.s.Near != was.Commune {
		if name := t.d.placeName(t.s.Near); name != "" {
			add("recherche autour de " + name)
		}
	}
	if now.Departement != was.Departement && now.Commune == "" {
		dep, _ := t.d.c.Departement(now.Departement)
		add(dep.Name)
	}
	if now.Situation != was.Situation {
		add(situations[now.Situation])
	}
	if now.Niveau != was.Niveau {
		add(niveaux[now.Niveau])
	}
	if now.Age != was.Age && now.Age > 0 {
		add(strconv.Itoa(now.Age) + " ans")
	}
	if now.MobiliteKm != was.MobiliteKm && now.MobiliteKm > 0 {
		add(distance(now.MobiliteKm))
	}
}

func distance(km int) string {
	if km >= 150 {
		return "prêt à aller loin"
	}
	return "jusqu'à " + strconv.Itoa(km) + " km"
}

var situations = map[string]string{
	"demandeur_emploi": "en recherche d'emploi",
	"salarie":          "en emploi",
	"interimaire":      "en intérim",
	"jeune":            "jeune ou en études",
	"autre":            "autre situation",
}

var niveaux = map[string]string{
	"sans_diplome": "sans diplôme", "cap": "niveau CAP ou BEP", "bac": "niveau bac",
	"bac2": "bac+2", "bac3": "bac+3 ou 4", "bac5": "bac+5",
}

// lower makes the first letter small, for the middle of a sentence, unless it
// begins an abbreviation.
func lower(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsUpper(r[1]) {
		return s
	}
	return strings.ToLower(string(r[:min(1, len(r))])) + string(r[min(1, len(r)):])
}

// noted leads the next text with what was just understood.
func (t *turn) noted() {
	if len(t.notes) == 0 {
		return
	}
	if t.u.Correction && t.replaced {
		t.leadWith("note.correction")
	} else {
		t.leadWith("note")
	}
	t.notes = nil // said once
}
