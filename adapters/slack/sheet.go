package slack

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"potentiels/bot"
)

// factKinds are what the entries of a sheet are called.
var factKinds = map[string]string{
	"site": "Site", "phone": "Téléphone", "email": "E-mail", "address": "Adresse", "hours": "Horaires", training: "Formation",
}

// training is the kind of an entry that is confirmed or withdrawn here; its text is corrected in the content.
const training = "training"

// factName is what an entry is called: « Téléphone · accueil ».
func factName(f bot.Fact) string {
	if f.What == "" || f.Kind == training {
		return factKinds[f.Kind]
	}
	return factKinds[f.Kind] + " · " + f.What
}

// factText is what an entry says to a reader.
func factText(f bot.Fact) string {
	text := f.Value
	switch {
	case f.Confirmed != nil && f.Confirmed.Gone:
		text = "(retiré)"
	case f.Kind == training:
		text = f.What
	}
	if text = shorten(clean(text), 300); text == "" {
		return "(pas connu)"
	}
	return text
}

const (
	// sheetAction begins the action_id of the buttons of a sheet, and callbackSheet names its form.
	sheetAction   = "fiche-"
	actionConfirm = sheetAction + "confirmer"
	actionCorrect = sheetAction + "corriger"
	actionGone    = sheetAction + "retirer"
	callbackSheet = "fiche"
	fieldValue    = "valeur"
	// factsShown bounds a page of a sheet: an answer to a command is below 20 KB.
	factsShown = 10
)

// ofSheet tells whether an interaction is about a sheet.
func (in interaction) ofSheet() bool {
	return in.View.Callback == callbackSheet || len(in.Actions) > 0 && strings.HasPrefix(in.Actions[0].ID, sheetAction)
}

// sheetOf answers « fiche PARTENAIRE » and « fiche PARTENAIRE 2 ».
func (s *page) sheetOf(ctx context.Context, c *Channel, asked, user string) {
	page := 1
	partner := asked
	if i := strings.LastIndexByte(asked, ' '); i > 0 {
		if n, err := strconv.Atoi(asked[i+1:]); err == nil && n > 0 && n < 1000 {
			page, partner = n, strings.TrimSpace(asked[:i])
		}
	}
	p, ok := c.opts.Named(partner)
	if !ok {
		s.say("Aucun partenaire ne s’appelle « %s » dans l’annuaire. Essayez son nom court.", name(asked))
		return
	}
	d := c.desk()
	if d == nil {
		s.say(notYet)
		return
	}
	facts, err := d.Sheet(ctx, p.ID)
	if err != nil {
		c.opts.Log.Warn("slack: a sheet is not read", "error", err)
		s.say(away)
		return
	}
	mine := p.Channel != "" && c.isMember(ctx, p.Channel, user)
	s.add(slack.NewHeaderBlock(plainText(shorten("Fiche : "+clean(p.Name), maxHeader))), name(p.Name))
	if !mine {
		s.say("Seule l’équipe de ce partenaire, dans son canal, confirme ou corrige.")
	}
	from := min((page-1)*factsShown, len(facts))
	to := min(from+factsShown, len(facts))
	for _, f := range facts[from:to] {
		s.fact(p.ID, f, mine)
	}
	if to < len(facts) {
		s.say("La suite : `/potentiels fiche %s %d`", name(partner), page+1)
	}
}

func (s *page) fact(partner string, f bot.Fact, mine bool) {
	value := factText(f)
	by := ""
	if f.Confirmed != nil {
		by = f.Confirmed.By
	}
	var state []string
	switch {
	case by != "":
		state = append(state, ":white_check_mark: confirmé par "+name(by)+" le "+name(f.Checked))
	case f.Checked != "":
		state = append(state, "vérifié le "+name(f.Checked))
	}
	if !f.Told && f.Value != "" {
		state = append(state, "pas dit aux candidats tant que ce n’est pas confirmé")
	}
	if f.Source != "" && by == "" {
		state = append(state, "source : "+name(f.Source))
	}
	s.add(slack.NewSectionBlock(nil, []*slack.TextBlockObject{
		slack.NewTextBlockObject(slack.MarkdownType, "*"+name(factName(f))+"*", false, false), plainText(value),
	}, nil), name(factName(f))+" : "+escape(value))
	if len(state) > 0 {
		s.say("%s", strings.Join(state, " · "))
	}
	if !mine {
		return
	}
	ref := partner + " " + f.Key
	var row []slack.BlockElement
	if f.Value != "" {
		row = append(row, button(actionConfirm, "Confirmer", ref))
	}
	if f.Kind != training {
		row = append(row, button(actionCorrect, "Corriger", ref))
	}
	if f.Value != "" {
		row = append(row, button(actionGone, "N'est plus vrai", ref))
	}
	s.add(slack.NewActionBlock("", row...))
}

