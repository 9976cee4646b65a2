package dialogue

import (
	"slices"
	"strings"

	"potentiels/intents"
)

// atWork are what people say kills them and means tiredness.
const atWork = `(usine|chaine|ligne|machines?|presse|boite|cadences?|prod|production|poste|[235]x8|[235] x 8|horaires|nuits?|boulot|taf|travail|metier|rythme|chef|patron|equipe|interim|atelier|fonderie|entrepot|route|trajets?)`

// idioms hold words that said by themselves are danger.
var idioms = []string{
	atWork + `( \w+){0,3} (va|vont|finira|finiront|est en train|sont en train|risque)( \w+){0,3} (me|m|nous) (tuer|achever|user|crever|finir)`,
	`(va|vont) (finir par )?(me|m|nous) (tuer|achever|crever|user) (ce|cette|ces|les|la|le) ` + atWork,
	// what is worse than death must be work: « plutôt crever que de vivre comme ça » is none
	`(plutot|prefere|preferais|preferer|prefererais) (crever|mourir) (plutot )?(que|qu)( de| d)?( (retourner|retravailler|rebosser|bosser|travailler|reprendre|refaire|revenir))?( \w+){0,2} (nuits?|usine|chaine|bureau|caisse|vente|boulot|taf|interim|[235]x8|ecole|lycee|fac|college)`,
	`(me|se) tuer (a la tache|au (travail|boulot|taf)|a (bosser|travailler|l usine|petit feu)|le dos)`,
	`(mourir|mort|morte|crever|creve|crevee) de (rire|faim|soif|chaud|froid|fatigue|honte|ennui|peur|chaleur)`,
	`attentats? suicide|secours aux suicidaires`,
	`suicid\w* (au|a la) (cafe|coca|clope|malbouffe|redbull|biere)`, `(me |se |m )?pendre au (telephone|tel)`, `balles? dans le pied`, `corde a (mon|son|ton|votre|notre) arc`,
	`(age|marre|question) (de|d) (mourir|crever) (au|a l|a la) (boulot|taf|travail|usine|tache|chaine)`,
	// of a mother over a forgotten paper, and of nobody at whose hands people die
	`(mere|daronne|parents|chef|prof|maitre) (va|vont) (me|m) tuer (\w+ ){1,4}(oubli\w*|rat\w*|loup\w*|zapp\w*|redoubl\w*|quitt\w*|arret\w*|perd\w*)`,
	`(peut|peux|peut on|risque\w* de|danger de) (mourir|se tuer) (electrocut\w*|brule\w*|ecras\w*|asphyxi\w*|en (soudant|travaillant)|dans (une|cette|les) (usine|fonderie|machine)s?)`,
}

