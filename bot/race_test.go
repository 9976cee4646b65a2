//go:build race

package bot_test

import "flag"

// The race detector makes a crash ten times as slow, and every life shows it the same code: a fourth of the
// cases is drawn under it, and all of them without it (see the Makefile).
func init() {
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
}
