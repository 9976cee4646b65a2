package bot_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// The staff's network is down for ten minutes, in each way that it fails, and once the program
// stops and starts again meanwhile: what people wrote is in their threads afterwards, in order
// and once, and the requests made meanwhile have their cards.
func TestTenMinutesWithoutTheStaffsNetwork(t *testing.T) {
	failures := map[string]error{
		"no answer": errors.New("connection refused"),
		"503":       &bot.SendError{Kind: bot.Temporary, Err: errors.New("503")},
		"429":       &bot.SendError{Kind: bot.Throttled, After: 30 * time.Second, Err: errors.New("429")},
	}
	for name, failure := range failures {
		for _, restarts := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " restart ", restarts), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := open(t, 0)
					defer func() { w.end() }()
					var requests []string
					var want [3][]string
					for p := range 3 {
						requests = append(requests, w.handOver(fmt.Sprint(p)))
						w.act(requests[p], desk.Event{Kind: desk.Claim, By: marie})
					}
					fail := func(err error) {
						w.office.mu.Lock()
						defer w.office.mu.Unlock()
						w.office.refuses = nil
						if err != nil {
							w.office.refuses = func(bot.Address, desk.Post) error { return err }
						}
					}
					fail(failure)
					down := time.Now()
					for i := range 40 {
						for p := range 3 {
							text := fmt.Sprintf("ligne %d de %d", i, p)
							w.people.say(fmt.Sprint(p), text)
							want[p] = append(want[p], text)
						}
						pass(15 * time.Second)
						if restarts && i == 20 {
							w.end()
							w.start(0)
						}
					}
					w.says("other", "conseiller", "J'accepte") // nobody sees the card yet
					if time.Since(down) < 10*time.Minute {
						t.Fatal("not ten minutes")
					}
					for p, r := range requests {
						if posted, _ := w.posted(r); len(posted) > 0 {
							t.Fatalf("posted while it was down: %q of %d", posted, p)
						}
					}
					fail(nil)
					pass(time.Minute)
					for p, r := range requests {
						if posted, repeats := w.posted(r); !slices.Equal(posted, want[p]) || repeats > 0 {
							t.Errorf("posted were %q, %d twice", posted, repeats)
						}
					}
					if len(w.requests()) != 4 {
						t.Errorf("cards of %q", w.requests())
					}
					if left := outboxOf(t, w.store, w.office.address("CFT")); len(left) > 0 {
						t.Errorf("%d posts are left", len(left))
					}
				})
			})
		}
	}
}

// The token of the staff's network is refused: people are answered from the web desk as before, and what waited
// is posted, in order and once, after the next start with one that is taken.
func TestTokenOfStaffRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer func() { w.end() }()
		id := w.handOver(paxID)
		web := desk.Staff{ID: "web:marie", Name: "Marie Dupont"}
		w.act(id, desk.Event{Kind: desk.Claim, By: web})
		w.office.mu.Lock()
		w.office.refuses = func(bot.Address, desk.Post) error {
			return &bot.SendError{Kind: bot.Revoked, Err: errors.New("token_revoked")}
		}
		w.office.mu.Unlock()
		w.says(paxID, "un", "deux")
		if o := w.act(id, desk.Event{Kind: desk.Reply, By: web, Text: "Bonjour"}); o.Refusal != "" || !has([]string{w.last(paxID)}, "Bonjour") {
			t.Errorf("outcome %+v, the person heard %q", o, w.last(paxID))
		}
		w.says(paxID, "trois")
		told := false
		for _, s := range w.engine.States() {
			told = told || s.Name == w.office.Name() && s.Err != nil
		}
		if posted, _ := w.posted(id); len(posted) > 0 || !told {
			t.Errorf("posted %q, that it stopped is told: %v", posted, told)
		}
		w.end()
		w.office.mu.Lock()
		w.office.refuses = nil
		w.office.mu.Unlock()
		w.start(0)
		pass(time.Minute)
		if posted, repeats := w.posted(id); !slices.Equal(posted, []string{"un", "deux", "trois"}) || repeats > 0 || !has(w.office.shows("CFT"), "Bonjour delivered") {
			t.Errorf("posted %q, %d twice; staff read %q", posted, repeats, w.office.shows("CFT"))
		}
	})
}
