package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
	"potentiels/intents"
)

// What staff wrote at the desk for messages that were not understood joins the examples, as one more
// file of them. A model that has learnt it serves only while it holds the floors of the shipped one.

// examplesFile is where the sentences of staff stand among the examples.
const examplesFile = "examples/bureau.jsonl"

// memos keep what was learnt: from the examples of the content, from these and the sentences of staff, and how many of
// the latter hold the floors. A memo that is nil keeps nothing.
type memos struct{ content, staff, verdict intents.Memo }

// memosIn are those of a data folder.
func memosIn(dir string) memos {
	staff := filepath.Join(dir, "bureau")
	verdict := filepath.Join(staff, "planchers")
	if err := os.MkdirAll(verdict, 0o700); err != nil {
		return memos{content: memo{dir}} // what is learnt of staff is learnt anew each time
	}
	return memos{memo{dir}, memo{staff}, memo{verdict}}
}

// lessons tell what became of each example of staff.
type lessons map[string]desk.Learning

// taught gives the knowledge with the examples of staff, as far as the floors hold with them: all, or those before
// the first that breaks one.
func (k *knowledge) taught(all []desk.Example, m memos, log *slog.Logger) (*knowledge, error) {
	out := *k
	out.lessons = make(lessons)
	known := teacher{k}.Intents()
	var usable []desk.Example
	for _, e := range all {
		if slices.Contains(known, e.Intent) {
			usable = append(usable, e)
		} else {
			out.lessons[e.ID] = desk.Learning{Why: "L’intention « " + e.Intent + " » n’existe plus."}
		}
	}
	school := &school{knowledge: k, memos: m, examples: usable}
	n, fall, err := school.longest()
	if err != nil {
		return nil, err
	}
	if out.recogniser, err = school.learn(n, true); err != nil {
		return nil, err
	}
	if out.dialogue, err = dialogue.New(out.content, out.recogniser); err != nil {
		return nil, err
	}
	for i, e := range usable {
		var l desk.Learning
		switch {
		case i < n:
			l.Taken = true
			if u := out.recogniser.Understand(e.Text, intents.Expected{}); u.Intent != e.Intent {
				l.Why = "Apprise, mais le bot lit encore « " + plainIntent(u.Intent) + " » : une autre phrase l’aiderait."
			}
		case i == n:
			l.Why = fall
		default:
			l.Why = "Attend : une phrase écrite avant elle fait baisser la compréhension."
		}
		out.lessons[e.ID] = l
	}
	if n < len(usable) {
		log.Warn("examples of staff are left out: a floor of the understanding does not hold with them", "taken", n, "left_out", len(usable)-n, "why", fall)
	} else if n > 0 {
		log.Info("examples of staff are learnt", "examples", n)
	}
	return &out, nil
}

// school tries how many examples of staff the floors bear.
type school struct {
	*knowledge
	memos
	examples []desk.Example
}

// learn builds a recogniser with the first n examples.
func (s *school) learn(n int, keep bool) (*intents.Recogniser, error) {
	fsys, memo := s.knowledge.examples, s.memos.content
	if n > 0 {
		file, err := s.file(n)
		if err != nil {
			return nil, err
		}
		fsys, memo = content.Overlay(file, fsys), s.staff
	}
	if !keep {
		memo = nil
	}
	return intents.LoadRemembered(fsys, func() (intents.Lexicon, error) { return lexicon(s.knowledge.content), nil }, memo)
}

// file is that of the first n examples, behind those of the same name in the content.
func (s *school) file(n int) (oneFile, error) {
	data, err := fs.ReadFile(s.knowledge.examples, examplesFile)
	if err != nil {
		data = nil // there is none, or it was told when the content was read
	}
	var b bytes.Buffer
	err = writeExamples(&b, s.examples[:n], data)
	return oneFile{examplesFile, b.Bytes()}, err
}

