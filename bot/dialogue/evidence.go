package dialogue

import "strings"

// evidence are the words without which a doubtful reading of a delicate or a narrow subject is not
// believed: the recogniser takes « les maths me tuent » for a criminal record, and the answer to
// that would hurt. A sure reading needs none.
// Letters that people leave glued before a word (« lécole », « decole ») do not hide it.
var evidence = map[string]*matcher{
	// Wide on purpose: what holds none and is not sure hears the number all the same, see distressed.
	"detresse":             anyOf(`(?:fait|fais|faire|fasse|font|si|va|vais|vas|tres|trop|tellement|un) (?:du |de )?mal|mal (?:de vivre|dans ma|a vivre|partout|etre)|malheureu\w*|idees (?:noires?|suicid\w*|sombres?|de)|(?:gif|cogn)\w*|tape\w* dessus|affaires|pire|mort\w*|meur\w*|mour\w*|murir|vie|viv\w*|suicid\w*|fin|finis?|fini[re]?|fini\w*|termin\w*|dispara\w*|tue\w*|tuer|creve\w*|seul\w*|noire?s?|bout|envi\w*|souffr\w*|pleur\w*|peur|espoir|corde|medic\w*|medoc\w*|cachets?|cacheton\w*|somnifer\w*|pont|viaduc|canal|falaise|couteau\w*|veines?|dormir|endormi\w*|reveil\w*|leve\w*|adieu|abandon\w*|desesp\w*|craqu\w*|quoi bon|kwa bon|sang|scarif\w*|coupe\w*|entaill\w*|taillad\w*|pend\w*|saut\w*|jet\w*|flingu\w*|balle|arme|fusil|lettre|depress\w*|deprim\w*|angoiss\w*|burn\w*|epuis\w*|vide|sens|inutile|supporte\w*|fatigue\w*|gouffre|lacher?|arrete\w*|sans moi|pensees?|pense (?:a|au)|crise|danger|urgence|help|(?:to|i|wanna|gonna|will) die|kill|sterben|morir|morte|umbringen|suizid|continuer|nuits?|ce soir|detruit\w*|brise\w*|honte|poids?|poi|coule|noie|bois|boire|oublier|pardon|etein\w*|eteign\w*|ne jamais|jamais ne|carabine|ts|hosto|hopital|conneries?|betises?|suiside|sarete|sarrete|bou|rouleau|roulo|avale\w*|perdue?|doses?|decision|haine|brule\w*|comprimes|poutre|disparetr\w*|faits divers|tombe|cimetiere|larmes|souhaite (?:plus|pas)|chute|dechet|merde|foutu\w*|foutre|en l air|harcel\w*|frapp\w*|viol\w*|battu\w*`),
	"casier_judiciaire":    anyGlued(`[ck]asiers?|prison\w*|prizon|incarcer\w*|deten\w*|juge\w*|justice|judiciaire\w*|condamn\w*|peines?|probation|spip|bracelet|garde a vue|police|gendarm\w*|taule|tole|zonzon|ecrou\w*|libere\w*|liberation|sorti\w*|sortant|sortie|betises?|conneries?|delits?|tribunal|sursis|amende|b3|bulletin|vols?|vole|ferme|passe|erreurs?|derap\w*|cellule|tig|stups?|deal\w*`),
	"handicap":             anyGlued(`rqth|handicap\w*|inapt\w*|invalid\w*|sante|malad\w*|medec\w*|medic\w*|dos|genou\w*|epaules?|hernies?|mal|douleurs?|operation|opere\w*|accident\w*|port\w*|charges?|lourd\w*|sourd\w*|aveugle|vue|dys\w*|autis\w*|tdah|diabet\w*|epilep\w*|cancer|fauteuil|aah|mdph|cap emploi|restriction\w*|amenag\w*|physique\w*|fatig\w*|allerg\w*|asthm\w*|depress\w*|burn\w*|chevilles?|poignets?|mains?|bras|jambes?|pieds?|asperg\w*|troubles?|bless\w*|lombalg\w*|sciatique|soigne\w*|hopital|debout`),
	"etranger":             anyGlued(`papiers?|titres?|sejour|nationalit\w*|etrang\w*|visas?|asile|refugi\w*|recepisse|cartes?|prefecture|france|fran[cs]+[ae]\w*|francophon\w*|pays|diplom\w*|origine|immigr\w*|autorisation\w*|parl\w*|langues?|passeport|europe\w*|viens?|vient|venu\w*|arriv\w*|ukrain\w*|algeri\w*|maroc\w*|tunisi\w*|syri\w*|afgha\w*|turc\w*|turqu\w*|portug\w*|roumai\w*|senegal\w*|permit|residence|french|allemand\w*|belge|italien\w*|comores|droit|regulari\w*|naturalis\w*|equivalen\w*|reconn\w*|comprend\w*|lire|ecri\w*|fle`),
	"donnees_personnelles": anyGlued(`donnees?|infos?|informations?|gard\w*|conserv\w*|effac\w*|supprim\w*|voit|voient|voir|vu|vus|lit|lisent|lire|lu|lues?|transm\w*|confid\w*|anonym\w*|rgpd|num\w*|tel|nom|prenom|prive\w*|stock\w*|partag\w*|fich\w*|sait|savoir|saura|sache\w*|note\w*|retrouv\w*|traces?|secret\w*|revend\w*|vend\w*|ecri\w*|raconte\w*|servi\w*|espion\w*|pirat\w*|securi\w*|protege\w*|enregistr\w*|connai\w*|tap\w*|messages?|conversation|discussion|historique`),
	// Wide as well: people have many words for it, and one that is missing keeps what they wanted gone.
	"supprimer_donnees":  anyGlued(`ef+a[cs]\w*|suppr?\w*|detrui\w*|destruct\w*|detrui\w*|oubli\w*|enl[ea]v\w*|retir\w*|ret[ie]re\w*|vire?[rz]?|vid\w*|poubelle|jet\w*|corbeille|nettoy\w*|nettoi\w*|clean|dispar\w*|traces?|rgpd|cnil|droits?|loi|delet\w*|eras\w*|remov\w*|forget|losch\w*|borr\w*|cancell\w*|apag\w*|sil\w*|donnees?|dones|data|comptes?|historique|histo|gard\w*|conserv\w*|stock\w*|rest\w*|subsist\w*|train\w*|figur\w*|radi\w*|ray\w*|biff\w*|brul\w*|broy\w*|aneant\w*|ot[ez]\w*|degag\w*|purg\w*|annul\w*|clotur\w*|ferm\w*|clos|regist\w*|fich\w*|dossiers?|base|systemes?|papiers?|archiv\w*|robot?|ordinateur|serveurs?|cv|nom|prenom|num|numero|adresse|coordonnees|photo|messages?|conversation|discussion|regrett\w*|erreur|arriere|existe|connus|prive\w*|confidences?|anonym\w*|reset|zero|revend\w*|retrouv\w*|nulle part|partout|plus (?:rien|etre|que)`),
	"recommencer":        anyOf(`recommen\w*|rekom\w*|repart\w*|(?:a|de|remise? a|tout a) (?:zero|0)|reset|reinitialis\w*|depuis le (?:tout )?debut|du debut|par le debut|repren\w*|refai\w*|refaire|autre recherche|nouvelle recherche|nouveau projet|oubli\w*|annul\w*|change\w* tout|tout change\w*|a plat|restart|start over|reboot|efface\w*|retour au debut`),
	"salaire":            anyGlued(`sal[ae]ir\w*|pa[yi]\w*|pe[iy]e\w*|gagn\w*|gany\w*|touch\w*|touche|euros?|brut|net|smic|primes?|remuner\w*|combien|cb|kombien|argent|thunes?|fric|tunes?|balles|revenus?|taux|mois|horaire|vivre|prend|fait|rapporte`),
	"logement_mobilite":  anyGlued(`log\w*|loy\w*|appart\w*|studio|chambre\w*|foyer\w*|internat|heberg\w*|demenag\w*|caution|visale|mobili\w*|aides?|dorm\w*|hotel|residence\w*|coloc\w*|frais|toit|rapproch\w*|carburant|essence|deplac\w*|install\w*|repas|habit\w*|vivre|gite|bail`),
	"permis_transport":   anyGlued(`permis|voitures?|bagnole|bus|cars?|train|ter|tram|transports?|vehicul\w*|scooter|mob|mobylette|velo|trottinette|covoit\w*|trajets?|deplac\w*|aller|venir|loin|navettes?|conduire|conduis|code|bouge\w*|motoris\w*|km|route|mobiles?|a pied|gare|desserv\w*|rouler?|se rendre`),
	"chercher_emploi":    anyGlued(`emplois?|jobs?|boulot|taf|turbin|travail\w*|\w*boss\w*|lusines?|postes?|place|cherch\w*|trouv\w*|postul\w*|recrut\w*|embauch\w*|cv|offres?|usines?|interim|candidat\w*|lettre|entretien|dispo\w*|prend\w*|prenez|entreprises?|boites?|missions?|cdi|cdd`),
	"garde_enfants":      anyGlued(`enfants?|gosses?|gamine?s?|bebes?|petite?s?|loulous?|bambins?|filles?|fils|creche\w*|nounou\w*|nourrice|assistante? mat\w*|gard\w*|ecole|maternelle|periscolaire|cantine|mercredis?|vacances|maman|mamans|papa|mere|pere|mono\w*|solo|seule?|enceinte|grossesse|ados?|marmots?|minots?|pitchoun\w*|tout petits?|kids?|agepi|age`),
	"sans_diplome":       anyGlued(`diplom\w*|brev\w*|bac|bak|cap|bep|ecole|ekole|etud\w*|niveau|lire|lis|lit|ecri\w*|maths?|mate|calcul\w*|rien|sans|qualif\w*|arret\w*|quitt\w*|college|lycee|seconde|troisieme|3e|3eme|nul\w*|tests?|experience|cv|papiers?|ecole|dictee|orthographe|illettr\w*|dys\w*|alphab\w*|bases|remise|zero|aucun\w*|jamais|rat\w*|echoue\w*|lache\w*|certificat`),
	"duree":              anyGlued(`du[rt]\w*|temps|tps|tan|long\w*|combien|kombien|cb|mois|moi|semaines?|ans?|annees?|jours?|heures?|court\w*|rapid\w*|vite|delais?|express|plus tot|fini\w*|termine\w*|quand|h|soir|week ?ends?`),
	"conditions_travail": anyGlued(`horaires?|nuits?|[235]x8|[235] x 8|bruit\w*|chaud\w*|chaleur|froid\w*|danger\w*|penib\w*|physique\w*|durs?|dure|postes?|equipes?|week ?ends?|conditions?|port\w*|lourd\w*|fatig\w*|sales?|salissant\w*|odeur\w*|rythme\w*|cadences?|journee|jour|matin\w*|soir|securit\w*|risqu\w*|stress\w*|debout|assis\w*|dimanches?|samedis?|heures?|temps|ambiance|poussiere\w*|usant\w*|accidents?|blouse|masque|vacances|conges?|35h|39h|tournant\w*|decal\w*|age|corps|quotidien`),
}

