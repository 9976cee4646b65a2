package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"potentiels/adapters/slack/slacktest"
)

// TestTaught is the whole of it: three people are not understood, a member of staff writes a sentence for
// them, the program is killed over the press, and the next one understands.
func TestTaught(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"DATA_DIR=" + dir}
	r := start(t, env...)
	address := r.ready()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	understood := func(user, text string) string {
		t.Helper()
		said := run(t, env, text+"\n", "chat", "--json", "--user", user)
		if said.code != exitDone {
			t.Fatal(said.err)
		}
		_, rest, _ := strings.Cut(said.out, `"understood":{"intent":"`)
		intent, _, _ := strings.Cut(rest, `"`)
		return intent
	}
	for i, text := range []string{"la tombola ?", "et la tombola ?", "LA TOMBOLA"} {
		if got := understood(fmt.Sprint(i), text); got == "evenements" {
			t.Errorf("%q is %s before it is learnt", text, got)
		}
	}
	marie := openDesk(t, address).as("Marie Colin")
	marie.ClickLabel("Phrases")
	marie.Until("the group", func() bool { return strings.Contains(marie.Text("#unknown-all"), "3 personnes") })
	if text := marie.Text("#unknown"); !strings.Contains(text, "tombol") {
		t.Errorf("staff see\n%s", text)
	}
	marie.picture("phrases")
	marie.ClickLabel("Écrire un exemple")
	marie.Type("#unknown-all form input", "c'est quand la tombola de Kevin")
	marie.Eval(nil, `const s = document.querySelector("#unknown-all select"); s.value = "evenements"; s.dispatchEvent(new Event("change"))`)
	marie.ClickLabel("Rattacher")
	marie.Until("a name is refused", func() bool { return strings.Contains(marie.Text("#unknown-problem"), "Kevin") })
	marie.Eval(nil, `const i = document.querySelector("#unknown-all form input"); i.value = ""; i.dispatchEvent(new Event("input"))`)
	marie.Type("#unknown-all form input", "c'est quoi la tombola")
	marie.Eval(nil, `[...document.querySelectorAll("#unknown-all form button")].find(b => b.innerText === "Rattacher").click()`)
	r.kill()
	r = start(t, append(env, "LISTEN_ADDR="+net.JoinHostPort("127.0.0.1", u.Port()))...)
	r.ready()
	marie.Until("learnt at the start, or the press is taken up again", func() bool {
		return strings.Contains(marie.Text("#written-all"), "c'est quoi la tombola")
	})
	out := run(t, env, "", "desk", "exemples")
	if want := `{"text":"c'est quoi la tombola","intent":"evenements","author":"bureau"}` + "\n"; out.code != exitDone || out.out != want {
		t.Errorf("exported %q, %s", out.out, out.err)
	}
	r.stop()
	r = start(t, env...)
	marie.Open(r.ready() + deskPath + "#phrases")
	marie.Until("it is told to be learnt", func() bool { return strings.Contains(marie.Text("#written-all"), "Apprise") })
	if got := understood("other", "cest koi la tombola"); got != "evenements" {
		t.Errorf("after it was learnt: %s", got)
	}
	r.stop()
	// Without a service the same is read from the store; and what is exported is tested like any labelled set.
	if got := understood("another", "cest koi la tombola"); got != "evenements" {
		t.Errorf("without a service: %s", got)
	}
	file := filepath.Join(t.TempDir(), "bureau.jsonl")
	if err := os.WriteFile(file, []byte(out.out), 0o600); err != nil {
		t.Fatal(err)
	}
	if e := run(t, env, "", "eval", file); e.code != exitDone {
		t.Errorf("eval: %s", e.err)
	}
}

// The same group in Slack, where the one who asks is in a partner's channel: written on Telegram, attached
// in a form.
func TestTaughtOnSlack(t *testing.T) {
	t.Parallel()
	telegram, env := telegramNetwork(t)
	slack, more := workspace(t, true)
	env = append(append(settings(t.TempDir(), env...), more...), "DESK_SEND_DELAY=0")
	r := startCommand(t, prepare(t, env))
	r.ready()
	h := &handover{T: t, telegram: telegram, slack: slack}
	for chat := range int64(3) {
		telegram.Say(500+chat, "la tombola ?")
	}
	h.until("the group is shown", func() bool { // it is gathered a moment after it was said
		d := slack.Command("U0ANNE", staffChannel, "inconnus")
		h.until("answered", func() bool { return slack.Of(d).Acked })
		return h.whispered("U0ANNE", "3 personnes, dernière fois")()
	})
	h.staff("U0ANNE", "Demander à une personne")
	h.until("the channel is asked", func() bool {
		return slices.ContainsFunc(slack.Posts(staffChannel), func(p slacktest.Post) bool {
			return p.OnlyFor == "" && strings.Contains(p.Shown(), "tombol") && strings.Contains(p.Shown(), "demande ce qu")
		})
	})
	h.staff("U0ANNE", "Écrire un exemple")
	h.until("the form", func() bool { _, ok := slack.Form("U0ANNE"); return ok })
	if _, err := slack.Submit("U0ANNE", "c'est quoi la tombola", "evenements"); err != nil {
		t.Fatal(err)
	}
	h.until("written", func() bool { return strings.Contains(run(t, env, "", "desk", "exemples").out, "c'est quoi la tombola") })
}
