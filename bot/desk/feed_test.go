package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A thread posts everything once, in order, whatever waits and whatever fails.
func TestThreadInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var th Thread
		var now []Posting                 // a post and a change at most
		stands := make(map[string]string) // by message, what it says
		var order []string
		n, pushed := 0, 0
		push := func(p Post) {
			var begun []Posting
			th, begun = th.Push(p)
			if now = append(now, begun...); len(now) > 2 || len(now) == 2 && (now[0].Post.Message == "") == (now[1].Post.Message == "") {
				t.Fatal("two posts or two changes under way")
			}
		}
		done := func() {
			if len(now) == 0 {
				return
			}
			i := rapid.IntRange(0, len(now)-1).Draw(t, "which")
			p, number := now[i].Post, now[i].Number
			now = slices.Delete(now, i, i+1)
			message := p.Message
			if message == "" {
				n++
				message = fmt.Sprint("m", n)
				order = append(order, message)
			}
			var texts []string
			for _, l := range p.Lines {
				texts = append(texts, l.Text)
			}
			stands[message] = strings.Join(texts, "|")
			if p.Kind == PostLines && p.Parent == "" {
				t.Fatal("a line before its card")
			}
			var begun []Posting
			th, begun = th.Done(number, message)
			now = append(now, begun...)
		}
		push(Post{Kind: PostCard, Channel: "slack:C", Request: "r", Thread: "r", Card: &Card{}})
		var want []string
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				push(Post{Kind: PostCard, Channel: "slack:C", Request: "r", Thread: "r", Card: &Card{}})
			case 1, 2:
				pushed++
				text := fmt.Sprint(pushed)
				want = append(want, text)
				push(Post{Kind: PostLines, Channel: "slack:C", Request: "r", Thread: "r", Lines: []Line{{Text: text}}, Numbers: []uint64{uint64(pushed)}})
			case 3:
				done()
			}
		}
		for len(now) > 0 {
			done()
		}
		var got []string
		for _, m := range order {
			if stands[m] != "" {
				got = append(got, strings.Split(stands[m], "|")...)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("posted %q, want %q", got, want)
		}
		if rapid.Bool().Draw(t, "something is under way") {
			push(Post{Kind: PostLines, Channel: "slack:C", Request: "r", Thread: "r", Lines: []Line{{Text: "canari"}}, Numbers: []uint64{99}})
			push(Post{Kind: PostLines, Channel: "slack:C", Request: "r", Thread: "r", Lines: []Line{{Text: "canari"}}, Numbers: []uint64{100}})
		}
		push(Post{Kind: PostErased, Channel: "slack:C", Request: "r", Thread: "r", Text: "effacé"})
		erased := make(map[string]bool)
		for len(now) > 0 {
			for _, p := range now {
				if p.Post.Kind == PostErased {
					erased[p.Post.Message] = true
				}
			}
			done()
		}
		if len(erased) != len(order) || !th.Empty() {
			t.Fatalf("%d of %d posts erased; left %+v", len(erased), len(order), th)
		}
	})
}
