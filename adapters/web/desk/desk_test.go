package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

func TestACardBeforeAndAfterItIsTaken(t *testing.T) {
	o := newOffice(t, time.Hour, nil)
	marie, other := o.staff("Marie Colin", "afpa"), o.staff("Zoé Blanc", "missions_locales")
	id := o.open("1", "afpa")
	o.write("1", "bonjour")
	o.until("heard", func() bool { return marie.see(id).has(desk.Person, "bonjour", "") })

	before := marie.see(id)
	if before.State != desk.Open || before.Contact != "" || !before.Hidden || strings.Contains(fmt.Sprint(before.Fields), "06 12") {
		t.Errorf("before it is taken: %+v", before)
	}
	if len(before.Actions) != 1 || before.Actions[0].Label != "Prendre en charge" {
		t.Errorf("what can be done: %+v", before.Actions)
	}
	if rows := other.rows(""); len(rows) != 0 {
		t.Errorf("another partner's own list: %+v", rows)
	}
	if rows := other.rows("?scope=all"); len(rows) != 1 || rows[0].PartnerName != "Afpa" || rows[0].Label != "soudage · Moselle" {
		t.Errorf("everybody's list: %+v", rows)
	}

	if d := marie.does(id, act{Kind: desk.Claim}); d.Refusal != "" {
		t.Fatalf("claim: %+v", d)
	}
	after := marie.see(id)
	if !after.Mine || after.Contact != "06 12 34 56 78" || !strings.Contains(fmt.Sprint(after.Fields), "06 12 34 56 78") {
		t.Errorf("taken: %+v", after)
	}
	var labels []string
	for _, a := range after.Actions {
		labels = append(labels, a.Label)
	}
	if got := strings.Join(labels, ", "); got != "Répondre, Transférer, Clore" {
		t.Errorf("what can be done: %s", got)
	}
	// Another partner reads neither the talk nor the number.
	outside := other.see(id)
	if !outside.Outside || len(outside.Lines) > 0 || outside.Contact != "" || strings.Contains(fmt.Sprint(outside.Fields), "06 12") || len(outside.Actions) > 0 {
		t.Errorf("seen by another partner: %+v", outside)
	}
	if d := other.does(id, act{Kind: desk.Note, Text: "je passe"}); d.Refusal != desk.Elsewhere {
		t.Errorf("a note from outside: %+v", d)
	}
	o.until("on the board", func() bool { rows := marie.rows(""); return len(rows) == 1 && rows[0].Mine })
	if rows := o.staff("Paul Weber", "afpa").rows(""); len(rows) != 1 || rows[0].Mine || rows[0].By != "Marie Colin" || !rows[0].Unanswered {
		t.Errorf("a colleague's list: %+v", rows)
	}
}

func TestOneTakesIt(t *testing.T) {
	o := newOffice(t, time.Hour, nil)
	var staff []*visitor
	for i := range 8 {
		staff = append(staff, o.staff("Adviser "+strconv.Itoa(i), "afpa"))
	}
	for round := range 10 {
		id := o.open(strconv.Itoa(round), "afpa")
		results := make([]done, len(staff))
		var all sync.WaitGroup
		for i, v := range staff {
			body := fmt.Sprintf(`{"id":"%d","kind":"claim"}`, i+1+100*round)
			r := v.post("/desk/api/requests/"+id, body)
			r.AddCookie(v.cookie)
			all.Go(func() {
				w := serve(o.pages, r)
				if err := json.Unmarshal(w.Body.Bytes(), &results[i]); err != nil || w.Code != 200 {
					t.Errorf("%d: %s", w.Code, w.Body)
				}
			})
		}
		all.Wait()
		winner := -1
		for i, d := range results {
			if d.Refusal == "" {
				if winner >= 0 {
					t.Fatalf("round %d: %d and %d have it", round, winner, i)
				}
				winner = i
			}
		}
		if winner < 0 {
			t.Fatalf("round %d: nobody has it: %+v", round, results)
		}
		for i, d := range results {
			if i != winner && (d.Refusal != desk.Taken || !strings.Contains(d.Text, staff[winner].Name)) {
				t.Errorf("the loser reads %+v", d)
			}
		}
	}
}

