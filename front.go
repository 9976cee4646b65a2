package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/slack"
	"potentiels/adapters/telegram"
	"potentiels/bot"
)

// front is what answers on LISTEN_ADDR. A call that comes during the start waits for its end: who is turned
// away comes back much later, Telegram after two seconds and more. While a store is waited for, callers are told so.
type front struct {
	handler atomic.Pointer[http.Handler]
	waiting atomic.Pointer[string] // why
	opened  chan struct{}          // closed when there is a handler
}

// startPatience is how long a call waits for the end of the start.
const startPatience = 5 * time.Second

func newFront() *front { return &front{opened: make(chan struct{})} }

// open has a handler answer from now on.
func (f *front) open(h http.Handler) {
	f.handler.Store(&h)
	close(f.opened)
}

// await tells whether there is a handler, within what a start takes.
func (f *front) await(ctx context.Context) bool {
	if f.waiting.Load() == nil {
		patience := time.NewTimer(startPatience)
		defer patience.Stop()
		select {
		case <-f.opened:
		case <-ctx.Done():
		case <-patience.C:
		}
	}
	return f.handler.Load() != nil
}

// wait notes why there is nothing to serve yet, and tells whether that is new.
func (f *front) wait(why string) bool {
	was := f.waiting.Swap(&why)
	return was == nil || *was != why
}

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/healthz" {
		healthz(w, r)
		return
	}
	if f.handler.Load() != nil || r.URL.Path != "/readyz" && f.await(r.Context()) {
		(*f.handler.Load()).ServeHTTP(w, r)
		return
	}
	store := "not opened yet"
	if why := f.waiting.Load(); why != nil {
		store = *why
	}
	w.Header().Set("Retry-After", "5")
	writeReady(w, readiness{Store: store, Channels: map[string]string{}})
}

// listen opens LISTEN_ADDR and answers there.
func (svc *service) listen(ctx context.Context) (err error) {
	var listen net.ListenConfig
	if svc.listener, err = listen.Listen(ctx, "tcp", svc.settings.ListenAddr); err != nil {
		return fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	svc.server = &http.Server{
		Handler: svc.front, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(svc.log.Handler(), slog.LevelDebug),
	}
	svc.served = make(chan error, 1)
	go func() {
		if err := svc.server.Serve(svc.listener); !errors.Is(err, http.ErrServerClosed) {
			svc.served <- fmt.Errorf("LISTEN_ADDR: %w", err)
		}
	}()
	return nil
}

// openStore opens the store of the settings, however long its server needs to answer. What is in
// the way is logged once, and told in /readyz.
func (svc *service) openStore(ctx context.Context) (bot.Store, error) {
	s := svc.settings
	return openWhole(ctx, s.StoreURL.Reveal(), s, redis.Options{
		Strict: s.StoreStrict, Log: svc.log, Waiting: func(err error) {
			if svc.front.wait(err.Error()) {
				svc.log.Warn("the store cannot be reached, trying again", "error", err, "address", svc.address())
			}
		},
	})
}

func healthz(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }

// readiness is the body of /readyz.
type readiness struct {
	Ready    bool              `json:"ready"`
	Store    string            `json:"store"`
	Channels map[string]string `json:"channels"`
	Warnings []string          `json:"warnings,omitempty"` // about the store's server
}

// readyz is 200 when messages can be accepted and stored; how the networks are
// is told in the body.
func (svc *service) readyz(w http.ResponseWriter, _ *http.Request) {
	body := readiness{Ready: true, Store: "ok", Channels: map[string]string{}, Warnings: warnings(svc.store)}
	if err := svc.engine.Ready(); err != nil {
		body.Ready, body.Store = false, err.Error()
	}
	for _, c := range svc.engine.States() {
		switch {
		case c.Err != nil:
			body.Channels[c.Name] = c.Err.Error()
		case c.Name == telegram.Name && svc.settings.TelegramToken == "", c.Name == slack.Name && svc.settings.SlackBotToken == "":
			body.Channels[c.Name] = "not configured"
		default:
			body.Channels[c.Name] = "ok"
		}
	}
	writeReady(w, body)
}

func writeReady(w http.ResponseWriter, body readiness) {
	w.Header().Set("Content-Type", "application/json")
	if !body.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(body)
}
