package intents

import "strconv"

// situation takes set words for the state of the person, unless they tell of a
// right (« droit au chômage »), of several people, or of an apprentice's employer.
func (s *factScan) situation(value string, hit found) int {
	before, last := s.word(hit.from-1), s.word(hit.to-1)
	switch {
	case before == "droit" || before == "droits" || before == "toucher" || before == "les" || before == "des":
		return 0
	case hit.to == hit.from+1 && len(last) > 5 && last[len(last)-1] == 's':
		return 0
	case value == "salarie" && (s.word(hit.from) == "mon" || s.word(hit.from) == "ma") && s.apprentice():
		return 0
	}
	e := s.put(Situation, value, hit.from, hit.to)
	e.Bearer, e.Past, e.Negated = s.bearers[hit.from], s.past(hit.from), s.denied(hit.from)
	return hit.to
}

func (s *factScan) apprentice() bool {
	for i := range s.ts {
		switch s.ts[i].word {
		case "apprenti", "apprentie", "apprentissage", "alternance", "alternant", "alternante", "stage":
			return true
		}
	}
	return false
}

// diploma reads a diploma as the level held when a word before it says so and
// none says it is wished for.
func (s *factScan) diploma(value string, hit found) int {
	bare := len(s.ts) <= 3 || s.expects(Niveau)
	if v := s.word(hit.to); hit.to == hit.from+1 && value == "bac" {
		if n, err := strconv.Atoi(v); err == nil && n >= 1 && n <= 8 {
			value = [...]string{"bac", "bac", "bac2", "bac3", "bac3", "bac5", "bac5", "bac5", "bac5"}[n]
			hit.to++
		}
	}
	if value == "bac3" && s.word(hit.from) == "but" && !s.ts[hit.from].upper && (hit.from == 0 || s.word(hit.from-1) != "un") {
		return 0
	}
	holds, negated := bare, false
	for back := 1; back <= 5 && hit.from-back >= 0; back++ {
		i := hit.from - back
		w := s.ts[i].word
		if s.lists["wants"][w] || w == "passe" && (s.word(i-1) == "je" || s.word(i-1) == "j") && s.ts[i].accented == w {
			if !bare {
				return 0
			}
			break
		}
		if w == "pas" || w == "sans" || w == "jamais" || w == "ni" || w == "pa" {
			negated = true
		}
		if s.lists["holds"][w] {
			holds = true
		}
		if s.ts[i].before != 0 {
			break
		}
	}
	if !holds || negated {
		return 0
	}
	if next := s.word(hit.to); next == "en" && (s.word(hit.to+1) == "alternance" || s.word(hit.to+1) == "apprentissage") && !bare {
		return 0
	}
	s.put(Niveau, value, hit.from, hit.to).Bearer = s.bearers[hit.from]
	return hit.to
}
