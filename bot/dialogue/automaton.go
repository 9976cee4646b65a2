package dialogue

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// automaton tells whether a text holds a match of a regular expression, in one pass over its bytes. A turn
// asks some hundred expressions, nearly all in vain, and a pass takes a twentieth of the time of
// regexp, which follows every way a match could go.
//
// Its states are the sets of instructions of the compiled expression that a text can have led to, and are made when
// a text first leads there. It is safe for concurrent use.
type automaton struct {
	prog    *syntax.Prog
	classes [utf8.RuneSelf]uint16 // of each letter of ASCII: those that every instruction treats alike share one
	beyond  []span                // of all other letters, in order
	letters []rune                // one letter of each class
	begin   atomic.Pointer[state]

	mu     sync.Mutex
	states map[string]*state
}

// span is the class of the letters from this one on to the next span.
type span struct {
	from  rune
	class uint16
}

// mostStates is how many states are kept: when a text needs more, all are made anew, so that no
// text can fill the memory.
const mostStates = 300

// state is what the text read so far has led to.
type state struct {
	next    []atomic.Pointer[state] // by class of the next letter, and last the end of the text; nil is not known yet
	at      []uint32                // the instructions that stand here, before the ways that take no letter
	after   rune                    // a letter like the last one, -1 at the begin
	matched bool                    // a match is behind us
}

// newAutomaton makes the automaton of an expression. There is none of one that minds no capitals.
func newAutomaton(expr string) *automaton {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil
	}
	a := &automaton{prog: prog}
	first := []rune{utf8.RuneSelf} // letters beyond ASCII from which on another instruction may apply
	var takers []*syntax.Inst
	for pc := range prog.Inst {
		inst := &prog.Inst[pc]
		switch inst.Op {
		case syntax.InstRune, syntax.InstRune1:
			if syntax.Flags(inst.Arg)&syntax.FoldCase != 0 {
				return nil
			}
			for i, r := range inst.Rune {
				if i%2 == 0 {
					first = append(first, max(r, utf8.RuneSelf))
				}
				if i%2 == 1 || len(inst.Rune) == 1 {
					first = append(first, max(r+1, utf8.RuneSelf))
				}
			}
		case syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		default:
			continue
		}
		takers = append(takers, inst)
	}
	seen := make(map[string]uint16)
	classOf := func(r rune) uint16 {
		kind := make([]byte, 1+len(takers)/8+1) // which of them take the letter, a bit each
		if syntax.IsWordChar(r) {
			kind[0] |= 1
		}
		if r == '\n' {
			kind[0] |= 2 // the assertions of lines tell it apart
		}
		for i, inst := range takers {
			if inst.MatchRune(r) {
				kind[1+i/8] |= 1 << (i % 8)
			}
		}
		class, ok := seen[string(kind)]
		if !ok {
			class = uint16(len(a.letters))
			seen[string(kind)] = class
			a.letters = append(a.letters, r)
		}
		return class
	}
	for r := range a.classes {
		a.classes[r] = classOf(rune(r))
	}
	slices.Sort(first)
	for _, r := range slices.Compact(first) {
		a.beyond = append(a.beyond, span{r, classOf(r)})
	}
	a.forget()
	return a
}

// class is that of a letter.
func (a *automaton) class(r rune) int {
	if r < utf8.RuneSelf {
		return int(a.classes[r])
	}
	i, found := slices.BinarySearchFunc(a.beyond, r, func(s span, r rune) int { return int(s.from - r) })
	if !found {
		i--
	}
	return int(a.beyond[i].class)
}

// forget drops all states.
func (a *automaton) forget() {
	a.states = make(map[string]*state)
	a.begin.Store(a.state([]uint32{uint32(a.prog.Start)}, -1))
}

// holds tells whether a text holds a match.
func (a *automaton) holds(text string) bool {
	s := a.begin.Load()
	for _, r := range text {
		class := a.class(r)
		next := s.next[class].Load()
		if next == nil {
			next = a.step(s, class)
		}
		if next.matched {
			return true
		}
		s = next
	}
	end := s.next[len(a.letters)].Load()
	if end == nil {
		end = a.step(s, len(a.letters))
	}
	return end.matched
}

// step finds the state that a letter leads to, or the end of the text.
func (a *automaton) step(s *state, class int) *state {
	a.mu.Lock()
	defer a.mu.Unlock()
	letter := rune(-1)
	if class < len(a.letters) {
		letter = a.letters[class]
	}
	f := follower{prog: a.prog, flags: syntax.EmptyOpContext(s.after, letter), seen: make([]bool, len(a.prog.Inst))}
	for _, pc := range s.at {
		f.follow(pc)
	}
	if f.matched {
		to := &state{matched: true}
		s.next[class].Store(to)
		return to
	}
	if letter < 0 {
		s.next[class].Store(s) // the end, and no match
		return s
	}
	at := []uint32{uint32(a.prog.Start)} // a match may begin anywhere
	for _, pc := range f.takes {
		if inst := &a.prog.Inst[pc]; inst.MatchRune(letter) {
			at = append(at, inst.Out)
		}
	}
	slices.Sort(at)
	if len(a.states) >= mostStates {
		a.forget()
	}
	to := a.state(slices.Compact(at), letter)
	s.next[class].Store(to)
	return to
}

// state is the one of these instructions after a letter.
func (a *automaton) state(at []uint32, after rune) *state {
	switch {
	case after < 0 || after == '\n':
	case syntax.IsWordChar(after):
		after = 'a'
	default:
		after = ' ' // no assertion tells these apart
	}
	key := binary.LittleEndian.AppendUint32(make([]byte, 0, 4+4*len(at)), uint32(after))
	for _, pc := range at {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	s, ok := a.states[string(key)]
	if !ok {
		s = &state{at: at, after: after, next: make([]atomic.Pointer[state], len(a.letters)+1)}
		a.states[string(key)] = s
	}
	return s
}

// follower goes the ways that take no letter.
type follower struct {
	prog    *syntax.Prog
	flags   syntax.EmptyOp
	seen    []bool
	takes   []uint32 // the instructions that take a letter
	matched bool
}

func (f *follower) follow(pc uint32) {
	if f.seen[pc] {
		return
	}
	f.seen[pc] = true
	switch inst := &f.prog.Inst[pc]; inst.Op {
	case syntax.InstMatch:
		f.matched = true
	case syntax.InstAlt, syntax.InstAltMatch:
		f.follow(inst.Out)
		f.follow(inst.Arg)
	case syntax.InstCapture, syntax.InstNop:
		f.follow(inst.Out)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(inst.Arg)&^f.flags == 0 {
			f.follow(inst.Out)
		}
	case syntax.InstFail:
	default:
		f.takes = append(f.takes, pc)
	}
}
