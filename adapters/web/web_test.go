package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/adapters/web"
	"potentiels/bot"
	"potentiels/bot/bottest"
	"potentiels/bot/dialogue"
)

// front is a channel behind a real server, with a history and an inbox of the test's.
type front struct {
	t       testing.TB
	channel *web.Channel
	server  *httptest.Server
	end     context.CancelFunc
	ended   chan error

	mu      sync.Mutex
	fail    error
	entries []bot.Entry
	lines   map[bot.Address][]bot.Line
}

// newFront makes one that runs.
func newFront(t testing.TB) *front {
	f := &front{t: t, lines: make(map[bot.Address][]bot.Line), ended: make(chan error, 1)}
	f.channel = web.New(web.Options{Key: key, History: f.history, Log: slog.New(slog.DiscardHandler)})
	f.server = httptest.NewServer(f.channel.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	f.end = cancel
	go func() { f.ended <- f.channel.Run(ctx, f.receive) }()
	t.Cleanup(func() { cancel(); f.server.Close() })
	return f
}

func (f *front) receive(_ context.Context, entries ...bot.Entry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail == nil {
		f.entries = append(f.entries, entries...)
	}
	return f.fail
}

func (f *front) refuse(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = err
}

func (f *front) received() []bot.Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.entries
}

func (f *front) history(_ context.Context, who bot.Address, after uint64, limit int) ([]bot.Line, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var lines []bot.Line
	for _, l := range f.lines[who] {
		if l.N > after && (limit == 0 || len(lines) < limit) {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// say puts lines into somebody's history.
func (f *front) say(who bot.Address, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range n {
		number := uint64(len(f.lines[who])) + 1
		f.lines[who] = append(f.lines[who], bot.Line{
			N: number, Entry: 1<<63 + number, At: time.Unix(1e9, 0), Kind: dialogue.Text, Text: "écrit\n",
			Said: []dialogue.Reply{{Text: fmt.Sprint("réponse ", number)}},
		})
	}
}

// do makes a request; header goes name, value, name, value….
func (f *front) do(method, path, body string, header ...string) *http.Response {
	f.t.Helper()
	// The test's own context ends before its cleanups, so streams end with it.
	r, err := http.NewRequestWithContext(f.t.Context(), method, f.server.URL+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := f.server.Client().Do(r)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

// post posts and gives the status.
func (f *front) post(body string, header ...string) int {
	f.t.Helper()
	return f.do(http.MethodPost, "/chat/messages", body, header...).StatusCode
}

// until waits for a condition.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(5 * time.Minute); !ok(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not %s", what)
		}
	}
}

// running waits until posts are taken, and gives a person with their cookie.
func (f *front) person() (bot.Address, string) {
	f.t.Helper()
	var cookie string
	until(f.t, "taking posts", func() bool {
		resp := f.do(http.MethodPost, "/chat/messages", `{"id":"1","kind":"start"}`)
		if resp.StatusCode == http.StatusAccepted {
			cookie = resp.Cookies()[0].Name + "=" + resp.Cookies()[0].Value
		}
		return resp.StatusCode == http.StatusAccepted
	})
	all := f.received()
	return all[len(all)-1].To, cookie
}

func TestCookie(t *testing.T) {
	f := newFront(t)
	who, cookie := f.person()
	resp := f.do(http.MethodPost, "/chat/messages", `{"id":"2","kind":"text","text":"a"}`, "Cookie", "potentiels=x.y; "+cookie)
	if got := f.received()[1]; got.To != who || got.ID != 2 || got.Kind != bot.Update {
		t.Errorf("received %+v", got)
	}
	set := resp.Cookies()[0]
	if !set.HttpOnly || set.SameSite != http.SameSiteLaxMode || set.Path != "/" || set.Secure || time.Duration(set.MaxAge)*time.Second != 90*24*time.Hour {
		t.Errorf("cookie %+v", set)
	}
	name, mac, _ := strings.Cut(cookie, ".")
	for _, forged := range []string{name + "X." + mac, name + "." + mac[1:], name, "potentiels=." + mac, "potentiels=" + who.ID + "."} {
		before := len(f.received())
		if f.post(`{"id":"3","kind":"text","text":"a"}`, "Cookie", forged) != http.StatusAccepted {
			t.Fatalf("%s: not taken", forged)
		}
		if f.received()[before].To == who {
			t.Errorf("the forged cookie %s is believed", forged)
		}
	}

	secure := web.New(web.Options{Key: key, Secure: true, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = secure.Run(ctx, f.receive) }()
	until(t, "taken", func() bool {
		w := httptest.NewRecorder()
		secure.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/chat/messages", strings.NewReader(`{"id":"1","kind":"start"}`)))
		return w.Code == http.StatusAccepted && w.Result().Cookies()[0].Secure
	})
}

func TestWhoOnlyLooksLeavesNoTrace(t *testing.T) {
	f := newFront(t)
	for _, path := range []string{"/", "/chat.js", "/chat/events"} {
		if resp := f.do(http.MethodGet, path, ""); len(resp.Cookies()) > 0 || resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %s, cookies %v", path, resp.Status, resp.Cookies())
		}
	}
	if len(f.received()) > 0 {
		t.Error("something was stored")
	}
}

func TestOtherSitesCannotPost(t *testing.T) {
	f := newFront(t)
	_, cookie := f.person()
	const body = `{"id":"2","kind":"text","text":"a"}`
	for _, header := range [][]string{{"Origin", "https://example.org"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "null"}} {
		if got := f.post(body, append(header, "Cookie", cookie, "Content-Type", "text/plain")...); got != http.StatusForbidden {
			t.Errorf("%q: %d", header, got)
		}
	}
	if got := f.post(body, "Origin", f.server.URL, "Sec-Fetch-Site", "same-origin", "Cookie", cookie); got != http.StatusAccepted {
		t.Errorf("its own page: %d", got)
	}
}

func TestPosts(t *testing.T) {
	f := newFront(t)
	f.person()
	for body, want := range map[string]int{
		``:                           400,
		`null`:                       400,
		`[]`:                         400,
		`{}`:                         400,
		`{"id":"1"}`:                 400,
		`{"id":1,"kind":"start"}`:    400, // a number of JavaScript may have been rounded
		`{"id":"0","kind":"start"}`:  400,
		`{"id":"-1","kind":"start"}`: 400,
		`{"id":"18446744073709551616","kind":"start"}`:                           400,
		`{"id":"18446744073709551615","kind":"start"}`:                           202,
		`{"id":"1","kind":"start"}{}`:                                            400,
		`{"id":"1","kind":"start"} `:                                             202,
		`{"id":"1","kind":"operator","value":"erase"}`:                           400,
		`{"id":"1","kind":"due"}`:                                                400,
		`{"id":"1","kind":"text"}`:                                               400,
		`{"id":"1","kind":"text","text":" \n"}`:                                  400,
		`{"id":"1","kind":"text","text":{}}`:                                     400,
		`{"id":"1","kind":"press"}`:                                              400,
		`{"id":"1","kind":"press","value":"v"}`:                                  202,
		`{"id":"1","kind":"press","value":"` + strings.Repeat("v", 257) + `"}`:   400,
		`{"id":"1","kind":"text","text":"\u0000\u202e🙂"}`:                        202,
		`{"id":"1","kind":"text","text":"` + strings.Repeat("a", 100<<10) + `"}`: 202,
		`{"id":"1","kind":"text","text":"` + strings.Repeat("a", 600<<10) + `"}`: 413,
		`{"id":"1","kind":"text","text":"` + strings.Repeat(" ", 5000) + `a"}`:   202,
	} {
		before := len(f.received())
		if got := f.post(body); got != want {
			t.Errorf("%.60s: %d, want %d", body, got, want)
		}
		all := f.received()
		if taken := len(all) - before; taken != 1 && want == 202 || taken != 0 && want != 202 {
			t.Errorf("%.60s: %d received", body, taken)
		}
		if want == 202 {
			if _, err := f.channel.Decode(all[before]); err != nil {
				t.Errorf("%.60s: taken, but %v", body, err)
			}
		}
	}
}

func TestLongTextIsCutBetweenCharacters(t *testing.T) {
	f := newFront(t)
	f.person()
	text, err := json.Marshal("a" + strings.Repeat("🙂", 4000))
	if err != nil {
		t.Fatal(err)
	}
	f.post(`{"id":"2","kind":"text","text":` + string(text) + `}`)
	m, err := f.channel.Decode(f.received()[1])
	if want := "a" + strings.Repeat("🙂", 2047); err != nil || m.Text != want { // 4095 units: half a smile has no place
		t.Errorf("%d bytes, want %d; %v", len(m.Text), len(want), err)
	}
}

func TestStartIsACommandToo(t *testing.T) {
	f := newFront(t)
	f.person()
	f.post(`{"id":"2","kind":"text","text":"/start  salon "}`)
	m, err := f.channel.Decode(f.received()[1])
	if err != nil || m.Kind != dialogue.Start || m.Value != "salon" || m.Text != "" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestNotStored(t *testing.T) {
	f := newFront(t)
	f.person()
	f.refuse(errors.New("full"))
	resp := f.do(http.MethodPost, "/chat/messages", `{"id":"2","kind":"text","text":"secret"}`)
	if resp.StatusCode != http.StatusServiceUnavailable || len(resp.Cookies()) > 0 {
		t.Errorf("%s, cookies %v", resp.Status, resp.Cookies())
	}
	f.refuse(nil)
	if got := f.post(`{"id":"2","kind":"text","text":"secret"}`); got != http.StatusAccepted {
		t.Errorf("posted again: %d", got)
	}
}

func TestRun(t *testing.T) {
	f := newFront(t)
	who, cookie := f.person()
	if err := f.channel.Run(t.Context(), f.receive); err == nil {
		t.Error("runs twice")
	}
	stream := f.open(cookie, "")
	f.say(who, 1)
	f.channel.Wake(who)
	stream.line()
	f.end()
	if err := <-f.ended; err != nil {
		t.Error(err)
	}
	stream.closed()
	if got := f.post(`{"id":"2","kind":"start"}`); got != http.StatusServiceUnavailable {
		t.Errorf("after the end: %d", got)
	}
	if err := f.server.Config.Shutdown(t.Context()); err != nil {
		t.Errorf("the server does not drain: %v", err)
	}
}

func TestPageAsksNobodyElse(t *testing.T) {
	f := newFront(t)
	total := 0
	for _, path := range []string{"/", "/chat.js", "/chat.css", "/icon.svg"} {
		resp := f.do(http.MethodGet, path, "")
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, resp.Status, err)
		}
		total += len(body)
		text := strings.ReplaceAll(string(body), `xmlns="http://www.w3.org/2000/svg"`, "")
		for _, outside := range []string{"http://", "https://", "//www", "url(", "@import", "<style", "style=", "onclick", "innerHTML"} {
			if strings.Contains(text, outside) {
				t.Errorf("%s holds %q", path, outside)
			}
		}
		if path != "/" && f.do(http.MethodGet, path, "", "If-None-Match", resp.Header.Get("ETag")).StatusCode != http.StatusNotModified {
			t.Errorf("%s is sent again to who has it", path)
		}
	}
	if total > 40<<10 {
		t.Errorf("the page has %d bytes", total)
	}
	resp := f.do(http.MethodGet, "/", "")
	policy := resp.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "connect-src 'self';", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %q", want)
		}
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Type": "text/html; charset=utf-8"} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := f.do(http.MethodGet, "/../serve.go", "").StatusCode; got != http.StatusNotFound {
		t.Errorf("outside of the page: %d", got)
	}
}

