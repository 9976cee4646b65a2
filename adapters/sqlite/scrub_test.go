package sqlite

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// leaf makes a page of a table with cells of the given sizes at its end, and rubbish elsewhere.
func leaf(header int, cells ...int) []byte {
	page := bytes.Repeat([]byte{0xee}, pageSize)
	clear(page[:header+8])
	page[header] = 13
	binary.BigEndian.PutUint16(page[header+3:], uint16(len(cells)))
	at := pageSize
	for i, size := range cells {
		at -= size
		binary.BigEndian.PutUint16(page[header+8+2*i:], uint16(at))
	}
	binary.BigEndian.PutUint16(page[header+5:], uint16(at))
	return page
}

func TestZeroUnused(t *testing.T) {
	for _, c := range []struct {
		name   string
		page   []byte
		number int64
		zeroed int
	}{
		{"gap", leaf(0, 100, 50), 7, pageSize - 150 - 8 - 4},
		{"first page", leaf(100, 100), 1, pageSize - 100 - 108 - 2},
		{"full", leaf(0, pageSize-10), 7, 0},
		{"overflow", bytes.Repeat([]byte{0}, pageSize), 7, 0},
		{"too many cells", func() []byte { p := leaf(0, 10); p[3] = 0xff; return p }(), 7, 0},
		{"too short", []byte{13}, 7, 0},
		{"free block", func() []byte {
			p := leaf(0, 200)
			binary.BigEndian.PutUint16(p[1:], pageSize-100) // the second half of the only cell
			copy(p[pageSize-100:], []byte{0, 0, 0, 40})
			return p
		}(), 7, pageSize - 200 - 8 - 2 + 36},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := bytes.Count(c.page, []byte{0xee})
			changed := zeroUnused(c.page, c.number)
			if got := before - bytes.Count(c.page, []byte{0xee}); got != c.zeroed || changed != (got > 0) {
				t.Errorf("zeroed %d bytes and said %v, want %d", got, changed, c.zeroed)
			}
			if zeroUnused(c.page, c.number) {
				t.Error("changed again")
			}
		})
	}
}

func FuzzZeroUnused(f *testing.F) {
	f.Add(leaf(0, 100, 50), int64(7))
	f.Fuzz(func(_ *testing.T, page []byte, number int64) {
		page = append(page, make([]byte, max(0, pageSize-len(page)))...)[:pageSize]
		zeroUnused(page, number)
	})
}
