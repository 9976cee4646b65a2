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
	words := fold(t.m.Text)
	return ill.MatchString(words) || convicted.MatchString(words) || health.MatchString(words)
}

// isDelicate tells whether an intent is one of those subjects.
func isDelicate(intent string) bool {
	return intent == "detresse" || intent == "handicap" || intent == "casier_judiciaire"
}

// More words are taken for such a subject than are answered as one: the price of a mistake is a
// message that staff do not see.
var (
	ill = anyOf(`malad\w*`, `maladie\w*`, `depress\w*`, `depri\w*`, `burn ?out`, `bipolair\w*`, `schizo\w*`, `psy`, `psychiatr\w*`, `psycholog\w*`, `hopit\w*`, `hospitalis\w*`,
		`cancer\w*`, `tumeur\w*`, `chimio\w*`, `diabet\w*`, `epilep\w*`, `asthm\w*`, `sclerose\w*`, `arthrose\w*`, `hernie\w*`, `sciatique\w*`, `lombalgie\w*`, `tendinite\w*`, `infarctus`,
		`avc`, `cardiaque\w*`, `vih`, `sida`, `hepatite\w*`, `sante`, `soign\w*`, `medical\w*`, `medecin\w*`, `medicament\w*`, `medoc\w*`, `traitement\w*`, `operation`, `opere\w*`, `chirurg\w*`,
		`handicap\w*`, `andicap\w*`, `rqth`, `mdph`, `aah`, `invalid\w*`, `inapt\w*`, `fauteuil`, `prothese\w*`, `amput\w*`, `sourd\w*`, `malentend\w*`, `aveugle\w*`, `malvoyan\w*`, `autis\w*`, `asperger`,
		`dyslexi\w*`, `dysphasi\w*`, `dyspraxi\w*`, `tdah`, `hyperactif\w*`, `enceinte`, `grossesse`, `alcool\w*`, `addict\w*`, `drogu\w*`, `toxico\w*`, `cannabis`, `heroine`, `cocaine`, `sevrage`, `cure`,
		`blesse\w*`, `blessure\w*`, `accident\w*`, `arret maladie`, `mi temps therapeutique`, `allergi\w*`, `douleur\w*`, `mal (?:au|aux|a la|a l|de|partout) ?\w*`, `suicid\w*`, `scarifi\w*`, `angoiss\w*`, `anxie\w*`)
	convicted = anyOf(`casier\w*`, `kasier\w*`, `prison\w*`, `taule`, `tole`, `cellule`, `incarcer\w*`, `detenu\w*`, `detention`, `bracelet\w*`, `sursis`, `spip`, `probation`, `condamn\w*`, `jugement`, `juge\w*`,
		`tribunal`, `garde a vue`, `gav`, `peine`, `delit\w*`, `crime\w*`, `criminel\w*`, `judiciair\w*`, `liberte conditionnelle`, `conditionnelle`, `tig`, `travail d interet general`, `ecrou\w*`, `ex taulard\w*`,
		`b1`, `b2`, `b3`, `bulletin n`, `bulletin numero`, `ecole de la deuxieme chance penale`, `pjj`, `recidiv\w*`, `mise en examen`, `fiche s`, `vol a`, `stup\w*`, `violences?`)
)
