package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"
	"unicode/utf16"

	"potentiels/bot"
)

//go:embed page
var page embed.FS

const (
	// maxBody bounds a post. Text past maxUnits is not read by anybody and not kept.
	maxBody  = 512 << 10
	maxUnits = 4096
)

// policy allows the page its own files and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// Handler serves the page, its files and its two calls: POST /chat/messages and
// GET /chat/events.
func (c *Channel) Handler() http.Handler {
	mux := http.NewServeMux()
	files, err := fs.Sub(page, "page")
	if err == nil {
		err = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := fs.ReadFile(files, path)
			if path == "index.html" {
				path = "{$}"
			}
			mux.Handle("GET /"+path, file(entry.Name(), content))
			return err
		})
	}
	if err != nil {
		panic(err) // the folder is embedded above
	}
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Cette page n’existe pas.", http.StatusNotFound)
	})
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
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		guarded.ServeHTTP(w, r)
	})
}

// file serves one file of the page. Browsers ask each time whether it has changed: the
// parts of the page must be of one version.
func file(name string, content []byte) http.Handler {
	sum := sha256.Sum256(content)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	})
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
