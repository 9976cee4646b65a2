package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"potentiels/bot"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// mortalOffice is the staff's network as a process with a life sees it.
type mortalOffice struct {
	*office
	life *life
}

func (c mortalOffice) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (id bot.MessageID, err error) {
	err = c.life.live(ctx, func() (err error) { id, err = c.office.Send(ctx, to, r); return err })
	return id, err
}

func (c mortalOffice) Post(ctx context.Context, to bot.Address, p desk.Post) (id bot.MessageID, err error) {
	err = c.life.live(ctx, func() (err error) { id, err = c.office.Post(ctx, to, p); return err })
	return id, err
}

// deskCrashes is one run: processes that die one after the other while people and staff write.
type deskCrashes struct {
	seed     uint64
	people   int
	messages int
	lives    []int
}

func (c deskCrashes) run(t *testing.T) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(c.seed, 1))
		w := &world{t: t, people: newNetwork("net"), page: &page{network: newNetwork("web")}, office: newOffice(), store: bot.NewMemory()}
		w.people.latency, w.office.slow = 20*time.Millisecond, 20*time.Millisecond
		options := deskOptions(t, 2*time.Second)
		options.Log, options.Lease = slog.New(slog.DiscardHandler), 3*time.Second
		kills := 0
		var dying sync.WaitGroup
		live := func(operations int) (*life, *bot.Engine, context.CancelFunc) {
			l := newLife(operations, random.IntN(2) == 0)
			o := options
			o.Store = mortalStore{w.store.Connect(), l}
			o.Channels = []bot.Channel{mortalChannel{w.people, l}, mortalOffice{w.office, l}}
			e := bot.New(o)
			ctx, cancel := context.WithCancel(t.Context())
			dying.Go(func() { _ = e.Run(ctx) })
			return l, e, cancel
		}
		talk := make(chan struct{})
		var requests []string
		go func() {
			defer close(talk)
			random := rand.New(rand.NewPCG(c.seed, 2))
			pause := func() { <-time.After(time.Duration(random.IntN(1500)) * time.Millisecond) }
			append := func(id uint64, request string, ev desk.Event) { // as the network's process has made it durable
				ev.By = marie
				body, _ := json.Marshal(desk.Act{Request: request, Event: ev})
				_ = w.store.Append(t.Context(), bot.Entry{Kind: bot.Update, ID: id, To: w.office.address("CFT"), At: time.Now(), Body: body})
			}
			for p := range c.people {
				w.people.say(fmt.Sprint(p), "conseiller")
				w.people.say(fmt.Sprint(p), "J'accepte")
			}
			for len(requests) < c.people {
				<-time.After(time.Second)
				requests = w.requests()
			}
			for i, r := range requests {
				append(uint64(100+i), r, desk.Event{Kind: desk.Claim})
			}
			<-time.After(2 * time.Minute) // whoever lives then, it is done
			for i := range c.messages {
				for p := range c.people {
					w.people.say(fmt.Sprint(p), fmt.Sprint("m", i))
				}
				pause()
				for p, r := range requests {
					append(uint64(1000+i*10+p), r, desk.Event{Kind: desk.Reply, Text: fmt.Sprint("r", i)})
				}
				pause()
			}
		}()
		var end context.CancelFunc
		for i := 0; ; i++ {
			operations := 1 << 30
			if i < len(c.lives) {
				operations = c.lives[i]
			}
			l, e, cancel := live(operations)
			if i == len(c.lives) {
				w.engine, end = e, cancel
				break
			}
			select {
			case <-l.ended:
				kills++
				cancel()
			case <-time.After(time.Duration(c.messages)*3*time.Second + 4*time.Minute):
				cancel()
				dying.Wait()
			}
		}
		<-talk
		pass(20 * time.Minute)
		var wantLines, wantReplies []string
		for i := range c.messages {
			wantLines, wantReplies = append(wantLines, fmt.Sprint("m", i)), append(wantReplies, fmt.Sprint("r", i))
		}
		for p := range c.people {
			var said []string
			for _, text := range w.people.heard(fmt.Sprint(p)) {
				if _, reply, ok := strings.Cut(plain(text), "vous écrit :\n\n"); ok {
					said = append(said, reply)
				}
			}
			once := slices.Compact(slices.Clone(said))
			if !slices.Equal(once, wantReplies) || len(said)-len(once) > kills {
				fault("%d heard %q with %d kills", p, said, kills)
			}
		}
		for _, r := range requests {
			lines, err := w.engine.Desk().Lines(t.Context(), r, 0, 0)
			if err != nil {
				fault("%v", err)
			}
			var person, staff []string
			for _, l := range lines {
				switch l.Who {
				case desk.Person:
					person = append(person, l.Text)
				case desk.Member:
					staff = append(staff, l.Text)
					if l.Result != desk.Delivered {
						fault("the thread says of %s that it is %s", l.Text, l.Result)
					}
				}
			}
			if !slices.Equal(person, wantLines) || !slices.Equal(staff, wantReplies) {
				fault("the thread holds %q and %q", person, staff)
			}
			posted, repeats := w.posted(r)
			if !slices.Equal(posted, wantLines) || repeats > kills {
				fault("posted were %q, with %d repeats and %d kills", posted, repeats, kills)
			}
		}
		if left := outboxOf(t, w.store, w.office.address("CFT")); len(left) > 0 {
			fault("%d posts are left", len(left))
		}
		end()
		dying.Wait()
	})
	return faults
}

