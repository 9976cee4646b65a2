package slack

import (
	"context"
	"errors"
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
	callbackUnknown = "inconnu"
	fieldExample    = "exemple"
	fieldIntent     = "intention"
	// groupsShown bounds a page: an answer to a command is below 20 KB.
	groupsShown = 10
)

// ofUnknown tells whether an interaction is about what was not understood.
func (in interaction) ofUnknown() bool {
	return in.View.Callback == callbackUnknown || len(in.Actions) > 0 && strings.HasPrefix(in.Actions[0].ID, unknownAction)
}

// unknown answers « inconnus »: what was not understood, by what it is about.
func (s *page) unknown(ctx context.Context, c *Channel, user string) {
	d := c.desk()
	if d == nil {
		s.say("Le bureau n’est pas encore ouvert.")
		return
	}
	if _, ok := c.adviser(ctx, user); !ok {
		s.say("Vous n’êtes dans le canal d’aucun partenaire : demandez à y être invité.")
		return
	}
	board, err := d.Unknowns(ctx)
	if err != nil {
		c.opts.Log.Warn("slack: what was not understood is not read", "error", err)
		s.say("Le bureau ne répond pas. Réessayez dans un instant.")
		return
	}
	open := board.Open()
	s.add(slack.NewHeaderBlock(plainText("Phrases non comprises")), "Phrases non comprises")
	if len(open) == 0 {
		s.say("Rien à montrer : un groupe paraît quand %d personnes ont écrit la même chose en %d jours.", desk.Few, desk.UnknownDays)
		return
	}
	s.say("Seuls les mots sont montrés, sans nom, ni lieu, ni numéro. Écrivez dans vos mots une phrase qui demande cela : le bot l’apprendra.")
	for i, r := range open {
		if i == groupsShown {
			s.say("et %d autres", len(open)-i)
			break
		}
		stems := shorten(clean(strings.Join(r.Stems, " · ")), 300)
		s.add(slack.NewSectionBlock(plainText(stems), nil, nil), escape(stems))
		state := "%d personnes, dernière fois le %s"
		if r.Asked != nil {
			state += " · demandé à une personne par " + name(strings.ReplaceAll(r.Asked.By.Name, "%", ""))
		}
		s.say(state, r.People, r.Last)
		s.add(slack.NewActionBlock("", button(actionTeach, "Écrire un exemple", r.Group),
			button(actionAskHuman, "Demander à une personne", r.Group), button(actionDrop, "Ignorer", r.Group)))
	}
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
				return map[string]any{"response_action": "errors", "errors": map[string]string{fieldExample: why}}
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
		if in.Actions[0].ID == actionAskHuman {
			d.Verdict, told = desk.Ask, "C’est demandé dans le canal de votre équipe."
		}
		if why := c.decide(ctx, in, d); why != "" {
			told = why
		}
		c.tell(ctx, string(in.Channel), in.User.ID, told)
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
	id := bot.EntryID("slack trigger " + in.TriggerID)
	if in.View.ID != "" {
		id = bot.EntryID("slack view " + in.View.ID + " " + in.TriggerID)
	}
	err := d.Decide(ctx, id, x)
	if refused, ok := errors.AsType[*bot.RefusedError](err); ok {
		return refused.Why
	}
	if err != nil {
		c.opts.Log.Warn("slack: a decision is not kept", "error", err)
		return "Le bureau ne répond pas. Réessayez dans un instant."
	}
	return ""
}

// openTeachForm opens the form in which an example is written.
func (c *Channel) openTeachForm(ctx context.Context, in interaction) {
	tell := func(text string) { c.tell(ctx, string(in.Channel), in.User.ID, text) }
	d := c.desk()
	if d == nil {
		tell("Le bureau n’est pas encore ouvert.")
		return
	}
	board, err := d.Unknowns(ctx)
	if err != nil {
		c.opts.Log.Warn("slack: what was not understood is not read", "error", err)
		tell("Le bureau ne répond pas. Réessayez dans un instant.")
		return
	}
	row, ok := board.Row(in.Actions[0].Value)
	intents := c.opts.Intents()
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
	_, err = c.api.OpenViewContext(ctx, in.TriggerID, slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Écrire un exemple"), Submit: plainText("Rattacher"), Close: plainText("Revenir"),
		CallbackID: callbackUnknown, PrivateMetadata: row.Group, Blocks: slack.Blocks{BlockSet: s.blocks},
	})
	if err != nil {
		c.opts.Log.Warn("slack: a form was not opened", "error", classify(err).Err)
		tell("Le formulaire n’a pas pu s’ouvrir à temps. Appuyez encore une fois.")
	}
}
