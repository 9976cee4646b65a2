package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"potentiels/intents"
)

// matched is a line of output of match.
type matched struct {
	Text         string                `json:"text"`
	Intent       string                `json:"intent"`
	Score        float64               `json:"score"`
	Also         []string              `json:"also"`
	Entities     map[string]any        `json:"entities"`
	Alternatives []intents.Alternative `json:"alternatives"`
	Why          *intents.Explanation  `json:"why,omitempty"`
}

// longestLine bounds a line of input; what is past the first 4,096 units of a message is not
// read anyway.
const longestLine = 4 << 20

func match(_ context.Context, p *program, args []string) int {
	flags := flag.NewFlagSet("match", flag.ContinueOnError)
	flags.SetOutput(p.err)
	explain := flags.Bool("explain", false, "tell why")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	s, _, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	k, err := loadKnowledge(s.ContentDir)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	out := bufio.NewWriter(p.out)
	read := func(in io.Reader) error {
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, longestLine)
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		for lines.Scan() {
			if err := encoder.Encode(matchLine(k.recogniser, lines.Text(), *explain)); err != nil {
				return err
			}
			// A person or a program may wait for the answer to this line.
			if err := out.Flush(); err != nil {
				return err
			}
		}
		return lines.Err()
	}
	if flags.NArg() == 0 {
		if err := read(p.in); err != nil {
			return p.fail(exitFault, fmt.Errorf("standard input: %w", err))
		}
		return exitDone
	}
	for _, name := range flags.Args() {
		f, err := os.Open(name)
		if err != nil {
			return p.fail(exitUsage, err)
		}
		err = read(f)
		_ = f.Close()
		if err != nil {
			return p.fail(exitFault, fmt.Errorf("%s: %w", name, err))
		}
	}
	return exitDone
}

func matchLine(r *intents.Recogniser, text string, explain bool) matched {
	u := r.Understand(text, intents.Expected{})
	m := matched{
		Text: text, Intent: u.Intent, Score: u.Score, Also: u.Also,
		Entities: u.Values(), Alternatives: u.Alternatives,
	}
	if m.Also == nil {
		m.Also = []string{}
	}
	if m.Alternatives == nil {
		m.Alternatives = []intents.Alternative{}
	}
	if explain {
		why := r.Explain(text, intents.Expected{})
		m.Why = &why
	}
	return m
}
