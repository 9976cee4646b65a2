package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// Send implements bot.Channel.
func (c *Channel) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	var id bot.MessageID
	var err error
	if r.File != nil {
		id, err = c.upload(ctx, to.ID, r.File)
	} else {
		id, err = c.post(ctx, post{channel: to.ID, text: r.Text, blocks: replyBlocks(r)})
	}
	if err != nil {
		return "", classify(err)
	}
	return id, nil
}

// post is a message to be posted.
type post struct {
	channel string // or a user
	thread  string
	text    string // for notifications, and where blocks are not shown
	escaped bool   // the text is
	blocks  []slack.Block
	// broadcast shows a message of a thread in the channel as well.
	broadcast bool
}

// post makes the one call that posts a message. A message that may have arrived at an
// earlier attempt is looked for first: Slack itself does not tell a repeat.
func (c *Channel) post(ctx context.Context, p post) (bot.MessageID, error) {
	key := p.key()
	a, again := c.doubt.of(key)
	if again {
		if id := c.find(ctx, p, a); id != "" {
			c.doubt.settle(key)
			c.Stats.Spared.Add(1)
			return id, nil
		}
	}
	channel, ts, err := c.api.PostMessageContext(ctx, p.channel, append(p.options(),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: markType, EventPayload: map[string]any{markKey: a.mark}}))...)
	switch {
	case err == nil:
		c.doubt.settle(key)
		return messageID(channel, ts), nil
	case ambiguous(err):
		c.doubt.raise(key, a)
	}
	return "", err
}

func (p post) options() []slack.MsgOption {
	text := clean(p.text)
	if !p.escaped {
		text = escape(text)
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(cutMarkup(text, maxText), false),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(p.blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(p.blocks...))
	}
	if p.thread != "" {
		options = append(options, slack.MsgOptionTS(p.thread))
		if p.broadcast {
			options = append(options, slack.MsgOptionBroadcast())
		}
	}
	return options
}

// messageID names a post: its channel and its timestamp there.
func messageID(channel, ts string) bot.MessageID { return bot.MessageID(channel + "/" + ts) }

// upload sends a file, which needs the id of the direct messages where a user's will not do.
func (c *Channel) upload(ctx context.Context, to string, f *dialogue.File) (bot.MessageID, error) {
	channel, err := c.conversation(ctx, to)
	if err != nil {
		return "", err
	}
	file, err := c.api.UploadFileContext(ctx, slack.UploadFileParameters{
		Channel: channel, Filename: f.Name, FileSize: len(f.Data), Reader: bytes.NewReader(f.Data),
	})
	if err != nil {
		return "", err
	}
	return messageID(channel, file.ID), nil
}

// conversation is the channel of an id that may be a user's.
func (c *Channel) conversation(ctx context.Context, id string) (string, error) {
	if !strings.HasPrefix(id, "U") && !strings.HasPrefix(id, "W") {
		return id, nil
	}
	if known, ok := c.ims.Load(id); ok {
		return known.(string), nil
	}
	im, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{id}})
	if err != nil {
		return "", err
	}
	c.ims.Store(id, im.ID)
	return im.ID, nil
}

// replyBlocks shows a reply: its text, the choices, the links.
func replyBlocks(r dialogue.Reply) []slack.Block {
	var blocks []slack.Block
	if text := clean(r.Text); strings.TrimSpace(text) != "" {
		blocks = append(blocks, slack.NewSectionBlock(plainText(text), nil, nil))
	}
	var elements []slack.BlockElement
	for i, b := range r.Buttons {
		elements = append(elements, button(fmt.Sprintf("choix-%d", i), b.Label, b.Value))
	}
	for i, l := range r.Links {
		e := button(fmt.Sprintf("lien-%d", i), l.Label, "")
		if len(l.URL) > maxURL {
			continue
		}
		e.URL = l.URL
		elements = append(elements, e)
	}
	for row := range slices.Chunk(elements, maxActions) {
		blocks = append(blocks, slack.NewActionBlock("", row...))
	}
	return blocks
}

// plainText is a text in which nothing is markup.
func plainText(text string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: text}
}

func button(action, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, shorten(value, maxValue), plainText(shorten(label, maxButton)))
}

// classify tells what a failed call means. Of an answer only Slack's code is told, which is a
// word of theirs, never what was sent.
func classify(err error) *bot.SendError {
	if flood, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return &bot.SendError{Kind: bot.Throttled, After: max(flood.RetryAfter, time.Second), Err: errors.New("too many requests")}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		kind := bot.Temporary
		if status.Code == http.StatusTooManyRequests { // without a time to wait
			kind = bot.Throttled
		}
		return &bot.SendError{Kind: kind, Err: fmt.Errorf("HTTP %d", status.Code)}
	}
	if refusal, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		told := refusal.Err
		if refusal.Needed != "" {
			told += ", it needs " + refusal.Needed
		}
		if refusals[refusal.Err] == bot.Revoked {
			return &bot.SendError{Kind: bot.Revoked, Err: fmt.Errorf("%w: %s", errRevoked, told)}
		}
		return &bot.SendError{Kind: refusals[refusal.Err], Err: errors.New(told)}
	}
	if u, ok := errors.AsType[*url.Error](err); ok { // its address names the method at most, but the cause says more
		err = u.Err
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &bot.SendError{Kind: bot.Temporary, Err: err}
	}
	return &bot.SendError{Kind: bot.Temporary, Err: errors.New("no usable answer from Slack")}
}

// refusals are Slack's answers that asking again does not change. What is not here is
// Temporary: a code that is new, or a right that an operator can still give.
var refusals = map[string]bot.SendKind{
	"invalid_auth": bot.Revoked, "not_authed": bot.Revoked, "account_inactive": bot.Revoked, "token_revoked": bot.Revoked,
	"token_expired": bot.Revoked, "not_allowed_token_type": bot.Revoked, "app_uninstalled": bot.Revoked, "team_disabled": bot.Revoked,

	"ratelimited": bot.Throttled, "rate_limited": bot.Throttled,

	"user_disabled": bot.Blocked, "user_not_found": bot.Blocked, "users_not_found": bot.Blocked, "cannot_dm_bot": bot.Blocked,
	"messages_tab_disabled": bot.Blocked, "user_not_visible": bot.Blocked, "channel_not_found": bot.Blocked,
	"is_archived": bot.Blocked, "not_in_channel": bot.Blocked, "restricted_action": bot.Blocked, "user_not_in_channel": bot.Blocked,

	"msg_too_long": bot.Rejected, "msg_blocks_too_long": bot.Rejected, "no_text": bot.Rejected, "invalid_blocks": bot.Rejected,
	"invalid_blocks_format": bot.Rejected, "invalid_arguments": bot.Rejected, "invalid_form_data": bot.Rejected, "thread_not_found": bot.Rejected,
	"message_not_found": bot.Rejected, "cant_update_message": bot.Rejected, "edit_window_closed": bot.Rejected, "metadata_too_large": bot.Rejected,
	"view_too_large": bot.Rejected, "expired_trigger_id": bot.Rejected, "exchanged_trigger_id": bot.Rejected, "invalid_trigger_id": bot.Rejected,
	"not_found": bot.Rejected, "hash_conflict": bot.Rejected,
}
