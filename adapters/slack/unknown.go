package slack

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"potentiels/bot"
	"potentiels/bot/desk"
)

const (
	// unknownAction begins the action_id of the buttons of what was not understood, and callbackUnknown
	// names the form in which staff write an example for it.
	unknownAction   = "inconnu-"
	actionTeach     = unknownAction + "ecrire"
	actionAskHuman  = unknownAction + "demander"
	actionDrop      = unknownAction + "ignorer"
	actionWithdraw  = unknownAction + "retirer"
	callbackUnknown = "inconnu"
	fieldExample    = "exemple"
	fieldIntent     = "intention"
	// groupsShown bounds a page: an answer to a command is below 20 KB.
	groupsShown = 10
	// examplesShown bounds a page of examples, and maxExample what is shown of one.
	examplesShown = 15
	maxExample    = 200
)

// ofUnknown tells whether an interaction is about what was not understood.
func (in interaction) ofUnknown() bool {
	return in.View.Callback == callbackUnknown || len(in.Actions) > 0 && strings.HasPrefix(in.Actions[0].ID, unknownAction)
}

// learning tells whether somebody may look at what is to be learnt and was; if not, why.
func (s *page) learning(ctx context.Context, c *Channel, user string) bool {
	if c.desk() == nil {
		s.say(notYet)
		return false
	}
	if _, ok := c.adviser(ctx, user); !ok {
		s.say(noTeam)
		return false
	}
	return true
}

// noTeam is told to who is in no staff channel.
const noTeam = "Vous n’êtes dans le canal d’aucun partenaire : demandez à y être invité."

// examples answers « exemples » and « exemples 2 »: what staff wrote for what was not understood, the newest
// first, and what became of it.
func (s *page) examples(ctx context.Context, c *Channel, user, asked string) {
	if !s.learning(ctx, c, user) {
		return
	}
	all, err := c.desk().Examples(ctx)
	if err != nil {
		c.opts.Log.Warn("slack: the examples are not read", "error", err)
		s.say(away)
		return
	}
	slices.Reverse(all)
	s.add(slack.NewHeaderBlock(plainText("Ce que les équipes ont appris au bot")), "Ce que les équipes ont appris au bot")
	if len(all) == 0 {
		s.say("Personne n’a encore écrit d’exemple : `/potentiels inconnus` montre ce que le bot ne comprend pas.")
		return
	}
	number, _ := strconv.Atoi(asked)
	number = min(max(number, 1), (len(all)+examplesShown-1)/examplesShown)
	from := (number - 1) * examplesShown
	u := c.opts.Understanding()
	for _, e := range all[from:min(from+examplesShown, len(all))] {
		var l desk.Learning
		if u != nil {
			l = u.Learnt(e)
		}
		s.example(e, l)
	}
	if left := len(all) - from - examplesShown; left > 0 {
		s.say("et %d de plus, plus anciens : `/potentiels exemples %d`", left, number+1)
	}
}

func (s *page) example(e desk.Example, l desk.Learning) {
	text := shorten(clean(e.Text), maxExample)
	b := slack.NewSectionBlock(plainText(text), nil, slack.NewAccessory(button(actionWithdraw, "Retirer", e.ID)))
	s.add(b, escape(text))
	state := ":hourglass_flowing_sand: sera appris au prochain chargement"
	switch {
	case l.Taken:
		state = ":white_check_mark: appris"
	case l.Why != "":
		state = ":warning: pas appris : " + name(l.Why)
	}
	s.say("%s · %s · %s, %s", name(strings.ReplaceAll(e.Intent, "_", " ")), state, name(somebody(e.By)), when(e.At))
}

// unknown answers « inconnus »: what was not understood, by what it is about.
func (s *page) unknown(ctx context.Context, c *Channel, user string) {
	if !s.learning(ctx, c, user) {
		return
	}
	d := c.desk()
	board, err := d.Unknowns(ctx)
	if err != nil {
		c.opts.Log.Warn("slack: what was not understood is not read", "error", err)
		s.say(away)
		return
	}
	open := board.Open()
	s.add(slack.NewHeaderBlock(plainText("Phrases non comprises")), "Phrases non comprises")
	if len(open) == 0 {
		s.say("Rien à montrer : un groupe paraît quand %d personnes ont écrit la même chose en %d jours.", desk.Few, desk.UnknownDays)
	} else {
		s.say("Seuls les mots sont montrés, sans nom, ni lieu, ni numéro. Écrivez dans vos mots une phrase qui demande cela : le bot l’apprendra.")
	}
	for i, r := range open {
		if i == groupsShown {
			s.say("et %d autres", len(open)-i)
			break
		}
		stems := shorten(clean(strings.Join(r.Stems, " · ")), 300)
		s.add(slack.NewSectionBlock(plainText(stems), nil, nil), escape(stems))
		asked := ""
		if r.Asked != nil {
			asked = " · demandé à une personne par " + name(r.Asked.By.Name)
		}
		s.say("%d personnes, dernière fois le %s%s", r.People, r.Last, asked)
		s.add(slack.NewActionBlock("", button(actionTeach, "Écrire un exemple", r.Group),
			button(actionAskHuman, "Demander à une personne", r.Group), button(actionDrop, "Ignorer", r.Group)))
	}
	s.say("`/potentiels exemples` montre ce que les équipes ont écrit, et si le bot l’a appris.")
}

