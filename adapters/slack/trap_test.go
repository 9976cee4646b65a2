package slack_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/adapters/slack/slacktest"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

func TestOneOrderedLoop(t *testing.T) {
	w := newWorld(t, false)
	w.start(t)
	w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
	const many = 400
	for i := range many {
		w.net.Say("U0ANNE", fmt.Sprint(i))
	}
	w.until(t, "all stored and acknowledged", func() bool { return len(w.in.all()) >= many && w.net.Acked() == many })
	for i, e := range w.in.all() {
		if m, err := w.c.Decode(e); err != nil || m.Text != fmt.Sprint(i) {
			t.Fatalf("place %d holds %q, %v", i, m.Text, err)
		}
	}
}

// What was stored late was offered again meanwhile; the repeat has the same id, for the engine to drop.
func TestRepeatsHaveTheSameID(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.net.AckTimeout = 100 * time.Millisecond
		w.net.Retries = []time.Duration{0, 0, 0, 0, 0, 0, 0, 0, time.Second, time.Second, time.Second}
		w.in.refuse(errDisk)
		w.start(t)
		if w.net.Endpoint == "" {
			w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
		}
		d := w.net.Say("U0ANNE", "bonjour")
		w.until(t, "offered again", func() bool { return w.net.Of(d).Attempts >= 3 })
		if w.net.Of(d).Acked {
			t.Error("acknowledged although it was not stored")
		}
		w.in.refuse(nil)
		w.until(t, "acknowledged", func() bool { return w.net.Of(d).Acked })
		again := w.net.Again(d)
		w.until(t, "the repeat is acknowledged too", func() bool { return w.net.Of(again).Acked })
		stored := w.in.all()
		if len(stored) < 2 {
			t.Fatalf("%d stored: a repeat was dropped before it was known to be one", len(stored))
		}
		for _, e := range stored {
			if e.ID != stored[0].ID || e.To != (bot.Address{Channel: "slack", ID: "U0ANNE"}) {
				t.Errorf("stored as %d for %v, first as %d", e.ID, e.To, stored[0].ID)
			}
		}
	})
}

func TestUnknownKindsAreStoredAndAcknowledged(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.start(t)
		if w.net.Endpoint == "" {
			w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
		}
		for i, event := range []map[string]any{
			{"type": "brand_new_event", "user": "U0ANNE"},
			{"type": "user_change", "user": map[string]any{"id": "U0ANNE"}}, // an object where others have an id
			{"type": "message", "channel": "D0ANNE", "user": "U0ANNE", "channel_type": "im", "subtype": "brand_new", "ts": "x"},
			{"type": "nobody_knows_whose"},
		} {
			d := w.net.Event(event)
			w.until(t, "acknowledged", func() bool { return w.net.Of(d).Acked })
			if got := w.net.Of(d).Attempts; got != 1 {
				t.Errorf("%v took %d attempts", event["type"], got)
			}
			if stored := w.in.all(); len(stored) != i+1 {
				t.Fatalf("%v was acknowledged and not stored", event["type"])
			}
		}
		for i, e := range w.in.all() {
			m, err := w.c.Decode(e)
			if parked := i != 2; (err != nil) != parked || !parked && m.Kind != dialogue.Silent {
				t.Errorf("event %d is decoded as %+v, %v", i, m, err)
			}
		}
	})
}

func TestSocketUnknownEnvelope(t *testing.T) {
	w := newWorld(t, false)
	w.start(t)
	w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
	w.net.Frame("not JSON at all")
	w.net.Frame(`{"type":"hologram"}`) // no id, nothing to acknowledge
	w.net.Frame(`{"envelope_id":"e-1","type":"hologram","payload":[1,2]}`)
	w.until(t, "acknowledged", func() bool { return strings.Contains(strings.Join(w.net.Frames(), "\n"), `"e-1"`) })
	if len(w.in.all()) != 1 {
		t.Errorf("%d stored", len(w.in.all()))
	}
	d := w.net.Say("U0ANNE", "encore là")
	w.until(t, "the connection lives on", func() bool { return w.net.Of(d).Acked })
}

