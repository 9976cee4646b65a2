package desk

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"potentiels/bot/content"
)

// Rules are what the desk goes by: its settings and its partners. They are read-only and safe
// for concurrent use.
type Rules struct {
	content  *content.Content
	delay    time.Duration
	channel  string
	partners map[string]*Partner

	understanding Understanding
}

// Partner is a partner as the desk knows it.
type Partner struct {
	ID       string
	Name     string            // short
	Channel  string            // address of its staff channel; empty: the web desk only
	Shared   bool              // staff of other partners read it as well
	Calendar *content.Calendar // when it answers
	Told     bool              // its hours are in the directory; else they are assumed, and not told
	Patience time.Duration     // of open hours, until an answer is overdue
	Cap      int               // requests at a time, from which new ones go elsewhere; 0 is none
	Pause    int               // answers missed in a row, from which new requests go elsewhere; 0 is never
	Receives map[string]int    // weight by competence: whom it takes in first
}

const (
	// usualPatience is a day of usual opening hours.
	usualPatience = 6 * time.Hour
	// usualPause is how many answers a partner may miss in a row.
	usualPause = 3
	// quietTime is how long after the last word of a talk with a human the bot speaks again.
	quietTime = 72 * time.Hour
	// askTime is how long a person may think about a transfer.
	askTime = 72 * time.Hour
	// shownTime bounds how long a reply waits to be seen where it was written: the pace of its
	// network may show it late, but a network that is down must not keep it for ever.
	shownTime = 5 * time.Minute
	// keptTime is how long a request is kept once it is closed, as long as the history of a talk.
	keptTime = 90 * 24 * time.Hour
)

// Settings are what an operator decides.
type Settings struct {
	Delay   time.Duration // how long a reply can be taken back
	Network string        // that staff channels are on: slack; empty: the web desk alone
	Channel string        // id of the staff channel of partners that have none of their own; may be empty
	// Understanding checks the examples that staff write; may be nil.
	Understanding Understanding
}

// NewRules makes the rules of a directory.
func NewRules(c *content.Content, s Settings) (*Rules, error) {
	address := func(channel string) string {
		if channel == "" || s.Network == "" {
			return ""
		}
		return s.Network + ":" + channel
	}
	channel := address(s.Channel)
	k := &Rules{content: c, delay: s.Delay, channel: channel, partners: make(map[string]*Partner), understanding: s.Understanding}
	readers := make(map[string]int)
	for _, p := range c.Partners {
		calendar, err := p.Calendar()
		if err != nil {
			return nil, fmt.Errorf("partner %s: %w", p.ID, err)
		}
		d := &Partner{
			ID: p.ID, Name: p.Short, Channel: channel, Calendar: calendar,
			Told: len(p.Open)+len(p.Closed) > 0, Patience: usualPatience, Cap: p.Cap, Pause: usualPause, Receives: p.Receives,
		}
		if p.Patience > 0 {
			d.Patience = time.Duration(p.Patience) * time.Hour
		}
		if p.Pause > 0 {
			d.Pause = p.Pause
		}
		if own := address(p.Channel); own != "" {
			d.Channel = own
		}
		readers[d.Channel]++
		k.partners[p.ID] = d
	}
	for _, d := range k.partners {
		// The common channel is read by whoever is in it; without one, so is the web desk.
		d.Shared = d.Channel == channel || readers[d.Channel] > 1
	}
	return k, nil
}

// Partner gives a partner of the directory.
func (k *Rules) Partner(id string) (*Partner, bool) {
	if k == nil {
		return nil, false
	}
	p, ok := k.partners[id]
	return p, ok
}

// Content is the directory the rules were made of.
func (k *Rules) Content() *content.Content { return k.content }

// Delay is how long a reply can be taken back.
func (k *Rules) Delay() time.Duration { return k.delay }

// unknown stands for a partner that has left the directory: its requests can still be ended.
var unknown = func() *Partner {
	c, err := content.ReadCalendar(nil, nil, true)
	if err != nil {
		panic(err) // the usual hours
	}
	return &Partner{Calendar: c, Patience: usualPatience, Pause: usualPause, Shared: true}
}()

func (k *Rules) partner(id string) *Partner {
	if p, ok := k.Partner(id); ok {
		return p
	}
	p := *unknown
	p.ID, p.Name, p.Channel = id, id, k.channel
	return &p
}

// Partners are the ids of the directory, in order of the alphabet.
func (k *Rules) Partners() []string { return slices.Sorted(maps.Keys(k.partners)) }
