package sqlite_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// distance is that of the store under load.
const distance = 4 * time.Millisecond

// clients append again and again, each as soon as its last entry is durable; it gives how long
// the longest of them waited. In simulated time the disk takes none.
func clients(t *testing.T, s *sqlite.Store, n, rounds int) (longest time.Duration) {
	t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	for range n {
		all.Go(func() {
			for range rounds {
				waited := appendOne(t, s)
				mu.Lock()
				longest = max(longest, waited)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return longest
}

func appendOne(t *testing.T, s *sqlite.Store) time.Duration {
	t.Helper()
	began := time.Now()
	if err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, To: person, Body: []byte("bonjour")}); err != nil {
		t.Error(err)
	}
	return time.Since(began)
}

// What comes alone is written at once, however soon after the last: a turn makes three
// transactions, one after the other.
func TestAloneNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir(), sqlite.Options{})
		for range 100 {
			for range 3 {
				if waited := appendOne(t, s); waited != 0 {
					t.Fatalf("waited %v", waited)
				}
				time.Sleep(time.Millisecond)
			}
			time.Sleep(2 * time.Millisecond)
		}
	})
}

// Under load transactions keep their distance, so that each has what many asked for, and
// nobody waits longer than that.
func TestUnderLoadTransactionsKeepTheirDistance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir(), sqlite.Options{})
		clients(t, s, 40, 2) // until it is known
		began, before := time.Now(), s.Transactions()
		const rounds = 20
		longest := clients(t, s, 40, rounds)
		if made := s.Transactions() - before; made > rounds+1 {
			t.Errorf("%d transactions for %d rounds", made, rounds)
		}
		if took := time.Since(began); took < (rounds-1)*distance {
			t.Errorf("%d rounds in %v", rounds, took)
		}
		if longest > distance {
			t.Errorf("somebody waited %v", longest)
		}
	})
}

// When the load is over, so is the distance.
func TestAfterLoadNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir(), sqlite.Options{})
		clients(t, s, 1000, 5)
		time.Sleep(2 * distance)
		for range 3 {
			if waited := appendOne(t, s); waited != 0 {
				t.Fatalf("waited %v", waited)
			}
			time.Sleep(distance / 5)
		}
	})
}

// What was asked for is written at once when the store closes.
func TestCloseKeepsNoDistance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := sqlite.Open(t.TempDir(), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		clients(t, s, 40, 5)
		began := time.Now()
		waited := make(chan time.Duration)
		go func() { waited <- appendOne(t, s) }()
		synctest.Wait() // it waits for the distance
		go func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		if w := <-waited; w != 0 || time.Since(began) != 0 {
			t.Errorf("waited %v", w)
		}
	})
}
