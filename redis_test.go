package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/adapters/sqlite"
	"potentiels/bot"
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
	server.Kill()
	until(t, "/readyz to turn red", nil, func() bool {
		r.alive()
		status, _ := get(address + "/readyz")
		return status == http.StatusServiceUnavailable
	})
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
	plain := strings.Replace(server.URL(), "redis://", "rediss://", 1)
	run(t, onRedis(t, plain), "", "serve").refused(t, exitUsage, "does not speak TLS")
	replica := redistest.Start(t, "replicaof", strings.ReplaceAll(server.Addr, ":", " "))
	run(t, onRedis(t, replica.URL()), "", "serve").refused(t, exitUsage, "read-only replica")
	run(t, settings(t.TempDir(), "STORE_URL="+server.URL()), "", "serve").refused(t, exitUsage, "SECRET_KEY", "required")
	run(t, onRedis(t, guarded.URL()), "", "chat", "--json").refused(t, exitUsage, "refuses the user or the password")
}

// A Cluster and a group behind Sentinel serve like a server alone.
func TestRedisKinds(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"cluster": redistest.StartCluster(t).URL(), "sentinel": redistest.StartSentinels(t).URL(),
	} {
		env := onRedis(t, url)
		r := start(t, env...)
		_, body := get(r.ready() + "/readyz")
		if strings.Contains(body, "warnings") {
			t.Errorf("%s: %s", name, body)
		}
		if p := chatJSON(t, env, "somebody", "jveu etre soudeur a nanci")[0].Profile; p.Metier != "soudeur" {
			t.Errorf("%s: profile %+v", name, p)
		}
		if code := r.stop(); code != exitDone {
			t.Errorf("%s: exit code %d", name, code)
		}
	}
}

// A talk goes on where it was after a move to Redis, and after the move back. What is in use, not
// empty or half copied is refused, by the copy as by the service.
func TestStoreCopy(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	folder, back := t.TempDir(), t.TempDir()
	said := chatJSON(t, settings(folder), "mover", "bonjour", "jveu etre soudeur a nanci")
	profile := said[len(said)-1].Profile

	r := start(t, settings(folder)...)
	r.ready()
	run(t, settings(t.TempDir()), "", "store", "copy", folder, server.URL()).refused(t, exitUsage, "FROM", folder, "in use by another process")
	r.stop()

	copied := func(from, to string) (counts map[string]any) {
		t.Helper()
		got := run(t, settings(t.TempDir()), "", "store", "copy", from, to)
		if err := json.Unmarshal([]byte(got.out), &counts); err != nil || got.code != exitDone {
			t.Fatalf("copy from %s to %s: exit code %d, %v\n%s%s", from, to, got.code, err, got.out, got.err)
		}
		return counts
	}
	there := copied(folder, server.URL())
	if there["records"].(float64) < 3 {
		t.Errorf("copied %v", there)
	}
	run(t, settings(t.TempDir()), "", "store", "copy", "sqlite:"+folder, server.URL()).refused(t, exitUsage, "not empty")
	if again := copied(server.URL(), "sqlite:"+back); again["checksum"] != there["checksum"] {
		t.Errorf("copied back %v, want %v", again, there)
	}
	for name, env := range map[string][]string{"redis": onRedis(t, server.URL()), "back": settings(back)} {
		said := chatJSON(t, env, "mover", "c'est payé combien")
		if got := said[len(said)-1].Profile; got.Metier != profile.Metier || got.Commune != profile.Commune || profile.Metier == "" {
			t.Errorf("%s: the profile is %+v, was %+v", name, got, profile)
		}
	}

	r = start(t, onRedis(t, server.URL())...)
	r.ready()
	run(t, settings(t.TempDir()), "", "store", "copy", server.URL(), t.TempDir()).refused(t, exitUsage, "copy from", "in use by another process")
	r.stop()

	for name, args := range map[string][]string{
		"no command": {"store"}, "one side": {"store", "copy", folder}, "the same": {"store", "copy", folder, "sqlite:" + folder},
		"nothing there": {"store", "copy", t.TempDir(), server.URL()}, "a kind there is not": {"store", "copy", "mysql://h", server.URL()},
	} {
		if got := run(t, settings(t.TempDir()), "", args...); got.code != exitUsage {
			t.Errorf("%s: exit code %d, %s", name, got.code, got.err)
		}
	}
}

// A copy that was interrupted is refused as a store, and goes on.
func TestStoreHalfCopied(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	folder := t.TempDir()
	population(t, folder, 2000)
	copyQuarter(t, folder, server.URL())
	run(t, onRedis(t, server.URL()), "", "serve").refused(t, exitUsage, "half copied")
	run(t, onRedis(t, server.URL()), "", "store", "copy", server.URL(), t.TempDir()).refused(t, exitUsage, "half copied")
	got := run(t, settings(t.TempDir()), "", "store", "copy", folder, server.URL())
	if got.code != exitDone || !strings.Contains(got.out, `"records":2000`) {
		t.Fatalf("exit code %d: %s%s", got.code, got.out, got.err)
	}
	if strings.Contains(got.err, "64 of 256") {
		t.Errorf("began again:\n%s", got.err)
	}
	start(t, onRedis(t, server.URL())...).ready()
}

// copyQuarter copies a quarter of the partitions, as a copy that is told to stop then.
func copyQuarter(t *testing.T, folder, url string) {
	t.Helper()
	from, err := sqlite.Open(folder, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := redis.Open(t.Context(), url, redis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done, err := bot.Copy(ctx, from, to, func(c bot.Copied) {
		if c.Next == bot.Partitions/4 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || done.Next != bot.Partitions/4 {
		t.Fatalf("copied %+v, error %v", done, err)
	}
}

// population fills an embedded store with people.
func population(t *testing.T, dir string, people int) {
	t.Helper()
	s, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	leases, err := s.Acquire(t.Context(), "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var batches [bot.Partitions]bot.Batch
	for i := range people {
		a := bot.Address{Channel: "telegram", ID: strconv.Itoa(i)}
		b := &batches[a.Partition()]
		b.Put = append(b.Put, bot.Record{Key: bot.Key{Owner: a, Family: bot.FamilySession}, Value: make([]byte, 300)})
	}
	for _, l := range leases {
		if err := s.Commit(t.Context(), l, batches[l.Partition]); err != nil {
			t.Fatal(err)
		}
	}
}

// bench measures a server by itself and with several processes, beside what lies there, and leaves
// nothing behind.
func TestBenchRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Do("SET", "neighbour", "x")
	for _, processes := range []string{"1", "2"} {
		got := run(t, settings(t.TempDir()), "", "bench", "--json", "--storage", "--messages", "2000", "--people", "500",
			"--in-flight", "512", "--processes", processes, "--store", server.URL())
		if got.code != exitDone {
			t.Fatalf("exit code %d: %s", got.code, got.err)
		}
		lines := strings.Split(strings.TrimSpace(got.out), "\n")
		var found map[string]any
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &found); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"storage_messages_per_second", "ceiling_share", "redis_us_per_message", "storage_client_us_per_message"} {
			if n, _ := found[name].(float64); n <= 0 {
				t.Errorf("%s processes: %s is %v", processes, name, found[name])
			}
		}
		if n, _ := server.Do("DBSIZE").(int64); n != 1 {
			t.Errorf("%s processes: %d keys are left, want the neighbour's", processes, n)
		}
	}
	run(t, settings(t.TempDir()), "", "bench", "--processes", "2").refused(t, exitUsage, "--store redis")
}
