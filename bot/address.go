package bot

import (
	"fmt"
	"hash/fnv"
	"log/slog"
	"strings"
)

// Partitions is the number of parts that people are spread over. It is fixed
// for the life of a store: a person's partition must never change.
const Partitions = 256

// Partition is the part of all people that one process owns at a time.
type Partition uint16

// Address names somebody on a channel. ID is opaque outside the channel's
// adapter; "telegram:42" is the text form.
type Address struct {
	Channel string
	ID      string
}

// ParseAddress reads the text form of an address.
func ParseAddress(s string) (Address, error) {
	channel, id, ok := strings.Cut(s, ":")
	if !ok || channel == "" || id == "" {
		return Address{}, fmt.Errorf("address %q: want channel:id", s)
	}
	return Address{Channel: channel, ID: id}, nil
}

// String gives the text form. It is personal data: for storage and for the
// operator who asked for it, never for logs.
func (a Address) String() string { return a.Channel + ":" + a.ID }

// Partition is the part that the address belongs to, for ever.
func (a Address) Partition() Partition { return Partition(a.hash() % Partitions) }

func (a Address) hash() uint64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(a.Channel))
	_, _ = h.Write([]byte{':'})
	_, _ = h.Write([]byte(a.ID))
	return uint64(h.Sum32())
}

// LogValue keeps the id out of logs.
func (a Address) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("channel", a.Channel),
		slog.Int("partition", int(a.Partition())),
	)
}
