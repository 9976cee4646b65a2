package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// seeing want to see what there is, or to tell two jobs apart.
var seeing = []misreading{
	// « soudeur ou chaudronnier, c'est quoi la différence ? »
	{when: (*turn).compares, intent: "infos_metier", then: func(t *turn, _ string) { t.aside = true }},
	// « montrez-moi les formations »
	{when: (*turn).asksToSee, intent: "chercher_formation", keeps: true, then: showsPaths},
	// « c'est où ? », before any path was shown
	{when: (*turn).asksWhere, intent: "chercher_formation", keeps: true, then: showsPaths},
	// « vous avez quoi ? », of the job that is known
	{when: (*turn).goesOnWithJob, intent: "chercher_formation", keeps: true, then: showsPaths},
}

// showsPaths shows the paths, whatever the form still lacks.
func showsPaths(t *turn, _ string) { t.show = true }

// asksToSee tells whether somebody whose wish is known asks what there is for it: of
// whom nothing is known, « montre-moi » may ask for anything.
func (t *turn) asksToSee(words string) bool {
	if t.s.Flags.Has(Employer) || t.s.Profile.Metier == "" && t.entity(intents.Metier) == "" && !t.s.Flags.Has(Seeking) {
		return false
	}
	switch t.u.Intent { // « et pour le logement, vous avez des pistes ? »
	case "logement_mobilite", "permis_transport", "garde_enfants", "handicap", "evenements", "contact_partenaire", "chercher_emploi":
		if t.u.Score >= 0.8 {
			return false
		}
	}
	return sees.MatchString(words)
}

// goesOnWithJob tells whether a message that reads like « which jobs are there? » comes from
// somebody whose job is known and who names no other: it asks what there is for it.
func (t *turn) goesOnWithJob(words string) bool {
	job := t.s.Profile.Metier != "" && !t.s.Flags.Has(Employer) && t.jobArg() == "" && !otherJobs.MatchString(words) && !undecided.MatchString(words) && !strings.HasPrefix(t.s.Ask, qTastes)
	if !job {
		return false
	}
	t.drop("decouvrir_metiers")
	return t.u.Intent == "decouvrir_metiers" && t.u.Score >= sure
}

// asksWhere tells whether « c'est où ? » is asked of a training in a trade, and not of a partner.
func (t *turn) asksWhere(words string) bool {
	return len(t.s.Paths) == 0 && t.s.Profile.Metier != "" && !t.s.Flags.Has(Employer) && !ofPartner(t, words) && t.namedPartner() == "" && whereIsIt.MatchString(words)
}

// compares tells whether a message asks what sets two jobs apart: both named, or one of
// them and the one that was just told of.
func (t *turn) compares(words string) bool {
	named := t.jobsNamed()
	if !apart.MatchString(words) || t.u.Intent == "salaire" && t.u.Score >= 0.6 {
		return false // « on gagne combien par rapport à conducteur de ligne ? »
	}
	return len(named) > 1 || len(named) == 1 && t.about("j") != "" && t.about("j") != "j:"+named[0]
}

// jobsNamed are the ids of the different jobs that a message names.
func (t *turn) jobsNamed() []string {
	var ids []string
	for _, e := range t.u.Entities {
		if e.Name == intents.Metier && !e.Negated && !slices.Contains(ids, e.Value) {
			ids = append(ids, e.Value)
		}
	}
	return ids
}

