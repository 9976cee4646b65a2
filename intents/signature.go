package intents

import (
	"slices"
	"strings"
	"sync"
)

// MaxSignature is the most stems that a signature has. What is said in more words is of one
// person, and would not be said again by another.
const MaxSignature = 8

// Signature gives the stems that a message is about, in its order and each once, so that others
// who say the same in other words and spellings have the same set of them: « c koi le truc bleu » and « le
// truc bleu c'est quoi ? ». Words of grammar are left out, and whatever may tell
// of whom it is: places, numbers, contacts, names. None is a message without such stems, or with more
// than MaxSignature of them. Like Understand it depends on the text alone.
func (r *Recogniser) Signature(text string) []string {
	w := r.scratch.Get().(*scratch)
	defer r.scratch.Put(w)
	w.tokens = splitInto(w.tokens[:0], text)
	if len(w.tokens) == 0 {
		return nil
	}
	w.words = r.model.words(w.words[:0], w.tokens)
	private := r.private(text, w.tokens)
	var stems []string
	for i := range w.words {
		x := &w.words[i]
		if private[x.token] || grammar[x.text] || grammar[x.family] || len(x.stem) < 2 || slices.Contains(stems, x.family) {
			continue
		}
		if len(stems) == MaxSignature {
			return nil
		}
		stems = append(stems, strings.Clone(x.family))
	}
	return stems
}

// Names gives the words of a text that are names of people, or look like one.
func (r *Recogniser) Names(text string) []string {
	ts := tokens(text)
	entities, _ := r.facts.read(text, ts, Expected{})
	var names []string
	for i, is := range r.named(ts, entities) {
		if is {
			names = append(names, text[ts[i].start:ts[i].end])
		}
	}
	return names
}

// private marks the tokens that may tell of whom a message is.
func (r *Recogniser) private(text string, ts []token) []bool {
	entities, _ := r.facts.read(text, ts, Expected{})
	marked := r.named(ts, entities)
	for i := range ts {
		t := &ts[i]
		if t.kind != wordToken || strings.ContainsAny(t.word, "0123456789") || slices.ContainsFunc(entities, func(e Entity) bool { return telling[e.Name] && covers(e, t) }) {
			marked[i] = true
		}
	}
	return marked
}

// named marks the tokens that are names of people: known first names, what a person gives as theirs, and unknown words
// behind these, behind a title, or with a capital that begins no sentence.
func (r *Recogniser) named(ts []token, entities []Entity) []bool {
	marked := make([]bool, len(ts))
	shouting := !slices.ContainsFunc(ts, func(t token) bool { return t.kind == wordToken && !t.upper && len(t.word) > 1 })
	unknown := func(t *token) bool {
		e := r.model.vocab.find(t.word)
		return (e == nil || e.count < commonFrom) && !r.lang.everyday(t.word)
	}
	for i := range ts {
		t := &ts[i]
		if t.kind != wordToken || titles[t.word] {
			continue
		}
		follows := i > 0 && t.before == 0
		begins := i == 0 || t.before != 0 && t.before != ','
		switch {
		case firstNames()[t.word], slices.ContainsFunc(entities, func(e Entity) bool { return e.Name == Prenom && covers(e, t) }):
			marked[i] = true
		case t.capital && !shouting && !begins, follows && (titles[ts[i-1].word] || introduces[ts[i-1].word] || marked[i-1]):
			marked[i] = unknown(t)
		}
	}
	return marked
}

// covers tells whether a token is part of what an entity was read from.
func covers(e Entity, t *token) bool { return t.start < e.End && t.end > e.Start }

// commonFrom is how many examples hold a word that is taken for no name.
const commonFrom = 3

// telling are the entities that are left out of a signature.
var telling = map[string]bool{
	Commune: true, Departement: true, Region: true, Etranger: true, Telephone: true, Email: true, Prenom: true, Age: true,
	Duree: true, MobiliteKm: true,
}

var firstNames = sync.OnceValue(func() map[string]bool {
	names := make(map[string]bool)
	eachLine("french/first_names.txt", func(line string) {
		for name := range strings.FieldsSeq(line) {
			names[name] = true
		}
	})
	return names
})

var (
	titles     = wordSet("madame mme mdm monsieur mr m mlle mademoiselle docteur dr maitre me")
	introduces = wordSet("nom appelle apelle appel prenom prenomme nomme signe")
)

// grammar are the words without which a message is about the same, and the families of such words.
var grammar = wordSet(`a ai alors apres as au aussi autre autres aux avec avez avoir bah bein ben bien bjr bon bonjour bonsoir bref c ca car ce
	cela celle celui ces cest cet cette ceux chez ci comme d dans de deja depuis des desole devoir dire donc du elle elles en encore enfin et etre eux euh
	excusez fait faire hein hello heu ici il ils j je jai juste l la le les leur leurs lui ma mais me meme merci mes moi mon n ne nos notre nous on ou
	par pardon pas peu plait plus pour pouvoir pr pret puis qu quand que quel quelle quelles quelqu quelque quels qui quoi s sa salut sans savoir se ses si sil slt soit son sont stp sur svp t ta
	te tes toi ton tous tout toute toutes tres tu un une vers veux voici voila vos votre vouloir vous vraiment y aller est ete suis ok oui non madame mme monsieur mr mlle mesdames messieurs`)