// longest finds how many examples hold the floors: all, or else the most without the ones behind them; the
// first that is left out is the one that breaks it.
func (s *school) longest() (n int, fall string, err error) {
	if len(s.examples) == 0 {
		return 0, "", nil
	}
	type verdict struct {
		Taken int
		Fall  string
	}
	key, err := s.key()
	if err != nil {
		return 0, "", err
	}
	var known verdict
	if s.verdict != nil {
		if text := s.verdict.Recall(key); json.Unmarshal(text, &known) == nil && known.Taken <= len(s.examples) {
			return known.Taken, known.Fall, nil
		}
	}
	phrases, err := intents.ReadPhrases(s.knowledge.examples)
	if err != nil {
		return 0, "", err
	}
	without, err := s.learn(0, true)
	if err != nil {
		return 0, "", err
	}
	holds := func(n int) (bool, error) {
		with, err := s.learn(n, n == len(s.examples))
		if err != nil {
			return false, err
		}
		var more []string
		for _, e := range s.examples[:n] {
			more = append(more, e.Text)
		}
		falls := intents.Falls(with, without, phrases, more)
		if len(falls) > 0 {
			fall = fallen(falls[0])
		}
		return len(falls) == 0, nil
	}
	n = len(s.examples)
	all, err := holds(n)
	if err != nil {
		return 0, "", err
	}
	if !all {
		first := 0
		for first+1 < n {
			middle := (first + n) / 2
			held, err := holds(middle)
			if err != nil {
				return 0, "", err
			}
			if held {
				first = middle
			} else {
				n = middle
			}
		}
		n = first // and fall tells of the one behind it
	}
	if s.verdict != nil {
		text, err := json.Marshal(verdict{n, fall})
		if err != nil {
			return 0, "", err
		}
		s.verdict.Keep(key, func() []byte { return text })
	}
	return n, fall, nil
}

// key names what a verdict depends on, beside the program.
func (s *school) key() (key [sha256.Size]byte, err error) {
	file, err := s.file(len(s.examples))
	if err != nil {
		return key, err
	}
	return sha256.Sum256(fmt.Appendf(nil, "%s %s\n%s", builtFrom(), s.knowledge.version(), file.data)), nil
}

// fallen tells staff what a floor is about.
func fallen(f intents.Fall) string {
	if f.Phrase != "" {
		return "Avec cette phrase, « " + f.Phrase + " » ne serait plus compris comme « " + plainIntent(f.Intent) + " »."
	}
	return fmt.Sprintf("Avec cette phrase, d’autres messages seraient moins bien compris (%s : %.0f %%, au moins %.0f %% attendus).", f.Floor, 100*f.Got, 100*f.Least)
}

// plainIntent is an intent as staff read it.
func plainIntent(id string) string { return strings.ReplaceAll(id, "_", " ") }

