package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/redis/redistest"
	"potentiels/adapters/slack/slacktest"
	"potentiels/adapters/telegram/telegramtest"
)

// tryAgain is how long somebody waits for a press to show before they press again.
const tryAgain = 3 * time.Second

// asker is a person on Telegram: they ask for a human, accept, and once somebody has their
// request write two lines and wait for the answer, again and again.
type asker struct {
	net    *telegramtest.Network
	chat   int64
	stage  int
	round  int
	rounds int
}

func (a *asker) done() bool { return a.round == a.rounds }

// step does what there is to do now, if anything.
func (a *asker) step() {
	if a.done() {
		return
	}
	sent := a.net.Sent(a.chat)
	heard := func(text string) bool {
		return slices.ContainsFunc(sent, func(s telegramtest.Sent) bool { return strings.Contains(s.Text, text) })
	}
	switch a.stage {
	case 0:
		a.net.Say(a.chat, "conseiller")
		a.stage++
	case 1:
		for _, s := range sent {
			for _, b := range s.Buttons {
				if b.Text == "J'accepte" && a.stage == 1 {
					a.net.Press(a.chat, b.Data)
					a.stage++
				}
			}
		}
	case 2:
		if heard("a pris votre demande") {
			a.stage++
			a.write()
		}
	case 3:
		if heard(answer(a.round)) {
			if a.round++; !a.done() {
				a.write()
			}
		}
	}
}

func (a *asker) write() {
	for _, half := range []string{"a", "b"} {
		a.net.Say(a.chat, fmt.Sprintf("ligne %d%s.", a.round, half))
	}
}

func answer(round int) string { return fmt.Sprintf("réponse %d.", round) }

// clerk is a member of staff on Slack, who takes one request and answers it. What shows no effect
// they press again, and a form that was not taken they submit again, as people do.
type clerk struct {
	*shift
	user    string
	n       int // takes the n-th request
	round   int
	pressed time.Time
	form    *slacktest.Delivery
}

// shift is what is read of the channel, once for all clerks.
type shift struct {
	net      *slacktest.Network
	rounds   int
	requests []string                    // in the order their cards came
	cards    map[string]slacktest.Post   // the newest of each
	threads  map[string][]slacktest.Post // by request, in the order of the posts
	posts    int
}

// look reads the channel.
func (s *shift) look() {
	cards, threads, of := map[string]slacktest.Post{}, map[string][]slacktest.Post{}, map[string]string{}
	s.posts = 0
	for _, p := range s.net.Posts(staffChannel) {
		if p.OnlyFor != "" {
			continue
		}
		s.posts++
		if p.Thread != "" {
			threads[of[p.Thread]] = append(threads[of[p.Thread]], p)
			continue
		}
		request := requestOf(p)
		if request == "" {
			continue // said to the channel
		}
		if _, known := cards[request]; !known && !slices.Contains(s.requests, request) {
			s.requests = append(s.requests, request)
		}
		cards[request], of[p.TS] = p, request
	}
	s.cards, s.threads = cards, threads
}

// requestOf is the request that the buttons of a card are about.
func requestOf(p slacktest.Post) string {
	for _, b := range p.Blocks {
		elements, _ := b["elements"].([]any)
		for _, e := range elements {
			button, _ := e.(map[string]any)
			if value, _ := button["value"].(string); value != "" {
				request, _, _ := strings.Cut(value, " ")
				return request
			}
		}
	}
	return ""
}

func (c *clerk) done() bool { return c.round == c.rounds }

func (c *clerk) step() {
	if c.done() || c.n >= len(c.requests) {
		return
	}
	request := c.requests[c.n]
	card := c.cards[request]
	press := func(label string) {
		if time.Since(c.pressed) > tryAgain {
			c.net.PressOn(c.user, card, label)
			c.pressed = time.Now()
		}
	}
	if slices.Contains(card.Labels(), "Prendre en charge") {
		press("Prendre en charge")
		return
	}
	if c.form != nil {
		switch d := c.net.Of(c.form); {
		case d.Acked:
			c.form, c.pressed = nil, time.Time{}
			c.round++
		case d.Failed:
			c.form, _ = c.net.Submit(c.user, answer(c.round)) // the form is still there
		}
		return
	}
	if !slices.ContainsFunc(c.threads[request], func(p slacktest.Post) bool { return strings.Contains(p.Shown(), fmt.Sprintf("ligne %db.", c.round)) }) {
		return
	}
	if _, open := c.net.Form(c.user); !open {
		press("Répondre")
		return
	}
	c.form, _ = c.net.Submit(c.user, answer(c.round))
}

// office is people, staff, and programs that are killed under them.
type office struct {
	*testing.T
	telegram *telegramtest.Network
	shift    *shift
	askers   []*asker
	clerks   []*clerk
}

func newOffice(t *testing.T, people, rounds int) (*office, []string) {
	t.Helper()
	slack, env := workspace(t, false)
	o := &office{T: t, telegram: telegramtest.New(), shift: &shift{net: slack, rounds: rounds}}
	for i := range people {
		user := fmt.Sprintf("U0CLERK%d", i)
		slack.Join(staffChannel, user)
		o.askers = append(o.askers, &asker{net: o.telegram, chat: killChat(i), rounds: rounds})
		o.clerks = append(o.clerks, &clerk{shift: o.shift, user: user, n: i})
	}
	return o, append(env, "DESK_SEND_DELAY=1s")
}

