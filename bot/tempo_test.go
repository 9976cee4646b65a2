package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

func TestWaitsThatWereAskedForAreNoFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		calls := 0
		net.script = func(message) error {
			switch calls++; {
			case calls <= 9:
				return &bot.SendError{Kind: bot.Throttled, After: time.Second, Err: errCut}
			case calls == 10:
				return &bot.SendError{Kind: bot.Temporary, Err: errCut}
			}
			return nil
		}
		_, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}})
		defer end()
		net.say("a", "x")
		pass(14 * time.Second) // nine waits of a second, then a failure among the first
		if len(net.heard("a")) != 1 {
			t.Errorf("not said after %d calls", calls)
		}
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
