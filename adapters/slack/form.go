package slack

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// Names of the parts of forms.
const (
	fieldText    = "texte"
	fieldPartner = "partenaire"

	actionCanned  = deskAction + "canned"
	actionPreview = deskAction + "preview"

	// maxInput is the longest text that a field takes.
	maxInput = 3000
	// maxLast is how much of the person's last message a form shows.
	maxLast = 600
	// maxOptions is how many a select takes.
	maxOptions = 100
)

// openForm opens the form that a press asks for. Slack gives three seconds, so the process
// that got the press does it at once; what is in the way is told instead.
func (c *Channel) openForm(ctx context.Context, in interaction) {
	ref := in.about()
	kind := desk.Kind(strings.TrimPrefix(in.Actions[0].ID, deskAction))
	r, refused := c.claimed(ctx, ref, in.User.ID)
	if refused != "" {
		c.tell(ctx, ref.channel, in.User.ID, refused)
		return
	}
	var view slack.ModalViewRequest
	if kind == desk.Transfer {
		view = c.transferForm(ref, r)
	} else {
		view = c.replyForm(ctx, ref, r, in.User.ID).view()
	}
	c.openView(ctx, in, ref.channel, view)
}

// away is told when the store or the engine fails, and notYet before the engine has begun.
const (
	away   = "Le bureau ne répond pas. Réessayez dans un instant."
	notYet = "Le bureau n’est pas encore ouvert."
)

// openView opens a form; that it could not be opened in time is told in a channel.
func (c *Channel) openView(ctx context.Context, in interaction, channel string, view slack.ModalViewRequest) {
	if _, err := c.api.OpenViewContext(ctx, in.TriggerID, view); err != nil {
		c.opts.Log.Warn("slack: a form was not opened", "error", classify(err).Err)
		c.tell(ctx, channel, in.User.ID, "Le formulaire n’a pas pu s’ouvrir à temps. Appuyez encore une fois.")
	}
}

// wrong says what is wrong with fields of a submitted form, as Slack shows it beside them.
func wrong(errors map[string]string) any {
	return map[string]any{"response_action": "errors", "errors": errors}
}

// claimed gives a request that a member of staff has, or why they cannot act on it.
func (c *Channel) claimed(ctx context.Context, ref reference, user string) (desk.Request, string) {
	d := c.desk()
	if d == nil {
		return desk.Request{}, notYet
	}
	r, err := d.Request(ctx, ref.request)
	switch {
	case errors.Is(err, bot.ErrNoRequest):
		return r, "Cette demande n’existe plus : elle a été effacée."
	case err != nil:
		c.opts.Log.Warn("slack: a request is not read", "error", err)
		return r, away
	case r.Channel != Name+":"+ref.channel:
		return r, "Cette demande est passée à un autre partenaire."
	case r.State == desk.Closed:
		return r, "Cette demande est close."
	case r.State == desk.Open:
		return r, "Prenez d’abord la demande en charge."
	case r.By.ID != Name+":"+user:
		return r, "C’est " + somebody(r.By) + " qui a cette demande. En son absence, « Reprendre » sur la carte vous la confie."
	case r.Gone:
		return r, "La personne a bloqué le bot : rien ne peut lui parvenir ici."
	}
	return r, ""
}

// tell shows a sentence to one member of staff.
func (c *Channel) tell(ctx context.Context, channel, user, text string) {
	s := new(page)
	s.quote(text)
	words, blocks := s.message()
	if _, err := c.whisper(ctx, user, post{channel: channel, text: words, blocks: blocks, escaped: true}); err != nil {
		c.opts.Log.Warn("slack: a member of staff was not told", "error", classify(err).Err)
	}
}

// lastWords is the last thing the person wrote, for who answers it.
func (c *Channel) lastWords(ctx context.Context, r desk.Request) string {
	const looked = 20
	after := uint64(0)
	if r.Lines > looked {
		after = r.Lines - looked
	}
	lines, err := c.desk().Lines(ctx, r.ID, after, 0)
	if err != nil {
		return ""
	}
	last := ""
	for _, l := range lines {
		if l.Who == desk.Person {
			last = l.Text
		}
	}
	return shorten(clean(last), maxLast)
}

// replyForm makes the form of Répondre for who has a request.
func (c *Channel) replyForm(ctx context.Context, ref reference, r desk.Request, user string) replyForm {
	by := desk.Staff{ID: Name + ":" + user, Name: c.nameOf(ctx, user)}
	return replyForm{
		ref: ref, last: c.lastWords(ctx, r), canned: c.opts.Canned(),
		frame: func(text string) string {
			said, err := c.desk().Preview(ctx, r.ID, by, text)
			if err != nil {
				c.opts.Log.Warn("slack: a reply is not previewed", "error", err)
				return text
			}
			return said
		},
	}
}

// replyForm is the form of Répondre: one field, answers to begin with, and a preview.
type replyForm struct {
	ref     reference
	last    string // that the person wrote
	canned  []Canned
	frame   func(string) string
	text    string // in the field when it opens
	preview string // the text that is shown as it will read
	round   int    // a field with a new name shows its initial text; one with the same keeps what was typed
}