// Whatever is typed into the note box, nobody outside reads it.
func TestNotesReachNobody(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie := o.staff("Marie Colin", "afpa")
	id := o.open("1", "afpa")
	marie.does(id, act{Kind: desk.Claim})
	o.until("claim told", func() bool { return strings.Contains(o.people.all(), "claimed") })
	told := o.people.all()
	texts := []string{"/répondre bonjour", "Répondre", "@personne", "<b>x</b>", "J'accepte", "{\"kind\":\"reply\"}", strings.Repeat("é", 2000)}
	for range 100 {
		texts = append(texts, strconv.FormatUint(rand.Uint64(), 36)+" secret")
	}
	for _, text := range texts {
		if d := marie.does(id, act{Kind: desk.Note, Text: text}); d.Refusal != "" {
			t.Fatalf("note: %+v", d)
		}
	}
	s := marie.see(id)
	for _, text := range texts {
		if !s.has(desk.Inside, text, "") {
			t.Errorf("the note is not kept: %.40s", text)
		}
	}
	// A reply after them has everything before it settled.
	marie.does(id, act{Kind: desk.Reply, Text: "Bonjour"})
	o.until("reply told", func() bool { return strings.Contains(o.people.all(), "Bonjour") })
	if got := o.people.all(); got != told+"\nreply Marie Bonjour" {
		t.Errorf("the person heard:\n%s", got)
	}
	for _, text := range []string{"", "  \n ", strings.Repeat("é", maxNote)} {
		marie.call(marie.post("/desk/api/requests/"+id, fmt.Sprintf(`{"id":"5","kind":"note","text":%q}`, text)), 422, nil)
	}
}

func TestAReplyIsTakenBack(t *testing.T) {
	o := newOffice(t, time.Hour, nil)
	marie, paul := o.staff("Marie Colin", "afpa"), o.staff("Paul Weber", "afpa")
	id := o.open("1", "afpa")
	if d := marie.does(id, act{Kind: desk.Reply, Text: "trop tôt"}); d.Refusal != desk.NotClaimed || d.Text == "" {
		t.Errorf("before the claim: %+v", d)
	}
	marie.does(id, act{Kind: desk.Claim})
	if d := paul.does(id, act{Kind: desk.Reply, Text: "moi aussi"}); d.Refusal != desk.Taken || !strings.Contains(d.Text, "Marie Colin") {
		t.Errorf("a colleague's reply: %+v", d)
	}
	d := marie.does(id, act{Kind: desk.Reply, Text: "une bêtise"})
	if d.Refusal != "" || d.N != 1 || !marie.see(id).has(desk.Member, "une bêtise", desk.Waiting) {
		t.Errorf("%+v: %+v", d, marie.see(id).Lines)
	}
	if d := paul.does(id, act{Kind: desk.CancelSend, N: d.N}); d.Refusal != "" {
		t.Errorf("a colleague takes it back: %+v", d)
	}
	if !marie.see(id).has(desk.Member, "une bêtise", desk.Canceled) || strings.Contains(o.people.all(), "bêtise") {
		t.Errorf("it is not taken back: %+v", marie.see(id).Lines)
	}
	if d := marie.does(id, act{Kind: desk.CancelSend, N: d.N}); d.Refusal != desk.TooLate {
		t.Errorf("a second time: %+v", d)
	}
	for _, text := range []string{"", " \n", strings.Repeat("é", desk.MaxReply+1)} {
		if d := marie.does(id, act{Kind: desk.Reply, Text: text}); d.Refusal != desk.NoText {
			t.Errorf("%.10q: %+v", text, d)
		}
	}
	marie.call(marie.post("/desk/api/requests/"+id, `{"id":"9","kind":"reply","text":"Rendez-vous le […]"}`), 422, nil)
}

func TestSubmittedTwice(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie := o.staff("Marie Colin", "afpa")
	id := o.open("1", "afpa")
	marie.does(id, act{Kind: desk.Claim})
	a := act{ID: 7, Kind: desk.Reply, Text: "Bonjour"}
	note := act{ID: 8, Kind: desk.Note, Text: "à rappeler"}
	for range 3 {
		if d := marie.submits(id, a); d.Refusal != "" || d.N != 1 {
			t.Errorf("%+v", d)
		}
		if d := marie.submits(id, note); d.Refusal != "" {
			t.Errorf("%+v", d)
		}
	}
	o.until("delivered", func() bool { return marie.see(id).has(desk.Member, "Bonjour", desk.Delivered) })
	if n := strings.Count(o.people.all(), "Bonjour"); n != 1 {
		t.Errorf("heard %d times", n)
	}
	notes := 0
	for _, l := range marie.see(id).Lines {
		if l.Who == desk.Inside {
			notes++
		}
	}
	if notes != 1 {
		t.Errorf("%d notes", notes)
	}
}