// requests are those with a card, in order of their people.
func (w *world) requests() []string {
	w.office.mu.Lock()
	defer w.office.mu.Unlock()
	var out []string
	for _, p := range w.office.posts {
		if p.post.Kind == desk.PostCard && !slices.Contains(out, p.post.Request) {
			out = append(out, p.post.Request)
		}
	}
	return out
}

// posted gives the person's lines in a thread as they were posted, and how many posts were a repeat.
func (w *world) posted(request string) (lines []string, repeats int) {
	w.office.mu.Lock()
	defer w.office.mu.Unlock()
	var before []uint64
	for _, p := range w.office.posts {
		if p.post.Request != request || p.post.Kind != desk.PostLines {
			continue
		}
		if slices.Equal(before, p.post.Numbers) {
			repeats++
			continue
		}
		before = p.post.Numbers
		for _, l := range p.post.Lines {
			if l.Who == desk.Person {
				lines = append(lines, l.Text)
			}
		}
	}
	return lines, repeats
}

// Whatever the operation that a process dies in: what people write is in their thread and what
// staff reply reaches them, in order; at most one message a chat and kill is there twice.
func TestCrashesLoseNothingAtTheDesk(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := deskCrashes{
			seed:     rapid.Uint64().Draw(r, "seed"),
			people:   rapid.IntRange(1, 3).Draw(r, "people"),
			messages: rapid.IntRange(1, 6).Draw(r, "messages"),
			lives:    rapid.SliceOfN(rapid.IntRange(1, 80), 0, 6).Draw(r, "lives"),
		}
		if faults := c.run(t); len(faults) > 0 {
			t.Logf("%+v: %s", c, strings.Join(faults, "\n"))
			r.FailNow()
		}
	})
}

