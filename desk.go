package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// deskRequest asks for a table of what staff did at the desk.
type deskRequest struct {
	Table string `json:"table"`
}

// deskCommand writes a table of what staff did, for those who edit the content.
func deskCommand(ctx context.Context, p *program, args []string) int {
	if len(args) != 1 || args[0] != "fiches" {
		return p.fail(exitUsage, errUsage)
	}
	req := deskRequest{Table: args[0]}
	s, log, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	var table string
	store, err := openStore(ctx, s.StoreURL.Reveal(), s, quiet(log))
	switch {
	case errors.Is(err, sqlite.ErrOwned):
		c, findErr := findControl(s.DataDir)
		if findErr != nil {
			return p.fail(exitUsage, findErr)
		}
		err = c.call(ctx, "/desk", req, &table)
	case err != nil:
		return p.fail(exitUsage, err)
	default:
		engine, stop, startErr := startEngine(ctx, s, store, quiet(log))
		if startErr != nil {
			return p.fail(exitUsage, startErr)
		}
		defer stop()
		table, err = deskTable(ctx, engine, req)
	}
	if err != nil {
		return p.fail(exitFault, err)
	}
	_, _ = fmt.Fprint(p.out, table)
	return exitDone
}

// deskTable writes one.
func deskTable(ctx context.Context, engine *bot.Engine, req deskRequest) (string, error) {
	if req.Table != "fiches" {
		return "", fmt.Errorf("there is no table %q", req.Table)
	}
	confirmed, err := engine.Desk().Confirmations(ctx)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = engine.Desk().Directory().WriteConfirmations(&b, confirmed)
	return b.String(), err
}