func TestRefreshLeavesNoGap(t *testing.T) {
	for _, reason := range []string{"refresh_requested", "warning"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, false)
			w.start(t)
			w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
			before := w.net.Say("U0ANNE", "avant")
			opened := w.net.Opened()
			w.net.Refresh(reason, time.Hour) // the old one is never closed by the network
			w.until(t, "a second one beside it", func() bool { return w.net.Opened() > opened && w.net.Connected() == 2 })
			after := w.net.Say("U0ANNE", "après")
			w.until(t, "acknowledged", func() bool { return w.net.Of(before).Acked && w.net.Of(after).Acked })
			for _, d := range []*slacktest.Delivery{before, after} {
				if got := w.net.Of(d).Attempts; got != 1 {
					t.Errorf("took %d attempts", got)
				}
			}
		})
	}
}

// An event that comes while there is no connection comes only as a retry.
func TestCutConnectionLosesNothing(t *testing.T) {
	w := newWorld(t, false)
	w.net.Retries = make([]time.Duration, 500)
	for i := range w.net.Retries {
		w.net.Retries[i] = 20 * time.Millisecond
	}
	w.start(t)
	for i := range 5 {
		w.until(t, "connected", func() bool { return w.net.Connected() >= 1 })
		w.net.Cut()
		d := w.net.Say("U0ANNE", fmt.Sprint("message ", i))
		w.until(t, "received in the end", func() bool { return w.net.Of(d).Acked })
	}
	seen := map[uint64]bool{}
	for _, e := range w.in.all() {
		seen[e.ID] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d of 5 messages are stored", len(seen))
	}
}

func TestSilentConnectionIsReplaced(t *testing.T) {
	w := newWorld(t, false)
	w.c.Quiet(3 * time.Second)
	w.net.Silence()
	w.start(t)
	w.until(t, "connected", func() bool { return w.net.Opened() == 1 })
	w.until(t, "replaced", func() bool { return w.net.Opened() >= 2 })
}

func TestRevokedTokenEndsTheChannel(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.net.Revoke()
		select {
		case err := <-w.start(t):
			if err == nil {
				t.Error("ended without an error")
			}
		case <-time.After(30 * time.Second):
			t.Fatal("goes on with a token that is refused")
		}
	})
}

// A token that is revoked while the program runs is noticed at the next connection.
func TestTokenRevokedMeanwhile(t *testing.T) {
	w := newWorld(t, false)
	ended := w.start(t)
	w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
	w.net.Revoke()
	w.net.Refresh("link_disabled", 0)
	select {
	case err := <-ended:
		if err == nil {
			t.Error("ended without an error")
		}
	case <-time.After(30 * time.Second):
		t.Fatal("goes on with a token that is refused")
	}
}

func TestStartSurvives(t *testing.T) {
	for name, fault := range map[string]slacktest.Fault{
		"a 502 with HTML":  {Status: 502},
		"a cut connection": {Cut: true},
		"a flood wait":     {RetryAfter: 1},
		"a code of Slack":  {Error: "internal_error"},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, w *world) {
				var once sync.Map
				w.net.Fail(func(method, _ string) *slacktest.Fault {
					if _, failed := once.LoadOrStore(method, true); failed {
						return nil
					}
					return &fault
				})
				w.net.Retries = make([]time.Duration, 500)
				for i := range w.net.Retries {
					w.net.Retries[i] = 20 * time.Millisecond
				}
				w.start(t)
				d := w.net.Say("U0ANNE", "bonjour")
				w.until(t, "received", func() bool { return w.net.Of(d).Acked })
			})
		})
	}
}

