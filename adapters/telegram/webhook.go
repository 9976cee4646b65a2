package telegram

import (
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"time"

	"potentiels/bot"
)

// maxUpdate bounds the body of a webhook call. Telegram's largest updates are
// messages of 4,096 characters with entities: well under 100 KB.
const maxUpdate = 1 << 20

// pending is an update on its way from a webhook call to the store.
type pending struct {
	id    int64 // update_id; 0 for what is no update
	entry bot.Entry
	came  time.Time
	done  chan error // capacity 1: whether it was stored
}

// Handler serves the webhook. A call is answered 200 only once its update is
// stored; any other answer makes Telegram send it again.
func (c *Channel) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "POST only", http.StatusMethodNotAllowed)
			return
		}
		given := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
		if subtle.ConstantTimeCompare([]byte(given), []byte(c.opts.WebhookSecret)) != 1 {
			c.Stats.Refused.Add(1)
			http.Error(w, "wrong secret", http.StatusUnauthorized)
			return
		}
		c.calls.Do(func() { close(c.called) })
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
		if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
			// It will never get smaller: taking it once and parking its head beats being
			// sent it for a day.
			raw, err = raw[:min(len(raw), 1024)], nil
			c.opts.Log.Warn("telegram: an update over the limit was cut and will be parked", "limit", tooLarge.Limit)
		}
		if err != nil {
			http.Error(w, "body cut off", http.StatusBadRequest)
			return
		}
		entry, h := c.entry(raw, time.Now())
		p := &pending{id: h.UpdateID, entry: entry, done: make(chan error, 1)}
		if err := c.submit(r, p); err != nil {
			http.Error(w, "not stored, send it again", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusOK)
		c.answerPress(r.Context(), h)
	})
}

var errNotReceiving = errors.New("telegram: not receiving yet")

// receivingWait is how long a webhook call waits for Run to take it; a start or a
// stop is shorter, and Telegram comes back.
const receivingWait = 5 * time.Second

func (c *Channel) submit(r *http.Request, p *pending) error {
	timer := time.NewTimer(receivingWait)
	defer timer.Stop()
	select {
	case c.hook <- p:
	case <-r.Context().Done():
		return r.Context().Err()
	case <-timer.C:
		return errNotReceiving
	}
	select {
	case err := <-p.done:
		return err
	case <-r.Context().Done():
		return r.Context().Err()
	}
}
