package dialogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"potentiels/bot/content"
	"potentiels/intents"
)

// Read tells what a message means at this point of the talk: buttons, numbers and
// commands first, then the reader with what was just asked.
func (d *Dialogue) Read(s Session, m Message) intents.Understanding {
	return d.read(&s, &m, d.look(&s, &m))
}

// look is what came of looking whether a message presses a button.
type look struct {
	value   string
	pressed bool
	buttons []Button // under the last turn
	taken   bool     // false: the message was not looked at
}

func (d *Dialogue) look(s *Session, m *Message) (l look) {
	switch m.Kind {
	case Text, Edited, Photo, Document:
		l.buttons = d.Buttons(*s)
		l.value, l.pressed = d.pressed(s, m.Text, l.buttons)
		l.taken = true
	}
	return l
}

func (d *Dialogue) read(s *Session, m *Message, l look) intents.Understanding {
	switch m.Kind {
	case Press:
		return d.standsFor(m.Value)
	case Start:
		return intents.Understanding{Intent: "saluer", Score: 1}
	case Text, Edited, Photo, Document:
	case Group: // where everybody reads, danger is all that is listened for
		if d.reader != nil {
			if u := d.reader.Understand(m.Text, intents.Expected{}); u.Intent == "detresse" {
				return u
			}
		}
		return intents.Understanding{Intent: intents.OutOfScope}
	default:
		return intents.Understanding{Intent: intents.OutOfScope}
	}
	if l.pressed {
		return d.standsFor(l.value)
	}
	if value, ok := command(m.Text); ok {
		if words := commandLine.FindStringSubmatch(strings.TrimSpace(m.Text)); words != nil && words[2] != "" && d.reader != nil {
			if u := d.reader.Understand(words[2], intents.Expected{}); u.Intent == "detresse" {
				return u // « /stop j'en peux plus de vivre » is more than a command
			}
		}
		return d.standsFor(value)
	}
	if d.reader == nil {
		return intents.Understanding{Intent: intents.OutOfScope}
	}
	return d.reader.Understand(afterThanks(m.Text), d.expected(s, l.buttons))
}

// Expected is what the last turn asked for.
func (d *Dialogue) Expected(s Session) intents.Expected { return d.expected(&s, d.Buttons(s)) }

func (d *Dialogue) expected(s *Session, buttons []Button) intents.Expected {
	var e intents.Expected
	switch s.Ask {
	case qJob:
		e.Entities = []string{intents.Metier}
	case qPlace:
		e.Entities = []string{intents.Commune, intents.Departement}
	case qSituation:
		e.Entities = []string{intents.Situation}
	case qLevel:
		e.Entities = []string{intents.Niveau}
	case qAge:
		e.Entities = []string{intents.Age}
	case qDistance:
		e.Entities = []string{intents.MobiliteKm}
	case qConsent, qContact:
		e.Entities = []string{intents.Telephone, intents.Email, intents.Prenom}
	}
	e.YesNo = d.takesYesNo(s)
	for _, b := range buttons {
		e.Choices = append(e.Choices, b.Label)
	}
	return e
}

// Buttons are those under the last turn, in order; the number of one is its
// place in the list, from 1.
func (d *Dialogue) Buttons(s Session) []Button {
	var all []Button
	for _, said := range s.Said {
		buttons, err := d.choices(&s, parseRef(said))
		if err != nil {
			continue
		}
		all = append(all, buttons...)
	}
	return all
}

// choices are the buttons of a text as it was said.
func (d *Dialogue) choices(s *Session, r ref) ([]Button, error) {
	x, ok := d.texts.Get(r.name)
	if !ok {
		return nil, nil
	}
	var choices []content.Choice
	var err error
	if r.short {
		var said content.Said
		said, err = x.Fill(r.wording, d.view(s, &Message{}, nil, r.arg))
		choices = shortened(said).Choices
	} else {
		choices, err = x.Choices(r.wording, func() any { return d.view(s, &Message{}, nil, r.arg) })
	}
	if err != nil {
		return nil, err
	}
	var out []Button
	for _, c := range choices {
		if !c.IsLink() {
			out = append(out, Button{Label: c.Label, Value: c.Action})
		}
	}
	return out, nil
}

