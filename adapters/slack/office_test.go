package slack_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"potentiels/adapters/slack"
	"potentiels/bot"
	"potentiels/bot/desk"
)

// office is a desk as it is read, for tests of the face alone.
type office struct {
	mu       sync.Mutex
	requests map[string]desk.Request
	lines    []desk.Line
	boards   map[string]desk.Board
	rows     map[string][]desk.Row // by partner
	fails    error

	*directory
	unknown  desk.Unknowns
	examples []desk.Example
	decided  []desk.Decision
}

func (o *office) Unknowns(context.Context) (desk.Unknowns, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.unknown, o.fails
}

func (o *office) Examples(context.Context) ([]desk.Example, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.examples), o.fails
}

// pupil learns what does not begin with a capital.
type pupil struct{}

func (pupil) Intents() []string { return []string{"cpf", "remuneration_formation", "hors_sujet"} }

func (pupil) Refuse(string, string, []string) string { return "" }

func (pupil) Learnt(e desk.Example) desk.Learning {
	switch {
	case e.At.IsZero():
		return desk.Learning{}
	case strings.ToLower(e.Text) == e.Text:
		return desk.Learning{Taken: true}
	}
	return desk.Learning{Why: "avec cette phrase, « bonjour » ne serait plus <compris>"}
}

func (o *office) Decide(_ context.Context, id uint64, x desk.Decision) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if strings.Contains(x.Example, "06") {
		return &bot.RefusedError{Why: "Sans numéro."}
	}
	if x.Verdict == desk.Withdraw {
		o.examples = slices.DeleteFunc(o.examples, func(e desk.Example) bool { return e.ID == x.Example })
	}
	now, _, out := o.unknown.Decide(x)
	if out.Refusal != "" {
		return &bot.RefusedError{Why: out.By.Name + " a déjà décidé de cette phrase."}
	}
	o.unknown, o.decided = now, append(o.decided, x)
	return nil
}

func (o *office) Request(_ context.Context, id string) (desk.Request, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	r, ok := o.requests[id]
	if !ok {
		return r, bot.ErrNoRequest
	}
	return r, o.fails
}

func (o *office) Lines(context.Context, string, uint64, int) ([]desk.Line, error) {
	return o.lines, o.fails
}

func (o *office) Board(_ context.Context, partner string) (desk.Board, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.boards[partner]
	b.Partner = partner
	for _, r := range o.rows[partner] {
		if r.State == desk.Open {
			b.Open++
		} else {
			b.Claimed++
		}
	}
	return b, o.fails
}

func (o *office) Rows(_ context.Context, partner string, list desk.List, limit int, fits func(desk.Row) bool) (out []desk.Row, _ error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range o.rows[partner] {
		if list.Has(r.Slot()) && (fits == nil || fits(r)) && (limit == 0 || len(out) < limit) {
			out = append(out, r)
		}
	}
	return out, o.fails
}

func (o *office) Preview(_ context.Context, _ string, by desk.Staff, text string) (string, error) {
	return by.First() + " (UIMM) vous écrit :\n\n" + text, nil
}

func (o *office) set(f func(*office)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(o)
}

// newOffice is one where U0ANNE has the request "r1" of uimm, in C0DESK.
func newOffice() *office {
	return &office{
		requests: map[string]desk.Request{"r1": {
			ID: "r1", Partner: "uimm", Channel: "slack:C0DESK", State: desk.Claimed, By: desk.Staff{ID: "slack:U0ANNE", Name: "Anne Weber"},
		}},
		lines:  []desk.Line{{Who: desk.Person, Text: "Et c’est payé <combien> ?"}, {Who: desk.Bot, Text: "Anne prend la demande en charge."}},
		boards: map[string]desk.Board{}, rows: map[string][]desk.Row{}, directory: &directory{ids: map[uint64]bool{}},
	}
}

// face is a world with a desk.
func face(t *testing.T, http bool) (*world, *office) {
	t.Helper()
	o := newOffice()
	w := newWorldWith(t, http, func(opts *slack.Options) {
		opts.DeskChannel = "C0DESK"
		opts.Desk = func() slack.Desk { return o }
		opts.Partners = func() []slack.Partner {
			return []slack.Partner{{ID: "uimm", Name: "Pôle formation UIMM", Channel: "C0DESK"}, {ID: "greta", Name: "GRETA", Channel: "C0OTHER"}, {ID: "afpa", Name: "Afpa"}}
		}
		opts.Blank = "[…]"
		opts.Canned = func() []slack.Canned {
			return []slack.Canned{{Title: "Rendez-vous", Text: "Je vous propose […] à 10 h."}}
		}
		opts.Named = named
		opts.Understanding = func() desk.Understanding { return pupil{} }
		opts.Explain = func(text string) string { return "Compris : " + text }
		opts.LastWords = func(_ context.Context, user string) string { return "mots de " + user }
	})
	w.net.AddChannel("C0OTHER")
	w.net.Join("C0DESK", "U0ANNE")
	w.net.Join("C0DESK", "U0BOB")
	w.start(t)
	if !http {
		w.until(t, "connected", func() bool { return w.net.Connected() == 1 })
	}
	return w, o
}
