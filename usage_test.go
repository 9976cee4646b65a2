package main

import "testing"

// Whatever is wrong with a command line: one line that says it.
func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"nonsense"}, `"nonsense"`},
		{[]string{"chat", "--nope"}, "-nope"},
		{[]string{"match", "--nope"}, "-nope"},
		{[]string{"match", "/no/such/file"}, "/no/such/file"},
		{[]string{"eval", "--seed", "x", "file"}, "seed"},
		{[]string{"check", "--nope"}, "-nope"},
		{[]string{"bench", "--messages", "many"}, "messages"},
		{[]string{"model", "--nope"}, "-nope"},
		{[]string{"serve", "now"}, "help"},
		{[]string{"person", "export"}, "help"},
		{[]string{"person", "export", "nobody"}, "nobody"},
	} {
		run(t, nil, "", c.args...).refused(t, exitUsage, c.says)
	}
	if r := run(t, nil, "", "chat", "--help"); r.code != exitUsage || r.err == "" {
		t.Errorf("chat --help: code %d, %q", r.code, r.err)
	}
}
