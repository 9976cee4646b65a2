package desk

import (
	"maps"
	"slices"
	"strconv"
)

// Thread is what a staff channel holds of one request: a record of the channel, because one
// owner alone posts there. One post is under way at a time, so their order holds and what
// comes meanwhile for the same thread is posted together. One change of what was posted is under
// way beside it: networks count those apart, and one that waits holds up nothing that is new.
type Thread struct {
	Request string            `json:"r"`
	Card    string            `json:"c,omitempty"` // what the network calls the card, which opened the thread
	Lines   map[string]string `json:"l,omitempty"` // the same of replies, by line: they change
	Posted  []string          `json:"p,omitempty"` // everything posted but the card, for erasure
	Under   uint64            `json:"u,omitempty"` // number of the post under way
	Now     *Post             `json:"n,omitempty"` // that post
	Altered uint64            `json:"a,omitempty"` // the same of the change under way
	Change  *Post             `json:"g,omitempty"`
	Count   uint64            `json:"k,omitempty"` // of both so far
	Waiting []Post            `json:"w,omitempty"`
	Erased  string            `json:"e,omitempty"` // why it is being erased
	Dead    bool              `json:"d,omitempty"` // the network will not take the card
}

const (
	// linesTogether bounds the lines of one post.
	linesTogether = 20
	// textTogether bounds their text, in bytes: a face has its own limits, and cuts what is longer.
	textTogether = 2500
)

// Posting is a post that is to be made now: it is under way until Done.
type Posting struct {
	Number uint64
	Post   Post
}

// Push adds a post, and gives those to make now.
func (t Thread) Push(p Post) (Thread, []Posting) {
	t.Waiting = slices.Clone(t.Waiting)
	t.Request = p.Request
	switch {
	case p.Kind == PostErased:
		t.erase(p)
	case t.Erased != "":
		return t, nil
	case t.merged(p):
	default:
		t.Waiting = append(t.Waiting, p)
	}
	return t.next()
}

// erase forgets what waits, and has everything that was posted replaced.
func (t *Thread) erase(p Post) {
	t.Erased = p.Text
	t.Waiting = nil
	for _, m := range append([]string{t.Card}, t.Posted...) {
		if m != "" {
			t.Waiting = append(t.Waiting, erased(p, m))
		}
	}
	t.Card, t.Posted, t.Lines = "", nil, nil
}

func erased(p Post, message string) Post {
	return Post{Kind: PostErased, Channel: p.Channel, Request: p.Request, Thread: p.Thread, Text: p.Text, Message: message}
}

// merged puts a post into one that waits.
func (t *Thread) merged(p Post) bool {
	for i := range t.Waiting {
		w := &t.Waiting[i]
		switch {
		case p.Kind == PostCard && w.Kind == PostCard:
			w.Card = p.Card
			return true
		case p.Kind == PostLines && w.Kind == PostLines && p.Lines[0].Reply > 0 && w.Lines[0].Reply > 0 && p.Numbers[0] == w.Numbers[0]:
			w.Lines = p.Lines
			return true
		}
	}
	if p.Kind != PostLines || p.Lines[0].Reply > 0 || len(t.Waiting) == 0 {
		return false
	}
	last := &t.Waiting[len(t.Waiting)-1]
	if last.Kind != PostLines || last.Lines[0].Reply > 0 || len(last.Lines) >= linesTogether {
		return false
	}
	n := len(p.Lines[0].Text)
	for _, l := range last.Lines {
		n += len(l.Text)
	}
	if n > textTogether {
		return false
	}
	last.Lines = append(slices.Clone(last.Lines), p.Lines...)
	last.Numbers = append(slices.Clone(last.Numbers), p.Numbers...)
	return true
}

// Done notes how the post under way ended: what the network calls the message, or none when it
// will not take it. It gives the next to make.
func (t Thread) Done(number uint64, message string) (Thread, []Posting) {
	var p Post
	switch {
	case t.Now != nil && number == t.Under:
		p, t.Now, t.Under = *t.Now, nil, 0
	case t.Change != nil && number == t.Altered:
		p, t.Change, t.Altered = *t.Change, nil, 0
	default:
		return t, nil
	}
	t.Waiting, t.Posted = slices.Clone(t.Waiting), slices.Clone(t.Posted)
	switch {
	case message == "":
		if p.Kind == PostCard && p.Message == "" {
			t.Dead = true
		}
	case p.Kind == PostErased:
	case t.Erased != "": // it was under way when the person had everything erased
		t.Waiting = append(t.Waiting, erased(Post{Channel: p.Channel, Request: p.Request, Thread: p.Thread, Text: t.Erased}, message))
	case p.Kind == PostCard:
		t.Card = message
	case !slices.Contains(t.Posted, message):
		t.Posted = append(t.Posted, message)
		if p.Kind == PostLines && p.Lines[0].Reply > 0 {
			t.Lines = maps.Clone(t.Lines)
			if t.Lines == nil {
				t.Lines = make(map[string]string)
			}
			t.Lines[strconv.FormatUint(p.Numbers[0], 10)] = message
		}
	}
	return t.next()
}

// next begins the next post and the next change, where none is under way.
func (t Thread) next() (Thread, []Posting) {
	var begun []Posting
	if i := slices.IndexFunc(t.Waiting, t.isNew); i >= 0 && t.Now == nil {
		p := t.begin(i)
		t.Under, t.Now = t.Count, &p
		begun = append(begun, Posting{t.Under, p})
	}
	if i := slices.IndexFunc(t.Waiting, t.isChange); i >= 0 && t.Change == nil {
		p := t.begin(i)
		t.Altered, t.Change = t.Count, &p
		begun = append(begun, Posting{t.Altered, p})
	}
	return t, begun
}

// message is what the network calls that which a post replaces; "" is something new.
func (t *Thread) message(p Post) string {
	switch {
	case p.Kind == PostErased:
		return p.Message
	case p.Kind == PostCard:
		return t.Card
	case p.Kind == PostLines && p.Lines[0].Reply > 0:
		return t.Lines[strconv.FormatUint(p.Numbers[0], 10)]
	}
	return ""
}

// isNew tells whether a post can be made: the card opens the thread.
func (t *Thread) isNew(p Post) bool {
	return t.message(p) == "" && (p.Kind == PostCard || t.Card != "")
}

// isChange tells whether a post replaces one that stands there.
func (t *Thread) isChange(p Post) bool { return t.message(p) != "" }

// begin takes a post out of those that wait.
func (t *Thread) begin(i int) Post {
	p := t.Waiting[i]
	t.Waiting = slices.Delete(slices.Clone(t.Waiting), i, i+1)
	p.Message = t.message(p)
	if p.Kind == PostLines || p.Kind == PostNotice {
		p.Parent = t.Card
	}
	t.Count++
	return p
}

// Empty tells that nothing is left of the thread: it was erased.
func (t Thread) Empty() bool {
	return t.Erased != "" && t.Now == nil && t.Change == nil && len(t.Waiting) == 0
}