// writeExamples writes sentences as one JSON object a line, which is read as examples and as a labelled set
// to be tested alike; what already holds is not written again.
func writeExamples(w io.Writer, all []desk.Example, already []byte) error {
	if len(already) > 0 {
		if _, err := fmt.Fprintf(w, "%s\n", bytes.TrimRight(already, "\n")); err != nil {
			return err
		}
	}
	for _, e := range all {
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(intents.Case{Text: e.Text, Intent: e.Intent, Author: "bureau"}); err != nil {
			return err
		}
		if bytes.Contains(already, bytes.TrimSpace(line.Bytes())) {
			continue
		}
		if _, err := w.Write(line.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// teacher is what the desk asks of the reader of sentences.
type teacher struct{ k *knowledge }

// Intents implements desk.Understanding.
func (t teacher) Intents() []string { return append(t.k.recogniser.Intents(), intents.OutOfScope) }

// Learnt implements desk.Understanding.
func (t teacher) Learnt(e desk.Example) desk.Learning { return t.k.lessons[e.ID] }

const longestExample = 160 // characters

var manyDigits = regexp.MustCompile(`\d[\d .]{2,}\d|@`)

// Refuse implements desk.Understanding.
func (t teacher) Refuse(sentence, intent string, stems []string) string {
	r := t.k.recogniser
	own := r.Signature(sentence)
	shares := slices.ContainsFunc(stems, func(s string) bool { return slices.Contains(own, s) })
	switch names := r.Names(sentence); {
	case strings.TrimSpace(sentence) == "":
		return "Écrivez une phrase comme une personne l’écrirait."
	case utf8.RuneCountInString(sentence) > longestExample:
		return fmt.Sprintf("C’est trop long : %d caractères au plus.", longestExample)
	case !slices.Contains(t.Intents(), intent):
		return "Choisissez ce que la phrase demande."
	case manyDigits.MatchString(sentence):
		return "Ni numéro, ni adresse, ni date dans l’exemple : il sera gardé."
	case len(names) > 0:
		return "L’exemple ne nomme personne : « " + strings.Join(names, " ") + " » ressemble à un nom."
	case len(stems) > 0 && !shares:
		return "Reprenez dans la phrase au moins un des mots du groupe : " + strings.Join(stems, ", ") + "."
	}
	phrases, err := intents.ReadPhrases(t.k.examples)
	if err != nil {
		return "Les exemples ne peuvent pas être lus."
	}
	if other, ok := intents.Claimed(phrases, sentence); ok && other != intent {
		return "Cette phrase est déjà un exemple de « " + plainIntent(other) + " »."
	}
	return ""
}

// learnEvery is how often, at most, sentences that staff wrote are learnt while the program runs: it takes
// a second of both cores.
const learnEvery = 10 * time.Minute

// teaching is how far the examples of staff were taken up.
type teaching struct {
	seen string // the examples
	at   time.Time
}

// teach takes up the examples of staff: at start, when the content was loaded anew, and when they
// changed, if they were not just taken up.
func (svc *service) teach(ctx context.Context, k *knowledge, loaded bool) (*knowledge, bool) {
	all, err := svc.engine.Desk().Examples(ctx)
	if err != nil {
		return k, false
	}
	t := &svc.teaching
	now := fmt.Sprint(all)
	changed := now != t.seen && (len(all) > 0 || t.seen != "") && (t.at.IsZero() || time.Since(t.at) >= learnEvery)
	if !changed && !(loaded && len(all) > 0) {
		return k, false
	}
	t.seen, t.at = now, time.Now()
	out, err := k.taught(all, memosIn(svc.settings.DataDir), svc.log)
	if err != nil {
		svc.log.Error("the examples of staff cannot be learnt", "error", err)
		return k, false
	}
	return out, true
}

// oneFile is a file system of one file in a folder.
type oneFile struct {
	name string
	data []byte
}

// Open implements fs.FS.
func (f oneFile) Open(name string) (fs.File, error) {
	if name != f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openFile{f, bytes.NewReader(f.data)}, nil
}

// ReadDir implements fs.ReadDirFS.
func (f oneFile) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != path.Dir(f.name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(f)}, nil
}

// Name, Size, Mode, ModTime, IsDir and Sys implement fs.FileInfo.
func (f oneFile) Name() string     { return path.Base(f.name) }
func (f oneFile) Size() int64      { return int64(len(f.data)) }
func (oneFile) Mode() fs.FileMode  { return 0o444 }
func (oneFile) ModTime() time.Time { return time.Time{} }
func (oneFile) IsDir() bool        { return false }
func (oneFile) Sys() any           { return nil }

type openFile struct {
	oneFile
	*bytes.Reader
}

// Stat and Close implement fs.File.
func (f *openFile) Stat() (fs.FileInfo, error) { return f.oneFile, nil }
func (*openFile) Close() error                 { return nil }

// Size is of both; the file's is meant.
func (f *openFile) Size() int64 { return f.oneFile.Size() }
