package redis_test

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
	"potentiels/bot/bottest"
)

func TestStore(t *testing.T) {
	checks(t, 50)
	conform(t, redistest.Start(t).URL())
}

func TestStoreCluster(t *testing.T) {
	checks(t, 8)
	conform(t, redistest.StartCluster(t).URL())
}

func TestStoreSentinel(t *testing.T) {
	checks(t, 8)
	conform(t, redistest.StartSentinels(t).URL())
}

// checks bounds the random part of the suite, unless a number is asked for: what differs from a server
// alone is how a Cluster is reached, not what it does.
func checks(t *testing.T, n int) {
	f := flag.Lookup("rapid.checks")
	was := f.Value.String()
	if was != f.DefValue {
		return
	}
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(was) })
}

// conform runs the suite; each of its data has a prefix of its own.
func conform(t *testing.T, url string) {
	var made atomic.Int64
	bottest.TestStore(t, func(t *testing.T) func() bot.Store {
		mine := fmt.Sprintf("%s?prefix=t%d:", url, made.Add(1))
		return func() bot.Store { return open(t, mine) }
	})
}

func open(t testing.TB, url string) *redis.Store {
	t.Helper()
	return openWith(t, url, redis.Options{Strict: true})
}

func openWith(t testing.TB, url string, o redis.Options) *redis.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	s, err := redis.Open(ctx, url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestCopy(t *testing.T) {
	bottest.TestCopy(t, func(t *testing.T) bot.Store { return open(t, redistest.Start(t).URL()) })
}
