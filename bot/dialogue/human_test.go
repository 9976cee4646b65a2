package dialogue

import (
	"strings"
	"testing"
	"time"

	"potentiels/bot/desk"
)

// The person is told the partner's real delay once it is known, who reads the card, and never
// hours that nobody confirmed.
func TestHonestDelays(t *testing.T) {
	d := load(t)
	k := &talk{d: d}
	ask := func(text string, now desk.Standings) string {
		return flat(written(k.send(Message{Kind: Text, Text: text, Standings: now})))
	}
	if said := ask("conseiller", nil); strings.Contains(said, "une demande sur deux") || !strings.Contains(said, "L'équipe commune des partenaires la lit") {
		t.Errorf("consent: %s", said)
	}
	if said := ask("J'accepte", nil); strings.Contains(said, "de retour") || strings.Contains(strings.ToLower(said), "une demande sur deux") {
		t.Errorf("accepted: %s", said)
	}
	known := desk.Standings{"france_travail": {Median: 150 * time.Minute}}
	if said := ask("/suivi", known); !strings.Contains(said, "une demande sur deux a sa réponse en 3 heures ou moins") {
		t.Errorf("ledger: %s", said)
	}
}

// Two requests at a time are told apart: what the desk says of one leaves the other as it is.
func TestTwoRequests(t *testing.T) {
	k := &talk{d: load(t)}
	k.send(Message{Kind: Press, Value: "humain:afpa"})
	k.send(Message{Kind: Press, Value: "accepte:afpa"})
	first := k.s.Wish.ID
	k.send(Message{Kind: Press, Value: "humain:greta"})
	k.send(Message{Kind: Press, Value: "accepte:greta"})
	if k.s.Wish.Partner != "greta" || k.s.request(first) == nil || k.s.Wish.ID == first {
		t.Fatalf("wishes %+v", k.s.Wish)
	}
	k.send(Message{Kind: Desk, Desk: &desk.News{What: desk.SayClaimed, Request: first, By: "Ana", Partner: "afpa"}})
	out := k.send(Message{Kind: Text, Text: "bonjour"})
	if e := out.Effects.Desk; e == nil || e.Request != first || e.Text != "bonjour" {
		t.Errorf("relayed %+v", out.Effects)
	}
	k.send(Message{Kind: Desk, Desk: &desk.News{What: desk.SayClosed, Request: first, By: "Ana", Partner: "afpa"}})
	if k.s.human() != nil || k.s.request(first) != nil || k.s.Wish.Partner != "greta" {
		t.Errorf("after the end of the first: %+v", k.s.Wish)
	}
}
