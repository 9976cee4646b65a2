package intents

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asked are messages of the length and the spelling people write.
var asked = []string{
	"bonjour", "oui", "jveu etre soudeur a nanci", "c payé et ca dure combien", "je cherche une formation en maintenance près de Thionville",
	"j'ai 52 ans et aucun diplôme, est-ce que c'est encore possible de se former ?", "komen on fé pr sinscrir", "slt ya til un bus pr aler o centre",
	"Bonjour, je suis au chômage depuis six mois et je voudrais savoir qui paie la formation de soudeur.", "recette de la quiche lorraine",
}

func BenchmarkUnderstand(b *testing.B) {
	r := recogniser()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Understand(asked[i%len(asked)], Expected{})
	}
}

// The longest message that is read, and one a hundred times as long.
func BenchmarkUnderstandLongest(b *testing.B) {
	r := recogniser()
	for _, n := range []int{1, 100} {
		text := strings.Repeat("jveu etre soudeur a nanssi, komen on fé ? ", 100*n)
		b.Run(fmt.Sprintf("%dKB", len(text)/1000), func(b *testing.B) {
			for b.Loop() {
				r.Understand(text, Expected{})
			}
		})
	}
}

// What costs most for its length: names one after the other, and words that lie
// near nothing.
func BenchmarkUnderstandWorst(b *testing.B) {
	r := recogniser()
	random := rand.New(rand.NewPCG(1, 2))
	strange := make([]byte, maxUnits)
	for i := range strange {
		if strange[i] = "aeiourstlnmpdc"[random.IntN(14)]; i%13 == 12 {
			strange[i] = ' '
		}
	}
	for name, text := range map[string]string{"names": strings.Repeat("metz ", maxUnits/5), "strange": string(strange), "numbers": strings.Repeat("54000 ", maxUnits/6),
		"taken back": strings.Repeat("pas metz nancy. ", maxUnits/16), "states": strings.Repeat("en cdi ", maxUnits/7), "clauses": strings.Repeat("et combien ? ", maxUnits/13)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r.Understand(text, Expected{Entities: []string{Commune, Age}})
			}
		})
	}
}

// Cost grows with the phrases as a line does: 1, 4 and 16 times as many, each
// copy in words of its own and with intents of its own.
func BenchmarkTrain(b *testing.B) {
	shippedPhrases, err := ReadPhrases(Examples())
	if err != nil {
		b.Fatal(err)
	}
	base := shippedPhrases[:1000]
	for _, times := range []int{1, 4, 16} {
		var phrases []Phrase
		for k := range times {
			for _, p := range base {
				if k > 0 {
					p.Text = strings.ReplaceAll(p.Text, " ", string(rune('a'+k))+" ")
				}
				phrases = append(phrases, p)
			}
		}
		b.Run(fmt.Sprintf("%dx", times), func(b *testing.B) {
			before := processorTime()
			for b.Loop() {
				if _, err := Train(phrases, Lexicon{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((processorTime()-before).Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// The shape of a set of many intents with few phrases each: 1,833 lines of 117 intents, made
// of ours by taking what stands under a heading of a file for an intent.
func BenchmarkTrainManyIntents(b *testing.B) {
	shippedPhrases, err := ReadPhrases(Examples())
	if err != nil {
		b.Fatal(err)
	}
	const intents, lines = 117, 1833
	count := map[string]int{}
	var phrases []Phrase
	for _, p := range shippedPhrases {
		if p.isMessage() || p.Intent == OutOfScope || len(phrases) == lines {
			continue
		}
		p.Intent += "/" + p.Batch
		n, known := count[p.Intent]
		if !known && len(count) == intents || n == 40 {
			continue
		}
		count[p.Intent]++
		phrases = append(phrases, p)
	}
	if len(count) != intents || len(phrases) < lines*9/10 {
		b.Fatalf("%d lines of %d intents", len(phrases), len(count))
	}
	before := processorTime()
	for b.Loop() {
		if _, err := Train(phrases, Lexicon{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((processorTime()-before).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(len(phrases)), "lines")
}

// processorTime is what the process has used of all cores.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
