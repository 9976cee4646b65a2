package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// smallDisk has a command run with a file system of its own at dir, of a size.
// It lies in the memory of the machine and in a namespace that ends with the command.
func smallDisk(t *testing.T, dir, size string, env []string) *running {
	t.Helper()
	cmd := prepare(t, env, "serve")
	cmd.Args = []string{"sh", "-c", fmt.Sprintf(`mount -t tmpfs -o size=%s tmpfs "$DATA_DIR" && exec "$0" serve`, size), cmd.Path}
	cmd.Path = "/bin/sh"
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if err := exclusive(cmd.SysProcAttr); err != nil {
		t.Skipf("no namespaces for a small disk: %v", err)
	}
	return startCommand(t, cmd)
}

// exclusive tells whether such a process may be made here; inside containers it often may not.
func exclusive(attr *syscall.SysProcAttr) error {
	p, err := os.StartProcess("/bin/sh", []string{"sh", "-c", "mount -t tmpfs tmpfs /mnt"}, &os.ProcAttr{Sys: attr})
	if err != nil {
		return err
	}
	state, err := p.Wait()
	if err == nil && !state.Success() {
		err = errors.New("nothing can be mounted")
	}
	return err
}

// A disk that fills up while the service runs: nothing more is confirmed and /readyz
// says so; when there is room again all goes on by itself, with nothing lost.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	const chats, rounds = 30, 6
	want := reference(t, chats, rounds)

	net, env := telegramNetwork(t)
	dir := t.TempDir()
	r := smallDisk(t, dir, "64m", settings(dir, env...))
	address := r.ready()
	ballast := filepath.Join(fmt.Sprintf("/proc/%d/root", r.cmd.Process.Pid), dir, "ballast")

	c := newCrowd(chats, net)
	c.say(2)
	until(t, "answers before", net.Changed, func() bool { r.alive(); return len(net.Sent(0)) >= chats })
	fill(t, ballast)
	c.say(2)
	ready := func() bool {
		status, _ := get(address + "/readyz")
		return status == http.StatusOK
	}
	until(t, "/readyz to be red", nil, func() bool { r.alive(); return !ready() })
	waiting := net.Unconfirmed()
	c.say(1)
	if got := net.Unconfirmed(); waiting == 0 || got != waiting+chats {
		t.Errorf("of messages on a full disk %d were not confirmed, and %d after %d more", waiting, got, chats)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	until(t, "/readyz to be green again", nil, func() bool { r.alive(); return ready() })
	c.say(rounds - c.turns)
	total := 0
	for _, sent := range want {
		total += len(sent)
	}
	until(t, "all answers", net.Changed, func() bool { r.alive(); return net.Unconfirmed() == 0 && len(net.Sent(0)) >= total })
	if again, _ := repeats(t, net.Sent(0), want, nil); again > 0 {
		t.Errorf("%d messages were sent again", again)
	}
	if code := r.stop(); code != exitDone {
		t.Errorf("ended with %d", code)
	}
}

// A disk that is full at the start is refused, in one line.
func TestFullDiskAtStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := smallDisk(t, dir, "64k", settings(dir))
	<-r.ended
	ran{r.cmd.ProcessState.ExitCode(), "", r.log.String()}.refused(t, exitUsage, dir)
}

// fill leaves no room on the file system of a file.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
