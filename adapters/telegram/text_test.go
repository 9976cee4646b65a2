package telegram

import (
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"potentiels/bot/dialogue"
)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

func TestSplitKeepsEveryWordInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aé😀 .\n!«»")), 0, 400, -1).Draw(t, "text")
		limit := rapid.IntRange(2, 60).Draw(t, "limit")
		pieces := split(text, limit)
		for _, p := range pieces {
			if units(p) > limit {
				t.Fatalf("piece of %d units, limit %d", units(p), limit)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(strings.Join(pieces, " ")) != squeeze(text) {
			t.Fatalf("text changed: %q became %q", text, pieces)
		}
	})
}

func TestSplitPrefersTheEndOfASentence(t *testing.T) {
	got := split("Une phrase courte. Une autre phrase, qui est plus longue que la place.", 40)
	if len(got) != 2 || got[0] != "Une phrase courte. Une autre phrase," {
		// No sentence ends in the second half of the piece: the comma is the next best.
		t.Errorf("got %q", got)
	}
	got = split("Une phrase qui est déjà assez longue. Une autre.", 40)
	if got[0] != "Une phrase qui est déjà assez longue." {
		t.Errorf("got %q", got)
	}
}

func TestShapePutsButtonsUnderTheLastPiece(t *testing.T) {
	c := &Channel{}
	r := dialogue.Reply{Text: strings.Repeat("Bonjour à vous. ", 400), Buttons: []dialogue.Button{{Label: "Oui", Value: "y"}}}
	out := c.Shape(r)
	if len(out) < 2 {
		t.Fatalf("%d units in one message", units(r.Text))
	}
	for i, p := range out {
		if last := i == len(out)-1; (len(p.Buttons) > 0) != last {
			t.Errorf("piece %d of %d has %d buttons", i, len(out), len(p.Buttons))
		}
	}
	file := dialogue.Reply{Text: strings.Repeat("x", maxCaption+1), File: &dialogue.File{Name: "f"}}
	if out := c.Shape(file); len(out) != 2 || out[0].File != nil || out[1].File == nil {
		t.Errorf("a caption over the limit is sent before the file: %+v", out)
	}
}

func TestEscapeDropsControlCharacters(t *testing.T) {
	if got := escape("a\x00b\x1b<i>\n&é\xff"); got != "ab&lt;i&gt;\n&amp;é\uFFFD" {
		t.Errorf("got %q", got)
	}
}
