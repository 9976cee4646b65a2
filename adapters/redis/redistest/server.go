// Package redistest starts real redis-server processes for tests: one alone, a
// Cluster of three masters with a replica each, or a master with a replica and three
// sentinels. They listen on free ports of the loopback, keep their files in a folder of
// the test, and end with it.
//
// It imports testing and is for tests only.
package redistest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// patience is how long a server may take to start or to change its role, on a machine that is
// busy with other things.
const patience = 2 * time.Minute

// Server is one process. Its methods are for one goroutine.
type Server struct {
	Addr string

	t    testing.TB
	dir  string
	port int
	args []string
	cmd  *exec.Cmd
	over chan struct{} // closed when cmd has ended
	kind []string      // arguments after the settings
}

// Start starts one server, with the settings given over safe ones (appendonly yes,
// appendfsync everysec): pairs of name and value.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	s := prepare(t, settings...)
	s.Start()
	return s
}

func prepare(t testing.TB, settings ...string) *Server {
	t.Helper()
	port := FreePort(t)
	s := &Server{t: t, dir: t.TempDir(), port: port, Addr: fmt.Sprintf("127.0.0.1:%d", port)}
	defaults := []string{
		"port", strconv.Itoa(port), "bind", "127.0.0.1", "dir", s.dir, "daemonize", "no", "save", "",
		"appendonly", "yes", "appendfsync", "everysec", "logfile", filepath.Join(s.dir, "log"),
		"enable-debug-command", "local", "repl-diskless-sync-delay", "0",
	}
	for _, pairs := range [][]string{defaults, settings} {
		for i := 0; i+1 < len(pairs); i += 2 {
			s.args = append(s.args, "--"+pairs[i], pairs[i+1])
		}
	}
	t.Cleanup(s.Kill)
	return s
}

// FreePort finds a port that nobody listens on. It is below those that the system gives to
// connections, of which one might take it before the server does, and given once.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 1000 {
		port := 10_000 + rand.IntN(20_000)
		if _, taken := given.LoadOrStore(port, true); taken {
			continue
		}
		if l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

// given are the ports that FreePort gave.
var given sync.Map

// Start starts the process, again after Kill or Stop with the files it left, and waits until it
// answers.
func (s *Server) Start() {
	s.t.Helper()
	s.run()
	s.ready()
}

func (s *Server) run() {
	s.t.Helper()
	args := append(append([]string{}, s.kind...), s.args...)
	// It outlives the test's context, until the clean-up, which other clean-ups come before.
	s.cmd = exec.CommandContext(context.Background(), "redis-server", args...)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt is for the test alone
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("redis-server: %v", err)
	}
	cmd, over := s.cmd, make(chan struct{})
	s.over = over
	go func() {
		_ = cmd.Wait()
		close(over)
	}()
}

// ready waits until the server answers and has read its files.
func (s *Server) ready() {
	s.t.Helper()
	Eventually(s.t, "redis-server at "+s.Addr+" answers", func() bool {
		select {
		case <-s.over:
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			s.t.Fatalf("redis-server at %s ended:\n%s", s.Addr, log)
		default:
		}
		dialer := net.Dialer{Timeout: time.Second}
		conn, err := dialer.DialContext(context.Background(), "tcp", s.Addr)
		if err != nil {
			return false
		}
		defer func() { _ = conn.Close() }()
		_ = conn.SetDeadline(time.Now().Add(time.Second))
		if _, err := conn.Write([]byte("PING\r\n")); err != nil {
			return false
		}
		answer := make([]byte, 7)
		n, err := conn.Read(answer)
		return err == nil && string(answer[:n]) != "-LOADIN"
	})
}

// Kill ends the process at once, as a power cut would but for what the system still holds.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	<-s.over
	s.cmd = nil
}

// Freeze stops the process without ending it; Thaw lets it go on.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw ends a Freeze.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("signal %v: %v", sig, err)
	}
}

// URL is the address of a server alone.
func (s *Server) URL() string { return "redis://" + s.Addr }

// Client opens a client of this server alone, closed with the test.
func (s *Server) Client() *goredis.Client {
	c := s.connect()
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

func (s *Server) connect() *goredis.Client {
	return goredis.NewClient(&goredis.Options{Addr: s.Addr, DisableIdentity: true, MaxRetries: -1})
}

// Do runs a command, which must succeed.
func (s *Server) Do(args ...any) any {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := s.connect()
	defer func() { _ = client.Close() }()
	answer, err := client.Do(ctx, args...).Result()
	if err != nil {
		s.t.Fatalf("%v: %v", args, err)
	}
	return answer
}

// Eventually polls until a condition holds.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// write puts a file into the folder of the server and gives its path.
func (s *Server) write(name, content string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}
