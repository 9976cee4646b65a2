package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// maxNote is the longest note, in bytes.
const maxNote = 8000

// act is what somebody did on the page.
type act struct {
	// ID is a random number made by the page, as text, the same when it posts again: what is
	// submitted twice happens once.
	ID      uint64    `json:"id,string"`
	Kind    desk.Kind `json:"kind"`
	Text    string    `json:"text"`
	Partner string    `json:"partner"`
	From    string    `json:"from"` // who has what is taken over, as the page was told
	N       int       `json:"n"`
}

// done is how an act ended.
type done struct {
	refusal
	N int `json:"n,omitempty"` // the number of a reply
}

// act hands in what somebody did, and answers when it is durable.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, s session, body []byte) {
	var a act
	if json.Unmarshal(body, &a) != nil || a.ID == 0 {
		refuse(w, r, http.StatusBadRequest, outdated)
		return
	}
	ev := desk.Event{Kind: a.Kind, By: s.staff()}
	switch a.Kind {
	case desk.Claim, desk.Close:
	case desk.Reply:
		if ev.Text = a.Text; p.opts.Blank != "" && strings.Contains(ev.Text, p.opts.Blank) {
			refuse(w, r, http.StatusUnprocessableEntity, "Complétez ou supprimez "+p.opts.Blank+" avant d’envoyer : rien n’est parti.")
			return
		}
	case desk.TakeOver:
		ev.From = a.From
	case desk.CancelSend:
		ev.N = a.N
	case desk.Transfer:
		ev.Partner = a.Partner
	case desk.Note:
		ev.Text = strings.TrimSpace(a.Text)
		if ev.Text == "" || len(ev.Text) > maxNote {
			refuse(w, r, http.StatusUnprocessableEntity, "La note est vide ou trop longue : elle n’est pas gardée.")
			return
		}
		ev.Ref = "web:" + strconv.FormatUint(a.ID, 36)
	default:
		refuse(w, r, http.StatusBadRequest, outdated)
		return
	}
	found, o, err := p.find(r, s)
	switch {
	case err != nil:
		p.broken(w, r, "a request cannot be read", err)
		return
	case o.Refusal != "":
	case a.Kind == desk.Note && !inside(s, found):
		o.Refusal = desk.Elsewhere
	default:
		o, err = p.opts.Core.Act(r.Context(), a.ID, found.ID, ev)
		if errors.Is(err, bot.ErrNoRequest) {
			o, err = desk.Outcome{Refusal: desk.IsGone}, nil
		}
		if err != nil {
			p.broken(w, r, "an act is not known to have happened", err)
			return
		}
	}
	p.outcome(w, r, http.StatusOK, o, found.Partner)
}

// outcome tells how an act ended; partner is who has the request.
func (p *Pages) outcome(w http.ResponseWriter, r *http.Request, status int, o desk.Outcome, partner string) {
	d := done{N: o.N}
	if d.Refusal = o.Refusal; o.Refusal != "" {
		d.Text = o.Tell(p.partnerName(partner))
	}
	reply(w, r, status, d)
}
