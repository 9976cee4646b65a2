package sqlite

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A new schema takes the data along; one that fails leaves the old one whole.
func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	version := func() (v int, notes string) {
		db, err := sql.Open("sqlite", filepath.Join(dir, File))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		if err := db.QueryRow("PRAGMA user_version").Scan(&v); err != nil {
			t.Fatal(err)
		}
		_ = db.QueryRow("SELECT group_concat(text) FROM notes").Scan(&notes) // may be missing
		return v, notes
	}
	start := func(steps ...string) error {
		s, err := open(dir, Options{}, append(slices.Clip(migrations), steps...))
		if err != nil {
			return err
		}
		return s.Close()
	}
	known := len(migrations)
	if err := start(); err != nil {
		t.Fatal(err)
	}
	add := "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('kept')"
	broken := "INSERT INTO notes VALUES ('half'); INSERT INTO nowhere VALUES (1)"
	if err := start(add, broken); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Fatalf("error %v, want that of the broken step", err)
	}
	if v, notes := version(); v != known+1 || notes != "kept" {
		t.Errorf("after the broken step: schema %d with %q, want %d with what the good one did", v, notes, known+1)
	}
	if err := start(add, "UPDATE notes SET text = text || ' and moved'"); err != nil {
		t.Fatal(err)
	}
	if v, notes := version(); v != known+2 || notes != "kept and moved" {
		t.Errorf("schema %d with %q", v, notes)
	}
	before, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	if err := start(); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("the older program: %v, want an error", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil || string(before) != string(after) {
		t.Errorf("the older program changed the file (error %v)", err)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	dir := t.TempDir()
	if err := withDB(filepath.Join(dir, File), nil, func(db *sql.DB) error {
		_, err := db.Exec("CREATE TABLE t (x)")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []pragma{
		{"synchronous", "FULL", "3"},    // was not taken
		{"no_such_setting", "1", "1"},   // is not known
		{"journal_mode", "WALL", "wal"}, // is no value of it
		{"max_page_count", "1", "1"},    // is not possible
	} {
		c, err := connect(filepath.Join(dir, File), []pragma{p})
		if err == nil {
			_ = c.Close()
			t.Errorf("%s=%s was accepted", p.name, p.value)
		}
	}
}