// pressed finds the button that a line is the label or the number of, among those under the last turn.
func (d *Dialogue) pressed(s *Session, text string, buttons []Button) (value string, ok bool) {
	line := fold(text)
	if line == "" || len(line) > 80 || saysDanger(line) {
		return "", false
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	number := err == nil && s.Ask != qAge && s.Ask != qDistance
	if len(s.Paths) == 0 {
		for i, o := range ordinals {
			if o.MatchString(line) && strings.ContainsAny(line, "abcdefghijklmnopqrstuvwxyz") {
				n, number = i+1, true
			}
		}
	}
	labels := make([]string, len(buttons))
	for i, b := range buttons {
		if labels[i] = fold(b.Label); number && n == i+1 || labels[i] == line {
			return b.Value, true
		}
	}
	if len(line) < 4 || line == "oui" || line == "non" || line == "autre chose" && len(s.Paths) > 0 {
		return "", false
	}
	begins := 0
	for i, b := range buttons {
		if strings.HasPrefix(labels[i], line) && strings.HasPrefix(labels[i][len(line):], " ") {
			value = b.Value
			begins++
		}
	}
	if begins == 0 {
		for _, q := range form {
			if s.asked(q) > 0 && s.lacks(q) && d.late[q][line] != "" {
				return d.late[q][line], true
			}
		}
		if d.late[s.Ask][line] != "" { // of the interest talk, before a digression
			return d.late[s.Ask][line], true
		}
		value, ok = d.labels[line]
		return value, ok // typed from an earlier turn
	}
	return value, begins == 1 // « aucun » is « Aucun, ou le brevet »
}

// everyLabel are the buttons that mean the same wherever they stand. What must
// follow a question, such as a consent, is not among them.
func (d *Dialogue) everyLabel() map[string]string {
	labels := make(map[string]string)
	for _, name := range d.texts.Names() {
		x, _ := d.texts.Get(name)
		for i := range x.Wordings() {
			for _, c := range content.StaticChoices(x.Raw(i)) {
				l := fold(c.Label)
				if old, ok := labels[l]; ok && old != c.Action {
					labels[l] = ""
					continue
				}
				labels[l] = c.Action
			}
		}
	}
	for l, action := range labels {
		switch verb(action) {
		case "intention", "dire", "humain", "contact", "menu", "recommencer", "chemins", "reprendre", "detresse":
			if strings.Contains(l, " ") {
				continue
			}
		}
		delete(labels, l)
	}
	return labels
}

// lateAnswers are the labels of the questions of the form: a question that was passed
// over can still be answered by them.
func (d *Dialogue) lateAnswers() map[string]map[string]string {
	late := make(map[string]map[string]string)
	questions := slices.Clone(form)
	for n := 1; n <= lastTaste; n++ {
		questions = append(questions, qTastes+"."+strconv.Itoa(n))
	}
	for _, q := range questions {
		late[q] = make(map[string]string)
		for _, name := range []string{"q." + q, "q." + q + ".pour", q} {
			x, ok := d.texts.Get(name)
			if !ok {
				continue
			}
			for i := range x.Wordings() {
				for _, c := range content.StaticChoices(x.Raw(i)) {
					if v := verb(c.Action); v == "fait" || v == "gout" {
						late[q][fold(c.Label)] = c.Action
					}
				}
			}
		}
	}
	return late
}

// takesYesNo tells whether the last thing said was a question that yes or no answers.
func (d *Dialogue) takesYesNo(s *Session) bool {
	if len(s.Said) == 0 {
		return false
	}
	r := parseRef(s.Said[len(s.Said)-1])
	x, ok := d.texts.Get(r.name)
	if !ok || x.Choice {
		return false
	}
	asks, err := x.Asks(r.wording, func() any { return d.view(s, &Message{}, nil, r.arg) })
	return err == nil && asks
}

// yes is the value of the first button of the question just asked, no that of the
// refusing one.
func (d *Dialogue) yes(s *Session) (string, bool) {
	if !d.takesYesNo(s) {
		return "", false
	}
	buttons, err := d.choices(s, parseRef(s.Said[len(s.Said)-1]))
	if err != nil || len(buttons) == 0 {
		return "", false
	}
	if verb(buttons[0].Value) == "fait" && !strings.HasPrefix(fold(buttons[0].Label), "oui") {
		return "", false // « jusqu'où pouvez-vous aller ? » is not answered by yes
	}
	return buttons[0].Value, true
}

func (d *Dialogue) no(s *Session) (string, bool) {
	if len(s.Said) == 0 {
		return "", false
	}
	r := parseRef(s.Said[len(s.Said)-1])
	buttons, err := d.choices(s, r)
	if err != nil {
		return "", false
	}
	x, _ := d.texts.Get(r.name)
	for _, b := range buttons {
		l := fold(b.Label)
		if l == "non" || strings.HasPrefix(l, "non ") || strings.HasPrefix(l, "je refuse") || strings.HasPrefix(l, "aucun") && !x.Choice || strings.HasPrefix(l, "je prefere ne pas") {
			return b.Value, true
		}
	}
	return "", false
}

// standsFor is what a button's value means, as an understanding.
func (d *Dialogue) standsFor(value string) intents.Understanding {
	intent := "chercher_formation"
	switch verb(value) {
	case "intention":
		intent, _, _ = strings.Cut(argument(value), "@")
	case "start":
		intent = "saluer"
	case "humain", "detresse":
		intent = "parler_conseiller"
	case "contact":
		intent = "contact_partenaire"
	case "accepte", "suite":
		intent = "accepter"
	case "refuse", "non", "passer":
		intent = "refuser"
	case "abonner":
		intent = "abonner"
	case "reprendre":
		intent = "abonner"
	case "stop":
		intent = "desabonner"
	case "effacer":
		intent = "supprimer_donnees"
	case "export":
		intent = "donnees_personnelles"
	case "menu", "simple", "perdu":
		intent = "aide"
	case "suivi":
		intent = "parler_conseiller"
	case "recommencer":
		intent = "recommencer"
	case "gout", "gouts":
		intent = "decouvrir_metiers"
	case "infos":
		intent = "infos_metier"
	case "dire":
		if x, ok := d.texts.Get(argument(value)); ok && len(x.Answers) > 0 {
			intent = x.Answers[0]
		}
	}
	return intents.Understanding{Intent: intent, Score: 1}
}

func verb(value string) string {
	v, _, _ := strings.Cut(value, ":")
	return v
}

func argument(value string) string {
	_, a, _ := strings.Cut(value, ":")
	return a
}

var (
	commandLine = matching(`(?s)^/([a-zA-Zé]+)(?:@\w+)?(?:\s+(.*))?$`)
	stopLine    = matching(`^(stop|stopp?er|arret|arretez|desinscription|desinscrire|me desinscrire|desabonner|desabonnez moi|desinscrivez moi|unsubscribe)( (svp|stp|merci|tout|ici|s il (vous|te) plait))*$`)
)

// command finds the value that a command word stands for.
func command(text string) (value string, ok bool) {
	text = strings.TrimSpace(text)
	if m := commandLine.FindStringSubmatch(text); m != nil {
		switch fold(m[1]) {
		case "aide", "help":
			return "intention:aide", true
		case "menu":
			return "menu", true
		case "suivi":
			return "suivi", true
		case "mesdonnees":
			return "export", true
		case "oublier":
			return "intention:supprimer_donnees", true
		case "stop":
			return "stop", true
		case "start":
			return "start:" + strings.TrimSpace(m[2]), true
		case "recommencer":
			return "recommencer", true
		case "robot":
			return "robot", true
		}
		return "menu", true
	}
	switch line := fold(text); {
	case stopLine.MatchString(line):
		return "stop", true
	case line == "menu":
		return "menu", true
	case line == "aide" || line == "help":
		return "intention:aide", true
	case line == "conseiller":
		return "humain", true
	}
	return "", false
}

// Words that by themselves say yes or no to what was asked.
var (
	yesLine = matching(`^(oui|ouais?|ouaip|ouep|yes|yep|ok|okay|oki|d accord|dac|daccord|vas y|allez y|allez|go|volontiers|carrement|bien sur|pourquoi pas|je veux bien|avec plaisir|exactement|c est ca|tout a fait|si|ja|sim|evet|так|نعم|👍|✅|👌)( (oui|ok|d accord|merci|svp|stp|bien sur|volontiers|je veux bien|s il (vous|te) plait|vas y|allez y|avec plaisir|c est bon|parfait|super|ca marche|je confirme|tout))*$`)
	noLine  = matching(`^(non|nan|nn|no|nope|pas maintenant|pas la peine|surtout pas|jamais|👎|❌)( (non|merci|pas maintenant|pas la peine|ca va|c est bon|surtout pas|desole|svp|pas pour l instant))*$`)
)

// fold brings a line to the form that labels and command words are compared in:
// lower case, no accents, single spaces, no punctuation.
func fold(s string) string {
	b := make([]byte, 0, len(s)+8)
	space := false
	add := func(r rune) {
		if space && len(b) > 0 {
			b = append(b, ' ')
		}
		space = false
		b = utf8.AppendRune(b, r)
	}
	for _, r := range s {
		if r >= utf8.RuneSelf {
			r = unicode.ToLower(r)
			if r < rune(len(plain)) && plain[r] != 0 {
				r = rune(plain[r])
			}
		}
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r > 0x2fff, r > 0x24f && r < 0x2000, r >= 0x2600 && r <= 0x27bf:
			if r != 0xfe0f {
				add(r)
			}
		case r >= 'A' && r <= 'Z':
			add(r + 'a' - 'A')
		case r == 'œ':
			add('o')
			add('e')
		default:
			space = true
		}
	}
	return string(b)
}

// plain are letters without the accent that they are written with.
var plain = func() (table [0x100]byte) {
	for i, r := range []rune("àâäáãåçéèêëîïìíôöóòõûüúùÿñ") {
		table[r] = "aaaaaaceeeeiiiiooooouuuuyn"[i]
	}
	return table
}()
