package bot

import (
	"bytes"
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
	shaper  Shaper // the same
	poster  Poster // the same

	mu        sync.Mutex
	work      sync.Cond
	replies   []job
	campaigns []job
	workers   int
	idle      int
	closed    bool
	paused    time.Time // by the network, for all chats
	tempo     tempo
	waking    bool // a timer will signal when the tempo allows the next call
	throttled throttled
	state     error // why nothing is sent or received any more
	running   bool
	standby   bool               // another process receives
	halt      context.CancelFunc // ends Channel.Run
}

// throttled is the last chat that the network asked to wait for.
type throttled struct {
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
	id   MessageID
	at   time.Time
	took time.Duration
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
	s.shaper, _ = c.(Shaper)
	s.poster, _ = c.(Poster)
	return s
}

// shaped gives replies as the network of their channel takes them.
func (s *sender) shaped(replies []dialogue.Reply) []dialogue.Reply {
	if s == nil || s.shaper == nil {
		return replies
	}
	var out []dialogue.Reply
	for _, r := range replies {
		out = append(out, s.shaper.Shape(r)...)
	}
	return out
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
		case s.revoked() || len(s.replies)+len(s.campaigns) == 0:
		case s.allowed():
			s.tempo.begin(s.engine.now())
			return s.first(), true
		}
		s.idle++
		s.work.Wait()
		s.idle--
	}
}

// first takes the next job out, and wakes somebody for the one after it.
func (s *sender) first() job {
	jobs := &s.replies
	if len(*jobs) == 0 {
		jobs = &s.campaigns
	}
	j := shift(jobs)
	if len(s.replies)+len(s.campaigns) > 0 {
		s.work.Signal()
	}
	return j
}

// allowed tells whether a call may begin now; if not, somebody is woken when it may.
// The lock is held.
func (s *sender) allowed() bool {
	now := s.engine.now()
	wait := later(s.paused, s.tempo.ready()).Sub(now)
	if wait <= 0 {
		return true
	}
	if !s.waking {
		s.waking = true
		time.AfterFunc(wait, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.waking = false
			s.work.Signal()
		})
	}
	return false
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
	make, err := s.request(j.delivery)
	if err != nil {
		o.made, o.at, o.err = true, began, &SendError{Kind: Rejected, Err: err}
		return o
	}
	defer func() {
		o.at, o.made = s.engine.now(), true
		o.took = o.at.Sub(began)
		if s.engine.observe != nil {
			s.engine.observe(StageSend, o.took)
		}
		if errors.Is(o.err, errPanicked) {
			o.err = &SendError{Kind: Rejected, Err: errPanicked}
		}
	}()
	defer s.engine.recovered(&o.err, "send")
	o.id, o.err = make(s.engine.hard, j.delivery.To)
	return o
}

// request reads what a delivery asks of the network: a reply, or a post of the desk.
func (s *sender) request(d *Delivery) (func(context.Context, Address) (MessageID, error), error) {
	if s.poster != nil && bytes.HasPrefix(d.Body, postMark) {
		var out outgoing
		if err := json.Unmarshal(d.Body, &out); err != nil {
			return nil, fmt.Errorf("decode a post: %T", err)
		}
		return func(ctx context.Context, to Address) (MessageID, error) { return s.poster.Post(ctx, to, out.Post) }, nil
	}
	reply := d.reply
	if reply == nil {
		reply = new(dialogue.Reply)
		if err := json.Unmarshal(d.Body, reply); err != nil {
			return nil, fmt.Errorf("decode a delivery: %T", err)
		}
	}
	return func(ctx context.Context, to Address) (MessageID, error) { return s.channel.Send(ctx, to, *reply) }, nil
}

// note draws the conclusions that concern the whole channel. The lock is held.
//
// A network that asks to wait says it of a chat or of the whole program, without telling
// which. So the chat waits; when another chat is told the same while it does, by whichever process,
// all wait, until the later of the two times.
func (s *sender) note(o outcome) {
	failure, ok := errors.AsType[*SendError](o.err)
	if !ok {
		if o.made && o.err == nil {
			s.tempo.well()
		}
		return
	}
	switch failure.Kind {
	case Revoked:
		s.stop(failure)
	case Throttled:
		if o.chat.staff {
			return // of such a channel a network tells that it is meant alone
		}
		until := o.resume(failure)
		s.throttle(o.chat.to, o.at, until)
		s.engine.tell(word{Throttled: &o.chat.to, For: until.Sub(o.at)})
	}
}

// throttle notes that a chat has to wait, whichever process was told. The lock is held.
func (s *sender) throttle(to Address, now, until time.Time) {
	if s.throttled.to != to && s.throttled.until.After(now) {
		s.pause(later(until, s.throttled.until))
	}
	s.throttled = throttled{to, later(until, s.throttled.until)}
}

// pause holds all calls until a time.
func (s *sender) pause(until time.Time) {
	if !until.After(s.paused) {
		return
	}
	if now := s.engine.now(); !s.paused.After(now) { // calls that were under way say it again
		s.tempo.tooFast(now, until)
		s.engine.metrics.Pauses.Add(1)
	}
	s.tempo.next = later(s.tempo.next, until)
	s.paused = until
	s.engine.budget.Pause(until)
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
