// Package slacktest is Slack as seen by one app in one workspace, for tests: the Web API
// with its limits, Socket Mode, and events over HTTP; it keeps what the app posted, and
// misbehaves on demand. It knows nothing of this project's types, so that it tests the wire
// and not our idea of it.
package slacktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What the network takes for authentic.
const (
	BotToken = "xoxb-SECRET-OF-THE-TEST"
	AppToken = "xapp-SECRET-OF-THE-TEST"
	Secret   = "signing-SECRET-OF-THE-TEST"
)

// The app.
const (
	appID   = "A0TEST"
	botID   = "B0TEST"
	BotUser = "U0BOT"
	teamID  = "T0TEST"
)

// Post is a message of a channel.
type Post struct {
	Channel, TS, Thread string
	User                string // who wrote it; BotUser for the app
	OnlyFor             string // the one who sees an ephemeral message
	Text                string
	Blocks              []map[string]any
	Metadata            json.RawMessage
	File                string // name of a file shared with it
	Updates             int
	Deleted             bool
}

// Shown is all that a person reads in a post: the text of its blocks, or else its text.
func (p Post) Shown() string {
	if len(p.Blocks) == 0 {
		return unescape(p.Text)
	}
	var words []string
	for _, b := range p.Blocks {
		words = append(words, wordsOf(b)...)
	}
	return strings.Join(words, "\n")
}

// Labels are those of the buttons under a post.
func (p Post) Labels() []string {
	var out []string
	for _, e := range elements(p.Blocks) {
		if e["type"] == "button" {
			out = append(out, textOf(e["text"]))
		}
	}
	return out
}

// Asks is what a button of a post asks before it does something; "" is nothing.
func (p Post) Asks(label string) string {
	for _, e := range elements(p.Blocks) {
		if confirm, ok := e["confirm"].(map[string]any); ok && textOf(e["text"]) == label {
			return textOf(confirm["text"])
		}
	}
	return ""
}

// Channel is a conversation of the workspace.
type channel struct {
	id       string
	im       string // the user of a direct message
	archived bool
	without  bool // the app is not in it
	posts    []*Post
	members  map[string]bool
	full     time.Time // until when the pace of a post a second is used up
}

// Fault is how a call goes wrong.
type Fault struct {
	Status     int    // HTTP status, with an HTML body
	Error      string // of Slack's JSON answer
	RetryAfter int    // 429 with so many seconds; -1: a 429 without the header
	Cut        bool   // the connection is reset before the call does anything
	CutAfter   bool   // the call is done, then the connection is reset
	Held       <-chan struct{}
}

// Network is the fake. Its methods are safe for concurrent use; the fields are set before it is.
type Network struct {
	// AckTimeout is how long the app has to acknowledge, and Retries the waits before an event
	// that it did not acknowledge is sent again. TriggerLife is how long a form can be opened.
	AckTimeout  time.Duration
	Retries     []time.Duration
	TriggerLife time.Duration
	// Strict holds each channel to a post a second.
	Strict bool
	// Endpoint is where the app takes events in HTTP mode; empty: Socket Mode.
	Endpoint string
	// Base is the address of this network as the app reaches it.
	Base string

	mu         sync.Mutex
	changed    chan struct{}
	channels   map[string]*channel
	gone       map[string]bool // users who were deactivated
	views      map[string]*View
	homes      map[string]*View
	triggers   map[string]*trigger
	fault      func(method, channel string) *Fault
	calls      map[string]int
	deliveries []*Delivery
	sockets    sockets
	last       int64 // of the timestamps given, in microseconds
	ids        int
	files      map[string]string
	revoked    bool
}

type trigger struct {
	user string
	made time.Time
	used bool
}

// New makes a workspace with the channel C0DESK, and the app in it.
func New() *Network {
	return &Network{
		AckTimeout: 3 * time.Second, TriggerLife: 3 * time.Second,
		Retries:  []time.Duration{0, time.Minute, 5 * time.Minute},
		changed:  make(chan struct{}),
		channels: map[string]*channel{"C0DESK": {id: "C0DESK"}}, gone: map[string]bool{},
		views: map[string]*View{}, homes: map[string]*View{}, triggers: map[string]*trigger{},
		calls: map[string]int{}, files: map[string]string{},
		sockets: sockets{tickets: map[string]bool{}, pending: map[string]*attempt{}},
	}
}

// AddChannel adds a channel with the app in it.
func (n *Network) AddChannel(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.channels[id] = &channel{id: id}
}

// Join makes somebody a member of a channel.
func (n *Network) Join(id, user string) {
	n.onChannel(id, func(c *channel) {
		if c.members == nil {
			c.members = map[string]bool{}
		}
		c.members[user] = true
	})
}

