package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// People go on about what was just told without naming it: « et ça dure combien ? ». What
// the last turn was about stands in the texts it was made of, as the arguments of view:
// "d:poei" a scheme, "j:soudeur" a job, "t:id" a path, "t:" the list of them.

// about is what the last turn told of, of the kinds given; "" when of nothing that goes by a name.
func (t *turn) about(kinds string) string {
	form := true // only facts were noted and the form went on
	for _, r := range slices.Backward(t.before) {
		kind, id, found := strings.Cut(r.arg, ":")
		switch {
		case found && strings.Contains(kinds, kind) && kind != "t" && strings.Contains(id, ","):
			return "" // of several
		case found && strings.Contains(kinds, kind) && kind != "t":
			return r.arg
		case strings.HasPrefix(r.name, "chemin.plus") && strings.Contains(kinds, "t"):
			return "t:" + id
		case slices.Contains(pathList, r.name) && strings.Contains(kinds, "t"):
			return "t:"
		}
		if scheme := t.d.schemeOf(r.name); scheme != "" && strings.Contains(kinds, "d") {
			return "d:" + scheme
		}
		form = form && (strings.HasPrefix(r.name, "q.") || strings.HasPrefix(r.name, "note"))
	}
	if scheme := subjects[t.s.Topic]; form && scheme != "" && strings.Contains(kinds, "d") {
		return "d:" + scheme
	}
	return ""
}

// pathList are the texts that tell the paths as a list.
var pathList = []string{"chemin", "chemin.simple", "chemins.encore", "chemins.duree", "chemins.memes", "chemins.suite"}

// schemeOf is the scheme that a text is about: « reconversion.ptp » the PTP, « vae » the VAE.
func (d *Dialogue) schemeOf(name string) string {
	intent, rest, _ := strings.Cut(name, ".")
	for part := range strings.SplitSeq(rest, ".") {
		if _, ok := d.c.Scheme(part); ok {
			return part
		}
		if part == "trente" && intent == "alternance" {
			return "professionnalisation" // what is left at that age
		}
	}
	return subjects[intent]
}

// subjects are the schemes that intents are about.
var subjects = map[string]string{
	"poei": "poei", "vae": "vae", "cpf": "cpf", "alternance": "apprentissage", "immersion": "pmsmp",
}

// replaced are the schemes that another has taken the place of.
var replaced = map[string]string{"pro_a": "periode_reconversion"}

// ofScheme are the texts that tell one thing of a scheme, by what is asked.
var ofScheme = map[string]string{
	"duree": "dispositif.duree", "financement": "dispositif.cout", "remuneration_formation": "dispositif.revenu", "inscription": "dispositif.demande",
}

// telling is what those texts tell.
var telling = map[string]func(content.Scheme) string{
	"dispositif.duree":   func(s content.Scheme) string { return s.Length },
	"dispositif.cout":    func(s content.Scheme) string { return s.Cost },
	"dispositif.revenu":  func(s content.Scheme) string { return s.Income },
	"dispositif.demande": func(s content.Scheme) string { return s.Contact },
}

// goesOnAbout answers a question on what the last turn was about, or on a scheme that the
// message names, and tells whether it could.
func (t *turn) goesOnAbout(intent string) bool {
	if t.s.Flags.Has(Employer) || t.s.Flags.Has(Simple) && t.d.texts.Has(intent+".simple") {
		return false // there are answers of their own for them
	}
	if intent == "remuneration_formation" && allowance.MatchString(fold(t.m.Text)) {
		return false // what one draws now goes on or not, whatever the scheme pays
	}
	about := ""
	if t.pointed != "" {
		about = "t:" + t.pointed
	}
	for _, e := range t.u.Entities {
		if e.Name == intents.Dispositif && !e.Negated {
			about = "d:" + cmp.Or(replaced[e.Value], e.Value)
		}
	}
	if about == "" {
		if t.jobArg() != "" || len(strings.Fields(t.m.Text)) > 9 { // neither a scheme nor a path is named
			return false // a question of its own
		}
		about = t.about("djt")
		if about == "" && t.s.Flags.Has(Experience) && (intent == "duree" || intent == "inscription") {
			about = "d:vae" // what they came for
		}
	}
	kind, id, _ := strings.Cut(about, ":")
	if kind == "t" {
		if intent == "duree" {
			if id != "" {
				t.say("chemin.duree", about)
				return true
			}
			if slices.ContainsFunc(t.s.Paths, func(id string) bool { tr, _ := t.d.c.Training(id); return tr.WeeksMin+tr.WeeksMax > 0 }) {
				t.say("chemins.duree", "")
				return true
			}
			if len(t.s.Paths) == 0 {
				return false
			}
			id = t.s.Paths[0] // its kind tells at least how long such a thing takes
		}
		tr, ok := t.d.c.Training(id)
		if !ok {
			return false
		}
		kind, id = "d", tr.Kind // who pays is a question of the kind
	}
	switch kind {
	case "j":
		if intent != "duree" || t.d.lengths(id) == "" {
			return false
		}
		t.say("duree.metier", about)
		return true
	case "d":
		if name := intent + "." + id; t.d.texts.Has(name) && !t.minor() {
			t.say(name, "")
			return true
		} else if t.d.texts.Has(name) {
			return false
		}
		if intent == "inscription" && slices.ContainsFunc(t.said, func(r ref) bool { return t.d.schemeOf(r.name) == id }) {
			t.answered(intent)
			return true // what was just told of it says whom to ask
		}
		scheme, ok := t.d.c.Scheme(id)
		text := ofScheme[intent]
		if !ok || text == "" || telling[text](scheme) == "" {
			return false
		}
		t.say(text, "d:"+id)
		return true
	}
	return false
}

