package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/adapters/telegram/telegramtest"
	"potentiels/bot"
)

// The load of the kill test.
const (
	killChats    = 200
	killMessages = 26 // of each chat: 5,200 updates
	kills        = 22
)

// killTalk is what a chat writes as its n-th message; each chat begins elsewhere.
func killTalk(chat, n int) string {
	if n == 0 {
		return "/start"
	}
	return benchTalk[(chat*11+n)%len(benchTalk)]
}

// crowd is a number of chats with a bot on a fake network, and what they wrote.
type crowd struct {
	chats int
	net   *telegramtest.Network
	said  map[int64][]int64 // update ids by chat, in order
	turns int               // rounds said
}

func newCrowd(chats int, net *telegramtest.Network) *crowd {
	return &crowd{chats: chats, net: net, said: map[int64][]int64{}}
}

func killChat(i int) int64 { return int64(5_000_000 + i*7919) }

// say has every chat write its next messages.
func (c *crowd) say(rounds int) {
	for range rounds {
		for i := range c.chats {
			chat := killChat(i)
			c.said[chat] = append(c.said[chat], c.net.Say(chat, killTalk(i, c.turns)))
		}
		c.turns++
	}
}

// reference is what each chat is sent when nothing goes wrong.
func reference(t *testing.T, chats, rounds int) map[int64][]telegramtest.Sent {
	t.Helper()
	net, env := telegramNetwork(t)
	dir := t.TempDir()
	c := newCrowd(chats, net)
	c.say(rounds)
	c.finish(t, append(env, "DATA_DIR="+dir), dir)
	return byChat(net.Sent(0))
}

func byChat(sent []telegramtest.Sent) map[int64][]telegramtest.Sent {
	chats := map[int64][]telegramtest.Sent{}
	for _, s := range sent {
		chats[s.Chat] = append(chats[s.Chat], s)
	}
	return chats
}

// finish runs the program undisturbed until everything is confirmed, handled and sent,
// which is when the store has nothing left in inbox and outbox.
func (c *crowd) finish(t *testing.T, env []string, dir string) {
	t.Helper()
	for before := -1; len(c.net.Sent(0)) > before; { // as long as it gets on
		before = len(c.net.Sent(0))
		r := start(t, env...)
		r.ready()
		for quiet := 0; quiet < 25; { // looks, each a moment apart
			sent := len(c.net.Sent(0))
			looks := 0
			until(t, "the end of the run", nil, func() bool {
				r.alive()
				looks++
				return looks > 1 && (len(c.net.Sent(0)) > sent || c.net.Unconfirmed() == 0)
			})
			if quiet++; len(c.net.Sent(0)) > sent {
				quiet = 0
			}
		}
		if code := r.stop(); code != exitDone {
			t.Fatalf("told to stop, it ended with %d", code)
		}
		if left(t, dir) == 0 {
			return
		}
	}
	t.Fatal("the program does not come to an end")
}

