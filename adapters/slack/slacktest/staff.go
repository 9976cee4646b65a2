package slacktest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// event wraps an inner event. The lock is held.
func (n *Network) event(inner map[string]any) map[string]any {
	if inner["event_ts"] == nil {
		inner["event_ts"] = n.ts()
	}
	return map[string]any{
		"token": "verification", "team_id": teamID, "api_app_id": appID, "type": "event_callback",
		"event_id": n.id("Ev"), "event_time": time.Now().Unix(), "event": inner,
		"authorizations": []map[string]any{{"team_id": teamID, "user_id": BotUser, "is_bot": true}},
	}
}

// Event delivers any inner event.
func (n *Network) Event(inner map[string]any) *Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.deliver("events_api", n.event(inner), nil)
}

// echo tells the app of its own post, as Slack does. The lock is held.
func (n *Network) echo(c *channel, p *Post) {
	n.deliver("events_api", n.event(map[string]any{
		"type": "message", "channel": c.id, "channel_type": c.kind(), "user": BotUser, "bot_id": botID, "app_id": appID,
		"text": p.Text, "ts": p.TS, "thread_ts": p.Thread,
	}), nil)
}

func (c *channel) kind() string {
	if c.im != "" {
		return "im"
	}
	return "channel"
}

// Say has somebody write the app a direct message.
func (n *Network) Say(user, text string) *Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.wrote(n.im(user), "", user, text)
}

// Write has somebody write in a channel, or in the thread of a post there.
func (n *Network) Write(channel, thread, user, text string) *Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.wrote(n.channels[channel], thread, user, text)
}

func (n *Network) wrote(c *channel, thread, user, text string) *Delivery {
	p := &Post{Channel: c.id, TS: n.ts(), Thread: thread, User: user, Text: escape(text)}
	c.posts = append(c.posts, p)
	return n.deliver("events_api", n.event(message(c, p)), nil)
}

// message is the event of a message that somebody wrote.
func message(c *channel, p *Post) map[string]any {
	m := map[string]any{
		"type": "message", "channel": c.id, "channel_type": c.kind(), "user": p.User, "text": p.Text, "ts": p.TS, "event_ts": p.TS,
		"client_msg_id": "client-" + p.TS, "team": teamID,
	}
	if p.Thread != "" {
		m["thread_ts"] = p.Thread
	}
	return m
}

// Edit has the author of the last message with a text change it; with "" they delete it.
func (n *Network) Edit(channel, old, text string) *Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := n.channels[channel]
	i := slices.IndexFunc(c.posts, func(p *Post) bool { return p.Text == escape(old) && p.User != BotUser })
	p := c.posts[i]
	before := message(c, p)
	e := map[string]any{"type": "message", "channel": c.id, "channel_type": c.kind(), "hidden": true, "ts": n.ts(), "previous_message": before}
	if text == "" {
		p.Deleted = true
		e["subtype"], e["deleted_ts"] = "message_deleted", p.TS
		return n.deliver("events_api", n.event(e), nil)
	}
	p.Text = escape(text)
	after := message(c, p)
	after["edited"] = map[string]any{"user": p.User, "ts": n.ts()}
	e["subtype"], e["message"] = "message_changed", after
	return n.deliver("events_api", n.event(e), nil)
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// Home has somebody open the app's home.
func (n *Network) Home(user string) *Delivery {
	return n.Event(map[string]any{"type": "app_home_opened", "user": user, "tab": "home"})
}

// interaction is what all of them have. The lock is held.
func (n *Network) interaction(kind, user string) map[string]any {
	id := n.id("trigger")
	n.triggers[id] = &trigger{user: user, made: time.Now()}
	return map[string]any{
		"type": kind, "token": "verification", "api_app_id": appID, "team": map[string]any{"id": teamID},
		"user": map[string]any{"id": user, "username": strings.ToLower(user), "team_id": teamID}, "trigger_id": id,
	}
}

// Press has somebody press the button with a label under the last post that has it.
func (n *Network) Press(user, channel, label string) (*Delivery, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := n.channels[channel]
	if strings.HasPrefix(channel, "U") {
		c = n.im(channel)
	}
	for _, p := range slices.Backward(c.posts) {
		if p.Deleted || p.OnlyFor != "" && p.OnlyFor != user || !slices.Contains(p.Labels(), label) {
			continue
		}
		return n.press(user, *p, label), nil
	}
	return nil, fmt.Errorf("no post in %s has a button %q", channel, label)
}

// PressOn has somebody press a button of a post as it once was: their Slack shows it so for a moment.
func (n *Network) PressOn(user string, p Post, label string) *Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.press(user, p, label)
}

func (n *Network) press(user string, p Post, label string) *Delivery {
	body := n.interaction("block_actions", user)
	body["channel"] = map[string]any{"id": p.Channel}
	body["container"] = map[string]any{"type": "message", "message_ts": p.TS, "channel_id": p.Channel, "thread_ts": p.Thread}
	body["message"] = map[string]any{"ts": p.TS, "thread_ts": p.Thread, "user": BotUser, "bot_id": botID}
	body["response_url"] = n.Base + "/response/" + p.Channel + "/" + user
	return n.deliver("interactive", n.pressed(body, p.Blocks, label, ""), nil)
}

// pressed puts the element with a label, or an action_id, into a payload. The lock is held.
func (n *Network) pressed(body map[string]any, blocks []map[string]any, label, value string) map[string]any {
	for _, e := range elements(blocks) {
		if textOf(e["text"]) != label && e["action_id"] != label {
			continue
		}
		act := map[string]any{"type": e["type"], "action_id": e["action_id"], "block_id": e["block_id"], "action_ts": n.ts()}
		for _, key := range []string{"value", "url", "text"} {
			if e[key] != nil {
				act[key] = e[key]
			}
		}
		if e["type"] == "static_select" {
			act["selected_option"] = map[string]any{"value": value}
		}
		body["actions"] = []any{act}
		break
	}
	return body
}

// Command has somebody type the app's command.
func (n *Network) Command(user, channel, text string) *Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	id := n.id("trigger")
	n.triggers[id] = &trigger{user: user, made: time.Now()}
	return n.deliver("slash_commands", map[string]any{
		"token": "verification", "team_id": teamID, "api_app_id": appID, "channel_id": channel, "channel_name": "test", "user_id": user,
		"user_name": strings.ToLower(user), "command": "/potentiels", "text": text, "trigger_id": id,
		"response_url": n.Base + "/response/" + channel + "/" + user,
	}, func(d *Delivery) { n.immediate(d, channel, user) })
}

// immediate shows what came with the acknowledgement of a command. The lock is held.
func (n *Network) immediate(d *Delivery, channel, user string) {
	var a struct {
		Text   string           `json:"text"`
		Blocks []map[string]any `json:"blocks"`
	}
	if json.Unmarshal(d.Answer, &a) != nil || a.Text == "" && len(a.Blocks) == 0 {
		return
	}
	c := n.channels[channel]
	if faults := checkBlocks(a.Blocks, 50); len(faults) > 0 {
		d.Failed = true
		return
	}
	c.posts = append(c.posts, &Post{Channel: channel, TS: n.ts(), User: BotUser, OnlyFor: user, Text: a.Text, Blocks: a.Blocks})
}
