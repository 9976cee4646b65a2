package main

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"potentiels/adapters/slack/slacktest"
	"potentiels/adapters/telegram/telegramtest"
)

// staffChannel is where the cards are posted.
const staffChannel = "C0DESK"

// workspace is a fake Slack, with the settings of a program that is its app.
func workspace(t *testing.T, http bool) (*slacktest.Network, []string) {
	t.Helper()
	net := slacktest.New()
	server := httptest.NewServer(net)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	net.Base = server.URL
	net.Join(staffChannel, "U0ANNE")
	net.Join(staffChannel, "U0BOB")
	env := []string{"SLACK_BOT_TOKEN=" + slacktest.BotToken, "SLACK_API_URL=" + server.URL + "/api/", "SLACK_DESK_CHANNEL=" + staffChannel}
	if !http {
		return net, append(env, "SLACK_APP_TOKEN="+slacktest.AppToken)
	}
	address := freeAddress(t)
	net.Endpoint = "http://" + address
	return net, append(env, "SLACK_SIGNING_SECRET="+slacktest.Secret, "LISTEN_ADDR="+address)
}

// handover is a person on Telegram and staff on Slack.
type handover struct {
	*testing.T
	telegram *telegramtest.Network
	slack    *slacktest.Network
	chat     int64
}

func (h *handover) until(what string, ok func() bool) {
	h.Helper()
	until(h.T, what, nil, ok)
}

// told is everything the person was told after a number of messages.
func (h *handover) told(after int) string {
	var all []string
	for _, s := range h.telegram.Sent(h.chat)[after:] {
		all = append(all, s.Text)
	}
	return strings.Join(all, "\n")
}

// press has the person press the last button of a label.
func (h *handover) press(label string) {
	h.Helper()
	data := ""
	h.until("a button "+label, func() bool {
		for _, s := range h.telegram.Sent(h.chat) {
			for _, b := range s.Buttons {
				if b.Text == label {
					data = b.Data
				}
			}
		}
		return data != ""
	})
	h.telegram.Press(h.chat, data)
}

// staff has a member of staff press a button in the channel, when it is there.
func (h *handover) staff(user, label string) {
	h.Helper()
	h.until(label+" for "+user, func() bool {
		_, err := h.slack.Press(user, staffChannel, label)
		return err == nil
	})
}

// thread are the posts below the first card, as they are read.
func (h *handover) thread() (card slacktest.Post, below []slacktest.Post) {
	for _, p := range h.slack.Posts(staffChannel) {
		switch {
		case p.OnlyFor != "":
		case p.Thread == "":
			card = p
		default:
			below = append(below, p)
		}
	}
	return card, below
}

func (h *handover) inThread(words ...string) bool {
	_, below := h.thread()
	at := 0
	for _, p := range below {
		for at < len(words) && strings.Contains(p.Shown(), words[at]) {
			at++
		}
	}
	return at == len(words)
}

// A whole handover, in both ways that Slack is reached.
func TestHandoverOnSlack(t *testing.T) {
	for name, http := range map[string]bool{"socket": false, "http": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			telegram, env := telegramNetwork(t)
			slack, more := workspace(t, http)
			env = append(settings(t.TempDir(), env...), more...)
			r := startCommand(t, prepare(t, append(env, "DESK_SEND_DELAY=12s")))
			r.ready()
			h := &handover{T: t, telegram: telegram, slack: slack, chat: 77001}
			h.play()
			r.alive()
		})
	}
}