func TestBlockedShows(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie := o.staff("Marie Colin", "afpa")
	id := o.open("1", "afpa")
	marie.does(id, act{Kind: desk.Claim})
	o.people.mu.Lock()
	o.people.blocked = true
	o.people.mu.Unlock()
	marie.does(id, act{Kind: desk.Reply, Text: "Bonjour"})
	o.until("marked", func() bool { s := marie.see(id); return s.Gone && s.has(desk.Member, "Bonjour", desk.Blocked) })
	if d := marie.does(id, act{Kind: desk.Reply, Text: "Encore"}); d.Refusal != desk.Cannot {
		t.Errorf("%+v", d)
	}
}

func TestTransfer(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie, zoe := o.staff("Marie Colin", "afpa"), o.staff("Zoé Blanc", "missions_locales")
	id := o.open("1", "afpa")
	marie.does(id, act{Kind: desk.Claim})
	marie.does(id, act{Kind: desk.Note, Text: "secret de l’Afpa"})
	for _, to := range []string{"", "afpa", "ailleurs"} {
		if d := marie.does(id, act{Kind: desk.Transfer, Partner: to}); d.Refusal != desk.NoPartner {
			t.Errorf("to %q: %+v", to, d)
		}
	}
	if d := marie.does(id, act{Kind: desk.Transfer, Partner: "missions_locales"}); d.Refusal != "" {
		t.Fatalf("%+v", d)
	}
	if s := marie.see(id); s.Asking != "Mission locale" || len(zoe.rows("")) != 0 {
		t.Errorf("before the person has said yes: %+v, %+v", s.Card, zoe.rows(""))
	}
	o.write("1", "transfert missions_locales")
	o.until("at the other partner", func() bool { return len(zoe.rows("")) == 1 && len(marie.rows("")) == 0 })
	s := zoe.see(id)
	if s.State != desk.Open || s.PartnerName != "Mission locale" || s.has(desk.Inside, "secret", "") {
		t.Errorf("at the other partner: %+v", s)
	}
	if d := zoe.does(id, act{Kind: desk.Claim}); d.Refusal != "" {
		t.Errorf("%+v", d)
	}
	if d := marie.does(id, act{Kind: desk.Reply, Text: "encore moi"}); d.Refusal == "" {
		t.Error("the earlier partner still answers")
	}
}

func TestClosedAndErased(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie := o.staff("Marie Colin", "afpa")
	id := o.open("1", "afpa")
	marie.does(id, act{Kind: desk.Claim})
	if d := marie.does(id, act{Kind: desk.Close}); d.Refusal != "" {
		t.Fatalf("%+v", d)
	}
	s := marie.see(id)
	if s.State != desk.Closed || len(s.Actions) > 0 {
		t.Errorf("closed: %+v", s)
	}
	if d := marie.does(id, act{Kind: desk.Claim}); d.Refusal != desk.IsClosed || d.Text == "" {
		t.Errorf("a claim on it: %+v", d)
	}
	o.until("off the list", func() bool { return len(marie.rows("")) == 0 })
	o.write("1", "oublier")
	var d done
	o.until("erased", func() bool {
		r := request(http.MethodGet, "/desk/api/requests/"+id, "")
		r.AddCookie(marie.cookie)
		w := serve(o.pages, r)
		return w.Code == 404 && json.Unmarshal(w.Body.Bytes(), &d) == nil
	})
	if d.Refusal != desk.IsGone || !strings.Contains(d.Text, "effacé") {
		t.Errorf("%+v", d)
	}
	if d := marie.does(id, act{Kind: desk.Reply, Text: "Bonjour"}); d.Refusal != desk.IsGone {
		t.Errorf("a reply to it: %+v", d)
	}
	if d := marie.does("nulle-part", act{Kind: desk.Claim}); d.Refusal != desk.IsGone {
		t.Errorf("a request that never was: %+v", d)
	}
}

func TestWhatThePageNeverSends(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie := o.staff("Marie Colin", "afpa")
	id := o.open("1", "afpa")
	for _, body := range []string{``, `[]`, `{"kind":"claim"}`, `{"id":"0","kind":"claim"}`, `{"id":7,"kind":"claim"}`, `{"id":"7"}`,
		`{"id":"7","kind":"opened"}`, `{"id":"7","kind":"reported","n":1,"result":"delivered"}`, `{"id":"7","kind":"accepted"}`, `{"id":"7","kind":"erased"}`, `{"id":"7","kind":"due","name":"reply-1"}`} {
		marie.call(marie.post("/desk/api/requests/"+id, body), 400, nil)
	}
	if s := marie.see(id); s.State != desk.Open || len(s.Lines) > 0 {
		t.Errorf("something happened: %+v", s)
	}
}

// What the page has already is not sent again, and nothing stays in the browser's cache.
func TestUnchanged(t *testing.T) {
	o := newOffice(t, time.Hour, nil)
	marie := o.staff("Marie Colin", "afpa")
	id := o.open("1", "afpa")
	for _, path := range []string{"/desk/api/board", "/desk/api/figures", "/desk/api/requests/" + id} {
		w := marie.call(request(http.MethodGet, path, ""), 200, nil)
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Desk-Time") == "" {
			t.Errorf("%s: %v", path, w.Header())
		}
		again := request(http.MethodGet, path, "")
		again.Header.Set("If-None-Match", w.Header().Get("ETag"))
		if w := marie.call(again, 304, nil); w.Body.Len() > 0 {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
	old := marie.call(request(http.MethodGet, "/desk/api/requests/"+id, ""), 200, nil).Header().Get("ETag")
	marie.does(id, act{Kind: desk.Note, Text: "neuf"})
	again := request(http.MethodGet, "/desk/api/requests/"+id, "")
	again.Header.Set("If-None-Match", old)
	marie.call(again, 200, nil)
}

func TestFigures(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie := o.staff("Marie Colin", "afpa")
	for i := range 6 {
		id := o.open(strconv.Itoa(i), "afpa")
		if i == 5 {
			break
		}
		marie.does(id, act{Kind: desk.Claim})
		marie.does(id, act{Kind: desk.Reply, Text: "Bonjour"})
		if i == 0 {
			marie.does(id, act{Kind: desk.Close})
		}
	}
	var all struct{ Partners []partnerFigures }
	o.until("counted", func() bool {
		marie.call(request(http.MethodGet, "/desk/api/figures", ""), 200, &all)
		return len(all.Partners) == 1 && len(all.Partners[0].Weeks) == 1 && all.Partners[0].Weeks[0].Closed == 1 && all.Partners[0].Weeks[0].Answered == 5
	})
	f := all.Partners[0]
	if f.Partner != "Afpa" || f.Open != 1 || f.Claimed != 4 || f.Oldest.IsZero() || f.Samples != 5 || f.Median != 1 {
		t.Errorf("%+v", f)
	}
	if w := f.Weeks[0].Figures; w.Opened != 6 || w.Claimed != 5 || w.Answered != 5 || w.Closed != 1 {
		t.Errorf("%+v", w)
	}
	var none struct{ Partners []partnerFigures }
	o.staff("Zoé Blanc", "missions_locales").call(request(http.MethodGet, "/desk/api/figures?scope=all", ""), 200, &none)
	if len(none.Partners) != 2 { // one's own, and those that ever had a request
		t.Errorf("%+v", none)
	}
}

func TestAStoreThatFails(t *testing.T) {
	o := newOffice(t, 0, func(o *Options) { o.Core = broken{} })
	marie := o.staff("Marie Colin", "afpa")
	for _, path := range []string{"/desk/api/board", "/desk/api/figures", "/desk/api/requests/x"} {
		marie.call(request(http.MethodGet, path, ""), 503, nil)
	}
	marie.call(marie.post("/desk/api/requests/x", `{"id":"7","kind":"claim"}`), 503, nil)
	marie.call(request(http.MethodGet, "/desk/api/sheet", ""), 503, nil)
	marie.call(request(http.MethodGet, "/desk/api/unknown", ""), 503, nil)
	marie.call(marie.post("/desk/api/unknown", `{"id":"7","verdict":"drop","group":"x"}`), 503, nil)
	marie.call(marie.post("/desk/api/sheet", `{"id":"7","partner":"afpa","key":"x"}`), 503, nil)
}

// broken is a desk whose store is away.
type broken struct{}

var errAway = errors.New("away")

func (broken) Preview(context.Context, string, desk.Staff, string) (string, error) {
	return "", errAway
}

func (broken) Request(context.Context, string) (desk.Request, error) {
	return desk.Request{}, errAway
}
func (broken) Lines(context.Context, string, uint64, int) ([]desk.Line, error) { return nil, errAway }
func (broken) Board(context.Context, string) (desk.Board, error)               { return desk.Board{}, errAway }
func (broken) Rows(context.Context, string, desk.List, int, func(desk.Row) bool) ([]desk.Row, error) {
	return nil, errAway
}
func (broken) Sheet(context.Context, string) ([]bot.Fact, error)       { return nil, errAway }
func (broken) Confirm(context.Context, uint64, bot.Confirmation) error { return errAway }
func (broken) Unknowns(context.Context) (desk.Unknowns, error)         { return desk.Unknowns{}, errAway }
func (broken) Examples(context.Context) ([]desk.Example, error)        { return nil, errAway }
func (broken) Decide(context.Context, uint64, desk.Decision) error     { return errAway }
func (broken) Act(context.Context, uint64, string, desk.Event) (desk.Outcome, error) {
	return desk.Outcome{}, errAway
}
