package redis

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/bot"
)

// page is how many records a scan reads at a time: nothing is held between pages, so the caller
// may take its time and write.
const page = 256

// Get implements bot.Store.
func (s *Store) Get(ctx context.Context, keys ...bot.Key) ([]bot.Record, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	records, err := s.get(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	return records, nil
}

// get reads records, in the order of their keys; those that are not there are left out.
func (s *Store) get(ctx context.Context, keys []bot.Key) ([]bot.Record, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	// Keys of one hash are asked for together, the hashes of one partition in one go.
	type question struct {
		fields []string
		at     []int // places in keys
		cmd    *goredis.SliceCmd
	}
	asked := make(map[bot.Partition]map[string]*question)
	for i, k := range keys {
		p := k.Owner.Partition()
		hash, field := s.ofKey(k.Owner, k.Family), k.Key
		if field == "" {
			hash, field = s.oneKey(p, k.Family), k.Owner.String()
		}
		if asked[p] == nil {
			asked[p] = make(map[string]*question)
		}
		q := asked[p][hash]
		if q == nil {
			q = &question{}
			asked[p][hash] = q
		}
		q.fields, q.at = append(q.fields, field), append(q.at, i)
	}
	values := make([]any, len(keys))
	for p, questions := range asked {
		err := s.do(ctx, p, func(pipe goredis.Pipeliner) {
			for hash, q := range questions {
				q.cmd = pipe.HMGet(s.ctx, hash, q.fields...)
			}
		})
		if err != nil {
			return nil, err
		}
		for _, q := range questions {
			answer, err := q.cmd.Result()
			if err != nil {
				return nil, describe(err)
			}
			for i, at := range q.at {
				values[at] = answer[i]
			}
		}
	}
	var records []bot.Record
	for i, k := range keys {
		if stored, ok := values[i].(string); ok {
			value, err := lengthen([]byte(stored))
			if err != nil {
				return nil, err
			}
			records = append(records, bot.Record{Key: k, Value: value})
		}
	}
	return records, nil
}

// families lists those that a partition has records of, in order.
func (s *Store) families(ctx context.Context, p bot.Partition) ([]bot.Family, error) {
	names, err := s.members(ctx, p, s.familiesKey(p))
	if err != nil {
		return nil, err
	}
	families := make([]bot.Family, len(names))
	for i, name := range names {
		families[i] = bot.Family(name)
	}
	return families, nil
}

// members reads a set or the fields of a hash whole, in order.
func (s *Store) members(ctx context.Context, p bot.Partition, set string) ([]string, error) {
	var cmd *goredis.StringSliceCmd
	err := s.do(ctx, p, func(pipe goredis.Pipeliner) { cmd = pipe.SMembers(s.ctx, set) })
	if err != nil {
		return nil, err
	}
	names, err := cmd.Result()
	if err != nil {
		return nil, describe(err)
	}
	slices.Sort(names)
	return names, nil
}

// recordKeys lists the keys that an owner has records under in a family, in order, without the empty one.
func (s *Store) recordKeys(ctx context.Context, owner bot.Address, f bot.Family) ([]string, error) {
	var cmd *goredis.StringSliceCmd
	err := s.do(ctx, owner.Partition(), func(pipe goredis.Pipeliner) {
		cmd = pipe.HKeys(s.ctx, s.ofKey(owner, f))
	})
	if err != nil {
		return nil, err
	}
	keys, err := cmd.Result()
	if err != nil {
		return nil, describe(err)
	}
	slices.Sort(keys)
	return keys, nil
}

// Scan implements bot.Store.
func (s *Store) Scan(ctx context.Context, owner bot.Address, f bot.Family, after string, limit int) iter.Seq2[bot.Record, error] {
	return s.records(ctx, func(yield func(bot.Key) bool) error {
		keys, err := s.recordKeys(ctx, owner, f)
		if err != nil {
			return err
		}
		first, found := slices.BinarySearch(keys, after)
		if found {
			first++
		}
		keys = keys[first:]
		if limit > 0 {
			keys = keys[:min(limit, len(keys))]
		}
		for _, k := range keys {
			if !yield(bot.Key{Owner: owner, Family: f, Key: k}) {
				break
			}
		}
		return nil
	})
}

// ScanOwner implements bot.Store.
func (s *Store) ScanOwner(ctx context.Context, owner bot.Address) iter.Seq2[bot.Record, error] {
	return s.records(ctx, func(yield func(bot.Key) bool) error {
		families, err := s.families(ctx, owner.Partition())
		if err != nil {
			return err
		}
		for _, f := range families {
			keys, err := s.recordKeys(ctx, owner, f)
			if err != nil {
				return err
			}
			for _, k := range append([]string{""}, keys...) {
				if !yield(bot.Key{Owner: owner, Family: f, Key: k}) {
					return nil
				}
			}
		}
		return nil
	})
}

// ScanPartition implements bot.Store.
func (s *Store) ScanPartition(ctx context.Context, p bot.Partition, f bot.Family) iter.Seq2[bot.Record, error] {
	return s.records(ctx, func(yield func(bot.Key) bool) error {
		many, err := s.members(ctx, p, s.manyKey(p, f))
		if err != nil {
			return err
		}
		one, err := s.fields(ctx, p, s.oneKey(p, f))
		if err != nil {
			return err
		}
		has := make(map[string]bool, len(many))
		for _, owner := range many {
			has[owner] = true
			one[owner] = true
		}
		for _, name := range slices.Sorted(maps.Keys(one)) {
			owner, err := bot.ParseAddress(name)
			if err != nil {
				return fmt.Errorf("owner in %s: %w", f, errForeign)
			}
			keys := []string{""}
			if has[name] {
				more, err := s.recordKeys(ctx, owner, f)
				if err != nil {
					return err
				}
				keys = append(keys, more...)
			}
			for _, k := range keys {
				if !yield(bot.Key{Owner: owner, Family: f, Key: k}) {
					return nil
				}
			}
		}
		return nil
	})
}

// fields lists the fields of a hash that may be large.
func (s *Store) fields(ctx context.Context, p bot.Partition, hash string) (map[string]bool, error) {
	names := make(map[string]bool)
	for cursor := uint64(0); ; {
		var cmd *goredis.ScanCmd
		err := s.do(ctx, p, func(pipe goredis.Pipeliner) { cmd = pipe.HScan(s.ctx, hash, cursor, "", 1000) })
		if err != nil {
			return nil, err
		}
		pairs, next, err := cmd.Result()
		if err != nil {
			return nil, describe(err)
		}
		for i := 0; i < len(pairs); i += 2 {
			names[pairs[i]] = true
		}
		if cursor = next; cursor == 0 {
			return names, nil
		}
	}
}

// records yields the records of keys, a page at a time.
func (s *Store) records(ctx context.Context, keys func(yield func(bot.Key) bool) error) iter.Seq2[bot.Record, error] {
	return func(yield func(bot.Record, error) bool) {
		if err := s.usable(ctx); err != nil {
			yield(bot.Record{}, err)
			return
		}
		var waiting []bot.Key
		ended := false
		flush := func() error {
			records, err := s.get(ctx, waiting)
			waiting = waiting[:0]
			for _, r := range records {
				if !yield(r, nil) {
					ended = true
					break
				}
			}
			return err
		}
		var failed error
		err := keys(func(k bot.Key) bool {
			waiting = append(waiting, k)
			if len(waiting) == page {
				failed = flush()
			}
			return failed == nil && !ended
		})
		if err = cmp.Or(err, failed); err == nil && !ended {
			err = flush()
		}
		if err != nil && !ended {
			yield(bot.Record{}, fmt.Errorf("records: %w", err))
		}
	}
}

// Outbox implements bot.Store.
func (s *Store) Outbox(ctx context.Context, l bot.Lease) iter.Seq2[bot.Delivery, error] {
	return func(yield func(bot.Delivery, error) bool) {
		if err := s.usable(ctx); err != nil {
			yield(bot.Delivery{}, err)
			return
		}
		deliveries, err := s.readOutbox(ctx, l.Partition)
		if err != nil {
			yield(bot.Delivery{}, fmt.Errorf("outbox: %w", err))
			return
		}
		for _, d := range deliveries {
			if !yield(d, nil) {
				return
			}
		}
	}
}
