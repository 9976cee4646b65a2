package intents

import "strings"

// work reads who has a job from what they say they do: « je suis serveuse », « caissière depuis
// 14 ans », « je travaille dans un Ehpad ». Set words for a state say more, and win.
func (s *factScan) work() {
	for i := range s.out {
		if e := &s.out[i]; e.Name == Situation && !e.Past && !e.Negated && (e.Bearer == Self || !wishing(s.ts)) {
			return
		}
	}
	for i := range s.ts {
		if i > 0 && (s.occupied(i) || s.works(i)) || i == 0 && s.since(i) {
			e := s.put(Situation, "salarie", i, i+1)
			e.Bearer = s.bearers[i]
			return
		}
		if s.contracted(i) || s.takenOn(i) {
			s.put(Situation, "salarie", i, i+1).Bearer = s.bearers[i]
			return
		}
		if s.partTime(i) {
			s.put(Situation, "salarie", i, i+1).Bearer = s.bearers[i]
			return
		}
		if s.crosses(i) {
			s.put(Situation, "salarie", i, i+1).Bearer = s.bearers[i]
			return
		}
		if s.temping(i) {
			s.put(Situation, "interimaire", i, i+1).Bearer = s.bearers[i]
			return
		}
	}
}

// wishing tells whether the writer wishes something: what relatives do is then told beside.
func wishing(ts []token) bool {
	for i := 1; i < len(ts); i++ {
		if wishes[ts[i].word] && firstPerson[ts[i-1].word] {
			return true
		}
	}
	return false
}

// temping tells whether token i is a bare « intérim » beside what somebody works as: « soudeur intérim », « ici
// intérim ménage ».
func (s *factScan) temping(i int) bool {
	if w := strings.TrimPrefix(strings.TrimPrefix(s.word(i), "d"), "l"); w != "interim" && w != "interime" || s.taken[i] || s.last(i) == '?' {
		return false
	}
	if len(s.ts) <= 2 && s.expects(Situation) {
		return true
	}
	if before := s.word(i - 1); strings.HasPrefix(s.word(i), "l") || before == "l" || before == "de" || before == "d" {
		for k := i - 1; k >= max(0, i-4); k-- {
			if s.ts[k].word == "moi" && (s.word(k+1) == "c" || s.word(k+1) == "cest") {
				return true // « moi c'est l'intérim, depuis six ans »
			}
		}
	}
	if i == 0 {
		return false
	}
	joined := s.ts[i].before == 0
	return joined && (s.isJob(i-1) || temps[s.word(i-1)]) || i+1 < len(s.ts) && s.ts[i+1].before == 0 && (s.isJob(i+1) || temps[s.word(i+1)])
}

// partTime tells whether token i is an occupation that a message begins with, followed by its hours: « caissière à temps partiel ».
func (s *factScan) partTime(i int) bool {
	if i > 0 && s.ts[i].before == 0 && !greeting[s.word(i-1)] || !s.occupation(i) || i+3 >= len(s.ts) {
		return false
	}
	return s.word(i+1) == "a" && (s.word(i+2) == "temps" && (s.word(i+3) == "partiel" || s.word(i+3) == "plein" || s.word(i+3) == "complet") || s.word(i+2) == "mi" && s.word(i+3) == "temps")
}

// crosses tells whether token i says that somebody works across the border: « je suis frontalier », « frontalière à Bâle ».
func (s *factScan) crosses(i int) bool {
	if w := s.word(i); w != "frontalier" && w != "frontaliere" || s.last(i) == '?' || s.past(i) {
		return false
	}
	if k := i - 1; being[s.word(k)] || s.word(k) == "travailleur" && being[s.word(k-1)] {
		return true
	}
	next := s.word(i + 1)
	return s.abroad() && (i == 0 || s.ts[i].before != 0 || greeting[s.word(i-1)]) && (next == "a" || next == "au" || next == "en" || next == "depuis")
}

