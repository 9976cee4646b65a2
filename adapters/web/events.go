package web

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

const (
	// heartbeat keeps proxies from closing a silent stream, shows the page that it is
	// alive, and finds what another process has said.
	heartbeat = 15 * time.Second
	// reconnect is the least a browser waits before it connects again; up to as much is
	// added at random, so that not everybody comes back at once.
	reconnect = time.Second
	// batch is how many lines of history are read at once.
	batch = 50
	// maxReaders bounds the streams of one person. A browser opens at most six connections
	// to a host that has no HTTP/2, and posts need one too.
	maxReaders = 4
)

// reader is one event stream.
type reader struct {
	woken  chan struct{} // the history has grown
	ousted chan struct{} // closed when a newer stream took its place
}

// read registers a stream for Wake; the function ends it.
func (c *Channel) read(who bot.Address) (*reader, func()) {
	r := &reader{woken: make(chan struct{}, 1), ousted: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	all := append(c.readers[who], r)
	if len(all) > maxReaders {
		close(all[0].ousted)
		all = slices.Delete(all, 0, 1)
	}
	c.readers[who] = all
	return r, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		left := slices.DeleteFunc(c.readers[who], func(other *reader) bool { return other == r })
		if len(left) == 0 {
			delete(c.readers, who)
		} else {
			c.readers[who] = left
		}
	}
}

// Wake implements bot.Puller.
func (c *Channel) Wake(to bot.Address) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.readers[to] {
		select {
		case r.woken <- struct{}{}:
		default: // it is awake already
		}
	}
}

// shown is a line of history as the page gets it. Numbers of 64 bits are text:
// JavaScript has none.
type shown struct {
	Entry string           `json:"entry"`
	At    time.Time        `json:"at"`
	Kind  dialogue.Kind    `json:"kind"` // empty when the line stands for an erasure
	Text  string           `json:"text,omitempty"`
	Value string           `json:"value,omitempty"`
	Said  []dialogue.Reply `json:"said"`
}

// events streams the history from a cursor on: Last-Event-ID of a browser that
// reconnects, else ?after=CURSOR of a page that has something already. Beside lines
// there are three events: "beat" when everything was told, "nobody" to somebody
// without a cookie, who has no reason to ask again before their first message, and
// "elsewhere" when too many pages of one person listen.
func (c *Channel) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
	s := stream{w, http.NewResponseController(w)}
	who, ok := c.visitor(r)
	if !ok {
		_ = s.event("nobody")
		return
	}
	mark := c.mark(who)
	after := cursor(r, mark)
	own, done := c.read(who)
	defer done()
	wait := reconnect + rand.N(reconnect)
	if s.write("retry: %d\n\n", wait.Milliseconds()) != nil {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for silent := true; ; {
		last, err := c.catchUp(s, r, who, mark, after)
		if err != nil {
			return
		}
		if silent {
			err = s.event("beat")
		} else {
			err = s.flush()
		}
		if err != nil {
			return
		}
		after = last
		select {
		case <-own.woken:
			silent = false
		case <-beat.C:
			silent = true
		case <-own.ousted:
			_ = s.event("elsewhere")
			return
		case <-c.closing:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// catchUp writes the lines after a number and returns the last one's.
func (c *Channel) catchUp(s stream, r *http.Request, who bot.Address, mark string, after uint64) (uint64, error) {
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
			if err := s.write("id: %d-%s\ndata: %s\n\n", l.N, mark, data); err != nil {
				return after, err
			}
			after = l.N
		}
		if len(lines) < batch {
			return after, nil
		}
	}
}

// mark tells one person's cursors from another's, without telling who it is: a page
// may outlive its cookie and go on as somebody new.
func (c *Channel) mark(who bot.Address) string {
	return hex.EncodeToString(c.digest("web cursor", who.ID)[:4])
}

// cursor reads where a page stands: the number of the last line it has, 0 when it has
// none of this person.
func cursor(r *http.Request, mark string) uint64 {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("after")
	}
	number, whose, _ := strings.Cut(text, "-")
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil || whose != mark {
		return 0
	}
	return n
}

// stream writes events. A reader that is gone is noticed by a write that does not end.
type stream struct {
	w   http.ResponseWriter
	out *http.ResponseController
}

func (s stream) write(format string, args ...any) error {
	if err := s.out.SetWriteDeadline(time.Now().Add(2 * heartbeat)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.w, format, args...)
	return err
}

// event writes one that has only a name; without data browsers ignore it.
func (s stream) event(name string) error {
	if err := s.write("event: %s\ndata: 1\n\n", name); err != nil {
		return err
	}
	return s.flush()
}

func (s stream) flush() error {
	if err := s.out.SetWriteDeadline(time.Now().Add(2 * heartbeat)); err != nil {
		return err
	}
	return s.out.Flush()
}
