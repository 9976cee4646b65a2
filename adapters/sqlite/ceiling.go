package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Ceiling measures what SQLite alone makes of this disk and machine: rows of
// payload bytes appended to one bare table, group rows a durable transaction, by
// one writer with the settings of a Store and nothing around it. It works in a
// new folder inside dir until ctx ends or d has passed and returns rows per second.
func Ceiling(ctx context.Context, dir string, payload, group int, d time.Duration) (rate float64, err error) {
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
	if err := query(raw, "CREATE TABLE bare (id INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT", 0, nil); err != nil {
		return 0, err
	}
	err = c.prepare(map[*stmt]string{
		&c.begin: "BEGIN IMMEDIATE", &c.end: "COMMIT", &c.addPack: "INSERT INTO bare VALUES (?, ?)",
	})
	if err != nil {
		return 0, err
	}
	value := make([]byte, payload)
	rows := 0
	start := time.Now()
	for time.Since(start) < d && ctx.Err() == nil {
		if err := c.begin.exec(); err != nil {
			return 0, fmt.Errorf("ceiling: %w", describe(err))
		}
		for range group {
			rows++
			if err := c.addPack.exec(int64(rows), value); err != nil {
				return 0, fmt.Errorf("ceiling: %w", describe(err))
			}
		}
		if err := c.end.exec(); err != nil {
			return 0, fmt.Errorf("ceiling: %w", describe(err))
		}
	}
	return float64(rows) / time.Since(start).Seconds(), ctx.Err()
}
