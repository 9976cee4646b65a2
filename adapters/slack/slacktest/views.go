package slacktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// View is a form or a home.
type View struct {
	ID, User string
	Body     map[string]any
	Blocks   []map[string]any
	Open     bool
	Errors   map[string]string // that the app answered a submission with
	Updates  int
}

// Shown is all that a person reads in it.
func (v View) Shown() string { return Post{Blocks: v.Blocks}.Shown() }

// Labels are those of its buttons.
func (v View) Labels() []string { return Post{Blocks: v.Blocks}.Labels() }

// Form is the newest form that somebody has open.
func (n *Network) Form(user string) (View, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if v := n.form(user); v != nil {
		return *v, true
	}
	return View{}, false
}

func (n *Network) form(user string) *View {
	for _, id := range slices.Backward(slices.Sorted(maps.Keys(n.views))) {
		if v := n.views[id]; v.User == user && v.Open {
			return v
		}
	}
	return nil
}

// HomeOf is the home of somebody as it was published.
func (n *Network) HomeOf(user string) (View, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if v := n.homes[user]; v != nil {
		return *v, true
	}
	return View{}, false
}

// view opens, changes or publishes one. The lock is held.
func (n *Network) view(method string, form url.Values) (map[string]any, problem) {
	v := &View{Open: true}
	if err := json.Unmarshal([]byte(form.Get("view")), &v.Body); err != nil {
		return refused("invalid_arguments")
	}
	if faults := v.check(method == "views.publish"); len(faults) > 0 {
		return nil, problem{code: "invalid_arguments", details: faults}
	}
	switch method {
	case "views.publish":
		v.User, v.ID = form.Get("user_id"), n.id("V")
		n.homes[v.User] = v
	case "views.open":
		t := n.triggers[form.Get("trigger_id")]
		switch {
		case t == nil:
			return refused("invalid_trigger_id")
		case t.used:
			return refused("exchanged_trigger_id")
		case time.Since(t.made) > n.TriggerLife:
			return refused("expired_trigger_id")
		}
		t.used = true
		v.User, v.ID = t.user, n.id("V")
		n.views[v.ID] = v
	default:
		old := n.views[form.Get("view_id")]
		if old == nil || !old.Open {
			return refused("not_found")
		}
		old.Body, old.Blocks = v.Body, v.Blocks
		old.Updates++
		v = old
	}
	return map[string]any{"view": v.json()}, well
}

func (v *View) json() map[string]any {
	out := maps.Clone(v.Body)
	out["id"], out["team_id"], out["app_id"] = v.ID, teamID, appID
	return out
}

// check reads the blocks and tells what Slack would refuse.
func (v *View) check(home bool) (faults []string) {
	raw, err := json.Marshal(v.Body["blocks"])
	if err != nil || json.Unmarshal(raw, &v.Blocks) != nil || len(raw) > 250_000 {
		return []string{"blocks"}
	}
	faults = checkBlocks(v.Blocks, 100)
	if meta, _ := v.Body["private_metadata"].(string); utf8.RuneCountInString(meta) > 3000 {
		faults = append(faults, "private_metadata")
	}
	if home {
		if v.Body["type"] != "home" {
			faults = append(faults, "type")
		}
		return faults
	}
	c := checker{at: "view"}
	c.text(v.Body["title"], 24, "plain_text")
	if slices.ContainsFunc(v.Blocks, func(b map[string]any) bool { return b["type"] == "input" }) || v.Body["submit"] != nil {
		c.text(v.Body["submit"], 24, "plain_text")
	}
	if v.Body["close"] != nil {
		c.text(v.Body["close"], 24, "plain_text")
	}
	if v.Body["type"] != "modal" {
		c.fault("type")
	}
	return append(faults, c.faults...)
}

// PressForm has somebody press a button of the form that they have open, or choose value in
// a select named by its action_id; typed is what stands in its text field.
func (n *Network) PressForm(user, label, value, typed string) (*Delivery, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	v := n.form(user)
	if v == nil {
		return nil, fmt.Errorf("%s has no form open", user)
	}
	body := n.interaction("block_actions", user)
	view := v.json()
	view["state"] = v.state(typed)
	body["view"], body["container"] = view, map[string]any{"type": "view", "view_id": v.ID}
	return n.deliver("interactive", n.pressed(body, v.Blocks, label, value), nil), nil
}

// PressHome has somebody press a button of their home.
func (n *Network) PressHome(user, label string) (*Delivery, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	v := n.homes[user]
	if v == nil || !slices.Contains(v.Labels(), label) {
		return nil, fmt.Errorf("no button %q in the home of %s", label, user)
	}
	body := n.interaction("block_actions", user)
	body["view"], body["container"] = v.json(), map[string]any{"type": "view", "view_id": v.ID}
	return n.deliver("interactive", n.pressed(body, v.Blocks, label, ""), nil), nil
}

// state is what a form holds when its one text field holds typed, and every select value.
func (v *View) state(typed string, chosen ...string) map[string]any {
	values := map[string]any{}
	for _, b := range v.Blocks {
		e, ok := b["element"].(map[string]any)
		if !ok {
			continue
		}
		id, _ := b["block_id"].(string)
		action, _ := e["action_id"].(string)
		field := map[string]any{"type": e["type"]}
		if e["type"] == "plain_text_input" {
			field["value"] = typed
		} else if len(chosen) > 0 {
			field["selected_option"] = map[string]any{"value": chosen[0]}
		}
		values[id] = map[string]any{action: field}
	}
	return map[string]any{"values": values}
}

// Submit has somebody submit the form that they have open; chosen is the value in its select.
func (n *Network) Submit(user, typed string, chosen ...string) (*Delivery, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	v := n.form(user)
	if v == nil {
		return nil, fmt.Errorf("%s has no form open", user)
	}
	body := n.interaction("view_submission", user)
	view := v.json()
	view["state"] = v.state(typed, chosen...)
	body["view"] = view
	return n.deliver("interactive", body, func(d *Delivery) {
		var a struct {
			Action string            `json:"response_action"`
			Errors map[string]string `json:"errors"`
		}
		_ = json.Unmarshal(d.Answer, &a)
		v.Errors = a.Errors
		v.Open = a.Action == "errors"
	}), nil
}

// Inputs counts the text fields of a form.
func (v View) Inputs() (count int) {
	for _, b := range v.Blocks {
		if e, ok := b["element"].(map[string]any); ok && e["type"] == "plain_text_input" {
			count++
		}
	}
	return count
}

// Initial is what the text field of a form holds when it opens.
func (v View) Initial() string {
	for _, b := range v.Blocks {
		if e, ok := b["element"].(map[string]any); ok && e["type"] == "plain_text_input" {
			s, _ := e["initial_value"].(string)
			return strings.TrimSpace(s)
		}
	}
	return ""
}
