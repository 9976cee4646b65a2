package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	modernc "modernc.org/sqlite"

	"potentiels/bot"
)

// conn is one connection with its statements, used by one goroutine. It goes
// past database/sql, whose pool and conversions cost a third of a short statement.
type conn struct {
	driver.Conn

	prepared []driver.Stmt

	begin, end, back, checkpoint stmt

	addPack, deletePack, trimPartition, setState, setEpoch stmt

	putRecords                               bulk
	deleteRecord, pruneRecords, eraseRecords stmt

	queueDeliveries                  bulk
	settleDeliveries, updateDelivery stmt

	writePage  stmt
	selectPage driver.StmtQueryContext
	pageArgs   [1]driver.NamedValue
}

// stmt is a prepared statement and the room for its arguments.
type stmt struct {
	driver.StmtExecContext
	args []driver.NamedValue
}

func (s *stmt) exec(args ...driver.Value) error {
	for i, arg := range args {
		s.args[i].Value = arg
	}
	_, err := s.ExecContext(context.Background(), s.args)
	return err
}

// bulk is an insertion of many rows. One statement for many costs half of one
// for each, and finds neighbours in the tree without starting from its root.
type bulk struct{ one, many stmt }

// bulkRows is how many rows the statement for many has.
const bulkRows = 32

// exec inserts rows given one after the other.
func (b *bulk) exec(values []driver.Value) error {
	for many := len(b.many.args); len(values) >= many; values = values[many:] {
		if err := b.many.exec(values[:many]...); err != nil {
			return err
		}
	}
	for one := len(b.one.args); len(values) >= one; values = values[one:] {
		if err := b.one.exec(values[:one]...); err != nil {
			return err
		}
	}
	return nil
}

// connect opens one connection and checks that every setting is what it was set to.
func connect(path string, pragmas []pragma) (driver.Conn, error) {
	c, err := new(modernc.Driver).Open(dsn(path, pragmas))
	if err != nil {
		return nil, err
	}
	for _, p := range pragmas {
		if p.readBack == "" {
			continue
		}
		got, err := queryRow(c, "PRAGMA "+p.name, 1)
		if err == nil && fmt.Sprint(got[0]) != p.readBack {
			err = fmt.Errorf("SQLite did not take the setting %s=%s: it is %v", p.name, p.value, got[0])
		}
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return c, nil
}

// query calls row for each row of an answer; the values are valid until it returns.
func query(c driver.Conn, sql string, columns int, row func([]driver.Value) error) error {
	rows, err := c.(driver.QueryerContext).QueryContext(context.Background(), sql, nil)
	if err != nil {
		return err
	}
	values := make([]driver.Value, columns)
	for {
		if err = rows.Next(values); err != nil {
			break
		}
		if err = row(values); err != nil {
			break
		}
	}
	closed := rows.Close() // says once more what Next said
	if errors.Is(err, io.EOF) {
		return closed
	}
	return err
}

func queryRow(c driver.Conn, sql string, columns int) (values []driver.Value, err error) {
	err = query(c, sql, columns, func(row []driver.Value) error {
		values = append([]driver.Value(nil), row...)
		return nil
	})
	if err == nil && values == nil {
		err = fmt.Errorf("no answer to %q", sql)
	}
	return values, err
}

func newWriter(path string, o Options) (*writer, error) {
	raw, err := connect(path, writerPragmas(o))
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw}
	// OR FAIL spares SQLite a copy of every page in case one row of a statement
	// fails: then the whole transaction is rolled back.
	const (
		put      = "INSERT OR FAIL INTO records VALUES "
		putRow   = "(?, ?, ?, ?, ?)"
		replace  = " ON CONFLICT DO UPDATE SET value = excluded.value"
		queue    = "INSERT OR FAIL INTO outbox VALUES "
		queueRow = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	)
	many := func(row string) string { return row + strings.Repeat(", "+row, bulkRows-1) }
	err = c.prepare(map[*stmt]string{
		&c.putRecords.one:       put + putRow + replace,
		&c.putRecords.many:      put + many(putRow) + replace,
		&c.queueDeliveries.one:  queue + queueRow,
		&c.queueDeliveries.many: queue + many(queueRow),

		&c.begin: "BEGIN IMMEDIATE",
		&c.end:   "COMMIT",
		&c.back:  "ROLLBACK",

		&c.checkpoint: "PRAGMA wal_checkpoint(PASSIVE)",

		&c.addPack:       "INSERT INTO inbox VALUES (?, ?)",
		&c.deletePack:    "DELETE FROM inbox WHERE first = ?",
		&c.trimPartition: "UPDATE partitions SET trimmed = ? WHERE partition = ?",
		&c.setState:      "UPDATE state SET cursor = ?, seq = ?",
		&c.setEpoch:      "UPDATE partitions SET epoch = ? WHERE partition = ?",

		&c.deleteRecord: "DELETE FROM records WHERE partition = ? AND owner = ? AND family = ? AND key = ?",
		&c.pruneRecords: "DELETE FROM records WHERE partition = ? AND owner = ? AND family = ? AND key <= ?",
		&c.eraseRecords: "DELETE FROM records WHERE partition = ? AND owner = ?",

		&c.settleDeliveries: "DELETE FROM outbox WHERE seq BETWEEN ? AND ?",
		&c.updateDelivery:   "UPDATE outbox SET not_before = ?, attempts = ?, sending = ? WHERE seq = ?",

		&c.writePage: "UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?",
	})
	if err == nil {
		c.selectPage, err = c.prepareQuery("SELECT data FROM sqlite_dbpage WHERE pgno = ?")
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	w := &writer{conn: c, trims: map[bot.Partition]bot.Cursor{}}
	for p := range w.outbox {
		w.outbox[p] = map[bot.DeliveryID]queued{}
	}
	return w, nil
}

// Close ends the statements first: with one left, SQLite would not empty the log.
func (c *conn) Close() error {
	var errs []error
	for _, s := range c.prepared {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.Conn.Close())...)
}

