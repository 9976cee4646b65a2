package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

func TestReminders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		_, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		start := time.Now()
		net.say("a", "remind follow 60")
		net.say("a", "remind other 30")
		net.say("a", "remind follow 90") // in place of the first
		net.say("a", "remind gone 40")
		net.say("a", "remind gone 0") // taken back
		pass(20 * time.Second)
		net.say("b", "remind late 10")
		pass(time.Second)
		end() // a restart, during which one falls due
		pass(30 * time.Second)
		e, end := begin(t, bot.Options{Store: store.Connect(), Channels: []bot.Channel{net}})
		defer end()
		pass(5 * time.Minute)
		want := []string{"1:remind follow 60", "2:remind other 30", "3:remind follow 90", "4:remind gone 40", "5:remind gone 0", "6:due other", "7:due follow"}
		if diff := cmp.Diff(want, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		if at := net.times("a")[6].Sub(start); at != 90*time.Second {
			t.Errorf("came after %v", at)
		}
		if diff := cmp.Diff([]string{"1:remind late 10", "2:due late"}, net.heard("b")); diff != "" {
			t.Error(diff)
		}
		lines, err := e.History(t.Context(), net.address("b"), 1, 0)
		if err != nil || len(lines) != 1 || lines[0].Kind != dialogue.Due || lines[0].At.Sub(start) != 30*time.Second {
			t.Errorf("the history has %+v, %v", lines, err)
		}
		if left := outboxOf(t, store, net.address("a")); len(left) > 0 {
			t.Errorf("left: %+v", left)
		}
	})
}

func TestFloodIsAnsweredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		e, end := begin(t, bot.Options{Store: bot.NewMemory(), Channels: []bot.Channel{net}, ChatRate: 100})
		defer end()
		second := time.Now().Truncate(time.Second)
		want := []string{}
		for i := range 50 {
			net.sayAt("a", fmt.Sprint("m", i+1), second.Add(time.Duration(i)*time.Millisecond))
			if i < 10 {
				want = append(want, fmt.Sprintf("%d:m%d", i+1, i+1))
			}
		}
		want = append(want, "50:m50") // the count shows that no message was lost on the talk
		pass(10 * time.Second)
		if diff := cmp.Diff(want, net.heard("a")); diff != "" {
			t.Error(diff)
		}
		lines, err := e.History(t.Context(), net.address("a"), 0, 0)
		if err != nil || len(lines) != 51 || e.Metrics().Flooded.Load() != 40 {
			t.Errorf("%d lines, %d counted, %v", len(lines), e.Metrics().Flooded.Load(), err)
		}
		// A message of another second has the answer that was held back given first.
		for i := range 12 {
			net.sayAt("b", fmt.Sprint("m", i+1), second)
		}
		net.sayAt("b", "next", second.Add(time.Second))
		pass(10 * time.Second)
		if heard := net.heard("b"); len(heard) != 12 || heard[10] != "12:m12" || heard[11] != "13:next" {
			t.Errorf("heard %q", heard)
		}
	})
}

func TestEffectsAreRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		_, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}})
		defer end()
		records := func(f bot.Family) int {
			n := 0
			for _, r := range everything(t, store) {
				if strings.HasPrefix(r, string(f)+" ") {
					n++
				}
			}
			return n
		}
		net.say("a", "request a call")
		net.say("a", "subscribe")
		pass(time.Minute)
		if records(bot.FamilyRequest) != 1 || records(bot.FamilySubscriber) != 1 {
			t.Errorf("%q", everything(t, store))
		}
		net.say("a", "subscribe") // both in one batch
		net.say("a", "unsubscribe")
		pass(time.Minute)
		if records(bot.FamilyRequest) != 1 || records(bot.FamilySubscriber) != 0 {
			t.Errorf("%q", everything(t, store))
		}
	})
}

func TestWhatIsUnkeptLeavesNoWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		web := &page{network: newNetwork("web")}
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net, web}})
		defer end()
		for _, n := range []*network{net, web.network} {
			n.say("a", "whisper of despair")
			pass(time.Minute)
			lines, err := e.History(t.Context(), n.address("a"), 0, 0)
			if err != nil || len(lines) != 1 || len(lines[0].Said) != 1 || lines[0].Said[0].Text != "hush" {
				t.Errorf("the answer is not in the history: %+v, %v", lines, err)
			}
		}
		for _, record := range everything(t, store) {
			if strings.Contains(record, "despair") {
				t.Errorf("left: %s", record)
			}
		}
	})
}

