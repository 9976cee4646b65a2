package redis

import (
	"context"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/bot"
)

const (
	// pipelines is how many pipelines of a kind are under way to one node: while one is
	// waited for, another is filled.
	pipelines = 2
	// pipelineMax is how many calls one pipeline takes.
	pipelineMax = 512
)

// call is what one caller waits for: commands that join others in a pipeline.
type call struct {
	add  func(goredis.Pipeliner)
	done chan struct{}
}

// arrival is what one caller of Append waits for on one node.
type arrival struct {
	entries []bot.Entry
	err     error
	none    bool // nothing was written
	done    chan struct{}
}

// node gathers what is asked of one server while it is busy.
type node struct {
	calls    chan *call
	arrivals chan *arrival
}

// nodes finds the server of each partition. What is asked of a dead one
// does not keep the others waiting.
type nodes struct {
	store   *Store
	cluster *goredis.ClusterClient // nil: there is one server

	mu     sync.RWMutex
	byAddr map[string]*node
	of     [bot.Partitions]*node

	asking sync.RWMutex // held to read by each call under way
}

func newNodes(s *Store) *nodes {
	n := &nodes{store: s, byAddr: make(map[string]*node)}
	if n.cluster, _ = s.client.(*goredis.ClusterClient); n.cluster == nil {
		only := n.start()
		for p := range n.of {
			n.of[p] = only
		}
		return n
	}
	n.place()
	s.work.Go(func() {
		tick := time.NewTicker(reload)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				n.place()
			case <-s.ctx.Done():
				return
			}
		}
	})
	return n
}

func (n *nodes) start() *node {
	d := &node{calls: make(chan *call, pipelineMax), arrivals: make(chan *arrival, pipelineMax)}
	s := n.store
	for range pipelines {
		s.work.Go(func() { gather(s.ctx, d.calls, s.perform) })
		s.work.Go(func() { gather(s.ctx, d.arrivals, s.take) })
	}
	return d
}

// place notes which server each partition lies on. It is about speed alone: a command
// that comes to another server is sent on.
func (n *nodes) place() {
	for p := range bot.Partition(bot.Partitions) {
		master, err := n.cluster.MasterForKey(n.store.ctx, n.store.leaseKey(p))
		addr := ""
		if err == nil {
			addr = master.Options().Addr
		}
		n.mu.Lock()
		if addr != "" || n.of[p] == nil {
			if n.byAddr[addr] == nil {
				n.byAddr[addr] = n.start()
			}
			n.of[p] = n.byAddr[addr]
		}
		n.mu.Unlock()
	}
}

func (n *nodes) node(p bot.Partition) *node {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.of[p]
}

// drain lets what was asked before be answered, by servers that answer.
func (n *nodes) drain() {
	answered := make(chan struct{})
	go func() {
		n.asking.Lock()
		defer n.asking.Unlock()
		close(answered)
	}()
	select {
	case <-answered:
	case <-time.After(ioTimeout):
	}
}

// gather does what waits, all at once, over and over.
func gather[T any](ctx context.Context, waiting <-chan T, do func([]T)) {
	batch := make([]T, 0, pipelineMax)
	for {
		batch = batch[:0]
		select {
		case one := <-waiting:
			batch = append(batch, one)
		case <-ctx.Done():
			return
		}
	more:
		for len(batch) < pipelineMax {
			select {
			case one := <-waiting:
				batch = append(batch, one)
			default:
				break more
			}
		}
		do(batch)
		clear(batch)
	}
}

// perform runs calls in one pipeline; each finds its own errors.
func (s *Store) perform(calls []*call) {
	pipe := s.client.Pipeline()
	for _, c := range calls {
		c.add(pipe)
	}
	_, _ = pipe.Exec(s.ctx)
	for _, c := range calls {
		close(c.done)
	}
}

// do has commands run on the server of a partition and waits. The commands know how
// it went; the error is that of the wait.
func (s *Store) do(ctx context.Context, p bot.Partition, add func(goredis.Pipeliner)) error {
	c := &call{add: add, done: make(chan struct{})}
	return s.wait(ctx, c.done, func(n *node) bool {
		select {
		case n.calls <- c:
			return true
		case <-ctx.Done():
		case <-s.ctx.Done():
		}
		return false
	}, p)
}

// wait hands something over to a partition's node and waits for its end.
func (s *Store) wait(ctx context.Context, done <-chan struct{}, hand func(*node) bool, p bot.Partition) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	s.nodes.asking.RLock()
	defer s.nodes.asking.RUnlock()
	if hand(s.nodes.node(p)) {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
		case <-s.ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return bot.ErrClosed
}
