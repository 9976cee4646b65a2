package redis

import (
	"context"
	"errors"
	"fmt"
	"sync"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/bot"
)

// packField is the only field of an entry of the stream.
const packField = "e"

// Append implements bot.Store. The entries of one partition, up to 4,096, become
// durable together; with an error other than ErrFull, some of the partitions may have theirs.
func (s *Store) Append(ctx context.Context, entries ...bot.Entry) error {
	if err := s.usable(ctx); err != nil || len(entries) == 0 {
		return err
	}
	parts := s.spread(entries)
	if len(parts) == 1 {
		return s.arrive(ctx, parts[0])
	}
	var wait sync.WaitGroup
	errs := make([]error, len(parts))
	for i, part := range parts {
		wait.Go(func() { errs[i] = s.arrive(ctx, part) })
	}
	wait.Wait()
	full := 0
	for _, err := range errs {
		if errors.Is(err, bot.ErrFull) {
			full++
		}
	}
	if full == len(parts) {
		return errs[0]
	}
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("some entries were not stored: %w", plain(err))
		}
	}
	return nil
}

// spread cuts entries by the server they go to.
func (s *Store) spread(entries []bot.Entry) [][]bot.Entry {
	if s.nodes.cluster == nil || len(entries) == 1 {
		return [][]bot.Entry{entries}
	}
	var order []*node
	parts := make(map[*node][]bot.Entry)
	for _, e := range entries {
		n := s.nodes.node(e.To.Partition())
		if _, ok := parts[n]; !ok {
			order = append(order, n)
		}
		parts[n] = append(parts[n], e)
	}
	list := make([][]bot.Entry, len(order))
	for i, n := range order {
		list[i] = parts[n]
	}
	return list
}

func (s *Store) arrive(ctx context.Context, entries []bot.Entry) error {
	a := &arrival{entries: entries, done: make(chan struct{})}
	err := s.wait(ctx, a.done, func(n *node) bool {
		select {
		case n.arrivals <- a:
			return true
		case <-ctx.Done():
		case <-s.ctx.Done():
		}
		return false
	}, entries[0].To.Partition())
	if err != nil {
		return err
	}
	if a.err != nil {
		err := describe(a.err)
		if !a.none {
			err = plain(err)
		}
		return fmt.Errorf("append: %w", err)
	}
	return nil
}

// plain keeps an error from promising that nothing was written.
func plain(err error) error {
	if errors.Is(err, bot.ErrFull) {
		return errors.New("not all of it was stored: the store is full")
	}
	return err
}

// packing is one entry of a stream in the making.
type packing struct {
	partition bot.Partition
	entries   []*bot.Entry
	of        []*arrival
	cmd       *goredis.StringCmd
}

// take stores what arrived: per partition one entry of its stream, in one pipeline.
func (s *Store) take(arrivals []*arrival) {
	var packs []*packing
	var open [bot.Partitions]*packing
	for _, a := range arrivals {
		a.none = true
		for i := range a.entries {
			p := a.entries[i].To.Partition()
			k := open[p]
			if k == nil || len(k.entries) == maxPack || a != k.of[len(k.of)-1] && len(k.entries)+len(a.entries) > maxPack {
				k = &packing{partition: p}
				open[p] = k
				packs = append(packs, k)
			}
			k.entries = append(k.entries, &a.entries[i])
			if n := len(k.of); n == 0 || k.of[n-1] != a {
				k.of = append(k.of, a)
			}
		}
	}
	pipe := s.client.Pipeline()
	for _, k := range packs {
		values := []any{packField, pack(k.entries)}
		k.cmd = pipe.XAdd(s.ctx, &goredis.XAddArgs{Stream: s.inKey(k.partition), Values: values})
	}
	_, _ = pipe.Exec(s.ctx)
	for _, k := range packs {
		id, err := k.cmd.Result()
		for _, a := range k.of {
			if err != nil {
				a.err = err
			} else {
				a.none = false
			}
		}
		if err == nil {
			s.leap(k.partition, id)
		}
		s.news.here(k.partition) // also when the answer was lost: they may be there
	}
	for _, a := range arrivals {
		close(a.done)
	}
}

