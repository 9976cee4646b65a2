package intents

// further lists the other intents of a message that the best one does not tell:
// those of its clauses, read one by one.
func (r *Recogniser) further(w *scratch, primary string) []string {
	clauses := clausesOf(w.tokens)
	if len(clauses) < 2 {
		return nil
	}
	var out []string
	part := r.scratch.Get().(*scratch)
	defer r.scratch.Put(part)
	for _, c := range clauses {
		part.words = part.words[:0]
		for i := range w.words {
			if t := w.words[i].token; t >= c.from && t < c.to {
				part.words = append(part.words, w.words[i])
			}
		}
		part.marks = part.marks[:0]
		for _, m := range w.marks {
			if m.from >= c.from && m.to <= c.to {
				part.marks = append(part.marks, m)
			}
		}
		if len(part.words) < 2 {
			continue
		}
		v := r.verdict(part)
		if v.count == 0 || v.inScope*v.best[0].soft < r.tuning.also {
			continue
		}
		name := r.intents[v.best[0].intent]
		if name == primary || chatty[name] || contains(out, name) {
			continue
		}
		out = append(out, name)
	}
	return out
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

var joins = map[string]bool{"et": true, "mais": true, "puis": true, "aussi": true, "sinon": true, "car": true, "ou": true, "é": true}
