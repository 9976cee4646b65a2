package intents

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
)

// What speaks for a further intent being asked beside the best one.
const (
	signMargin  = iota // its margin over the whole message, -0.5 at least: one clause of many has little
	signGap            // by how much the best intent leads it there, 1 at most
	signSoft           // its share of the softmax of the whole message
	signClause         // its margin in the clause that speaks most for it
	signFirst          // how surely it is what that clause asks for, 0 when another is
	signShare          // its share of the softmax there
	signScope          // probability that the clause is in scope
	signAsks           // 1 when the clause is put as a question or a wish
	signClauses        // clauses of the message, 4 and more as 1
	signWords          // words of the clause, 8 and more as 1
	signScheme         // 1 when a scheme is named whose subject it is
	signSame           // 1 when the best intent is read from the same clause
	signBefore         // 1 when its clause comes before that of the best intent
	signBoth           // 1 when both clauses are put as a question or a wish
	signJoined         // 1 when the later of them begins with « et », « mais »…
	signMarked         // 1 when the earlier of them ends on a question mark
	signBest           // how surely the best intent is what its own clause asks for
	signs
)

var signNames = [signs]string{"margin", "gap", "soft", "clause", "first", "share", "scope", "asks", "clauses", "words", "scheme", "same", "before", "both", "joined", "marked", "best"}

// wish is an intent that may be asked.
type wish struct {
	intent int
	signs  [signs]float64
	order  int     // clause it was read from, or past them
	clause clause  // that clause
	asked  float64 // probability that it is asked too
}

// leastFurther is the probability from which a further intent is told: the highest F1
// on messages whose authors the model has not seen (0.654 at 0.4, 0.658 here, 0.651 at 0.55).
const leastFurther = 0.5

// companions are subjects that a word brings into a message about something else,
// as the contract of intents has them: what an apprentice earns is a question of pay
// and of apprenticeship, though no clause asks for an apprenticeship.
var companions = []struct {
	words   map[string]bool // one of them is said
	intent  string          // the subject it brings
	primary map[string]bool // beside these
}{
	{apprentice, "alternance", wordSet("entreprise remuneration_formation etudes_superieures age handicap femmes")},
	{spokenSet("bts but dut licence master ingenieur bachelor"), "etudes_superieures", wordSet("alternance")},
	{spokenSet("chomage are rsa allocation allocations indemnites ass salaire paye payee remunere remuneree"), "remuneration_formation", wordSet("reconversion poei immersion")},
	{spokenSet("diplome diplomes papier papiers brevet"), "sans_diplome", wordSet("vae")},
	{spokenSet("formation formations former forme stage apprendre"), "chercher_formation", wordSet("autre_region")},
	{spokenSet("travail travailler boulot bosser taf emploi emplois embauche embauchez recrute recrutez job poste"), "chercher_emploi", wordSet("autre_region")},
	{spokenSet("lourd lourds lourde charge charges porter soulever debout bruit bruyant bruyante poussiere poussieres fumees repetitif repetitifs gestes"), "conditions_travail", wordSet("handicap")},
	{spokenSet("marre ras bande gueule indigne insistance insupportable harcelement bordel putain merde chier bol saoule saoulez soule lourd lourds"), "mecontentement", wordSet("desabonner")},
	{spokenSet("gratuit gratuite gratuits gratuites payant payante payantes"), "financement", wordSet("chercher_formation infos_metier decouvrir_metiers inscription duree")},
	{spokenSet("completer complete abonder abondement reste suffit assez manque"), "financement", wordSet("cpf")},
}

var apprentice = spokenSet("alternance apprentissage apprenti apprentie apprentis alternant alternante alternants professionnalisation")

// further lists the other intents of a message, in reading order. Among wishes of
// their own clauses the first is what the message is about: it is answered first.
func (r *Recogniser) further(w *scratch, v *verdict, u *Understanding) {
	all := r.wishes(w, v)
	primary, others, doubt := r.tuning.arrange(all, r.intents)
	u.Score = r.tuning.score(v, doubt)
	u.set(r.intents[all[primary].intent], u.Score)
	for _, i := range others {
		u.Also = append(u.Also, r.intents[all[i].intent])
	}
	for _, c := range companions {
		if c.primary[u.Intent] && !contains(u.Also, c.intent) && contains(r.intents, c.intent) && said(w, c.words) {
			u.Also = append(u.Also, c.intent)
		}
	}
}

