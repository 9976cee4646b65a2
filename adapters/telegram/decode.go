package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// head is the little that must be known of an update before it is stored:
// which it is and whose talk it belongs to. It is read leniently.
type head struct {
	UpdateID int64     `json:"update_id"`
	Message  *headChat `json:"message"`
	Edited   *headChat `json:"edited_message"`
	Member   *headChat `json:"my_chat_member"`
	Callback *struct {
		ID   string `json:"id"`
		From struct {
			ID int64 `json:"id"`
		} `json:"from"`
		Message *headChat `json:"message"`
	} `json:"callback_query"`
}

type headChat struct {
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
}

// chat is the chat an update belongs to; 0 for kinds that belong to none we know.
func (h head) chat() int64 {
	for _, m := range []*headChat{h.Message, h.Edited, h.Member} {
		if m != nil {
			return m.Chat.ID
		}
	}
	if h.Callback == nil {
		return 0
	}
	if h.Callback.Message != nil {
		return h.Callback.Message.Chat.ID
	}
	return h.Callback.From.ID
}

// entry wraps a raw update for the inbox. What cannot be read at all is wrapped
// too: it will be parked, and shown, instead of lost.
func (c *Channel) entry(raw []byte, now time.Time) (bot.Entry, head) {
	var h head
	if p, ok := readPlain(raw); ok && p.update != 0 {
		h.UpdateID, h.Message = p.update, new(headChat)
		h.Message.Chat.ID = p.chat
	} else if err := json.Unmarshal(raw, &h); err != nil || h.UpdateID == 0 {
		c.Stats.Malformed.Add(1)
	}
	e := bot.Entry{
		Kind: bot.Update, ID: uint64(h.UpdateID), At: now, Body: raw,
		To: bot.Address{Channel: Name, ID: strconv.FormatInt(h.chat(), 10)},
	}
	if h.UpdateID == 0 {
		sum := fnv.New64a()
		_, _ = sum.Write(raw)
		e.ID = sum.Sum64()
	}
	return e, h
}

// errUnknownKind parks an update of a kind that we did not ask for or that does not
// exist yet.
var errUnknownKind = errors.New("update of an unknown kind")

// Decode implements bot.Channel.
func (c *Channel) Decode(e bot.Entry) (dialogue.Message, error) {
	if p, ok := readPlain(e.Body); ok {
		return dialogue.Message{Kind: dialogue.Text, Channel: Name, At: time.Unix(p.date, 0).UTC(), Text: p.text, FirstName: p.first}, nil
	}
	return c.decodeAny(e)
}

func (c *Channel) decodeAny(e bot.Entry) (dialogue.Message, error) {
	var u models.Update
	if err := json.Unmarshal(e.Body, &u); err != nil {
		return dialogue.Message{}, fmt.Errorf("decode update: %w", withoutContent(err))
	}
	m := dialogue.Message{Channel: Name, At: e.At}
	switch {
	case u.Message != nil:
		c.message(&m, u.Message)
	case u.EditedMessage != nil:
		c.message(&m, u.EditedMessage)
		if m.Kind == dialogue.Text {
			m.Kind = dialogue.Edited
		}
		m.At = time.Unix(int64(u.EditedMessage.EditDate), 0).UTC()
	case u.CallbackQuery != nil:
		press(&m, u.CallbackQuery)
	case u.MyChatMember != nil:
		member(&m, u.MyChatMember)
	default:
		return dialogue.Message{}, errUnknownKind
	}
	return m, nil
}

// withoutContent keeps what a person wrote out of an error: the JSON package
// quotes the offending value.
func withoutContent(err error) error {
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %s has the wrong type", t.Field)
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return errors.New("not JSON")
	}
	if strings.Contains(err.Error(), "unsupported") {
		return errors.New("holds a kind of object that is not known yet")
	}
	return errors.New("not of the expected shape")
}

