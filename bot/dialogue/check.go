package dialogue

import (
	"fmt"
	"slices"
	"strings"

	"potentiels/bot/content"
)

// spoken are the texts that the dialogue says by name. To these come, for each, the
// variants for a kind of person (see facet) and in short sentences, the texts of
// the intents, and what buttons say with « dire: ».
var spoken = []string{
	"accueil", "saluer", "saluer.encore", "aide", "menu", "recommencer", "recommencer.confirme", "recommencer.non", "reprise", "reprise.suite",
	"remercier", "remercier.chemins", "remercier.demande", "remercier.efface", "au_revoir", "au_revoir.merci",
	"accepter", "refuser", "compris", "compris.suite", "identite_bot", "initiative",
	"q.metier", "q.lieu", "q.lieu.choix", "q.situation", "q.niveau", "q.age", "q.mobilite", "personne.autre", "a_deux", "a_deux.rappel", "chemins.autre_projet", "personne.vous",
	"note", "note.correction", "note.age.impossible", "note.age.jeune", "note.lieu.etranger", "note.lieu.inconnu", "passer", "passer.incompris",
	"recherche", "chemins", "chemin", "chemin.plus", "chemins.suite", "chemins.encore", "chemins.memes", "chemins.aucun",
	"chemins.loin", "chemins.ici", "chemins.ici.aucun", "chemin.lieu", "chemins.prets", "chemins.affiner", "chemins.autres", "chemins.sans_lieu", "chemins.fini",
	"infos_metier.metier", "conditions_travail.metier", "decouvrir_metiers", "decouvrir_metiers.recrutent", "metiers", "metiers.fiche", "metiers.choix", "metiers.debutants", "metiers.au_choix", "metiers.deux", "metiers.trois", "metiers.bureau", "metiers.bureau.production", "metiers.deux.encore", "metiers.deux.difference",
	"gouts.avant", "gouts.1", "gouts.2", "gouts.3", "gouts.4",
	"contact_partenaire", "contact_partenaire.fiche", "bon_contact",
	"accord.transfert", "accord.transfere", "accord.garde", "suivi.en_cours", "supprimer_donnees.fait.transmis",
	"desk.pris", "desk.reponse", "desk.retour", "desk.attente", "desk.sans_reponse", "desk.clos", "desk.clos.silence",
	"desk.fichier", "desk.se_tait", "desk.robot", "desk.rend", "desk.reponse.rend", "desk.repris", "desk.repris.robot", "desk.clos.personne", "suivi.a_part",
	"accord", "accord.rappel", "accord.donne", "accord.complete", "accord.refuse", "accord.deja", "accord.fini",
	"suivi", "suivi.rien", "merci_prenom",
	"abonner", "abonner.fin", "abonner.oui", "abonner.non", "desabonner", "desabonner.annule",
	"donnees_personnelles", "donnees_personnelles.profil", "export",
	"supprimer_donnees", "supprimer_donnees.fait", "supprimer_donnees.verifie", "supprimer_donnees.rien", "supprimer_donnees.partie", "numero_garde", "supprimer_donnees.non",
	"detresse", "detresse.doute", "detresse.autre", "detresse.violence", "detresse.suite", "detresse.conseiller", "detresse.secret", "detresse.appel", "detresse.agir", "detresse.merci", "detresse.travail",
	"par_ecrit.note", "par_ecrit.su", "accord.ajout", "accord.ajoute", "suivi.fiche", "accompagnants",
	"vouliez_vous", "pas_compris", "pas_compris.humain", "boucle", "hors_sujet", "hors_sujet.efface", "histoire", "remuneration_formation.aah", "handicap.metier", "objection", "egard.perte", "egard.peur", "egard.marre", "egard.argent", "egard.reprise", "sans_reponse", "redite.plus_haut", "initiative.confiance", "casier_judiciaire.suivi", "etranger.protection", "reconversion.reclassement", "hors_sujet.ailleurs", "renseigner", "par_ecrit", "sans_conseiller", "ecriture", "mecontentement.messages", "entendu", "chemins.etape", "financement.refus", "apres_formation", "a_distance", "le_soir", "accord.moyen",
	"accord.sans", "etranger.carte", "etranger.cours", "etranger.diplome.ou", "donnees_personnelles.autorites",
	"logement_mobilite.internat", "contact_partenaire.cej", "handicap.inaptitude", "age.obligation", "cpf.garde", "accord.discret",
	"note.deja", "note.experience",
	"age.parents", "age.autrui", "alternance.rupture", "reconversion.fermeture", "reconversion.demission", "etranger.diplome",
	"reconversion.patron", "reconversion.perte", "reconversion.mineur", "initiative.industrie", "refuser.trouve", "refuser.rien", "donnees_personnelles.secret", "etudes_superieures.lycee", "etudes_superieures.difference", "etudes_superieures.temps_plein", "etudes_superieures.licence", "etudes_superieures.licence_pro",
	"etudes_superieures.domaine", "etudes_superieures.villes", "etudes_superieures.aucun", "etudes_superieures.apres_bac2", "inscription.parcoursup", "chemins.etudes",
	"mecontentement", "mecontentement.encore", "redite", "redite.question", "mieux", "redite.reponse", "redite.reponse.argent", "simple", "simple.rien", "bouton_fini", "sens", "ton",
	"recu.voix", "recu.photo", "recu.sticker", "recu.lieu", "recu.lieu.loin", "recu.contact", "recu.groupe",
	"recu.autre", "recu.vide", "entreprise.remplacement", "faisable",
	"remuneration_formation.apprentissage", "remuneration_formation.sans_droits", "remuneration_formation.rsa", "remuneration_formation.are", "remuneration_formation.sans_rien",
	"contact_partenaire.ailleurs",
	"caces", "caces.categorie", "caces.validite", "caces.duree", "caces.prix", "caces.lieu", "reconversion.etapes", "reconversion.etapes_cdd",
	"conditions_travail.porter", "conditions_travail.porter_sante", "conditions_travail.autrui", "contact_partenaire.ville",
	"dispositif.duree", "dispositif.cout", "dispositif.revenu", "dispositif.demande", "duree.metier", "chemin.duree", "chemins.duree", "chemins.niveau", "niveau.metier",
	"detresse.en", "detresse.de", "detresse.lb", "detresse.it", "detresse.pt", "detresse.es", "detresse.tr", "detresse.ar", "detresse.uk",
	"langue.en", "langue.de", "langue.lb", "langue.ar", "langue.tr", "langue.uk", "langue.it", "langue.pt", "langue.es",
}

