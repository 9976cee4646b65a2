package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"potentiels/bot"
)

const (
	// queued is how many envelopes may wait for the store before reading pauses.
	queued = 256
	// batch is how many are stored at once at most: they share the cost of a commit.
	batch = 64
	// silence is how long a connection may show no sign of life; Slack pings every few seconds.
	silence = 30 * time.Second
	// leaving is how long a connection that is to end is still read; Slack closes it about
	// ten seconds after its word.
	leaving = 30 * time.Second
	// shortLived is a connection that tells of a fault: one that broke, or that Slack itself ended.
	shortLived      = 10 * time.Second
	shortLivedByEnd = time.Second
	// maxFrame bounds a frame: Slack's largest updates are forms, of 250 KB.
	maxFrame = 4 << 20
	// writeTimeout bounds a write to the socket.
	writeTimeout = 10 * time.Second
)

// envelope is a frame of Socket Mode: an update, or a word about the connection.
type envelope struct {
	ID string `json:"envelope_id"`
	update
	Reason string `json:"reason"` // of a disconnect
	Retry  int    `json:"retry_attempt"`
	from   *socket
}

// listen receives over Socket Mode until ctx ends.
func (c *Channel) listen(ctx context.Context, receive bot.Receive) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in := make(chan envelope, queued)
	ended := make(chan error, 1)
	var current live
	go func() { ended <- c.connect(ctx, in, &current) }()
	for {
		select {
		case e := <-in:
			c.take(ctx, receive, gather(e, in), &current)
		case err := <-ended:
			return err
		}
	}
}

// gather takes what waits behind the first envelope, in order.
func gather(e envelope, in <-chan envelope) []envelope {
	out := []envelope{e}
	for len(out) < batch {
		select {
		case e := <-in:
			out = append(out, e)
		default:
			return out
		}
	}
	return out
}

// take stores envelopes, for as long as it takes, and then acknowledges them. What comes
// behind them waits: were it stored first, the order would be lost.
func (c *Channel) take(ctx context.Context, receive bot.Receive, envelopes []envelope, current *live) {
	now := time.Now()
	var stored []*update
	answers := make(map[string]any)
	asked := make(map[string]bool)
	for i := range envelopes {
		e := &envelopes[i]
		if e.Retry > 0 {
			c.Stats.Retries.Add(1)
		}
		r := c.react(e.update)
		if r.later != nil {
			asked[e.ID] = true
			c.beside(func(ctx context.Context) { c.acknowledge(*e, r.later(ctx), current) })
			continue
		}
		answers[e.ID] = r.answer
		if !r.final && !e.echo() {
			stored = append(stored, &e.update)
		}
	}
	c.introduce(ctx, stored)
	entries := make([]bot.Entry, len(stored))
	for i, u := range stored {
		entries[i] = c.entry(*u, now)
	}
	for attempt := 0; len(entries) > 0; attempt++ {
		err := receive(ctx, entries...)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return // Slack offers them again
		}
		wait := min(bot.Reconnect(attempt), time.Second)
		c.opts.Log.Warn("slack: updates are not stored, will try again", "updates", len(entries), "error", err, "wait", wait)
		if !bot.Pause(ctx, wait) {
			return
		}
	}
	for _, e := range envelopes {
		if !asked[e.ID] {
			c.acknowledge(e, answers[e.ID], current)
		}
	}
}

// acknowledge confirms an envelope over the connection it came by, or the present one when
// that is gone. When neither works, Slack offers it again.
func (c *Channel) acknowledge(e envelope, answer any, current *live) {
	if e.ID == "" {
		return
	}
	ack := struct {
		ID      string `json:"envelope_id"`
		Payload any    `json:"payload,omitempty"`
	}{e.ID, answer}
	if err := e.from.write(ack); err != nil {
		if s := current.get(); s != nil && s != e.from {
			err = s.write(ack)
		}
		if err != nil {
			c.opts.Log.Debug("slack: an acknowledgement was not written", "error", err)
		}
	}
}

// live is the connection that envelopes come by at present.
type live struct {
	mu sync.Mutex
	s  *socket
}

