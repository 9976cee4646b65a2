package desk

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// Of a long queue the oldest are shown, and how many there are besides; more of it and what is sought is
// asked for.
func TestLongQueue(t *testing.T) {
	o := newOffice(t, 0, nil)
	const many = 130
	for i := range many {
		o.wrote(strconv.Itoa(i), "demande afpa "+strings.Repeat("x", i%5), time.Now().Add(time.Duration(i-many)*time.Minute))
	}
	marie := o.staff("Marie Colin", "afpa")
	board := func(query string) (b struct {
		Rows   []row
		Counts counts
	}) {
		marie.call(request("GET", "/desk/api/board"+query, ""), 200, &b)
		return b
	}
	o.until("all of them", func() bool { return board("").Counts.Open == many })
	for query, want := range map[string]int{"": rowsShown, "?limit=7": 7, "?limit=500": many, "?limit=-1": rowsShown, "?limit=x": rowsShown, "?limit=99999999": many} {
		if b := board(query); len(b.Rows) != want || b.Rows[0].Opened.After(b.Rows[want-1].Opened) {
			t.Errorf("%q shows %d rows", query, len(b.Rows))
		}
	}
	b := o.named("Marie Colin", "afpa")
	rows := func() int { return len(b.Texts("#rows a")) }
	b.Until("the oldest, and how many more", func() bool {
		return rows() == rowsShown && strings.Contains(b.Text("#more-text"), "Et 30 plus récentes") && b.Text(`[data-filter=open] b`) == "130"
	})
	b.ClickLabel("En montrer plus")
	b.Until("all of them", func() bool { return rows() == many && !b.Shown("#more") })
	b.clean(0)
}
