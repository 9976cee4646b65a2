package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"potentiels/bot/desk"
)

// Limits of a message and of a card.
const (
	maxPage   = 48 // blocks; Slack takes 50
	maxHeader = 150
	// maxConfirm is the longest question that a button asks before it does something.
	maxConfirm = 300
	maxField   = 2000
	fieldsRow  = 5 // name and value make two of the ten that a section takes
	wideField  = 160
	maxShown   = 11500 // bytes of all blocks of a message
)

// page is a message in the making. What does not fit any more is left out, and that it is.
type page struct {
	blocks []slack.Block
	words  []string // the same for notifications and old clients
	used   int
	cut    bool
}

func (s *page) add(b slack.Block, words ...string) {
	body, err := json.Marshal(b)
	if err != nil || s.cut || len(s.blocks) >= maxPage || s.used+len(body) > maxShown {
		s.cut = true
		return
	}
	s.blocks, s.used = append(s.blocks, b), s.used+len(body)
	s.words = append(s.words, words...)
}

// quote adds what somebody wrote, as plain text, cut into sections.
func (s *page) quote(text string) {
	text = clean(text)
	if strings.TrimSpace(text) == "" {
		return
	}
	for _, piece := range split(text) {
		if room := maxShown - s.used - 120; len(piece) > room && !s.cut { // most of it is better than none
			end := fittingBytes(piece, room)
			piece = strings.TrimSpace(piece[:end]) + " […]"
			s.add(slack.NewSectionBlock(plainText(piece), nil, nil), escape(piece))
			s.cut = true
			return
		}
		s.add(slack.NewSectionBlock(plainText(piece), nil, nil), escape(piece))
	}
}

// fittingBytes is the length of the longest start of a text within so many bytes of JSON.
func fittingBytes(text string, room int) int {
	bytes := 0
	for i, r := range text {
		_, b := weigh(r)
		if bytes += b; bytes > room {
			return i
		}
	}
	return len(text)
}

// say adds a line of ours. It may hold Slack's markup, so whatever is put into it is escaped.
func (s *page) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.add(slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, shorten(text, maxSection), false, false)), text)
}

// name makes a name fit for a line of ours: no markup, one line, not too long.
func name(text string) string {
	text = strings.Join(strings.Fields(clean(text)), " ")
	return escape(strings.Map(func(r rune) rune {
		if strings.ContainsRune("*_~`", r) { // they would make it bold, italic, struck out or code
			return -1
		}
		return r
	}, shorten(text, 100)))
}

// moment shows a time in the reader's own zone; where that is not known, in that of the time.
func when(t time.Time) string {
	return fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.Unix(), t.Format("02/01 15:04"))
}

func (s *page) message() (string, []slack.Block) {
	if s.cut {
		s.blocks = append(s.blocks, slack.NewContextBlock("",
			slack.NewTextBlockObject(slack.MarkdownType, "La suite se lit sur le bureau web.", false, false)))
	}
	return strings.TrimSpace(strings.Join(s.words, "\n")), s.blocks
}

// render makes of a post what Slack shows: the text for notifications, and the blocks.
func render(channel string, p desk.Post) (string, []slack.Block) {
	s := new(page)
	switch p.Kind {
	case desk.PostCard:
		if p.Card != nil {
			s.card(channel, *p.Card)
		}
	case desk.PostLines:
		for _, l := range p.Lines {
			s.line(channel, p.Request, l)
		}
	case desk.PostErased:
		s.say("_%s_", name(p.Text))
	case desk.PostWhisper, desk.PostNotice:
		s.quote(p.Text)
	case desk.PostBulletin:
		if p.Bulletin != nil {
			s.bulletin(channel, *p.Bulletin)
		}
	}
	return s.message()
}

// networks are the names of where a person writes.
var networks = map[string]string{"telegram": "sur Telegram", "web": "sur la page web", "terminal": "au terminal", "slack": "sur Slack"}

func (s *page) card(channel string, c desk.Card) {
	title := "Demande"
	if c.Label != "" {
		title += " · " + strings.Join(strings.Fields(clean(c.Label)), " ")
	}
	title = shorten(title, maxHeader)
	s.add(slack.NewHeaderBlock(plainText(title)), escape(title))
	s.say("%s", standing(c))
	if c.Moved != "" {
		return
	}
	if c.Unanswered && c.State == desk.Claimed {
		s.say(":speech_balloon: La personne attend une réponse.")
	}
	if c.Asking != "" {
		s.say(":hourglass_flowing_sand: Transfert à *%s* proposé : on attend l’accord de la personne. Rien ne part avant.", name(c.Asking))
	}
	if c.Aside {
		s.say(":robot_face: La personne parle de nouveau avec le bot. Votre prochaine réponse lui parvient, et vous rend la parole.")
	}
	if c.Gone {
		s.say(":no_entry: La personne a bloqué le bot : rien ne peut lui parvenir ici.")
	}
	fields := c.Fields
	if c.Contact != "" {
		fields = append(slices.Clip(fields), desk.Field{Name: "Contact", Value: c.Contact})
	}
	s.fields(fields)
	if c.Hidden {
		s.say(":lock: Un contact a été laissé : il se montre après la prise en charge.")
	}
	s.buttons(channel, c)
}

