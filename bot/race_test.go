//go:build race

package bot_test

import (
	"flag"
	"runtime"
)

func init() {
	// The race detector sees the same code in every crash: a tenth of the cases is drawn under it, and
	// all of them without it (see the Makefile).
	if err := flag.Set("rapid.checks", "10"); err != nil {
		panic(err)
	}
	// It dies itself where two threads look at timers of one bubble at the same moment
	// (golang.org/issue/78156). What it finds are missing orders, and those are missing on one thread, too.
	runtime.GOMAXPROCS(1)
}
