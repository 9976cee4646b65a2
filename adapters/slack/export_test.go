package slack

import "time"

// Quiet sets how long a connection may be silent.
func (c *Channel) Quiet(d time.Duration) { c.quiet = d }
