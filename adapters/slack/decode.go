package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// errUnknownKind parks an update of a kind that does not exist yet.
var errUnknownKind = errors.New("update of an unknown kind")

// message is what is read of a message that somebody wrote.
type message struct {
	Type        string   `json:"type"`
	Subtype     string   `json:"subtype"`
	User        string   `json:"user"`
	Text        string   `json:"text"`
	TS          string   `json:"ts"`
	Thread      string   `json:"thread_ts"`
	ChannelType string   `json:"channel_type"`
	Tab         string   `json:"tab"` // of a home
	BotID       string   `json:"bot_id"`
	Message     *message `json:"message"` // of an edit
	Previous    *message `json:"previous_message"`
	DeletedTS   string   `json:"deleted_ts"`
	Edited      *struct {
		TS string `json:"ts"`
	} `json:"edited"`
	Files []struct {
		Type string `json:"mimetype"`
	} `json:"files"`
}

// Decode implements bot.Channel, for the talk of a member of staff in direct messages.
func (c *Channel) Decode(e bot.Entry) (dialogue.Message, error) {
	var u update
	if err := json.Unmarshal(e.Body, &u); err != nil {
		return dialogue.Message{}, fmt.Errorf("decode update: %w", errShape)
	}
	m := dialogue.Message{Channel: Name, At: e.At, Kind: dialogue.Silent, FirstName: desk.Staff{Name: u.Name}.First()}
	switch u.Kind {
	case kindEvent:
		var p struct {
			Event *message `json:"event"`
		}
		if err := json.Unmarshal(u.Payload, &p); err != nil || p.Event == nil {
			return dialogue.Message{}, fmt.Errorf("decode event: %w", errShape)
		}
		switch {
		case p.Event.Type == "message":
			said(&m, p.Event)
		case !known[p.Event.Type]:
			return dialogue.Message{}, errUnknownKind
		}
	case kindAction:
		var in interaction
		if err := json.Unmarshal(u.Payload, &in); err != nil {
			return dialogue.Message{}, fmt.Errorf("decode action: %w", errShape)
		}
		if in.Type == "block_actions" && len(in.Actions) > 0 && in.Actions[0].URL == "" && !in.desks() {
			m.Kind, m.Value = dialogue.Press, in.Actions[0].Value
			m.At = moment(in.Actions[0].TS, e.At)
		}
	case kindCommand:
	default:
		return dialogue.Message{}, fmt.Errorf("%w: %.40q", errUnknownKind, u.Kind)
	}
	return m, nil
}

// said reads a message of a person; everything else that happens to messages is silent.
func said(m *dialogue.Message, in *message) {
	m.At = moment(in.TS, m.At)
	if in.BotID != "" {
		return
	}
	switch in.Subtype {
	case "", "file_share", "thread_broadcast":
	case "message_changed":
		if in.Message == nil || in.Message.Edited == nil || in.Message.BotID != "" {
			return // a preview of a link came to it
		}
		m.Kind, m.Text = dialogue.Edited, plain(in.Message.Text)
		return
	default:
		return
	}
	if asksWhy(in.Text) && len(in.Files) == 0 {
		return // answered beside the talk, see react
	}
	m.Kind, m.Text = dialogue.Text, plain(in.Text)
	if len(in.Files) > 0 {
		m.Kind = fileKind(in.Files[0].Type)
	}
	if rest, ok := strings.CutPrefix(m.Text, "/start"); ok && m.Kind == dialogue.Text && (rest == "" || rest[0] == ' ') {
		m.Kind, m.Text, m.Value = dialogue.Start, "", strings.TrimSpace(rest)
	}
}

func fileKind(mime string) dialogue.Kind {
	switch kind, _, _ := strings.Cut(mime, "/"); kind {
	case "audio":
		return dialogue.Voice
	case "image", "video":
		return dialogue.Photo
	}
	return dialogue.Document
}

// moment reads a timestamp of Slack, seconds with a fraction that makes it unique.
func moment(ts string, otherwise time.Time) time.Time {
	seconds, fraction, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || s <= 0 || s > math.MaxInt32*4 {
		return otherwise
	}
	micros, err := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	if err != nil || micros < 0 {
		micros = 0
	}
	return time.Unix(s, micros*1000).UTC()
}

var (
	marked   = regexp.MustCompile(`<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>`)
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// plain gives a message as it was typed: Slack writes links, mentions and three
// characters in a markup of its own.
func plain(text string) string {
	text = marked.ReplaceAllStringFunc(text, func(found string) string {
		part := marked.FindStringSubmatch(found)
		sign, what, label := part[1], part[2], part[3]
		switch {
		case label != "" && sign == "#":
			return "#" + label
		case label != "":
			return label
		case sign == "!":
			return "@" + what
		case sign != "":
			return sign + what
		}
		return strings.TrimPrefix(strings.TrimPrefix(what, "mailto:"), "tel:")
	})
	return entities.Replace(text)
}
