package desk

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"time"
)

// What was not understood. The raw text stays with the person who wrote it. What leaves them are the
// stems it is about and a pseudonym, to a [Group] of all who said the same: it counts them, and holds
// no word as long as they are fewer than [Few]. From there on it stands on the one board of
// [Unknowns], where staff say what is meant, in a sentence of their own.

// UnknownChannel is that of the addresses of groups: "inconnu:ID". UnknownBoard is the id of
// their board.
const (
	UnknownChannel = "inconnu"
	UnknownBoard   = "tableau"
)

const (
	// Few is how many people must have said the same before anybody sees it.
	Few = 3
	// UnknownDays is how long a message counts, and its text is kept.
	UnknownDays = 30
	// crowd is how many people a group counts at most: it is as clear then as it will be.
	crowd = 200
	// goneFor is how long a group knows that somebody is gone, lest an event that was on its way
	// bring them back.
	goneFor = 24 * time.Hour
	// rowsKept bounds the board.
	rowsKept = 300
)

// GroupID names the group of messages with these stems, in whatever order.
func GroupID(stems []string) string {
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(stems)), " ")))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Saying is that somebody said what a group is of, or is not to be counted any more.
type Saying struct {
	Person string   `json:"p"` // pseudonym
	Stems  []string `json:"s,omitempty"`
	At     int64    `json:"t"` // Unix seconds, as received
	Gone   bool     `json:"g,omitempty"`
}

// Group is the record of "inconnu:ID". Of each person the latest saying counts, so that it is
// the same in whatever order and however often sayings come.
type Group struct {
	People map[string]Standpoint `json:"p"`
	Stems  []string              `json:"s,omitempty"` // nil: fewer than Few said it
	Stamp  int64                 `json:"n,omitempty"` // of what the board was told last
}

// Standpoint is where somebody stands to a group since a time.
type Standpoint struct {
	At   int64 `json:"t"`
	Gone bool  `json:"g,omitempty"`
}

// Hear takes a saying in.
func (g Group) Hear(s Saying) Group {
	was, known := g.People[s.Person]
	if known && (was.At > s.At || was.At == s.At && (was.Gone || !s.Gone)) {
		return g
	}
	if !known && !s.Gone && g.Count() >= crowd {
		return g
	}
	g.People = maps.Clone(g.People)
	if g.People == nil {
		g.People = make(map[string]Standpoint)
	}
	g.People[s.Person] = Standpoint{At: s.At, Gone: s.Gone}
	if !s.Gone {
		g.Stems = s.Stems
	}
	return g.settled()
}

// Trim leaves out who said it too long ago.
func (g Group) Trim(now time.Time) Group {
	if !g.Outdated(now) {
		return g
	}
	g.People = maps.Clone(g.People)
	maps.DeleteFunc(g.People, func(_ string, p Standpoint) bool { return p.over(now) })
	return g.settled()
}

// Outdated tells whether Trim would leave somebody out.
func (g Group) Outdated(now time.Time) bool {
	for _, p := range g.People {
		if p.over(now) {
			return true
		}
	}
	return false
}

func (p Standpoint) over(now time.Time) bool {
	if p.Gone {
		return time.Unix(p.At, 0).Before(now.Add(-goneFor))
	}
	return UnknownOver(time.Unix(p.At, 0), now)
}

// UnknownOver tells whether something that was not understood has passed its time.
func UnknownOver(at, now time.Time) bool { return at.Before(now.AddDate(0, 0, -UnknownDays)) }

func (g Group) settled() Group {
	if g.Count() < Few {
		g.Stems = nil
	}
	return g
}

// Count is how many people said it.
func (g Group) Count() int {
	n := 0
	for _, p := range g.People {
		if !p.Gone {
			n++
		}
	}
	return n
}

// Changed gives the group as it became, and what the board is to be told of it: nil is nothing.
func (g Group) Changed(before Group, id string, at time.Time) (Group, *UnknownRow) {
	row := g.row(id)
	if row.same(before.row(id)) {
		return g, nil
	}
	g.Stamp = max(before.Stamp+1, at.UnixNano()) // much happens at once, and a group may begin anew
	row.Stamp = g.Stamp
	return g, &row
}

// row is the group as the board shows it; without stems it is not shown.
func (g Group) row(id string) UnknownRow {
	r := UnknownRow{Group: id, Stems: g.Stems}
	if g.Stems == nil {
		return r
	}
	r.People = rounded(g.Count())
	last := int64(0)
	for _, p := range g.People {
		if !p.Gone {
			last = max(last, p.At)
		}
	}
	r.Last = time.Unix(last, 0).In(paris).Format(time.DateOnly)
	return r
}

// rounded is a number of people as it is told: the board is not written anew for each of a crowd.
func rounded(n int) int {
	if n > 20 {
		return n / 10 * 10
	}
	return n
}

// UnknownRow is a group of messages on the board.
type UnknownRow struct {
	Group   string    `json:"g"`
	Stems   []string  `json:"s"`            // in the order of one of the messages
	People  int       `json:"n"`            // who said it in the last UnknownDays days; from 20 on, in tens
	Last    string    `json:"d"`            // day it was last said, 2006-01-02
	Stamp   int64     `json:"t"`            // of the group's news, so that late ones are not taken up
	Asked   *Decision `json:"a,omitempty"`  // that a human was asked
	Decided *Decision `json:"by,omitempty"` // what staff said of it; nil: nothing yet
}