func TestErasureLeavesNothing(t *testing.T) {
	for _, batched := range []bool{false, true} {
		t.Run(fmt.Sprintf("in one batch %v", batched), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				net := newNetwork("net")
				web := &page{network: newNetwork("web")}
				var stuck atomic.Bool
				net.script = func(message) error {
					if stuck.Load() {
						return temporary()
					}
					return nil
				}
				store := bot.NewMemory()
				e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net, web}})
				defer end()
				for _, n := range []*network{net, web.network} {
					for _, text := range []string{"secret", "request secret", "subscribe", "remind secret 300", "poison", "twice secret", "erase"} {
						n.say("a", text)
						stuck.Store(text == "twice secret") // replies are still waiting when it comes
						if !batched {
							pass(time.Second)
						}
					}
				}
				stuck.Store(false)
				pass(time.Hour)
				all := everything(t, store)
				for _, record := range all {
					if strings.Contains(record, "secret") || strings.HasPrefix(record, "history") && !strings.Contains(record, "goodbye") {
						t.Errorf("left: %s", record)
					}
				}
				if len(all) != 3 { // two tombstones, and the farewell that the page fetches
					t.Errorf("left: %q", all)
				}
				if left := outboxOf(t, store, net.address("a")); len(left) > 0 {
					t.Errorf("left: %+v", left)
				}
				if heard := net.heard("a"); heard[len(heard)-1] != "goodbye" {
					t.Errorf("heard %q", heard)
				}
				if e.Metrics().Erased.Load() != 2 {
					t.Errorf("counted %d", e.Metrics().Erased.Load())
				}
				// What was handled before is still known, and the talk begins anew.
				a, err := e.Ask(t.Context(), net.updates[0])
				if err != nil || !a.Repeat || a.Session.Outcome != dialogue.Erased {
					t.Errorf("a repeat after the erasure: %+v, %v", a, err)
				}
				a, err = e.Ask(t.Context(), web.say("a", "again"))
				if err != nil || a.Session.Profile.Age != 1 {
					t.Errorf("writing again: %+v, %v", a, err)
				}
				lines, err := e.History(t.Context(), web.address("a"), 0, 0)
				if err != nil || len(lines) != 2 || lines[1].N != lines[0].N+1 || lines[0].N < 2 {
					t.Errorf("the numbers start again: %+v, %v", lines, err)
				}
			})
		})
	}
}

func TestExportHoldsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := newNetwork("net")
		store := bot.NewMemory()
		e, end := begin(t, bot.Options{Store: store, Channels: []bot.Channel{net}, ChatRate: 10})
		defer end()
		for _, text := range []string{"hello", "request a call", "subscribe", "poison", "export", "export"} {
			net.say("a", text)
		}
		pass(time.Minute)
		var files []*dialogue.File
		for _, m := range net.sent {
			if m.file != nil {
				files = append(files, m.file)
			}
		}
		if len(files) != 2 || len(net.heard("a")) != 5 {
			t.Fatalf("%d files, heard %q", len(files), net.heard("a"))
		}
		var export struct {
			Person  string
			Records map[bot.Family][]struct {
				Key   string
				Value json.RawMessage
			}
		}
		if err := json.Unmarshal(files[1].Data, &export); err != nil {
			t.Fatal(err)
		}
		got := map[bot.Family]int{}
		for f, records := range export.Records {
			got[f] = len(records)
		}
		want := map[bot.Family]int{bot.FamilySession: 1, bot.FamilyHistory: 4, bot.FamilyRequest: 1, bot.FamilySubscriber: 1, bot.FamilyParked: 1}
		if diff := cmp.Diff(want, got); diff != "" || export.Person != "net:a" {
			t.Errorf("%s of %s", diff, export.Person)
		}
		if !strings.Contains(string(files[1].Data), `"a call"`) && !strings.Contains(string(files[1].Data), "request a call") {
			t.Error("the wish is not in it")
		}
		operator, err := e.Export(t.Context(), net.address("a"))
		if err != nil || len(operator.Data) < len(files[1].Data) || operator.Type != "application/json" {
			t.Errorf("the operator's: %d bytes, %v", len(operator.Data), err)
		}
	})
}
