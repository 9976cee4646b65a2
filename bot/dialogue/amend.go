package dialogue

import (
	"regexp"
	"slices"
	"strings"

	"potentiels/intents"
)

// What a request shall say is the person's to decide: what they miss in it is put there, what they do not want in it
// is taken out, and it is shown again, since nothing leaves that was not seen.

// saysMissing tells of something that was not noted, and wants nothing gone: « il n'y a rien sur lui dans votre résumé ».
var saysMissing = anyOf(`(?:rien|pas (?:un mot|grand chose)|aucune? (?:mot|ligne|info\w*|trace)) (?:sur|de|a propos de|concernant|pour) (?:lui|elle|eux|nous|moi|mon|ma|mes|notre|nos)(?: \w+){0,4}(?: (?:dans|sur) (?:votre|ton|le|la|ma|cette|ce|l) ?(?:resume|demande|fiche|message|texte|recap\w*|carte))?`,
	`(?:(?:vous|tu|vs) (?:ne |n )?(?:avez|as|ave|aviez)|c est|cest|y a|ya|il n y a|est) (?:rien|pas) (?:\w+ ){0,2}(?:note|mis|ecrit|marque|indique|precise|dit|mentionne|retenu|pris)(?: \w+){0,4} (?:lui|elle|eux|moi|mon|ma|mes|notre|nos|son|sa|ses|horaires?|enfants?|dos)`,
	`(?:il|y|ya|ca) (?:y )?manqu\w+ (?:\w+ ){0,2}(?:lui|elle|mon|ma|mes|notre|nos|quelque chose|des (?:choses|infos?))`,
	`(?:avez|as|a) (?:pas |rien |encore )?oublie(?: \w+)? (?:lui|elle|mon|ma|mes|notre|nos|de (?:mettre|noter|dire|ecrire|parler|preciser|marquer))`,
	`(?:parle\w*|figure\w*|apparai\w*|est|sont) (?:pas|nulle part|meme pas)(?: \w+){0,3} (?:dans|sur) (?:votre|ton|le|la|ma|cette|ce|l) ?(?:resume|demande|fiche|message|texte|recap\w*|carte)`,
	`(?:et|mais) (?:mon|ma) (?:mari|femme|conjointe?|compagnon|compagne|epoux|epouse|copain|copine|fils|fille|frere|soeur)(?: alors| aussi| du coup| dans tout ca| la dedans)?$`)

// leavesOut has something taken out of the request that was shown: « envoyer sans ça », « je veux pas dire réfugié ».
var leavesOut = anyOf(`(?:envoy\w*|envoi\w*|envoie\w*|transm\w*|part\w*|mett\w*|mets|ecri\w*|passe\w*|d accord|ok|oui|accepte)(?: \w+){0,3} (?:sans|sauf|mais pas) (?:ca|sa|cela|celui|celle|le|la|l|les|ce|cet|cette|mon|ma|mes|dire|mettre|ecrire|parler|preciser|mentionner)(?: \w+){0,5}`,
	`sans (?:dire|mettre|ecrire|marquer|citer|mentionner|preciser|indiquer|parler d\w*|(?:la|cette|ma|le|ce|mon) (?:phrase|mot|citation|question|partie|passage|ligne|age|diplome|numero|telephone|mail|adresse|ville|sante|maladie|handicap))(?: \w+){0,6}`,
	`(?:veu[xt]?|voudrai\w*|souhaite\w*|prefere\w*|aimerai\w*|aime\w*|faut|faudrait|faudra)(?: \w+)? (?:pas|pa|ne pas|mieux pas|jamais)(?: (?:le|la|l|en|y|que (?:vous|tu|ca|cela|sa|ce)|qu (?:on|ils)))* ?(?:dire|dise\w*|disiez|mettre|mett\w*|ecrire|ecrivi\w*|marqu\w*|mentionn\w*|precis\w*|indiqu\w*|raconter|parler d\w*|soit (?:ecrit|dit|marque))(?: \w+){0,6}`,
	`(?:enlev\w*|enlav\w*|retir\w*|ot(?:e|ez|er)|vire[rz]?|barr\w*|coup(?:e|ez|er)|cach\w*|suppr?im\w*|efface\w*)(?: (?:svp|stp|juste|moi|donc|plutot|s il vous plait))* (?:la|le|cette|ce|ma|mon|l|les) ?(?:phrase|mot|question|passage|citation|ligne|partie|truc|bout)(?: \w+){0,6}`,
	`(?:enlev\w*|enlav\w*|retir\w*|ot(?:e|ez|er))(?: (?:svp|stp|juste|moi|donc|plutot))* (?:ca|sa|cela|mon|ma|mes|le|la|l|refugi\w*)(?: \w+){0,4}`,
	`(?:mettez|mets|ecrivez|ecris|dites|dis|marquez|marque|notez|precisez|parlez) (?:surtout )?(?:pas|pa|rien)(?: \w+){0,6}`)

