package intents

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"strings"
)

// Phrase is one sentence of the examples.
type Phrase struct {
	Text   string
	Intent string   // OutOfScope for those under hors_sujet/; "" of a counterexample
	Not    string   // of a counterexample: the intent that it has none of, whatever else it means
	Kind   string   // of a phrase outside the subject: the name of its file
	Batch  string   // the heading it stands under, « sms » of « # sms »
	Also   []string // other intents asked in it, in a file of messages
	Style  string
	Author string // of a message
	File   string
	Line   int
}

// isMessage tells a whole message, whose author is known, from a phrase.
func (p *Phrase) isMessage() bool { return p.Author != "" }

//go:embed examples
var examples embed.FS

// Examples are the shipped examples, in the layout Load reads.
func Examples() fs.FS { return examples }

// isCounter tells a counterexample, which is asked nothing of and counted nowhere.
func (p *Phrase) isCounter() bool { return p.Not != "" }

// examplesDir is where the phrases lie in the file system given to Load.
const examplesDir = "examples"

// countersDir is the folder of what only sounds like an intent.
const countersDir = "pas"

// ReadPhrases reads the examples: one file an intent, examples/<intent>.txt,
// examples/hors_sujet/<kind>.txt for what is outside the subject, and examples/pas/<intent>.txt for what
// is none of an intent, whatever else it means: it speaks against that intent alone. A line is a
// sentence; a line that begins with # is a heading, an empty line is skipped.
// Files examples/*.jsonl hold whole messages, labelled like those of [ReadCases].
// All faults are told at once, each with file and line.
func ReadPhrases(fsys fs.FS) ([]Phrase, error) {
	var phrases []Phrase
	var faults []error
	err := fs.WalkDir(fsys, examplesDir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".txt" && path.Ext(name) != ".jsonl" {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".jsonl" {
			cases, err := ReadCases(bytes.NewReader(data))
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", name, err))
			}
			from := len(phrases)
			phrases = append(phrases, Phrases(cases)...)
			for i := from; i < len(phrases); i++ {
				phrases[i].File = name
			}
			return nil
		}
		base := strings.TrimSuffix(path.Base(name), ".txt")
		p := Phrase{Intent: base, File: name}
		switch dir := path.Dir(name); dir {
		case examplesDir:
		case path.Join(examplesDir, OutOfScope):
			p.Intent, p.Kind = OutOfScope, base
		case path.Join(examplesDir, countersDir):
			p.Intent, p.Not = "", base
		default:
			faults = append(faults, fmt.Errorf("%s: examples lie in %s, %s/%s or %s/%s", name, examplesDir, examplesDir, OutOfScope, examplesDir, countersDir))
			return nil
		}
		for i, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
			line = strings.TrimSpace(line)
			p.Line = i + 1
			switch {
			case line == "":
				continue
			case line[0] == '#':
				p.Batch = strings.TrimSpace(strings.TrimLeft(line, "#"))
				continue
			}
			p.Text = line
			if !hasWord(line) {
				faults = append(faults, fmt.Errorf("%s:%d: no word in it", name, p.Line))
				continue
			}
			phrases = append(phrases, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the examples: %w", err)
	}
	if len(phrases) == 0 {
		faults = append(faults, fmt.Errorf("%s: no phrase in any *.txt file", examplesDir))
	}
	return phrases, errors.Join(faults...)
}

// hasWord tells whether there is a word in a line.
func hasWord(line string) bool {
	for i := range len(line) {
		if c := line[i] | 0x20; 'a' <= c && c <= 'z' { // as in nearly all lines
			return true
		}
	}
	return len(tokens(line)) > 0
}

// Fingerprint identifies the phrases that thresholds were fitted on.
func Fingerprint(phrases []Phrase) string {
	h := fnv.New64a()
	for _, p := range phrases {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\x00", p.Intent+p.Not, p.Kind, p.Text, p.Also)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
