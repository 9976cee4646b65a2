package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"potentiels/bot/dialogue"
)

// callsMax is how many calls to one network may be under way at a time: at a round
// trip of 100 ms it allows 1,280 a second.
const callsMax = 128

// sender makes the calls to one channel's network, replies before campaigns, for
// chats that differ: a chat has one job here at most.
type sender struct {
	engine  *Engine
	channel Channel
	puller  Puller // the channel, when it is one

	mu        sync.Mutex
	work      sync.Cond
	replies   []job
	campaigns []job
	workers   int
	idle      int
	closed    bool
	paused    time.Time // by the network, for all chats
	throttled throttle
	state     error // why nothing is sent or received any more
	running   bool
	standby   bool               // another process receives
	halt      context.CancelFunc // ends Channel.Run
}

// throttle is the last chat that the network asked to wait for.
type throttle struct {
	to    Address
	until time.Time
}

// job is one call to make.
type job struct {
	partition *partition
	chat      *chat
	delivery  *Delivery
	permit    Permit // of a campaign's call
}

// outcome is how a call ended.
type outcome struct {
	job
	made bool  // false: the call was not begun
	err  error // nil: it was sent
	at   time.Time
	// began is zero when no call was made.
	began time.Time
}

// kind is what sort of failure it was.
func (o outcome) kind() SendKind {
	if failure, ok := errors.AsType[*SendError](o.err); ok {
		return failure.Kind
	}
	return Temporary
}

// resume is when a throttled call may be made again; a network that tells no time gets a second.
func (o outcome) resume(failure *SendError) time.Time {
	if failure.After <= 0 {
		return o.at.Add(time.Second)
	}
	return o.at.Add(failure.After)
}

func newSender(e *Engine, c Channel) *sender {
	s := &sender{engine: e, channel: c}
	s.work.L = &s.mu
	s.puller, _ = c.(Puller)
	return s
}

// sends tells whether messages to a channel can be sent from here.
func (e *Engine) sends(channel string) bool {
	s := e.senders[channel]
	return s != nil && s.puller == nil
}

// send hands a job to its channel's sender, which is there.
func (e *Engine) send(j job) {
	s := e.senders[j.delivery.To.Channel]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		j.partition.ended(outcome{job: j})
		return
	}
	if j.delivery.Class == ClassCampaign {
		s.campaigns = append(s.campaigns, j)
	} else {
		s.replies = append(s.replies, j)
	}
	if len(s.replies)+len(s.campaigns) > s.idle && s.workers < callsMax {
		s.workers++
		s.engine.calls.Go(s.run)
	}
	s.work.Signal()
}

// run makes calls until the sender is closed.
func (s *sender) run() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		j, ok := s.take()
		if !ok {
			return
		}
		s.mu.Unlock()
		o := s.call(j)
		s.mu.Lock()
		s.note(o)
		j.partition.ended(o)
	}
}

// take waits for a job. The lock is held.
func (s *sender) take() (job, bool) {
	for {
		switch {
		case s.closed:
			return job{}, false
		case s.revoked() || s.paused.After(s.engine.now()):
		case len(s.replies) > 0:
			return shift(&s.replies), true
		case len(s.campaigns) > 0:
			return shift(&s.campaigns), true
		}
		s.idle++
		s.work.Wait()
		s.idle--
	}
}

func shift(jobs *[]job) job {
	j := (*jobs)[0]
	(*jobs)[0] = job{}
	if *jobs = (*jobs)[1:]; len(*jobs) == 0 {
		*jobs = nil
	}
	return j
}

// call makes one call, if the partition still may.
func (s *sender) call(j job) (o outcome) {
	o.job = j
	began := s.engine.now()
	if !j.partition.holds(began) {
		o.at = began
		return o
	}
	var reply dialogue.Reply
	if err := json.Unmarshal(j.delivery.Body, &reply); err != nil {
		o.made, o.at, o.err = true, began, &SendError{Kind: Rejected, Err: fmt.Errorf("decode a delivery: %T", err)}
		return o
	}
	defer func() {
		o.at, o.made = s.engine.now(), true
		if s.engine.observe != nil {
			s.engine.observe(StageSend, o.at.Sub(began))
		}
		if errors.Is(o.err, errPanicked) {
			o.err = &SendError{Kind: Rejected, Err: errPanicked}
		}
	}()
	defer s.engine.recovered(&o.err, "send")
	o.began = began
	_, o.err = s.channel.Send(s.engine.hard, j.delivery.To, reply)
	return o
}

// note draws the conclusions that concern the whole channel. The lock is held.
//
// A network that asks to wait says it of a chat or of the whole program, without telling
// which. So the chat waits; when another chat is told the same while it does, all wait,
// until the later of the two times.
func (s *sender) note(o outcome) {
	failure, ok := errors.AsType[*SendError](o.err)
	if !ok {
		return
	}
	switch failure.Kind {
	case Revoked:
		s.stop(failure)
	case Throttled:
		until := o.resume(failure)
		if s.throttled.to != o.chat.to && s.throttled.until.After(o.at) {
			s.pause(later(until, s.throttled.until))
		}
		s.throttled = throttle{o.chat.to, later(until, s.throttled.until)}
	}
}

// pause holds all calls until a time.
func (s *sender) pause(until time.Time) {
	if !until.After(s.paused) {
		return
	}
	s.paused = until
	s.engine.budget.Pause(until)
	s.engine.metrics.Pauses.Add(1)
	time.AfterFunc(until.Sub(s.engine.now()), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.work.Broadcast()
	})
}

// stop ends the channel; what waits for it stays in the outbox. The lock is held.
func (s *sender) stop(why error) {
	if s.state == nil {
		s.state = why
		s.engine.log.Error("the channel stops", "channel", s.channel.Name(), "error", why)
	}
	if s.halt != nil {
		s.halt()
	}
}

func (s *sender) revoked() bool {
	failure, ok := errors.AsType[*SendError](s.state)
	return ok && failure.Kind == Revoked
}

// giveBack returns the jobs of a partition that were not begun.
func (s *sender) giveBack(p *partition) {
	var back []job
	s.mu.Lock()
	for _, jobs := range []*[]job{&s.replies, &s.campaigns} {
		*jobs = slices.DeleteFunc(*jobs, func(j job) bool {
			if j.partition == p {
				back = append(back, j)
			}
			return j.partition == p
		})
	}
	s.mu.Unlock()
	for _, j := range back {
		p.ended(outcome{job: j})
	}
}

func (s *sender) elsewhere(yes bool) {
	s.mu.Lock()
	s.standby = yes
	s.mu.Unlock()
}

// close lets the calls under way end and gives the others back.
func (s *sender) close() {
	s.mu.Lock()
	jobs := append(s.replies, s.campaigns...)
	s.replies, s.campaigns, s.closed = nil, nil, true
	s.work.Broadcast()
	s.mu.Unlock()
	for _, j := range jobs {
		j.partition.ended(outcome{job: j})
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
