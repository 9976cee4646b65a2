package bot

import (
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
)

// retryAfter is the wait after the n-th attempt, from 1: a second, doubled each time, up
// to backoffMax, give or take a quarter so that many do not come back at once.
func retryAfter(n int) time.Duration { return jitter(doubled(time.Second, n-1, backoffMax)) }

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
