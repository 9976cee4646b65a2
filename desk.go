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
	if len(args) != 1 || args[0] != "fiches" && args[0] != "exemples" {
		return p.fail(exitUsage, errUsage)
	}
	return operator(ctx, p, "/desk", deskRequest{Table: args[0]}, deskTable, "")
}

// deskTable writes one.
func deskTable(ctx context.Context, engine *bot.Engine, req deskRequest) (string, error) {
	switch req.Table {
	case "fiches":
	case "exemples":
		all, err := engine.Desk().Examples(ctx)
		if err != nil {
			return "", err
		}
		var b strings.Builder
		err = writeExamples(&b, all, nil)
		return b.String(), err
	default:
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
