package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// network is a fake network that people talk on, and the channel to it. What they
// said is offered again until it is confirmed; calls end as a test scripts them.
type network struct {
	name string

	mu      sync.Mutex
	updates []bot.Entry // said, in order
	ids     uint64      // where their ids go on from; 1000 if zero
	taken   int         // confirmed
	more    chan struct{}
	sent    []message
	busy    map[bot.Address]int
	script  func(call message) error // before the call is taken; one at a time
	scripts sync.Mutex
	latency time.Duration
	crossed int // calls made while another to the same chat was under way
	runs    func(context.Context) error
}

// message is a call that the network took.
type message struct {
	to   bot.Address
	text string
	file *dialogue.File
	at   time.Time
	try  int // of calls with this text to this chat, from 1
}

func newNetwork(name string) *network {
	return &network{name: name, more: make(chan struct{}, 1), busy: make(map[bot.Address]int)}
}

func (n *network) Name() string { return n.name }

func (n *network) address(id string) bot.Address { return bot.Address{Channel: n.name, ID: id} }

// say has somebody say something, now.
func (n *network) say(id, text string) bot.Entry {
	return n.sayAt(id, text, time.Now())
}

func (n *network) sayAt(id, text string, at time.Time) bot.Entry {
	n.mu.Lock()
	defer n.mu.Unlock()
	e := bot.Entry{
		Kind: bot.Update, ID: uint64(len(n.updates)) + max(n.ids, 1000), To: n.address(id),
		Body: fmt.Appendf(nil, "%d %s", at.UnixNano(), text),
	}
	n.updates = append(n.updates, e)
	n.wake()
	return e
}

func (n *network) wake() {
	select {
	case n.more <- struct{}{}:
	default:
	}
}

// Run offers what is not confirmed, up to ten at a time.
func (n *network) Run(ctx context.Context, receive bot.Receive) error {
	if n.runs != nil {
		return n.runs(ctx)
	}
	defer n.wake() // the next process, of what this one was woken for and did not take
	for {
		n.mu.Lock()
		from := n.taken
		batch := slices.Clone(n.updates[from:min(from+10, len(n.updates))])
		n.mu.Unlock()
		var again <-chan time.Time // only what was refused: in days of silence nobody looks every second
		if len(batch) > 0 {
			if err := receive(ctx, batch...); err == nil {
				n.mu.Lock()
				n.taken = max(n.taken, from+len(batch)) // a process that is dying may have taken them, too
				n.mu.Unlock()
				continue
			}
			again = time.After(time.Second)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-n.more:
		case <-again:
		}
	}
}

func (n *network) Decode(e bot.Entry) (dialogue.Message, error) {
	nanos, text, ok := strings.Cut(string(e.Body), " ")
	at, err := strconv.ParseInt(nanos, 10, 64)
	switch {
	case !ok || err != nil || text == "poison":
		return dialogue.Message{}, errors.New("poison")
	case text == "panic in decode":
		panic(text)
	case text == "(blocks)":
		return dialogue.Message{At: time.Unix(0, at), Kind: dialogue.Blocked}, nil
	}
	return dialogue.Message{At: time.Unix(0, at), Kind: dialogue.Text, Text: text}, nil
}

func (n *network) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	n.mu.Lock()
	call := message{to: to, text: r.Text, file: r.File, at: time.Now()}
	for _, m := range n.sent {
		if m.to == to && m.text == r.Text {
			call.try++
		}
	}
	call.try++
	if n.busy[to]++; n.busy[to] > 1 {
		n.crossed++
	}
	script, latency := n.script, n.latency
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		n.busy[to]--
		n.mu.Unlock()
	}()
	if latency > 0 {
		<-time.After(latency)
	}
	if script != nil {
		if err := n.scripted(script, call); err != nil {
			return "", err
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent = append(n.sent, call)
	return bot.MessageID(strconv.Itoa(len(n.sent))), nil
}

func (n *network) scripted(script func(message) error, call message) error {
	n.scripts.Lock()
	defer n.scripts.Unlock()
	return script(call)
}

// heard gives what reached somebody, in order.
func (n *network) heard(id string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var texts []string
	for _, m := range n.sent {
		if m.to.ID == id {
			texts = append(texts, m.text)
		}
	}
	return texts
}

func (n *network) times(id string) []time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	var at []time.Time
	for _, m := range n.sent {
		if m.to.ID == id {
			at = append(at, m.at)
		}
	}
	return at
}

// page is a network whose people read the history.
type page struct {
	*network
	woken []bot.Address
}

func (p *page) Wake(to bot.Address) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.woken = append(p.woken, to)
}

// echo is a dialogue that counts the messages of a talk and answers each with the count
// and the text; a few words have the effects of their name.
func echo(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
	text := m.Text
	switch m.Kind {
	case dialogue.Due:
		text = "due " + m.Value
	case dialogue.Operator:
		text = m.Value
	}
	s.Profile.Age++
	var turn dialogue.Turn
	words := append(strings.Fields(text), "", "")
	yes := words[0] == "subscribe"
	switch words[0] {
	case "panic":
		panic(text)
	case "silence":
		return s, turn
	case "erase":
		s.Outcome = dialogue.Erased
		turn.Effects.Erase = true
		turn.Replies = []dialogue.Reply{{Text: "goodbye"}}
		return s, turn
	case "whisper":
		turn.Effects.Unkept = true
		turn.Replies = []dialogue.Reply{{Text: "hush"}}
		return s, turn
	case "export":
		turn.Effects.Export = true
	case "request":
		turn.Effects.Request = &dialogue.Request{ID: "r1", Wish: text, At: m.At}
	case "subscribe", "unsubscribe":
		turn.Effects.Subscribed = &yes
	case "remind":
		seconds, _ := strconv.Atoi(words[2])
		at := m.At.Add(time.Duration(seconds) * time.Second)
		if seconds == 0 {
			at = time.Time{}
		}
		turn.Effects.Remind = map[string]time.Time{words[1]: at}
	case "twice":
		turn.Replies = append(turn.Replies, dialogue.Reply{Text: "once"})
	}
	turn.Replies = append(turn.Replies, dialogue.Reply{Text: fmt.Sprintf("%d:%s", s.Profile.Age, text)})
	return s, turn
}

// begin runs an engine and gives how to end it.
func begin(t *testing.T, o bot.Options) (e *bot.Engine, end func()) {
	t.Helper()
	if o.Next == nil {
		o.Next = echo
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	e = bot.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	synctest.Wait()
	return e, sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// pass lets time go by in a bubble.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// everything gives all records of the store as text.
func everything(t *testing.T, s bot.Store) []string {
	t.Helper()
	var all []string
	for p := range bot.Partition(bot.Partitions) {
		for _, f := range bot.Families() {
			for r, err := range s.ScanPartition(t.Context(), p, f) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, fmt.Sprintf("%s %s %s", f, r.Key.Key, r.Value))
			}
		}
	}
	return all
}
