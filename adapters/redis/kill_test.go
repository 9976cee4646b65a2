package redis_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"potentiels/adapters/redis/redistest"
)

// trial is what happens to two processes on one Redis while people write.
type trial struct {
	t       *testing.T
	redis   *redistest.Server
	network *network
	workers *workers
	running [2]*exec.Cmd
	proxy   *proxy // of the second
	chats   []string
}

const trialLease = time.Second

func newTrial(t *testing.T, chats int, settings ...string) *trial {
	x := &trial{t: t, redis: redistest.Start(t, settings...), network: newNetwork(t)}
	for i := range chats {
		x.chats = append(x.chats, fmt.Sprint(i))
	}
	x.workers = buildWorkers(t, "-network", x.network.server.URL, "-lease", trialLease.String())
	x.proxy = newProxy(t, x.redis.Addr)
	for i := range x.running {
		x.start(i)
	}
	return x
}

func (x *trial) start(i int) {
	url := x.redis.URL()
	if i == 1 {
		url = "redis://" + x.proxy.addr
	}
	x.running[i] = x.workers.start(url)
}

// run has every chat write messages, with faults one after the other in the meantime, and
// checks what came of it: at most one repeat a chat and fault.
func (x *trial) run(messages, faults int, fault func(n int)) {
	t := x.t
	began := time.Now()
	var wait sync.WaitGroup
	wait.Go(func() {
		for n := 1; n <= messages; n++ {
			x.network.say(x.chats, n)
			// Not too far ahead: faults shall meet work in all its stages.
			redistest.Eventually(t, "most are answered", func() bool { return x.network.count() > (n-5)*len(x.chats) })
		}
	})
	total := messages * len(x.chats)
	for n := range faults {
		next := (n + 1) * total / (faults + 1)
		redistest.Eventually(t, "the next fault is due", func() bool { return x.network.count() >= next })
		fault(n)
	}
	wait.Wait()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%+v", x.network.judge(x.chats, messages))
		}
	})
	redistest.Eventually(t, "all are answered", func() bool { return x.network.reached(x.chats, messages) })
	v := x.network.judge(x.chats, messages)
	t.Logf("%d updates, %d offered again, %d faults in %v: %d lost, %d out of order, %d applied twice, %d repeats (at most %d in a chat)",
		total, x.network.redeliver, faults, time.Since(began).Round(time.Millisecond), v.lost, v.outOfOrder, v.twice, v.repeats, v.most)
	if v.lost+v.outOfOrder+v.twice > 0 || v.most > faults {
		t.Errorf("want none lost, out of order or twice, and at most %d repeats in a chat", faults)
	}
}

func (x *trial) kill(int) {
	i := rand.IntN(2)
	end(x.running[i], syscall.SIGKILL)
	x.start(i)
}

// stop freezes a process for longer than its leases last, and lets it go on.
func (x *trial) stop(int) {
	zombie := x.running[rand.IntN(2)].Process
	_ = zombie.Signal(syscall.SIGSTOP)
	<-time.After(2 * trialLease)
	_ = zombie.Signal(syscall.SIGCONT)
}

func (x *trial) killRedis(int) {
	x.redis.Kill()
	x.redis.Start()
}

func (x *trial) cut(int) {
	x.proxy.set(true)
	<-time.After(2 * trialLease)
	x.proxy.set(false)
}

// leave ends a process as an operator does.
func (x *trial) leave(int) {
	i := rand.IntN(2)
	end(x.running[i], syscall.SIGTERM)
	x.start(i)
}

func TestKill(t *testing.T)       { x := newTrial(t, 100); x.run(60, 8, x.kill) }
func TestStopped(t *testing.T)    { t.Parallel(); x := newTrial(t, 50); x.run(40, 2, x.stop) }
func TestNetworkCut(t *testing.T) { t.Parallel(); x := newTrial(t, 50); x.run(40, 2, x.cut) }

// A server that is killed loses nothing if it writes before it answers. With everysec it may hold
// back what it wrote for as long as the disk is busy, see docs/redis.md.
func TestRedisKilled(t *testing.T) {
	x := newTrial(t, 50, "appendfsync", "always")
	x.run(60, 4, x.killRedis)
}

// A process that is told to end repeats nothing.
func TestLeave(t *testing.T) {
	x := newTrial(t, 100)
	x.run(60, 6, x.leave)
	if v := x.network.judge(x.chats, 60); v.repeats > 0 {
		t.Errorf("%d repeats, want none", v.repeats)
	}
}
