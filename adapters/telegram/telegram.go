// Package telegram lets people talk to the bot on Telegram.
//
// Receiving is ours, because the client library confirms updates before they are
// handled, reorders them, and stops for ever on one that it cannot decode: raw
// updates come by long polling or by webhook, are handed over to be stored, and
// only then confirmed (the next offset, a 200). Each is decoded alone, later; one
// that cannot be is parked by the engine and blocks nobody.
//
// Order is that of update_id. Long polling brings updates in it; webhooks run in
// parallel, so a gap is waited for a moment before it is passed.
//
// Sending and the shapes of updates are those of go-telegram/bot. Text goes as
// HTML, escaped, and as plain text should Telegram refuse it; every failure is
// classified into a bot.SendError, and no error carries the token or what a
// person wrote.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"potentiels/bot"
)

// Name is the channel of every address served here.
const Name = "telegram"

// Mode is how updates come in.
type Mode string

const (
	Polling Mode = "polling"
	Webhook Mode = "webhook"
)

// allowedUpdates are the kinds we ask for. Asking is sticky at Telegram's end, so
// it is said at every start.
var allowedUpdates = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// Command is an entry of the menu that Telegram shows beside the text field.
type Command struct {
	Name        string // without the slash, 1-32 of a-z 0-9 _
	Description string // 1-256 characters
}

// Options configure a Channel.
type Options struct {
	Token string
	// APIURL is the base URL of the Bot API; empty is Telegram's own.
	APIURL string
	Mode   Mode
	// WebhookURL is the full public address of Handler, and WebhookSecret what
	// Telegram repeats in every call to it; both only with Webhook.
	WebhookURL    string
	WebhookSecret string
	Commands      []Command
	Log           *slog.Logger
}

// Stats counts what happened, for metrics.
type Stats struct {
	Gaps      atomic.Int64 // update_ids that were waited for in vain
	Late      atomic.Int64 // updates that came after a gap was passed
	Malformed atomic.Int64 // bodies that are no update at all
	Refused   atomic.Int64 // webhook calls with a wrong secret
}

// Channel is the adapter; it implements bot.Channel.
type Channel struct {
	opts     Options
	api      *tg.Bot
	client   *http.Client // for getUpdates, with room for the long poll
	username atomic.Pointer[string]
	hook     chan *pending
	called   chan struct{} // closed at the first call of the webhook with our secret
	calls    sync.Once
	presses  chan struct{} // bounds answers to presses under way
	Stats    Stats
}

var (
	_ bot.Shaper    = (*Channel)(nil)
	_ bot.Exclusive = (*Channel)(nil)
)

const (
	defaultAPI = "https://api.telegram.org"
	// pollSeconds is the longest Telegram holds a getUpdates call (its cap is 50).
	pollSeconds = 50
	// callTimeout bounds every other call.
	callTimeout = 15 * time.Second
)