// leap moves a stream on to its next millisecond when half of the sequence numbers that a
// cursor has room for are used up: the server's clock stands, or was turned back.
func (s *Store) leap(p bot.Partition, last string) {
	id, err := parseStreamID(last)
	if err != nil || id.seq < seqMax/2 {
		return
	}
	next := streamID{id.ms + 1, 0}
	// An error means that somebody else was quicker.
	_ = s.client.Do(s.ctx, "XSETID", s.inKey(p), next.String()).Err()
}

// ahead is what was read of a partition's inbox beyond what was asked for, as packs
// are read whole.
type ahead struct {
	mu    sync.Mutex
	epoch int64
	after bot.Cursor // where items begin
	items []bot.Item
	per   int // entries in a pack, of late
}

// Read implements bot.Store.
func (s *Store) Read(ctx context.Context, l bot.Lease, after bot.Cursor, max int) ([]bot.Item, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	a := &s.ahead[l.Partition]
	a.mu.Lock()
	defer a.mu.Unlock()
	var items []bot.Item
	from := after
	if a.epoch == l.Epoch && a.after == after && after != 0 {
		items = a.items
		if len(items) > 0 {
			from = items[len(items)-1].Cursor
		}
	}
	for len(items) < max {
		want := 1 + (max-len(items))/(a.per+1)
		packs, more, err := s.readPacks(ctx, l.Partition, from, want)
		if err != nil {
			return nil, fmt.Errorf("inbox: %w", err)
		}
		for _, pack := range packs {
			a.per = len(pack)
			from = pack[len(pack)-1].Cursor
			for len(pack) > 0 && pack[0].Cursor <= after {
				pack = pack[1:]
			}
			items = append(items, pack...)
		}
		if !more {
			break
		}
	}
	rest := items[min(max, len(items)):]
	items = items[: len(items)-len(rest) : len(items)-len(rest)]
	a.epoch, a.after, a.items = l.Epoch, after, rest
	if len(items) > 0 {
		a.after = items[len(items)-1].Cursor
	}
	return items, nil
}

// readPacks reads up to count packs that have entries after a place, without the entries that
// are done. It tells whether there may be more.
func (s *Store) readPacks(ctx context.Context, p bot.Partition, after bot.Cursor, count int) (packs [][]bot.Item, more bool, err error) {
	start := "-"
	if after != 0 {
		id, last := split(after)
		if last {
			id = id.next()
		}
		start = id.String()
	}
	var found *goredis.XMessageSliceCmd
	var trimmed *goredis.StringCmd
	err = s.do(ctx, p, func(pipe goredis.Pipeliner) {
		found = pipe.XRangeN(s.ctx, s.inKey(p), start, "+", int64(count))
		trimmed = pipe.HGet(s.ctx, s.leaseKey(p), "trimmed")
	})
	if err != nil {
		return nil, false, err
	}
	messages, err := found.Result()
	if err != nil {
		return nil, false, describe(err)
	}
	done, err := trimmed.Uint64()
	if err != nil && !errors.Is(err, goredis.Nil) {
		return nil, false, describe(err)
	}
	for _, m := range messages {
		id, err := parseStreamID(m.ID)
		if err != nil {
			return nil, false, err
		}
		body, _ := m.Values[packField].(string)
		items, err := unpack(id, []byte(body))
		if err != nil {
			return nil, false, err
		}
		for len(items) > 0 && items[0].Cursor <= bot.Cursor(done) {
			items = items[1:]
		}
		if len(items) > 0 {
			packs = append(packs, items)
		}
	}
	return packs, len(messages) == count, nil
}
