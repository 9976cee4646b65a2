package bottest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// quiet is how long the suite watches that something does not happen.
const quiet = 200 * time.Millisecond

// Network is a channel under test together with the fake network it is connected to.
// People are numbered from 0. Functions are called from one goroutine and must not
// wait for the channel.
type Network struct {
	Channel bot.Channel
	// Person gives the address of a person.
	Person func(person int) bot.Address
	// Say has a person write a text: the network offers it, in order, until it is confirmed
	// (polling), or whoever brings it tries again until it is taken (webhook, page). Nil for
	// a channel that receives nothing, its lines being brought to the engine by a command.
	Say func(person int, text string)
	// Confirmed is how many of the texts the network was told are safe. Nil for a channel
	// whose network is not told, such as a terminal.
	Confirmed func() int
	// Updates are raw updates of every kind the channel knows: presses, files, groups, …
	Updates [][]byte

	// The rest is for channels that send; a bot.Puller leaves it out.

	// Sent is how many messages arrived at the network.
	Sent func() int
	// Fail has the next call fail as the kind says; with bot.Throttled, for that long. False:
	// this network has no such failure.
	Fail func(kind bot.SendKind, after time.Duration) bool
	// Secret is the token, which must never be told; it may be empty.
	Secret string
}

// TestChannel is what every channel must do. Open makes a new network with nobody on it.
func TestChannel(t *testing.T, open func(t *testing.T) Network) {
	t.Run("hands over what people say, in order", func(t *testing.T) { testUpdates(t, open(t)) })
	t.Run("confirms only what is durable", func(t *testing.T) { testConfirms(t, open(t)) })
	t.Run("offers again what was refused", func(t *testing.T) { testRefused(t, open(t)) })
	t.Run("ends with its context", func(t *testing.T) { testEnds(t, open(t)) })
	t.Run("decodes anything", func(t *testing.T) { testDecode(t, open(t)) })
	t.Run("sends", func(t *testing.T) { testSends(t, open(t)) })
	t.Run("tells failures apart", func(t *testing.T) { testFailures(t, open(t)) })
}

// FuzzDecode fuzzes how a channel reads updates: it must not panic, and say the same twice.
func FuzzDecode(f *testing.F, c bot.Channel, seeds ...[]byte) {
	for _, s := range append(seeds, garbage...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body []byte) { decodeTwice(t, c, body) })
}

// inbox is where the channel under test puts what it receives.
type inbox struct {
	mu      sync.Mutex
	entries []bot.Entry
	asked   int
	refuse  int           // calls to refuse first
	gate    chan struct{} // holds calls back until it is closed; may be nil
}

var errNoRoom = errors.New("no room")

func (b *inbox) receive(ctx context.Context, entries ...bot.Entry) error {
	b.mu.Lock()
	b.asked++
	refuse := b.asked <= b.refuse
	b.mu.Unlock()
	if b.gate != nil {
		select {
		case <-b.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if refuse {
		return errNoRoom
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = append(b.entries, entries...)
	return nil
}

func (b *inbox) calls() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked
}

// distinct gives what was received, repeats left out: a network may offer twice.
func (b *inbox) distinct() []bot.Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	type key struct {
		to bot.Address
		id uint64
	}
	seen := make(map[key]bool)
	var out []bot.Entry
	for _, e := range b.entries {
		if k := (key{e.To, e.ID}); !seen[k] {
			seen[k] = true
			out = append(out, e)
		}
	}
	return out
}

// run starts the channel; it ends with the test.
func run(t *testing.T, c bot.Channel, receive bot.Receive) (cancel context.CancelFunc, done <-chan error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx, receive) }()
	t.Cleanup(cancel)
	return cancel, ended
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	if !within(patience, ok) {
		t.Fatalf("after %v: not %s", patience, what)
	}
}

// never watches that a condition stays false for a while.
func never(t *testing.T, what string, ok func() bool) {
	t.Helper()
	if within(quiet, ok) {
		t.Errorf("%s", what)
	}
}

func within(limit time.Duration, ok func() bool) bool {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(limit)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			return ok()
		}
	}
	return true
}

