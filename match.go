package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"

	"potentiels/intents"
)

// matched is one line of the output of match.
type matched struct {
	Text         string                `json:"text"`
	Intent       string                `json:"intent"`
	Score        float64               `json:"score"`
	Also         []string              `json:"also"`
	Entities     map[string]any        `json:"entities"`
	Alternatives []intents.Alternative `json:"alternatives"`
	Why          *intents.Explanation  `json:"why,omitempty"`
}

// match reads a message a line from the files named, or from in, and writes what
// each was read as, one JSON object a line. It returns the exit code.
func match(args []string, load func() (*intents.Recogniser, error), in io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("match", flag.ContinueOnError)
	explain := flags.Bool("explain", false, "add why each message was read so")
	if !parse(flags, args, errs) {
		return 2
	}
	r, err := load()
	if err != nil {
		fmt.Fprintln(errs, err)
		return 2
	}
	w := bufio.NewWriter(out)
	if flags.NArg() == 0 {
		err = matchLines(r, in, w, *explain)
	}
	for _, name := range flags.Args() {
		if err == nil {
			err = matchFile(r, name, w, *explain)
		}
	}
	if flushed := w.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		fmt.Fprintln(errs, err)
		if _, ok := errors.AsType[*fs.PathError](err); ok {
			return exitUsage // no such file
		}
		return exitFault
	}
	return exitDone
}

func matchFile(r *intents.Recogniser, name string, w *bufio.Writer, explain bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return matchLines(r, f, w, explain)
}

func matchLines(r *intents.Recogniser, in io.Reader, w *bufio.Writer, explain bool) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			if err := matchLine(r, strings.TrimRight(line, "\r\n"), w, explain); err != nil {
				return err
			}
			// Someone typing sees the answer at once; a file is written in blocks.
			if lines.Buffered() == 0 {
				if err := w.Flush(); err != nil {
					return err
				}
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read messages: %w", err)
		}
	}
}

func matchLine(r *intents.Recogniser, text string, w io.Writer, explain bool) error {
	m := matched{Text: text}
	var u intents.Understanding
	if explain {
		var why intents.Explanation
		u, why = r.Explain(text, intents.Expected{})
		m.Why = &why
	} else {
		u = r.Understand(text, intents.Expected{})
	}
	m.Intent, m.Score, m.Entities = u.Intent, fourDigits(u.Score), u.Values()
	m.Also = append([]string{}, u.Also...)
	m.Alternatives = append([]intents.Alternative{}, u.Alternatives...)
	for i := range m.Alternatives {
		m.Alternatives[i].Score = fourDigits(m.Alternatives[i].Score)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(m)
}

func fourDigits(x float64) float64 { return math.Round(x*1e4) / 1e4 }
