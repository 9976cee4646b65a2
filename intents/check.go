package intents

import (
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"unicode"
)

// enough is how many phrases an intent needs to be told from the others; below
// it the figures of the folds fall steeply.
const enough = 40

// Fault is something wrong with the examples, for the people who edit them.
type Fault struct {
	File    string
	Line    int // 0 when it is the whole file's
	Message string
	// Warning is set for what can be left as it is: a phrase that is read wrong
	// when the model has not seen it may be the only one of its kind.
	Warning bool
}

func (f Fault) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.File, f.Message)
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
}

// Check lints the examples: phrases that two intents claim, phrases there twice,
// intents with too few. With folds, it also trains models that have not seen a
// fifth of the phrases each and warns of those they read as another intent; that
// takes seconds.
func Check(fsys fs.FS, lex Lexicon, withFolds bool) ([]Fault, error) {
	phrases, err := ReadPhrases(fsys)
	if err != nil {
		var faults []Fault
		for _, e := range unjoin(err) {
			faults = append(faults, Fault{File: examplesDir, Message: e.Error()})
		}
		if len(phrases) == 0 {
			return nil, err
		}
		return faults, nil
	}
	faults := collisions(phrases)
	faults = append(faults, tooFew(phrases)...)
	if withFolds {
		faults = append(faults, misread(phrases, lex)...)
	}
	sort.SliceStable(faults, func(i, j int) bool {
		a, b := faults[i], faults[j]
		return a.File < b.File || a.File == b.File && a.Line < b.Line
	})
	return faults, nil
}

func unjoin(err error) []error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		return joined.Unwrap()
	}
	return []error{err}
}

// collisions finds phrases that are the same but for case, accents, marks and
// doubled letters.
func collisions(phrases []Phrase) []Fault {
	var faults []Fault
	first := map[string]int{}
	for i := range phrases {
		p := &phrases[i]
		if !strings.ContainsFunc(p.Text, unicode.IsLetter) {
			continue // marks and emoji, of which many read alike and all are worth showing
		}
		key := plainWords(p.Text)
		at, ok := first[key]
		if !ok {
			first[key] = i
			continue
		}
		q := &phrases[at]
		switch {
		case q.Intent == p.Intent && (p.isMessage() || q.isMessage()):
			continue // people do write what an editor thought of
		case p.isCounter() && !q.isCounter() && p.Not != q.Intent, q.isCounter() && !p.isCounter() && q.Not != p.Intent:
			continue // it is something else, as the counterexample says
		}
		message := fmt.Sprintf("%q is already at %s:%d", p.Text, q.File, q.Line)
		switch {
		case p.isCounter() != q.isCounter():
			message = fmt.Sprintf("%q is a phrase of %s and a counterexample of it, at %s:%d: keep it in one", p.Text, p.Intent+p.Not, q.File, q.Line)
		case q.Intent != p.Intent:
			message = fmt.Sprintf("%q is also a phrase of %s, at %s:%d: keep it in one", p.Text, q.Intent, q.File, q.Line)
		}
		faults = append(faults, Fault{File: p.File, Line: p.Line, Message: message})
	}
	return faults
}

// plainWords are the words of a phrase, without what one phrase may differ by from another that is
// the same.
func plainWords(text string) string {
	var b strings.Builder
	for _, t := range tokens(text) {
		b.WriteString(t.word)
		b.WriteByte(' ')
	}
	return b.String()
}

// Claimed tells of which intent a sentence is a phrase already, but for case, accents and marks.
func Claimed(phrases []Phrase, text string) (intent string, ok bool) {
	key := plainWords(text)
	for i := range phrases {
		if !phrases[i].isCounter() && plainWords(phrases[i].Text) == key {
			return phrases[i].Intent, true
		}
	}
	return "", false
}

func tooFew(phrases []Phrase) []Fault {
	var faults []Fault
	count, taught := map[string]int{}, map[string]bool{}
	for i := range phrases {
		taught[phrases[i].Intent] = true
	}
	for i := range phrases {
		if p := &phrases[i]; p.isCounter() && !taught[p.Not] {
			faults = append(faults, Fault{File: p.File, Message: fmt.Sprintf("there is no intent %s", p.Not)})
			taught[p.Not] = true // told once
		}
		if phrases[i].Intent != OutOfScope && !phrases[i].isMessage() && !phrases[i].isCounter() {
			count[phrases[i].File]++
		}
	}
	for _, file := range sortedKeys(count) {
		if n := count[file]; n < enough {
			faults = append(faults, Fault{File: file, Message: fmt.Sprintf("%d phrases; an intent needs %d at least", n, enough)})
		}
	}
	return faults
}

// misread lists the phrases that a model which has not seen them reads as another
// intent without doubt: by a clear lead.
func misread(phrases []Phrase, lex Lexicon) []Fault {
	const lead = 0.3
	var faults []Fault
	for _, o := range foldOutcomes(phrases, lex, true, &shipped) {
		p := &phrases[o.phrase]
		if o.stray || o.name == p.Intent || o.evidence[evGap] < lead || o.evidence[evTop] < 0 {
			continue
		}
		faults = append(faults, Fault{File: p.File, Line: p.Line, Warning: true,
			Message: fmt.Sprintf("%q reads as %s when the model has not learnt it", p.Text, o.name)})
	}
	return faults
}