func (r UnknownRow) same(o UnknownRow) bool {
	return r.People == o.People && r.Last == o.Last && slices.Equal(r.Stems, o.Stems)
}

// Unknowns is the board of what was not understood, the record of "inconnu:tableau".
type Unknowns struct {
	Rows []UnknownRow `json:"rows"`
}

// Open are the groups that nobody has decided on, those that most people said first.
func (u Unknowns) Open() []UnknownRow {
	open := slices.DeleteFunc(slices.Clone(u.Rows), func(r UnknownRow) bool { return r.Decided != nil || r.Stems == nil })
	slices.SortStableFunc(open, before)
	return open
}

func before(a, b UnknownRow) int {
	return cmp.Or(-cmp.Compare(a.People, b.People), -cmp.Compare(a.Last, b.Last), cmp.Compare(a.Group, b.Group))
}

// Row finds a group.
func (u Unknowns) Row(group string) (UnknownRow, bool) {
	i := u.find(group)
	if i < 0 || u.Rows[i].Stems == nil {
		return UnknownRow{}, false
	}
	return u.Rows[i], true
}

func (u Unknowns) find(group string) int {
	return slices.IndexFunc(u.Rows, func(r UnknownRow) bool { return r.Group == group })
}

// Apply takes up the news of a group.
func (u Unknowns) Apply(news UnknownRow) Unknowns {
	i := u.find(news.Group)
	if i < 0 && news.Stems == nil || i >= 0 && u.Rows[i].Stamp >= news.Stamp {
		return u
	}
	// A group that is not shown any more stands there for a while, without a word, lest late news of it show it.
	u.Rows = slices.Clone(u.Rows)
	if i >= 0 {
		if news.Stems != nil {
			news.Asked, news.Decided = u.Rows[i].Asked, u.Rows[i].Decided
		}
		u.Rows[i] = news
	}
	u.Rows = slices.DeleteFunc(u.Rows, func(r UnknownRow) bool { return r.Stems == nil && r.Stamp < news.Stamp-int64(goneFor) })
	if i >= 0 {
		return u
	}
	u.Rows = append(u.Rows, news)
	if len(u.Rows) > rowsKept { // what is said again comes back
		slices.SortStableFunc(u.Rows, func(a, b UnknownRow) int {
			return cmp.Or(compareBool(a.Decided != nil, b.Decided != nil), before(a, b))
		})
		u.Rows = u.Rows[:rowsKept]
	}
	return u
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Verdict is what staff can say of a group.
type Verdict string

// Verdicts.
const (
	Attach   Verdict = "attach"   // it asks for Decision.Intent: Example is a sentence that does
	Ask      Verdict = "ask"      // a human is asked what it means
	Drop     Verdict = "drop"     // it is of no use
	Withdraw Verdict = "withdraw" // Example takes back the example of that id
)

// Decision is what somebody said of a group.
type Decision struct {
	Verdict Verdict   `json:"v"`
	Group   string    `json:"g,omitempty"`
	Intent  string    `json:"i,omitempty"`
	Example string    `json:"x,omitempty"`
	By      Staff     `json:"by"`
	At      time.Time `json:"at"`
	ID      string    `json:"id,omitempty"` // of the example that came of it
}

// Example is a sentence that staff wrote for an intent.
type Example struct {
	ID     string    `json:"id"` // in the order they were written
	Intent string    `json:"intent"`
	Text   string    `json:"text"`
	Group  string    `json:"group"`
	By     Staff     `json:"by"`
	At     time.Time `json:"at"`
}

// Decide takes a decision up, unless another was quicker: that one then comes back with Taken. An
// example to be written comes back as well.
func (u Unknowns) Decide(d Decision) (Unknowns, *Example, Outcome) {
	u.Rows = slices.Clone(u.Rows)
	if d.Verdict == Withdraw {
		for i := range u.Rows {
			if by := u.Rows[i].Decided; by != nil && by.ID == d.Example {
				u.Rows[i].Decided = nil
			}
		}
		return u, nil, Outcome{}
	}
	i := u.find(d.Group)
	switch {
	case i < 0, u.Rows[i].Stems == nil:
		return u, nil, Outcome{Refusal: IsGone}
	case u.Rows[i].Decided != nil:
		return u, nil, Outcome{Refusal: Taken, By: u.Rows[i].Decided.By}
	}
	d.Group = ""
	switch d.Verdict {
	case Ask:
		u.Rows[i].Asked = &d
		return u, nil, Outcome{}
	case Attach:
		e := Example{ID: d.ID, Intent: d.Intent, Text: d.Example, Group: u.Rows[i].Group, By: d.By, At: d.At}
		u.Rows[i].Decided = &d
		return u, &e, Outcome{}
	}
	u.Rows[i].Decided = &d
	return u, nil, Outcome{}
}

// Understanding is what the desk needs of the reader of sentences.
type Understanding interface {
	// Intents are those a sentence can be an example of.
	Intents() []string
	// Refuse tells why a sentence cannot be an example of an intent, for messages of these stems;
	// "" when it can.
	Refuse(sentence, intent string, stems []string) string
	// Learnt tells what has become of an example.
	Learnt(e Example) Learning
}

// Learning is what has become of an example.
type Learning struct {
	Taken bool   `json:"taken"`         // the bot understands by it
	Why   string `json:"why,omitempty"` // why it does not; "" when it was not tried yet
}

// Understanding is the reader of sentences; nil: examples cannot be written.
func (k *Rules) Understanding() Understanding { return k.understanding }