func testUpdates(t *testing.T, n Network) {
	if n.Say == nil {
		t.Skip("this channel receives nothing")
	}
	var in inbox
	run(t, n.Channel, in.receive)
	said := map[bot.Address][]string{}
	for i := range 20 {
		text := fmt.Sprintf("message %d, été à Nancy 🙂", i)
		n.Say(i%3, text)
		said[n.Person(i%3)] = append(said[n.Person(i%3)], text)
	}
	until(t, "all received", func() bool { return len(in.distinct()) >= 20 })
	heard := map[bot.Address][]string{}
	for _, e := range in.distinct() {
		if e.Kind != bot.Update || e.To.Channel != n.Channel.Name() || len(e.Body) == 0 {
			t.Fatalf("received %+v on channel %q", e, n.Channel.Name())
		}
		e.At = time.Now()
		m, err := n.Channel.Decode(e)
		if err != nil || m.Kind != dialogue.Text {
			t.Fatalf("decoded as %+v, %v", m, err)
		}
		if !m.At.IsZero() && time.Until(m.At).Abs() > time.Hour {
			t.Errorf("a message of now carries the time %v", m.At)
		}
		heard[e.To] = append(heard[e.To], m.Text)
	}
	if diff := cmp.Diff(said, heard); diff != "" {
		t.Errorf("said and heard differ (-said +heard):\n%s", diff)
	}
	if n.Confirmed != nil {
		until(t, "all confirmed", func() bool { return n.Confirmed() == 20 })
	}
}

func testConfirms(t *testing.T, n Network) {
	if n.Say == nil {
		t.Skip("this channel receives nothing")
	}
	if n.Confirmed == nil {
		t.Skip("this network is not told")
	}
	in := inbox{gate: make(chan struct{})}
	run(t, n.Channel, in.receive)
	n.Say(0, "bonjour")
	until(t, "handed over", func() bool { return in.calls() > 0 })
	never(t, "confirmed before it was durable", func() bool { return n.Confirmed() > 0 })
	close(in.gate)
	until(t, "confirmed", func() bool { return n.Confirmed() == 1 })
}

func testRefused(t *testing.T, n Network) {
	if n.Say == nil {
		t.Skip("this channel receives nothing")
	}
	in := inbox{refuse: 2, gate: make(chan struct{})}
	run(t, n.Channel, in.receive)
	for i := range 3 {
		n.Say(0, fmt.Sprint("message ", i))
	}
	until(t, "handed over", func() bool { return in.calls() > 0 })
	if n.Confirmed != nil && n.Confirmed() > 0 {
		t.Error("confirmed what was refused")
	}
	close(in.gate)
	until(t, "offered again", func() bool { return len(in.distinct()) == 3 })
	for i, e := range in.distinct() {
		if m, err := n.Channel.Decode(e); err != nil || m.Text != fmt.Sprint("message ", i) {
			t.Errorf("entry %d is %q, %v", i, m.Text, err)
		}
	}
	if n.Confirmed != nil {
		until(t, "confirmed", func() bool { return n.Confirmed() == 3 })
	}
}

func testEnds(t *testing.T, n Network) {
	cancel, done := run(t, n.Channel, new(inbox).receive)
	cancel()
	select {
	case err := <-done:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	case <-time.After(patience):
		t.Error("Run goes on without its context")
	}
}

// garbage are bodies that no network sends.
var garbage = [][]byte{
	nil, {0}, []byte("{"), []byte("null"), []byte("[]"), []byte("{}"), []byte(`"text"`), []byte("1e999"),
	[]byte("\xff\xfe\xfd"), []byte(`{"message":null}`), []byte(`{"message":[]}`), []byte(`{"message":{"text":1}}`),
	[]byte(strings.Repeat("[", 20000)), []byte(strings.Repeat("a", 100<<10)), []byte("\u202e\u0000\u200d🏳️‍🌈"),
}

func testDecode(t *testing.T, n Network) {
	for _, body := range append(garbage, n.Updates...) {
		decodeTwice(t, n.Channel, body)
	}
	for i, body := range n.Updates {
		e := bot.Entry{Kind: bot.Update, ID: 1, To: n.Person(0), At: time.Now(), Body: body}
		if _, err := n.Channel.Decode(e); err != nil {
			t.Errorf("update %d: %v", i, err)
		}
		for end := 0; end < len(body); end += 1 + len(body)/50 { // cut off anywhere
			decodeTwice(t, n.Channel, body[:end])
		}
	}
}

func decodeTwice(t *testing.T, c bot.Channel, body []byte) {
	t.Helper()
	e := bot.Entry{Kind: bot.Update, ID: 1, To: bot.Address{Channel: c.Name(), ID: "1"}, At: time.Unix(1e9, 0).UTC(), Body: []byte(string(body))}
	first, err := c.Decode(e)
	second, again := c.Decode(e)
	if diff := cmp.Diff(first, second); diff != "" || (err == nil) != (again == nil) {
		t.Errorf("decoded differently the second time: %s, %v, %v", diff, err, again)
	}
	if string(e.Body) != string(body) {
		t.Error("decoding changed the body")
	}
}

