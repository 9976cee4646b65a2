package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// ask makes a call; the answer is there when wait returns.
func ask(f *front, path string) (answer *httptest.ResponseRecorder, wait func()) {
	answer = httptest.NewRecorder()
	var call sync.WaitGroup
	call.Go(func() { f.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, path, nil)) })
	return answer, call.Wait
}

// A call that comes while the service starts is served once it has: Telegram is not turned away, for it would
// come back seconds later.
func TestFrontHoldsCallsDuringTheStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFront()
		for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable} {
			began := time.Now()
			if answer, wait := ask(f, path); true {
				if wait(); answer.Code != want || !time.Now().Equal(began) {
					t.Errorf("%s: %d after %v", path, answer.Code, time.Since(began))
				}
			}
		}
		held, wait := ask(f, webhookPath)
		<-time.After(startPatience / 2)
		f.open(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
		if wait(); held.Code != http.StatusTeapot {
			t.Errorf("held until the start was over, then answered %d", held.Code)
		}
		if answer, wait := ask(f, webhookPath); true {
			if wait(); answer.Code != http.StatusTeapot {
				t.Errorf("after the start: %d", answer.Code)
			}
		}
	})
}

func TestFrontTurnsAwayWhenTheStartTakesLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFront()
		began := time.Now()
		held, wait := ask(f, webhookPath)
		if wait(); held.Code != http.StatusServiceUnavailable || held.Header().Get("Retry-After") == "" || time.Since(began) != startPatience {
			t.Errorf("%d after %v", held.Code, time.Since(began))
		}
		// A store that cannot be reached may take a day.
		if !f.wait("no route to the store") || f.wait("no route to the store") {
			t.Error("what is waited for is new once")
		}
		began = time.Now()
		if held, wait = ask(f, webhookPath); true {
			if wait(); held.Code != http.StatusServiceUnavailable || !strings.Contains(held.Body.String(), "no route") || !time.Now().Equal(began) {
				t.Errorf("%d after %v: %s", held.Code, time.Since(began), held.Body)
			}
		}
	})
}
