package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/adapters/telegram"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

const (
	// feeders bring messages in side by side, each those of its own people and up to
	// feedSize at once, like getUpdates.
	feeders  = 8
	feedSize = 100
	// fixedRate is offered besides half the saturated rate: a known load for
	// comparing machines.
	fixedRate = 2500
	// openTime bounds the phases at a given rate.
	openTime = 8 * time.Second
	// stalled is how long a phase may stand still before it is given up.
	stalled = 30 * time.Second
)

// measureTurns runs an engine like that of serve, between a network in this process
// and the store.
func (b *bencher) measureTurns(ctx context.Context) error {
	k, err := loadKnowledge(b.settings.ContentDir)
	if err != nil {
		return err
	}
	net, err := newBenchNetwork(b.people)
	if err != nil {
		return err
	}
	store := &meteredStore{Store: b.store}
	engine := bot.New(bot.Options{
		Store: store, Next: net.numbered(k.next()), Channels: []bot.Channel{net}, Log: silent(),
		// People write faster here than they would: the pace of a chat is not to be measured.
		ChatRate: 1e6, ChatBurst: 1000,
	})
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = engine.Run(ctx) // nil, once run has begun
	}()
	defer func() {
		stop()
		<-ended
	}()
	select {
	case <-net.ready:
	case <-ctx.Done():
		return ctx.Err()
	}

	if _, err := net.play(ctx, b.people, load{inFlight: b.inFlight}); err != nil { // everybody has begun a talk
		return err
	}
	var before, after runtime.MemStats
	store.reset()
	commits := b.store.count()
	runtime.ReadMemStats(&before)
	var run played
	server, err := b.serverTime(ctx, func() error {
		return b.profiled("", func() (err error) {
			run, err = net.play(ctx, b.messages, load{inFlight: b.inFlight})
			return err
		})
	})
	if err != nil {
		return err
	}
	runtime.ReadMemStats(&after)
	f := &b.found
	f.MicrosPerMessage, f.RedisMicrosTurn = run.micros(), micros(server, b.messages)
	f.MessagesPerSecond = float64(b.messages) / run.took.Seconds()
	f.AllocsPerMessage = float64(after.Mallocs-before.Mallocs) / float64(b.messages)
	bare := store.perMessage(b.messages)
	bare.People, bare.Group = b.people, max(1, b.messages/int(max(1, b.store.count()-commits)))

	rate := f.MessagesPerSecond / 2
	if run, err = net.play(ctx, b.within(rate), load{rate: rate}); err != nil {
		return err
	}
	f.P50, f.P95, f.P99 = run.percentile(50), run.percentile(95), run.percentile(99)
	err = b.profiled(".rate", func() (err error) {
		run, err = net.play(ctx, b.within(fixedRate), load{rate: fixedRate})
		return err
	})
	if err != nil {
		return err
	}
	f.P99Fixed, f.MicrosFixed = run.percentile(99), run.micros()
	f.TurnShare, f.TurnCeiling, err = b.share(ctx, f.MessagesPerSecond, bare)
	return err
}

// within is how many messages are offered at a rate.
func (b *bencher) within(rate float64) int {
	return min(b.messages, int(rate*openTime.Seconds()))
}

func (s benchStore) count() uint64 {
	if s.transactions == nil {
		return 0
	}
	return s.transactions()
}

// load says how messages come: as many under way at a time, or at a rate whatever
// becomes of them.
type load struct {
	inFlight int
	rate     float64 // a second; 0: as fast as inFlight allows
}

// played is how it went: the time it took and, for each message, the one from when it
// was due until its last reply was sent.
type played struct {
	took      time.Duration
	processor time.Duration
	waits     []time.Duration // sorted
}

// micros is the processor time of a message.
func (p played) micros() float64 {
	return float64(p.processor.Microseconds()) / float64(len(p.waits))
}

// percentile gives milliseconds.
func (p played) percentile(n int) float64 {
	return float64(p.waits[(len(p.waits)-1)*n/100]) / float64(time.Millisecond)
}

