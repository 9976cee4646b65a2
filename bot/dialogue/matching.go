package dialogue

import (
	"regexp"
	"strings"
	"sync"
)

// matcher is a regular expression that is compiled when it is first asked: the package has some three hundred,
// and a start waits for none.
type matcher struct {
	expr    string
	at      int // its place among matchers
	quick   func() *automaton
	regular func() *regexp.Regexp
}

// matchers are all there are, for the tests: compiled late, a faulty one would be found late.
var matchers []*matcher

// matching makes the matcher of a regular expression, which must be one.
func matching(expr string) *matcher {
	m := &matcher{
		expr:    expr,
		at:      len(matchers),
		quick:   sync.OnceValue(func() *automaton { return newAutomaton(expr) }),
		regular: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) }),
	}
	matchers = append(matchers, m)
	return m
}

// MatchString does what that of regexp.Regexp does.
func (m *matcher) MatchString(s string) bool {
	if !mayMatch(m.at, s) {
		return false
	}
	if a := m.quick(); a != nil {
		return a.holds(s)
	}
	return m.regular().MatchString(s)
}

// FindStringSubmatch does what that of regexp.Regexp does.
func (m *matcher) FindStringSubmatch(s string) []string {
	if !m.MatchString(s) {
		return nil
	}
	return m.regular().FindStringSubmatch(s)
}

// FindString does what that of regexp.Regexp does.
func (m *matcher) FindString(s string) string {
	if !m.MatchString(s) {
		return ""
	}
	return m.regular().FindString(s)
}

// FindAllStringIndex does what that of regexp.Regexp does for all matches.
func (m *matcher) FindAllStringIndex(s string) [][]int {
	if !m.MatchString(s) {
		return nil
	}
	return m.regular().FindAllStringIndex(s, -1)
}

// ReplaceAllString does what that of regexp.Regexp does.
func (m *matcher) ReplaceAllString(s, with string) string {
	if !m.MatchString(s) {
		return s
	}
	return m.regular().ReplaceAllString(s, with)
}

func (m *matcher) String() string { return m.expr }

// oneWord matches folded text that says only that, or little more: « et le prix ? ».
func oneWord(wordings string) *matcher {
	return matching(`^(?:(?:et|ok|mais|bon|alors|le|la|les|l|pour|en|c est|c|a) )*(?:` + wordings + `)(?: (?:svp|stp|alors|du coup|de la formation))?$`)
}

// anyOf matches folded text in which one of the wordings stands, as whole words.
func anyOf(wordings ...string) *matcher {
	return matching(`\b(?:` + strings.Join(wordings, "|") + `)\b`)
}
