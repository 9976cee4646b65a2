package dialogue

// Violence suffered at home is danger too: it is answered at once and alone like distress, by the numbers of
// those who come and those who listen. It is told in passing, beside the wish for work or a place to
// live that would end it, and so is looked for in so many words.

// family are those at whose hands people suffer it.
const family = `(?:mari|conjointe?|compagn(?:on|e)|copa?ine?|concubine?|mec|keum|mon ex|ex (?:mari|femme|conjoint|copain)|femme|peres?|meres?|papa|maman|(?:beau|belle) (?:pere|mere|frere)|oncle|tonton|tante|freres?|cousin|parents|darons?|fils|il|ils|elle|on)`

// someone is whom they do it to.
const someone = `(?:me|m|ma|nous|te|s|se|ce|(?:la|l|les|ma mere|ma soeur|mon frere|ma fille|mon fils|les (?:petits|enfants|gosses)))`

// blow is what they do.
const blow = `(?:(?:fr|fra)app?\w*|cogn\w*|tap(?:e|ent|ait|er|ee?)(?: dessus| encore| fort| quand| kan| tous?| dan\w*)?|bat|battent|battue?|etrangl\w*|brutalis\w*|sequestr\w*|enferme\w*|viole|violee?|violent|poignard\w*|balance\w* (?:dans|par|contre)|jetee? (?:dans l|dans les|par l|par la|contre)|brulee? avec|menac\w* de (?:me |m |la |nous )*(?:tu\w*|mort|crever)|force\w* (?:a (?:coucher|faire l amour)|la nuit)|touche (?:quand|kan|la nuit|le soir)|mis? des coups|mi des coups|mettre des coups)`

var violence = anyOf(
	family+`(?: \w+){0,3} `+someone+` (?:a |ont |est |etait |fait |fe |deja |encore |encor |parfois |souvent )*`+blow,
	family+` (?:\w+ ){0,2}(?:frapp\w*|cogn\w*|bat|tape|etrangl\w*|viol\w*) (?:ma (?:mere|soeur|fille)|mon (?:frere|fils)|les (?:petits|enfants|gosses))`,
	`(?:pere|mere|parents|mari|conjoint|compagnon|beau pere|belle mere|oncle) (?:le|la|l|les) `+blow,
	`(?:soeur|fille|copine|amie|collegue|voisine|cousine|niece|fils|frere|elle|je|me)(?: \w+){0,2} (?:se|ce|me) (?:fais|fait|fe) (?:encore |souvent )?`+blow,
	`(?:je|j|elle|il|on) (?:prends?|prend|recois|recoit|ai pris|ai recu|encaisse) (?:encore )?des coups`,
	`(?:arrive|revient|vient|est|rentre|couverte?|a) (?:avec )?(?:des|de|plein de) bleus?(?: (?:partout|sur|au|aux|que|elle|il))`,
	`(?:mari|conjoint|compagnon|copain|mec|ex|pere|beau pere|frere|oncle|cousin|famille|il|ils) (?:\w+ ){0,5}(?:va|vont|veut|veulent|allait|finira par) (?:\w+ )?(?:me|m|nous|la|les) (?:tuer|tue|buter|planter|crever|egorger|bruler)`,
	`menac\w* de (?:me|m|nous|la) (?:tu\w*|crever|buter|planter)`, `leve (?:encore )?la main sur (?:moi|nous|elle|ma|mes|mon)`, `me faire la peau|nous faire la peau`,
	`(?:peur (?:pour ma vie|qu il (?:me|nous) (?:tue|frappe|retrouve)|d y passer)|peur de rentrer(?: chez| a la| ce soir|$))`,
	`(?:mari|conjoint|compagnon|copain|mec|ex|pere|beau pere|mere) (?:est |etait |devient )?(?:tres |hyper |trop )?violente?`,
	`(?:il|ex|mari|conjoint|copain)(?: \w+){0,6} (?:avec|avait|a) un (?:couteau|flingue|fusil)`,
)

// blows speak of something else: what strikes one, a bell, the keys of a machine.
var blows = anyOf(`(?:me|m|nous) tape\w* (?:sur (?:le|les) (?:nerfs|systeme)|dans l oeil|la honte|l affiche|un delire|des barres)`, `(?:ca|ce qui|cela) (?:m a|me|m) frapp\w*`, `frapp\w* (?:a (?:la|toutes les|votre|la bonne) porte|par l|par la|de plein fouet)`)

// violent answers violence suffered, and tells whether there was any. Danger of one's own life goes before.
func (t *turn) violent(words string) bool {
	words = idiom.ReplaceAllString(blows.ReplaceAllString(words, " "), " ")
	if !violence.MatchString(words) || saysDanger(violence.ReplaceAllString(words, " ")) {
		return false
	}
	if amused.MatchString(words) {
		t.perhapsDistress() // « ma femme va me tuer si je repars mdr »
		return true
	}
	t.out.Understood.Intent, t.out.Understood.Score = "detresse", max(t.u.Score, 0.9)
	t.endangered("detresse.violence")
	return true
}
