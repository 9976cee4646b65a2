package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sync"
	"time"

	"potentiels/adapters/slack"
	"potentiels/bot"
	"potentiels/bot/content"
	"potentiels/bot/desk"
	"potentiels/bot/dialogue"
	"potentiels/config"
	"potentiels/intents"
)

// knowledge is everything that is read from content: what may be told, how
// sentences are understood, and the dialogue made of both.
type knowledge struct {
	content    *content.Content
	recogniser *intents.Recogniser
	dialogue   *dialogue.Dialogue
	version    func() string // changes with any byte of the content
	examples   fs.FS         // of the content
	lessons    lessons
}

// contentFS shows an operator's folder over the embedded content.
func contentFS(dir string) (facts, examples fs.FS) {
	facts, examples = content.Embedded(), intents.Examples()
	if dir != "" {
		over := os.DirFS(dir)
		facts, examples = content.Overlay(over, facts), content.Overlay(over, examples)
	}
	return facts, examples
}

// loadKnowledge reads the content, with the folder dir over it if there is one.
func loadKnowledge(dir string) (*knowledge, error) { return loadRemembered(dir, nil) }

// loadRemembered is loadKnowledge, which learns only what the memo does not know.
func loadRemembered(dir string, memo intents.Memo) (*knowledge, error) {
	facts, examples := contentFS(dir)
	version := sync.OnceValues(func() (string, error) { return fingerprint(facts, examples) })
	if dir != "" { // the embedded content does not change, and its digest is seldom asked for
		if _, err := version(); err != nil {
			return nil, err
		}
	}
	var c *content.Content
	r, err := intents.LoadRemembered(examples, func() (lex intents.Lexicon, err error) {
		if c, err = content.Load(facts); err == nil {
			lex = lexicon(c)
		}
		return lex, err
	}, memo)
	if err != nil {
		return nil, err
	}
	d, err := dialogue.New(c, r)
	if err != nil {
		return nil, err
	}
	return &knowledge{content: c, recogniser: r, dialogue: d, version: func() string { v, _ := version(); return v }, examples: examples}, nil
}

// lexicon is what facts in a message are read against, in the present year.
func lexicon(c *content.Content) intents.Lexicon {
	l := c.Lexicon()
	l.Year = time.Now().Year()
	return l
}

// confirm gives the knowledge with what staff confirmed over the content.
func (k *knowledge) confirm(confirmed []content.Confirmation) (*knowledge, error) {
	over := *k
	over.content = k.content.With(confirmed)
	var err error
	if over.dialogue, err = dialogue.New(over.content, k.recogniser); err != nil {
		return nil, err
	}
	return &over, nil
}

// deskRules are what the desk goes by with this content, and what people are told of it.
func (k *knowledge) deskRules(s config.Settings) (*desk.Rules, error) {
	settings := desk.Settings{Delay: s.DeskSendDelay, Understanding: teacher{k}}
	if s.SlackBotToken != "" {
		settings.Network, settings.Channel = slack.Name, s.SlackDeskChannel
	}
	rules, err := desk.NewRules(k.content, settings)
	if err != nil {
		return nil, err
	}
	k.dialogue = k.dialogue.With(rules)
	return rules, nil
}

// next is the pure middle of the engine.
func (k *knowledge) next() bot.Next {
	return func(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
		return k.dialogue.Answer(s, m)
	}
}

// fingerprint names a state of the content.
func fingerprint(systems ...fs.FS) (string, error) {
	sum := sha256.New()
	for _, fsys := range systems {
		err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			if ext := path.Ext(name); ext != ".csv" && ext != ".txt" {
				return nil
			}
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(sum, "%s %d\n%s", name, len(data), data)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("read the content: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:12], nil
}