func (h *handover) play() {
	h.telegram.Say(h.chat, "je veux devenir soudeur à Nancy")
	h.until("an answer", func() bool { return h.told(0) != "" })
	h.telegram.Say(h.chat, "je veux parler à un conseiller")
	h.press("J'accepte")

	// Two press at once: one has it, the other is told who.
	h.staff("U0ANNE", "Prendre en charge")
	if _, err := h.slack.Press("U0BOB", staffChannel, "Prendre en charge"); err != nil {
		h.Fatal("the card changed before the second press:", err)
	}
	winner, loser := "", ""
	h.until("who has it, and who is told", func() bool {
		for _, p := range h.slack.Posts(staffChannel) {
			if p.OnlyFor != "" {
				loser = p.OnlyFor
			}
		}
		card, _ := h.thread()
		return loser != "" && slices.Contains(card.Labels(), "Répondre")
	})
	winner = map[string]string{"U0ANNE": "U0BOB", "U0BOB": "U0ANNE"}[loser]

	// What the person writes is in the thread, in order; what staff type there stays there.
	h.until("the person is told", func() bool { return strings.Contains(h.told(0), "Marie") })
	before := len(h.telegram.Sent(h.chat))
	for i := range 5 {
		h.telegram.Say(h.chat, fmt.Sprint("numéro ", i, " <b> & *gras*"))
	}
	h.until("all five, in order", func() bool {
		return h.inThread("numéro 0 <b> & *gras*", "numéro 1", "numéro 2", "numéro 3", "numéro 4")
	})
	card, _ := h.thread()
	h.slack.Write(staffChannel, card.TS, winner, "elle a l'air décidée")

	// A reply is taken back, and another one is not.
	h.reply(winner, "Je me trompe de personne.")
	h.staff(loser, "Annuler l'envoi")
	h.until("taken back", func() bool { return h.inThread("rien n’est parti") })
	h.reply(winner, "Bonjour,\nje vous appelle demain à 10 h & on regarde.")
	h.until("it arrives", func() bool { return strings.Contains(h.told(before), "je vous appelle demain à 10 h & on regarde.") })
	h.until("and the thread says so", func() bool { return h.inThread("Remise") })
	if told := h.told(before); strings.Contains(told, "trompe") || strings.Contains(told, "décidée") {
		h.Errorf("the person was told what is internal or taken back: %s", told)
	}

	// Slack is down for a while: nothing is lost, and the order holds.
	h.slack.Fail(func(string, string) *slacktest.Fault { return &slacktest.Fault{Status: 503} })
	calls := func() int { return h.slack.Calls("chat.postMessage") + h.slack.Calls("chat.update") }
	before503 := calls()
	for i := range 6 {
		h.telegram.Say(h.chat, fmt.Sprint("pendant la panne ", i))
	}
	h.until("tried", func() bool {
		return calls() >= before503+3
	})
	h.slack.Fail(nil)
	h.until("everything, in order", func() bool {
		return h.inThread("panne 0", "panne 1", "panne 2", "panne 3", "panne 4", "panne 5")
	})

	h.staff(winner, "Clore")
	h.until("closed", func() bool { return strings.Contains(h.told(before), "clos") })
	h.telegram.Say(h.chat, "/oublier")
	h.press("Oui, tout effacer")
	h.until("erased on Slack", func() bool {
		for _, p := range h.slack.Posts(staffChannel) {
			if p.OnlyFor == "" && !strings.Contains(p.Shown(), "effacé à la demande de la personne") {
				return false
			}
		}
		return true
	})
}

// whispered tells whether somebody was shown a text alone.
func (h *handover) whispered(user, text string) func() bool {
	return func() bool {
		return slices.ContainsFunc(h.slack.Posts(staffChannel), func(p slacktest.Post) bool {
			return p.OnlyFor == user && strings.Contains(p.Shown(), text)
		})
	}
}

