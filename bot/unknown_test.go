package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// puzzled understands « oublier », « sante », and nothing else.
func puzzled(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
	turn := dialogue.Turn{Replies: []dialogue.Reply{{Text: "?"}}}
	switch {
	case m.Kind == dialogue.Operator && m.Value == "erase", m.Text == "oublier":
		turn.Effects.Erase = true
	case m.Text == "sante":
		turn.Effects.Withdraw = true
	case m.Kind == dialogue.Text:
		turn.Effects.Unknown = strings.Fields(m.Text)
	}
	return s, turn
}

// school understands any sentence as any intent, unless it is bad.
type school struct{}

func (school) Intents() []string { return []string{"cpf", "vae", "hors_sujet"} }

func (school) Refuse(sentence, intent string, stems []string) string {
	if strings.Contains(sentence, "mauvais") || len(stems) == 0 {
		return "Refusé."
	}
	return ""
}

func (school) Learnt(desk.Example) desk.Learning { return desk.Learning{} }

// asking begins a world in which nothing is understood.
func asking(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, people: newNetwork("net"), page: &page{network: newNetwork("web")}, office: newOffice(), store: bot.NewMemory()}
	w.restart()
	return w
}

func askingOptions(t *testing.T) bot.Options {
	t.Helper()
	c, err := directory()
	if err != nil {
		t.Fatal(err)
	}
	k, err := desk.NewRules(c, desk.Settings{Network: "slack", Channel: "CALL", Understanding: school{}})
	if err != nil {
		t.Fatal(err)
	}
	return bot.Options{Next: puzzled, Desk: k, Key: []byte("a key of thirty-two bytes or more"), Lease: 12 * time.Hour}
}

func (w *world) restart() {
	w.t.Helper()
	o := askingOptions(w.t)
	o.Store, o.Channels = w.store.Connect(), []bot.Channel{w.people, w.page, w.office}
	w.engine, w.end = begin(w.t, o)
}

// groups are the open ones, as « stems: people ».
func (w *world) groups() (out []string) {
	w.t.Helper()
	u, err := w.engine.Desk().Unknowns(w.t.Context())
	if err != nil {
		w.t.Error(err)
	}
	for _, r := range u.Open() {
		out = append(out, fmt.Sprintf("%s: %d", strings.Join(r.Stems, " "), r.People))
	}
	return out
}

// holds counts the records that hold a text.
func (w *world) holds(text string) (n int) {
	for _, r := range everything(w.t, w.store) {
		if strings.Contains(r, text) && !strings.HasPrefix(r, "history") {
			n++
		}
	}
	return n
}

func (w *world) sees(when string, want ...string) {
	w.t.Helper()
	if got := w.groups(); !slices.Equal(got, want) {
		w.t.Errorf("%s staff see %q, want %q", when, got, want)
	}
}

func TestShownFromThreePeopleOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := asking(t)
		defer func() { w.end() }()
		w.says("1", "truc bleu", "truc bleu", "bleu truc")
		w.says("2", "bleu truc")
		w.sees("of two people")
		// Until then the group holds no word of theirs: it is with those who wrote it alone.
		for _, r := range everything(t, w.store) {
			if strings.Contains(r, "bleu") && strings.Contains(r, `"p":`) {
				t.Errorf("a group of two holds words: %s", r)
			}
		}
		w.says("3", "truc bleu", "autre chose")
		w.sees("of three", "truc bleu: 3")
		w.says("4", "oublier")
		w.end()
		w.people.ids = 5000
		w.restart()
		w.says("4", "truc bleu")
		w.sees("after a restart", "truc bleu: 4")
		if file, err := w.engine.Export(t.Context(), w.people.address("1")); err != nil || !strings.Contains(string(file.Data), `"unknown"`) {
			t.Errorf("the export of somebody lacks what was not understood: %v", err)
		}
	})
}

func TestTakenBackWhenTheTalkTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := asking(t)
		defer func() { w.end() }()
		for _, who := range []string{"1", "2", "3"} {
			w.says(who, "truc bleu", "autre "+who)
		}
		w.sees("before", "truc bleu: 3")
		before := w.holds("pas-la") + w.holds(`"text":"truc bleu"`)
		w.says("2", "sante")
		w.sees("after")
		if after := w.holds(`"text":"truc bleu"`); after != before-1 {
			t.Errorf("%d texts before, %d after", before, after)
		}
	})
}

