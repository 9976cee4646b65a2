package slack

import (
	"encoding/json"
	"strings"
	"time"

	"potentiels/bot"
)

// Kinds of update, as Socket Mode names them.
const (
	kindEvent   = "events_api"
	kindAction  = "interactive"
	kindCommand = "slash_commands"
)

// update is what Slack hands over, whichever way it came; it is stored in this form.
type update struct {
	Kind    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
	// Name is that of who sent it, as colleagues see it; Slack itself tells only their id.
	Name string `json:"name,omitempty"`
}

// head is the little that must be known of an update before it is stored: which it is
// and whom it concerns. It is read leniently.
type head struct {
	Type      string `json:"type"`
	EventID   string `json:"event_id"`
	TriggerID string `json:"trigger_id"`
	AppID     string `json:"api_app_id"`
	UserID    string `json:"user_id"`    // of a command
	ChannelID string `json:"channel_id"` // the same
	User      ref    `json:"user"`       // of a press or a form
	Channel   ref    `json:"channel"`
	Event     struct {
		Type        string `json:"type"`
		User        ref    `json:"user"`
		Channel     ref    `json:"channel"`
		ChannelType string `json:"channel_type"`
		BotID       string `json:"bot_id"`
		AppID       string `json:"app_id"`
		Message     author `json:"message"`          // of an edit
		Previous    author `json:"previous_message"` // of a deletion
		Item        struct {
			Channel ref `json:"channel"`
		} `json:"item"`
	} `json:"event"`
	Authorizations []struct {
		UserID string `json:"user_id"`
	} `json:"authorizations"`
}

type author struct {
	User  ref    `json:"user"`
	BotID string `json:"bot_id"`
	AppID string `json:"app_id"`
}

// ref is an id that Slack writes as a string here and inside an object there.
type ref string

// UnmarshalJSON takes both forms; of any other the id is empty.
func (r *ref) UnmarshalJSON(text []byte) error {
	var s string
	if json.Unmarshal(text, &s) == nil {
		*r = ref(s)
		return nil
	}
	var o struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(text, &o) == nil {
		*r = ref(o.ID)
	}
	return nil
}

// nobody is whose talk an update belongs to that names neither a user nor a channel.
const nobody = "app"

// entry wraps an update for the inbox. What cannot be read at all is wrapped too: it will be
// parked, and shown, instead of lost.
func (c *Channel) entry(u update, now time.Time) bot.Entry {
	var h head
	if err := json.Unmarshal(u.Payload, &h); err != nil {
		c.Stats.Malformed.Add(1)
		h = head{}
	}
	body, err := json.Marshal(u)
	if err != nil { // the payload of a call that is not JSON
		body, _ = json.Marshal(update{Kind: u.Kind})
	}
	e := bot.Entry{
		Kind: bot.Update, ID: h.id(u), At: now, Body: body,
		To: bot.Address{Channel: Name, ID: h.concerns(u.Kind)},
	}
	var in interaction
	if u.Kind != kindAction || json.Unmarshal(u.Payload, &in) != nil || !in.desks() {
		return e
	}
	if ref := in.about(); ref.channel != "" {
		e.To.ID = ref.channel // wherever the button was: a list, a home, the card
	}
	if in.Type == "view_submission" {
		e.ID = bot.EntryID("slack view " + in.View.ID) // the same when it is submitted twice
	}
	return e
}

// id is the same for every repeat: the event's, or of what can be answered by a form the trigger's.
func (h head) id(u update) uint64 {
	switch {
	case h.EventID != "":
		return bot.EntryID("slack event " + h.EventID)
	case h.TriggerID != "":
		return bot.EntryID("slack trigger " + h.TriggerID)
	}
	return bot.EntryID("slack " + u.Kind + " " + string(u.Payload))
}

// concerns is the id of the user or channel whose inbox an update goes to. What happens in
// direct messages, forms and homes belongs to the user, all else to the channel.
func (h head) concerns(kind string) string {
	user, channel := string(h.User), string(h.Channel)
	switch kind {
	case kindEvent:
		e := h.Event
		user, channel = string(first(e.User, e.Message.User, e.Previous.User)), string(first(e.Channel, e.Item.Channel))
	case kindCommand:
		user, channel = h.UserID, ""
	}
	if channel == "" || strings.HasPrefix(channel, "D") {
		channel = user
	}
	if channel == "" {
		return nobody
	}
	return channel
}

func first(refs ...ref) ref {
	for _, r := range refs {
		if r != "" {
			return r
		}
	}
	return ""
}

// ours tells the echo of our own posts, which Slack sends to every app that listens: it
// carries nothing that is not known, and one comes with every post.
func (h head) ours() bool {
	if h.Event.Type != "message" {
		return false
	}
	for _, a := range []author{{h.Event.User, h.Event.BotID, h.Event.AppID}, h.Event.Message, h.Event.Previous} {
		if a.BotID != "" && a.AppID != "" && a.AppID == h.AppID {
			return true
		}
		for _, us := range h.Authorizations {
			if us.UserID != "" && us.UserID == string(a.User) {
				return true
			}
		}
	}
	return false
}

// echo tells whether an update is only the echo of a post of ours.
func (u update) echo() bool {
	var h head
	return u.Kind == kindEvent && json.Unmarshal(u.Payload, &h) == nil && h.ours()
}
