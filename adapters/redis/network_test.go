package redis_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// network is the fake network of testdata/worker: it offers updates again until they are confirmed, and
// keeps what each chat was sent.
type network struct {
	server *httptest.Server

	mu        sync.Mutex
	updates   []update // not confirmed, ids growing
	offered   map[uint64]int
	next      uint64
	sent      map[string][]string
	answers   int
	more      chan struct{}
	redeliver int
}

type update struct {
	ID   uint64 `json:"id"`
	Chat string `json:"chat"`
	N    int    `json:"n"`
}

func newNetwork(t *testing.T) *network {
	n := &network{
		next: 1000, sent: map[string][]string{}, more: make(chan struct{}), offered: map[uint64]int{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /updates", n.give)
	mux.HandleFunc("POST /send", n.take)
	n.server = httptest.NewServer(mux)
	t.Cleanup(n.server.Close)
	return n
}

// say has chats say their n-th message.
func (n *network) say(chats []string, number int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range chats {
		n.updates = append(n.updates, update{ID: n.next, Chat: c, N: number})
		n.next++
	}
	close(n.more)
	n.more = make(chan struct{})
}

func (n *network) give(w http.ResponseWriter, r *http.Request) {
	offset, _ := strconv.ParseUint(r.FormValue("offset"), 10, 64)
	n.mu.Lock()
	for len(n.updates) > 0 && n.updates[0].ID < offset {
		delete(n.offered, n.updates[0].ID)
		n.updates = n.updates[1:]
	}
	if len(n.updates) == 0 {
		more := n.more
		n.mu.Unlock()
		select {
		case <-more:
		case <-time.After(time.Second):
		case <-r.Context().Done():
			return
		}
		n.mu.Lock()
	}
	batch := append([]update{}, n.updates[:min(100, len(n.updates))]...)
	for _, u := range batch {
		if n.offered[u.ID]++; n.offered[u.ID] > 1 {
			n.redeliver++
		}
	}
	n.mu.Unlock()
	_ = json.NewEncoder(w).Encode(batch)
}

func (n *network) take(_ http.ResponseWriter, r *http.Request) {
	chat, text := r.FormValue("chat"), r.FormValue("text")
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent[chat] = append(n.sent[chat], text)
	n.answers++
}

func (n *network) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.answers
}

// reached tells whether every chat was sent the answer to its n-th message.
func (n *network) reached(chats []string, number int) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range chats {
		if s := n.sent[c]; len(s) == 0 || s[len(s)-1] != fmt.Sprintf("%d %d", number, number) {
			return false
		}
	}
	return true
}

// verdict is what a run came to.
type verdict struct {
	lost, outOfOrder, twice, repeats, most int
}

// judge looks at what every chat was sent for its messages 1 to last. An answer that came again right
// after itself is a repeat; most is that of the worst chat.
func (n *network) judge(chats []string, last int) (v verdict) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range chats {
		at, repeats := 0, 0
		for _, text := range n.sent[c] {
			var number, counted int
			_, _ = fmt.Sscan(text, &number, &counted)
			switch {
			case number != counted:
				v.twice++
			case number == at:
				repeats++
			case number == at+1:
				at++
			case number > at+1:
				v.lost += number - at - 1
				at = number
			default:
				v.outOfOrder++
			}
		}
		v.lost += last - at
		v.repeats += repeats
		v.most = max(v.most, repeats)
	}
	return v
}

// workers are processes of testdata/worker.
type workers struct {
	t       *testing.T
	program string
	args    []string
}

func buildWorkers(t *testing.T, args ...string) *workers {
	w := &workers{t: t, program: filepath.Join(t.TempDir(), "worker"), args: args}
	if out, err := exec.Command("go", "build", "-o", w.program, "./testdata/worker").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return w
}

// start starts one on a store; it is killed at the end of the test.
func (w *workers) start(store string) *exec.Cmd {
	w.t.Helper()
	cmd := exec.Command(w.program, append([]string{"-store", store}, w.args...)...)
	if os.Getenv("WORKER_LOG") != "" {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

// end sends a signal and waits for the end.
func end(cmd *exec.Cmd, signal syscall.Signal) {
	_ = cmd.Process.Signal(signal)
	_ = cmd.Wait()
}

// proxy stands between a client and a server, and can be cut.
type proxy struct {
	addr string

	mu    sync.Mutex
	conns map[net.Conn]bool
	cut   bool
}

func newProxy(t *testing.T, to string) *proxy {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{addr: l.Addr().String(), conns: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = l.Close()
		p.set(true)
	})
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil || !p.add(in, out) {
				_ = in.Close()
				if out != nil {
					_ = out.Close()
				}
				continue
			}
			go p.pass(in, out)
			go p.pass(out, in)
		}
	}()
	return p
}

func (p *proxy) add(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.conns[c] = true
	}
	return !p.cut
}

func (p *proxy) pass(from, to net.Conn) {
	_, _ = io.Copy(to, from)
	_, _ = from.Close(), to.Close()
}

// set cuts all connections and refuses new ones, or lets them pass again.
func (p *proxy) set(cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = cut
	if cut {
		for c := range p.conns {
			_ = c.Close()
		}
		clear(p.conns)
	}
}
