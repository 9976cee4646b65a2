// Package telegramtest is Telegram as seen by one bot, for tests: it speaks the
// Bot API over HTTP, keeps what the bot sent, and misbehaves on demand. It knows
// nothing of this project's types, so that it tests the wire and not our idea of it.
package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// Token is the only token the network accepts.
const Token = "1000000001:SECRET-OF-THE-TEST"

// Username is the bot's.
const Username = "PotentielsTestBot"

// Sent is a message that the network accepted from the bot.
type Sent struct {
	Chat    int64
	Text    string // as shown: HTML entities resolved by the caller if wanted
	Mode    string // parse_mode
	Buttons []Button
	File    string // name of the document
	Data    []byte
}

// Button is one inline button.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
	URL  string `json:"url"`
}

// Fault is how a call goes wrong.
type Fault struct {
	Status      int    // HTTP status and error_code
	Description string // of the JSON error
	RetryAfter  int    // parameters.retry_after, seconds
	Body        string // answered instead of JSON
	Cut         bool   // the connection is reset before the call does anything
	CutAfter    bool   // the call is done, then the connection is reset
	// Held: the call waits until it is closed, and then goes well.
	Held <-chan struct{}
}

// update waits to be confirmed.
type update struct {
	id   int64
	raw  json.RawMessage
	chat int64
	done bool // confirmed
}

// Network is the fake. Its methods are safe for concurrent use.
type Network struct {
	mu       sync.Mutex
	updates  []*update
	nextID   int64
	date     map[int64]int64
	sent     []Sent
	answers  map[string]int // answerCallbackQuery by id
	methods  map[string]int
	commands map[string]string
	fault    func(method string, chat int64) *Fault
	arrived  chan struct{} // closed and replaced when something new is there
	changed  chan struct{} // the same for what the bot did
	webhook  string
	secret   string
	redo     int
	queues   map[int64]chan struct{} // closed when the chat's last update so far was taken
}

// New makes a network whose first update_id is 1000.
func New() *Network {
	return &Network{
		nextID: 1000, date: map[int64]int64{}, answers: map[string]int{}, methods: map[string]int{},
		commands: map[string]string{}, queues: map[int64]chan struct{}{}, arrived: make(chan struct{}), changed: make(chan struct{}),
	}
}

// Fail names the function that decides how each call goes; nil means well.
func (n *Network) Fail(f func(method string, chat int64) *Fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault = f
}

// Redeliver makes the next answer of getUpdates begin with up to k updates that
// were confirmed before, as happens after a failover at Telegram.
func (n *Network) Redeliver(k int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.redo = k
	n.wake(&n.arrived)
}

func (n *Network) wake(ch *chan struct{}) {
	close(*ch)
	*ch = make(chan struct{})
}

// Changed is closed when the bot does something more.
func (n *Network) Changed() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.changed
}

// Sent gives what the bot sent to a chat, in order of acceptance; chat 0 is all.
func (n *Network) Sent(chat int64) []Sent {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []Sent
	for _, s := range n.sent {
		if chat == 0 || s.Chat == chat {
			out = append(out, s)
		}
	}
	return out
}

// Calls counts the calls of a method.
func (n *Network) Calls(method string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.methods[method]
}

// Answered counts the answers to a press.
func (n *Network) Answered(callback string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.answers[callback]
}

// Commands gives the registered commands of a language as the JSON that was sent.
func (n *Network) Commands(language string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.commands[language]
}

// Unconfirmed counts the updates the bot has not confirmed.
func (n *Network) Unconfirmed() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	count := 0
	for _, u := range n.updates {
		if !u.done {
			count++
		}
	}
	return count
}

