//go:build soak

package redis_test

import (
	"fmt"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"potentiels/adapters/redis/redistest"
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
				for p := range now {
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

// A master that dies is replaced within 6 s, in a Cluster and behind Sentinel.
func TestSoakFailover(t *testing.T) {
	const most = 6 * time.Second
	for range 3 {
		cluster, group := redistest.StartCluster(t), redistest.StartSentinels(t)
		for name, outage := range map[string]time.Duration{
			"cluster":  failover(t, open(t, cluster.URL()), cluster.Masters[0].Kill),
			"sentinel": failover(t, open(t, group.URL()), group.Master.Kill),
		} {
			t.Logf("%s: back after %v", name, outage.Round(10*time.Millisecond))
			if outage > most {
				t.Errorf("%s: back after %v, want %v", name, outage, most)
			}
		}
	}
}

// Three processes send as fast as a network lets all of them, which is strict: whatever second is looked at,
// no call in it is too many, also while one process dies.
func TestSoakPace(t *testing.T) {
	const (
		settling = 15 * time.Second // shares are agreed on, the shortest way is known
		during   = 60 * time.Second
		after    = 10 * time.Second
	)
	for _, c := range []struct {
		rate  int
		least float64
	}{{30, 0.99}, {1000, 0.98}} {
		t.Run(fmt.Sprint(c.rate), func(t *testing.T) {
			server, n := redistest.Start(t), newNetwork(t)
			n.limits = &limits{perSecond: c.rate, way: 15 * time.Millisecond}
			campaign(t, server.URL(), c.rate*int((settling+during+after)/time.Second+5))
			w := buildWorkers(t, "-network", n.server.URL, "-rate", fmt.Sprint(c.rate))
			var running []*exec.Cmd
			for i := range 3 {
				running = append(running, w.start(server.URL(), fmt.Sprint("w", i)))
			}
			redistest.Eventually(t, "each holds its share", func() bool {
				held := map[string]int{}
				for _, owner := range owners(t, server) {
					held[owner]++
				}
				return held["w0"] >= bot.Partitions/3 && held["w1"] >= bot.Partitions/3 && held["w2"] >= bot.Partitions/3
			})
			<-time.After(settling)
			before, began := n.limits.count(), time.Now()
			<-time.After(during)
			used := float64(n.limits.count()-before) / (float64(c.rate) * time.Since(began).Seconds())
			t.Logf("%.2f %% of %d/s", used*100, c.rate)
			if used < c.least {
				t.Errorf("want %.0f %%", c.least*100)
			}
			end(running[0], syscall.SIGKILL)
			before = n.limits.count()
			<-time.After(after)
			t.Logf("%d in the %v after one died", n.limits.count()-before, after)
			n.limits.report(t)
		})
	}
}

func (l *limits) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// campaign puts a message to each of many people into a store that nobody uses yet.
func campaign(t *testing.T, url string, people int) {
	t.Helper()
	s := open(t, url)
	leases, err := s.Acquire(t.Context(), "campaign", time.Hour)
	if err != nil || len(leases) != bot.Partitions {
		t.Fatalf("%d leases, error %v", len(leases), err)
	}
	var batches [bot.Partitions]bot.Batch
	for i := range people {
		to := bot.Address{Channel: "net", ID: fmt.Sprint(i)}
		b := &batches[to.Partition()]
		b.Queue = append(b.Queue, bot.Delivery{
			ID: bot.DeliveryID(fmt.Sprint("news ", i)), Owner: to, To: to, Class: bot.ClassCampaign, Body: []byte(`{"text":"news"}`),
		})
	}
	for _, l := range leases {
		if err := s.Commit(t.Context(), l, batches[l.Partition]); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Release(t.Context(), leases); err != nil {
		t.Fatal(err)
	}
}
