package content

import (
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Fact is one entry of a partner's sheet: something told, or that could be told, about them or
// of a training to ask them about.
type Fact struct {
	Key       string // stays the same as long as the content's own entry does
	Kind      string // site, phone, email, address, hours or training
	What      string // what it is of, when not of the whole; the name of a training
	Value     string // empty: not known
	Source    string
	Dated     string // date of the source
	Checked   string
	Told      bool          // to people, as it is
	Confirmed *Confirmation // the last one, nil when there is none
}

// trainingFact is the kind of a fact that says that a training is given.
const trainingFact = "training"

// Confirmation is what a member of a partner's staff said of an entry of its sheet. It lies over
// the content: the entry is told with its value and date from then on.
type Confirmation struct {
	Partner string    `json:"partner"`
	Key     string    `json:"key"`
	Kind    string    `json:"kind"`
	What    string    `json:"what,omitempty"`
	Value   string    `json:"value,omitempty"` // as confirmed or corrected
	Gone    bool      `json:"gone,omitempty"`  // it does not hold any more
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

func factKey(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

func (d ContactPoint) key() string { return factKey(d.Partner, d.Kind, d.Label, d.Value) }

// Sheet gives the entries about a partner, with what was confirmed of them: ways to reach it,
// those that are not known included, then trainings to ask it about.
func (c *Content) Sheet(partner string, confirmed []Confirmation) []Fact {
	last := make(map[string]*Confirmation)
	for i, x := range confirmed {
		if x.Partner == partner {
			last[x.Key] = &confirmed[i]
		}
	}
	var out []Fact
	add := func(f Fact) {
		if x := last[f.Key]; x != nil {
			f.Confirmed = x
			f.Value, f.Told = x.Value, !x.Gone
			f.Source, f.Dated, f.Checked = confirmedSource, x.day(), x.day()
		}
		out = append(out, f)
	}
	for _, kind := range contactKinds {
		known := false
		for _, d := range c.base().Contacts {
			if d.Partner != partner || d.Kind != kind {
				continue
			}
			known = known || d.Label == ""
			add(Fact{Key: d.key(), Kind: kind, What: d.Label, Value: d.Value, Source: d.Source, Dated: d.Dated, Checked: d.Checked, Told: d.Told()})
		}
		if !known {
			add(Fact{Key: factKey(partner, kind), Kind: kind})
		}
	}
	for _, t := range c.base().Trainings {
		if t.Contact == partner {
			add(Fact{Key: factKey(trainingFact, t.ID), Kind: trainingFact, What: t.Name, Value: t.ID, Source: t.Source,
				Checked: t.Checked, Told: t.Confidence == Verified})
		}
	}
	return out
}

// confirmedSource is the source of what a partner confirmed.
const confirmedSource = "confirmé par le partenaire"

func (x Confirmation) day() string { return x.At.In(Paris).Format(time.DateOnly) }

// base is the content without what lies over it.
func (c *Content) base() *Content {
	if c.under != nil {
		return c.under
	}
	return c
}

// Refuse tells why a confirmation cannot be taken, in words for the member of staff; nil: it can.
func (c *Content) Refuse(x Confirmation) error {
	sheet := c.Sheet(x.Partner, nil)
	i := slices.IndexFunc(sheet, func(f Fact) bool { return f.Key == x.Key })
	if i < 0 {
		return errors.New("cette ligne a changé depuis : rouvrez la fiche")
	}
	if x.Gone {
		return nil
	}
	bad := ""
	switch f := sheet[i]; {
	case f.Kind == trainingFact && x.Value != f.Value:
		bad = "une formation se confirme ou se retire ; son texte se corrige dans le contenu"
	case strings.TrimSpace(x.Value) == "" || len([]rune(x.Value)) > maxLine || strings.ContainsFunc(x.Value, unwanted):
		bad = fmt.Sprintf("il faut une ligne de %d caractères au plus", maxLine)
	case f.Kind == Phone && !phoneForm.MatchString(x.Value):
		bad = "un numéro s’écrit comme 03 83 00 00 00"
	case f.Kind == Email && !emailForm.MatchString(x.Value):
		bad = "ce n’est pas une adresse e-mail"
	case f.Kind == Site && !site(x.Value):
		bad = "un site s’écrit comme https://www.exemple.fr"
	}
	if bad != "" {
		return errors.New(bad)
	}
	return nil
}

func site(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && strings.Contains(u.Host, ".") && !strings.ContainsAny(s, " <>\"")
}

// With gives the content with confirmations over it; of several about one entry the last counts.
// Those whose entry is no longer there are left out.
func (c *Content) With(confirmed []Confirmation) *Content {
	base := c.base()
	over := *base
	over.under = base
	over.Partners = slices.Clone(base.Partners)
	for i := range over.Partners {
		p := &over.Partners[i]
		p.Phone, p.Email, p.Address, p.Hours, p.Site, p.Confirmed = "", "", "", "", "", ""
	}
	last := make(map[string]Confirmation)
	for _, x := range confirmed {
		last[x.Key] = x
	}
	var first, rest []ContactPoint
	for _, d := range base.Contacts {
		x, ok := last[d.key()]
		switch {
		case !ok:
			rest = append(rest, d)
		case !x.Gone:
			first = append(first, x.over(d))
		}
	}
	for _, p := range base.Partners {
		for _, kind := range contactKinds {
			if x, ok := last[factKey(p.ID, kind)]; ok && !x.Gone {
				first = append(first, x.over(ContactPoint{Partner: p.ID, Kind: kind}))
			}
		}
	}
	over.Contacts = append(first, rest...)
	over.Trainings = nil
	for _, t := range base.Trainings {
		if x, ok := last[factKey(trainingFact, t.ID)]; ok {
			if x.Gone {
				continue
			}
			t.Provenance = x.provenance(t.row)
		}
		over.Trainings = append(over.Trainings, t)
	}
	over.index = newIndex(&over)
	over.tellContacts()
	for _, d := range first {
		if p := over.index.partners[d.Partner]; p != nil {
			p.Confirmed = max(p.Confirmed, d.Checked)
		}
	}
	return &over
}

// over is a contact point as confirmed.
func (x Confirmation) over(d ContactPoint) ContactPoint {
	d.Value, d.Dated = x.Value, x.day()
	d.Provenance = x.provenance(d.row)
	return d
}

func (x Confirmation) provenance(row int) Provenance {
	return Provenance{Source: confirmedSource, Checked: x.day(), Review: x.At.AddDate(1, 0, 0).In(Paris).Format(time.DateOnly), Confidence: Verified, row: row}
}

// WriteConfirmations writes confirmations as a table, for whoever takes them over into the content.
func (c *Content) WriteConfirmations(w io.Writer, confirmed []Confirmation) error {
	confirmed = slices.SortedStableFunc(slices.Values(confirmed), func(a, b Confirmation) int {
		return cmp.Or(cmp.Compare(a.Partner, b.Partner), a.At.Compare(b.At))
	})
	out := csv.NewWriter(w)
	out.Comma = ';'
	_ = out.Write([]string{"partner", "kind", "what", "before", "value", "state", "by", "date"}) // Flush tells
	for _, x := range confirmed {
		before := ""
		for _, f := range c.base().Sheet(x.Partner, nil) {
			if f.Key == x.Key {
				before = f.Value
			}
		}
		state := "confirmé"
		switch {
		case x.Gone:
			state = "retiré"
		case before != x.Value:
			state = "corrigé"
		}
		_ = out.Write([]string{x.Partner, x.Kind, x.What, before, x.Value, state, x.By, x.day()})
	}
	out.Flush()
	return out.Error()
}