// plainIntents are those answered by the text of their name.
var plainIntents = []string{
	"chercher_emploi", "infos_metier", "salaire", "conditions_travail", "etudes_superieures", "evenements",
	"immersion", "sans_diplome", "age", "femmes", "handicap", "etranger", "casier_judiciaire",
	"permis_transport", "garde_enfants", "logement_mobilite", "autre_region", "frontalier", "financement",
	"remuneration_formation", "cpf", "alternance", "poei", "vae", "reconversion", "certification", "duree",
	"inscription", "entreprise", "entreprise.note", "etranger.francais", "initiative.demarchage", "femmes.grossesse", "logement_mobilite.urgence", "permis_transport.permis", "permis_transport.connu", "inscription.france_travail", "autre_region.ici", "frontalier.droits", "entreprise.poei",
}

// facets are the variants that facet knows, beside the values of situation.
var facets = []string{"employeur", "pour", "mineur", "jeune", "majeur", "senior", "trente", "adulte",
	"demandeur_emploi", "salarie", "interimaire", "autre"}

// verbs are those of press, and what their argument is checked against.
var verbs = map[string]func(d *Dialogue, arg string) bool{
	"intention":   func(d *Dialogue, a string) bool { i, _, _ := strings.Cut(a, "@"); return d.meanings[i] != "" },
	"dire":        func(d *Dialogue, a string) bool { return d.texts.Has(a) },
	"fait":        func(_ *Dialogue, a string) bool { return strings.Contains(a, "=") },
	"lieu":        func(d *Dialogue, a string) bool { _, ok := d.c.Place(a); return ok },
	"metier":      func(d *Dialogue, a string) bool { _, ok := d.c.Job(a); return ok },
	"infos":       func(d *Dialogue, a string) bool { _, ok := d.c.Job(a); return ok },
	"plus":        func(d *Dialogue, a string) bool { _, ok := d.c.Training(a); return ok },
	"humain":      func(d *Dialogue, a string) bool { _, ok := d.c.Partner(a); return ok || a == "" },
	"accepte":     func(d *Dialogue, a string) bool { _, ok := d.c.Partner(a); return ok },
	"contact":     func(d *Dialogue, a string) bool { _, ok := d.c.Partner(a); return ok },
	"gout":        func(_ *Dialogue, a string) bool { _, ok := tasteLetters[a]; return ok || a == "0" },
	"passer":      func(_ *Dialogue, a string) bool { return letters[a] != 0 },
	"abonner":     oneOf("oui", "non"),
	"effacer":     oneOf("oui", "non"),
	"detresse":    oneOf("conseiller"),
	"autre":       oneOf(""),
	"chemins":     oneOf(""),
	"suite":       oneOf(""),
	"gouts":       oneOf(""),
	"refuse":      oneOf(""),
	"stop":        oneOf(""),
	"reprendre":   oneOf(""),
	"export":      oneOf(""),
	"suivi":       oneOf(""),
	"menu":        oneOf(""),
	"recommencer": oneOf(""),
	"simple":      oneOf(""),
	"perdu":       oneOf(""),
	"robot":       oneOf(""),
	"ecrire":      ofRequest,
	"clore":       ofRequest,
	"non":         oneOf(""),
}

