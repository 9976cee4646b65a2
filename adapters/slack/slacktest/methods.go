package slacktest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// problem is why a call fails.
type problem struct {
	code    string
	details []string
	wait    int // seconds
}

var well problem

func refused(code string) (map[string]any, problem) { return nil, problem{code: code} }

// call makes a call of the Web API. The lock is held.
func (n *Network) call(method, token string, form url.Values) (map[string]any, problem) {
	opens := method == "apps.connections.open"
	switch {
	case token == "":
		return refused("not_authed")
	case n.revoked && (token == BotToken || token == AppToken):
		return refused("token_revoked")
	case token != BotToken && token != AppToken:
		return refused("invalid_auth")
	case opens != (token == AppToken):
		return refused("not_allowed_token_type")
	}
	switch method {
	case "auth.test":
		return map[string]any{"user_id": BotUser, "bot_id": botID, "team_id": teamID, "user": "potentiels", "team": "Test"}, well
	case "apps.connections.open":
		ticket := n.id("ticket")
		n.sockets.tickets[ticket] = true
		return map[string]any{"url": "ws" + strings.TrimPrefix(n.Base, "http") + "/link?ticket=" + ticket}, well
	case "chat.postMessage", "chat.postEphemeral":
		return n.post(method, form)
	case "chat.update":
		return n.update(form)
	case "conversations.open":
		user := form.Get("users")
		if !strings.HasPrefix(user, "U") {
			return refused("user_not_found")
		}
		return map[string]any{"channel": map[string]any{"id": n.im(user).id}}, well
	case "conversations.members":
		c := n.channels[form.Get("channel")]
		if c == nil {
			return refused("channel_not_found")
		}
		return map[string]any{"members": slices.Sorted(maps.Keys(c.members)), "response_metadata": map[string]any{"next_cursor": ""}}, well
	case "chat.delete":
		c := n.channels[form.Get("channel")]
		if c == nil || c.find(form.Get("ts")) == nil {
			return refused("message_not_found")
		}
		c.find(form.Get("ts")).Deleted = true
		return map[string]any{"channel": c.id, "ts": form.Get("ts")}, well
	case "conversations.history", "conversations.replies":
		return n.history(method, form)
	case "users.info":
		return n.userInfo(form.Get("user"))
	case "views.open", "views.update", "views.publish":
		return n.view(method, form)
	case "files.getUploadURLExternal", "files.completeUploadExternal":
		return n.file(method, form)
	}
	return refused("unknown_method")
}

// im is the direct message channel with a user. The lock is held.
func (n *Network) im(user string) *channel {
	id := "D" + strings.TrimPrefix(user, "U")
	if n.channels[id] == nil {
		n.channels[id] = &channel{id: id, im: user}
	}
	return n.channels[id]
}

// open finds a channel that the app may write to. The lock is held.
func (n *Network) open(id string) (*channel, problem) {
	c := n.channels[id]
	if c == nil && strings.HasPrefix(id, "U") {
		if n.gone[id] {
			return nil, problem{code: "user_disabled"}
		}
		c = n.im(id)
	}
	switch {
	case c == nil:
		return nil, problem{code: "channel_not_found"}
	case c.im != "" && n.gone[c.im]:
		return nil, problem{code: "user_disabled"}
	case c.archived:
		return nil, problem{code: "is_archived"}
	case c.without:
		return nil, problem{code: "not_in_channel"}
	}
	return c, well
}

// content reads what a message says, and refuses what Slack refuses.
func content(form url.Values, longest int) (*Post, problem) {
	p := &Post{Text: form.Get("text"), User: BotUser}
	if raw := form.Get("metadata"); raw != "" {
		p.Metadata = json.RawMessage(raw)
	}
	if raw := form.Get("blocks"); raw != "" {
		if err := json.Unmarshal([]byte(raw), &p.Blocks); err != nil {
			return nil, problem{code: "invalid_blocks_format"}
		}
		if faults := checkBlocks(p.Blocks, 50); len(faults) > 0 {
			return nil, problem{code: "invalid_blocks", details: faults}
		}
		if len(raw) > 13200 { // not documented, but seen
			return nil, problem{code: "msg_blocks_too_long"}
		}
	}
	switch {
	case p.Text == "" && len(p.Blocks) == 0:
		return nil, problem{code: "no_text"}
	case utf8.RuneCountInString(p.Text) > longest:
		return nil, problem{code: "msg_too_long"}
	}
	return p, well
}

