package intents

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"syscall"

	"strings"

	"testing"
	"time"
)

func readTSV(path string) (texts, labels []string) {
	f, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		l, t, ok := strings.Cut(sc.Text(), "\t")
		if ok {
			texts, labels = append(texts, t), append(labels, l)
		}
	}
	return
}

func run(d design, train_, trainL []string, tests ...[2][]string) []float64 {
	ids := map[string]uint16{}
	var names []string
	var y []uint16
	for _, l := range trainL {
		if _, ok := ids[l]; !ok {
			ids[l] = uint16(len(names))
			names = append(names, l)
		}
		y = append(y, ids[l])
	}
	lang := readLanguage()
	m, _ := train(&lang, train_, y, len(names), &d, func(known func(string) int, texts []string) [][]mark { return make([][]mark, len(texts)) })
	var out []float64
	for _, t := range tests {
		ok := 0
		var w scratch
		for i, text := range t[0] {
			w.words = m.words(w.words[:0], tokens(text))
			m.score(&w)
			best := 0
			for c, s := range w.scores {
				if s > w.scores[best] {
					best = c
				}
			}
			if names[best] == t[1][i] {
				ok++
			}
		}
		out = append(out, float64(ok)/float64(len(t[0]))*100)
	}
	return out
}

func TestScratch(t *testing.T) {
	dir := os.Getenv("BENCH")
	if dir == "" {
		t.Skip()
	}
	tr, trl := readTSV(dir + "/train.tsv")
	te, tel := readTSV(dir + "/test.tsv")
	no, nol := readTSV(dir + "/test_noisy.tsv")
	base := design{sms: true, split: true, repair: true, families: true, ends: true, chars: 1.3, cost: 2, minGrams: 1}
	show := func(name string, f func(d *design)) {
		d := base
		f(&d)
		begin := time.Now()
		r := run(d, tr, trl, [2][]string{te, tel}, [2][]string{no, nol})
		// cv: fold on train
		cv := 0.0
		for k := 0; k < 5; k++ {
			var a, al, b, bl []string
			for i := range tr {
				if i%5 == k {
					b, bl = append(b, tr[i]), append(bl, trl[i])
				} else {
					a, al = append(a, tr[i]), append(al, trl[i])
				}
			}
			cv += run(d, a, al, [2][]string{b, bl})[0] / 5
		}
		fmt.Printf("%-28s clean %.1f noisy %.1f cv %.1f  %v\n", name, r[0], r[1], cv, time.Since(begin).Round(time.Millisecond))
	}
	show("base", func(d *design) {})
	show("chars only1", func(d *design) { d.families = false; d.ends = false; d.repair = false; d.split = false; d.sms = false })
	show("-families", func(d *design) { d.families = false })
	show("-sms", func(d *design) { d.sms = false })
	show("-repair", func(d *design) { d.repair = false })
	show("-split", func(d *design) { d.split = false })
	show("-ends", func(d *design) { d.ends = false })
	show("C1", func(d *design) { d.cost = 1 })
	show("C0.5", func(d *design) { d.cost = 0.5 })
	show("chars 2", func(d *design) { d.chars = 2 })
	show("chars 0.8", func(d *design) { d.chars = 0.8 })
	show("across1", func(d *design) { d.across = 1 })
	show("sounds .7", func(d *design) { d.sounds = 0.7 })
	show("runs .7", func(d *design) { d.soundRuns = 0.7 })
	show("runs 1.3", func(d *design) { d.soundRuns = 1.3 })
	show("sounds .7 runs 1", func(d *design) { d.sounds = 0.7; d.soundRuns = 1 })
	show("all", func(d *design) { d.sounds = 0.7; d.soundRuns = 1; d.across = 1 })
	show("min2", func(d *design) { d.minGrams = 2 })
}

