//go:build soak

package main

import (
	"net/http"
	"testing"
	"time"

	"potentiels/adapters/telegram/telegramtest"
)

// boardRequests is how many requests are open at one partner.
const boardRequests = 10_000

// Ten thousand requests wait at one partner: how long it took until all of them stood on its board, and what
// one look at the list costs, which each page that is open does every second.
func TestMeasureBoards(t *testing.T) {
	net := telegramtest.New()
	env, leave := enter(net)
	defer leave()
	r := start(t, append(env, "DATA_DIR="+t.TempDir(), "SEND_RATE_PER_CHAT=10000")...)
	marie := newColleague(t, r.ready())
	began := time.Now()
	for i := range boardRequests {
		net.Press(killChat(i), "humain:afpa")
	}
	until(t, "consents", nil, func() bool { return len(net.Sent(0)) >= boardRequests })
	asked := time.Since(began)
	for i := range boardRequests {
		net.Press(killChat(i), "accepte:afpa")
	}
	began = time.Now()
	var figures struct{ Partners []struct{ Open int } }
	until(t, "all of them on the board", nil, func() bool {
		if err := marie.call(http.MethodGet, "figures", nil, &figures); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		return len(figures.Partners) == 1 && figures.Partners[0].Open == boardRequests
	})
	t.Logf("%d people asked for a human in %v, said yes and stood on the board after %v", boardRequests, asked.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	var took time.Duration
	const looks = 20
	for range looks {
		began := time.Now()
		if err := marie.call(http.MethodGet, "board", nil, &struct{ Rows []any }{}); err != nil {
			t.Fatal(err)
		}
		took += time.Since(began)
	}
	t.Logf("a look at the list takes %v", (took / looks).Round(10*time.Microsecond))
	requests, err := marie.open()
	if err != nil {
		t.Fatal(err)
	}
	began = time.Now()
	for _, request := range requests[:looks] {
		if refusal, err := marie.does(request, "claim", ""); err != nil || refusal != "" {
			t.Fatal(refusal, err)
		}
	}
	claimed := time.Since(began)
	until(t, "the claims on the board", nil, func() bool {
		err := marie.call(http.MethodGet, "figures", nil, &figures)
		return err == nil && figures.Partners[0].Open == boardRequests-looks
	})
	t.Logf("%d claims took %v, and stood on the board after %v", looks, claimed.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	r.alive()
	if code := r.stop(); code != exitDone {
		t.Errorf("told to stop, it ended with %d", code)
	}
}