// greeting are the words that a message may begin with before it tells anything.
var greeting = wordSet("bonjour bjr bonsoir bsr salut slt coucou cc hello moi alors")

// contracted tells whether token i is a bare contract after what somebody does, or in answer to where they stand: « je
// fais le ménage, CDI 20 heures ».
func (s *factScan) contracted(i int) bool {
	if w := s.word(i); w != "cdi" && w != "cdd" || s.taken[i] || s.last(i) == '?' {
		return false
	}
	if next := s.word(i + 1); next == "a" && s.word(i+2) == "la" || next == "au" || next == "derriere" || next == "ensuite" || next == "possible" {
		return false // « CDI à la clé »
	}
	if s.ts[i].before == 0 && (s.word(i-1) == "un" || s.word(i-1) == "1") {
		i--
	}
	if i == 0 {
		return s.expects(Situation) && len(s.ts) <= 5
	}
	if s.ts[i].before != ',' && s.ts[i].before != '(' && s.ts[i].before != ':' {
		return false
	}
	does := s.expects(Situation)
	for k := i - 1; k >= 0; k-- {
		w := s.ts[k].word
		if wishes[w] || conditional[w] || w == "devenir" || w == "apres" {
			return false
		}
		does = does || firstPerson[w] && doing[s.word(k+1)] || doing[w] && strings.HasPrefix(w, "j") || begun[w] && haveThem[s.word(k-1)] || s.occupation(k)
		if b := s.ts[k].before; b == '.' || b == '!' || b == '?' || b == '\n' {
			break
		}
	}
	return does && s.bearers[i] != Nobody
}

// takenOn tells whether token i says that somebody was taken on just now: « on m'a embauché ».
func (s *factScan) takenOn(i int) bool {
	if w := s.word(i); w != "embauche" && w != "embauchee" || s.last(i) == '?' || i < 2 {
		return false
	}
	if w := s.word(i - 1); !(w == "a" || w == "ont") || s.word(i-2) != "m" {
		return false
	}
	return i+1 >= len(s.ts) || s.ts[i+1].before == '.' || s.ts[i+1].before == '!' || s.word(i+1) == "hier" || s.word(i+1) == "depuis" || months[s.word(i+1)]
}

// begun are the verbs after « j'ai » for a job just taken up.
var begun = wordSet("repris commence debute trouve decroche retrouve attaque")

// doing are the verbs after « je » for what one works at.
var doing = wordSet("fais fait fai jfais jfai bosse jbosse travaille travail garde nettoie livre vends sers conduis tiens suis jsuis jsui occupe")

// temps stand beside « intérim » where somebody works so.
var temps = wordSet("ici actuellement maintenant mtn boulot travail taf menage nettoyage manutention usine chantier btp logistique")

// isJob tells whether token i is of a job that was read, or an occupation.
func (s *factScan) isJob(i int) bool {
	for k := range s.out {
		if e := &s.out[k]; e.Name == Metier && e.Start <= s.ts[i].start && s.ts[i].end <= e.End {
			return somebody(s.ts[i].word) || strings.HasSuffix(s.ts[i].word, "aire")
		}
	}
	return s.occupation(i)
}

// being are the words before an occupation that make it one's own.
var being = wordSet("suis jsuis jsui chui chuis sui jss")

// occupied tells whether token i is an occupation that somebody has: « je suis coiffeuse »,
// « mon mari est chauffeur », « cariste chez nous depuis dix ans ».
func (s *factScan) occupied(i int) bool {
	k := i - 1
	if w := s.word(k); (w == "un" || w == "une") && s.ts[i].before == 0 {
		k--
	}
	w := s.word(k)
	switch {
	case s.ts[i].before != 0 || k < 0 || s.ts[k+1].before != 0:
	case being[w] && s.bearers[i] != Nobody, w == "est" && s.bearers[i] == Ward && s.word(k-1) != "c":
		if s.occupation(i) && !s.trained(i+1) {
			return true
		}
	}
	return s.since(i)
}