func (f replyForm) view() slack.ModalViewRequest {
	s := new(page)
	if f.last != "" {
		s.say("*Son dernier message*")
		s.quote(f.last)
	}
	var options []*slack.OptionBlockObject
	for i, a := range f.canned {
		if i < maxOptions {
			options = append(options, slack.NewOptionBlockObject(strconv.Itoa(i), plainText(shorten(clean(a.Title), maxButton)), nil))
		}
	}
	row := []slack.BlockElement{button(actionPreview, "Aperçu", "")}
	if len(options) > 0 {
		row = append([]slack.BlockElement{
			slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Partir d’une réponse prête"), actionCanned, options...),
		}, row...)
	}
	s.add(slack.NewActionBlock("", row...))
	input := slack.NewPlainTextInputBlockElement(plainText("Écrivez comme vous parlez : une idée, une prochaine étape."), fieldText)
	input.Multiline, input.MaxLength, input.InitialValue = true, maxInput, f.text
	s.blocks = append(s.blocks, slack.NewInputBlock(fieldText+"-"+strconv.Itoa(f.round), plainText("Votre réponse"), nil, input))
	if f.preview != "" {
		s.say("*Aperçu : ce que la personne lira*")
		s.quote(f.frame(f.preview))
	} else {
		s.say("La personne lira votre prénom. Après l’envoi, *Annuler l'envoi* la retient un court moment, dans le fil de la demande.")
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Répondre"), Submit: plainText("Envoyer"), Close: plainText("Revenir"),
		CallbackID: string(desk.Reply), PrivateMetadata: f.ref.String(), Blocks: slack.Blocks{BlockSet: s.blocks},
	}
}

// changeForm does what a press in a form asks for.
func (c *Channel) changeForm(ctx context.Context, in interaction) {
	ref := in.about()
	r, refused := c.claimed(ctx, ref, in.User.ID)
	if refused != "" {
		c.tell(ctx, ref.channel, in.User.ID, refused)
		return
	}
	f := c.replyForm(ctx, ref, r, in.User.ID)
	f.round = in.View.State.round()
	typed := strings.TrimSpace(in.View.State.text(fieldText))
	switch in.Actions[0].ID {
	case actionCanned:
		f.round++
		f.text = typed
		if i, err := strconv.Atoi(in.Actions[0].Selected.Value); err == nil && i >= 0 && i < len(f.canned) {
			f.text = strings.TrimSpace(typed + "\n\n" + f.canned[i].Text)
		}
		f.text = shorten(f.text, maxInput-200)
		f.preview = f.text
	case actionPreview:
		f.text, f.preview = typed, typed
	default:
		return
	}
	if _, err := c.api.UpdateViewContext(ctx, f.view(), "", "", in.View.ID); err != nil {
		c.opts.Log.Warn("slack: a form was not changed", "error", classify(err).Err)
	}
}

// round is how often the text field was given a new name.
func (s state) round() int {
	for block := range s.Values {
		if n, ok := strings.CutPrefix(block, fieldText+"-"); ok {
			round, _ := strconv.Atoi(n)
			return round
		}
	}
	return 0
}

// transferForm chooses the partner to transfer to.
func (c *Channel) transferForm(ref reference, r desk.Request) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, p := range c.opts.Partners() {
		if p.ID != r.Partner && len(options) < maxOptions {
			options = append(options, slack.NewOptionBlockObject(p.ID, plainText(shorten(clean(p.Name), maxButton)), nil))
		}
	}
	s := new(page)
	s.say("La personne est d’abord consultée : elle voit le nom du partenaire et ce qui lui serait transmis. Rien ne part avant son accord.")
	view := slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Transférer"), Submit: plainText("Proposer"), Close: plainText("Revenir"),
		CallbackID: string(desk.Transfer), PrivateMetadata: ref.String(),
	}
	if len(options) == 0 {
		s.say("Il n’y a pas d’autre partenaire.")
		view.Submit, view.CallbackID = nil, ""
	} else {
		input := slack.NewInputBlock(fieldPartner, plainText("Vers quel partenaire ?"), nil,
			slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Choisir"), fieldPartner, options...))
		s.blocks = append(s.blocks, input)
	}
	view.Blocks = slack.Blocks{BlockSet: s.blocks}
	return view
}

// faults tells what is wrong with a submitted form, as Slack shows it beside the fields; nil
// is nothing.
func (in interaction) faults(blank string) any {
	errors := map[string]string{}
	switch desk.Kind(in.View.Callback) {
	case desk.Reply:
		field := fieldText + "-" + strconv.Itoa(in.View.State.round())
		switch text := in.View.State.text(fieldText); {
		case strings.TrimSpace(text) == "":
			errors[field] = "Écrivez votre réponse : il n’y a rien à envoyer."
		case blank != "" && strings.Contains(text, blank):
			errors[field] = "Il reste un " + blank + " à compléter."
		}
	case desk.Transfer:
		if in.View.State.choice(fieldPartner) == "" {
			errors[fieldPartner] = "Choisissez un partenaire."
		}
	}
	if len(errors) == 0 {
		return nil
	}
	return wrong(errors)
}
