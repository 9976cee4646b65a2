package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"potentiels/bot"
)

// fact is an entry of a partner's sheet.
type fact struct {
	Key     string    `json:"key"`
	Kind    string    `json:"kind"`
	What    string    `json:"what,omitempty"`
	Value   string    `json:"value,omitempty"`
	Source  string    `json:"source,omitempty"`
	Dated   string    `json:"dated,omitempty"`   // the source
	Checked string    `json:"checked,omitempty"` // when it was read
	Told    bool      `json:"told"`
	Gone    bool      `json:"gone,omitempty"`
	By      string    `json:"by,omitempty"` // who confirmed it last
	At      time.Time `json:"at,omitzero"`
}

// sheetOf is the partner whose sheet somebody looks at: their own, or, at a desk of this
// computer alone, the one they name.
func (p *Pages) sheetOf(s session, named string) (Partner, bool) {
	if s.Partner != "" {
		named = s.Partner
	}
	all := p.opts.Directory.Partners()
	i := slices.IndexFunc(all, func(q Partner) bool { return q.ID == named })
	if i < 0 {
		return Partner{}, false
	}
	return all[i], true
}

// sheet shows what people are told of a partner, with source and date.
func (p *Pages) sheet(w http.ResponseWriter, r *http.Request, s session) {
	partner, ok := p.sheetOf(s, r.URL.Query().Get("partner"))
	if !ok {
		reply(w, r, http.StatusOK, struct {
			Facts []fact `json:"facts"`
		}{[]fact{}})
		return
	}
	facts, err := p.opts.Core.Sheet(r.Context(), partner.ID)
	if err != nil {
		p.broken(w, r, "a sheet cannot be read", err)
		return
	}
	shown := []fact{}
	for _, f := range facts {
		x := fact{Key: f.Key, Kind: f.Kind, What: f.What, Value: f.Value, Source: f.Source, Dated: f.Dated, Checked: f.Checked, Told: f.Told}
		if c := f.Confirmed; c != nil {
			x.By, x.At, x.Gone = c.By, c.At, c.Gone
		}
		shown = append(shown, x)
	}
	reply(w, r, http.StatusOK, struct {
		Partner string `json:"partner"`
		Facts   []fact `json:"facts"`
	}{partner.ID, shown})
}

// said is what somebody says of an entry.
type said struct {
	ID      uint64 `json:"id,string"`
	Partner string `json:"partner"`
	Key     string `json:"key"`
	Value   string `json:"value"` // as it was shown, or corrected
	Gone    bool   `json:"gone"`
}

// confirm takes what somebody says of an entry of their sheet.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request, s session, body []byte) {
	var x said
	if json.Unmarshal(body, &x) != nil || x.ID == 0 {
		refuse(w, r, http.StatusBadRequest, outdated)
		return
	}
	partner, ok := p.sheetOf(s, x.Partner)
	if !ok || x.Partner != partner.ID {
		refuse(w, r, http.StatusForbidden, "Chaque organisme ne confirme que sa propre fiche.")
		return
	}
	facts, err := p.opts.Core.Sheet(r.Context(), partner.ID)
	if err == nil {
		c := bot.Confirmation{Partner: partner.ID, Key: x.Key, Value: x.Value, Gone: x.Gone, By: s.Name}
		for _, f := range facts {
			if f.Key == x.Key {
				c.Kind, c.What = f.Kind, f.What
			}
		}
		err = p.opts.Core.Confirm(r.Context(), x.ID, c)
	}
	why, refused := errors.AsType[*bot.RefusedError](err)
	switch {
	case refused:
		reply(w, r, http.StatusOK, refusal{Refusal: "sheet", Text: sentence(why.Why)})
	case err != nil:
		p.broken(w, r, "a confirmation is not known to be kept", err)
	default:
		reply(w, r, http.StatusOK, refusal{})
	}
}
