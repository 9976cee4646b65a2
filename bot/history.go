package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"potentiels/bot/dialogue"
)

const (
	// historyLines and historyDays bound what is kept of a talk.
	historyLines = 200
	historyDays  = 90
)

// Line is one turn as the history keeps it: what came in and what was said.
// Of a file only its name is kept, except for a [Puller], to whom the history is
// the delivery.
type Line struct {
	N     uint64           `json:"-"`               // grows by one with each line of a person, never restarts
	Entry uint64           `json:"entry,omitempty"` // the ID of the entry it answers
	At    time.Time        `json:"at"`              // of the message
	Kind  dialogue.Kind    `json:"kind,omitempty"`  // of the message
	Text  string           `json:"text,omitempty"`  // as the person wrote it
	Value string           `json:"value,omitempty"` // a button's value, a payload
	Said  []dialogue.Reply `json:"said,omitempty"`  // the answer, in order
}

// historyKey sorts bytewise as the numbers do.
func historyKey(owner Address, n uint64) Key {
	return Key{Owner: owner, Family: FamilyHistory, Key: fmt.Sprintf("%012d", n)}
}

// History gives the lines of an address that follow a number, oldest first; after 0
// is from the start, limit 0 is all there are (at most 200 of the last 90 days).
// It may be called for any person, whoever owns their partition.
func (e *Engine) History(ctx context.Context, owner Address, after uint64, limit int) ([]Line, error) {
	var lines []Line
	from := historyKey(owner, after).Key
	if after == 0 {
		from = ""
	}
	for record, err := range e.store.Scan(ctx, owner, FamilyHistory, from, limit) {
		if err != nil {
			return nil, fmt.Errorf("history: %w", err)
		}
		line, err := decodeLine(record)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func decodeLine(r Record) (Line, error) {
	var line Line
	n, err := strconv.ParseUint(r.Key.Key, 10, 64)
	if err == nil {
		err = json.Unmarshal(r.Value, &line)
	}
	if err != nil {
		return Line{N: n}, fmt.Errorf("history line of %d bytes: %T", len(r.Value), err)
	}
	line.N = n
	return line, nil
}

// write adds a line to the history of the work's person and prunes what is over
// its bounds.
func (w *work) write(line Line, received time.Time) error {
	p := w.person
	p.Lines++
	day := received.Unix() / 86400
	if p.Kept == 0 {
		p.Kept = 1
	}
	if p.Kept == p.Lines {
		p.Oldest = day
	}
	value, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("encode a line of history: %w", err)
	}
	w.set(historyKey(p.address, p.Lines), value)
	if p.Lines-p.Kept >= historyLines {
		w.prune(p.Lines - historyLines)
	}
	return nil
}

// prune drops the lines up to a number, those of this step included.
func (w *work) prune(n uint64) {
	w.pruned = historyKey(w.person.address, n)
	w.person.Kept = n + 1
}

// outdated tells that the oldest line has passed its time, so that the rows
// must be looked at: at most once a day and person.
func (p *person) outdated(received time.Time) bool {
	return p.Kept > 0 && p.Kept <= p.Lines && p.Oldest < received.Unix()/86400-historyDays
}

// expire finds where the lines of the last historyDays begin, and prunes up to there.
func (p *partition) expire(ctx context.Context, w *work, received time.Time) error {
	first := received.Unix()/86400 - historyDays
	last := w.person.Kept - 1
	oldest := first
	for record, err := range p.engine.store.Scan(ctx, w.person.address, FamilyHistory, "", 0) {
		if err != nil {
			return fmt.Errorf("history: %w", err)
		}
		line, err := decodeLine(record)
		if day := line.At.Unix() / 86400; err == nil && day >= first {
			oldest = day
			break
		}
		last = max(last, line.N) // one that cannot be read goes too
	}
	if last >= w.person.Kept {
		w.prune(last)
	}
	w.person.Oldest = oldest
	return nil
}
