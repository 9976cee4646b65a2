package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// person exports or erases what is held about one person. Both are events in the
// person's inbox, so they take their turn with what the person writes.
func person(ctx context.Context, p *program, args []string) int {
	if len(args) != 2 || args[0] != "export" && args[0] != "erase" {
		return p.fail(exitUsage, errUsage)
	}
	req := personRequest{Command: args[0], ID: args[1]}
	if _, err := bot.ParseAddress(req.ID); err != nil {
		return p.fail(exitUsage, err)
	}
	return operator(ctx, p, "/person", req, operate, "\n")
}

// operator has a command of the operator carried out, by the service that owns the data folder if
// there is one, else by an engine of this process, and prints the result and what ends it.
func operator[R any](ctx context.Context, p *program, path string, req R, carryOut func(context.Context, *bot.Engine, R) (string, error), end string) int {
	s, log, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	var result string
	store, err := openStore(ctx, s.StoreURL.Reveal(), s, quiet(log))
	switch {
	case errors.Is(err, sqlite.ErrOwned):
		c, findErr := findControl(s.DataDir)
		if findErr != nil {
			return p.fail(exitUsage, findErr)
		}
		err = c.call(ctx, path, req, &result)
	case err != nil:
		return p.fail(exitUsage, err)
	default:
		engine, stop, startErr := startEngine(ctx, s, store, quiet(log))
		if startErr != nil {
			return p.fail(exitUsage, startErr)
		}
		defer stop()
		result, err = carryOut(ctx, engine, req)
	}
	if err != nil {
		return p.fail(exitFault, err)
	}
	_, _ = fmt.Fprint(p.out, result, end)
	return exitDone
}

// operatorPatience bounds an operator's command; it waits its turn in the inbox.
const operatorPatience = 30 * time.Second

// operate carries out an operator's command and returns what to print.
func operate(ctx context.Context, engine *bot.Engine, req personRequest) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, operatorPatience)
	defer cancel()
	to, err := bot.ParseAddress(req.ID)
	if err != nil {
		return "", err
	}
	if req.Command == "export" {
		file, err := engine.Export(ctx, to)
		if err != nil {
			return "", err
		}
		return string(file.Data), nil
	}
	if _, err := engine.Ask(ctx, bot.NewCommand(rand.Uint64(), to, req.Command, time.Now())); err != nil {
		return "", err
	}
	result, err := json.Marshal(map[string]string{"erased": req.ID})
	return string(result), err
}
