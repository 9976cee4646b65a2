package redis_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
	sent      map[string][]answer
	answers   int
	more      chan struct{}
	redeliver int
	limits    *limits // nil: it takes everything
	poller    string  // the process that asked last
	pollers   int     // how often that changed
}

// answer is what a chat was sent, and the process it came from.
type answer struct{ text, from string }

type update struct {
	ID   uint64 `json:"id"`
	Chat string `json:"chat"`
	N    int    `json:"n"`
}

func newNetwork(t *testing.T) *network {
	n := &network{
		next: 1000, sent: map[string][]answer{}, more: make(chan struct{}), offered: map[uint64]int{},
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
	if from := r.FormValue("from"); from != n.poller {
		n.poller = from
		n.pollers++
	}
	if rand.IntN(10) == 0 {
		offset = 0 // the confirmation is lost: all of it comes again
	}
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

func (n *network) take(w http.ResponseWriter, r *http.Request) {
	chat, got := r.FormValue("chat"), answer{r.FormValue("text"), r.FormValue("from")}
	if !n.limits.take(chat, got.text) {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent[chat] = append(n.sent[chat], got)
	n.answers++
}

func (n *network) offers() (again, pollers int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.redeliver, n.pollers
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
	last := fmt.Sprintf("%d %d", number, number)
	for _, c := range chats {
		if !slices.ContainsFunc(n.sent[c], func(a answer) bool { return a.text == last }) {
			return false
		}
	}
	return true
}

// verdict is what a run came to.
type verdict struct {
	lost, outOfOrder, twice, repeats int
	late                             int // those of the repeats that others had come before
	most                             int // repeats in a chat
	unexplained                      int // repeats beyond the changes of hands of their chats
}

func (v *verdict) add(o verdict) {
	v.lost += o.lost
	v.outOfOrder += o.outOfOrder
	v.twice += o.twice
	v.repeats += o.repeats
	v.late += o.late
	v.most = max(v.most, o.repeats)
	v.unexplained += o.unexplained
}

func (n *network) judge(chats []string, last int) (v verdict) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range chats {
		v.add(judge(n.sent[c], last))
	}
	return v
}

// judge looks at what a chat was sent for its messages 1 to last.
//
// An answer that was there before is a repeat. It may come late: a process that was frozen
// within a call ends that call when it goes on, whatever its successor has sent by then. So a late one
// must come from another process than the one before did; from the same, it is out of order.
func judge(sent []answer, last int) (v verdict) {
	first := make(map[int]string) // the process that sent it
	at, changes := 0, 0
	for i, a := range sent {
		if i > 0 && a.from != sent[i-1].from {
			changes++
		}
		var number, counted int
		_, _ = fmt.Sscan(a.text, &number, &counted)
		from, repeat := first[number]
		switch {
		case number != counted:
			v.twice++
		case repeat && number == at:
			v.repeats++
		case repeat && from != a.from:
			v.repeats++
			v.late++
		case number > at:
			v.lost += number - at - 1
			at = number
			first[number] = a.from
		default:
			v.outOfOrder++
		}
	}
	v.lost += last - at
	v.unexplained = max(0, v.repeats-changes)
	return v
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name, sent string // PROCESS:NUMBER or PROCESS:NUMBER/COUNTED
		want       verdict
	}{
		{"as it should be", "a:1 a:2 b:3", verdict{}},
		{"lost", "a:1 a:3", verdict{lost: 1}},
		{"lost at the end", "a:1 a:2", verdict{lost: 1}},
		{"again by the successor", "a:1 a:2 b:2 b:3", verdict{repeats: 1}},
		{"late, of a process that was frozen", "b:1 b:2 b:3 a:1", verdict{repeats: 1, late: 1}},
		{"late, though nobody was frozen", "a:1 a:2 a:3 a:2", verdict{outOfOrder: 1}},
		{"again without a change of hands", "a:1 a:1 a:2 a:3", verdict{repeats: 1, unexplained: 1}},
		{"out of order", "a:1 a:3 b:2", verdict{lost: 1, outOfOrder: 1}},
		{"applied twice", "a:1 a:2/3 a:3", verdict{lost: 1, twice: 1}},
	} {
		var sent []answer
		for word := range strings.FieldsSeq(c.sent) {
			from, text, _ := strings.Cut(word, ":")
			number, counted, ok := strings.Cut(text, "/")
			if !ok {
				counted = number
			}
			sent = append(sent, answer{number + " " + counted, from})
		}
		if got := judge(sent, 3); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// workers are processes of testdata/worker.
type workers struct {
	t       *testing.T
	program string
	args    []string
	log     workerLog
}

// workerLog counts the partitions that workers lost to another, as their logs tell.
type workerLog struct {
	mu   sync.Mutex
	lost int
}

func (l *workerLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost += bytes.Count(b, []byte("partition lost")) // a line is one write
	if os.Getenv("WORKER_LOG") != "" {
		_, _ = os.Stderr.Write(b)
	}
	return len(b), nil
}

func (l *workerLog) partitionsLost() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost
}

func buildWorkers(t *testing.T, args ...string) *workers {
	w := &workers{t: t, program: filepath.Join(t.TempDir(), "worker"), args: args}
	if out, err := exec.Command("go", "build", "-o", w.program, "./testdata/worker").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return w
}

// start starts one on a store; it is killed at the end of the test.
func (w *workers) start(store, owner string) *exec.Cmd {
	w.t.Helper()
	cmd := exec.Command(w.program, append([]string{"-store", store, "-owner", owner}, w.args...)...)
	cmd.Stderr = &w.log
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
