package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"potentiels/bot"
	"potentiels/bot/bottest"
	"potentiels/bot/dialogue"
)

// The fake network of these tests is a channel as good as the real ones, and with it the
// suite is tried.
func TestFakeNetwork(t *testing.T) {
	bottest.TestChannel(t, func(*testing.T) bottest.Network {
		n := newNetwork("net")
		person := func(i int) bot.Address { return n.address(fmt.Sprint(i)) }
		count := func(of func() int) func() int {
			return func() int {
				n.mu.Lock()
				defer n.mu.Unlock()
				return of()
			}
		}
		return bottest.Network{
			Channel: classified{n}, Person: person,
			Say:       func(i int, text string) { n.say(person(i).ID, text) },
			Confirmed: count(func() int { return n.taken }),
			Updates:   [][]byte{[]byte("1000000000 bonjour")},
			Sent:      count(func() int { return len(n.sent) }),
			Fail: func(kind bot.SendKind, after time.Duration) bool {
				n.script = func(message) error {
					n.script = nil
					return &bot.SendError{Kind: kind, After: after, Err: errors.New("scripted")}
				}
				return true
			},
		}
	})
}

// classified is the network with an ended context told as the failure it is.
type classified struct{ *network }

func (c classified) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	if err := ctx.Err(); err != nil {
		return "", &bot.SendError{Kind: bot.Temporary, Err: err}
	}
	return c.network.Send(ctx, to, r)
}

func FuzzDecode(f *testing.F) {
	bottest.FuzzDecode(f, recovering{newNetwork("net")}, []byte("1000000000 bonjour"))
}

// recovering is the network without the word that makes it panic for other tests.
type recovering struct{ *network }

func (c recovering) Decode(e bot.Entry) (m dialogue.Message, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("panicked")
		}
	}()
	return c.network.Decode(e)
}
