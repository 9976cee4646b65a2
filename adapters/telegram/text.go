package telegram

import (
	"html"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"potentiels/bot/dialogue"
)

// maxUnits is the longest text of one message in UTF-16 units, after entities.
const maxUnits = 4096

// maxCaption is the longest text under a document, in the same units.
const maxCaption = 1024

// Shape cuts a reply into messages that Telegram takes: long text at the end of a
// sentence, buttons and file with the last piece.
func (c *Channel) Shape(r dialogue.Reply) []dialogue.Reply {
	pieces := split(r.Text, maxUnits)
	if r.File != nil && (len(pieces) > 1 || prefix(r.Text, maxCaption) < len(r.Text)) {
		pieces = append(pieces, "")
	}
	if len(pieces) <= 1 {
		return []dialogue.Reply{r}
	}
	out := make([]dialogue.Reply, len(pieces))
	for i, p := range pieces {
		out[i].Text = p
	}
	last := &out[len(out)-1]
	last.Buttons, last.Links, last.File = r.Buttons, r.Links, r.File
	return out
}

// split cuts text into pieces of at most limit UTF-16 units: at the last end of
// a paragraph, line or sentence in reach, else between words, else anywhere
// between two characters.
func split(text string, limit int) []string {
	var out []string
	text = strings.TrimSpace(text)
	for {
		end := prefix(text, limit)
		if end == len(text) {
			return append(out, text)
		}
		cut := breakAt(text[:end])
		out = append(out, strings.TrimSpace(text[:cut]))
		text = strings.TrimSpace(text[cut:])
	}
}

// prefix is the length in bytes of the longest start of text within limit units.
func prefix(text string, limit int) int {
	units := 0
	for i, r := range text {
		n := utf16.RuneLen(r)
		if n < 0 {
			n = 1 // an invalid byte is sent as U+FFFD
		}
		if units+n > limit {
			return i
		}
		units += n
	}
	return len(text)
}

// breakAt finds where to cut a piece that is full. A break in its first half is
// no break: it would make a short message for nothing.
func breakAt(piece string) int {
	for _, mark := range []string{"\n\n", "\n", ". ", "! ", "? ", "… ", "; ", ", ", " "} {
		if i := strings.LastIndex(piece, mark); i > len(piece)/2 {
			return i + len(mark)
		}
	}
	for i := len(piece) - 1; i > 0; i-- {
		if utf8.RuneStart(piece[i]) {
			return i
		}
	}
	return len(piece)
}

// escape makes plain text fit for HTML parse mode. Telegram takes <, > and & only
// escaped; control characters but line breaks and tabs are dropped, they are refused or
// shown as boxes.
func escape(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return html.EscapeString(clean)
}