func TestSignature(t *testing.T) {
	w := newWorld(t, true)
	w.start(t)
	body := `{"type":"event_callback","event_id":"Ev9","event":{"type":"message","user":"U0ANNE","channel":"D0ANNE","channel_type":"im","ts":"1.2","text":"x"}}`
	call := func(change func(*http.Request)) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.front.URL+"/slack/events", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		slacktest.Sign(r, []byte(body), slacktest.Secret, time.Now())
		change(r)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	for name, change := range map[string]func(*http.Request){
		"another secret": func(r *http.Request) { slacktest.Sign(r, []byte(body), "other", time.Now()) },
		"another body":   func(r *http.Request) { slacktest.Sign(r, []byte(body+" "), slacktest.Secret, time.Now()) },
		"six minutes old": func(r *http.Request) {
			slacktest.Sign(r, []byte(body), slacktest.Secret, time.Now().Add(-6*time.Minute))
		},
		"of the future": func(r *http.Request) {
			slacktest.Sign(r, []byte(body), slacktest.Secret, time.Now().Add(6*time.Minute))
		},
		"none":      func(r *http.Request) { r.Header.Del("X-Slack-Signature") },
		"no time":   func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") },
		"no scheme": func(r *http.Request) { r.Header.Set("X-Slack-Signature", r.Header.Get("X-Slack-Signature")[3:]) },
	} {
		if got := call(change); got != http.StatusUnauthorized {
			t.Errorf("%s: HTTP %d", name, got)
		}
	}
	if len(w.in.all()) != 0 {
		t.Fatal("stored what Slack did not sign")
	}
	if got := call(func(r *http.Request) {
		slacktest.Sign(r, []byte(body), slacktest.Secret, time.Now().Add(-4*time.Minute))
	}); got != http.StatusOK || len(w.in.all()) != 1 {
		t.Errorf("a good call: HTTP %d, %d stored", got, len(w.in.all()))
	}
}

func TestVerificationOfTheAddress(t *testing.T) {
	w := newWorld(t, true)
	body := []byte(`{"token":"x","challenge":"3eZbrw1aB10Ab6","type":"url_verification"}`)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.front.URL+"/slack/events", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	slacktest.Sign(r, body, slacktest.Secret, time.Now())
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if got, _ := io.ReadAll(resp.Body); string(got) != "3eZbrw1aB10Ab6" || resp.StatusCode != http.StatusOK {
		t.Errorf("answered HTTP %d, %q", resp.StatusCode, got)
	}
}

// A post whose answer was lost is looked for before it is sent again.
func TestCutAfterPostingDoesNotPostTwice(t *testing.T) {
	w := newWorld(t, false)
	to := bot.Address{Channel: "slack", ID: "U0ANNE"}
	once := true
	w.net.Fail(func(method, _ string) *slacktest.Fault {
		if method != "chat.postMessage" || !once {
			return nil
		}
		once = false
		return &slacktest.Fault{CutAfter: true}
	})
	send := func(text string) (bot.MessageID, error) {
		return w.c.Send(context.Background(), to, dialogue.Reply{Text: text})
	}
	if _, err := send("d'accord"); err == nil {
		t.Fatal("no error although the connection was cut")
	}
	id, err := send("d'accord")
	if err != nil || id == "" {
		t.Fatalf("again: %q, %v", id, err)
	}
	if got := len(w.net.Posts("U0ANNE")); got != 1 {
		t.Errorf("posted %d times", got)
	}
	if _, err := send("d'accord"); err != nil { // said a second time, on purpose
		t.Fatal(err)
	}
	if got := len(w.net.Posts("U0ANNE")); got != 2 {
		t.Errorf("the same words said twice were posted %d times", got)
	}
}

// Whether an app may read threads is not certain; when it may not, better twice than never.
func TestCutAndNotAllowedToLook(t *testing.T) {
	w := newWorld(t, false)
	once := true
	w.net.Fail(func(method, _ string) *slacktest.Fault {
		switch {
		case strings.HasPrefix(method, "conversations.history"):
			return &slacktest.Fault{Error: "missing_scope"}
		case method == "chat.postMessage" && once:
			once = false
			return &slacktest.Fault{Cut: true}
		}
		return nil
	})
	to := bot.Address{Channel: "slack", ID: "U0ANNE"}
	for range 2 {
		_, _ = w.c.Send(context.Background(), to, dialogue.Reply{Text: "bonjour"})
	}
	if got := len(w.net.Posts("U0ANNE")); got != 1 {
		t.Errorf("posted %d times", got)
	}
}

