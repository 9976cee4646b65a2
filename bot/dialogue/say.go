package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"potentiels/bot/content"
	"potentiels/intents"
)

// turn is a turn being made: the talk as it becomes, and what is said.
type turn struct {
	d *Dialogue
	s Session
	m Message
	u intents.Understanding

	look        look
	before      []ref  // what the last turn said
	said        []ref  // what this one says
	lead        string // goes before the next text
	notes       []string
	homonyms    []string // communes that the name given could mean
	job         bool     // a job was noted in this turn
	didIt       bool     // what was done before is told, and not wished
	jobForce    int      // how much it was said to be wished
	alike       bool     // it is what somebody else does, and the writer wants the same
	holds       string   // the level that was noted in this turn
	placed      bool     // a commune was noted in this turn, without a word on living there
	hold        bool     // two answers were given: the paths wait for the next turn
	wasEmployer bool     // the writer was known to be an employer
	wasSeeking  bool     // the search was under way before this turn
	wasAsked    string   // the question that was open before this turn
	known       Profile  // what was known before this message
	limits      [3]bool  // and what somebody cannot or may not do, see Session.limits
	saidLimits  bool     // the hours or the weights that suit were told
	ofOthers    bool     // it tells a fact of somebody who is only spoken of
	aside       bool     // the job of this message is asked about, and not wished
	show        bool     // the person asks to see what there is
	replaced    bool     // a fact took the place of another
	toldOfSelf  bool     // a fact beyond the place was told
	asides      []string // asked in so many words beside the rest, see beside
	ruled       bool     // a rule decided what was meant, see meant
	putAside    []string // readings that gave way to a runner-up, see second
	special     string   // the text of a special case of what was read, see tellSpecial,
	specialArg  string   // and what it is about
	between     []string // the jobs that the message wavers between, see wavering
	pair        string   // the text that answers what goes on about them
	pointed     string   // the path that a question points at: « la 2, elle dure combien ? »
	written     bool     // it was just told that no telephone is wanted, see wantsWriting
	put         bool     // an answer asks a question of the form
	gentle      bool     // what hurts was told: the form does not go on beside the answer
	trim        bool     // leave out what an answer asks at its end: the form goes on asking
	out         Turn
}

// ref names a text as it was said, so that its buttons can be found again and
// the next time it is said in other words: "chemin|t:cqpm#1".
type ref struct {
	name, arg string
	wording   int
	short     bool // without its closing question, see shortened
}

func (r ref) String() string {
	s := r.name
	if r.arg != "" {
		s += "|" + r.arg
	}
	if r.wording > 0 {
		s += "#" + strconv.Itoa(r.wording)
	}
	if r.short {
		s += "~"
	}
	return s
}

func parseRef(s string) (r ref) {
	s, r.short = strings.CutSuffix(s, "~")
	s, wording, _ := strings.Cut(s, "#")
	r.wording, _ = strconv.Atoi(wording)
	r.wording = max(0, r.wording)
	r.name, r.arg, _ = strings.Cut(s, "|")
	return r
}

func refs(said []string) []ref {
	out := make([]ref, len(said))
	for i, s := range said {
		out[i] = parseRef(s)
	}
	return out
}

