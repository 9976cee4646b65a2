package intents

import "strconv"

// contractual are the entities that the contract of commands names; the others
// serve the conversation and stay out of what is printed for checks.
var contractual = map[string]bool{
	Metier: true, Commune: true, Departement: true, Partenaire: true, Dispositif: true,
	Niveau: true, Situation: true, Age: true, Telephone: true, Email: true,
}

func values(entities []Entity) map[string]any {
	out := make(map[string]any)
	for _, e := range entities {
		if !contractual[e.Name] || e.Negated || e.Past || e.Bearer == Nobody {
			continue
		}
		out[e.Name] = e.Value
		if e.Name == Age {
			if years, err := strconv.Atoi(e.Value); err == nil {
				out[e.Name] = years
			}
		}
	}
	// The job someone was in, or that somebody else has, is the one they speak of when they name no other.
	for _, nobody := range []bool{false, true} {
		for _, e := range entities {
			if _, said := out[Metier]; !said && e.Name == Metier && !e.Negated && (e.Past || nobody) && (e.Bearer == Nobody) == nobody {
				out[Metier] = e.Value
			}
		}
	}
	return out
}
