package slack

import (
	"encoding/json"
	"errors"
	"strings"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// interaction is what is read of a press or a submitted form.
type interaction struct {
	Type      string `json:"type"`
	TriggerID string `json:"trigger_id"`
	User      struct {
		ID   string `json:"id"`
		Name string `json:"username"`
	} `json:"user"`
	Channel ref      `json:"channel"`
	Actions []action `json:"actions"`
	View    struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Callback string `json:"callback_id"`
		Metadata string `json:"private_metadata"`
		State    state  `json:"state"`
	} `json:"view"`
}

type action struct {
	ID       string `json:"action_id"`
	Value    string `json:"value"`
	URL      string `json:"url"`
	TS       string `json:"action_ts"`
	Selected struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}

// state is what stands in the fields of a form, by block and action.
type state struct {
	Values map[string]map[string]struct {
		Value    string `json:"value"`
		Selected struct {
			Value string `json:"value"`
		} `json:"selected_option"`
	} `json:"values"`
}

// id tells a repeat of what is kept at once, and not as an update, from something new.
func (in interaction) id() uint64 {
	return bot.EntryID("slack " + in.View.ID + " trigger " + in.TriggerID)
}

// where is the channel to answer in: that of the press, or the direct messages of who submits a form.
func (in interaction) where() string {
	if in.Channel != "" {
		return string(in.Channel)
	}
	return in.User.ID
}

// text is what stands in the one text field, and choice what is chosen in a select.
func (s state) text(action string) string {
	for _, fields := range s.Values {
		if f, ok := fields[action]; ok {
			return entities.Replace(f.Value)
		}
	}
	return ""
}

func (s state) choice(action string) string {
	for _, fields := range s.Values {
		if f, ok := fields[action]; ok {
			return f.Selected.Value
		}
	}
	return ""
}

// desks tells whether an interaction is about the desk, and not a press in the talk.
func (in interaction) desks() bool {
	return in.View.ID != "" || in.ofSheet() || in.ofUnknown() || len(in.Actions) > 0 && strings.HasPrefix(in.Actions[0].ID, deskAction)
}

// about is the request that an interaction is about.
func (in interaction) about() reference {
	if in.ofSheet() || in.ofUnknown() {
		return reference{}
	}
	if in.View.Type == "modal" {
		return parseReference(in.View.Metadata)
	}
	if len(in.Actions) > 0 {
		return parseReference(in.Actions[0].Value)
	}
	return reference{}
}

var errShape = errors.New("not of the expected shape")

// Acts implements bot.Poster.
func (c *Channel) Acts(e bot.Entry) (acts []desk.Act, ok bool, err error) {
	var u update
	if err := json.Unmarshal(e.Body, &u); err != nil {
		return nil, true, errShape
	}
	by := desk.Staff{Name: u.Name}
	switch u.Kind {
	case kindEvent:
		var p struct {
			Event *message `json:"event"`
		}
		if err := json.Unmarshal(u.Payload, &p); err != nil || p.Event == nil {
			return nil, true, errShape
		}
		switch {
		case p.Event.Type == "message" && talks(e.To.ID):
			return nil, false, nil
		case p.Event.Type == "message":
			return typed(p.Event, by, e.To), true, nil
		case known[p.Event.Type]:
			return nil, true, nil
		}
		return nil, true, errUnknownKind
	case kindAction:
		var in interaction
		if err := json.Unmarshal(u.Payload, &in); err != nil {
			return nil, true, errShape
		}
		if in.Type == "block_actions" && !in.desks() {
			return nil, false, nil
		}
		by.ID = Name + ":" + in.User.ID
		return done(in, by, e.To), true, nil
	case kindCommand:
		return nil, true, nil
	}
	return nil, true, errUnknownKind
}

// known are the events that need no act.
var known = map[string]bool{"app_home_opened": true, "app_mention": true, "channel_archive": true, "channel_unarchive": true}

// talks tells the address of a person's own talk from that of a channel.
func talks(id string) bool { return strings.HasPrefix(id, "U") || strings.HasPrefix(id, "W") }

// typed reads what staff wrote in a thread: it is a note, and goes nowhere.
func typed(m *message, by desk.Staff, to bot.Address) []desk.Act {
	note := func(kind desk.Kind, in *message, ref string) []desk.Act {
		if in == nil || in.BotID != "" || in.Thread == "" || in.Thread == ref || ref == "" {
			return nil
		}
		by.ID = Name + ":" + in.User
		text := plain(in.Text)
		if len(in.Files) > 0 {
			text = strings.TrimSpace(text + "\n(avec un fichier joint, à voir dans Slack)")
		}
		return []desk.Act{{Thread: in.Thread, Event: desk.Event{Kind: kind, By: by, Via: to.String(), Ref: ref, Text: text}}}
	}
	switch m.Subtype {
	case "", "file_share", "thread_broadcast":
		return note(desk.Note, m, m.TS)
	case "message_changed":
		if m.Message == nil || m.Message.Edited == nil {
			return nil // a preview of a link came to it
		}
		return note(desk.NoteEdited, m.Message, m.Message.TS)
	case "message_deleted":
		acts := note(desk.NoteGone, m.Previous, m.DeletedTS)
		for i := range acts {
			acts[i].Event.Text = ""
		}
		return acts
	}
	return nil
}

// done reads a press or a submitted form.
func done(in interaction, by desk.Staff, to bot.Address) []desk.Act {
	ref := in.about()
	if ref.request == "" || ref.channel != to.ID {
		return nil
	}
	ev := desk.Event{By: by, Via: to.String(), N: ref.n}
	switch in.Type {
	case "block_actions":
		switch kind := desk.Kind(strings.TrimPrefix(in.Actions[0].ID, deskAction)); kind {
		case desk.Claim, desk.Close, desk.CancelSend:
			ev.Kind = kind
		case desk.TakeOver:
			ev.Kind, ev.From = kind, ref.holder
		default:
			return nil // opens a form
		}
	case "view_submission":
		ev.Kind = desk.Kind(in.View.Callback)
		switch ev.Kind {
		case desk.Reply:
			ev.Text = in.View.State.text(fieldText)
		case desk.Transfer:
			ev.Partner = in.View.State.choice(fieldPartner)
		default:
			return nil
		}
	default:
		return nil
	}
	return []desk.Act{{Request: ref.request, Event: ev}}
}
