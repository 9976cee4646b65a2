package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"potentiels/bot"
)

const plainText = `{"update_id":7,"message":{"message_id":3,"from":{"id":42,"is_bot":false,"first_name":"L\u00e9a","last_name":"B","username":"lea","language_code":"fr"},` +
	`"chat":{"id":42,"first_name":"L\u00e9a","username":"lea","type":"private"},"date":1790000000,"text":"je veux \u00eatre \"soudeur\""}}`

func TestReadPlain(t *testing.T) {
	t.Parallel()
	p, ok := readPlain([]byte(plainText))
	if want := (plain{update: 7, chat: 42, date: 1790000000, kind: "private", first: "Léa", text: `je veux être "soudeur"`}); !ok || p != want {
		t.Errorf("%+v, %v, want %+v", p, ok, want)
	}
}

// What is read as plain is what the models make of it, whatever is in it.
func TestPlainLikeModels(t *testing.T) {
	t.Parallel()
	c := testChannel(t)
	pieces := []string{`{`, `}`, `[`, `]`, `,`, `:`, `"`, `\`, `\u00e9`, `\u00E9`, `\u0`, `\ud83d`, `\ud83d\ude00`, `\"`, `\/`, `\n`, `\t`, `\u0000`, ` `, "\n", "\xff", "é", `0`, `-`, `12`, `.5`, `e3`, `9999999999999999999`, `null`, `true`, `false`,
		`"text":"a",`, `"text":null,`, `"TEXT":"b",`, `"entities":[],`, `"date":-5,`, `"date":1.0,`, `"date":01,`, `"from":{},`, `"chat":{"type":"group"},`, `"is_bot":true,`, `"first_name":"Zo\u00e9",`,
		`"chat":{"id":-9},`, `"message":{"text":"x"},`, `"update_id":8,`, `"username":"\x",`, "\"last_name\":\"\x01\","}
	rapid.Check(t, func(rt *rapid.T) {
		raw := plainText
		for range rapid.IntRange(0, 3).Draw(rt, "changes") {
			at := rapid.IntRange(0, len(raw)).Draw(rt, "at")
			if i := strings.IndexByte(raw[at:], ','); i >= 0 && rapid.Bool().Draw(rt, "behind a comma") {
				at += i + 1
			}
			until := min(len(raw), at+rapid.SampledFrom([]int{0, 0, 0, 1, 5}).Draw(rt, "gone"))
			raw = raw[:at] + rapid.SampledFrom(pieces).Draw(rt, "piece") + raw[until:]
		}
		p, ok := readPlain([]byte(raw))
		if !ok {
			return
		}
		e := bot.Entry{At: time.Unix(1, 0), Body: []byte(raw)}
		got, _ := c.Decode(e)
		want, err := c.decodeAny(e)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			rt.Fatalf("%s: %v %s", raw, err, diff)
		}
		var h head
		if err := json.Unmarshal([]byte(raw), &h); err != nil || h.UpdateID != p.update || h.chat() != p.chat {
			rt.Fatalf("%s: %+v, want %+v, %v", raw, p, h, err)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	c := testChannel(b)
	e := bot.Entry{Body: []byte(plainText)}
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = c.Decode(e)
		}
	})
	b.Run("any", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = c.decodeAny(e)
		}
	})
}