// The recogniser reads distress from examples. What is said in so many words is
// read here as well, because missing it is the one fault that may not happen.
// Expressions are folded: lower case, no accents, no punctuation.
var (
	direct = matching(`\b(me suicid\w*|m suicid\w*|suicid(e|er|aire|aires)|envie d en finir|en finir (avec la vie|pour de bon|avec tout)|mettre fin a (mes|ses) jours|(envie|besoin) de (mourir|crever|disparaitre)|(veux|voudrais|aimerais|vais) disparaitre$|(veux|voudrais|vais|prefere) (mourir|crever)|plus (envie|gout|la force) de vivre|plus (envie|la force) d etre la|me (pendre|buter|foutre en l air|fous en l air|(fou(s|tre)|jette) sous (un|le) (train|camion|metro|bus)|flinguer|jeter sous|jeter du|scarifier|ouvrir les veines|taillader)|me faire du mal|me tuer|mieux (sans moi|si j etais mort\w*|si je n etais plus la)|a quoi bon (vivre|continuer)|(personne|nul) (ne )?(me|m) regrett\w*|manquer\w* a personne|serais mieux mort\w*|(veut|va|parle de|menace de|envie de) (mourir|se suicider|se tuer|se pendre|se foutre en l air)|(veut|va) en finir|(il|elle|s est|se) scarifie|ne veut plus vivre|je veux plus vivre|je ne veux plus vivre|jveux (mourir|crever)|avaler (des|tous mes) (cachets|medicaments|medocs)|(prepare|rassemble|accumule|mis de cote|avale)\w*( \w+){0,4} (somniferes|cachets|cachetons|medocs|comprimes)|(somniferes|cachets|cachetons?|medocs|comprimes) (dans|ds) (la|ma|les|mes) mains?|(prefererais|prefere|aimerais|aimerais mieux|voudrais) etre morte?$|se supprimer|(je|j|de|a) (me )?supprimer$|tirer une balle|plus (etre )?de ce monde|(va|vais|vai|jvai|jvais|peur de) (faire|fair|fere) (une (grosse )?(connerie|betise)|des conneries)|peur de ce que je vais faire|(ve|veu[xt]?|vx) plus? vivre|(ve|veu[xt]?|vx) (etre mort|creuver|creve)|plus rien a faire sur (cette )?terre|(fait|fais) une (ts|tentative)|(se |va se |me )jet(er?|e|ai) par la fenetre|idees (noires )?(reviennent|suicidaires)|passerai pas l hiver|derniere (fois|foi) que (je |j )?j?ecri\w*|dernieres? personnes? a qui (je |j )?j?ecri\w*|m en aller en paix|(que )?(je|j) (y )?(sois|soit|suis) (la )?ou (pas|non)( \w+)? (ca|sa|cela) (change\w*|ferait|fait) (rien|pas|aucune)|(que )?(je|j) (vive|existe) ou (pas|non))\b`)
	// endsAll are the ways to say it that hold only with nothing behind them, for one may also have done with
	// a contract or kill oneself at work.
	endsAll = matching(`\b((plus (simple|facile)|mieux|autant|besoin|temps|reste (plus )?qu a|pense (a|souvent a)|songe a|decide d)( de| d| que| qu| j| je| a)* ?en (finir|finisse)|(je|j) (me|m) (tue|pends|flingue|suicide)|je serai morte?)` +
		`( (maintenant|tout de suite|demain|lundi|ce soir|cette nuit|vite|bientot|avec (tout|tout ca|moi|la vie|cette vie|ma vie))| pour (de bon|toujours))*( (et|ou|mais|car|parce|puis|alors|comme|que|je|j|vous|tu|ils|personne|lol|mdr|adieu|desole\w*|pardon|merci|stop|svp)( .*)?)?$`)
	// howTo asks how it is done.
	howTo  = anyOf(`(?:comment|facon|moyens?|methodes?|mal|facile|vite|douleur)( \w+){0,4} (?:se|me|m) (?:pendre|suicider|flinguer|tuer|ouvrir les veines)$`)
	amused = anyOf(`mdr+|lol+|ptdr+|xd+|haha\w*|hihi\w*|mort de rire|je (?:rigole|plaisante|deconne)`)
	idiom  = anyOf(idioms...)
	// harmless are figures of speech, and words of an end that is not that of a life. They excuse
	// themselves alone: what else is said may be grave.
	harmless = anyOf(append(slices.Clone(idioms),
		`(maths?|physique|chimie|anglais|francais|philo|histoire|controles?|cours|exams?|examens?|revisions?|profs?|devoirs|bac|lycee|attente|transports?|bouchons?|paperasse|factures?|essence)( \w+){0,2} (me|m|nous) (tue|tuent|creve|crevent|acheve|achevent|flingue|flinguent)`,
		`(je |j )?(suis |en suis )?(mort|morte|meurs|decede|dead)( \w+){0,4} (mdr+|lol|ptdr+|xd|haha\w*)|(mdr+|lol|ptdr+|xd|haha\w*)( \w+){0,4} (je suis morte?|j en peux plus|je meurs)`,
		`plus (?:un |une |d |de |aucun )?(?:sous?|ronds?|thunes?|tunes?|fric|argent|centimes?|euros?|radis|balles?)`,
		`(?:veux|voudrais|supporte|veut|sans|marre|fini|finies?) (?:plus |pas |pa )?(?:de |d |des |les |ces |mes )?(?:coupures?|soirees?|week ?ends?)`,
		`(?:pas|plus|pa) envie? d ?en (?:parle\w*|dire)`,
		`(routine|reveil|alarme|cuisine|restauration|menage|compta|bureau|stress|trajet|route)( \w+){0,4} (me|m|nous) (tue|flingue|creve|acheve|bousille|detruit)`,
		`(en finir|couper|stop) (avec|a) (la|le|les|l) (restauration|fac|vente|cuisine|nettoyage|menage|bureau|caisse|compta\w*|btp|chantiers?|route)`,
		`(une )?tuerie (votre|ce|le|cette|la)`,
		`(reste|rester) (la )?(ou je suis|a mon poste|dans ma boite|chez (mon patron|mon employeur|eux))`,
		`c est (juste |seulement |surtout |que )?((le|mon|ce|cette|la|l|ma) )?`+atWork+` que (je|j) (ne |n )?(supporte|aime|encaisse|tolere|veux|digere) plus`,
		`(suis|est|etais|etait|sommes|sont|rentre|rentrer|etre)( (trop|tellement|vraiment|toujours|completement|deja))? crevee?s?|crevante?s?`,
		`me tue (a la tache|a petit feu|au travail|au boulot|au taf|a bosser|a travailler)`,
		`(boulot|travail|taf|usine|metier|poste|rythme|horaires?|chef|nuits?) (me|m|nous) (tue|tuent|creve|use)`,
		`en finir avec (ces?|cet|cette|les?|la|l|mes|mon|ma) ?(cdd|interim|contrats?|missions?|boulot|usine|chomage|etudes|fac|paperasse|galeres?|nuits?|[235]x8|precarite|demarches?|recherches?|dossiers?|papiers|vente|formation|travail|taf|metier|usine|chef|patron|cpf|cours|ecole|lycee|alternance|apprentissage|france travail|pole emploi)`,
		`(supporte|supportent|veut|veulent|aime)( \w+)? plus( \w+){0,4} (lycee|college|ecole|cours|classe|fac)`,
		`arreter( \w+){0,2} (formation|etudes|fac|ecole|cours|boulot|travail|interim|stage)`,
		`(vais|veux|va|voudrais|viens|venir|pars|partir|aller|habiter|retourner?) vivre (chez|avec|a|en|dans|sur|pres|ici|la bas)`,
		// what is not finished or is to be stopped is not a life
		`pas (la |le |les |l )?(finir|terminer|continuer)( (ma|mon|mes|la|le|les|cette|ce|l|en))? ?(licence|l[123]|annee|fac|etudes|ecole|bts|but|dut|formation|contrat|cdd|mission|semestre|alternance|stage|apprentissage|prepa|bac|cap|master)`,
		`(licence|l[123]|fac|etudes|bts|but|formation|contrat|alternance|annee)( \w+){0,4} pas (la |le |les |l )?(finir|terminer|continuer)`,
		`(veut|voudrait|veulent|dit|disent|aimerait|souhaite|preferait) (que (je|j) (arrete|laisse|abandonne|renonce|change|fasse|aille|prenne|passe|continue|reste|travaille|trouve|cherche|devienne|apprenne|finisse|suive|bosse)|d arreter|de (laisser|renoncer|changer))`,
		`j arrete (de (chercher|travailler|bosser|rever|postuler|fumer)|(mes|les|la|le|ma|mon) \w+)`,
		`(serai|serais|sera|serons|irai|habiterai) (plus )?(a|sur|vers|dans|en|pres de|du cote de|chez) (?:\w+)`,
		`^(ah |euh |oups |non |oh )*(pardon|desolee?|sorry|excuse[rz]?( moi)?)( \w+){0,4} [0-9]{1,2} ans( \w+){0,5}$`,
		`^(ah |euh |oups |non |oh )*(pardon|desolee?|excuse[rz]?( moi)?|sorry)( (c est|j ai|non|plutot|en fait))*( [0-9]+)?( ans)?$`,
		`(on|ils|elles|vous) (me|m|nous) (balade\w*|promene\w*|renvo\w*|envo\w*|mene\w*)`,
		`(?:marre|assez|ras le bol) de (?:dormir|manger|vivre) (?:dans|en|sur) (?:la |le |les |mon |ma |un |une |l )?(?:cabine|camion|hotel|route|deplacement|valise|voiture de fonction)`,
		`(?:demande|dit|ecrit)(?: \w+)? (?:d |de |a )?arreter`, `(?:alertes?|messages?|notifs?|notifications?|mails?|sms)(?: \w+){0,3} (?:arret|stop|encore)\w*`,
		// weariness of a job, an accident at it, and what bores to death
		`bout du rouleau( (avec|a cause (de|des|du)|de|des|du|dans))?( (mes|mon|ma|les|le|la|ce|ces|cette|cet|l|vos|votre))? (questions?|robot|bot|site|questionnaires?|[235]x8|[235] x 8|cadences?|prod|production|chaine|ligne|collegues?|manager|hierarchie|direction|horaires?|boulot|travail|taf|nuits?|chef|patron|equipe|usine|rythme|demarches?|papiers?|metier|poste|missions?)`,
		`plus (envie|le gout) (de|d) (faire (de la|du|des|ca|ce)|(la|le|l|les) (cuisine|vente|restauration|route|bureau|metier|nuits?|menage|caisse|chantier)|bosser|travailler|retourner|vendre|conduire|etudier|reprendre|aller (a|au|en|bosser|travailler))`,
		`sers? a rien (dans|a|au|en) (cette|mon|ma|ce|l|la|le)? ?(equipe|boite|boulot|poste|atelier|usine|formation|entreprise)`,
		`(coupee?|brulee?|blessee?|coince[e]?) (avec|sur|a|au|en|dans) (une?|la|le|mon|ma|l)? ?(toles?|machines?|pieces?|ateliers?|boulot|travail|usine|meuleuse|presse|taf)`,
		`(saoule|ennuie|barbant|chiant|ennuyeux|long|drole) a (mourir|crever)`, `(mourir|crever|mort|morte) d (ennui|impatience|inquietude)`,
		`(arreter|stopper|couper)( \w+){0,2} (quand (je|on) (veux|veut)|a tout moment|n importe quand)`,
	)...)
	// ripens is another word, which sounds like dying.
	ripens = anyOf(`(laiss\w*|idee|projet|reflexion|decision|ca|cela|faut que ca)( \w+){0,2} muri\w*`)
	// grave is what beside a figure of speech is no way of speaking.
	grave = anyOf(
		`mourir|meurs|crever|suicid\w*|disparaitre|me tue|me tuer|pendre|corde|cachets|medocs|medicaments|pont|rails?|flingu\w*|fusil|veines|scarif\w*|adieu`,
		`(plus|pas|aucune?) (l )?(envie de (rien|continuer|vivre)|la force|force|espoir|raison de)`, `plus rien n (a|en a)( (de|aucun))? (sens|importance|gout)`,
		`en finir( avec (tout|moi|la vie))?$`, `en peux plus( (de (tout|vivre|la vie|cette vie)|la|du tout|vraiment))?$`, `vivre|(marre|assez) de (la|ma|cette) vie|a quoi bon`, `(me|m) reveill\w*|ouvrir les yeux`, `idees noires|sans moi`,
	)
	// strain may be a way of speaking and may be more.
	strain = anyOf(`(ce soir|cette nuit|demain|bientot) (c est|ce sera|tout est|tout sera|tout ca sera) (fini|termine)`, `peter (un|les) (cable|plombs?)|(vais|suis en train de) (craquer|exploser)|je craque`,
		`(vois|sais|comprends|trouve) plus (trop |vraiment |bien |du tout )*(a quoi (ca|sa|cela|tout ca|tout sa) (sert|rime)|le sens)`, `(dors|dor|mange) plus( \w+){0,6} (sens|sert|rien|a quoi)`)
	// whatFor is a sigh that says all by itself; with more behind it, it asks about that.
	whatFor = matching(`^((bof|pff+|franchement|et puis|mais) )*a quoi bon( tout ca)?$`)
	other   = matching(`\b((mon|ma|un|une|le|la) (fils|fille|frere|soeur|ami|amie|pote|copain|copine|mari|femme|conjointe?|voisin|voisine|collegue|cousin|cousine|pere|mere|neveu|niece|enfant|jeune|eleve|stagiaire|apprentie?|salariee?|beneficiaire)|il|elle|quelqu un)( \w+){0,4} (a (avale|pris|tente|essaye|voulu|deja|dit)|m a dit|ne sera|sera plus|s entaille|se (coupe|fait|taillade)|coupe|veut|va|parle|menace|dit|pense|se|s est|ne veut|a envie|envie|suicid\w*|scarifie)\b`)
	oneself = matching(`\b(me (suicid\w*|tuer|pendre|buter|foutre)|(je|j) (veux|vais|voudrais|pense a|ai envie( d| de)?) (mourir|crever|en finir|disparaitre|me)|mes jours)\b`)
)

