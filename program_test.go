package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/telegram/telegramtest"
	"potentiels/bot/content"
)

// settings are those of a service that nobody else uses.
func settings(dir string, more ...string) []string {
	return append([]string{"DATA_DIR=" + dir, "LISTEN_ADDR=127.0.0.1:0", "LOG_FORMAT=json"}, more...)
}

func TestServe(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data") // a first start makes it
	cmd := prepare(t, settings(dir))
	r := startCommand(t, cmd) // no argument is serve
	address := r.ready()

	for path, want := range map[string]string{"/": "<html", "/healthz": "ok", "/readyz": `"ready":true`, "/metrics": "potentiels_turns_total"} {
		if status, body := get(address + path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d without %q", path, status, want)
		}
	}
	t.Run("a second one is refused", func(t *testing.T) {
		run(t, settings(dir), "", "serve").refused(t, exitUsage, dir, "in use by another process")
	})
	t.Run("bench is refused", func(t *testing.T) {
		run(t, settings(dir), "", "bench").refused(t, exitUsage, dir, "in use by another process")
		run(t, settings(t.TempDir()), "", "bench", "--store", "sqlite:"+dir).refused(t, exitUsage, dir, "in use by another process")
	})
	t.Run("health", func(t *testing.T) {
		listen := "LISTEN_ADDR=" + strings.TrimPrefix(address, "http://")
		if got := run(t, settings(dir, listen), "", "health"); got.code != exitDone || !strings.Contains(got.out, `"ready":true`) {
			t.Errorf("exit code %d, %s", got.code, got.out)
		}
	})
	t.Run("the talk and its data outlive it", func(t *testing.T) {
		talk := chatJSON(t, settings(dir), "Ève", "je cherche une formation de soudeur")
		if talk[0].Profile.Metier != "soudeur" {
			t.Errorf("profile %+v", talk[0].Profile)
		}
		export := run(t, settings(dir), "", "person", "export", "terminal:Ève")
		if export.code != exitDone || !strings.Contains(export.out, "formation de soudeur") {
			t.Errorf("export: exit code %d, %s", export.code, export.out)
		}
		if code := r.stop(); code != exitDone {
			t.Errorf("told to stop, it ended with %d", code)
		}
		if _, err := os.Stat(filepath.Join(dir, controlFile)); !os.IsNotExist(err) {
			t.Errorf("the control file is still there: %v", err)
		}
		// The same commands without a service.
		talk = chatJSON(t, settings(dir), "Ève", "j'habite à Metz")
		if p := talk[0].Profile; p.Metier != "soudeur" || p.Commune != "57463" {
			t.Errorf("profile %+v", p)
		}
		if got := run(t, settings(dir), "", "person", "erase", "terminal:Ève"); got.code != exitDone {
			t.Errorf("erase: exit code %d, %s", got.code, got.err)
		}
		export = run(t, settings(dir), "", "person", "export", "terminal:Ève")
		if export.code != exitDone || strings.Contains(export.out, "soudeur") || strings.Contains(export.out, "Metz") {
			t.Errorf("export after erasure: exit code %d, %s", export.code, export.out)
		}
	})
	t.Run("health without it", func(t *testing.T) {
		listen := "LISTEN_ADDR=" + strings.TrimPrefix(address, "http://")
		run(t, settings(dir, listen), "", "health").refused(t, exitFault, "does not answer")
	})
}

// chatJSON talks and gives an answer a line.
func chatJSON(t *testing.T, env []string, user string, lines ...string) []spoken {
	t.Helper()
	got := run(t, env, strings.Join(lines, "\n")+"\n", "chat", "--json", "--user", user)
	if got.code != exitDone {
		t.Fatalf("chat: exit code %d, %s", got.code, got.err)
	}
	var all []spoken
	for line := range strings.Lines(got.out) {
		var s spoken
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		all = append(all, s)
	}
	if len(all) != len(lines) {
		t.Fatalf("%d answers to %d lines", len(all), len(lines))
	}
	return all
}

// What each rule says of a recommendation is there when asked for, and not else.
func TestChatExplains(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"chat", "--json"}, {"chat", "--json", "--explain"}, {"chat", "--explain"}} {
		got := run(t, settings(t.TempDir()), "soudeur à Metz, au chômage, CAP, 30 ans\n", args...)
		if got.code != exitDone {
			t.Fatalf("exit code %d, %s", got.code, got.err)
		}
		for _, rule := range []string{"métier", "distance", "horaires"} {
			if explained := strings.Contains(got.out, "  "+rule+" "); explained != (args[len(args)-1] == "--explain") {
				t.Errorf("%q: rule %q is told: %v\n%s", args, rule, explained, got.out)
			}
		}
	}
}

