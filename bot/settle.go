package bot

import (
	"errors"
	"time"

	"potentiels/bot/desk"
)

// settle makes the end of a call part of the step. What it means for the delivery
// is decided here alone; the channels only tell the kind of failure.
func (p *partition) settle(s *step, o outcome, now time.Time) {
	c, d, m := o.chat, o.delivery, &p.engine.metrics
	p.calls--
	s.ended = append(s.ended, c)
	if !o.made {
		// Its time does not change: one that waits for a time is not in line, and the next
		// owner would let those behind it go first.
		c.pace = c.before
		c.paused, c.held = later(c.paused, now.Add(time.Second)), later(c.held, now.Add(time.Second))
		p.again(s, c, d.NotBefore)
		return
	}
	p.count(c, d, o.at) // it arrived at the latest when it was answered
	defer func() {
		if who, ok := p.people.get(c.to); ok && p.untold(c, c.pace.full, len(c.replies)) {
			p.tellPace(s.about(who), c, 0, now)
		}
	}()
	if o.err == nil {
		m.Sent.Add(1)
		s.settle = append(s.settle, d.ID)
		p.report(s, d, desk.Delivered, o.id)
		return
	}
	kind := o.kind()
	if kind == Throttled || kind == Revoked {
		// No failure of this call: were it counted, the next failure would wait for minutes.
		// One, because a delivery with none is taken for one that is not due yet.
		d.Attempts = max(d.Attempts, 1)
	} else {
		d.Attempts++
	}
	attempts, longest := attemptsMax, backoffMax
	if c.staff {
		attempts, longest = staffAttemptsMax, staffBackoffMax
	}
	switch {
	case kind == Throttled:
		failure, _ := errors.AsType[*SendError](o.err)
		m.Throttled.Add(1)
		until := o.resume(failure)
		if c.staff && changes(d.Body) {
			c.held = until
		} else {
			c.paused, c.slow = until, c.staff
		}
		p.again(s, c, until)
	case kind == Revoked:
		p.again(s, c, time.Time{}) // the sender holds it
	case kind == Blocked:
		m.Blocked.Add(1)
		s.settle = append(s.settle, d.ID)
		p.report(s, d, desk.Blocked, "")
		p.drop(s, c.to)
		if who, ok := p.people.get(c.to); ok && d.To == d.Owner && !who.broken {
			who.Gone = true
			s.about(who).changed = true
		}
	case kind == Rejected:
		m.Rejected.Add(1)
		s.settle = append(s.settle, d.ID)
		p.report(s, d, desk.Failed, "")
		p.log.Warn("the network rejects a message", "delivery", string(d.ID), "channel", c.to.Channel, "error", o.err)
	case d.Class == ClassCampaign: // Temporary: it may have arrived, and must not arrive twice
		m.Unknown.Add(1)
		s.settle = append(s.settle, d.ID)
	case d.Attempts >= attempts:
		m.Failed.Add(1)
		s.settle = append(s.settle, d.ID)
		p.report(s, d, desk.Failed, "")
		p.log.Warn("given up", "delivery", string(d.ID), "channel", c.to.Channel, "attempts", d.Attempts, "error", o.err)
	default:
		m.Retried.Add(1)
		p.again(s, c, now.Add(retryAfter(d.Attempts, longest)))
	}
}

// again has the call made once more, not before a time.
func (p *partition) again(s *step, c *chat, at time.Time) {
	if c.dropped {
		return
	}
	d := c.calling
	d.NotBefore, d.Sending = at, false
	c.putBack()
	s.update = append(s.update, *d)
}
