package dialogue

import (
	"strings"

	"potentiels/intents"
)

// wording is a fact as it stands in a list of facts: « 20 ans, bac général, Laxou ».
type wording struct {
	words *matcher
	value string
}

var levels = []wording{
	{matching(`^(bac ?\+ ?[56]|master\w*|ingenieure?|diplome d ingenieur)( \w+){0,3}$`), "bac5"},
	{matching(`^(bac ?\+ ?[34]|licence\w*)( \w+){0,3}$`), "bac3"},
	{matching(`^(bac ?\+ ?2|bts|dut|deug)( \w+){0,3}$`), "bac2"},
	{matching(`^(niveau )?bac( (pro|general|techno\w*|st\w+|s|es|l|scientifique|litteraire)( \w+){0,3})?$`), "bac"},
	{matching(`^(niveau )?bac( [a-z]\w*){1,4}( qui( \w+){1,6})?$`), "bac"},
	{matching(`^(niveau )?(cap|bep)( \w+){0,12}$`), "cap"},
	{matching(`^(sans|aucun|pas de) diplomes?$|^(le )?brevet( des colleges)?$`), "sans_diplome"},
}

var standings = []wording{
	{matching(`^(au |o |en )?(chomage|chomdu|chomaj|rsa|recherche d emploi)$|^sans emploi$|^licenciee?( eco\w*)?$|^viree?$`), "demandeur_emploi"},
	{matching(`^(en )?(cdi|cdd|poste)( (a|chez|dans|depuis|temps|mi) .{1,30})?$|^salariee?( (a|chez|dans|depuis) .{1,30})?$`), "salarie"},
	{matching(`^(en )?interim(aire)?( en ce moment| actuellement| pour le moment| depuis .{1,20})?$`), "interimaire"},
	{matching(`^(au |la |a la )?(lycee|fac|lyceen\w*|etudiante?)$`), "jeune"},
}

// framing are the words before a fact that say no more than that it is one's own.
var framing = matching(`^(([0-9]+ ans|j ai|je suis|suis|et|une?|mon|ma|le|vieux|vieil|vieille|petit|simple|pauvre|bon) )+`)

// fewWords is the length up to which a message that is no list is a fact by itself.
const fewWords = 4

// listed is the fact of a kind in a list of facts, or in a message of a few words; "" when
// it is neither or has none.
func listed(text string, kind []wording) string {
	parts := pieces(text)
	if len(parts) < 2 && (len(strings.Fields(text)) > fewWords || strings.Contains(text, "?")) {
		return ""
	}
	for _, part := range parts {
		words := framing.ReplaceAllString(fold(part), "")
		for _, l := range kind {
			if strings.HasPrefix(words, "cap emploi") {
				break // an office
			}
			if l.words.MatchString(words) && !givenUp(words) {
				return l.value
			}
		}
	}
	return ""
}

// givenUp tells whether a diploma of a list was failed, or never finished: « le CAP je l'ai pas fini », « bac pro raté ».
func givenUp(words string) bool {
	at := notPassed.FindAllStringIndex(words)
	return len(at) > 0 && !ofAnother.MatchString(words[at[0][1]:])
}

var (
	notPassed = anyOf(`(?:pas|pa|jamais|jame|non) (?:\w+ )?(?:eu|u|obtenue?|validee?|finie?|finir|terminee?|passee?|reussie?|decroche)`,
		`rate[er]?|loupe[er]?|foire[er]?|lache[er]?|plaque[er]?|abandonne[er]?|echoue[er]?|inachevee?`)
	// ofAnother follows it where another diploma is meant: « licence, jamais fini le master ».
	ofAnother = matching(`^ (?:le |la |l |les |mon |ma |un |une |de |du )?(?:cap|bep|bac|bts|but|dut|deug|licence|master|brevet|diplome|fac|prepa|ecole|lycee|l[123]|m[12])\b`)
)

// holdsIt tells whether a diploma is said to be in hand.
func (t *turn) holdsIt(e intents.Entity) bool {
	return inHand.MatchString(fold(t.part(e))) || t.u.Correction
}

var (
	inHand  = anyOf(`(?:j |il |elle |l )?(?:ai|a|avait|as)|jai|g|ge|eue?|obtenue?|validee?|titulaire|diplomee?s?|poche|avec|niveau|apres|depuis|sors|sort|fini|termine|possede|reussie?|decroche|mon|ma|son|sa`)
	saysYes = matching(`^(?:oui|ouais|ok|voila|exact\w*|si|c est ca|cest ca)\b`)
)

// pieces takes a message apart where people put a mark between facts. What ends in a
// question mark is left out: what is asked is not held. « cap esthétique mais je veux changer » tells a
// diploma first.
func pieces(text string) []string {
	var out []string
	begin := 0
	if at := strings.Index(text, " mais "); at > 0 && !strings.ContainsAny(text[:at], ",;.?\n") {
		out, begin = append(out, text[:at]), at+len(" mais ")
	}
	for i, r := range text {
		if !strings.ContainsRune(",;.?\n", r) {
			continue
		}
		if r != '?' {
			out = append(out, text[begin:i])
		}
		begin = i + 1
	}
	return append(out, text[begin:])
}
