package slack

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"potentiels/bot"
)

// The metadata by which a post of ours is found again.
const (
	markType = "potentiels"
	markKey  = "marque"
)

// key names a post by what it says and where.
func (p post) key() string {
	blocks, _ := json.Marshal(p.blocks)
	h := sha256.New()
	for _, part := range []string{p.channel, p.thread, p.text, string(blocks)} {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// attempt is one or several calls for the same post: the mark that Slack keeps with it, and when
// the first was made.
type attempt struct {
	mark  string
	since time.Time
}

// doubts are the posts of which it is not known whether they arrived. They are in memory only:
// after a crash a post may come twice.
type doubts struct {
	mu    sync.Mutex
	posts map[string]attempt // by post.key
}

// most bounds the doubts that are kept; with Slack down, every channel has one.
const most = 10000

// of gives the attempt that left a post in doubt, or a new one.
func (d *doubts) of(key string) (a attempt, again bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a, again = d.posts[key]; !again {
		a = attempt{mark: rand.Text(), since: time.Now()}
	}
	return a, again
}

func (d *doubts) raise(key string, a attempt) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.posts == nil {
		d.posts = make(map[string]attempt)
	}
	if len(d.posts) < most {
		d.posts[key] = a
	}
}

func (d *doubts) settle(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.posts, key)
}

// ambiguous tells the failures after which a post may be there: no answer came.
func ambiguous(err error) bool {
	_, refused := errors.AsType[slack.SlackErrorResponse](err)
	_, throttled := errors.AsType[*slack.RateLimitedError](err)
	return !refused && !throttled
}

// find looks for a post of an earlier attempt; "" when there is none, or Slack does not say.
func (c *Channel) find(ctx context.Context, p post, a attempt) bot.MessageID {
	channel, err := c.conversation(ctx, p.channel)
	if err != nil {
		return ""
	}
	const clocksDiffer = 2 * time.Minute
	oldest := strconv.FormatInt(a.since.Add(-clocksDiffer).Unix(), 10) + ".000000"
	var messages []slack.Message
	if p.thread == "" {
		found, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: channel, Limit: 100, IncludeAllMetadata: true, Oldest: oldest,
		})
		if err != nil {
			return ""
		}
		messages = found.Messages
	} else {
		messages, _, _, err = c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: p.thread, Limit: 100, IncludeAllMetadata: true, Oldest: oldest,
		})
		if err != nil {
			return ""
		}
	}
	for _, m := range messages {
		if m.Metadata.EventType == markType && m.Metadata.EventPayload[markKey] == a.mark {
			return messageID(channel, m.Timestamp)
		}
	}
	return ""
}
