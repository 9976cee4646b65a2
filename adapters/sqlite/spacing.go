package sqlite

import "time"

const (
	// pause is the time from the end of a transaction to the beginning of the next one, under load. Those who
	// waited for one come back with what follows from it, a turn with its commit, a chat with its next reply, and
	// without a pause they would find the next one begun and wait for two each time.
	pause = 1500 * time.Microsecond
	// crowded is how many requests within a window are load: some 1,300 turns a second. Fewer leave
	// the processor time to write each as it comes.
	crowded = 16
	window  = 4 * time.Millisecond
)

// spacing keeps transactions apart while there are many requests: what a transaction costs
// whatever is in it, its pages above all, is then shared by more of them. It is what PostgreSQL
// calls commit_delay and MySQL binlog_group_commit_sync_delay, without their pitfall: few
// requests do not wait.
type spacing struct {
	began, ended time.Time // the last transaction
	crowd        float64   // requests of late: those that came, less as many as are no load
}

// wait is how long a transaction has to wait that could begin now.
func (s *spacing) wait(now time.Time) time.Duration {
	if s.crowd <= crowded {
		return 0
	}
	return max(0, s.ended.Add(pause).Sub(now))
}

// begin notes that a transaction begins.
func (s *spacing) begin(now time.Time, requests int) {
	gone := crowded * float64(now.Sub(s.began)) / float64(window)
	// Twice the limit at most: however long it was busy, it soon knows that it is no longer.
	s.crowd = min(max(0, s.crowd-gone)+float64(requests), 2*crowded)
	s.began = now
}

// end notes that it is over.
func (s *spacing) end(now time.Time) { s.ended = now }
