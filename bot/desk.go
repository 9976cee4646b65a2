package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
)

// Poster is a Channel that staff work on, such as Slack: a face of the desk. Its Address is
// a staff channel, "slack:C0…", or somebody's own talk with the bot, "slack:D0…".
type Poster interface {
	Channel
	// Post makes one call to the network, under the terms of Send, and gives what the
	// network calls the message, also when it replaced one.
	Post(ctx context.Context, to Address, p desk.Post) (MessageID, error)
	// Acts reads an update as what staff did at the desk, in order; none is something that
	// concerns nobody. ok is false when it is talk, for Decode. It is pure. An error parks the
	// update.
	Acts(e Entry) (acts []desk.Act, ok bool, err error)
}

// ErrNoRequest: there is no such request, or it was erased.
var ErrNoRequest = errors.New("no such request")

// Desk is what faces read and how they act: see [Engine.Desk].
type Desk struct{ engine *Engine }

// Desk gives the desk as its faces see it, whoever owns the partitions.
func (e *Engine) Desk() Desk { return Desk{e} }

// NewDesk makes an entry of what staff did to a request. The id tells a repeat from
// something new.
func NewDesk(id uint64, request string, ev desk.Event, at time.Time) Entry {
	return Entry{Kind: Event, ID: id, To: requestAddress(request), At: at,
		Body: event{Kind: deskEvent, At: at, Desk: &ev}.encode()}
}

// deskEvent is the kind of an event between the desk's parts; the dialogue never sees it.
const deskEvent dialogue.Kind = "desk_event"

func requestAddress(id string) Address { return Address{Channel: desk.RequestChannel, ID: id} }

func partnerAddress(id string) Address { return Address{Channel: desk.PartnerChannel, ID: id} }

// Request gives a request as it is.
func (d Desk) Request(ctx context.Context, id string) (desk.Request, error) {
	var r desk.Request
	ok, err := d.engine.deskRecord(ctx, Key{Owner: requestAddress(id), Family: FamilyDesk}, &r)
	if err == nil && !ok {
		err = ErrNoRequest
	}
	return r, err
}

// Lines gives the lines of a request's thread after a number, oldest first; limit 0 is all.
// Lines of an earlier partner, up to Request.From, are left out.
func (d Desk) Lines(ctx context.Context, id string, after uint64, limit int) ([]desk.Line, error) {
	r, err := d.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	var lines []desk.Line
	from := ""
	if after = max(after, r.From); after > 0 {
		from = lineKey(id, after).Key
	}
	for record, err := range d.engine.store.Scan(ctx, requestAddress(id), FamilyThread, from, limit) {
		if err != nil {
			return nil, fmt.Errorf("thread: %w", err)
		}
		var line desk.Line
		if err := json.Unmarshal(record.Value, &line); err != nil {
			return nil, fmt.Errorf("line of %d bytes: %T", len(record.Value), err)
		}
		line.N, _ = strconv.ParseUint(record.Key.Key, 10, 64)
		lines = append(lines, line)
	}
	return lines, nil
}

// Preview gives a reply as its person would read it now, word for word: it is said as the
// engine would say it, and goes nowhere.
func (d Desk) Preview(ctx context.Context, id string, by desk.Staff, text string) (string, error) {
	r, err := d.Request(ctx, id)
	if err != nil {
		return "", err
	}
	address, err := ParseAddress(r.Person)
	if err != nil {
		return "", err
	}
	who := person{address: address}
	if _, err := d.engine.deskRecord(ctx, address.sessionKey(), &who); err != nil {
		return "", err
	}
	news := desk.News{What: desk.SayReply, Request: r.Local, By: by.First(), Partner: r.Partner, Text: strings.TrimSpace(text)}
	_, turn, err := d.engine.decide(&who, dialogue.Message{At: d.engine.now(), Kind: dialogue.Desk, Desk: &news, Channel: address.Channel})
	if err != nil {
		return "", err
	}
	var said []string
	for _, reply := range turn.Replies {
		said = append(said, reply.Text)
	}
	return strings.Join(said, "\n\n"), nil
}