// standing tells where a request is, in a line.
func standing(c desk.Card) string {
	parts := []string{"*" + name(c.PartnerName) + "*"}
	switch {
	case c.Moved != "":
		parts = append(parts, ":arrow_right: Transférée à *"+name(c.Moved)+"*, avec l’accord de la personne")
	case c.State == desk.Open:
		parts = append(parts, ":large_orange_circle: À prendre en charge")
	case c.State == desk.Claimed:
		parts = append(parts, ":large_green_circle: Prise en charge par *"+name(somebody(c.By))+"*")
	default:
		parts = append(parts, ":white_check_mark: Close par *"+name(somebody(c.By))+"*")
	}
	parts = append(parts, "reçue "+when(c.Opened))
	if via := networks[c.Via]; via != "" {
		parts = append(parts, via)
	}
	if c.Returns > 0 && c.State == desk.Open {
		parts = append(parts, "revenue "+strconv.Itoa(c.Returns)+" fois dans la file")
	}
	return strings.Join(parts, " · ")
}

func somebody(s desk.Staff) string {
	if strings.TrimSpace(s.Name) == "" {
		return "l’équipe"
	}
	return s.Name
}

// fields shows names beside values, in two columns; a long value has the width to itself.
func (s *page) fields(fields []desk.Field) {
	var row []*slack.TextBlockObject
	var words []string
	flush := func() {
		if len(row) > 0 {
			s.add(slack.NewSectionBlock(nil, row, nil), words...)
			row, words = nil, nil
		}
	}
	for _, f := range fields {
		value := strings.TrimSpace(clean(f.Value))
		if value == "" {
			continue
		}
		label := "*" + name(f.Name) + "*"
		if len(value) > wideField {
			flush()
			s.say("%s", label)
			s.quote(value)
			continue
		}
		row = append(row, slack.NewTextBlockObject(slack.MarkdownType, label, false, false), plainText(shorten(value, maxField)))
		words = append(words, name(f.Name)+" : "+escape(value))
		if len(row) == 2*fieldsRow {
			flush()
		}
	}
	flush()
}

// reference is what a button or a form carries: the request, its staff channel, for one of a reply
// its number, and for Reprendre who has the request.
type reference struct {
	request, channel string
	n                int
	holder           string
}

func (r reference) String() string {
	if r.holder != "" {
		return r.request + " " + r.channel + " 0 " + r.holder
	}
	if r.n > 0 {
		return r.request + " " + r.channel + " " + strconv.Itoa(r.n)
	}
	return r.request + " " + r.channel
}

func parseReference(value string) (r reference) {
	parts := strings.Split(value, " ")
	if len(parts) < 2 {
		return reference{}
	}
	r.request, r.channel = parts[0], parts[1]
	if len(parts) > 2 {
		r.n, _ = strconv.Atoi(parts[2])
	}
	if len(parts) > 3 {
		r.holder = parts[3]
	}
	return r
}

// deskAction begins the action_id of every button of the desk.
const deskAction = "desk-"

func (s *page) buttons(channel string, c desk.Card) {
	var row []slack.BlockElement
	for _, b := range c.Buttons() {
		e := button(deskAction+string(b.Kind), b.Label, reference{request: c.Request, channel: channel}.String())
		switch b.Kind {
		case desk.Claim, desk.Reply:
			e.Style = slack.StylePrimary
		case desk.TakeOver:
			e = takeOver(c.Request, channel, c.By)
		case desk.Close:
			e.Confirm = slack.NewConfirmationBlockObject(plainText("Clore la demande ?"),
				plainText("Le bot reprend la parole avec la personne."), plainText(desk.LabelClose), plainText("Revenir"))
		}
		row = append(row, e)
	}
	if len(row) > 0 {
		s.add(slack.NewActionBlock("", row...))
	}
}

// takeOver is the button by which a colleague takes what somebody has. It asks first, and says from whom.
func takeOver(request, channel string, by desk.Staff) *slack.ButtonBlockElement {
	e := button(deskAction+string(desk.TakeOver), desk.LabelTakeOver, reference{request: request, channel: channel, holder: by.ID}.String())
	e.Confirm = slack.NewConfirmationBlockObject(plainText("Reprendre la demande ?"),
		plainText(shorten(clean(somebody(by))+" la suit. Reprenez-la si ce collègue est absent ou parti : la personne et le canal en sont prévenus.", maxConfirm)),
		plainText(desk.LabelTakeOver), plainText("Revenir"))
	return e
}

