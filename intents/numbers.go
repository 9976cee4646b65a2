package intents

import (
	"slices"
	"strconv"
	"strings"
)

// unitWords follow a number that is not a place.
var unitWords = map[string]bool{
	"an": true, "ans": true, "annee": true, "annees": true, "pige": true, "piges": true, "balai": true, "balais": true, "berge": true, "berges": true,
	"mois": true, "semaine": true, "semaines": true, "sem": true, "jour": true, "jours": true, "heure": true, "heures": true, "h": true,
	"min": true, "mn": true, "minute": true, "minutes": true, "km": true, "kms": true, "kilometre": true, "kilometres": true, "kilometr": true,
	"borne": true, "bornes": true, "euros": true, "euro": true, "kg": true, "kilos": true, "fois": true, "personnes": true, "salaries": true,
	"zan": true, "zans": true,
}

var months = map[string]bool{
	"janvier": true, "fevrier": true, "mars": true, "avril": true, "mai": true, "juin": true, "juillet": true, "aout": true,
	"septembre": true, "octobre": true, "novembre": true, "decembre": true, "lundi": true, "mardi": true, "mercredi": true,
	"jeudi": true, "vendredi": true, "samedi": true, "dimanche": true,
}

var yearUnits = map[string]bool{"an": true, "ans": true, "pige": true, "piges": true, "balai": true, "balais": true, "berge": true, "berges": true, "zan": true, "zans": true, "bale": true, "balet": true, "bougies": true, "printemps": true}

// small are the number words; people write the hyphens or not.
var small = map[string]int{
	"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
	"douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40,
	"cinquante": 50, "soixante": 60, "septante": 70, "nonante": 90, "cent": 100, "demi": 0, "demie": 0,
}

// InDigits writes the numbers of a text in digits where they stand in words: « non, quarante-sept » is « non 47 ».
// Words come without accents and marks.
func InDigits(text string) string {
	s := factScan{ts: tokens(text)}
	words := make([]string, 0, len(s.ts))
	for i := 0; i < len(s.ts); {
		n, next := s.number(i)
		if n == 0 || s.ts[i].kind == numberToken {
			words, i = append(words, s.ts[i].word), i+1
			continue
		}
		words, i = append(words, strconv.Itoa(n)), next
	}
	return strings.Join(words, " ")
}

// number reads a number in digits or in words at token i, and gives the token
// after it. Zero is not read.
func (s *factScan) number(i int) (n, next int) {
	t := &s.ts[i]
	if t.kind == numberToken {
		if len(t.word) > 6 {
			return 0, i
		}
		n, _ := strconv.Atoi(t.word)
		return n, i + 1
	}
	if w := t.word; len(w) == 3 && w[0] == 'j' && yearUnits[s.word(i+1)] {
		if n, err := strconv.Atoi(w[1:]); err == nil {
			return n, i + 1 // « j23 ans »
		}
	}
	next = i
	for next < len(s.ts) && next-i < 5 {
		w := s.ts[next].word
		v, ok := small[w]
		switch {
		case w == "et" && n >= 20 && next+1 < len(s.ts) && (s.word(next+1) == "un" || s.word(next+1) == "une" || s.word(next+1) == "onze"):
			next++
			continue
		case !ok || v == 0:
			return n, next
		case n == 0:
			n = v
		case v == 20 && n == 4:
			n = 80
		case n == 10 && v >= 7 && v < 10: // « dix-huit »
			n += v
		case n >= 20 && n%10 == 0 && v < 20 && n != 100:
			n += v
		default:
			return n, next
		}
		next++
	}
	return n, next
}

// numbers reads what is told by figures: ages, distances, lengths, places.
func (s *factScan) numbers() {
	for i := 0; i < len(s.ts); i++ {
		if s.taken[i] {
			continue
		}
		t := &s.ts[i]
		if t.kind == wordToken && len(t.word) <= 6 && t.word[0] >= '0' && t.word[0] <= '9' {
			if s.glued(i) {
				continue
			}
		}
		if s.half(i) {
			continue
		}
		n, next := s.number(i)
		if next == i || n == 0 {
			continue
		}
		switch {
		case s.age(n, i, next), s.ageAbroad(n, i, next), s.distance(n, i, next), s.duration(n, i, next), s.born(n, i):
		case t.kind == numberToken && s.numbered(i):
		case s.amongFacts(n, i, next):
			s.put(Age, strconv.Itoa(n), i, next).Bearer = s.bearers[i]
		case t.kind == numberToken && len(s.ts) <= 3 || next-i == len(s.ts):
			s.bare(n, i, next)
		}
		i = max(i, next-1)
	}
}

