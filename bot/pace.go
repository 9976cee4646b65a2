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
