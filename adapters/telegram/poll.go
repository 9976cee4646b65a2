package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"potentiels/bot"
)

// maxAnswer bounds an answer of getUpdates: 100 updates of ordinary size are a
// twentieth of it.
const maxAnswer = 32 << 20

// poll asks for updates for as long as ctx lives. The offset is not kept over a
// restart: a start asks without one, what was stored but not confirmed comes
// again, and the engine drops what it already handled.
func (c *Channel) poll(ctx context.Context, receive bot.Receive) error {
	offset, attempt := int64(0), 0
	for ctx.Err() == nil {
		raws, err := c.getUpdates(ctx, offset)
		if err == nil && len(raws) > 0 {
			var next int64
			next, err = c.take(ctx, raws, receive)
			if err == nil && next > 0 {
				offset = next
			}
		}
		if err == nil {
			attempt = 0
			continue
		}
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, errRevoked) {
			return err
		}
		wait := bot.Reconnect(attempt)
		attempt++
		if flood, ok := errors.AsType[*floodError](err); ok {
			wait = flood.after
		}
		c.opts.Log.Warn("telegram: receiving failed, will try again", "error", err, "wait", wait)
		if !bot.Pause(ctx, wait) {
			return nil
		}
	}
	return nil
}

// take stores a batch and then answers the presses in it. It returns the offset
// that confirms the batch.
func (c *Channel) take(ctx context.Context, raws []json.RawMessage, receive bot.Receive) (int64, error) {
	entries := make([]bot.Entry, len(raws))
	heads := make([]head, len(raws))
	next := int64(0)
	for i, raw := range raws {
		entries[i], heads[i] = c.entry(raw, time.Now())
		if id := heads[i].UpdateID; id > 0 {
			next = max(next, id+1)
		}
	}
	if err := receive(ctx, entries...); err != nil {
		return 0, fmt.Errorf("store updates: %w", err)
	}
	for _, h := range heads {
		c.answerPress(ctx, h)
	}
	return next, nil
}

// floodError is a 429 of getUpdates.
type floodError struct{ after time.Duration }

func (e *floodError) Error() string { return fmt.Sprintf("asked to wait %v", e.after) }

func (c *Channel) getUpdates(ctx context.Context, offset int64) ([]json.RawMessage, error) {
	allowed, err := json.Marshal(allowedUpdates)
	if err != nil {
		return nil, err
	}
	form := url.Values{
		"timeout":         {strconv.Itoa(pollSeconds)},
		"limit":           {"100"},
		"allowed_updates": {string(allowed)},
	}
	if offset > 0 {
		form.Set("offset", strconv.FormatInt(offset, 10))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet,
		c.opts.APIURL+"/bot"+c.opts.Token+"/getUpdates?"+form.Encode(), nil)
	if err != nil {
		return nil, errors.New("the address of the Bot API is not valid")
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, c.scrub(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read updates: %w", err)
	}
	var answer struct {
		OK         bool              `json:"ok"`
		Result     []json.RawMessage `json:"result"`
		ErrorCode  int               `json:"error_code"`
		Parameters struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("getUpdates: HTTP %d without a JSON answer", resp.StatusCode)
	}
	if answer.OK {
		return answer.Result, nil
	}
	switch answer.ErrorCode {
	case http.StatusUnauthorized, http.StatusNotFound:
		return nil, errRevoked
	case http.StatusTooManyRequests:
		return nil, &floodError{time.Duration(max(answer.Parameters.RetryAfter, 1)) * time.Second}
	case http.StatusConflict:
		return nil, errors.New("another program receives with this token, or a webhook is set")
	default:
		return nil, fmt.Errorf("getUpdates: error %d", answer.ErrorCode)
	}
}
