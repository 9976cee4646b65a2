package dialogue

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Stored is how a session is stored: the same as Session, with what is long as one
// string each. Ids hold no separator.
type Stored struct {
	Profile string  `json:"p,omitempty"` // fields in the order of Profile, by |
	Aside   string  `json:"m,omitempty"` // the same
	Outcome Outcome `json:"o,omitempty"`
	Does    string  `json:"j,omitempty"`
	Spoken  string  `json:"g,omitempty"`
	Between string  `json:"x,omitempty"`
	Near    string  `json:"n,omitempty"`
	Tastes  string  `json:"t,omitempty"`
	Paths   string  `json:"r,omitempty"` // by space
	Found   uint16  `json:"f,omitempty"`
	Opened  string  `json:"v,omitempty"`
	Ask     string  `json:"q,omitempty"`
	Said    string  `json:"s,omitempty"` // by ;
	Asked   string  `json:"a,omitempty"`
	Topic   string  `json:"k,omitempty"`
	Lost    int     `json:"l,omitempty"`
	Last    int64   `json:"d,omitempty"`
	Told    string  `json:"h,omitempty"`
	Flags   Flags   `json:"b,omitempty"`
	Asks    string  `json:"u,omitempty"` // Session.Question
	Hours   string  `json:"e,omitempty"`
	Wish    *Wish   `json:"w,omitempty"`
}

// MarshalJSON writes the stored form, about 200 bytes for somebody who told
// everything and was shown their paths.
func (s Session) MarshalJSON() ([]byte, error) { return json.Marshal(s.Stored()) }

// Stored gives the stored form. Who stores it as a part of more saves what encoding/json does twice for
// a part that encodes itself.
func (s Session) Stored() Stored {
	return Stored{
		Profile: s.Profile.stored(), Aside: s.Aside.stored(),
		Outcome: s.Outcome, Does: s.Does, Spoken: s.Spoken, Between: s.Between, Near: s.Near, Tastes: s.Tastes, Paths: strings.Join(s.Paths, " "), Found: s.Found,
		Opened: s.Opened,
		Ask:    s.Ask, Said: strings.Join(s.Said, ";"), Asked: s.Asked, Topic: s.Topic, Lost: s.Lost, Last: s.Last,
		Told: s.Told, Flags: s.Flags, Asks: s.Question, Hours: s.Hours, Wish: s.Wish,
	}
}

// stored writes a profile in one string.
func (p Profile) stored() string {
	return strings.TrimRight(strings.Join([]string{p.Metier, p.Commune, p.Departement, p.Situation, p.Niveau,
		number(p.Age), number(p.MobiliteKm)}, "|"), "|")
}

// storedProfile reads what stored wrote.
func storedProfile(s string) Profile {
	f := append(strings.Split(s, "|"), make([]string, 7)...)
	p := Profile{Metier: f[0], Commune: f[1], Departement: f[2], Situation: f[3], Niveau: f[4]}
	p.Age, _ = strconv.Atoi(f[5])
	p.MobiliteKm, _ = strconv.Atoi(f[6])
	return p
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Session) UnmarshalJSON(b []byte) error {
	var w Stored
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	*s = Session{
		Outcome: w.Outcome, Does: w.Does, Spoken: w.Spoken, Between: w.Between, Near: w.Near, Tastes: w.Tastes, Found: w.Found, Opened: w.Opened, Ask: w.Ask, Asked: w.Asked,
		Topic: w.Topic, Lost: w.Lost, Last: w.Last, Told: w.Told, Flags: w.Flags, Question: w.Asks, Hours: w.Hours, Wish: w.Wish,
	}
	if w.Paths != "" {
		s.Paths = strings.Split(w.Paths, " ")
	}
	if w.Said != "" {
		s.Said = strings.Split(w.Said, ";")
	}
	s.Profile, s.Aside = storedProfile(w.Profile), storedProfile(w.Aside)
	return nil
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
