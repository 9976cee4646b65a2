package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"potentiels/bot"
)

const (
	// startLimit is when a start is given up.
	startLimit = time.Minute
	// idleAfter is how long a started service is left alone before its memory is read.
	idleAfter = 5 * time.Second
)

// measureProgram builds the program as it is shipped, where the sources are, else
// takes this one; starts it on an empty folder, and looks at its size.
func (b *bencher) measureProgram(ctx context.Context) error {
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	if built, ok := b.build(ctx); ok {
		binary, b.found.Stripped = built, true
	}
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	b.found.BinaryMB = float64(info.Size()) / (1 << 20)
	if b.found.StartMS, _, err = b.start(ctx, binary, 0); err != nil {
		return err
	}
	b.found.RestartMS, b.found.IdleMB, err = b.start(ctx, binary, idleAfter)
	return err
}

// build makes the shipped binary if the module in the working folder is this one.
func (b *bencher) build(ctx context.Context) (binary string, ok bool) {
	module, err := os.ReadFile("go.mod")
	if err != nil || !bytes.HasPrefix(module, []byte("module potentiels\n")) {
		return "", false
	}
	binary = filepath.Join(b.folder, "potentiels")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	cmd.Env = withoutSettings("CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.say("the sources here do not build, so this program is measured: " + firstLine(string(out)))
		return "", false
	}
	return binary, true
}

// start measures how long the service takes to be ready, and its memory a while later.
func (b *bencher) start(ctx context.Context, binary string, idle time.Duration) (ms, mb float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "serve")
	cmd.Env = withoutSettings("DATA_DIR="+filepath.Join(b.folder, "service"), "LISTEN_ADDR=127.0.0.1:0",
		"LOG_FORMAT=json", "CONTENT_DIR="+b.settings.ContentDir)
	log, err := cmd.StderrPipe()
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		err = errors.Join(err, cmd.Wait())
	}()
	address, err := loggedAddress(log)
	if err != nil {
		return 0, 0, err
	}
	for !isReady(ctx, address) {
		if !bot.Pause(ctx, time.Millisecond) {
			return 0, 0, errors.New("the service does not become ready")
		}
	}
	ms = float64(time.Since(began)) / float64(time.Millisecond)
	if bot.Pause(ctx, idle) {
		mb = residentMB(cmd.Process.Pid)
	}
	return ms, mb, nil
}

// loggedAddress waits for the service to say where it is, and keeps reading.
func loggedAddress(log io.Reader) (string, error) {
	lines := bufio.NewScanner(log)
	last := ""
	for lines.Scan() {
		var line struct{ Address string }
		last = lines.Text()
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Address != "" {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return line.Address, nil
		}
	}
	return "", fmt.Errorf("the service ended: %s", last)
}

func isReady(ctx context.Context, address string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/readyz", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// residentMB reads how much memory a process holds; 0 where the system does not tell.
func residentMB(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return 0
	}
	return kb / 1024
}
