package slack_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"potentiels/bot"
)

// inbox is the store's side.
type inbox struct {
	mu      sync.Mutex
	entries []bot.Entry
	fail    error
	changed chan struct{}
}

func newInbox() *inbox { return &inbox{changed: make(chan struct{})} }

func (b *inbox) receive(_ context.Context, entries ...bot.Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.changed)
	b.changed = make(chan struct{})
	if b.fail != nil {
		return b.fail
	}
	b.entries = append(b.entries, entries...)
	return nil
}

func (b *inbox) refuse(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

func (b *inbox) wake() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}

func (b *inbox) all() []bot.Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]bot.Entry(nil), b.entries...)
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// until waits for a condition that the network or the inbox makes true.
func (w *world) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		network, store := w.net.Changed(), w.in.wake()
		if ok() {
			return
		}
		select {
		case <-network:
		case <-store:
		case <-time.After(50 * time.Millisecond): // for what tells nobody
		case <-deadline:
			t.Fatalf("waited in vain: %s\n%s", what, w.log)
		}
	}
}

// start runs the channel until the test ends.
func (w *world) start(t *testing.T) <-chan error {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	var running sync.WaitGroup
	running.Go(func() { ended <- w.c.Run(ctx, w.in.receive) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return ended
}

// both runs a test in both modes.
func both(t *testing.T, test func(t *testing.T, w *world)) {
	for name, http := range map[string]bool{"socket": false, "http": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, http))
		})
	}
}

var errDisk = errors.New("disk full")
