package slack_test

import (
	"errors"
	"testing"
	"time"

	"potentiels/adapters/slack/slacktest"
	"potentiels/bot"
	"potentiels/bot/desk"
)

// Slack asks to wait with changes of posts: it is not asked again before, from whichever channel, what is new
// is posted meanwhile, and afterwards the newest state stands.
func TestChangesRestTogether(t *testing.T) {
	w, _ := face(t, false)
	other := bot.Address{Channel: "slack", ID: "C0OTHER"}
	ts := w.post(t, card(desk.Open, nil))
	there, err := w.c.Post(t.Context(), other, card(desk.Open, nil))
	if err != nil {
		t.Fatal(err)
	}
	w.net.Fail(func(method, _ string) *slacktest.Fault {
		if method == "chat.update" {
			return &slacktest.Fault{RetryAfter: 2}
		}
		return nil
	})
	change := func(to bot.Address, message bot.MessageID, by string) error {
		p := card(desk.Claimed, func(c *desk.Card) { c.By.Name = by })
		p.Message = string(message)
		_, err := w.c.Post(t.Context(), to, p)
		return err
	}
	for i, to := range []bot.Address{channel, channel, other} {
		failure, ok := errors.AsType[*bot.SendError](change(to, map[bot.Address]bot.MessageID{channel: ts, other: there}[to], "Anne"))
		if !ok || failure.Kind != bot.Throttled || failure.After <= 0 || failure.After > 2*time.Second {
			t.Errorf("change %d: %+v", i, failure)
		}
	}
	if n := w.net.Calls("chat.update"); n != 1 {
		t.Errorf("Slack was asked %d times", n)
	}
	w.net.Fail(nil)
	if again := card(desk.Open, nil); w.post(t, again) == ts {
		t.Error("nothing new is posted meanwhile")
	}
	time.Sleep(2 * time.Second)
	if err := change(channel, ts, "Paul Newest"); err != nil {
		t.Error(err)
	}
	if err := change(other, there, "Paul Newest"); err != nil {
		t.Error(err)
	}
}
