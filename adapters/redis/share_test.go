package redis_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// process does with leases what the engine does, when told to.
type process struct {
	t    *testing.T
	name string
	*redis.Store
	held map[bot.Partition]bot.Lease
}

// processLease does not run out within a test, however busy the machine is.
const processLease = time.Hour

func newProcess(t *testing.T, url, name string) *process {
	return &process{t, name, open(t, url), map[bot.Partition]bot.Lease{}}
}

// die has the leases of a process run out at once, and its sign of life with them.
func (p *process) die(server *redistest.Server) {
	client, ctx := server.Client(), p.t.Context()
	pipe := client.Pipeline()
	for partition := range p.held {
		pipe.HSet(ctx, fmt.Sprintf("%s{p%d}lease", redis.DefaultPrefix, partition), "expires", 1)
	}
	pipe.ZAdd(ctx, redis.DefaultPrefix+"members", goredis.Z{Score: 1, Member: p.name})
	if _, err := pipe.Exec(ctx); err != nil {
		p.t.Fatal(err)
	}
}

// tick renews, gives back what is beyond the share, and takes what is free. It gives the
// number of partitions that were taken and given.
func (p *process) tick() (taken, given int) {
	p.t.Helper()
	leases := make([]bot.Lease, 0, len(p.held))
	for _, l := range p.held {
		leases = append(leases, l)
	}
	lost, err := p.Renew(p.t.Context(), leases, processLease)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, l := range lost {
		delete(p.held, l.Partition)
		p.t.Errorf("%s lost partition %d", p.name, l.Partition)
	}
	more := p.Excess(leases)
	if err := p.Release(p.t.Context(), more); err != nil {
		p.t.Fatal(err)
	}
	for _, l := range more {
		delete(p.held, l.Partition)
	}
	got, err := p.Acquire(p.t.Context(), p.name, processLease)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, l := range got {
		p.held[l.Partition] = l
	}
	return len(got), len(more)
}

// Partitions are spread evenly, and who joins or leaves moves its share alone.
func TestShare(t *testing.T) {
	server := redistest.Start(t)
	url := server.URL()
	a, b, c := newProcess(t, url, "a"), newProcess(t, url, "b"), newProcess(t, url, "c")
	want := func(when string, sizes map[*process]int) {
		t.Helper()
		for p, n := range sizes {
			if len(p.held) < n || len(p.held) > n+1 {
				t.Fatalf("%s: %s holds %d, want about %d", when, p.name, len(p.held), n)
			}
		}
	}
	a.tick()
	want("alone", map[*process]int{a: 256})
	if taken, _ := b.tick(); taken != 0 {
		t.Fatalf("b took %d that a holds", taken)
	}
	if _, given := a.tick(); given != 128 {
		t.Fatalf("a gave %d, want 128", given)
	}
	select {
	case <-b.Freed():
	case <-t.Context().Done():
	}
	b.tick()
	want("two", map[*process]int{a: 128, b: 128})

	c.tick()
	beforeA, beforeB := maps.Clone(a.held), maps.Clone(b.held)
	_, fromA := a.tick()
	_, fromB := b.tick()
	c.tick()
	want("three", map[*process]int{a: 85, b: 85, c: 85})
	if fromA+fromB != len(c.held) || len(beforeA)-len(a.held) != fromA || len(beforeB)-len(b.held) != fromB {
		t.Errorf("a gave %d, b gave %d, c took %d", fromA, fromB, len(c.held))
	}

	// c leaves: what it had is taken at once, and nothing else moves.
	var leases []bot.Lease
	for _, l := range c.held {
		leases = append(leases, l)
	}
	if err := c.Release(t.Context(), leases); err != nil {
		t.Fatal(err)
	}
	_, fromA = a.tick()
	_, fromB = b.tick()
	want("two again", map[*process]int{a: 128, b: 128})
	if fromA+fromB > 0 {
		t.Errorf("%d partitions of those who stay moved", fromA+fromB)
	}

	// b dies: when its leases have run out, a has all, and not before.
	if taken, _ := a.tick(); taken > 0 {
		t.Errorf("a took %d partitions of b", taken)
	}
	b.die(server)
	a.tick()
	want("alone again", map[*process]int{a: 256})
}

// What one process takes in, another hears of that owns the partition.
func TestNotifyOthers(t *testing.T) {
	for name, url := range map[string]string{
		"alone":   redistest.Start(t).URL(),
		"cluster": redistest.StartCluster(t).URL(),
	} {
		t.Run(name, func(t *testing.T) {
			owner, other := newProcess(t, url, "owner"), newProcess(t, url, "other")
			owner.tick()
			arrived := make(chan bot.Partition, 1<<16)
			owner.Notify(func(p bot.Partition) { arrived <- p })
			to := bot.Address{Channel: "telegram", ID: "1"}
			began := time.Now()
			redistest.Eventually(t, "the owner hears of it within 0.1 s", func() bool {
				if err := other.Append(t.Context(), bot.Entry{Kind: bot.Update, To: to}); err != nil {
					t.Fatal(err)
				}
				began = time.Now()
				for {
					select {
					case p := <-arrived:
						if p == to.Partition() {
							return true
						}
					case <-time.After(100*time.Millisecond - time.Since(began)):
						return false
					}
				}
			})
		})
	}
}