var (
	// sees are the ways to ask what there is, and where.
	sees = anyOf(
		// « montrez-moi les formations », « je veux voir la liste »
		`(mont?re?\w*|fai(?:s|tes) voir|affiche\w*|balance\w*|envo[iy]\w*|transme\w*|communiqu\w*|sor[st]\w*|voir)(?: moi| nous| mwa| mw| m)?(?: juste)?(?: les?| la| l| des| vos| tes| toutes les)? (?:form\w+|pistes?|liste|possibilites)`,
		`(?:propose\w*|conseille\w*|indique\w*|trouve\w*)(?: moi| nous)? (?:(?:les|des|quelques|une|la) )?(?:form\w+|pistes?)(?: (?:qui|correspond\w*|adapte\w*|pres|proches?|vers|autour|dans|a|alors|svp|stp|du coup)(?: .*)?)?$`,
		`(?:veux|voudrais|donne\w*) (?:moi )?(?:la|une) liste`,
		`donne[rz]? (?:moi |nous )(?:les|des|la liste des) (?:form\w+|pistes)`,
		`(?:dis|dites|donne|donnez)(?: moi| nous)? les (?:form\w+|pistes)(?: alors| (?:qu|que|kil|ki) .*| svp| stp)?$`,
		`(?:dmoi|dismoi|(?:d|dis|di|dites|dit|mont?re\w*) (?:moi|mwa|nous)) (?:sk|ske|ski|skil|sk il|ce ?qu|ce ?que|ce ?qui|ce ?kil)(?: il)?(?: y)? ?(?:a|ya)\b(?: .*)?$`,
		`^(?:(?:bon|ok|allez|vas y|go) )*(?:balance|envoie|lache)(?: tout| ca| la sauce)?$`, // « ok balance »
		// « montre ce que t'as », « dites-moi ce qui est possible »
		`(?:mont?re\w*|fai(?:s|tes) voir|voir|dis|dites)(?: moi| nous| mwa| mw| m)?(?: tout)? (?:ce )?(?:qu|que|qui|k) ?(?:il y a|y a|ya|vous avez|tu as|t as|est possible)`,
		`(?:mont?re\w*|fai(?:s|tes) voir)(?: moi| nous| mwa| mw| m)?(?: ca| tout)?(?: svp| stp| alors)?$`,
		// « vous pouvez m'en proposer ? », « vas-y pour les formations »
		`(?:vous|tu) (?:\w+ )?(?:m|nous|lui|leur) en (?:propose\w*|montre\w*|trouve\w*|donne\w*)`,
		`(?:vas y|allez y|allez|allons y|ok|go|banco|partante?) pour (?:les|des|ces|vos|tes) (?:form\w+|pistes?)(?: alors| du coup)?$`,
		`que (?:me|nous|lui) (?:proposez|proposes|conseillez|conseilles)`,
		// « quelles pistes pour lui ? », « qu'est-ce que vous proposez ? », « vous avez des pistes ? »
		`quelles? (?:pistes?|form\w+|possibilites|solutions)(?: pour (?:moi|lui|elle|nous)| (?:pres|autour|a|vers|sur|dans|vous|tu|il y a|existe\w*) .*)?$`,
		`(?:vous avez|t as|tu as|avez vous|y a t il|il y a|ya) (?:des |d autres )(?:pistes?|form\w+)(?: pour (?:moi|lui|elle|nous|ca))?(?: pres .*| autour .*)?$`,
		`qu est ce (?:que (?:vous|tu) (?:proposez|proposes|avez|as|conseillez|conseilles)|qui (?:existe|se fait)|qu il (?:y a|existe))(?: .*)?$`,
		// « y a quoi près de chez moi », « vous avez quoi à Metz », « ce qu'il y a vers Toul »
		`(?:il )?y ?a (?:quoi|koi)(?: alors?| du coup| dans le coin| pour moi| (?:pres|autour|par|a|vers|sur) .*| comme (?:form\w+|centres?|ecoles?|cfa|afpa|greta|lycees?|organismes?|endroits?).*)?$`,
		`(?:vous avez|t as|tu as|avez vous) (?:quoi|koi)(?: pour moi| (?:pres|autour|a|dans|vers) .*| comme form\w+.*)?$`,
		`ce (?:qu ?(?:il )?y ?a|k ?ya|kil ya) (?:pres|autour|chez|ici|dans|pour|en|a|par|vers)`,
		`(?:mont?re\w*|sor[st]\w*|balance\w*|file\w*|donne\w*|envo[iy]e\w*|trouve\w*)(?: moi| nous)?(?: tout)? ce (?:qui (?:existe|se fait)|qu ?il y a|que (?:vous avez|tu as|t as))(?: .*)?$`,
		`(?:regarde[rz]?|voyez|voyons|vois|dis moi|dites moi|montre[rz]?|cherche[rz]?) ce qui (?:existe|se fait)(?: .*)?$`,
		`des (?:trucs|choses|formations) (?:pres|proches?|autour|par chez|a cote)`,
		`(?:il )?y ?a(?: t il)? (?:des|un|une) (?:centres?|ecoles?|cfa|lycees?|form\w+|trucs?|endroits?)(?: \w+){0,3} (?:a cote|pres|proches?|par ici|dans le coin|pas loin|autour)(?: .*)?$`,
		`^(?:(?:bon|ok|alors|et|mais|donc|du coup) )+(?:la|les|ma|mes|cette|ces) (?:form\w+|pistes?)(?: alors| du coup| dans tout ca| au fait)?$`,
		`^(?:(?:bon|ok|alors|et|donc|du coup) )+form\w+$`,
		`(?:regarde[rz]?|voyez) ce que (?:vous avez|tu as|t as)(?: .*)?$`,
		`donne\w* (?:lui|leur) (?:ses|les|des) (?:form\w+|pistes)`,
		`(?:la|le|les|ta|votre) (?:meilleure?s?|plus adaptee?s?) (?:form\w+|pistes?|choix|solutions?)$`,
		// « où je peux faire ça ? », « dis-moi où c'est »
		`ou (?:est ce que )?(?:(?:je|j|on|il|elle) ?(?:peux|peut)|jpeux|pourrais je|peut on|puis je) (?:faire|suivre|apprendre) (?:ca|cela|cette formation)`,
		`ou (?:est ce qu ?e? ?)?(?:je|on|il|elle) (?:peux|peut|pourrai\w*) (?:\w+ )?(?:former|apprendre|suivre|faire) (?:ca|cela|cette formation|(?:pas (?:trop )?loin|pres|proche|autour|a cote|par ici|dans le coin|ici)(?: .*)?)`,
		`(?:dis|di|dites|dire) (?:moi |mwa |nous )?ou (?:c|c est|ca|cela|est|se|il y a)`,
	)
	// otherJobs are the words of somebody who looks beyond the job that is known.
	otherJobs = anyOf(`(?:autres?|quels?|des|les|aucun|un) (?:metiers?|domaines?|secteurs?)`, `metiers?`, `hesite\w*|change\w*|autre chose|recrut\w*|embauch\w*|tests?|orient\w*`)
	apart     = anyOf(`diffs?|differen\w*|diference|comparer|comparaison|par rapport|plutot que|versus|vs`, `(?:lequel|laquelle|lekel|quoi|qu est ce qui|ki) .*(?:mieux|meilleur\w*|plus)`, `(?:c est|cest|c) (?:pareil|la meme chose|le meme)`)
)
