package bot

import (
	"encoding/json"
	"time"
)

// word is what a process tells the others that share its store. What it is about lies in the store or
// is learnt in another way too, later: words may be lost.
type word struct {
	// Wake are people whose history has grown: their page may be with another process.
	Wake []Address `json:"wake,omitempty"`
	// Asked and Answer are for the process that waits in Ask.
	Asked  *asked  `json:"asked,omitempty"`
	Answer *Answer `json:"answer,omitempty"`
	// Throttled is a chat that its network asked to wait for so long.
	Throttled *Address      `json:"throttled,omitempty"`
	For       time.Duration `json:"for,omitempty"`
}

// tell tells the other processes, if there can be any.
func (e *Engine) tell(w word) {
	shared, ok := e.store.(Sharer)
	if !ok {
		return
	}
	text, err := json.Marshal(w)
	if err != nil {
		e.log.Error("a word to the other processes cannot be encoded", "error", err)
		return
	}
	shared.Tell(text)
}

// hear takes up what another process tells.
func (e *Engine) hear(text []byte) {
	var w word
	if err := json.Unmarshal(text, &w); err != nil {
		e.log.Warn("another process tells what is not understood", "bytes", len(text))
		return
	}
	for _, who := range w.Wake {
		if s := e.senders[who.Channel]; s != nil && s.puller != nil {
			s.puller.Wake(who)
		}
	}
	if w.Asked != nil && w.Answer != nil {
		e.asks.answer(reached{asked: *w.Asked, answer: *w.Answer})
	}
	if w.Throttled != nil {
		if s := e.senders[w.Throttled.Channel]; s != nil {
			now := e.now()
			s.mu.Lock()
			s.throttle(*w.Throttled, now, now.Add(w.For))
			s.mu.Unlock()
		}
	}
}
