package dialogue

// dangerAbroad are the ways to say danger in the languages that people of the region write in beside
// French, which the recogniser does not learn. They are read on folded words: « ş » and « ı » leave a gap.
var dangerAbroad = []struct {
	language string
	words    *matcher
}{
	{"en", anyOf(`(?:want|wanna|going|gonna|ready|wish)(?: to)? (?:die|be dead|kill myself|end it all|end my life)`, `(?:kill|killing|hurt|hurting|cut|cutting|hang) myself`, `suicidal`, `end my life|better off dead|better off without me`,
		`(?:don t|dont|do not|no longer|not) (?:want to|wanna) (?:be alive|wake up|(?:live|be here|go on)(?: anymore| any more| any longer| like this|$))`)},
	{"de", anyOf(`(?:will|mochte|werde) (?:nur |nur noch |einfach )?(?:sterben|tot sein)$`, `nicht (?:mehr|langer) leben`, `bring\w* mich um`, `mich umbringen|mich (?:um)?zubringen|selbstmord|suizid\w*|mich toten`, `leben (?:ein ende|beenden)`)},
	{"lb", anyOf(`well (?:just |nemmen )?stierwen`, `net mei liewen`)},
	{"it", anyOf(`(?:voglio|vorrei) (?:solo )?(?:morire|uccidermi|ammazzarmi|farla finita)`, `uccidermi|ammazzarmi|suicidarmi`, `non voglio piu vivere`)},
	{"pt", anyOf(`(?:quero|queria|vou) (?:so )?(?:morrer$|me matar|matar me)`, `me matar|suicidar me`, `nao quero (?:mais )?viver`, `tirar a minha vida`)},
	{"es", anyOf(`(?:quiero|quisiera|voy a) (?:morir$|morirme$|matarme)`, `me quiero (?:morir$|matar)`, `suicidarme|quitarme la vida`, `no quiero (?:mas )?(?:vivir|seguir viviendo)(?: asi)?$`)},
	{"tr", anyOf(`olmek istiyorum`, `intihar`, `kendimi oldur\w*`, `ya ?s?amak istemiyorum`)},
	{"ar", matching(`(أريد|اريد|بدي) (أن |ان )?(أموت|اموت|الموت)|انتحار|أنتحر|انتحر|(أقتل|اقتل) نفسي|(لا أريد|لا اريد|ما بدي) (أن |ان )?(أعيش|اعيش|العيش)`)},
	{"uk", matching(`хочу (померти|умереть|вмерти|сдохнуть)|не хочу (більше |больше |далі )?(жити|жить)|(вбити|убити|убить|убью) себ|самогуб|самоуби|суицид|покінчити (з собою|життя)|покончить с собой`)},
}

// tongueOfDanger is the language that danger is said in, "" when none is.
func tongueOfDanger(words string) string {
	for _, d := range dangerAbroad {
		if d.words.MatchString(words) {
			return d.language
		}
	}
	return ""
}