// adviser is a user as a member of staff: of the first partner whose channel they are in.
func (c *Channel) adviser(ctx context.Context, user string) (desk.Staff, bool) {
	for _, p := range c.opts.Partners() {
		if p.Channel != "" && c.isMember(ctx, p.Channel, user) {
			return desk.Staff{ID: Name + ":" + user, Name: c.nameOf(ctx, user), Partner: p.ID}, true
		}
	}
	return desk.Staff{}, false
}

// reactToUnknown does what is pressed or submitted of what was not understood.
func (c *Channel) reactToUnknown(in interaction) reaction {
	switch {
	case in.Type == "view_submission":
		return reaction{final: true, later: func(ctx context.Context) any {
			why := c.decide(ctx, in, desk.Decision{
				Verdict: desk.Attach, Group: in.View.Metadata, Intent: in.View.State.choice(fieldIntent),
				Example: strings.TrimSpace(in.View.State.text(fieldExample)),
			})
			if why != "" {
				return wrong(map[string]string{fieldExample: why})
			}
			c.tell(ctx, in.User.ID, in.User.ID, "C’est noté. Le bot l’apprend au prochain chargement, si ce qu’il comprenait déjà n’en souffre pas.")
			return nil
		}}
	case in.Type != "block_actions":
		return reaction{final: true}
	case in.Actions[0].ID == actionTeach:
		c.beside(func(ctx context.Context) { c.openTeachForm(ctx, in) })
		return reaction{final: true}
	}
	return reaction{final: true, later: func(ctx context.Context) any {
		d, told := desk.Decision{Verdict: desk.Drop, Group: in.Actions[0].Value}, "Ce groupe n’est plus montré."
		switch in.Actions[0].ID {
		case actionAskHuman:
			d.Verdict, told = desk.Ask, "C’est demandé dans le canal de votre équipe."
		case actionWithdraw:
			d, told = desk.Decision{Verdict: desk.Withdraw, Example: in.Actions[0].Value}, "L’exemple est retiré : le bot l’oublie au prochain chargement."
		}
		if why := c.decide(ctx, in, d); why != "" {
			told = why
		}
		c.tell(ctx, in.where(), in.User.ID, told)
		return nil
	}}
}

// decide makes durable what somebody says of a group, or tells why not.
func (c *Channel) decide(ctx context.Context, in interaction, x desk.Decision) (why string) {
	by, ok := c.adviser(ctx, in.User.ID)
	d := c.desk()
	if !ok || d == nil {
		return "Vous n’êtes dans le canal d’aucun partenaire."
	}
	x.By = by
	err := d.Decide(ctx, in.id(), x)
	if refused, ok := errors.AsType[*bot.RefusedError](err); ok {
		return refused.Why
	}
	if err != nil {
		c.opts.Log.Warn("slack: a decision is not kept", "error", err)
		return away
	}
	return ""
}

// openTeachForm opens the form in which an example is written.
func (c *Channel) openTeachForm(ctx context.Context, in interaction) {
	tell := func(text string) { c.tell(ctx, in.where(), in.User.ID, text) }
	d := c.desk()
	if d == nil {
		tell(notYet)
		return
	}
	board, err := d.Unknowns(ctx)
	if err != nil {
		c.opts.Log.Warn("slack: what was not understood is not read", "error", err)
		tell(away)
		return
	}
	row, ok := board.Row(in.Actions[0].Value)
	var intents []string
	if u := c.opts.Understanding(); u != nil {
		intents = u.Intents()
	}
	if !ok || row.Decided != nil || len(intents) == 0 {
		tell("Ce groupe n’est plus dans la liste : quelqu’un en a décidé, ou trop peu de personnes l’ont écrit.")
		return
	}
	s := new(page)
	s.say("%d personnes ont écrit un message avec ces mots :", row.People)
	s.quote(strings.Join(row.Stems, " · "))
	input := slack.NewPlainTextInputBlockElement(plainText("Dans vos mots, sans nom ni numéro"), fieldExample)
	input.MaxLength = 200
	s.blocks = append(s.blocks, slack.NewInputBlock(fieldExample, plainText("Une phrase qui demande la même chose"), nil, input))
	var options []*slack.OptionBlockObject
	for _, id := range intents {
		if len(options) < maxOptions {
			options = append(options, slack.NewOptionBlockObject(id, plainText(shorten(strings.ReplaceAll(id, "_", " "), maxButton)), nil))
		}
	}
	s.blocks = append(s.blocks, slack.NewInputBlock(fieldIntent, plainText("Ce qu’elle demande"), nil,
		slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Choisir"), fieldIntent, options...)))
	c.openView(ctx, in, in.where(), slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Écrire un exemple"), Submit: plainText("Rattacher"), Close: plainText("Revenir"),
		CallbackID: callbackUnknown, PrivateMetadata: row.Group, Blocks: slack.Blocks{BlockSet: s.blocks},
	})
}
