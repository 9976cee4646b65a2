package slack_test

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/slack"
	"potentiels/adapters/slack/slacktest"
	"potentiels/bot"
	"potentiels/bot/bottest"
)

// network connects a channel to the fake Slack for the conformance suite. What is not
// acknowledged comes again soon and for long, so that nothing but the channel decides; in
// HTTP mode a person's messages come one after the other.
func network(t *testing.T, http bool) bottest.Network {
	t.Helper()
	w := newWorld(t, http)
	w.net.AckTimeout = 2 * time.Second
	w.net.Retries = make([]time.Duration, 1000)
	for i := range w.net.Retries {
		w.net.Retries[i] = 20 * time.Millisecond
	}
	queues := map[int]chan string{}
	said := 0
	return bottest.Network{
		Channel: w.c, Secret: "SECRET",
		Person: func(i int) bot.Address { return bot.Address{Channel: slack.Name, ID: fmt.Sprintf("U0CAND%02d", i)} },
		Say: func(i int, text string) {
			said++
			user := fmt.Sprintf("U0CAND%02d", i)
			if !http {
				go w.sayOnceConnected(t, said, user, text)
				return
			}
			if queues[i] == nil {
				queue := make(chan string, 100)
				queues[i] = queue
				go w.sayOneByOne(t, user, queue)
			}
			queues[i] <- text
		},
		Confirmed: w.net.Acked,
		Updates:   rawUpdates,
		Sent:      func() int { return len(w.net.Posts("")) },
		Fail: func(kind bot.SendKind, after time.Duration) bool {
			fault := map[bot.SendKind]slacktest.Fault{
				bot.Temporary: {Status: 502},
				bot.Throttled: {RetryAfter: int(after / time.Second)},
				bot.Blocked:   {Error: "user_disabled"},
				bot.Rejected:  {Error: "msg_too_long"},
				bot.Revoked:   {Error: "token_revoked"},
			}[kind]
			once := true
			w.net.Fail(func(method, _ string) *slacktest.Fault {
				if !once || method != "chat.postMessage" {
					return nil
				}
				once = false
				return &fault
			})
			return true
		},
	}
}

// rawUpdates is one of every kind, in the form they are stored in.
var rawUpdates = func() (out [][]byte) {
	const message = `"type":"message","user":"U1","channel":"D1","channel_type":"im","ts":"1790000000.000100"`
	for _, event := range []string{
		message + `,"text":"été &amp; hiver <https://example.org|un lien> <@U2> <!here>"`,
		message + `,"subtype":"file_share","text":"","files":[{"mimetype":"image/png"}]`,
		message + `,"subtype":"message_changed","message":{"text":"non, Metz","user":"U1","edited":{"ts":"1790000001.0"}}`,
		message + `,"subtype":"message_deleted","previous_message":{"text":"x","user":"U1"}`,
		message + `,"subtype":"channel_join"`,
		`"type":"app_home_opened","user":"U1","tab":"home"`,
		`"type":"app_mention","user":"U1","channel":"C1","text":"<@U0BOT> bonjour","ts":"1.2"`,
	} {
		out = append(out, []byte(`{"type":"events_api","payload":{"type":"event_callback","event_id":"Ev1","event":{`+event+`}}}`))
	}
	for _, action := range []string{
		`{"type":"block_actions","user":{"id":"U1"},"channel":{"id":"D1"},"trigger_id":"1","actions":[{"action_id":"choix-0","value":"oui","action_ts":"1790000000.5"}]}`,
		`{"type":"block_actions","user":{"id":"U1"},"channel":{"id":"D1"},"trigger_id":"1","actions":[{"action_id":"lien-0","url":"https://example.org"}]}`,
		`{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","state":{"values":{}}}}`,
		`{"type":"view_closed","user":{"id":"U1"},"view":{"id":"V1"}}`,
	} {
		out = append(out, []byte(`{"type":"interactive","payload":`+action+`}`))
	}
	return append(out, []byte(`{"type":"slash_commands","payload":{"command":"/potentiels","text":"file","user_id":"U1","channel_id":"C1"}}`))
}()

func TestChannelSocket(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Network { return network(t, false) })
}

func TestChannelHTTP(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Network { return network(t, true) })
}

func FuzzDecode(f *testing.F) {
	bottest.FuzzDecode(f, slack.New(slack.Options{Log: slog.New(slog.DiscardHandler)}), rawUpdates...)
}

// world is a channel and its fake Slack.
type world struct {
	net   *slacktest.Network
	c     *slack.Channel
	log   *lockedBuffer
	in    *inbox
	front *httptest.Server
	turns chan int // whose turn it is to be said, over the socket
}

// newWorld makes both; the channel does not run yet.
func newWorld(t *testing.T, http bool) *world { return newWorldWith(t, http, func(*slack.Options) {}) }

// newWorldWith makes them with more options.
func newWorldWith(t *testing.T, http bool, more func(*slack.Options)) *world {
	t.Helper()
	w := &world{net: slacktest.New(), log: &lockedBuffer{}, in: newInbox(), turns: make(chan int, 1)}
	w.turns <- 1
	api := httptest.NewServer(w.net)
	w.net.Base = api.URL
	o := slack.Options{
		BotToken: slacktest.BotToken, APIURL: api.URL + "/api", // without the slash that the library wants
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if http {
		o.SigningSecret = slacktest.Secret
	} else {
		o.AppToken = slacktest.AppToken
	}
	more(&o)
	w.c = slack.New(o)
	if http {
		w.front = httptest.NewServer(w.c.Handler())
		w.net.Endpoint = w.front.URL
	}
	t.Cleanup(func() {
		for _, s := range []*httptest.Server{w.front, api} {
			if s != nil {
				s.CloseClientConnections()
				s.Close()
			}
		}
		if strings.Contains(w.log.String(), "SECRET") {
			t.Errorf("the log tells a secret:\n%s", w.log)
		}
	})
	return w
}

// sayOneByOne says each thing once the one before is taken.
func (w *world) sayOneByOne(t *testing.T, user string, queue <-chan string) {
	for {
		select {
		case text := <-queue:
			d := w.net.Say(user, text)
			for !w.net.Of(d).Acked && t.Context().Err() == nil {
				select {
				case <-w.net.Changed():
				case <-time.After(10 * time.Millisecond):
				}
			}
		case <-t.Context().Done():
			return
		}
	}
}

// sayOnceConnected says things in the order of their numbers, the first when there is a connection: one
// that is said before comes only as a retry, and others overtake it.
func (w *world) sayOnceConnected(t *testing.T, number int, user, text string) {
	for t.Context().Err() == nil {
		changed := w.net.Changed()
		if w.net.Connected() > 0 {
			next := <-w.turns
			if next == number {
				w.net.Say(user, text)
				w.turns <- next + 1
				return
			}
			w.turns <- next
		}
		select {
		case <-changed:
		case <-time.After(time.Millisecond):
		}
	}
}
