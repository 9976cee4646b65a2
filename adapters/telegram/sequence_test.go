package telegram

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
)

// pass lets fake time go by and everything that then happens come to rest.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// recorder is the store's side: it keeps what was made durable and fails on demand.
type recorder struct {
	mu   sync.Mutex
	ids  []uint64
	fail error
}

func (r *recorder) receive(_ context.Context, entries ...bot.Entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	for _, e := range entries {
		r.ids = append(r.ids, e.ID)
	}
	return nil
}

func (r *recorder) setFail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = err
}

func (r *recorder) got() []uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.ids)
}

// runSequence starts the loop of webhook mode and gives a function that submits
// one update as a webhook call would.
func runSequence(t *testing.T, r *recorder) (*Channel, func(id int64) *pending) {
	t.Helper()
	c, err := New(Options{Token: "1:x", Mode: Webhook, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.sequence(ctx, r.receive) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return c, func(id int64) *pending {
		p := &pending{id: id, entry: bot.Entry{ID: uint64(id)}, done: make(chan error, 1)}
		c.hook <- p
		return p
	}
}

func TestSequenceRestoresOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		c, submit := runSequence(t, r)
		for _, id := range []int64{12, 10, 11} {
			submit(id)
		}
		synctest.Wait()
		if got := r.got(); len(got) != 0 {
			t.Fatalf("the first id is not known yet, but %v went through", got)
		}
		pass(firstWait)
		if got := r.got(); !slices.Equal(got, []uint64{10, 11, 12}) {
			t.Fatalf("got %v", got)
		}
		// From here the order is known: what fits goes at once, a gap holds the rest.
		submit(13)
		synctest.Wait()
		submit(15)
		synctest.Wait()
		if got := r.got(); got[len(got)-1] != 13 {
			t.Fatalf("15 passed the gap at once: %v", got)
		}
		submit(14)
		synctest.Wait()
		if got := r.got(); !slices.Equal(got, []uint64{10, 11, 12, 13, 14, 15}) {
			t.Fatalf("got %v", got)
		}
		if gaps := c.Stats.Gaps.Load(); gaps != 0 {
			t.Errorf("%d gaps counted, none was passed", gaps)
		}
	})
}

func TestSequencePassesAGapAndCountsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		c, submit := runSequence(t, r)
		submit(1)
		pass(gapWait)
		submit(4)
		pass(gapWait - time.Millisecond)
		if got := r.got(); !slices.Equal(got, []uint64{1}) {
			t.Fatalf("before the wait was over: %v", got)
		}
		pass(time.Millisecond)
		if got := r.got(); !slices.Equal(got, []uint64{1, 4}) {
			t.Fatalf("after the wait: %v", got)
		}
		if gaps := c.Stats.Gaps.Load(); gaps != 2 {
			t.Errorf("gaps %d, want 2", gaps)
		}
		// What was given up on still counts when it comes.
		submit(2)
		synctest.Wait()
		if got := r.got(); !slices.Equal(got, []uint64{1, 4, 2}) {
			t.Fatalf("the late one: %v", got)
		}
		if late := c.Stats.Late.Load(); late != 1 {
			t.Errorf("late %d, want 1", late)
		}
	})
}

// Each update waits for what is missing before it, and none of them longer than that because
// more is missing: after a kill every person's next message may lie behind a gap of its own.
func TestSequenceWaitsForAllGapsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		c, submit := runSequence(t, r)
		submit(1)
		pass(firstWait)
		for _, id := range []int64{8, 4, 12} {
			submit(id)
		}
		pass(gapWait / 2)
		submit(16)
		submit(6)
		pass(gapWait/2 - time.Millisecond)
		if got := r.got(); !slices.Equal(got, []uint64{1}) {
			t.Fatalf("before the wait was over: %v", got)
		}
		pass(time.Millisecond)
		if got := r.got(); !slices.Equal(got, []uint64{1, 4, 6, 8, 12}) {
			t.Fatalf("after the wait: %v", got)
		}
		submit(20)
		pass(gapWait / 2)
		if got := r.got(); !slices.Equal(got, []uint64{1, 4, 6, 8, 12, 16}) {
			t.Fatalf("16 came half a wait later: %v", got)
		}
		pass(gapWait / 2)
		if gaps := c.Stats.Gaps.Load(); gaps != 2+1+1+3+3+3 {
			t.Errorf("%d gaps counted", gaps)
		}
	})
}

func TestSequenceFailureIsToldAndComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		_, submit := runSequence(t, r)
		submit(1)
		pass(gapWait)
		full := errors.New("full")
		r.setFail(full)
		if err := <-submit(2).done; !errors.Is(err, full) {
			t.Fatalf("the call was told %v", err)
		}
		r.setFail(nil)
		third := submit(3)
		synctest.Wait()
		if got := r.got(); !slices.Equal(got, []uint64{1}) {
			t.Fatalf("3 passed 2, which was not stored: %v", got)
		}
		if err := <-submit(2).done; err != nil {
			t.Fatal(err)
		}
		if err := <-third.done; err != nil {
			t.Fatal(err)
		}
		if got := r.got(); !slices.Equal(got, []uint64{1, 2, 3}) {
			t.Fatalf("got %v", got)
		}
	})
}

func TestSequenceRepeatsAndRandomRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		c, submit := runSequence(t, r)
		submit(900)
		pass(gapWait)
		// A repeat goes through: the engine knows what it handled, the network does not.
		if err := <-submit(900).done; err != nil {
			t.Fatal(err)
		}
		pass(8 * 24 * time.Hour)
		submit(31)
		submit(30)
		pass(gapWait)
		if got := r.got(); !slices.Equal(got, []uint64{900, 900, 30, 31}) {
			t.Fatalf("ids restarted after an idle week: %v", got)
		}
		if late := c.Stats.Late.Load(); late != 1 { // the repeat of 900
			t.Errorf("late %d, want 1", late)
		}
	})
}

// Ids that have begun anew far away are taken as they come: nothing is missing in between.
func TestSequenceBegunAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		c, submit := runSequence(t, &r)
		for _, id := range []int64{10, 11, 700_000_000, 700_000_001, 700_000_004} {
			submit(id)
			pass(time.Second)
		}
		if got := r.got(); !slices.Equal(got, []uint64{10, 11, 700_000_000, 700_000_001, 700_000_004}) {
			t.Errorf("stored %v", got)
		}
		if n := c.Stats.Gaps.Load(); n != 2 {
			t.Errorf("counted %d missing, want 2", n)
		}
	})
}
