package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// Two services on one Redis are one: whoever owns a person's partition, that person is answered by the
// service they write to, and operators' commands are carried out.
func TestRedisTogether(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	services := []*running{start(t, onRedis(t, server.URL())...), start(t, onRedis(t, server.URL())...)}
	var addresses []string
	for _, r := range services {
		addresses = append(addresses, r.ready())
	}
	until(t, "both to hold partitions", nil, func() bool { return len(holders(server)) == 2 })

	// A page that is not told that there is an answer finds it at the next beat.
	const visitors = 16
	late := 0
	for i := range visitors {
		v := visit(t, addresses[i%2])
		v.post(`{"id":"1","kind":"start"}`)
		v.until("Bonjour")
		v.post(`{"id":"2","kind":"text","text":"c koi une poei"}`)
		if v.until("POEI"); v.beats > 1 { // the first is that of the beginning
			late++
		}
		v.end()
	}
	if late > visitors/4 {
		t.Errorf("%d of %d pages were not told of an answer", late, visitors)
	}

	env := onRedis(t, server.URL())
	for i := range 3 {
		who := fmt.Sprint("u", i)
		if p := chatJSON(t, env, who, "jveu etre soudeur")[0].Profile; p.Metier != "soudeur" {
			t.Errorf("%s: profile %+v", who, p)
		}
		if got := run(t, env, "", "person", "erase", "terminal:"+who); got.code != exitDone {
			t.Errorf("erase: exit code %d, %s", got.code, got.err)
		}
		got := run(t, env, "", "person", "export", "terminal:"+who)
		if got.code != exitDone || strings.Contains(got.out, "soudeur") {
			t.Errorf("export after the erasure: exit code %d, %s", got.code, got.out)
		}
	}
	for _, r := range services {
		if code := r.stop(); code != exitDone {
			t.Errorf("exit code %d", code)
		}
	}
	until(t, "all partitions to be free", nil, func() bool { return len(holders(server)) == 0 })
}

// Where nothing is ever heard of another process, all that was asked is done and answered, only later.
func TestRedisDeaf(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Do("ACL", "SETUSER", "default", "resetchannels")
	env := onRedis(t, server.URL())
	r := start(t, env...)
	r.ready()
	said := chatJSON(t, env, "somebody", "jveu etre soudeur")[0]
	if said.Profile.Metier != "soudeur" || len(said.Replies) == 0 {
		t.Errorf("profile %+v, replies %+v", said.Profile, said.Replies)
	}
	if got := run(t, env, "", "person", "erase", "terminal:somebody"); got.code != exitDone {
		t.Errorf("erase: exit code %d, %s", got.code, got.err)
	}
	if got := run(t, env, "", "person", "export", "terminal:somebody"); got.code != exitDone || strings.Contains(got.out, "soudeur") {
		t.Errorf("export after the erasure: exit code %d, %s", got.code, got.out)
	}
	if code := r.stop(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

// holders counts who holds how many partitions, with leases that have not run out.
func holders(server *redistest.Server) map[string]int {
	held := make(map[string]int)
	now := time.Now().UnixMilli()
	for p := range bot.Partitions {
		lease, _ := server.Do("HMGET", fmt.Sprintf("potentiels:{p%d}lease", p), "holder", "expires").([]any)
		holder, _ := lease[0].(string)
		expires, _ := lease[1].(string)
		if n, err := strconv.ParseInt(expires, 10, 64); err == nil && holder != "" && n > now {
			_, owner, _ := strings.Cut(holder, " ")
			held[owner]++
		}
	}
	return held
}

// visitor is a page open in a browser.
type visitor struct {
	t       *testing.T
	address string
	client  *http.Client
	lines   *bufio.Scanner
	beats   int
	end     context.CancelFunc
	ctx     context.Context
}

func visit(t *testing.T, address string) *visitor {
	jar, _ := cookiejar.New(nil)
	ctx, end := context.WithTimeout(t.Context(), 2*patience)
	return &visitor{t: t, address: address, client: &http.Client{Jar: jar}, ctx: ctx, end: end}
}

func (v *visitor) do(method, path, body string) *http.Response {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.ctx, method, v.address+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	return resp
}

func (v *visitor) post(body string) {
	v.t.Helper()
	resp := v.do(http.MethodPost, "/chat/messages", body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		v.t.Fatalf("post: %s", resp.Status)
	}
	if v.lines == nil {
		v.lines = bufio.NewScanner(v.do(http.MethodGet, "/chat/events", "").Body)
		v.lines.Buffer(nil, 1<<20)
	}
}

// until reads events until one holds a text.
func (v *visitor) until(text string) {
	v.t.Helper()
	for v.lines.Scan() {
		if strings.Contains(v.lines.Text(), text) {
			return
		}
		if v.lines.Text() == "event: beat" {
			v.beats++
		}
	}
	v.t.Fatalf("the events end before %q: %v", text, v.lines.Err())
}