// hostile are texts that have broken senders: markup, lengths, odd letters.
var hostile = []string{
	"<b>gras & co</b> </i> _*[`", strings.Repeat("Une phrase bien longue, encore. ", 400), strings.Repeat("🙂", 5000),
	"\u202eenvers", "a\nb\r\nc\t", "é\u0301", "https://example.org/?a=1&b=2", "\u00a0«\u00a0oui\u00a0»",
}

func testSends(t *testing.T, n Network) {
	if _, pulls := n.Channel.(bot.Puller); pulls {
		t.Skip("people fetch what is said")
	}
	send := func(person int, r dialogue.Reply) {
		t.Helper()
		for _, piece := range shaped(n.Channel, r) {
			sendPiece(t, n, person, piece)
		}
	}
	for _, text := range hostile {
		send(0, dialogue.Reply{Text: text})
	}
	send(1, dialogue.Reply{
		Text:    "Que cherchez-vous ?",
		Buttons: []dialogue.Button{{Label: "Une formation", Value: "formation"}, {Label: strings.Repeat("long ", 30), Value: strings.Repeat("v", 64)}},
		Links:   []dialogue.Link{{Label: "Le site", URL: "https://example.org/a?b=c&d=é"}},
	})
	send(2, dialogue.Reply{Text: "Voici vos données.", File: &dialogue.File{Name: "données.json", Type: "application/json", Data: []byte("{}")}})
	send(2, dialogue.Reply{File: &dialogue.File{Name: "a.json", Type: "application/json", Data: []byte("{}")}})

	before := n.Sent()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if _, err := n.Channel.Send(t.Context(), n.Person(i), dialogue.Reply{Text: "à tous"}); err != nil {
				t.Errorf("twenty at once: %v", err)
			}
		})
	}
	all.Wait()
	if got := n.Sent() - before; got != 20 {
		t.Errorf("of twenty sent at once %d arrived", got)
	}
}

// shaped gives what the engine would hand to the channel.
func shaped(c bot.Channel, r dialogue.Reply) []dialogue.Reply {
	if s, ok := c.(bot.Shaper); ok {
		return s.Shape(r)
	}
	return []dialogue.Reply{r}
}

func sendPiece(t *testing.T, n Network, person int, r dialogue.Reply) {
	t.Helper()
	before := n.Sent()
	id, err := n.Channel.Send(t.Context(), n.Person(person), r)
	if err != nil || id == "" {
		t.Errorf("Send(%.40q): %q, %v", r.Text, id, err)
	}
	if n.Sent() == before {
		t.Errorf("Send(%.40q) came back before anything arrived", r.Text)
	}
}

func testFailures(t *testing.T, n Network) {
	if _, pulls := n.Channel.(bot.Puller); pulls {
		t.Skip("people fetch what is said")
	}
	const text = "rien de tout cela ne doit paraître"
	expect := func(ctx context.Context, name string, kind bot.SendKind, after time.Duration) {
		before := time.Now()
		_, err := n.Channel.Send(ctx, n.Person(0), dialogue.Reply{Text: text})
		failure, ok := errors.AsType[*bot.SendError](err)
		if !ok || failure.Kind != kind || failure.Err == nil {
			t.Fatalf("%s: Send gives %#v", name, err)
		}
		if kind == bot.Throttled && failure.After != after {
			t.Errorf("%s: wait %v, want %v", name, failure.After, after)
		}
		if took := time.Since(before); took > patience/2 {
			t.Errorf("%s: took %v; waiting and trying again are not the channel's part", name, took)
		}
		for _, private := range []string{n.Secret, n.Person(0).ID, text} {
			if len(private) > 3 && strings.Contains(err.Error(), private) {
				t.Errorf("%s: the error tells what is private: %v", name, err)
			}
		}
	}
	for kind, name := range map[bot.SendKind]string{
		bot.Temporary: "temporary", bot.Throttled: "throttled", bot.Blocked: "blocked", bot.Rejected: "rejected", bot.Revoked: "revoked",
	} {
		if !n.Fail(kind, 3*time.Second) {
			continue
		}
		expect(t.Context(), name, kind, 3*time.Second)
		if _, err := n.Channel.Send(t.Context(), n.Person(0), dialogue.Reply{Text: "après"}); err != nil {
			t.Errorf("after %s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	expect(ended, "with a context that has ended", bot.Temporary, 0)
}
