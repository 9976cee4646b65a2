// Package sqlite keeps the memory of the program in one SQLite file: the
// default store, which needs nothing installed and nobody to look after it.
//
// What [Store.Append] and [Store.Commit] have confirmed is on the disk
// (write-ahead log, synchronous=FULL). One writer does all the writing and
// gathers what waits into one transaction, so that many people at once cost few
// waits for the disk; each caller learns the fate of its own request. Readers
// have connections of their own and never wait for the writer.
//
// The data folder belongs to one process at a time, which holds a lock on a file
// in it; a second one gets [ErrOwned]. It owns all partitions, yet leases and
// epochs are checked as in a store that is shared.
//
// Entries wait in memory as well as on the disk, so that reading an inbox
// normally costs no query. On the disk they are packed, those of one transaction
// into one row; a row goes when its last entry is trimmed.
//
// What is erased is gone from the files, log included, a few seconds later.
//
// A full disk is [bot.ErrFull], leaves nothing half written, and is over when
// there is room again.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"potentiels/bot"
)

// ErrOwned: another process works on the data folder.
var ErrOwned = errors.New("in use by another process")

// File is the name of the database in the data folder.
const File = "potentiels.db"

// Options are settings of a Store; the zero value is right for the service.
type Options struct {
	// MaxBytes limits the size of the database file; 0 is as much as the disk holds.
	MaxBytes int64
}

// Store is an open data folder.
type Store struct {
	lock   *os.File
	reads  *reads
	writer *writer
	leases leases
	inbox  inbox

	requests chan *request
	arrived  atomic.Pointer[func(bot.Partition)]
	written  atomic.Uint64 // transactions
	closing  chan struct{} // closed: no more requests
	stopped  chan struct{} // closed: the writer has ended
	close    func() error
}

var _ bot.Store = (*Store)(nil)

// Open takes the data folder dir into possession, making folder and database
// if they are missing. Every error names what is wrong and leaves the files as
// they were; ErrOwned if another process has the folder, ErrFull if there is no room.
func Open(dir string, o Options) (*Store, error) {
	s, err := open(dir, o, migrations)
	if err != nil {
		return nil, fmt.Errorf("data folder %s: %w", dir, err)
	}
	return s, nil
}

func open(dir string, o Options, migrations []string) (_ *Store, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make it: %w", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = lock.Close()
		}
	}()
	path := filepath.Join(dir, File)
	if err := prepareFile(path, o, migrations); err != nil {
		return nil, fmt.Errorf("%s: %w", File, describe(err))
	}
	w, err := newWriter(path, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", File, describe(err))
	}
	s := &Store{
		lock: lock, writer: w,
		requests: make(chan *request, maxGroup),
		closing:  make(chan struct{}), stopped: make(chan struct{}),
	}
	s.close = sync.OnceValue(s.shut)
	w.store = s
	if err := w.load(); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("%s: %w", File, describe(err))
	}
	if s.reads, err = newReads(path); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("%s: %w", File, describe(err))
	}
	go w.run()
	return s, nil
}

// Close implements bot.Store: what was asked before is written, what is asked
// later is refused.
func (s *Store) Close() error { return s.close() }

func (s *Store) shut() error {
	close(s.closing)
	<-s.stopped
	return errors.Join(s.reads.Close(), s.writer.Close(), s.lock.Close())
}

// Notify implements bot.Store.
func (s *Store) Notify(arrived func(bot.Partition)) { s.arrived.Store(&arrived) }

// Transactions is how many were made durable since the store was opened: with
// what was written it gives the size of a group, see Ceiling.
func (s *Store) Transactions() uint64 { return s.written.Load() }

// Append implements bot.Store.
func (s *Store) Append(ctx context.Context, entries ...bot.Entry) error {
	if len(entries) == 0 {
		return ctx.Err()
	}
	return s.write(ctx, func(w *writer) error { return w.append(entries) })
}

// Commit implements bot.Store.
func (s *Store) Commit(ctx context.Context, l bot.Lease, b bot.Batch) error {
	if err := b.Check(l.Partition); err != nil {
		return err
	}
	return s.write(ctx, func(w *writer) error { return w.commit(l, &b) })
}

// Read implements bot.Store.
func (s *Store) Read(ctx context.Context, l bot.Lease, after bot.Cursor, max int) ([]bot.Item, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	items, packs := s.inbox.read(l.Partition, after, max)
	if packs == nil {
		return items, nil
	}
	return s.reads.fill(ctx, items, packs)
}

func (s *Store) usable(ctx context.Context) error {
	select {
	case <-s.closing:
		return bot.ErrClosed
	default:
		return ctx.Err()
	}
}

// openDB opens a pool of connections; see connect for one alone.
func openDB(dsn string) (*sql.DB, error) { return sql.Open("sqlite", dsn) }
