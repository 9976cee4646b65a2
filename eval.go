package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"potentiels/intents"
)

// evalFlags are the options of eval.
type evalFlags struct {
	json, robust bool
	train        string
	leaveOut     float64
	seed         uint64
	minAccuracy  float64
}

// eval scores a model against labelled lines.
func eval(_ context.Context, p *program, args []string) int {
	var o evalFlags
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	flags.SetOutput(p.err)
	flags.BoolVar(&o.json, "json", false, "end with one JSON line")
	flags.BoolVar(&o.robust, "robust", false, "read the same lines in other spellings too")
	flags.StringVar(&o.train, "train", "", "labelled lines to train on, instead of the shipped model")
	flags.Float64Var(&o.leaveOut, "leave-out", 0, "share of the intents that training does not see")
	flags.Uint64Var(&o.seed, "seed", 1, "which intents are left out")
	flags.Float64Var(&o.minAccuracy, "min-accuracy", 0, "exit 1 under this accuracy, 0..1")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	if flags.NArg() != 1 || o.leaveOut < 0 || o.leaveOut >= 1 || o.minAccuracy < 0 || o.minAccuracy > 1 {
		return p.fail(exitUsage, errUsage)
	}
	cases, err := readCases(flags.Arg(0))
	if err != nil {
		return p.fail(exitUsage, err)
	}
	r, trained, err := p.evalModel(o)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	rep := intents.Evaluate(r, cases)
	printReport(p.out, rep)
	if o.robust {
		printRobust(p.out, intents.Robustness(r, cases))
	}
	if o.json {
		line, err := json.Marshal(evalJSON(rep, trained))
		if err != nil {
			return p.fail(exitFault, err)
		}
		_, _ = fmt.Fprintln(p.out, string(line))
	}
	if rep.Accuracy < o.minAccuracy {
		return p.fail(exitFault, fmt.Errorf("accuracy %.4f is under %.4f", rep.Accuracy, o.minAccuracy))
	}
	return exitDone
}

func readCases(name string) ([]intents.Case, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	cases, err := intents.ReadCases(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return cases, nil
}

// evalModel gives the recogniser to score, and the CPU time its training took.
func (p *program) evalModel(o evalFlags) (*intents.Recogniser, time.Duration, error) {
	s, _, err := p.settings()
	if err != nil {
		return nil, 0, err
	}
	k, err := loadLexicon(s.ContentDir)
	if err != nil {
		return nil, 0, err
	}
	phrases, err := intents.ReadPhrases(k.examples)
	if err != nil {
		return nil, 0, err
	}
	if o.train != "" {
		cases, err := readCases(o.train)
		if err != nil {
			return nil, 0, err
		}
		phrases = intents.Phrases(cases)
	}
	if o.leaveOut > 0 {
		phrases = leaveOut(phrases, o.leaveOut, o.seed)
	}
	before := cpuTime()
	r, err := intents.Train(phrases, k.lexicon)
	return r, cpuTime() - before, err
}

// leaveOut takes a share of the intents out of training phrases.
func leaveOut(phrases []intents.Phrase, share float64, seed uint64) []intents.Phrase {
	cases := make([]intents.Case, len(phrases))
	for i, f := range phrases {
		cases[i] = intents.Case{Intent: f.Intent}
	}
	_, left := intents.LeaveOut(cases, share, seed)
	return slices.DeleteFunc(phrases, func(f intents.Phrase) bool { return left[f.Intent] })
}

// cpuTime is what this process used so far, user and system.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func printReport(out io.Writer, rep intents.Report) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\t\n", args...) }
	row("intent\tlines\tprecision\trecall\tF1")
	for _, i := range rep.Intents {
		row("%s\t%d\t%.3f\t%.3f\t%.3f", i.Intent, i.Lines, i.Precision, i.Recall, i.F1)
	}
	_ = w.Flush()
	const most = 15
	for i, c := range rep.Confusion {
		if i == most {
			break
		}
		row("%s\tread as %s\t%d", c.Want, c.Got, c.Count)
	}
	_, _ = fmt.Fprintln(out)
	_ = w.Flush()
	_, _ = fmt.Fprintln(out)
	for _, f := range figures(rep) {
		if !math.IsNaN(f.value) {
			row("%s\t%.4f", f.name, f.value)
		}
	}
	for _, style := range sorted(rep.Styles) {
		row("accuracy in scope, %s\t%.4f", style, rep.Styles[style])
	}
	for _, name := range sorted(rep.Entities) {
		row("entity F1, %s\t%.4f", name, rep.Entities[name])
	}
	row("µs per message, median\t%.1f", rep.Micros)
	_ = w.Flush()
}

// figure is one number of a report; NaN when the lines say nothing about it.
type figure struct {
	name, key string
	value     float64
}

func figures(rep intents.Report) []figure {
	return []figure{
		{"accuracy", "accuracy", rep.Accuracy},
		{"macro-F1", "macro_f1", rep.MacroF1},
		{"in scope kept", "kept", rep.Kept},
		{"out of scope recognised", "refused", rep.Refused},
		{"AUROC, in scope against out", "auroc", rep.AUROC},
		{"out of scope let through at 95 % kept", "fpr95", rep.FPR95},
		{"expected calibration error", "ece", rep.ECE},
		{"also F1", "also_f1", rep.AlsoF1},
		{"entity F1", "entity_f1", rep.EntityF1},
	}
}

func evalJSON(rep intents.Report, trained time.Duration) map[string]any {
	line := map[string]any{"micros_per_message": rep.Micros, "train_seconds": trained.Seconds(), "lines": rep.Lines}
	for _, f := range figures(rep) {
		if !math.IsNaN(f.value) {
			line[f.key] = f.value
		}
	}
	return line
}

func printRobust(out io.Writer, accuracy map[string]float64) {
	_, _ = fmt.Fprintln(out, "\naccuracy by spelling")
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, noise := range intents.Noises() {
		_, _ = fmt.Fprintf(w, "%s\t%.4f\t\n", noise, accuracy[noise])
	}
	_ = w.Flush()
}

func sorted(m map[string]float64) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
