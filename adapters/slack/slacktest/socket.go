package slacktest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// sockets is the Socket Mode side of the network.
type sockets struct {
	tickets map[string]bool
	open    []*socket
	opened  int
	turn    int
	pending map[string]*attempt
	silent  bool // no pings
	frames  []string
}

type socket struct {
	ws       *websocket.Conn
	out      chan []byte
	gone     chan struct{}
	draining bool // gets no more envelopes
}

// Opened is how many connections were ever opened, and Connected how many are.
func (n *Network) Opened() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sockets.opened
}

// Connected is how many connections are open.
func (n *Network) Connected() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.sockets.open)
}

// Silence has the network send no more pings.
func (n *Network) Silence() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sockets.silent = true
}

// Frame sends raw text over every connection.
func (n *Network) Frame(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.sockets.open {
		s.out <- []byte(text)
	}
}

// Frames are the frames that the app sent, in order.
func (n *Network) Frames() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.sockets.frames...)
}

// Refresh announces the end of every connection, sends nothing more over it, and
// closes it a while later.
func (n *Network) Refresh(reason string, after time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.sockets.open {
		s.out <- []byte(`{"type":"disconnect","reason":"` + reason + `","debug_info":{"host":"test"}}`)
		s.draining = true
		time.AfterFunc(after, func() { _ = s.ws.Close() })
	}
}

// Cut closes every connection without a word.
func (n *Network) Cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.sockets.open {
		s.draining = true
		_ = s.ws.Close()
	}
}

// send puts an envelope on one of the connections, in turn; nil if there is none. The
// lock is held.
func (n *Network) send(kind string, payload map[string]any, retry int) *attempt {
	envelope := map[string]any{
		"envelope_id": n.id("envelope"), "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api",
	}
	if kind == "events_api" {
		envelope["retry_attempt"], envelope["retry_reason"] = retry, ""
	}
	body, err := json.Marshal(envelope)
	if err != nil {
		panic(err) // a test gave something that is not JSON
	}
	k := &n.sockets
	for range k.open {
		k.turn++
		s := k.open[k.turn%len(k.open)]
		if s.draining {
			continue
		}
		a := &attempt{acked: make(chan json.RawMessage, 1)}
		k.pending[envelope["envelope_id"].(string)] = a
		s.out <- body
		return a
	}
	return nil
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// pingEvery is how often the network shows that a connection lives.
const pingEvery = 200 * time.Millisecond

// link is the other end of the app's connections.
func (n *Network) link(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	known := n.sockets.tickets[ticket]
	delete(n.sockets.tickets, ticket) // it serves once
	n.mu.Unlock()
	if !known {
		http.Error(w, "ticket", http.StatusForbidden)
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s := &socket{ws: ws, out: make(chan []byte, 4096), gone: make(chan struct{})}
	n.mu.Lock()
	s.out <- []byte(`{"type":"hello","num_connections":1,"connection_info":{"app_id":"` + appID + `"}}`)
	n.sockets.open = append(n.sockets.open, s)
	n.sockets.opened++
	n.wake()
	n.mu.Unlock()
	go n.write(s)
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			break
		}
		n.heard(data)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	close(s.gone)
	for i, o := range n.sockets.open {
		if o == s {
			n.sockets.open = append(n.sockets.open[:i:i], n.sockets.open[i+1:]...)
			break
		}
	}
	_ = ws.Close()
	n.wake()
}

func (n *Network) write(s *socket) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		select {
		case <-s.gone:
			return
		case <-ping.C:
			n.mu.Lock()
			silent := n.sockets.silent
			n.mu.Unlock()
			if !silent {
				_ = s.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
			}
		case body := <-s.out:
			_ = s.ws.WriteMessage(websocket.TextMessage, body)
		}
	}
}

// heard takes an acknowledgement.
func (n *Network) heard(data []byte) {
	var ack struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	defer n.wake()
	n.sockets.frames = append(n.sockets.frames, string(data))
	if len(data) >= 20<<10 || json.Unmarshal(data, &ack) != nil { // dropped without a word
		return
	}
	if a := n.sockets.pending[ack.ID]; a != nil {
		delete(n.sockets.pending, ack.ID)
		a.acked <- ack.Payload
	}
}
