package dialogue

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/intents"
)

// began is the moment every test talk begins: a Monday morning.
var began = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// talk is one person talking in a test.
type talk struct {
	d  *Dialogue
	s  Session
	at time.Time
}

func (k *talk) send(m Message) Turn {
	if k.at.IsZero() {
		k.at = began
	}
	k.at = k.at.Add(30 * time.Second)
	m.At = k.at
	var out Turn
	k.s, out = k.d.Next(k.s, m, k.d.Read(k.s, m))
	return out
}

// desk has the staff desk tell something of the request that was sent last.
func (k *talk) desk(line string) Turn {
	what, rest, _ := strings.Cut(line, " ")
	by, text, _ := strings.Cut(rest, " ")
	n := desk.News{What: desk.What(what), By: by, Text: text}
	for w := k.s.Wish; w != nil && n.Request == ""; w = w.Also {
		n.Request, n.Partner = w.ID, w.Partner
	}
	if n.What == desk.SayAsk {
		n.Partner, n.Text = text, ""
	}
	return k.send(Message{Kind: Desk, Desk: &n})
}

// message reads what a person does: a text, or « !kind value ».
func message(line string) Message {
	if kind, ok := strings.CutPrefix(line, "!"); ok {
		kind, value, _ := strings.Cut(kind, " ")
		return Message{Kind: Kind(kind), Value: value}
	}
	return Message{Kind: Text, Text: line}
}

// TestTalks plays the talks of testdata/talks. In a file,
//
//	> is what a person writes, or « !kind value » for what is not text
//	!desk is what the staff desk tells, « !desk claimed Marie », « !desk reply Marie text », « !desk ask Marie partner »
//	+ lets time pass, 8h or 72h
//	< is part of a reply of that turn, « <! » must not be in any of them
//	[ is a button or link of that turn
//	= asserts: profile a=b…, outcome x, answered x…, intent x, paths n, request p, effect x, unknown stems…, desk kind, heard text, silence
func TestTalks(t *testing.T) {
	files, err := filepath.Glob("testdata/talks/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no talks", err)
	}
	d := load(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			play(t, d, file)
		})
	}
}

func play(t *testing.T, d *Dialogue, file string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	k := &talk{d: d}
	var out Turn
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		mark, rest, _ := strings.Cut(line, " ")
		fail := func(format string, args ...any) {
			t.Errorf("%s:%d: %s\n%s", filepath.Base(file), n, fmt.Sprintf(format, args...), written(out))
		}
		switch {
		case line == "" || mark == "#":
		case mark == ">":
			out = k.send(message(rest))
			checkTurn(t, fmt.Sprintf("%s:%d", filepath.Base(file), n), out)
		case mark == "!desk":
			out = k.desk(rest)
			checkTurn(t, fmt.Sprintf("%s:%d", filepath.Base(file), n), out)
		case mark == "+":
			pause, err := time.ParseDuration(rest)
			if err != nil {
				t.Fatalf("%s:%d: %v", file, n, err)
			}
			k.at = k.at.Add(pause)
		case mark == "<":
			if !strings.Contains(flat(written(out)), flat(rest)) {
				fail("no reply has %q", rest)
			}
		case mark == "<!":
			if strings.Contains(flat(written(out)), flat(rest)) {
				fail("a reply has %q", rest)
			}
		case strings.HasPrefix(mark, "["):
			if !strings.Contains(written(out), "\n"+line) {
				fail("no button %s", line)
			}
		case mark == "=":
			if problem := assert(k, out, rest); problem != "" {
				fail("%s", problem)
			}
		default:
			t.Fatalf("%s:%d: not understood: %s", file, n, line)
		}
	}
}