// Archive archives a channel, and Remove takes the app out of it.
func (n *Network) Archive(id string) { n.onChannel(id, func(c *channel) { c.archived = true }) }

// Remove takes the app out of a channel.
func (n *Network) Remove(id string) { n.onChannel(id, func(c *channel) { c.without = true }) }

// Restore undoes Archive and Remove.
func (n *Network) Restore(id string) {
	n.onChannel(id, func(c *channel) { c.archived, c.without = false, false })
}

func (n *Network) onChannel(id string, f func(*channel)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(n.channels[id])
}

// Deactivate ends the account of a member of staff.
func (n *Network) Deactivate(user string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.gone[user] = true
}

// Revoke makes both tokens void.
func (n *Network) Revoke() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.revoked = true
}

// Fail names the function that decides how each call goes; nil means well.
func (n *Network) Fail(f func(method, channel string) *Fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault = f
}

// Calls counts the calls of a method.
func (n *Network) Calls(method string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.calls[method]
}

// Vanish deletes a post, as its channel's owner can.
func (n *Network) Vanish(p Post) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.channels[p.Channel].find(p.TS).Deleted = true
}

// Posts gives what the app posted to a channel, in order; "" is all channels. A user's id
// stands for the direct messages with them.
func (n *Network) Posts(id string) []Post {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []Post
	for _, name := range slices.Sorted(maps.Keys(n.channels)) {
		c := n.channels[name]
		if id != "" && id != name && id != c.im {
			continue
		}
		for _, p := range c.posts {
			if p.User == BotUser {
				out = append(out, *p)
			}
		}
	}
	return out
}

// Changed is closed when something happens.
func (n *Network) Changed() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.changed
}

// wake tells those who wait. The lock is held.
func (n *Network) wake() {
	close(n.changed)
	n.changed = make(chan struct{})
}

// id makes an identifier, and ts a timestamp. The lock is held.
func (n *Network) id(prefix string) string {
	n.ids++
	return fmt.Sprintf("%s%07d", prefix, n.ids)
}

func (n *Network) ts() string {
	n.last = max(n.last+1, time.Now().UnixMicro())
	return fmt.Sprintf("%d.%06d", n.last/1e6, n.last%1e6)
}

// ServeHTTP implements http.Handler.
func (n *Network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method, ok := strings.CutPrefix(r.URL.Path, "/api/")
	switch {
	case ok:
		n.api(w, r, method)
	case strings.HasPrefix(r.URL.Path, "/link"):
		n.link(w, r)
	case strings.HasPrefix(r.URL.Path, "/upload/"):
		n.upload(w, r)
	case strings.HasPrefix(r.URL.Path, "/response/"):
		n.respond(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (n *Network) api(w http.ResponseWriter, r *http.Request, method string) {
	if err := readForm(r); err != nil {
		answer(w, map[string]any{"ok": false, "error": "invalid_form_data"})
		return
	}
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = r.Form.Get("token")
	}
	n.mu.Lock()
	n.calls[method]++
	var f *Fault
	if n.fault != nil {
		f = n.fault(method, r.Form.Get("channel"))
	}
	n.mu.Unlock()
	if f != nil && f.Held != nil {
		select {
		case <-f.Held:
		case <-r.Context().Done():
			return
		}
		f = nil
	}
	if f != nil && !f.CutAfter {
		fail(w, f)
		return
	}
	n.mu.Lock()
	result, problem := n.call(method, token, r.Form)
	n.wake()
	n.mu.Unlock()
	switch {
	case f != nil:
		fail(w, &Fault{Cut: true})
	case problem.wait > 0:
		fail(w, &Fault{RetryAfter: problem.wait})
	case problem.code != "":
		answer(w, map[string]any{"ok": false, "error": problem.code, "response_metadata": map[string]any{"messages": problem.details}})
	default:
		result["ok"] = true
		answer(w, result)
	}
}

// readForm reads the arguments of a call, which come as a form or as JSON.
func readForm(r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			return r.ParseMultipartForm(8 << 20)
		}
		return r.ParseForm()
	}
	fields := map[string]json.RawMessage{}
	if err := json.NewDecoder(r.Body).Decode(&fields); err != nil && r.ContentLength > 0 {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	for k, v := range fields {
		var s string
		if json.Unmarshal(v, &s) != nil {
			s = string(v)
		}
		r.Form.Set(k, s)
	}
	return nil
}

func answer(w http.ResponseWriter, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, f *Fault) {
	switch {
	case f.Cut:
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
	case f.RetryAfter != 0:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"ok":false,"error":"ratelimited"}`))
	case f.Error != "":
		answer(w, map[string]any{"ok": false, "error": f.Error})
	default:
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte("<html>SECRET-BODY</html>"))
	}
}
