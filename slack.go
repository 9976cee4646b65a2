package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"potentiels/adapters/slack"
	"potentiels/bot"
	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
	"potentiels/config"
)

// slackPaths are where Slack's calls come in, under PUBLIC_URL.
var slackPaths = []string{"/slack/events", "/slack/interactions", "/slack/commands"}

// slackFace is Slack as a face of the desk, connected to what it shows.
func (svc *service) slackFace() *slack.Channel {
	s := svc.settings
	return slack.New(slack.Options{
		BotToken: s.SlackBotToken.Reveal(), AppToken: s.SlackAppToken.Reveal(), SigningSecret: s.SlackSigningSecret.Reveal(),
		APIURL: s.SlackAPIURL, DeskChannel: s.SlackDeskChannel, Log: svc.log,
		Desk:     func() slack.Desk { return svc.engine.Desk() },
		Partners: func() []slack.Partner { return staffed(svc.latest.Load().content, s) },
		Canned: func() (out []slack.Canned) {
			for _, a := range svc.latest.Load().content.Canned {
				out = append(out, slack.Canned{Title: content.Typeset(a.Title), Text: content.Typeset(a.Text)})
			}
			return out
		},
		Blank:         content.Blank,
		Explain:       func(text string) string { return explain(svc.latest.Load().recogniser, text) },
		Understanding: func() desk.Understanding { return teacher{svc.latest.Load()} },
		Sheet:         svc.slackSheet,
		Confirm:       svc.slackConfirm,
		LastWords: func(ctx context.Context, user string) string {
			lines, err := svc.engine.History(ctx, bot.Address{Channel: slack.Name, ID: user}, 0, 0)
			if err != nil {
				svc.log.Warn("a history is not read", "error", err)
			}
			for _, l := range slices.Backward(lines) {
				if l.Kind == dialogue.Text {
					return l.Text
				}
			}
			return ""
		},
	})
}

// staffed are the partners, with the channel where their requests are read. Those whom no wish is
// routed to first are among them: a person may choose them, and a colleague transfer to them.
func staffed(c *content.Content, s config.Settings) (out []slack.Partner) {
	for _, p := range c.Partners {
		out = append(out, slackPartner(p, s))
	}
	return out
}

func slackPartner(p content.Partner, s config.Settings) slack.Partner {
	channel := p.Channel
	if channel == "" {
		channel = s.SlackDeskChannel
	}
	return slack.Partner{ID: p.ID, Name: p.Short, Channel: channel}
}

// factKinds are what the entries of a sheet are called.
var factKinds = map[string]string{
	"site": "Site", "phone": "Téléphone", "email": "E-mail", "address": "Adresse", "hours": "Horaires", "training": "Formation",
}

// slackSheet is what the directory tells of the partner of a name.
func (svc *service) slackSheet(ctx context.Context, name string) (slack.Sheet, bool, error) {
	c := svc.latest.Load().content
	i := slices.IndexFunc(c.Partners, func(p content.Partner) bool {
		return slices.ContainsFunc(append([]string{p.ID, p.Short, p.Name}, p.Names...), func(n string) bool { return strings.EqualFold(n, name) })
	})
	if i < 0 {
		return slack.Sheet{}, false, nil
	}
	p := c.Partners[i]
	facts, err := svc.engine.Desk().Sheet(ctx, p.ID)
	if err != nil {
		return slack.Sheet{}, false, err
	}
	sheet := slack.Sheet{Partner: slackPartner(p, svc.settings)}
	for _, f := range facts {
		x := slack.Fact{
			Key: f.Key, Name: factKinds[f.Kind], Value: f.Value, Told: f.Told, Source: f.Source, Checked: f.Checked,
		}
		switch {
		case f.Kind == "training":
			x.Shown, x.Fixed = f.What, true
		case f.What != "":
			x.Name += " · " + f.What
		}
		if f.Confirmed != nil {
			x.By = f.Confirmed.By
			if f.Confirmed.Gone {
				x.Shown = "(retiré)"
			}
		}
		sheet.Facts = append(sheet.Facts, x)
	}
	return sheet, true, nil
}

// slackConfirm makes durable what staff say of an entry of a sheet.
func (svc *service) slackConfirm(ctx context.Context, id uint64, x slack.Correction) (string, error) {
	facts, err := svc.engine.Desk().Sheet(ctx, x.Partner)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(facts, func(f content.Fact) bool { return f.Key == x.Key })
	if i < 0 {
		return "Cette ligne a changé depuis : rouvrez la fiche.", nil
	}
	err = svc.engine.Desk().Confirm(ctx, id, content.Confirmation{
		Partner: x.Partner, Key: x.Key, Kind: facts[i].Kind, What: facts[i].What, Value: x.Value, Gone: x.Gone, By: x.By,
	})
	if refused, ok := errors.AsType[*bot.RefusedError](err); ok {
		return refused.Why, nil
	}
	return "", err
}