// distress is the probability from which a reading of distress is believed, and provenDistress that from
// which it needs no word of evidence: the reader judges it apart from all other intents.
const (
	distress       = 0.5
	provenDistress = 0.65
)

// plainDistress is the score from which a reading of distress is answered whatever the words look like.
const plainDistress = 0.9

// saysDanger tells whether danger is said in so many words, whatever else the message says.
func saysDanger(words string) bool {
	left := idiom.ReplaceAllString(words, " ")
	return direct.MatchString(left) || endsAll.MatchString(left) || howTo.MatchString(left) || whatFor.MatchString(words) || tongueOfDanger(words) != ""
}

// distressed answers distress at once and alone.
func (t *turn) distressed(words string) bool {
	if t.s.outcome() == Unsubscribed && !t.s.Flags.Has(Delicate) && leftUs.MatchString(words) {
		t.meant("au_revoir") // « adieu », after a stop and nothing grave
		return false
	}
	likely := t.alternative("detresse")
	if t.u.Intent == "detresse" {
		likely = t.u.Score
	}
	read := likely >= distress
	misheard := ripens.MatchString(words)
	plain := t.u.Intent == "detresse" && t.u.Score >= plainDistress && !misheard
	figure := harmless.MatchString(words) || misheard
	more := figure && grave.MatchString(ripens.ReplaceAllString(harmless.ReplaceAllString(words, " "), " ")) // beside the figure
	said := saysDanger(words)
	if t.violent(words) {
		return true
	}
	excused := figure && !more
	if apart, doubt := t.saidApart(words); !said && doubt {
		t.perhapsDistress()
		return true
	} else if apart {
		said = true
	}
	if !said && read && (plain && excused || !plain && amused.MatchString(words)) {
		t.perhapsDistress() // a sure reading is never thrown away without a word, and one that is laughed about is doubted
		return true
	}
	unproved := t.unproved("detresse", words, provenDistress)
	if excused || unproved && len(t.u.Entities) > 1 { // « je suis à Saint-Dié, au chômage » tells of a town and a state
		read = false // what is said in so many words is heard all the same
		if t.u.Intent == "detresse" {
			t.second()
			t.weary(words)
		}
	}
	if !said && (read && unproved || !read && (more || likely >= intents.InDoubt && !excused && len(t.u.Entities) < 2)) {
		t.perhapsDistress() // « je ne sais pas si je suis au bon endroit »: the number is there, and so is the talk
		return true
	}
	if !read && !said {
		if strain.MatchString(words) && (t.u.Score < 0.6 || len(strings.Fields(words)) < 6 || t.u.Intent == intents.OutOfScope || t.u.Intent == "detresse") {
			t.perhapsDistress()
			return true
		}
		return t.afterDistress(words)
	}
	t.out.Understood = intents.Understanding{Intent: "detresse", Score: max(t.u.Score, 0.9)}
	if t.u.Intent != "detresse" && !said {
		t.out.Understood.Score = t.alternative("detresse")
	}
	name := "detresse"
	if other.MatchString(words) && !oneself.MatchString(words) {
		name = "detresse.autre"
	}
	if tongue := tongueOfDanger(words); tongue != "" && !direct.MatchString(words) {
		t.s.set(Simple|Foreign, true)
		name = "detresse." + tongue
	}
	t.endangered(name)
	return true
}

