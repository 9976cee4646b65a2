package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// healthPatience is under the timeout that container runtimes give a check.
const healthPatience = 3 * time.Second

// health asks the service that runs with the same settings whether it is ready.
func health(ctx context.Context, p *program, _ []string) int {
	s, _, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	host, port, err := net.SplitHostPort(s.ListenAddr)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return p.fail(exitFault, fmt.Errorf("the service does not answer: %w", err))
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return p.fail(exitFault, err)
	}
	_, _ = p.out.Write(body)
	if resp.StatusCode != http.StatusOK {
		return exitFault
	}
	return exitDone
}
