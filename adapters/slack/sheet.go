package slack

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"
)

// Sheet is what the directory tells of a partner.
type Sheet struct {
	Partner Partner
	Facts   []Fact
}

// Fact is an entry of a sheet.
type Fact struct {
	Key     string // names it for a Correction
	Name    string // « Téléphone », « Formation : … »
	Value   string // empty: not known
	Shown   string // in its place, when it says nothing to a reader
	Fixed   bool   // it is confirmed or withdrawn, and its text corrected elsewhere
	Told    bool   // to people
	Source  string
	Checked string // date
	By      string // who confirmed it last; empty: nobody yet
}

// Correction is what a member of staff says of an entry.
type Correction struct {
	Partner, Key string
	Value        string
	Gone         bool // it does not hold any more
	By           string
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
	sh, ok, err := c.opts.Sheet(ctx, partner)
	switch {
	case err != nil:
		c.opts.Log.Warn("slack: a sheet is not read", "error", err)
		s.say(away)
		return
	case !ok:
		s.say("Aucun partenaire ne s’appelle « %s » dans l’annuaire. Essayez son nom court.", name(asked))
		return
	}
	mine := sh.Partner.Channel != "" && c.isMember(ctx, sh.Partner.Channel, user)
	s.add(slack.NewHeaderBlock(plainText(shorten("Fiche : "+clean(sh.Partner.Name), maxHeader))), name(sh.Partner.Name))
	if !mine {
		s.say("Seule l’équipe de ce partenaire, dans son canal, confirme ou corrige.")
	}
	from := min((page-1)*factsShown, len(sh.Facts))
	to := min(from+factsShown, len(sh.Facts))
	for _, f := range sh.Facts[from:to] {
		s.fact(sh.Partner.ID, f, mine)
	}
	if to < len(sh.Facts) {
		s.say("La suite : `/potentiels fiche %s %d`", name(partner), page+1)
	}
}

func (s *page) fact(partner string, f Fact, mine bool) {
	value := shorten(clean(f.Shown), 300)
	if value == "" {
		value = shorten(clean(f.Value), 300)
	}
	if value == "" {
		value = "(pas connu)"
	}
	var state []string
	switch {
	case f.By != "":
		state = append(state, ":white_check_mark: confirmé par "+name(f.By)+" le "+name(f.Checked))
	case f.Checked != "":
		state = append(state, "vérifié le "+name(f.Checked))
	}
	if !f.Told && f.Value != "" {
		state = append(state, "pas dit aux candidats tant que ce n’est pas confirmé")
	}
	if f.Source != "" && f.By == "" {
		state = append(state, "source : "+name(f.Source))
	}
	s.add(slack.NewSectionBlock(nil, []*slack.TextBlockObject{
		slack.NewTextBlockObject(slack.MarkdownType, "*"+name(f.Name)+"*", false, false), plainText(value),
	}, nil), name(f.Name)+" : "+escape(value))
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
	if !f.Fixed {
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
func (c *Channel) factOf(ctx context.Context, in interaction) (Sheet, Fact, bool) {
	partner, key := in.sheetRef()
	sh, ok, err := c.opts.Sheet(ctx, partner)
	if err != nil || !ok || !c.isMember(ctx, sh.Partner.Channel, in.User.ID) {
		return sh, Fact{}, false
	}
	for _, f := range sh.Facts {
		if f.Key == key {
			return sh, f, true
		}
	}
	return sh, Fact{}, false
}

// correct makes durable what somebody says of an entry, and tells them. What it gives is shown in
// the form.
func (c *Channel) correct(ctx context.Context, in interaction, value string, gone bool) any {
	partner, key := in.sheetRef()
	refusal := "Vous n’êtes pas dans le canal de ce partenaire, ou cette ligne a changé : rouvrez la fiche."
	_, f, ok := c.factOf(ctx, in)
	if ok {
		by := c.nameOf(ctx, in.User.ID)
		var err error
		refusal, err = c.opts.Confirm(ctx, in.id(), Correction{Partner: partner, Key: key, Value: strings.TrimSpace(value), Gone: gone, By: by})
		if err != nil {
			c.opts.Log.Warn("slack: a correction is not kept", "error", err)
			refusal = away
		}
	}
	if refusal != "" && in.Type == "view_submission" {
		return wrong(map[string]string{fieldValue: refusal})
	}
	switch {
	case refusal != "":
	case gone:
		refusal = f.Name + " : retiré. Le bot ne le dit plus."
	default:
		refusal = f.Name + " : confirmé. Le bot le dit, avec la date d’aujourd’hui."
	}
	c.tell(ctx, in.where(), in.User.ID, refusal)
	return nil
}

// openSheetForm opens the form that corrects an entry.
func (c *Channel) openSheetForm(ctx context.Context, in interaction) {
	sh, f, ok := c.factOf(ctx, in)
	if !ok {
		c.tell(ctx, in.where(), in.User.ID, "Cette ligne a changé depuis : rouvrez la fiche.")
		return
	}
	s := new(page)
	s.say("%s · *%s*", name(sh.Partner.Name), name(f.Name))
	input := slack.NewPlainTextInputBlockElement(plainText("Ce qui est vrai aujourd’hui"), fieldValue)
	input.InitialValue = shorten(clean(f.Value), maxInput)
	s.blocks = append(s.blocks, slack.NewInputBlock(fieldValue, plainText(shorten(clean(f.Name), maxHeader)), nil, input))
	c.openView(ctx, in, in.where(), slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Corriger"), Submit: plainText("Enregistrer"), Close: plainText("Revenir"),
		CallbackID: callbackSheet, PrivateMetadata: in.Actions[0].Value, Blocks: slack.Blocks{BlockSet: s.blocks},
	})
}