// endangered says the numbers, alone; nothing of the message is kept, and nothing else is asked.
func (t *turn) endangered(name string) {
	t.s.reach(Crisis)
	t.out.Effects.Unkept = true
	t.s.Ask = ""
	t.s.Lost = 0
	t.s.dropWish()
	t.s.set(Distress, true)
	t.say(name, "")
}

// saidApart reads each sentence of a message by itself: a wish or a phone number beside it drowns danger
// in the reading of the whole. What is a figure of speech there, or laughed about, leaves a doubt.
func (t *turn) saidApart(words string) (danger, doubt bool) {
	sentences := strings.FieldsFunc(t.m.Text, func(r rune) bool { return strings.ContainsRune(".!?;…\n", r) })
	if t.d.reader == nil || len(sentences) < 2 {
		return false, false
	}
	for _, sentence := range sentences {
		own := fold(sentence)
		if !strings.Contains(own, " ") || reason.MatchString(own) && !grave.MatchString(own) {
			continue // « faut faire les 3x8 ? parce que le soir je n'ai personne » says why it is asked
		}
		u := t.d.reader.Understand(sentence, intents.Expected{})
		if u.Intent != "detresse" || u.Score < apartDistress || ripens.MatchString(own) {
			continue
		}
		figure := harmless.MatchString(own) && !grave.MatchString(harmless.ReplaceAllString(own, " "))
		switch {
		case !figure && (u.Score >= plainDistress || !amused.MatchString(words)):
			return true, false
		case !figure || u.Score >= plainDistress:
			doubt = true
		}
	}
	return false, doubt
}