// ofRequest takes any argument: what a person's talk calls one of their requests.
func ofRequest(*Dialogue, string) bool { return true }

func oneOf(values ...string) func(*Dialogue, string) bool {
	return func(_ *Dialogue, a string) bool { return slices.Contains(values, a) }
}

// risky are figures, phone numbers and addresses: they need a source.
var risky = matching(`\d ?(€|%)|\b0\d([ .]?\d\d){4}\b|\b20[0-3]\d\b`)

var vous = matching(`(?i)\b(vous|votre|vos)\b`)

// CheckTexts finds what is wrong with the texts of some content: missing and unused
// ones, buttons that lead nowhere, templates that fail, texts that are too long,
// figures without a source.
func CheckTexts(c *content.Content) content.Faults {
	var faults content.Faults
	fault := func(x *content.Text, format string, args ...any) {
		f := content.Fault{File: "dialogue", Problem: fmt.Sprintf(format, args...)}
		if x != nil {
			f.File, f.Line = x.File, x.Line
			f.Problem = "text " + x.Name + ": " + f.Problem
		}
		faults = append(faults, f)
	}
	for _, name := range slices.Concat(spoken, plainIntents) {
		if !c.Texts.Has(name) {
			fault(nil, "text %s is missing", name)
		}
	}
	if len(faults) > 0 {
		return faults
	}
	d, err := New(c, nil)
	if err != nil {
		fault(nil, "%v", err)
		return faults
	}
	used, escapes := d.used(), d.escapes()
	for _, name := range c.Texts.Names() {
		x, _ := c.Texts.Get(name)
		if !used[name] {
			fault(x, "nothing says it")
		}
		if !escapes[name] {
			fault(x, "its buttons only lead round in a loop")
		}
		for _, a := range x.Answers {
			if !answerable(d, a) {
				fault(x, "@answers %s: no such intent", a)
			}
		}
		told := false
		for i := range x.Wordings() {
			told = told || risky.MatchString(x.Raw(i))
			for _, problem := range d.tryWording(x, i) {
				fault(x, "wording %d: %s", i+1, problem)
			}
		}
		if told && x.Source == "" && !strings.HasPrefix(name, "accord") {
			fault(x, "it states a figure, a date or a number and has no @source")
		}
		if d.tu && !strings.HasSuffix(name, ".tu") && name != "ton" && !strings.HasPrefix(name, "langue.") && !c.Texts.Has(name+".tu") && vous.MatchString(x.Raw(0)) {
			fault(x, "the tone is « tu », and it says vous: a variant %s.tu is missing", name)
		}
		if x.Source != "" && (x.Checked == "" || x.Review == "" || x.Confidence == "") {
			fault(x, "@source needs @checked, @review and @confidence")
		}
	}
	return faults
}

