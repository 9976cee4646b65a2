package dialogue

import (
	"slices"
	"time"
)

// Session is all that one person's talk is remembered by. It is plain data,
// stored in a compact form (see wire) because a million of them are kept; what was said is in
// the history, not here. Its zero value is somebody who never wrote.
type Session struct {
	Profile Profile
	// Aside is the profile of the other one where the writer speaks now for themselves
	// and now for somebody else, see speakOf.
	Aside   Profile
	Outcome Outcome

	// Does is the job that the person has, which is not the one wished: it counts when
	// experience is to be recognised.
	Does string
	// Spoken is the job that was told of last while none was wished: « des formations pour ça ? » means it.
	Spoken string
	// Between are the jobs that the person wavers between or had compared, by comma: « les deux » means them.
	Between string
	// Near is where to look when it is not where the person lives.
	Near string
	// Tastes are the letters of what the interest talk gathered, see tastes.go.
	Tastes string
	// Paths are the trainings proposed last, in the order they were shown, and
	// Found tells for which facts.
	Paths []string
	Found uint16

	// Opened is the path that was told in full last.
	Opened string

	// Ask is the question that the last turn ended with, Said the texts it was
	// made of (see ref), so that their buttons can be found again.
	Ask  string
	Said []string
	// Asked holds the first letters of the questions put so far, one for each time.
	Asked string
	// Topic is the subject spoken of last, an intent.
	Topic string
	// Lost counts the messages in a row that were not understood.
	Lost int
	// Last is when the person wrote last, in Unix seconds.
	Last int64

	// Told holds which texts were said in this talk, see markOf.
	Told string

	Flags Flags

	// Question is what the person asked or wished last in words of their own, for the request
	// of who then only says « un conseiller ».
	Question string

	// Hours are those that suit, as the person told them: « pas avant 8 h 30 ».
	Hours string

	// Wish is the request for a human being prepared or recorded.
	Wish *Wish
}

// Flags are the yes-or-no facts of a talk.
type Flags uint32

const (
	Seeking    Flags = 1 << iota // a path was asked for
	Resident                     // Profile.Commune is where the person lives, not only where they look
	Ward                         // the writer speaks for the person to be trained
	Employer                     // the writer is an employer
	Simple                       // short sentences are wanted
	News                         // consented to news
	Stopped                      // wants nothing but answers
	HadNews                      // had consented to news when they wrote stop
	Distress                     // the last turn was about distress
	WorkStudy                    // an apprenticeship or the like is wished
	Foreign                      // wrote in another language
	Experience                   // wants what they have done at work recognised
	Looked                       // Profile.Commune is where a training was asked for
	Shared                       // a request was sent: others may have noted what it said
	Delicate                     // distress, health or a criminal record came up, ever
	AtNothing                    // left school, or does nothing since, of an age that is not known yet
	Written                      // wants to be answered in writing, and not by telephone
	OnMinimum                    // lives on the RSA
	OnBenefit                    // draws unemployment benefit
	Penniless                    // neither studies nor works, and draws nothing
	FixedTerm                    // has a contract with an end
	Ailing                       // told of what their health does not let them do
	Both                         // two told their projects; that of the other waits in Session.Aside
)

// Has tells whether all of the flags are set.
func (f Flags) Has(g Flags) bool { return f&g == g }

// Wish is a request for a human. While its consent is asked, Text holds what
// will be sent; once sent, only what is needed to complete it is kept.
type Wish struct {
	ID      string `json:"i,omitempty"` // empty until sent
	At      int64  `json:"t,omitempty"` // when it was sent, in Unix seconds
	Partner string `json:"p"`
	Text    string `json:"x,omitempty"`
	Contact string `json:"c,omitempty"`
	// Question is Session.Question as it was when the request was shown.
	Question string `json:"u,omitempty"`
	// Without are letters of what the person does not want it to say, see leaveOut.
	Without string `json:"o,omitempty"`

	Human bool   `json:"h,omitempty"` // an adviser has the talk
	Aside bool   `json:"s,omitempty"` // an adviser has the request, and the person took the talk back
	By    string `json:"b,omitempty"` // their first name
	Next  string `json:"n,omitempty"` // the partner that a transfer is asked for
	Also  *Wish  `json:"a,omitempty"` // an earlier request that is not closed
}

// Sent tells whether the consent was given and the request recorded.
func (w *Wish) Sent() bool { return w != nil && w.ID != "" }

var strength = []Outcome{Open, Closed, Informed, Recommended, Handoff, Unsubscribed, Erased, Crisis}

// reach notes that the talk has come as far as o.
func (s *Session) reach(o Outcome) {
	if slices.Index(strength, o) > slices.Index(strength, s.outcome()) {
		s.Outcome = o
	}
}

func (s *Session) outcome() Outcome {
	if s.Outcome == "" {
		return Open
	}
	return s.Outcome
}

// away is how long the person was silent before a message.
func (s *Session) away(at time.Time) time.Duration {
	if s.Last == 0 {
		return 0
	}
	return at.Sub(time.Unix(s.Last, 0))
}

// asked is how often a question was put.
func (s *Session) asked(q string) int {
	n := 0
	for i := range len(s.Asked) {
		if s.Asked[i] == letters[q] {
			n++
		}
	}
	return n
}

// limits tell what the person cannot, may not or will not do: paths that stay the same are shown again when
// one is new, since each says what it means for it.
func (s *Session) limits() [3]bool {
	return [3]bool{s.Profile.Age > 0 && s.Profile.Age < 18, s.likes('j'), s.likes('l')}
}

func (s *Session) set(f Flags, on bool) {
	if on {
		s.Flags |= f
	} else {
		s.Flags &^= f
	}
}

// letters stand for the questions of the form in Session.Asked.
var letters = map[string]byte{
	qJob: 'm', qPlace: 'l', qSituation: 's', qLevel: 'n', qAge: 'a', qDistance: 'd',
}
