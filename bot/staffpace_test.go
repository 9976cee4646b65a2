package bot_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"potentiels/bot"
	"potentiels/bot/desk"
)

// aSecond is a network that takes a post a second in a channel, and says so.
type aSecond struct {
	mu      sync.Mutex
	full    map[string]time.Time
	refused int
	first   time.Time
	last    time.Time
}

func (a *aSecond) takes(to bot.Address, p desk.Post) error {
	if p.Message != "" {
		return nil // changes are counted apart
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if wait := a.full[to.ID].Sub(now); wait > 0 {
		a.refused++
		return &bot.SendError{Kind: bot.Throttled, After: time.Second, Err: errCut}
	}
	if a.first.IsZero() {
		a.first = now
	}
	a.full[to.ID], a.last = now.Add(time.Second), now
	return nil
}

// A staff channel is posted to as fast as its network takes it, and then at its pace.
func TestPaceOfStaffChannels(t *testing.T) {
	const people = 20
	asks := func(w *world) {
		for i := range people {
			w.people.say(fmt.Sprint(i), "conseiller")
		}
		pass(time.Minute)
		for i := range people {
			w.people.say(fmt.Sprint(i), "J'accepte")
		}
	}
	t.Run("without a limit", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := open(t, time.Second)
			defer w.end()
			asks(w)
			pass(time.Second)
			if got := len(w.office.shows("CFT")); got != people {
				t.Errorf("after a second %d of %d cards are there", got, people)
			}
		})
	})
	t.Run("with one", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := open(t, time.Second)
			defer w.end()
			limit := &aSecond{full: map[string]time.Time{}}
			w.office.refuses = limit.takes
			asks(w)
			pass(10 * time.Second)
			for _, id := range w.office.requests() { // their cards are changed, between the new ones
				if _, err := w.engine.Desk().Act(t.Context(), 0, id, desk.Event{Kind: desk.Claim, By: marie}); err != nil {
					t.Fatal(err)
				}
			}
			pass(2 * time.Minute)
			if got := w.office.cards("CFT"); got != people {
				t.Fatalf("%d of %d cards are there", got, people)
			}
			limit.mu.Lock()
			defer limit.mu.Unlock()
			posts := len(w.office.shows("CFT"))
			if took, ideal := limit.last.Sub(limit.first), time.Duration(posts-1)*time.Second; took > ideal+time.Second {
				t.Errorf("took %v, a post a second would be %v", took, ideal)
			}
			if limit.refused > 2 {
				t.Errorf("knocked %d times in vain", limit.refused)
			}
			if n := w.office.changes(); n == 0 {
				t.Error("no card was changed meanwhile")
			}
			if n := w.engine.Metrics().Pauses.Load(); n > 0 {
				t.Errorf("held up everybody %d times", n)
			}
		})
	})
}

// Changes of posts, which a network counts apart and by the minute, hold up nothing that is new.
func TestChangesHoldNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		other := w.handOver("other")
		w.office.mu.Lock()
		w.office.refuses = func(_ bot.Address, p desk.Post) error {
			if p.Message != "" {
				return &bot.SendError{Kind: bot.Throttled, After: 30 * time.Second, Err: errCut}
			}
			return nil
		}
		w.office.mu.Unlock()
		if _, err := w.engine.Desk().Act(t.Context(), 0, id, desk.Event{Kind: desk.Claim, By: marie}); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		w.people.say("third", "conseiller")
		pass(2 * time.Second)
		w.people.say("third", "J'accepte")
		pass(2 * time.Second)
		if got := w.office.cards("CFT"); got != 3 {
			t.Errorf("%d of 3 cards are there while changes wait", got)
		}
		w.office.mu.Lock()
		w.office.refuses = nil
		w.office.mu.Unlock()
		pass(time.Minute)
		if shown := w.office.shows("CFT"); !has(shown, "card claimed Marie") || w.state(other).State != desk.Open {
			t.Errorf("staff read %q", shown)
		}
	})
}

// While changes have to wait, a card and a reply change again and again: in the end the last of it stands.
func TestNewestStateStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, 0)
		defer w.end()
		id := w.handOver(paxID)
		w.office.mu.Lock()
		asked := 0
		w.office.refuses = func(_ bot.Address, p desk.Post) error {
			if p.Message == "" {
				return nil
			}
			asked++
			return &bot.SendError{Kind: bot.Throttled, After: 30 * time.Second, Err: errCut}
		}
		w.office.mu.Unlock()
		began := time.Now()
		w.act(id, desk.Event{Kind: desk.Claim, By: marie})
		w.act(id, desk.Event{Kind: desk.Reply, By: marie, Text: "Bonjour"})
		w.act(id, desk.Event{Kind: desk.TakeOver, By: jean, From: marie.ID})
		w.act(id, desk.Event{Kind: desk.Reply, By: jean, Text: "Me voici"})
		w.act(id, desk.Event{Kind: desk.Close, By: jean})
		pass(time.Minute)
		w.office.mu.Lock()
		most := int(time.Since(began)/(30*time.Second)) + 1
		if asked == 0 || asked > most {
			t.Errorf("asked %d times, %d would be as told", asked, most)
		}
		w.office.refuses = nil
		w.office.mu.Unlock()
		pass(time.Minute)
		shown := w.office.shows("CFT")
		if !has(shown, "card closed Jean Petit") || !has(shown, "Bonjour delivered") || !has(shown, "Me voici delivered") {
			t.Errorf("staff read %q", shown)
		}
	})
}

// cards counts the cards of a channel, and changes the posts that were changed.
func (o *office) cards(channel string) (count int) {
	for _, p := range o.shows(channel) {
		if strings.HasPrefix(p, "card") {
			count++
		}
	}
	return count
}

// requests are those that have a card.
func (o *office) requests() (ids []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.posts {
		if p.post.Kind == desk.PostCard {
			ids = append(ids, p.post.Request)
		}
	}
	return ids
}

func (o *office) changes() (count int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.posts {
		count += p.changed
	}
	return count
}
