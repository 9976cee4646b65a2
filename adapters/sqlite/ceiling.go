package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// Bare describes the load of Ceiling.
type Bare struct {
	// In, Session and Out are the bytes of the three payload writes of a message:
	// what came in and what goes out are appended, each to a table, the session is
	// replaced under its key. With no session, everything is appended.
	In, Session, Out int
	People           int // keys of sessions, all there from the start, drawn at random
	Group            int // messages in one durable transaction
}

// Ceiling measures what SQLite alone makes of this disk and machine: bare
// tables and nothing around them, one writer with the settings of a Store. It works
// in a new folder inside dir until d has passed and returns messages per second.
func Ceiling(ctx context.Context, dir string, b Bare, d time.Duration) (rate float64, err error) {
	dir, err = filepath.Abs(dir) // a relative path is none to SQLite's URIs
	if err != nil {
		return 0, err
	}
	folder, err := os.MkdirTemp(dir, "ceiling-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	raw, err := connect(filepath.Join(folder, File), writerPragmas(Options{}))
	if err != nil {
		return 0, err
	}
	c := &conn{Conn: raw}
	defer func() { err = errors.Join(err, c.Close()) }()
	for _, sql := range []string{
		"CREATE TABLE bare_in (id INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT",
		"CREATE TABLE bare_out (id INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT",
		"CREATE TABLE bare_session (id INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT",
		fmt.Sprintf(`WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < %d)
			INSERT INTO bare_session SELECT id, zeroblob(%d) FROM n`, b.People, b.Session),
	} {
		if err := query(raw, sql, 0, nil); err != nil {
			return 0, fmt.Errorf("ceiling: %w", describe(err))
		}
	}
	var begin, end, in, session, out stmt
	err = c.prepare(map[*stmt]string{
		&begin: "BEGIN IMMEDIATE", &end: "COMMIT",
		&in:      "INSERT INTO bare_in VALUES (?, ?)",
		&session: "REPLACE INTO bare_session VALUES (?, ?)",
		&out:     "INSERT INTO bare_out VALUES (?, ?)",
	})
	if err != nil {
		return 0, err
	}
	inBytes, sessionBytes, outBytes := make([]byte, b.In), make([]byte, b.Session), make([]byte, b.Out)
	transaction := func(first int) error {
		if err := begin.exec(); err != nil {
			return err
		}
		for n := first; n < first+b.Group; n++ {
			if err := in.exec(int64(n), inBytes); err != nil {
				return err
			}
			if b.Session > 0 {
				if err := session.exec(int64(1+rand.IntN(b.People)), sessionBytes); err != nil {
					return err
				}
			}
			if err := out.exec(int64(n), outBytes); err != nil {
				return err
			}
		}
		return end.exec()
	}
	messages := 0
	start := time.Now()
	for time.Since(start) < d && ctx.Err() == nil {
		if err := transaction(messages); err != nil {
			return 0, fmt.Errorf("ceiling: %w", describe(err))
		}
		messages += b.Group
	}
	return float64(messages) / time.Since(start).Seconds(), ctx.Err()
}