// reason begins a sentence that only gives the reason for the one before.
var reason = matching(`^(?:parce que|parce qu|pcq|pask|car|puisque|vu que) `)

// leftUs takes leave of messages that one no longer wants.
var leftUs = matching(`^(?:bien |ok |bon |merci |allez |voila |tres bien )*adieu(?: et merci| merci)?$`)

// apartDistress is the score from which a sentence read by itself is believed: on 7,800 messages written
// by others it takes none for danger that is not.
const apartDistress = 0.7

// weary takes a sigh about work or studies for the subject that it is about, when nothing
// else was read.
func (t *turn) weary(words string) {
	if t.u.Intent != intents.OutOfScope && t.u.Score >= sure {
		return
	}
	switch {
	case fedUpWith.MatchString(words):
		t.meant("mecontentement")
	case studies.MatchString(words):
		t.meant("etudes_superieures")
	case ofWork.MatchString(words):
		t.meant("reconversion")
	}
}

var fedUpWith = anyOf(`balade\w*|promene\w*|ras le bol|renvo(?:ie|ient|yer)`)

var ofWork = anyOf(`boulot|taf|travail\w*|bosser|usine|metier|poste|chef|patron|horaires?|nuits?|boite|equipe|vente|interim|cdd|missions?|rythme`)

