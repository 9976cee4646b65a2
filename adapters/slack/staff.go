package slack

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

const (
	// namesKept and membersKept are how long a name and who is in a channel are believed.
	namesKept   = 12 * time.Hour
	membersKept = 5 * time.Minute
	// nameWait is how long an update waits for the name of who sent it; it works without.
	nameWait = 1500 * time.Millisecond
)

// people is what is known of the workspace.
type people struct {
	mu      sync.Mutex
	names   map[string]learned[string]
	members map[string]learned[map[string]bool]
}

// learned is something that was learned at a time.
type learned[T any] struct {
	value T
	at    time.Time
}

// nameOf is the name of a user as colleagues see it; "" when Slack does not tell in time.
func (c *Channel) nameOf(ctx context.Context, user string) string {
	if !talks(user) {
		return ""
	}
	c.people.mu.Lock()
	k, ok := c.people.names[user]
	c.people.mu.Unlock()
	if ok && time.Since(k.at) < namesKept {
		return k.value
	}
	ctx, cancel := context.WithTimeout(ctx, nameWait)
	defer cancel()
	u, err := c.api.GetUserInfoContext(ctx, user)
	if err != nil {
		return k.value
	}
	name := u.Profile.RealName
	for _, other := range []string{u.RealName, u.Profile.DisplayName, u.Name} {
		if strings.TrimSpace(name) == "" {
			name = other
		}
	}
	name = shorten(strings.Join(strings.Fields(clean(name)), " "), 80)
	c.people.mu.Lock()
	defer c.people.mu.Unlock()
	if c.people.names == nil {
		c.people.names = make(map[string]learned[string])
	}
	c.people.names[user] = learned[string]{name, time.Now()}
	return name
}

// isMember tells whether a user is in a channel: only who reads a channel sees its requests
// elsewhere.
func (c *Channel) isMember(ctx context.Context, channel, user string) bool {
	c.people.mu.Lock()
	k, ok := c.people.members[channel]
	c.people.mu.Unlock()
	if ok && time.Since(k.at) < membersKept {
		return k.value[user]
	}
	members := make(map[string]bool)
	params := &slack.GetUsersInConversationParameters{ChannelID: channel, Limit: 1000}
	for {
		page, next, err := c.api.GetUsersInConversationContext(ctx, params)
		if err != nil {
			c.opts.Log.Warn("slack: who is in a channel is not known", "channel", channel, "error", classify(err).Err)
			return false
		}
		for _, m := range page {
			members[m] = true
		}
		if next == "" {
			break
		}
		params.Cursor = next
	}
	c.people.mu.Lock()
	defer c.people.mu.Unlock()
	if c.people.members == nil {
		c.people.members = make(map[string]learned[map[string]bool])
	}
	c.people.members[channel] = learned[map[string]bool]{members, time.Now()}
	return members[user]
}

// sender is who sent an update.
func (u update) sender() string {
	var h head
	if json.Unmarshal(u.Payload, &h) != nil {
		return ""
	}
	return string(first(h.User, h.Event.User, h.Event.Message.User, h.Event.Previous.User))
}

// introduce puts the names of who sent them into updates.
func (c *Channel) introduce(ctx context.Context, updates []*update) {
	senders := make([]string, len(updates))
	var users []string
	for i, u := range updates {
		senders[i] = u.sender()
		if talks(senders[i]) && !slices.Contains(users, senders[i]) {
			users = append(users, senders[i])
		}
	}
	names := make([]string, len(users))
	var asking sync.WaitGroup
	for i, user := range users {
		asking.Go(func() { names[i] = c.nameOf(ctx, user) })
	}
	asking.Wait()
	for i, u := range updates {
		if at := slices.Index(users, senders[i]); at >= 0 {
			u.Name = names[at]
		}
	}
}