func TestThrottledWithoutATime(t *testing.T) {
	w := newWorld(t, false)
	w.net.Fail(func(string, string) *slacktest.Fault { return &slacktest.Fault{RetryAfter: -1} })
	_, err := w.c.Send(t.Context(), bot.Address{Channel: "slack", ID: "U0ANNE"}, dialogue.Reply{Text: "bonjour"})
	if failure, ok := errors.AsType[*bot.SendError](err); !ok || failure.Kind != bot.Throttled {
		t.Errorf("got %v", err)
	}
}

// Our own posts come back as events; they are acknowledged and carry nothing.
func TestOwnPostsAreNotHeard(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.start(t)
		if w.net.Endpoint == "" {
			w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
		}
		if _, err := w.c.Send(t.Context(), bot.Address{Channel: "slack", ID: "U0ANNE"}, dialogue.Reply{Text: "bonjour"}); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the echo is acknowledged", func() bool { return w.net.Acked() == 1 })
		if len(w.in.all()) != 0 {
			t.Error("an echo was stored")
		}
	})
}

func TestTalkInDirectMessages(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.start(t)
		if w.net.Endpoint == "" {
			w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
		}
		to := bot.Address{Channel: "slack", ID: "U0ANNE"}
		long := strings.Repeat("un libellé très long ", 10)
		if _, err := w.c.Send(t.Context(), to, dialogue.Reply{
			Text: "Que <!channel> cherchez-vous & où ?", Buttons: []dialogue.Button{{Label: "Une formation", Value: "f:1"}, {Label: long, Value: "f:2"}},
			Links: []dialogue.Link{{Label: "Le site", URL: "https://example.org"}},
		}); err != nil {
			t.Fatal(err)
		}
		p := w.net.Posts("U0ANNE")[0]
		if p.Shown() != "Que <!channel> cherchez-vous & où ?" || strings.Contains(p.Text, "<!") {
			t.Errorf("shown as %q, with the text %q", p.Shown(), p.Text)
		}
		if _, err := w.net.Press("U0ANNE", "U0ANNE", "Une formation"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the press", func() bool { return len(w.in.all()) == 1 })
		w.net.Say("U0ANNE", "où <ça> & quand ?")
		w.until(t, "the message", func() bool { return len(w.in.all()) == 2 })
		w.net.Edit("D0ANNE", "où <ça> & quand ?", "non, rien")
		w.until(t, "the edit", func() bool { return len(w.in.all()) == 3 })
		want := []dialogue.Message{{Kind: dialogue.Press, Value: "f:1"}, {Kind: dialogue.Text, Text: "où <ça> & quand ?"}, {Kind: dialogue.Edited, Text: "non, rien"}}
		for i, e := range w.in.all() {
			m, err := w.c.Decode(e)
			if err != nil || m.Kind != want[i].Kind || m.Text != want[i].Text || m.Value != want[i].Value || e.To != to {
				t.Errorf("entry %d to %v: %+v, %v", i, e.To, m, err)
			}
		}
	})
}

func TestLongTextIsShaped(t *testing.T) {
	w := newWorld(t, false)
	for name, text := range map[string]string{
		"ten thousand letters": strings.Repeat("Une phrase bien longue. ", 10000/24),
		"only markup":          strings.Repeat("<", 10000),
		"only quotes":          strings.Repeat(`"`, 10000),
		"emoji":                strings.Repeat("🙂", 10000),
	} {
		said := ""
		for _, piece := range w.c.Shape(dialogue.Reply{Text: text}) {
			if _, err := w.c.Send(t.Context(), bot.Address{Channel: "slack", ID: "U0ANNE"}, piece); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			posts := w.net.Posts("U0ANNE")
			said += posts[len(posts)-1].Shown()
		}
		if strings.ReplaceAll(said, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%s: arrived changed", name)
		}
	}
}
