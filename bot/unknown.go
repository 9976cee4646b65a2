package bot

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// Kinds of events about what was not understood.
const (
	unknownSaid    dialogue.Kind = "unknown_said"    // to a group: who said it, or is gone
	unknownGroup   dialogue.Kind = "unknown_group"   // to the board: a group as it is now
	unknownDecided dialogue.Kind = "unknown_decided" // to the board: what staff say of a group
)

// note is a message that was not understood, a record of the person who wrote it.
type note struct {
	At    time.Time `json:"at"`
	Text  string    `json:"text"`
	Group string    `json:"group"` // where it is counted
	As    string    `json:"as"`    // the pseudonym it is counted under: the key may have changed since

	key Key
}

// notesPerDay is how many messages of a person are counted, a day.
const notesPerDay = 10

// noted counts a person's notes of a day. Not zero, there may be some.
type noted struct {
	Day   int64 `json:"d,omitempty"` // Unix
	Count int   `json:"n,omitempty"`
}

func groupAddress(id string) Address { return Address{Channel: desk.UnknownChannel, ID: id} }

var unknownBoard = groupAddress(desk.UnknownBoard)

// groupKey is the record of a group.
func groupKey(a Address) Key { return Key{Owner: a, Family: FamilyUnknown} }

// pseudonym is who somebody is to a group. Without the key nobody can tell.
func (e *Engine) pseudonym(who Address) string {
	mac := hmac.New(sha256.New, e.key)
	_, _ = mac.Write([]byte("unknown\x00" + who.String()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}

// note keeps a message that was not understood, and has its group count who wrote it.
func (p *partition) note(w *work, e Entry, m dialogue.Message, effects dialogue.Effects) {
	who := w.person
	if effects.Withdraw {
		p.withdraw(w, e, who.notes)
		who.notes, who.Noted = nil, noted{}
	}
	if len(effects.Unknown) == 0 || len(p.engine.key) == 0 {
		return
	}
	if day := e.At.Unix() / 86400; who.Noted.Day != day {
		who.Noted = noted{Day: day}
	}
	if who.Noted.Count >= notesPerDay {
		return
	}
	who.Noted.Count++
	n := note{At: e.At, Text: m.Text, Group: desk.GroupID(effects.Unknown), As: p.engine.pseudonym(who.address)}
	value, err := json.Marshal(n)
	if err != nil {
		p.log.Error("what was not understood is not kept", "error", err)
		return
	}
	w.set(Key{Owner: who.address, Family: FamilyUnknown, Key: e.At.UTC().Format(time.DateOnly) + fmt.Sprintf("/%02d", who.Noted.Count)}, value)
	p.forward(w, deliveryID(e, "unknown", 0), groupAddress(n.Group), event{Kind: unknownSaid, At: e.At, Saying: &desk.Saying{
		Person: n.As, Stems: effects.Unknown, At: e.At.Unix(),
	}})
}

// readNotes has the notes of a person at hand that are to go.
func (p *partition) readNotes(ctx context.Context, s *step, who *person) error {
	who.notes = nil
	if who.Noted == (noted{}) {
		return nil
	}
	// They are read from the store, so what this step did so far must be there.
	if err := p.flush(ctx, s); err != nil {
		return err
	}
	for r, err := range p.engine.store.Scan(ctx, who.address, FamilyUnknown, "", 0) {
		if err != nil {
			return fmt.Errorf("what was not understood: %w", err)
		}
		n := note{key: r.Key}
		if err := json.Unmarshal(r.Value, &n); err != nil {
			p.log.Error("what was not understood cannot be read", "error", fmt.Sprintf("%T", err))
		}
		who.notes = append(who.notes, n)
	}
	return nil
}

// withdraw takes notes back, and their person out of the groups that counted them.
func (p *partition) withdraw(w *work, e Entry, notes []note) {
	var told []string
	for _, n := range notes {
		if !w.erase {
			w.set(n.key, nil)
		}
		if n.Group == "" || slices.Contains(told, n.Group) {
			continue
		}
		told = append(told, n.Group)
		id := deliveryID(e, "unsaid", len(told))
		// Under a name of its own, lest a second erasure take it back before it has left.
		owner := nearby(string(id), groupAddress, e.To.Partition())
		w.queue = append(w.queue, &Delivery{
			ID: id, Owner: owner, To: groupAddress(n.Group), Class: ClassEvent,
			Body: event{Kind: unknownSaid, At: e.At, Saying: &desk.Saying{Person: n.As, At: e.At.Unix(), Gone: true}}.encode(),
		})
	}
}

// handleUnknown takes an event of a group or of the board.
func (p *partition) handleUnknown(ctx context.Context, s *step, who *person, e Entry, v event) error {
	switch {
	case e.To == unknownBoard && v.Kind == unknownGroup && v.Group != nil:
		board, key, err := p.unknowns(ctx)
		if err != nil {
			return err
		}
		if now := board.Apply(*v.Group); !slices.EqualFunc(now.Rows, board.Rows, func(a, b desk.UnknownRow) bool { return a.Stamp == b.Stamp && a.Group == b.Group }) {
			setDesk(p, s.about(who), key, &now)
		}
		return nil
	case e.To == unknownBoard && v.Kind == unknownDecided && v.Decide != nil:
		return p.decided(ctx, s, who, e, *v.Decide)
	case e.To != unknownBoard && v.Kind == unknownSaid && v.Saying != nil:
		group, err := deskRecord[desk.Group](ctx, p, groupKey(e.To))
		if err != nil {
			return err
		}
		var before desk.Group
		if group != nil {
			before = *group
		}
		p.regroup(s.about(who), e, before, before.Hear(*v.Saying).Trim(e.At))
		return nil
	}
	p.park(s, who, e, fmt.Errorf("what was not understood knows no events of kind %q", v.Kind))
	return nil
}

// regroup makes a group what it is now, and tells the board if it shows.
func (p *partition) regroup(w *work, cause Entry, before, now desk.Group) {
	now, news := now.Changed(before, w.person.address.ID, cause.At)
	if len(now.People) == 0 {
		setDesk[desk.Group](p, w, groupKey(w.person.address), nil)
	} else {
		setDesk(p, w, groupKey(w.person.address), &now)
	}
	if news != nil {
		p.forward(w, deliveryID(cause, "group", 0), unknownBoard, event{Kind: unknownGroup, At: cause.At, Group: news})
	}
}

// trimGroup leaves those out of a group who said it too long ago.
func (p *partition) trimGroup(ctx context.Context, s *step, who *person, now time.Time) error {
	group, err := deskRecord[desk.Group](ctx, p, groupKey(who.address))
	if err != nil || group == nil {
		return err
	}
	cause := Entry{To: who.address, ID: uint64(now.UnixNano()), At: now}
	p.regroup(s.about(who), cause, *group, group.Trim(now))
	return nil
}

// unknowns is the board, in its own partition.
func (p *partition) unknowns(ctx context.Context) (desk.Unknowns, Key, error) {
	key := Key{Owner: unknownBoard, Family: FamilyDesk}
	board, err := deskRecord[desk.Unknowns](ctx, p, key)
	if board == nil {
		board = new(desk.Unknowns)
	}
	return *board, key, err
}

// examplesFrom is where the keys of examples begin, among those of the board.
const examplesFrom = "e/"

// decided takes up what staff say of a group.
func (p *partition) decided(ctx context.Context, s *step, who *person, e Entry, d desk.Decision) error {
	board, key, err := p.unknowns(ctx)
	if err != nil {
		return err
	}
	row, _ := board.Row(d.Group)
	now, example, outcome := board.Decide(d)
	s.seen(who, e)
	w := s.about(who)
	outcome.Event = e.ID
	if outcome.Refusal == "" {
		setDesk(p, w, key, &now)
		switch {
		case example != nil:
			value, err := json.Marshal(example)
			if err != nil {
				return fmt.Errorf("encode an example: %w", err)
			}
			w.set(Key{Owner: unknownBoard, Family: FamilyDesk, Key: examplesFrom + example.ID}, value)
		case d.Verdict == desk.Withdraw:
			w.set(Key{Owner: unknownBoard, Family: FamilyDesk, Key: examplesFrom + d.Example}, nil)
		case d.Verdict == desk.Ask:
			p.askHuman(w, e, row, d)
		}
	}
	p.reach(s, e, Answer{Desk: &outcome})
	return nil
}

// askHuman has the channel of who asks told of a group.
func (p *partition) askHuman(w *work, e Entry, row desk.UnknownRow, d desk.Decision) {
	rules := p.engine.rules.Load()
	if rules == nil {
		return
	}
	to, err := ParseAddress(rules.Channel(d.By.Partner))
	if err != nil {
		return // the web desk alone: it shows there
	}
	text := fmt.Sprintf("%d personnes ont écrit un message que le bot ne comprend pas, avec ces mots : %s. %s demande ce qu’elles veulent dire. Qui sait le rattache sous « Phrases non comprises ».",
		row.People, strings.Join(row.Stems, " · "), cmp.Or(d.By.Name, "Quelqu’un"))
	p.forward(w, deliveryID(e, "ask", 0), to, event{Kind: deskPost, At: d.At, Post: &desk.Post{Kind: desk.PostNotice, Text: text}})
}

// Unknowns gives the groups of messages that were not understood, of at least desk.Few people each.
func (d Desk) Unknowns(ctx context.Context) (desk.Unknowns, error) {
	var u desk.Unknowns
	_, err := d.engine.deskRecord(ctx, Key{Owner: unknownBoard, Family: FamilyDesk}, &u)
	return u, err
}

// Examples gives the sentences that staff wrote, oldest first.
func (d Desk) Examples(ctx context.Context) ([]desk.Example, error) {
	return StoredExamples(ctx, d.engine.store)
}

// StoredExamples is [Desk.Examples] for who has no engine yet.
func StoredExamples(ctx context.Context, s Store) ([]desk.Example, error) {
	var all []desk.Example
	for r, err := range s.Scan(ctx, unknownBoard, FamilyDesk, examplesFrom, 0) {
		if err != nil {
			return nil, fmt.Errorf("examples: %w", err)
		}
		if !strings.HasPrefix(r.Key.Key, examplesFrom) {
			break
		}
		var e desk.Example
		if err := json.Unmarshal(r.Value, &e); err != nil {
			return nil, fmt.Errorf("an example of %d bytes: %T", len(r.Value), err)
		}
		all = append(all, e)
	}
	return all, nil
}

// Decide makes durable what a member of staff says of a group. The id tells a repeat from something new; 0
// is something new. An error that is a *RefusedError tells why it cannot be taken, in words for them; on another
// one it may still happen later.
func (d Desk) Decide(ctx context.Context, id uint64, x desk.Decision) error {
	if x.At.IsZero() {
		x.At = d.engine.now()
	}
	if id == 0 {
		id = rand.Uint64()
	}
	if err := d.fits(ctx, &x); err != nil {
		return err
	}
	x.ID = x.At.UTC().Format("20060102T150405") + "-" + strconv.FormatUint(id, 36)
	answer, err := d.engine.Ask(ctx, Entry{Kind: Event, ID: id, To: unknownBoard, At: x.At,
		Body: event{Kind: unknownDecided, At: x.At, Decide: &x}.encode()})
	if err != nil || answer.Desk == nil {
		return err // a repeat was taken up before
	}
	switch answer.Desk.Refusal {
	case "":
		return nil
	case desk.Taken:
		return &RefusedError{cmp.Or(answer.Desk.By.Name, "Quelqu’un") + " a déjà décidé de cette phrase."}
	}
	return &RefusedError{"Cette phrase n’est plus dans la liste : moins de trois personnes l’ont écrite ces trente derniers jours."}
}

// fits checks a decision before it is taken up.
func (d Desk) fits(ctx context.Context, x *desk.Decision) error {
	switch x.Verdict {
	case desk.Ask, desk.Drop, desk.Withdraw:
		return nil
	case desk.Attach:
	default:
		return errors.New("no such verdict")
	}
	u := d.engine.rules.Load()
	if u == nil || u.Understanding() == nil {
		return &RefusedError{"Les exemples ne peuvent pas être écrits ici."}
	}
	board, err := d.Unknowns(ctx)
	if err != nil {
		return err
	}
	row, _ := board.Row(x.Group) // one that is gone is told by the board
	x.Example = strings.Join(strings.Fields(x.Example), " ")
	if why := u.Understanding().Refuse(x.Example, x.Intent, row.Stems); why != "" {
		return &RefusedError{why}
	}
	return nil
}