func answerable(d *Dialogue, intent string) bool {
	return d.meanings[intent] != "" || social[intent] || intent == "detresse" || intent == "identite_bot"
}

// used finds every text that can be said.
func (d *Dialogue) used() map[string]bool {
	used := make(map[string]bool)
	var visit func(name string)
	visit = func(name string) {
		if used[name] {
			return
		}
		x, ok := d.texts.Get(name)
		if !ok {
			return
		}
		used[name] = true
		for _, f := range append(slices.Clone(facets), "simple", "tu") {
			visit(name + "." + f)
		}
		for i := range x.Wordings() {
			for line := range strings.SplitSeq(x.Raw(i), "\n") {
				if _, target, ok := strings.Cut(line, "-> dire:"); ok {
					visit(strings.TrimRight(target, "] \n"))
				}
			}
		}
	}
	for _, name := range slices.Concat(spoken, plainIntents) {
		visit(name)
	}
	for _, intent := range plainIntents {
		for _, s := range d.c.Schemes {
			visit(intent + "." + s.ID)
		}
		for _, s := range schemes {
			visit(intent + "." + s)
		}
	}
	for _, p := range d.c.Partners {
		visit("contact_partenaire." + p.ID)
	}
	return used
}

// escapes finds the texts that lead on: those without a button, those with one that does more
// than say a text, and those that lead to one of them.
func (d *Dialogue) escapes() map[string]bool {
	out := make(map[string]bool)
	for grown := true; grown; {
		grown = false
		for _, name := range d.texts.Names() {
			if x, _ := d.texts.Get(name); !out[name] && leadsOn(x, out) {
				out[name], grown = true, true
			}
		}
	}
	return out
}

// leadsOn tells whether a wording has a way out, given the texts that are known to have one.
func leadsOn(x *content.Text, known map[string]bool) bool {
	for i := range x.Wordings() {
		buttons := 0
		for line := range strings.SplitSeq(x.Raw(i), "\n") {
			_, action, ok := strings.Cut(line, "-> ")
			if !ok {
				continue
			}
			buttons++
			if target, says := strings.CutPrefix(strings.TrimRight(action, "] "), "dire:"); !says || known[target] {
				return true
			}
		}
		if buttons == 0 {
			return true
		}
	}
	return x.Wordings() == 0
}

// schemes are those of the contract, whether or not the table has them.
var schemes = []string{"cpf", "poei", "poec", "apprentissage", "professionnalisation", "vae", "ptp",
	"periode_reconversion", "pmsmp", "mrs", "cqpm", "cqpi", "titre_professionnel", "clea", "csp", "cep", "aif"}

