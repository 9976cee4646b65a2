package sqlite_test

import (
	"testing"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
	"potentiels/bot/bottest"
)

func TestStore(t *testing.T) {
	bottest.TestStore(t, func(t *testing.T) func() bot.Store {
		dir := t.TempDir()
		return func() bot.Store { return open(t, dir, sqlite.Options{}) }
	})
}

func open(t testing.TB, dir string, o sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestCopy(t *testing.T) {
	bottest.TestCopy(t, func(t *testing.T) bot.Store { return open(t, t.TempDir(), sqlite.Options{}) })
}
