package dialogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"potentiels/bot/content"
)

// Reason is what one rule says of one training.
type Reason struct {
	Rule  string  // its name, as shown by --explain
	Score float64 // what it multiplies the score by; 0 rules the training out
	Why   string  // for the person; "" when there is nothing to say
	Doubt string  // what is not known
	Note  string  // what holds for the person and is to be known
}

// rule judges a training for a person.
type rule struct {
	name   string
	judge  func(d *Dialogue, w *Wanted, t *content.Training, km int) Reason
	ofWork bool // looks at the work itself, for who has limits, see Wanted.limited
}

// rules in the order they are told. A score is the product of all of them, so each
// can be read alone: 1 is neutral, 0 rules out.
var rules = []rule{
	{"métier", fits, false},
	{"niveau", entry, false},
	{"situation", open, false},
	{"âge", aged, false},
	{"expérience", skilled, false},
	{"études", studied, false},
	{"nuit avant 18 ans", nightly, true},
	{"santé", bearable, true},
	{"horaires", daily, true},
	{"distance", near, false},
	{"alternance", workStudy, false},
	{"durée", lasting, false},
	{"débouché", upward, false},
	{"certitude", certain, false},
}

// What the fit to the job counts for: the job itself, one of those that the tastes
// point to, one next to it.
const (
	fitsWell   = 1.0
	fitsTastes = 0.9
	fitsNearby = 0.35
)

func fits(d *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	switch {
	case slices.Contains(t.Jobs, w.Job):
		j, _ := d.c.Job(w.Job)
		if t.Kind == "vae" {
			return Reason{Score: fitsWell, Why: "porte sur votre métier (" + lower(j.Family) + ")"}
		}
		return Reason{Score: fitsWell, Why: "mène au métier visé (" + lower(j.Family) + ")"}
	case slices.ContainsFunc(w.Jobs, func(j string) bool { return slices.Contains(t.Jobs, j) }):
		return Reason{Score: fitsTastes, Why: "correspond à vos goûts"}
	}
	j, _ := d.c.Job(t.Jobs[0])
	return Reason{Score: fitsNearby, Why: "métier voisin (" + lower(j.Family) + ")"}
}

func entry(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	starts := w.Niveau == "" || w.Niveau == "sans_diplome"
	switch {
	case t.EntryLevel == "sans_diplome" && starts:
		return Reason{Score: 1, Why: "accessible sans diplôme"}
	case t.EntryLevel == "" && w.Niveau == "sans_diplome" && forAdults[t.Kind] && !strings.Contains(t.Unknown, "niveau"):
		return Reason{Score: 1, Doubt: "le niveau demandé à l'entrée"}
	case t.EntryLevel == "", t.EntryLevel == "sans_diplome":
		return Reason{Score: 1}
	}
	if w.Studies && isStudy(t) && w.Situation != "demandeur_emploi" && content.Rank(w.Niveau) < content.Rank("bac") {
		return Reason{Score: 1, Doubt: "avec le bac"} // which is near
	}
	if w.Niveau == "" {
		if w.quiet {
			return Reason{Score: 0.7}
		}
		return Reason{Score: 0.7, Doubt: "demande le " + niveaux[t.EntryLevel]}
	}
	switch gap := content.Rank(t.EntryLevel) - content.Rank(w.Niveau); {
	case gap <= 0:
		return Reason{Score: 1, Why: "votre niveau suffit pour entrer"}
	case gap == 1 && w.Situation == "jeune":
		return Reason{Score: 0.3, Doubt: "il faut d'abord le " + niveaux[t.EntryLevel]}
	}
	return Reason{Score: 0}
}

// forAdults are the kinds of training whose centres set a level of entry of their own.
var forAdults = map[string]bool{content.Continuing: true, "titre_professionnel": true, "cqpm": true, "stage_region": true}