// arrange tells what a message is about and what else it asks; the first of all is
// the best of the whole message. Doubt is how near it was that another came first.
func (t *tuning) arrange(all []wish, intents []string) (primary int, others []int, doubt float64) {
	relate(all)
	beside := t.beside[intents[all[0].intent]]
	for i := range all[1:] {
		c := &all[i+1]
		name := intents[c.intent]
		if chatty[name] {
			continue
		}
		pair, least := beside[name], leastFurther
		switch {
		case name == danger: // what people say beside a subject tells nothing for it or against it
			pair, least = 0, leastDanger
		case acted[name]:
			least = leastActed
		}
		c.asked = sigmoid(t.further.logit(c.signs[:]) + t.habit[name] + pair)
		if c.asked >= least {
			others = append(others, i+1)
		}
		if c.signs[signBefore] > 0 || c.signs[signSame] > 0 || c.order == mostClauses {
			doubt = max(doubt, c.asked)
		}
	}
	slices.SortStableFunc(others, func(i, j int) int { return cmp.Compare(all[i].order, all[j].order) })
	for k, i := range others {
		c := &all[i]
		first := c.order < all[0].order && c.asked >= leastLeading && !leading[intents[all[0].intent]]
		if intents[c.intent] == danger { // goes before whatever else is asked, when a clause says it clearly
			first = c.signs[signFirst] >= leastLeading
		}
		if first {
			others[k] = 0
			if intents[c.intent] != danger {
				others = others[k:]
			}
			return i, others[:min(len(others), 3)], doubt
		}
	}
	return 0, others[:min(len(others), 3)], doubt
}

// acted are the intents that something is done for at once, which being asked for in
// passing must be surer of: leastActed.
var acted = wordSet("desabonner supprimer_donnees")

const leastActed = 0.6

// leastDanger is less than that of other wishes: not to hear it costs more than to hear it wrongly.
const leastDanger = 0.4

// leastLeading is the probability from which a further wish that is said before the
// best one is what the message is about.
const leastLeading = 0.5

// leading are the intents that come first wherever they are said, as the contract
// has it: what an employer, a frontier worker or somebody from elsewhere asks is read as
// theirs.
var leading = wordSet("entreprise frontalier autre_region detresse")

// relate sets the signs that tell of a wish and the best one.
func relate(all []wish) {
	best := &all[0]
	for i := range all {
		c := &all[i]
		earlier, later := best, c
		if c.order < best.order {
			earlier, later = c, best
			c.signs[signBefore] = 1
		}
		c.signs[signBest] = best.signs[signFirst]
		if c.order == best.order {
			c.signs[signSame] = 1
			continue
		}
		c.signs[signBoth] = c.signs[signAsks] * best.signs[signAsks]
		c.signs[signJoined] = toFloat(later.clause.joined)
		c.signs[signMarked] = toFloat(earlier.clause.marked)
	}
}

