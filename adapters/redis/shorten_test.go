package redis

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"potentiels/bot"
)

func FuzzShorten(f *testing.F) {
	for _, value := range []string{"", "{", `{"t":{"p":"soudeur|54395`, vocabulary, strings.Repeat("soudeur|", 400), "\x00\x01\xff"} {
		f.Add([]byte(value))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		stored := shorten(value)
		back, err := lengthen(stored)
		if err != nil || !bytes.Equal(back, value) {
			t.Errorf("%q came back as %q, error %v", value, back, err)
		}
		if len(stored) > len(value)+1 {
			t.Errorf("%d bytes became %d", len(value), len(stored))
		}
		_, _ = lengthen(value) // anything may be in a store: no panic
	})
}

func FuzzUnpack(f *testing.F) {
	at := time.Unix(1_790_000_000, 5)
	to := bot.Address{Channel: "telegram", ID: "42"}
	f.Add(pack([]*bot.Entry{{Kind: bot.Update, ID: 1, To: to, At: at, Body: []byte("x")}, {Kind: bot.Event, To: to}}))
	f.Add([]byte{packVersion, 1, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := unpack(streamID{1, 1}, b)
		if err != nil || len(items) == 0 {
			return
		}
		entries := make([]*bot.Entry, len(items))
		for i := range items {
			entries[i] = &items[i].Entry
		}
		again, err := unpack(streamID{1, 1}, pack(entries))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(items, again); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzDelivery(f *testing.F) {
	a := bot.Address{Channel: "telegram", ID: "42"}
	f.Add(encodeDelivery(&bot.Delivery{Owner: a, To: a, Class: bot.ClassReply, Body: []byte("x")}, 7))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := decodeDelivery("id", b)
		if err != nil {
			return
		}
		again, err := decodeDelivery("id", encodeDelivery(&d, d.Seq))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, again, cmpopts.IgnoreUnexported(bot.Delivery{})); diff != "" {
			t.Error(diff)
		}
	})
}

// A cursor names its entry, and grows with it.
func TestCursor(t *testing.T) {
	var last bot.Cursor
	for _, id := range []streamID{{0, 1}, {1, 0}, {1, seqMax}, {1_790_000_000_000, 3}, {1<<42 - 1, seqMax}} {
		for i := range 3 {
			c := id.cursor(i, 3)
			if c <= last {
				t.Errorf("%v entry %d: cursor %d after %d", id, i, c, last)
			}
			last = c
			if got, whole := split(c); got != id || whole != (i == 2) {
				t.Errorf("%v entry %d came back as %v, %v", id, i, got, whole)
			}
		}
	}
}
