package redis_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// trial is what happens to two processes on one Redis while people write.
type trial struct {
	t       *testing.T
	redis   *redistest.Server
	network *network
	workers *workers
	running [2]*exec.Cmd
	owners  [2]string
	started int
	proxy   *proxy // of the second
	chats   []string
}

const trialLease = time.Second

func newTrial(t *testing.T, chats int, settings ...string) *trial {
	return newTrialWith(t, trialLease, chats, settings...)
}

func newTrialWith(t *testing.T, lease time.Duration, chats int, settings ...string) *trial {
	return newTrialOn(t, newNetwork(t), chats, settings, "-lease", lease.String())
}

// newTrialOn has a network of its own and workers with options.
func newTrialOn(t *testing.T, n *network, chats int, settings []string, options ...string) *trial {
	x := &trial{t: t, redis: redistest.Start(t, settings...), network: n}
	for i := range chats {
		x.chats = append(x.chats, fmt.Sprint(i))
	}
	x.workers = buildWorkers(t, append(options, "-network", x.network.server.URL)...)
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
	x.started++
	x.owners[i] = fmt.Sprintf("w%d", x.started)
	x.running[i] = x.workers.start(url, x.owners[i])
}

// settled tells whether both processes hold about their share, so that a fault of
// either is one.
func (x *trial) settled() bool {
	var held [2]int
	for _, owner := range owners(x.t, x.redis) {
		for i := range held {
			if owner == x.owners[i] {
				held[i]++
			}
		}
	}
	return min(held[0], held[1]) >= bot.Partitions/3
}

// owners tells who holds each partition; empty is nobody.
func owners(t *testing.T, server *redistest.Server) (names [bot.Partitions]string) {
	client := server.Client()
	defer func() { _ = client.Close() }()
	pipe := client.Pipeline()
	var holders [bot.Partitions]*goredis.StringCmd
	for p := range holders {
		holders[p] = pipe.HGet(t.Context(), fmt.Sprintf("%s{p%d}lease", redis.DefaultPrefix, p), "holder")
	}
	_, _ = pipe.Exec(t.Context())
	for p, h := range holders {
		_, names[p], _ = strings.Cut(h.Val(), " ")
	}
	return names
}

// patience is how long a trial may go without a single answer: the machine may be busy, but not
// that busy.
const patience = 2 * time.Minute

// wait polls until a condition holds. It gives up when nothing has arrived for long, and tells so.
func (x *trial) wait(what string, holds func() bool) bool {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for count, since := x.network.count(), time.Now(); !holds(); <-tick.C {
		if n := x.network.count(); n != count {
			count, since = n, time.Now()
		} else if time.Since(since) > patience {
			x.t.Errorf("nothing arrived for %v, %d answers so far: %s", patience, count, what)
			return false
		}
	}
	return true
}

// run has every chat write messages, with faults one after the other in the meantime, and
// checks what came of it: in a chat at most one repeat a fault, or, should the machine have been so busy
// that leases ran out without one, a change of hands.
func (x *trial) run(messages, faults int, fault func(n int)) verdict {
	t := x.t
	x.wait("both hold their share", x.settled)
	began := time.Now()
	total := messages * len(x.chats)
	due := func(n int) int { return (n + 1) * messages / (faults + 1) } // the round of the n-th fault
	var struck atomic.Int64
	said := make(chan bool, 1)
	go func() {
		going := true
		for n := 1; n <= messages && going; n++ {
			x.network.say(x.chats, n)
			// Not too far ahead: faults shall meet work in all its stages.
			going = x.wait("most are answered", func() bool {
				return x.network.count() > (n-5)*len(x.chats) && n < due(int(struck.Load()))+5
			})
		}
		said <- going
	}()
	for n := range faults {
		if !x.wait("the next fault is due", func() bool { return x.network.count() >= due(n)*len(x.chats) }) ||
			!x.wait("both hold their share", x.settled) {
			break
		}
		fault(n)
		struck.Add(1)
	}
	if <-said {
		x.wait("all are answered", func() bool { return x.network.reached(x.chats, messages) })
	}
	v := x.network.judge(x.chats, messages)
	again, pollers := x.network.offers()
	lost := x.workers.log.partitionsLost()
	t.Logf("%d updates, %d offered again, %d faults in %v: %d lost, %d out of order, %d applied twice, %d repeats (%d late, at most %d in a chat), %d partitions lost, %d changes of who polls",
		total, again, faults, time.Since(began).Round(time.Millisecond),
		v.lost, v.outOfOrder, v.twice, v.repeats, v.late, v.most, lost, pollers)
	// Were two to poll at a time, they would take turns all the time: who polls changes with the owner of
	// one partition, when that one ends, when another joins, and when a zombie wakes up.
	if pollers > 4*(faults+1)+lost {
		t.Errorf("who polls changed %d times", pollers)
	}
	if v.lost+v.outOfOrder+v.twice > 0 {
		t.Errorf("want none lost, out of order or twice")
	}
	if v.most > faults && v.unexplained > 0 {
		t.Errorf("%d repeats in a chat, want at most %d; %d without a change of hands", v.most, faults, v.unexplained)
	}
	return v
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
	// On a busy machine a lease may run out, and then the one call of a chat goes again.
	if v := x.run(60, 6, x.leave); v.repeats > 0 && x.workers.log.partitionsLost() == 0 {
		t.Errorf("%d repeats, want none", v.repeats)
	}
}
