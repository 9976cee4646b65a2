package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// group is messages that were not understood, by what they are about.
type group struct {
	Group  string   `json:"group"`
	Stems  []string `json:"stems"`
	People int      `json:"people"`
	Last   string   `json:"last"` // day
	Asked  string   `json:"asked,omitempty"`
}

// written is a sentence that staff wrote for one.
type written struct {
	ID     string    `json:"id"`
	Intent string    `json:"intent"`
	Text   string    `json:"text"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	desk.Learning
}

// unknown shows what was not understood, and what staff wrote for it, the newest first.
func (p *Pages) unknown(w http.ResponseWriter, r *http.Request, _ session) {
	board, err := p.opts.Core.Unknowns(r.Context())
	if err != nil {
		p.broken(w, r, "what was not understood cannot be read", err)
		return
	}
	examples, err := p.opts.Core.Examples(r.Context())
	if err != nil {
		p.broken(w, r, "the examples cannot be read", err)
		return
	}
	shown := struct {
		Groups   []group   `json:"groups"`
		Examples []written `json:"examples"`
		Intents  []string  `json:"intents"`
		Few      int       `json:"few"`
		Days     int       `json:"days"`
	}{Groups: []group{}, Examples: []written{}, Intents: []string{}, Few: desk.Few, Days: desk.UnknownDays}
	for _, row := range board.Open() {
		g := group{Group: row.Group, Stems: row.Stems, People: row.People, Last: row.Last}
		if row.Asked != nil {
			g.Asked = row.Asked.By.Name
		}
		shown.Groups = append(shown.Groups, g)
	}
	u := p.opts.Directory.Understanding()
	if u != nil {
		shown.Intents = u.Intents()
	}
	for i := range examples {
		e := examples[len(examples)-1-i]
		x := written{ID: e.ID, Intent: e.Intent, Text: e.Text, By: e.By.Name, At: e.At}
		if u != nil {
			x.Learning = u.Learnt(e)
		}
		shown.Examples = append(shown.Examples, x)
	}
	reply(w, r, http.StatusOK, shown)
}

// decision is what somebody says of a group.
type decision struct {
	ID      uint64       `json:"id,string"`
	Verdict desk.Verdict `json:"verdict"`
	Group   string       `json:"group"`
	Intent  string       `json:"intent"`
	Example string       `json:"example"`
}

// decide takes what somebody says of a group.
func (p *Pages) decide(w http.ResponseWriter, r *http.Request, s session, body []byte) {
	var x decision
	if json.Unmarshal(body, &x) != nil || x.ID == 0 {
		refuse(w, r, http.StatusBadRequest, outdated)
		return
	}
	switch x.Verdict {
	case desk.Attach, desk.Ask, desk.Drop, desk.Withdraw:
	default:
		refuse(w, r, http.StatusBadRequest, outdated)
		return
	}
	err := p.opts.Core.Decide(r.Context(), x.ID, desk.Decision{
		Verdict: x.Verdict, Group: x.Group, Intent: x.Intent, Example: strings.TrimSpace(x.Example), By: s.staff(),
	})
	why, refused := errors.AsType[*bot.RefusedError](err)
	switch {
	case refused:
		reply(w, r, http.StatusOK, refusal{Refusal: "unknown", Text: why.Why})
	case err != nil:
		p.broken(w, r, "a decision is not known to be taken", err)
	default:
		reply(w, r, http.StatusOK, refusal{})
	}
}
