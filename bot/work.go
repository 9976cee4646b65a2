package bot

import (
	"log/slog"
	"slices"
	"time"
)

// work is what a step does about one person; assembled into the batch at its end.
// A record set twice, or a delivery queued and cancelled, leaves the last word only,
// since a batch applies its fields in an order of its own.
type work struct {
	person  *person
	changed bool // the session is to be written
	erase   bool
	records []change
	pruned  Key
	queue   []*Delivery
	settle  []DeliveryID
	wake    bool // the history of a puller's person has grown
}

// change is a record to write, or to delete when there is no value.
type change struct {
	key   Key
	value []byte
}

// set writes a record, or deletes it when value is nil.
func (w *work) set(k Key, value []byte) {
	for i := range w.records {
		if w.records[i].key == k {
			w.records[i].value = value
			return
		}
	}
	w.records = append(w.records, change{k, value})
}

// cancel takes a delivery back, queued in this step or before.
func (w *work) cancel(id DeliveryID) {
	n := len(w.queue)
	w.queue = slices.DeleteFunc(w.queue, func(d *Delivery) bool { return d.ID == id })
	if len(w.queue) == n {
		w.settle = append(w.settle, id)
	}
}

// eraseAll removes everything of the person, what this step did included.
func (w *work) eraseAll() {
	w.erase = true
	w.records, w.queue, w.pruned = nil, nil, Key{}
}

// step is a batch in the making.
type step struct {
	works   []*work
	settle  []DeliveryID
	queue   []*Delivery // that nobody's turn caused: how calls ended
	update  []Delivery
	trim    Cursor
	ended   []*chat // whose calls are over once this is durable
	granted []*chat // campaign calls that may begin once this is durable
	answers []reached
	tell    bool        // of the entry in hand: its answer may be waited for by another process
	arrived []time.Time // when the entries came, for those who measure
}

// about gives the work of a person in this step.
func (s *step) about(p *person) *work {
	if p.work == nil {
		p.work = &work{person: p}
		s.works = append(s.works, p.work)
	}
	return p.work
}

// empty tells that there is nothing to commit.
func (s *step) empty() bool {
	return len(s.works) == 0 && len(s.settle) == 0 && len(s.queue) == 0 && len(s.update) == 0 && s.trim == 0
}

// batch assembles what the step did.
func (s *step) batch(log *slog.Logger) Batch {
	b := Batch{Settle: s.settle, Update: s.update, Trim: s.trim}
	for _, d := range s.queue {
		b.Queue = append(b.Queue, *d)
	}
	for _, w := range s.works {
		if w.erase {
			b.Erase = append(b.Erase, w.person.address)
		}
		for _, c := range w.records {
			if c.value == nil {
				b.Delete = append(b.Delete, c.key)
			} else {
				b.Put = append(b.Put, Record{Key: c.key, Value: c.value})
			}
		}
		if w.pruned.Key != "" {
			b.Prune = append(b.Prune, w.pruned)
		}
		if w.changed {
			if record, err := w.person.record(); err != nil {
				log.Error("a session is not kept", "error", err)
			} else {
				b.Put = append(b.Put, record)
			}
		}
		b.Settle = append(b.Settle, w.settle...)
		for _, d := range w.queue {
			b.Queue = append(b.Queue, *d)
			b.Queue[len(b.Queue)-1].reply = nil
		}
	}
	return b
}