// tryWording fills a wording in for nobody, and for somebody about whom all is known.
func (d *Dialogue) tryWording(x *content.Text, wording int) (problems []string) {
	complain := func(format string, args ...any) {
		p := fmt.Sprintf(format, args...)
		if !slices.Contains(problems, p) {
			problems = append(problems, p)
		}
	}
	for _, v := range d.samples(x.Name) {
		said, err := x.Fill(wording, v)
		if err != nil {
			complain("%v", err)
			continue
		}
		if n := content.Length(said.Text); n > x.Limit {
			complain("%d characters once filled in, at most %d", n, x.Limit)
		}
		if said.Text == "" {
			complain("nothing left once filled in")
		}
		for _, c := range said.Choices {
			if c.IsLink() {
				continue
			}
			if len(c.Action) > content.MaxAction {
				complain("action %q: %d bytes, at most %d", c.Action, len(c.Action), content.MaxAction)
			}
			if n := content.Length(c.Label); n > content.MaxLabel {
				complain("label %q: %d characters, at most %d", c.Label, n, content.MaxLabel)
			}
			if strings.ContainsRune(c.Label, '’') {
				complain("label %q: people type the straight apostrophe", c.Label)
			}
			known, ok := verbs[verb(c.Action)]
			if !ok || argument(c.Action) != "" && !known(d, argument(c.Action)) {
				complain("action %q leads nowhere", c.Action)
			}
		}
	}
	return problems
}

// samples are the data that a text is tried with: nothing known but what it is about,
// and everything known.
func (d *Dialogue) samples(name string) []*view {
	full := Session{
		Profile: Profile{Metier: "controle_qualite", Commune: "57463", Departement: "57", Situation: "demandeur_emploi",
			Niveau: "sans_diplome", Age: 52, MobiliteKm: 30},
		Flags: News,
		Wish: &Wish{ID: "x", At: 1763892000, Partner: "universite_lorraine", Contact: "camille.dupont-martin@example.org",
			Text: strings.Repeat("mot ", wishLength/4), Next: "avenir_actifs", By: "Maximilienne"},
	}
	var args []string
	base, _, _ := strings.Cut(name, ".")
	switch {
	case base == "chemin":
		for _, t := range d.c.Trainings {
			args = append(args, "t:"+t.ID)
		}
	case base == "chemins" || base == "remercier":
		for i, t := range d.c.Trainings {
			if i == most {
				break
			}
			full.Paths = append(full.Paths, t.ID)
		}
		args = append(args, "n:3", "n:1", "p:france_travail")
	case base == "dispositif":
		for _, s := range d.c.Schemes {
			if of, ok := telling[name]; ok && of(s) != "" {
				args = append(args, "d:"+s.ID)
			}
		}
	case name == "duree.metier", name == "niveau.metier", name == "etudes_superieures.villes", name == "etudes_superieures.aucun", base == "infos_metier", base == "conditions_travail", base == "salaire":
		for _, j := range d.c.Jobs {
			args = append(args, "j:"+j.ID)
		}
	case name == "metiers.fiche":
		for _, j := range d.c.Jobs {
			args = append(args, "j:"+j.ID)
		}
	case base == "metiers":
		args = append(args, "j:soudeur,maintenance,usineur")
	case base == "contact_partenaire", base == "bon_contact", base == "accord", base == "detresse":
		for _, p := range d.c.Partners {
			args = append(args, "p:"+p.ID)
		}
	case base == "vouliez_vous":
		args = append(args, "i:vae,cpf,poei")
	case strings.HasPrefix(name, "q.lieu"):
		args = append(args, "c:57463,54395")
	case base == "desk":
		args = append(args, "w:x")
	default:
		args = append(args, "")
	}
	var out []*view
	for _, arg := range args {
		out = append(out, d.view(&full, &Message{FirstName: "Maximilienne"}, []string{"contrôle qualité", "Metz", "en recherche d'emploi"}, arg))
		if base != "accord" && base != "suivi" && base != "chemins" && base != "remercier" && base != "detresse" && base != "desk" {
			out = append(out, d.view(&Session{}, &Message{}, nil, arg))
		}
	}
	return out
}
