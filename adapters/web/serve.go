package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"time"
	"unicode/utf16"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

//go:embed page
var page embed.FS

const (
	// maxBody bounds a post. Text past maxUnits is not read by anybody and not kept.
	maxBody  = 512 << 10
	maxUnits = 4096
	// heartbeat keeps proxies from closing a silent stream, and finds what another
	// process has said.
	heartbeat = 15 * time.Second
	// reconnect is what a browser waits before it connects again.
	reconnect = 1500 * time.Millisecond
	// batch is how many lines of history are read at once.
	batch = 50
)

// policy allows the page its own files and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

// Handler serves the page, its files and its two calls: POST /chat/messages and
// GET /chat/events.
func (c *Channel) Handler() http.Handler {
	files, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /chat/events", c.events)
	mux.HandleFunc("POST /chat/messages", c.messages)
	// Forms and scripts of other sites cannot post with the visitor's cookie.
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-cache")
		guarded.ServeHTTP(w, r)
	})
}

// messages takes one post and answers 202 once it is stored.
func (c *Channel) messages(w http.ResponseWriter, r *http.Request) {
	var p post
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&p); err != nil {
		status := http.StatusBadRequest
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, "not a post of the page", status)
		return
	}
	if err := p.check(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	receive := c.receiver()
	if receive == nil {
		http.Error(w, "starting or stopping", http.StatusServiceUnavailable)
		return
	}
	p.Text = cut(p.Text, maxUnits)
	body, err := json.Marshal(p)
	if err != nil {
		http.Error(w, "not a post of the page", http.StatusBadRequest)
		return
	}
	who := c.admit(w, r)
	entry := bot.Entry{Kind: bot.Update, ID: p.ID, To: who, At: time.Now(), Body: body}
	if err := receive(r.Context(), entry); err != nil {
		c.opts.Log.Warn("web: a message was not stored; the page will post it again", "error", err, "to", who)
		w.Header().Del("Set-Cookie")
		http.Error(w, "not stored, post it again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// cut shortens text to so many UTF-16 units, between characters.
func cut(text string, units int) string {
	n := 0
	for i, r := range text {
		n += max(utf16.RuneLen(r), 1)
		if n > units {
			return text[:i]
		}
	}
	return text
}

// shown is a line of history as the page gets it. Numbers of 64 bits are text:
// JavaScript has none.
type shown struct {
	Entry string           `json:"entry"`
	At    time.Time        `json:"at"`
	Kind  dialogue.Kind    `json:"kind"`
	Text  string           `json:"text,omitempty"`
	Value string           `json:"value,omitempty"`
	Said  []dialogue.Reply `json:"said"`
}

// events streams the history from a cursor on: Last-Event-ID of a browser that
// reconnects, else ?after=N of a page that has something already.
func (c *Channel) events(w http.ResponseWriter, r *http.Request) {
	who, ok := c.visitor(r)
	if !ok {
		// 204 tells a browser to stop reconnecting: there is nobody yet.
		w.WriteHeader(http.StatusNoContent)
		return
	}
	after := cursor(r)
	woken, done := c.watch(who)
	defer done()
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
	if _, err := fmt.Fprintf(w, "retry: %d\n\n", reconnect.Milliseconds()); err != nil {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		last, err := c.catchUp(w, r, who, after)
		if err != nil {
			return
		}
		if after == last {
			if _, err := fmt.Fprint(w, ": \n\n"); err != nil {
				return
			}
		}
		after = last
		// A reader that is gone is noticed by a write that does not end.
		if err := out.SetWriteDeadline(time.Now().Add(2 * heartbeat)); err != nil {
			return
		}
		if err := out.Flush(); err != nil {
			return
		}
		select {
		case <-woken:
		case <-beat.C:
		case <-c.closing:
			return
		case <-r.Context().Done():
			return
		}
	}
}

func cursor(r *http.Request) uint64 {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("after")
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// catchUp writes the lines after a cursor and returns the last one's.
func (c *Channel) catchUp(w http.ResponseWriter, r *http.Request, who bot.Address, after uint64) (uint64, error) {
	for {
		lines, err := c.opts.History(r.Context(), who, after, batch)
		if err != nil {
			if r.Context().Err() == nil {
				c.opts.Log.Warn("web: the history cannot be read", "error", err, "to", who)
			}
			return after, err
		}
		for _, l := range lines {
			data, err := json.Marshal(shown{
				Entry: strconv.FormatUint(l.Entry, 10), At: l.At, Kind: l.Kind,
				Text: l.Text, Value: l.Value, Said: l.Said,
			})
			if err != nil {
				return after, err
			}
			if _, err := fmt.Fprintf(w, "id: %d\ndata: %s\n\n", l.N, data); err != nil {
				return after, err
			}
			after = l.N
		}
		if len(lines) < batch {
			return after, nil
		}
	}
}
