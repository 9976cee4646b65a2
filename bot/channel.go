package bot

import (
	"context"
	"fmt"
	"time"

	"potentiels/bot/dialogue"
)

// Receive makes raw updates durable. Nil: they are, and may be confirmed to the network.
type Receive func(ctx context.Context, entries ...Entry) error

// Channel is a network that people talk on. Every implementation passes
// bottest.TestChannel.
type Channel interface {
	// Name is the Channel of every Address it serves.
	Name() string
	// Run takes raw updates from the network and hands them to receive, in the order
	// they are to be handled; it confirms an update to the network only after receive
	// returned nil for it. It reconnects by itself and returns when ctx ends, or an
	// error when the network refuses this program for good (a revoked token).
	Run(ctx context.Context, receive Receive) error
	// Decode reads one update. It is pure. A message without a time has the entry's; an
	// error parks the update.
	Decode(e Entry) (dialogue.Message, error)
	// Send makes one call to the network, without trying again or waiting for its pace, and
	// gives up within a minute. A failure is a *SendError; any other error counts as Temporary.
	// Safe for concurrent use; the caller keeps one call under way per address.
	Send(ctx context.Context, to Address, r dialogue.Reply) (MessageID, error)
}

// Puller is a Channel whose people fetch what was said from the history
// (the web page, the terminal): for them delivery is the commit, nothing is
// queued and Send is not called.
type Puller interface {
	Channel
	// Wake tells that the history of an address has grown. It must not block.
	Wake(to Address)
}

// Exclusive is a Channel that may run in one process at a time (a network that serves one
// receiver). Messages are sent by all.
type Exclusive interface {
	Channel
	// Exclusive tells whether that is so with the present settings.
	Exclusive() bool
}

// Shaper is a Channel whose network takes messages only of some shape.
type Shaper interface {
	Channel
	// Shape cuts a reply into what the network takes, in order. It is pure. Each piece is
	// a delivery of its own, so that a failure in the middle does not send the start again.
	Shape(r dialogue.Reply) []dialogue.Reply
}

// MessageID is what the network calls a message that was sent.
type MessageID string

// SendKind classifies a failed Send, which decides what happens to it.
type SendKind int

const (
	Temporary SendKind = iota // try again, with backoff: 5xx, a cut connection (the message may have arrived)
	Throttled                 // it was not taken; try again after SendError.After: 429
	Blocked                   // this person cannot be reached until they write again: 403
	Rejected                  // the network will never take this message: 400
	Revoked                   // the network refuses this program: 401; the channel stops, the message stays
)

// SendError is a failed Send.
type SendError struct {
	Kind  SendKind
	After time.Duration // with Throttled: how long to wait
	Err   error         // without personal data and without the token
}

func (e *SendError) Error() string { return fmt.Sprintf("send: %v", e.Err) }

// Unwrap gives the cause.
func (e *SendError) Unwrap() error { return e.Err }
