package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"potentiels/bot/content"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, content.Paris)

func directory(t interface{ Fatal(...any) }) *content.Content {
	c, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newRules(t interface{ Fatal(...any) }, delay time.Duration) *Rules {
	c := directory(t)
	for i := range c.Partners {
		switch c.Partners[i].ID {
		case "afpa":
			c.Partners[i].Channel = "CAFPA"
		case "greta":
			c.Partners[i].Channel = "CGRETA"
		}
	}
	k, err := NewRules(c, Settings{Delay: delay, Network: "slack", Channel: "CALL"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func opening(partner, contact string) *Opening {
	return &Opening{
		ID: "r1", Person: "net:42", Local: "l1", Via: "net", Label: "soudage",
		Card:    []Field{{"Demande", "« rappelez-moi au 06 12 34 56 78 »"}, {"Contact", contact}},
		Contact: contact, Consent: Consent{Partner: partner, Version: "accord/1/x", Words: "J'accepte"},
	}
}

// desk is a request as a test drives it, with what came of it.
type bench struct {
	k      *Rules
	r      Request
	at     time.Time
	due    map[string]time.Time
	said   []News
	posts  []Post
	boards map[string]Board
	rows   map[string]map[string]Row // by partner and request
	id     uint64
}

func newBench(k *Rules) *bench {
	return &bench{k: k, at: monday, due: make(map[string]time.Time), boards: make(map[string]Board), rows: make(map[string]map[string]Row)}
}

func (b *bench) do(ev Event) Effects {
	b.id++
	ev.ID, ev.At = b.id, b.at
	before := fmt.Sprintf("%+v", b.r)
	old := b.r
	var out Effects
	b.r, out = b.k.Next(b.r, ev)
	if fmt.Sprintf("%+v", old) != before {
		panic("Next changed what it was given")
	}
	for name, at := range out.Remind {
		if at.IsZero() {
			delete(b.due, name)
		} else {
			b.due[name] = at
		}
	}
	if out.Erase {
		clear(b.due)
	}
	b.said = append(b.said, out.Say...)
	b.posts = append(b.posts, out.Posts...)
	for _, c := range out.Changes {
		rows := b.rows[c.Partner]
		if rows == nil {
			rows = make(map[string]Row)
			b.rows[c.Partner] = rows
		}
		b.boards[c.Partner] = b.boards[c.Partner].Apply(c.Change, rows[c.Row.Request].Slot(), b.at)
		if delete(rows, c.Row.Request); c.Row.State != "" {
			rows[c.Row.Request] = c.Row
		}
	}
	return out
}

// pass goes to the next reminder, if there is one before a time, and has it come.
func (b *bench) pass(limit time.Time) bool {
	first := ""
	for name, at := range b.due {
		if first == "" || at.Before(b.due[first]) || at.Equal(b.due[first]) && name < first {
			first = name
		}
	}
	if first == "" || b.due[first].After(limit) {
		b.at = limit
		return false
	}
	b.at = later(b.at, b.due[first])
	delete(b.due, first)
	b.do(Event{Kind: Due, Name: first})
	return true
}

var people = []Staff{{ID: "slack:U1", Name: "Marie Dupont"}, {ID: "slack:U2", Name: "Jean Petit"}, {ID: "web:ana", Name: "Ana", Partner: "afpa"}}

// Whatever happens in whatever order, only what staff sent by Répondre and did not take back is
// said to the person, once each, not before its delay; no channel reads of the person before the
// consent to its partner; and a request that is not closed has somebody or something to wait for.
func TestWhateverHappens(t *testing.T) {
	k := newRules(t, 10*time.Second)
	rapid.Check(t, func(t *rapid.T) {
		b := newBench(k)
		contact := "+33612345678"
		b.do(Event{Kind: Opened, Opening: opening("france_travail", contact)})
		agreed := map[string]bool{k.Channel("france_travail"): true}
		texts := make(map[int]string)
		sent := make(map[string]time.Time) // replies that staff sent and did not take back
		said := make(map[string]bool)
		in := make(map[string]string)      // the channel a reply was written in
		from := make(map[string]time.Time) // when its delay begins
		told, last := 0, 0
		for i := range rapid.IntRange(1, 40).Draw(t, "events") {
			by := rapid.SampledFrom(people).Draw(t, "by")
			via := ""
			if strings.HasPrefix(by.ID, "slack:") {
				via = rapid.SampledFrom([]string{"slack:CALL", "slack:CAFPA"}).Draw(t, "via")
			}
			if b.r.State == Claimed && rapid.IntRange(0, 3).Draw(t, "another") > 0 {
				by, via = b.r.By, rapid.SampledFrom([]string{"", b.r.Channel}).Draw(t, "in") // what the one who has it does comes further than the rest
			}
			ev := Event{By: by, Via: via, Kind: rapid.SampledFrom([]Kind{
				Claim, Claim, TakeOver, Reply, Reply, CancelSend, Transfer, Transfer, Accepted, Reported, Close, Note, Heard, Accepted, Refused, Lost, Found, Reported, Unposted, Distress, Added, Shown, Shown, Aside, Back, Withdrawn,
			}).Draw(t, "kind")}
			switch ev.Kind {
			case TakeOver:
				ev.From = rapid.SampledFrom([]string{b.r.By.ID, people[0].ID}).Draw(t, "from")
			case Reply:
				ev.Text = fmt.Sprint("réponse ", i)
			case Note:
				ev.Text, ev.Ref = fmt.Sprint("note ", i), fmt.Sprint(i)
			case Heard:
				ev.Text = fmt.Sprint("ligne ", i)
			case Transfer:
				ev.Partner = rapid.SampledFrom([]string{"afpa", "france_travail", "greta", "nobody"}).Draw(t, "to")
			case Accepted:
				to := b.r.Asking
				if rapid.IntRange(0, 4).Draw(t, "stale") == 0 {
					to = "greta"
				}
				ev.Opening = opening(to, contact)
				if to != "" && to == b.r.Asking {
					agreed[k.Channel(to)] = true
				}
			case Added:
				ev.Opening = opening(b.r.Partner, contact)
			case Shown:
				ev.N = rapid.IntRange(1, max(1, b.r.Said)).Draw(t, "shown")
				if i := b.r.waiting(ev.N); i >= 0 && b.r.Replies[i].Held {
					from[texts[ev.N]] = b.at
				}
			case Reported:
				ev.N, ev.Result = b.r.Said, rapid.SampledFrom([]Result{Delivered, Blocked, Failed}).Draw(t, "result")
			}
			out := b.do(ev)
			if o := out.Outcome; o != nil && o.Refusal == "" {
				switch ev.Kind {
				case Reply:
					sent[ev.Text], texts[o.N], in[ev.Text], from[ev.Text] = b.at, ev.Text, b.r.Channel, b.at
					if via != "" {
						from[ev.Text] = b.at.Add(shownTime) // unless it is shown before
					}
				case CancelSend:
					if said[texts[o.N]] {
						t.Fatalf("%q was taken back after it had left", texts[o.N])
					}
					delete(sent, texts[o.N])
				}
			}
			if rapid.Bool().Draw(t, "time passes") {
				limit := b.at.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
				if rapid.Bool().Draw(t, "little") {
					limit = b.at.Add(time.Duration(rapid.IntRange(1, 15).Draw(t, "seconds")) * time.Second)
				}
				for b.pass(limit) {
				}
			}
			for ; told < len(b.said); told++ {
				n := b.said[told]
				if n.What != SayReply {
					if n.Text != "" {
						t.Fatalf("%s says %q", n.What, n.Text)
					}
					continue
				}
				if _, ok := sent[n.Text]; !ok || said[n.Text] {
					t.Fatalf("%q reached the person; sent %v, said %v", n.Text, sent, said)
				}
				if b.at.Before(from[n.Text].Add(10 * time.Second)) {
					t.Fatalf("%q left before its delay", n.Text)
				}
				if n.N <= last {
					t.Fatalf("reply %d left after reply %d", n.N, last)
				}
				last = n.N
				said[n.Text] = true
			}
			for _, p := range b.posts {
				if p.Card != nil && p.Card.Fields != nil && !agreed[p.Channel] {
					t.Fatalf("%s reads a card without consent", p.Channel)
				}
				for _, l := range p.Lines {
					if c, ok := in[l.Text]; ok && c != p.Channel {
						t.Fatalf("%s reads %q, which was written in %s", p.Channel, l.Text, c)
					}
				}
				if len(p.Lines) > 0 && !agreed[p.Channel] {
					t.Fatalf("%s reads a line without consent", p.Channel)
				}
				if p.Card != nil && p.Card.State == Open && p.Channel == "slack:CALL" && strings.Contains(fmt.Sprint(p.Card), "6 12 34 56") {
					t.Fatalf("the common channel reads a contact before the claim: %+v", p.Card)
				}
			}
			if b.r.Aside && b.r.State != Claimed {
				t.Fatalf("put aside: %+v", b.r)
			}
			switch b.r.State {
			case Open:
				if _, ok := b.due[duePatience]; !ok {
					t.Fatalf("nobody will miss it: %+v", b.r)
				}
			case Claimed:
				_, patience := b.due[duePatience]
				_, quiet := b.due[dueQuiet]
				if !patience && !quiet {
					t.Fatalf("nobody will miss it: %+v, due %v", b.r, b.due)
				}
				if b.r.Waits() && !patience && b.r.waiting(0) < 0 {
					t.Fatalf("an answer is awaited, and nobody will miss it: %+v, due %v", b.r, b.due)
				}
			case Closed:
				if _, ok := b.due[dueForget]; !ok || len(b.due) != 1 && b.r.waiting(0) < 0 {
					t.Fatalf("closed, and due is %v", b.due)
				}
			}
			// The board follows.
			rows := 0
			for partner, board := range b.boards {
				if want := len(b.rows[partner]); board.Open+board.Claimed != want || board.Open < 0 || board.Claimed < 0 {
					t.Fatalf("the board of %s counts %+v, with %d rows", partner, board, want)
				}
				for _, row := range b.rows[partner] {
					rows++
					if partner != b.r.Partner || row.State != b.r.State {
						t.Fatalf("on the board of %s: %+v", partner, row)
					}
				}
			}
			if want := map[State]int{Open: 1, Claimed: 1}[b.r.State]; rows != want {
				t.Fatalf("%d rows while %s", rows, b.r.State)
			}
		}
		out := b.do(Event{Kind: Erased})
		if !out.Erase || b.r.ID != "" || len(out.Posts) < 1 {
			t.Fatalf("erased: %+v", out)
		}
		for c := range agreed {
			if !slices.ContainsFunc(out.Posts, func(p Post) bool { return p.Channel == c && p.Kind == PostErased }) && wasThere(b.posts, c) {
				t.Fatalf("%s keeps its posts", c)
			}
		}
	})
}

func wasThere(posts []Post, channel string) bool {
	return slices.ContainsFunc(posts, func(p Post) bool { return p.Channel == channel && p.Kind == PostCard })
}

// Ten thousand people are spread by the weights, nobody beyond a cap while others have room, and
// those who are away or silent get nobody.
func TestSpread(t *testing.T) {
	c := directory(t)
	for i := range c.Partners {
		p := &c.Partners[i]
		p.Receives, p.Departements = nil, nil
		switch p.ID {
		case "afpa":
			p.Receives = map[string]int{"emploi": 1}
		case "greta":
			p.Receives = map[string]int{"emploi": 3}
		case "geiq":
			p.Receives, p.Closed = map[string]int{"emploi": 5}, []string{"11-01..11-30"}
		case "epide":
			p.Receives, p.Pause = map[string]int{"emploi": 5}, 2
		case "cio":
			p.Receives, p.Cap = map[string]int{"emploi": 2}, 100
		}
	}
	k, err := NewRules(c, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	const n = 10000
	now := Standings{"epide": {Load: 1, Missed: 2}}
	count := make(map[string]int)
	for i := range n {
		w := Wish{Competence: "emploi", At: monday.Add(time.Duration(i%5*24) * time.Hour), Seed: uint64(i)}
		id := k.Route(c.Partners, w, now)
		if k.Route(c.Partners, w, now) != id {
			t.Fatal("asked again, another answer")
		}
		count[id]++
		s := now[id]
		s.Load++
		now[id] = s
	}
	if count["cio"] != 100 || count["geiq"]+count["epide"] > 0 || count["afpa"]+count["greta"]+count["cio"] != n {
		t.Errorf("spread %v", count)
	}
	// 1 to 3 among what the capped one leaves: 24.75 %, give or take 5 standard deviations.
	if share := float64(count["afpa"]) / n; share < 0.226 || share > 0.27 {
		t.Errorf("afpa has %.3f", share)
	}
	// When nobody has room, the wish goes where it would have gone.
	full := Standings{"afpa": {Missed: 9, Load: 9}, "greta": {Missed: 9, Load: 9}, "cio": {Load: 100}, "epide": {Missed: 9, Load: 9}}
	if id := k.Route(c.Partners, Wish{Competence: "emploi", At: monday}, full); id == "" {
		t.Error("nobody is asked")
	}
}

func TestMedianAndWeeks(t *testing.T) {
	var b Board
	for i, minutes := range []int{10, 30, 20, 500, 40} {
		if _, ok := b.Median(); ok {
			t.Error("a median of too few")
		}
		b = b.Apply(Change{Row: Row{Request: "r"}, Count: Figures{Answered: 1}, Took: minutes}, "", monday.AddDate(0, 0, i))
	}
	if m, ok := b.Median(); !ok || m != 30*time.Minute {
		t.Errorf("median %v, %v", m, ok)
	}
	if f := b.Week("2026-11-23"); f.Answered != 5 {
		t.Errorf("week %+v", f)
	}
	if got := Monday(time.Date(2026, 11, 29, 23, 30, 0, 0, time.UTC)); got != "2026-11-30" {
		t.Errorf("in Paris it is Monday already: %s", got)
	}
	if at := BulletinAt(time.Date(2026, 11, 23, 9, 0, 0, 0, content.Paris)); at.Format("2006-01-02 15") != "2026-11-30 09" {
		t.Errorf("the bulletin is due %v", at)
	}
}

// A request is forgotten 90 days after its end.
func TestForgotten(t *testing.T) {
	b := newBench(newRules(t, 0))
	b.do(Event{Kind: Opened, Opening: opening("france_travail", "")})
	b.do(Event{Kind: Claim, By: people[0], Via: "slack:CALL"})
	b.do(Event{Kind: Reply, By: people[0], Via: "slack:CALL", Text: "Bonjour"})
	end := b.at.AddDate(0, 0, 100)
	for b.pass(end) {
	}
	if b.r.ID != "" {
		t.Errorf("still there: %+v", b.r)
	}
	if last := b.posts[len(b.posts)-1]; last.Kind != PostErased || last.Text != "effacé après 90 jours" {
		t.Errorf("posts %+v", last)
	}
	if n := b.said[len(b.said)-1]; n.What != SayQuiet {
		t.Errorf("said %+v", n)
	}
}

// Replies leave in the order they were written in, also when an earlier one shows late; one that
// is taken back holds back nothing.
func TestRepliesLeaveInOrder(t *testing.T) {
	b := newBench(newRules(t, 10*time.Second))
	b.do(Event{Kind: Opened, Opening: opening("france_travail", "")})
	b.do(Event{Kind: Claim, By: people[0]})
	said := func() (texts []string) {
		for _, n := range b.said {
			if n.What == SayReply {
				texts = append(texts, n.Text)
			}
		}
		return texts
	}
	b.do(Event{Kind: Reply, By: people[0], Via: "slack:CALL", Text: "un"})
	b.do(Event{Kind: Reply, By: people[0], Text: "deux"})
	for b.pass(b.at.Add(time.Minute)) {
	}
	if got := said(); got != nil {
		t.Fatalf("left before what was written earlier: %q", got)
	}
	b.do(Event{Kind: Shown, N: 1})
	for b.pass(b.at.Add(10 * time.Second)) {
	}
	if got := said(); !slices.Equal(got, []string{"un", "deux"}) {
		t.Fatalf("left %q", got)
	}
	b.do(Event{Kind: Reply, By: people[0], Via: "slack:CALL", Text: "trois"})
	b.do(Event{Kind: Reply, By: people[0], Text: "quatre"})
	for b.pass(b.at.Add(time.Minute)) {
	}
	b.do(Event{Kind: CancelSend, By: people[0], N: 3})
	if got := said(); !slices.Equal(got, []string{"un", "deux", "quatre"}) {
		t.Errorf("left %q", got)
	}
}
