// Package slack connects the bot to a Slack workspace: partner staff work there, and try
// the bot in a direct message.
//
// Slack hands events, presses, forms and commands over a WebSocket that the program opens
// (Socket Mode) or by calls to its own address (HTTP). Receiving is ours in both, because the
// client library's Socket Mode decodes before it can be confirmed, cannot confirm what it does
// not know, does not tell whether a confirmation was written, and closes a connection before it
// opens the next. Here one loop takes what came, in order, over as many connections as there
// are: each update is stored raw, then confirmed, unknown kinds too; at a refresh the old
// connection is read until its end beside the new one. Slack offers again what it
// was not confirmed in time; such a repeat has the same id and is dropped by the engine, but
// never by its being a repeat, since it may be the first that arrives.
//
// Calls, signatures and the shapes of messages are those of slack-go. Whatever a person wrote
// goes as plain text or escaped, so that no name or sentence can become markup or
// call a channel together; every failure is classified into a bot.SendError, and no error
// carries a token or what somebody wrote.
package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// Name is the channel of every address served here. A member of staff is "slack:U…", a channel
// "slack:C…".
const Name = "slack"

// Options configure a Channel.
type Options struct {
	BotToken string
	// AppToken opens Socket Mode; SigningSecret proves calls to Handler. One is needed; with
	// both, what Slack sends is taken whichever way it comes.
	AppToken      string
	SigningSecret string
	// APIURL is the base URL of the Web API; empty is Slack's own.
	APIURL string
	// DeskChannel is the id of the common staff channel, where it is said when another
	// takes no posts; may be empty.
	DeskChannel string
	Log         *slog.Logger

	// What staff can look at. Each may be nil: then that is not known.

	// Desk reads the desk; it is asked for when needed, because it begins after the channels.
	Desk func() Desk
	// Partners are those that requests can go to, in the order to show them in.
	Partners func() []Partner
	// Canned are answers to begin from. What is to be filled in of them stands there as Blank.
	Canned func() []Canned
	Blank  string
	// Explain tells what the bot reads in a sentence, and why.
	Explain func(text string) string
	// LastWords is the last thing that a user wrote to the bot in direct messages.
	LastWords func(ctx context.Context, user string) string
	// Campaigns tells of the campaigns and where they stand.
	Campaigns func(ctx context.Context) string
	// Understanding is the reader of sentences, which learns from the examples that staff write; may give nil.
	Understanding func() desk.Understanding
	// Named finds a partner by its id or any of its names.
	Named func(name string) (Partner, bool)
}

// Desk is what is read of the desk.
type Desk interface {
	Request(ctx context.Context, id string) (desk.Request, error)
	Lines(ctx context.Context, id string, after uint64, limit int) ([]desk.Line, error)
	Board(ctx context.Context, partner string) (desk.Board, error)
	Rows(ctx context.Context, partner string, list desk.List, limit int, fits func(desk.Row) bool) ([]desk.Row, error)
	// Preview gives a reply as its person would read it, word for word.
	Preview(ctx context.Context, id string, by desk.Staff, text string) (string, error)
	// Sheet is what the directory tells of a partner, and Confirm makes durable what somebody says of an
	// entry of it; a *bot.RefusedError tells why it cannot be taken.
	Sheet(ctx context.Context, partner string) ([]bot.Fact, error)
	Confirm(ctx context.Context, id uint64, x bot.Confirmation) error
	// Unknowns are the groups of messages that were not understood, Examples what staff wrote for them, and
	// Decide makes durable what somebody says of one; a *bot.RefusedError tells why it cannot be taken.
	Unknowns(ctx context.Context) (desk.Unknowns, error)
	Examples(ctx context.Context) ([]desk.Example, error)
	Decide(ctx context.Context, id uint64, x desk.Decision) error
}

// Partner is one that requests can go to.
type Partner struct {
	ID, Name string
	Channel  string // id of its staff channel; empty: the web desk only
}

