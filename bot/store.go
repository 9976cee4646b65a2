package bot

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"potentiels/bot/dialogue"
)

// Errors of a Store.
var (
	// ErrFenced: the lease is no longer the current one; nothing was written.
	// The partition's new owner has the only truth: drop every cache of it.
	ErrFenced = errors.New("lease lost to another owner")
	// ErrFull: there is no room (disk, memory); nothing was written and the
	// same call may succeed once there is room.
	ErrFull = errors.New("store is full")
	// ErrClosed: the store was closed before the call.
	ErrClosed = errors.New("store is closed")
)

// RenewError tells that it is not known of some leases whether they were prolonged; the others
// were. Any other error of Renew concerns them all.
type RenewError struct {
	Leases []Lease
	Err    error
}

func (e *RenewError) Error() string {
	return fmt.Sprintf("%d leases were not renewed: %v", len(e.Leases), e.Err)
}

// Unwrap gives the cause.
func (e *RenewError) Unwrap() error { return e.Err }

// Entry is something that happened and waits in the inbox of its partition.
type Entry struct {
	Kind EntryKind
	// ID tells repeats of the same happening apart from new ones, within To: the
	// update_id of Telegram, a 64-bit hash of the id elsewhere. Repeats are dropped by
	// the session's ring, not by the store.
	ID uint64
	To Address   // whose talk it belongs to; decides the partition
	At time.Time // when it was received
	// Body is the raw update for Update, the encoded event otherwise.
	Body []byte
}

// EntryKind says what an Entry's body is.
type EntryKind uint8

const (
	Update EntryKind = iota + 1 // raw bytes from To.Channel's network
	Event                       // from the operator, the desk, a timer or another partition
)

// Cursor is a place in a partition's inbox; the zero value is before its start.
type Cursor uint64

// Item is an entry as read from the inbox.
type Item struct {
	Cursor Cursor
	Entry
}

// Lease is the right to write one partition. Epoch grows with every change of
// owner; a write under an old epoch fails with ErrFenced.
type Lease struct {
	Partition Partition
	Epoch     int64
	Owner     string
}

// Family names a kind of record.
type Family string

// Families of records. There is no other way to keep something about a person,
// and erasing a person removes all of their records of every family.
const (
	FamilySession    Family = "session"    // the talk; key ""
	FamilyHistory    Family = "history"    // what was said, key is a growing number
	FamilyRequest    Family = "request"    // what was consented to for a human, key is the talk's id of the request
	FamilySubscriber Family = "subscriber" // consent to news; key ""
	FamilyParked     Family = "parked"     // updates that could not be read, key is the update id
	FamilyDesk       Family = "desk"       // of "demande:ID" the request, of "partenaire:ID" the board and its rows, of a staff channel its threads, of "inconnu:tableau" the board and examples
	FamilyUnknown    Family = "unknown"    // what was not understood, key is the day and a number; of "inconnu:ID" the group
	FamilyThread     Family = "thread"     // of "demande:ID" the lines of the thread, key is a growing number
)

// Key names a record. Owner is the person it is about, or the address of a request, a partner, a group of
// messages, a staff channel or a campaign ("demande:ID", "partenaire:ID", "inconnu:ID", "slack:C0…", "campagne:ID").
type Key struct {
	Owner  Address
	Family Family
	Key    string // sorts bytewise
}

// Record is a durable value.
type Record struct {
	Key
	Value []byte
}

// DeliveryID names an outbox entry, the same for the same cause: asking twice
// for the same delivery queues it once.
type DeliveryID string

// Class orders deliveries: replies go before campaigns.
type Class uint8

const (
	ClassReply    Class = iota + 1 // at least once
	ClassCampaign                  // at most once
	ClassEvent                     // to an inbox, not to a network: To's partition gets Body as an Event
)

// Delivery is an outbox entry: something to send, or an event for an inbox
// (another partition's, or this one's at a later time).
type Delivery struct {
	ID    DeliveryID
	Owner Address // whose turn caused it: the partition it lies in, and whose erasure removes it
	To    Address
	Class Class
	// NotBefore is the earliest time to send it; zero is at once.
	NotBefore time.Time
	// Seq orders the deliveries of one partition. The store gives it when the delivery is
	// queued, growing; what a caller puts here is not read.
	Seq      uint64
	Attempts int  // calls that failed so far
	Sending  bool // a call was begun and its end is not known
	Body     []byte

	reply *dialogue.Reply // what Body says, where it was written; no store keeps it
}

// Batch is one atomic step of a partition. It is applied in the order of the
// fields. All of it becomes durable, or nothing. Applied twice in a row, it changes nothing
// more, so a call whose result is not known can be repeated.
type Batch struct {
	Erase  []Address // every record and outbox entry of these owners
	Delete []Key     // one record each
	Prune  []Key     // every record of the same owner and family with a key up to this one
	Put    []Record
	Settle []DeliveryID // leave the outbox
	Queue  []Delivery   // enter the outbox; an ID that is there stays as it is
	Update []Delivery   // change NotBefore, Attempts and Sending of entries that are there
	Trim   Cursor       // inbox entries up to this one are done
}

