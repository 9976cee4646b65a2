// Package terminal lets one person talk to the bot on a command line.
//
// A line is a message, encoded by [Line] and stored like that of any network;
// what is said is read back from the turn. A person types at most a line a second, so
// the lines of a script get times a second apart ([Clock]): what the bot says
// depends on the times of messages, and a script must read like a talk.
package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// Name is the channel of every address served here.
const Name = "terminal"

// Channel is the adapter; it implements bot.Puller.
type Channel struct{}

var _ bot.Puller = Channel{}

// Name implements bot.Channel.
func (Channel) Name() string { return Name }

// Run implements bot.Channel. Lines come through bot.Engine.Ask, so there is nothing to
// receive.
func (Channel) Run(ctx context.Context, _ bot.Receive) error {
	<-ctx.Done()
	return nil
}

// line is the body of an entry.
type line struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Line makes the entry of one line typed at a time.
func Line(id uint64, user, text string, at time.Time) (bot.Entry, error) {
	body, err := json.Marshal(line{Text: text, At: at})
	if err != nil {
		return bot.Entry{}, fmt.Errorf("encode a line: %w", err)
	}
	return bot.Entry{
		Kind: bot.Update, ID: id, At: at, Body: body,
		To: bot.Address{Channel: Name, ID: user},
	}, nil
}

// Decode implements bot.Channel.
func (Channel) Decode(e bot.Entry) (dialogue.Message, error) {
	var l line
	if err := json.Unmarshal(e.Body, &l); err != nil || l.At.IsZero() {
		return dialogue.Message{}, errors.New("not a line of the terminal")
	}
	m := dialogue.Message{Kind: dialogue.Text, Text: l.Text, At: l.At, Channel: Name}
	if word, rest, _ := strings.Cut(strings.TrimSpace(l.Text), " "); word == "/start" {
		m.Kind, m.Text, m.Value = dialogue.Start, "", strings.TrimSpace(rest)
	}
	return m, nil
}

// Send implements bot.Channel. It is not called: see bot.Puller.
func (Channel) Send(context.Context, bot.Address, dialogue.Reply) (bot.MessageID, error) {
	return "", &bot.SendError{Kind: bot.Rejected, Err: errors.New("the terminal reads its turns itself")}
}

// Wake implements bot.Puller.
func (Channel) Wake(bot.Address) {}

// Clock gives the times of lines: now, but at least a second after the line
// before.
type Clock struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// Next gives the time of a person's next line. It keeps one time a person, for as
// long as the program runs.
func (c *Clock) Next(user string, now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := now.Truncate(time.Second)
	if last, ok := c.last[user]; ok && at.Before(last.Add(time.Second)) {
		at = last.Add(time.Second)
	}
	if c.last == nil {
		c.last = make(map[string]time.Time)
	}
	c.last[user] = at
	return at
}
