package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"potentiels/bot/content"
	"potentiels/bot/dialogue"
	"potentiels/intents"
)

// check lints settings and content: a line a fault, with file and line. Warnings
// are printed and refuse nothing.
func check(_ context.Context, p *program, args []string) int {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	folds := flags.Bool("phrases", false, "find the examples that their own model reads wrong; takes a minute")
	toConfirm := flags.Bool("to-confirm", false, "list what a person should confirm, most told first")
	if !parse(flags, args, p.err) {
		return exitUsage
	}
	if flags.NArg() > 1 {
		return p.fail(exitUsage, errUsage)
	}
	s, _, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	dir := s.ContentDir
	if flags.NArg() == 1 {
		dir = flags.Arg(0)
	}
	facts, examples := contentFS(dir)
	c, err := content.Load(facts)
	if faults, ok := errors.AsType[content.Faults](err); ok {
		return p.report(faults)
	}
	if err != nil {
		return p.fail(exitUsage, err)
	}
	now := time.Now()
	if *toConfirm {
		for _, q := range c.ToConfirm(now, nil) {
			_, _ = fmt.Fprintln(p.out, q)
		}
		return exitDone
	}
	faults := append(c.Check(now), dialogue.CheckTexts(c)...)
	phrases, err := intents.Check(examples, lexicon(c), *folds)
	if err != nil {
		return p.fail(exitFault, err)
	}
	for _, f := range phrases {
		faults = append(faults, content.Fault{File: f.File, Line: f.Line, Problem: f.Message, Warning: f.Warning})
	}
	return p.report(faults)
}

// report prints faults and gives the exit code: warnings alone are no fault.
func (p *program) report(faults content.Faults) int {
	code := exitDone
	for _, f := range faults {
		_, _ = fmt.Fprintln(p.out, f)
		if !f.Warning {
			code = exitFault
		}
	}
	if code == exitDone {
		_, _ = fmt.Fprintln(p.out, "no fault")
	}
	return code
}

// checkKnowledge tells the faults of loaded content that forbid its use.
func checkKnowledge(k *knowledge, now time.Time) error {
	var faults content.Faults
	for _, f := range append(k.content.Check(now), dialogue.CheckTexts(k.content)...) {
		if !f.Warning {
			faults = append(faults, f)
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}