// What goes wrong at the desk ends in something that somebody sees, and not in silence.
func TestSlackBadInput(t *testing.T) {
	t.Parallel()
	telegram, env := telegramNetwork(t)
	slack, more := workspace(t, false)
	r := startCommand(t, prepare(t, append(append(settings(t.TempDir(), env...), more...), "DESK_SEND_DELAY=0")))
	address := r.ready()
	h := &handover{T: t, telegram: telegram, slack: slack, chat: 77002}

	// The channel is archived when the card is to be posted: it comes once it is open again.
	slack.Archive(staffChannel)
	telegram.Say(h.chat, "je veux parler à un conseiller")
	h.press("J'accepte")
	h.until("the operator is told", func() bool { return strings.Contains(r.log.String(), "is_archived") })
	slack.Restore(staffChannel)
	h.until("the card", func() bool { card, _ := h.thread(); return slices.Contains(card.Labels(), "Prendre en charge") })
	open, _ := h.thread()

	// A form submitted twice, and an event that comes again, count once.
	h.staff("U0ANNE", "Prendre en charge")
	h.staff("U0ANNE", "Répondre")
	h.until("a form", func() bool { _, ok := slack.Form("U0ANNE"); return ok })
	form, err := slack.Submit("U0ANNE", "Bonjour, une seule fois.")
	if err != nil {
		t.Fatal(err)
	}
	slack.Again(form)
	h.until("the reply", func() bool { return strings.Contains(h.told(0), "une seule fois") && h.inThread("Remise") })
	note := slack.Write(staffChannel, open.TS, "U0ANNE", "vu au téléphone")
	slack.Again(note)

	// Who is late is told so.
	h.until("Bob is told", func() bool {
		slack.PressOn("U0BOB", open, "Prendre en charge")
		return h.whispered("U0BOB", "Marie U0ANNE")()
	})
	h.staff("U0ANNE", "Clore")
	h.until("closed", func() bool { return strings.Contains(h.told(0), "clos") })
	slack.PressOn("U0BOB", open, "Prendre en charge")
	h.until("Bob is told that it is closed", h.whispered("U0BOB", "close"))
	if n := strings.Count(h.told(0), "une seule fois"); n != 1 {
		t.Errorf("a form submitted twice reached the person %d times", n)
	}

	// A member of staff who has left is no reason to stop.
	slack.Deactivate("U0BOB")
	slack.PressOn("U0BOB", open, "Prendre en charge")
	h.telegram.Say(h.chat, "je veux parler à un conseiller")
	h.press("J'accepte")
	h.until("the next request", func() bool { card, _ := h.thread(); return slices.Contains(card.Labels(), "Prendre en charge") })

	// A token that is revoked stops Slack alone, and says so.
	slack.Revoke()
	slack.Cut()
	h.until("readyz tells", func() bool {
		_, body := get(address + "/readyz")
		return strings.Contains(body, "slack: a token is refused") // by whoever of the sender and the receiver met it first
	})
	before := len(telegram.Sent(0))
	telegram.Say(77003, "bonjour")
	h.until("others are answered", func() bool { return len(telegram.Sent(0)) > before })
	r.alive()
}

// reply has a member of staff answer by the form.
func (h *handover) reply(user, text string) {
	h.Helper()
	h.staff(user, "Répondre")
	h.until("a form", func() bool { _, ok := h.slack.Form(user); return ok })
	if _, err := h.slack.Submit(user, text); err != nil {
		h.Fatal(err)
	}
	h.until("the reply waits in the thread", func() bool { return h.inThread(strings.SplitN(text, "\n", 2)[0]) })
}

// A sheet is confirmed in one press, and the table for the editors says by whom.
func TestSheetOnSlack(t *testing.T) {
	t.Parallel()
	telegram, env := telegramNetwork(t)
	slack, more := workspace(t, true)
	env = append(append(settings(t.TempDir(), env...), more...), "DESK_SEND_DELAY=0")
	r := startCommand(t, prepare(t, env))
	r.ready()
	h := &handover{T: t, telegram: telegram, slack: slack}
	slack.Command("U0ANNE", staffChannel, "fiche UIMM")
	h.until("the sheet", h.whispered("U0ANNE", "Téléphone"))
	h.staff("U0ANNE", "Confirmer")
	h.until("confirmed", h.whispered("U0ANNE", "confirmé. Le bot le dit"))
	table := run(t, env, "", "desk", "fiches")
	if table.code != exitDone || !strings.Contains(table.out, "Marie U0ANNE") {
		t.Errorf("exit code %d: %s%s", table.code, table.out, table.err)
	}
}
