package telegram

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

func testChannel(t testing.TB) *Channel {
	c, err := New(Options{Token: "1:x", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	name := "PotentielsBot"
	c.username.Store(&name)
	return c
}

func decode(t *testing.T, c *Channel, raw string) (dialogue.Message, error) {
	t.Helper()
	e, _ := c.entry([]byte(raw), time.Unix(1, 0))
	return c.Decode(e)
}

func TestDecode(t *testing.T) {
	const private = `"date":1790000000,"message_id":1,"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Ann"}`
	at := time.Unix(1790000000, 0).UTC()
	for _, tt := range []struct {
		name, raw string
		want      dialogue.Message
	}{
		{"text", `{"update_id":1,"message":{` + private + `,"text":"jveu etre soudeur"}}`,
			dialogue.Message{Kind: dialogue.Text, Text: "jveu etre soudeur", FirstName: "Ann"}},
		{"start with a payload", `{"update_id":1,"message":{` + private + `,"text":"/start affiche-7","entities":[{"type":"bot_command","offset":0,"length":6}]}}`,
			dialogue.Message{Kind: dialogue.Start, Value: "affiche-7", FirstName: "Ann"}},
		{"command after an emoji", `{"update_id":1,"message":{` + private + `,"text":"😀 à /aide@potentielsbot svp","entities":[{"type":"bot_command","offset":5,"length":19}]}}`,
			dialogue.Message{Kind: dialogue.Text, Text: "/aide 😀 à svp", FirstName: "Ann"}},
		{"command with a cry for help", `{"update_id":1,"message":{` + private + `,"text":"/stop je veux mourir","entities":[{"type":"bot_command","offset":0,"length":5}]}}`,
			dialogue.Message{Kind: dialogue.Text, Text: "/stop je veux mourir", FirstName: "Ann"}},
		{"command for another bot", `{"update_id":1,"message":{` + private + `,"text":"/aide@autre","entities":[{"type":"bot_command","offset":0,"length":11}]}}`,
			dialogue.Message{Kind: dialogue.Text, Text: "/aide@autre", FirstName: "Ann"}},
		{"offsets out of the text", `{"update_id":1,"message":{` + private + `,"text":"/aide","entities":[{"type":"bot_command","offset":-3,"length":900}]}}`,
			dialogue.Message{Kind: dialogue.Text, Text: "/aide", FirstName: "Ann"}},
		{"own contact", `{"update_id":1,"message":{` + private + `,"contact":{"phone_number":"33639981234","user_id":42}}}`,
			dialogue.Message{Kind: dialogue.Contact, Value: "+33639981234", FirstName: "Ann"}},
		{"somebody else's contact", `{"update_id":1,"message":{` + private + `,"contact":{"phone_number":"33639981234","user_id":7}}}`,
			dialogue.Message{Kind: dialogue.SomeContact, FirstName: "Ann"}},
		{"contact of nobody on Telegram", `{"update_id":1,"message":{` + private + `,"contact":{"phone_number":"33639981234"}}}`,
			dialogue.Message{Kind: dialogue.SomeContact, FirstName: "Ann"}},
		{"location", `{"update_id":1,"message":{` + private + `,"location":{"latitude":48.6921,"longitude":6.18441}}}`,
			dialogue.Message{Kind: dialogue.Location, Value: "48.6921,6.1844", FirstName: "Ann"}},
		{"voice", `{"update_id":1,"message":{` + private + `,"voice":{"file_id":"x","duration":3}}}`,
			dialogue.Message{Kind: dialogue.Voice, FirstName: "Ann"}},
		{"photo", `{"update_id":1,"message":{` + private + `,"photo":[{"file_id":"x"}],"caption":"mon cv"}}`,
			dialogue.Message{Kind: dialogue.Photo, Text: "mon cv", FirstName: "Ann"}},
		{"sticker", `{"update_id":1,"message":{` + private + `,"sticker":{"file_id":"x","emoji":"👍"}}}`,
			dialogue.Message{Kind: dialogue.Sticker, Text: "👍", FirstName: "Ann"}},
		{"a poll", `{"update_id":1,"message":{` + private + `,"poll":{"id":"1","question":"?"}}}`,
			dialogue.Message{Kind: dialogue.Other, FirstName: "Ann"}},
		{"edited", `{"update_id":1,"edited_message":{` + private + `,"edit_date":1790000000,"text":"non, Metz"}}`,
			dialogue.Message{Kind: dialogue.Edited, Text: "non, Metz", FirstName: "Ann"}},
		{"press", `{"update_id":1,"callback_query":{"id":"9","data":"oui","from":{"id":42,"first_name":"Ann"},"message":{` + private + `}}}`,
			dialogue.Message{Kind: dialogue.Press, Value: "oui", FirstName: "Ann", At: time.Unix(1, 0)}},
		{"press on a message too old to be shown", `{"update_id":1,"callback_query":{"id":"9","data":"oui","from":{"id":42,"first_name":"Ann"},"message":{"date":0,"message_id":1,"chat":{"id":42,"type":"private"}}}}`,
			dialogue.Message{Kind: dialogue.Press, Value: "oui", FirstName: "Ann", At: time.Unix(1, 0)}},
		{"talk in a group", `{"update_id":1,"message":{"date":1790000000,"message_id":1,"chat":{"id":-5,"type":"group"},"from":{"id":42,"first_name":"Ann"},"text":"salut tout le monde"}}`,
			dialogue.Message{Kind: dialogue.Silent, Text: ""}},
		{"a group that asks us", `{"update_id":1,"message":{"date":1790000000,"message_id":1,"chat":{"id":-5,"type":"supergroup"},"from":{"id":42,"first_name":"Ann"},"text":"@PotentielsBot bonjour","entities":[{"type":"mention","offset":0,"length":14}]}}`,
			dialogue.Message{Kind: dialogue.Group, Text: "@PotentielsBot bonjour"}},
		{"blocked", `{"update_id":1,"my_chat_member":{"date":1790000000,"chat":{"id":42,"type":"private"},"from":{"id":42},"old_chat_member":{"status":"member","user":{"id":1}},"new_chat_member":{"status":"kicked","user":{"id":1},"until_date":0}}}`,
			dialogue.Message{Kind: dialogue.Blocked}},
		{"unblocked", `{"update_id":1,"my_chat_member":{"date":1790000000,"chat":{"id":42,"type":"private"},"from":{"id":42},"old_chat_member":{"status":"kicked","user":{"id":1},"until_date":0},"new_chat_member":{"status":"member","user":{"id":1}}}}`,
			dialogue.Message{Kind: dialogue.Unblocked}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decode(t, testChannel(t), tt.raw)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Channel = Name
			if tt.want.At.IsZero() {
				tt.want.At = at
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeParks(t *testing.T) {
	for name, raw := range map[string]string{
		"a union member of tomorrow": `{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":42,"type":"private"},"text":"SECRET","forward_origin":{"type":"new_kind"}}}`,
		"an update kind of tomorrow": `{"update_id":1,"hologram":{"text":"SECRET"}}`,
		"the wrong shape":            `{"update_id":1,"message":"SECRET"}`,
		"a list":                     `["SECRET"]`,
		"no JSON":                    `SECRET`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decode(t, testChannel(t), raw)
			if err == nil {
				t.Fatal("decoded")
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("the error tells what was written: %v", err)
			}
		})
	}
}

func TestEntryFindsTheChat(t *testing.T) {
	c := testChannel(t)
	for raw, want := range map[string]string{
		`{"update_id":7,"message":{"chat":{"id":42}}}`:                                    "42",
		`{"update_id":7,"edited_message":{"chat":{"id":42}}}`:                             "42",
		`{"update_id":7,"callback_query":{"from":{"id":42}}}`:                             "42",
		`{"update_id":7,"callback_query":{"from":{"id":1},"message":{"chat":{"id":42}}}}`: "42",
		`{"update_id":7,"my_chat_member":{"chat":{"id":-42}}}`:                            "-42",
		`{"update_id":7,"hologram":{}}`:                                                   "0",
		`{"update_id":7,"message":[1]}`:                                                   "0",
	} {
		e, h := c.entry([]byte(raw), time.Now())
		if e.To != (bot.Address{Channel: Name, ID: want}) || e.ID != 7 || h.UpdateID != 7 {
			t.Errorf("%s: entry %+v", raw, e)
		}
	}
	a, _ := c.entry([]byte(`nonsense`), time.Now())
	b, _ := c.entry([]byte(`other nonsense`), time.Now())
	if a.ID == 0 || a.ID == b.ID {
		t.Error("what is no update needs an id of its own, or the second is taken for a repeat")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"date":1,"chat":{"id":42,"type":"private"},"text":"😀 /aide","entities":[{"type":"bot_command","offset":3,"length":5}]}}`))
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"1","from":{"id":1}}}`))
	f.Add([]byte(`{`))
	c := testChannel(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, _ := c.entry(raw, time.Unix(1, 0))
		m, err := c.Decode(e)
		again, errAgain := c.Decode(e)
		if (err == nil) != (errAgain == nil) || !cmp.Equal(m, again) {
			t.Error("decoding is not a pure function")
		}
		if err == nil && m.Kind == "" {
			t.Error("a message without a kind")
		}
		if _, err := json.Marshal(m); err != nil {
			t.Error(err)
		}
	})
}