// ServeHTTP implements http.Handler.
func (n *Network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || token != Token {
		refuse(w, http.StatusUnauthorized, "Unauthorized", 0)
		return
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		// A call without parameters comes as an empty body; the real server takes it.
		if err := r.ParseMultipartForm(64 << 20); err != nil && r.ContentLength != 0 && !errors.Is(err, io.EOF) {
			refuse(w, http.StatusBadRequest, "Bad Request: cannot parse the form", 0)
			return
		}
	} else if err := r.ParseForm(); err != nil {
		refuse(w, http.StatusBadRequest, "Bad Request: cannot parse the form", 0)
		return
	}
	chat, _ := strconv.ParseInt(r.Form.Get("chat_id"), 10, 64)
	n.mu.Lock()
	n.methods[method]++
	var f *Fault
	if n.fault != nil {
		f = n.fault(method, chat)
	}
	n.mu.Unlock()
	if f != nil && f.Held != nil {
		_, _ = io.Copy(io.Discard, r.Body) // until its end a server does not notice that the caller is gone
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
	result, status, problem := n.call(r, method, chat)
	if f != nil {
		fail(w, &Fault{Cut: true})
		return
	}
	if problem != "" {
		refuse(w, status, problem, 0)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"ok":true,"result":%s}`, result)
}

func fail(w http.ResponseWriter, f *Fault) {
	switch {
	case f.Cut:
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	case f.Body != "":
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte(f.Body))
	default:
		refuse(w, f.Status, f.Description, f.RetryAfter)
	}
}

func refuse(w http.ResponseWriter, status int, description string, retryAfter int) {
	body := map[string]any{"ok": false, "error_code": status, "description": description}
	if retryAfter > 0 {
		body["parameters"] = map[string]any{"retry_after": retryAfter}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (n *Network) call(r *http.Request, method string, chat int64) (result string, status int, problem string) {
	switch method {
	case "getUpdates":
		return n.getUpdates(r)
	case "getMe":
		return fmt.Sprintf(`{"id":1000000001,"is_bot":true,"first_name":"Test","username":%q}`, Username), 0, ""
	case "setWebhook", "deleteWebhook":
		return n.setWebhook(r, method)
	case "setMyCommands":
		n.mu.Lock()
		defer n.mu.Unlock()
		n.commands[r.Form.Get("language_code")] = r.Form.Get("commands")
		n.wake(&n.changed)
		return "true", 0, ""
	case "answerCallbackQuery":
		n.mu.Lock()
		defer n.mu.Unlock()
		n.answers[r.Form.Get("callback_query_id")]++
		n.wake(&n.changed)
		return "true", 0, ""
	case "sendMessage", "sendDocument":
		return n.send(r, method, chat)
	default:
		return "", http.StatusNotFound, "Not Found: method " + method
	}
}

// send checks what the real server checks.
func (n *Network) send(r *http.Request, method string, chat int64) (string, int, string) {
	s := Sent{Chat: chat, Text: r.Form.Get("text"), Mode: r.Form.Get("parse_mode")}
	limit := 4096
	if method == "sendDocument" {
		limit = 1024
		s.Text = r.Form.Get("caption")
		if r.MultipartForm == nil {
			return "", http.StatusBadRequest, "Bad Request: there is no document in the request"
		}
		for _, files := range r.MultipartForm.File {
			s.File = files[0].Filename
			f, err := files[0].Open()
			if err != nil {
				return "", http.StatusBadRequest, "Bad Request: the document cannot be read"
			}
			s.Data = make([]byte, files[0].Size)
			_, err = f.Read(s.Data)
			_ = f.Close()
			if err != nil {
				return "", http.StatusBadRequest, "Bad Request: the document cannot be read"
			}
		}
	} else if strings.TrimSpace(s.Text) == "" {
		return "", http.StatusBadRequest, "Bad Request: message text is empty"
	}
	shown, problem := show(s.Text, s.Mode)
	if problem != "" {
		return "", http.StatusBadRequest, problem
	}
	if len(utf16.Encode([]rune(shown))) > limit {
		return "", http.StatusBadRequest, "Bad Request: message is too long"
	}
	s.Text = shown
	if markup := r.Form.Get("reply_markup"); markup != "" {
		var m struct {
			Keyboard [][]Button `json:"inline_keyboard"`
		}
		if err := json.Unmarshal([]byte(markup), &m); err != nil {
			return "", http.StatusBadRequest, "Bad Request: can't parse reply keyboard markup JSON object"
		}
		for _, row := range m.Keyboard {
			for _, b := range row {
				if b.URL == "" && (len(b.Data) < 1 || len(b.Data) > 64) {
					return "", http.StatusBadRequest, "Bad Request: BUTTON_DATA_INVALID"
				}
				s.Buttons = append(s.Buttons, b)
			}
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent = append(n.sent, s)
	n.wake(&n.changed)
	return fmt.Sprintf(`{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"}}`,
		len(n.sent), time.Now().Unix(), chat), 0, ""
}
