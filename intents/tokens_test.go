package intents

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTokens(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"J'ai 52 ans", "j ai 52 ans"},
		{"j’habite à l’Œuvre", "j habite a l oeuvre"},
		{"Pont-à-Mousson", "pont a mousson"},
		{"ouiiiiii !!!", "ouii"},
		{"e\u0301te\u0301", "ete"}, // decomposed accents
		{"ＦＯＲＭＡＴＩＯＮ", "formation"},
		{"👍👍 merci", "ok merci"},
		{"???", "?"},
		{"a\xffb", "a b"},
		{"", ""},
		{"   \n\t", ""},
		{"2x8", "2x8"},
		{strings.Repeat("a", 100000), "aa"},
	} {
		var words []string
		for _, tok := range tokens(test.text) {
			words = append(words, tok.word)
		}
		if diff := cmp.Diff(test.want, strings.Join(words, " ")); diff != "" {
			t.Errorf("%.40q (-want +got)\n%s", test.text, diff)
		}
	}
}

func TestTokensReadNoFurtherThanTheLongestMessage(t *testing.T) {
	text := strings.Repeat("é ", maxUnits/2) + "fin"
	ts := tokens(text)
	if last := ts[len(ts)-1].word; last == "fin" {
		t.Errorf("the word past %d units was read", maxUnits)
	}
	// Pictures outside the basic plane take two units.
	text = strings.Repeat("😀 x ", maxUnits/4) + "fin"
	ts = tokens(text)
	if last := ts[len(ts)-1].word; last == "fin" {
		t.Errorf("the word past %d units was read behind pictures", maxUnits)
	}
}

// Tokens lie in the text one after the other, whatever it holds.
func TestTokensAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zé'’ .,!?-]{0,60}`), rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		})).Draw(t, "text")
		end := 0
		for _, tok := range tokens(text) {
			if tok.start < end || tok.end <= tok.start || tok.end > len(text) {
				t.Fatalf("token %q spans %d to %d after %d", tok.word, tok.start, tok.end, end)
			}
			if tok.word == "" || !utf8.ValidString(tok.word) {
				t.Fatalf("token %q", tok.word)
			}
			end = tok.end
		}
	})
}

func TestPhoneticJoinsWhatSoundsAlike(t *testing.T) {
	for _, group := range []string{
		"quoi koi koa", "fait fé fai", "travaille travaye", "comment koman comen", "formation formassion formasion",
		"chaudronnier chodronier chodronié", "beaucoup bocou", "former formé formez", "nancy nanci nanssi", "metz mets",
	} {
		words := strings.Fields(group)
		want := string(phonetic(nil, foldString(words[0])))
		for _, w := range words[1:] {
			if w == "koa" || w == "nanssi" {
				continue // a letter off, which repair bridges
			}
			if got := string(phonetic(nil, foldString(w))); got != want {
				t.Errorf("%s sounds %q, %s sounds %q", words[0], want, w, got)
			}
		}
	}
}

func TestDamerau(t *testing.T) {
	for _, test := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"soudeur", "soudeur", 2, 0}, {"soudeur", "soudur", 2, 1}, {"soudeur", "suodeur", 2, 1}, {"soudeur", "soduer", 2, 2},
		{"soudeur", "plombier", 2, 3}, {"abcd", "abcdefgh", 2, 3},
	} {
		if got := damerau(test.a, test.b, test.limit); got != test.want {
			t.Errorf("damerau(%s, %s) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

// What the deletion index finds is what comparing with every word finds.
func TestDeletionsFindAllNeighbours(t *testing.T) {
	words := strings.Fields("soudeur soudure soudage maintenance maintenant formation information usinage usine alternance")
	d := newDeletions(words)
	rapid.Check(t, func(t *rapid.T) {
		w := []byte(rapid.SampledFrom(words).Draw(t, "word"))
		for range rapid.IntRange(0, 2).Draw(t, "edits") {
			i := rapid.IntRange(0, len(w)-1).Draw(t, "at")
			w[i] = byte(rapid.IntRange('a', 'z').Draw(t, "letter"))
		}
		found := map[string]bool{}
		d.near(string(w), func(i int32, _ int) { found[words[i]] = true })
		for _, word := range words {
			reach := 1
			if len(w) >= repairTwo && len(word) >= repairTwo-1 {
				reach = 2
			}
			// Between a word of seven letters and one of eight, only one side is
			// spelt with two letters out.
			if len(word) < repairTwo {
				reach = 1
			}
			if damerau(string(w), word, reach) <= reach && !found[word] {
				t.Fatalf("%s is near %s and was not found", word, w)
			}
		}
	})
}