// amongFacts tells whether a number stands by itself among what somebody lists of themselves, and can be of an age only:
// « Longwy. Intérim. 31 ».
func (s *factScan) amongFacts(n, from, to int) bool {
	apart := func(b rune) bool { return b == '.' || b == ',' || b == '\n' || b == ';' }
	if n < 16 || n > 67 || s.home[strconv.Itoa(n)] || len(s.ts) > 8 || from > 0 && !apart(s.ts[from].before) || to < len(s.ts) && !apart(s.ts[to].before) {
		return false
	}
	for i := range s.out {
		if e := &s.out[i]; e.Name == Age || e.Name == MobiliteKm || e.Negated {
			return false
		}
	}
	return (s.atWork() || slices.ContainsFunc(s.out, func(e Entity) bool { return e.Name == Situation || e.Name == Metier })) &&
		slices.ContainsFunc(s.out, func(e Entity) bool { return e.Name == Commune })
}

// glued reads « 52ans », « 30km », « 1h30 ».
func (s *factScan) glued(i int) bool {
	w := s.ts[i].word
	cut := 0
	for cut < len(w) && w[cut] >= '0' && w[cut] <= '9' {
		cut++
	}
	n, err := strconv.Atoi(w[:cut])
	if err != nil {
		return false
	}
	switch unit := w[cut:]; {
	case yearUnits[unit]:
		return s.ageHere(n, i, i+1)
	case unit == "km" || unit == "kms":
		s.put(MobiliteKm, strconv.Itoa(n), i, i+1)
		return true
	case unit == "min" || unit == "mn":
		return s.reach(n, i, i+1)
	case len(unit) > 0 && unit[0] == 'h' && n <= 4:
		minutes, _ := strconv.Atoi(unit[1:])
		return s.reach(60*n+minutes, i, i+1)
	}
	return false
}

// half reads « une demi heure ».
func (s *factScan) half(i int) bool {
	w := s.ts[i].word
	if w != "demi" && w != "demie" || s.word(i+1) != "heure" && s.word(i+1) != "h" {
		return false
	}
	return s.reach(30, i, i+2)
}

// distance reads « 30 bornes », « 20 minutes », « une heure de route ».
func (s *factScan) distance(n, from, to int) bool {
	switch s.word(to) {
	case "km", "kms", "kilometre", "kilometres", "kilometr", "borne", "bornes", "kilometers":
		if n > 500 {
			return false
		}
		s.put(MobiliteKm, strconv.Itoa(n), from, to+1)
		return true
	case "min", "mn", "minute", "minutes":
		return s.reach(n, from, to+1)
	case "h", "heure", "heures":
		if n > 4 {
			return false
		}
		minutes, end := 60*n, to+1
		if more, next := 0, end; next < len(s.ts) {
			if more, next = s.number(next); more == 15 || more == 30 || more == 45 {
				minutes, end = minutes+more, next
			}
		}
		return s.reach(minutes, from, end)
	}
	return false
}

// travel are words that make a time a way: the time itself is counted as a
// kilometre a minute, an ordinary road of the region.
var travel = map[string]bool{
	"route": true, "trajet": true, "voiture": true, "bagnole": true, "bus": true, "train": true, "deplacer": true, "bouger": true, "rouler": true,
	"loin": true, "distance": true, "autour": true, "moi": true, "maison": true, "plus": true, "maximum": true, "max": true, "rayon": true,
	"domicile": true, "jusqu": true, "faire": true, "transport": true, "chez": true,
}

func (s *factScan) reach(minutes, from, to int) bool {
	if minutes < 5 || minutes > 240 || s.word(to) == "du" && (s.word(to+1) == "matin" || s.word(to+1) == "mat" || s.word(to+1) == "soir") || s.word(to) == "de" && s.word(to+1) == "l" {
		return false // « 2 h du matin »
	}
	ok := s.expects(MobiliteKm)
	for i := max(0, from-5); i < min(len(s.ts), to+5) && !ok; i++ {
		ok = travel[s.ts[i].word]
	}
	if !ok {
		return false
	}
	s.put(MobiliteKm, strconv.Itoa(minutes), from, to)
	return true
}

// duration reads « 6 mois » as a length wished for a training.
func (s *factScan) duration(n, from, to int) bool {
	weeks := 0.0
	switch s.word(to) {
	case "semaine", "semaines", "sem":
		weeks = 1
	case "mois", "moi":
		weeks = 52.0 / 12
	case "trimestre", "trimestres":
		weeks = 13
	case "an", "ans", "annee", "annees":
		if n > 5 { // no training is that long
			return false
		}
		weeks = 52
	default:
		return false
	}
	switch s.word(from - 1) {
	case "depuis", "depui", "a", "y", "ya", "fait", "apres", "il", "dans":
		return false
	}
	if n > 260 {
		return false
	}
	s.put(Duree, strconv.Itoa(max(1, int(float64(n)*weeks+0.5))), from, to+1)
	return true
}

// bare reads a number that stands alone as the answer to what was asked.
func (s *factScan) bare(n, from, to int) {
	switch {
	case s.expects(Age) && n >= 12 && n <= 90:
		s.put(Age, strconv.Itoa(n), from, to)
	case s.expects(MobiliteKm) && n >= 1 && n <= 500:
		s.put(MobiliteKm, strconv.Itoa(n), from, to)
	}
}
