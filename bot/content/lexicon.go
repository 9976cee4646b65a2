package content

import "potentiels/intents"

// Lexicon is what messages are read against. Rows without everyday names are
// left out where the official name alone would mislead: « Aides au permis B »
// is a scheme to tell of, not a word people name a scheme by.
func (c *Content) Lexicon() intents.Lexicon {
	var lex intents.Lexicon
	for _, j := range c.Jobs {
		var names []string
		for _, name := range j.Names {
			names = append(names, intents.SpellOut(name)...)
		}
		lex.Jobs = append(lex.Jobs, intents.Term{ID: j.ID, Names: names})
	}
	for _, p := range c.Partners {
		lex.Partners = append(lex.Partners, intents.Term{ID: p.ID, Names: p.Names})
	}
	for _, s := range c.Schemes {
		if len(s.Names) > 0 {
			lex.Schemes = append(lex.Schemes, intents.Term{ID: s.ID, Names: s.Names})
		}
	}
	for _, d := range c.Departements {
		lex.Departements = append(lex.Departements, intents.Term{ID: d.Code, Names: prepend(d.Name, d.Names)})
	}
	for _, r := range c.Regions {
		lex.Regions = append(lex.Regions, intents.Term{ID: r.Code, Names: prepend(r.Name, r.Names)})
	}
	for _, a := range c.Areas {
		lex.Areas = append(lex.Areas, intents.Area{Names: prepend(a.Name, a.Names), Commune: a.Commune})
	}
	for _, a := range c.Abroad {
		lex.Abroad = append(lex.Abroad, intents.Term{ID: a.Name, Names: prepend(a.Name, a.Names)})
	}
	lex.Communes = make([]intents.PlaceName, len(c.Places))
	for i := range c.Places {
		p := &c.Places[i]
		lex.Communes[i] = intents.PlaceName{
			Code:        p.Code,
			Name:        p.Name,
			Aliases:     p.Aliases[p.former:],
			Former:      p.Aliases[:p.former],
			Postcodes:   p.Postcodes(),
			Departement: p.Departement,
			Population:  int(p.Population),
			Home:        p.Home,
		}
	}
	return lex
}

func prepend(name string, names []string) []string {
	return append([]string{name}, names...)
}
