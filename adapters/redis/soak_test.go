//go:build soak

package redis_test

import (
	"syscall"
	"testing"
	"time"

	"potentiels/bot"
)

// 50,000 updates and 40 faults of each kind.
func TestSoakKill(t *testing.T)    { x := newTrial(t, 500); x.run(100, 40, x.kill) }
func TestSoakStopped(t *testing.T) { x := newTrial(t, 500); x.run(100, 40, x.stop) }
func TestSoakRedisKilled(t *testing.T) {
	x := newTrial(t, 500, "appendfsync", "always")
	x.run(100, 40, x.killRedis)
}
func TestSoakNetworkCut(t *testing.T) { x := newTrial(t, 500); x.run(100, 40, x.cut) }

// How long partitions are without an owner that works, with the lease of the service: until the one
// who died is replaced, and while one that was told to end hands over.
func TestSoakTakeover(t *testing.T) {
	const lease, most = 3 * time.Second, 5 * time.Second
	x := newTrialWith(t, lease, 0)
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		var worst time.Duration
		for n := range 6 {
			if !x.wait("both hold their share", x.settled) {
				return
			}
			gone := x.owners[n%2]
			held := owners(t, x.redis)
			began := time.Now()
			since := [bot.Partitions]time.Time{}
			done := make(chan struct{})
			go func() {
				end(x.running[n%2], signal)
				close(done)
			}()
			for over := false; !over; {
				select {
				case <-done:
					over = true
				default:
				}
				now := owners(t, x.redis)
				for p := range held {
					free := now[p] == "" || signal == syscall.SIGKILL && now[p] == gone
					switch {
					case free && since[p].IsZero():
						since[p] = time.Now()
						if signal == syscall.SIGKILL {
							since[p] = began
						}
					case !free && !since[p].IsZero():
						worst = max(worst, time.Since(since[p]))
						since[p] = time.Time{}
					}
					over = over && !free
				}
			}
			x.start(n % 2)
		}
		t.Logf("%v: without an owner for %v at most", signal, worst.Round(time.Millisecond))
		if worst > most {
			t.Errorf("%v: %v, want %v", signal, worst, most)
		}
	}
}
