package telegram

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tg "github.com/go-telegram/bot"
)

// yes is a Bot API that agrees to everything, within the process, and keeps which methods were called.
type yes struct {
	mu    sync.Mutex
	calls []string
}

func (y *yes) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body) // the client writes it meanwhile
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.calls = append(y.calls, path.Base(r.URL.Path))
	result := "true"
	if path.Base(r.URL.Path) == "getMe" {
		result = `{"id":1,"is_bot":true,"first_name":"Test","username":"TestBot"}`
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"ok":true,"result":` + result + `}`))}, nil
}

func (y *yes) called() []string {
	y.mu.Lock()
	defer y.mu.Unlock()
	return slices.Clone(y.calls)
}

// A webhook that is called is registered from the last time: nothing is begun over because of a start, and
// what may have changed is told later.
func TestRegisteringWaitsWhileTheWebhookIsCalled(t *testing.T) {
	for name, calling := range map[string]bool{"called": true, "not called": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := New(Options{Token: "1:x", Mode: Webhook, WebhookURL: "https://example.org", WebhookSecret: "s",
					Commands: []Command{{"aide", "Aide"}}, Log: slog.New(slog.DiscardHandler)})
				if err != nil {
					t.Fatal(err)
				}
				api := &yes{}
				if c.api, err = tg.New("1:x", tg.WithSkipGetMe(), tg.WithHTTPClient(time.Second, api)); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				var r recorder
				go func() { ended <- c.Run(ctx, r.receive) }()
				if calling {
					call := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"update_id":5}`))
					call.Header.Set("X-Telegram-Bot-Api-Secret-Token", "s")
					answer := httptest.NewRecorder()
					c.Handler().ServeHTTP(answer, call)
					if answer.Code != http.StatusOK || !slices.Equal(r.got(), []uint64{5}) {
						t.Errorf("the call got %d, stored are %v", answer.Code, r.got())
					}
				}
				pass(calledWithin)
				all := []string{"setWebhook", "getMe", "setMyCommands", "setMyCommands"}
				if calling {
					if got := api.called(); !slices.Equal(got, []string{"getMe"}) {
						t.Errorf("called at once: %v", got)
					}
					pass(registerLater)
					all = []string{"getMe", "setWebhook", "setMyCommands", "setMyCommands"}
				}
				if got := api.called(); !slices.Equal(got, all) {
					t.Errorf("called in all: %v", got)
				}
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
