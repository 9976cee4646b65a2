package slack

import (
	"strings"
	"unicode/utf8"

	"potentiels/bot/dialogue"
)

// Limits of Block Kit, in characters; see https://docs.slack.dev/reference/block-kit/. Text is
// counted in what it takes as JSON where that is more, because the whole of a message's blocks
// has a limit that is not documented (about 13,200) and counts it.
const (
	maxSection = 3000
	maxBlocks  = 12000
	maxButton  = 75
	maxValue   = 2000
	maxURL     = 3000
	maxActions = 25
	// maxText is the longest text beside the blocks that a post can be changed to.
	maxText = 4000
)

// Shape cuts a reply into messages that Slack takes: long text at the end of a sentence, the
// buttons under its last piece, a file by itself.
func (c *Channel) Shape(r dialogue.Reply) []dialogue.Reply {
	var out []dialogue.Reply
	if clean(r.Text) != "" || r.File == nil || len(r.Buttons)+len(r.Links) > 0 {
		for _, piece := range split(clean(r.Text)) {
			out = append(out, dialogue.Reply{Text: piece})
		}
		last := &out[len(out)-1]
		last.Buttons, last.Links = r.Buttons, r.Links
	}
	if r.File != nil {
		out = append(out, dialogue.Reply{File: r.File})
	}
	return out
}

// split cuts text into pieces for a section each: at the last end of a paragraph,
// line or sentence in reach, else between words, else between two characters.
func split(text string) []string {
	var out []string
	text = strings.TrimSpace(text)
	for {
		end := fitting(text)
		if end == len(text) {
			return append(out, text)
		}
		cut := breakAt(text[:end])
		out = append(out, strings.TrimSpace(text[:cut]))
		text = strings.TrimSpace(text[cut:])
	}
}

// fitting is the length in bytes of the longest start of a text that one section takes.
func fitting(text string) int {
	units, bytes := 0, 0
	for i, r := range text {
		u, b := weigh(r)
		units, bytes = units+u, bytes+b
		if units > maxSection || bytes > maxBlocks {
			return i
		}
	}
	return len(text)
}

// weigh is what a character takes: as Slack counts, being on the safe side of UTF-16 and of
// escapes, and in bytes of JSON.
func weigh(r rune) (units, bytes int) {
	switch r {
	case '&':
		return 5, 10
	case '<', '>':
		return 4, 9
	case '"', '\\', '\n', '\t':
		return 1, 2
	case '\u2028', '\u2029':
		return 1, 6
	}
	if r > 0xffff {
		return 2, 4
	}
	return 1, utf8.RuneLen(r)
}

// breakAt finds where to cut a piece that is full. A break in its first half is no break: it
// would make a short message for nothing.
func breakAt(piece string) int {
	for _, mark := range []string{"\n\n", "\n", ". ", "! ", "? ", "… ", "; ", ", ", " "} {
		if i := strings.LastIndex(piece, mark); i > len(piece)/2 {
			return i + len(mark)
		}
	}
	return len(piece)
}

// clean drops what cannot be shown: control characters but line breaks and tabs, and
// bytes that are no text.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// escape makes text fit for where Slack reads markup: these three are all that begins any.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

// shorten cuts a text at so many characters, which it may take in any of the ways of counting.
func shorten(text string, most int) string {
	units := 0
	for i, r := range text {
		u, _ := weigh(r)
		if units+u >= most && i+utf8.RuneLen(r) < len(text) {
			return strings.TrimSpace(text[:i]) + "…"
		}
		units += u
	}
	return text
}

// cutMarkup cuts text that is escaped already, or ours, at so many characters, and not within
// an escape or a mark.
func cutMarkup(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most-1])
	if i := strings.LastIndexAny(cut, "<&"); i >= 0 && !strings.ContainsAny(cut[i:], ">;") {
		cut = cut[:i]
	}
	return cut + "…"
}
