package main

import (
	"context"
	"slices"

	"potentiels/adapters/slack"
	"potentiels/bot"
	"potentiels/bot/content"
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
		Blank:   content.Blank,
		Explain: func(text string) string { return explain(svc.latest.Load().recogniser, text) },
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

// staffed are the partners that take requests, with the channel where theirs are read.
func staffed(c *content.Content, s config.Settings) (out []slack.Partner) {
	for _, p := range c.Partners {
		if len(p.Receives) == 0 {
			continue
		}
		channel := p.Channel
		if channel == "" {
			channel = s.SlackDeskChannel
		}
		out = append(out, slack.Partner{ID: p.ID, Name: p.Short, Channel: channel})
	}
	return out
}
