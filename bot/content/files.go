package content

import (
	"embed"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

//go:generate go run ./buildplaces -o places.csv

//go:embed *.csv dialogue/*.txt
var embedded embed.FS

// Embedded is the shipped content.
func Embedded() fs.FS { return embedded }

// Overlay shows the files of over where it has them, else those of under: an
// operator's folder need hold only what differs from the shipped content.
func Overlay(over, under fs.FS) fs.FS { return overlay{over, under} }

// Unread warns of the files of an operator's folder that nothing reads, as one
// whose name was mistyped.
func Unread(folder fs.FS) Faults {
	var faults Faults
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return Faults{{File: ".", Problem: err.Error()}}
	}
	for _, e := range entries {
		known := slices.Contains(tables, e.Name())
		if e.IsDir() {
			known = slices.Contains(folders, e.Name())
		}
		if !known && !strings.HasPrefix(e.Name(), ".") {
			faults = append(faults, Fault{File: e.Name(), Warning: true,
				Problem: "nothing reads this (known: " + strings.Join(slices.Concat(tables, folders), ", ") + ")"})
		}
	}
	return faults
}

type overlay struct{ over, under fs.FS }

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.over.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.under.Open(name)
	}
	return f, err
}

// ReadDir lists both, by name.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	under, errUnder := fs.ReadDir(o.under, name)
	over, errOver := fs.ReadDir(o.over, name)
	if errUnder != nil && errOver != nil {
		return nil, errOver
	}
	for _, err := range []error{errUnder, errOver} {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	entries := make(map[string]fs.DirEntry, len(under)+len(over))
	for _, e := range slices.Concat(under, over) {
		entries[e.Name()] = e
	}
	names := slices.Sorted(maps.Keys(entries))
	merged := make([]fs.DirEntry, len(names))
	for i, n := range names {
		merged[i] = entries[n]
	}
	return merged, nil
}
