package slack

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"potentiels/bot"
	"potentiels/bot/desk"
)

var _ bot.Poster = (*Channel)(nil)

// Post implements bot.Poster. A MessageID is the timestamp of the post in its channel.
func (c *Channel) Post(ctx context.Context, to bot.Address, p desk.Post) (bot.MessageID, error) {
	ts, err := c.show(ctx, to.ID, p)
	if err == nil {
		return bot.MessageID(ts), nil
	}
	failure := classify(err)
	if code := refusal(err); closed[code] && p.Kind != desk.PostWhisper {
		// Somebody can mend it: until then what is to be posted waits, in order.
		failure.Kind = bot.Temporary
		c.complain(to.ID, code)
	} else if failure.Kind == bot.Blocked {
		failure.Kind = bot.Rejected // a channel is nobody's: the others who work there read on
	}
	return "", failure
}

// show makes the call that posts, or the one that changes a post.
func (c *Channel) show(ctx context.Context, channel string, p desk.Post) (string, error) {
	text, blocks := render(channel, p)
	made := post{channel: channel, thread: p.Parent, text: text, blocks: blocks, escaped: true, broadcast: p.Broadcast}
	switch {
	case p.Kind == desk.PostWhisper:
		return c.whisper(ctx, strings.TrimPrefix(p.User, Name+":"), made)
	case p.Message == "":
		return c.postInThread(ctx, made)
	}
	if err := c.changes.held(time.Now()); err != nil {
		return "", err
	}
	_, ts, _, err := c.api.UpdateMessageContext(ctx, channel, p.Message, made.options()...)
	c.changes.note(err, time.Now())
	switch code := refusal(err); {
	case p.Kind == desk.PostErased && code == "message_not_found":
		return p.Message, nil // somebody deleted it
	case p.Kind == desk.PostErased && (code == "edit_window_closed" || code == "cant_update_message"):
		_, _, err = c.api.DeleteMessageContext(ctx, channel, p.Message)
		return p.Message, err
	case p.Kind == desk.PostCard && (code == "message_not_found" || code == "edit_window_closed"):
		return c.postInThread(ctx, made) // the request needs its buttons
	}
	return ts, err
}

// rest is until when a method is not called. Slack counts posts by channel, but changes over the whole
// workspace: what it said of them in one channel holds in all, and asking from each of them would
// only make it longer.
type rest struct {
	mu    sync.Mutex
	until time.Time
}

// held is what Slack would answer now, nil if it may be asked.
func (r *rest) held(now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if wait := r.until.Sub(now); wait > 0 {
		return &slack.RateLimitedError{RetryAfter: wait}
	}
	return nil
}

// note remembers how long Slack asked to wait.
func (r *rest) note(err error, now time.Time) {
	flood, ok := errors.AsType[*slack.RateLimitedError](err)
	if !ok {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if until := now.Add(flood.RetryAfter); until.After(r.until) {
		r.until = until
	}
}

// postInThread posts; where the thread is gone with its card, in the channel itself.
func (c *Channel) postInThread(ctx context.Context, p post) (string, error) {
	id, err := c.post(ctx, p)
	if p.thread != "" && refusal(err) == "thread_not_found" {
		p.thread = ""
		id, err = c.post(ctx, p)
	}
	_, ts, _ := strings.Cut(string(id), "/")
	return ts, err
}

// whisper shows something to one member of staff: in the channel, or where they are not in it, in
// direct messages.
func (c *Channel) whisper(ctx context.Context, user string, p post) (string, error) {
	ts, err := c.api.PostEphemeralContext(ctx, p.channel, user, p.options()...)
	if err == nil || refusal(err) == "" {
		return ts, err
	}
	p.channel, p.thread = user, ""
	return c.postInThread(ctx, p)
}

// refusal is Slack's code for why it did not do something, "" when that is not it.
func refusal(err error) string {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return r.Err
	}
	return ""
}

// closed are the refusals of a channel that somebody can open again, with what there is to do.
var closed = map[string]bool{"is_archived": true, "not_in_channel": true, "channel_not_found": true, "restricted_action": true}

var remedies = map[string]string{
	"is_archived":       "il est archivé. Rouvrez-le, ou donnez un autre canal à ce partenaire dans l’annuaire.",
	"not_in_channel":    "l’application n’y est pas. Invitez-la : dans ce canal, écrivez /invite suivi de son nom.",
	"channel_not_found": "il n’existe pas, ou l’application n’est pas dans ce canal privé. Invitez-la, ou corrigez l’annuaire.",
	"restricted_action": "seules certaines personnes peuvent y écrire. Donnez ce droit à l’application.",
}

// complaints remembers when which channel was last told about.
type complaints struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// complainEvery is how often it is said again that a channel takes no posts.
const complainEvery = time.Hour

// due tells whether it is time to say it.
func (c *complaints) due(channel string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == nil {
		c.last = make(map[string]time.Time)
	}
	if now.Sub(c.last[channel]) < complainEvery {
		return false
	}
	c.last[channel] = now
	return true
}

// complain says that a channel takes no posts: to the operator, and in the common channel.
func (c *Channel) complain(channel, code string) {
	if !c.complaints.due(channel, time.Now()) {
		return
	}
	c.opts.Log.Error("slack: a staff channel takes no posts; they wait, and can be read on the web desk", "channel", channel, "error", code)
	if c.opts.DeskChannel == "" || c.opts.DeskChannel == channel {
		return
	}
	c.beside(func(ctx context.Context) {
		text := "Les demandes ne peuvent pas être affichées dans <#" + channel + "> : " + remedies[code] +
			" En attendant elles se lisent sur le bureau web."
		s := new(page)
		s.say(":warning: %s", text)
		words, blocks := s.message()
		if _, err := c.post(ctx, post{channel: c.opts.DeskChannel, text: words, blocks: blocks, escaped: true}); err != nil {
			c.opts.Log.Warn("slack: the common channel was not told", "error", classify(err).Err)
		}
	})
}
