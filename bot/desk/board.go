package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Row is a request on a partner's board. It holds no personal data.
type Row struct {
	Request    string    `json:"r"`
	State      State     `json:"s"` // Open or Claimed
	Label      string    `json:"l,omitempty"`
	Opened     time.Time `json:"o"`
	Since      time.Time `json:"t"`
	By         Staff     `json:"by,omitzero"`
	Unanswered bool      `json:"w,omitempty"` // the person waits for an answer
	Waiting    time.Time `json:"u,omitzero"`  // since then
	Asking     string    `json:"a,omitempty"`
	Returns    int       `json:"n,omitempty"`
}

// Slot is where a row lies in the order of its board: what waits by when it was opened, then what is
// claimed, by who has it. So a face reads the rows it shows, and not all there are.
type Slot string

// Slot is where the row lies; "" is nowhere.
func (r Row) Slot() Slot {
	opened := fmt.Sprintf("%019d/%s", r.Opened.UnixNano(), r.Request)
	switch r.State {
	case Open:
		return Slot(Queue) + Slot(opened)
	case Claimed:
		return Slot(Of(r.By.ID)) + Slot(opened)
	}
	return ""
}

// List is some of the rows of a board: those whose slot begins so.
type List string

// Lists. Each is in the order of the slots.
const (
	Queue  List = "o/" // what waits, the oldest first
	InHand List = "c/" // what somebody has
)

// Of is what a member of staff has.
func Of(staff string) List { return InHand + List(strings.ReplaceAll(staff, "/", "")) + "/" }

// Has tells whether a slot is in the list.
func (l List) Has(s Slot) bool { return strings.HasPrefix(string(s), string(l)) }

// Figures are counts of a time.
type Figures struct {
	Opened    int `json:"o,omitempty"`
	Claimed   int `json:"c,omitempty"`
	Answered  int `json:"a,omitempty"` // for the first time
	Closed    int `json:"x,omitempty"`
	Returned  int `json:"r,omitempty"` // claims without an answer
	Moved     int `json:"m,omitempty"` // to another partner
	Withdrawn int `json:"e,omitempty"` // erased
}

// Board is what a partner has: it lies in the partition of "partenaire:ID" and follows the
// requests by their events, a moment behind. Its rows are records of their own, see [Slot].
type Board struct {
	Partner string   `json:"partner"`
	Open    int      `json:"open,omitempty"`
	Claimed int      `json:"claimed,omitempty"`
	Times   []Sample `json:"times,omitempty"`  // of first answers, the last of 90 days
	Weeks   []Week   `json:"weeks,omitempty"`  // the last ones, newest last
	Missed  int      `json:"missed,omitempty"` // claims or waits in a row that ended without an answer
}

// Sample is how long a first answer took.
type Sample struct {
	At      time.Time `json:"t"`
	Minutes int       `json:"m"`
}

// Week is the figures of the week that begins on a Monday.
type Week struct {
	Monday string `json:"w"` // 2006-01-02
	Figures
}

// Change is what a request tells the board of its partner.
type Change struct {
	Row    Row     `json:"row"`              // as it is now; without a State it leaves the board
	Count  Figures `json:"count,omitzero"`   // to add
	Took   int     `json:"took,omitempty"`   // minutes to the first answer, with Count.Answered
	Missed int     `json:"missed,omitempty"` // 1: nobody answered in time; -1: somebody took it up
}

const (
	sampleAge  = 90 * 24 * time.Hour
	samplesMax = 200
	weeksKept  = 13
	// medianFrom is how many answers a median needs before it is told: fewer would be chance.
	medianFrom = 5
)

