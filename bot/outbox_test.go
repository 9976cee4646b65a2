package bot_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

var errCut = errors.New("connection cut")

func temporary() error { return &bot.SendError{Kind: bot.Temporary, Err: errCut} }

// outboxOf gives what waits in the partition of an address.
func outboxOf(t *testing.T, s bot.Store, a bot.Address) []bot.Delivery {
	t.Helper()
	var all []bot.Delivery
	for d, err := range s.Outbox(t.Context(), bot.Lease{Partition: a.Partition()}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

func TestTemporaryFailuresAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		tries := []time.Time{}
		net.script = func(m message) error {
			if m.to.ID != "a" || m.text != "once" {
				return nil
			}
			tries = append(tries, m.at)
			if len(tries) <= 6 {
				return temporary()
			}
			return nil
		}
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		net.say("a", "twice")
		net.say("b", "twice")
		pass(10 * time.Second)
		end() // the attempts so far survive a restart
		if d := outboxOf(t, store, net.address("a")); len(d) != 2 || d[0].Attempts != len(tries) {
			t.Errorf("the outbox has %+v after %d attempts", d, len(tries))
		}
		if diff := cmp.Diff([]string{"once", "1:twice"}, net.heard("b")); diff != "" {
			t.Errorf("another chat had to wait: %s", diff)
		}
		retried := e.Metrics().Retried.Load()
		e, end = begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer end()
		pass(5 * time.Minute)
		if diff := cmp.Diff([]string{"once", "1:twice"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		for i := 1; i < len(tries); i++ {
			wait, want := tries[i].Sub(tries[i-1]), time.Second<<(i-1)
			if wait < want*3/4 || wait > want*5/4 {
				t.Errorf("attempt %d came after %v, want about %v", i+1, wait, want)
			}
		}
		if n := retried + e.Metrics().Retried.Load(); n != 6 {
			t.Errorf("counted %d retries", n)
		}
	})
}

func TestGivesUpAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		var first, last time.Time
		net.script = func(m message) error {
			if m.text != "once" {
				return nil
			}
			if last = m.at; first.IsZero() {
				first = m.at
			}
			return temporary()
		}
		e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}, Lease: time.Hour})
		defer end()
		net.say("a", "twice")
		pass(30 * time.Hour)
		if d := last.Sub(first); d < 22*time.Hour || d > 26*time.Hour {
			t.Errorf("tried for %v", d)
		}
		if n := e.Metrics().Failed.Load(); n != 1 {
			t.Errorf("counted %d failed", n)
		}
		if diff := cmp.Diff([]string{"1:twice"}, net.heard("a")); diff != "" {
			t.Errorf("what follows is not sent: %s", diff)
		}
	})
}

func TestThrottled(t *testing.T) {
	t.Run("one chat", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := newNetwork("net")
			var asked time.Time
			net.script = func(m message) error {
				if m.to.ID == "a" && asked.IsZero() {
					asked = m.at
					return &bot.SendError{Kind: bot.Throttled, After: 17 * time.Second, Err: errCut}
				}
				return nil
			}
			e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
			defer end()
			net.say("a", "twice")
			pass(time.Second)
			net.say("b", "x")
			pass(time.Second)
			if len(net.heard("b")) != 1 {
				t.Error("another chat is kept waiting")
			}
			pass(time.Minute)
			if diff := cmp.Diff([]string{"once", "1:twice"}, net.heard("a")); diff != "" {
				t.Error(diff)
			}
			if d := net.times("a")[0].Sub(asked); d != 17*time.Second {
				t.Errorf("tried again after %v, want 17s", d)
			}
			if n := e.Metrics().Throttled.Load(); n != 1 {
				t.Errorf("counted %d", n)
			}
		})
	})
	t.Run("the whole program", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := newNetwork("net")
			start := time.Now()
			until := start.Add(30 * time.Second)
			calls := 0
			net.script = func(m message) error {
				if m.at.Before(until) {
					calls++
					return &bot.SendError{Kind: bot.Throttled, After: until.Sub(m.at), Err: errCut}
				}
				return nil
			}
			e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
			defer end()
			for i := range 20 {
				net.say(fmt.Sprint(i), "x")
				pass(time.Second)
			}
			if calls != 2 {
				t.Errorf("%d calls, want 2 before all wait", calls)
			}
			pass(time.Minute)
			for i := range 20 {
				if len(net.heard(fmt.Sprint(i))) != 1 {
					t.Errorf("%d heard %q", i, net.heard(fmt.Sprint(i)))
				}
			}
			if n := e.Metrics().Pauses.Load(); n != 1 {
				t.Errorf("counted %d pauses", n)
			}
		})
	})
}

