package main

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
)

// memoFile is where the data folder keeps what the recogniser learnt, so that a start need not learn it
// again. It can be removed at any time.
const memoFile = "model"

// memo is an intents.Memo of one entry, the last one kept: its key, the digest of what follows, and that.
type memo struct{ folder string }

// Recall implements intents.Memo.
func (m memo) Recall(key [sha256.Size]byte) []byte {
	data, err := os.ReadFile(filepath.Join(m.folder, memoFile))
	if err != nil {
		return nil
	}
	data, ok := bytes.CutPrefix(data, key[:])
	if !ok || len(data) < sha256.Size {
		return nil
	}
	found := data[sha256.Size:]
	if sum := sha256.Sum256(found); !bytes.HasPrefix(data, sum[:]) {
		return nil // damaged
	}
	return found
}

// Keep implements intents.Memo. A folder that is missing or takes nothing costs the time of the next start.
func (m memo) Keep(key [sha256.Size]byte, found []byte) {
	sum := sha256.Sum256(found)
	_ = writeFile(filepath.Join(m.folder, memoFile), bytes.Join([][]byte{key[:], sum[:], found}, nil))
}
