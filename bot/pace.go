package bot

import "time"

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

var (
	// unpaced lets everything go at once.
	unpaced = pacing{burst: 1}
	// staffPace is what networks take in a channel once they begin to count.
	staffPace = pacing{interval: time.Second, burst: 1}
)

// pacing is the rate of a chat: the settings' for people, the network's for staff channels, which is
// kept to once the network has asked for it.
func (c *chat) pacing(settings pacing) pacing {
	switch {
	case c.slow:
		return staffPace
	case c.staff:
		return unpaced
	}
	return settings
}