// TestKeepsUnderALimitItIsNotTold: a network takes 30 calls a second in all and refuses
// the others, and those that come before the wait it named is over.
func TestKeepsUnderALimitItIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		net.latency = 50 * time.Millisecond
		var took []time.Time
		var locked time.Time
		refused := 0
		net.script = func(message) error {
			now := time.Now()
			for len(took) > 0 && now.Sub(took[0]) >= time.Second {
				took = took[1:]
			}
			if now.Before(locked) || len(took) >= 30 {
				refused++
				if !now.Before(locked) {
					locked = now.Add(time.Second)
				}
				return &bot.SendError{Kind: bot.Throttled, After: time.Until(locked), Err: errCut}
			}
			took = append(took, now)
			return nil
		}
		_, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
		defer end()
		const chats, each = 300, 4
		for i := range chats {
			for range each {
				net.say(fmt.Sprint(i), "x")
			}
		}
		pass(90 * time.Second) // 40 s at the limit
		sent := 0
		for i := range chats {
			sent += len(net.heard(fmt.Sprint(i)))
		}
		if sent != chats*each {
			t.Errorf("%d of %d arrived", sent, chats*each)
		}
		if refused > chats*each/4 {
			t.Errorf("%d calls were refused", refused)
		}
		t.Logf("%d calls refused", refused)
	})
}

func TestBlockedUntilTheyWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		var blocked atomic.Bool
		blocked.Store(true)
		calls := 0
		net.script = func(message) error {
			if calls++; blocked.Load() {
				return &bot.SendError{Kind: bot.Blocked, Err: errCut}
			}
			return nil
		}
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		defer end()
		net.say("a", "remind later 600")
		net.say("a", "twice")
		pass(time.Minute)
		if calls != 1 || e.Metrics().Blocked.Load() != 3 {
			t.Errorf("%d calls, %d dropped", calls, e.Metrics().Blocked.Load())
		}
		pass(time.Hour) // the reminder comes and is not sent
		if calls != 1 || e.Metrics().Unreachable.Load() != 1 {
			t.Errorf("%d calls, %d not queued", calls, e.Metrics().Unreachable.Load())
		}
		blocked.Store(false)
		net.say("a", "back")
		pass(time.Minute)
		net.say("a", "(blocks)")
		pass(time.Minute)
		if diff := cmp.Diff([]string{"4:back"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		if left := outboxOf(t, store, net.address("a")); len(left) > 0 {
			t.Errorf("left: %+v", left)
		}
	})
}

func TestRejectedIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		net.script = func(m message) error {
			if m.text == "once" {
				return &bot.SendError{Kind: bot.Rejected, Err: errCut}
			}
			if m.text == "2:panic-in-send" {
				panic("no")
			}
			return nil
		}
		e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
		defer end()
		net.say("a", "twice")
		net.say("a", "panic-in-send")
		net.say("a", "x")
		pass(time.Minute)
		if diff := cmp.Diff([]string{"1:twice", "3:x"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		if n := e.Metrics().Rejected.Load(); n != 2 {
			t.Errorf("counted %d", n)
		}
	})
}

// wordwise is a network that takes a word a message.
type wordwise struct{ *network }

func (wordwise) Shape(r dialogue.Reply) (out []dialogue.Reply) {
	for word := range strings.FieldsSeq(r.Text) {
		out = append(out, dialogue.Reply{Text: word})
	}
	return out
}

func TestPiecesOfAReplyAreSentOnceEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		failed := false
		net.script = func(m message) error {
			if m.text == "deux" && !failed {
				failed = true
				return &bot.SendError{Kind: bot.Temporary, Err: errCut}
			}
			return nil
		}
		e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{wordwise{net}}})
		defer end()
		e.SetNext(func(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
			return s, dialogue.Turn{Replies: []dialogue.Reply{{Text: "un deux trois"}}}
		})
		net.say("a", "x")
		pass(time.Minute)
		if diff := cmp.Diff([]string{"un", "deux", "trois"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRevokedStopsTheChannelAndKeepsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		var revoked atomic.Bool
		revoked.Store(true)
		calls := 0
		net.script = func(message) error {
			if calls++; revoked.Load() {
				return &bot.SendError{Kind: bot.Revoked, Err: errors.New("token refused")}
			}
			return nil
		}
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		net.say("a", "twice")
		pass(time.Minute)
		if calls != 1 || e.States()[0].Err == nil {
			t.Errorf("%d calls, state %v", calls, e.States()[0].Err)
		}
		end()
		revoked.Store(false)
		_, end = begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer end()
		pass(time.Minute)
		if diff := cmp.Diff([]string{"once", "1:twice"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

// campaign puts a campaign message for each person into the store, as the campaign's
// partition work will.
func campaign(t *testing.T, s bot.Store, people ...bot.Address) {
	t.Helper()
	for _, l := range must(s.Acquire(t.Context(), "test", time.Second))(t) {
		var b bot.Batch
		for i, to := range people {
			if to.Partition() == l.Partition {
				body, _ := json.Marshal(dialogue.Reply{Text: "news"})
				b.Queue = append(b.Queue, bot.Delivery{ID: bot.DeliveryID(fmt.Sprint("news ", i)), Owner: to, To: to, Class: bot.ClassCampaign, Body: body})
			}
		}
		if err := s.Commit(t.Context(), l, b); err != nil {
			t.Fatal(err)
		}
		if err := s.Release(t.Context(), []bot.Lease{l}); err != nil {
			t.Fatal(err)
		}
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestCampaignsKeepTheRateAndRepliesDoNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		var people []bot.Address
		for i := range 200 {
			people = append(people, net.address(fmt.Sprint(i)))
		}
		campaign(t, store, people...)
		start := time.Now()
		_, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}, SendRate: 20})
		defer end()
		pass(time.Second)
		asked := time.Now()
		for i := range 50 {
			net.say(fmt.Sprint("new", i), "x")
		}
		pass(time.Minute)
		var news []time.Time
		for _, m := range net.sent {
			switch {
			case m.text == "news":
				news = append(news, m.at)
			case m.at.Sub(asked) > 100*time.Millisecond:
				t.Errorf("a reply took %v", m.at.Sub(asked))
			}
		}
		if len(news) != 200 {
			t.Fatalf("%d of 200 were sent", len(news))
		}
		if d := news[199].Sub(start); d < 9*time.Second || d > 11*time.Second {
			t.Errorf("200 at 20/s took %v", d)
		}
		for i := range news[20:] {
			if d := news[i+20].Sub(news[i]); d < 950*time.Millisecond {
				t.Errorf("21 within %v", d)
			}
		}
	})
}

func TestRepliesGoBeforeCampaigns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		a := net.address("a")
		campaign(t, store, a, a)
		_, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}, ChatBurst: 1})
		defer end()
		pass(500 * time.Millisecond)
		net.say("a", "twice")
		pass(time.Minute)
		if diff := cmp.Diff([]string{"news", "once", "1:twice", "news"}, net.heard("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCampaignsAreSentAtMostOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		var people []bot.Address
		for _, id := range []string{"fine", "cut", "throttled", "killed"} {
			people = append(people, net.address(id))
		}
		calls := map[string]int{}
		net.script = func(m message) error {
			calls[m.to.ID]++
			switch {
			case m.to.ID == "cut":
				return temporary()
			case m.to.ID == "throttled" && calls["throttled"] == 1:
				return &bot.SendError{Kind: bot.Throttled, After: time.Second, Err: errCut}
			}
			return nil
		}
		store := bot.NewMemory()
		campaign(t, store, people...)
		// The owner before died with this one begun.
		for _, l := range must(store.Acquire(t.Context(), "before", time.Second))(t) {
			if l.Partition == people[3].Partition() {
				begun := outboxOf(t, store, people[3])
				i := slices.IndexFunc(begun, func(d bot.Delivery) bool { return d.To == people[3] })
				begun[i].Sending = true
				if err := store.Commit(t.Context(), l, bot.Batch{Update: begun[i : i+1]}); err != nil {
					t.Fatal(err)
				}
			}
		}
		pass(2 * time.Second)
		e, end := begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer end()
		pass(time.Minute)
		if diff := cmp.Diff(map[string]int{"fine": 1, "cut": 1, "throttled": 2}, calls); diff != "" {
			t.Error(diff)
		}
		if n := e.Metrics().Unknown.Load(); n != 2 {
			t.Errorf("counted %d unknown", n)
		}
		for _, p := range people {
			if left := outboxOf(t, store, p); len(left) > 0 {
				t.Errorf("%s: left %+v", p.ID, left)
			}
		}
	})
}
