package intents

import (
	"crypto/sha256"
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// kept is a memo that counts.
type kept struct {
	found              map[[sha256.Size]byte][]byte
	recalled, notFound int
}

func (k *kept) Empty() bool { return len(k.found) == 0 }

func (k *kept) Recall(key [sha256.Size]byte) []byte {
	if b := k.found[key]; b != nil {
		k.recalled++
		return b
	}
	k.notFound++
	return nil
}

func (k *kept) Keep(key [sha256.Size]byte, found func() []byte) { k.found[key] = found() }

func TestMemo(t *testing.T) {
	t.Parallel()
	memo := &kept{found: map[[sha256.Size]byte][]byte{}}
	fsys, lex := few()
	read := func(r *Recogniser) (all []Understanding) {
		for _, text := range []string{"jveu etre soudeur a nanci", "c payé cb ?", "quel temps fait-il", "je veux parler à quelqu'un"} {
			all = append(all, r.Understand(text, Expected{}))
		}
		return all
	}
	load := func(memo Memo) []Understanding {
		t.Helper()
		r, err := LoadRemembered(fsys, func() (Lexicon, error) { return lex, nil }, memo)
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
}

// few are some phrases, and a word list of every kind.
func few() (fstest.MapFS, Lexicon) {
	return fstest.MapFS{
			"examples/saluer.txt":              {Data: []byte("bonjour\nsalut à vous\n")},
			"examples/chercher_formation.txt":  {Data: []byte("# sms\njveu etre soudeur à Nancy\nune formation de soudeur dans la Meuse\n")},
			"examples/hors_sujet/meteo.txt":    {Data: []byte("quel temps fait-il à Paris\n")},
			"examples/hors_sujet/cuisine.txt":  {Data: []byte("une recette de quiche\n")},
			"examples/hors_sujet/lisez-moi.md": {Data: []byte("à moi")},
		}, Lexicon{
			Jobs:         []Term{{"soudeur", []string{"soudeur", "soudeuse"}}},
			Partners:     []Term{{"afpa", []string{"AFPA"}}},
			Schemes:      []Term{{"cpf", []string{"CPF"}}},
			Departements: []Term{{"54", []string{"Meurthe-et-Moselle"}}, {"55", []string{"Meuse"}}},
			Regions:      []Term{{"44", []string{"Grand Est"}}},
			Areas:        []Area{{[]string{"pays haut"}, "54395"}},
			Abroad:       []Term{{"Luxembourg", []string{"Luxembourg"}}},
			Communes: []PlaceName{
				{"54395", "Nancy", []string{"Nanzig"}, []string{"Nancy-Sud"}, []string{"54000", "54100"}, "54", 104000, true},
				{"75056", "Paris", nil, nil, []string{"75001"}, "75", 2100000, false},
			},
			Year: 2026,
		}
}

// What is restored is what was built, to the last field: a new one has to be kept too.
func TestArchiveKeepsEverything(t *testing.T) {
	t.Parallel()
	fsys, lex := few()
	phrases, err := ReadPhrases(fsys)
	if err != nil {
		t.Fatal(err)
	}
	tuned, err := readTuning(modelText)
	if err != nil {
		t.Fatal(err)
	}
	built := build(phrases, lex, tuned, &shipped)
	learnt := built.encode()
	restored := restore(learnt, lex, tuned)
	if restored == nil {
		t.Fatal("not taken up")
	}
	everything := cmp.Options{
		cmp.Exporter(func(reflect.Type) bool { return true }),
		cmpopts.IgnoreFields(factReader{}, "known", "everyday"), // functions
		cmpopts.IgnoreFields(Recogniser{}, "scratch"),
	}
	if diff := cmp.Diff(built, restored, everything, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("restored otherwise than built:\n%s", diff)
	}
	for i, e := range restored.model.vocab.entries {
		if (e.grams == nil) != (built.model.vocab.entries[i].grams == nil) {
			t.Errorf("the letters of %q: nil in one of them only", e.text)
		}
	}
	for n := 0; n < len(learnt); n += 1 + len(learnt)/12 {
		if restore(learnt[:n], lex, tuned) != nil || restore(learnt[n+1:], lex, tuned) != nil {
			t.Errorf("torn at %d of %d, yet taken up", n, len(learnt))
		}
	}
}

// Whatever is learnt from makes another key.
func TestMemoKey(t *testing.T) {
	t.Parallel()
	key := func(change func(fstest.MapFS, *Lexicon)) [sha256.Size]byte {
		fsys, lex := few()
		change(fsys, &lex)
		k, err := learntFrom(fsys, lex)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	nothing := func(fstest.MapFS, *Lexicon) {}
	if key(nothing) != key(func(fsys fstest.MapFS, _ *Lexicon) { delete(fsys, "examples/hors_sujet/lisez-moi.md") }) {
		t.Error("the key depends on a file that is not read")
	}
	changes := map[string]func(fstest.MapFS, *Lexicon){
		"nothing":   nothing,
		"phrase":    func(f fstest.MapFS, _ *Lexicon) { f["examples/saluer.txt"].Data[0] = 'B' },
		"file":      func(f fstest.MapFS, _ *Lexicon) { f["examples/aide.txt"] = f["examples/saluer.txt"] },
		"job":       func(_ fstest.MapFS, l *Lexicon) { l.Jobs[0].ID = "x" },
		"job name":  func(_ fstest.MapFS, l *Lexicon) { l.Jobs[0].Names = l.Jobs[0].Names[:1] },
		"partner":   func(_ fstest.MapFS, l *Lexicon) { l.Partners[0].ID = "x" },
		"scheme":    func(_ fstest.MapFS, l *Lexicon) { l.Schemes[0].ID = "x" },
		"dept":      func(_ fstest.MapFS, l *Lexicon) { l.Departements[0].ID = "x" },
		"region":    func(_ fstest.MapFS, l *Lexicon) { l.Regions[0].ID = "x" },
		"area":      func(_ fstest.MapFS, l *Lexicon) { l.Areas[0].Commune = "x" },
		"area name": func(_ fstest.MapFS, l *Lexicon) { l.Areas[0].Names = nil },
		"abroad":    func(_ fstest.MapFS, l *Lexicon) { l.Abroad[0].ID = "x" },
		"code":      func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Code = "x" },
		"commune":   func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Name = "x" },
		"alias":     func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Aliases = nil },
		"former":    func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Former = nil },
		"postcode":  func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Postcodes[1] = "x" },
		"lies in":   func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Departement = "x" },
		"people":    func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Population++ },
		"home":      func(_ fstest.MapFS, l *Lexicon) { l.Communes[0].Home = false },
		"year":      func(_ fstest.MapFS, l *Lexicon) { l.Year++ },
	}
	seen := map[[sha256.Size]byte]string{}
	for what, change := range changes {
		k := key(change)
		if other, ok := seen[k]; ok {
			t.Errorf("another %s has the key of another %s", what, other)
		}
		seen[k] = what
	}
	if n := reflect.TypeFor[Lexicon]().NumField() + reflect.TypeFor[PlaceName]().NumField() + reflect.TypeFor[Area]().NumField(); n != 19 {
		t.Errorf("%d fields: has the key those that are new?", n)
	}
}
