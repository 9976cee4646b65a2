package main

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
)

func TestMemo(t *testing.T) {
	t.Parallel()
	m := memo{t.TempDir()}
	one, two := [sha256.Size]byte{1}, [sha256.Size]byte{2}
	if got := m.Recall(one); got != nil {
		t.Errorf("recalls %q of nothing", got)
	}
	m.Keep(one, func() []byte { return []byte("learnt") })
	if got := m.Recall(one); !bytes.Equal(got, []byte("learnt")) || m.Recall(two) != nil {
		t.Errorf("recalls %q, and %q of another", got, m.Recall(two))
	}
	m.Keep(two, func() []byte { return []byte("else") })
	if got := m.Recall(two); !bytes.Equal(got, []byte("else")) || m.Recall(one) != nil {
		t.Errorf("recalls %q, and %q of the one before", got, m.Recall(one))
	}
	path := filepath.Join(m.folder, memoFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		damaged := bytes.Clone(whole)
		damaged[n] ^= 1
		for _, data := range [][]byte{damaged, whole[:n]} {
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := m.Recall(two); got != nil {
				t.Fatalf("recalls %q from a file damaged at %d", got, n)
			}
		}
	}
	memo{filepath.Join(m.folder, "missing")}.Keep(one, func() []byte { return nil })
}
