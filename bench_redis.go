package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

// onRedis says what else can be measured of a store on Redis.
func (b *bencher) onRedis(s *redis.Store) {
	b.store.cpu = s.CPU
	b.store.drop, b.store.memory = s.Drop, s.Memory
	b.store.ceiling = func(ctx context.Context, l sqlite.Bare) (float64, error) {
		return s.Ceiling(ctx, redis.Bare{In: l.In, Session: l.Session, Out: l.Out}, ceilingTime)
	}
}

// serverTime does something and gives the processor time that the store's servers took for
// it; 0 if the store has none.
func (b *bencher) serverTime(ctx context.Context, do func() error) (time.Duration, error) {
	if b.store.cpu == nil {
		return 0, do()
	}
	before, err := b.store.cpu(ctx)
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := b.store.cpu(ctx)
	return after - before, err
}

// serverMemory notes how much the store's servers hold.
func (b *bencher) serverMemory(ctx context.Context) error {
	if b.store.memory == nil {
		return nil
	}
	bytes, err := b.store.memory(ctx)
	b.found.RedisMB = float64(bytes) / (1 << 20)
	return err
}

// member is what bench tells each of its other processes on its standard input, in JSON.
type member struct {
	Store    string `json:"store"`
	Name     string `json:"name"`
	Of       int    `json:"of"` // processes
	Messages int    `json:"messages"`
	People   int    `json:"people"` // of all of them
	InFlight int    `json:"in_flight"`
}

// memberLease is longer than a run.
const memberLease = time.Hour

// measureProcesses has several processes play the storage phase at once, each its share of partitions
// and messages, and adds up what they did.
func (b *bencher) measureProcesses(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	program, err := os.Executable()
	if err != nil {
		return err
	}
	type child struct {
		cmd *exec.Cmd
		in  io.WriteCloser
		out *bufio.Scanner
	}
	children := make([]child, b.processes)
	for i := range children {
		cmd := exec.CommandContext(ctx, program, "bench", "--member")
		cmd.Stderr = b.err
		in, err := cmd.StdinPipe()
		if err != nil {
			return err
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			return err
		}
		if err := cmd.Start(); err != nil {
			return err
		}
		defer func() { cancel(); _ = cmd.Wait() }()
		m := member{
			Store: b.address, Name: strconv.Itoa(i), Of: b.processes, Messages: b.messages / b.processes,
			People: b.people, InFlight: max(1, b.inFlight/b.processes),
		}
		if err := json.NewEncoder(in).Encode(m); err != nil {
			return err
		}
		children[i] = child{cmd, in, bufio.NewScanner(out)}
	}
	next := func(c child) (string, error) {
		if !c.out.Scan() {
			return "", fmt.Errorf("one of the processes ended: %w", errors.Join(c.out.Err(), c.cmd.Wait()))
		}
		return c.out.Text(), nil
	}
	for _, c := range children {
		if _, err := next(c); err != nil { // it is ready
			return err
		}
	}
	var used int64
	start := time.Now()
	server, err := b.serverTime(ctx, func() error {
		for _, c := range children {
			if _, err := io.WriteString(c.in, "go\n"); err != nil {
				return err
			}
		}
		for _, c := range children {
			text, err := next(c)
			if err != nil {
				return err
			}
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return err
			}
			used += n
		}
		return nil
	})
	if err != nil {
		return err
	}
	f := &b.found
	messages := b.messages / b.processes * b.processes
	f.StoragePerSecond = float64(messages) / time.Since(start).Seconds()
	f.StorageMicros = micros(time.Duration(used)*time.Microsecond, messages)
	f.RedisMicros = micros(server, messages)
	if err := b.serverMemory(ctx); err != nil {
		return err
	}
	return b.storageCeiling(ctx, 1)
}

// benchMember is one of the other processes: it takes its share, says so, waits for a line, plays, and
// tells how many µs of processor time it used.
func benchMember(ctx context.Context, p *program) int {
	in := bufio.NewReader(p.in)
	var m member
	line, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &m)
	}
	if err != nil {
		return p.fail(exitUsage, errors.New("this is for bench itself"))
	}
	store, err := redis.Open(ctx, m.Store, redis.Options{})
	if err != nil {
		return p.fail(exitFault, err)
	}
	defer func() { _ = store.Close() }()
	run := newStorageRun(store, m.People, m.InFlight)
	if err := run.share(ctx, store, m); err != nil {
		return p.fail(exitFault, err)
	}
	if err := run.fill(ctx); err != nil {
		return p.fail(exitFault, err)
	}
	if err := run.play(ctx, m.Messages/4, load{inFlight: m.InFlight}); err != nil { // it is warm
		return p.fail(exitFault, err)
	}
	_, _ = fmt.Fprintln(p.out, "ready")
	if _, err := in.ReadString('\n'); err != nil {
		return exitFault
	}
	before := processorTime()
	if err := run.play(ctx, m.Messages, load{inFlight: m.InFlight}); err != nil {
		return p.fail(exitFault, err)
	}
	_, _ = fmt.Fprintln(p.out, (processorTime() - before).Microseconds())
	return exitDone
}

// share takes this process's part of the partitions, once all are there.
func (r *storageRun) share(ctx context.Context, store bot.Sharer, m member) error {
	want := bot.Partitions / m.Of
	held := make(map[bot.Partition]bot.Lease)
	for settled := 0; settled < 5; {
		var leases []bot.Lease
		for _, l := range held {
			leases = append(leases, l)
		}
		if _, err := store.Renew(ctx, leases, memberLease); err != nil {
			return err
		}
		more := store.Excess(leases)
		if err := store.Release(ctx, more); err != nil {
			return err
		}
		for _, l := range more {
			delete(held, l.Partition)
		}
		taken, err := store.Acquire(ctx, m.Name, memberLease)
		if err != nil {
			return err
		}
		for _, l := range taken {
			held[l.Partition] = l
		}
		settled++
		if len(more)+len(taken) > 0 || len(held) < want || len(held) > want+1 {
			settled = 0
		}
		if !bot.Pause(ctx, 100*time.Millisecond) {
			return ctx.Err()
		}
	}
	for p, l := range held {
		r.leases[p] = l
		r.mine = append(r.mine, p)
	}
	return nil
}