// reactToSheet does what is pressed or submitted of a sheet.
func (c *Channel) reactToSheet(in interaction) reaction {
	if in.Type == "view_submission" {
		return reaction{final: true, later: func(ctx context.Context) any {
			return c.correct(ctx, in, in.View.State.text(fieldValue), false)
		}}
	}
	if in.Type != "block_actions" {
		return reaction{final: true}
	}
	if in.Actions[0].ID == actionCorrect {
		c.beside(func(ctx context.Context) { c.openSheetForm(ctx, in) })
		return reaction{final: true}
	}
	return reaction{final: true, later: func(ctx context.Context) any {
		_, f, ok := c.factOf(ctx, in)
		if !ok {
			c.tell(ctx, in.where(), in.User.ID, "Cette ligne a changé depuis : rouvrez la fiche.")
			return nil
		}
		c.correct(ctx, in, f.Value, in.Actions[0].ID == actionGone)
		return nil
	}}
}

// sheetRef is the partner and the entry that an interaction is about.
func (in interaction) sheetRef() (partner, key string) {
	ref := in.View.Metadata
	if in.View.Callback != callbackSheet && len(in.Actions) > 0 {
		ref = in.Actions[0].Value
	}
	partner, key, _ = strings.Cut(ref, " ")
	return partner, key
}

// factOf reads the entry that an interaction is about, for who may say something of it.
func (c *Channel) factOf(ctx context.Context, in interaction) (Partner, bot.Fact, bool) {
	id, key := in.sheetRef()
	p, ok := c.opts.Named(id)
	d := c.desk()
	if !ok || d == nil || !c.isMember(ctx, p.Channel, in.User.ID) {
		return p, bot.Fact{}, false
	}
	facts, err := d.Sheet(ctx, p.ID)
	i := slices.IndexFunc(facts, func(f bot.Fact) bool { return f.Key == key })
	if err != nil || i < 0 {
		return p, bot.Fact{}, false
	}
	return p, facts[i], true
}

// correct makes durable what somebody says of an entry, and tells them. What it gives is shown in
// the form.
func (c *Channel) correct(ctx context.Context, in interaction, value string, gone bool) any {
	told := "Vous n’êtes pas dans le canal de ce partenaire, ou cette ligne a changé : rouvrez la fiche."
	p, f, done := c.factOf(ctx, in)
	if done {
		err := c.desk().Confirm(ctx, in.id(), bot.Confirmation{
			Partner: p.ID, Key: f.Key, Kind: f.Kind, What: f.What, Value: strings.TrimSpace(value), Gone: gone, By: c.nameOf(ctx, in.User.ID),
		})
		refused, ok := errors.AsType[*bot.RefusedError](err)
		switch done = err == nil; {
		case ok:
			told = refused.Why
		case err != nil:
			c.opts.Log.Warn("slack: a correction is not kept", "error", err)
			told = away
		case gone:
			told = factName(f) + " : retiré. Le bot ne le dit plus."
		default:
			told = factName(f) + " : confirmé. Le bot le dit, avec la date d’aujourd’hui."
		}
	}
	if !done && in.Type == "view_submission" {
		return wrong(map[string]string{fieldValue: told})
	}
	c.tell(ctx, in.where(), in.User.ID, told)
	return nil
}

// openSheetForm opens the form that corrects an entry.
func (c *Channel) openSheetForm(ctx context.Context, in interaction) {
	p, f, ok := c.factOf(ctx, in)
	if !ok {
		c.tell(ctx, in.where(), in.User.ID, "Cette ligne a changé depuis : rouvrez la fiche.")
		return
	}
	s := new(page)
	s.say("%s · *%s*", name(p.Name), name(factName(f)))
	input := slack.NewPlainTextInputBlockElement(plainText("Ce qui est vrai aujourd’hui"), fieldValue)
	input.InitialValue = shorten(clean(f.Value), maxInput)
	s.blocks = append(s.blocks, slack.NewInputBlock(fieldValue, plainText(shorten(clean(factName(f)), maxHeader)), nil, input))
	c.openView(ctx, in, in.where(), slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Corriger"), Submit: plainText("Enregistrer"), Close: plainText("Revenir"),
		CallbackID: callbackSheet, PrivateMetadata: in.Actions[0].Value, Blocks: slack.Blocks{BlockSet: s.blocks},
	})
}
