package bottest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"potentiels/bot"
)

// testModel plays random operations against the store and the reference. They
// number inbox entries each in their own way, so a cursor is drawn as a
// position.
func testModel(t *testing.T, create func(t *testing.T) func() bot.Store) {
	rapid.Check(t, func(r *rapid.T) {
		reference := bot.NewMemory()
		m := &model{r: r, open: create(t), reference: reference}
		m.people = append(siblings(7, 3), siblings(8, 1)...)
		m.connect()
		defer func() {
			if err := m.real.Close(); err != nil {
				r.Errorf("close: %v", err)
			}
		}()
		r.Repeat(map[string]func(*rapid.T){
			"append":  m.append,
			"commit":  m.commit,
			"again":   m.again,
			"reopen":  m.reopen,
			"release": m.release,
			"":        m.compare,
		})
	})
}

type model struct {
	r               *rapid.T
	open            func() bot.Store
	real, reference bot.Store
	people          []bot.Address
	starts          int
	leases          map[bot.Store]map[bot.Partition]bot.Lease
	lost            map[bot.Store]map[bot.Partition]bot.Lease
	last            *[2]pending // of the real store and the reference
}

type pending struct {
	lease bot.Lease
	batch bot.Batch
}

func (m *model) both() [2]bot.Store { return [2]bot.Store{m.real, m.reference} }

func (m *model) connect() {
	m.real = m.open()
	m.starts++
	m.leases = map[bot.Store]map[bot.Partition]bot.Lease{}
	m.lost = map[bot.Store]map[bot.Partition]bot.Lease{m.real: {}, m.reference: {}}
	for _, s := range m.both() {
		m.leases[s] = map[bot.Partition]bot.Lease{}
		m.acquire(s)
	}
}

func (m *model) acquire(s bot.Store) {
	for deadline := time.Now().Add(patience); len(m.leases[s]) < bot.Partitions; {
		taken, err := s.Acquire(m.r.Context(), fmt.Sprintf("model-%d", m.starts), ttl)
		if err != nil {
			m.r.Fatalf("acquire: %v", err)
		}
		for _, l := range taken {
			m.leases[s][l.Partition] = l
		}
		if time.Now().After(deadline) {
			m.r.Fatalf("acquired only %d partitions", len(m.leases[s]))
		}
	}
}

func (m *model) drawPerson(r *rapid.T) bot.Address {
	return rapid.SampledFrom(m.people).Draw(r, "person")
}

func (m *model) append(r *rapid.T) {
	entries := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) bot.Entry {
		return bot.Entry{
			Kind: rapid.SampledFrom([]bot.EntryKind{bot.Update, bot.Event}).Draw(r, "kind"),
			ID:   rapid.Uint64().Draw(r, "id"),
			To:   m.drawPerson(r),
			At:   drawTime(r),
			Body: rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(r, "body"),
		}
	}), 0, 4).Draw(r, "entries")
	m.last = nil
	for _, s := range m.both() {
		if err := s.Append(r.Context(), entries...); err != nil {
			r.Fatalf("append: %v", err)
		}
	}
}

