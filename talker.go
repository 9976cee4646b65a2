package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"potentiels/adapters/terminal"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// spoken is the answer to one line of chat, in the form of the contract.
type spoken struct {
	Input      string `json:"input"`
	Understood struct {
		Intent   string         `json:"intent"`
		Score    float64        `json:"score"`
		Also     []string       `json:"also"`
		Entities map[string]any `json:"entities"`
	} `json:"understood"`
	Replies         []spokenReply             `json:"replies"`
	Answered        []string                  `json:"answered"`
	Profile         dialogue.Profile          `json:"profile"`
	Recommendations []dialogue.Recommendation `json:"recommendations"`
	Outcome         dialogue.Outcome          `json:"outcome"`
	Explain         []string                  `json:"explain,omitempty"` // with --explain: the recommendations, rule by rule
}

type spokenReply struct {
	Text    string            `json:"text"`
	Buttons []dialogue.Button `json:"buttons"`
	Links   []dialogue.Link   `json:"links"`
	File    string            `json:"file,omitempty"` // its content, a text
}

// talker is where chat's lines go: the engine of this process or of a running service.
type talker interface {
	say(ctx context.Context, user, text string) (spoken, error)
}

// unexplained leaves out what each rule says.
type unexplained struct{ talker }

func (u unexplained) say(ctx context.Context, user, text string) (spoken, error) {
	s, err := u.talker.say(ctx, user, text)
	s.Explain = nil
	return s, err
}

// engineTalker talks to an engine of this process.
type engineTalker struct {
	engine *bot.Engine
	clock  *terminal.Clock
}

func (t engineTalker) say(ctx context.Context, user, text string) (spoken, error) {
	entry, err := terminal.Line(rand.Uint64(), user, text, t.clock.Next(user, time.Now()))
	if err != nil {
		return spoken{}, err
	}
	answer, err := t.engine.Ask(ctx, entry)
	if err != nil && !errors.Is(err, bot.ErrParked) {
		return spoken{}, err
	}
	return newSpoken(text, answer), err
}

func newSpoken(text string, a bot.Answer) spoken {
	s := spoken{
		Input: text, Profile: a.Session.Profile, Outcome: a.Session.Outcome,
		Answered: orEmpty(a.Turn.Answered), Recommendations: orEmpty(a.Turn.Recommendations),
		Replies: []spokenReply{},
	}
	for _, r := range s.Recommendations {
		s.Explain = append(s.Explain, r.Explain()...)
	}
	u := a.Turn.Understood
	s.Understood.Intent, s.Understood.Score = u.Intent, u.Score
	s.Understood.Also, s.Understood.Entities = orEmpty(u.Also), u.Values()
	if s.Outcome == "" {
		s.Outcome = dialogue.Open
	}
	for _, r := range a.Turn.Replies {
		reply := spokenReply{Text: r.Text, Buttons: orEmpty(r.Buttons), Links: orEmpty(r.Links)}
		if r.File != nil {
			reply.File = string(r.File.Data)
		}
		s.Replies = append(s.Replies, reply)
	}
	return s
}

// orEmpty makes a list that JSON shows as [] and not as null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
