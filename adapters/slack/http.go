package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"potentiels/bot"
)

const (
	// maxBody bounds the body of a call: Slack's largest updates are forms, of 250 KB.
	maxBody = 1 << 20
	// receivingWait is how long a call waits for Run; Slack waits three seconds.
	receivingWait = 2500 * time.Millisecond
)

// serve has Handler store what it gets until ctx ends.
func (c *Channel) serve(ctx context.Context, receive bot.Receive) error {
	if err := c.greet(ctx); err != nil {
		return err
	}
	for {
		select {
		case c.door <- receive:
		case <-ctx.Done():
			return nil
		}
	}
}

var errNotReceiving = errors.New("slack: not receiving yet")

// store makes an entry durable through whoever runs the channel.
func (c *Channel) store(ctx context.Context, e bot.Entry) error {
	timer := time.NewTimer(receivingWait)
	defer timer.Stop()
	select {
	case receive := <-c.door:
		return receive(ctx, e)
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return errNotReceiving
	}
}

// Handler serves the addresses that Slack calls in HTTP mode; which of them is called
// does not matter, a call says itself what it is. It is answered 200 only once what it brings is
// stored; any other answer makes Slack send an event again.
func (c *Channel) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "POST only", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "the body is cut off or too large", http.StatusBadRequest)
			return
		}
		if err := c.verify(r.Header, body); err != nil {
			c.Stats.Refused.Add(1)
			http.Error(w, "not signed by Slack, or too long ago", http.StatusUnauthorized)
			return
		}
		u, challenge := read(r.Header.Get("Content-Type"), body)
		if challenge != "" {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, challenge)
			return
		}
		if r.Header.Get("X-Slack-Retry-Num") != "" {
			c.Stats.Retries.Add(1)
		}
		c.answer(w, r, u)
	})
}

// verify checks that a body comes from Slack, within five minutes; the comparison takes
// the same time whatever is wrong.
func (c *Channel) verify(h http.Header, body []byte) error {
	verifier, err := slack.NewSecretsVerifier(h, c.opts.SigningSecret)
	if err != nil {
		return err
	}
	_, _ = verifier.Write(body) // a hash takes all
	return verifier.Ensure()
}

// read makes an update of a call: JSON is an event, a form with a payload a press or a form
// of ours, any other form a command. The second value answers Slack's question whether
// the address is ours.
func read(contentType string, body []byte) (u update, challenge string) {
	if !strings.HasPrefix(contentType, "application/x-www-form-urlencoded") {
		var first struct{ Type, Challenge string }
		if json.Unmarshal(body, &first) == nil && first.Type == "url_verification" {
			return update{}, first.Challenge
		}
		return update{Kind: kindEvent, Payload: body}, ""
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return update{Kind: kindCommand, Payload: nil}, ""
	}
	if payload := form.Get("payload"); payload != "" {
		return update{Kind: kindAction, Payload: json.RawMessage(payload)}, ""
	}
	fields := make(map[string]string, len(form))
	for k := range form {
		fields[k] = form.Get(k)
	}
	payload, _ := json.Marshal(fields) // strings only
	return update{Kind: kindCommand, Payload: payload}, ""
}

func (c *Channel) answer(w http.ResponseWriter, r *http.Request, u update) {
	reaction := c.react(u)
	if reaction.later != nil {
		ctx, cancel := context.WithTimeout(r.Context(), receivingWait)
		defer cancel()
		reaction.answer = reaction.later(ctx)
	}
	if !reaction.final && !u.echo() {
		c.introduce(r.Context(), []*update{&u})
		if err := c.store(r.Context(), c.entry(u, time.Now())); err != nil {
			c.opts.Log.Warn("slack: an update is not stored, Slack will send it again", "error", err)
			http.Error(w, "not stored, send it again", http.StatusServiceUnavailable)
			return
		}
	}
	if reaction.answer != nil {
		writeJSON(w, reaction.answer)
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "no answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body)
}
