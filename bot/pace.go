package bot

import (
	"bytes"
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
