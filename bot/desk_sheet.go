package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"potentiels/bot/content"
	"potentiels/bot/desk"
)

// What faces need of the content.
type (
	// Fact is one entry of a partner's sheet.
	Fact = content.Fact
	// Confirmation is what a member of staff said of one.
	Confirmation = content.Confirmation
)

// sheet is what staff of a partner confirmed, the last word on each entry.
type sheet struct {
	Confirmed []content.Confirmation `json:"confirmed"`
}

func sheetKey(partner string) Key {
	return Key{Owner: partnerAddress(partner), Family: FamilyDesk, Key: "sheet"}
}

// confirm keeps what staff said of an entry.
func (p *partition) confirm(ctx context.Context, s *step, who *person, e Entry, x content.Confirmation) error {
	key := sheetKey(e.To.ID)
	before, err := deskRecord[sheet](ctx, p, key)
	if err != nil {
		return err
	}
	var now sheet
	if before != nil {
		now.Confirmed = slices.DeleteFunc(slices.Clone(before.Confirmed), func(old content.Confirmation) bool { return old.Key == x.Key })
	}
	now.Confirmed = append(now.Confirmed, x)
	s.seen(who, e)
	setDesk(p, s.about(who), key, &now)
	p.reach(s, e, Answer{})
	return nil
}

// Confirm makes durable what a member of staff said of an entry of their partner's sheet. The id
// tells a repeat from something new; 0 is something new. An error that is a *RefusedError tells why it
// cannot be taken, in words for them.
func (d Desk) Confirm(ctx context.Context, id uint64, x content.Confirmation) error {
	rules := d.engine.rules.Load()
	if rules == nil {
		return errNoDesk
	}
	if x.At.IsZero() {
		x.At = d.engine.now()
	}
	if err := rules.Content().Refuse(x); err != nil {
		return &RefusedError{err.Error()}
	}
	if id == 0 {
		id = rand.Uint64()
	}
	entry := Entry{Kind: Event, ID: id, To: partnerAddress(x.Partner), At: x.At,
		Body: event{Kind: deskConfirm, At: x.At, Confirm: &x}.encode()}
	if d.engine.parts[entry.To.Partition()].Load() == nil {
		return d.engine.Receive(ctx, entry) // durable; its owner takes it up
	}
	_, err := d.engine.Ask(ctx, entry)
	return err
}

// RefusedError says to a member of staff why something cannot be done.
type RefusedError struct{ Why string }

func (e *RefusedError) Error() string { return e.Why }

// Sheet gives the entries about a partner, with what was confirmed of them.
func (d Desk) Sheet(ctx context.Context, partner string) ([]content.Fact, error) {
	rules := d.engine.rules.Load()
	if rules == nil {
		return nil, errNoDesk
	}
	if _, ok := rules.Partner(partner); !ok {
		return nil, &RefusedError{fmt.Sprintf("il n’y a pas de partenaire « %s » dans l’annuaire", partner)}
	}
	var s sheet
	if _, err := d.engine.deskRecord(ctx, sheetKey(partner), &s); err != nil {
		return nil, err
	}
	return rules.Content().Sheet(partner, s.Confirmed), nil
}

// Directory is the content that the desk goes by.
func (d Desk) Directory() *content.Content { return d.engine.rules.Load().Content() }

// Rules are what the desk goes by; nil is no desk.
func (d Desk) Rules() *desk.Rules { return d.engine.rules.Load() }

// Confirmations gives everything that was confirmed, partner by partner.
func (d Desk) Confirmations(ctx context.Context) ([]content.Confirmation, error) {
	rules := d.engine.rules.Load()
	if rules == nil {
		return nil, errNoDesk
	}
	var keys []Key
	for _, id := range rules.Partners() {
		keys = append(keys, sheetKey(id))
	}
	records, err := d.engine.store.Get(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	slices.SortFunc(records, func(a, b Record) int { return strings.Compare(a.Owner.ID, b.Owner.ID) })
	var out []content.Confirmation
	for _, r := range records {
		var s sheet
		if err := json.Unmarshal(r.Value, &s); err != nil {
			return nil, errors.New("a sheet cannot be read")
		}
		out = append(out, s.Confirmed...)
	}
	return out, nil
}
