package main

import (
	"context"
	"fmt"
	"strings"

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
	return operator(ctx, p, "/desk", deskRequest{Table: args[0]}, deskTable, "")
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
