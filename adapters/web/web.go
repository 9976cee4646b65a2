// Package web lets people talk to the bot on a page of their browser.
//
// The page is served by the program itself and asks nothing of anybody else. What
// a person writes is posted with an id made in the page and stored before it is
// acknowledged, so a message that is posted again after a cut connection is the
// same message. What is said comes by server-sent events read from the history by
// cursor: delivery is the commit, a notice only wakes the reader, and nothing
// comes twice or is missed, whatever reloads, reconnects or restarts in between.
//
// A person is known by a signed cookie, set with their first message and not
// before: who only looks leaves no trace.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// Name is the channel of every address served here.
const Name = "web"

// Options configure a Channel.
type Options struct {
	// Key signs the cookies; at least 32 bytes.
	Key []byte
	// Secure keeps cookies to HTTPS.
	Secure bool
	// History reads what was said to somebody after a line, oldest first.
	History func(ctx context.Context, who bot.Address, after uint64, limit int) ([]bot.Line, error)
	Log     *slog.Logger
}

// Channel is the adapter; it implements bot.Puller.
type Channel struct {
	opts    Options
	closing chan struct{} // closed when Run ends

	mu      sync.Mutex
	ran     bool
	receive bot.Receive // nil while not running
	readers map[bot.Address][]*reader
}

var _ bot.Puller = (*Channel)(nil)

// New makes the channel.
func New(o Options) *Channel {
	return &Channel{opts: o, readers: make(map[bot.Address][]*reader), closing: make(chan struct{})}
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return Name }

// Run implements bot.Channel: posts are taken while it runs, and event streams end
// with it, so that the server can. It may be called once.
func (c *Channel) Run(ctx context.Context, receive bot.Receive) error {
	c.mu.Lock()
	if c.ran {
		c.mu.Unlock()
		return errors.New("web: run twice")
	}
	c.ran, c.receive = true, receive
	c.mu.Unlock()
	<-ctx.Done()
	c.mu.Lock()
	c.receive = nil
	c.mu.Unlock()
	close(c.closing)
	return nil
}

// receiver gives where posts go, or nil.
func (c *Channel) receiver() bot.Receive {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.receive
}

// post is what the page sends, and the body of an entry.
type post struct {
	// ID is a random number, as text, made by the page and the same when it posts
	// again. It is the entry's, so the page knows which line of history is the answer.
	ID   uint64        `json:"id,string"`
	Kind dialogue.Kind `json:"kind"`
	Text string        `json:"text,omitempty"`
	// Value is a button's value, or the campaign payload of a start.
	Value string `json:"value,omitempty"`
}

// maxValue bounds a button's value (64 bytes) and a payload.
const maxValue = 256

// check refuses what the page never sends.
func (p post) check() error {
	if p.ID == 0 {
		return errors.New("the id is missing")
	}
	if len(p.Value) > maxValue {
		return errors.New("the value is too long")
	}
	switch p.Kind {
	case dialogue.Text:
		if strings.TrimSpace(p.Text) == "" {
			return errors.New("the text is empty")
		}
	case dialogue.Press:
		if p.Value == "" {
			return errors.New("the value is missing")
		}
	case dialogue.Start:
	default:
		return errors.New("the kind must be text, press or start")
	}
	return nil
}

// Decode implements bot.Channel. A text "/start PAYLOAD" opens the talk, as on every
// channel.
func (c *Channel) Decode(e bot.Entry) (dialogue.Message, error) {
	var p post
	if err := json.Unmarshal(e.Body, &p); err != nil {
		return dialogue.Message{}, errors.New("not a post of the page")
	}
	if err := p.check(); err != nil {
		return dialogue.Message{}, fmt.Errorf("post: %w", err)
	}
	if word, payload, _ := strings.Cut(strings.TrimSpace(p.Text), " "); p.Kind == dialogue.Text && word == "/start" {
		p.Kind, p.Text, p.Value = dialogue.Start, "", strings.TrimSpace(payload)
	}
	return dialogue.Message{
		Kind: p.Kind, Text: p.Text, Value: p.Value,
		At: e.At.UTC().Truncate(time.Second), Channel: Name,
	}, nil
}

// Send implements bot.Channel. It is not called: see bot.Puller.
func (c *Channel) Send(context.Context, bot.Address, dialogue.Reply) (bot.MessageID, error) {
	return "", &bot.SendError{Kind: bot.Rejected, Err: errors.New("the page reads its history itself")}
}
