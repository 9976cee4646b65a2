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
	prog     *syntax.Prog
	anchored bool                  // a match begins where the text does
	classes  [utf8.RuneSelf]uint16 // of each letter of ASCII: those that every instruction treats alike share one
	beyond   []span                // of all other letters, in order
	letters  []rune                // one letter of each class
	rows     atomic.Pointer[rows]

	mu     sync.Mutex
	states map[string]uint32 // the row of each
	known  []state           // in the order of their rows
}

// rows are the ways of all states, a row each: by class of the next letter, and last the end of the text, where the row
// of the next state begins, or what is known of it. A longer one follows when it is full, and another one when all states
// are forgotten.
type rows struct {
	next      []uint32
	forgotten int // how often that was before
}

// What stands in a row where no row is meant; the first row is never the next.
const (
	unknown uint32 = iota
	matched        // a match is behind us
	dead           // no match can follow
	lowest         // of a row
)

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
	at    []uint32 // the instructions that stand here, before the ways that take no letter
	after rune     // a letter like the last one, -1 at the begin
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
	a.anchored = true
	for _, after := range []rune{'a', ' ', '\n'} {
		for _, before := range []rune{'a', ' ', '\n', -1} {
			f := follower{prog: prog, flags: syntax.EmptyOpContext(after, before), seen: make([]bool, len(prog.Inst))}
			f.follow(uint32(prog.Start))
			a.anchored = a.anchored && !f.matched && len(f.takes) == 0
		}
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

// width is the length of a row.
func (a *automaton) width() int { return len(a.letters) + 1 }

// forget drops all states but that of the begin.
func (a *automaton) forget() {
	a.states, a.known = make(map[string]uint32), nil
	fresh := &rows{next: make([]uint32, int(lowest)+4*a.width())}
	if old := a.rows.Load(); old != nil {
		fresh.forgotten = old.forgotten + 1
	}
	a.rows.Store(fresh)
	a.row(state{at: []uint32{uint32(a.prog.Start)}, after: -1})
}

// row is that of a state.
func (a *automaton) row(s state) uint32 {
	switch {
	case s.after < 0 || s.after == '\n':
	case syntax.IsWordChar(s.after):
		s.after = 'a'
	default:
		s.after = ' ' // no assertion tells these apart
	}
	key := binary.LittleEndian.AppendUint32(make([]byte, 0, 4+4*len(s.at)), uint32(s.after))
	for _, pc := range s.at {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	if row, ok := a.states[string(key)]; ok {
		return row
	}
	row := lowest + uint32(len(a.known)*a.width())
	if now := a.rows.Load(); int(row)+a.width() > len(now.next) {
		a.rows.Store(&rows{append(now.next, make([]uint32, len(now.next))...), now.forgotten})
	}
	a.states[string(key)] = row
	a.known = append(a.known, s)
	return row
}

// holds tells whether a text holds a match.
func (a *automaton) holds(text string) bool {
	at, r := lowest, a.rows.Load()
	for i := 0; i < len(text); {
		class, size := 0, 1
		if c := text[i]; c < utf8.RuneSelf {
			class = int(a.classes[c])
		} else {
			var letter rune
			letter, size = utf8.DecodeRuneInString(text[i:])
			class = a.class(letter)
		}
		to := atomic.LoadUint32(&r.next[int(at)+class])
		if to == unknown {
			to, r = a.step(r, at, class)
		}
		switch to {
		case matched:
			return true
		case dead:
			return false
		case unknown:
			return a.holds(text)
		}
		at, i = to, i+size
	}
	to := atomic.LoadUint32(&r.next[int(at)+len(a.letters)])
	if to == unknown {
		if to, _ = a.step(r, at, len(a.letters)); to == unknown {
			return a.holds(text)
		}
	}
	return to == matched
}

// step finds what a letter leads to, or the end of the text, and gives the rows to go on with; unknown when another text had the
// states forgotten meanwhile.
func (a *automaton) step(held *rows, row uint32, class int) (to uint32, now *rows) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.rows.Load().forgotten != held.forgotten {
		return unknown, nil
	}
	from := a.known[(row-lowest)/uint32(a.width())]
	letter := rune(-1)
	if class < len(a.letters) {
		letter = a.letters[class]
	}
	f := follower{prog: a.prog, flags: syntax.EmptyOpContext(from.after, letter), seen: make([]bool, len(a.prog.Inst))}
	for _, pc := range from.at {
		f.follow(pc)
	}
	var at []uint32
	for _, pc := range f.takes {
		if inst := &a.prog.Inst[pc]; letter >= 0 && inst.MatchRune(letter) {
			at = append(at, inst.Out)
		}
	}
	switch {
	case f.matched:
		to = matched
	case letter < 0 || a.anchored && len(at) == 0:
		to = dead
	default:
		if len(a.known) >= mostStates {
			a.forget()
			row = a.row(from)
		}
		if !a.anchored {
			at = append(at, uint32(a.prog.Start)) // a match may begin anywhere
		}
		slices.Sort(at)
		to = a.row(state{slices.Compact(at), letter})
	}
	now = a.rows.Load()
	atomic.StoreUint32(&now.next[int(row)+class], to)
	return to, now
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
