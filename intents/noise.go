package intents

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// Noises names the ways Spoil can write a message worse, in the order of the
// robustness table.
func Noises() []string {
	return []string{"accents", "typos", "sms", "phonetic", "capitals", "all"}
}

// Spoil writes a message as people in a hurry would: without accents, with one
// typo in about every second word of four letters or more ("typos"), in SMS
// spelling, by ear, in capitals, or all at once. The same message is always spoilt
// the same way. The rules here are not those the reader repairs by: they are
// rewrites of good French, its lists are of spellings met.
func Spoil(text, noise string) string {
	h := fnv.New64a()
	h.Write([]byte(noise + "\x00" + text))
	random := rand.New(rand.NewPCG(h.Sum64(), 1))
	switch noise {
	case "accents":
		return foldString(strings.ToLower(text))
	case "typos":
		return eachWord(text, func(w string) string { return typo(w, random) })
	case "sms":
		return shorten(text)
	case "phonetic":
		return byEar(text)
	case "capitals":
		return strings.ToUpper(text)
	case "all":
		text = shorten(text)
		text = byEar(text)
		return foldString(eachWord(text, func(w string) string { return typo(w, random) }))
	}
	return text
}

// eachWord rewrites the runs of letters of a text.
func eachWord(text string, rewrite func(string) string) string {
	var b strings.Builder
	last := 0
	for _, t := range tokens(text) {
		if t.kind != wordToken || t.start < last {
			continue
		}
		b.WriteString(text[last:t.start])
		b.WriteString(rewrite(text[t.start:t.end]))
		last = t.end
	}
	b.WriteString(text[last:])
	return b.String()
}

// typo spoils about half the words of four letters or more by a swap, a lost, a
// doubled or a neighbouring letter.
func typo(w string, random *rand.Rand) string {
	r := []rune(w)
	if len(r) < 4 || random.IntN(2) == 0 {
		return w
	}
	i := 1 + random.IntN(len(r)-2)
	switch random.IntN(4) {
	case 0:
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		r = append(r[:i], r[i+1:]...)
	case 2:
		r = append(r[:i+1], r[i:]...)
	case 3:
		const keys = "azertyuiopqsdfghjklmwxcvbn"
		if k := strings.IndexRune(keys, r[i]); k >= 0 {
			r[i] = rune(keys[(k+1)%len(keys)])
		}
	}
	return string(r)
}

// rewrites are applied to the whole text, words bounded by spaces.
var smsRewrites = strings.NewReplacer(
	" je suis ", " jsuis ", " je veux ", " jveux ", " je ne ", " je ", " je peux ", " jpeux ", " j'ai ", " g ", " c'est ", " c ",
	" pour ", " pr ", " vous ", " vs ", " dans ", " ds ", " avec ", " avc ", " beaucoup ", " bcp ", " quoi ", " koi ", " que ", " ke ",
	" qui ", " ki ", " qu'", " k", " quand ", " qd ", " comment ", " cmt ", " combien ", " cb ", " toujours ", " tjrs ", " tout ", " tt ",
	" bonjour ", " bjr ", " salut ", " slt ", " s'il vous plaît ", " svp ", " rendez-vous ", " rdv ", " maintenant ", " mtn ",
	" parce que ", " pck ", " est-ce que ", " ", " est ", " é ", " il y a ", " ya ", " quelque chose ", " qqch ", " pourquoi ", " pk ",
	" pendant ", " pdt ", " formation ", " formation ", " jamais ", " jms ", " même ", " mm ", " merci ", " mrc ", " petit ", " ptit ",
)

func shorten(text string) string {
	s := " " + strings.ToLower(strings.ReplaceAll(text, "’", "'")) + " "
	s = strings.ReplaceAll(s, " ", "  ")
	s = smsRewrites.Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// earRewrites spell by ear inside words.
var earRewrites = strings.NewReplacer(
	"qu", "k", "ph", "f", "eau", "o", "au", "o", "tion", "ssion", "ais ", "é ", "ait ", "é ", "er ", "é ", "ez ", "é ", "ss", "s", "ll", "l",
	"mm", "m", "nn", "n", "tt", "t", "ai", "é", "gn", "ni", "ement ", "man ", "ent ", "en ", "es ", "e ",
)

func byEar(text string) string {
	s := strings.ToLower(text) + " "
	return strings.TrimSpace(earRewrites.Replace(s))
}

// Robustness is the accuracy of one model on the same cases, written worse.
func Robustness(r *Recogniser, cases []Case) map[string]float64 {
	out := map[string]float64{"none": Evaluate(r, cases).Accuracy}
	for _, noise := range Noises() {
		spoilt := append([]Case(nil), cases...)
		for i := range spoilt {
			spoilt[i].Text = Spoil(spoilt[i].Text, noise)
		}
		out[noise] = Evaluate(r, spoilt).Accuracy
	}
	return out
}
