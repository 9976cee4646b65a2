package desk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var someday = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)

func saying(person string, at time.Time) Saying {
	return Saying{Person: person, Stems: []string{"truc", "bleu"}, At: at.Unix()}
}

func gone(person string, at time.Time) Saying {
	return Saying{Person: person, At: at.Unix(), Gone: true}
}

func TestAGroupIsShownFromThreePeopleOn(t *testing.T) {
	var g Group
	for i, who := range []string{"a", "a", "b", "a"} {
		g = g.Hear(saying(who, someday.Add(time.Duration(i)*time.Minute)))
		if g.Stems != nil || g.row("id").Stems != nil {
			t.Fatalf("after %d the group holds words", i+1)
		}
	}
	g = g.Hear(saying("c", someday))
	row := g.row("id")
	if row.People != 3 || row.Last != "2026-11-27" || !slices.Equal(row.Stems, []string{"truc", "bleu"}) {
		t.Errorf("shown %+v", row)
	}
	g = g.Hear(gone("b", someday.Add(time.Hour)))
	if g.Stems != nil || g.Count() != 2 {
		t.Errorf("with two left the group holds %+v", g)
	}
	// What was on its way when they went does not bring them back; what they write later does.
	if g = g.Hear(saying("b", someday)); g.Count() != 2 {
		t.Error("somebody is back who is gone")
	}
	if g = g.Hear(saying("b", someday.Add(2*time.Hour))); g.Count() != 3 || g.Stems == nil {
		t.Error("somebody who wrote again is not counted")
	}
	late := someday.AddDate(0, 0, UnknownDays).Add(30 * time.Minute)
	if g = g.Trim(late); g.Count() != 1 || g.Stems != nil {
		t.Errorf("after thirty days: %+v", g)
	}
	if g = g.Trim(late.AddDate(0, 0, 1)); len(g.People) != 0 {
		t.Errorf("nobody said it any more: %+v", g)
	}
}

func TestACrowd(t *testing.T) {
	var g Group
	for i := range 500 {
		g = g.Hear(saying(fmt.Sprint(i), someday))
	}
	if g.Count() != crowd || g.row("id").People != crowd {
		t.Errorf("%d people are kept", g.Count())
	}
}

// However often and in whatever order they come, the sayings make one group.
func TestSayingsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) Saying {
			s := saying(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "who"), someday.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "at"))*time.Second))
			if rapid.Bool().Draw(t, "gone") {
				s = gone(s.Person, time.Unix(s.At, 0))
			}
			return s
		})
		all := rapid.SliceOf(one).Draw(t, "sayings")
		other := rapid.Permutation(append(slices.Clone(all), all[:len(all)/2]...)).Draw(t, "order")
		var g, h Group
		for _, s := range all {
			g = g.Hear(s)
		}
		for _, s := range other {
			h = h.Hear(s)
		}
		if diff := cmp.Diff(g.People, h.People); diff != "" || g.Count() >= Few != (g.Stems != nil) {
			t.Fatalf("(-one order +another)\n%s%+v", diff, g)
		}
	})
}

func TestTheBoardTakesNoLateNews(t *testing.T) {
	row := func(people, stamp int) UnknownRow {
		r := UnknownRow{Group: "g", People: people, Last: "2026-11-27", Stamp: int64(stamp)}
		if people > 0 {
			r.Stems = []string{"truc"}
		}
		return r
	}
	u := Unknowns{}.Apply(row(3, 1)).Apply(row(5, 3)).Apply(row(4, 2)).Apply(row(4, 2))
	if len(u.Rows) != 1 || u.Rows[0].People != 5 {
		t.Errorf("board %+v", u)
	}
	if u = u.Apply(row(0, 4)).Apply(row(5, 3)); len(u.Open()) != 0 || u.Rows[0].People != 0 {
		t.Errorf("a group of too few is shown: %+v", u)
	}
	if u = u.Apply(UnknownRow{Group: "later", Stems: []string{"x"}, Stamp: 5 + int64(goneFor)}); len(u.Rows) != 1 {
		t.Errorf("of a group of long ago there still is %+v", u.Rows)
	}
	for i := range rowsKept + 50 {
		r := row(3+i, 10+int(goneFor))
		r.Group = fmt.Sprint(i)
		u = u.Apply(r)
	}
	if len(u.Rows) != rowsKept || u.Open()[0].People != 3+rowsKept+49 {
		t.Errorf("%d rows, the first of %d people", len(u.Rows), u.Open()[0].People)
	}
}

func TestOneDecides(t *testing.T) {
	u := Unknowns{Rows: []UnknownRow{{Group: "g", Stems: []string{"truc"}, People: 3}}}
	marie, jean := Staff{ID: "1", Name: "Marie"}, Staff{ID: "2", Name: "Jean"}
	u, _, o := u.Decide(Decision{Verdict: Ask, Group: "g", By: jean})
	if o.Refusal != "" || u.Rows[0].Asked == nil || len(u.Open()) != 1 {
		t.Fatalf("asked: %+v, %+v", o, u)
	}
	u, e, o := u.Decide(Decision{Verdict: Attach, Group: "g", Intent: "cpf", Example: "c'est quoi le truc", By: marie, ID: "x"})
	if o.Refusal != "" || e == nil || e.Intent != "cpf" || e.By != marie || e.Group != "g" || len(u.Open()) != 0 {
		t.Fatalf("attached: %+v, %+v", o, e)
	}
	if _, e, o := u.Decide(Decision{Verdict: Attach, Group: "g", Intent: "vae", By: jean}); o.Refusal != Taken || o.By != marie || e != nil {
		t.Errorf("the second: %+v", o)
	}
	if _, _, o := u.Decide(Decision{Verdict: Drop, Group: "other"}); o.Refusal != IsGone {
		t.Errorf("a group that is gone: %+v", o)
	}
	// Much happens within one moment, and each of it has a stamp of its own.
	g, news := Group{}.Hear(saying("a", someday)).Hear(saying("b", someday)).Hear(saying("c", someday)).Changed(Group{}, "h", someday)
	h, more := g.Hear(saying("d", someday)).Changed(g, "h", someday)
	if b := (Unknowns{}).Apply(*news).Apply(*more); b.Rows[0].People != 4 {
		t.Errorf("board %+v", b)
	}
	if _, none := h.Hear(saying("d", someday)).Changed(h, "h", someday); none != nil {
		t.Errorf("nothing is new: %+v", none)
	}
	// Counts go on, and the decision stays; taken back, the group waits again.
	u = u.Apply(UnknownRow{Group: "g", Stems: []string{"truc"}, People: 4, Stamp: 1})
	if u.Rows[0].Decided == nil || u.Rows[0].Asked == nil {
		t.Error("news of a group undo what was decided")
	}
	if u, _, _ = u.Decide(Decision{Verdict: Withdraw, Example: "x"}); len(u.Open()) != 1 {
		t.Error("an example was taken back and its group does not wait")
	}
}
