package bottest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"potentiels/bot"
)

// families are all there are, and one that nobody has thought of: whatever is
// kept about a person must go when they ask for it.
var families = []bot.Family{
	bot.FamilySession, bot.FamilyHistory, bot.FamilyRequest, bot.FamilySubscriber, bot.FamilyParked, bot.FamilyDesk, bot.FamilyThread, bot.FamilyUnknown,
	"unheard-of",
}

func testRecords(t *testing.T, s *store) {
	a, b := person(1), person(2)
	same(t, "records of nobody", s.records(a), nil)
	session := record(a, bot.FamilySession, "", `{"state":1}`)
	s.commit(a, bot.Batch{Put: []bot.Record{session, record(a, bot.FamilyHistory, "1", "bonjour")}})
	s.commit(b, bot.Batch{Put: []bot.Record{record(b, bot.FamilySession, "", "b")}})
	session.Value = []byte(`{"state":2}`)
	empty := record(a, bot.FamilyHistory, "2", "")
	s.commit(a, bot.Batch{Put: []bot.Record{record(a, bot.FamilySession, "", "overwritten"), session, empty}})

	for _, when := range []string{"at once", "after reopening"} {
		got, err := s.Get(t.Context(), session.Key, empty.Key,
			bot.Key{Owner: b, Family: bot.FamilySession},
			bot.Key{Owner: b, Family: bot.FamilyHistory, Key: "1"}, // not there
			bot.Key{Owner: a, Family: bot.FamilySession, Key: "1"}, // not there
			bot.Key{Owner: person(3), Family: bot.FamilySession},   // nobody
		)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(got, byOwner)
		same(t, "get "+when, got, []bot.Record{empty, session, record(b, bot.FamilySession, "", "b")})
		same(t, "of an owner "+when, s.records(a),
			[]bot.Record{record(a, bot.FamilyHistory, "1", "bonjour"), empty, session})
		s.reopen()
	}
	got, err := s.Get(t.Context())
	if err != nil || len(got) != 0 {
		t.Errorf("get of nothing: %v, error %v", got, err)
	}
}

func byOwner(a, b bot.Record) int {
	return cmp.Or(cmp.Compare(a.Owner.String(), b.Owner.String()), cmp.Compare(a.Family, b.Family),
		cmp.Compare(a.Key.Key, b.Key.Key))
}

func testScan(t *testing.T, s *store) {
	a := person(1)
	var want []bot.Record
	for i := range 50 {
		want = append(want, record(a, bot.FamilyHistory, fmt.Sprintf("%04d", i*3), fmt.Sprint(i)))
	}
	shuffled := slices.Concat(want[25:], want[:25])
	s.commit(a, bot.Batch{Put: append(shuffled, record(a, bot.FamilySession, "", "s"), record(a, bot.FamilyParked, "9", "p"))})
	for _, c := range []struct {
		after string
		limit int
		want  []bot.Record
	}{
		{"", 0, want},
		{"", 7, want[:7]},
		{"0030", 0, want[11:]},
		{"0031", 5, want[11:16]},
		{"0146", 10, want[49:]},
		{"0147", 10, nil},
		{"", 1000, want},
	} {
		got := all(t, s.Scan(t.Context(), a, bot.FamilyHistory, c.after, c.limit))
		same(t, fmt.Sprintf("after %q limit %d", c.after, c.limit), got, c.want)
	}
	// The empty key is after no key: Scan has no way to name a place before it.
	same(t, "the empty key", all(t, s.Scan(t.Context(), a, bot.FamilySession, "", 0)), nil)
}

func testScanPartition(t *testing.T, s *store) {
	people := siblings(7, 40)
	slices.SortFunc(people, func(a, b bot.Address) int { return cmp.Compare(a.String(), b.String()) })
	var want []bot.Record
	for _, a := range people {
		rs := []bot.Record{record(a, bot.FamilySubscriber, "", "yes"), record(a, bot.FamilySubscriber, "x", "no")}
		want = append(want, rs...)
		s.commit(a, bot.Batch{Put: append(rs, record(a, bot.FamilySession, "", "s"), record(a, bot.FamilyHistory, "1", "h"))})
	}
	stranger := siblings(8, 1)[0]
	s.commit(stranger, bot.Batch{Put: []bot.Record{record(stranger, bot.FamilySubscriber, "", "yes")}})
	same(t, "subscribers", all(t, s.ScanPartition(t.Context(), 7, bot.FamilySubscriber)), want)
	same(t, "requests", all(t, s.ScanPartition(t.Context(), 7, bot.FamilyRequest)), nil)
	same(t, "neighbours", all(t, s.ScanPartition(t.Context(), 8, bot.FamilySubscriber)),
		[]bot.Record{record(stranger, bot.FamilySubscriber, "", "yes")})
}

