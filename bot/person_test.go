package bot

import (
	"encoding/json"
	"testing"
	"time"

	"potentiels/bot/dialogue"
)

// A person is written in one pass, and as encoding/json would write the fields one by one: it
// is what reads them.
func TestPersonIsWrittenAsItIsRead(t *testing.T) {
	known := &person{
		Talk: dialogue.Session{
			Profile: dialogue.Profile{Metier: "soudeur", Commune: "54395", Age: 34},
			Paths:   []string{"a", "b"}, Said: []string{"lieu"}, Ask: "niveau", Last: 12,
		},
		counts: counts{
			Lines: 12, Kept: 2, Oldest: 20_000, Gone: true, Due: map[string]DeliveryID{"rappel": "d"},
			Requests: map[string]string{"1": "q"}, Noted: noted{Day: 3}, Paced: 5,
			Flood: flood{Second: 7, Count: 11, Held: []dialogue.Reply{{Text: "oui"}}, By: "b"},
		},
	}
	for id := range uint64(20) {
		known.Seen.add(1000+7*id, time.Unix(1_790_000_000, 0))
	}
	for _, p := range []*person{known, {}} {
		want, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.record()
		if err != nil {
			t.Fatal(err)
		}
		if string(got.Value) != string(want) {
			t.Errorf("written %s\nwant    %s", got.Value, want)
		}
	}
}
