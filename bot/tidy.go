package bot

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"potentiels/bot/desk"
)

// What is kept for historyDays, or for desk.UnknownDays, goes after that time whether or not its person writes again: once a day
// each partition looks through its own people. The moment is given by the clock alone, so
// that a program that is restarted often looks as often as one that is not.

// tidyTurn is how long a partition's turn lasts: all of them have one a day.
const tidyTurn = 24 * time.Hour / Partitions

// overdue is somebody of whose history some lines have passed their time, or one record that has.
type overdue struct {
	owner  Address
	record Key
}

// tidy looks through one partition of this process after the other until ctx ends.
func (e *Engine) tidy(ctx context.Context) {
	for {
		now := e.now()
		turn := now.Truncate(tidyTurn).Add(tidyTurn)
		select {
		case <-ctx.Done():
			return
		case <-time.After(turn.Sub(now)):
		}
		part := e.parts[turn.UnixNano()/int64(tidyTurn)%Partitions].Load()
		if part == nil {
			continue
		}
		found, err := part.overdue(ctx, turn)
		if err != nil && ctx.Err() == nil {
			part.log.Warn("what has passed its time is looked for again tomorrow", "error", err)
		}
		part.mu.Lock()
		part.stale = found
		part.mu.Unlock()
		part.signal()
	}
}

// overdue finds what has passed its time. It only reads, beside the partition's work.
func (p *partition) overdue(ctx context.Context, now time.Time) (found []overdue, err error) {
	for record, err := range p.engine.store.ScanPartition(ctx, p.lease.Partition, FamilySession) {
		if err != nil {
			return found, err
		}
		var who person
		if json.Unmarshal(record.Value, &who) == nil && who.outdated(now) {
			found = append(found, overdue{owner: record.Owner})
		}
	}
	for record, err := range p.engine.store.ScanPartition(ctx, p.lease.Partition, FamilyParked) {
		if err != nil {
			return found, err
		}
		var parked Parked
		if json.Unmarshal(record.Value, &parked) == nil && parked.At.Before(now.AddDate(0, 0, -historyDays)) {
			found = append(found, overdue{record.Owner, record.Key})
		}
	}
	for record, err := range p.engine.store.ScanPartition(ctx, p.lease.Partition, FamilyUnknown) {
		if err != nil {
			return found, err
		}
		var group desk.Group
		var n note
		switch {
		case record.Owner.Channel == desk.UnknownChannel:
			if json.Unmarshal(record.Value, &group) == nil && group.Outdated(now) {
				found = append(found, overdue{owner: record.Owner})
			}
		case json.Unmarshal(record.Value, &n) == nil && desk.UnknownOver(n.At, now):
			found = append(found, overdue{record.Owner, record.Key})
		}
	}
	return found, nil
}

// takeStale gives what the next step is to drop.
func (p *partition) takeStale() []overdue {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := min(len(p.stale), batchSize)
	taken := slices.Clone(p.stale[:n])
	if p.stale = p.stale[n:]; len(p.stale) > 0 {
		p.signal()
	}
	return taken
}

// dropStale makes it part of the step that what has passed its time goes.
func (p *partition) dropStale(ctx context.Context, s *step, stale []overdue, now time.Time) error {
	for _, o := range stale {
		who, _ := p.people.get(o.owner)
		if o.record.Family != "" {
			s.about(who).set(o.record, nil)
			continue
		}
		if o.owner.Channel == desk.UnknownChannel {
			if err := p.trimGroup(ctx, s, who, now); err != nil {
				return err
			}
			continue
		}
		if who.broken || !who.outdated(now) {
			continue
		}
		w := s.about(who)
		if err := p.expire(ctx, w, now); err != nil {
			return err
		}
		w.person.Talk.Tidy(now)
		w.changed = true
	}
	return nil
}
