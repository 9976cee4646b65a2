package desk

import (
	"net/http"
	"time"

	"potentiels/bot/desk"
)

// weeksShown are the last weeks of the table.
const weeksShown = 8

// partnerFigures is what a partner's board says of how it does.
type partnerFigures struct {
	Partner string      `json:"partner"`
	Open    int         `json:"open"`
	Claimed int         `json:"claimed"`
	Oldest  time.Time   `json:"oldest,omitzero"` // of the open ones
	Median  int         `json:"median"`          // minutes to the first answer
	Samples int         `json:"samples"`         // that it is of
	Weeks   []desk.Week `json:"weeks"`           // newest first
}

// figures gives those of one's partner, or of all that ever had a request.
func (p *Pages) figures(w http.ResponseWriter, r *http.Request, s session) {
	all := []partnerFigures{}
	for _, q := range p.scope(r, s) {
		b, err := p.opts.Core.Board(r.Context(), q.ID)
		if err != nil {
			p.broken(w, r, "a board cannot be read", err)
			return
		}
		if b.Open+b.Claimed+len(b.Weeks)+len(b.Times) == 0 && q.ID != s.Partner {
			continue
		}
		oldest, err := p.opts.Core.Rows(r.Context(), q.ID, desk.Queue, 1, nil)
		if err != nil {
			p.broken(w, r, "a board cannot be read", err)
			return
		}
		all = append(all, count(q.Name, b, oldest))
	}
	reply(w, r, http.StatusOK, struct {
		Partners []partnerFigures `json:"partners"`
	}{all})
}

func count(name string, b desk.Board, oldest []desk.Row) partnerFigures {
	f := partnerFigures{Partner: name, Open: b.Open, Claimed: b.Claimed, Weeks: []desk.Week{}, Samples: len(b.Times)}
	if median, known := b.Median(); known {
		f.Median = max(1, int(median.Minutes()))
	}
	if len(oldest) > 0 {
		f.Oldest = oldest[0].Opened
	}
	for i := len(b.Weeks) - 1; i >= 0 && len(f.Weeks) < weeksShown; i-- {
		f.Weeks = append(f.Weeks, b.Weeks[i])
	}
	return f
}
