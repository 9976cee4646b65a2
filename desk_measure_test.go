//go:build soak

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/adapters/slack/slacktest"
	"potentiels/adapters/telegram/telegramtest"
	"potentiels/bot/content"
)

// What is measured: so many requests are open, over so many channels.
const (
	measuredRequests = 500
	measuredChannels = 10
)

// arrivals remembers when each marked text arrived at a network for the first time.
type arrivals struct {
	mu sync.Mutex
	at map[string]time.Time
}

var marked = regexp.MustCompile(`\b(ligne|mot) \d+\b`)

// watch lets calls through to a network, notes what they carry once it is taken, and keeps them to its limits.
func (a *arrivals) watch(next http.Handler, limits *slackLimits) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		text := string(body)
		form, err := url.ParseQuery(text)
		if err == nil && form.Has("channel") {
			text = form.Get("text") + form.Get("blocks")
		}
		if wait := limits.take(filepath.Base(r.URL.Path), form.Get("channel")); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"ok":false,"error":"ratelimited"}`)
			return
		}
		next.ServeHTTP(w, r)
		now := time.Now()
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, mark := range marked.FindAllString(text, -1) {
			if _, known := a.at[mark]; !known {
				a.at[mark] = now
			}
		}
	})
}

// slackLimits are Slack's: a message a second in a channel, fifty changes a minute in the workspace.
// Who comes before the time they were told is told again.
type slackLimits struct {
	mu      sync.Mutex
	on      bool
	buckets map[string]*bucket
}

type bucket struct {
	tokens float64
	last   time.Time
	until  time.Time
}

func (l *slackLimits) take(method, channel string) time.Duration {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	rate, burst, key := 1.0, 1.0, channel
	switch {
	case !l.on || method != "chat.postMessage" && method != "chat.update":
		return 0
	case method == "chat.update":
		rate, burst, key = 50.0/60, 50, method
	}
	now := time.Now()
	b := l.buckets[key]
	if b == nil {
		b = &bucket{tokens: burst, last: now}
		l.buckets[key] = b
	}
	b.tokens, b.last = min(burst, b.tokens+now.Sub(b.last).Seconds()*rate), now
	switch {
	case now.Before(b.until):
		return b.until.Sub(now)
	case b.tokens < 1:
		b.until = now.Add(time.Duration(math.Ceil((1-b.tokens)/rate)) * time.Second)
		return b.until.Sub(now)
	}
	b.tokens--
	return 0
}

// channelContent is the content with a staff channel for so many of its partners.
func channelContent(t *testing.T) (dir string, partners []string) {
	t.Helper()
	file, err := content.Embedded().Open("partners.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	read := csv.NewReader(file)
	read.Comma, read.FieldsPerRecord = ';', -1
	rows, err := read.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows[0][0] = strings.TrimPrefix(rows[0][0], "\ufeff")
	id, channel := slices.Index(rows[0], "id"), slices.Index(rows[0], "channel")
	for _, row := range rows[1:] {
		if len(partners) < measuredChannels {
			row[channel] = fmt.Sprint("C0M", len(partners))
			partners = append(partners, row[id])
		}
	}
	dir = t.TempDir()
	out, err := os.Create(filepath.Join(dir, "partners.csv"))
	if err != nil {
		t.Fatal(err)
	}
	write := csv.NewWriter(out)
	write.Comma = ';'
	if err := write.WriteAll(rows); err != nil || out.Close() != nil {
		t.Fatal(err)
	}
	return dir, partners
}

// openRequest is one that is open, with who has it.
type openRequest struct {
	chat    int64
	channel string
	user    string
	card    slacktest.Post
	busy    sync.Mutex // a form is open
}

// Five hundred requests are open over ten channels, and nothing can be taken back: how long
// what a person writes takes to its thread, and what staff answer to the person, in both ways a
// whole way from one network's side to the other's; and how much more than an ideal queue where
// the networks have their limits. The figures are for a machine that does nothing else.
func TestMeasureTheDesk(t *testing.T) {
	slack, seen := slacktest.New(), &arrivals{at: map[string]time.Time{}}
	limits := &slackLimits{buckets: map[string]*bucket{}}
	server := httptest.NewServer(seen.watch(slack, limits))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	slack.Base = server.URL
	telegram := telegramtest.New()
	phones := httptest.NewServer(seen.watch(telegram, nil))
	t.Cleanup(func() { phones.CloseClientConnections(); phones.Close() })
	dir, partners := channelContent(t)
	for i := range partners {
		slack.AddChannel(fmt.Sprint("C0M", i))
	}
	r := start(t, "DATA_DIR="+t.TempDir(), "CONTENT_DIR="+dir, "DESK_SEND_DELAY=0",
		"TELEGRAM_TOKEN="+telegramtest.Token, "TELEGRAM_API_URL="+phones.URL, "SEND_RATE_PER_CHAT=10000",
		"SLACK_BOT_TOKEN="+slacktest.BotToken, "SLACK_APP_TOKEN="+slacktest.AppToken, "SLACK_API_URL="+server.URL+"/api/", "SLACK_DESK_CHANNEL="+staffChannel)
	r.ready()

	var all []*openRequest
	for i := range measuredRequests {
		m := &openRequest{chat: killChat(i), channel: fmt.Sprint("C0M", i%measuredChannels), user: fmt.Sprint("U0M", i)}
		slack.Join(m.channel, m.user)
		telegram.Press(m.chat, "humain:"+partners[i%measuredChannels])
		all = append(all, m)
	}
	until(t, "consents", nil, func() bool { return len(telegram.Sent(0)) >= measuredRequests })
	for i, m := range all {
		telegram.Press(m.chat, "accepte:"+partners[i%measuredChannels])
	}
	cards := func(label string) map[string][]slacktest.Post {
		found := map[string][]slacktest.Post{}
		for _, p := range slack.Posts("") {
			if p.Thread == "" && slices.Contains(p.Labels(), label) {
				found[p.Channel] = append(found[p.Channel], p)
			}
		}
		return found
	}
	wait := func(label string) (found map[string][]slacktest.Post) {
		until(t, label, nil, func() bool {
			n := 0
			found = cards(label)
			for _, posts := range found {
				n += len(posts)
			}
			return n == measuredRequests
		})
		return found
	}
	open := wait("Prendre en charge")
	for _, m := range all { // which request is whose shows by the first line
		m.card = open[m.channel][0]
		open[m.channel] = open[m.channel][1:]
		slack.PressOn(m.user, m.card, "Prendre en charge")
	}
	held := wait("Répondre")
	for _, m := range all {
		m.card = held[m.channel][slices.IndexFunc(held[m.channel], func(p slacktest.Post) bool { return p.TS == m.card.TS })]
	}
	t.Logf("%d requests are open in %d channels", measuredRequests, measuredChannels)

	// Open loop: lines and replies come at their times, whatever became of those before.
	number := 0
	load := func(name string, lines, replies float64, lasting time.Duration, ideal bool) {
		said, answered := map[string]time.Time{}, map[string]time.Time{}
		where := map[string]string{}
		began := time.Now()
		nextLine, nextReply := began, began
		var mu sync.Mutex
		var staff sync.WaitGroup
		for time.Since(began) < lasting {
			now := time.Now()
			if now.After(nextLine) {
				m := all[rand.IntN(len(all))]
				number++
				mark := fmt.Sprint("ligne ", number)
				mu.Lock()
				said[mark], where[mark] = now, m.channel
				mu.Unlock()
				telegram.Say(m.chat, mark+" merci")
				nextLine = nextLine.Add(time.Duration(rand.ExpFloat64() / lines * float64(time.Second)))
			}
			if now.After(nextReply) {
				m := all[rand.IntN(len(all))]
				number++
				mark := fmt.Sprint("mot ", number)
				staff.Go(func() {
					if at := m.reply(slack, mark+" bonjour"); !at.IsZero() {
						mu.Lock()
						defer mu.Unlock()
						answered[mark], where[mark] = at, m.channel
					}
				})
				nextReply = nextReply.Add(time.Duration(rand.ExpFloat64() / replies * float64(time.Second)))
			}
			time.Sleep(time.Millisecond)
		}
		staff.Wait()
		until(t, "everything to arrive", nil, func() bool {
			seen.mu.Lock()
			defer seen.mu.Unlock()
			for _, times := range []map[string]time.Time{said, answered} {
				for mark := range times {
					if seen.at[mark].IsZero() {
						return false
					}
				}
			}
			return true
		})
		t.Logf("%s: %d lines to their threads %s; %d answers to their people %s", name,
			len(said), seen.tell(said, nil), len(answered), seen.tell(answered, nil))
		if ideal {
			// In the ideal queue of a channel a post leaves a second after the one before, and every
			// line and answer is a post.
			posts := maps.Clone(said)
			maps.Copy(posts, answered)
			left := idealQueue(posts, where)
			t.Logf("%s: lines beyond an ideal queue of a post a second and channel %s", name, seen.tell(said, left))
		}
	}
	load("without limits", 20, 10, 30*time.Second, false)
	limits.mu.Lock()
	limits.on = true
	limits.mu.Unlock()
	load("with limits", 5, 0.3, 90*time.Second, true)
	r.alive()
}

// reply has the member of staff answer, and gives when they sent the form; never, if another of theirs is open.
func (m *openRequest) reply(slack *slacktest.Network, text string) (sent time.Time) {
	if !m.busy.TryLock() {
		return sent
	}
	defer m.busy.Unlock()
	slack.PressOn(m.user, m.card, "Répondre")
	for range 3000 {
		if _, open := slack.Form(m.user); open {
			sent = time.Now()
			d, err := slack.Submit(m.user, text)
			for err == nil && !slack.Of(d).Acked && !slack.Of(d).Failed {
				time.Sleep(time.Millisecond)
			}
			return sent
		}
		time.Sleep(time.Millisecond)
	}
	return sent
}

// idealQueue gives when each post leaves a queue that serves every channel once a second.
func idealQueue(posts map[string]time.Time, where map[string]string) map[string]time.Time {
	var marks []string
	for mark := range posts {
		marks = append(marks, mark)
	}
	slices.SortFunc(marks, func(a, b string) int { return posts[a].Compare(posts[b]) })
	free, left := map[string]time.Time{}, map[string]time.Time{}
	for _, mark := range marks {
		at := posts[mark]
		if free[where[mark]].After(at) {
			at = free[where[mark]]
		}
		left[mark] = at
		free[where[mark]] = at.Add(time.Second)
	}
	return left
}

// tell sums up how long marks took, from when they left where they are, or from an ideal.
func (a *arrivals) tell(from, ideal map[string]time.Time) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var took []time.Duration
	for mark, at := range from {
		if ideal != nil {
			at = ideal[mark]
		}
		took = append(took, a.at[mark].Sub(at))
	}
	if len(took) == 0 {
		return "none"
	}
	slices.Sort(took)
	quantile := func(q float64) time.Duration {
		return took[min(len(took)-1, int(q*float64(len(took))))].Round(time.Millisecond)
	}
	return fmt.Sprintf("p50 %v, p95 %v, p99 %v, longest %v", quantile(0.5), quantile(0.95), quantile(0.99), took[len(took)-1].Round(time.Millisecond))
}
