package bot

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestReconnect(t *testing.T) {
	for attempt, longest := range map[int]time.Duration{
		0: 200 * time.Millisecond, 1: 400 * time.Millisecond, 7: 25600 * time.Millisecond, 8: 30 * time.Second, 1000: 30 * time.Second,
	} {
		for range 100 {
			if d := Reconnect(attempt); d < longest/2 || d > longest {
				t.Errorf("attempt %d: %v is not between half and all of %v", attempt, d, longest)
			}
		}
	}
}

func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		if !Pause(ctx, 2*time.Second) || time.Since(began) != 2*time.Second {
			t.Errorf("paused %v", time.Since(began))
		}
		if !Pause(ctx, 0) || !Pause(ctx, -time.Second) || time.Since(began) != 2*time.Second {
			t.Errorf("nothing to wait for, yet %v", time.Since(began))
		}
		if Pause(ctx, time.Minute) || time.Since(began) != 3*time.Second || Pause(ctx, 0) {
			t.Errorf("went on after the end, %v", time.Since(began))
		}
	})
}
