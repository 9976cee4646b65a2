package desk

import "time"

// Row is a request on a partner's board. It holds no personal data.
type Row struct {
	Request    string    `json:"r"`
	State      State     `json:"s"` // Open or Claimed
	Label      string    `json:"l,omitempty"`
	Opened     time.Time `json:"o"`
	Since      time.Time `json:"t"`
	By         Staff     `json:"by,omitzero"`
	Unanswered bool      `json:"w,omitempty"` // the person waits for an answer
	Asking     string    `json:"a,omitempty"`
	Returns    int       `json:"n,omitempty"`
}

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
// requests by their events, a moment behind.
type Board struct {
	Partner string   `json:"partner"`
	Rows    []Row    `json:"rows,omitempty"`   // oldest first
	Times   []Sample `json:"times,omitempty"`  // of first answers, the last of 90 days
	Weeks   []Week   `json:"weeks,omitempty"`  // the last ones, newest last
	Missed  int      `json:"missed,omitempty"` // claims or waits in a row that ended without an answer
	Told    string   `json:"told,omitempty"`   // the week of the last bulletin
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
