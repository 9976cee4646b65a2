package bot

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

const (
	// ringAge is how long an id is remembered whatever their number: networks
	// offer what was not confirmed again for a day (Telegram: 24 h).
	ringAge = 24 * time.Hour
	// ringMin is how many are remembered whatever their age, so that what waited
	// over a long silence is still known.
	ringMin = 128
)

// ring remembers the ids of the entries that a person's turns were made of.
// It is kept encoded, as it is stored: per entry the hour and the id, each as
// a signed varint relative to the entry before, so a new id is appended in a few
// bytes and nothing is decoded to write it.
type ring struct {
	data []byte
	n    int
	last seen
}

type seen struct {
	hour int64
	id   uint64
}

// has tells whether the id was added and is still remembered.
func (r *ring) has(id uint64) bool {
	var s seen
	for rest := r.data; len(rest) > 0; {
		rest = s.next(rest)
		if s.id == id {
			return true
		}
	}
	return false
}

// add remembers an id that came at a time, and forgets what is older than
// ringAge once more than ringMin are held. The age is counted in whole
// hours, so ids stay up to an hour longer.
func (r *ring) add(id uint64, at time.Time) {
	s := seen{hour: at.Unix() / 3600, id: id}
	r.data = binary.AppendVarint(r.data, s.hour-r.last.hour)
	r.data = binary.AppendVarint(r.data, int64(s.id-r.last.id))
	r.last, r.n = s, r.n+1
	r.forget(s.hour-int64(ringAge/time.Hour), ringMin)
}

// addBusy is add for an address of the desk, which hears of many: a staff channel of everything
// that is posted there. What it hears comes again within minutes or after the stop of a process,
// so an hour is remembered and 1,024 ids, at most 4,096.
func (r *ring) addBusy(id uint64, at time.Time) {
	r.add(id, at)
	r.forget(r.last.hour-1, busyMin)
	if r.n >= busyMax {
		r.forget(r.last.hour+1, busyMax*3/4) // a quarter at a time, as dropping copies the rest
	}
}

const (
	busyMin = 1024
	busyMax = 4096
)

// forget drops the oldest ids that came before an hour, down to a number.
func (r *ring) forget(before int64, least int) {
	var s seen
	rest, n := r.data, r.n
	for n > least {
		after := s.next(rest)
		if s.hour >= before {
			break
		}
		rest, n = after, n-1
	}
	if n == r.n {
		return
	}
	// What follows is relative to the last one dropped: the new first becomes absolute.
	s = seen{}
	for d := r.data; len(d) > len(rest); {
		d = s.next(d)
	}
	rest = s.next(rest)
	data := make([]byte, 0, len(rest)+24)
	data = binary.AppendVarint(data, s.hour)
	data = binary.AppendVarint(data, int64(s.id))
	r.data, r.n = append(data, rest...), n
}

// next moves on to the entry that data starts with and returns what follows.
func (s *seen) next(data []byte) []byte {
	hour, a := binary.Varint(data)
	id, b := binary.Varint(data[max(a, 0):])
	if a <= 0 || b <= 0 {
		return nil // cannot be: unmarshalling checked the whole
	}
	s.hour += hour
	s.id += uint64(id)
	return data[a+b:]
}

// MarshalJSON gives the encoded form in base64.
func (r ring) MarshalJSON() ([]byte, error) { return json.Marshal(r.data) }

// UnmarshalJSON reads it back and checks it.
func (r *ring) UnmarshalJSON(text []byte) error {
	var data []byte
	if err := json.Unmarshal(text, &data); err != nil {
		return err
	}
	out := ring{data: slices.Clip(data)}
	for rest := data; len(rest) > 0; out.n++ {
		if rest = out.last.next(rest); rest == nil {
			return fmt.Errorf("ring of %d bytes breaks off", len(data))
		}
	}
	*r = out
	return nil
}

// IsZero leaves an empty ring out of the record.
func (r ring) IsZero() bool { return r.n == 0 }