// Whoever erases themselves leaves the groups: nothing of them is held, under no name.
func TestErasedFromTheGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := asking(t)
		defer func() { w.end() }()
		for _, who := range []string{"1", "2", "3", "4"} {
			w.says(who, "truc bleu", "seul "+who)
		}
		w.sees("before", "truc bleu: 4")
		w.says("1", "oublier")
		w.sees("after one", "truc bleu: 3")
		if _, err := w.engine.Ask(t.Context(), bot.NewCommand(1, w.people.address("2"), "erase", time.Now())); err != nil {
			t.Fatal(err)
		}
		if _, err := w.engine.Ask(t.Context(), bot.NewCommand(2, w.people.address("2"), "erase", time.Now())); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		w.sees("after two")
		if n := w.holds("bleu"); n != 2 {
			t.Errorf("%d records hold the words of two people", n)
		}
		// The pseudonyms of those who are gone stay for a day, marked as gone, then they go too.
		w.end()
		pass(26 * time.Hour)
		w.people.ids = 9000
		w.restart()
		pass(24 * time.Hour)
		for _, who := range []string{"3", "4"} {
			w.says(who, "oublier")
		}
		w.end()
		pass(26 * time.Hour)
		w.restart()
		pass(24 * time.Hour)
		for _, r := range everything(t, w.store) {
			if strings.HasPrefix(r, "unknown") || strings.Contains(r, "bleu") {
				t.Errorf("is left: %s", r)
			}
		}
	})
}

func TestUnknownForThirtyDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := asking(t)
		defer func() { w.end() }()
		later := func(days int) { // stopped but for the last day
			w.end()
			pass(time.Duration(days-1) * 24 * time.Hour)
			w.people.ids += 3000
			w.restart()
			pass(24 * time.Hour)
		}
		w.says("1", "truc bleu")
		later(10)
		w.says("2", "truc bleu")
		w.says("3", "truc bleu")
		w.sees("at first", "truc bleu: 3")
		later(19)
		w.sees("on the last day", "truc bleu: 3")
		later(2)
		w.sees("after the first has passed its time")
		if n := w.holds(`"text":"truc bleu"`); n != 2 {
			t.Errorf("%d texts are kept", n)
		}
		later(10)
		for _, r := range everything(t, w.store) {
			if strings.HasPrefix(r, "unknown") || strings.HasPrefix(r, "desk") && strings.Contains(r, "bleu") {
				t.Errorf("is left: %s", r)
			}
		}
	})
}

func TestSomebodyWritesALot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := asking(t)
		defer func() { w.end() }()
		for i := range 30 {
			w.says("1", fmt.Sprint("mot ", i))
		}
		if n := w.holds(`"text":"mot`); n != 10 {
			t.Errorf("%d texts of one person and day are kept", n)
		}
	})
}

func TestStaffDecide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := asking(t)
		defer func() { w.end() }()
		for _, who := range []string{"1", "2", "3"} {
			w.says(who, "truc bleu", "portail rouge")
		}
		d, ctx := w.engine.Desk(), t.Context()
		group := desk.GroupID([]string{"bleu", "truc"})
		decide := func(id uint64, x desk.Decision) string {
			t.Helper()
			err := d.Decide(ctx, id, x)
			if refused, ok := errors.AsType[*bot.RefusedError](err); ok {
				return refused.Why
			} else if err != nil {
				t.Fatal(err)
			}
			pass(10 * time.Second)
			return ""
		}
		staff := desk.Staff{ID: "slack:U1", Name: "Marie Dupont", Partner: "france_travail"}
		if why := decide(1, desk.Decision{Verdict: desk.Attach, Group: group, Intent: "cpf", Example: "mauvais", By: staff}); why != "Refusé." {
			t.Errorf("a bad example: %q", why)
		}
		decide(2, desk.Decision{Verdict: desk.Ask, Group: group, By: staff})
		if shown := w.office.shows("CFT"); len(shown) != 1 || !strings.Contains(shown[0], "truc · bleu") || !strings.Contains(shown[0], "Marie Dupont") {
			t.Errorf("the channel of who asks shows %q", shown)
		}
		for range 2 { // pressed twice
			decide(3, desk.Decision{Verdict: desk.Attach, Group: group, Intent: "cpf", Example: "  c'est quoi\nle truc bleu ", By: staff})
		}
		if why := decide(4, desk.Decision{Verdict: desk.Drop, Group: group, By: marie}); !strings.Contains(why, "Marie Dupont a déjà décidé") {
			t.Errorf("the second to decide: %q", why)
		}
		if why := decide(5, desk.Decision{Verdict: desk.Drop, Group: "none", By: marie}); !strings.Contains(why, "plus dans la liste") {
			t.Errorf("a group that is none: %q", why)
		}
		w.sees("then", "portail rouge: 3")
		examples, err := d.Examples(ctx)
		if err != nil || len(examples) != 1 || examples[0].Text != "c'est quoi le truc bleu" || examples[0].Intent != "cpf" || examples[0].By != staff || examples[0].At.IsZero() {
			t.Fatalf("examples %+v, %v", examples, err)
		}
		// What staff wrote stays when the people are gone.
		for _, who := range []string{"1", "2", "3"} {
			w.says(who, "oublier")
		}
		w.sees("when all are gone")
		if again, _ := d.Examples(ctx); len(again) != 1 {
			t.Errorf("examples %+v", again)
		}
		decide(6, desk.Decision{Verdict: desk.Withdraw, Example: examples[0].ID, By: staff})
		if none, _ := d.Examples(ctx); len(none) != 0 {
			t.Errorf("after it was taken back: %+v", none)
		}
	})
}

func TestWithoutAKeyNothingIsGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net, store := newNetwork("net"), bot.NewMemory()
		_, end := begin(t, bot.Options{Next: puzzled, Store: store, Channels: []bot.Channel{net}})
		defer end()
		net.say("1", "truc bleu")
		pass(time.Minute)
		for _, r := range everything(t, store) {
			if strings.HasPrefix(r, "unknown") {
				t.Errorf("is kept: %s", r)
			}
		}
	})
}

// Processes die one after the other while people write, erase themselves, and staff decide: in the end
// the groups count who is left, and each decision was taken once.
func TestUnknownOverKills(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 1))
		lives := make([]int, 1+random.IntN(5))
		for i := range lives {
			lives[i] = 1 + random.IntN(40)
		}
		fault := func(format string, args ...any) {
			t.Errorf("lives %v of seed %d: %s", lives, seed, fmt.Sprintf(format, args...))
		}
		synctest.Test(t, func(t *testing.T) {
			w := &world{t: t, people: newNetwork("net"), office: newOffice(), store: bot.NewMemory()}
			for i := range 6 {
				w.people.say(fmt.Sprint(i), "truc bleu")
				w.people.say(fmt.Sprint(i), "portail rouge")
				if i >= 4 {
					w.people.say(fmt.Sprint(i), "oublier")
				}
			}
			options := askingOptions(t)
			options.Lease, options.Log = time.Second, slog.New(slog.DiscardHandler)
			group := desk.GroupID([]string{"bleu", "truc"})
			decision := desk.Decision{Verdict: desk.Attach, Group: group, Intent: "cpf", Example: "le truc", By: marie}
			work := func(store bot.Store, channel bot.Channel, ended <-chan struct{}, last bool) {
				o := options
				o.Store, o.Channels = store, []bot.Channel{channel}
				e := bot.New(o)
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); _ = e.Run(ctx) }()
				pressing := make(chan struct{})
				go func() { // somebody presses until it is taken
					defer close(pressing)
					for ctx.Err() == nil {
						pressed, stop := context.WithTimeout(ctx, 5*time.Second)
						err := e.Desk().Decide(pressed, 77, decision)
						stop()
						if err == nil {
							return
						}
						select {
						case <-time.After(time.Second):
						case <-ctx.Done():
						}
					}
				}()
				if last {
					<-time.After(40 * time.Second)
					synctest.Wait()
					w.engine = e
					if got := w.groups(); !slices.Equal(got, []string{"portail rouge: 4"}) {
						fault("staff see %q", got)
					}
					examples, err := e.Desk().Examples(t.Context())
					if err != nil || len(examples) != 1 {
						fault("%d examples, %v", len(examples), err)
					}
					if n := w.holds(`"text":"truc bleu"`); n != 4 {
						fault("%d texts are kept", n)
					}
				} else {
					select {
					case <-ended:
					case <-time.After(30 * time.Second):
					}
				}
				cancel()
				<-done
				<-pressing
			}
			for _, n := range lives {
				l := newLife(n, random.IntN(2) == 0)
				work(mortalStore{w.store.Connect(), l}, mortalChannel{w.people, l}, l.ended, false)
			}
			work(w.store.Connect(), w.people, nil, true)
			pass(20 * time.Second) // what hung in a process that is gone
		})
	}
}
