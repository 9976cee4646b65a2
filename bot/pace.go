package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// pace is a token bucket kept as one time: when it will be full again.
type pace struct{ full time.Time }

// pacing is the rate of every chat: a call each interval, burst of them at once.
type pacing struct {
	interval time.Duration
	burst    int
}

// ready is when the next call may be made.
func (c pacing) ready(p pace) time.Time {
	return p.full.Add(-time.Duration(c.burst-1) * c.interval)
}

// take counts a call made now.
func (c pacing) take(p pace, now time.Time) pace {
	if p.full.Before(now) {
		p.full = now
	}
	return pace{p.full.Add(c.interval)}
}

// staffPace is what networks take in a staff channel once they begin to count.
var staffPace = pacing{interval: time.Second, burst: 1}

// pacing is the rate at which a chat takes a delivery; false: any. People have that of the
// settings. A staff channel has what its network asks for: none until it was asked to wait, and
// then for what is new there, as networks count changes apart.
func (c *chat) pacing(d *Delivery, settings pacing) (pacing, bool) {
	switch {
	case !c.staff:
		return settings, true
	case c.slow && !changes(d.Body):
		return staffPace, true
	}
	return pacing{}, false
}

// changes tells whether a post replaces one. The name of the field cannot stand in a text, whose
// quotes are escaped.
func changes(body []byte) bool { return bytes.Contains(body, []byte(`"message":"`)) }

// A chat's pace outlives its owner. What a turn has to say is committed with its session, which then
// says by when all of that will have been sent and the pace be full again; it is written anew when calls took
// longer. So the next owner, who finds what was not sent, knows what was: at most one call
// more, whose end is not durable.

// outlives tells whether a chat has a pace that may outlive its owner: no partition changes hands in less
// than 10 ms.
func (p *partition) outlives(c *chat) bool {
	pacing := p.engine.chatPace
	return !c.staff && time.Duration(pacing.burst)*pacing.interval > 10*time.Millisecond
}

// tellPace has the session of a chat's person say when the pace is full again once what waits and so many
// replies more are sent.
func (p *partition) tellPace(w *work, c *chat, more int, now time.Time) {
	if !p.outlives(c) || w.person.broken {
		return
	}
	calls := time.Duration(len(c.replies) + more)
	c.told = later(c.pace.full, now).Add(calls*p.engine.chatPace.interval + callTime)
	w.person.Paced, w.changed = c.told.UnixMilli()+1, true
}

// callTime is what calls may take beyond the pace before the session is written anew for it.
const callTime = 500 * time.Millisecond

// tellPaces does so for the turns of a step.
func (p *partition) tellPaces(s *step, now time.Time) {
	for _, w := range s.works {
		more := 0
		var first *Delivery
		for _, d := range w.queue {
			if d.Class == ClassReply && d.To == w.person.address && p.engine.sends(d.To.Channel) {
				if more++; first == nil {
					first = d
				}
			}
		}
		if first != nil {
			p.tellPace(w, p.chat(first, now), more, now)
		}
	}
}

// untold tells that a pace is beyond what the session says, with so many replies waiting.
func (p *partition) untold(c *chat, full time.Time, waiting int) bool {
	return p.outlives(c) && c.to.Partition() == p.lease.Partition &&
		full.After(c.told.Add(-time.Duration(waiting)*p.engine.chatPace.interval))
}

// mayBeUntold tells it of how a call ended, before that is settled.
func (p *partition) mayBeUntold(o *outcome) bool {
	waiting := len(o.chat.replies)
	if o.err != nil {
		waiting++ // it may be made again
	}
	return o.made && p.untold(o.chat, p.engine.chatPace.take(o.chat.before, o.at).full, waiting)
}

// inherit takes up the pace that an owner before left, so many replies of which were not sent. It is as
// if the burst were spent now at the most, whatever the clock of that owner said.
func (c *chat) inherit(paced int64, left int, settings pacing, now time.Time) {
	if paced == 0 {
		return
	}
	c.told = time.UnixMilli(paced)
	c.pace.full = c.told.Add(-time.Duration(left) * settings.interval)
	if most := now.Add(time.Duration(settings.burst) * settings.interval); most.Before(c.pace.full) {
		c.pace.full = most
	}
}

// inheritPaces makes the chats of what an owner before left.
func (p *partition) inheritPaces(ctx context.Context, outbox []*Delivery, now time.Time) error {
	left := make(map[Address][]*Delivery)
	for _, d := range outbox {
		if d.Class == ClassReply && p.engine.sends(d.To.Channel) {
			left[d.To] = append(left[d.To], d)
		}
	}
	paced := make(map[Address]int64)
	for some := range slices.Chunk(slices.Collect(maps.Keys(left)), sessionsAtOnce) {
		keys := make([]Key, len(some))
		for i, to := range some {
			keys[i] = to.sessionKey()
		}
		records, err := p.engine.store.Get(ctx, keys...)
		if err != nil {
			return fmt.Errorf("sessions: %w", err)
		}
		for _, r := range records {
			var who person
			if json.Unmarshal(r.Value, &who) == nil { // of one that cannot be read it is told when its person writes
				paced[r.Owner] = who.Paced
			}
		}
	}
	for to, d := range left {
		if c := p.chat(d[0], now); !c.staff {
			c.inherit(paced[to], len(d), p.engine.chatPace, now)
			c.pace = p.engine.chatPace.take(c.pace, now) // the call that may have been under way
		}
	}
	return nil
}

// sessionsAtOnce bounds what is read at a time when a partition is taken over.
const sessionsAtOnce = 256