func (c *Channel) message(m *dialogue.Message, in *models.Message) {
	m.At = time.Unix(int64(in.Date), 0).UTC()
	if in.From != nil {
		m.FirstName = in.From.FirstName
	}
	if in.Chat.Type != models.ChatTypePrivate {
		c.groupMessage(m, in)
		return
	}
	m.Text = in.Text
	switch {
	case in.Text != "":
		m.Kind = dialogue.Text
		c.command(m, in)
	case in.Contact != nil && in.From != nil && in.Contact.UserID == in.From.ID:
		// Telegram leaves the + of the international form out as often as not.
		m.Kind, m.Value = dialogue.Contact, "+"+strings.TrimPrefix(in.Contact.PhoneNumber, "+")
	case in.Contact != nil:
		// Somebody else's number is not theirs to give: it is not even read.
		m.Kind = dialogue.SomeContact
	case in.Location != nil:
		m.Kind = dialogue.Location
		m.Value = strconv.FormatFloat(in.Location.Latitude, 'f', 4, 64) + "," +
			strconv.FormatFloat(in.Location.Longitude, 'f', 4, 64)
	case in.Voice != nil, in.Audio != nil, in.VideoNote != nil:
		m.Kind = dialogue.Voice
	case len(in.Photo) > 0, in.Video != nil, in.Animation != nil:
		m.Kind, m.Text = dialogue.Photo, in.Caption
	case in.Document != nil:
		m.Kind, m.Text = dialogue.Document, in.Caption
	case in.Sticker != nil:
		m.Kind, m.Text = dialogue.Sticker, in.Sticker.Emoji
	case service(in):
		m.Kind = dialogue.Silent
	default:
		m.Kind = dialogue.Other
	}
}

// service tells the messages that Telegram itself writes into a chat.
func service(in *models.Message) bool {
	return in.PinnedMessage != nil || in.MessageAutoDeleteTimerChanged != nil ||
		in.ChatBackgroundSet != nil || in.WriteAccessAllowed != nil || in.ConnectedWebsite != ""
}

// groupMessage answers only what was clearly meant for us, so that the bot is no
// nuisance in somebody's group.
func (c *Channel) groupMessage(m *dialogue.Message, in *models.Message) {
	m.Kind = dialogue.Silent
	m.FirstName = ""
	reply := in.ReplyToMessage
	toUs := reply != nil && reply.From != nil && reply.From.IsBot && c.isUs(reply.From.Username)
	for _, e := range in.Entities {
		word := slice(in.Text, e.Offset, e.Length)
		switch e.Type {
		case models.MessageEntityTypeMention:
			toUs = toUs || c.isUs(strings.TrimPrefix(word, "@"))
		case models.MessageEntityTypeBotCommand:
			_, name, named := strings.Cut(word, "@")
			toUs = toUs || named && c.isUs(name)
		}
	}
	if toUs {
		m.Kind, m.Text = dialogue.Group, in.Text
	}
}

func (c *Channel) isUs(username string) bool {
	us := c.username.Load()
	return us != nil && strings.EqualFold(*us, username)
}

// command finds a command by its entity, wherever it stands: « 😀 /aide@Bot » is
// /aide. Offsets count UTF-16 units.
func (c *Channel) command(m *dialogue.Message, in *models.Message) {
	for _, e := range in.Entities {
		if e.Type != models.MessageEntityTypeBotCommand {
			continue
		}
		word := slice(in.Text, e.Offset, e.Length)
		name, target, named := strings.Cut(word, "@")
		if named && c.username.Load() != nil && !c.isUs(target) {
			continue
		}
		rest := strings.TrimSpace(slice(in.Text, e.Offset+e.Length, len(in.Text)))
		if name == "/start" {
			m.Kind, m.Text, m.Value = dialogue.Start, "", rest
			return
		}
		// What stands around it is no part of the command, and may be a cry for help.
		m.Text = strings.Join(strings.Fields(name+" "+slice(in.Text, 0, e.Offset)+" "+rest), " ")
		return
	}
}

// slice cuts a string by UTF-16 offsets and never panics, whatever they are.
func slice(s string, offset, length int) string {
	units := utf16.Encode([]rune(s))
	start := min(max(offset, 0), len(units))
	end := min(max(start+max(length, 0), start), len(units))
	return string(utf16.Decode(units[start:end]))
}

func press(m *dialogue.Message, in *models.CallbackQuery) {
	m.Kind, m.Value = dialogue.Press, in.Data
	m.FirstName = in.From.FirstName
	if msg := in.Message.Message; msg != nil && msg.Chat.Type != models.ChatTypePrivate {
		m.Kind = dialogue.Group
	}
}

func member(m *dialogue.Message, in *models.ChatMemberUpdated) {
	m.At = time.Unix(int64(in.Date), 0).UTC()
	m.Kind = dialogue.Silent
	if in.Chat.Type != models.ChatTypePrivate {
		return
	}
	switch in.NewChatMember.Type {
	case models.ChatMemberTypeBanned, models.ChatMemberTypeLeft:
		m.Kind = dialogue.Blocked
	case models.ChatMemberTypeMember:
		m.Kind = dialogue.Unblocked
	}
}
