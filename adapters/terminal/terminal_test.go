package terminal_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/adapters/terminal"
	"potentiels/bot"
	"potentiels/bot/bottest"
	"potentiels/bot/dialogue"
)

func TestChannel(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Network {
		var updates [][]byte
		for _, text := range []string{"jveu etre soudeur", "/start affiche", "/oublier", ""} {
			e, err := terminal.Line(1, "ann", text, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			updates = append(updates, e.Body)
		}
		return bottest.Network{
			Channel: terminal.Channel{}, Updates: updates,
			Person: func(i int) bot.Address { return bot.Address{Channel: terminal.Name, ID: fmt.Sprint("user", i)} },
		}
	})
}

func FuzzDecode(f *testing.F) { bottest.FuzzDecode(f, terminal.Channel{}, []byte(`{"text":"oui","at":"2026-11-23T10:00:00Z"}`)) }

func TestLine(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for text, want := range map[string]dialogue.Message{
		"jveu etre soudeur": {Kind: dialogue.Text, Text: "jveu etre soudeur"},
		"/start affiche-7":  {Kind: dialogue.Start, Value: "affiche-7"},
		" /start":           {Kind: dialogue.Start},
		"/starter":          {Kind: dialogue.Text, Text: "/starter"},
	} {
		want.At, want.Channel = at, terminal.Name
		e, err := terminal.Line(7, "ann", text, at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := terminal.Channel{}.Decode(e)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestClockSpacesTheLinesOfAScript(t *testing.T) {
	var c terminal.Clock
	now := time.Date(2026, 11, 23, 10, 0, 0, 500, time.UTC)
	first := c.Next("ann", now)
	second, other := c.Next("ann", now), c.Next("bob", now)
	if second.Sub(first) != time.Second || !other.Equal(first) {
		t.Errorf("%v, then %v; somebody else %v", first, second, other)
	}
	if later := c.Next("ann", now.Add(time.Hour)); !later.Equal(now.Add(time.Hour).Truncate(time.Second)) {
		t.Errorf("after an hour: %v", later)
	}
}
