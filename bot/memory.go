package bot

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"time"
)

// Memory is a Store that forgets everything with the process: the reference
// that says what the durable stores must do, and a fast one for tests. One
// Memory is one process's connection; Connect makes more on the same data.
type Memory struct {
	*memoryData
	closed  bool
	arrived func(Partition)
}

var _ Store = (*Memory)(nil)

type memoryData struct {
	mu         sync.Mutex
	connected  []*Memory
	cursor     Cursor
	seq        uint64
	partitions [Partitions]memoryPartition
	records    map[Key][]byte
	fault      func(op string, written bool) error
}

type memoryPartition struct {
	inbox   []Item
	outbox  []Delivery // in the order of Seq
	lease   Lease      // no Owner: free
	expires time.Time
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	data := &memoryData{records: map[Key][]byte{}}
	return (&Memory{memoryData: data}).Connect()
}

// Connect opens the same data once more, as another process or the next
// start of this one would.
func (m *Memory) Connect() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := &Memory{memoryData: m.memoryData}
	m.connected = append(m.connected, next)
	return next
}

// Inject makes writes fail as a test needs: fault is asked before and after every
// write of every connection, with op "append" or "commit"; it must not call the store. An error before (such
// as ErrFull) leaves nothing written; an error after stands for a connection lost
// before the answer came. Nil ends it.
func (m *Memory) Inject(fault func(op string, written bool) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault = fault
}

// write runs one atomic change under the lock.
func (m *Memory) write(ctx context.Context, op string, change func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return err
	}
	if m.fault != nil {
		if err := m.fault(op, false); err != nil {
			return err
		}
	}
	if err := change(); err != nil {
		return err
	}
	if m.fault != nil {
		return m.fault(op, true)
	}
	return nil
}

func (m *Memory) usable(ctx context.Context) error {
	if m.closed {
		return ErrClosed
	}
	return ctx.Err()
}

// Append implements Store.
func (m *Memory) Append(ctx context.Context, entries ...Entry) error {
	var wake []func(Partition)
	err := m.write(ctx, "append", func() error {
		for _, e := range entries {
			m.cursor++
			p := &m.partitions[e.To.Partition()]
			p.inbox = append(p.inbox, Item{Cursor: m.cursor, Entry: e})
		}
		for _, c := range m.connected {
			if c.arrived != nil && !c.closed {
				wake = append(wake, c.arrived)
			}
		}
		return nil
	})
	for _, arrived := range wake { // also when the answer was lost: the entries are there
		for _, e := range entries {
			arrived(e.To.Partition())
		}
	}
	return err
}

// Notify implements Store.
func (m *Memory) Notify(arrived func(Partition)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.arrived = arrived
}

// Acquire implements Store. It takes every partition that is free.
func (m *Memory) Acquire(ctx context.Context, owner string, ttl time.Duration) ([]Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return nil, err
	}
	now := time.Now()
	var taken []Lease
	for i := range m.partitions {
		p := &m.partitions[i]
		if p.lease.Owner != "" && now.Before(p.expires) {
			continue
		}
		p.lease = Lease{Partition: Partition(i), Epoch: p.lease.Epoch + 1, Owner: owner}
		p.expires = now.Add(ttl)
		taken = append(taken, p.lease)
	}
	return taken, nil
}

// Renew implements Store.
func (m *Memory) Renew(ctx context.Context, leases []Lease, ttl time.Duration) (lost []Lease, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return nil, err
	}
	for _, l := range leases {
		if m.fenced(l) {
			lost = append(lost, l)
			continue
		}
		m.partitions[l.Partition].expires = time.Now().Add(ttl)
	}
	return lost, nil
}

// Release implements Store.
func (m *Memory) Release(ctx context.Context, leases []Lease) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return err
	}
	for _, l := range leases {
		if !m.fenced(l) {
			m.partitions[l.Partition].lease.Owner = ""
		}
	}
	return nil
}

// fenced tells that a lease is no longer the current one.
func (m *Memory) fenced(l Lease) bool {
	return l.Owner == "" || m.partitions[l.Partition].lease != l
}

// Read implements Store.
func (m *Memory) Read(ctx context.Context, l Lease, after Cursor, max int) ([]Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return nil, err
	}
	var items []Item
	for _, item := range m.partitions[l.Partition].inbox {
		if item.Cursor > after && len(items) < max {
			items = append(items, item)
		}
	}
	return items, nil
}

