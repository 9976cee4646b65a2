package sqlite

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"potentiels/bot"
)

// maxGroup is how many requests one transaction takes at most: enough that the
// wait for the disk is shared by many, few enough that it stays some milliseconds.
const maxGroup = 2048

// maxValue bounds one value; SQLite itself ends at 1 GB.
const maxValue = 256 << 20

// request is a change that a caller waits for.
type request struct {
	ctx   context.Context
	apply func(*writer) error // within the transaction; may be called again after a rollback
	err   error
	done  chan struct{}
}

// write hands a change to the writer and waits until it is durable.
func (s *Store) write(ctx context.Context, apply func(*writer) error) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	r := &request{ctx: ctx, apply: apply, done: make(chan struct{})}
	select {
	case s.requests <- r:
	case <-s.closing:
		return bot.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	case <-s.stopped:
		select {
		case <-r.done:
			return r.err
		default:
			return bot.ErrClosed // it came after the writer's last look
		}
	}
}

// queued is what the writer knows by heart of a delivery: where it lies, and
// whose erasure takes it along.
type queued struct {
	seq   int64
	owner bot.Address
}

// writer owns the writing connection. Everything in it belongs to its goroutine.
type writer struct {
	store *Store
	*conn
	state
	outbox [bot.Partitions]map[bot.DeliveryID]queued

	// The transaction under way; forgotten by a rollback.
	before   state
	appended []bot.Item
	trims    map[bot.Partition]bot.Cursor
	undo     []outboxChange
	pending

	scrubbing scrubbing
	spacing   spacing
}

// pending are the changes that are made together at the end of a transaction.
type pending struct {
	puts    []bot.Record
	putting [bot.Partitions]bool // partitions of puts
	queue   []driver.Value       // rows of the outbox
	settle  []int64              // their seqs
	room    []driver.Value       // to build rows of puts in
}

// state is the row of numbers that go on from start to start.
type state struct {
	cursor bot.Cursor
	seq    int64
}

// outboxChange is what a delivery was before a change in memory; without it, was
// is the zero value.
type outboxChange struct {
	partition bot.Partition
	id        bot.DeliveryID
	was       queued
}

// run takes requests until the store closes, and all those that came before.
func (w *writer) run() {
	defer close(w.store.stopped)
	group := make([]*request, 0, maxGroup)
	for {
		group = group[:0]
		select {
		case r := <-w.store.requests:
			group = append(group, r)
		case <-w.scrubbing.due():
			w.scrub()
			continue
		case <-w.store.closing:
		}
		w.keepDistance()
		group = w.gather(group)
		if len(group) == 0 {
			return // closing, and nothing is left
		}
		w.spacing.begin(time.Now(), len(group))
		w.perform(group)
		for i, r := range group {
			close(r.done)
			group[i] = nil
		}
	}
}

// keepDistance waits for more, under load; not when the store closes.
func (w *writer) keepDistance() {
	wait := w.spacing.wait(time.Now())
	if wait == 0 {
		return
	}
	select {
	case <-time.After(wait):
	case <-w.store.closing:
	}
}

