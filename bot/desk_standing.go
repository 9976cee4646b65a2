package bot

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"potentiels/bot/desk"
)

// standingsEvery is how often the boards are looked at, for the routing of new requests and for
// what people are told of delays. Both may be a moment behind.
const standingsEvery = 30 * time.Second

// stands notes at once how a partner stands whose board lies here.
func (e *Engine) stands(b desk.Board) {
	for {
		before := e.standings.Load()
		now := make(desk.Standings)
		if before != nil {
			maps.Copy(now, *before)
		}
		now[b.Partner] = b.Standing()
		if e.standings.CompareAndSwap(before, &now) {
			return
		}
	}
}

// keepStandings follows how much the partners have on their hands.
func (e *Engine) keepStandings(ctx context.Context) {
	tick := time.NewTicker(standingsEvery)
	defer tick.Stop()
	for {
		if rules := e.rules.Load(); rules != nil {
			if now, err := e.readStandings(ctx, rules); err == nil {
				e.standings.Store(&now)
			} else if ctx.Err() == nil {
				e.log.Debug("the boards cannot be read", "error", err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (e *Engine) readStandings(ctx context.Context, rules *desk.Rules) (desk.Standings, error) {
	var keys []Key
	for _, id := range rules.Partners() {
		keys = append(keys, Key{Owner: partnerAddress(id), Family: FamilyDesk})
	}
	records, err := e.store.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	now := make(desk.Standings, len(records))
	for _, r := range records {
		var b desk.Board
		if err := json.Unmarshal(r.Value, &b); err == nil {
			now[r.Owner.ID] = b.Standing()
		}
	}
	return now, nil
}
