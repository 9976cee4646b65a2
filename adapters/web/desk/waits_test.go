package desk

import (
	"slices"
	"strconv"
	"testing"
)

// In one's own list whoever waits longest for an answer comes first, whenever they asked; N goes to them.
func TestWhoWaitsLongest(t *testing.T) {
	o := newOffice(t, 0, nil)
	b := o.named("Marie Colin", "")
	var ids []string
	for i := range 4 {
		ids = append(ids, o.open(strconv.Itoa(i), "afpa"))
		b.open(ids[i])
		b.ClickLabel("Prendre en charge")
		b.standing("Vous l’avez en charge")
		b.ClickLabel("Répondre")
		b.Type("#reply-text", "Bonjour")
		b.Click("#reply-send")
		b.line("staff", "Remise")
	}
	for _, i := range []int{2, 0, 3} { // two asked later than none, and waits longest
		o.write(strconv.Itoa(i), "vous êtes là ?")
		b.open(ids[i])
		b.line("person", "vous êtes là ?")
	}
	b.open(ids[1])
	var rows []string
	b.Until("in the order they wait in", func() bool {
		b.Eval(&rows, `return [...document.querySelectorAll("#rows a")].map((a) => a.hash.split("/")[1])`)
		return slices.Equal(rows, []string{ids[2], ids[0], ids[3], ids[1]})
	})
	b.Eval(nil, `document.activeElement.blur()`)
	b.Press("n")
	b.standing("Attend une réponse")
	var at string
	if b.Eval(&at, `return location.hash.split("/")[1]`); at != ids[2] {
		t.Errorf("went to %s of %q", at, ids)
	}
	b.clean(0)
}