func (l *live) set(s *socket) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.s = s
}

func (l *live) get() *socket {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.s
}

// connect keeps a connection open. When Slack announces the end of one, the next is
// opened at once, while what still comes by the old one is read.
func (c *Channel) connect(ctx context.Context, in chan<- envelope, current *live) error {
	var reading sync.WaitGroup
	defer reading.Wait()
	for attempt := 0; ctx.Err() == nil; {
		s, err := c.dial(ctx)
		if err != nil {
			failure := classify(err)
			if failure.Kind == bot.Revoked {
				return errRevoked
			}
			wait := max(bot.Reconnect(attempt), failure.After)
			attempt++
			if ctx.Err() == nil {
				c.opts.Log.Warn("slack: no connection, will try again", "error", failure.Err, "wait", wait)
			}
			bot.Pause(ctx, wait)
			continue
		}
		opened := time.Now()
		c.Stats.Connections.Add(1)
		c.opts.Log.Debug("slack: connected")
		current.set(s)
		reading.Go(func() { c.read(ctx, s, in) })
		select {
		case <-s.leaving:
		case <-ctx.Done():
			return nil
		}
		least := shortLived
		if s.ending.Load() {
			least = shortLivedByEnd
		}
		if time.Since(opened) > least {
			attempt = 0
		} else if attempt++; attempt > 1 { // once may be chance; twice in a row is a fault
			bot.Pause(ctx, bot.Reconnect(attempt))
		}
	}
	return nil
}

// socket is one connection.
type socket struct {
	ws      *websocket.Conn
	writing sync.Mutex
	leaving chan struct{} // closed when it is to be replaced
	ending  atomic.Bool   // Slack said that it ends it
	leave   func()
}

var errNotSocketMode = errors.New("the connection did not begin with a greeting")

// dial asks for the address of a connection, opens it, and waits for Slack's greeting.
func (c *Channel) dial(ctx context.Context) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, address, err := c.api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, err
	}
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: callTimeout,
		WriteBufferSize: 32 << 10, // an acknowledgement goes in one frame: Slack does not join them
	}
	ws, resp, err := dialer.DialContext(ctx, address, nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(maxFrame)
	_ = ws.SetReadDeadline(time.Now().Add(callTimeout))
	var hello envelope
	if err := ws.ReadJSON(&hello); err != nil || hello.Kind != "hello" {
		_ = ws.Close()
		return nil, errNotSocketMode // such as too_many_websockets
	}
	s := &socket{ws: ws, leaving: make(chan struct{})}
	s.leave = sync.OnceFunc(func() { close(s.leaving) })
	alive := func() { _ = ws.SetReadDeadline(time.Now().Add(c.quiet)) }
	alive()
	ws.SetPingHandler(func(text string) error {
		alive()
		_ = ws.WriteControl(websocket.PongMessage, []byte(text), time.Now().Add(writeTimeout))
		return nil
	})
	return s, nil
}

func (s *socket) write(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	_ = s.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	return s.ws.WriteMessage(websocket.TextMessage, body)
}

// read hands over what comes by a connection until it ends.
func (c *Channel) read(ctx context.Context, s *socket, in chan<- envelope) {
	stop := context.AfterFunc(ctx, func() { _ = s.ws.Close() })
	defer func() {
		stop()
		s.leave()
		_ = s.ws.Close()
	}()
	for {
		_, frame, err := s.ws.ReadMessage()
		if err != nil {
			return
		}
		var e envelope
		if err := json.Unmarshal(frame, &e); err != nil {
			c.Stats.Malformed.Add(1) // not even its id can be read, to acknowledge it
			continue
		}
		switch {
		case e.Kind == "disconnect":
			c.opts.Log.Debug("slack: a connection is to end", "reason", e.Reason)
			s.ending.Store(true)
			s.leave()
			time.AfterFunc(leaving, func() { _ = s.ws.Close() })
		case e.ID != "":
			e.from = s
			select {
			case in <- e:
			case <-ctx.Done():
				return
			}
		}
		_ = s.ws.SetReadDeadline(time.Now().Add(c.quiet))
	}
}