func toFloat(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// said tells whether one of the words is said, however it is spelt: long ones are
// known by their sound.
func said(w *scratch, words map[string]bool) bool {
	for i := range w.words {
		if words[w.words[i].text] || words[soundMark+w.words[i].sound] {
			return true
		}
	}
	return false
}

// soundMark begins the sounds in a set of [spokenSet].
const soundMark = "/"

// spokenSet is a set of words, and of the sounds of those long enough to sound like
// no other.
func spokenSet(list string) map[string]bool {
	set := wordSet(list)
	for word := range strings.FieldsSeq(list) {
		if len(word) >= 6 {
			set[soundMark+string(phonetic(nil, word))] = true
		}
	}
	return set
}

// mostClauses is how many clauses of a long message are read by themselves.
const mostClauses = 8

// wishes gathers the intents that may be asked: the best of the whole message and of
// each clause, and the subjects of schemes. They are there until w is used again.
func (r *Recogniser) wishes(w *scratch, v *verdict) (out []wish) {
	w.clauses = clausesOf(w.clauses[:0], w.words, w.tokens, w.asks)
	clauses := w.clauses[:min(len(w.clauses), mostClauses)]
	out = w.wishes[:0]
	find := func(intent int) *wish {
		for i := range out {
			if out[i].intent == intent {
				return &out[i]
			}
		}
		c := wish{intent: intent, order: mostClauses}
		margin := float64(w.scores[intent])
		c.signs[signMargin] = max(margin, -0.5)
		c.signs[signGap] = min(float64(v.best[0].margin)-margin, 1)
		c.signs[signSoft] = v.best[0].soft * math.Exp(r.tuning.sharpness*(margin-float64(v.best[0].margin)))
		c.signs[signClause] = -1.5
		c.signs[signClauses] = min(float64(len(clauses)-1)/3, 1)
		out = append(out, c)
		return &out[len(out)-1]
	}
	for _, b := range v.best[:v.count] {
		find(b.intent)
	}
	for _, m := range w.marks {
		if subject, ok := schemeSubject[m.value]; ok && m.name == Dispositif {
			if intent := sort.SearchStrings(r.intents, subject); intent < len(r.intents) && r.intents[intent] == subject {
				find(intent).signs[signScheme] = 1
			}
		}
	}
	part := r.scratch.Get().(*scratch)
	defer r.scratch.Put(part)
	for n, c := range clauses {
		read := v
		if len(clauses) > 1 {
			if c.to-c.from < 2 {
				continue
			}
			own := r.readClause(w, part, c)
			read = &own
		}
		for i, b := range read.best[:read.count] {
			if chatty[r.intents[b.intent]] && b.intent != v.best[0].intent {
				continue
			}
			wish := find(b.intent)
			if float64(b.margin) <= wish.signs[signClause] {
				continue
			}
			wish.order = n
			wish.signs[signClause], wish.signs[signShare], wish.signs[signScope] = float64(b.margin), b.soft, read.inScope
			wish.signs[signWords] = min(float64(c.to-c.from)/8, 1)
			wish.signs[signAsks], wish.clause = toFloat(c.asks), c
			if wish.signs[signFirst] = 0; i == 0 {
				wish.signs[signFirst] = b.soft * read.inScope * sigmoid(4*float64(b.margin))
			}
		}
	}
	w.wishes = out
	return out
}

// readClause reads one clause of the message in w by itself.
func (r *Recogniser) readClause(w, part *scratch, c clause) verdict {
	part.words, part.marks = append(part.words[:0], w.words[c.from:c.to]...), part.marks[:0]
	first, last := w.words[c.from].token, w.words[c.to-1].token
	for _, m := range w.marks {
		if m.from >= first && m.to <= last+1 {
			part.marks = append(part.marks, m)
		}
	}
	return r.verdict(part)
}

// schemeSubject is the intent that a scheme is the subject of.
var schemeSubject = map[string]string{
	"cpf": "cpf", "vae": "vae", "poei": "poei", "poec": "poei", "apprentissage": "alternance", "professionnalisation": "alternance",
	"ptp": "reconversion", "pro_a": "reconversion", "periode_reconversion": "reconversion", "cqpm": "certification", "cqpi": "certification",
	"titre_professionnel": "certification", "clea": "certification", "pmsmp": "immersion", "mrs": "immersion",
}

// chatty are the intents that only frame what else a message asks.
var chatty = map[string]bool{
	"saluer": true, "au_revoir": true, "remercier": true, "accepter": true, "refuser": true, "aide": true,
	"recommencer": true,
}

func contains(list []string, s string) bool {
	return slices.Contains(list, s)
}

// clause is a range of words.
type clause struct {
	from, to int
	asks     bool // put as a question or a wish
	joined   bool // begins with a word that joins wishes
	marked   bool // ends on a question mark
}

// clausesOf appends the parts of a message that is cut at its punctuation, at the words that join wishes, and
// before the words that begin a question where people write without any mark.
func clausesOf(out []clause, words []word, ts []token, asks bool) []clause {
	from := 0
	end := func(to int, mark rune) {
		c := clause{from: from, to: to, asks: mark == '?', marked: mark == '?'}
		for joins[words[c.from].text] && c.from+2 < to && to-c.from < len(words) {
			c.from++ // « et ça coûte combien » is read like « ça coûte combien »
			c.joined = true
		}
		for i := from; i < to && !c.asks; i++ {
			c.asks = words[i].family == "vouloir" || wishes[words[i].text] || asking[words[i].text] || ts[words[i].token].joined && inverted[words[i].text]
		}
		out = append(out, c)
		from = to
	}
	for i := 1; i < len(words); i++ {
		if words[i].token == words[i-1].token {
			continue
		}
		t, left := &ts[words[i].token], len(words)-i
		joined := (joins[words[i].text] && t.accented != "où" || t.accented == "é") && i-from >= 2 && left > 2 && small[words[i-1].text] == 0
		asks := questions[words[i].text] && i-from >= 3 && left >= 2 && (words[i].text != "combien" || amounts[words[i+1].text])
		if t.before != 0 || joined || asks {
			end(i, t.before)
		}
	}
	mark := rune(0)
	if asks {
		mark = '?'
	}
	end(len(words), mark)
	return out
}

// joins are the words that begin another wish, questions those that begin a question,
// asking those that a question holds.
var (
	joins     = wordSet("et mais puis aussi sinon car ou")
	questions = wordSet("c combien comment quand quel quelle quels quelles qui y")
	amounts   = wordSet("de d ca on je")                           // after « combien » that begins a question: « je gagne combien » ends one
	inverted  = wordSet("je tu il elle on nous vous ils elles ce") // after a hyphen: « serait-elle »
	asking    = wordSet("combien comment quand quel quelle quels quelles quoi pourquoi est-ce esce puis peut peux faut existe pourrais pourriez savoir connaitre demande")
)
