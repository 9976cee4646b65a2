package bot_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

const takeBackDelay = 10 * time.Second

// replies has Marie answer in her channel, as its network tells; seen waits until that shows.
func (w *world) replies(id uint64, request, text string) {
	w.t.Helper()
	w.office.does(w.t, w.engine, id, "CFT", desk.Act{Request: request, Event: desk.Event{Kind: desk.Reply, By: marie, Text: text}})
}

func (w *world) seen(text string) {
	w.t.Helper()
	for range 3600 {
		if has(w.office.shows("CFT"), text) {
			return
		}
		pass(time.Second)
	}
	w.t.Fatalf("never shown: %s in %q", text, w.office.shows("CFT"))
}

// A channel at its pace shows a reply late: the delay to take it back begins when it is seen.
func TestDelayBeginsWhenSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, takeBackDelay)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.office.mu.Lock()
		w.office.slow = 45 * time.Second // for what waits before it
		w.office.mu.Unlock()
		w.people.say(paxID, "allô ?")
		pass(time.Second)
		w.replies(100, id, "Bonjour, à jeudi")
		pass(44 * time.Second)
		if has(w.office.shows("CFT"), "à jeudi") {
			t.Fatal("the channel is not slow")
		}
		w.seen("à jeudi waiting")
		pass(takeBackDelay - 2*time.Second)
		if has(w.people.heard(paxID), "à jeudi") {
			t.Fatal("it left before it could be taken back for as long as promised")
		}
		w.office.does(t, w.engine, 101, "CFT", desk.Act{Request: id, Event: desk.Event{Kind: desk.CancelSend, By: marie, N: 1}})
		pass(20 * time.Minute)
		if has(w.people.heard(paxID), "à jeudi") {
			t.Error("it was taken back, and left")
		}
		// And what is not taken back leaves when the delay is over.
		w.replies(102, id, "Bonjour, à vendredi")
		w.seen("à vendredi waiting")
		pass(takeBackDelay + time.Second)
		if !has(w.people.heard(paxID), "à vendredi") {
			t.Errorf("heard %q", w.people.heard(paxID))
		}
		pass(5 * time.Minute) // the last posts
	})
}

// A network that is down does not keep an answer from the person: it leaves after five minutes,
// and is then not shown as if it could be taken back.
func TestDelayOfAReplyThatIsNeverSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, takeBackDelay)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		fail := func(kind bot.SendKind) {
			w.office.mu.Lock()
			defer w.office.mu.Unlock()
			w.office.refuses = func(bot.Address, desk.Post) error { return &bot.SendError{Kind: kind, Err: errors.New("503")} }
		}
		fail(bot.Temporary)
		w.replies(100, id, "Bonjour, à jeudi")
		pass(4 * time.Minute)
		if has(w.people.heard(paxID), "à jeudi") {
			t.Fatal("it left although nobody saw it")
		}
		pass(2 * time.Minute)
		if !has(w.people.heard(paxID), "à jeudi") {
			t.Fatalf("heard %q", w.people.heard(paxID))
		}
		// Where the network says that it will never show it, there is nothing to wait for.
		fail(bot.Rejected)
		pass(10 * time.Minute)
		w.replies(101, id, "Bonjour, à samedi")
		pass(takeBackDelay + 5*time.Second)
		if !has(w.people.heard(paxID), "à samedi") {
			t.Errorf("heard %q", w.people.heard(paxID))
		}
		for _, p := range w.office.shows("CFT") {
			if strings.Contains(p, "à jeudi waiting") {
				t.Errorf("staff read %q", p)
			}
		}
	})
}
