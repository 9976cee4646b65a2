package bot

import "time"

// tempo is how fast all chats of a channel together are sent to. It is as fast as
// calls go until the network asks the whole program to wait; from then on it is the rate
// that was just too fast, lowered by a quarter, and raised by a call a second every second.
// Networks do not tell their limit: without this, every wait would end in a burst that
// earns the next one.
type tempo struct {
	interval time.Duration // between calls; 0 is no limit
	next     time.Time     // when the next call may begin, under a limit
	began    [2]int        // calls begun in this second and the one before
	second   int64
}

const (
	// slowest and fastest bound the rate that is kept: below, nobody would be answered;
	// above it, the number of calls under way is the limit.
	slowest = 200 * time.Millisecond
	fastest = time.Millisecond
)

// ready is when the next call may begin; the zero time is at once.
func (t *tempo) ready() time.Time {
	if t.interval == 0 {
		return time.Time{}
	}
	return t.next
}

// begin counts a call that begins now.
func (t *tempo) begin(now time.Time) {
	t.tick(now)
	t.began[0]++
	if t.interval > 0 {
		t.next = later(now, t.next).Add(t.interval)
	}
}

// tick keeps the counts to the present second and the one before.
func (t *tempo) tick(now time.Time) {
	switch second := now.Unix(); second - t.second {
	case 0:
	case 1:
		t.began = [2]int{0, t.began[0]}
		t.second = second
	default:
		t.began = [2]int{}
		t.second = second
	}
}

// tooFast lowers the rate: the network asked the whole program to wait until a time.
func (t *tempo) tooFast(now, until time.Time) {
	t.tick(now)
	if t.interval == 0 {
		t.interval = time.Second / time.Duration(max(t.began[0], t.began[1], 1))
	}
	t.interval = min(t.interval*4/3, slowest)
	t.next = until
}

// well raises the rate a little: a call went through.
func (t *tempo) well() {
	if t.interval == 0 {
		return
	}
	rate := float64(time.Second) / float64(t.interval)
	t.interval = time.Duration(float64(time.Second) / (rate + 1/rate))
	if t.interval < fastest {
		t.interval = 0
	}
}