// Apply is the board after a change to a row that lay in a slot before; "" is a new one. It changes
// nothing of what it is given.
func (b Board) Apply(c Change, was Slot, at time.Time) Board {
	b.count(was, -1)
	b.count(c.Row.Slot(), 1)
	if c.Count.Answered > 0 {
		first := slices.IndexFunc(b.Times, func(s Sample) bool { return at.Sub(s.At) < sampleAge })
		if first < 0 {
			first = len(b.Times)
		}
		b.Times = append(slices.Clone(b.Times[max(first, len(b.Times)+1-samplesMax):]), Sample{at, c.Took})
	}
	switch {
	case c.Missed > 0:
		b.Missed += c.Missed
	case c.Missed < 0:
		b.Missed = 0
	}
	if c.Count != (Figures{}) {
		monday := Monday(at)
		b.Weeks = slices.Clone(b.Weeks)
		if n := len(b.Weeks); n == 0 || b.Weeks[n-1].Monday < monday {
			b.Weeks = append(b.Weeks, Week{Monday: monday})
		}
		b.Weeks = b.Weeks[max(0, len(b.Weeks)-weeksKept):]
		w := &b.Weeks[len(b.Weeks)-1]
		for i := range b.Weeks {
			if b.Weeks[i].Monday == monday {
				w = &b.Weeks[i] // an event that comes late counts where it belongs
			}
		}
		w.add(c.Count)
	}
	return b
}

func (b *Board) count(s Slot, n int) {
	switch {
	case Queue.Has(s):
		b.Open += n
	case InHand.Has(s):
		b.Claimed += n
	}
}

func (f *Figures) add(g Figures) {
	f.Opened += g.Opened
	f.Claimed += g.Claimed
	f.Answered += g.Answered
	f.Closed += g.Closed
	f.Returned += g.Returned
	f.Moved += g.Moved
	f.Withdrawn += g.Withdrawn
}

// Monday is the first day of a time's week, in Paris.
func Monday(at time.Time) string {
	at = at.In(paris)
	return at.AddDate(0, 0, -(int(at.Weekday())+6)%7).Format(time.DateOnly)
}

// Week gives the figures of the week that begins on a Monday.
func (b Board) Week(monday string) Figures {
	for _, w := range b.Weeks {
		if w.Monday == monday {
			return w.Figures
		}
	}
	return Figures{}
}

// Median is how long a first answer takes, half of them at most; false when too few are known.
func (b Board) Median() (time.Duration, bool) {
	if len(b.Times) < medianFrom {
		return 0, false
	}
	minutes := make([]int, len(b.Times))
	for i, s := range b.Times {
		minutes[i] = s.Minutes
	}
	slices.Sort(minutes)
	return time.Duration(minutes[(len(minutes)-1)/2]) * time.Minute, true
}

// Bulletin sums up the week before a time, with the open request that waits longest, if any; false
// when there is nothing to tell.
func (k *Rules) Bulletin(b Board, oldest *Row, at time.Time) (Bulletin, bool) {
	week, before := Monday(at.AddDate(0, 0, -7)), Monday(at.AddDate(0, 0, -14))
	out := Bulletin{
		Partner: b.Partner, PartnerName: k.partner(b.Partner).Name, Week: week,
		Figures: b.Week(week), Before: b.Week(before), Open: b.Open + b.Claimed, Oldest: oldest,
	}
	out.Median, _ = b.Median()
	return out, out.Figures != (Figures{}) || out.Open > 0
}

// BulletinAt is when the next bulletin is due after a time: Monday, 9 in the morning.
func BulletinAt(at time.Time) time.Time {
	y, m, d := at.In(paris).Date()
	day := time.Date(y, m, d, 9, 0, 0, 0, paris)
	for day.Weekday() != time.Monday || !day.After(at) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// Channel is where the staff of a partner read; empty: on the web desk only.
func (k *Rules) Channel(partner string) string { return k.partner(partner).Channel }

// Standing is how much a partner has on its hands, as known when a message is handled.
type Standing struct {
	Load   int           // requests open or claimed
	Missed int           // answers missed in a row
	Median time.Duration // to the first answer; 0 is not known
}

// Standing sums the board up.
func (b Board) Standing() Standing {
	s := Standing{Load: b.Open + b.Claimed}
	if b.Open > 0 {
		s.Missed = b.Missed // with nothing left to answer, nobody is silent
	}
	s.Median, _ = b.Median()
	return s
}
