package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"potentiels/adapters/redis/redistest"
	"potentiels/adapters/telegram/telegramtest"
	"potentiels/bot/desk"
)

// colleague works at the web desk of one program, without a browser.
type colleague struct {
	client  *http.Client
	address string
	token   string
	name    string
}

func newColleague(t *testing.T, address string) *colleague {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &colleague{client: &http.Client{Jar: jar, Timeout: patience}, address: address + deskPath + "/api/"}
	var greeting struct{ Token, Name string }
	if err := c.call(http.MethodGet, "session", nil, &greeting); err != nil {
		t.Fatal(err)
	}
	c.token, c.name = greeting.Token, greeting.Name
	return c
}

func (c *colleague) call(method, path string, body, answer any) error {
	sent, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, c.address+path, bytes.NewReader(sent))
	if err != nil {
		return err
	}
	r.Header.Set("Desk-Token", c.token)
	resp, err := c.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %d %s, %w", method, path, resp.StatusCode, got, err)
	}
	return json.Unmarshal(got, answer)
}

// does carries out an act, and gives why it was refused.
func (c *colleague) does(request string, kind desk.Kind, text string) (desk.Refusal, error) {
	var ended struct{ Refusal desk.Refusal }
	err := c.call(http.MethodPost, "requests/"+request, map[string]any{"id": fmt.Sprint(rand.Uint64()), "kind": kind, "text": text}, &ended)
	return ended.Refusal, err
}

// open lists the requests that nobody has.
func (c *colleague) open() (requests []string, err error) {
	var board struct {
		Rows []struct {
			Request string
			State   desk.State
		}
	}
	err = c.call(http.MethodGet, "board?scope=all&limit=1000", nil, &board)
	for _, r := range board.Rows {
		if r.State == desk.Open {
			requests = append(requests, r.Request)
		}
	}
	return requests, err
}

// claimBatch is how many requests are open at a time.
const claimBatch = 250

// askFor has people ask for a human and say yes, and gives their requests once a board shows them.
func askFor(t *testing.T, net *telegramtest.Network, at *colleague, first, people int) (requests []string) {
	t.Helper()
	before := len(net.Sent(0))
	for i := range people {
		net.Say(killChat(first+i), "conseiller")
	}
	asked := map[int64]bool{}
	until(t, "everybody to be asked for their consent", nil, func() bool {
		for _, s := range net.Sent(0)[before:] {
			for _, b := range s.Buttons {
				if b.Text == "J'accepte" && !asked[s.Chat] {
					asked[s.Chat] = true
					net.Press(s.Chat, b.Data)
				}
			}
		}
		return len(asked) == people
	})
	until(t, "all requests on the boards", nil, func() bool {
		var err error
		if requests, err = at.open(); err != nil {
			t.Fatal(err)
		}
		return len(requests) == people
	})
	return requests
}

// claimByBoth has two members of staff claim a request at the same moment, and gives who has it; -1 is a fault.
func claimByBoth(t *testing.T, staff [2]*colleague, request string) int {
	var refusals [2]desk.Refusal
	var errs [2]error
	var both sync.WaitGroup
	for i, c := range staff {
		both.Go(func() { refusals[i], errs[i] = c.does(request, desk.Claim, "") })
	}
	both.Wait()
	switch {
	case errs[0] != nil || errs[1] != nil:
		t.Errorf("%s: %v, %v", request, errs[0], errs[1])
	case refusals == [2]desk.Refusal{"", desk.Taken}:
		return 0
	case refusals == [2]desk.Refusal{desk.Taken, ""}:
		return 1
	default:
		t.Errorf("%s: claimed by two, %q", request, refusals)
	}
	return -1
}

// Two programs on one Redis get the claims of each request at the same moment, from a member
// of staff each: one has it, and the other is told.
func TestClaimsOfTwoPrograms(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	net := telegramtest.New()
	env, leave := enter(net)
	defer leave()
	var staff [2]*colleague
	for i := range staff {
		r := start(t, onRedis(t, server.URL(), env...)...)
		staff[i] = newColleague(t, r.ready())
	}
	until(t, "both to hold partitions", nil, func() bool { return len(holders(server)) == 2 })

	// In batches, because a thousand rows are shown at most: what is decided is closed.
	var won [2]atomic.Int64
	for first := 0; first < claimPairs; first += claimBatch {
		requests := askFor(t, net, staff[0], first, min(claimBatch, claimPairs-first))
		var workers sync.WaitGroup
		work := make(chan string)
		for range 16 {
			workers.Go(func() {
				for request := range work {
					if winner := claimByBoth(t, staff, request); winner >= 0 {
						won[winner].Add(1)
						if refusal, err := staff[winner].does(request, desk.Close, ""); err != nil || refusal != "" {
							t.Errorf("%s: not closed by who has it: %q, %v", request, refusal, err)
						}
					}
				}
			})
		}
		for _, request := range requests {
			work <- request
		}
		close(work)
		workers.Wait()
	}
	until(t, "everybody to be told", nil, func() bool {
		told := 0
		for _, s := range net.Sent(0) {
			if strings.Contains(s.Text, "a pris votre demande") {
				told++
			}
		}
		if told > claimPairs {
			t.Fatalf("%d people were told %d times who has their request", claimPairs, told)
		}
		return told == claimPairs
	})
	if a, b := won[0].Load(), won[1].Load(); a+b != claimPairs || a == 0 || b == 0 {
		t.Errorf("won %d and %d of %d", a, b, claimPairs)
	} else {
		t.Logf("%d pairs: %d and %d won", claimPairs, a, b)
	}
}
