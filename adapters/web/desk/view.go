package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// row is a request in the list.
type row struct {
	Request     string     `json:"request"`
	State       desk.State `json:"state"`
	Label       string     `json:"label,omitempty"`
	Opened      time.Time  `json:"opened"`
	Since       time.Time  `json:"since"`
	By          string     `json:"by,omitempty"`
	Mine        bool       `json:"mine,omitempty"`
	Unanswered  bool       `json:"unanswered,omitempty"`
	Waiting     time.Time  `json:"waiting,omitzero"` // since when the person waits for an answer
	Asking      string     `json:"asking,omitempty"`
	Returns     int        `json:"returns,omitempty"`
	PartnerName string     `json:"partner_name"`
}

// scope are the partners whose boards somebody looks at: their own, or all of them.
func (p *Pages) scope(r *http.Request, s session) []Partner {
	all := p.opts.Directory.Partners()
	if s.Partner == "" || r.URL.Query().Get("scope") == "all" {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(q Partner) bool { return q.ID != s.Partner })
}

// Rows of a list that are shown when nobody asked for more, and at the most; and of what one has oneself.
const (
	rowsShown = 100
	rowsMost  = 1000
	mineMost  = 500
)

// counts are how many requests there are, shown or not.
type counts struct {
	Open   int `json:"open"`
	Mine   int `json:"mine"`
	Others int `json:"others"`
}

// board lists the requests, those that wait longest first: as many as the page asks for, and how many
// there are.
func (p *Pages) board(w http.ResponseWriter, r *http.Request, s session) {
	limit := rowsShown
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil && n > 0 {
		limit = min(n, rowsMost)
	}
	names := make(map[string]string)
	for _, q := range p.opts.Directory.Partners() {
		names[q.ID] = q.Name
	}
	var open, mine, others []row
	var n counts
	for _, q := range p.scope(r, s) {
		b, err := p.opts.Core.Board(r.Context(), q.ID)
		var waiting, own, theirs []desk.Row
		if err == nil && b.Open > 0 {
			waiting, err = p.opts.Core.Rows(r.Context(), q.ID, desk.Queue, limit, nil)
		}
		if err == nil && b.Claimed > 0 {
			own, err = p.opts.Core.Rows(r.Context(), q.ID, desk.Of(s.Staff), mineMost, nil)
		}
		if err == nil && b.Claimed > len(own) {
			theirs, err = p.opts.Core.Rows(r.Context(), q.ID, desk.InHand, limit, func(x desk.Row) bool { return x.By.ID != s.Staff })
		}
		if err != nil {
			p.broken(w, r, "a board cannot be read", err)
			return
		}
		for _, some := range []struct {
			to   *[]row
			rows []desk.Row
		}{{&open, waiting}, {&mine, own}, {&others, theirs}} {
			for _, x := range some.rows {
				*some.to = append(*some.to, row{
					Request: x.Request, State: x.State, Label: x.Label, Opened: x.Opened, Since: x.Since,
					By: x.By.Name, Mine: some.to == &mine, Unanswered: x.Unanswered, Waiting: x.Waiting,
					Asking: names[x.Asking], Returns: x.Returns, PartnerName: q.Name,
				})
			}
		}
		n.Open, n.Mine, n.Others = n.Open+b.Open, n.Mine+len(own), n.Others+max(b.Claimed-len(own), len(theirs))
	}
	rows := []row{}
	for _, list := range [][]row{open, mine, others} {
		slices.SortStableFunc(list, func(a, b row) int { return a.Opened.Compare(b.Opened) })
		if len(list) > limit && !list[0].Mine {
			list = list[:limit]
		}
		rows = append(rows, list...)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.Opened.Compare(b.Opened) })
	reply(w, r, http.StatusOK, struct {
		Rows   []row  `json:"rows"`
		Counts counts `json:"counts"`
		Limit  int    `json:"limit"`
		Most   int    `json:"most"`
	}{rows, n, limit, rowsMost})
}

// line is a line of the thread. Its number is text: JavaScript has no numbers of 64 bits.
type line struct {
	N string `json:"n"`
	desk.Line
}

// action is a button of the card.
type action struct {
	Label string    `json:"label"`
	Kind  desk.Kind `json:"kind"`
}

