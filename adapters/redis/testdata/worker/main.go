// Command worker is an engine on Redis whose only channel is a fake network behind HTTP. Tests
// kill it. The dialogue counts a person's messages; its answer to the text N is
// "N K", K being how many it has counted: where they differ, something was lost, repeated
// or applied twice.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"potentiels/adapters/redis"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

func main() {
	store := flag.String("store", "", "address of Redis")
	network := flag.String("network", "", "address of the fake network")
	owner := flag.String("owner", "", "see bot.Options")
	lease := flag.Duration("lease", time.Second, "see bot.Options")
	rate := flag.Float64("rate", 0, "campaign messages a second, of all workers")
	chatRate := flag.Float64("chat-rate", 1e6, "see bot.Options")
	chatBurst := flag.Int("chat-burst", 1000, "see bot.Options")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	s, err := redis.Open(ctx, *store, redis.Options{Log: logger, Waiting: func(err error) {
		logger.Warn("no store", "error", err)
	}})
	if err != nil {
		log.Fatal(err)
	}
	n := &channel{url: *network, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}}
	o := bot.Options{
		Store: s, Next: count, Channels: []bot.Channel{n}, Log: logger,
		ChatRate: *chatRate, ChatBurst: *chatBurst, Lease: *lease, Owner: *owner,
	}
	if *rate > 0 {
		o.Budget = s.Budget("net", *rate)
	}
	e := bot.New(o)
	if err := e.Run(ctx); err != nil {
		log.Fatal(err)
	}
	if err := s.Close(); err != nil {
		log.Fatal(err)
	}
}

func count(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
	s.Profile.Age++
	return s, dialogue.Turn{Replies: []dialogue.Reply{{Text: fmt.Sprintf("%s %d", m.Text, s.Profile.Age)}}}
}

// update is what the network gives.
type update struct {
	ID   uint64 `json:"id"`
	Chat string `json:"chat"`
	N    int    `json:"n"`
}

type channel struct {
	url    string
	client *http.Client
}

func (c *channel) Name() string    { return "net" }
func (c *channel) Exclusive() bool { return true }

func (c *channel) Run(ctx context.Context, receive bot.Receive) error {
	var offset uint64
	for ctx.Err() == nil {
		next, err := c.poll(ctx, offset, receive)
		if err == nil {
			offset = next
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func (c *channel) poll(ctx context.Context, offset uint64, receive bot.Receive) (uint64, error) {
	body, err := c.get(ctx, fmt.Sprintf("%s/updates?offset=%d&from=%d", c.url, offset, os.Getpid()))
	if err != nil {
		return 0, err
	}
	var updates []update
	if err := json.Unmarshal(body, &updates); err != nil {
		return 0, err
	}
	entries := make([]bot.Entry, len(updates))
	for i, u := range updates {
		raw, err := json.Marshal(u)
		if err != nil {
			return 0, err
		}
		entries[i] = bot.Entry{Kind: bot.Update, ID: u.ID, To: bot.Address{Channel: "net", ID: u.Chat}, Body: raw}
		offset = u.ID + 1
	}
	return offset, receive(ctx, entries...)
}

func (c *channel) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return c.do(req)
}

func (c *channel) do(req *http.Request) ([]byte, error) {
	res, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode == http.StatusTooManyRequests {
		return nil, &bot.SendError{Kind: bot.Throttled, After: time.Second, Err: errors.New("too many")}
	}
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", res.StatusCode)
	}
	return body, err
}

// Decode dates the messages of a person a second apart, so that none is one too many.
func (c *channel) Decode(e bot.Entry) (dialogue.Message, error) {
	var u update
	if err := json.Unmarshal(e.Body, &u); err != nil {
		return dialogue.Message{}, err
	}
	return dialogue.Message{At: time.Unix(1_790_000_000+int64(u.N), 0), Kind: dialogue.Text, Text: fmt.Sprint(u.N)}, nil
}

func (c *channel) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	form := url.Values{"chat": {to.ID}, "text": {r.Text}, "from": {strconv.Itoa(os.Getpid())}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/send", bytes.NewBufferString(form))
	if err != nil {
		return "", &bot.SendError{Kind: bot.Rejected, Err: err}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, err := c.do(req); err != nil {
		if failure, ok := errors.AsType[*bot.SendError](err); ok {
			return "", failure
		}
		return "", &bot.SendError{Kind: bot.Temporary, Err: err}
	}
	return "1", nil
}
