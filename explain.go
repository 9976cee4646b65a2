package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"potentiels/intents"
)

// explain tells in French what is read in a sentence, and why: for staff who try the bot.
func explain(r *intents.Recogniser, text string) string {
	u, why := r.Explain(text, intents.Expected{})
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("« %s »", strings.Join(strings.Fields(text), " "))
	if u.Intent == intents.OutOfScope {
		line("Compris : hors sujet. Dans le sujet à %s, il en faut %s.", percent(why.InScope), percent(why.Threshold))
	} else {
		line("Compris : %s, sûr à %s.", u.Intent, percent(u.Score))
	}
	if len(u.Also) > 0 {
		line("Demandé aussi : %s.", strings.Join(u.Also, ", "))
	}
	values := u.Values()
	var told []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		told = append(told, fmt.Sprintf("%s = %v", name, values[name]))
	}
	if len(told) > 0 {
		line("Relevé : %s.", strings.Join(told, ", "))
	}
	var words []string
	for _, w := range why.Words {
		switch {
		case !strings.EqualFold(w.Written, w.Read):
			words = append(words, fmt.Sprintf("%s lu « %s »", w.Written, w.Read))
		case !w.Known:
			words = append(words, w.Written+" inconnu")
		}
	}
	if len(words) > 0 {
		line("Mots : %s.", strings.Join(words, ", "))
	}
	if weights := weighed(why.Features, 5); weights != "" {
		line("A pesé pour : %s.", weights)
	}
	if why.RunnerUp != "" {
		line("Venait ensuite : %s. A pesé pour elle : %s.", why.RunnerUp, orNothing(weighed(why.Against, 3)))
	}
	if why.Nearest != "" {
		line("Phrase la plus proche : %s.", why.Nearest)
	}
	return strings.TrimSpace(b.String())
}

func percent(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }

func weighed(features []intents.FeatureWeight, most int) string {
	var out []string
	for _, f := range features[:min(most, len(features))] {
		out = append(out, strings.Replace(fmt.Sprintf("%s (%+.1f)", inFrench(f.Feature), f.Weight), ".", ",", 1))
	}
	return strings.Join(out, ", ")
}

// featureNames say in French what a feature is of, by how its name begins.
var featureNames = []struct{ english, french string }{
	{"letters of ", "les lettres de « %s »"}, {"stems ", "les racines « %s »"}, {"stem ", "la racine « %s »"},
	{"first two ", "les deux premiers mots « %s »"}, {"first ", "le premier mot « %s »"}, {"last ", "le dernier mot « %s »"},
	{"families ", "les familles de mots « %s »"}, {"family ", "la famille de mots « %s »"}, {"a ", "un repère : %s"},
}

func inFrench(feature string) string {
	if word, mark, ok := strings.Cut(feature, " before a "); ok {
		return fmt.Sprintf("« %s » devant un repère : %s", word, mark)
	}
	for _, n := range featureNames {
		if rest, ok := strings.CutPrefix(feature, n.english); ok {
			return fmt.Sprintf(n.french, rest)
		}
	}
	return feature
}

func orNothing(s string) string {
	if s == "" {
		return "rien de plus"
	}
	return s
}
