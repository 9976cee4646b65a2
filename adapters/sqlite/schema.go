package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	modernc "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"potentiels/bot"
)

// applicationID marks a database as ours: "POTE" in ASCII.
const applicationID = 0x504f5445

// checkTime bounds the check of the file at the start. A small database is
// checked in whole, a large one as far as that goes: the start must be quick.
const checkTime = 250 * time.Millisecond

// migrations[n] leads from schema version n to n+1, in one transaction. They are
// never edited once released.
var migrations = []string{
	// Records lie in the order they were first written, beside an index of their keys: a new line of history
	// is put after the last, and a session stays where it is. (Sorted by key, their rows were too long for
	// inner pages, and a turn changed five pages for two.) All but talks are few and
	// wanted by partition, for which there is an index.
	`
CREATE TABLE state (
	one        INTEGER PRIMARY KEY CHECK (one = 1),
	partitions INTEGER NOT NULL,         -- fixed: another number would lose people
	cursor     INTEGER NOT NULL,         -- of the last inbox entry ever given
	seq        INTEGER NOT NULL,         -- of the last delivery ever queued
	starts     INTEGER NOT NULL          -- how often the database was opened
) STRICT;
CREATE TABLE partitions (
	partition  INTEGER PRIMARY KEY,
	epoch      INTEGER NOT NULL,         -- of the last lease
	trimmed    INTEGER NOT NULL          -- inbox entries up to this cursor are done
) STRICT;
CREATE TABLE inbox (
	first      INTEGER PRIMARY KEY,      -- cursor of the first entry; the others follow
	entries    BLOB NOT NULL             -- see pack
) STRICT;
CREATE TABLE outbox (
	seq        INTEGER PRIMARY KEY,
	partition  INTEGER NOT NULL,
	id         TEXT NOT NULL,
	owner      TEXT NOT NULL,
	recipient  TEXT NOT NULL,
	class      INTEGER NOT NULL,
	not_before INTEGER,                  -- Unix time in ns; NULL: at once
	attempts   INTEGER NOT NULL,
	sending    INTEGER NOT NULL,
	body       BLOB NOT NULL
) STRICT;
CREATE TABLE records (
	partition  INTEGER NOT NULL,
	owner      TEXT NOT NULL,
	family     TEXT NOT NULL,
	key        TEXT NOT NULL,
	value      BLOB NOT NULL,
	PRIMARY KEY (partition, owner, family, key)
) STRICT;
CREATE INDEX records_by_family ON records (partition, family, owner, key)
	WHERE family NOT IN ('session', 'history');
WITH RECURSIVE n(p) AS (SELECT 0 UNION ALL SELECT p + 1 FROM n WHERE p < ` + fmt.Sprint(bot.Partitions-1) + `)
	INSERT INTO partitions SELECT p, 0, 0 FROM n;
INSERT INTO state VALUES (1, ` + fmt.Sprint(bot.Partitions) + `, 0, 0, 0);
`,
}

// pragma is a setting of a connection, and what it must read back as: SQLite
// ignores what it does not know or cannot do, silently.
type pragma struct{ name, value, readBack string }

// writerPragmas: the log is copied into the database every 2,000 pages (8 MB),
// inside a commit, which bounds the log and the length of that pause. (Copying
// beside the writer was tried: more work and no more turns a second.) A log that a long
// read made longer shrinks back to 32 MB. The cache of 16 MB (in KiB, negative) holds what
// is hot; idle, it is empty. What is deleted is overwritten, in pages that come free as well: it costs
// nothing that could be measured.
func writerPragmas(o Options) []pragma {
	p := []pragma{
		{"busy_timeout", busyTimeout, busyTimeout},
		{"journal_mode", "WAL", "wal"},
		{"synchronous", "FULL", "2"},
		{"locking_mode", "NORMAL", "normal"},
		{"wal_autocheckpoint", "2000", "2000"},
		{"journal_size_limit", "33554432", "33554432"},
		{"cache_size", "-16384", "-16384"},
		{"secure_delete", "ON", "1"},
		{"trusted_schema", "0", "0"},
	}
	if o.MaxBytes > 0 {
		p = append(p, pragma{"max_page_count", fmt.Sprint(o.MaxBytes / pageSize), ""})
	}
	return p
}

var readerPragmas = []pragma{
	{"busy_timeout", busyTimeout, busyTimeout},
	{"cache_size", "-1024", "-1024"},
	{"query_only", "1", "1"},
	{"trusted_schema", "0", "0"},
}

const pageSize = 4096

// busyTimeout is how many milliseconds a lock is waited for.
const busyTimeout = "5000"

