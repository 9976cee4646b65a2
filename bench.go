package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/sqlite"
	"potentiels/bot"
	"potentiels/config"
)

// measured is what bench finds out. The names of the fields in JSON are those of the
// documented contract; shares are of the bare store's own rate, 1 being all of it.
type measured struct {
	// The whole path: received, understood, decided, committed durably, sent.
	MessagesPerSecond float64 `json:"messages_per_second"` // as fast as it goes
	P50               float64 `json:"p50_ms"`              // at half of that rate
	P95               float64 `json:"p95_ms"`
	P99               float64 `json:"p99_ms"`
	P99Fixed          float64 `json:"p99_ms_at_2500_per_second"`
	MicrosFixed       float64 `json:"cpu_us_per_message_at_2500_per_second"` // less is shared when fewer come at once
	AllocsPerMessage  float64 `json:"allocs_per_message"`
	MicrosPerMessage  float64 `json:"cpu_us_per_message"` // steady where others use the machine, too
	TurnShare         float64 `json:"turn_share"`
	TurnCeiling       float64 `json:"turn_ceiling_messages_per_second"`

	// Inbox, commit and outbox alone, with ready-made bytes.
	StoragePerSecond float64 `json:"storage_messages_per_second"`
	StorageMicros    float64 `json:"storage_client_us_per_message"`
	RedisMicros      float64 `json:"redis_us_per_message,omitempty"`      // processor time of its servers
	RedisMicrosTurn  float64 `json:"turn_redis_us_per_message,omitempty"` // the same for whole turns
	RedisMB          float64 `json:"redis_mb,omitempty"`                  // in use after the load, with whatever else lies there
	At1000           offered `json:"storage_at_1000_per_second"`
	At10000          offered `json:"storage_at_10000_per_second"`
	CeilingShare     float64 `json:"ceiling_share"`
	Ceiling          float64 `json:"ceiling_messages_per_second"`

	StartMS   float64 `json:"start_ms"`   // from the start of the program until it is ready, for the first time
	RestartMS float64 `json:"restart_ms"` // the same, once it has learnt
	IdleMB    float64 `json:"idle_mb"`    // resident, without anybody writing; 0: not known on this system
	BinaryMB  float64 `json:"binary_mb"`  // stripped
	Stripped  bool    `json:"binary_stripped"`

	Messages  int `json:"messages"`
	People    int `json:"people"`
	InFlight  int `json:"in_flight"`
	Processes int `json:"processes"`
	Cores     int `json:"cores"`
}

// bencher is a run of bench.
type bencher struct {
	*program
	settings config.Settings
	messages int
	people   int
	inFlight int
	// processes share the storage phase.
	processes   int
	address     string // of the store under load
	onlyStorage bool
	// ceilingBefore is that of the storage phase before it, on Redis.
	ceilingBefore float64
	profile       string // file for processor profiles of the turns; "" is none
	folder        string // temporary
	store         benchStore
	found         measured
}

// benchStore is the store under load, with what must be known beside the bot.Store.
type benchStore struct {
	bot.Store
	transactions func() uint64
	cpu          func(ctx context.Context) (time.Duration, error) // of its servers; nil: it has none
	memory       func(ctx context.Context) (int64, error)         // that they use
	drop         func(ctx context.Context) error                  // removes everything; nil: it is in the folder
	// ceiling is the rate of messages of the bare store.
	ceiling func(ctx context.Context, load sqlite.Bare) (float64, error)
}

