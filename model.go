package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"potentiels/intents"
)

// model fits what needs phrases held out and writes it to a file, intents/model.txt
// when none is named; « make model » runs it. With --ablation it prints what each
// part of the reader is worth instead, on the phrases and, when two labelled files
// are named, on that set: trained on the first, asked the second.
func model(args []string, phrases func() ([]intents.Phrase, intents.Lexicon, error), out, errs io.Writer) int {
	flags := flag.NewFlagSet("model", flag.ContinueOnError)
	ablation := flags.Bool("ablation", false, "print what each part of the reader is worth")
	if !parse(flags, args, errs) {
		return 2
	}
	learnt, lex, err := phrases()
	if err != nil {
		fmt.Fprintln(errs, err)
		return 2
	}
	if *ablation {
		if err := printAblation(learnt, lex, flags.Args(), out); err != nil {
			fmt.Fprintln(errs, err)
			return 2
		}
		return 0
	}
	name := "intents/model.txt"
	if flags.NArg() > 0 {
		name = flags.Arg(0)
	}
	if err := os.WriteFile(name, []byte(intents.Tune(learnt, lex)), 0o666); err != nil {
		fmt.Fprintln(errs, err)
		return 2
	}
	fmt.Fprintf(out, "%s: fitted on %d phrases\n", name, len(learnt))
	return 0
}

func printAblation(learnt []intents.Phrase, lex intents.Lexicon, files []string, out io.Writer) error {
	var train, test []intents.Case
	if len(files) == 2 {
		var err error
		if train, err = readCases(files[0]); err != nil {
			return err
		}
		if test, err = readCases(files[1]); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "| part | phrases | spoilt | set | spoilt | features | weights, MB |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|")
	intents.Ablate(learnt, lex, train, test, func(r intents.AblationRow) {
		fmt.Fprintf(out, "| %s | %.1f | %.1f | %.1f | %.1f | %d | %d |\n", r.Part, 100*r.Clean, 100*r.Noisy, 100*r.SetClean, 100*r.SetNoisy, r.Features, r.WeightsMB)
	})
	return nil
}