// gather adds what waits.
func (w *writer) gather(group []*request) []*request {
	for len(group) < maxGroup {
		select {
		case r := <-w.store.requests:
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

// perform makes the changes of a group durable in one transaction and notes the
// fate of each. If one cannot be made, it is found by halving, so that it does
// not take its neighbours along: a full disk still lets those pass that free room.
func (w *writer) perform(group []*request) {
	w.before = w.state
	if err := w.transact(group); err != nil {
		w.rollback()
		if len(group) > 1 && !errors.Is(err, errUnknown) {
			w.perform(group[:len(group)/2])
			w.perform(group[len(group)/2:])
			return
		}
		if errors.Is(describe(err), bot.ErrFull) {
			_ = w.checkpoint.exec() // the log is room, too, once it is copied
		}
		for _, r := range group {
			r.err = fmt.Errorf("sqlite: %w", describe(err))
		}
		return
	}
	w.settled()
}

// errUnknown: the disk failed while the transaction was committed, so it may be
// there after the next start.
var errUnknown = errors.New("not known whether it was written")

func (w *writer) transact(group []*request) error {
	if err := w.begin.exec(); err != nil {
		return err
	}
	for _, r := range group {
		if r.err = r.ctx.Err(); r.err != nil {
			continue
		}
		err := r.apply(w)
		if errors.Is(err, bot.ErrFenced) || errors.Is(err, errRefused) {
			r.err = err // nothing was written for it
			continue
		}
		if err != nil {
			return err
		}
	}
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.end.exec(); err != nil {
		if errors.Is(describe(err), bot.ErrFull) {
			return err // the log has no room for it, and will be written over
		}
		return fmt.Errorf("%w: %w", errUnknown, err)
	}
	return nil
}

// rollback takes back everything, on the disk and in memory.
func (w *writer) rollback() {
	_ = w.back.exec() // fails if SQLite has rolled back by itself
	w.state = w.before
	for _, c := range slices.Backward(w.undo) {
		if c.was == (queued{}) {
			delete(w.outbox[c.partition], c.id)
		} else {
			w.outbox[c.partition][c.id] = c.was
		}
	}
	w.forget()
}

func (w *writer) forget() {
	w.scrubbing.erasing = false
	w.undo = w.undo[:0]
	w.appended = nil
	clear(w.trims)
	clear(w.puts)
	w.puts = w.puts[:0]
	w.putting = [bot.Partitions]bool{}
	clear(w.queue)
	w.queue = w.queue[:0]
	w.settle = w.settle[:0]
}

// settled lets others see what is durable now.
func (w *writer) settled() {
	w.store.written.Add(1)
	if w.scrubbing.erasing {
		w.erased()
	}
	w.store.inbox.change(w.appended, w.trims)
	if arrived := w.store.arrived.Load(); arrived != nil && len(w.appended) > 0 {
		told := [bot.Partitions]bool{}
		for i := range w.appended {
			if p := w.appended[i].To.Partition(); !told[p] {
				told[p] = true
				(*arrived)(p)
			}
		}
	}
	w.forget()
}

// errRefused: a request that can never be written.
var errRefused = errors.New("too large")

func (w *writer) append(entries []bot.Entry) error {
	for i := range entries {
		if len(entries[i].Body) > maxValue {
			return fmt.Errorf("sqlite: entry of %d bytes: %w", len(entries[i].Body), errRefused)
		}
	}
	for i := range entries {
		w.cursor++
		w.appended = append(w.appended, bot.Item{Cursor: w.cursor, Entry: entries[i]})
	}
	return nil
}

func (w *writer) commit(l bot.Lease, b *bot.Batch) error {
	if !w.store.leases.current(l) {
		return bot.ErrFenced
	}
	for i := range b.Put {
		if len(b.Put[i].Value) > maxValue {
			return fmt.Errorf("sqlite: record of %d bytes: %w", len(b.Put[i].Value), errRefused)
		}
	}
	for i := range b.Queue {
		if len(b.Queue[i].Body) > maxValue {
			return fmt.Errorf("sqlite: delivery of %d bytes: %w", len(b.Queue[i].Body), errRefused)
		}
	}
	if err := w.changeRecords(l.Partition, b); err != nil {
		return err
	}
	if err := w.changeOutbox(l.Partition, b); err != nil {
		return err
	}
	if b.Trim > w.trims[l.Partition] {
		w.trims[l.Partition] = b.Trim
	}
	return nil
}

func (w *writer) changeRecords(p bot.Partition, b *bot.Batch) error {
	if len(b.Erase)+len(b.Delete)+len(b.Prune) > 0 && w.putting[p] {
		if err := w.flushPuts(); err != nil { // an earlier batch of this transaction put them
			return err
		}
	}
	for _, owner := range b.Erase {
		w.scrubbing.erasing = true
		if err := w.eraseRecords.exec(int64(p), owner.String()); err != nil {
			return err
		}
		for id, q := range w.outbox[p] {
			if q.owner == owner {
				w.dequeue(p, id)
			}
		}
	}
	for _, k := range b.Delete {
		if err := w.deleteRecord.exec(int64(p), k.Owner.String(), string(k.Family), k.Key); err != nil {
			return err
		}
	}
	for _, k := range b.Prune {
		if err := w.pruneRecords.exec(int64(p), k.Owner.String(), string(k.Family), k.Key); err != nil {
			return err
		}
	}
	if len(b.Put) > 0 {
		w.puts = append(w.puts, b.Put...)
		w.putting[p] = true
	}
	return nil
}

func (w *writer) changeOutbox(p bot.Partition, b *bot.Batch) error {
	for _, id := range b.Settle {
		w.dequeue(p, id)
	}
	for i := range b.Queue {
		d := &b.Queue[i]
		if _, there := w.outbox[p][d.ID]; there {
			continue
		}
		w.seq++
		w.queue = append(w.queue, w.seq, int64(p), string(d.ID), d.Owner.String(), d.To.String(), int64(d.Class),
			moment(d.NotBefore), int64(d.Attempts), d.Sending, blob(d.Body))
		w.undo = append(w.undo, outboxChange{partition: p, id: d.ID})
		w.outbox[p][d.ID] = queued{seq: w.seq, owner: d.Owner}
	}
	if len(b.Update) > 0 {
		if err := w.flushQueue(); err != nil { // what is updated may be among them
			return err
		}
	}
	for i := range b.Update {
		d := &b.Update[i]
		if q, there := w.outbox[p][d.ID]; there {
			if err := w.updateDelivery.exec(moment(d.NotBefore), int64(d.Attempts), d.Sending, q.seq); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) dequeue(p bot.Partition, id bot.DeliveryID) {
	q, there := w.outbox[p][id]
	if !there {
		return
	}
	w.settle = append(w.settle, q.seq)
	w.undo = append(w.undo, outboxChange{partition: p, id: id, was: q})
	delete(w.outbox[p], id)
}

// flushPuts writes records in the order of their place in the tree.
func (w *writer) flushPuts() error {
	rows := make([]putRow, len(w.puts))
	for i := range w.puts {
		rows[i] = putRow{w.puts[i].Owner.Partition(), w.puts[i].Owner.String(), &w.puts[i]}
	}
	slices.SortStableFunc(rows, putRow.compare) // stable: of one key the last put stays
	w.room = w.room[:0]
	for _, r := range rows {
		w.room = append(w.room, int64(r.partition), r.owner, string(r.Family), r.Key.Key, blob(r.Value))
	}
	err := w.putRecords.exec(w.room)
	clear(w.room)
	clear(w.puts)
	w.puts, w.putting = w.puts[:0], [bot.Partitions]bool{}
	return err
}

type putRow struct {
	partition bot.Partition
	owner     string
	*bot.Record
}

func (r putRow) compare(s putRow) int {
	return cmp.Or(cmp.Compare(r.partition, s.partition), strings.Compare(r.owner, s.owner),
		strings.Compare(string(r.Family), string(s.Family)), strings.Compare(r.Key.Key, s.Key.Key))
}

func (w *writer) flushQueue() error {
	err := w.queueDeliveries.exec(w.queue)
	clear(w.queue)
	w.queue = w.queue[:0]
	return err
}

// flushSettled deletes in runs: what was queued together is often settled together.
func (w *writer) flushSettled() error {
	slices.Sort(w.settle)
	for run := w.settle; len(run) > 0; {
		n := 1
		for n < len(run) && run[n] == run[n-1]+1 {
			n++
		}
		if err := w.settleDeliveries.exec(run[0], run[n-1]); err != nil {
			return err
		}
		run = run[n:]
	}
	w.settle = w.settle[:0]
	return nil
}

// flush writes what the requests of a transaction have in common.
func (w *writer) flush() error {
	for _, step := range []func() error{w.flushPuts, w.flushQueue, w.flushSettled} {
		if err := step(); err != nil {
			return err
		}
	}
	for _, items := range packs(w.appended) {
		if err := w.addPack.exec(int64(items[0].Cursor), pack(items)); err != nil {
			return err
		}
	}
	maps.DeleteFunc(w.trims, func(p bot.Partition, upTo bot.Cursor) bool { return !w.store.inbox.has(p, upTo) })
	for _, p := range slices.Sorted(maps.Keys(w.trims)) {
		// Not past what is there: what comes later is not done.
		w.trims[p] = min(w.trims[p], w.store.inbox.last(p))
		if err := w.trimPartition.exec(int64(w.trims[p]), int64(p)); err != nil {
			return err
		}
	}
	done := w.store.inbox.done(w.trims)
	slices.SortFunc(done, cmp.Compare)
	for _, first := range done {
		if err := w.deletePack.exec(int64(first)); err != nil {
			return err
		}
	}
	if w.state != w.before {
		return w.setState.exec(int64(w.cursor), w.seq)
	}
	return nil
}
