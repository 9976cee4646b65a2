package intents

import (
	"slices"
	"sort"
	"strings"
)

// What speaks for a further intent being asked beside the best one.
const (
	signMargin  = iota // its margin over the whole message, -0.5 at least: one clause of many has little
	signGap            // by how much the best intent leads it there
	signClause         // its margin in the clause that speaks most for it
	signFirst          // how surely it is what that clause asks for, 0 when another is
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
const leastFurther = 0.33

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
	{spokenSet("horaires nuit equipe 3x8 2x8 5x8"), "conditions_travail", wordSet("garde_enfants")},
	{spokenSet("marre insupportable harcelement bordel putain merde chier bol saoule saoulez soule lourd lourds"), "mecontentement", wordSet("desabonner")},
	{spokenSet("gratuit gratuite gratuits gratuites payant payante payantes"), "financement", wordSet("chercher_formation infos_metier decouvrir_metiers inscription duree")},
	{spokenSet("completer complete abonder abondement reste suffit assez manque"), "financement", wordSet("cpf")},
}

var apprentice = spokenSet("alternance apprentissage apprenti apprentie apprentis alternant alternante alternants professionnalisation")

// further lists the other intents of a message, in reading order. Among wishes of
// their own clauses the first is what the message is about: it is answered first.
func (r *Recogniser) further(w *scratch, v *verdict, u *Understanding) {
	all, at := r.wishes(w, v, u.Intent)
	var told []wish
	for _, c := range all {
		if sigmoid(r.tuning.further.logit(c.signs[:])) >= leastFurther {
			told = append(told, c)
		}
	}
	sort.SliceStable(told, func(i, j int) bool { return told[i].order < told[j].order })
	told = told[:min(len(told), 3)]
	switch own := v.best[0].intent; {
	case len(told) == 0:
	case at < 0 && len(told) > 1 && told[0].signs[signFirst] > 0 && told[1].signs[signFirst] > 0:
		// No clause asks for it: it is what two wishes look like when read as one.
		u.set(r.intents[told[0].intent], u.Score)
		told = told[1:]
	case told[0].order < at && told[0].signs[signGap] < closeGap && told[0].signs[signFirst] > 0 && !leading[u.Intent] && r.intents[told[0].intent] != "detresse":
		u.set(r.intents[told[0].intent], u.Score)
		told[0].intent = own
	}
	for _, c := range told {
		u.Also = append(u.Also, r.intents[c.intent])
	}
	for _, c := range companions {
		if c.primary[u.Intent] && !contains(u.Also, c.intent) && contains(r.intents, c.intent) && said(w, c.words) {
			u.Also = append(u.Also, c.intent)
		}
	}
}

// closeGap is the lead over the whole message up to which the first clause decides
// what is primary.
const closeGap = 0.6

// leading are the intents that come first wherever they are said, as the contract
// has it: what an employer, a frontier worker or somebody from elsewhere asks is read as
// theirs.
var leading = wordSet("entreprise frontalier autre_region detresse")

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
const mostClauses = 5

// wishes gathers the intents that may be further ones: the runners-up of the whole
// message and the best of each clause. At is the clause that asks for the primary
// one, or -1.
func (r *Recogniser) wishes(w *scratch, v *verdict, primary string) (out []wish, at int) {
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
		c.signs[signMargin] = max(float64(w.scores[intent]), -0.5)
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
	clauses := clausesOf(w.words, w.tokens)
	if len(clauses) > 1 {
		at = r.clauses(w, clauses, primary, find)
	}
	for i := range out {
		out[i].signs[signClauses] = min(float64(len(clauses)-1)/3, 1)
	}
	return out, at
}

// clauses reads the clauses of a message one by one and gives the first that asks
// for the primary intent, or -1.
func (r *Recogniser) clauses(w *scratch, clauses []clause, primary string, find func(int) *wish) (at int) {
	at = -1
	part := r.scratch.Get().(*scratch)
	defer r.scratch.Put(part)
	for n, c := range clauses[:min(len(clauses), mostClauses)] {
		part.words, part.marks = part.words[:0], part.marks[:0]
		if c.to-c.from < 2 {
			continue
		}
		part.words = append(part.words, w.words[c.from:c.to]...)
		first, last := w.words[c.from].token, w.words[c.to-1].token
		for _, m := range w.marks {
			if m.from >= first && m.to <= last+1 {
				part.marks = append(part.marks, m)
			}
		}
		v := r.verdict(part)
		if at < 0 && v.count > 0 && r.intents[v.best[0].intent] == primary {
			at = n
		}
		for i, b := range v.best[:v.count] {
			wish := find(b.intent)
			if wish == nil || float64(b.margin) <= wish.signs[signClause] {
				continue
			}
			wish.order = n
			wish.signs[signClause], wish.signs[signShare], wish.signs[signScope] = float64(b.margin), b.soft, v.inScope
			wish.signs[signWords] = min(float64(len(part.words))/8, 1)
			if wish.signs[signFirst] = 0; i == 0 {
				wish.signs[signFirst] = b.soft * v.inScope * sigmoid(4*float64(b.margin))
			}
		}
	}
	return at
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
type clause struct{ from, to int }

// clausesOf cuts a message at its punctuation, at the words that join wishes, and
// before the words that begin a question where people write without any mark.
func clausesOf(words []word, ts []token) []clause {
	var out []clause
	from := 0
	for i := 1; i < len(words); i++ {
		if words[i].token == words[i-1].token {
			continue
		}
		t, left := &ts[words[i].token], len(words)-i
		joined := (joins[words[i].text] || t.accented == "é") && i-from >= 2 && left > 2
		asks := questions[words[i].text] && i-from >= 3 && left >= 2 && (words[i].text != "combien" || amounts[words[i+1].text])
		if t.before != 0 || joined || asks {
			out = append(out, clause{from, i})
			from = i
		}
	}
	return append(out, clause{from, len(words)})
}

// joins are the words that begin another wish, questions those that begin a question.
var (
	joins     = wordSet("et mais puis aussi sinon car ou")
	questions = wordSet("c combien comment quand quel quelle quels quelles qui y")
	amounts   = wordSet("de d ca on je") // after « combien » that begins a question: « je gagne combien » ends one
)