// Canned is an answer to begin from.
type Canned struct{ Title, Text string }

// unknown fills in for what is not connected.
func (o *Options) unknown() {
	if o.Desk == nil {
		o.Desk = func() Desk { return nil }
	}
	if o.Partners == nil {
		o.Partners = func() []Partner { return nil }
	}
	if o.Canned == nil {
		o.Canned = func() []Canned { return nil }
	}
	if o.Explain == nil {
		o.Explain = func(string) string { return "Ce n’est pas possible ici." }
	}
	if o.LastWords == nil {
		o.LastWords = func(context.Context, string) string { return "" }
	}
	if o.Campaigns == nil {
		o.Campaigns = func(context.Context) string { return "Aucune campagne." }
	}
	if o.Understanding == nil {
		o.Understanding = func() desk.Understanding { return nil }
	}
	if o.Named == nil {
		o.Named = func(string) (Partner, bool) { return Partner{}, false }
	}
}

// Stats counts what happened, for metrics.
type Stats struct {
	Connections atomic.Int64 // opened over the time
	Malformed   atomic.Int64 // frames and bodies that are no update
	Refused     atomic.Int64 // calls without a valid signature
	Retries     atomic.Int64 // updates that Slack offered again
	Spared      atomic.Int64 // messages that had arrived although the call failed
}

// Channel is the adapter; it implements bot.Channel.
type Channel struct {
	opts    Options
	api     *slack.Client
	door    chan bot.Receive // held open by Run, for Handler
	doubt   doubts
	ims     sync.Map      // user id to the id of their direct messages
	quiet   time.Duration // how long a connection may be silent
	side    chan struct{} // bounds what is done beside the flow
	changes rest          // of posts
	people
	complaints
	Stats Stats
}

var _ bot.Shaper = (*Channel)(nil)

// callTimeout bounds every call; the library sets none.
const callTimeout = 15 * time.Second

// New makes the channel; it makes no call, so a network that is down at start is no
// obstacle.
func New(o Options) *Channel {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16 // channels are posted to at once, all at one host
	options := []slack.Option{
		slack.OptionHTTPClient(&http.Client{Timeout: callTimeout, Transport: transport}),
		slack.OptionAppLevelToken(o.AppToken),
	}
	if o.APIURL != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(o.APIURL, "/")+"/")) // the library appends the method to it
	}
	o.unknown()
	return &Channel{side: make(chan struct{}, 64), opts: o, api: slack.New(o.BotToken, options...), door: make(chan bot.Receive), quiet: silence}
}

// desk is the desk, once there is one.
func (c *Channel) desk() Desk { return c.opts.Desk() }

// Name implements bot.Channel.
func (c *Channel) Name() string { return Name }

// errRevoked: Slack does not take our tokens; asking again is of no use.
var errRevoked = errors.New("slack: a token is refused")

// Run implements bot.Channel: it makes sure of the token, then receives until ctx ends.
func (c *Channel) Run(ctx context.Context, receive bot.Receive) error {
	if c.opts.AppToken == "" {
		return c.serve(ctx, receive)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var served sync.WaitGroup
	if c.opts.SigningSecret != "" {
		served.Go(func() { _ = c.serve(ctx, receive) })
	}
	err := c.listen(ctx, receive)
	cancel()
	served.Wait()
	return err
}

// greet checks the bot's token until the answer is certain.
func (c *Channel) greet(ctx context.Context) error {
	for attempt := 0; ; attempt++ {
		_, err := c.api.AuthTestContext(ctx)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		failure := classify(err)
		if failure.Kind == bot.Revoked {
			return errRevoked
		}
		wait := max(bot.Reconnect(attempt), failure.After)
		c.opts.Log.Warn("slack: could not introduce itself, will try again", "error", failure.Err, "wait", wait)
		if !bot.Pause(ctx, wait) {
			return nil
		}
	}
}
