package telegramtest

import (
	"context"
	"net/http"
	"time"
)

// Insist has an update delivered to the webhook until it is taken, after those of
// the same chat that were given before it: Telegram's webhooks are in order within a
// chat and parallel across chats. It returns at once.
func (n *Network) Insist(ctx context.Context, chat, id int64) {
	n.mu.Lock()
	before := n.queues[chat]
	done := make(chan struct{})
	n.queues[chat] = done
	n.mu.Unlock()
	go func() {
		defer close(done)
		if before != nil {
			select {
			case <-before:
			case <-ctx.Done():
				return
			}
		}
		again := time.NewTicker(20 * time.Millisecond)
		defer again.Stop()
		for ctx.Err() == nil {
			if n.Webhook() != "" {
				if status, err := n.Deliver(ctx, id); err == nil && status == http.StatusOK {
					return
				}
			}
			select {
			case <-again.C:
			case <-ctx.Done():
			}
		}
	}()
}
