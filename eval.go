package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"syscall"
	"text/tabwriter"
	"time"

	"potentiels/intents"
)

// evaluation is what the flags of eval ask for.
type evaluation struct {
	asJSON      bool
	robust      bool
	mistakes    bool
	train       string
	leaveOut    float64
	seed        uint64
	minAccuracy float64
	file        string
}

// eval scores a recogniser against labelled lines and returns the exit code: 1
// under the floor, 2 for wrong usage or files. The shipped model is loaded by
// load; lexicon gives the word lists for a model trained on --train.
func eval(args []string, phrases func() ([]intents.Phrase, intents.Lexicon, error), out, errs io.Writer) int {
	var e evaluation
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	flags.BoolVar(&e.asJSON, "json", false, "end with one JSON line")
	flags.BoolVar(&e.robust, "robust", false, "also score the same lines written worse")
	flags.BoolVar(&e.mistakes, "mistakes", false, "list what was read wrong")
	flags.StringVar(&e.train, "train", "", "train on this labelled `file` instead of the shipped phrases")
	flags.Float64Var(&e.leaveOut, "leave-out", 0, "leave this `share` of the intents out of training and score their lines as strays")
	flags.Uint64Var(&e.seed, "seed", 1, "which intents are left out")
	flags.Float64Var(&e.minAccuracy, "min-accuracy", 0, "exit 1 below this accuracy, 0..1")
	if !parse(flags, args, errs) {
		return 2
	}
	if flags.NArg() != 1 || e.leaveOut < 0 || e.leaveOut >= 1 {
		fmt.Fprintln(errs, "usage: potentiels eval [--json] [--robust] [--train FILE] [--leave-out SHARE --seed N] [--min-accuracy X] FILE")
		return 2
	}
	e.file = flags.Arg(0)
	report, code, err := e.run(phrases, out)
	if err != nil {
		fmt.Fprintln(errs, err)
		return 2
	}
	if code == 0 && report.Accuracy < e.minAccuracy {
		fmt.Fprintf(errs, "accuracy %.4f is under %.4f\n", report.Accuracy, e.minAccuracy)
		return 1
	}
	return code
}

func (e *evaluation) run(phrases func() ([]intents.Phrase, intents.Lexicon, error), out io.Writer) (intents.Report, int, error) {
	cases, err := readCases(e.file)
	if err != nil {
		return intents.Report{}, 2, err
	}
	var learnt []intents.Phrase
	var lex intents.Lexicon
	if e.train != "" {
		from, err := readCases(e.train)
		if err != nil {
			return intents.Report{}, 2, err
		}
		learnt = intents.Phrases(from)
	} else if learnt, lex, err = phrases(); err != nil {
		return intents.Report{}, 2, err
	}
	if e.leaveOut > 0 {
		learnt = intents.LeaveOut(learnt, e.leaveOut, e.seed)
	}
	before := processorTime()
	r, err := intents.Train(learnt, lex)
	if err != nil {
		return intents.Report{}, 2, err
	}
	trained := (processorTime() - before).Seconds()
	report := intents.Evaluate(r, cases)
	printReport(out, report)
	if e.robust {
		printRobustness(out, intents.Robustness(r, cases))
	}
	if e.mistakes {
		for _, m := range report.Mistakes {
			fmt.Fprintf(out, "%d: %s: wanted %s %v %v, got %s %.2f %v %v: %s\n", m.Line, m.Fault, m.Intent, m.Also, m.Case.Entities,
				m.Got.Intent, m.Got.Score, m.Got.Also, m.Got.Values(), m.Text)
		}
	}
	if e.asJSON {
		return report, 0, json.NewEncoder(out).Encode(figures(report, trained))
	}
	fmt.Fprintf(out, "\ntrained in %.2f s of processor time\n", trained)
	return report, 0, nil
}

func readCases(name string) ([]intents.Case, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cases, err := intents.ReadCases(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s: no labelled lines", name)
	}
	return cases, nil
}

// processorTime is what the process has used of all cores.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// figures are the names the checks read; what could not be measured is left out,
// JSON has no NaN.
func figures(r intents.Report, trained float64) map[string]float64 {
	all := map[string]float64{
		"accuracy": r.Accuracy, "macro_f1": r.MacroF1, "auroc": r.AUROC, "fpr95": r.FPR95, "ece": r.ECE, "kept": r.Kept, "refused": r.Refused,
		"also_f1": r.AlsoF1, "entity_f1": r.EntityF1, "micros_per_message": r.Micros, "train_seconds": trained,
	}
	for name, x := range all {
		if math.IsNaN(x) {
			delete(all, name)
		}
	}
	return all
}

func printReport(out io.Writer, r intents.Report) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	row := func(name string, x float64) {
		if !math.IsNaN(x) {
			fmt.Fprintf(w, "%s\t%.4f\n", name, x)
		}
	}
	fmt.Fprintf(w, "lines\t%d\n", r.Lines)
	row("accuracy", r.Accuracy)
	row("macro-F1", r.MacroF1)
	row("AUROC, in scope against out", r.AUROC)
	row("strays let through at 95 % kept", r.FPR95)
	row("in scope, kept", r.Kept)
	row("out of scope, refused", r.Refused)
	row("calibration error", r.ECE)
	row("further intents, F1", r.AlsoF1)
	row("entities, F1", r.EntityF1)
	for _, name := range sortedNames(r.Styles) {
		row("accuracy in scope, "+name, r.Styles[name])
	}
	for _, name := range sortedNames(r.Entities) {
		row("F1 of "+name, r.Entities[name])
	}
	fmt.Fprintf(w, "µs a message, median\t%.1f\n", r.Micros)
	fmt.Fprintf(w, "\nintent\tlines\tprecision\trecall\tF1\n")
	for _, i := range r.Intents {
		fmt.Fprintf(w, "%s\t%d\t%.2f\t%.2f\t%.2f\n", i.Intent, i.Lines, i.Precision, i.Recall, i.F1)
	}
	if len(r.Confusion) > 0 {
		fmt.Fprintf(w, "\nwanted\tgot\ttimes\n")
		for _, c := range r.Confusion[:min(len(r.Confusion), 15)] {
			fmt.Fprintf(w, "%s\t%s\t%d\n", c.Want, c.Got, c.Count)
		}
	}
}

func printRobustness(out io.Writer, accuracy map[string]float64) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	fmt.Fprintf(w, "\nwritten\taccuracy\n")
	fmt.Fprintf(w, "as is\t%.4f\n", accuracy["none"])
	for _, noise := range intents.Noises() {
		fmt.Fprintf(w, "%s\t%.4f\n", noise, accuracy[noise])
	}
}

func sortedNames(m map[string]float64) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
