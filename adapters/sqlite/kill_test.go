package sqlite_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

const (
	kills   = 20
	writers = 16
)

// What was confirmed is there after a SIGKILL, whole and in order. A power cut
// is not tested here: it is what synchronous=FULL is for.
func TestKill(t *testing.T) {
	k := newKiller(t)
	for range kills {
		k.runAndKill(false)
		if faults := k.faults(); len(faults) > 0 {
			t.Fatalf("after %d confirmed: %v", k.confirmed, faults)
		}
	}
	t.Logf("%d kills, %d confirmed, none lost, none torn", kills, k.confirmed)
}

// The control: a writer that confirms before it writes is found out.
func TestKillNoticesLoss(t *testing.T) {
	k := newKiller(t)
	for n := range kills {
		k.runAndKill(true)
		if faults := k.faults(); len(faults) > 0 {
			t.Logf("found after %d kills: %v", n+1, faults)
			return
		}
	}
	t.Errorf("nothing found to be lost in %d kills of a writer that confirms too early", kills)
}

type killer struct {
	t         *testing.T
	program   string
	dir       string
	taken     [writers]int // the last entry confirmed
	done      [writers]int // the last turn confirmed
	confirmed int
}

func newKiller(t *testing.T) *killer {
	k := &killer{t: t, program: filepath.Join(t.TempDir(), "writer"), dir: t.TempDir()}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", k.program, "./testdata/writer").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return k
}

func (k *killer) runAndKill(boast bool) {
	k.t.Helper()
	cmd := exec.CommandContext(k.t.Context(), k.program, "-dir", k.dir, "-people", strconv.Itoa(writers), fmt.Sprintf("-boast=%v", boast))
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	left := 50 + rand.IntN(400)
	for lines := bufio.NewScanner(out); lines.Scan(); left-- {
		var what string
		var who, n int
		if _, err := fmt.Sscan(lines.Text(), &what, &who, &n); err != nil {
			k.t.Fatalf("line %q: %v", lines.Text(), err)
		}
		if what == "in" {
			k.taken[who] = max(k.taken[who], n)
		} else {
			k.done[who] = max(k.done[who], n)
		}
		k.confirmed++
		if left == 0 {
			if err := cmd.Process.Kill(); err != nil {
				k.t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // killed
	if left >= 0 {
		k.t.Fatalf("the writer ended by itself, %d confirmations early", left)
	}
}

// faults compares the store with what was confirmed.
func (k *killer) faults() (faults []string) {
	t := k.t
	s, err := sqlite.Open(k.dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	leases := acquire(t, s)
	for who := range writers {
		a := bot.Address{Channel: "telegram", ID: strconv.Itoa(who)}
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Sprintf("person %d: ", who)+fmt.Sprintf(format, args...))
		}
		session, last, history := 0, 0, 0
		for r, err := range s.ScanOwner(t.Context(), a) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Family == bot.FamilySession {
				if session, err = strconv.Atoi(string(r.Value)); err != nil {
					t.Fatal(err)
				}
				continue
			}
			n, err := strconv.Atoi(r.Key.Key)
			if err != nil {
				t.Fatal(err)
			}
			if last > 0 && n != last+1 {
				fault("torn: history %d after %d", n, last)
			}
			last = n
			history++
		}
		if session < k.done[who] {
			fault("lost: turn %d was confirmed, session is at %d", k.done[who], session)
		}
		if last != session || history != min(session, 30) {
			fault("torn: session at %d, history at %d with %d entries", session, last, history)
		}
		var outbox []bot.DeliveryID
		for d, err := range s.Outbox(t.Context(), leases[a.Partition()]) {
			if err != nil {
				t.Fatal(err)
			}
			if d.Owner == a {
				outbox = append(outbox, d.ID)
			}
		}
		if want := bot.DeliveryID(fmt.Sprintf("%d/%d", who, session)); session > 0 && (len(outbox) != 1 || outbox[0] != want) {
			fault("torn: outbox %v, want %s", outbox, want)
		}
		items, err := s.Read(t.Context(), leases[a.Partition()], 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		taken := session
		for _, item := range items {
			if item.To == a && int(item.ID) > session {
				if taken++; int(item.ID) != taken {
					fault("entry %d in the place of %d", item.ID, taken)
				}
			}
		}
		if taken < k.taken[who] {
			fault("lost: entry %d was confirmed, the last one there is %d", k.taken[who], taken)
		}
	}
	return faults
}
