package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"potentiels/adapters/telegram/telegramtest"
)

// built is where the program under test lies: built once a run, as it is shipped and
// without the race detector, which would hide how fast it starts and dies.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "potentiels-test-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "potentiels")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
})

// learnt is a data folder in which the program has learnt the shipped examples, once a run.
var learnt = sync.OnceValues(func() (string, error) {
	binary, err := built()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(filepath.Dir(binary), "learnt")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	cmd := exec.Command(binary, "chat", "--json") // of no messages
	cmd.Dir, cmd.Env = dir, settings(dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("chat: %w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if binary, err := built(); err == nil {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

// patience is how long a test waits for a sign of progress; machines are slow at times, and a test that
// passes never waits so long.
const patience = 5 * time.Minute

// until waits until ok, looking again whenever something changes and from time to time.
func until(t *testing.T, what string, changed func() <-chan struct{}, ok func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var ch <-chan struct{}
		if changed != nil {
			ch = changed()
		}
		if ok() {
			return
		}
		select {
		case <-ch:
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// prepare makes a run of the program with nothing set but what is given. A data folder that is there gets
// what was learnt from the examples, as after a first start; one that is not is a first start.
func prepare(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 13*time.Minute) // that of the whole run is 14
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = t.TempDir()
	for _, v := range env {
		if data, ok := strings.CutPrefix(v, "DATA_DIR="); ok {
			dir, err := learnt()
			if err != nil {
				t.Fatal(err)
			}
			_ = os.Link(filepath.Join(dir, memoFile), filepath.Join(data, memoFile)) // else it learns
		}
	}
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, env...)
	return cmd
}

// ran is a command that has ended.
type ran struct {
	code     int
	out, err string
}

// run runs a command to its end.
func run(t *testing.T, env []string, stdin string, args ...string) ran {
	t.Helper()
	cmd := prepare(t, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// refused checks that a run ended with a code and one clear line that names something.
func (r ran) refused(t *testing.T, code int, names ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d; said %q", r.code, code, r.err)
	}
	if n := strings.Count(strings.TrimSpace(r.err), "\n"); n != 0 || strings.TrimSpace(r.err) == "" {
		t.Errorf("said %d lines, want one:\n%s", n+1, r.err)
	}
	for _, name := range names {
		if !strings.Contains(r.err, name) {
			t.Errorf("does not name %q: %s", name, r.err)
		}
	}
	if strings.Contains(r.err, "goroutine ") || strings.Contains(r.err, "panic") {
		t.Errorf("a stack trace:\n%s", r.err)
	}
}

// output is what a process writes; safe for concurrent use.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.changed)
	o.changed = make(chan struct{})
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func (o *output) more() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.changed
}

// service is a running serve.
type running struct {
	t     *testing.T
	cmd   *exec.Cmd
	log   *output
	ended chan struct{} // closed when the process is gone
}

// start begins serve; it does not wait until it is ready.
func start(t *testing.T, env ...string) *running {
	t.Helper()
	return startCommand(t, prepare(t, append([]string{"LISTEN_ADDR=127.0.0.1:0", "LOG_FORMAT=json"}, env...)))
}

func startCommand(t *testing.T, cmd *exec.Cmd) *running {
	t.Helper()
	r := &running{t: t, cmd: cmd, log: &output{changed: make(chan struct{})}, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = r.log, r.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = cmd.Wait()
		close(r.ended)
	}()
	t.Cleanup(func() {
		r.kill()
		if t.Failed() {
			text := r.log.String()
			t.Logf("log of the program:\n%s", text[max(0, len(text)-4000):])
		}
	})
	return r
}

// kill ends the process as a power cut would, and waits until it is gone.
func (r *running) kill() {
	_ = r.cmd.Process.Kill()
	<-r.ended
}

// stop asks it to end and gives its exit code.
func (r *running) stop() int {
	r.t.Helper()
	_ = r.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-r.ended:
	case <-time.After(patience):
		r.t.Fatal("does not end")
	}
	return r.cmd.ProcessState.ExitCode()
}

// alive fails the test if the process has ended by itself.
func (r *running) alive() {
	r.t.Helper()
	select {
	case <-r.ended:
		r.t.Fatalf("the program ended:\n%s", r.log)
	default:
	}
}

// address waits for the service to print where it is.
func (r *running) address() string {
	r.t.Helper()
	found := ""
	until(r.t, "the address", r.log.more, func() bool {
		r.alive()
		for line := range strings.Lines(r.log.String()) {
			var said struct{ Address string }
			if json.Unmarshal([]byte(line), &said) == nil && said.Address != "" {
				found = said.Address
			}
		}
		return found != ""
	})
	return found
}

// ready waits until the service can accept messages, and gives its address.
func (r *running) ready() string {
	r.t.Helper()
	address := r.address()
	until(r.t, "readiness", nil, func() bool {
		status, _ := get(address + "/readyz")
		return status == http.StatusOK
	})
	return address
}

// get gives status and body; status 0 without an answer.
func get(address string) (int, string) {
	resp, err := http.Get(address)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body)
}

// telegramNetwork makes a fake Telegram and gives the settings to use it by polling.
func telegramNetwork(t *testing.T) (*telegramtest.Network, []string) {
	t.Helper()
	net := telegramtest.New()
	env, leave := enter(net)
	t.Cleanup(leave)
	return net, env
}

// enter opens a way into a network, and gives the settings for it. leave closes it, once
// what came in that way is done: after it, nothing of a process that was killed arrives late.
func enter(net *telegramtest.Network) (env []string, leave func()) {
	server := httptest.NewServer(net)
	return []string{
		"TELEGRAM_TOKEN=" + telegramtest.Token, "TELEGRAM_API_URL=" + server.URL, "SEND_RATE_PER_CHAT=10000",
	}, server.Close
}
