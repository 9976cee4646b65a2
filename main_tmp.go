package main

import (
	"encoding/json"
	"fmt"
	"os"

	"potentiels/bot/content"
	"potentiels/intents"
)

func lex() intents.Lexicon {
	c, err := content.Load(content.Embedded())
	if err != nil {
		panic(err)
	}
	l := c.Lexicon()
	l.Year = 2026
	return l
}

func main() {
	ph := func() ([]intents.Phrase, intents.Lexicon, error) {
		p, err := intents.ReadPhrases(os.DirFS("intents"))
		return p, lex(), err
	}
	switch os.Args[1] {
	case "lex":
		json.NewEncoder(os.Stdout).Encode(lex())
	case "tune":
		p, l, _ := ph()
		fmt.Print(intents.Tune(p, l))
	case "check":
		f, err := intents.Check(os.DirFS("intents"), lex(), len(os.Args) > 2)
		fmt.Println(err)
		for _, x := range f {
			fmt.Println(x)
		}
	case "eval":
		os.Exit(eval(os.Args[2:], ph, os.Stdout, os.Stderr))
	case "match":
		os.Exit(match(os.Args[2:], func() (*intents.Recogniser, error) { return intents.Load(os.DirFS("intents"), lex()) }, os.Stdin, os.Stdout, os.Stderr))
	}
}
