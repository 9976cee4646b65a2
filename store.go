package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"potentiels/adapters/redis"
	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// store copies everything from one store to another, which must be empty. Neither may be in use.
func store(ctx context.Context, p *program, args []string) int {
	if len(args) != 3 || args[0] != "copy" {
		return p.fail(exitUsage, errUsage)
	}
	s, log, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	from, to, err := copySides(args[1], args[2])
	if err != nil {
		return p.fail(exitUsage, err)
	}
	source, err := openAny(ctx, from, s, redis.Options{Log: log})
	if err != nil {
		return p.fail(exitUsage, fmt.Errorf("FROM: %w", err))
	}
	defer func() { _ = source.Close() }()
	target, err := openAny(ctx, to, s, redis.Options{Strict: s.StoreStrict, Log: log})
	if err != nil {
		return p.fail(exitUsage, fmt.Errorf("TO: %w", err))
	}
	for _, w := range warnings(target) {
		_, _ = fmt.Fprintln(p.err, "potentiels: TO: "+w)
	}
	done, err := bot.Copy(ctx, source, target, func(c bot.Copied) {
		if c.Next%(bot.Partitions/4) == 0 {
			_, _ = fmt.Fprintf(p.err, "potentiels: %d of %d partitions copied and compared\n", c.Next, bot.Partitions)
		}
	})
	if closed := target.Close(); err == nil {
		err = closed
	}
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return p.fail(exitFault, fmt.Errorf("interrupted after %d of %d partitions; the same command goes on from there", done.Next, bot.Partitions))
	case errors.Is(err, bot.ErrUsed), errors.Is(err, bot.ErrNotEmpty), errors.Is(err, bot.ErrHalfCopied):
		return p.fail(exitUsage, err)
	default:
		return p.fail(exitFault, fmt.Errorf("%w; the same command goes on after %d of %d partitions", err, done.Next, bot.Partitions))
	}
	if err := json.NewEncoder(p.out).Encode(map[string]any{
		"records": done.Records, "deliveries": done.Deliveries, "entries": done.Entries,
		"checksum": fmt.Sprintf("%016x", done.Checksum),
	}); err != nil {
		return p.fail(exitFault, err)
	}
	return exitDone
}

// copySides gives the addresses of the two stores; a path alone is a data folder. What is to be
// copied must be there: an embedded store that is not would be made.
func copySides(from, to string) (string, string, error) {
	for _, side := range []*string{&from, &to} {
		if !strings.Contains(*side, "://") {
			folder, err := filepath.Abs(strings.TrimPrefix(*side, "sqlite:"))
			if err != nil {
				return "", "", err
			}
			*side = "sqlite:" + folder
		}
	}
	if from == to {
		return "", "", errors.New("FROM and TO are the same store")
	}
	if folder, ok := strings.CutPrefix(from, "sqlite:"); ok {
		if _, err := os.Stat(filepath.Join(strings.TrimPrefix(folder, "//"), sqlite.File)); err != nil {
			return "", "", fmt.Errorf("FROM: there is no store: %w", err)
		}
	}
	return from, to, nil
}
