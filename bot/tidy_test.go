package bot_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// What somebody said goes after 90 days although they never write again; what is younger stays.
func TestHistoryOfTheSilentGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const day = 24 * time.Hour
		store := bot.NewMemory()
		run := func(work func(*network)) {
			net := newNetwork("net")
			// A long lease, lest a day of this be spent on renewing it.
			next := func(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
				at := s.Last
				s, turn := echo(s, m)
				if s.Last = m.At.Unix(); at == 0 {
					s.Question = "their own words"
				}
				return s, turn
			}
			_, end := begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}, Next: next, Lease: 12 * time.Hour})
			work(net)
			end()
		}
		run(func(net *network) {
			for _, id := range []string{"gone", "late", "both"} {
				net.say(id, "early")
			}
			net.say("both", "poison")
			pass(time.Minute)
		})
		pass(60 * day)
		run(func(net *network) {
			net.ids = 6000
			for _, id := range []string{"late", "both"} {
				net.say(id, "later")
			}
			pass(time.Minute)
		})
		asked := func() (n int) {
			for _, r := range everything(t, store) {
				n += strings.Count(r, "their own words")
			}
			return n
		}
		count := func(text string) (n int) {
			for _, r := range everything(t, store) {
				if strings.Contains(r, text) && !strings.HasPrefix(r, "session") {
					n++
				}
			}
			return n
		}
		if early, later, parked := count("early"), count("later"), count("parked"); early != 3 || later != 2 || parked != 1 {
			t.Fatalf("kept %d early, %d later, %d parked", early, later, parked)
		}
		pass(29 * day)
		run(func(*network) { pass(day) })
		if early, later, parked := count("early"), count("later"), count("parked"); early != 3 || later != 2 || parked != 1 {
			t.Errorf("on the last day: %d early, %d later, %d parked", early, later, parked)
		}
		pass(day)
		run(func(*network) { pass(day) })
		if early, later, parked := count("early"), count("later"), count("parked"); early != 0 || later != 2 || parked != 0 {
			t.Errorf("after 90 days: %d early, %d later, %d parked", early, later, parked)
		}
		if n := asked(); n != 2 {
			t.Errorf("the questions of %d are kept, want those of two who came back", n)
		}
		// Who comes back goes on where they were.
		run(func(net *network) {
			net.ids = 10000
			net.say("gone", "again")
			pass(time.Minute)
			if got := net.heard("gone"); len(got) != 1 || got[0] != "2:again" {
				t.Errorf("answered %q", got)
			}
		})
		pass(100 * day)
		run(func(*network) { pass(day) })
		if n := count("later") + count("again"); n != 0 {
			t.Errorf("%d lines are left after everything has passed its time", n)
		}
	})
}