// TestConformance runs the suite of all channels: a page that posts again until it is taken.
func TestConformance(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Network {
		signer := newFront(t)
		var cookies []string
		var people []bot.Address
		for range 3 {
			who, cookie := signer.person()
			people, cookies = append(people, who), append(cookies, cookie)
		}
		channel := web.New(web.Options{Key: key, History: signer.history, Log: slog.New(slog.DiscardHandler)})
		handler := channel.Handler()
		var mu sync.Mutex
		confirmed, said := 0, 0
		queue := make(chan *http.Request, 100)
		post := func(r *http.Request) bool {
			w := httptest.NewRecorder()
			again := r.Clone(t.Context())
			again.Body, _ = r.GetBody()
			handler.ServeHTTP(w, again)
			return w.Code == http.StatusAccepted
		}
		go func() {
			for r := range queue {
				for tick := time.NewTicker(time.Millisecond); !post(r); {
					select {
					case <-tick.C:
					case <-t.Context().Done():
						return
					}
				}
				mu.Lock()
				confirmed++
				mu.Unlock()
			}
		}()
		return bottest.Network{
			Channel: channel,
			Person:  func(i int) bot.Address { return people[i%len(people)] },
			Say: func(i int, text string) {
				said++
				body, err := json.Marshal(map[string]string{"id": fmt.Sprint(said), "kind": "text", "text": text})
				if err != nil {
					t.Error(err)
				}
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/chat/messages", strings.NewReader(string(body)))
				if err != nil {
					t.Error(err)
				}
				r.Header.Set("Cookie", cookies[i%len(cookies)])
				queue <- r
			},
			Confirmed: func() int { mu.Lock(); defer mu.Unlock(); return confirmed },
			Updates:   updates,
		}
	})
}

var updates = [][]byte{
	[]byte(`{"id":"1","kind":"text","text":"bonjour"}`), []byte(`{"id":"2","kind":"press","value":"v"}`), []byte(`{"id":"3","kind":"start","value":"salon"}`),
}

func FuzzDecode(f *testing.F) { bottest.FuzzDecode(f, web.New(web.Options{Key: key}), updates...) }
