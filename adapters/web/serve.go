package web

import (
	"embed"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf16"

	"potentiels/adapters/web/pages"
	"potentiels/bot"
)

//go:embed page
var page embed.FS

const (
	// maxBody bounds a post. Text past maxUnits is not read by anybody and not kept.
	maxBody  = 512 << 10
	maxUnits = 4096
)

// Handler serves the page, its files and its two calls: POST /chat/messages and
// GET /chat/events.
func (c *Channel) Handler() http.Handler {
	mux := http.NewServeMux()
	pages.Serve(mux, page, "page", "")
	mux.HandleFunc("GET /", pages.NotFound)
	mux.HandleFunc("GET /chat/events", c.events)
	mux.HandleFunc("POST /chat/messages", c.messages)
	return pages.Guard(mux)
}

// messages takes one post and answers 202 once it is stored.
func (c *Channel) messages(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	var p post
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	err := body.Decode(&p)
	if err == nil {
		if _, more := body.Token(); more != io.EOF {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
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
		http.Error(w, "starting or stopping, post it again", http.StatusServiceUnavailable)
		return
	}
	p.Text = cut(strings.TrimSpace(p.Text), maxUnits)
	kept, err := json.Marshal(p)
	if err != nil {
		http.Error(w, "not a post of the page", http.StatusBadRequest)
		return
	}
	who := c.admit(w, r)
	entry := bot.Entry{Kind: bot.Update, ID: p.ID, To: who, At: time.Now(), Body: kept}
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
