package slack

import (
	"context"
	"encoding/json"
	"regexp"
	"time"

	"potentiels/bot/desk"
)

// besideTimeout bounds what is done beside the flow; a form is of no use later.
const besideTimeout = 10 * time.Second

// beside does something that neither an acknowledgement nor what comes next waits for.
func (c *Channel) beside(do func(ctx context.Context)) {
	select {
	case c.side <- struct{}{}:
	default:
		c.opts.Log.Warn("slack: too much at once; something that was asked is not shown")
		return
	}
	go func() {
		defer func() { <-c.side }()
		ctx, cancel := context.WithTimeout(context.Background(), besideTimeout)
		defer cancel()
		do(ctx)
	}()
}

// reaction is what an update asks for at once, beside being stored.
type reaction struct {
	answer any  // goes with the acknowledgement
	final  bool // there is nothing to store: it was a question, or a form that is not complete
	// later gives the answer; the acknowledgement waits for it, and what comes behind does not.
	later func(ctx context.Context) any
}

// react does what cannot wait for an inbox: forms, whose trigger lives three seconds, and what is
// only looked at.
func (c *Channel) react(u update) reaction {
	switch u.Kind {
	case kindCommand:
		return reaction{final: true, later: func(ctx context.Context) any { return c.command(ctx, u) }}
	case kindAction:
		var in interaction
		if json.Unmarshal(u.Payload, &in) != nil || !in.desks() {
			return reaction{}
		}
		return c.reactTo(in)
	case kindEvent:
		var p struct {
			Event message `json:"event"`
		}
		if json.Unmarshal(u.Payload, &p) != nil {
			return reaction{}
		}
		switch {
		case p.Event.Type == "app_home_opened" && p.Event.Tab != "messages":
			c.beside(func(ctx context.Context) { c.publishHome(ctx, p.Event.User) })
		case p.Event.Type == "message" && p.Event.ChannelType == "im" && asksWhy(p.Event.Text):
			c.beside(func(ctx context.Context) { c.explainLast(ctx, p.Event.User) })
		}
	}
	return reaction{}
}

func (c *Channel) reactTo(in interaction) reaction {
	switch {
	case in.ofSheet():
		return c.reactToSheet(in)
	case in.ofUnknown():
		return c.reactToUnknown(in)
	case in.Type == "view_submission":
		if wrong := in.faults(c.opts.Blank); wrong != nil {
			return reaction{answer: wrong, final: true}
		}
		if in.about().request == "" {
			return reaction{final: true}
		}
	case in.Type != "block_actions" || len(in.Actions) == 0:
	case in.View.Type == "modal":
		c.beside(func(ctx context.Context) { c.changeForm(ctx, in) })
	case in.Actions[0].ID == deskAction+string(desk.Reply), in.Actions[0].ID == deskAction+string(desk.Transfer):
		c.beside(func(ctx context.Context) { c.openForm(ctx, in) })
	case in.View.Type == "home":
		c.beside(func(ctx context.Context) { c.refreshHome(ctx, in.User.ID, in.about().request) })
	}
	return reaction{}
}

// why is the word by which staff who try the bot ask why it answered what it did.
var why = regexp.MustCompile(`(?i)^\s*pourquoi\s*[?!.…]*\s*$`)

func asksWhy(text string) bool { return why.MatchString(plain(text)) }
