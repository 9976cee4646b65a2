package bot

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/fnv"
	"iter"
	"time"
)

// Families are all there are, for who must find everything.
func Families() []Family {
	return []Family{FamilySession, FamilyHistory, FamilyRequest, FamilySubscriber, FamilyParked, FamilyDesk, FamilyThread, FamilyUnknown}
}

// familyCopy marks a store that is being copied to.
const familyCopy Family = "copy"

var copyKey = Key{Owner: Address{Channel: "store", ID: "copy"}, Family: familyCopy}

var (
	// ErrHalfCopied: a copy into the store was begun and not ended.
	ErrHalfCopied = errors.New("the store is half copied: end the copy first, with the same command")
	// ErrUsed: another process uses the store.
	ErrUsed = errors.New("in use by another process")
	// ErrNotEmpty: the store that is to be copied to holds something.
	ErrNotEmpty = errors.New("the store to copy to is not empty")
)

// Copied is how far a copy has come.
type Copied struct {
	Next       int    `json:"next"` // partitions done
	Records    uint64 `json:"records"`
	Deliveries uint64 `json:"deliveries"`
	Entries    uint64 `json:"entries"`
	Checksum   uint64 `json:"checksum"` // of all that was copied
}

const (
	copyLease = 10 * time.Second
	copyPage  = 500
	// copyWait is how long those who use a store may take to be gone: one that died is believed to
	// live for as long as its leases last.
	copyWait = copyLease + 2*time.Second
)

// CheckWhole is nil if no copy into the store is under way; else ErrHalfCopied.
func CheckWhole(ctx context.Context, s Store) error {
	marks, err := s.Get(ctx, copyKey)
	if err != nil {
		return fmt.Errorf("look for a copy under way: %w", err)
	}
	if len(marks) > 0 {
		return ErrHalfCopied
	}
	return nil
}

// Copy copies everything from a store to an empty one: records, what waits to be sent, what waits
// to be handled. Both are its own while it works. Each partition is read back and compared by
// counts and a checksum. What was interrupted goes on at the partition it had come to. The
// numbers that the stores give themselves, cursors and Seq, are new. progress may be nil.
func Copy(ctx context.Context, from, to Store, progress func(Copied)) (done Copied, err error) {
	if err := unused(ctx, from); err != nil {
		return done, fmt.Errorf("copy from: %w", err)
	}
	if err := unused(ctx, to); err != nil {
		return done, fmt.Errorf("copy to: %w", err)
	}
	source, release, err := takeAll(ctx, from)
	if err != nil {
		return done, fmt.Errorf("copy from: %w", err)
	}
	defer release()
	target, release, err := takeAll(ctx, to)
	if err != nil {
		return done, fmt.Errorf("copy to: %w", err)
	}
	defer release()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	for _, s := range []struct {
		Store
		*allLeases
	}{{from, source}, {to, target}} {
		go keepAll(ctx, s.Store, s.allLeases, stop)
	}
	defer func() {
		if cause := context.Cause(ctx); err != nil && cause != nil {
			err = cause
		}
	}()
	if err := CheckWhole(ctx, from); err != nil {
		return done, fmt.Errorf("copy from: %w", err)
	}
	if done, err = copyState(ctx, to, target); err != nil {
		return done, fmt.Errorf("copy to: %w", err)
	}
	if done, err = unchanged(ctx, from, source, done); err != nil {
		return done, fmt.Errorf("copy from: %w", err)
	}
	for done.Next < Partitions {
		p := Partition(done.Next)
		if err := copyPartition(ctx, side{from, source[p]}, side{to, target[p]}, &done); err != nil {
			return done, fmt.Errorf("copy partition %d: %w", p, err)
		}
		done.Next++
		if err := mark(ctx, to, target, &done); err != nil {
			return done, err
		}
		if progress != nil {
			progress(done)
		}
	}
	if err := mark(ctx, to, target, nil); err != nil {
		return done, err
	}
	return done, nil
}

