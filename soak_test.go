//go:build soak

package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/adapters/telegram/telegramtest"
	"potentiels/bot"
)

const (
	soakChats  = 100
	soakRounds = 40
)

// A hundred people talk at once over a network that fails in every way it knows, while the
// service is killed a second after each time it got ready. Each chat reads as in a run
// without faults, save what was sent again, which is counted.
func TestSoakPolling(t *testing.T) { soak(t, nil) }

func TestSoakWebhook(t *testing.T) { soak(t, webhookSettings(freeAddress(t))) }

func soak(t *testing.T, receiving []string) {
	t.Parallel()
	want := reference(t, soakChats, soakRounds)

	net, env := telegramNetwork(t)
	dir := t.TempDir()
	env = append(append(env, "DATA_DIR="+dir), receiving...)
	faulty := &faults{}
	net.Fail(faulty.decide)
	c := newCrowd(soakChats, net)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	say := func() {
		c.say(1)
		if receiving == nil {
			return
		}
		for chat, ids := range c.said {
			id := ids[len(ids)-1]
			net.Insist(ctx, chat, id)
			if rand.IntN(5) == 0 {
				net.Insist(ctx, chat, id) // Telegram did not hear our 200
			}
		}
	}
	var epochs []int
	for c.turns < soakRounds {
		r := start(t, env...)
		r.ready()
		lives := time.After(time.Second)
		for alive := true; alive; {
			select {
			case <-lives:
				alive = false
			default:
				if c.turns < soakRounds && net.Unconfirmed() < 3*soakChats {
					say()
					net.Redeliver(rand.IntN(20))
				}
				select {
				case <-lives:
					alive = false
				case <-net.Changed():
				}
			}
			r.alive()
		}
		r.kill()
		epochs = append(epochs, len(net.Sent(0)))
	}
	net.Fail(nil)
	c.finish(t, env, dir)

	again, _ := repeats(t, net.Sent(0), want, epochs)
	// One a chat and kill, and one for each call that was done and cut off.
	if limit := soakChats*len(epochs) + int(faulty.cut.Load()); again > limit {
		t.Errorf("%d messages were sent again, at most %d may be", again, limit)
	}
	atRest(t, dir, func(s *sqlite.Store, _ []bot.Lease) {
		for chat, said := range c.said {
			if got := handled(t, s, chat); !reflect.DeepEqual(got, said) {
				t.Errorf("chat %d: handled %v, want %v", chat, got, said)
			}
		}
	})
	t.Logf("%d kills, %d faults of which %d calls were done and cut off, %d messages, %d of them sent again",
		len(epochs), faulty.all.Load(), faulty.cut.Load(), len(net.Sent(0)), again)
}

// faults lets a tenth of all calls fail.
type faults struct {
	all, cut atomic.Int64
}

func (f *faults) decide(method string, _ int64) *telegramtest.Fault {
	if rand.IntN(10) > 0 {
		return nil
	}
	f.all.Add(1)
	switch rand.IntN(4) {
	case 0:
		return &telegramtest.Fault{Status: http.StatusBadGateway, Body: "<html>502</html>"}
	case 1:
		return &telegramtest.Fault{Cut: true}
	case 2:
		return &telegramtest.Fault{Status: http.StatusTooManyRequests, Description: "Too Many Requests", RetryAfter: 1}
	}
	if method == "sendMessage" {
		f.cut.Add(1)
	}
	return &telegramtest.Fault{CutAfter: true}
}
