package bot

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	// backoffMax is the longest wait between two attempts.
	backoffMax = 5 * time.Minute
	// storeBackoffMax is that of the store: once there is room again, people wait.
	storeBackoffMax = 2 * time.Second
	// attemptsMax is how many calls of a failing delivery fill about a day: the waits
	// before the tenth add up to 511 s, the others are backoffMax each.
	attemptsMax = 296
	// staffBackoffMax and staffAttemptsMax are those of a staff channel: there are few of them, and
	// once their network is back somebody waits to read on. They fill a day too.
	staffBackoffMax  = 30 * time.Second
	staffAttemptsMax = int(24*time.Hour/staffBackoffMax) + 4
)

// retryAfter is the wait after the n-th attempt, from 1: a second, doubled each time, up
// to a limit, give or take a quarter so that many do not come back at once.
func retryAfter(n int, limit time.Duration) time.Duration {
	return jitter(doubled(time.Second, n-1, limit))
}

// backoff is the wait after n failures of the store before this one.
func backoff(n int) time.Duration { return jitter(doubled(50*time.Millisecond, n, storeBackoffMax)) }

func doubled(d time.Duration, times int, limit time.Duration) time.Duration {
	for range times {
		if d *= 2; d >= limit {
			return limit
		}
	}
	return d
}

func jitter(d time.Duration) time.Duration {
	return d*3/4 + rand.N(d/2+1)
}

// Waits of a channel whose network does not answer, see [Reconnect].
const (
	reconnectFirst = 200 * time.Millisecond
	reconnectMax   = 30 * time.Second
)

// Reconnect is how long a channel waits before it calls its network again, after attempt calls
// in vain before this one: 200 ms, doubled each time, up to 30 s. A random half of it keeps several processes
// from knocking in step.
func Reconnect(attempt int) time.Duration {
	d := doubled(reconnectFirst, attempt, reconnectMax)
	return d/2 + rand.N(d/2)
}

// Pause waits, and reports whether ctx is still alive.
func Pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
