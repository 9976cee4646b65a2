package slack

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	firstBackoff = 200 * time.Millisecond
	lastBackoff  = 30 * time.Second
)

// backoff grows from firstBackoff to lastBackoff; a random half keeps several
// processes from knocking in step.
func backoff(attempt int) time.Duration {
	d := lastBackoff
	if attempt < 8 {
		d = min(firstBackoff<<attempt, lastBackoff)
	}
	return d/2 + rand.N(d/2)
}

// pause waits, and reports whether ctx is still alive.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
