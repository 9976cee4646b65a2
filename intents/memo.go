package intents

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"path"
	"slices"
	"sync"
)

// Memo keeps what was learnt by what it was learnt from, so that the same need not be learnt again: that
// is nearly all the work of a start. It may forget at any time. What one program kept
// is of no use to another: a memo that outlives the program has to tell programs apart.
type Memo interface {
	// Empty tells that there is nothing kept, under any key.
	Empty() bool
	// Recall gives what was kept under a key, nil if nothing is.
	Recall(key [sha256.Size]byte) []byte
	// Keep may ask for what was learnt at any later time: writing it down takes a while.
	Keep(key [sha256.Size]byte, learnt func() []byte)
}

// LoadRemembered is [Load] with a memo; without one it is Load. The phrases are read beside the lexicon, when they surely will be needed.
func LoadRemembered(fsys fs.FS, lexicon func() (Lexicon, error), memo Memo) (*Recogniser, error) {
	t, err := readTuning(modelText)
	if err != nil {
		return nil, err
	}
	read := sync.OnceValues(func() ([]Phrase, error) { return ReadPhrases(fsys) })
	if memo == nil || memo.Empty() {
		go func() { _, _ = read() }()
	}
	lex, err := lexicon()
	if err != nil {
		return nil, err
	}
	var key [sha256.Size]byte
	if memo != nil {
		if key, err = learntFrom(fsys, lex); err != nil {
			return nil, err
		}
		if r := restore(memo.Recall(key), lex, t); r != nil {
			return r, nil
		}
	}
	phrases, err := read()
	if err != nil {
		return nil, err
	}
	r := build(phrases, lex, t, &shipped)
	if memo != nil {
		memo.Keep(key, r.encode)
	}
	return r, nil
}

// Checksum tells much content apart at the pace of memory: two sums of 32 bits that processors compute. That is enough against accidents,
// and nothing is kept from who would forge what they are of: they could as well write what was learnt.
type Checksum struct {
	ieee, castagnoli uint32
	length           uint64
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Write implements io.Writer.
func (c *Checksum) Write(p []byte) (int, error) {
	c.ieee, c.castagnoli = crc32.Update(c.ieee, crc32.IEEETable, p), crc32.Update(c.castagnoli, castagnoli, p)
	c.length += uint64(len(p))
	return len(p), nil
}

// Sum gives the sums of all that was written.
func (c *Checksum) Sum() (sum [16]byte) {
	binary.LittleEndian.PutUint32(sum[:], c.ieee)
	binary.LittleEndian.PutUint32(sum[4:], c.castagnoli)
	binary.LittleEndian.PutUint64(sum[8:], c.length)
	return sum
}

// learntFrom tells apart all that learning depends on, beside the program.
func learntFrom(fsys fs.FS, lex Lexicon) (key [sha256.Size]byte, err error) {
	var sum Checksum
	if fsys != Examples() { // which are part of the program
		err = fs.WalkDir(fsys, examplesDir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || path.Ext(name) != ".txt" && path.Ext(name) != ".jsonl" {
				return err
			}
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			_, _ = sum.Write(binary.AppendUvarint(appendText(nil, name), uint64(len(data)))) // it takes everything
			_, _ = sum.Write(data)
			return nil
		})
		if err != nil {
			return key, fmt.Errorf("read the examples: %w", err)
		}
	}
	_, _ = sum.Write(lex.appendTo(nil))
	all := sum.Sum()
	return sha256.Sum256(all[:]), nil
}

// appendTo writes the lexicon so that no other one is written alike.
func (l *Lexicon) appendTo(b []byte) []byte {
	b = slices.Grow(b, 64*len(l.Communes)) // more than those of France take
	for _, terms := range [][]Term{l.Jobs, l.Partners, l.Schemes, l.Departements, l.Regions, l.Abroad} {
		b = binary.AppendUvarint(b, uint64(len(terms)))
		for i := range terms {
			b = appendTexts(appendText(b, terms[i].ID), terms[i].Names)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(l.Areas)))
	for i := range l.Areas {
		b = appendTexts(appendText(b, l.Areas[i].Commune), l.Areas[i].Names)
	}
	for i := range l.Communes {
		p := &l.Communes[i]
		b = appendText(appendText(appendText(b, p.Code), p.Name), p.Departement)
		b = appendTexts(appendTexts(appendTexts(b, p.Aliases), p.Former), p.Postcodes)
		home := uint64(0)
		if p.Home {
			home = 1
		}
		b = binary.AppendUvarint(b, uint64(p.Population)<<1|home)
	}
	return binary.AppendUvarint(b, uint64(l.Year))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTexts(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

// encode writes all of a recogniser but what the program and the lexicon give.
func (r *Recogniser) encode() []byte {
	a := archive{data: make([]byte, 0, 3*len(r.model.weights))} // more than a third of all
	r.archive(&a)
	return a.data
}

// restore takes up what encode wrote; nil if it is anything else.
func restore(learnt []byte, lex Lexicon, t tuning) *Recogniser {
	if len(learnt) == 0 {
		return nil
	}
	r := newRecogniser(t)
	r.model = &linear{reader: reader{lang: &r.lang, vocab: &vocabulary{}, d: &shipped}}
	r.facts = &factReader{known: r.model.vocab.count, everyday: r.lang.everyday}
	r.facts.given(lex)
	a := archive{data: learnt, reading: true}
	r.archive(&a)
	if !a.whole() {
		return nil
	}
	r.chooseJudge()
	return r
}