// benchNetwork is a network in this process: it writes like people do, in the form of
// Telegram's updates, and keeps of what it is sent only that and when it came.
type benchNetwork struct {
	decode  func(bot.Entry) (dialogue.Message, error)
	people  []bot.Address
	ready   chan struct{}
	receive bot.Receive
	began   time.Time
	said    int // messages so far, of all phases

	phase atomic.Pointer[benchPhase]
}

// benchPhase is what is under way.
type benchPhase struct {
	first   int // its first message
	due     []int64
	waits   []time.Duration
	left    atomic.Int64
	over    chan struct{}
	permits chan struct{} // nil when messages come at a rate
}

func newBenchNetwork(people int) (*benchNetwork, error) {
	// Only to decode: it makes no call.
	decoder, err := telegram.New(telegram.Options{Token: "0:bench", Log: silent()})
	if err != nil {
		return nil, err
	}
	n := &benchNetwork{decode: decoder.Decode, ready: make(chan struct{}), began: time.Now()}
	people = (people + feeders - 1) / feeders * feeders // a person's messages all come from one feeder
	for i := range people {
		n.people = append(n.people, bot.Address{Channel: n.Name(), ID: strconv.Itoa(1_000_000 + i)})
	}
	return n, nil
}

// Name implements bot.Channel.
func (*benchNetwork) Name() string { return "bench" }

// Run implements bot.Channel.
func (n *benchNetwork) Run(ctx context.Context, receive bot.Receive) error {
	n.receive = receive
	close(n.ready)
	<-ctx.Done()
	return nil
}

// Decode implements bot.Channel. The number of the message goes with it.
func (n *benchNetwork) Decode(e bot.Entry) (dialogue.Message, error) {
	m, err := n.decode(e)
	m.Value = strconv.FormatUint(e.ID, 10)
	return m, err
}

// mark stands before the number of a message in the last reply to it.
const mark = "\n#"

// numbered has the last reply to a message tell its number, so that the network knows
// when it is answered whole.
func (n *benchNetwork) numbered(next bot.Next) bot.Next {
	return func(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
		number := m.Value
		if m.Kind != dialogue.Text {
			return next(s, m)
		}
		m.Value = ""
		s, t := next(s, m)
		if len(t.Replies) == 0 {
			n.answered(number)
			return s, t
		}
		t.Replies = slices.Clone(t.Replies)
		t.Replies[len(t.Replies)-1].Text += mark + number
		return s, t
	}
}

// Send implements bot.Channel.
func (n *benchNetwork) Send(_ context.Context, _ bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	if i := strings.LastIndex(r.Text, mark); i >= 0 {
		n.answered(r.Text[i+len(mark):])
	}
	return "1", nil
}

func (n *benchNetwork) answered(number string) {
	phase := n.phase.Load()
	id, err := strconv.Atoi(number)
	if err != nil || phase == nil {
		return
	}
	i := id - phase.first
	if i < 0 || i >= len(phase.due) {
		return
	}
	phase.waits[i] = time.Since(n.began) - time.Duration(phase.due[i])
	if phase.permits != nil {
		<-phase.permits
	}
	if phase.left.Add(-1) == 0 {
		close(phase.over)
	}
}

// play has people write and waits until they are all answered.
func (n *benchNetwork) play(ctx context.Context, messages int, l load) (played, error) {
	phase := &benchPhase{
		first: n.said + 1, due: make([]int64, messages), waits: make([]time.Duration, messages), over: make(chan struct{}),
	}
	if l.rate == 0 {
		phase.permits = make(chan struct{}, l.inFlight)
	}
	phase.left.Store(int64(messages))
	n.phase.Store(phase)
	n.said += messages
	start, processor := time.Now(), processorTime()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var feeding sync.WaitGroup
	failed := make(chan error, feeders)
	for f := range feeders {
		feeding.Go(func() {
			if err := n.feed(ctx, phase, f, l, start); err != nil {
				failed <- err
			}
		})
	}
	err := phase.wait(ctx, failed)
	p := played{took: time.Since(start), processor: processorTime() - processor, waits: phase.waits}
	cancel()
	feeding.Wait()
	slices.Sort(p.waits)
	return p, err
}

