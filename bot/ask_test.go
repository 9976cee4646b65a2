package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/bot"
)

// deaf is a store whose processes share it without hearing each other: every word is lost.
type deaf struct{ *bot.Memory }

func (deaf) Excess([]bot.Lease) []bot.Lease              { return nil }
func (deaf) Freed() <-chan struct{}                      { return nil }
func (deaf) Tell([]byte)                                 {}
func (deaf) Hear(func([]byte))                           {}
func (deaf) Used(context.Context) (t time.Time, _ error) { return t, nil }

// What one process asks and another handles is answered though the word of it is lost: the
// store knows.
func TestAskIsAnsweredWithoutWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		_, end := begin(t, bot.Options{Store: deaf{store}, Channels: []bot.Channel{net}})
		defer end()
		e, end := begin(t, bot.Options{Store: deaf{store.Connect()}, Channels: []bot.Channel{newNetwork("net")}})
		defer end()
		if e.Owned() > 0 {
			t.Fatal("the one who asks owns partitions")
		}
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		say := func(text string) bot.Entry {
			return bot.Entry{Kind: bot.Update, To: net.address("a"), Body: fmt.Appendf(nil, "%d %s", time.Now().UnixNano(), text)}
		}
		for i, text := range []string{"bonjour", "twice"} {
			a, err := e.Ask(ctx, say(text))
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			var said []string
			for _, r := range a.Turn.Replies {
				said = append(said, r.Text)
			}
			want := [][]string{{"1:bonjour"}, {"once", "2:twice"}}[i]
			if diff := cmp.Diff(want, said); diff != "" || a.Session.Profile.Age != i+1 {
				t.Errorf("%s: %d messages counted, said (-want +got):\n%s", text, a.Session.Profile.Age, diff)
			}
		}
		if _, err := e.Ask(ctx, say("poison")); !errors.Is(err, bot.ErrParked) {
			t.Errorf("poison: %v", err)
		}
		if _, err := e.Ask(ctx, bot.NewCommand(7, net.address("a"), "erase", time.Now())); err != nil {
			t.Errorf("erase: %v", err)
		}
	})
}