// dsn names a database with its settings in the driver's own form; it ignores
// those of other drivers.
func dsn(path string, pragmas []pragma) string {
	q := url.Values{}
	for _, p := range pragmas {
		q.Add("_pragma", fmt.Sprintf("%s(%s)", p.name, p.value))
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// prepareFile makes sure that path is a sound database of ours with the newest
// schema. It touches nothing that is not.
func prepareFile(path string, o Options, migrations []string) error {
	known, err := inspect(path)
	if err != nil {
		return err
	}
	if !known {
		return create(path, o, migrations)
	}
	small := pragma{"cache_size", "-1024", ""} // the check reads everything once
	return withDB(path, append(writerPragmas(o), small), func(db *sql.DB) error {
		if err := migrate(db, migrations); err != nil {
			return err
		}
		return check(db)
	})
}

// inspect looks at a database from the outside, before SQLite may recover or
// convert it. It tells whether there is one.
func inspect(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	header := make([]byte, 100) // https://www.sqlite.org/fileformat2.html section 1.3
	if n, err := io.ReadFull(f, header); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("damaged: truncated to %d bytes, shorter than the header of a database", n)
	} else if err != nil {
		return false, err
	}
	if string(header[:16]) != "SQLite format 3\x00" {
		return false, errors.New("damaged, or not a SQLite database")
	}
	if id := binary.BigEndian.Uint32(header[68:]); id != applicationID {
		return false, fmt.Errorf("a database of another program (application_id %#x)", id)
	}
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	// With a log beside it the file may be behind: what is missing is in the log.
	log, err := os.Stat(path + "-wal")
	logged := err == nil && log.Size() > 0
	pages := int64(binary.BigEndian.Uint32(header[28:]))
	if want := pages * pageSize; info.Size() < want && !logged {
		return false, fmt.Errorf("damaged: truncated to %d of %d bytes", info.Size(), want)
	}
	return true, nil
}

// create makes a database beside its place and moves it there when it is
// complete, so that a kill never leaves half of one.
func create(path string, o Options, migrations []string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(path + suffix); err == nil {
			return fmt.Errorf("missing, yet %s%s is there: the database was moved away without it", File, suffix)
		}
	}
	made := path + ".new"
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(made + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	f, err := os.OpenFile(made, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite gives its log the same mode
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	first := []pragma{
		{"page_size", fmt.Sprint(pageSize), fmt.Sprint(pageSize)},
		{"application_id", fmt.Sprint(applicationID), fmt.Sprint(applicationID)},
	}
	err = withDB(made, append(first, writerPragmas(o)...), func(db *sql.DB) error { return migrate(db, migrations) })
	if err != nil {
		return err
	}
	if err := os.Rename(made, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func withDB(path string, pragmas []pragma, work func(*sql.DB) error) error {
	db, err := openDB(dsn(path, pragmas))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	if err := work(db); err != nil {
		_ = db.Close() // it would say the same once more
		return err
	}
	return db.Close()
}

// migrate brings the schema forward, each step in a transaction of its own.
func migrate(db *sql.DB, migrations []string) error {
	var version int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("written by a newer version of the program: schema %d, known up to %d", version, len(migrations))
	}
	for ; version < len(migrations); version++ {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		_, err = tx.Exec(migrations[version] + fmt.Sprintf("; PRAGMA user_version = %d", version+1))
		if err != nil {
			_ = tx.Rollback()
			return fmt.Errorf("migration to schema %d: %w", version+1, err)
		}
		if err := tx.Commit(); err != nil {
			return fmt.Errorf("migration to schema %d: %w", version+1, err)
		}
	}
	return nil
}

// check looks for damage, for as long as checkTime.
func check(db *sql.DB) error {
	var partitions int
	if err := db.QueryRow("SELECT partitions FROM state").Scan(&partitions); err != nil {
		return err
	}
	if partitions != bot.Partitions {
		return fmt.Errorf("made for %d partitions, this program has %d", partitions, bot.Partitions)
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkTime)
	defer cancel()
	var found string
	err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("damaged: %s", strings.ReplaceAll(found, "\n", " "))
	}
	return nil
}

// describe turns SQLite's codes into words for the operator and the errors of
// bot.Store.
func describe(err error) error {
	failed, ok := errors.AsType[*modernc.Error](err)
	if !ok {
		return err
	}
	switch code := failed.Code(); code & 0xff {
	case codes.SQLITE_FULL:
		return fmt.Errorf("%w: no room on the disk: %w", bot.ErrFull, err)
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		return fmt.Errorf("damaged: %w", err)
	case codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_PERM:
		return fmt.Errorf("not writable: %w", err)
	default:
		if code == codes.SQLITE_IOERR_SHMSIZE { // the index of the log could not grow
			return fmt.Errorf("%w: no room on the disk: %w", bot.ErrFull, err)
		}
		return err
	}
}
