// Command writer writes into a data folder until it is killed, and tells on
// standard output what was confirmed to it: "in PERSON N" for an entry taken in,
// "done PERSON N" for a turn committed. With -boast it tells before it writes, which a
// test of durability must notice.
//
// The turn N of a person puts N into the session, adds history N, queues delivery
// N, settles delivery N-1 and trims entry N: one without the others is torn.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"
	"sync"
	"time"

	"potentiels/adapters/sqlite"
	"potentiels/bot"
)

func main() {
	dir := flag.String("dir", "", "data folder")
	people := flag.Int("people", 16, "how many write at once")
	boast := flag.Bool("boast", false, "confirm before writing")
	flag.Parse()
	s, err := sqlite.Open(*dir, sqlite.Options{})
	if err != nil {
		log.Fatal(err)
	}
	leases, err := s.Acquire(context.Background(), strconv.Itoa(os.Getpid()), time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	var wait sync.WaitGroup
	for n := range *people {
		w := person{Store: s, Address: bot.Address{Channel: "telegram", ID: strconv.Itoa(n)}, boast: *boast}
		for _, l := range leases {
			if l.Partition == w.Partition() {
				w.lease = l
			}
		}
		wait.Go(func() { log.Fatal(w.talk(context.Background())) })
	}
	wait.Wait()
}

type person struct {
	bot.Store
	bot.Address
	lease bot.Lease
	boast bool
}

func (w person) talk(ctx context.Context) error {
	taken, done := 0, 0
	session := bot.Key{Owner: w.Address, Family: bot.FamilySession}
	records, err := w.Get(ctx, session)
	if err != nil {
		return err
	}
	if len(records) > 0 {
		if done, err = strconv.Atoi(string(records[0].Value)); err != nil {
			return err
		}
	}
	taken = done
	for {
		waiting, err := w.Read(ctx, w.lease, 0, 1000)
		if err != nil {
			return err
		}
		var mine *bot.Item // others may share the partition
		for i := range waiting {
			if waiting[i].To == w.Address && int(waiting[i].ID) > done {
				mine = &waiting[i]
				break
			}
		}
		if mine == nil {
			taken++
			err := w.confirm("in", taken, func() error {
				return w.Append(ctx, bot.Entry{Kind: bot.Update, ID: uint64(taken), To: w.Address, Body: make([]byte, 400)})
			})
			if err != nil {
				return err
			}
			continue
		}
		n := int(mine.ID)
		taken = n
		err = w.confirm("done", n, func() error {
			b := bot.Batch{
				Put: []bot.Record{
					{Key: session, Value: []byte(strconv.Itoa(n))},
					{Key: w.history(n), Value: make([]byte, 300)},
				},
				Settle: []bot.DeliveryID{w.delivery(n - 1)},
				Queue:  []bot.Delivery{{ID: w.delivery(n), Owner: w.Address, To: w.Address, Class: bot.ClassReply}},
			}
			if n > 30 {
				b.Prune = []bot.Key{w.history(n - 30)}
			}
			if waiting[0].Cursor == mine.Cursor { // nobody else waits before
				b.Trim = mine.Cursor
			}
			return w.Commit(ctx, w.lease, b)
		})
		if err != nil {
			return err
		}
		done = n
	}
}

func (w person) history(n int) bot.Key {
	return bot.Key{Owner: w.Address, Family: bot.FamilyHistory, Key: fmt.Sprintf("%09d", n)}
}

func (w person) delivery(n int) bot.DeliveryID {
	return bot.DeliveryID(fmt.Sprintf("%s/%d", w.ID, n))
}

func (w person) confirm(what string, n int, write func() error) error {
	line := fmt.Appendf(nil, "%s %s %d\n", what, w.ID, n)
	if w.boast {
		if _, err := os.Stdout.Write(line); err != nil {
			return err
		}
		return write()
	}
	if err := write(); err != nil {
		return err
	}
	_, err := os.Stdout.Write(line) // one call a line: a kill cuts none in two
	return err
}
