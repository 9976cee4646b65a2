package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"potentiels/adapters/web"
	"potentiels/bot"
)

// stream reads events as a browser does.
type stream struct {
	t     rapid.TB
	lines *bufio.Scanner
	close func()
	last  string // Last-Event-ID
}

type event struct{ id, name, data string }

// open connects as a page that stands at a cursor.
func (f *front) open(cookie, cursor string) *stream {
	f.t.Helper()
	return f.connect(f.t, cookie, cursor)
}

func (f *front) connect(t rapid.TB, cookie, cursor string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // what does not come must not hang
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.server.URL+"/chat/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", cookie)
	if cursor != "" {
		r.Header.Set("Last-Event-ID", cursor)
	}
	resp, err := f.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	end := func() { cancel(); _ = resp.Body.Close() }
	f.t.Cleanup(end)
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("%s of type %q", resp.Status, got)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return &stream{t: t, lines: lines, close: end, last: cursor}
}

// next gives the next event; false at the end of the stream.
func (s *stream) next() (event, bool) {
	var e event
	for s.lines.Scan() {
		field, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.data == "" {
				continue
			}
			if e.id != "" {
				s.last = e.id
			}
			return e, true
		}
	}
	return event{}, false
}

// line gives the number of the next line of history.
func (s *stream) line() uint64 {
	s.t.Helper()
	for {
		e, ok := s.next()
		if !ok {
			s.t.Fatalf("the stream ended: %v", s.lines.Err())
		}
		if e.name != "" {
			continue
		}
		number, _, _ := strings.Cut(e.id, "-")
		n, err := strconv.ParseUint(number, 10, 64)
		var shown struct {
			Entry string
			Said  []struct{ Text string }
		}
		if err == nil {
			err = json.Unmarshal([]byte(e.data), &shown)
		}
		if err != nil || shown.Entry != strconv.FormatUint(1<<63+n, 10) || shown.Said[0].Text != fmt.Sprint("réponse ", n) {
			s.t.Fatalf("line %q: %s, %v", e.id, e.data, err)
		}
		return n
	}
}

// expect waits for an event of a name.
func (s *stream) expect(name string) {
	s.t.Helper()
	for {
		e, ok := s.next()
		if !ok {
			s.t.Fatalf("the stream ended without %q", name)
		}
		if e.name == name {
			return
		}
	}
}

func (s *stream) closed() {
	s.t.Helper()
	for {
		if _, ok := s.next(); !ok {
			return
		}
	}
}

// Whatever is cut whenever, every line comes once and in order.
func TestNothingLostOverCuts(t *testing.T) {
	f := newFront(t)
	rapid.Check(t, func(t *rapid.T) {
		who, cookie := f.person()
		var s *stream
		cursor, written, read := "", 0, uint64(0)
		t.Repeat(map[string]func(*rapid.T){
			"say": func(t *rapid.T) {
				n := rapid.IntRange(1, 70).Draw(t, "lines")
				f.say(who, n)
				written += n
				f.channel.Wake(who)
			},
			"read": func(t *rapid.T) {
				if s == nil {
					s = f.connect(t, cookie, cursor)
				}
				for range min(rapid.IntRange(1, 60).Draw(t, "lines"), written-int(read)) {
					if n := s.line(); n != read+1 {
						t.Fatalf("line %d after %d", n, read)
					}
					read++
				}
				cursor = s.last
			},
			"cut": func(*rapid.T) {
				if s != nil {
					s.close()
					s = nil
				}
			},
		})
		if s != nil {
			s.close()
		}
	})
}

func TestCursorOfSomebodyElse(t *testing.T) {
	f := newFront(t)
	one, cookie := f.person()
	f.say(one, 5)
	s := f.open(cookie, "")
	for range 5 {
		s.line()
	}
	two, other := f.person()
	f.say(two, 3)
	if n := f.open(other, s.last).line(); n != 1 {
		t.Errorf("the talk of somebody new begins with line %d", n)
	}
	for _, broken := range []string{"5", "x", "-1", "99999999999999999999-" + s.last} {
		if n := f.open(cookie, broken).line(); n != 1 {
			t.Errorf("from the cursor %q on comes line %d", broken, n)
		}
	}
}

func TestNobody(t *testing.T) {
	f := newFront(t)
	for _, cookie := range []string{"", "potentiels=a.b"} {
		s := f.open(cookie, "")
		s.expect("nobody")
		s.closed()
	}
}

func TestStreamsOfOnePerson(t *testing.T) {
	f := newFront(t)
	who, cookie := f.person()
	_, other := f.person()
	stays := f.open(other, "")
	stays.expect("beat")
	first := f.open(cookie, "")
	first.expect("beat")
	var s *stream
	for range 4 {
		s = f.open(cookie, "")
		s.expect("beat")
	}
	first.expect("elsewhere")
	first.closed()
	f.say(who, 1)
	f.channel.Wake(who)
	s.line()
}

// patient is a ResponseWriter without a network, for time that is not real.
type patient struct{ *httptest.ResponseRecorder }

func (patient) SetWriteDeadline(time.Time) error { return nil }

// A line that another process has written is found without a notice.
func TestHeartbeat(t *testing.T) {
	signer := newFront(t)
	who, cookie := signer.person()
	synctest.Test(t, func(t *testing.T) {
		f := &front{t: t, lines: make(map[bot.Address][]bot.Line)}
		channel := web.New(web.Options{Key: key, History: f.history, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/chat/events", nil)
		r.Header.Set("Cookie", cookie)
		w := patient{httptest.NewRecorder()}
		done := make(chan struct{})
		go func() { defer close(done); channel.Handler().ServeHTTP(w, r) }()
		synctest.Wait()
		f.say(who, 1)
		<-time.After(15 * time.Second)
		synctest.Wait()
		cancel()
		<-done
		got := w.Body.String()
		if strings.Count(got, "event: beat") != 2 || strings.Count(got, "id: 1-") != 1 {
			t.Errorf("after a silent heartbeat: %s", got)
		}
	})
}
