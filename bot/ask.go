package bot

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

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
	// Repeat: it had been handled before, or the word of its answer was lost. There is no Message, and
	// of the Turn at most the replies.
	Repeat bool
	Held   bool          // one too many for its second: its replies may come later
	Desk   *desk.Outcome // of what staff did to a request
	Parked bool          // it could not be handled, and there is nothing else
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
	tick := time.NewTicker(askPoll)
	defer tick.Stop()
	for found := 0; ; {
		select {
		case a := <-answers:
			return a, a.err()
		case <-tick.C:
			// The word may be on its way: it says more.
			if a, ok := e.handled(ctx, entry); !ok {
				found = 0
			} else if found++; found > 1 {
				return a, a.err()
			}
		case <-ctx.Done():
			return Answer{}, ctx.Err()
		case <-e.stopped:
			return Answer{}, ErrStopped
		}
	}
}

// askPoll is how often Ask looks into the store for what became of an entry: the word of it may be lost.
const askPoll = time.Second

// handled tells from the store whether an entry was handled, and what is left of its answer.
func (e *Engine) handled(ctx context.Context, entry Entry) (Answer, bool) {
	records, err := e.store.Get(ctx, entry.To.sessionKey(), entry.parkedKey())
	if err != nil {
		return Answer{}, false // it may be asked again
	}
	var who person
	for _, r := range records {
		if r.Family == FamilyParked {
			return Answer{Parked: true}, true
		}
		if json.Unmarshal(r.Value, &who) != nil {
			return Answer{}, false
		}
	}
	if !who.Seen.has(entry.ID) {
		return Answer{}, false
	}
	a := Answer{Repeat: true, Session: who.Talk}
	lines, err := e.History(ctx, entry.To, who.Lines-min(who.Lines, linesAfter), 0)
	for _, line := range lines {
		if line.Entry == entry.ID {
			a.Turn.Replies = line.Said
		}
	}
	return a, err == nil
}

// linesAfter is how many lines a person may have added since what was asked.
const linesAfter = 50

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
