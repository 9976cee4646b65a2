package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"potentiels/bot"
)

func chat(ctx context.Context, p *program, args []string) int {
	flags := flag.NewFlagSet("chat", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "one JSON object a line")
	explain := flags.Bool("explain", false, "add what each rule says of what is recommended")
	user := flags.String("user", "local", "who is talking")
	store := flags.String("store", "", "address of the store; the data folder's if empty")
	if !parse(flags, args, p.err) {
		return exitUsage
	}
	if flags.NArg() > 0 || *user == "" || strings.ContainsAny(*user, " :") {
		return p.fail(exitUsage, errUsage)
	}
	s, log, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	if _, set := p.lookup("LOG_LEVEL"); !set {
		log = quiet(log) // a talk is no place for a log
	}
	talker, closeTalker, err := openTalker(ctx, s, *store, log)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	defer closeTalker()
	if !*explain {
		talker = unexplained{talker}
	}
	talk := p.talk
	if *asJSON {
		talk = p.talkJSON
	}
	if err := talk(ctx, talker, *user); err != nil && ctx.Err() == nil {
		return p.fail(exitFault, err)
	}
	return exitDone
}

// talkJSON answers each line with one JSON object.
func (p *program) talkJSON(ctx context.Context, t talker, user string) error {
	encoder := json.NewEncoder(p.out)
	encoder.SetEscapeHTML(false)
	for line, err := range lines(ctx, p.in) {
		if err != nil {
			return err
		}
		answer, err := t.say(ctx, user, line)
		if err != nil && !errors.Is(err, bot.ErrParked) {
			return err
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
	return nil
}

// talk is for people: it greets, shows replies with numbered buttons, and ends
// with the input.
func (p *program) talk(ctx context.Context, t talker, user string) error {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(p.out, format, args...) }
	say("Écrivez votre message, ou le numéro d’un bouton. Ctrl+D pour quitter.\n\n")
	answer, err := t.say(ctx, user, "/start")
	if err != nil {
		return err
	}
	p.show(answer)
	say("> ")
	for line, err := range lines(ctx, p.in) {
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) != "" {
			answer, err := t.say(ctx, user, line)
			if err != nil && !errors.Is(err, bot.ErrParked) {
				return err
			}
			p.show(answer)
		}
		say("> ")
	}
	say("\n")
	return nil
}

// show prints a turn: an indented paragraph a reply, a line a button.
func (p *program) show(s spoken) {
	number := 0
	for _, r := range s.Replies {
		_, _ = fmt.Fprintln(p.out)
		for line := range strings.Lines(wrap(r.Text, 76)) {
			_, _ = fmt.Fprintln(p.out, "  "+strings.TrimRight(line, "\n"))
		}
		for _, b := range r.Buttons {
			number++
			_, _ = fmt.Fprintf(p.out, "   %2d. %s\n", number, b.Label)
		}
		for _, l := range r.Links {
			_, _ = fmt.Fprintf(p.out, "    → %s : %s\n", l.Label, l.URL)
		}
		if r.File != "" {
			_, _ = fmt.Fprintln(p.out, r.File)
		}
	}
	for _, line := range s.Explain {
		_, _ = fmt.Fprintln(p.out, "    # "+line)
	}
	_, _ = fmt.Fprintln(p.out)
}

// wrap breaks lines between words so that none is wider than width, where words
// allow it.
func wrap(text string, width int) string {
	var out strings.Builder
	for i, paragraph := range strings.Split(text, "\n") {
		if i > 0 {
			out.WriteByte('\n')
		}
		column := 0
		// Only at ordinary spaces: a no-break space is there to hold.
		for j, word := range strings.Split(paragraph, " ") {
			n := len([]rune(word))
			switch {
			case j == 0:
			case column+1+n > width:
				out.WriteByte('\n')
				column = 0
			default:
				out.WriteByte(' ')
				column++
			}
			out.WriteString(word)
			column += n
		}
	}
	return out.String()
}

// lines yields the lines of a reader, however long, until it ends or ctx does:
// a read that waits for somebody to type cannot be ended, so it is left behind.
func lines(ctx context.Context, in io.Reader) iter.Seq2[string, error] {
	type read struct {
		line string
		err  error
	}
	return func(yield func(string, error) bool) {
		stop := make(chan struct{})
		defer close(stop)
		reads := make(chan read)
		go func() {
			r := bufio.NewReader(in)
			for {
				line, err := r.ReadString('\n')
				select {
				case reads <- read{line, err}:
				case <-stop:
					return
				}
				if err != nil {
					return
				}
			}
		}()
		for {
			select {
			case <-ctx.Done():
				return
			case r := <-reads:
				if r.line != "" && !yield(strings.TrimRight(r.line, "\r\n"), nil) {
					return
				}
				if errors.Is(r.err, io.EOF) || errors.Is(r.err, os.ErrClosed) {
					return
				}
				if r.err != nil {
					yield("", r.err)
					return
				}
			}
		}
	}
}