func open(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if len(t.Situations) == 0 {
		return Reason{Score: 1}
	}
	if w.Studies && isStudy(t) && w.Situation != "jeune" {
		return Reason{Score: 1, Note: "si l'on n'est plus élève ni étudiant, demander d'abord à l'établissement comment y entrer"}
	}
	if w.Situation == "" {
		if len(t.Situations) == 1 && t.Situations[0] != "demandeur_emploi" {
			return Reason{Score: 0.5, Doubt: "seulement si vous êtes dans ce cas : " + situations[t.Situations[0]]}
		}
		return Reason{Score: 0.8, Doubt: "ouverte selon votre situation"}
	}
	if slices.Contains(t.Situations, w.Situation) && w.Abroad {
		switch t.Kind {
		case "ptp", "periode_reconversion":
			return Reason{Score: 0.4, Doubt: "avec un emploi à l'étranger, vos droits ne sont pas sûrs"}
		}
		return Reason{Score: 1, Doubt: "si un emploi à l'étranger y donne droit"}
	}
	if slices.Contains(t.Situations, w.Situation) {
		if w.quiet {
			return Reason{Score: 1}
		}
		return Reason{Score: 1, Why: "prévue pour votre situation (" + situations[w.Situation] + ")"}
	}
	if w.Situation == "autre" || w.Situation == "interimaire" && slices.Contains(t.Situations, "demandeur_emploi") {
		return Reason{Score: 0.6, Doubt: "à vérifier avec votre statut"}
	}
	return Reason{Score: 0}
}

func aged(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if w.Age == 0 {
		if t.AgeMax > 0 && w.quiet {
			return Reason{Score: 0.8}
		}
		if t.AgeMax > 0 {
			return Reason{Score: 0.8, Doubt: "réservée aux moins de " + strconv.Itoa(t.AgeMax+1) + " ans, sauf exceptions"}
		}
		return Reason{Score: 1}
	}
	switch {
	case t.AgeMin > 0 && w.Age < t.AgeMin-1:
		return Reason{Score: 0}
	case t.AgeMin > 0 && w.Age < t.AgeMin:
		return Reason{Score: 0.4, Doubt: "à partir de " + strconv.Itoa(t.AgeMin) + " ans"}
	case t.AgeMax > 0 && w.Age > t.AgeMax:
		return Reason{Score: 0}
	case t.AgeMax > 0:
		return Reason{Score: 1, Why: "ouverte à votre âge"}
	case w.Age < 18 && t.Kind == content.Continuing:
		return Reason{Score: 0.2, Doubt: "en général dès 18 ans"}
	case w.Age < 18 && t.Kind != content.SchoolTrack && t.Kind != "apprentissage":
		return Reason{Score: 0.2}
	case w.Age >= 26 && t.Kind == content.SchoolTrack:
		return Reason{Score: 0.25, Doubt: "surtout pour des jeunes ; à demander au lycée"}
	}
	return Reason{Score: 1}
}

// skilled: who does the job already and wants a paper for it is not sent to learn it, and
// who has never done it has nothing to have recognised.
func skilled(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	switch vae := t.Kind == "vae"; {
	case w.Skilled && vae:
		return Reason{Score: 1, Why: "fait valoir votre expérience"}
	case w.Skilled:
		return Reason{Score: 0.4}
	case vae:
		return Reason{Score: 0.25, Doubt: "demande une expérience du métier"}
	}
	return Reason{Score: 1}
}

// studied: who wants no more of studies is shown them only where there is nothing else.
func studied(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if w.NoStudies && (t.Kind == content.SchoolTrack || studiesNamed.MatchString(fold(t.Name))) {
		return Reason{Score: 0.1}
	}
	return Reason{Score: 1}
}

// studiesNamed are studies whatever they are paid by.
var studiesNamed = anyOf(`bts|but|universite`)

// nightly: nobody under 18 works at night, so a job of shifts alone is not for now.
func nightly(_ *Dialogue, w *Wanted, _ *content.Training, _ int) Reason {
	switch {
	case w.Age == 0 || w.Age >= 18 || w.via == nil || !w.via.Night:
		return Reason{Score: 1}
	case w.via.Day:
		return Reason{Score: 1, Note: "pas de travail de nuit avant 18 ans"}
	}
	return Reason{Score: 0.5, Note: "pas de travail de nuit avant 18 ans, et ce métier en comporte"}
}

