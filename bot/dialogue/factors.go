package dialogue

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// factors are strings of what an expression matches. In them edge stands where a word, or the text, begins or ends.
type factors struct {
	all  []string // all that it matches; nil: too many to tell
	some []string // one of these is in each match; nil: none are known
}

const (
	edge = "\xff" // in no text
	// mostFactors bounds the strings that come of joining two lists.
	mostFactors = 64
	// mostLetters is how many letters of a class are followed, each by itself: digits are.
	mostLetters = 10
)

// factorsOf gives strings of which any match of an expression holds one, nil when none are known.
func factorsOf(expr string) []string {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	return factoring{}.of(tree).some
}

// factoring finds the factors of the parts of an expression, each once.
type factoring map[*syntax.Regexp]factors

func (known factoring) of(re *syntax.Regexp) factors {
	f, ok := known[re]
	if !ok {
		f = known.find(re)
		known[re] = f
	}
	return f
}

func (known factoring) find(re *syntax.Regexp) (f factors) {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpNoWordBoundary:
		f.all = []string{""}
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary:
		f.all = []string{edge}
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 && !slices.Contains(re.Rune, utf8.RuneError) {
			f.all = []string{string(re.Rune)}
		}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if f.all = append(f.all, string(r)); len(f.all) > mostLetters || r == utf8.RuneError {
					return factors{}
				}
			}
		}
	case syntax.OpQuest:
		if all := known.of(re.Sub[0]).all; all != nil {
			f.all = append(slices.Clone(all), "")
		}
		return f
	case syntax.OpCapture:
		return known.of(re.Sub[0])
	case syntax.OpConcat, syntax.OpPlus, syntax.OpRepeat:
		return known.after([]string{""}, re)
	case syntax.OpAlternate:
		return known.afterAny([]string{""}, re.Sub, nil)
	}
	f.some = better(nil, f.all)
	return f
}

// after is what some strings are followed by.
func (known factoring) after(run []string, parts ...*syntax.Regexp) (f factors) {
	whole := true
	for len(parts) > 0 {
		part := parts[0]
		parts = parts[1:]
		switch {
		case part.Op == syntax.OpCapture:
			parts = slices.Concat(part.Sub, parts)
			continue
		case part.Op == syntax.OpConcat:
			parts = slices.Concat(part.Sub, parts)
			continue
		case part.Op == syntax.OpPlus, part.Op == syntax.OpRepeat && part.Min > 0: // once, and then maybe more
			parts = slices.Concat(part.Sub, []*syntax.Regexp{{Op: syntax.OpStar}}, parts)
			continue
		}
		var next factors
		if part.Op != syntax.OpRepeat {
			next = known.of(part)
		}
		if next.all != nil && (len(run) == 1 || len(run)*len(next.all) <= mostFactors) {
			run = joined(run, next.all)
			continue
		}
		whole = false
		if part.Op == syntax.OpAlternate && len(run) <= 8 {
			// Each way with what stands around it: short words are told by their edges.
			next.some = better(next.some, known.afterAny(run, part.Sub, parts[:min(1, len(parts))]).some)
		}
		f.some = better(better(f.some, run), next.some)
		run = []string{""}
		if next.all != nil {
			run = next.all
		}
	}
	if f.some = better(f.some, run); whole {
		f.all = run
	}
	return f
}

// afterAny is what some strings are followed by when there are several ways to go on, each with the same behind it.
func (known factoring) afterAny(run []string, ways, behind []*syntax.Regexp) factors {
	f := factors{all: []string{}, some: []string{}}
	for _, way := range ways {
		next := known.after(run, append([]*syntax.Regexp{way}, behind...)...)
		f = factors{both(f.all, next.all), both(f.some, next.some)}
	}
	return f
}

// both are the strings of two lists; nil when one is.
func both(a, b []string) []string {
	if a == nil || b == nil {
		return nil
	}
	return append(a, b...)
}

// joined are all strings of one list before all of another.
func joined(before, after []string) []string {
	if len(before) == 1 && before[0] == "" {
		return after
	}
	out := make([]string, 0, len(before)*len(after))
	for _, a := range before {
		for _, b := range after {
			out = append(out, a+b)
		}
	}
	return out
}

// better is which of two lists a text meets by chance more seldom; nil is always met.
func better(a, b []string) []string {
	if chance(b) < chance(a) {
		return b
	}
	return a
}

// chance is about how likely it is that a text meets one of some strings.
func chance(list []string) (sum float64) {
	if list == nil {
		return 1
	}
	for _, s := range list {
		n := -2
		for i := range len(s) {
			if s[i] != edge[0] || i == 0 || i == len(s)-1 {
				n++
			}
		}
		sum += chances[min(max(n, 0), len(chances)-1)]
	}
	return sum
}

// chances are those to meet so many threes.
var chances = [...]float64{1, 5e-2, 25e-4, 125e-6, 6e-6, 3e-7}