// since tells whether token i is an occupation, and how long somebody has had it comes next. A job
// of the catalogue is one somebody may want, or have had.
func (s *factScan) since(i int) bool {
	for k := i + 1; k < min(i+5, len(s.ts)) && s.ts[k].before == 0; k++ {
		switch w := s.ts[k].word; w {
		case "depuis", "dpuis", "dpui", "depui":
			if k+1 >= len(s.ts) || s.past(i) {
				return false
			}
			n, _ := s.number(k + 1)
			return (n > 0 || lasting[s.word(k+1)]) && s.occupation(i)
		default:
			if k == i+1 && !whereOf[w] && s.word(k+1) != "depuis" {
				return false
			}
		}
	}
	return false
}

// lasting are the words after « depuis » that tell a length of time, whereOf those between an occupation and « depuis ».
var (
	lasting = wordSet("toujours plusieurs des longtemps mes la ma")
	whereOf = wordSet("a au aux chez de d du en dans libre livreur routier scolaire sociale")
)

// trained tells whether « vendeuse » before token i is what somebody learnt: « de formation ».
func (s *factScan) trained(i int) bool {
	w := s.word(i + 1)
	return s.word(i) == "de" && (w == "formation" || w == "metier" || w == "base")
}

// occupation tells whether a word is one of those people work as outside the catalogue, also as it sounds.
func (s *factScan) occupation(i int) bool {
	w := s.ts[i].word
	if s.taken[i] || strings.HasPrefix(s.word(i+1), "social") {
		return false
	}
	if s.lists["occupation"][w] {
		return true
	}
	if len(w) < 5 || s.everyday(w) {
		return false
	}
	var buf [2 * maxWord]byte
	return s.occupations[string(phonetic(buf[:0], w))]
}

// working are the words for being at work, and conditional those before them that make it a question or a condition.
var (
	working     = wordSet("travaille travail travaile bosse taffe travaye bos")
	conditional = wordSet("si quand que qu ou pourquoi combien quoi comment lorsque ke tant")
)

// abroad tells whether a place outside France is told: who works there has other rights.
func (s *factScan) abroad() bool {
	for i := range s.out {
		if s.out[i].Name == Etranger {
			return true
		}
	}
	return false
}

// works tells whether token i says that somebody works: « je bosse de nuit dans un Ehpad ».
func (s *factScan) works(i int) bool {
	if !working[s.ts[i].word] || s.abroad() || s.word(i-1) != "je" && s.word(i-1) != "j" || i > 1 && s.ts[i-1].before == 0 && conditional[s.word(i-2)] {
		return false
	}
	switch s.word(i + 1) {
	case "comme", "chez", "dans", "a", "au", "aux", "en", "pour", "de", "depuis", "actuellement", "toujours", "deja", "encore", "avec":
		return s.word(i+2) != "mon" || s.word(i+3) != "compte"
	}
	return false
}

// wasThat tells whether a number at token from is for how long somebody was what stands before it: « j'étais
// lamineur, 22 ans ».
func (s *factScan) wasThat(from int) bool {
	for k := range s.out {
		if e := &s.out[k]; e.Name == Metier && e.Past && from > 0 && e.End == s.ts[from-1].end && s.ts[from].before == ',' {
			return true
		}
	}
	return false
}

// served tells whether what follows a number of years before token i was done for so long: « 26 ans dessinatrice
// dans une fabrique ».
func (s *factScan) served(i int) bool {
	end := i
	for k := range s.out {
		if e := &s.out[k]; e.Name == Metier && i < len(s.ts) && e.Start == s.ts[i].start {
			for end < len(s.ts) && s.ts[end].end <= e.End {
				end++
			}
		}
	}
	if end == i {
		if i >= len(s.ts) || !s.occupation(i) {
			return false
		}
		end++
	}
	w := s.word(end)
	return w == "dans" || w == "ds" || w == "chez"
}
