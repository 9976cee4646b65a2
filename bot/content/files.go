package content

import (
	"embed"
	"errors"
	"io/fs"
	"maps"
	"slices"
)

//go:generate go run ./buildplaces -o places.csv

//go:embed *.csv dialogue/*.txt
var embedded embed.FS

// Embedded is the shipped content.
func Embedded() fs.FS { return embedded }

// Overlay shows the files of over where it has them, else those of under: an
// operator's folder need hold only what differs from the shipped content.
func Overlay(over, under fs.FS) fs.FS { return overlay{over, under} }

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
