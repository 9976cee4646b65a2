package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"

	"potentiels/intents"
)

// memoFile is where the data folder keeps what the recogniser learnt, so that a start need not learn it
// again. It can be removed at any time.
const memoFile = "model"

// thisProgram is the checksum of the running program: another one may learn otherwise from the same examples.
var thisProgram = sync.OnceValues(func() (sum [16]byte, err error) {
	path, err := os.Executable()
	if err != nil {
		return sum, err
	}
	f, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer func() { _ = f.Close() }()
	var c intents.Checksum
	_, err = io.Copy(&c, f)
	return c.Sum(), err
})

// damage tells a file that was torn or whose disk lost bits. What somebody wrote in its place on purpose no checksum beside it would tell.
func damage(data []byte) (sum [crc32.Size]byte) {
	binary.LittleEndian.PutUint32(sum[:], crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
	return sum
}

// memo is an intents.Memo of one entry, the last one kept: its key, the checksum of what follows, and that.
type memo struct{ folder string }

func (m memo) file() string { return filepath.Join(m.folder, memoFile) }

// Empty implements intents.Memo.
func (m memo) Empty() bool {
	_, err := os.Stat(m.file())
	return err != nil
}

// soon has what Recall takes longest for begun, if there may be anything to recall.
func (m memo) soon() memo {
	if !m.Empty() {
		go func() { _, _ = thisProgram() }()
	}
	return m
}

// of makes a key that of this program alone; not, when the program cannot be read.
func (memo) of(key [sha256.Size]byte) (own [sha256.Size]byte, ok bool) {
	program, err := thisProgram()
	return sha256.Sum256(append(key[:], program[:]...)), err == nil
}

// Recall implements intents.Memo.
func (m memo) Recall(key [sha256.Size]byte) []byte {
	data, err := os.ReadFile(m.file())
	if err != nil {
		return nil
	}
	key, ok := m.of(key)
	if !ok {
		return nil
	}
	data, ok = bytes.CutPrefix(data, key[:])
	if !ok || len(data) < crc32.Size {
		return nil
	}
	found := data[crc32.Size:]
	if sum := damage(found); !bytes.HasPrefix(data, sum[:]) {
		return nil // damaged
	}
	return found
}

// Keep implements intents.Memo. A folder that is missing or takes nothing costs the time of the next start.
func (m memo) Keep(key [sha256.Size]byte, learnt func() []byte) {
	key, ok := m.of(key)
	if !ok {
		return
	}
	found := learnt()
	sum := damage(found)
	_ = writeFile(m.file(), key[:], sum[:], found)
}

// later is a memo that keeps beside what goes on: writing it all down takes its time, and so does the disk.
type later struct {
	memo
	keeping *sync.WaitGroup
}

// Keep implements intents.Memo.
func (l later) Keep(key [sha256.Size]byte, learnt func() []byte) {
	l.keeping.Go(func() { l.memo.Keep(key, learnt) })
}