func TestTune(t *testing.T) {
	if os.Getenv("BENCH") == "" {
		t.Skip()
	}
	ph, err := ReadPhrases(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	s := Tune(ph, testLexicon(t))
	fmt.Println(s, time.Since(begin))
	os.WriteFile("model.txt", []byte(s), 0o666)
	out := foldOutcomes(ph, testLexicon(t), true, &shipped)
	ok, n := 0, 0
	tu, _ := readTuning(s)
	var in, st, nearS []float64
	for i := range out {
		o := &out[i]
		o.soften(tu.sharpness)
		p := sigmoid(tu.closed.logit(o.evidence[:]))
		if !o.stray {
			n++
			in = append(in, p)
			if o.name == ph[o.phrase].Intent {
				ok++
			}
		} else if o.near {
			nearS = append(nearS, p)
		} else if o.weight == 1 {
			st = append(st, p)
		}
	}
	kept, rej := 0, 0
	for _, p := range in {
		if p >= tu.threshold {
			kept++
		}
	}
	for _, p := range st {
		if p < tu.threshold {
			rej++
		}
	}
	fmt.Printf("fold accuracy %.1f of %d, kept %.1f rejected %.1f of %d auroc %.3f near %.3f\n", float64(ok)/float64(n)*100, n, float64(kept)/float64(n)*100, float64(rej)/float64(len(st))*100, len(st), auroc(in, st), auroc(in, nearS))
}
func auroc(a, b []float64) float64 {
	s := 0.0
	for _, x := range a {
		for _, y := range b {
			if x > y {
				s++
			} else if x == y {
				s += .5
			}
		}
	}
	return s / float64(len(a)) / float64(len(b))
}

func TestDev(t *testing.T) {
	dev := os.Getenv("DEV")
	if dev == "" {
		t.Skip()
	}
	f, _ := os.Open(dev)
	cases, err := ReadCases(f)
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	r, err := Load(os.DirFS("."), testLexicon(t))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("load", time.Since(begin), len(r.model.space.idf), len(r.classes), len(r.model.vocab.entries))
	if os.Getenv("KNOWNONLY") != "" {
		var k []Case
		for _, c := range cases {
			if contains(r.intents, c.Intent) || c.Intent == OutOfScope {
				k = append(k, c)
			}
		}
		cases = k
	}
	rep := Evaluate(r, cases)
	fmt.Printf("acc %.3f macro %.3f auroc %.3f ece %.3f kept %.3f refused %.3f also %.3f ent %.3f µs %.1f styles %v\nents %v\n", rep.Accuracy, rep.MacroF1, rep.AUROC, rep.ECE, rep.Kept, rep.Refused, rep.AlsoF1, rep.EntityF1, rep.Micros, rep.Styles, rep.Entities)
	if os.Getenv("V") != "" {
		for _, m := range rep.Mistakes {
			fmt.Println(m.Fault, "|", m.Text, "| want", m.Intent, m.Also, m.Entities, "| got", m.Got.Intent, fmt.Sprintf("%.2f", m.Got.Score), m.Got.Also, m.Got.Values(), m.Got.Alternatives)
		}
	}
}

func testLexicon(t testing.TB) Lexicon {
	var lex Lexicon
	data, err := os.ReadFile("/tmp/wt/lex.json")
	if err == nil {
		err = json.Unmarshal(data, &lex)
	}
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

func BenchmarkUnderstand(b *testing.B) {
	r, err := Load(os.DirFS("."), testLexicon(b))
	if err != nil {
		b.Fatal(err)
	}
	f, _ := os.Open("/work/shared/dev/messages.jsonl")
	cases, _ := ReadCases(f)
	nz := 0
	for _, w := range r.model.weights {
		if w != 0 {
			nz++
		}
	}
	b.Logf("features %d classes %d nonzero %.2f", len(r.model.space.idf), r.model.classes, float64(nz)/float64(len(r.model.weights)))
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		r.Understand(cases[i%len(cases)].Text, Expected{})
	}
}

func BenchmarkLoad(b *testing.B) {
	lex := testLexicon(b)
	for i := 0; i < b.N; i++ {
		c := cpu()
		if _, err := Load(os.DirFS("."), lex); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64((cpu() - c).Milliseconds()), "cpu-ms")
	}
}

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestFolds(t *testing.T) {
	if os.Getenv("FOLDS") == "" {
		t.Skip()
	}
	ph, err := ReadPhrases(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	part := parts(ph)
	lex := testLexicon(t)
	dev, _ := os.Open("/work/shared/dev/messages.jsonl")
	cases, _ := ReadCases(dev)
	bd := "/work/shared/bench/nlpjs_fr"
	tr, trl := readTSV(bd + "/train.tsv")
	te, tel := readTSV(bd + "/test.tsv")
	no, nol := readTSV(bd + "/test_noisy.tsv")
	show := func(name string, f func(d *design)) {
		d := shipped
		f(&d)
		ok, n, okN := 0, 0, 0
		for k := 0; k < 5; k += 2 {
			var learnt, held []Phrase
			for i := range ph {
				if part[i] == k {
					held = append(held, ph[i])
				} else {
					learnt = append(learnt, ph[i])
				}
			}
			r := build(learnt, lex, tuning{sharpness: 5}, &d)
			var w scratch
			for _, p := range held {
				if p.Intent == OutOfScope {
					continue
				}
				for v := 0; v < 2; v++ {
					text := p.Text
					if v == 1 {
						text = Spoil(text, "all")
					}
					r.prepare(&w, text, Expected{})
					if len(w.words) == 0 {
						continue
					}
					vd := r.verdict(&w)
					if r.intents[vd.best[0].intent] == p.Intent {
						if v == 0 {
							ok++
						} else {
							okN++
						}
					}
				}
				n++
			}
		}
		c0 := cpu()
		r := build(ph, lex, tuning{sharpness: 5}, &d)
		c1 := cpu()
		dok, dn := 0, 0
		var w scratch
		for _, c := range cases {
			if c.Intent == OutOfScope || !contains(r.intents, c.Intent) {
				continue
			}
			dn++
			r.prepare(&w, c.Text, Expected{})
			vd := r.verdict(&w)
			if r.intents[vd.best[0].intent] == c.Intent {
				dok++
			}
		}
		x := run(d, tr, trl, [2][]string{te, tel}, [2][]string{no, nol})
		fmt.Printf("%-24s folds %.2f noisy %.2f of %d  dev %.3f (%d)  nlpjs %.1f/%.1f cpu %v features %d\n", name, float64(ok)/float64(n)*100, float64(okN)/float64(n)*100, n, float64(dok)/float64(dn), dn, x[0], x[1], (c1 - c0).Round(time.Millisecond), len(r.model.space.idf))
	}
	all := map[string]func(d *design){
		"base":       func(d *design) {},
		"-families":  func(d *design) { d.families = false },
		"-sms":       func(d *design) { d.sms = false },
		"-repair":    func(d *design) { d.repair = false },
		"-split":     func(d *design) { d.split = false },
		"-ends":      func(d *design) { d.ends = false },
		"C1":         func(d *design) { d.cost = 1 },
		"C.25":       func(d *design) { d.cost = .25 },
		"chars 2":    func(d *design) { d.chars = 2 },
		"chars .8":   func(d *design) { d.chars = .8 },
		"across .7":  func(d *design) { d.across = .7 },
		"sounds .7":  func(d *design) { d.sounds = .7 },
		"runs .7":    func(d *design) { d.soundRuns = .7 },
		"s.3":        func(d *design) { d.sounds = .3 },
		"s.5":        func(d *design) { d.sounds = .5 },
		"r.3":        func(d *design) { d.soundRuns = .3 },
		"C.7":        func(d *design) { d.cost = .7 },
		"r.3s.3":     func(d *design) { d.soundRuns = .3; d.sounds = .3 },
		"-greetings": func(d *design) { d.greetings = false },
		"-mask":      func(d *design) { d.mask = false },
		"-marks":     func(d *design) { d.marks = false },
		"-rarity":    func(d *design) { d.rarity = 0 },
		"min1":       func(d *design) { d.minGrams = 1 },
		"min3":       func(d *design) { d.minGrams = 3 },
	}
	var names []string
	if v := os.Getenv("FOLDS"); v != "all" {
		names = strings.Split(v, ",")
	} else {
		for n := range all {
			names = append(names, n)
		}
		sort.Strings(names)
	}
	for _, n := range names {
		show(n, all[n])
	}
}