// The fields that others read have these names, and lists are never null.
func TestChatFields(t *testing.T) {
	t.Parallel()
	got := run(t, settings(t.TempDir()), "/start\njveu etre soudeur a nanci\n1\n2\n30 ans\n30 km\n", "chat", "--json")
	if got.code != exitDone {
		t.Fatalf("exit code %d, %s", got.code, got.err)
	}
	outcomes := map[string]bool{}
	for line := range strings.Lines(got.out) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		understood, _ := fields["understood"].(map[string]any)
		for name, from := range map[string]map[string]any{
			"input": fields, "replies": fields, "answered": fields, "profile": fields, "recommendations": fields, "outcome": fields,
			"intent": understood, "score": understood, "also": understood, "entities": understood,
		} {
			if from[name] == nil {
				t.Errorf("no %s in %s", name, line)
			}
		}
		replies, _ := fields["replies"].([]any)
		for _, r := range replies {
			reply, _ := r.(map[string]any)
			if reply["text"] == "" || reply["buttons"] == nil || reply["links"] == nil {
				t.Errorf("a reply lacks text, buttons or links: %v", reply)
			}
		}
		outcome, _ := fields["outcome"].(string)
		outcomes[outcome] = true
		recommendations, _ := fields["recommendations"].([]any)
		for _, r := range recommendations {
			rec, _ := r.(map[string]any)
			for _, name := range []string{"training", "score", "why", "distance_km", "contact"} {
				if rec[name] == nil {
					t.Errorf("a recommendation lacks %s: %v", name, rec)
				}
			}
		}
	}
	if !outcomes["recommendation"] {
		t.Errorf("a whole search ends with the outcomes %v", outcomes)
	}
}

func TestMatchFields(t *testing.T) {
	t.Parallel()
	const lines = "jveu etre soudeur a nanci\n\nbonjour\n🎉🎉\nquel temps fait il\n"
	first := run(t, settings(t.TempDir()), lines, "match", "--explain")
	again := run(t, settings(t.TempDir()), lines, "match", "--explain")
	if first.code != exitDone || first.out != again.out {
		t.Errorf("exit code %d; the same lines are explained in other bytes", first.code)
	}
	out := strings.Split(strings.TrimSpace(first.out), "\n")
	for i, in := range strings.Split(strings.TrimSuffix(lines, "\n"), "\n") {
		if i >= len(out) {
			t.Fatalf("%d lines out", len(out))
		}
		var fields map[string]any
		if err := json.Unmarshal([]byte(out[i]), &fields); err != nil {
			t.Fatal(err)
		}
		if fields["text"] != in {
			t.Errorf("line %d is about %q, want %q", i, fields["text"], in)
		}
		for _, name := range []string{"intent", "score", "also", "entities", "alternatives", "why"} {
			if fields[name] == nil {
				t.Errorf("no %s in %s", name, out[i])
			}
		}
	}
	file := filepath.Join(t.TempDir(), "lines")
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, settings(t.TempDir()), "", "match", "--explain", file); got.out != first.out {
		t.Errorf("a file is read otherwise than standard input: %s", got.err)
	}
	run(t, settings(t.TempDir()), "", "match", "/nowhere/lines").refused(t, exitUsage, "/nowhere/lines")
}

// What is wrong at the start is told in one line, and nothing is touched.
func TestRefusedStarts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		set   string
		names string
	}{
		"address":      {"LISTEN_ADDR=nowhere", "LISTEN_ADDR"},
		"taken":        {"LISTEN_ADDR=192.0.2.1:1", "LISTEN_ADDR"},
		"level":        {"LOG_LEVEL=loud", "LOG_LEVEL"},
		"token":        {"TELEGRAM_TOKEN=secret", "TELEGRAM_TOKEN"},
		"content":      {"CONTENT_DIR=/nowhere", "CONTENT_DIR"},
		"secret":       {"SECRET_KEY=short", "SECRET_KEY"},
		"store":        {"STORE_URL=mysql://localhost", "STORE_URL"},
		"no folder":    {"DATA_DIR=/dev/null/data", "/dev/null/data"},
		"rate":         {"SEND_RATE_PER_CHAT=fast", "SEND_RATE_PER_CHAT"},
		"secret file":  {"TELEGRAM_TOKEN_FILE=/nowhere", "TELEGRAM_TOKEN_FILE"},
		"unknown mode": {"TELEGRAM_MODE=pigeon", "TELEGRAM_MODE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, settings(t.TempDir(), test.set), "", "serve").refused(t, exitUsage, test.names)
		})
	}
	t.Run("command", func(t *testing.T) {
		t.Parallel()
		if got := run(t, nil, "", "sing"); got.code != exitUsage || !strings.Contains(got.err, "sing") {
			t.Errorf("exit code %d, %s", got.code, got.err)
		}
	})
	t.Run("damaged database", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		file := filepath.Join(dir, "potentiels.db")
		damage := strings.Repeat("not a database ", 1000)
		if err := os.WriteFile(file, []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, settings(dir), "", "serve").refused(t, exitUsage, dir, "potentiels.db")
		if after, err := os.ReadFile(file); err != nil || string(after) != damage {
			t.Errorf("the damaged file was changed: %v", err)
		}
	})
	t.Run("damaged key", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, secretFile), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, settings(dir), "", "serve").refused(t, exitUsage, secretFile)
	})
}

