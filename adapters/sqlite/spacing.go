package sqlite

import "time"

const (
	// distance is the time from the beginning of a transaction to that of the next one, under
	// load. A turn takes three of them one after the other, and one more for each further reply.
	distance = 4 * time.Millisecond
	// crowded is how many requests within a distance are load: some 1,300 turns a second. Fewer leave
	// the processor time to write each as it comes.
	crowded = 16
)

// spacing keeps transactions apart while there are many requests: what a transaction costs
// whatever is in it, its pages above all, is then shared by more of them. It is what PostgreSQL
// calls commit_delay and MySQL binlog_group_commit_sync_delay, without their pitfalls: few
// requests do not wait, and as the time counts from the beginning of the transaction before, a disk that
// is slower than it makes nobody wait any longer.
type spacing struct {
	began time.Time // the last transaction
	crowd float64   // requests of late: those that came, less as many as are no load
}

// wait is how long a transaction has to wait that could begin now.
func (s *spacing) wait(now time.Time) time.Duration {
	if s.crowd <= crowded {
		return 0
	}
	return max(0, s.began.Add(distance).Sub(now))
}

// begin notes that a transaction begins.
func (s *spacing) begin(now time.Time, requests int) {
	gone := crowded * float64(now.Sub(s.began)) / float64(distance)
	// Twice the limit at most: however long it was busy, it soon knows that it is no longer.
	s.crowd = min(max(0, s.crowd-gone)+float64(requests), 2*crowded)
	s.began = now
}
