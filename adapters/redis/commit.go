package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/bot"
)

// argsMax is how many arguments one step of a script takes: Lua's stack ends at 8,000.
const argsMax = 4000

// Commit implements bot.Store.
func (s *Store) Commit(ctx context.Context, l bot.Lease, b bot.Batch) error {
	if err := b.Check(l.Partition); err != nil {
		return err
	}
	if err := s.usable(ctx); err != nil {
		return err
	}
	w := &writing{store: s, partition: l.Partition, index: make(map[string]int)}
	w.keys = append(w.keys, s.leaseKey(l.Partition))
	w.args = append(w.args, holder(l))
	if err := w.batch(ctx, l, &b); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return s.run(ctx, l, w)
}

// run has the script apply what was written down.
func (s *Store) run(ctx context.Context, l bot.Lease, w *writing) error {
	var cmd *goredis.Cmd
	err := s.do(ctx, l.Partition, func(pipe goredis.Pipeliner) {
		cmd = pipe.EvalSha(s.ctx, commitScript.hash, w.keys, w.args...)
	})
	if err == nil && unknown(cmd) {
		cmd = s.client.Eval(ctx, commitScript.source, w.keys, w.args...)
	}
	if err == nil {
		err = describe(cmd.Err())
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if applied, err := cmd.Int(); err != nil {
		return fmt.Errorf("commit: %w", err)
	} else if applied == 0 {
		s.tenures.lost(l)
		s.news.there(l.Partition) // what we thought was ours to announce
		return bot.ErrFenced
	}
	return nil
}

// writing is a call of commit.lua in the making.
type writing struct {
	store     *Store
	partition bot.Partition
	keys      []string
	index     map[string]int // of keys, from 1
	args      []any
}

// step adds one command, cut where its arguments, of which every size belong together, are too many.
func (w *writing) step(command, key string, size int, args ...any) {
	i, ok := w.index[key]
	if !ok {
		w.keys = append(w.keys, key)
		i = len(w.keys)
		w.index[key] = i
	}
	for {
		part := args[:min(len(args), argsMax/size*size)]
		w.args = append(append(w.args, command, i, len(part)), part...)
		if args = args[len(part):]; len(args) == 0 {
			return
		}
	}
}

// batch writes a batch down. What an erasure or a pruning concerns is looked up
// first: under the lease nobody else changes it, and without the lease nothing is done.
func (w *writing) batch(ctx context.Context, l bot.Lease, b *bot.Batch) error {
	s, p := w.store, w.partition
	settle := make([]any, 0, len(b.Settle))
	if len(b.Erase) > 0 {
		gone, err := w.erase(ctx, l, b.Erase)
		if err != nil {
			return err
		}
		settle = append(settle, gone...)
	}
	for _, k := range b.Delete {
		w.delete(k.Owner, k.Family, k.Key)
	}
	for _, k := range b.Prune {
		if err := w.prune(ctx, k); err != nil {
			return err
		}
	}
	for _, id := range b.Settle {
		settle = append(settle, string(id))
	}
	if len(settle) > 0 {
		w.step("HDEL", s.outKey(p), 1, settle...)
	}
	w.queue(l, b.Queue)
	if len(b.Update) > 0 {
		args := make([]any, 0, 2*len(b.Update))
		for i := range b.Update {
			args = append(args, string(b.Update[i].ID), deliveryState(&b.Update[i]))
		}
		w.step("UPDATE", s.outKey(p), 2, args...)
	}
	// After what is to be sent: a script that meets a key of another kind ends in the middle, and a
	// session that says of a message that it was handled must not be there without its answer.
	w.put(b.Put)
	w.trim(b.Trim)
	return nil
}

func (w *writing) delete(owner bot.Address, f bot.Family, keys ...string) {
	var many []any
	for _, k := range keys {
		if k == "" {
			w.step("HDEL", w.store.oneKey(w.partition, f), 1, owner.String())
		} else {
			many = append(many, k)
		}
	}
	if len(many) > 0 {
		w.step("HDEL", w.store.ofKey(owner, f), 1, many...)
	}
}

// erase deletes all records of owners, and gives the ids of their deliveries.
func (w *writing) erase(ctx context.Context, l bot.Lease, owners []bot.Address) (ids []any, err error) {
	s, p := w.store, w.partition
	families, err := s.families(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, owner := range owners {
		for _, f := range families {
			w.step("HDEL", s.oneKey(p, f), 1, owner.String())
			w.step("SREM", s.manyKey(p, f), 1, owner.String())
			w.step("UNLINK", s.ofKey(owner, f), 1)
		}
	}
	for d, err := range s.Outbox(ctx, l) {
		if err != nil {
			return nil, err
		}
		if slices.Contains(owners, d.Owner) {
			ids = append(ids, string(d.ID))
		}
	}
	return ids, nil
}

func (w *writing) prune(ctx context.Context, upTo bot.Key) error {
	keys, err := w.store.recordKeys(ctx, upTo.Owner, upTo.Family)
	if err != nil {
		return err
	}
	gone := []string{""}
	for _, k := range keys {
		if k <= upTo.Key {
			gone = append(gone, k)
		}
	}
	w.delete(upTo.Owner, upTo.Family, gone...)
	return nil
}

// put writes records: those with the empty key of one family together, the others of
// each owner.
func (w *writing) put(records []bot.Record) {
	if len(records) == 0 {
		return
	}
	s, p := w.store, w.partition
	var families []any
	owners := make(map[bot.Family][]any)
	values := make(map[string][]any) // by key in Redis
	var order []string
	for i := range records {
		r := &records[i]
		field, key := r.Key.Key, ""
		if field == "" {
			field, key = r.Owner.String(), s.oneKey(p, r.Family)
		} else {
			key = s.ofKey(r.Owner, r.Family)
			owners[r.Family] = append(owners[r.Family], r.Owner.String())
		}
		if _, ok := values[key]; !ok {
			order = append(order, key)
		}
		values[key] = append(values[key], field, shorten(r.Value))
		if !slices.Contains(families, any(string(r.Family))) {
			families = append(families, string(r.Family))
		}
	}
	// Where to find them first: a record that nobody finds could not be erased.
	w.step("SADD", s.familiesKey(p), 1, families...)
	for f, who := range owners {
		w.step("SADD", s.manyKey(p, f), 1, who...)
	}
	for _, key := range order {
		w.step("HSET", key, 2, values[key]...)
	}
}

// queue adds deliveries, numbered by the tenure: its epoch is in the high bits.
func (w *writing) queue(l bot.Lease, deliveries []bot.Delivery) {
	if len(deliveries) == 0 {
		return
	}
	seq := w.store.tenures.number(l, len(deliveries))
	known := make(map[bot.DeliveryID]bool, len(deliveries))
	var ids, values []any
	flush := func() {
		if len(ids) > 0 {
			w.step("QUEUE", w.store.outKey(w.partition), len(ids)*2, append(ids, values...)...)
			ids, values = nil, nil
		}
	}
	for i := range deliveries {
		d := &deliveries[i]
		if known[d.ID] {
			continue
		}
		known[d.ID] = true
		ids = append(ids, string(d.ID))
		values = append(values, encodeDelivery(d, seq+uint64(i)))
		if len(ids) == argsMax/2 {
			flush()
		}
	}
	flush()
}

// trim drops the packs that are done and remembers how far one is that is done in part.
func (w *writing) trim(upTo bot.Cursor) {
	if upTo == 0 {
		return
	}
	id, whole := split(upTo)
	part := "" // of equal length, as scripts compare it as text: their numbers have 53 bits
	if whole {
		id = id.next()
	} else {
		part = fmt.Sprintf("%020d", upTo)
	}
	w.step("TRIM", w.store.inKey(w.partition), 2, id.String(), part)
}

// outPage is how many deliveries one reply brings, more or less.
const outPage = 500

// readOutbox reads the outbox as it is stored.
func (s *Store) readOutbox(ctx context.Context, p bot.Partition) ([]bot.Delivery, error) {
	found := make(map[string]bot.Delivery) // a scan may bring one twice
	for cursor := uint64(0); ; {
		var page *goredis.ScanCmd
		err := s.do(ctx, p, func(pipe goredis.Pipeliner) {
			page = pipe.HScan(s.ctx, s.outKey(p), cursor, "", outPage)
		})
		if err != nil {
			return nil, err
		}
		pairs, next, err := page.Result()
		if err != nil {
			return nil, describe(err)
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			d, err := decodeDelivery(pairs[i], []byte(pairs[i+1]))
			if err != nil {
				return nil, err
			}
			found[pairs[i]] = d
		}
		if cursor = next; cursor == 0 {
			break
		}
	}
	deliveries := make([]bot.Delivery, 0, len(found))
	for _, d := range found {
		deliveries = append(deliveries, d)
	}
	slices.SortFunc(deliveries, func(a, b bot.Delivery) int {
		switch {
		case a.Seq < b.Seq:
			return -1
		case a.Seq > b.Seq:
			return 1
		}
		return 0
	})
	return deliveries, nil
}

// isNil tells that there was nothing.
func isNil(err error) bool { return errors.Is(err, goredis.Nil) }
