package bot_test

import (
	"errors"
	"testing"

	"potentiels/bot"
	"potentiels/bot/bottest"
)

func TestMemory(t *testing.T) {
	bottest.TestStore(t, func(*testing.T) func() bot.Store {
		data := bot.NewMemory()
		return func() bot.Store { return data.Connect() }
	})
}

func TestMemoryInject(t *testing.T) {
	s := bot.NewMemory()
	to := bot.Address{Channel: "telegram", ID: "1"}
	count := func() int {
		items, err := s.Read(t.Context(), bot.Lease{Partition: to.Partition()}, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(items)
	}
	cut := errors.New("connection cut")
	for _, c := range []struct {
		name   string
		fault  func(op string, written bool) error
		err    error
		stored int
	}{
		{"full", func(string, bool) error { return bot.ErrFull }, bot.ErrFull, 0},
		{"another operation", func(op string, _ bool) error {
			if op == "commit" {
				return cut
			}
			return nil
		}, nil, 1},
		{"answer lost", func(_ string, written bool) error {
			if written {
				return cut
			}
			return nil
		}, cut, 2},
		{"over", nil, nil, 3},
	} {
		s.Inject(c.fault)
		if err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, To: to}); !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.err)
		}
		if got := count(); got != c.stored {
			t.Errorf("%s: %d entries, want %d", c.name, got, c.stored)
		}
	}
}

func TestMemoryCopy(t *testing.T) {
	bottest.TestCopy(t, func(*testing.T) bot.Store { return bot.NewMemory() })
}