// bearable: heavy work is told as such to who wants none, and not ruled out: posts can be
// adapted, and that is for the occupational doctor to say.
func bearable(_ *Dialogue, w *Wanted, _ *content.Training, _ int) Reason {
	switch {
	case !w.Light || w.via == nil || w.via.Physical < 2:
		return Reason{Score: 1}
	case w.via.Physical == 2:
		return Reason{Score: 0.7, Doubt: "station debout ou gestes répétés, à voir avec le médecin du travail"}
	}
	return Reason{Score: 0.4, Doubt: "métier physique, à voir avec le médecin du travail"}
}

// daily: who works in the day only is told where shifts are the rule.
func daily(_ *Dialogue, w *Wanted, _ *content.Training, _ int) Reason {
	switch {
	case !w.Day || w.via == nil:
		return Reason{Score: 1}
	case w.via.Day && !w.via.Night:
		return Reason{Score: 1}
	case w.via.Day:
		return Reason{Score: 0.9, Doubt: "la journée existe, les équipes aussi : à demander"}
	}
	return Reason{Score: 0.5, Doubt: "les équipes ou la nuit sont courantes dans ce métier"}
}

func near(_ *Dialogue, w *Wanted, t *content.Training, km int) Reason {
	if km < 0 {
		if t.Commune != "" {
			return Reason{Score: 0.8}
		}
		if len(t.Departements) > 0 && w.Around != "" && !slices.Contains(t.Departements, w.Departement) {
			if w.quiet {
				return Reason{Score: 0.7}
			}
			return Reason{Score: 0.7, Doubt: "le centre que je connais est en Lorraine : à demander dans votre région"}
		}
		return Reason{Score: 0.75}
	}
	if w.MobiliteKm > 0 && km > w.MobiliteKm {
		over := float64(km-w.MobiliteKm) / float64(w.MobiliteKm)
		if w.quiet {
			return Reason{Score: max(0.1, 0.5-over/2)}
		}
		return Reason{Score: max(0.1, 0.5-over/2), Doubt: fmt.Sprintf("à %d km à vol d'oiseau, plus loin que ce que vous pouvez faire", km)}
	}
	if w.quiet {
		return Reason{Score: max(0.3, 1-float64(km)/150)}
	}
	why := fmt.Sprintf("à %d km à vol d'oiseau", km)
	switch home := w.Around == w.Commune; {
	case km <= 2 && home:
		why = "tout près de chez vous"
	case km <= 2:
		why = "tout près de là"
	case !home:
		why = fmt.Sprintf("à %d km à vol d'oiseau de là", km)
	}
	return Reason{Score: max(0.3, 1-float64(km)/150), Why: why}
}

func workStudy(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	alternates := t.Kind == "apprentissage" || t.Kind == "professionnalisation"
	switch {
	case w.NoContract && alternates:
		return Reason{Score: 0.1}
	case w.WorkStudy && alternates:
		return Reason{Score: 1, Why: "en alternance, avec un salaire"}
	case w.WorkStudy:
		return Reason{Score: 0.6}
	}
	return Reason{Score: 1}
}

func lasting(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if w.Short && t.WeeksMin > 30 {
		return Reason{Score: 0.5}
	}
	if w.Short && t.WeeksMax > 0 && t.WeeksMax <= 30 {
		return Reason{Score: 1, Why: "assez courte"}
	}
	return Reason{Score: 1}
}

func upward(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	switch {
	case t.ExitLevel == "" || w.Niveau == "":
		return Reason{Score: 1}
	case content.Rank(t.ExitLevel) < content.Rank(w.Niveau)-1:
		return Reason{Score: 0.6}
	case w.Diploma && content.Rank(t.ExitLevel) > content.Rank(w.Niveau):
		return Reason{Score: 1, Why: "donne un diplôme plus élevé"}
	}
	return Reason{Score: 1}
}

func certain(_ *Dialogue, _ *Wanted, t *content.Training, _ int) Reason {
	switch t.Confidence {
	case content.Verified:
		return Reason{Score: 1}
	case content.Unchecked:
		return Reason{Score: 0.85, Doubt: "à confirmer"}
	}
	return Reason{Score: 0.95}
}