// perhapsDistress answers what may be distress and may be a way of speaking: the number is there,
// and so is the talk.
func (t *turn) perhapsDistress() {
	t.out.Effects.Unkept = true
	t.say("detresse.doute", "")
}

// afterDistress keeps the talk gentle: as long as the person asks for nothing, the
// numbers stay in sight; a clear request is answered as always.
func (t *turn) afterDistress(words string) bool {
	if !t.s.Flags.Has(Distress) {
		return false
	}
	name := "detresse.suite"
	switch {
	case whereWeWere.MatchString(words):
		t.s.set(Distress, false) // « ça va mieux, on en était où ? »
		return false
	case feelsBetter.MatchString(words) && goesOnAgain.MatchString(words) && t.u.Intent != "detresse":
		t.s.set(Distress, false) // « ça va mieux, on continue »
		t.s.Ask = qResume
		t.leadWith("mieux")
		t.answered("chercher_formation")
		t.goOn()
		return true
	case (t.namedPartner() != "" || t.pointsAtPath(words)) && (questions(t.m.Text) || asks0(words)) && t.u.Intent != "detresse":
		t.s.set(Distress, false) // « le premier, l'Afpa, c'est quoi ? »
		return false
	case callsSomeone.MatchString(words) && !questions(t.m.Text):
		name = "detresse.appel"
	case whoHears.MatchString(words) || t.u.Intent == "donnees_personnelles" && t.u.Score >= sure:
		name = "detresse.secret"
	case willCall.MatchString(words) && !ofTraining.MatchString(words):
		name = "detresse.appel"
	case whatNow.MatchString(words) && !ofTraining.MatchString(words):
		name = "detresse.agir"
	case (t.u.Intent == "remercier" || t.u.Intent == "au_revoir") && t.u.Score >= sure:
		name = "detresse.merci"
	case t.u.Intent == "parler_conseiller" && t.u.Score >= 0.6 && adviser.MatchString(words):
		t.humanInDistress() // asked for in so many words
		return true
	default:
		_, typed := command(words)
		clear := (t.u.Score >= 0.75 || t.u.Score >= sure && (questions(t.m.Text) || ofTraining.MatchString(words))) && !social[t.u.Intent] && (!stillThere[t.u.Intent] || ends[t.u.Intent] && t.u.Score >= 0.8)
		if typed || clear || len(t.u.Entities) > 1 {
			t.s.set(Distress, false)
			return false
		}
	}
	t.out.Effects.Unkept = true
	t.say(name, "")
	return true
}

