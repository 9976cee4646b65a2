package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Delivery is something for the app, with what became of it.
type Delivery struct {
	Kind     string // events_api, interactive, slash_commands
	Payload  map[string]any
	Acked    bool
	Answer   json.RawMessage // what came with the acknowledgement
	Attempts int
	Failed   bool // for good
	Status   int  // the last, in HTTP mode
	after    func(*Delivery)
}

// attempt is an envelope on its way over a socket.
type attempt struct {
	acked chan json.RawMessage
}

// deliver hands something to the app, again as long as it is not acknowledged; presses,
// forms and commands are tried once, as Slack does. The lock is held; it returns at once.
func (n *Network) deliver(kind string, payload map[string]any, after func(*Delivery)) *Delivery {
	d := &Delivery{Kind: kind, Payload: payload, after: after}
	n.deliveries = append(n.deliveries, d)
	if n.Endpoint == "" {
		first := n.send(kind, payload, 0) // in the order of the calls
		go n.insist(d, first)
	} else {
		go n.insist(d, nil)
	}
	return d
}

func (n *Network) insist(d *Delivery, first *attempt) {
	waits := n.Retries
	if d.Kind != "events_api" {
		waits = nil
	}
	for i := 0; ; i++ {
		var answer json.RawMessage
		var ok bool
		if n.Endpoint != "" {
			answer, ok = n.knock(d, i)
		} else {
			if i > 0 {
				n.mu.Lock()
				first = n.send(d.Kind, d.Payload, i)
				n.mu.Unlock()
			}
			answer, ok = n.awaitAck(first)
		}
		n.mu.Lock()
		d.Attempts++
		if ok {
			d.Acked, d.Answer = true, answer
			if d.after != nil {
				d.after(d)
			}
		} else if i >= len(waits) {
			d.Failed = true
		}
		n.wake()
		n.mu.Unlock()
		if ok || i >= len(waits) {
			return
		}
		time.Sleep(waits[i])
	}
}

func (n *Network) awaitAck(a *attempt) (json.RawMessage, bool) {
	if a == nil {
		return nil, false
	}
	timer := time.NewTimer(n.AckTimeout)
	defer timer.Stop()
	select {
	case answer := <-a.acked:
		return answer, true
	case <-timer.C:
		return nil, false
	}
}

// Sign puts Slack's signature on a request.
func Sign(r *http.Request, body []byte, secret string, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// knock makes one attempt over HTTP.
func (n *Network) knock(d *Delivery, retry int) (json.RawMessage, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), n.AckTimeout)
	defer cancel()
	body, err := json.Marshal(d.Payload)
	if err != nil {
		panic(err) // a test gave something that is not JSON
	}
	path, kind := "/slack/events", "application/json"
	switch d.Kind {
	case "interactive":
		path, kind = "/slack/interactions", "application/x-www-form-urlencoded"
		body = []byte(url.Values{"payload": {string(body)}}.Encode())
	case "slash_commands":
		path, kind = "/slack/commands", "application/x-www-form-urlencoded"
		form := url.Values{}
		for k, v := range d.Payload {
			form.Set(k, fmt.Sprint(v))
		}
		body = []byte(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.Endpoint+path, bytes.NewReader(body))
	if err != nil {
		return nil, false
	}
	r.Header.Set("Content-Type", kind)
	if retry > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(retry))
		r.Header.Set("X-Slack-Retry-Reason", "http_error")
	}
	Sign(r, body, Secret, time.Now())
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, false
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	n.mu.Lock()
	d.Status = resp.StatusCode
	n.mu.Unlock()
	return answer, err == nil && resp.StatusCode == http.StatusOK
}

// Acked counts the deliveries that were acknowledged; Unacked those that were not yet.
func (n *Network) Acked() (acked int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, d := range n.deliveries {
		if d.Acked {
			acked++
		}
	}
	return acked
}

// Of gives a copy of a delivery as it stands.
func (n *Network) Of(d *Delivery) Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	return *d
}

// Again delivers something again that was delivered before, with the same ids.
func (n *Network) Again(d *Delivery) *Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.deliver(d.Kind, d.Payload, nil)
}
