package content

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // hours are those of Paris, also where the system has no table of zones
)

// Paris is the time of opening hours and holidays.
var Paris = func() *time.Location {
	l, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // embedded above
	}
	return l
}()

// Calendar is when a partner answers: hours of the week, without public holidays and the
// times it is closed.
type Calendar struct {
	week   [7][]span // by time.Weekday
	closed []season
	local  bool // with the two days of Alsace-Moselle
}

// span is part of a day, in minutes from its midnight.
type span struct{ from, to int }

// season is a part of every year, its ends included, as month*100+day; it may pass over the new year.
type season struct{ from, to int }

func (s season) has(t time.Time) bool {
	day := int(t.Month())*100 + t.Day()
	if s.from <= s.to {
		return s.from <= day && day <= s.to
	}
	return day >= s.from || day <= s.to
}

// usualHours are those of a partner that tells none.
const usualHours = "lun-ven 9:00-12:00 14:00-17:00"

var (
	weekdays = map[string]time.Weekday{"lun": 1, "mar": 2, "mer": 3, "jeu": 4, "ven": 5, "sam": 6, "dim": 0}
	daysForm = regexp.MustCompile(`^([a-z]{3})(?:-([a-z]{3}))?$`)
	spanForm = regexp.MustCompile(`^(\d{1,2})(?:[:h](\d{2})?)?-(\d{1,2})(?:[:h](\d{2})?)?$`)
	dayForm  = regexp.MustCompile(`^(\d{2})-(\d{2})\.\.(\d{2})-(\d{2})$`)
)

// ReadCalendar reads opening hours, "lun-jeu 9:00-12:00 14:00-17:00" and "ven 9:00-12:00" for
// example, and the times of the year that are closed, "08-01..08-20". No hours are the usual
// ones. alsaceMoselle adds Good Friday and 26 December.
func ReadCalendar(hours, closed []string, alsaceMoselle bool) (*Calendar, error) {
	c := &Calendar{local: alsaceMoselle}
	if len(hours) == 0 {
		hours = []string{usualHours}
	}
	for _, line := range hours {
		if err := c.readHours(line); err != nil {
			return nil, err
		}
	}
	for _, s := range closed {
		m := dayForm.FindStringSubmatch(s)
		if m == nil {
			return nil, fmt.Errorf("%q is not a time of the year such as 08-01..08-20", s)
		}
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(m[i+1])
		}
		for _, d := range [][2]int{{n[0], n[1]}, {n[2], n[3]}} {
			if d[0] < 1 || d[0] > 12 || d[1] < 1 || d[1] > 31 {
				return nil, fmt.Errorf("%q: no such day", s)
			}
		}
		c.closed = append(c.closed, season{n[0]*100 + n[1], n[2]*100 + n[3]})
	}
	if at := time.Date(2027, 1, 1, 0, 0, 0, 0, Paris); c.Next(at).IsZero() {
		return nil, errors.New("it is never open")
	}
	return c, nil
}

func (c *Calendar) readHours(line string) error {
	words := strings.Fields(strings.ToLower(line))
	m := []string(nil)
	if len(words) > 1 {
		m = daysForm.FindStringSubmatch(words[0])
	}
	if m == nil {
		return fmt.Errorf("%q are not hours such as lun-ven 9:00-12:00 14:00-17:00", line)
	}
	first, ok := weekdays[m[1]]
	last, okLast := first, true
	if m[2] != "" {
		last, okLast = weekdays[m[2]]
	}
	if !ok || !okLast {
		return fmt.Errorf("%q: days are lun, mar, mer, jeu, ven, sam, dim", line)
	}
	var spans []span
	for _, w := range words[1:] {
		m := spanForm.FindStringSubmatch(w)
		if m == nil {
			return fmt.Errorf("%q is not a time such as 9:00-12:00", w)
		}
		at := func(hour, minute string) int {
			h, _ := strconv.Atoi(hour)
			n, _ := strconv.Atoi(minute)
			return h*60 + n
		}
		s := span{at(m[1], m[2]), at(m[3], m[4])}
		if s.from >= s.to || s.to > 24*60 || len(spans) > 0 && spans[len(spans)-1].to > s.from {
			return fmt.Errorf("%q: times of a day follow each other, from 0:00 to 24:00", line)
		}
		spans = append(spans, s)
	}
	for d := first; ; d = (d + 1) % 7 {
		c.week[d] = spans
		if d == last {
			return nil
		}
	}
}

// day gives the open times of a day, as instants in order.
func (c *Calendar) day(midnight time.Time) [][2]time.Time {
	if Holiday(midnight, c.local) || c.Away(midnight) {
		return nil
	}
	var out [][2]time.Time
	for _, s := range c.week[midnight.Weekday()] {
		at := func(n int) time.Time {
			return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), n/60, n%60, 0, 0, Paris)
		}
		out = append(out, [2]time.Time{at(s.from), at(s.to)})
	}
	return out
}

// Away tells whether a day lies in a time of the year that is closed.
func (c *Calendar) Away(t time.Time) bool {
	t = t.In(Paris)
	for _, s := range c.closed {
		if s.has(t) {
			return true
		}
	}
	return false
}

// Open tells whether somebody is there.
func (c *Calendar) Open(t time.Time) bool { return c.Next(t).Equal(t) }

// horizon is how far ahead opening times are looked for.
const horizon = 400

// Next is when somebody is there: now, or when it opens next; the zero time is never.
func (c *Calendar) Next(t time.Time) time.Time {
	day := midnight(t)
	for range horizon {
		for _, s := range c.day(day) {
			if t.Before(s[0]) {
				return s[0]
			}
			if t.Before(s[1]) {
				return t
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}
}

// After is the time when d of open hours have passed.
func (c *Calendar) After(t time.Time, d time.Duration) time.Time {
	day := midnight(t)
	for range horizon {
		for _, s := range c.day(day) {
			if !t.Before(s[1]) {
				continue
			}
			if t.Before(s[0]) {
				t = s[0]
			}
			if left := s[1].Sub(t); d <= left {
				return t.Add(d)
			} else {
				d -= left
			}
			t = s[1]
		}
		day = day.AddDate(0, 0, 1)
	}
	return t.Add(d)
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(Paris).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Paris)
}

// Holiday tells whether a day is a public holiday in France; local adds those of Alsace and
// Moselle alone: Good Friday and 26 December.
func Holiday(t time.Time, local bool) bool {
	t = t.In(Paris)
	switch day := int(t.Month())*100 + t.Day(); day {
	case 101, 501, 508, 714, 815, 1101, 1111, 1225:
		return true
	case 1226:
		return local
	}
	switch t.YearDay() - easter(t.Year()).YearDay() {
	case 1, 39, 50: // Easter Monday, Ascension, Whit Monday
		return true
	case -2:
		return local
	}
	return false
}

// easter is Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical
// Algorithms, chapter 8).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	day := (h+l-7*m+114)%31 + 1
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, Paris)
}