func bench(ctx context.Context, p *program, args []string) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	b := &bencher{program: p}
	asJSON := flags.Bool("json", false, "end with one line of JSON")
	flags.IntVar(&b.messages, "messages", 50_000, "messages of each phase")
	flags.IntVar(&b.people, "people", 10_000, "people who write them, in turn")
	flags.IntVar(&b.inFlight, "in-flight", 16_384, "messages under way at saturation")
	address := flags.String("store", "", "address of a store to measure; a new embedded one beside the data folder if empty")
	flags.IntVar(&b.processes, "processes", 1, "processes that share the storage phase, on Redis")
	flags.BoolVar(&b.onlyStorage, "storage", false, "measure the storage only")
	asMember := flags.Bool("member", false, "for bench itself: be one of its processes")
	flags.StringVar(&b.profile, "profile", "", "write a processor profile of the saturated turns to this file, and of those at a fixed rate to FILE.rate")
	if !parse(flags, args, p.err) {
		return exitUsage
	}
	if *asMember {
		return benchMember(ctx, p)
	}
	if flags.NArg() > 0 || b.messages < 1000 || b.people < 1 || b.inFlight < 1 {
		return p.fail(exitUsage, errors.New("bench takes at least 1000 messages, one person and one message in flight"))
	}
	if b.processes < 1 || b.processes > 64 || b.processes > 1 && !strings.HasPrefix(*address, "redis") {
		return p.fail(exitUsage, errors.New("several processes, up to 64, need --store redis://…"))
	}
	var err error
	if b.settings, _, err = p.settings(); err != nil {
		return p.fail(exitUsage, err)
	}
	if err := b.open(ctx, *address); err != nil {
		return p.fail(exitUsage, err)
	}
	defer b.close()
	if err := b.run(ctx); err != nil {
		return p.fail(exitFault, err)
	}
	b.print()
	if *asJSON {
		if err := json.NewEncoder(p.out).Encode(b.found); err != nil {
			return p.fail(exitFault, err)
		}
	}
	return exitDone
}

// open makes the temporary folder and opens the store. The folder lies where the data
// does, so that it is the same disk that is measured; a temporary folder of the system is
// often in memory. A service that runs there would spoil the figures of both.
func (b *bencher) open(ctx context.Context, address string) error {
	parent := b.settings.DataDir
	if _, err := os.Stat(parent); err != nil {
		parent = filepath.Dir(parent)
	} else if err := sqlite.Free(parent); err != nil {
		return fmt.Errorf("%w; stop it first, or set another DATA_DIR", err)
	}
	var err error
	if b.folder, err = os.MkdirTemp(parent, "bench-"); err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	switch {
	case address == "":
		address = "sqlite:" + filepath.Join(b.folder, "store")
	case strings.HasPrefix(address, "redis"): // its own keys, beside those of a service
		if address, err = redis.Scratch(address); err != nil {
			return errors.Join(err, os.RemoveAll(b.folder))
		}
	}
	b.address = address
	store, err := openStore(ctx, address, b.settings, slog.New(slog.DiscardHandler))
	if err != nil {
		_ = os.RemoveAll(b.folder)
		return err
	}
	b.store = benchStore{Store: store}
	if s, ok := store.(*redis.Store); ok {
		b.onRedis(s)
	}
	if s, ok := store.(*sqlite.Store); ok {
		b.store.transactions = s.Transactions
		b.store.ceiling = func(ctx context.Context, load sqlite.Bare) (float64, error) {
			return sqlite.Ceiling(ctx, b.folder, load, ceilingTime)
		}
	}
	return nil
}

func (b *bencher) close() {
	var dropped error
	if b.store.drop != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		dropped = b.store.drop(ctx)
		cancel()
	}
	if err := errors.Join(dropped, b.store.Close(), os.RemoveAll(b.folder)); err != nil {
		_ = b.fail(exitFault, err)
	}
}

// ceilingTime is how long the bare store is measured.
const ceilingTime = 2 * time.Second

func (b *bencher) run(ctx context.Context) error {
	b.found.Messages, b.found.People, b.found.InFlight = b.messages, b.people, b.inFlight
	b.found.Cores, b.found.Processes = runtime.GOMAXPROCS(0), b.processes
	if !b.onlyStorage {
		if err := b.runTurns(ctx); err != nil {
			return err
		}
	}
	b.say("storage …")
	if err := b.measureStorage(ctx); err != nil {
		return fmt.Errorf("measure the storage: %w", err)
	}
	return nil
}

func (b *bencher) runTurns(ctx context.Context) error {
	b.say("start, idle memory and size of the program …")
	if err := b.measureProgram(ctx); err != nil {
		return fmt.Errorf("measure the program: %w", err)
	}
	b.say("turns …")
	if err := b.measureTurns(ctx); err != nil {
		return fmt.Errorf("measure turns: %w", err)
	}
	return nil
}

