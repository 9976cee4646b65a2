package desk

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/bot"
	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// people is the network of those who ask: what they write is an update of plain text, and
// what they are told is kept.
type people struct {
	mu      sync.Mutex
	heard   []string
	blocked bool
	receive bot.Receive
	ready   chan struct{}
}

func (n *people) Name() string { return "telegram" }

func (n *people) Run(ctx context.Context, receive bot.Receive) error {
	n.receive = receive
	close(n.ready)
	<-ctx.Done()
	return nil
}

func (n *people) Decode(e bot.Entry) (dialogue.Message, error) {
	return dialogue.Message{Kind: dialogue.Text, Text: string(e.Body), At: e.At, Channel: n.Name()}, nil
}

func (n *people) Send(_ context.Context, _ bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.blocked {
		return "", &bot.SendError{Kind: bot.Blocked, Err: errors.New("blocked")}
	}
	n.heard = append(n.heard, r.Text)
	return bot.MessageID(strconv.Itoa(len(n.heard))), nil
}

func (n *people) all() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.heard, "\n")
}

// labels are of requests, by the length of what was asked; a hostile one is among them.
var labels = []string{"soudage · Moselle", "maintenance industrielle · Vosges", "usinage · Meurthe-et-Moselle", "logistique · Meuse",
	"<img src=x onerror=alert(1)> · Moselle", "contrôle qualité · Bas-Rhin", "conduite de ligne · Vosges"}

// talk stands for the dialogue: it opens a request, transfers it, and hands on what is said.
func talk(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
	var t dialogue.Turn
	word, rest, _ := strings.Cut(m.Text, " ")
	rest, more, _ := strings.Cut(rest, " ")
	r := &dialogue.Request{ID: "1", At: m.At, Partner: rest, Contact: "06 12 34 56 78", Label: labels[len(more)%len(labels)],
		Card: []desk.Field{{Name: "Métier", Value: "soudage"}, {Name: "Demande", Value: "« appelez-moi au 06 12 34 56 78 »"}}}
	r.Receipt = desk.Consent{Partner: rest, Version: "1", Words: "J'accepte", At: m.At}
	switch {
	case m.Kind == dialogue.Desk:
		t.Replies = []dialogue.Reply{{Text: string(m.Desk.What) + " " + m.Desk.By + " " + m.Desk.Text}}
	case word == "demande":
		t.Effects.Request = r
	case word == "transfert":
		r.Transfer = true
		t.Effects.Request = r
	case word == "inconnu":
		t.Effects.Unknown = strings.Fields(m.Text)[1:]
	case word == "oublier":
		t.Effects.Erase = true
	case m.Kind == dialogue.Text:
		t.Effects.Desk = &dialogue.ToDesk{Request: "1", Event: desk.Event{Kind: desk.Heard, Text: m.Text}}
	}
	return s, t
}

// office is an engine with the pages before it.
type office struct {
	t      testing.TB
	people *people
	engine *bot.Engine
	rules  *desk.Rules
	pages  *Pages
	origin string // once it is served
}

var directory = sync.OnceValues(func() (*content.Content, error) { return content.Load(content.Embedded()) })

func newOffice(t testing.TB, delay time.Duration, change func(*Options)) *office {
	t.Helper()
	c, err := directory()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := desk.NewRules(c, desk.Settings{Delay: delay, Understanding: lessons{}})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, people: &people{ready: make(chan struct{})}, rules: rules}
	opts := options()
	o.engine = bot.New(bot.Options{
		Store: bot.NewMemory(), Next: talk, Desk: rules, Channels: []bot.Channel{o.people}, Log: opts.Log, Key: opts.Key,
		ChatRate: 1000, ChatBurst: 1000,
	})
	opts.Core, opts.Directory, opts.Delay = o.engine.Desk(), o, delay
	if change != nil {
		change(&opts)
	}
	o.pages = New(opts)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = o.engine.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	<-o.people.ready
	return o
}

func (o *office) Partners() []Partner {
	return []Partner{{ID: "afpa", Name: "Afpa"}, {ID: "missions_locales", Name: "Mission locale"}}
}

func (o *office) Canned() []Canned { return town{}.Canned() }

func (o *office) Understanding() desk.Understanding { return o.rules.Understanding() }

func (o *office) Card(r desk.Request) desk.Card { return o.rules.Card(r) }

var updates = rand.Uint64() // ids of updates

// write has somebody write.
func (o *office) write(who, text string) { o.t.Helper(); o.wrote(who, text, time.Now()) }

// wrote has somebody write at a time.
func (o *office) wrote(who, text string, at time.Time) {
	o.t.Helper()
	updates++
	e := bot.Entry{Kind: bot.Update, ID: updates, To: bot.Address{Channel: "telegram", ID: who}, At: at, Body: []byte(text)}
	if err := o.people.receive(o.t.Context(), e); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) until(what string, ok func() bool) {
	o.t.Helper()
	deadline := time.After(time.Minute)
	for !ok() {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			o.t.Fatalf("waited in vain: %s", what)
		}
	}
}

// staff signs somebody in at a desk without a password.
func (o *office) staff(name, partner string) *visitor {
	o.t.Helper()
	v := visit(o.t, o.pages)
	v.call(v.post("/desk/api/session", form("", name, partner)), 200, &v.greeting)
	return v
}

// rows is the list somebody sees.
func (v *visitor) rows(query string) []row {
	v.t.Helper()
	var b struct{ Rows []row }
	v.call(request(http.MethodGet, "/desk/api/board"+query, ""), 200, &b)
	return b.Rows
}

// open asks for a request of a partner and gives its id.
func (o *office) open(who, partner string) string {
	o.t.Helper()
	anybody, known := visit(o.t, o.pages), make(map[string]bool)
	for _, r := range anybody.rows("") {
		known[r.Request] = true
	}
	o.write(who, "demande "+partner)
	id := ""
	o.until("in the list", func() bool {
		for _, r := range anybody.rows("") {
			if !known[r.Request] {
				id = r.Request
			}
		}
		return id != ""
	})
	return id
}

// seen is a request as the page gets it.
type seen struct {
	desk.Card
	By      string `json:"by"`
	Mine    bool
	Outside bool
	Actions []action
	Lines   []line
	Holder  string `json:"holder"`
}

func (v *visitor) see(id string) (s seen) {
	v.t.Helper()
	v.call(request(http.MethodGet, "/desk/api/requests/"+id, ""), 200, &s)
	return s
}

// does acts, under an id of its own.
func (v *visitor) does(id string, a act) done {
	v.t.Helper()
	a.ID = rand.Uint64()
	return v.submits(id, a)
}

func (v *visitor) submits(id string, a act) (d done) {
	v.t.Helper()
	body, err := json.Marshal(a)
	if err != nil {
		v.t.Fatal(err)
	}
	v.call(v.post("/desk/api/requests/"+id, string(body)), 200, &d)
	return d
}

func (s seen) has(who desk.Who, text string, result desk.Result) bool {
	for _, l := range s.Lines {
		if l.Who == who && strings.Contains(l.Text, text) && l.Result == result {
			return true
		}
	}
	return false
}
