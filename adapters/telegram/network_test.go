package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/adapters/telegram"
	"potentiels/adapters/telegram/telegramtest"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// inbox is the store's side.
type inbox struct {
	mu      sync.Mutex
	entries []bot.Entry
	fail    error
	changed chan struct{}
}

func newInbox() *inbox { return &inbox{changed: make(chan struct{}, 1000)} }

func (b *inbox) receive(_ context.Context, entries ...bot.Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() { b.changed <- struct{}{} }()
	if b.fail != nil {
		return b.fail
	}
	b.entries = append(b.entries, entries...)
	return nil
}

func (b *inbox) setFail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

func (b *inbox) ids() []uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []uint64
	for _, e := range b.entries {
		out = append(out, e.ID)
	}
	return out
}

// until waits for a condition that a call to receive or to the network makes true.
func until(t *testing.T, what string, changed func() <-chan struct{}, ok func() bool) {
	t.Helper()
	deadline := time.After(5 * time.Minute)
	for {
		ch := changed()
		if ok() {
			return
		}
		select {
		case <-ch:
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

type world struct {
	net   *telegramtest.Network
	in    *inbox
	c     *telegram.Channel
	log   *lockedBuffer
	ended chan error
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start runs a channel against a fake network; faults are scripted before the first call.
func start(t *testing.T, o telegram.Options, fault func(method string, chat int64) *telegramtest.Fault) *world {
	t.Helper()
	w := &world{net: telegramtest.New(), in: newInbox(), log: &lockedBuffer{}, ended: make(chan error, 1)}
	w.net.Fail(fault)
	server := httptest.NewServer(w.net)
	o.APIURL = server.URL
	if o.Token == "" {
		o.Token = telegramtest.Token
	}
	o.Log = slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c, err := telegram.New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.c = c
	ctx, cancel := context.WithCancel(context.Background())
	go func() { w.ended <- c.Run(ctx, w.in.receive) }()
	t.Cleanup(func() {
		cancel()
		server.CloseClientConnections()
		server.Close()
		if strings.Contains(w.log.String(), "SECRET") {
			t.Errorf("the log tells a secret:\n%s", w.log)
		}
	})
	return w
}

func (w *world) inboxChanged() <-chan struct{} { return w.in.changed }

func TestPollingConfirmsOnlyWhatIsStored(t *testing.T) {
	w := start(t, telegram.Options{}, nil)
	w.in.setFail(errors.New("disk full"))
	id := w.net.Say(42, "bonjour")
	<-w.in.changed
	<-w.in.changed // offered again, since it was not stored
	if w.net.Unconfirmed() != 1 {
		t.Fatal("confirmed although it was not stored")
	}
	w.in.setFail(nil)
	until(t, "stored", w.inboxChanged, func() bool { return slices.Contains(w.in.ids(), uint64(id)) })
	next := w.net.Say(42, "encore") // its arrival needs a call with the next offset
	until(t, "the next", w.inboxChanged, func() bool { return slices.Contains(w.in.ids(), uint64(next)) })
	if got := w.in.ids(); !slices.Equal(got, []uint64{uint64(id), uint64(next)}) {
		t.Errorf("stored %v", got)
	}
}

func TestPollingPoisonBlocksNobody(t *testing.T) {
	w := start(t, telegram.Options{}, nil)
	w.net.Push(7, w.net.Message(7, map[string]any{"text": "x", "forward_origin": map[string]any{"type": "new_kind"}}))
	w.net.Push(8, map[string]any{"hologram": map[string]any{}})
	last := w.net.Say(9, "bonjour")
	until(t, "the one behind", w.inboxChanged, func() bool { return slices.Contains(w.in.ids(), uint64(last)) })
	w.in.mu.Lock()
	defer w.in.mu.Unlock()
	var read int
	for _, e := range w.in.entries {
		if _, err := w.c.Decode(e); err == nil {
			read++
		}
	}
	if len(w.in.entries) != 3 || read != 1 {
		t.Errorf("%d stored, %d read; want 3 and 1", len(w.in.entries), read)
	}
}

func TestPollingSurvives(t *testing.T) {
	for name, fault := range map[string]telegramtest.Fault{
		"a 502 with HTML":  {Status: 502, Body: "<html>SECRET-BODY</html>"},
		"a cut connection": {Cut: true},
		"another poller":   {Status: 409, Description: "Conflict: terminated by other getUpdates request"},
		"a flood wait":     {Status: 429, Description: "Too Many Requests", RetryAfter: 1},
		"a 500":            {Status: 500, Description: "Internal Server Error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			failed := map[string]bool{}
			w := start(t, telegram.Options{}, func(method string, _ int64) *telegramtest.Fault {
				mu.Lock()
				defer mu.Unlock()
				if failed[method] {
					return nil
				}
				failed[method] = true // every method fails once, those of the start too
				return &fault
			})
			id := w.net.Say(42, "bonjour")
			until(t, "received", w.inboxChanged, func() bool { return slices.Contains(w.in.ids(), uint64(id)) })
		})
	}
}

func TestRevokedTokenEndsTheChannel(t *testing.T) {
	w := start(t, telegram.Options{Token: "1:revoked"}, nil)
	select {
	case err := <-w.ended:
		if err == nil || strings.Contains(err.Error(), "revoked:") {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Minute):
		t.Fatal("goes on with a token that is refused")
	}
}

func TestPressIsAnsweredAndCommandsAreFrench(t *testing.T) {
	w := start(t, telegram.Options{Commands: []telegram.Command{{Name: "aide", Description: "Ce que je sais faire"}}}, nil)
	_, callback := w.net.Press(42, "oui")
	until(t, "the press answered", w.net.Changed, func() bool { return w.net.Answered(callback) == 1 })
	for _, language := range []string{"fr", ""} {
		until(t, "commands for "+strconv.Quote(language), w.net.Changed, func() bool {
			return strings.Contains(w.net.Commands(language), "Ce que je sais faire")
		})
	}
}

func TestWebhook(t *testing.T) {
	const secret = "s3cret-of-the-hook"
	var hook http.Handler
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { hook.ServeHTTP(rw, r) }))
	t.Cleanup(front.Close)
	w := start(t, telegram.Options{Mode: telegram.Webhook, WebhookURL: front.URL, WebhookSecret: secret}, nil)
	hook = w.c.Handler()
	until(t, "the webhook registered", w.net.Changed, func() bool { return w.net.Webhook() == front.URL })

	post := func(secret, body string) int {
		req, err := http.NewRequest(http.MethodPost, front.URL, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	if got := post("wrong", `{"update_id":1,"message":{"chat":{"id":42}}}`); got != http.StatusUnauthorized {
		t.Errorf("a wrong secret got %d", got)
	}
	if got := post("", `{"update_id":1}`); got != http.StatusUnauthorized {
		t.Errorf("no secret got %d", got)
	}
	if len(w.in.ids()) != 0 {
		t.Fatal("stored without the secret")
	}
	id := w.net.Say(42, "bonjour")
	if got, err := w.net.Deliver(t.Context(), id); err != nil || got != http.StatusOK {
		t.Fatalf("%d %v", got, err)
	}
	if !slices.Contains(w.in.ids(), uint64(id)) {
		t.Fatal("200 before it was stored")
	}
	w.in.setFail(errors.New("disk full"))
	id = w.net.Say(42, "encore")
	if got, err := w.net.Deliver(t.Context(), id); err != nil || got == http.StatusOK {
		t.Fatalf("not stored, yet %d %v", got, err)
	}
	w.in.setFail(nil)
	if got, err := w.net.Deliver(t.Context(), id); err != nil || got != http.StatusOK {
		t.Fatalf("%d %v", got, err)
	}
	// What will never be readable is taken once, to be parked, so that it is not sent for a day.
	for name, body := range map[string]string{
		"no JSON": "SECRET nonsense", "wrong shape": `{"update_id":"SECRET"}`,
		"too large": `{"update_id":5,"message":{"text":"` + strings.Repeat("x", 2<<20) + `"}}`,
	} {
		before := len(w.in.ids())
		if got := post(secret, body); got != http.StatusOK {
			t.Errorf("%s got %d", name, got)
		}
		if len(w.in.ids()) != before+1 {
			t.Errorf("%s was not kept", name)
		}
	}
	resp, err := http.Get(front.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET got %d", resp.StatusCode)
	}
}

func TestSendClassifies(t *testing.T) {
	to := bot.Address{Channel: telegram.Name, ID: "42"}
	for name, tt := range map[string]struct {
		fault telegramtest.Fault
		want  bot.SendKind
		after time.Duration
	}{
		"429":             {telegramtest.Fault{Status: 429, Description: "Too Many Requests: retry after 7", RetryAfter: 7}, bot.Throttled, 7 * time.Second},
		"403":             {telegramtest.Fault{Status: 403, Description: "Forbidden: bot was blocked by the user"}, bot.Blocked, 0},
		"deactivated":     {telegramtest.Fault{Status: 403, Description: "Forbidden: user is deactivated"}, bot.Blocked, 0},
		"unknown chat":    {telegramtest.Fault{Status: 400, Description: "Bad Request: chat not found"}, bot.Blocked, 0},
		"400":             {telegramtest.Fault{Status: 400, Description: "Bad Request: something"}, bot.Rejected, 0},
		"401":             {telegramtest.Fault{Status: 401, Description: "Unauthorized"}, bot.Revoked, 0},
		"500":             {telegramtest.Fault{Status: 500, Description: "Internal Server Error"}, bot.Temporary, 0},
		"502 with HTML":   {telegramtest.Fault{Status: 502, Body: "<html>SECRET</html>"}, bot.Temporary, 0},
		"cut":             {telegramtest.Fault{Cut: true}, bot.Temporary, 0},
		"cut after doing": {telegramtest.Fault{CutAfter: true}, bot.Temporary, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, telegram.Options{}, func(method string, _ int64) *telegramtest.Fault {
				if strings.HasPrefix(method, "send") {
					return &tt.fault
				}
				return nil
			})
			_, err := w.c.Send(t.Context(), to, dialogue.Reply{Text: "Bonjour"})
			failure, ok := errors.AsType[*bot.SendError](err)
			if !ok || failure.Kind != tt.want || failure.After != tt.after {
				t.Fatalf("got %#v (%v)", failure, err)
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("the error tells a secret: %v", err)
			}
		})
	}
}

func TestSendEscapesAndFallsBack(t *testing.T) {
	to := bot.Address{Channel: telegram.Name, ID: "42"}
	w := start(t, telegram.Options{}, nil)
	const hard = `1 < 2 & "trois" <b> d'accord`
	id, err := w.c.Send(t.Context(), to, dialogue.Reply{
		Text:    hard,
		Buttons: []dialogue.Button{{Label: "Oui", Value: "y"}, {Label: "Non", Value: "n"}},
		Links:   []dialogue.Link{{Label: "Le site", URL: "https://example.org"}},
	})
	if err != nil || id == "" {
		t.Fatal(err)
	}
	if got := w.net.Sent(42)[0]; got.Text != hard || len(got.Buttons) != 3 || got.Mode != "HTML" {
		t.Errorf("got %+v", got)
	}
	w.net.Fail(func() func(string, int64) *telegramtest.Fault {
		refused := false
		return func(method string, _ int64) *telegramtest.Fault {
			if method != "sendMessage" || refused {
				return nil
			}
			refused = true
			return &telegramtest.Fault{Status: 400, Description: "Bad Request: can't parse entities: x"}
		}
	}())
	if _, err := w.c.Send(t.Context(), to, dialogue.Reply{Text: hard}); err != nil {
		t.Fatal(err)
	}
	if got := w.net.Sent(42)[1]; got.Text != hard || got.Mode != "" {
		t.Errorf("the fall back: %+v", got)
	}
	if _, err := w.c.Send(t.Context(), to, dialogue.Reply{Text: "Voici", File: &dialogue.File{Name: "donnees.json", Data: []byte("{}")}}); err != nil {
		t.Fatal(err)
	}
	if got := w.net.Sent(42)[2]; got.File != "donnees.json" || string(got.Data) != "{}" {
		t.Errorf("the document: %+v", got)
	}
}
