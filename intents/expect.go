package intents

import "strings"

// Intents that a bare yes or no stands for.
const (
	yesIntent = "accepter"
	noIntent  = "refuser"
)

// yesWords and noWords make up messages that only agree or only decline.
var (
	yesWords = wordSet(`oui ok accord d dac volontiers parfait bien bon sur bien_sur certainement evidemment exactement exact super nickel impec top go allez
		vas y carrement grave clair yes ouais absolument tout fait a avec plaisir pourquoi pas je veux j accepte ca marche me va va c est bon merci entendu
		si te plait s il vous plait stp svp daccord yep oki okay oué`)
	noWords = wordSet(`non pas merci jamais surtout du tout nan no nope ca ne m interesse je veux prefere pas j ai besoin refuse sans facon plus tard une autre fois
		maintenant tant pis c est bon laisse tomber laissez pour l instant desole desolee vraiment`)
	yesCore = wordSet(`oui ok accord dac volontiers certainement evidemment exactement exact carrement absolument yes accepte parfait ouais entendu go yep oki okay`)
	noCore  = wordSet(`non nan nope refuse`)
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// answer is a message that only says yes (1) or no (-1), else 0.
func answer(words []word) int {
	if len(words) == 0 || len(words) > 7 {
		return 0
	}
	yes, no := true, true
	yesSaid, noSaid := false, false
	for i := range words {
		w := words[i].text
		yes, no = yes && yesWords[w], no && noWords[w]
		yesSaid, noSaid = yesSaid || yesCore[w], noSaid || noCore[w]
	}
	switch {
	case yes && yesSaid && !noSaid:
		return 1
	case no && noSaid && !yesSaid:
		return -1
	}
	return 0
}

// weigh takes what was just asked into account. It decides only where the words
// are those of an answer; a message that says more keeps the intent it has, so a
// change of subject is never hidden.
func (r *Recogniser) weigh(u *Understanding, w *scratch, expected Expected) {
	if said := answer(w.words); said != 0 {
		name := yesIntent
		if said < 0 {
			name = noIntent
		}
		if contains(r.intents, name) && (expected.YesNo || len(w.words) <= 3) {
			u.set(name, 0.98)
			u.Answer = expected.YesNo
			return
		}
	}
	if expected.YesNo && (u.Intent != yesIntent && u.Intent != noIntent) && u.Score < 0.6 {
		// A weak reading gives way to a yes or no that is close behind.
		for _, a := range u.Alternatives {
			if (a.Intent == yesIntent || a.Intent == noIntent) && a.Score > u.Score/2 {
				u.set(a.Intent, u.Score)
				break
			}
		}
	}
	if expected.YesNo && (u.Intent == yesIntent || u.Intent == noIntent) {
		u.Answer = true
	}
	for _, label := range expected.Choices {
		if sameWords(label, w.tokens) {
			u.Answer = true
		}
	}
	if len(expected.Entities) == 0 || len(u.Entities) == 0 {
		return
	}
	covered, asked := 0, false
	for i := range w.tokens {
		for _, e := range u.Entities {
			if w.tokens[i].start >= e.Start && w.tokens[i].end <= e.End {
				covered++
				asked = asked || contains(expected.Entities, e.Name)
				break
			}
		}
	}
	rest := len(w.tokens) - covered
	for i := range w.tokens {
		if framing[w.tokens[i].word] {
			rest--
		}
	}
	if asked && (rest <= 0 || u.Score < 0.5 && rest <= 3) {
		u.Answer = true
	}
}

// framing are words that only carry an answer: « j'habite à … », « euh … voilà ».
var framing = wordSet(`j je jai ai a à au en de d la le les l un une suis c est cest moi habite jhabite vers sur pres dans oui euh alors ben bah voila donc plutot
	environ genre mon ma age ans km bornes mais et ou du cote alentours chez pour max maximum peu pas plus que jusqu non jsuis jsui g`)

// sameWords tells whether a label and a message are the same but for case,
// accents and marks.
func sameWords(label string, ts []token) bool {
	ls := tokens(label)
	if len(ls) != len(ts) || len(ts) == 0 {
		return false
	}
	for i := range ls {
		if ls[i].word != ts[i].word {
			return false
		}
	}
	return true
}

// set makes an intent the answer; the one it replaces becomes an alternative.
func (u *Understanding) set(name string, score float64) {
	if u.Intent == name {
		u.Score = max(u.Score, score)
	} else {
		others := []Alternative{{u.Intent, (1 - score) * u.Score}}
		for _, a := range u.Alternatives {
			if a.Intent != name && len(others) < 3 {
				others = append(others, Alternative{a.Intent, a.Score * (1 - score)})
			}
		}
		u.Intent, u.Score, u.Alternatives = name, score, others
	}
}