// ofTheCard names what is sent or was.
var ofTheCard = anyOf(`(?:votre|ton|la|ma|cette|ce|l|le) ?(?:resume|demande|fiche|recap\w*|carte)`)

// nothingAtAll is said of a request of which nothing is to leave.
var nothingAtAll = anyOf(`(?:envoy\w*|transm\w*|transmett\w*|partag\w*) (?:surtout )?(?:rien|pas)`, `rien (?:envoyer|transmettre|dire du tout)`, `laisse[rz]? tomber`, `(?:ma|la|cette) demande$`)

// ofYourWords are of what we say or do not, and of what somebody will not say at all.
var ofYourWords = anyOf(`(?:vous|tu|vs) (?:ne |n )?(?:me |m |nous )?(?:dites|dis|mettez|mets|parlez|parles|ecrivez|ecris|notez|precisez)`, `dire (?:oui|non|n importe quoi|de betises)`)

// withdraws wants no request made.
var withdraws = matching(`^(?:(?:non|bon|finalement|en fait|stop|svp|merci) )*(?:retire[rzs]?|annule[rzs]?|enleve[rzs]?|abandonne[rzs]?|oublie[rzs]?)(?: (?:moi|donc|svp|stp))* (?:ma|la|cette|votre) demande(?: (?:svp|stp|merci|s il vous plait))*$`)

// amend changes the request that the person is asked about, and asks again. It reports whether it did.
func (t *turn) amend(line, words string) bool {
	w := t.s.Wish
	switch {
	case t.s.Ask == qConsent && !w.Sent() && !nothingAtAll.MatchString(words) && !ofYourWords.MatchString(words) && (leavesOut.MatchString(words) ||
		restIsFine.MatchString(words) && (sayOneThing(w.Text, words) || sayOneThing(w.Question, words))):
		if erasesPart(words) && !ofCard(words) || wholly.MatchString(words) && t.u.Intent == "supprimer_donnees" {
			return false // « retirez mon nom de partout » is more than that
		}
		t.leaveOut(w, words)
		return true
	case (t.s.Ask == qConsent || ofTheCard.MatchString(words)) && saysMissing.MatchString(words) && !leftOver.MatchString(words) && t.reach() == "":
		if w.Sent() {
			t.showRequest() // it says how more is put there
			return true
		}
		t.facts(line)
		t.notes = nil
		t.add(line)
		return true
	}
	return false
}

// restIsFine begins what wants one thing left out: « pas réfugié, le reste oui ».
var restIsFine = matching(`^(?:(?:non|oui|ok|mais|d accord|bien|svp|juste) )*(?:pas|sauf|sans) `)

// ofCard tells whether a message names a fact of the card.
func ofCard(words string) bool {
	for _, f := range leftOut {
		if f.words.MatchString(words) {
			return true
		}
	}
	return false
}

// leaveOut takes out of a request what shall not be said: a fact that is named, else the words that are quoted.
func (t *turn) leaveOut(w *Wish, words string) {
	named := false
	for _, f := range leftOut {
		if f.words.MatchString(words) {
			named = true
			if !strings.Contains(w.Without, f.letter) {
				w.Without += f.letter
			}
		}
	}
	if ofReach := anyContact.MatchString(words); ofReach {
		w.Contact, named = "", true
	}
	if !named {
		text, question := sayOneThing(w.Text, words), sayOneThing(w.Question, words)
		if text || !question || t.d.subject(w.Text) != "" {
			w.Text = noWords // the subject stands for what was said of it
		}
		if question || !text {
			w.Question = ""
		}
		t.s.Question, t.s.Topic = "", "" // nor does it come back with the next request
	}
	t.out.Understood = intents.Understanding{Intent: "parler_conseiller", Score: 1, Entities: t.u.Entities}
	t.answered("parler_conseiller")
	t.s.Lost, t.s.Ask = 0, qConsent
	t.leadWith("accord.sans")
	t.say("accord", "")
}

