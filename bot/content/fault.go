package content

import (
	"fmt"
	"strings"
)

// Fault is something wrong with the content, at a line an editor can go to.
type Fault struct {
	File    string
	Line    int // 0 when it is the whole file
	Problem string
	Warning bool // to be looked at, but nothing is refused for it
}

func (f Fault) String() string {
	kind := ""
	if f.Warning {
		kind = "warning: "
	}
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s%s", f.File, kind, f.Problem)
	}
	return fmt.Sprintf("%s:%d: %s%s", f.File, f.Line, kind, f.Problem)
}

// Faults are all that were found, in order of file and line.
type Faults []Fault

// Error tells one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}
