package intents

import (
	"embed"
	"io/fs"
)

//go:embed examples
var embedded embed.FS

// Embedded is the shipped examples, in the layout that [Load] reads.
func Embedded() fs.FS { return embedded }