var anyContact = anyOf(`(?:mon|le|ma|mes) (?:numero|num|telephone|tel|portable|mail|e mail|adresse mail|contact|coordonnees)`)

// leftOut are the facts of a card by the words for them.
var leftOut = []struct {
	letter string
	words  *matcher
}{
	{"a", anyOf(`(?:mon|l) age|quel age|[1-9][0-9] ans`)},
	{"l", anyOf(`(?:ma|la) (?:ville|commune)|(?:mon|l) adresse|ou (?:j|je) ?habite`)},
	{"s", anyOf(`(?:ma|la) situation|(?:au|mon) chomage|mon (?:emploi|travail|employeur|patron)`)},
	{"n", anyOf(`(?:mes|mon|le) diplomes?|mon niveau|mes etudes`)},
	{"m", anyOf(`(?:le|mon|ce) (?:metier|projet)`)},
	{"d", anyOf(`(?:la|ma) distance`)},
	{"t", anyOf(`(?:ma|la|mes problemes de) sante|(?:mon|le|mal (?:au|de)) dos|(?:ma|la) maladie|(?:mes|les) horaires|port de charges`)},
}

// sayOneThing tells whether quoted words hold a word that is to be left out, and that is not one of every request.
func sayOneThing(quoted, words string) bool {
	said := strings.Fields(fold(quoted))
	for word := range strings.FieldsSeq(words) {
		if len(word) < 5 || onlySomebody.MatchString(word) || ofEveryRequest.MatchString(word) {
			continue
		}
		if slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, word[:5]) }) {
			return true
		}
	}
	return false
}

var ofEveryRequest = matching(`^(?:formation|demande|envoy|phrase|question|ecri|dire|mettre|enlev|retir|suppr|effac|voudrai|merci|plutot|parle)\w*$`)

// without are the facts of a person that a request does not leave out.
func (w *Wish) without(p Profile) Profile {
	for _, letter := range w.Without {
		switch letter {
		case 'a':
			p.Age = 0
		case 'l':
			p.Commune, p.Departement = "", ""
		case 's':
			p.Situation = ""
		case 'n':
			p.Niveau = ""
		case 'm':
			p.Metier = ""
		case 'd':
			p.MobiliteKm = 0
		}
	}
	return p
}

// ofBoth are the words of who writes for two.
var ofBoth = anyOf(`nous deux|tous les deux|toutes les deux|lui aussi|elle aussi`, `(?:mon|ma) `+relatives)

// secondOf tells the other one of two who are written for, where the request speaks of both.
func (d *Dialogue) secondOf(s *Session, w *Wish) string {
	if s.Aside == (Profile{}) || !ofBoth.MatchString(fold(w.Text+" "+w.Question)) {
		return ""
	}
	p := s.Aside
	var out []string
	add := func(v string) {
		if v != "" {
			out = append(out, v)
		}
	}
	if j, ok := d.c.Job(p.Metier); ok {
		add(lower(j.Family))
	}
	if p.Commune != s.Profile.Commune {
		add(d.placeName(p.Commune))
	}
	add(situations[p.Situation])
	add(niveaux[p.Niveau])
	if p.Age > 0 {
		add(years(p.Age))
	}
	return strings.Join(out, ", ")
}

// suits notes the hours that suit, where they are told: « je ne peux pas partir avant 8h30 ni rentrer après 18h ».
func (t *turn) suits(words string) {
	if !withinHours.MatchString(words) {
		return
	}
	var out []string
	for _, at := range hourLimit.FindAllStringSubmatch(words, 3) {
		minutes := ""
		if at[3] != "" {
			minutes = " " + at[3]
		}
		side := "pas avant "
		if at[1] == "apres" {
			side = "pas après "
		}
		out = append(out, side+at[2]+" h"+minutes)
	}
	t.s.Hours = strings.Join(out, ", ")
}

var hourLimit = regexp.MustCompile(`(avant|apres) (\d{1,2}) ?h(?:eures?)? ?(\d{2})?`)

// terms are the hours and the weights that suit somebody, as they said.
func (s *Session) terms() (hours, weights string) {
	switch {
	case s.likes('j'):
		hours = strings.TrimSuffix("en journée, "+s.Hours, ", ")
	case s.likes('n'):
		hours = "en équipes, c'est possible"
	}
	switch {
	case s.likes('l'):
		weights = "sans port de charges"
	case s.likes('y'):
		weights = "rien de trop lourd"
	}
	return hours, weights
}
