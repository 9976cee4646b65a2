package main

import (
	"context"
	"errors"
	"log/slog"

	"potentiels/adapters/slack"
	"potentiels/adapters/telegram"
	"potentiels/adapters/web"
	"potentiels/bot"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// offline is a channel that is not connected in this process: what its people wrote
// before is still handled, and the answers wait in the outbox for a process that is.
// Without it a command that opens the store after a crash, or a service whose
// Telegram is turned off, would put aside messages that only wait.
type offline struct{ bot.Channel }

// Run implements bot.Channel.
func (offline) Run(ctx context.Context, _ bot.Receive) error {
	<-ctx.Done()
	return nil
}

// errOffline stops the channel at the first message to send, and keeps the message.
var errOffline = errors.New("not connected in this process")

// Send implements bot.Channel.
func (offline) Send(context.Context, bot.Address, dialogue.Reply) (bot.MessageID, error) {
	return "", &bot.SendError{Kind: bot.Revoked, Err: errOffline}
}

// offlineTelegram reads what Telegram's people wrote, without a token.
func offlineTelegram(log *slog.Logger) (bot.Channel, error) {
	c, err := telegram.New(telegram.Options{Token: "0:offline", Log: log})
	if err != nil {
		return nil, err
	}
	return offline{c}, nil
}

// offlineDesk is the same of a face of the desk: what staff did there before is still read.
type offlineDesk struct{ bot.Poster }

// Run implements bot.Channel.
func (offlineDesk) Run(ctx context.Context, receive bot.Receive) error {
	return offline{}.Run(ctx, receive)
}

// Send implements bot.Channel.
func (offlineDesk) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	return offline{}.Send(ctx, to, r)
}

// Post implements bot.Poster.
func (offlineDesk) Post(context.Context, bot.Address, desk.Post) (bot.MessageID, error) {
	return "", &bot.SendError{Kind: bot.Revoked, Err: errOffline}
}

// offlineSlack reads what was done in Slack, without a token.
func offlineSlack(log *slog.Logger) bot.Channel {
	return offlineDesk{slack.New(slack.Options{Log: log})}
}

// offlineWeb does the same for the page. It stays a bot.Puller: the answers are in
// the history when the page comes back.
func offlineWeb(log *slog.Logger) bot.Channel {
	return web.New(web.Options{Log: log})
}