// Get implements Store.
func (m *Memory) Get(ctx context.Context, keys ...Key) ([]Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return nil, err
	}
	var records []Record
	for _, k := range keys {
		if value, ok := m.records[k]; ok {
			records = append(records, Record{Key: k, Value: value})
		}
	}
	return records, nil
}

// Scan implements Store.
func (m *Memory) Scan(ctx context.Context, owner Address, f Family, after string, limit int) iter.Seq2[Record, error] {
	return m.scan(ctx, limit, func(k Key) bool { return k.Owner == owner && k.Family == f && k.Key > after })
}

// ScanOwner implements Store.
func (m *Memory) ScanOwner(ctx context.Context, owner Address) iter.Seq2[Record, error] {
	return m.scan(ctx, 0, func(k Key) bool { return k.Owner == owner })
}

// ScanPartition implements Store.
func (m *Memory) ScanPartition(ctx context.Context, p Partition, f Family) iter.Seq2[Record, error] {
	return m.scan(ctx, 0, func(k Key) bool { return k.Owner.Partition() == p && k.Family == f })
}

// scan yields the records that are wanted as they are when the loop begins.
func (m *Memory) scan(ctx context.Context, limit int, wanted func(Key) bool) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		m.mu.Lock()
		err := m.usable(ctx)
		var records []Record
		for k, value := range m.records {
			if err == nil && wanted(k) {
				records = append(records, Record{Key: k, Value: value})
			}
		}
		m.mu.Unlock()
		slices.SortFunc(records, func(a, b Record) int {
			return cmp.Or(
				cmp.Compare(a.Owner.String(), b.Owner.String()),
				cmp.Compare(a.Family, b.Family),
				cmp.Compare(a.Key.Key, b.Key.Key),
			)
		})
		if limit > 0 && len(records) > limit {
			records = records[:limit]
		}
		yieldAll(records, err, yield)
	}
}

// Commit implements Store.
func (m *Memory) Commit(ctx context.Context, l Lease, b Batch) error {
	if err := b.Check(l.Partition); err != nil {
		return err
	}
	return m.write(ctx, "commit", func() error {
		if m.fenced(l) {
			return ErrFenced
		}
		m.apply(&m.partitions[l.Partition], b)
		return nil
	})
}

func (m *Memory) apply(p *memoryPartition, b Batch) {
	for _, k := range b.Delete {
		delete(m.records, k)
	}
	if len(b.Prune)+len(b.Erase) > 0 {
		for k := range m.records {
			pruned := slices.ContainsFunc(b.Prune, func(upTo Key) bool {
				return k.Owner == upTo.Owner && k.Family == upTo.Family && k.Key <= upTo.Key
			})
			if pruned || slices.Contains(b.Erase, k.Owner) {
				delete(m.records, k)
			}
		}
	}
	for _, r := range b.Put {
		m.records[r.Key] = r.Value
	}
	p.outbox = slices.DeleteFunc(p.outbox, func(d Delivery) bool {
		return slices.Contains(b.Erase, d.Owner) || slices.Contains(b.Settle, d.ID)
	})
	find := func(id DeliveryID) int {
		return slices.IndexFunc(p.outbox, func(d Delivery) bool { return d.ID == id })
	}
	for _, d := range b.Queue {
		if find(d.ID) < 0 {
			m.seq++
			d.Seq = m.seq
			p.outbox = append(p.outbox, d)
		}
	}
	for _, d := range b.Update {
		if i := find(d.ID); i >= 0 {
			there := &p.outbox[i]
			there.NotBefore, there.Attempts, there.Sending = d.NotBefore, d.Attempts, d.Sending
		}
	}
	p.inbox = slices.DeleteFunc(p.inbox, func(item Item) bool { return item.Cursor <= b.Trim })
}

// Outbox implements Store.
func (m *Memory) Outbox(ctx context.Context, l Lease) iter.Seq2[Delivery, error] {
	return func(yield func(Delivery, error) bool) {
		m.mu.Lock()
		err := m.usable(ctx)
		deliveries := slices.Clone(m.partitions[l.Partition].outbox)
		m.mu.Unlock()
		yieldAll(deliveries, err, yield)
	}
}

// Close implements Store. The data stays for other connections.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func yieldAll[T any](all []T, err error, yield func(T, error) bool) {
	if err != nil {
		var none T
		yield(none, err)
		return
	}
	for _, one := range all {
		if !yield(one, nil) {
			return
		}
	}
}
