package main

import (
	"context"
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
		Named:         func(name string) (slack.Partner, bool) { return named(svc.latest.Load().content, s, name) },
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

// named finds a partner by its id or any of its names.
func named(c *content.Content, s config.Settings, name string) (slack.Partner, bool) {
	i := slices.IndexFunc(c.Partners, func(p content.Partner) bool {
		return slices.ContainsFunc(append([]string{p.ID, p.Short, p.Name}, p.Names...), func(n string) bool { return strings.EqualFold(n, name) })
	})
	if i < 0 {
		return slack.Partner{}, false
	}
	return slackPartner(c.Partners[i], s), true
}