func assert(k *talk, out Turn, what string) string {
	what, args, _ := strings.Cut(what, " ")
	switch what {
	case "profile":
		got := profileWords(k.s.Profile)
		if got != args {
			return fmt.Sprintf("profile is %q, want %q", got, args)
		}
	case "outcome":
		if got := string(k.s.outcome()); got != args {
			return "outcome is " + got
		}
	case "answered":
		for want := range strings.FieldsSeq(args) {
			if !strings.Contains(" "+strings.Join(out.Answered, " ")+" ", " "+want+" ") {
				return fmt.Sprintf("answered %v", out.Answered)
			}
		}
	case "intent":
		if out.Understood.Intent != args {
			return fmt.Sprintf("intent is %s (%.2f)", out.Understood.Intent, out.Understood.Score)
		}
	case "paths":
		if got := strconv.Itoa(len(out.Recommendations)); got != args {
			return "paths: " + got
		}
	case "request":
		if out.Effects.Request == nil && args != "none" {
			return "no request"
		}
		if args == "none" && out.Effects.Request != nil {
			return "a request was made"
		}
		if r := out.Effects.Request; r != nil && args != "" && args != r.Partner {
			return "request to " + r.Partner
		}
	case "effect":
		e := out.Effects
		got := ""
		switch {
		case e.Erase:
			got = "erase"
		case e.Export:
			got = "export"
		case e.Unkept:
			got = "unkept"
		case e.Subscribed != nil && *e.Subscribed:
			got = "subscribed"
		case e.Subscribed != nil:
			got = "unsubscribed"
		}
		if got != args {
			return "effect is " + got
		}
	case "unknown":
		got := strings.Join(out.Effects.Unknown, " ")
		if out.Effects.Withdraw {
			got = strings.TrimSpace(got + " withdrawn")
		}
		if got == "" {
			got = "none"
		}
		if got != args {
			return "unknown is " + got
		}
	case "heard":
		got := "none"
		if e := out.Effects.Desk; e != nil && e.Kind == desk.Heard {
			got = e.Text
		}
		if got != args {
			return "the adviser hears " + got
		}
	case "desk":
		got := "none"
		if e := out.Effects.Desk; e != nil {
			got = string(e.Kind)
		}
		if got != args {
			return "the desk hears " + got
		}
	case "refused":
		if e := out.Effects.Desk; e == nil || e.Kind != desk.Refused {
			return "the desk does not hear of a refusal"
		}
	case "silence":
		if len(out.Replies) > 0 {
			return "not silent"
		}
	default:
		return "unknown assertion " + what
	}
	return ""
}

func profileWords(p Profile) string {
	b, _ := json.Marshal(p)
	var m map[string]any
	_ = json.Unmarshal(b, &m)
	var out []string
	for _, key := range []string{"metier", "commune", "departement", "situation", "niveau", "age", "mobilite_km"} {
		if v, ok := m[key]; ok {
			out = append(out, fmt.Sprintf("%s=%v", key, v))
		}
	}
	return strings.Join(out, " ")
}

// written shows a turn as in a transcript.
func written(out Turn) string {
	var b strings.Builder
	for _, r := range out.Replies {
		b.WriteString("< " + strings.ReplaceAll(r.Text, "\n", "\n  ") + "\n")
		for _, x := range r.Buttons {
			b.WriteString("[" + x.Label + "]\n")
		}
		for _, x := range r.Links {
			b.WriteString("[" + x.Label + "](" + x.URL + ")\n")
		}
	}
	return b.String()
}

// flat makes typography irrelevant to comparisons.
func flat(s string) string {
	s = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'", "\n", " ").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// checkTurn holds what is true of every turn.
func checkTurn(t interface{ Errorf(string, ...any) }, where string, out Turn) {
	for _, r := range out.Replies {
		if r.Text == "" {
			t.Errorf("%s: an empty reply", where)
		}
		if n := content.Length(r.Text); n > content.MaxText+200 {
			t.Errorf("%s: a reply of %d characters: %s", where, n, r.Text)
		}
		for _, b := range r.Buttons {
			if len(b.Value) > content.MaxAction || b.Label == "" || b.Value == "" {
				t.Errorf("%s: button %+v", where, b)
			}
		}
		if strings.Contains(r.Text, "<no value>") || strings.Contains(r.Text, "{{") {
			t.Errorf("%s: raw template: %s", where, r.Text)
		}
	}
}

var _ = intents.OutOfScope

// What needs no answer, such as a message that Telegram pinned or an edit of somebody else's, gets none.
func TestSilent(t *testing.T) {
	d := load(t)
	s, turn := d.Next(Session{}, Message{Kind: Silent, At: time.Unix(1790000000, 0)}, intents.Understanding{})
	if len(turn.Replies) > 0 || !reflect.DeepEqual(s, Session{}) {
		t.Errorf("said %+v, session %+v", turn.Replies, s)
	}
}