// anyGlued is anyOf with what may stand glued before a word.
func anyGlued(wordings string) *matcher { return anyOf(`(?:[cdjlmnst]|qu)?(?:` + wordings + `)`) }

// unproved tells whether a reading that is not sure lacks any word of its subject.
func (t *turn) unproved(intent, words string, below float64) bool {
	e := evidence[intent]
	return e != nil && t.u.Intent == intent && t.u.Score < below && !e.MatchString(words)
}

// believed is the score from which a reading needs no evidence. To begin again loses what was told, and so does to erase:
// neither is even offered to who has said nothing of the kind.
func believed(intent string) float64 {
	switch intent {
	case "recommencer":
		return 0.95
	case "supprimer_donnees":
		return 0.9
	}
	return 0.6
}

// states tells whether a message asks nothing, in so many words or by its mark.
func (t *turn) states(words string) bool {
	return !strings.Contains(t.m.Text, "?") && !asks0(words) && !orNot.MatchString(words)
}

// ofWhom joins what is told of somebody: « une dame qui aimerait travailler en usine » asks nothing.
var ofWhom = anyOf(`\w+ qui (?:a|est|ont|sont|aimerait|voudrait|veut|cherche|habite|vit|touche|n|ne|souhaite|s interesse|vise|etait|avait)`)

// asks0 tells a question or a wish from a statement. « Je peux rouler 30 km » tells what can be done.
func asks0(words string) bool {
	return asksFor.MatchString(ofWhom.ReplaceAllString(canDo.ReplaceAllString(words, " "), " "))
}

var canDo = anyOf(`(?:je|j|il|elle) (?:ne )?peu[xt] (?:pas |plus |me |m |faire )?(?:deplac\w*|roul\w*|all(?:er|e)|boug\w*|ven(?:ir|u)|commenc\w*|ecri\w*|parl\w*|prendre|[0-9]+)`)