func testPruneDelete(t *testing.T, s *store) {
	a := siblings(7, 2)
	var history [2][]bot.Record
	for i, owner := range a {
		for n := range 9 {
			history[i] = append(history[i], record(owner, bot.FamilyHistory, fmt.Sprint(n), "x"))
		}
		s.commit(owner, bot.Batch{Put: append(slices.Clone(history[i]), record(owner, bot.FamilyParked, "1", "p"))})
	}
	scan := func(i int) []bot.Record { return all(t, s.Scan(t.Context(), a[i], bot.FamilyHistory, "", 0)) }
	s.commit(a[0], bot.Batch{Prune: []bot.Key{history[0][3].Key}})
	same(t, "after prune", scan(0), history[0][4:])
	s.commit(a[0], bot.Batch{Prune: []bot.Key{{Owner: a[0], Family: bot.FamilyHistory, Key: "3zzz"}}})
	same(t, "after a prune between keys", scan(0), history[0][4:])
	s.commit(a[0], bot.Batch{Delete: []bot.Key{history[0][5].Key, history[0][0].Key}}) // the second is gone already
	same(t, "after delete", scan(0), slices.Concat(history[0][4:5], history[0][6:]))
	// In the order of the fields: gone first, then put.
	s.commit(a[0], bot.Batch{
		Put:    []bot.Record{history[0][1], history[0][4]},
		Delete: []bot.Key{history[0][4].Key},
		Prune:  []bot.Key{history[0][8].Key},
	})
	s.reopen()
	same(t, "after prune and put", scan(0), []bot.Record{history[0][1], history[0][4]})
	same(t, "neighbour", scan(1), history[1])
	same(t, "other families", len(s.records(a[0])), 3)
}

func testTrickyKeys(t *testing.T, s *store) {
	// Ids with what implementations like to put between the parts of a key.
	keys := []string{
		"0", "00", "1", "10", "2", "a", "a\x00", "a\x00b", "a b", "a%", "a'b", "a*", "a:b", "a\\", "a_", "a{b}", "ab",
		"é", "e\u0301", "ÿ", "\u00a0", "😀", "\uffff", "\x01", "\x7f", "\x80", "\xff", "\xff\xff", "[a-z]", "$1", "?1",
	}
	slices.Sort(keys)
	owner := person(42)
	var want []bot.Record
	for _, k := range keys {
		want = append(want, record(owner, bot.FamilyHistory, k, "value of "+k))
	}
	s.commit(owner, bot.Batch{Put: want})
	same(t, "scan", all(t, s.Scan(t.Context(), owner, bot.FamilyHistory, "", 0)), want)
	for i, k := range keys {
		got := all(t, s.Scan(t.Context(), owner, bot.FamilyHistory, k, 1))
		same(t, fmt.Sprintf("the one after %q", k), got, want[i+1:min(i+2, len(want))])
	}

	// The same as ids of people: each is somebody else.
	var people []bot.Address
	for _, id := range keys {
		people = append(people, bot.Address{Channel: "web", ID: id}, bot.Address{Channel: "web2", ID: id})
	}
	for i, a := range people {
		d := delivery(a, "d"+fmt.Sprint(i))
		s.append(entry(a, uint64(i), "x"))
		s.commit(a, bot.Batch{Put: []bot.Record{record(a, bot.FamilySession, "", fmt.Sprint(i))}, Queue: []bot.Delivery{d}})
	}
	s.reopen()
	for i, a := range people {
		same(t, fmt.Sprintf("session of %q", a.ID), s.records(a), []bot.Record{record(a, bot.FamilySession, "", fmt.Sprint(i))})
	}
	for i, a := range people {
		if i%2 == 0 {
			s.commit(a, bot.Batch{Erase: []bot.Address{a}})
		}
	}
	for i, a := range people {
		if got := len(s.records(a)); got != i%2 {
			t.Errorf("%q has %d records after the erasure of others", a.ID, got)
		}
		queued := slices.ContainsFunc(s.outbox(a), func(d bot.Delivery) bool { return d.Owner == a })
		if queued != (i%2 == 1) {
			t.Errorf("%q is in the outbox: %v", a.ID, queued)
		}
		read := slices.ContainsFunc(s.inbox(a), func(item bot.Item) bool { return item.To == a && item.ID == uint64(i) })
		if !read {
			t.Errorf("%q is not in the inbox", a.ID)
		}
	}
}

