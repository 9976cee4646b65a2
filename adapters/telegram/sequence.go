package telegram

import (
	"cmp"
	"context"
	"slices"
	"time"

	"potentiels/bot"
)

const (
	// gapWait is how long an update waits for those before it that have not come.
	gapWait = 500 * time.Millisecond
	// firstWait is the same while it is not known which id comes next. What Telegram kept during a start comes
	// at once, in parallel; what it tries again later does not come within gapWait either.
	firstWait = 100 * time.Millisecond
	// idleReset: update_ids restart at random after a week without updates, so
	// after a day of silence the next id is taken as it comes.
	idleReset = 24 * time.Hour
	// anew is a jump past which ids have begun anew: nothing is missing in between.
	anew = 100_000
)

// sequencer puts updates that arrive in parallel back into the order of their
// update_id, within what has arrived. It is plain state; sequence drives it.
type sequencer struct {
	next     int64      // the id expected; 0 when not known
	waiting  []*pending // by id
	deadline time.Time  // when the first of them has waited long enough; zero when none waits
	last     time.Time  // when something last came
}

// add takes an update. It reports whether it came after its turn was passed.
func (s *sequencer) add(p *pending, now time.Time) (late bool) {
	if !s.last.IsZero() && now.Sub(s.last) > idleReset {
		s.next = 0
	}
	s.last, p.came = now, now
	i, _ := slices.BinarySearchFunc(s.waiting, p, func(a, b *pending) int { return cmp.Compare(a.id, b.id) })
	s.waiting = slices.Insert(s.waiting, i, p)
	return s.next != 0 && p.id != 0 && p.id < s.next
}

// ready takes out what may go now, in order: everything up to the first gap, and past it
// what has waited long enough with all before it, however many gaps there are. skipped is the number of ids given up on.
func (s *sequencer) ready(now time.Time) (out []*pending, skipped int64) {
	wait := gapWait
	if s.next == 0 {
		wait = firstWait
	}
	over := 0 // how many go at any rate
	for i, p := range s.waiting {
		if now.Sub(p.came) >= wait {
			over = i + 1
		}
	}
	n := 0
	for ; n < len(s.waiting); n++ {
		id := s.waiting[n].id
		fits := s.next != 0 && id <= s.next || id == 0
		if !fits && n >= over {
			break
		}
		if missing := id - s.next; !fits && s.next != 0 && missing < anew {
			skipped += missing
		}
		if !fits || id == s.next && id != 0 {
			s.next = id + 1
		}
	}
	s.deadline = time.Time{}
	for _, p := range s.waiting[n:] {
		if end := p.came.Add(wait); s.deadline.IsZero() || end.Before(s.deadline) {
			s.deadline = end
		}
	}
	out = slices.Clone(s.waiting[:n])
	s.waiting = slices.Delete(s.waiting, 0, n)
	return out, skipped
}

// failed takes back that updates were handed out: they were not stored and will
// come again.
func (s *sequencer) failed(batch []*pending) {
	for _, p := range batch {
		if p.id != 0 && p.id < s.next {
			s.next = p.id
		}
	}
}

// sequence is Run for webhooks: it stores what Handler submits, in order. While one
// batch is being stored the next gathers, so the store sees few large writes under
// load and small ones without delay otherwise.
func (c *Channel) sequence(ctx context.Context, receive bot.Receive) error {
	var s sequencer
	for {
		var timer <-chan time.Time
		if !s.deadline.IsZero() {
			timer = time.After(time.Until(s.deadline))
		}
		select {
		case <-ctx.Done():
			for _, p := range s.waiting {
				p.done <- ctx.Err()
			}
			return nil
		case p := <-c.hook:
			c.arrived(&s, p)
		case <-timer:
		}
		c.gather(&s)
		batch, skipped := s.ready(time.Now())
		c.Stats.Gaps.Add(skipped)
		if len(batch) == 0 {
			continue
		}
		entries := make([]bot.Entry, len(batch))
		for i, p := range batch {
			entries[i] = p.entry
		}
		err := receive(ctx, entries...)
		if err != nil {
			s.failed(batch)
			c.opts.Log.Warn("telegram: updates were not stored; Telegram will send them again", "error", err, "updates", len(batch))
		}
		for _, p := range batch {
			p.done <- err
		}
	}
}

func (c *Channel) arrived(s *sequencer, p *pending) {
	if s.add(p, time.Now()) {
		c.Stats.Late.Add(1)
	}
}

// gather takes what is there without waiting.
func (c *Channel) gather(s *sequencer) {
	for {
		select {
		case p := <-c.hook:
			c.arrived(s, p)
		default:
			return
		}
	}
}
