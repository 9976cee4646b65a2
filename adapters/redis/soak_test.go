//go:build soak

package redis_test

import "testing"

// 50,000 updates and 40 faults of each kind.
func TestSoakKill(t *testing.T)    { x := newTrial(t, 500); x.run(100, 40, x.kill) }
func TestSoakStopped(t *testing.T) { x := newTrial(t, 500); x.run(100, 40, x.stop) }
func TestSoakRedisKilled(t *testing.T) {
	x := newTrial(t, 500, "appendfsync", "always")
	x.run(100, 40, x.killRedis)
}
func TestSoakNetworkCut(t *testing.T) { x := newTrial(t, 500); x.run(100, 40, x.cut) }
