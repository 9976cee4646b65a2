package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"sort"
	"sync"
	"time"

	"potentiels/bot"
)

// Limits of a pack: one that is small is deleted soon, as it waits for its
// slowest partition; one that is large costs little per entry.
const (
	maxPackEntries = 256
	maxPackBytes   = 64 << 10
)

// maxHeld is how many bytes of waiting entries are held in memory; beyond it
// their places alone are, and reading them is a query.
const maxHeld = 16 << 20

// inbox is what waits, in memory; all of it is durable. The writer changes it,
// anybody reads.
type inbox struct {
	mu    sync.RWMutex
	tails [bot.Partitions][]waiting
	packs map[bot.Cursor]int // how many entries of a pack still wait, by its first cursor
	held  int                // bytes
}

// waiting is an entry, or its place if bytes are not held.
type waiting struct {
	cursor bot.Cursor
	pack   bot.Cursor
	entry  *bot.Entry
}

// read gives entries after a place. Some may not be held: then packs has the
// first cursor of the pack of each of those, and 0 for the others.
func (in *inbox) read(p bot.Partition, after bot.Cursor, max int) (items []bot.Item, packs []bot.Cursor) {
	in.mu.RLock()
	defer in.mu.RUnlock()
	tail := in.tails[p]
	tail = tail[sort.Search(len(tail), func(i int) bool { return tail[i].cursor > after }):]
	tail = tail[:min(len(tail), max)]
	if len(tail) == 0 {
		return nil, nil
	}
	items = make([]bot.Item, len(tail))
	for i := range tail {
		items[i].Cursor = tail[i].cursor
		if tail[i].entry != nil {
			items[i].Entry = *tail[i].entry
			continue
		}
		if packs == nil {
			packs = make([]bot.Cursor, len(tail))
		}
		packs[i] = tail[i].pack
	}
	return items, packs
}

// has tells that something up to a place waits.
func (in *inbox) has(p bot.Partition, upTo bot.Cursor) bool {
	in.mu.RLock()
	defer in.mu.RUnlock()
	return len(in.tails[p]) > 0 && in.tails[p][0].cursor <= upTo
}

// last is the place of the last entry that waits.
func (in *inbox) last(p bot.Partition) bot.Cursor {
	in.mu.RLock()
	defer in.mu.RUnlock()
	return in.tails[p][len(in.tails[p])-1].cursor
}

// done lists the packs that nothing waits in once trims are made.
func (in *inbox) done(trims map[bot.Partition]bot.Cursor) []bot.Cursor {
	in.mu.RLock()
	defer in.mu.RUnlock()
	trimmed := map[bot.Cursor]int{}
	for p, upTo := range trims {
		for _, e := range in.tails[p] {
			if e.cursor > upTo {
				break
			}
			trimmed[e.pack]++
		}
	}
	var firsts []bot.Cursor
	for first, n := range trimmed {
		if n == in.packs[first] {
			firsts = append(firsts, first)
		}
	}
	return firsts
}

// change is called when a transaction is durable.
func (in *inbox) change(appended []bot.Item, trims map[bot.Partition]bot.Cursor) {
	if len(appended) == 0 && len(trims) == 0 {
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	for p, upTo := range trims {
		in.trim(p, upTo)
	}
	for first, items := range packs(appended) {
		for i := range items {
			in.add(first, &items[i])
		}
	}
}

func (in *inbox) trim(p bot.Partition, upTo bot.Cursor) {
	tail := in.tails[p]
	n := sort.Search(len(tail), func(i int) bool { return tail[i].cursor > upTo })
	for i := range n {
		if in.packs[tail[i].pack]--; in.packs[tail[i].pack] == 0 {
			delete(in.packs, tail[i].pack)
		}
		if tail[i].entry != nil {
			in.held -= size(tail[i].entry)
		}
		tail[i] = waiting{} // lets go of the bytes
	}
	if in.tails[p] = tail[n:]; len(in.tails[p]) == 0 {
		in.tails[p] = nil
	}
}

func (in *inbox) add(pack bot.Cursor, item *bot.Item) {
	e := waiting{cursor: item.Cursor, pack: pack}
	if n := size(&item.Entry); in.held+n <= maxHeld {
		in.held += n
		e.entry = &item.Entry
	}
	p := item.To.Partition()
	in.tails[p] = append(in.tails[p], e)
	in.packs[pack]++
}

// size is about what an entry holds in memory.
func size(e *bot.Entry) int { return 96 + len(e.To.Channel) + len(e.To.ID) + len(e.Body) }

// packs cuts the entries of a transaction; it yields the first cursor of each.
func packs(items []bot.Item) iter.Seq2[bot.Cursor, []bot.Item] {
	return func(yield func(bot.Cursor, []bot.Item) bool) {
		for len(items) > 0 {
			n, bytes := 1, size(&items[0].Entry)
			for n < min(len(items), maxPackEntries) && bytes < maxPackBytes {
				bytes += size(&items[n].Entry)
				n++
			}
			if !yield(items[0].Cursor, items[:n]) {
				return
			}
			items = items[n:]
		}
	}
}

// packVersion begins every pack; another form gets another number.
const packVersion = 1

// pack encodes entries with cursors that follow each other: per entry kind (1
// byte), id and time (8 bytes each, time in Unix ns), then channel, id of the person and body,
// each after its length as a varint.
func pack(items []bot.Item) []byte {
	n := 1
	for i := range items {
		n += size(&items[i].Entry)
	}
	b := append(make([]byte, 0, n), packVersion)
	for i := range items {
		e := &items[i].Entry
		b = append(b, byte(e.Kind))
		b = binary.LittleEndian.AppendUint64(b, e.ID)
		at := int64(noTime)
		if !e.At.IsZero() {
			at = e.At.UnixNano()
		}
		b = binary.LittleEndian.AppendUint64(b, uint64(at))
		b = append(binary.AppendUvarint(b, uint64(len(e.To.Channel))), e.To.Channel...)
		b = append(binary.AppendUvarint(b, uint64(len(e.To.ID))), e.To.ID...)
		b = append(binary.AppendUvarint(b, uint64(len(e.Body))), e.Body...)
	}
	return b
}

// noTime stands for the zero time, which has no Unix ns.
const noTime = math.MinInt64

var errPack = errors.New("damaged: a row of the inbox cannot be read")

// unpack decodes what pack made.
func unpack(first bot.Cursor, b []byte) ([]bot.Item, error) {
	if len(b) == 0 {
		return nil, errPack
	}
	if b[0] != packVersion {
		return nil, fmt.Errorf("inbox row in form %d, known is %d", b[0], packVersion)
	}
	b = b[1:]
	field := func() []byte {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			b = nil
			return nil
		}
		f := b[size : size+int(n) : size+int(n)]
		b = b[size+int(n):]
		return f
	}
	var items []bot.Item
	for len(b) > 0 {
		if len(b) < 17 {
			return nil, errPack
		}
		item := bot.Item{Cursor: first + bot.Cursor(len(items))}
		item.Kind = bot.EntryKind(b[0])
		item.ID = binary.LittleEndian.Uint64(b[1:])
		if at := int64(binary.LittleEndian.Uint64(b[9:])); at != noTime {
			item.At = time.Unix(0, at)
		}
		b = b[17:]
		item.To.Channel = string(field())
		item.To.ID = string(field())
		if item.Body = field(); item.Body == nil {
			return nil, errPack
		}
		items = append(items, item)
	}
	return items, nil
}
