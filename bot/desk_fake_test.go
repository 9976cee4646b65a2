package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/bot"
	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// office is a fake network that staff work on.
type office struct {
	*network
	mu      sync.Mutex
	posts   []posted
	refuses func(bot.Address, desk.Post) error
	slow    time.Duration
}

// posted is what the network took, as it stands there now.
type posted struct {
	at      string // the channel
	id      string
	post    desk.Post
	changed int
}

func newOffice() *office { return &office{network: newNetwork("slack")} }

func (o *office) Post(_ context.Context, to bot.Address, p desk.Post) (bot.MessageID, error) {
	if o.slow > 0 {
		<-time.After(o.slow)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refuses != nil {
		if err := o.refuses(to, p); err != nil {
			return "", err
		}
	}
	if p.Message != "" {
		for i := range o.posts {
			if o.posts[i].id == p.Message {
				o.posts[i].post = p
				o.posts[i].changed++
				return bot.MessageID(p.Message), nil
			}
		}
		return "", &bot.SendError{Kind: bot.Rejected, Err: fmt.Errorf("message_not_found")}
	}
	id := fmt.Sprintf("%d.%06d", 1000+len(o.posts), len(o.posts))
	o.posts = append(o.posts, posted{at: to.ID, id: id, post: p})
	return bot.MessageID(id), nil
}

// Acts reads the JSON of an act; anything else is talk.
func (o *office) Acts(e bot.Entry) ([]desk.Act, bool, error) {
	if !strings.HasPrefix(string(e.Body), "{") {
		return nil, false, nil
	}
	var a desk.Act
	if err := json.Unmarshal(e.Body, &a); err != nil {
		return nil, false, err
	}
	a.Event.Via = e.To.String()
	return []desk.Act{a}, true, nil
}

// does has somebody do something in a channel, as an update of the network.
func (o *office) does(t *testing.T, e *bot.Engine, id uint64, channel string, a desk.Act) {
	t.Helper()
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Receive(t.Context(), bot.Entry{Kind: bot.Update, ID: id, To: o.address(channel), Body: body}); err != nil {
		t.Fatal(err)
	}
}

// shows gives what stands in a channel now: of each message its kind and words.
func (o *office) shows(channel string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, p := range o.posts {
		if p.at == channel {
			out = append(out, words(p.post))
		}
	}
	return out
}

func words(p desk.Post) string {
	s := string(p.Kind)
	switch {
	case p.Kind == desk.PostCard:
		s += " " + string(p.Card.State) + " " + p.Card.By.Name + p.Card.Moved + " " + p.Card.Contact
	case p.Kind == desk.PostLines:
		for _, l := range p.Lines {
			s += " | " + string(l.Who) + " " + l.Text + " " + string(l.Result)
		}
	default:
		s += " " + p.User + " " + p.Text
	}
	return strings.Join(strings.Fields(s), " ")
}

// world is people, staff and an engine between them.
type world struct {
	t      *testing.T
	people *network
	page   *page
	office *office
	store  *bot.Memory
	engine *bot.Engine
	end    func()
}

var talkOf = sync.OnceValues(func() (*dialogue.Dialogue, error) {
	c, err := content.Load(content.Embedded())
	if err != nil {
		return nil, err
	}
	return dialogue.New(c, nil)
})

// directory is the content with a channel for two of its partners.
var directory = sync.OnceValues(func() (*content.Content, error) {
	c, err := content.Load(content.Embedded())
	if err != nil {
		return nil, err
	}
	for i := range c.Partners {
		switch c.Partners[i].ID {
		case "france_travail":
			c.Partners[i].Channel = "CFT"
		case "afpa":
			c.Partners[i].Channel = "CAFPA"
		}
	}
	return c, nil
})

func rules(t *testing.T, delay time.Duration) *desk.Rules {
	t.Helper()
	c, err := directory()
	if err != nil {
		t.Fatal(err)
	}
	k, err := desk.NewRules(c, desk.Settings{Delay: delay, Network: "slack", Channel: "CALL"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// deskOptions are those of an engine with a desk; the rest is the caller's.
func deskOptions(t *testing.T, delay time.Duration) bot.Options {
	t.Helper()
	d, err := talkOf()
	if err != nil {
		t.Fatal(err)
	}
	k := rules(t, delay)
	d = d.With(k)
	return bot.Options{Desk: k, Lease: time.Hour, Next: func(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
		return d.Next(s, m, d.Read(s, m))
	}}
}

// open begins a world, within a bubble.
func open(t *testing.T, delay time.Duration) *world {
	t.Helper()
	w := &world{t: t, people: newNetwork("net"), page: &page{network: newNetwork("web")}, office: newOffice(), store: bot.NewMemory()}
	w.start(delay)
	return w
}

func (w *world) start(delay time.Duration) {
	o := deskOptions(w.t, delay)
	o.Store, o.Channels = w.store, []bot.Channel{w.people, w.page, w.office}
	w.engine, w.end = begin(w.t, o)
}

// says has somebody write, and lets what follows come to an end.
func (w *world) says(id string, lines ...string) {
	for _, l := range lines {
		w.people.say(id, l)
		pass(2 * time.Second)
	}
	pass(10 * time.Second)
}

// last is what somebody heard last.
func (w *world) last(id string) string {
	heard := w.people.heard(id)
	if len(heard) == 0 {
		return ""
	}
	return heard[len(heard)-1]
}

// request is the id on the newest card of a channel.
func (w *world) request(channel string) string {
	w.t.Helper()
	w.office.mu.Lock()
	defer w.office.mu.Unlock()
	for _, p := range slices.Backward(w.office.posts) {
		if p.at == channel && p.post.Kind == desk.PostCard {
			return p.post.Request
		}
	}
	w.t.Fatalf("no card in %s", channel)
	return ""
}

// thread is what the network calls the card of a request.
func (w *world) thread(request string) string {
	w.office.mu.Lock()
	defer w.office.mu.Unlock()
	for _, p := range w.office.posts {
		if p.post.Request == request && p.post.Kind == desk.PostCard {
			return p.id
		}
	}
	return ""
}

// act does something at the desk and waits for its end.
func (w *world) act(request string, ev desk.Event) desk.Outcome {
	w.t.Helper()
	o, err := w.engine.Desk().Act(w.t.Context(), 0, request, ev)
	if err != nil {
		w.t.Errorf("%s: %v", ev.Kind, err)
	}
	pass(10 * time.Second)
	return o
}

// rows are those of a list of a partner's board.
func (w *world) rows(partner string, list desk.List) []desk.Row {
	w.t.Helper()
	rows, err := w.engine.Desk().Rows(w.t.Context(), partner, list, 0, nil)
	if err != nil {
		w.t.Errorf("rows: %v", err)
	}
	return rows
}

func (w *world) state(request string) desk.Request {
	w.t.Helper()
	r, err := w.engine.Desk().Request(w.t.Context(), request)
	if err != nil {
		w.t.Errorf("request: %v", err)
	}
	return r
}

// has tells whether any of the lines holds a text.
func has(lines []string, text string) bool {
	for _, l := range lines {
		if strings.Contains(plain(l), plain(text)) {
			return true
		}
	}
	return false
}

// plain makes typography irrelevant.
func plain(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(s)
}

var (
	marie = desk.Staff{ID: "slack:U1", Name: "Marie Dupont"}
	jean  = desk.Staff{ID: "slack:U2", Name: "Jean Petit"}
)