// opened is a request as the page shows it.
type opened struct {
	desk.Card
	By      string   `json:"by,omitempty"`
	Mine    bool     `json:"mine"`
	Holder  string   `json:"holder,omitempty"` // id of who has it, for Reprendre
	Closing bool     `json:"closing,omitempty"`
	Actions []action `json:"actions"`
	Lines   []line   `json:"lines"`
	// Lead is what the person reads before the words of a reply.
	Lead string `json:"lead,omitempty"`
	// Outside is set for those who may take the request over but are of another partner: they
	// see the card and no thread.
	Outside bool `json:"outside,omitempty"`
}

// may tells whether somebody may see and take a request: it is of their partner, or the person
// was told that partners read it together.
func may(s session, r desk.Request) bool {
	return s.Partner == "" || s.Partner == r.Partner || r.Shared
}

// inside tells whether somebody may read the talk with the person.
func inside(s session, r desk.Request) bool {
	return s.Partner == "" || s.Partner == r.Partner || r.By.ID == s.Staff
}

// offers tells whether a button of a card is for somebody: those of a claimed request are for who
// has it, and the one that takes it over for their colleagues.
func offers(s session, r desk.Request, mine bool, kind desk.Kind) bool {
	switch {
	case r.State != desk.Claimed:
		return true
	case kind == desk.TakeOver:
		return !mine && (s.Partner == "" || s.Partner == r.Partner || s.Partner == r.By.Partner)
	}
	return mine
}

// find gives a request to somebody who may see it, or why it does not.
func (p *Pages) find(r *http.Request, s session) (desk.Request, desk.Outcome, error) {
	found, err := p.opts.Core.Request(r.Context(), r.PathValue("id"))
	switch {
	case errors.Is(err, bot.ErrNoRequest):
		return found, desk.Outcome{Refusal: desk.IsGone}, nil
	case err == nil && !may(s, found):
		return found, desk.Outcome{Refusal: desk.Elsewhere}, nil
	}
	return found, desk.Outcome{}, err
}

// request shows a card and its thread.
func (p *Pages) request(w http.ResponseWriter, r *http.Request, s session) {
	found, o, err := p.find(r, s)
	switch {
	case err != nil:
		p.broken(w, r, "a request cannot be read", err)
		return
	case o.Refusal == desk.IsGone:
		p.outcome(w, r, http.StatusNotFound, o, "")
		return
	case o.Refusal != "":
		p.outcome(w, r, http.StatusForbidden, o, found.Partner)
		return
	}
	v := opened{
		Card: p.opts.Directory.Card(found), By: found.By.Name, Closing: found.Closing, Lines: []line{}, Actions: []action{},
		Mine: found.State == desk.Claimed && found.By.ID == s.Staff,
	}
	for _, b := range v.Buttons() {
		if offers(s, found, v.Mine, b.Kind) {
			v.Actions = append(v.Actions, action{b.Label, b.Kind})
		}
	}
	if found.State == desk.Claimed {
		v.Holder = found.By.ID
	}
	if v.Mine {
		if v.Lead, err = p.opts.Core.Preview(r.Context(), found.ID, s.staff(), ""); err != nil {
			p.broken(w, r, "a reply cannot be previewed", err)
			return
		}
	}
	if inside(s, found) {
		lines, err := p.opts.Core.Lines(r.Context(), found.ID, 0, 0)
		if err != nil && !errors.Is(err, bot.ErrNoRequest) {
			p.broken(w, r, "a thread cannot be read", err)
			return
		}
		for _, l := range lines {
			v.Lines = append(v.Lines, line{strconv.FormatUint(l.N, 10), l})
		}
	} else {
		v.Outside = true
		v.Hidden, v.Contact = v.Hidden || v.Contact != "", ""
		v.Fields = slices.Clone(v.Fields)
		for i, f := range v.Fields {
			v.Fields[i].Value = desk.Mask(f.Value)
		}
	}
	reply(w, r, http.StatusOK, v)
}

// partnerName is what staff call a partner.
func (p *Pages) partnerName(id string) string {
	for _, q := range p.opts.Directory.Partners() {
		if q.ID == id {
			return q.Name
		}
	}
	return "un autre partenaire"
}