// stillThere are the intents that do not lead away from distress: « je fais quoi ? », « vous allez
// le dire à mes parents ? » are about what was just said.
var stillThere = map[string]bool{
	"aide": true, "detresse": true, "donnees_personnelles": true, "initiative": true, "identite_bot": true, "parler_conseiller": true,
	"supprimer_donnees": true, "desabonner": true, "contact_partenaire": true,
}

// ends are those of them that are carried out when they are sure.
var ends = map[string]bool{"supprimer_donnees": true, "desabonner": true}

var (
	ofTraining = anyOf(`form\w+|metiers?|inscri\w*|emploi|boulot|travail|stages?|alternance|apprenti\w*|centre|afpa|greta|cpf`)
	adviser    = anyOf(`conseill\w*|quelqu un|personne|humain\w*|rappel\w*|appele\w*`)
	// whoHears asks who will hear of it.
	whoHears = anyOf(`(?:le |la |les |l |en )?(?:dire|raconter|repeter|rapporter|prevenir|signaler|denoncer|en parler) (?:ca |cela |tout )?(?:a |au |aux |mes |ma |mon |la police|l ecole)`, `(?:prevenir|appeler|alerter|avertir) (?:mes|ma|mon|la|les|l|quelqu)`, `(?:reste|restera) entre nous|c est anonyme|anonyme|secret|confidentiel\w*`, `qui (?:va |peut )?(?:lire|lit|voit|voir|savoir|sait)`)
	// callsSomeone turns to somebody of their own, and asks nothing of us.
	callsSomeone = anyOf(`(?:je|j|jvais|jvai) (?:vais |viens de |ai |lui |les )*(?:appel\w*|telephon\w*|parler? a|parle a|parler avec|voir) (?:a )?(?:ma|mon|mes|une?|le|la) ?(?:soeur|frere|mere|pere|maman|papa|parents|amie?|amis|copine|copain|pote|mari|femme|voisine?|medecin|docteur|psy|famille|fille|fils|cousine?|tante|oncle)`)
	willCall     = anyOf(`(?:je|j) (?:vais |viens de |l |les |leur |ai |lui )*(?:appel\w*|telephon\w*|rappel\w*)`, `(?:je|j) (?:les |le |l )?(?:appelle|contacte)`, `appelle tout de suite|vais les (?:joindre|contacter)`)
	whatNow      = anyOf(`(?:je|on) (?:fais|fait|dois faire|peux faire|doit faire|peut faire) (?:quoi|koi)`, `(?:quoi|que) (?:faire|je fais|dois je|puis je)`, `comment (?:faire|je fais|l aider|aider|reagir|je peux)`, `(?:aide[zr]?|m aider|aidez moi)`, `qu est ce que je (?:fais|dois|peux)`)
)

func (t *turn) alternative(intent string) float64 {
	for _, a := range t.u.Alternatives {
		if a.Intent == intent {
			return a.Score
		}
	}
	return 0
}

// humanInDistress asks, on the person's press only, whether somebody may be told that
// they wish to be called; nothing of what they wrote is in it.
func (t *turn) humanInDistress() {
	partner := t.d.route(&t.s, &t.m, "")
	t.s.prepare(Wish{Partner: partner, Text: wishInDistress})
	t.s.Ask = qConsent
	t.s.reach(Handoff)
	t.say("detresse.conseiller", "p:"+partner)
}

// wishInDistress is all that a request made in distress tells.
const wishInDistress = "souhaite parler à quelqu'un"