// unused waits for the processes that use a store to be gone. One that prolongs its time will not be.
func unused(ctx context.Context, s Store) error {
	shared, ok := s.(Sharer)
	if !ok {
		return nil // it is ours since it was opened
	}
	var first time.Time
	for began := time.Now(); ; {
		until, err := shared.Used(ctx)
		if err != nil || until.IsZero() {
			return err
		}
		if first.IsZero() {
			first = until
		}
		if until.After(first) || time.Since(began) > copyWait {
			return ErrUsed
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// unchanged gives how far a copy is: nowhere, if the partitions that it has copied are not any more what
// they were then. Somebody may have used the store since, or it may be another one.
func unchanged(ctx context.Context, from Store, source *allLeases, done Copied) (Copied, error) {
	now := Copied{Next: done.Next}
	for p := range done.Next {
		var found Copied
		sum, err := (side{from, source[p]}).digest(ctx, &found)
		if err != nil {
			return done, err
		}
		now.add(found, sum)
	}
	if now != done {
		return Copied{}, nil
	}
	return done, nil
}

// add counts a partition.
func (c *Copied) add(found Copied, sum uint64) {
	c.Records += found.Records
	c.Deliveries += found.Deliveries
	c.Entries += found.Entries
	c.Checksum = c.Checksum*31 + sum
}

type allLeases [Partitions]Lease

// takeAll takes every partition, waiting for the leases of a process that died.
func takeAll(ctx context.Context, s Store) (leases *allLeases, release func(), err error) {
	leases = new(allLeases)
	owner := fmt.Sprintf("copy-%d", time.Now().UnixNano())
	held := 0
	release = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = s.Release(ctx, leases.held()) // they run out
	}
	for began := time.Now(); held < Partitions; {
		taken, err := s.Acquire(ctx, owner, copyLease)
		for _, l := range taken {
			leases[l.Partition] = l
			held++
		}
		if err == nil && held < Partitions {
			if time.Since(began) > copyWait {
				err = ErrUsed
			} else {
				select {
				case <-ctx.Done():
					err = ctx.Err()
				case <-time.After(500 * time.Millisecond):
				}
			}
		}
		if err != nil {
			release()
			return nil, nil, err
		}
	}
	return leases, release, nil
}

func (l *allLeases) held() (held []Lease) {
	for _, one := range l {
		if one.Owner != "" {
			held = append(held, one)
		}
	}
	return held
}

// keepAll renews leases until ctx ends; without them it ends the copy.
func keepAll(ctx context.Context, s Store, leases *allLeases, stop context.CancelCauseFunc) {
	tick := time.NewTicker(copyLease / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		// An error leaves the rest of the lease to try again.
		if lost, err := s.Renew(ctx, leases.held(), copyLease); err == nil && len(lost) > 0 {
			stop(ErrFenced)
			return
		}
	}
}

// copyState tells how far a copy had come; none was begun in an empty store.
func copyState(ctx context.Context, to Store, leases *allLeases) (done Copied, err error) {
	marks, err := to.Get(ctx, copyKey)
	if err != nil {
		return done, err
	}
	if len(marks) > 0 {
		if err := json.Unmarshal(marks[0].Value, &done); err != nil {
			return done, fmt.Errorf("the mark of the copy: %w", err)
		}
		return done, nil
	}
	for _, l := range leases {
		var found Copied
		if _, err := (side{to, l}).digest(ctx, &found); err != nil {
			return done, err
		}
		if found.Records+found.Deliveries+found.Entries > 0 {
			return done, ErrNotEmpty
		}
	}
	return done, mark(ctx, to, leases, &done)
}

// mark notes how far the copy is; nil that it has ended.
func mark(ctx context.Context, to Store, leases *allLeases, done *Copied) error {
	b := Batch{Delete: []Key{copyKey}}
	if done != nil {
		value, err := json.Marshal(done)
		if err != nil {
			return err
		}
		b.Put = []Record{{Key: copyKey, Value: value}}
	}
	if err := to.Commit(ctx, leases[copyKey.Owner.Partition()], b); err != nil {
		return fmt.Errorf("mark how far the copy is: %w", err)
	}
	return nil
}

// side is one partition of one of the stores.
type side struct {
	Store
	lease Lease
}

func copyPartition(ctx context.Context, from, to side, done *Copied) error {
	if err := to.empty(ctx); err != nil { // of an earlier try
		return fmt.Errorf("empty: %w", err)
	}
	var b Batch
	flush := func(limit int) error {
		if n := len(b.Put) + len(b.Queue); n == 0 || n < limit {
			return nil
		}
		err := to.Commit(ctx, to.lease, b)
		b = Batch{}
		return err
	}
	for r, err := range from.records(ctx) {
		if err != nil {
			return err
		}
		b.Put = append(b.Put, r)
		if err := flush(copyPage); err != nil {
			return err
		}
	}
	for d, err := range from.Outbox(ctx, from.lease) {
		if err != nil {
			return err
		}
		b.Queue = append(b.Queue, d)
		if err := flush(copyPage); err != nil {
			return err
		}
	}
	if err := flush(0); err != nil {
		return err
	}
	for items, err := range from.inbox(ctx) {
		if err != nil {
			return err
		}
		entries := make([]Entry, len(items))
		for i := range items {
			entries[i] = items[i].Entry
		}
		if err := to.Append(ctx, entries...); err != nil {
			return err
		}
	}

	var read, written Copied
	want, err := from.digest(ctx, &read)
	if err != nil {
		return err
	}
	got, err := to.digest(ctx, &written)
	if err != nil {
		return err
	}
	if got != want || read != written {
		return fmt.Errorf("what was written differs from what was read: %+v, checksum %x; %+v, checksum %x", written, got, read, want)
	}
	done.add(read, want)
	return nil
}

// empty removes everything.
func (s side) empty(ctx context.Context) error {
	owners := make(map[Address]bool)
	for r, err := range s.records(ctx) {
		if err != nil {
			return err
		}
		owners[r.Owner] = true
	}
	var b Batch
	for owner := range owners {
		b.Erase = append(b.Erase, owner)
	}
	for d, err := range s.Outbox(ctx, s.lease) {
		if err != nil {
			return err
		}
		b.Settle = append(b.Settle, d.ID)
	}
	for items, err := range s.inbox(ctx) {
		if err != nil {
			return err
		}
		b.Trim = items[len(items)-1].Cursor
	}
	if len(b.Erase)+len(b.Settle) == 0 && b.Trim == 0 {
		return nil
	}
	return s.Commit(ctx, s.lease, b)
}

// records yields all there are, family by family.
func (s side) records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for _, f := range Families() {
			for r, err := range s.ScanPartition(ctx, s.lease.Partition, f) {
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}

// inbox yields all that waits, a page at a time.
func (s side) inbox(ctx context.Context) iter.Seq2[[]Item, error] {
	return func(yield func([]Item, error) bool) {
		for after := Cursor(0); ; {
			items, err := s.Read(ctx, s.lease, after, copyPage)
			if len(items) == 0 && err == nil {
				return
			}
			if !yield(items, err) || err != nil {
				return
			}
			after = items[len(items)-1].Cursor
		}
	}
}

// digest counts what there is and gives its checksum.
func (s side) digest(ctx context.Context, found *Copied) (uint64, error) {
	h := digest{fnv.New64a()}
	for r, err := range s.records(ctx) {
		if err != nil {
			return 0, err
		}
		found.Records++
		h.add(r.Owner.String(), string(r.Family), r.Key.Key, string(r.Value))
	}
	for d, err := range s.Outbox(ctx, s.lease) {
		if err != nil {
			return 0, err
		}
		found.Deliveries++
		h.add(string(d.ID), d.Owner.String(), d.To.String(), string(d.Body),
			fmt.Sprint(d.Class, d.NotBefore.UnixNano(), d.Attempts, d.Sending))
	}
	for items, err := range s.inbox(ctx) {
		if err != nil {
			return 0, err
		}
		for _, item := range items {
			found.Entries++
			h.add(item.To.String(), string(item.Body), fmt.Sprint(item.Kind, item.ID, item.At.UnixNano()))
		}
	}
	return h.Sum64(), nil
}

type digest struct{ hash.Hash64 }

// add takes in fields, each with its length, so that none runs into the next.
func (d digest) add(fields ...string) {
	for _, f := range fields {
		_, _ = d.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(f))))
		_, _ = d.Write([]byte(f))
	}
}