func (n *Network) post(method string, form url.Values) (map[string]any, problem) {
	p, bad := content(form, 40000)
	if bad.code != "" {
		return nil, bad
	}
	c, bad := n.open(form.Get("channel"))
	if bad.code != "" {
		return nil, bad
	}
	if thread := form.Get("thread_ts"); thread != "" {
		parent := c.find(thread)
		if parent == nil {
			return refused("thread_not_found")
		}
		p.Thread = parent.TS
		if parent.Thread != "" {
			p.Thread = parent.Thread
		}
	}
	if method == "chat.postEphemeral" {
		p.OnlyFor = form.Get("user")
		if n.gone[p.OnlyFor] || p.OnlyFor == "" {
			return refused("user_not_in_channel")
		}
	} else if n.Strict {
		if now := time.Now(); now.Before(c.full) {
			return nil, problem{code: "ratelimited", wait: 1}
		} else {
			c.full = now.Add(time.Second)
		}
	}
	p.Channel, p.TS = c.id, n.ts()
	c.posts = append(c.posts, p)
	if p.OnlyFor != "" {
		return map[string]any{"message_ts": p.TS}, well
	}
	n.echo(c, p)
	return map[string]any{"channel": c.id, "ts": p.TS}, well
}

func (c *channel) find(ts string) *Post {
	i := slices.IndexFunc(c.posts, func(p *Post) bool { return p.TS == ts && !p.Deleted && p.OnlyFor == "" })
	if i < 0 {
		return nil
	}
	return c.posts[i]
}

func (n *Network) update(form url.Values) (map[string]any, problem) {
	p, bad := content(form, 4000)
	if bad.code != "" {
		return nil, bad
	}
	c, bad := n.open(form.Get("channel"))
	if bad.code != "" {
		return nil, bad
	}
	old := c.find(form.Get("ts"))
	switch {
	case old == nil:
		return refused("message_not_found")
	case old.User != BotUser:
		return refused("cant_update_message")
	}
	old.Text, old.Blocks = p.Text, p.Blocks
	old.Updates++
	return map[string]any{"channel": c.id, "ts": old.TS, "text": old.Text}, well
}

func (n *Network) history(method string, form url.Values) (map[string]any, problem) {
	c := n.channels[form.Get("channel")]
	if c == nil {
		return refused("channel_not_found")
	}
	messages := []map[string]any{}
	for _, p := range slices.Backward(c.posts) {
		inThread := p.Thread == form.Get("ts") || p.TS == form.Get("ts")
		if p.TS < form.Get("oldest") || p.Deleted || p.OnlyFor != "" || method == "conversations.replies" && !inThread ||
			method == "conversations.history" && p.Thread != "" {
			continue
		}
		m := map[string]any{"type": "message", "ts": p.TS, "user": p.User, "text": p.Text}
		if len(p.Metadata) > 0 && form.Get("include_all_metadata") != "" {
			m["metadata"] = p.Metadata
		}
		messages = append(messages, m)
	}
	return map[string]any{"messages": messages}, well
}

func (n *Network) userInfo(user string) (map[string]any, problem) {
	if !strings.HasPrefix(user, "U") {
		return refused("user_not_found")
	}
	name := strings.ToLower(user)
	return map[string]any{"user": map[string]any{
		"id": user, "name": name, "real_name": "Marie " + user, "deleted": n.gone[user],
		"profile": map[string]any{"first_name": "Marie", "real_name": "Marie " + user},
	}}, well
}

// file is the two calls around an upload.
func (n *Network) file(method string, form url.Values) (map[string]any, problem) {
	if method == "files.getUploadURLExternal" {
		if form.Get("filename") == "" || form.Get("length") == "" || form.Get("length") == "0" {
			return refused("missing_argument")
		}
		id := n.id("F")
		n.files[id] = form.Get("filename")
		return map[string]any{"upload_url": n.Base + "/upload/" + id, "file_id": id}, well
	}
	var files []struct{ ID string }
	if err := json.Unmarshal([]byte(form.Get("files")), &files); err != nil || len(files) != 1 || n.files[files[0].ID] == "" {
		return refused("file_not_found")
	}
	c := n.channels[form.Get("channel_id")] // here a user's id is not enough
	if c == nil {
		return refused("channel_not_found")
	}
	c.posts = append(c.posts, &Post{Channel: c.id, TS: n.ts(), User: BotUser, Text: form.Get("initial_comment"), File: n.files[files[0].ID]})
	return map[string]any{"files": []map[string]any{{"id": files[0].ID, "title": n.files[files[0].ID]}}}, well
}

func (n *Network) upload(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = w.Write([]byte("OK"))
}

// respond takes a message for the response_url of a command or a press.
func (n *Network) respond(w http.ResponseWriter, r *http.Request) {
	_ = readForm(r)
	n.mu.Lock()
	defer n.mu.Unlock()
	defer n.wake()
	where := strings.Split(strings.TrimPrefix(r.URL.Path, "/response/"), "/") // channel, user
	p, bad := content(r.Form, 40000)
	c := n.channels[where[0]]
	if bad.code != "" || c == nil || len(where) != 2 {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(bad.code))
		return
	}
	p.Channel, p.TS, p.OnlyFor = c.id, n.ts(), where[1]
	c.posts = append(c.posts, p)
	_, _ = w.Write([]byte("ok"))
}
