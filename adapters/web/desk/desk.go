// Package desk is the staff desk in a browser: the pages under /desk.
//
// It is a face of the desk of potentiels/bot/desk, as Slack is another one: it shows the boards,
// a request's card and its thread, and hands in what staff do. It decides nothing. What is typed
// in the note box stays inside; only the form of « Répondre » leads to the person, after a delay
// during which it can be taken back.
//
// The pages are files of the program, a call each second for what has changed, and a post for
// each act. They ask nothing of anybody else.
//
// Who gets in. With a password, staff sign in with it, their name and their partner; the session
// is a signed cookie, and every post carries a token of that session. Without one the desk is
// for whoever sits at this computer: it answers only on loopback, to a browser that came
// straight to it; a forwarding header means that somebody else is behind, and closes it. To all
// others the desk is not there.
package desk

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"potentiels/adapters/web/pages"
	"potentiels/bot"
	"potentiels/bot/desk"
)

// Core is the desk behind the pages; [bot.Desk] is one.
type Core interface {
	Request(ctx context.Context, id string) (desk.Request, error)
	Lines(ctx context.Context, id string, after uint64, limit int) ([]desk.Line, error)
	Board(ctx context.Context, partner string) (desk.Board, error)
	Rows(ctx context.Context, partner string, list desk.List, limit int, fits func(desk.Row) bool) ([]desk.Row, error)
	Act(ctx context.Context, id uint64, request string, ev desk.Event) (desk.Outcome, error)
	Preview(ctx context.Context, id string, by desk.Staff, text string) (string, error)
	Sheet(ctx context.Context, partner string) ([]bot.Fact, error)
	Confirm(ctx context.Context, id uint64, x bot.Confirmation) error
	Unknowns(ctx context.Context) (desk.Unknowns, error)
	Examples(ctx context.Context) ([]desk.Example, error)
	Decide(ctx context.Context, id uint64, x desk.Decision) error
}

var _ Core = bot.Desk{}

// Partner is one that staff can belong to and a request can go to.
type Partner struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Canned is an answer to begin from.
type Canned struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Directory is what the pages need of the content. It is asked for each time, because the
// content may change while the program runs.
type Directory interface {
	Partners() []Partner
	Canned() []Canned
	// Card is what may be shown of a request.
	Card(r desk.Request) desk.Card
	// Understanding checks the examples that staff write; may be nil.
	Understanding() desk.Understanding
}

// Options configure the pages.
type Options struct {
	Core      Core
	Directory Directory
	// Key signs sessions; at least 32 bytes.
	Key []byte
	// Password opens the desk. Without one, Local says whether it may be opened at all.
	Password string
	// Local is set when the program listens on loopback only.
	Local bool
	// Secure keeps cookies to HTTPS.
	Secure bool
	// TrustedProxies are those whose X-Forwarded-For counts.
	TrustedProxies []netip.Prefix
	// Delay is how long a reply can be taken back, told in the form.
	Delay time.Duration
	// Blank marks what must be filled in before a canned answer is sent.
	Blank string
	Log   *slog.Logger
}

// Pages is the desk's handler.
type Pages struct {
	opts    Options
	key     []byte
	limit   *limiter
	handler http.Handler
	proxied sync.Once // the line that tells of a proxy
}

//go:embed page
var page embed.FS

// New makes the pages.
func New(o Options) *Pages {
	p := &Pages{opts: o, key: sessionKey(o.Key, o.Password), limit: newLimiter()}
	mux := http.NewServeMux()
	pages.Serve(mux, page, "page", "/desk")
	mux.Handle("GET /desk/{$}", http.RedirectHandler("/desk", http.StatusMovedPermanently))
	mux.HandleFunc("GET /desk/api/session", p.greet)
	mux.HandleFunc("POST /desk/api/session", p.form(p.enter))
	mux.HandleFunc("POST /desk/api/session/end", p.form(p.leave))
	mux.HandleFunc("GET /desk/api/board", p.signed(p.board))
	mux.HandleFunc("GET /desk/api/figures", p.signed(p.figures))
	mux.HandleFunc("GET /desk/api/requests/{id}", p.signed(p.request))
	mux.HandleFunc("POST /desk/api/requests/{id}", p.posted(p.act))
	mux.HandleFunc("GET /desk/api/sheet", p.signed(p.sheet))
	mux.HandleFunc("POST /desk/api/sheet", p.posted(p.confirm))
	mux.HandleFunc("GET /desk/api/unknown", p.signed(p.unknown))
	mux.HandleFunc("POST /desk/api/unknown", p.posted(p.decide))
	mux.HandleFunc("/", pages.NotFound)
	p.handler = pages.Guard(mux)
	return p
}

// ServeHTTP implements http.Handler for everything under /desk.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	pages.Rules(w) // also of what says that there is nothing
	w.Header().Set("X-Robots-Tag", "noindex")
	if !p.admits(r) {
		pages.NotFound(w, r) // as of any page that there is not
		return
	}
	p.handler.ServeHTTP(w, r)
}

// reply writes a value. One that the page has already is answered by 304; nothing of it stays
// in the browser's own cache.
func reply(w http.ResponseWriter, r *http.Request, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodGet && status == http.StatusOK {
		tag := pages.Tag(body)
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// refusal is what the page tells its reader.
type refusal struct {
	Refusal desk.Refusal `json:"refusal,omitempty"`
	Text    string       `json:"text"`
}

// outdated is told to a page that posts what none of ours does.
const outdated = "La page et le service ne sont pas de la même version : rechargez la page."

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
}

// refuse answers with a sentence for the reader.
func refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	reply(w, r, status, refusal{Text: text})
}

// broken answers when the store or the engine fails.
func (p *Pages) broken(w http.ResponseWriter, r *http.Request, what string, err error) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // nobody waits any more
	}
	p.opts.Log.Warn("desk: "+what, "error", err)
	refuse(w, r, http.StatusServiceUnavailable, "Le service redémarre ou ne peut pas enregistrer. Nouvel essai…")
}