// Board gives a partner's board; one that never had a request is empty.
func (d Desk) Board(ctx context.Context, partner string) (desk.Board, error) {
	b := desk.Board{Partner: partner}
	_, err := d.engine.deskRecord(ctx, Key{Owner: partnerAddress(partner), Family: FamilyDesk}, &b)
	return b, err
}

// Rows gives those of a list of a partner's board that fit, in its order; limit 0 is all. They may
// be a moment ahead of the board's counts, or behind.
func (d Desk) Rows(ctx context.Context, partner string, list desk.List, limit int, fits func(desk.Row) bool) ([]desk.Row, error) {
	most := limit
	if fits != nil {
		most = 0
	}
	var rows []desk.Row
	for record, err := range d.engine.store.Scan(ctx, partnerAddress(partner), FamilyDesk, string(list), most) {
		if err != nil {
			return nil, fmt.Errorf("board: %w", err)
		}
		if !list.Has(desk.Slot(record.Key.Key)) {
			break
		}
		var row desk.Row
		if err := json.Unmarshal(record.Value, &row); err != nil {
			return nil, fmt.Errorf("row of %d bytes: %T", len(record.Value), err)
		}
		if fits != nil && !fits(row) {
			continue
		}
		if rows = append(rows, row); len(rows) == limit {
			break
		}
	}
	return rows, nil
}

// Act does something to a request and waits until it is durable. The id tells a repeat
// (a form submitted twice) from something new; 0 is something new. ErrNoRequest if there is none; whether
// it was refused is in the outcome. On another error it may still happen later.
func (d Desk) Act(ctx context.Context, id uint64, request string, ev desk.Event) (desk.Outcome, error) {
	if id == 0 {
		id = rand.Uint64()
	}
	entry := NewDesk(id, request, ev, d.engine.now())
	if d.engine.parts[entry.To.Partition()].Load() == nil {
		return d.actElsewhere(ctx, entry)
	}
	answer, err := d.engine.Ask(ctx, entry)
	if err != nil {
		return desk.Outcome{}, err
	}
	if answer.Desk != nil {
		return *answer.Desk, nil
	}
	return d.outcome(ctx, entry)
}

// actPoll is how often the state is looked at for what another process does.
const actPoll = 50 * time.Millisecond

// actElsewhere hands an act to the process that owns the request.
func (d Desk) actElsewhere(ctx context.Context, entry Entry) (desk.Outcome, error) {
	if err := d.engine.Receive(ctx, entry); err != nil {
		return desk.Outcome{}, err
	}
	for {
		outcome, err := d.outcome(ctx, entry)
		if err == nil || !errors.Is(err, errUnderWay) {
			return outcome, err
		}
		select {
		case <-time.After(actPoll):
		case <-ctx.Done():
			return desk.Outcome{}, ctx.Err()
		}
	}
}

var errUnderWay = errors.New("not handled yet")

// outcome reads how an event of staff ended.
func (d Desk) outcome(ctx context.Context, entry Entry) (desk.Outcome, error) {
	r, err := d.Request(ctx, entry.To.ID)
	if err != nil {
		return desk.Outcome{Event: entry.ID, Refusal: desk.IsGone}, err
	}
	for _, o := range r.Outcomes {
		if o.Event == entry.ID {
			return o, nil
		}
	}
	return desk.Outcome{}, errUnderWay
}

// deskRecord reads a record of the desk; false is none.
func (e *Engine) deskRecord(ctx context.Context, k Key, into any) (bool, error) {
	records, err := e.store.Get(ctx, k)
	if err != nil {
		return false, fmt.Errorf("desk: %w", err)
	}
	if len(records) == 0 {
		return false, nil
	}
	if err := json.Unmarshal(records[0].Value, into); err != nil {
		return false, fmt.Errorf("desk record of %d bytes: %T", len(records[0].Value), err)
	}
	return true, nil
}

// lineKey sorts bytewise as the numbers do.
func lineKey(request string, n uint64) Key {
	return Key{Owner: requestAddress(request), Family: FamilyThread, Key: fmt.Sprintf("%012d", n)}
}
