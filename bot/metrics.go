package bot

import (
	"reflect"
	"sync/atomic"
	"time"
)

// Metrics counts what the engine did since it was made. Main shows it to the
// monitoring; this package knows none.
type Metrics struct {
	Turns         atomic.Uint64 `help:"Turns made."`
	Repeats       atomic.Uint64 `help:"Entries dropped because they had been handled before."`
	Parked        atomic.Uint64 `help:"Entries that could not be handled and were put aside."`
	Panics        atomic.Uint64 `help:"Panics caught in a channel or in the dialogue."`
	Flooded       atomic.Uint64 `help:"Messages past ten in a second, answered together."`
	Requests      atomic.Uint64 `help:"Wishes for a human recorded."`
	DeskEvents    atomic.Uint64 `help:"Events of requests at the desk."`
	Erased        atomic.Uint64 `help:"People erased."`
	Sent          atomic.Uint64 `help:"Messages that a network took."`
	Retried       atomic.Uint64 `help:"Calls that failed for now and will be made again."`
	Throttled     atomic.Uint64 `help:"Calls that a network asked to make later."`
	Pauses        atomic.Uint64 `help:"Times a whole channel was paused because several chats were throttled."`
	Blocked       atomic.Uint64 `help:"Messages dropped because their person had blocked the bot."`
	Unreachable   atomic.Uint64 `help:"Messages not queued because their person cannot be reached."`
	Rejected      atomic.Uint64 `help:"Messages that a network refused for good."`
	Failed        atomic.Uint64 `help:"Messages given up after a day of attempts."`
	Unknown       atomic.Uint64 `help:"Campaign messages of which it is not known whether they arrived."`
	Stranded      atomic.Uint64 `help:"Messages that wait for a channel that is not configured."`
	CommitRetries atomic.Uint64 `help:"Commits that failed and were made again."`
	HandedOver    atomic.Uint64 `help:"Partitions given to a process that joined."`
	Fenced        atomic.Uint64 `help:"Partitions lost to another process."`
}

// Each yields every counter: its field's name, its help, and its value now.
func (m *Metrics) Each(yield func(name, help string, value uint64)) {
	v := reflect.ValueOf(m).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		yield(f.Name, f.Tag.Get("help"), v.Field(i).Addr().Interface().(*atomic.Uint64).Load())
	}
}

// Stage is a part of a message's way whose time is measured.
type Stage string

const (
	StageTurn Stage = "turn" // from the reception of an entry to its durable turn
	StageSend Stage = "send" // a call to a network
)

// Observe is told how long a stage took. It must be quick and safe for concurrent use.
type Observe func(Stage, time.Duration)