// A fault in the content is told with file and line, wherever it is met.
func TestContentFault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, content.Embedded()); err != nil {
		t.Fatal(err)
	}
	const file = "dialogue/accueil.txt"
	text, err := fs.ReadFile(content.Embedded(), file)
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.TrimRight(string(text), "\n") + "\n\n-- brouillon --\nBonjour {{.Ville\n"
	if err := os.WriteFile(filepath.Join(dir, file), []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	at := file + ":" // and the number of the line
	data := t.TempDir()
	for _, args := range [][]string{{"serve"}, {"chat", "--json"}, {"match"}, {"version"}} {
		run(t, settings(data, "CONTENT_DIR="+dir), "", args...).refused(t, exitUsage, at)
	}
	if got := run(t, settings(data), "", "check", dir); got.code != exitFault || !strings.Contains(got.out, at) {
		t.Errorf("check: exit code %d, %s", got.code, got.out)
	}
	if got := run(t, settings(data), "", "check"); got.code != exitDone {
		t.Errorf("check of what is shipped: exit code %d, %s", got.code, got.out)
	}
}

// Told to stop, the service ends the call that is under way, and goes on with the rest
// when it is started again.
func TestStop(t *testing.T) {
	t.Parallel()
	net, env := telegramNetwork(t)
	env = settings(t.TempDir(), env...)
	r := start(t, env...)
	address := r.ready()
	held := make(chan struct{})
	net.Fail(func(method string, _ int64) *telegramtest.Fault {
		if method == "sendMessage" {
			return &telegramtest.Fault{Held: held}
		}
		return nil
	})
	const rounds = 3
	for range rounds {
		net.Say(1, "bonjour")
	}
	until(t, "the first call", nil, func() bool { return net.Calls("sendMessage") > 0 })
	stopped := make(chan int, 1)
	go func() { stopped <- r.stop() }()
	until(t, "the drain", nil, func() bool {
		status, _ := get(address + "/readyz")
		return status != http.StatusOK
	})
	close(held)
	if code := <-stopped; code != exitDone {
		t.Errorf("ended with %d", code)
	}
	if n := len(net.Sent(1)); n == 0 {
		t.Error("the call under way did not end well")
	}
	r = start(t, env...)
	r.ready()
	until(t, "the rest", net.Changed, func() bool { return len(net.Sent(1)) >= rounds })
	if calls, sent := net.Calls("sendMessage"), len(net.Sent(1)); calls != sent {
		t.Errorf("%d calls for %d messages: something was sent again", calls, sent)
	}
}

// A network that does not answer holds nobody up for more than the ten seconds promised.
func TestStopHanging(t *testing.T) {
	t.Parallel()
	net, env := telegramNetwork(t)
	env = settings(t.TempDir(), env...)
	r := start(t, env...)
	r.ready()
	net.Fail(func(method string, _ int64) *telegramtest.Fault {
		if method == "sendMessage" {
			return &telegramtest.Fault{Held: make(chan struct{})}
		}
		return nil
	})
	net.Say(1, "bonjour")
	until(t, "the first call", nil, func() bool { return net.Calls("sendMessage") > 0 })
	began := time.Now()
	if code := r.stop(); code != exitDone {
		t.Errorf("ended with %d", code)
	}
	if took := time.Since(began); took > 20*time.Second { // twice, for machines under load
		t.Errorf("took %v", took)
	}
	net.Fail(nil)
	_ = start(t, env...) // ended by the test's cleanup
	until(t, "the answer", net.Changed, func() bool { return len(net.Sent(1)) > 0 })
}

// A network that refuses the program stops that channel and nothing else.
func TestRevokedToken(t *testing.T) {
	t.Parallel()
	_, env := telegramNetwork(t)
	dir := t.TempDir()
	r := start(t, settings(dir, append(env, "TELEGRAM_TOKEN=42:revoked")...)...)
	address := r.ready()
	until(t, "the refusal in /readyz", nil, func() bool {
		status, body := get(address + "/readyz")
		return status == http.StatusOK && strings.Contains(body, "token is refused")
	})
	if strings.Contains(r.log.String(), "42:revoked") {
		t.Error("the log holds the token")
	}
	if talk := chatJSON(t, settings(dir), "ici", "bonjour"); len(talk[0].Replies) == 0 {
		t.Error("the terminal has no answer")
	}
	if status, _ := get(address + "/"); status != http.StatusOK {
		t.Errorf("the web page: %d", status)
	}
}

// A network that cannot be reached at the start is tried again.
func TestUnreachableNetwork(t *testing.T) {
	t.Parallel()
	net, env := telegramNetwork(t)
	net.Fail(func(string, int64) *telegramtest.Fault { return &telegramtest.Fault{Cut: true} })
	r := start(t, settings(t.TempDir(), env...)...)
	r.ready()
	until(t, "attempts", nil, func() bool { return net.Calls("getMe") >= 2 })
	net.Fail(nil)
	net.Say(1, "bonjour")
	until(t, "an answer", net.Changed, func() bool { return len(net.Sent(1)) > 0 })
}