// left is how much waits in the inbox and the outbox of a store at rest.
func left(t *testing.T, dir string) int {
	t.Helper()
	n := 0
	atRest(t, dir, func(s *sqlite.Store, leases []bot.Lease) {
		for _, l := range leases {
			items, err := s.Read(t.Context(), l, 0, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			n += len(items)
			for d, err := range s.Outbox(t.Context(), l) {
				if err != nil {
					t.Fatal(err)
				}
				if d.Class != bot.ClassEvent { // a reminder waits for its day
					n++
				}
			}
		}
	})
	return n
}

// atRest looks into the store of a program that has ended.
func atRest(t *testing.T, dir string, look func(*sqlite.Store, []bot.Lease)) {
	t.Helper()
	s, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	leases, err := s.Acquire(t.Context(), "test", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	look(s, leases)
	if err := s.Release(t.Context(), leases); err != nil {
		t.Fatal(err)
	}
}

// handled gives the update ids of a chat's history, in order, and fails on what was put aside.
func handled(t *testing.T, s *sqlite.Store, chat int64) []int64 {
	t.Helper()
	owner := bot.Address{Channel: "telegram", ID: fmt.Sprint(chat)}
	var ids []int64
	for record, err := range s.Scan(t.Context(), owner, bot.FamilyHistory, "", 0) {
		var line struct{ Entry int64 }
		if err == nil {
			err = json.Unmarshal(record.Value, &line)
		}
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, line.Entry)
	}
	for range s.Scan(t.Context(), owner, bot.FamilyParked, "", 0) {
		t.Errorf("an update of chat %d was put aside", chat)
	}
	return ids
}

// repeats compares what chats were sent with the reference: all of it, in order, each
// message perhaps again right after itself. It counts those by chat, and for
// each by the epoch it fell into; epochs are the numbers of messages sent when each ended.
func repeats(t *testing.T, sent []telegramtest.Sent, want map[int64][]telegramtest.Sent, epochs []int) (total int, perEpoch map[[2]int64]int) {
	t.Helper()
	perEpoch = map[[2]int64]int{}
	at := map[int64]int{} // place in the reference
	var epoch int64
	for i, s := range sent {
		for int(epoch) < len(epochs) && i >= epochs[epoch] {
			epoch++
		}
		expected, n := want[s.Chat], at[s.Chat]
		switch {
		case n < len(expected) && reflect.DeepEqual(s, expected[n]):
			at[s.Chat]++
		case n > 0 && reflect.DeepEqual(s, expected[n-1]):
			total++
			perEpoch[[2]int64{s.Chat, epoch}]++
		default:
			t.Fatalf("chat %d: message %d is not that of the run without faults:\n%q", s.Chat, n, s.Text)
		}
	}
	for chat, expected := range want {
		if at[chat] != len(expected) {
			t.Errorf("chat %d was sent %d of %d messages", chat, at[chat], len(expected))
		}
	}
	return total, perEpoch
}

// The program is killed under load, again and again, while Telegram delivers again what was
// confirmed long ago. Nothing is lost, nothing changes its order, nothing is handled twice;
// of each chat at most the one message goes again whose end was not known at the kill.
func TestKill(t *testing.T) {
	t.Parallel()
	want := reference(t, killChats, killMessages)

	net := telegramtest.New()
	dir := t.TempDir()
	c := newCrowd(killChats, net)
	rng := rand.New(rand.NewPCG(rand.Uint64(), 0))
	var epochs []int
	for k := range kills {
		if c.turns < killMessages {
			c.say(min(1+rng.IntN(2), killMessages-c.turns))
		}
		env, leave := enter(net)
		r := start(t, append(env, "DATA_DIR="+dir)...)
		// Somewhere between the first sign of work and when all would be done.
		goal := len(net.Sent(0)) + rng.IntN(killChats)
		again := rng.IntN(2) == 0
		until(t, fmt.Sprintf("progress before kill %d", k), net.Changed, func() bool {
			r.alive()
			if n := len(net.Sent(0)); again && n > goal/2 {
				net.Redeliver(1 + rng.IntN(40))
				again = false
			}
			return len(net.Sent(0)) > goal || net.Unconfirmed() == 0 && k%4 == 3
		})
		r.kill()
		leave()
		epochs = append(epochs, len(net.Sent(0)))
	}
	c.say(killMessages - c.turns)
	net.Redeliver(100)
	env, leave := enter(net)
	defer leave()
	c.finish(t, append(env, "DATA_DIR="+dir), dir)

	total, perEpoch := repeats(t, net.Sent(0), want, epochs)
	for where, n := range perEpoch {
		if n > 1 {
			t.Errorf("chat %d: %d messages went again after kill %d", where[0], n, where[1])
		}
	}
	updates := 0
	atRest(t, dir, func(s *sqlite.Store, _ []bot.Lease) {
		for chat, said := range c.said {
			updates += len(said)
			if got := handled(t, s, chat); !reflect.DeepEqual(got, said) {
				t.Errorf("chat %d: handled %d of %d updates, or not in order: %v, want %v", chat, len(got), len(said), got, said)
			}
		}
	})
	t.Logf("%d updates, %d kills, %d messages, %d of them sent again", updates, kills, len(net.Sent(0)), total)
}