func testErase(t *testing.T, s *store) {
	people := siblings(7, 3)
	gone, stays, prefix := people[0], people[1], bot.Address{}
	for i := 0; ; i++ { // somebody whose id begins with that of the one to be erased
		prefix = bot.Address{Channel: gone.Channel, ID: gone.ID + fmt.Sprint(i)}
		if prefix.Partition() == gone.Partition() {
			break
		}
	}
	var want, keys []bot.Record
	for _, a := range []bot.Address{gone, stays, prefix} {
		var b bot.Batch
		for _, f := range families {
			for _, k := range []string{"", "1", "\xff"} {
				b.Put = append(b.Put, record(a, f, k, "about "+a.ID))
			}
		}
		if a == gone {
			keys = b.Put
		} else {
			want = append(want, b.Put...)
		}
		for _, c := range []bot.Class{bot.ClassReply, bot.ClassCampaign, bot.ClassEvent} {
			d := delivery(a, fmt.Sprintf("%s/%d", a.ID, c))
			d.Class, d.To = c, stays
			b.Queue = append(b.Queue, d)
		}
		s.commit(a, b)
	}
	last := record(gone, bot.FamilySession, "", "erased")
	goodbye := delivery(gone, "goodbye")
	s.commit(gone, bot.Batch{Erase: []bot.Address{gone}, Put: []bot.Record{last}, Queue: []bot.Delivery{goodbye}})
	same(t, "what the same batch put", s.records(gone), []bot.Record{last})

	s.commit(gone, bot.Batch{Erase: []bot.Address{gone, person(123456)}[:1]})
	for _, when := range []string{"at once", "after reopening"} {
		same(t, "records "+when, s.records(gone), nil)
		for _, r := range keys {
			got, err := s.Get(t.Context(), r.Key)
			if err != nil || len(got) != 0 {
				t.Errorf("%s: %s is still there (error %v)", when, r.Family, err)
			}
		}
		for _, f := range families {
			for _, r := range all(t, s.ScanPartition(t.Context(), gone.Partition(), f)) {
				if r.Owner == gone {
					t.Errorf("%s: %s is still found in the partition", when, f)
				}
			}
		}
		got := append(s.records(stays), s.records(prefix)...)
		slices.SortFunc(got, byOwner)
		slices.SortFunc(want, byOwner)
		same(t, "neighbours "+when, got, want)
		outbox := s.outbox(gone)
		for _, d := range outbox {
			if d.Owner == gone {
				t.Errorf("%s: %s is still in the outbox", when, d.ID)
			}
		}
		same(t, "neighbours in the outbox "+when, len(outbox), 6)
		s.reopen()
	}
}

func testScanAbandoned(t *testing.T, s *store) {
	a := person(1)
	var b bot.Batch
	for i := range 300 {
		b.Put = append(b.Put, record(a, bot.FamilyHistory, fmt.Sprintf("%04d", i), "x"))
	}
	s.commit(a, b)
	for range 50 { // more often than there could be connections to leak
		for _, err := range s.ScanOwner(t.Context(), a) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	seen := 0
	for r, err := range s.Scan(t.Context(), a, bot.FamilyHistory, "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		s.commit(a, bot.Batch{Delete: []bot.Key{r.Key}}) // writing inside a scan does not hang
		if _, err := s.Get(t.Context(), r.Key); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "seen", seen, 300)
	same(t, "left", len(s.records(a)), 0)
}