// results tell how a reply to the person stands.
var results = map[desk.Result]string{
	desk.Canceled:  ":leftwards_arrow_with_hook: Annulée : rien n’est parti.",
	desk.Leaving:   ":outbox_tray: Envoi en cours.",
	desk.Delivered: ":white_check_mark: Remise à la personne.",
	desk.Left:      ":white_check_mark: Déposée dans sa page : elle la lit à son retour.",
	desk.Blocked:   ":no_entry: Non remise : la personne a bloqué le bot.",
	desk.Failed:    ":warning: Non remise : le réseau l’a refusée.",
}

func (s *page) line(channel, request string, l desk.Line) {
	edited := ""
	if l.Edited {
		edited = " · modifié"
	}
	switch l.Who {
	case desk.Person:
		s.say("*La personne* · %s%s", when(l.At), edited)
		s.quote(l.Text)
	case desk.Member:
		s.say("*%s* répond à la personne · %s", name(somebody(desk.Staff{Name: l.Name})), when(l.At))
		s.quote(l.Text)
		if l.Result == desk.Waiting && !time.Now().Before(l.Due) { // posted so late that nothing can be taken back
			l.Result = desk.Leaving
		}
		if l.Result == desk.Waiting {
			leaves := fmt.Sprintf("<!date^%d^{time_secs}|à %s>", l.Due.Unix(), l.Due.Format("15:04:05"))
			if l.Delay > 0 { // which begins now that it is seen
				leaves = "dans " + duration(l.Delay)
			}
			s.say(":hourglass_flowing_sand: Part %s. D’ici là, *Annuler l'envoi* la retient.", leaves)
			s.add(slack.NewActionBlock("", button(deskAction+string(desk.CancelSend), desk.LabelCancel,
				reference{request: request, channel: channel, n: l.Reply}.String())))
			return
		}
		if told := results[l.Result]; told != "" {
			s.say("%s", told)
		}
	case desk.Inside:
		s.say("*%s* · note interne · %s%s", name(somebody(desk.Staff{Name: l.Name})), when(l.At), edited)
		s.quote(l.Text)
	default:
		s.say("%s", escape(clean(l.Text)))
	}
}

func (s *page) bulletin(channel string, b desk.Bulletin) {
	title := shorten("La semaine de "+strings.Join(strings.Fields(clean(b.PartnerName)), " "), maxHeader)
	s.add(slack.NewHeaderBlock(plainText(title)), escape(title))
	count := func(label string, now, before int) desk.Field {
		return desk.Field{Name: label, Value: fmt.Sprintf("%d (la semaine d’avant : %d)", now, before)}
	}
	fields := []desk.Field{
		count("Demandes reçues", b.Figures.Opened, b.Before.Opened),
		count("Premières réponses", b.Figures.Answered, b.Before.Answered),
		count("Closes", b.Figures.Closed, b.Before.Closed),
	}
	if b.Median > 0 {
		fields = append(fields, desk.Field{Name: "Délai de la première réponse", Value: lasting(b.Median) + " pour la moitié d’entre elles"})
	}
	fields = append(fields, desk.Field{Name: "En attente", Value: strconv.Itoa(b.Open)})
	s.fields(fields)
	if b.Oldest != nil {
		s.row(channel, *b.Oldest, "La plus ancienne qui attend", "")
	}
}

// row shows a request of a list to one of the staff, with what they can do: take it up when nobody has,
// answer when it is theirs, and take it over from a colleague.
func (s *page) row(channel string, r desk.Row, title, user string) {
	label := r.Label
	if label == "" {
		label = "Demande"
	}
	text := fmt.Sprintf("*%s*\nreçue %s", name(label), when(r.Opened))
	if title != "" {
		text = fmt.Sprintf("%s : %s", name(title), text)
	}
	switch {
	case r.State == desk.Claimed && r.Unanswered:
		text += " · " + name(somebody(r.By)) + " · *la personne attend une réponse*"
	case r.State == desk.Claimed:
		text += " · " + name(somebody(r.By))
	case r.Returns > 0:
		text += " · revenue " + strconv.Itoa(r.Returns) + " fois"
	}
	var accessory *slack.Accessory
	if channel != "" {
		ref := reference{request: r.Request, channel: channel}.String()
		switch {
		case r.State == desk.Open:
			accessory = slack.NewAccessory(button(deskAction+string(desk.Claim), desk.LabelClaim, ref))
		case r.By.ID != Name+":"+user:
			accessory = slack.NewAccessory(takeOver(r.Request, channel, r.By))
		default:
			accessory = slack.NewAccessory(button(deskAction+string(desk.Reply), desk.LabelReply, ref))
		}
	}
	s.add(slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, shorten(text, maxSection), false, false), nil, accessory), text)
}

// duration tells a delay in seconds or minutes.
func duration(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return fmt.Sprintf("%d min", int(d.Minutes()))
}

// lasting tells a duration as one says it.
func lasting(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %02d", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d jours", int(d.Hours()/24))
}
