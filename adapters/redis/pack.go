package redis

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"potentiels/bot"
)

// A cursor names an entry by the id of its pack in the stream (42 bits of
// milliseconds, reaching the year 2109, and 10 bits of sequence) and its place in the pack. The
// last entry of a pack always has place lastPlace, so that a cursor tells by itself
// whether the whole pack is done.
const (
	placeBits = 12
	seqBits   = 10
	lastPlace = 1<<placeBits - 1
	seqMax    = 1<<seqBits - 1

	// maxPack is how many entries one pack holds.
	maxPack = lastPlace + 1
)

// streamID is the id of an entry of a stream.
type streamID struct{ ms, seq uint64 }

func (id streamID) String() string {
	return strconv.FormatUint(id.ms, 10) + "-" + strconv.FormatUint(id.seq, 10)
}

func parseStreamID(s string) (streamID, error) {
	left, right, _ := strings.Cut(s, "-")
	ms, err := strconv.ParseUint(left, 10, 64-placeBits-seqBits)
	if err != nil {
		return streamID{}, fmt.Errorf("id %q of the inbox: %w", s, errForeign)
	}
	seq, err := strconv.ParseUint(right, 10, 64)
	if err != nil || seq > seqMax {
		return streamID{}, fmt.Errorf("id %q of the inbox: %w", s, errForeign)
	}
	return streamID{ms, seq}, nil
}

// cursor gives that of entry i of n.
func (id streamID) cursor(i, n int) bot.Cursor {
	if i == n-1 {
		i = lastPlace
	}
	return bot.Cursor(id.ms<<(seqBits+placeBits) | id.seq<<placeBits | uint64(i))
}

// pack gives the id of a cursor's pack, and whether it is the last entry there.
func split(c bot.Cursor) (id streamID, last bool) {
	return streamID{uint64(c) >> (seqBits + placeBits), uint64(c) >> placeBits & seqMax}, c&lastPlace == lastPlace
}

// next is the first id that follows.
func (id streamID) next() streamID { return streamID{id.ms, id.seq + 1} }

// packVersion begins every pack; another form gets another number.
const packVersion = 1

// noTime stands for the zero time, which has no Unix nanoseconds.
const noTime = math.MinInt64

var (
	errForeign = errors.New("not written by this program")
	errPack    = errors.New("damaged, or not written by this program")
)

// pack encodes entries: per entry kind (1 byte), id and time (8 bytes each, time
// in Unix nanoseconds), then channel, id of the person and body, each after its length as a varint.
func pack(entries []*bot.Entry) []byte {
	n := 1
	for _, e := range entries {
		n += 24 + len(e.To.Channel) + len(e.To.ID) + len(e.Body)
	}
	b := append(make([]byte, 0, n), packVersion)
	for _, e := range entries {
		b = append(b, byte(e.Kind))
		b = binary.LittleEndian.AppendUint64(b, e.ID)
		b = binary.LittleEndian.AppendUint64(b, uint64(nanoseconds(e.At)))
		b = appendField(b, e.To.Channel)
		b = appendField(b, e.To.ID)
		b = appendField(b, e.Body)
	}
	return b
}

// unpack decodes what pack made. The bodies are parts of b.
func unpack(id streamID, b []byte) ([]bot.Item, error) {
	if len(b) == 0 {
		return nil, fmt.Errorf("pack %v of the inbox: %w", id, errPack)
	}
	if b[0] != packVersion {
		return nil, fmt.Errorf("pack %v of the inbox is in form %d, known is %d", id, b[0], packVersion)
	}
	var items []bot.Item
	for d := (decoder{b: b[1:]}); len(d.b) > 0; {
		var item bot.Item
		item.Kind = bot.EntryKind(d.byte())
		item.ID = d.uint64()
		item.At = moment(int64(d.uint64()))
		item.To.Channel = string(d.field())
		item.To.ID = string(d.field())
		item.Body = d.field()
		if d.err || len(items) == maxPack {
			return nil, fmt.Errorf("pack %v of the inbox: %w", id, errPack)
		}
		items = append(items, item)
	}
	for i := range items {
		items[i].Cursor = id.cursor(i, len(items))
	}
	return items, nil
}

func appendField[T string | []byte](b []byte, field T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(field))), field...)
}

// decoder takes fields off bytes; err is set when they break off.
type decoder struct {
	b   []byte
	err bool
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.b)) {
		d.b, d.err = nil, true
		return nil
	}
	f := d.b[:n:n]
	d.b = d.b[n:]
	return f
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uint64() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) uvarint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.b, d.err = nil, true
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) field() []byte { return d.take(d.uvarint()) }

func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return noTime
	}
	return t.UnixNano()
}

func moment(ns int64) time.Time {
	if ns == noTime {
		return time.Time{}
	}
	return time.Unix(0, ns)
}
