package main

import (
	"net/http"
	"strings"
	"testing"

	"potentiels/adapters/redis/redistest"
)

// onRedis are the settings of a service on a server.
func onRedis(t *testing.T, url string, more ...string) []string {
	key := "SECRET_KEY=" + strings.Repeat("k", 32)
	return settings(t.TempDir(), append([]string{"STORE_URL=" + url, key}, more...)...)
}

// A service that starts before its server waits for it, says so in one line and in /readyz, and then
// serves. It ends as it should in both states.
func TestRedisLater(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Kill()
	r := start(t, onRedis(t, server.URL())...)
	address := r.address()
	until(t, "the reason in /readyz", nil, func() bool {
		r.alive()
		status, body := get(address + "/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(body, "connection refused")
	})
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/": http.StatusServiceUnavailable} {
		if status, _ := get(address + path); status != want {
			t.Errorf("GET %s: %d, want %d", path, status, want)
		}
	}
	if n := strings.Count(r.log.String(), "connection refused"); n != 1 {
		t.Errorf("told %d times that the server is not there:\n%s", n, r.log)
	}
	server.Start()
	r.ready()
	if code := r.stop(); code != exitDone {
		t.Errorf("exit code %d once it served", code)
	}

	server.Kill()
	r = start(t, onRedis(t, server.URL())...)
	r.address()
	if code := r.stop(); code != exitDone {
		t.Errorf("exit code %d while it waited", code)
	}
}

// What is not safe about the server is told at the start and as long as it is so, and refused where
// that is asked for.
func TestRedisUnsafe(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "appendonly", "no", "maxmemory-policy", "allkeys-lru")
	r := start(t, onRedis(t, server.URL())...)
	_, body := get(r.ready() + "/readyz")
	for _, word := range []string{`"ready":true`, "appendonly is off", "allkeys-lru"} {
		if !strings.Contains(body, word) {
			t.Errorf("/readyz does not say %q: %s", word, body)
		}
	}
	if log := r.log.String(); !strings.Contains(log, "appendonly is off") || !strings.Contains(log, "allkeys-lru") {
		t.Errorf("the log does not warn:\n%s", log)
	}
	run(t, onRedis(t, server.URL(), "STORE_STRICT=1"), "", "serve").refused(t, exitUsage, "appendonly is off", "allkeys-lru")
}

// What will not mend by itself ends the start with one line.
func TestRedisRefused(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	guarded := redistest.Start(t, "requirepass", "right")
	server.Do("SET", "mixed:{p3}in", "another program's")
	wrong := strings.Replace(guarded.URL(), "redis://", "redis://:hunter2@", 1)
	got := run(t, onRedis(t, wrong), "", "serve")
	got.refused(t, exitUsage, "refuses the user or the password")
	if strings.Contains(got.err, "hunter2") {
		t.Errorf("the password is told: %s", got.err)
	}
	run(t, onRedis(t, server.URL()+"?prefix=mixed:"), "", "serve").refused(t, exitUsage, "another program's")
	run(t, settings(t.TempDir(), "STORE_URL="+server.URL()), "", "serve").refused(t, exitUsage, "SECRET_KEY", "required")
	run(t, onRedis(t, guarded.URL()), "", "chat", "--json").refused(t, exitUsage, "refuses the user or the password")
}
