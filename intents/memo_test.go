package intents

import (
	"crypto/sha256"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// kept is a memo that counts.
type kept struct {
	found              map[[sha256.Size]byte][]byte
	recalled, notFound int
}

func (k *kept) Recall(key [sha256.Size]byte) []byte {
	if b := k.found[key]; b != nil {
		k.recalled++
		return b
	}
	k.notFound++
	return nil
}

func (k *kept) Keep(key [sha256.Size]byte, found []byte) { k.found[key] = found }

func TestMemo(t *testing.T) {
	t.Parallel()
	memo := &kept{found: map[[sha256.Size]byte][]byte{}}
	read := func(r *Recogniser) (all []Understanding) {
		for _, text := range []string{"jveu etre soudeur a nanci", "c payé cb ?", "quel temps fait-il", "je veux parler à quelqu'un"} {
			all = append(all, r.Understand(text, Expected{}))
		}
		return all
	}
	load := func(memo Memo) []Understanding {
		t.Helper()
		r, err := LoadRemembered(os.DirFS("."), Lexicon{}, memo)
		if err != nil {
			t.Fatal(err)
		}
		return read(r)
	}
	want := load(nil)
	for n := range 3 {
		if diff := cmp.Diff(want, load(memo)); diff != "" {
			t.Errorf("load %d reads otherwise: %s", n, diff)
		}
	}
	if memo.recalled != 2 || memo.notFound != 1 {
		t.Errorf("recalled %d times, %d times not found", memo.recalled, memo.notFound)
	}
	for key := range memo.found { // torn
		memo.found[key] = memo.found[key][1:]
	}
	if diff := cmp.Diff(want, load(memo)); diff != "" {
		t.Errorf("with a torn memo: %s", diff)
	}

	// Whatever the weights depend on makes another key.
	r := newRows(2, 3)
	r.add(vector{[]uint32{0, 1}, []float32{1, 2}})
	r.add(vector{[]uint32{1}, []float32{3}})
	labels, also := []uint16{0, 1}, [][]uint16{nil, nil}
	key := trainedOn(r, labels, also, 2, 2, 0.5)
	moved := newRows(2, 3)
	moved.add(vector{[]uint32{0, 1}, []float32{1, 2}})
	moved.add(vector{[]uint32{0}, []float32{3}})
	for what, other := range map[string][sha256.Size]byte{
		"matrix":   trainedOn(moved, labels, also, 2, 2, 0.5),
		"labels":   trainedOn(r, []uint16{1, 0}, also, 2, 2, 0.5),
		"also":     trainedOn(r, labels, [][]uint16{{1}, nil}, 2, 2, 0.5),
		"classes":  trainedOn(r, labels, also, 3, 2, 0.5),
		"features": trainedOn(r, labels, also, 2, 3, 0.5),
		"cost":     trainedOn(r, labels, also, 2, 2, 0.6),
	} {
		if other == key {
			t.Errorf("the key does not depend on the %s", what)
		}
	}
}
