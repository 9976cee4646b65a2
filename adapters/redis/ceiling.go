package redis

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Bare is what a message writes at the least: what came in, what is known, what goes
// out, in bytes.
type Bare struct{ In, Session, Out int }

const (
	// ceilingBatch is how many SETs one pipeline has.
	ceilingBatch = 16
	// ceilingClients is how many pipelines are under way.
	ceilingClients = 32
	// ceilingKeys is how many keys are written, over and over.
	ceilingKeys = 100_000
)

// Ceiling measures what the server does at the most, for a while: how many messages a second
// it could store if each were three SETs of their bytes and nothing else, 16 SETs a
// pipeline, by the same client. The keys are under a prefix of their own and deleted afterwards.
func (s *Store) Ceiling(ctx context.Context, b Bare, during time.Duration) (perSecond float64, err error) {
	prefix := s.prefix + "ceiling:"
	defer func() {
		if failed := s.deleteAll(ctx, prefix); err == nil {
			err = failed
		}
	}()
	values := [3][]byte{make([]byte, b.In), make([]byte, b.Session), make([]byte, b.Out)}
	var sets atomic.Int64
	var failed atomic.Pointer[error]
	var clients sync.WaitGroup
	began := time.Now()
	for n := range ceilingClients {
		clients.Go(func() {
			for i := n * 1000; time.Since(began) < during && failed.Load() == nil; i += ceilingBatch {
				pipe := s.client.Pipeline()
				tag := strconv.Itoa(n * 8 % 256)
				for j := i; j < i+ceilingBatch; j++ {
					pipe.Set(ctx, prefix+"{p"+tag+"}"+strconv.Itoa(j%ceilingKeys), values[j%3], 0)
				}
				if _, err := pipe.Exec(ctx); err != nil {
					failed.Store(&err)
					return
				}
				sets.Add(ceilingBatch)
			}
		})
	}
	clients.Wait()
	if cause := failed.Load(); cause != nil {
		return 0, fmt.Errorf("ceiling: %w", describe(*cause))
	}
	return float64(sets.Load()) / 3 / time.Since(began).Seconds(), nil
}

// Scratch gives an address on the same server where nothing lies yet, for measuring beside a
// service.
func Scratch(address string) (string, error) {
	where, err := parse(address)
	if err != nil {
		return "", err
	}
	address, _, _ = strings.Cut(address, "?")
	return address + "?prefix=" + url.QueryEscape(where.prefix+"scratch-"+strconv.FormatUint(rand.Uint64(), 36)+":"), nil
}

// Drop deletes everything of the store. It is for a [Scratch].
func (s *Store) Drop(ctx context.Context) error {
	if !strings.Contains(s.prefix, "scratch-") {
		return errors.New("only a scratch is dropped")
	}
	return s.deleteAll(ctx, s.prefix)
}

func (s *Store) deleteAll(ctx context.Context, prefix string) error {
	return s.masters(ctx, func(ctx context.Context, c *goredis.Client) error {
		for keys := c.Scan(ctx, 0, prefix+"*", 1000).Iterator(); ; {
			var some []string
			for len(some) < 1000 && keys.Next(ctx) {
				some = append(some, keys.Val())
			}
			if len(some) == 0 {
				return keys.Err()
			}
			pipe := c.Pipeline()
			for _, k := range some {
				pipe.Unlink(ctx, k)
			}
			if _, err := pipe.Exec(ctx); err != nil {
				return err
			}
		}
	})
}

// masters calls a function for each server that holds a part of the data.
func (s *Store) masters(ctx context.Context, do func(context.Context, *goredis.Client) error) error {
	switch c := s.client.(type) {
	case *goredis.ClusterClient:
		return c.ForEachMaster(ctx, do)
	case *goredis.Client:
		return do(ctx, c)
	}
	return fmt.Errorf("a client of kind %T", s.client)
}

// CPU is how much processor time the servers have used since they were started, that of
// their background threads included.
func (s *Store) CPU(ctx context.Context) (time.Duration, error) {
	seconds, err := s.sum(ctx, "cpu", "used_cpu_sys", "used_cpu_user")
	if err != nil {
		return 0, fmt.Errorf("processor time of the servers: %w", err)
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

// Memory is how many bytes the servers use.
func (s *Store) Memory(ctx context.Context) (int64, error) {
	bytes, err := s.sum(ctx, "memory", "used_memory")
	if err != nil {
		return 0, fmt.Errorf("memory of the servers: %w", err)
	}
	return int64(bytes), nil
}

// sum adds up figures of a section of what the servers tell about themselves.
func (s *Store) sum(ctx context.Context, section string, names ...string) (total float64, err error) {
	var mu sync.Mutex
	err = s.masters(ctx, func(ctx context.Context, c *goredis.Client) error {
		info, err := c.Info(ctx, section).Result()
		if err != nil {
			return err
		}
		all := fields(info)
		for _, name := range names {
			n, err := strconv.ParseFloat(all[name], 64)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			mu.Lock()
			total += n
			mu.Unlock()
		}
		return nil
	})
	return total, err
}
