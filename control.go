package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"potentiels/bot"
)

// controlFile tells other commands how to reach the service that owns the data
// folder: the address of a loopback listener and a token, readable by the owner of
// the folder only.
const controlFile = "control"

// maxControl bounds what goes through the control address, an export of a person
// being the largest.
const maxControl = 64 << 20

// control is the service as seen by other commands.
type control struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

// sayRequest and personRequest are the bodies of the calls.
type (
	sayRequest    struct{ User, Text string }
	personRequest struct{ ID, Command string }
)

// serveControl listens and writes the control file; the function ends both.
func serveControl(ctx context.Context, dataDir string, t talker, engine *bot.Engine) (func(), error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("control address: %w", err)
	}
	c := control{Address: l.Addr().String(), Token: rand.Text()}
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dataDir, controlFile)
	if err := writeFile(path, append(text, '\n')); err != nil {
		_ = l.Close()
		return nil, fmt.Errorf("control file: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /say", func(w http.ResponseWriter, r *http.Request) {
		answerControl(w, r, func(req sayRequest) (any, error) {
			s, err := t.say(r.Context(), req.User, req.Text)
			if errors.Is(err, bot.ErrParked) {
				err = nil
			}
			return s, err
		})
	})
	mux.HandleFunc("POST /person", func(w http.ResponseWriter, r *http.Request) {
		answerControl(w, r, func(req personRequest) (any, error) {
			return operate(r.Context(), engine, req)
		})
	})
	mux.HandleFunc("POST /desk", func(w http.ResponseWriter, r *http.Request) {
		answerControl(w, r, func(req deskRequest) (any, error) {
			return deskTable(r.Context(), engine, req)
		})
	})
	server := &http.Server{
		ReadHeaderTimeout: 5 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+c.Token)) != 1 {
				http.Error(w, "wrong token", http.StatusUnauthorized)
				return
			}
			mux.ServeHTTP(w, r)
		}),
	}
	go func() { _ = server.Serve(l) }()
	return func() {
		_ = os.Remove(path)
		_ = server.Close()
	}, nil
}

// controlAnswer is what every call returns.
type controlAnswer struct {
	Result json.RawMessage `json:"result,omitempty"`
	Error  string          `json:"error,omitempty"`
}

func answerControl[T any](w http.ResponseWriter, r *http.Request, do func(T) (any, error)) {
	var req T
	var answer controlAnswer
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl)).Decode(&req)
	if err == nil {
		var result any
		if result, err = do(req); err == nil {
			answer.Result, err = json.Marshal(result)
		}
	}
	if err != nil {
		answer.Error = err.Error()
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// findControl reads the control file of a data folder that is owned.
func findControl(dataDir string) (*control, error) {
	path := filepath.Join(dataDir, controlFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the data folder %s is in use by another process, which has no control address: %w", dataDir, err)
	}
	var c control
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("%s cannot be read; restart the service", path)
	}
	return &c, nil
}

// call makes a call and decodes its result.
func (c *control) call(ctx context.Context, path string, body, result any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.Address+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the running service does not answer: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if data, err = io.ReadAll(io.LimitReader(resp.Body, maxControl)); err != nil {
		return fmt.Errorf("the running service broke off: %w", err)
	}
	var answer controlAnswer
	if err := json.Unmarshal(data, &answer); err != nil {
		return fmt.Errorf("the running service answered HTTP %d", resp.StatusCode)
	}
	if answer.Error != "" {
		return errors.New(answer.Error)
	}
	return json.Unmarshal(answer.Result, result)
}

// say implements talker.
func (c *control) say(ctx context.Context, user, text string) (spoken, error) {
	var s spoken
	err := c.call(ctx, "/say", sayRequest{user, text}, &s)
	return s, err
}