// New makes the channel; it makes no call, so a network that is down at start
// is no obstacle.
func New(o Options) (*Channel, error) {
	if o.APIURL == "" {
		o.APIURL = defaultAPI
	}
	o.APIURL = strings.TrimSuffix(o.APIURL, "/")
	if o.Mode == "" {
		o.Mode = Polling
	}
	c := &Channel{
		opts:   o,
		client: &http.Client{Timeout: (pollSeconds + 15) * time.Second},
		hook:   make(chan *pending),
		called: make(chan struct{}),
		// A slow answerCallbackQuery may hold receiving up only when this many are slow.
		presses: make(chan struct{}, 64),
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64 // as many chats are sent to at once, all to one host
	var err error
	c.api, err = tg.New(o.Token,
		tg.WithSkipGetMe(), // it would fail the start when Telegram is down
		tg.WithServerURL(o.APIURL),
		tg.WithHTTPClient(callTimeout, &http.Client{Timeout: callTimeout, Transport: transport}),
		tg.WithErrorsHandler(func(error) {}), // its errors carry bodies; ours are returned
	)
	if err != nil {
		return nil, errors.New("telegram: the token is empty")
	}
	return c, nil
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return Name }

// Exclusive implements bot.Exclusive: Telegram answers one who polls at a time.
func (c *Channel) Exclusive() bool { return c.opts.Mode != Webhook }

// Run implements bot.Channel: it receives until ctx ends. Registering the way updates come in
// and the commands goes on beside: what Telegram knows of from the last time comes in at once, however
// long that takes.
func (c *Channel) Run(ctx context.Context, receive bot.Receive) error {
	ctx, end := context.WithCancelCause(ctx)
	var beside sync.WaitGroup
	beside.Go(func() {
		if err := c.register(ctx); err != nil {
			end(err)
		}
	})
	defer func() {
		end(nil)
		beside.Wait()
	}()
	err := c.collect(ctx, receive)
	if errors.Is(context.Cause(ctx), errRevoked) {
		return errRevoked
	}
	return err
}

// collect receives in the mode that is set.
func (c *Channel) collect(ctx context.Context, receive bot.Receive) error {
	if c.opts.Mode == Webhook {
		return c.sequence(ctx, receive)
	}
	if err := c.retry(ctx, "remove the webhook", c.removeWebhook); err != nil {
		return err
	}
	return c.poll(ctx, receive)
}

const (
	// calledWithin is how soon a call of the webhook shows that Telegram has it from the last time.
	calledWithin = 200 * time.Millisecond
	// registerLater is when it is registered all the same, since what is asked for may have changed.
	registerLater = 10 * time.Second
)

// register tells Telegram where updates go and which commands there are. A webhook that is called needs it least:
// to set it anew may begin the deliveries under way over again, which a service that keeps
// being restarted cannot afford.
func (c *Channel) register(ctx context.Context) error {
	hook := c.opts.Mode == Webhook
	known := hook && c.isCalled(ctx)
	if hook && !known {
		if err := c.retry(ctx, "set the webhook", c.setWebhook); err != nil {
			return err
		}
	}
	if err := c.retry(ctx, "learn its name", c.learnName); err != nil {
		return err
	}
	if known && bot.Pause(ctx, registerLater) {
		if err := c.retry(ctx, "set the webhook", c.setWebhook); err != nil {
			return err
		}
	}
	return c.retry(ctx, "set the commands", c.setCommands)
}

// isCalled tells whether a call of the webhook with our secret came, or comes soon.
func (c *Channel) isCalled(ctx context.Context) bool {
	soon := time.NewTimer(calledWithin)
	defer soon.Stop()
	select {
	case <-c.called:
		return true
	case <-soon.C:
	case <-ctx.Done():
	}
	return false
}

// learnName learns our own name, which commands in groups carry.
func (c *Channel) learnName(ctx context.Context) error {
	me, err := c.api.GetMe(ctx)
	if err == nil {
		c.username.Store(&me.Username)
	}
	return err
}

func (c *Channel) setCommands(ctx context.Context) error {
	if len(c.opts.Commands) == 0 {
		return nil
	}
	var commands []models.BotCommand
	for _, cmd := range c.opts.Commands {
		commands = append(commands, models.BotCommand{Command: cmd.Name, Description: cmd.Description})
	}
	// Once for French and once for everybody else: the service speaks French.
	for _, language := range []string{"fr", ""} {
		if _, err := c.api.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: commands, LanguageCode: language}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Channel) setWebhook(ctx context.Context) error {
	_, err := c.api.SetWebhook(ctx, &tg.SetWebhookParams{
		URL: c.opts.WebhookURL, SecretToken: c.opts.WebhookSecret, AllowedUpdates: allowedUpdates,
	})
	return err
}

func (c *Channel) removeWebhook(ctx context.Context) error {
	_, err := c.api.DeleteWebhook(ctx, &tg.DeleteWebhookParams{DropPendingUpdates: false})
	return err
}

// errRevoked: Telegram does not know our token; asking again is of no use.
var errRevoked = errors.New("telegram: the token is refused")

// retry makes a call until it succeeds, ctx ends or the token is refused.
func (c *Channel) retry(ctx context.Context, what string, call func(context.Context) error) error {
	for attempt := 0; ; attempt++ {
		err := call(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return nil
		}
		failure := classify(err)
		if failure.Kind == bot.Revoked {
			return errRevoked
		}
		wait := bot.Reconnect(attempt)
		if failure.Kind == bot.Throttled {
			wait = failure.After
		}
		c.opts.Log.Warn("telegram: could not "+what+", will try again", "error", failure.Err, "wait", wait)
		if !bot.Pause(ctx, wait) {
			return nil
		}
	}
}

// scrub makes an error fit for logs: the token out of URLs, and no body of an
// answer, which the library puts into its errors and which may hold anything.
func (c *Channel) scrub(err error) error {
	if urlErr, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", strings.ToLower(urlErr.Op), urlErr.Err)
	}
	return errors.New(strings.ReplaceAll(err.Error(), c.opts.Token, "***"))
}
