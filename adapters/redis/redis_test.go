package redis_test

import (
	"context"
	"flag"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
	"potentiels/bot/bottest"
)

func TestStore(t *testing.T) {
	conform(t, redistest.Start(t).URL())
}

func TestStoreCluster(t *testing.T) {
	fewer(t)
	conform(t, redistest.StartCluster(t).URL())
}

func TestStoreSentinel(t *testing.T) {
	fewer(t)
	conform(t, redistest.StartSentinels(t).URL())
}

// fewer has the random part of the suite end sooner: what differs from a server alone is how it is
// reached, not what it does.
func fewer(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	was := checks.Value.String()
	if err := checks.Value.Set("15"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Value.Set(was) })
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
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
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