// share measures the ceiling of a load of messages of that size and gives rate's part
// in it.
func (b *bencher) share(ctx context.Context, rate float64, load sqlite.Bare) (share, ceiling float64, err error) {
	if b.store.ceiling == nil {
		return 0, 0, nil
	}
	if ceiling, err = b.store.ceiling(ctx, load); err != nil {
		return 0, 0, err
	}
	return rate / ceiling, ceiling, nil
}

// profiled runs do under the processor profile, if one is wanted.
func (b *bencher) profiled(suffix string, do func() error) (err error) {
	if b.profile == "" {
		return do()
	}
	f, err := os.Create(b.profile + suffix)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}

func (b *bencher) say(what string) { _, _ = fmt.Fprintln(b.err, "bench: "+what) }

// print shows the table for people.
func (b *bencher) print() {
	f := b.found
	row := func(name, format string, value ...any) {
		_, _ = fmt.Fprintf(b.out, "  %-38s %s\n", name, fmt.Sprintf(format, value...))
	}
	title := func(text string) { _, _ = fmt.Fprintf(b.out, "\n%s\n", text) }
	if !b.onlyStorage {
		title(fmt.Sprintf("Whole turns, %d messages of %d people, %d cores", f.Messages, f.People, f.Cores))
		row("as fast as it goes", "%8.0f messages/s", f.MessagesPerSecond)
		row("  processor time", "%8.0f µs a message", f.MicrosPerMessage)
		row("  allocations", "%8.0f a message", f.AllocsPerMessage)
		row("  share of the bare store", "%8.1f %% of %.0f/s", 100*f.TurnShare, f.TurnCeiling)
		row("at half that rate, p50 p95 p99", "%8.1f %.1f %.1f ms", f.P50, f.P95, f.P99)
		row("at 2,500 messages/s, p99", "%8.1f ms", f.P99Fixed)
		row("  processor time", "%8.0f µs a message", f.MicrosFixed)
	}
	title(fmt.Sprintf("Storage alone, %d in flight, %d processes", f.InFlight, f.Processes))
	row("inbox, commit and outbox", "%8.0f messages/s", f.StoragePerSecond)
	row("  share of the bare store", "%8.1f %% of %.0f/s", 100*f.CeilingShare, f.Ceiling)
	row("  processor time", "%8.1f µs a message", f.StorageMicros)
	if f.RedisMicros > 0 {
		row("  of Redis", "%8.1f µs a message, %.1f with whole turns", f.RedisMicros, f.RedisMicrosTurn)
		row("  memory of Redis", "%8.0f MB", f.RedisMB)
	}
	if f.At1000.P99 > 0 {
		row("from due to committed at 1,000/s", "%8.1f %.1f ms, p50 and p99", f.At1000.P50, f.At1000.P99)
	}
	if f.At10000.P99 > 0 {
		row("from due to committed at 10,000/s", "%8.1f %.1f ms", f.At10000.P50, f.At10000.P99)
	}
	if !b.onlyStorage {
		title("Program")
		row("start until ready, first and again", "%8.0f ms, %.0f ms", f.StartMS, f.RestartMS)
		idle := "not known on this system"
		if f.IdleMB > 0 {
			idle = fmt.Sprintf("%8.1f MB", f.IdleMB)
		}
		row("memory when idle", "%s", idle)
		note := "stripped"
		if !f.Stripped {
			note = "as it is, the sources are not here"
		}
		row("binary", "%8.1f MB, %s", f.BinaryMB, note)
	}
	_, _ = fmt.Fprintln(b.out)
}

// silent is for what the load would say a thousand times.
func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

// withoutSettings is an environment in which only what is given is set.
func withoutSettings(given ...string) []string {
	keep := []string{"PATH", "HOME", "TMPDIR", "GOCACHE", "GOMODCACHE", "GOPATH", "GOFLAGS", "GOPROXY", "GOTOOLCHAIN", "GOMAXPROCS"}
	var env []string
	for _, name := range keep {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return append(env, given...)
}

// firstLine is for errors of other programs.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
