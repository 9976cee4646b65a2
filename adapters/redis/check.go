package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"potentiels/bot"
)

// Errors that say what to do about a server.
var (
	// ErrUnsafe: the server may lose what it confirmed, and Options.Strict was given.
	ErrUnsafe = errors.New("the server is not set up to keep what it is given")
	// ErrRefused: the server does not let us in.
	ErrRefused = errors.New("the server refuses the user or the password")
)

// oldest is the version of the server that has all the commands used: XTRIM MINID.
const oldest = "6.2"

func isCluster(ctx context.Context, c *goredis.Client) (bool, error) {
	info, err := c.Info(ctx, "cluster").Result()
	if err != nil {
		return false, err
	}
	return fields(info)["cluster_enabled"] == "1", nil
}

// check looks at every master, and at what the store is.
func (s *Store) check(ctx context.Context, strict bool) error {
	seen := make(map[string]bool)
	look := func(ctx context.Context, c goredis.Cmdable) ([]string, error) {
		info, err := c.Info(ctx).Result()
		if err != nil {
			return nil, err
		}
		return inspect(fields(info))
	}
	var found []string
	if cluster, ok := s.client.(*goredis.ClusterClient); ok {
		all := make(chan []string, 1024)
		err := cluster.ForEachMaster(ctx, func(ctx context.Context, c *goredis.Client) error {
			warnings, err := look(ctx, c)
			all <- warnings
			return err
		})
		if err != nil {
			return err
		}
		close(all)
		for warnings := range all {
			found = append(found, warnings...)
		}
	} else {
		warnings, err := look(ctx, s.client)
		if err != nil {
			return err
		}
		found = warnings
	}
	for _, w := range found {
		if !seen[w] {
			seen[w] = true
			s.warnings = append(s.warnings, w)
		}
	}
	if strict && len(s.warnings) > 0 {
		return fmt.Errorf("%w: %s", ErrUnsafe, strings.Join(s.warnings, "; "))
	}
	return s.checkMeta(ctx)
}

// inspect judges what a server says about itself.
func inspect(info map[string]string) (warnings []string, err error) {
	if version := info["redis_version"]; !atLeast(version, oldest) {
		return nil, fmt.Errorf("version %s of the server is too old, %s is needed", version, oldest)
	}
	if role := info["role"]; role != "" && role != "master" {
		return nil, errors.New("the server is a read-only replica; give the address of its master, or of the sentinels")
	}
	if info["aof_enabled"] == "0" {
		warnings = append(warnings, "appendonly is off: a crash of the server loses what it confirmed since its last snapshot")
	}
	if policy := info["maxmemory_policy"]; policy != "" && policy != "noeviction" {
		warnings = append(warnings, "maxmemory-policy is "+policy+": short of memory, the server drops what it was given; noeviction is right")
	}
	return warnings, nil
}

func fields(info string) map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			m[name] = value
		}
	}
	return m
}

func atLeast(version, wanted string) bool {
	have, want := strings.Split(version, "."), strings.Split(wanted, ".")
	for i, w := range want {
		if i >= len(have) {
			return false
		}
		a, err := strconv.Atoi(have[i])
		b, _ := strconv.Atoi(w)
		if err != nil || a != b {
			return err == nil && a > b
		}
	}
	return true
}

// format is the form of the keys and values; another form gets another number.
const format = "1"

