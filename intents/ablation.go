package intents

// AblationRow is what the reader is worth with one part changed. Shares are 0..1.
type AblationRow struct {
	Part                string
	Clean, Noisy        float64 // phrases held out, as written and spoilt in every way (see Spoil)
	SetClean, SetNoisy  float64 // a labelled set of its own, if given
	Features, WeightsMB int     // columns of the model, and the memory of its weights in MB
}

// variants are the parts taken out one by one, then those that were tried and are
// not in the shipped reader.
var variants = []struct {
	name   string
	change func(d *design)
}{
	{"as shipped", func(*design) {}},
	{"without SMS spellings", func(d *design) { d.sms = false }},
	{"without taking words apart", func(d *design) { d.split = false }},
	{"without repair", func(d *design) { d.repair = false }},
	{"without word families", func(d *design) { d.families = false }},
	{"without entities as words", func(d *design) { d.marks, d.mask = false, false }},
	{"with the letters of places", func(d *design) { d.mask = false }},
	{"with greetings before wishes", func(d *design) { d.greetings = false }},
	{"without first and last word", func(d *design) { d.ends = false }},
	{"without letters in words", func(d *design) { d.chars = 0 }},
	{"without rarity among intents", func(d *design) { d.rarity = 0 }},
	{"tried: letters across words", func(d *design) { d.across = 0.7 }},
	{"tried: phonetic keys as words", func(d *design) { d.sounds = 0.5 }},
	{"tried: runs of sounds", func(d *design) { d.soundRuns = 0.5 }},
	{"tried: errors cost twice", func(d *design) { d.cost *= 2 }},
}

// Ablate measures what each part of the reader is worth, on phrases held out in
// runs of neighbouring lines (a fifth at a time, three of the five), and on a set
// of its own: trained on its first part, asked its second, as written and spoilt.
// It takes about ten seconds a row.
func Ablate(phrases []Phrase, lex Lexicon, train, test []Case, row func(AblationRow)) {
	part := runsOf(phrases, 5)
	for _, v := range variants {
		d := shipped
		v.change(&d)
		out := AblationRow{Part: v.name}
		lines := 0
		for _, k := range []int{0, 2, 4} {
			var learnt []Phrase
			for i := range phrases {
				if part[i] != k || phrases[i].isCounter() {
					learnt = append(learnt, phrases[i])
				}
			}
			r := build(learnt, lex, tuning{sharpness: 5}, &d)
			out.Features, out.WeightsMB = len(r.model.space.idf), len(r.model.weights)>>20
			for i := range phrases {
				if p := &phrases[i]; part[i] == k && p.Intent != OutOfScope && !p.isCounter() {
					lines++
					out.Clean += r.hit(p.Text, p.Intent)
					out.Noisy += r.hit(Spoil(p.Text, "all"), p.Intent)
				}
			}
		}
		out.Clean, out.Noisy = out.Clean/float64(lines), out.Noisy/float64(lines)
		if len(train) > 0 && len(test) > 0 {
			r := build(Phrases(train), Lexicon{}, tuning{sharpness: 5}, &d)
			for _, c := range test {
				out.SetClean += r.hit(c.Text, c.Intent) / float64(len(test))
				out.SetNoisy += r.hit(Spoil(c.Text, "all"), c.Intent) / float64(len(test))
			}
		}
		row(out)
	}
}

// runsOf cuts the phrases of each file into n runs of neighbours.
func runsOf(phrases []Phrase, n int) []int {
	size, seen := map[string]int{}, map[string]int{}
	for i := range phrases {
		size[phrases[i].File]++
	}
	out := make([]int, len(phrases))
	for i := range phrases {
		f := phrases[i].File
		out[i] = seen[f] * n / size[f]
		seen[f]++
	}
	return out
}

// hit is 1 when the best intent, whatever its score, is the one wanted.
func (r *Recogniser) hit(text, intent string) float64 {
	var w scratch
	r.prepare(&w, text, Expected{})
	if len(w.words) == 0 {
		return 0
	}
	if v := r.verdict(&w); v.count > 0 && r.intents[v.best[0].intent] == intent {
		return 1
	}
	return 0
}
