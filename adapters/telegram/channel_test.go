package telegram_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"log/slog"

	"potentiels/adapters/telegram"
	"potentiels/adapters/telegram/telegramtest"
	"potentiels/bot"
	"potentiels/bot/bottest"
)

const firstPerson = 4200001

// network connects a channel to the fake Telegram for the conformance suite. In webhook
// mode each person's messages are delivered one after the other until they are
// taken, as Telegram does.
func network(t *testing.T, mode telegram.Mode) bottest.Network {
	t.Helper()
	net := telegramtest.New()
	api := httptest.NewServer(net)
	t.Cleanup(func() { api.CloseClientConnections(); api.Close() })
	o := telegram.Options{Token: telegramtest.Token, APIURL: api.URL, Mode: mode, Log: slog.New(slog.DiscardHandler)}
	var front *httptest.Server
	var hook http.Handler
	if mode == telegram.Webhook {
		front = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hook.ServeHTTP(w, r) }))
		t.Cleanup(func() { front.CloseClientConnections(); front.Close() })
		o.WebhookURL, o.WebhookSecret = front.URL, "s3cret"
	}
	c, err := telegram.New(o)
	if err != nil {
		t.Fatal(err)
	}
	hook = c.Handler()
	var mu sync.Mutex
	said := 0
	return bottest.Network{
		Channel: c, Secret: telegramtest.Token,
		Person: func(i int) bot.Address {
			return bot.Address{Channel: telegram.Name, ID: strconv.Itoa(firstPerson + i)}
		},
		Say: func(i int, text string) {
			chat := int64(firstPerson + i)
			id := net.Push(chat, net.Message(chat, map[string]any{"text": text, "date": time.Now().Unix()}))
			mu.Lock()
			said++
			mu.Unlock()
			if mode == telegram.Webhook {
				net.Insist(t.Context(), chat, id)
			}
		},
		Confirmed: func() int {
			mu.Lock()
			defer mu.Unlock()
			return said - net.Unconfirmed()
		},
		Updates: rawUpdates,
		Sent:    func() int { return len(net.Sent(0)) },
		Fail: func(kind bot.SendKind, after time.Duration) bool {
			fault := map[bot.SendKind]telegramtest.Fault{
				bot.Temporary: {Status: 502, Body: "<html>"},
				bot.Throttled: {Status: 429, Description: "Too Many Requests", RetryAfter: int(after / time.Second)},
				bot.Blocked:   {Status: 403, Description: "Forbidden: bot was blocked by the user"},
				bot.Rejected:  {Status: 400, Description: "Bad Request: message is bad"},
				bot.Revoked:   {Status: 401, Description: "Unauthorized"},
			}[kind]
			once := true
			net.Fail(func(method string, _ int64) *telegramtest.Fault {
				if !once || !strings.HasPrefix(method, "send") {
					return nil
				}
				once = false
				return &fault
			})
			return true
		},
	}
}

// rawUpdates is one of every kind, as Telegram writes them.
var rawUpdates = func() (out [][]byte) {
	const head = `"message_id":1,"date":1790000000,"chat":{"id":4200001,"type":"private"},"from":{"id":4200001,"first_name":"Ann"}`
	for _, body := range []string{
		`"message":{` + head + `,"text":"été","entities":[{"type":"bot_command","offset":0,"length":3}]}`,
		`"message":{` + head + `,"voice":{"file_id":"x","duration":1}}`,
		`"message":{` + head + `,"photo":[{"file_id":"x"}]}`,
		`"message":{` + head + `,"contact":{"phone_number":"33600000000","user_id":4200001}}`,
		`"message":{` + head + `,"location":{"latitude":48.7,"longitude":6.2}}`,
		`"edited_message":{` + head + `,"edit_date":1790000001,"text":"non, Metz"}`,
		`"callback_query":{"id":"1","data":"oui","from":{"id":4200001},"message":{` + head + `}}`,
		`"my_chat_member":{"date":1790000000,"chat":{"id":4200001,"type":"private"},"from":{"id":4200001},` +
			`"old_chat_member":{"status":"member","user":{"id":1}},"new_chat_member":{"status":"kicked","user":{"id":1},"until_date":0}}`,
	} {
		out = append(out, []byte(`{"update_id":7,`+body+`}`))
	}
	return out
}()

func TestChannelPolling(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Network { return network(t, telegram.Polling) })
}

func TestChannelWebhook(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Network { return network(t, telegram.Webhook) })
}
