package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"potentiels/bot"
)

// An erased row is overwritten with zeros where it lay (secure_delete). That is not all there may be of it:
// a page keeps the bytes of rows that moved to its neighbour when the tree was balanced, and the
// log beside the database holds what was written before. So after an erasure all pages are gone
// through, some at a time, what belongs to no row is zeroed, and then the log is emptied.

const (
	// scrubDelay is how long after an erasure this begins: several share it, and what the
	// erased wrote last has left the inbox by then.
	scrubDelay = time.Second
	// scrubPages is how many pages are gone through before others may write again, and
	// scrubPause how long they have.
	scrubPages = 256
	scrubPause = 5 * time.Millisecond
	// scrubPatience is how many milliseconds readers of an older state are waited for.
	scrubPatience = "100"
)

// scrubbing is what is still to be emptied of erased people.
type scrubbing struct {
	erasing bool        // the transaction under way erases somebody
	upTo    bot.Cursor  // inbox entries up to here may be of people erased
	page    int64       // the next one; 0: the whole has not begun
	again   bool        // somebody was erased since it began
	timer   *time.Timer // nil: there is nothing to do
}

// due gives the time of the next step; nil is never.
func (s *scrubbing) due() <-chan time.Time {
	if s.timer == nil {
		return nil
	}
	return s.timer.C
}

// erased notes that a transaction with an erasure is durable.
func (w *writer) erased() {
	s := &w.scrubbing
	s.upTo, s.again = w.cursor, true
	if s.timer == nil {
		s.timer = time.NewTimer(scrubDelay)
	}
}

// scrub does the next step: waits until no row of the inbox is left that held entries of
// erased people beside those of others, zeroes, or empties the log. What does
// not succeed, on a full disk or beside a long read, is done again.
func (w *writer) scrub() {
	s := &w.scrubbing
	wait := scrubDelay
	switch {
	case s.page == 0:
		if !w.store.inbox.holds(s.upTo) {
			s.page, s.again = 1, false
			wait = 0
		}
	case s.page > 0:
		if w.zeroPages() == nil {
			wait = scrubPause
		}
	case w.emptyLog() == nil:
		s.page = 0
		if !s.again {
			s.timer = nil
			return
		}
	}
	s.timer = time.NewTimer(wait)
}

// zeroPages goes through the next pages, in a transaction of its own.
func (w *writer) zeroPages() error {
	row, err := queryRow(w.Conn, "PRAGMA page_count", 1)
	if err != nil {
		return err
	}
	last := row[0].(int64)
	if err := w.begin.exec(); err != nil {
		return err
	}
	n := w.scrubbing.page
	for end := min(last, n+scrubPages-1); n <= end; n++ {
		page, err := w.readPage(n)
		if err == nil && zeroUnused(page, n) {
			err = w.writePage.exec(page, n)
		}
		if err != nil {
			return errors.Join(err, w.back.exec())
		}
	}
	if err := w.end.exec(); err != nil {
		return errors.Join(err, w.back.exec())
	}
	if w.scrubbing.page = n; n > last {
		w.scrubbing.page = -1
	}
	return nil
}

func (w *writer) readPage(n int64) (page []byte, err error) {
	w.pageArgs[0] = driver.NamedValue{Ordinal: 1, Value: n}
	rows, err := w.selectPage.QueryContext(context.Background(), w.pageArgs[:])
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var values [1]driver.Value
	if err := rows.Next(values[:]); err != nil {
		return nil, fmt.Errorf("page %d: %w", n, err)
	}
	page, _ = values[0].([]byte)
	return append([]byte(nil), page...), nil
}

// zeroUnused zeroes what belongs to no cell of a page of a tree, see section 1.6 of
// https://www.sqlite.org/fileformat2.html, and tells whether that changed anything. Pages of
// other kinds, and what does not look as it should, are left alone.
func zeroUnused(page []byte, number int64) (changed bool) {
	if len(page) != pageSize {
		return false
	}
	header := 0
	if number == 1 {
		header = 100 // of the file
	}
	at := func(i int) int { return int(binary.BigEndian.Uint16(page[i:])) }
	pointers := header + 8
	switch page[header] {
	case 2, 5: // inner pages have a pointer more
		pointers += 4
	case 10, 13:
	default:
		return false
	}
	zero := func(from, to int) {
		for i := from; i < to; i++ {
			changed = changed || page[i] != 0
			page[i] = 0
		}
	}
	used, cells := pointers+2*at(header+3), at(header+5)
	if used > cells || cells > pageSize {
		return false
	}
	zero(used, cells)
	for block := at(header + 1); block >= cells && block+4 <= pageSize; {
		next, size := at(block), at(block+2)
		if size < 4 || block+size > pageSize || next != 0 && next < block+size {
			break
		}
		zero(block+4, block+size)
		block = next
	}
	return changed
}

func (w *writer) emptyLog() error {
	if _, err := queryRow(w.Conn, "PRAGMA busy_timeout = "+scrubPatience, 1); err != nil {
		return err
	}
	row, err := queryRow(w.Conn, "PRAGMA wal_checkpoint(TRUNCATE)", 3)
	if err == nil && row[0] != int64(0) {
		err = errors.New("somebody reads an older state")
	}
	_, back := queryRow(w.Conn, "PRAGMA busy_timeout = "+busyTimeout, 1)
	return errors.Join(err, back)
}

// holds tells that a row of the inbox is left which begins at a place or before it.
func (in *inbox) holds(upTo bot.Cursor) bool {
	in.mu.RLock()
	defer in.mu.RUnlock()
	for first := range in.packs {
		if first <= upTo {
			return true
		}
	}
	return false
}