// checkMeta makes a new store, or makes sure that this one is ours and of the right form.
func (s *Store) checkMeta(ctx context.Context) error {
	key := s.metaKey()
	kind, err := s.client.Type(ctx, key).Result()
	if err != nil {
		return err
	}
	switch kind {
	case "hash":
	case "none":
		if err := s.checkEmpty(ctx); err != nil {
			return err
		}
	default:
		return fmt.Errorf("the key %s is a %s: %w; choose another prefix with ?prefix=", key, kind, errForeign)
	}
	// Two processes that find nothing make the same.
	want := []struct{ field, value string }{
		{"program", "potentiels"}, {"format", format}, {"partitions", strconv.Itoa(bot.Partitions)},
	}
	for _, w := range want {
		have, err := s.client.HGet(ctx, key, w.field).Result()
		if isNil(err) {
			if err := s.client.HSetNX(ctx, key, w.field, w.value).Err(); err != nil {
				return err
			}
			have, err = s.client.HGet(ctx, key, w.field).Result()
		}
		switch {
		case err != nil:
			return err
		case have == w.value:
		case w.field == "partitions":
			return fmt.Errorf("the store was made for %s partitions, this program has %d", have, bot.Partitions)
		case w.field == "format":
			return fmt.Errorf("the store is in form %s, this program knows form %s", have, format)
		default:
			return fmt.Errorf("the store is of %s %q: %w; choose another prefix with ?prefix=", w.field, have, errForeign)
		}
	}
	return nil
}

// checkEmpty refuses to begin a store among keys that are there already.
func (s *Store) checkEmpty(ctx context.Context) error {
	pipe := s.client.Pipeline()
	var keys []string
	var cmds []*goredis.IntCmd
	for p := range bot.Partition(bot.Partitions) {
		for _, key := range []string{s.leaseKey(p), s.inKey(p), s.outKey(p), s.familiesKey(p)} {
			keys, cmds = append(keys, key), append(cmds, pipe.Exists(ctx, key))
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return err
	}
	for i, cmd := range cmds {
		if cmd.Val() > 0 {
			// It may be of a process that started just now: it wrote what the store is first.
			if made, err := s.client.Exists(ctx, s.metaKey()).Result(); err != nil || made > 0 {
				return err
			}
			return fmt.Errorf("the key %s is there but %s is not: another program's, or part of a store; choose another prefix with ?prefix= or restore the whole", keys[i], s.metaKey())
		}
	}
	return nil
}

// describe turns the server's words into the errors of bot.Store.
func describe(err error) error {
	if err == nil || isNil(err) {
		return err
	}
	switch text := err.Error(); {
	case errors.Is(err, goredis.ErrClosed):
		return bot.ErrClosed
	case strings.HasPrefix(text, "OOM"):
		return fmt.Errorf("%w: no memory left on the server (maxmemory)", bot.ErrFull)
	case strings.HasPrefix(text, "MISCONF"):
		return fmt.Errorf("%w: the server cannot write to its disk: %w", bot.ErrFull, err)
	case strings.HasPrefix(text, "READONLY"):
		return fmt.Errorf("the server is a read-only replica: %w", err)
	case strings.HasPrefix(text, "WRONGTYPE") || strings.Contains(text, "WRONGTYPE"):
		return fmt.Errorf("a key under our prefix was %w: %w", errForeign, err)
	}
	return err
}

// explain turns the errors of a start into words for the operator.
func (p *place) explain(ctx context.Context, err error) error {
	text := err.Error()
	for _, refusal := range []string{"WRONGPASS", "NOAUTH", "NOPERM", "ERR invalid password", "ERR AUTH"} {
		if strings.Contains(text, refusal) {
			return fmt.Errorf("%w (%s)", ErrRefused, refusal)
		}
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return errPlain
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("the server's certificate is not trusted: %w", err)
	}
	if !p.tls && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		if speaksTLS(ctx, p.hosts[0]) {
			return errTLS
		}
		return fmt.Errorf("the server ended the connection: if it wants TLS, use rediss:// (%w)", err)
	}
	if failure, ok := errors.AsType[net.Error](err); ok && failure.Timeout() && p.tls {
		if speaksPlain(ctx, p.hosts[0]) {
			return errPlain
		}
		return fmt.Errorf("no answer in TLS: if the server does not speak it, use redis:// (%w)", err)
	}
	return describe(err)
}

// temporary tells that a server that cannot be used now may be soon.
func temporary(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, bot.ErrFull) {
		return true
	}
	text := err.Error()
	for _, state := range []string{"LOADING", "CLUSTERDOWN", "MASTERDOWN", "all sentinels", "connection refused", "BUSY "} {
		if strings.Contains(text, state) {
			return true
		}
	}
	return false
}