// Check refuses a batch that speaks of people of another partition than p: a
// mistake of the caller. Every store calls it before it writes.
func (b Batch) Check(p Partition) error {
	foreign := func(owner Address, what string) error {
		if got := owner.Partition(); got != p {
			return fmt.Errorf("batch of partition %d: %s belongs to partition %d", p, what, got)
		}
		return nil
	}
	for _, owner := range b.Erase {
		if err := foreign(owner, "owner to erase"); err != nil {
			return err
		}
	}
	for _, keys := range [][]Key{b.Delete, b.Prune} {
		for _, k := range keys {
			if err := foreign(k.Owner, "record to delete"); err != nil {
				return err
			}
		}
	}
	for _, r := range b.Put {
		if err := foreign(r.Owner, "record to put"); err != nil {
			return err
		}
	}
	for _, d := range b.Queue {
		if err := foreign(d.Owner, "delivery to queue"); err != nil {
			return err
		}
	}
	return nil
}

// Store keeps everything that must survive. Every implementation passes
// bottest.TestStore.
//
// A partition's data is written under its lease only, through Commit; Append is
// the one write that anybody may do. Methods are safe for concurrent use; calls
// that wait end with their context. An error other than the ones named means that it is
// not known whether the write happened; calls may be repeated.
//
// What is given to a store (slices, bytes) and what it returns must not be changed afterwards.
// Times come back as the same instant. Owners and keys are ordered bytewise, an
// owner by its text form.
type Store interface {
	// Append makes entries durable at the end of their partitions' inboxes, in
	// the order given, and returns nil only then. ErrFull if there is no room.
	Append(ctx context.Context, entries ...Entry) error
	// Notify names the function to call when entries may have arrived in a
	// partition. It is called at once for own Appends and soon for those of other
	// processes, spurious calls included; it must not block. Call it before Acquire.
	Notify(arrived func(Partition))
	// Acquire takes leases for owner until the process holds its share, and
	// returns the newly taken. Each lasts ttl from now unless renewed; one that ran out is
	// free for anybody, its former owner included.
	Acquire(ctx context.Context, owner string, ttl time.Duration) ([]Lease, error)
	// Renew prolongs leases and returns those that are no longer the caller's. A
	// lease that ran out but was not taken by anybody is still the caller's. A
	// *RenewError if some could not be asked about.
	Renew(ctx context.Context, leases []Lease, ttl time.Duration) (lost []Lease, err error)
	// Release gives leases back at once; those that are lost already are ignored.
	Release(ctx context.Context, leases []Lease) error
	// Read returns up to max entries after a place, in order, without removing them
	// and without waiting. Cursors grow for the life of the store. Reading under a
	// lost lease may fail with ErrFenced or not; so may Outbox.
	Read(ctx context.Context, l Lease, after Cursor, max int) ([]Item, error)
	// Get returns the records that exist of those asked, in any order.
	Get(ctx context.Context, keys ...Key) ([]Record, error)
	// Scan yields the records of an owner and family with keys after the given one, in order
	// of key; limit 0 is all.
	Scan(ctx context.Context, owner Address, f Family, after string, limit int) iter.Seq2[Record, error]
	// ScanOwner yields every record of an owner: the export of a person.
	ScanOwner(ctx context.Context, owner Address) iter.Seq2[Record, error]
	// ScanPartition yields all records of a family in a partition, ordered by
	// owner, then key.
	ScanPartition(ctx context.Context, p Partition, f Family) iter.Seq2[Record, error]
	// Commit applies a batch whose records and deliveries all belong to the lease's
	// partition. ErrFenced, ErrFull: nothing was written.
	Commit(ctx context.Context, l Lease, b Batch) error
	// Outbox yields a partition's outbox in the order it was queued: read once
	// when the partition is taken over, the schedule then lies in memory.
	Outbox(ctx context.Context, l Lease) iter.Seq2[Delivery, error]
	// Close waits for writes under way and closes.
	Close() error
}

// Sharer is a Store that several processes use at a time, each owning its share of the
// partitions.
type Sharer interface {
	Store
	// Excess names those of a process's leases that are beyond its share, since another
	// has joined: the caller gives them back with Release once nothing runs under them.
	// It is as of the last Acquire or Renew.
	Excess(leases []Lease) []Lease
	// Freed gets a value when another process has given leases back.
	Freed() <-chan struct{}
	// Tell tells the other processes a word, without waiting. It may be lost.
	Tell(word []byte)
	// Hear names the function that is called with each word of another process; it must not
	// block. Call it before Acquire.
	Hear(heard func(word []byte))
	// Used tells until when a process is believed to hold or seek partitions, zero if none is. One
	// that lives prolongs that four times a lease.
	Used(ctx context.Context) (until time.Time, err error)
}
