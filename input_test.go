package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"potentiels/adapters/telegram/telegramtest"
)

// hostile are texts that nobody sends by mistake, or everybody does.
var hostile = map[string]string{
	"100 KB":           strings.Repeat("je veux être soudeur à Nancy ", 3500),
	"one word":         strings.Repeat("a", 100_000),
	"control":          "\x00\x01\x02\x1b[31mje\x07 veux\r\n\t\x7f\u200b\u200e être soudeur",
	"not UTF-8":        "sou\xffdeur \xc3\x28",
	"emoji":            "🏭🔧👩‍🏭🤷🏽‍♀️🇫🇷",
	"right to left":    "أريد أن أصبح لحامًا في نانسي \u202e txet desrever",
	"marks":            "e" + strings.Repeat("\u0301", 5000),
	"markup":           "<b>&lt;script>alert(1)</script> [x](y) *z* _w_ {{.Ville}} %s $(reboot) ';--",
	"newlines":         strings.Repeat("\n", 4000) + "oui",
	"digits":           strings.Repeat("9", 4000),
	"template":         "{{template \"x\"}}{{range}}",
	"only spaces":      " \u00a0\u2003 ",
	"slash":            "/",
	"unknown command":  "/sudo rm -rf",
	"long command":     "/start " + strings.Repeat("x", 500),
	"apostrophes":      strings.Repeat("l'", 2000),
	"many of all":      strings.Repeat("soudeur Nancy CAP 52 ans 30 km 0612345678 ", 90),
	"question marks":   "????????",
	"a number too big": "99999999999999999999 ans",
}

// Whatever one person sends, the service lives, that person is answered, and
// everybody else is answered as always.
func TestHostileMessages(t *testing.T) {
	t.Parallel()
	tg, env := telegramNetwork(t)
	r := start(t, settings(t.TempDir(), env...)...)
	r.ready()

	const neighbour = 1
	chats := map[string]int64{}
	for name, text := range hostile {
		chat := int64(100 + len(chats))
		chats[name] = chat
		tg.Say(chat, text)
		tg.Say(neighbour, "bonjour")
	}
	// Fifty messages of one person in the same second.
	const flood, floods = 50, 50
	for range floods {
		tg.Push(flood, tg.Message(flood, map[string]any{"text": "jveu etre soudeur", "date": 1_790_000_000}))
	}
	// What is no message at all, or none yet.
	for i, fields := range []map[string]any{
		{"message": "a string"}, {"message": []int{1}}, {"message": map[string]any{"chat": "none"}},
		{"message": map[string]any{"chat": map[string]any{"id": 200, "type": "private"}, "text": 5}},
		{"callback_query": map[string]any{"id": 7}}, {"callback_query": nil}, {"a_kind_of_the_future": map[string]any{"x": 1}},
		{"message": map[string]any{"message_id": 1, "date": -1, "chat": map[string]any{"id": 201, "type": "private"}, "text": "avant"}},
		{"message": map[string]any{"message_id": 1, "date": 1 << 40, "chat": map[string]any{"id": 202, "type": "private"}, "text": "après"}},
		{},
	} {
		tg.Push(int64(300+i), fields)
		tg.Say(neighbour, "bonjour")
	}
	tg.Say(neighbour, "merci")

	until(t, "everything to be taken", tg.Changed, func() bool {
		r.alive()
		return tg.Unconfirmed() == 0
	})
	for name, chat := range chats {
		until(t, "an answer to "+name, tg.Changed, func() bool { return len(tg.Sent(chat)) > 0 })
	}
	said := len(hostile) + 10 + 1
	until(t, "the neighbour's answers", tg.Changed, func() bool { return len(tg.Sent(neighbour)) >= said })
	until(t, "an answer to the flood", tg.Changed, func() bool { return len(tg.Sent(flood)) >= 10 })
	if n := len(tg.Sent(flood)); n >= floods {
		t.Errorf("a flood of %d messages was answered %d times", floods, n)
	}
	r.alive()
	log := r.log.String()
	for _, secret := range []string{"soudeur", "reboot", telegramtest.Token} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds what a person wrote, or the token: %q", secret)
		}
	}
	if code := r.stop(); code != exitDone {
		t.Errorf("ended with %d", code)
	}
}

// freeAddress is one that nobody listened on a moment ago: Telegram must be told it before
// the service is up.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// webhookSettings are those of a service that Telegram calls.
func webhookSettings(address string) []string {
	return []string{
		"LISTEN_ADDR=" + address, "PUBLIC_URL=http://" + address,
		"TELEGRAM_MODE=webhook", "TELEGRAM_WEBHOOK_SECRET=webhook-secret",
	}
}

func TestHostileWebhook(t *testing.T) {
	t.Parallel()
	tg, env := telegramNetwork(t)
	address := freeAddress(t)
	r := start(t, settings(t.TempDir(), append(env, webhookSettings(address)...)...)...)
	r.ready()
	until(t, "the webhook", tg.Changed, func() bool { return tg.Webhook() != "" })

	post := func(secret, body string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tg.Webhook(), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	if status := post("guessed", `{"update_id":1}`); status != http.StatusUnauthorized {
		t.Errorf("a wrong secret: %d", status)
	}
	const neighbour = 1
	bodies := []string{
		"", "not JSON", "null", "[]", "5", `"x"`, `{}`, `{"update_id":"x"}`, `{"update_id":1e99}`, `{"update_id":-5}`,
		`{"update_id":7,"message":"x"}`, `{"update_id":8,"message":{"chat":{"id":"x"}}}`, "\xff\xfe",
		strings.Repeat("[", 100_000), `{"update_id":9,"message":{"text":"` + strings.Repeat("x", 3<<20) + `"}}`,
		string(bytes.Repeat([]byte{0}, 1000)),
	}
	for i, body := range bodies {
		// It would be sent again for a day if it were refused.
		if status := post("webhook-secret", body); status != http.StatusOK {
			t.Errorf("body %d, of %d bytes: %d", i, len(body), status)
		}
		id := tg.Say(neighbour, "bonjour")
		tg.Insist(t.Context(), neighbour, id)
		until(t, fmt.Sprintf("the neighbour after body %d", i), tg.Changed, func() bool { return len(tg.Sent(neighbour)) > i })
		r.alive()
	}
	resp, err := http.Get(tg.Webhook())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", resp.StatusCode)
	}
}
