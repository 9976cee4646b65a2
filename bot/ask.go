package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// Errors of Ask.
var (
	ErrParked  = errors.New("the message could not be handled and was put aside")
	ErrStopped = errors.New("the engine has stopped")
)

// Answer is what became of an entry.
type Answer struct {
	Message dialogue.Message
	Turn    dialogue.Turn
	Session dialogue.Session // after the turn
	Repeat  bool             // it had been handled before: no Message and no Turn
	Held    bool             // one too many for its second: its replies may come later
	Desk    *desk.Outcome    // of what staff did to a request
	Parked  bool             // it could not be handled, and there is nothing else
}

func (a Answer) err() error {
	if a.Parked {
		return ErrParked
	}
	return nil
}

// asks are the callers of Ask that wait.
type asks struct {
	waiting atomic.Int64
	mu      sync.Mutex
	who     map[asked]chan Answer
}

// asked names an entry.
type asked struct {
	To Address `json:"to"`
	ID uint64  `json:"id"`
}

// reached is an answer that a step found.
type reached struct {
	asked
	answer Answer
	tell   bool // whoever asked may be another process
}

// askedElsewhere marks the kind of an entry on its way, when the one who waits for its answer may be
// another process than the one that handles it.
const askedElsewhere EntryKind = 1 << 7

// Ask receives an entry and waits until its turn is durable. An ID of zero is
// replaced by a random one. The partition must be this engine's, or become so while
// ctx lasts, or that of another process that shares the store; on an error other than ErrParked
// the entry may still be handled later.
func (e *Engine) Ask(ctx context.Context, entry Entry) (Answer, error) {
	if entry.ID == 0 {
		entry.ID = rand.Uint64()
	}
	key := asked{entry.To, entry.ID}
	answers := make(chan Answer, 1)
	e.asks.mu.Lock()
	if _, taken := e.asks.who[key]; taken {
		e.asks.mu.Unlock()
		return Answer{}, errors.New("asked twice at once")
	}
	e.asks.who[key] = answers
	e.asks.waiting.Add(1)
	e.asks.mu.Unlock()
	defer func() {
		e.asks.mu.Lock()
		delete(e.asks.who, key)
		e.asks.waiting.Add(-1)
		e.asks.mu.Unlock()
	}()
	if _, shared := e.store.(Sharer); shared {
		entry.Kind |= askedElsewhere
	}
	if err := e.Receive(ctx, entry); err != nil {
		return Answer{}, err
	}
	select {
	case a := <-answers:
		return a, a.err()
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	case <-e.stopped:
		return Answer{}, ErrStopped
	}
}

// reach notes what became of an entry, for those who asked.
func (p *partition) reach(s *step, e Entry, a Answer) {
	if s.tell || p.engine.asks.waiting.Load() > 0 {
		s.answers = append(s.answers, reached{asked{e.To, e.ID}, a, s.tell})
	}
}

// answer gives an answer to who asked, if that was here.
func (q *asks) answer(r reached) (here bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	c := q.who[r.asked]
	if c == nil {
		return false
	}
	select {
	case c <- r.answer:
	default: // a repeat came right behind
	}
	return true
}
