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
}

// rule judges a training for a person.
type rule struct {
	name  string
	judge func(d *Dialogue, w *Wanted, t *content.Training, km int) Reason
}

// rules in the order they are told. A score is the product of all of them, so each
// can be read alone: 1 is neutral, 0 rules out.
var rules = []rule{
	{"métier", fits},
	{"niveau", entry},
	{"situation", open},
	{"âge", aged},
	{"distance", near},
	{"alternance", workStudy},
	{"durée", lasting},
	{"débouché", upward},
	{"certitude", certain},
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
	case t.EntryLevel == "" && w.Niveau == "sans_diplome" && !strings.Contains(t.Unknown, "niveau"):
		return Reason{Score: 1, Doubt: "le niveau demandé à l'entrée"}
	case t.EntryLevel == "", t.EntryLevel == "sans_diplome":
		return Reason{Score: 1}
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

func open(_ *Dialogue, w *Wanted, t *content.Training, _ int) Reason {
	if len(t.Situations) == 0 {
		return Reason{Score: 1}
	}
	if w.Situation == "" {
		return Reason{Score: 0.8, Doubt: "ouverte selon votre situation"}
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

func near(_ *Dialogue, w *Wanted, t *content.Training, km int) Reason {
	if km < 0 {
		if t.Commune != "" {
			return Reason{Score: 0.8}
		}
		if len(t.Departements) > 0 && w.Around != "" && !slices.Contains(t.Departements, w.Departement) {
			return Reason{Score: 0.7}
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