// Two processes that share a store get the claims of thousands of requests, two at a time.
func TestPairsOfClaims(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := bot.NewMemory()
		k := rules(t, 0)
		o := bot.Options{Desk: k, Lease: time.Hour, Next: opens}
		p := &page{network: newNetwork("web")}
		o.Store, o.Channels = store, []bot.Channel{p}
		a, endA := begin(t, o)
		defer endA()
		other := &page{network: newNetwork("web")}
		other.runs = func(ctx context.Context) error { <-ctx.Done(); return nil }
		o.Store, o.Channels = store.Connect(), []bot.Channel{other}
		b, endB := begin(t, o)
		defer endB()
		var entries []bot.Entry
		partners := k.Partners()
		for i := range pairs {
			entries = append(entries, bot.Entry{Kind: bot.Update, ID: 1, To: p.address(fmt.Sprint(i)), Body: fmt.Appendf(nil, "%d open %s", time.Now().UnixNano(), partners[i%len(partners)])})
		}
		if err := a.Receive(t.Context(), entries...); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		requests := allRequests(t, store)
		if len(requests) != pairs {
			t.Fatalf("%d requests", len(requests))
		}
		var both sync.WaitGroup
		for i, e := range []*bot.Engine{a, b} {
			by := []desk.Staff{marie, jean}[i]
			shuffled := slices.Clone(requests)
			rand.New(rand.NewPCG(3, uint64(i))).Shuffle(pairs, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			both.Go(func() {
				for _, r := range shuffled {
					if err := e.Receive(t.Context(), bot.NewDesk(uint64(10+i), r.ID, desk.Event{Kind: desk.Claim, By: by}, time.Now())); err != nil {
						t.Error(err)
					}
					runtime.Gosched()
				}
			})
		}
		both.Wait()
		pass(time.Minute)
		won := make(map[string]int)
		for i, r := range allRequests(t, store) {
			won[r.By.Name]++
			refused := 0
			for _, o := range r.Outcomes {
				if o.Refusal == desk.Taken && o.By == r.By {
					refused++
				}
			}
			if r.State != desk.Claimed || len(r.Outcomes) != 2 || refused != 1 {
				t.Fatalf("a request with two claims: %+v", r)
			}
			if i%50 > 0 {
				continue // reading a history of the store in memory takes a look at all there are
			}
			to, err := bot.ParseAddress(r.Person)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := a.History(t.Context(), to, 0, 0)
			if err != nil || len(lines) != 2 || lines[1].Said[0].Text != "claimed by "+r.By.First() {
				t.Fatalf("its person was told %+v, %v", lines, err)
			}
		}
		if won[marie.Name]+won[jean.Name] != pairs {
			t.Errorf("won %v", won)
		}
		t.Logf("won %v", won)
	})
}

// opens is a dialogue that asks for a human at once.
func opens(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
	var turn dialogue.Turn
	switch {
	case m.Kind == dialogue.Desk && m.Desk.What == desk.SayClaimed:
		turn.Replies = []dialogue.Reply{{Text: "claimed by " + m.Desk.By}}
	case strings.HasPrefix(m.Text, "open "):
		partner := strings.TrimPrefix(m.Text, "open ")
		turn.Effects.Request = &dialogue.Request{ID: "l", At: m.At, Partner: partner, Receipt: desk.Consent{Partner: partner, At: m.At}}
	}
	return s, turn
}

func allRequests(t *testing.T, s bot.Store) []desk.Request {
	t.Helper()
	var out []desk.Request
	for p := range bot.Partition(bot.Partitions) {
		for r, err := range s.ScanPartition(t.Context(), p, bot.FamilyDesk) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Owner.Channel != desk.RequestChannel {
				continue
			}
			var req desk.Request
			if err := json.Unmarshal(r.Value, &req); err != nil {
				t.Fatal(err)
			}
			out = append(out, req)
		}
	}
	return out
}

// A thousand texts of any kind typed in a thread: none reaches the person.
func TestThousandTextsInAThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		before := len(w.people.sent)
		random := rand.New(rand.NewPCG(7, 11))
		pieces := []string{"Bonjour", "Répondre", "J'accepte", "/stop", "/potentiels", "<@U1>", "<!channel>", "Clore", "oui", "é", "\n", "🙂", "Annuler l'envoi", "&", "[x -> y]", "*", "reply", `{"k":"reply"}`, "à la personne :"}
		for i := range 1000 {
			var text strings.Builder
			for range 1 + random.IntN(8) {
				text.WriteString(pieces[random.IntN(len(pieces))])
				text.WriteString(" ")
			}
			kind := []desk.Kind{desk.Note, desk.Note, desk.Note, desk.NoteEdited, desk.NoteGone}[random.IntN(5)]
			w.office.does(t, w.engine, uint64(1000+i), "CFT", desk.Act{Thread: w.thread(id), Event: desk.Event{
				Kind: kind, By: []desk.Staff{marie, jean}[random.IntN(2)], Text: text.String(), Ref: fmt.Sprint(random.IntN(600)),
			}})
		}
		pass(time.Hour)
		if after := len(w.people.sent); after != before {
			t.Errorf("%d messages reached the person: %q", after-before, w.people.heard(paxID))
		}
		lines, err := w.engine.Desk().Lines(t.Context(), id, 0, 0)
		if err != nil || len(lines) < 500 {
			t.Errorf("%d lines kept, %v", len(lines), err)
		}
	})
}
