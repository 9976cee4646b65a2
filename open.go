package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"potentiels/adapters/redis"
	"potentiels/adapters/sqlite"
	"potentiels/adapters/terminal"
	"potentiels/bot"
	"potentiels/config"
)

// openStore opens the store of an address; without one, the embedded store in the
// data folder. "sqlite:FOLDER" names another folder. A store that is half copied is refused.
func openStore(ctx context.Context, address string, s config.Settings, log *slog.Logger) (bot.Store, error) {
	return openWhole(ctx, address, s, redis.Options{Strict: s.StoreStrict, Log: log})
}

func openWhole(ctx context.Context, address string, s config.Settings, o redis.Options) (bot.Store, error) {
	store, err := openAny(ctx, address, s, o)
	if err != nil {
		return nil, err
	}
	if err := bot.CheckWhole(ctx, store); err != nil {
		_ = store.Close()
		return nil, err
	}
	for _, w := range warnings(store) {
		o.Log.Warn("the store is not safe", "warning", w)
	}
	return store, nil
}

// openAny opens a store in whatever state it is.
func openAny(ctx context.Context, address string, s config.Settings, o redis.Options) (bot.Store, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch scheme {
	case "":
		return openFolder(s.DataDir)
	case "sqlite":
		return openFolder(strings.TrimPrefix(rest, "//"))
	case "redis", "rediss", "redis+sentinel", "rediss+sentinel":
		store, err := redis.Open(ctx, address, o)
		if err != nil {
			return nil, fmt.Errorf("the store: %w", err)
		}
		return store, nil
	}
	return nil, fmt.Errorf("there is no kind of store %q: sqlite:FOLDER, redis://, rediss://, redis+sentinel://", scheme)
}

// warnings tells what is not safe about a store's server.
func warnings(store bot.Store) []string {
	if s, ok := store.(interface{ Warnings() []string }); ok {
		return s.Warnings()
	}
	return nil
}

func openFolder(dir string) (bot.Store, error) {
	store, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		return nil, err // and no store: a nil *sqlite.Store would be one that is not nil
	}
	return store, nil
}

// secretFile holds the key that is made when SECRET_KEY is unset.
const secretFile = "secret"

// secretKey gives the key for cookies and links: the setting, or one made once in
// the data folder.
func secretKey(s config.Settings) ([]byte, error) {
	if text := s.SecretKey.Reveal(); text != "" {
		if key, err := hex.DecodeString(text); err == nil && len(key) >= 32 {
			return key, nil // as in the file: a store that is moved keeps its key
		}
		return []byte(text), nil
	}
	path := filepath.Join(s.DataDir, secretFile)
	text, err := os.ReadFile(path)
	if err == nil {
		key, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil || len(key) < 32 {
			return nil, fmt.Errorf("%s is not a key made by this program; restore it, or remove it to sign everybody out", path)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the secret key: %w", err)
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails, see its documentation
	if err := writeFile(path, []byte(hex.EncodeToString(key)+"\n")); err != nil {
		return nil, fmt.Errorf("keep the secret key: %w", err)
	}
	return key, nil
}

// writeFile writes a private file whole or not at all.
func writeFile(path string, parts ...[]byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	for _, data := range parts {
		if _, err := f.Write(data); err != nil {
			_ = f.Close()
			return err
		}
	}
	if err := f.Sync(); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// openTalker finds where chat's lines go: to the service that owns the data
// folder, else to an engine of this process. The second value ends it.
func openTalker(ctx context.Context, s config.Settings, store string, log *slog.Logger) (talker, func(), error) {
	if store == "" {
		store = s.StoreURL.Reveal()
	}
	opened, err := openStore(ctx, store, s, log)
	if errors.Is(err, sqlite.ErrOwned) && store == "" {
		c, err := findControl(s.DataDir)
		if err != nil {
			return nil, nil, err
		}
		return c, func() {}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	engine, stop, err := startEngine(ctx, s, opened, log)
	if err != nil {
		return nil, nil, err
	}
	return engineTalker{engine, &terminal.Clock{}}, stop, nil
}

// startEngine runs an engine with only the terminal connected, for commands that
// work beside no service. The function ends it and closes the store.
func startEngine(ctx context.Context, s config.Settings, store bot.Store, log *slog.Logger) (*bot.Engine, func(), error) {
	k, err := loadRemembered(s.ContentDir, memo{s.DataDir}.soon())
	if err != nil {
		_ = store.Close()
		return nil, nil, err
	}
	if k, err = withExamples(ctx, k, store, s, log); err != nil {
		_ = store.Close()
		return nil, nil, err
	}
	key, err := secretKey(s)
	if err != nil {
		log.Debug("what is not understood is not gathered", "error", err)
	}
	messenger, err := offlineTelegram(log)
	if err != nil {
		_ = store.Close()
		return nil, nil, err
	}
	rules, err := k.deskRules(s)
	if err != nil {
		_ = store.Close()
		return nil, nil, err
	}
	engine := bot.New(bot.Options{
		Store: store, Next: k.next(), Desk: rules, Log: log, Key: key, Guest: true,
		Channels: []bot.Channel{terminal.Channel{}, offlineWeb(log), messenger, offlineSlack(log)},
	})
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = engine.Run(ctx)
	}()
	return engine, func() {
		cancel()
		<-ended
		if err := store.Close(); err != nil {
			log.Error("close the store", "error", err)
		}
	}, nil
}

// withExamples gives the knowledge with what staff wrote that lies in the store.
func withExamples(ctx context.Context, k *knowledge, store bot.Store, s config.Settings, log *slog.Logger) (*knowledge, error) {
	all, err := bot.StoredExamples(ctx, store)
	if err != nil || len(all) == 0 {
		return k, err
	}
	return k.taught(all, memosIn(s.DataDir), log)
}

// quiet keeps only errors of a logger.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(errorsOnly{log.Handler()})
}

type errorsOnly struct{ slog.Handler }

// Enabled implements slog.Handler.
func (errorsOnly) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }
