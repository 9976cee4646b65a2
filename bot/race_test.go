//go:build race

package bot_test

import "flag"

// raced tells that the race detector is at work, which makes everything ten times as slow.
const raced = true

// The race detector sees the same code in every crash: a tenth of the cases is drawn under it, and
// all of them without it (see the Makefile).
func init() {
	if err := flag.Set("rapid.checks", "10"); err != nil {
		panic(err)
	}
}