// wait returns when all messages of a phase are answered, or none has been for a while.
func (p *benchPhase) wait(ctx context.Context, failed <-chan error) error {
	look := time.NewTicker(stalled)
	defer look.Stop()
	for left := int64(-1); ; {
		select {
		case <-p.over:
			return nil
		case err := <-failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
			now := p.left.Load()
			if now == left {
				return fmt.Errorf("%d of %d messages are not answered", left, len(p.due))
			}
			left = now
		}
	}
}

// feed brings in every feeders-th message of a phase, from the f-th, as many at once as may come.
func (n *benchNetwork) feed(ctx context.Context, phase *benchPhase, f int, l load, start time.Time) error {
	offset := start.Sub(n.began)
	entries := make([]bot.Entry, 0, feedSize)
	for i := f; i < len(phase.due); {
		entries = entries[:0]
		for ; i < len(phase.due) && len(entries) < feedSize; i += feeders {
			if l.rate > 0 {
				at := offset + time.Duration(float64(i)/l.rate*float64(time.Second))
				wait := at - time.Since(n.began)
				if wait > 0 && len(entries) > 0 {
					break // those before must not wait for it
				}
				if !bot.Pause(ctx, wait) {
					return nil
				}
				phase.due[i] = int64(at)
			} else {
				if !phase.permit(ctx, len(entries) == 0) {
					break
				}
				phase.due[i] = int64(time.Since(n.began))
			}
			e, err := n.message(phase.first + i)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		if len(entries) == 0 {
			return nil // ctx ended
		}
		if err := n.receive(ctx, slices.Clone(entries)...); err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
	return nil
}

// permit takes one of those in flight; wait: for the first that comes free.
func (p *benchPhase) permit(ctx context.Context, wait bool) bool {
	if !wait {
		select {
		case p.permits <- struct{}{}:
			return true
		default:
			return false
		}
	}
	select {
	case p.permits <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// message makes a message as Telegram would bring it. People write in turn, each a
// second after their last, each with another beginning.
func (n *benchNetwork) message(number int) (bot.Entry, error) {
	person, round := number%len(n.people), number/len(n.people)
	at := n.began.Add(time.Duration(round) * time.Second)
	text, err := json.Marshal(benchTalk[(person*7+round)%len(benchTalk)])
	// By hand: what the network does is not to be measured.
	body := fmt.Appendf(nil, `{"message":{"chat":{"first_name":"Camille","id":%[1]d,"type":"private"},"date":%[2]d,`+
		`"from":{"first_name":"Camille","id":%[1]d,"is_bot":false,"language_code":"fr"},"message_id":%[3]d,"text":%[4]s},"update_id":%[3]d}`,
		1_000_000+person, at.Unix(), number, text)
	return bot.Entry{Kind: bot.Update, ID: uint64(number), To: n.people[person], At: time.Now(), Body: body}, err
}

// meteredStore counts the bytes that go into a store.
type meteredStore struct {
	bot.Store
	in, kept, out atomic.Int64
}

func (m *meteredStore) reset() {
	m.in.Store(0)
	m.kept.Store(0)
	m.out.Store(0)
}

// perMessage is the mean of what a message wrote.
func (m *meteredStore) perMessage(messages int) sqlite.Bare {
	return sqlite.Bare{
		In: int(m.in.Load()) / messages, Session: int(m.kept.Load()) / messages, Out: int(m.out.Load()) / messages,
	}
}

// Append implements bot.Store.
func (m *meteredStore) Append(ctx context.Context, entries ...bot.Entry) error {
	bytes := 0
	for i := range entries {
		bytes += len(entries[i].Body) + len(entries[i].To.ID)
	}
	m.in.Add(int64(bytes))
	return m.Store.Append(ctx, entries...)
}

// Commit implements bot.Store.
func (m *meteredStore) Commit(ctx context.Context, l bot.Lease, b bot.Batch) error {
	kept, out := 0, 0
	for i := range b.Put {
		kept += len(b.Put[i].Value)
	}
	for i := range b.Queue {
		out += len(b.Queue[i].Body)
	}
	m.kept.Add(int64(kept))
	m.out.Add(int64(out))
	return m.Store.Commit(ctx, l, b)
}
