package desk

import (
	"strings"
	"testing"
	"time"

	"potentiels/bot/desk"
)

// Marie answered and has left: a colleague takes the talk over, others may not, and of two one has it.
func TestTakeOver(t *testing.T) {
	o := newOffice(t, 0, nil)
	marie, paul, lea, other := o.staff("Marie Colin", "afpa"), o.staff("Paul Weber", "afpa"), o.staff("Léa Roux", "afpa"), o.staff("Zoé Blanc", "missions_locales")
	id := o.open("1", "afpa")
	marie.does(id, act{Kind: desk.Claim})
	marie.does(id, act{Kind: desk.Reply, Text: "Bonjour"})
	o.until("answered", func() bool { return marie.see(id).has(desk.Member, "Bonjour", desk.Delivered) })

	seen := paul.see(id)
	if len(seen.Actions) != 1 || seen.Actions[0].Label != "Reprendre" || seen.Holder == "" {
		t.Fatalf("a colleague can do %+v", seen.Actions)
	}
	if out := other.see(id); len(out.Actions) > 0 {
		t.Errorf("another partner can do %+v", out.Actions)
	}
	if d := other.does(id, act{Kind: desk.TakeOver, From: seen.Holder}); d.Refusal != desk.Elsewhere {
		t.Errorf("another partner: %+v", d)
	}
	if d := paul.does(id, act{Kind: desk.TakeOver, From: seen.Holder}); d.Refusal != "" {
		t.Fatalf("taking over: %+v", d)
	}
	if d := lea.does(id, act{Kind: desk.TakeOver, From: seen.Holder}); d.Refusal != desk.Taken || !strings.Contains(d.Text, "Paul Weber") {
		t.Errorf("who comes second: %+v", d)
	}
	if after := paul.see(id); !after.Mine || len(after.Actions) != 3 || !after.has(desk.Bot, "Paul Weber reprend la demande que suivait Marie Colin. La personne en est informée.", "") {
		t.Errorf("taken over: %+v", after)
	}
	if after := marie.see(id); after.Mine || len(after.Actions) != 1 {
		t.Errorf("who had it sees %+v", after)
	}
	o.until("told", func() bool { return strings.Contains(o.people.all(), "taken") })
}

func TestTakeOverInTheBrowser(t *testing.T) {
	o := newOffice(t, time.Second, nil)
	b, c := o.named("Marie Colin", "afpa"), o.named("Paul Weber", "afpa")
	id := o.open("1", "afpa")
	b.open(id)
	b.ClickLabel("Prendre en charge")
	b.standing("Vous l’avez en charge")
	c.open(id)
	c.standing("Prise en charge par Marie Colin")
	c.ClickLabel("Reprendre")
	c.Until("asked first", func() bool {
		var why string
		c.Eval(&why, `return document.getElementById("takeover").hidden ? "" : document.getElementById("takeover-why").textContent`)
		return strings.Contains(why, "Marie Colin la suit")
	})
	c.ClickLabel("Oui, reprendre")
	c.standing("Vous l’avez en charge")
	c.line("happened", "Paul Weber reprend la demande que suivait Marie Colin")
	b.standing("Prise en charge par Paul Weber")
	b.clean(0)
	c.clean(0)
}
