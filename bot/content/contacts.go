package content

import "strconv"

func quote(s string) string { return strconv.Quote(s) }

// Kinds of contact points.
const (
	Site    = "site"
	Phone   = "phone"
	Email   = "email"
	Address = "address"
	Hours   = "hours"
)

// Told says whether a contact point may be given to a person: a site that was read in a
// source; anything else, which changes sooner and sends people astray, only when
// its source is of the year it was checked in or the one before.
func (d ContactPoint) Told() bool {
	if d.Confidence != Verified {
		return false
	}
	return d.Kind == Site || recent(d.Dated, d.Checked)
}

// recent compares the years of two dates.
func recent(dated, checked string) bool {
	if len(dated) < 4 || len(checked) < 4 {
		return false
	}
	source, err1 := strconv.Atoi(dated[:4])
	year, err2 := strconv.Atoi(checked[:4])
	return err1 == nil && err2 == nil && source >= year-1 && source <= year
}

// tellContacts fills the fields of partners from the first contact point of each kind
// that may be told and is of the whole partner.
func (c *Content) tellContacts() {
	for _, d := range c.Contacts {
		p := c.index.partners[d.Partner]
		if !d.Told() || d.Label != "" {
			continue
		}
		if field := p.reach(d.Kind); field != nil && *field == "" {
			*field = d.Value
		}
	}
}

func (p *Partner) reach(kind string) *string {
	switch kind {
	case Site:
		return &p.Site
	case Phone:
		return &p.Phone
	case Email:
		return &p.Email
	case Address:
		return &p.Address
	case Hours:
		return &p.Hours
	}
	return nil
}
