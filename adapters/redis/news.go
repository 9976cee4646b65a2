package redis

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/bot"
)

// sweep is how long it takes at most until a partition is looked at whose news was lost on its
// way: they are sent once, to those who listen at that moment.
const sweep = 5 * time.Second

// news tells the processes of what others did: entries for partitions that they own,
// partitions that come free.
type news struct {
	store   *Store
	arrived atomic.Pointer[func(bot.Partition)]
	freed   chan struct{}

	mu     sync.Mutex
	untold [bot.Partitions / 8]byte // partitions to tell of, a bit each
	some   chan struct{}
}

const (
	arrivedTopic = "arrived" // the message is the bits of news.untold
	freedTopic   = "freed"
)

func (n *news) start(s *Store) {
	n.store, n.freed, n.some = s, make(chan struct{}, 1), make(chan struct{}, 1)
	s.work.Go(n.tell)
	s.work.Go(n.listen)
	s.work.Go(n.sweep)
}

// here tells of an arrival that this process made itself.
func (n *news) here(p bot.Partition) {
	n.call(p)
	if !n.store.tenures.ours(p) {
		n.there(p)
	}
}

func (n *news) call(p bot.Partition) {
	if arrived := n.arrived.Load(); arrived != nil {
		(*arrived)(p)
	}
}

// there has the other processes told of an arrival.
func (n *news) there(p bot.Partition) {
	n.mu.Lock()
	n.untold[p/8] |= 1 << (p % 8)
	n.mu.Unlock()
	signal(n.some)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// tell publishes what there is to tell, many partitions at once when they come fast.
func (n *news) tell() {
	for {
		select {
		case <-n.some:
		case <-n.store.ctx.Done():
			return
		}
		n.mu.Lock()
		bits := n.untold
		clear(n.untold[:])
		n.mu.Unlock()
		// An error is made good by the sweep.
		_ = n.store.client.Publish(n.store.ctx, n.store.prefix+arrivedTopic, bits[:]).Err()
	}
}

// free tells that partitions came free.
func (n *news) free(ctx context.Context) {
	_ = n.store.client.Publish(ctx, n.store.prefix+freedTopic, "").Err() // or they are found at the next look
}

// listen hears what others tell. After each gap everything may have happened.
func (n *news) listen() {
	topics := n.store.client.Subscribe(n.store.ctx, n.store.prefix+arrivedTopic, n.store.prefix+freedTopic)
	messages := topics.ChannelWithSubscriptions()
	defer func() { _ = topics.Close() }()
	for {
		select {
		case m, ok := <-messages:
			if !ok {
				return
			}
			n.hear(m)
		case <-n.store.ctx.Done():
			return
		}
	}
}

func (n *news) hear(message any) {
	switch m := message.(type) {
	case *goredis.Subscription:
		for p := range bot.Partition(bot.Partitions) {
			n.call(p)
		}
		signal(n.freed)
	case *goredis.Message:
		if m.Channel == n.store.prefix+freedTopic {
			signal(n.freed)
			return
		}
		for p := range bot.Partition(min(bot.Partitions, 8*len(m.Payload))) {
			if m.Payload[p/8]&(1<<(p%8)) != 0 {
				n.call(p)
			}
		}
	}
}

// sweep has one partition after the other looked at.
func (n *news) sweep() {
	tick := time.NewTicker(sweep / bot.Partitions)
	defer tick.Stop()
	for p := bot.Partition(0); ; p = (p + 1) % bot.Partitions {
		select {
		case <-tick.C:
			n.call(p)
		case <-n.store.ctx.Done():
			return
		}
	}
}