// allowance is what people without work draw.
var allowance = anyOf(`mon allocation|mes allocations|mon chomage|mon rsa|mes droits|mon are|mes indemnites|mon aah`)

// lengths tells how long the trainings for a job take, from the shortest to the longest.
func (d *Dialogue) lengths(job string) string {
	from, to := 0, 0
	for _, tr := range d.c.TrainingsFor(job) {
		if tr.WeeksMin > 0 && (from == 0 || tr.WeeksMin < from) {
			from = tr.WeeksMin
		}
		to = max(to, tr.WeeksMin, tr.WeeksMax)
	}
	return weeks(from, to)
}

// levels tells which levels the trainings for a job ask for, where that is known.
func (d *Dialogue) levels(job string) string {
	asked := make(map[string]bool)
	for _, tr := range d.c.TrainingsFor(job) {
		asked[tr.EntryLevel] = true
	}
	var out []string
	for _, level := range []string{"sans_diplome", "cap", "bac", "bac2", "bac3", "bac5"} {
		if asked[level] {
			out = append(out, niveaux[level])
		}
	}
	return strings.Join(out, ", ")
}

// levelAsked asks which level a training wants.
var levelAsked = anyOf(
	`(?:quels?|kel) (?:niveaux?|diplomes?|etudes)`, `(?:niveau|diplomes?) (?:demandes?|requis|minimum|necessaires?|d etudes|faut|il faut)`,
	`faut (?:il )?(?:quoi|koi|quel|un|avoir|le|des)(?: \w+){0,2} (?:diplomes?|niveau|bac|etudes)`, `(?:quoi|koi) comme (?:diplomes?|niveau|etudes)`,
)

// level answers which level is asked for, of the paths shown, else of the job, and tells
// whether it could.
func (t *turn) level() bool {
	if t.s.Flags.Has(Employer) || !levelAsked.MatchString(fold(t.m.Text)) {
		return false
	}
	switch job := t.spokenJob(); {
	case job != "":
		t.say("niveau.metier", job)
	case len(t.s.Paths) > 0:
		t.say("chemins.niveau", "")
	case t.s.Profile.Metier != "":
		t.say("niveau.metier", "j:"+t.s.Profile.Metier)
	default:
		return false
	}
	return true
}

// elliptic are messages that put the last question to something else: « et pour un cariste ? ».
var elliptic = matching(`^(?:et|ou|sinon|mais)\b( (?:pour|en|comme|dans|le|la|les|l|un|une|de|du|a|vers|sur|pres|au|cote|metier|alors|si))*( \S+){1,3}$`)

// sameQuestion rereads a message that puts the last question to another job or place.
func (t *turn) sameQuestion(words string) bool {
	if !elliptic.MatchString(words) || t.u.Correction {
		return false
	}
	switch {
	case t.jobArg() != "" && aboutJobs[t.s.Topic]:
		t.meant(t.s.Topic)
		t.aside = true
		return true
	case t.pointsAtPath(words) && ofPartner(t, words):
		t.meant("contact_partenaire") // « et pour la deuxième ? »
		return true
	case t.entity(intents.Commune) != "" && len(t.s.Paths) > 0 && !ofPartner(t, words):
		t.meant("chercher_formation")
		return true
	}
	return false
}

// aboutJobs are the questions that are asked of a job.
var aboutJobs = map[string]bool{"infos_metier": true, "salaire": true, "conditions_travail": true, "duree": true}
