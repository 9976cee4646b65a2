package intents

import "sort"

// What speaks for a further intent being asked beside the best one.
const (
	signMargin  = iota // its margin over the whole message
	signGap            // by how much the best intent leads it there
	signClause         // its margin in the clause that speaks most for it
	signFirst          // 1 when it is the best intent of that clause
	signShare          // its share of the softmax there
	signScope          // probability that the clause is in scope
	signClauses        // clauses of the message, 4 and more as 1
	signWords          // words of the clause, 8 and more as 1
	signScheme         // 1 when a scheme is named whose subject it is
	signs
)

var signNames = [signs]string{"margin", "gap", "clause", "first", "share", "scope", "clauses", "words", "scheme"}

// wish is an intent that may be asked beside the best one.
type wish struct {
	intent int
	signs  [signs]float64
	order  int // clause it was read from, or where its scheme stands
}

// leastFurther is the probability from which a further intent is told. The F1 of a
// list is highest when what is told begins at half that F1, and 0.7 is hoped for.
const leastFurther = 0.35

// companions are subjects that a word brings into a message about something else:
// an apprentice's papers are a question of papers and of apprenticeship, though
// no clause asks for an apprenticeship.
var companions = []struct {
	words   map[string]bool // one of them is said
	intent  string          // the subject it brings
	primary map[string]bool // beside these
}{
	{wordSet("alternance apprentissage apprenti apprentie apprentis alternant alternante alternants alternence aprentissage professionnalisation"), "alternance",
		wordSet("entreprise etranger remuneration_formation etudes_superieures age handicap logement_mobilite femmes casier_judiciaire permis_transport")},
	{wordSet("bts but dut licence master ingenieur bachelor"), "etudes_superieures", wordSet("alternance")},
	{wordSet("chomage are rsa allocation allocations indemnites ass"), "remuneration_formation", wordSet("reconversion")},
}

// further lists the other intents of a message, in reading order.
func (r *Recogniser) further(w *scratch, v *verdict, primary string) []string {
	var told []wish
	for _, c := range r.wishes(w, v, primary) {
		if sigmoid(r.tuning.further.logit(c.signs[:])) >= leastFurther {
			told = append(told, c)
		}
	}
	sort.SliceStable(told, func(i, j int) bool { return told[i].order < told[j].order })
	var out []string
	for _, c := range told[:min(len(told), 3)] {
		out = append(out, r.intents[c.intent])
	}
	for _, c := range companions {
		if c.primary[primary] && !contains(out, c.intent) && contains(r.intents, c.intent) && said(w, c.words) {
			out = append(out, c.intent)
		}
	}
	return out
}

func said(w *scratch, words map[string]bool) bool {
	for i := range w.tokens {
		if words[w.tokens[i].word] {
			return true
		}
	}
	return false
}

// mostClauses is how many clauses of a long message are read by themselves.
const mostClauses = 5

// wishes gathers the intents that may be further ones: the runners-up of the whole
// message and the best of each clause.
func (r *Recogniser) wishes(w *scratch, v *verdict, primary string) []wish {
	var out []wish
	find := func(intent int) *wish {
		if name := r.intents[intent]; name == primary || chatty[name] {
			return nil
		}
		for i := range out {
			if out[i].intent == intent {
				return &out[i]
			}
		}
		c := wish{intent: intent, order: mostClauses}
		c.signs[signMargin] = float64(w.scores[intent])
		c.signs[signGap] = float64(v.best[0].margin - w.scores[intent])
		c.signs[signClause] = -1.5
		out = append(out, c)
		return &out[len(out)-1]
	}
	for _, b := range v.best[1:v.count] {
		find(b.intent)
	}
	for _, m := range w.marks {
		if subject, ok := schemeSubject[m.value]; ok && m.name == Dispositif {
			if intent := sort.SearchStrings(r.intents, subject); intent < len(r.intents) && r.intents[intent] == subject {
				if c := find(intent); c != nil {
					c.signs[signScheme] = 1
				}
			}
		}
	}
	clauses := clausesOf(w.tokens)
	if len(clauses) > 1 {
		r.clauses(w, clauses, find)
	}
	for i := range out {
		out[i].signs[signClauses] = min(float64(len(clauses)-1)/3, 1)
	}
	return out
}

// clauses reads the clauses of a message one by one.
func (r *Recogniser) clauses(w *scratch, clauses []clause, find func(int) *wish) {
	part := r.scratch.Get().(*scratch)
	defer r.scratch.Put(part)
	for n, c := range clauses[:min(len(clauses), mostClauses)] {
		part.words, part.marks = part.words[:0], part.marks[:0]
		for i := range w.words {
			if t := w.words[i].token; t >= c.from && t < c.to {
				part.words = append(part.words, w.words[i])
			}
		}
		if len(part.words) < 2 {
			continue
		}
		for _, m := range w.marks {
			if m.from >= c.from && m.to <= c.to {
				part.marks = append(part.marks, m)
			}
		}
		v := r.verdict(part)
		for i, b := range v.best[:v.count] {
			wish := find(b.intent)
			if wish == nil || float64(b.margin) <= wish.signs[signClause] {
				continue
			}
			wish.order = n
			wish.signs[signClause], wish.signs[signShare], wish.signs[signScope] = float64(b.margin), b.soft, v.inScope
			wish.signs[signWords] = min(float64(len(part.words))/8, 1)
			if wish.signs[signFirst] = 0; i == 0 {
				wish.signs[signFirst] = 1
			}
		}
	}
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
	"recommencer": true, "identite_bot": true,
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// clause is a range of tokens.
type clause struct{ from, to int }

// clausesOf cuts a message at its punctuation and at the words that join wishes.
func clausesOf(ts []token) []clause {
	var out []clause
	from := 0
	cut := func(at int) {
		if at > from {
			out = append(out, clause{from, at})
		}
		from = at
	}
	for i := range ts {
		if i == 0 {
			continue
		}
		switch {
		case ts[i].before != 0:
			cut(i)
		case joins[ts[i].word] && i-from >= 2 && len(ts)-i > 2:
			cut(i)
		}
	}
	cut(len(ts))
	return out
}

// joins are the words that begin another wish.
var joins = map[string]bool{"et": true, "mais": true, "puis": true, "aussi": true, "sinon": true, "car": true, "ou": true}
