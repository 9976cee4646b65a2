package content

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Limits of what is told, in characters. A path is told in one message of 400:
// name, reason, what leads on, what is not known and the next step.
const (
	maxLine    = 160
	maxName    = 110
	maxExplain = 320
	maxTitle   = 40 // what a menu of Slack and of a phone shows
	maxCanned  = 400
	maxPath    = 320 // all of a path's own words; the rest is the reason and the distance
	maxID      = 40  // ids travel in buttons, which hold 64 bytes
)

var (
	idForm = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
	// What must not stand in a sentence: it changes, and a stale one sends people astray.
	phoneInText   = regexp.MustCompile(`(\+33|\b0)[ .]?[1-9]([ .-]?\d{2}){4}\b|\b3\d{3}\b|\b0 ?8\d{2}( ?\d{2,3}){2,3}\b`)
	emailInText   = regexp.MustCompile(`\S@\S`)
	addressInText = regexp.MustCompile(`\b\d{5} \p{Lu}|\d+,? (bis |ter )?(rue|avenue|boulevard|place|allée|chemin|quai|impasse) `)
	amountInText  = regexp.MustCompile(`\d ?(€|euros?\b)`)
	seatsInText   = regexp.MustCompile(`\b\d+ places\b`)
	dayInText     = regexp.MustCompile(`\b(\d{1,2}|1er) (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b|\b\d{1,2}/\d{1,2}(/\d{2,4})?\b`)

	phoneForm = regexp.MustCompile(`^(0[1-9]( \d{2}){4}|0 8\d{2} \d{2} \d{2} \d{2}|3\d{3})$`)
	emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[a-z]{2,}$`)
)

func (p position) id(id string) {
	if !idForm.MatchString(id) || len(id) > maxID {
		p.fault("id: %q is not of small letters, digits and _, at most %d", id, maxID)
	}
}

// told checks a sentence that people read.
func (p position) told(column, s string, limit int, confidence Confidence) {
	if n := utf8.RuneCountInString(s); n > limit {
		p.fault("%s: %d characters, at most %d", column, n, limit)
	}
	if strings.Contains(s, "  ") {
		p.fault("%s: two spaces in a row", column)
	}
	for _, never := range []struct {
		form *regexp.Regexp
		what string
	}{
		{phoneInText, "a phone number"},
		{emailInText, "an e-mail address"},
		{addressInText, "a postal address"},
	} {
		if found := never.form.FindString(s); found != "" {
			p.fault("%s: holds %s (%q): it belongs in %s", column, never.what, strings.TrimSpace(found), contactsFile)
		}
	}
	if confidence == Verified {
		return
	}
	for _, sourced := range []struct {
		form *regexp.Regexp
		what string
	}{
		{amountInText, "an amount"},
		{seatsInText, "a number of places"},
		{dayInText, "a date"},
	} {
		if found := sourced.form.FindString(s); found != "" {
			p.fault("%s: holds %s (%q), told only when the fact is %s", column, sourced.what, found, Verified)
		}
	}
}

// link checks an address that people are sent to.
func (p position) link(column, s string) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || !strings.Contains(u.Host, ".") || strings.ContainsAny(s, " <>\"") {
		p.fault("%s: %q is not an address like https://www.afpa.fr", column, s)
	}
}
