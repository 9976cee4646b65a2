package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// firstDate is when the people of the tests begin to write: a second each
// message, so that none of them ever writes two in one second.
const firstDate = 1_790_000_000

// Push queues an update; fields are those of Update but update_id, and chat is
// whose queue it is in. It returns the update_id.
func (n *Network) Push(chat int64, fields map[string]any) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.nextID++
	fields["update_id"] = n.nextID
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err) // a test gave something that is not JSON
	}
	n.updates = append(n.updates, &update{id: n.nextID, raw: raw, chat: chat})
	n.wake(&n.arrived)
	return n.nextID
}

// Message makes the fields of a private message, dated a second after the chat's last.
func (n *Network) Message(chat int64, more map[string]any) map[string]any {
	n.mu.Lock()
	n.date[chat]++
	date := firstDate + n.date[chat]
	n.mu.Unlock()
	m := map[string]any{
		"message_id": date - firstDate, "date": date,
		"chat": map[string]any{"id": chat, "type": "private", "first_name": "Test"},
		"from": map[string]any{"id": chat, "is_bot": false, "first_name": "Test"},
	}
	maps.Copy(m, more)
	return map[string]any{"message": m}
}

// Say has a person write text; a leading command gets its entity.
func (n *Network) Say(chat int64, text string) int64 {
	more := map[string]any{"text": text}
	if strings.HasPrefix(text, "/") {
		word, _, _ := strings.Cut(text, " ")
		more["entities"] = []map[string]any{{"type": "bot_command", "offset": 0, "length": len(word)}}
	}
	return n.Push(chat, n.Message(chat, more))
}

// Press has a person press a button with that data.
func (n *Network) Press(chat int64, data string) (updateID int64, callback string) {
	callback = fmt.Sprintf("cb-%d-%s", chat, data)
	id := n.Push(chat, map[string]any{"callback_query": map[string]any{
		"id": callback, "data": data, "chat_instance": "1",
		"from":    map[string]any{"id": chat, "is_bot": false, "first_name": "Test"},
		"message": map[string]any{"message_id": 1, "date": firstDate, "chat": map[string]any{"id": chat, "type": "private"}},
	}})
	return id, callback
}

func (n *Network) getUpdates(r *http.Request) (string, int, string) {
	offset, _ := strconv.ParseInt(r.Form.Get("offset"), 10, 64)
	timeout, _ := strconv.Atoi(r.Form.Get("timeout"))
	deadline := time.After(time.Duration(timeout) * time.Second)
	n.mu.Lock()
	if n.webhook != "" {
		n.mu.Unlock()
		return "", http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active"
	}
	for _, u := range n.updates {
		if u.id < offset {
			u.done = true
		}
	}
	n.mu.Unlock()
	for {
		n.mu.Lock()
		batch, arrived := n.batch(), n.arrived
		n.mu.Unlock()
		if len(batch) > 0 {
			body, err := json.Marshal(batch)
			if err != nil {
				return "", http.StatusInternalServerError, "Internal Server Error"
			}
			return string(body), 0, ""
		}
		select {
		case <-arrived:
		case <-deadline:
			return "[]", 0, ""
		case <-r.Context().Done():
			return "[]", 0, ""
		}
	}
}

// batch takes up to 100 updates that are not confirmed, after those to be delivered again.
func (n *Network) batch() []json.RawMessage {
	var again, fresh []json.RawMessage
	for i := len(n.updates) - 1; i >= 0 && len(again) < n.redo; i-- {
		if n.updates[i].done {
			again = append([]json.RawMessage{n.updates[i].raw}, again...)
		}
	}
	n.redo = 0
	for _, u := range n.updates {
		if !u.done && len(again)+len(fresh) < 100 {
			fresh = append(fresh, u.raw)
		}
	}
	return append(again, fresh...)
}

func (n *Network) setWebhook(r *http.Request, method string) (string, int, string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.webhook, n.secret = "", ""
	if method == "setWebhook" {
		n.webhook, n.secret = r.Form.Get("url"), r.Form.Get("secret_token")
	}
	if r.Form.Get("drop_pending_updates") == "true" {
		n.updates = nil
	}
	n.wake(&n.changed)
	return "true", 0, ""
}

// Webhook gives the address the bot registered, or "".
func (n *Network) Webhook() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.webhook
}

// Deliver posts one update to the webhook and reports the status; 200 confirms it.
func (n *Network) Deliver(ctx context.Context, id int64) (int, error) {
	n.mu.Lock()
	var found *update
	for _, u := range n.updates {
		if u.id == id {
			found = u
		}
	}
	address, secret := n.webhook, n.secret
	n.mu.Unlock()
	if found == nil {
		return 0, fmt.Errorf("no update %d", id)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(found.raw))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode == http.StatusOK {
		n.mu.Lock()
		found.done = true
		n.mu.Unlock()
	}
	return resp.StatusCode, nil
}

// tag matches what parse mode HTML takes for markup.
var (
	tag    = regexp.MustCompile(`</?(?:b|i|u|s|a|code|pre)(?:\s[^<>]*)?>`)
	entity = regexp.MustCompile(`&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});`)
)

// show resolves markup as the server does, and refuses what it refuses.
func show(text, mode string) (string, string) {
	if mode != "HTML" {
		return text, ""
	}
	bare := tag.ReplaceAllString(text, "")
	if strings.ContainsAny(bare, "<>") || strings.Contains(entity.ReplaceAllString(bare, ""), "&") {
		return "", "Bad Request: can't parse entities: unsupported start tag"
	}
	return html.UnescapeString(bare), ""
}
