package main

import (
	"context"
	"fmt"
	"runtime/debug"
)

// release is the version of the program; CHANGELOG.md tells what is in it.
const release = "0.1.0"

// commit is set by the build of the image, where there is no repository to read it from.
var commit string

func version(_ context.Context, p *program, _ []string) int {
	s, _, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	k, err := loadKnowledge(s.ContentDir)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	_, _ = fmt.Fprintf(p.out, "potentiels %s commit %s content %s\n", release, builtFrom(), k.version())
	return exitDone
}

// builtFrom is the commit the program was built from, as far as it is known.
func builtFrom() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, changed := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	return revision + changed
}
