package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// probeChannel addresses entries that only try whether the store takes them.
const probeChannel = "probe"

// probeSize is that of an entry that finds no room in a full store's last corner.
const probeSize = 8 << 10

// health knows whether the store takes writes, and logs when that changes.
type health struct {
	log     *slog.Logger
	probing chan struct{} // wakes probe

	mu      sync.Mutex
	refused error // the last append, or a renewal of leases
	blocked int   // partitions whose commit is being repeated
	red     bool  // one or the other
	serving bool
}

// append makes entries durable and notes how that went.
func (e *Engine) append(ctx context.Context, entries []Entry) error {
	err := e.store.Append(ctx, entries...)
	if err != nil && ctx.Err() != nil {
		return err // the caller's end says nothing about the store
	}
	e.health.took(err)
	return err
}

// took notes whether the store did what it was asked, and has it tried again if not.
func (h *health) took(err error) {
	h.change(err, func(h *health) { h.refused = err })
	if err != nil {
		select {
		case h.probing <- struct{}{}:
		default:
		}
	}
}

// stuck counts the partitions whose commit is refused.
func (h *health) stuck(cause error, n int) {
	h.change(cause, func(h *health) { h.blocked += n })
}

func (h *health) change(cause error, how func(*health)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	how(h)
	red := h.refused != nil || h.blocked > 0
	switch {
	case red && !h.red:
		h.log.Error("the store refuses writes", "error", cause)
	case !red && h.red:
		h.log.Info("the store takes writes again")
	}
	h.red = red
}

func (h *health) serve(yes bool) {
	h.mu.Lock()
	h.serving = yes
	h.mu.Unlock()
}

// Ready is nil while messages can be accepted and stored. It turns to an error when the
// store is full or does not answer and while the engine starts or drains, and back by itself.
func (e *Engine) Ready() error {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !h.serving:
		return errors.New("not serving")
	case h.refused != nil:
		return fmt.Errorf("the store refuses: %w", h.refused)
	case h.blocked > 0:
		return fmt.Errorf("the store refuses the commits of %d partitions", h.blocked)
	}
	return nil
}

// probe tries the store each second while it refuses, so that the engine becomes ready
// again even when nobody writes because it is not.
func (e *Engine) probe(ctx context.Context) {
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-e.health.probing:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
		e.health.mu.Lock()
		refused := e.health.refused != nil
		e.health.mu.Unlock()
		if refused {
			to := Address{Channel: probeChannel, ID: fmt.Sprint(n % Partitions)}
			_ = e.append(ctx, []Entry{{Kind: Event, To: to, At: e.now(), Body: make([]byte, probeSize)}})
		}
	}
}

// ChannelState tells how a channel is: nil while it runs.
type ChannelState struct {
	Name string
	Err  error
}

var (
	// ErrNotRunning: the channel has not been started, or has ended in peace.
	ErrNotRunning = errors.New("not running")
	// ErrElsewhere: another process receives for this channel, as should be.
	ErrElsewhere = errors.New("another process receives")
)

// States tells how each channel is, in the order they were given.
func (e *Engine) States() []ChannelState {
	states := make([]ChannelState, 0, len(e.channels))
	for _, c := range e.channels {
		s := e.senders[c.Name()]
		s.mu.Lock()
		err := s.state
		switch {
		case err == nil && s.standby:
			err = ErrElsewhere
		case err == nil && !s.running:
			err = ErrNotRunning
		}
		s.mu.Unlock()
		states = append(states, ChannelState{Name: c.Name(), Err: err})
	}
	return states
}

// Owned is the number of partitions this process owns.
func (e *Engine) Owned() int {
	n := 0
	for i := range e.parts {
		if e.parts[i].Load() != nil {
			n++
		}
	}
	return n
}
