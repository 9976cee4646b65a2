package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// A folder that cannot be opened is told by one line that names what is wrong,
// and what lies in it is left as it is.
func TestOpenFaults(t *testing.T) {
	sound := func(t *testing.T, dir string) []byte {
		s := open(t, dir, sqlite.Options{})
		put(t, s, person, "session", "hello")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, sqlite.File))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	exec := func(t *testing.T, dir, statement string) {
		db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.File))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		make func(t *testing.T, dir string) // the data folder is made, empty
		want string
	}{
		{"garbage", func(t *testing.T, dir string) {
			write(t, dir, bytes.Repeat([]byte("not a database. "), 1000))
		}, "not a SQLite database"},
		{"garbage in the header", func(t *testing.T, dir string) {
			data := sound(t, dir)
			copy(data, "garbage garbage garbage")
			write(t, dir, data)
		}, "not a SQLite database"},
		{"empty", func(t *testing.T, dir string) { write(t, dir, nil) }, "truncated to 0 bytes"},
		{"header alone", func(t *testing.T, dir string) { write(t, dir, sound(t, dir)[:100]) }, "truncated to 100 of"},
		{"truncated", func(t *testing.T, dir string) {
			data := sound(t, dir)
			write(t, dir, data[:len(data)-4096])
		}, "truncated"},
		{"garbage inside", func(t *testing.T, dir string) {
			data := sound(t, dir)
			for i := 4096; i < len(data); i++ {
				data[i] = byte(i * 7)
			}
			write(t, dir, data)
		}, "damaged"},
		{"another program's", func(t *testing.T, dir string) {
			exec(t, dir, "PRAGMA application_id = 42; CREATE TABLE songs (title TEXT)")
		}, "another program"},
		{"newer", func(t *testing.T, dir string) {
			sound(t, dir)
			exec(t, dir, "PRAGMA user_version = 99")
		}, "newer version of the program: schema 99"},
		{"other partitions", func(t *testing.T, dir string) {
			sound(t, dir)
			exec(t, dir, "UPDATE state SET partitions = 64")
		}, "64 partitions"},
		{"a folder in its place", func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, sqlite.File), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "directory"},
		{"log without its database", func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, sqlite.File+"-wal"), []byte("log"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "moved away"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			c.make(t, dir)
			before := snapshot(t, dir)
			for range 2 {
				s, err := sqlite.Open(dir, sqlite.Options{})
				if err == nil {
					_ = s.Close()
					t.Fatal("opened")
				}
				if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %q, want one line with %q and the folder", err, c.want)
				}
			}
			if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
				t.Errorf("the folder was changed (-before +after):\n%s", diff)
			}
		})
	}
}

var person = bot.Address{Channel: "telegram", ID: "4242424242"}

func write(t *testing.T, dir string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, sqlite.File), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// snapshot is what lies in a folder, but for the lock and SQLite's index of the
// log, which hold nothing.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		if f.IsDir() || f.Name() == "lock" || strings.HasSuffix(f.Name(), "-shm") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 0 || f.Name() == sqlite.File {
			files[f.Name()] = string(data)
		}
	}
	return files
}

func acquire(t testing.TB, s bot.Store) map[bot.Partition]bot.Lease {
	t.Helper()
	taken, err := s.Acquire(t.Context(), "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	leases := map[bot.Partition]bot.Lease{}
	for _, l := range taken {
		leases[l.Partition] = l
	}
	return leases
}

func put(t *testing.T, s bot.Store, owner bot.Address, f bot.Family, value string) {
	t.Helper()
	leases := acquire(t, s)
	err := s.Commit(t.Context(), leases[owner.Partition()], bot.Batch{Put: []bot.Record{
		{Key: bot.Key{Owner: owner, Family: f}, Value: []byte(value)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var all []bot.Lease
	for _, l := range leases {
		all = append(all, l)
	}
	if err := s.Release(t.Context(), all); err != nil {
		t.Fatal(err)
	}
}

func TestOpenOwned(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, sqlite.Options{})
	if _, err := sqlite.Open(dir, sqlite.Options{}); !errors.Is(err, sqlite.ErrOwned) {
		t.Fatalf("second open: %v, want ErrOwned", err)
	} else if want := "data folder " + dir + ": in use by another process"; err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	put(t, s, person, "session", "still works")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir, sqlite.Options{})
}

func TestOpenUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(filepath.Join(file, "data"), sqlite.Options{}); err == nil {
		t.Error("opened below a file")
	}
	if os.Geteuid() == 0 {
		t.Skip("the superuser may write anywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(dir, sqlite.Options{}); err == nil || !strings.Contains(err.Error(), "not writable") {
		t.Errorf("error %v, want not writable", err)
	}
}

// A name that is special in a URI or a shell is a folder like another.
func TestOpenOddNames(t *testing.T) {
	for _, name := range []string{"a b", "données", "50%", "a?b=c&d", "a#b", "a;b", "'quoted\"", "%41", "+"} {
		dir := filepath.Join(t.TempDir(), name, "data")
		s := open(t, dir, sqlite.Options{})
		put(t, s, person, "session", "hello")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, sqlite.File))
		if err != nil {
			t.Errorf("%q: %v", name, err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%q: mode %v; what people said is nobody else's", name, info.Mode())
		}
	}
}

// A kill while a database is made leaves nothing that stops the next start.
func TestOpenAfterHalfCreation(t *testing.T) {
	dir := t.TempDir()
	for _, suffix := range []string{".new", ".new-wal", ".new-journal"} {
		if err := os.WriteFile(filepath.Join(dir, sqlite.File+suffix), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(t, open(t, dir, sqlite.Options{}), person, "session", "hello")
}
