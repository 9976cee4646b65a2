package sqlite_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// What a person was erased of is in no table any more, and in no file once
// the store is closed.
func TestEraseLeavesNoTrace(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, sqlite.Options{})
	leases := acquire(t, s)
	l := leases[person.Partition()]
	const said = "un secret bien reconnaissable"
	if err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, To: person, Body: []byte(said)}); err != nil {
		t.Fatal(err)
	}
	items, err := s.Read(t.Context(), l, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	b := bot.Batch{
		Queue: []bot.Delivery{{ID: bot.DeliveryID(person.ID), Owner: person, To: person, Body: []byte(said)}},
	}
	for _, f := range []bot.Family{"session", "history", "request", "subscriber", "parked", "unheard-of"} {
		b.Put = append(b.Put, bot.Record{Key: bot.Key{Owner: person, Family: f, Key: "1"}, Value: []byte(said)})
	}
	if err := s.Commit(t.Context(), l, b); err != nil {
		t.Fatal(err)
	}
	if found := tablesWith(t, dir, said); len(found) != 3 {
		t.Fatalf("before: found in %v, want inbox, outbox and records", found)
	}
	err = s.Commit(t.Context(), l, bot.Batch{Erase: []bot.Address{person}, Trim: items[0].Cursor})
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range []string{said, person.ID} {
		if found := tablesWith(t, dir, trace); len(found) > 0 {
			t.Errorf("%q is still in %v", trace, found)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range snapshot(t, dir) {
		if strings.Contains(data, said) {
			t.Errorf("%q is still in the file %s", said, name)
		}
	}
}

// tablesWith lists the tables, whatever they are, with a row that contains a text.
func tablesWith(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.File))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	var tables []string
	rows, err := db.Query("SELECT name FROM sqlite_schema WHERE type = 'table'")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	for _, table := range tables {
		rows, err := db.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		hit := false
		for rows.Next() {
			values := make([]sql.RawBytes, len(columns))
			targets := make([]any, len(columns))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := rows.Scan(targets...); err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				hit = hit || bytes.Contains(v, []byte(text))
			}
		}
		if hit {
			found = append(found, table)
		}
	}
	return found
}

// marked is a text that can be told from every other, of some size, with the person's mark in
// each of its parts: whatever is left of it is found.
func marked(person int, size int) []byte {
	var b []byte
	for n := 0; len(b) < size; n++ {
		b = fmt.Appendf(b, "<%s n'a pas dit cela %06d>", mark(person), n)
	}
	return b
}

func mark(person int) string { return fmt.Sprintf("personne-%04d", person) }

// Of those who are erased while others talk on, nothing is left in any file of the running store,
// the log and free pages included.
func TestEraseFromFiles(t *testing.T) {
	const people, rounds = 60, 30
	dir := t.TempDir()
	s := open(t, dir, sqlite.Options{})
	leases := acquire(t, s)
	rng := rand.New(rand.NewPCG(rand.Uint64(), 0))
	size := func() int { return int(40 * rng.ExpFloat64() * rng.ExpFloat64() * 10) }
	type talk struct {
		bot.Address
		history int
		waiting []bot.DeliveryID
		erased  bool
	}
	var talks []*talk
	for i := range people {
		talks = append(talks, &talk{Address: bot.Address{Channel: "telegram", ID: mark(i)}})
	}
	read := make(map[bot.Partition]bot.Cursor)
	// turn takes in what each says, in one transaction, then answers, each partition in a commit.
	turn := func(round int) {
		var entries []bot.Entry
		for i, k := range talks {
			entries = append(entries, bot.Entry{Kind: bot.Update, ID: uint64(round), To: k.Address, Body: marked(i, size())})
		}
		if err := s.Append(t.Context(), entries...); err != nil {
			t.Fatal(err)
		}
		for i, k := range talks {
			p := k.Partition()
			items, err := s.Read(t.Context(), leases[p], read[p], 1000)
			if err != nil {
				t.Fatal(err)
			}
			var b bot.Batch
			for _, item := range items {
				read[p], b.Trim = item.Cursor, item.Cursor
			}
			if k.erased = k.erased || round == rounds/2+i%5 && i%3 == 0; k.erased {
				b.Erase, k.waiting = []bot.Address{k.Address}, nil
			} else {
				k.history++
				id := bot.DeliveryID(fmt.Sprintf("%s-%d", k.ID, round))
				b.Put = []bot.Record{
					{Key: bot.Key{Owner: k.Address, Family: bot.FamilySession}, Value: marked(i, size())},
					{Key: bot.Key{Owner: k.Address, Family: bot.FamilyHistory, Key: fmt.Sprintf("%012d", k.history)}, Value: marked(i, size())},
				}
				b.Queue = []bot.Delivery{{ID: id, Owner: k.Address, To: k.Address, Class: bot.ClassReply, Body: marked(i, size())}}
				if k.waiting = append(k.waiting, id); len(k.waiting) > 2 {
					b.Settle, k.waiting = k.waiting[:1], k.waiting[1:]
				}
			}
			if err := s.Commit(t.Context(), leases[p], b); err != nil {
				t.Fatal(err)
			}
		}
	}
	for round := range rounds {
		turn(round)
	}
	traces := func() (left []string) {
		for name, data := range snapshot(t, dir) {
			for i, k := range talks {
				if n := strings.Count(data, "<"+mark(i)); n > 0 && k.erased {
					left = append(left, fmt.Sprintf("%s: %d of %s", name, n, k.ID))
				}
			}
		}
		slices.Sort(left)
		return left
	}
	deadline := time.Now().Add(5 * time.Minute)
	for left := traces(); len(left) > 0; left = traces() {
		if time.Now().After(deadline) {
			t.Fatalf("left in the files:\n%s", strings.Join(left, "\n"))
		}
		time.Sleep(20 * time.Millisecond)
	}
	for i, k := range talks {
		found := false
		for _, data := range snapshot(t, dir) {
			found = found || strings.Contains(data, "<"+mark(i))
		}
		if found == k.erased {
			t.Errorf("%s: found %v, erased %v", k.ID, found, k.erased)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.File))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var sound string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("the database after that: %s, %v", sound, err)
	}
}

// BenchmarkErase is the time until nothing is left of somebody erased from a database of 100 MB, in which
// others can write.
func BenchmarkErase(b *testing.B) {
	dir := b.TempDir()
	s := open(b, dir, sqlite.Options{})
	leases := acquire(b, s)
	for n := range 25_000 {
		a := bot.Address{Channel: "telegram", ID: fmt.Sprint(n)}
		err := s.Commit(b.Context(), leases[a.Partition()], bot.Batch{Put: []bot.Record{
			{Key: bot.Key{Owner: a, Family: bot.FamilySession}, Value: make([]byte, 3800)},
		}})
		if err != nil {
			b.Fatal(err)
		}
	}
	log := filepath.Join(dir, sqlite.File+"-wal")
	n := 0
	for b.Loop() {
		a := bot.Address{Channel: "telegram", ID: fmt.Sprint(n)}
		n++
		if err := s.Commit(b.Context(), leases[a.Partition()], bot.Batch{Erase: []bot.Address{a}}); err != nil {
			b.Fatal(err)
		}
		for info, err := os.Stat(log); err == nil && info.Size() > 0; info, err = os.Stat(log) {
			time.Sleep(time.Millisecond)
		}
	}
}