func (c *conn) prepare(statements map[*stmt]string) error {
	for s, sql := range statements {
		prepared, err := c.Prepare(sql)
		if err != nil {
			return fmt.Errorf("prepare %q: %w", sql, err)
		}
		c.prepared = append(c.prepared, prepared)
		s.StmtExecContext = prepared.(driver.StmtExecContext)
		s.args = make([]driver.NamedValue, strings.Count(sql, "?"))
		for i := range s.args {
			s.args[i].Ordinal = i + 1
		}
	}
	return nil
}

func (c *conn) prepareQuery(sql string) (driver.StmtQueryContext, error) {
	prepared, err := c.Prepare(sql)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", sql, err)
	}
	c.prepared = append(c.prepared, prepared)
	return prepared.(driver.StmtQueryContext), nil
}

// load reads what is known by heart, and writes once: whether there is room
// and permission must be known before anything is promised.
func (w *writer) load() error {
	row, err := queryRow(w.Conn, "UPDATE state SET starts = starts + 1 RETURNING cursor, seq", 2)
	if err != nil {
		return err
	}
	w.cursor, w.seq = bot.Cursor(row[0].(int64)), row[1].(int64)

	var trimmed [bot.Partitions]bot.Cursor
	err = query(w.Conn, "SELECT partition, epoch, trimmed FROM partitions", 3, func(row []driver.Value) error {
		p := row[0].(int64)
		w.store.leases.held[p].Epoch = row[1].(int64)
		trimmed[p] = bot.Cursor(row[2].(int64))
		return nil
	})
	if err != nil {
		return err
	}

	err = query(w.Conn, "SELECT seq, partition, id, owner FROM outbox", 4, func(row []driver.Value) error {
		owner, err := bot.ParseAddress(row[3].(string))
		if err != nil {
			return fmt.Errorf("damaged: owner of delivery %d", row[0])
		}
		w.outbox[row[1].(int64)][bot.DeliveryID(row[2].(string))] = queued{seq: row[0].(int64), owner: owner}
		return nil
	})
	if err != nil {
		return err
	}

	in := &w.store.inbox
	in.packs = map[bot.Cursor]int{}
	return query(w.Conn, "SELECT first, entries FROM inbox ORDER BY first", 2, func(row []driver.Value) error {
		first := bot.Cursor(row[0].(int64))
		items, err := unpack(first, append([]byte(nil), row[1].([]byte)...))
		if err != nil {
			return err
		}
		for i := range items {
			if items[i].Cursor > trimmed[items[i].To.Partition()] {
				in.add(first, &items[i])
			}
		}
		return nil
	})
}

// blob keeps an empty value from becoming NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// moment is a time as it is stored.
func moment(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	return t.UnixNano()
}