// step has everybody do what they can, and tells whether all have come to their end.
func (o *office) step() bool {
	o.shift.look()
	done := true
	for _, a := range o.askers {
		a.step()
		done = done && a.done()
	}
	for _, c := range o.clerks {
		c.step()
		done = done && c.done()
	}
	return done && o.settled()
}

// settled tells whether every thread shows how each reply ended.
func (o *office) settled() bool {
	for _, request := range o.shift.requests {
		told := 0
		for _, p := range o.shift.threads[request] {
			if strings.Contains(p.Shown(), "Remise à la personne") {
				told++
			}
		}
		if told < o.shift.rounds {
			return false
		}
	}
	return true
}

// play runs programs until everybody has come to their end; of those that are to be killed each
// lives for a moment, some not until they are ready.
func (o *office) play(programs int, begin func() *running, kills int) {
	o.Helper()
	lives := make([]*running, programs)
	for i := range lives {
		lives[i] = begin()
	}
	lives[0].ready()
	deadline := time.After(3 * patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	next := time.Now()
	for {
		select {
		case <-tick.C:
		case <-deadline:
			o.Fatalf("waited in vain: %d requests, askers %+v", len(o.shift.requests), o.askers)
		}
		if o.step() && kills == 0 {
			break
		}
		if kills == 0 || time.Now().Before(next) {
			continue
		}
		victim := rand.IntN(programs)
		lives[victim].alive()
		lives[victim].kill()
		kills--
		lives[victim] = begin()
		if rand.IntN(4) > 0 {
			lives[victim].ready()
		}
		next = time.Now().Add(time.Duration(200+rand.IntN(1800)) * time.Millisecond)
	}
	for _, r := range lives {
		r.ready() // what is told to stop before it listens for that is ended by it
		if code := r.stop(); code != exitDone {
			o.Errorf("told to stop, it ended with %d", code)
		}
	}
}

var (
	linePattern   = regexp.MustCompile(`ligne \d+[ab]\.`)
	answerPattern = regexp.MustCompile(`réponse \d+\.`)
)

// check counts what there is at the end: every line in its thread and every answer with its
// person, in order; what is there twice, at most once a chat and kill.
func (o *office) check(kills int) {
	o.Helper()
	o.shift.look()
	var lines, answers []string
	for round := range o.shift.rounds {
		lines = append(lines, fmt.Sprintf("ligne %da.", round), fmt.Sprintf("ligne %db.", round))
		answers = append(answers, answer(round))
	}
	if len(o.shift.requests) != len(o.askers) {
		o.Errorf("%d requests of %d people", len(o.shift.requests), len(o.askers))
	}
	again, most := 0, 0
	for _, a := range o.askers {
		var said []string
		twice := 0
		sent := o.telegram.Sent(a.chat)
		for i, s := range sent {
			if i > 0 && s.Text == sent[i-1].Text {
				twice++
				continue
			}
			said = append(said, answerPattern.FindAllString(s.Text, -1)...)
		}
		if !slices.Equal(said, answers) {
			o.Errorf("chat %d heard %q", a.chat, said)
		}
		if twice > kills {
			o.Errorf("chat %d: %d messages came twice, with %d kills", a.chat, twice, kills)
		}
		again, most = again+twice, max(most, twice)
	}
	posted := o.shift.posts - len(o.shift.requests)
	for _, request := range o.shift.requests {
		var written, replied []string
		before := ""
		for _, p := range o.shift.threads[request] {
			key := strings.Join(append(linePattern.FindAllString(p.Shown(), -1), answerPattern.FindAllString(p.Shown(), -1)...), " ")
			if key == "" {
				key = p.Shown()
			}
			if key == before {
				continue
			}
			before = key
			posted--
			written = append(written, linePattern.FindAllString(p.Shown(), -1)...)
			replied = append(replied, answerPattern.FindAllString(p.Shown(), -1)...)
		}
		if !slices.Equal(written, lines) || !slices.Equal(replied, answers) {
			o.Errorf("the thread of %s holds %q and %q", request, written, replied)
		}
	}
	if posted > kills {
		o.Errorf("%d posts came twice, with %d kills", posted, kills)
	}
	o.Logf("%d people, %d lines, %d answers, %d kills: %d messages came twice on Telegram, at most %d in a chat, and %d posts on Slack",
		len(o.askers), len(o.askers)*len(lines), len(o.askers)*len(answers), kills, again, most, posted)
}

// The program is killed in the middle of handovers, of what is handed on to the thread and of
// replies: nothing is lost or changes its order, and at most one message a chat and kill comes twice.
func TestDeskUnderKills(t *testing.T) {
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		o, slack := newOffice(t, deskPeople, deskRounds)
		dir := t.TempDir()
		leave := func() {}
		defer func() { leave() }()
		o.play(1, func() *running {
			leave()
			var env []string
			env, leave = enter(o.telegram)
			return start(t, append(append(env, slack...), "DATA_DIR="+dir)...)
		}, deskKills)
		o.check(deskKills)
		if n := left(t, dir); n > 0 {
			t.Errorf("%d entries and deliveries are left", n)
		}
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		server := redistest.Start(t)
		o, slack := newOffice(t, deskPeople, deskRounds)
		env, leave := enter(o.telegram)
		defer leave()
		o.play(2, func() *running { return start(t, onRedis(t, server.URL(), append(env, slack...)...)...) }, deskKills)
		o.check(deskKills)
	})
}
