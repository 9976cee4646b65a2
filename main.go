// Potentiels guides people of Lorraine into industrial training by a
// conversation in French, on Telegram, on the web and in a terminal. See README.md.
//
// This package says what is connected to what. Every subcommand has a file of its
// own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"potentiels/bot/content"
	"potentiels/config"
	"potentiels/intents"
)

// Exit codes of every command.
const (
	exitDone  = 0
	exitFault = 1 // the work found faults
	exitUsage = 2 // wrong usage or settings, or another process owns the data folder
)

// program is the outside of a command: what it was given and where it prints.
type program struct {
	in       io.Reader
	out, err io.Writer
	lookup   func(string) (string, bool)
	terminal bool // out is a person's terminal
}

// command is a subcommand: it returns the exit code.
type command struct {
	name, usage string
	run         func(ctx context.Context, p *program, args []string) int
}

func commands() []command {
	return []command{
		{"serve", "serve", serve},
		{"chat", "chat [--json] [--explain] [--user ID] [--store URL]", chat},
		{"match", "match [--explain] [FILE…]", func(_ context.Context, p *program, args []string) int {
			return match(args, p.recogniser, p.in, p.out, p.err)
		}},
		{"eval", "eval [--json] [--robust] [--train FILE] [--leave-out SHARE --seed N] [--min-accuracy X] FILE", func(_ context.Context, p *program, args []string) int {
			return eval(args, p.phrases, p.out, p.err)
		}},
		{"check", "check [--to-confirm] [DIR]", check},
		{"person", "person export|erase channel:id", person},
		{"store", "store copy FROM TO", store},
		{"model", "model [--ablation TRAIN TEST] [FILE]", func(_ context.Context, p *program, args []string) int {
			return model(args, p.phrases, p.out, p.err)
		}},
		{"bench", "bench [--json] [--messages N] [--people N] [--in-flight N] [--store URL] [--processes N] [--storage]", bench},
		{"desk", "desk fiches|exemples", deskCommand},
		{"health", "health", health},
		{"version", "version", version},
	}
}

// collectAt has garbage collected when there is twice as much of it as of what is in use, not as much:
// that takes half the work, and under load the memory of what is in use once more. GOGC says otherwise.
const collectAt = 200

func main() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(collectAt)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, lookup: os.LookupEnv, terminal: isTerminal(os.Stdout)}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func (p *program) run(ctx context.Context, args []string) int {
	name := "serve"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	all := commands()
	if i := slices.IndexFunc(all, func(c command) bool { return c.name == name }); i >= 0 {
		return all[i].run(ctx, p, args)
	}
	var usage strings.Builder
	usage.WriteString("potentiels: a conversation that leads to industrial training\n\n")
	for _, c := range all {
		usage.WriteString("  potentiels " + c.usage + "\n")
	}
	if name == "help" || name == "-h" || name == "--help" {
		_, _ = io.WriteString(p.out, usage.String())
		return exitDone
	}
	return p.fail(exitUsage, fmt.Errorf("there is no command %q; potentiels help shows those there are", name))
}

// parse reads the flags of a command. What is wrong is told in one line; help is all of them.
func parse(flags *flag.FlagSet, args []string, errs io.Writer) (ok bool) {
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(errs)
		flags.Usage()
	case err != nil:
		_, _ = fmt.Fprintf(errs, "potentiels: %s: %v\n", flags.Name(), err)
	}
	return err == nil
}

// fail prints an error, a line for each of those it joins, and gives the code.
func (p *program) fail(code int, err error) int {
	for line := range strings.Lines(err.Error()) {
		_, _ = fmt.Fprintln(p.err, "potentiels: "+strings.TrimSuffix(line, "\n"))
	}
	return code
}

// settings reads the settings and makes the logger that they ask for.
func (p *program) settings() (config.Settings, *slog.Logger, error) {
	s, err := config.Load(p.lookup, p.terminal)
	if err != nil {
		return s, nil, err
	}
	opts := &slog.HandlerOptions{Level: s.LogLevel}
	var handler slog.Handler = slog.NewJSONHandler(p.err, opts)
	if s.LogFormat == "text" {
		handler = slog.NewTextHandler(p.err, opts)
	}
	return s, slog.New(handler), nil
}

// recogniser trains the recogniser of the content that the settings name.
func (p *program) recogniser() (*intents.Recogniser, error) {
	phrases, lexicon, err := p.phrases()
	if err != nil {
		return nil, err
	}
	return intents.Train(phrases, lexicon)
}

// phrases reads what a recogniser is trained on.
func (p *program) phrases() ([]intents.Phrase, intents.Lexicon, error) {
	s, _, err := p.settings()
	if err != nil {
		return nil, intents.Lexicon{}, err
	}
	facts, examples := contentFS(s.ContentDir)
	c, err := content.Load(facts)
	if err != nil {
		return nil, intents.Lexicon{}, err
	}
	phrases, err := intents.ReadPhrases(examples)
	return phrases, lexicon(c), err
}

// errUsage is for arguments that are wrong where flag has no message of its own.
var errUsage = errors.New("wrong arguments; potentiels help shows the usage")

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
