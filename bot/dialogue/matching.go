package dialogue

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// matcher is a regular expression that is tried only on text that holds one of the strings that every
// match of it needs. A turn asks some forty of them, nearly all in vain, and looking for a
// string takes a hundredth of the time.
type matcher struct {
	*regexp.Regexp
	needs []string // nil: not known
}

// matching compiles a regular expression, which must be one.
func matching(expr string) *matcher {
	m := &matcher{Regexp: regexp.MustCompile(expr)}
	if tree, err := syntax.Parse(expr, syntax.Perl); err == nil {
		m.needs = needed(tree.Simplify())
	}
	return m
}

// MatchString does what that of regexp.Regexp does.
func (m *matcher) MatchString(s string) bool { return m.may(s) && m.Regexp.MatchString(s) }

// FindStringSubmatch does what that of regexp.Regexp does.
func (m *matcher) FindStringSubmatch(s string) []string {
	if !m.may(s) {
		return nil
	}
	return m.Regexp.FindStringSubmatch(s)
}

// may tells whether a match is possible.
func (m *matcher) may(s string) bool {
	for _, need := range m.needs {
		if strings.Contains(s, need) {
			return true
		}
	}
	return m.needs == nil
}

// needed are strings of which every match holds one at least; nil when there are none, or so
// many or so short ones that looking for them is no gain.
func needed(re *syntax.Regexp) []string {
	var found []string
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			found = []string{string(re.Rune)}
		}
	case syntax.OpCapture, syntax.OpPlus:
		found = needed(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if strings := needed(sub); rank(strings) > rank(found) {
				found = strings
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			strings := needed(sub)
			if strings == nil {
				return nil
			}
			found = append(found, strings...)
		}
	}
	if rank(found) == 0 {
		return nil
	}
	return found
}

// rank is how much is gained by looking for strings first: the longer the shortest of them is, the
// rarer is a text that holds one.
func rank(needs []string) int {
	if len(needs) == 0 || len(needs) > 80 {
		return 0
	}
	least := len(needs[0])
	for _, n := range needs {
		least = min(least, len(n))
	}
	if least < 2 {
		return 0
	}
	return 1000*min(least, 4) - len(needs)
}
