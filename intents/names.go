package intents

// refKind says what a name in the word lists stands for.
type refKind uint8

const (
	jobRef refKind = iota
	partnerRef
	schemeRef
	departementRef
	regionRef
	areaRef
	abroadRef
	situationRef
	levelRef   // a level that is said to be held
	diplomaRef // a diploma, held or wished
	communeRef
	formerRef // a commune that is part of another today
)

// ref is one meaning of a name.
type ref struct {
	kind refKind
	item int32 // number in the list of that kind
}

// names finds the longest known name that begins at a word. Names are walked
// word by word through a hash of what was read so far, so that a word that
// begins no name costs one look-up.
type names struct {
	nodes index
	first []int32 // of each node in refs, less than zero when no name ends there
	refs  []ref
	next  []int32 // of each ref, the next of the same name
}

var seedName = seed('n')

// add stores a name, given as its words.
func (n *names) add(words []string, r ref) {
	if len(words) == 0 {
		return
	}
	h := seedName
	for i, w := range words {
		h = h.string(w).byte(' ')
		key := h.sum()
		id, ok := n.nodes.find(key)
		if !ok {
			id = uint32(len(n.first))
			n.first = append(n.first, -1)
			n.grow()
			n.nodes.add(key, id)
		}
		if i == len(words)-1 {
			for at := n.first[id]; at >= 0; at = n.next[at] {
				if n.refs[at].kind == r.kind && n.refs[at].item == r.item {
					return
				}
			}
			n.refs = append(n.refs, r)
			n.next = append(n.next, n.first[id])
			n.first[id] = int32(len(n.refs) - 1)
		}
	}
}

func (n *names) grow() {
	if len(n.first)*3/2 <= len(n.nodes.keys) {
		return
	}
	n.resize(len(n.first) * 2)
}

func (n *names) resize(nodes int) {
	resized := newIndex(nodes)
	for i, k := range n.nodes.keys {
		if k != 0 {
			resized.add(k, n.nodes.ids[i])
		}
	}
	n.nodes = resized
}

// step walks one word on.
func (n *names) step(h hash64, word string) (hash64, int32, bool) {
	h = h.string(word).byte(' ')
	id, ok := n.nodes.find(h.sum())
	if !ok {
		return h, -1, false
	}
	return h, n.first[id], true
}
