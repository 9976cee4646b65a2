package dialogue

import (
	"slices"
	"strings"
)

// unknown has staff see the stems of a message that was not understood, once others have said
// the same. An answer to a question is not shown: it is about the person, and not about what the talk should know.
func (t *turn) unknown() {
	q := t.s.Ask
	if t.d.reader == nil || t.m.Kind != Text || letters[q] != 0 || strings.HasPrefix(q, qTastes) || q == qConsent || q == qContact || q == qErase {
		return
	}
	t.out.Effects.Unknown = t.d.reader.Signature(t.m.Text)
}

// delicate keeps a talk in which distress, health or a criminal record came up away from those who
// look at what was not understood, from then on and what was said in it before.
func (t *turn) delicate() {
	if t.out.Effects.Erase {
		return
	}
	if !t.s.Flags.Has(Delicate) && t.touched() {
		t.s.set(Delicate, true)
		t.out.Effects.Withdraw = true
	}
	if t.s.Flags.Has(Delicate) {
		t.out.Effects.Unknown = nil
	}
}

// touched tells whether this turn is about one of those subjects, or may be: what is only half
// understood counts.
func (t *turn) touched() bool {
	if t.out.Effects.Unkept || t.s.Flags.Has(Distress) || slices.ContainsFunc(t.out.Answered, isDelicate) {
		return true
	}
	switch t.m.Kind {
	case Text, Edited, Photo, Document:
	default:
		return false
	}
	if isDelicate(t.u.Intent) && t.u.Score >= guess || slices.ContainsFunc(t.u.Also, isDelicate) {
		return true
	}
	for _, a := range t.u.Alternatives {
		if isDelicate(a.Intent) && a.Score >= guess/2 {
			return true
		}
	}
	return touches(fold(t.m.Text))
}

// isDelicate tells whether an intent is one of those subjects.
func isDelicate(intent string) bool {
	return intent == "detresse" || intent == "handicap" || intent == "casier_judiciaire"
}

// touches tells whether folded words are about health or the law. More are taken for it than are answered as
// such: the price of a mistake is a message that staff do not see.
func touches(words string) bool {
	for _, phrase := range delicatePhrases {
		if strings.Contains(words, phrase) {
			return true
		}
	}
	for word := range strings.FieldsSeq(words) {
		if delicateWords[word] {
			return true
		}
		for n := 4; n <= min(len(word), 9); n++ {
			if delicateStarts[word[:n]] {
				return true
			}
		}
	}
	return false
}

var (
	delicatePhrases = []string{
		"mal a la ", "mal a l ", "mal au ", "mal aux ", "mal de dos", "mal partout", "burn out", "plus porter", "droit de porter", "garde a vue", "interet general",
		"mise en examen", "fiche s ", "chance penale", "bulletin n", "mi temps therapeutique", "ma peine", "une peine", "peine de", "permission de sortie",
	}
	// delicateWords are whole words, delicateStarts how words begin, four to nine letters. Words of the trades that
	// mean something else there are left out: « tôle », « TIG », « traitement », « opérateur », « conditionnement ».
	delicateWords = setOf(`psy cure vih sida avc aah rqth mdph tdah sourd sourds sourde sante hernie hernies taule prison cellule gav spip pjj juge juges
		jugement delit delits crime crimes sursis stup stups bracelet fauteuil deprime opere operee detenu detenue detention therapie conditionnelle`)
	delicateStarts = setOf(`malad depre depri burnout bipol schizo psychi psycho hopit hospita cancer tumeur chimio diabet epilep asthm scleros arthros sciatiq lombalg
		tendini infarct cardiaq hepati medic medec medoc chirurg handic andica invali inapt prothes amput malent aveugl malvoy autis asperg
		dyslex dysphas dysprax hyperac enceint grossess alcool addict drogu toxico cannab heroin cocain sevrag bless acciden allerg douleur suicid scarif angois anxie
		casier kasier prison taular incarc condamn tribun crimin judici ecrou recidi probat violen`)
)

func setOf(words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