func drawTime(r *rapid.T) time.Time {
	if rapid.Bool().Draw(r, "no time") {
		return time.Time{}
	}
	return time.Unix(rapid.Int64Range(0, 4e9).Draw(r, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(r, "nanoseconds"))
}

func (m *model) commit(r *rapid.T) {
	p := m.drawPerson(r).Partition()
	var owners []bot.Address
	for _, a := range m.people {
		if a.Partition() == p {
			owners = append(owners, a)
		}
	}
	owner := rapid.SampledFrom(owners)
	key := rapid.Custom(func(r *rapid.T) bot.Key {
		return bot.Key{
			Owner:  owner.Draw(r, "owner"),
			Family: rapid.SampledFrom(families).Draw(r, "family"),
			Key:    rapid.SampledFrom([]string{"", "1", "10", "2", "a\x00", "a\x00b", "\xff", "é"}).Draw(r, "key"),
		}
	})
	id := rapid.Map(rapid.IntRange(0, 8), func(n int) bot.DeliveryID { return bot.DeliveryID(fmt.Sprintf("d/%d", n)) })
	dlv := rapid.Custom(func(r *rapid.T) bot.Delivery {
		return bot.Delivery{
			ID: id.Draw(r, "delivery"), Owner: owner.Draw(r, "owner"), To: m.drawPerson(r),
			Class:     bot.Class(rapid.IntRange(1, 3).Draw(r, "class")),
			NotBefore: drawTime(r),
			Attempts:  rapid.IntRange(0, 9).Draw(r, "attempts"),
			Sending:   rapid.Bool().Draw(r, "sending"),
			Body:      rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(r, "body"),
		}
	})
	b := bot.Batch{
		Delete: rapid.SliceOfN(key, 0, 2).Draw(r, "delete"),
		Put: rapid.SliceOfN(rapid.Custom(func(r *rapid.T) bot.Record {
			return bot.Record{Key: key.Draw(r, "key"), Value: rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(r, "value")}
		}), 0, 6).Draw(r, "put"),
		Settle: rapid.SliceOfN(id, 0, 2).Draw(r, "settle"),
		Queue:  rapid.SliceOfN(dlv, 0, 3).Draw(r, "queue"),
		Update: rapid.SliceOfN(dlv, 0, 2).Draw(r, "update"),
	}
	if rapid.IntRange(0, 3).Draw(r, "erase or prune") == 0 {
		b.Erase = rapid.SliceOfN(owner, 0, 2).Draw(r, "erase")
		b.Prune = rapid.SliceOfN(key, 0, 2).Draw(r, "prune")
	}
	trim := rapid.IntRange(0, 3).Draw(r, "trim")
	stale := rapid.IntRange(0, 9).Draw(r, "stale") == 0

	var errs [2]error
	m.last = new([2]pending)
	for i, s := range m.both() {
		l := m.leases[s][p]
		if old, ok := m.lost[s][p]; ok && stale {
			l = old
		}
		b := b
		if trim > 0 {
			items, err := s.Read(r.Context(), m.leases[s][p], 0, trim)
			if err != nil {
				r.Fatalf("read: %v", err)
			}
			if len(items) > 0 {
				b.Trim = items[len(items)-1].Cursor
			}
		}
		errs[i] = s.Commit(r.Context(), l, b)
		m.last[i] = pending{l, b}
	}
	m.agree(r, errs)
}

func (m *model) agree(r *rapid.T, errs [2]error) {
	if errors.Is(errs[1], bot.ErrFenced) && errors.Is(errs[0], bot.ErrFenced) {
		return
	}
	if errs[0] != nil || errs[1] != nil {
		r.Fatalf("commit: %v, reference: %v", errs[0], errs[1])
	}
}

// again repeats the last batch; the reference is not asked, since nothing may
// change.
func (m *model) again(r *rapid.T) {
	if m.last == nil {
		r.Skip("no batch to repeat")
	}
	settled := map[bot.DeliveryID]bool{} // one that is settled and queued by one batch moves to the end each time
	for _, id := range m.last[0].batch.Settle {
		settled[id] = true
	}
	erased := map[bot.Address]bool{}
	for _, a := range m.last[0].batch.Erase {
		erased[a] = true
	}
	for _, d := range m.last[0].batch.Queue {
		if settled[d.ID] || erased[d.Owner] {
			r.Skip("the order may change")
		}
	}
	err := m.real.Commit(r.Context(), m.last[0].lease, m.last[0].batch)
	if err != nil && !errors.Is(err, bot.ErrFenced) {
		r.Fatalf("commit again: %v", err)
	}
}

func (m *model) reopen(r *rapid.T) {
	m.last = nil
	for _, s := range m.both() {
		var leases []bot.Lease
		for _, l := range m.leases[s] {
			leases = append(leases, l)
		}
		if err := s.Release(r.Context(), leases); err != nil {
			r.Fatalf("release: %v", err)
		}
	}
	if err := m.real.Close(); err != nil {
		r.Fatalf("close: %v", err)
	}
	m.connect()
}

// release gives a partition back and takes it again.
func (m *model) release(r *rapid.T) {
	p := m.drawPerson(r).Partition()
	m.last = nil
	for _, s := range m.both() {
		l := m.leases[s][p]
		if err := s.Release(r.Context(), []bot.Lease{l}); err != nil {
			r.Fatalf("release: %v", err)
		}
		m.lost[s][p] = l
		delete(m.leases[s], p)
		m.acquire(s)
	}
}

// compare is called after every operation.
func (m *model) compare(r *rapid.T) {
	real, reference := m.state(r, m.real), m.state(r, m.reference)
	if real != reference {
		r.Fatalf("store differs from the reference (-reference +store):\n%s", cmp.Diff(reference, real))
	}
}

// state is all that can be read from a store, as text.
func (m *model) state(r *rapid.T, s bot.Store) string {
	var b strings.Builder
	records := func(records []bot.Record) {
		for _, one := range records {
			fmt.Fprintf(&b, "  %v %s %q: %x\n", one.Owner.ID, one.Family, one.Key.Key, one.Value)
		}
	}
	for _, p := range []bot.Partition{7, 8} {
		fmt.Fprintf(&b, "partition %d\n", p)
		items, err := s.Read(r.Context(), m.leases[s][p], 0, 1000)
		if err != nil {
			r.Fatalf("read: %v", err)
		}
		for _, item := range items {
			fmt.Fprintf(&b, "  in %d %d %s %d: %x\n", item.Kind, item.ID, item.To.ID, nanoseconds(item.At), item.Body)
		}
		for _, d := range all(r, s.Outbox(r.Context(), m.leases[s][p])) {
			fmt.Fprintf(&b, "  out %s %s %s %d %d %d %t: %x\n",
				d.ID, d.Owner.ID, d.To.ID, d.Class, nanoseconds(d.NotBefore), d.Attempts, d.Sending, d.Body)
		}
		records(all(r, s.ScanPartition(r.Context(), p, bot.FamilyHistory)))
	}
	for _, a := range m.people {
		fmt.Fprintf(&b, "person %s\n", a.ID)
		records(all(r, s.ScanOwner(r.Context(), a)))
		records(all(r, s.Scan(r.Context(), a, bot.FamilyHistory, "1", 2)))
	}
	return b.String()
}

func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return -1
	}
	return t.UnixNano()
}