// say adds a reply made of a text, in the variant that fits the person. The
// argument fills the text in, see view.
func (t *turn) say(name, arg string) {
	r := ref{name: t.variant(name), arg: arg}
	x, ok := t.d.texts.Get(r.name)
	if !ok {
		return
	}
	var last []ref // as it was said in the turn before
	known, toldTwice := t.s.told(r.name, 0), t.s.told(r.name, 1)
	if x.Wordings() > 1 && known && !toldTwice {
		r.wording = 1
	}
	for _, b := range t.before {
		if b.name == r.name {
			r.wording = (b.wording + 1) % max(1, x.Wordings())
			last = append(last, b)
		}
	}
	if x.Wordings() < 2 && known {
		t.s.tell(r.name, 1) // the same words again
	}
	t.s.tell(r.name, r.wording)
	said, err := x.Fill(r.wording, t.d.view(&t.s, &t.m, t.notes, r.arg))
	if err != nil {
		// Check executes every text against empty and full data, so this is content
		// that was never checked; the person gets an answer all the same.
		said = content.Said{Text: t.d.sorry}
	}
	if !strings.HasPrefix(r.name, "q.") && !strings.HasPrefix(r.name, qTastes) {
		r.short = t.trim
		if q := puts(said); q != "" && !r.short && !t.putsNow(q, said) {
			r.short = true
		}
		if r.short {
			said = shortened(said)
		}
	}
	root, _, _ := strings.Cut(r.name, ".")
	plain, again := slices.Contains(plainIntents, root), t.lead == "" && !fresh[r.name]
	typed := slices.Contains(plainIntents, name) && name != "etudes_superieures" && r.arg == "" && t.m.Kind == Text && !t.look.pressed
	above := typed && toldTwice // in an earlier turn
	repeated := (plain || again) && slices.ContainsFunc(last, func(b ref) bool { return t.d.sameWords(&t.s, x, b, r) })
	if typed && known && !toldTwice && !repeated && x.Wordings() < 2 && t.lead == "" {
		t.leadWith("redite")
	}
	if (repeated && plain || above) && len(t.out.Replies) > 0 {
		t.said = append(t.said, r) // it stands right above, and something else was answered
		t.answer(x, r)
		return
	}
	if repeated && plain || above {
		t.said = append(t.said, r)
		switch {
		case root == "remuneration_formation":
			t.say("redite.reponse.argent", "") // who asks again what they live on is worried
		case repeated:
			t.say("redite.reponse", "") // it stands right above
		default:
			t.say("redite.plus_haut", "")
		}
		t.answer(x, r)
		return
	}
	if repeated && again {
		if strings.HasPrefix(r.name, "q.") || strings.HasPrefix(r.name, qTastes) {
			t.leadWith("redite.question")
		} else {
			t.leadWith("redite")
		}
	}
	if t.lead != "" {
		said.Text = join(t.lead, said.Text)
		t.lead = ""
	}
	reply := Reply{Text: said.Text}
	for _, c := range said.Choices {
		if c.IsLink() {
			reply.Links = append(reply.Links, Link{Label: c.Label, URL: c.Action})
		} else {
			reply.Buttons = append(reply.Buttons, Button{Label: c.Label, Value: c.Action})
		}
	}
	t.said = append(t.said, r)
	t.out.Replies = append(t.out.Replies, reply)
	t.answer(x, r)
}

// fresh are the texts that bring something new each time, in the same words.
var fresh = map[string]bool{"chemin": true, "chemin.simple": true, "desk.reponse": true, "desk.reponse.rend": true,
	"desk.repris": true, "desk.repris.robot": true}

// sameWords tells whether a text comes out alike as it was said and as it will be.
func (d *Dialogue) sameWords(s *Session, x *content.Text, was, is ref) bool {
	if was.wording != is.wording || was.arg == is.arg {
		return was.wording == is.wording
	}
	a, err1 := x.Fill(was.wording, d.view(s, &Message{}, nil, was.arg))
	b, err2 := x.Fill(is.wording, d.view(s, &Message{}, nil, is.arg))
	return err1 == nil && err2 == nil && a.Text == b.Text
}

// toldMost is how many texts are remembered, and toldLetters what each takes.
const toldMost, toldLetters = 24, 3

