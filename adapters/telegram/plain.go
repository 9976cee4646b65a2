package telegram

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// plain is what nearly all updates are: a text in a private chat, with nothing else to it. It is read
// by itself, since the models of all that Telegram has take several times as long.
type plain struct {
	update, chat, date int64
	kind, first, text  string
}

// readPlain reads an update as encoding/json would; not if there is anything in it that is no part of a plain one.
func readPlain(raw []byte) (plain, bool) {
	r := reader{rest: raw}
	r.object((*reader).update)
	return r.plain, r.end() && r.kind == "private" && r.text != ""
}

// reader reads a plain update from its beginning, until it fails.
type reader struct {
	plain
	rest   []byte
	failed bool
}

func (r *reader) update(key []byte) {
	switch string(key) {
	case "update_id":
		r.plain.update = r.number()
	case "message":
		r.object((*reader).message)
	default:
		r.fail()
	}
}

func (r *reader) message(key []byte) {
	switch string(key) {
	case "message_id":
		r.number()
	case "date":
		r.date = r.number()
	case "text":
		r.plain.text = r.string()
	case "from":
		r.object((*reader).from)
	case "chat":
		r.object((*reader).inChat)
	default:
		r.fail()
	}
}

func (r *reader) from(key []byte) {
	if string(key) == "first_name" {
		r.first = r.string()
		return
	}
	r.others(key)
}

func (r *reader) inChat(key []byte) {
	switch string(key) {
	case "id":
		r.chat = r.number()
	case "type":
		r.kind = r.string()
	default:
		r.others(key)
	}
}

// others are what is not needed of a person or of their chat.
func (r *reader) others(key []byte) {
	switch string(key) {
	case "id":
		r.number()
	case "first_name", "last_name", "username", "language_code":
		if s, escaped := r.quoted(); escaped {
			r.unescape(s)
		}
	case "is_bot", "is_premium":
		if r.next('t') {
			r.word("rue")
		} else {
			r.word("false")
		}
	default:
		r.fail()
	}
}

func (r *reader) fail() { r.rest, r.failed = nil, true }

// next takes a letter if it is the next one.
func (r *reader) next(c byte) bool {
	for len(r.rest) > 0 && (r.rest[0] == ' ' || r.rest[0] == '\t' || r.rest[0] == '\r' || r.rest[0] == '\n') {
		r.rest = r.rest[1:]
	}
	if len(r.rest) == 0 || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// end tells that all was read, and nothing failed.
func (r *reader) end() bool {
	r.next(0) // nothing but what may stand before
	return !r.failed && len(r.rest) == 0
}

// object reads an object, of which each field reads the value.
func (r *reader) object(field func(r *reader, key []byte)) {
	if !r.next('{') {
		r.fail()
	}
	if r.next('}') {
		return
	}
	for !r.failed {
		key, escaped := r.quoted()
		if escaped || !r.next(':') {
			r.fail()
			return
		}
		if field(r, key); r.next('}') {
			return
		}
		if !r.next(',') {
			r.fail()
		}
	}
}

func (r *reader) word(w string) {
	rest, ok := bytes.CutPrefix(r.rest, []byte(w))
	if !ok {
		r.fail()
		return
	}
	r.rest = rest
}

// number reads a whole one.
func (r *reader) number() (n int64) {
	sign := int64(1)
	if r.next('-') {
		sign = -1
	}
	size := 0
	for ; size < len(r.rest) && '0' <= r.rest[size] && r.rest[size] <= '9'; size++ {
		n = 10*n + int64(r.rest[size]-'0')
	}
	if size == 0 || size > 18 || size > 1 && r.rest[0] == '0' || size < len(r.rest) && bytes.IndexByte([]byte(".eE"), r.rest[size]) >= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return sign * n
}

func (r *reader) string() string {
	text, escaped := r.quoted()
	if escaped {
		return r.unescape(text)
	}
	return string(text)
}

// unescape knows the escapes that people's words need, and leaves a string with others to encoding/json.
func (r *reader) unescape(text []byte) (s string) {
	known := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			known = append(known, text[i])
			continue
		}
		var unit [2]byte
		switch i++; {
		case text[i] == '"', text[i] == '\\', text[i] == '/':
			known = append(known, text[i])
			continue
		case text[i] == 'n':
			known = append(known, '\n')
			continue
		case text[i] == 'u' && i+4 < len(text):
			_, err := hex.Decode(unit[:], text[i+1:i+5])
			if letter := rune(binary.BigEndian.Uint16(unit[:])); err == nil && !utf16.IsSurrogate(letter) {
				known = utf8.AppendRune(known, letter)
				i += 4
				continue
			}
		}
		if json.Unmarshal(slices.Concat([]byte{'"'}, text, []byte{'"'}), &s) != nil {
			r.fail()
		}
		return s
	}
	return string(known)
}

// quoted takes a string as it stands between its quotes; its escapes may be wrong.
func (r *reader) quoted() (text []byte, escaped bool) {
	if !r.next('"') {
		r.fail()
		return nil, false
	}
	for i := 0; i < len(r.rest); i++ {
		switch c := r.rest[i]; {
		case c == '"':
			if text, r.rest = r.rest[:i], r.rest[i+1:]; !utf8.Valid(text) {
				r.fail()
			}
			return text, escaped
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			r.fail()
		}
	}
	r.fail()
	return nil, false
}
