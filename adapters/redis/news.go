package redis

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
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
// partitions that come free, and what their callers tell each other.
type news struct {
	store   *Store
	from    string // names this one in words
	arrived atomic.Pointer[func(bot.Partition)]
	heard   atomic.Pointer[func([]byte)]
	freed   chan struct{}

	mu     sync.Mutex
	untold [bot.Partitions / 8]byte // partitions to tell of, a bit each
	words  [][]byte                 // to tell
	some   chan struct{}
}

const (
	arrivedTopic = "arrived" // the message is the bits of news.untold
	freedTopic   = "freed"
	wordTopic    = "word" // the message is news.from, a space and the word
	// wordsMax is how many words wait to be told; of more, the newest are lost.
	wordsMax = 4096
)

func (n *news) start(s *Store) {
	n.store, n.freed, n.some = s, make(chan struct{}, 1), make(chan struct{}, 1)
	n.from = strconv.FormatUint(rand.Uint64(), 36)
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

// Tell implements bot.Sharer.
func (s *Store) Tell(word []byte) {
	n := &s.news
	n.mu.Lock()
	if len(n.words) < wordsMax {
		n.words = append(n.words, slices.Concat([]byte(n.from), []byte(" "), word))
	}
	n.mu.Unlock()
	signal(n.some)
}

// Hear implements bot.Sharer.
func (s *Store) Hear(heard func([]byte)) { s.news.heard.Store(&heard) }

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
		bits, words := n.untold, n.words
		clear(n.untold[:])
		n.words = nil
		n.mu.Unlock()
		pipe := n.store.client.Pipeline()
		if bits != [len(bits)]byte{} {
			pipe.Publish(n.store.ctx, n.store.prefix+arrivedTopic, bits[:])
		}
		for _, w := range words {
			pipe.Publish(n.store.ctx, n.store.prefix+wordTopic, w)
		}
		_, _ = pipe.Exec(n.store.ctx) // an error is made good by the sweep; words may be lost
	}
}

// free tells that partitions came free.
func (n *news) free(ctx context.Context) {
	_ = n.store.client.Publish(ctx, n.store.prefix+freedTopic, "").Err() // or they are found at the next look
}

// listen hears what others tell. After each gap everything may have happened.
func (n *news) listen() {
	topics := n.store.client.Subscribe(n.store.ctx, n.store.prefix+arrivedTopic, n.store.prefix+freedTopic, n.store.prefix+wordTopic)
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
		switch m.Channel {
		case n.store.prefix + freedTopic:
			signal(n.freed)
			return
		case n.store.prefix + wordTopic:
			from, word, _ := strings.Cut(m.Payload, " ")
			if heard := n.heard.Load(); heard != nil && from != n.from {
				(*heard)([]byte(word))
			}
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