// markOf is what remembers that a text was said in that wording: eighteen bits of a sum (FNV-1a). Of 10,000 texts one is taken
// for another that was said in the talk.
func markOf(name string, wording int) (mark [toldLetters]byte) {
	sum := uint32(2166136261)
	for i := range len(name) {
		sum = (sum ^ uint32(name[i])) * 16777619
	}
	sum = (sum ^ uint32(wording)) * 16777619
	for i := range mark {
		mark[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[sum>>(6*i)&63]
	}
	return mark
}

// told tells whether a text was said in this talk in that wording.
func (s *Session) told(name string, wording int) bool {
	mark := markOf(name, wording)
	for i := 0; i+toldLetters <= len(s.Told); i += toldLetters {
		if s.Told[i:i+toldLetters] == string(mark[:]) {
			return true
		}
	}
	return false
}

// tell remembers that a text is said. The oldest is forgotten for it.
func (s *Session) tell(name string, wording int) {
	if s.told(name, wording) {
		return
	}
	mark := markOf(name, wording)
	if s.Told += string(mark[:]); len(s.Told) > toldMost*toldLetters {
		s.Told = s.Told[toldLetters:]
	}
}

// shortened leaves out the closing question of an answer and the buttons to it, and
// keeps its links: the form has a question of its own to ask, or this one is answered.
func shortened(said content.Said) content.Said {
	cut := len(said.Text)
	asks := strings.HasSuffix(said.Text, "?") || strings.HasSuffix(said.Text, ":")
	if asks {
		body := strings.TrimRight(said.Text, "?: \u202f\u00a0")
		cut = max(strings.LastIndex(body, ". ")+1, strings.LastIndex(body, "! ")+1, strings.LastIndex(body, "\n"))
		if cut <= 0 {
			return said
		}
	}
	out := content.Said{Text: strings.TrimSpace(said.Text[:cut])}
	for _, c := range said.Choices {
		if c.IsLink() || !asks && answers(c.Action) == "" {
			out.Choices = append(out.Choices, c)
		}
	}
	return out
}

// puts is the question of the form that the buttons of a text answer, "" when none.
func puts(said content.Said) string {
	for _, c := range said.Choices {
		if q := answers(c.Action); q != "" {
			return q
		}
	}
	return ""
}

// answers is the question of the form that an action answers.
func answers(action string) string {
	switch verb(action) {
	case "fait", "passer":
		if q, _, _ := strings.Cut(argument(action), "="); letters[q] != 0 {
			return q
		}
	}
	return ""
}

// putsNow notes that an answer asks something of the form, and tells whether it may: not
// what is known, and not the same question twice. Buttons alone ask nothing.
func (t *turn) putsNow(q string, said content.Said) bool {
	if t.s.Profile.knows(q) {
		return false
	}
	if strings.HasSuffix(said.Text, "?") {
		if t.s.asked(q) > 0 {
			return false
		}
		t.s.Asked += string(letters[q])
	}
	if t.s.Ask == "" {
		t.s.Ask = q
	}
	t.put = true
	return true
}

// leadWith puts a short text before the next one, in the same reply.
func (t *turn) leadWith(name string) {
	r := ref{name: t.variant(name)}
	x, ok := t.d.texts.Get(r.name)
	if !ok {
		return
	}
	for _, b := range t.before {
		if b.name == r.name {
			r.wording = (b.wording + 1) % max(1, x.Wordings())
		}
	}
	said, err := x.Fill(r.wording, t.d.view(&t.s, &t.m, t.notes, ""))
	if err != nil {
		return
	}
	t.lead = join(t.lead, said.Text)
	t.said = append(t.said, r)
	t.answer(x, r)
}

// flush sends a lead that no text followed.
func (t *turn) flush() {
	if t.lead != "" {
		t.out.Replies = append(t.out.Replies, Reply{Text: t.lead})
		t.lead = ""
	}
}

// join puts two texts into one reply: in one line when both are short.
func join(a, b string) string {
	switch {
	case a == "":
		return b
	case strings.Contains(b, "\n") || content.Length(a)+content.Length(b) > 200:
		return a + "\n\n" + b
	}
	return a + " " + b
}

// answer notes the intents that a text answers, and how far that brings the talk.
func (t *turn) answer(x *content.Text, r ref) {
	for _, a := range x.Answers {
		if !slices.Contains(t.out.Answered, a) {
			t.out.Answered = append(t.out.Answered, a)
		}
		if !social[a] && !takingUp[r.name] {
			t.s.reach(Informed)
		}
	}
}

// social are the intents whose answer informs of nothing.
var social = map[string]bool{
	"saluer": true, "au_revoir": true, "remercier": true, "accepter": true,
	"refuser": true, "mecontentement": true, "recommencer": true, intents.OutOfScope: true,
}

// takingUp are the texts that take up an ask of several turns without
// telling anything yet.
var takingUp = map[string]bool{
	"recherche": true, "recherche.pour": true, "accueil": true, "menu": true,
	"decouvrir_metiers": true, "decouvrir_metiers.pour": true,
}

// variant finds the text for this person: the most particular that there is.
func (t *turn) variant(name string) string {
	plain := name
	name = t.d.facet(&t.s, name)
	if t.s.Flags.Has(Simple) {
		switch {
		case t.d.texts.Has(name + ".simple"):
			name += ".simple"
		case !t.s.Flags.Has(Employer) && t.d.texts.Has(plain+".simple"):
			name = plain + ".simple"
		}
	}
	if t.d.tu && t.d.texts.Has(name+".tu") {
		name += ".tu"
	}
	return name
}

// facet adds to the name of a text what sets the person apart, when there is a
// text of that name: who they write for, their age, their situation.
func (d *Dialogue) facet(s *Session, name string) string {
	p := s.Profile
	var facets []string
	if s.Flags.Has(Employer) {
		facets = append(facets, "employeur")
	}
	if s.Flags.Has(Ward) {
		facets = append(facets, "pour")
	}
	if s.Flags.Has(WorkStudy) && (p.Age == 0 || p.Age >= 18 && p.Age < 30) && p.Situation != "salarie" {
		facets = append(facets, "apprentissage")
	}
	switch {
	case p.Age == 0:
	case p.Age < 18:
		facets = append(facets, "mineur", "jeune")
	case p.Age < 30:
		facets = append(facets, "majeur")
	case p.Age >= 45:
		facets = append(facets, "senior", "trente", "adulte")
	case p.Age >= 30:
		facets = append(facets, "trente", "adulte")
	}
	if p.Situation != "" {
		facets = append(facets, p.Situation)
	}
	if p.Situation == "salarie" || p.Situation == "interimaire" || p.Situation == "demandeur_emploi" && p.Age == 0 {
		facets = append(facets, "adulte")
	}
	for _, f := range facets {
		if d.texts.Has(name + "." + f) {
			return name + "." + f
		}
	}
	return name
}
