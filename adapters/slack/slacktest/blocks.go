package slacktest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// checkBlocks tells what Slack would refuse in blocks. The limits are those of
// https://docs.slack.dev/reference/block-kit/.
func checkBlocks(blocks []map[string]any, most int) []string {
	c := checker{ids: map[string]bool{}}
	if len(blocks) > most {
		c.fault("%d blocks", len(blocks))
	}
	for i, b := range blocks {
		c.at = fmt.Sprintf("block %d", i)
		c.block(b)
	}
	return c.faults
}

type checker struct {
	at     string
	ids    map[string]bool
	faults []string
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, c.at+": "+fmt.Sprintf(format, args...))
}

func (c *checker) id(kind, id string, seen map[string]bool) {
	if utf8.RuneCountInString(id) > 255 {
		c.fault("%s is too long", kind)
	}
	if id != "" && seen[id] {
		c.fault("%s %q comes twice", kind, id)
	}
	seen[id] = true
}

// text checks a text object.
func (c *checker) text(v any, longest int, kinds ...string) {
	o, ok := v.(map[string]any)
	if !ok {
		c.fault("a text is missing")
		return
	}
	kind, _ := o["type"].(string)
	if !slices.Contains(kinds, kind) {
		c.fault("text of kind %q", kind)
	}
	if kind == "mrkdwn" && o["emoji"] != nil {
		c.fault("emoji with mrkdwn")
	}
	switch n := utf8.RuneCountInString(textOf(v)); {
	case n == 0:
		c.fault("an empty text")
	case n > longest:
		c.fault("a text of %d characters, at most %d", n, longest)
	}
}

func (c *checker) block(b map[string]any) {
	id, _ := b["block_id"].(string)
	c.id("block_id", id, c.ids)
	list, _ := b["elements"].([]any)
	switch b["type"] {
	case "divider":
	case "header":
		c.text(b["text"], 150, "plain_text")
	case "section":
		fields, _ := b["fields"].([]any)
		if b["text"] == nil && len(fields) == 0 {
			c.fault("a section without text")
		}
		if b["text"] != nil {
			c.text(b["text"], 3000, "plain_text", "mrkdwn")
		}
		if len(fields) > 10 {
			c.fault("%d fields", len(fields))
		}
		for _, f := range fields {
			c.text(f, 2000, "plain_text", "mrkdwn")
		}
		if a, ok := b["accessory"].(map[string]any); ok {
			c.element(a)
		}
	case "context":
		if len(list) == 0 || len(list) > 10 {
			c.fault("%d elements of a context", len(list))
		}
		for _, e := range list {
			c.text(e, 3000, "plain_text", "mrkdwn")
		}
	case "actions":
		if len(list) == 0 || len(list) > 25 {
			c.fault("%d actions", len(list))
		}
		seen := map[string]bool{}
		for _, e := range list {
			o, _ := e.(map[string]any)
			action, _ := o["action_id"].(string)
			c.id("action_id", action, seen)
			c.element(o)
		}
	case "input":
		c.text(b["label"], 2000, "plain_text")
		e, ok := b["element"].(map[string]any)
		if !ok {
			c.fault("an input without element")
			return
		}
		c.element(e)
	default:
		c.fault("a block of type %v", b["type"])
	}
}

func (c *checker) element(e map[string]any) {
	if e["placeholder"] != nil {
		c.text(e["placeholder"], 150, "plain_text")
	}
	within := func(name string, longest int) {
		if s, _ := e[name].(string); utf8.RuneCountInString(s) > longest {
			c.fault("%s of %d characters", name, utf8.RuneCountInString(s))
		}
	}
	within("action_id", 255)
	switch e["type"] {
	case "button":
		c.text(e["text"], 75, "plain_text")
		within("value", 2000)
		within("url", 3000)
		if s, _ := e["style"].(string); s != "" && s != "primary" && s != "danger" {
			c.fault("style %q", s)
		}
		if confirm, ok := e["confirm"].(map[string]any); ok {
			c.text(confirm["title"], 100, "plain_text")
			c.text(confirm["text"], 300, "plain_text", "mrkdwn")
			c.text(confirm["confirm"], 30, "plain_text")
			c.text(confirm["deny"], 30, "plain_text")
		}
	case "static_select":
		options, _ := e["options"].([]any)
		if len(options) == 0 || len(options) > 100 {
			c.fault("%d options", len(options))
		}
		seen := map[string]bool{}
		for _, o := range options {
			option, _ := o.(map[string]any)
			c.text(option["text"], 75, "plain_text")
			value, _ := option["value"].(string)
			if value == "" || utf8.RuneCountInString(value) > 150 || seen[value] {
				c.fault("the value of an option")
			}
			seen[value] = true
		}
	case "plain_text_input":
		within("initial_value", 3000)
		if n, ok := e["max_length"].(float64); ok && (n < 1 || n > 3000) {
			c.fault("max_length %v", n)
		}
	default:
		c.fault("an element of type %v", e["type"])
	}
}

// elements are the interactive parts of blocks.
func elements(blocks []map[string]any) (out []map[string]any) {
	for _, b := range blocks {
		list, _ := b["elements"].([]any)
		for _, one := range append(slices.Clone(list), b["accessory"], b["element"]) {
			if e, ok := one.(map[string]any); ok && e["action_id"] != nil {
				e["block_id"] = b["block_id"]
				out = append(out, e)
			}
		}
	}
	return out
}

func textOf(v any) string {
	o, _ := v.(map[string]any)
	s, _ := o["text"].(string)
	if o["type"] == "mrkdwn" {
		return unescape(s)
	}
	return s
}

// wordsOf are the texts of a block, those on buttons excepted.
func wordsOf(b map[string]any) (out []string) {
	if s := textOf(b["text"]); s != "" {
		out = append(out, s)
	}
	for _, key := range []string{"fields", "elements"} {
		list, _ := b[key].([]any)
		for _, e := range list {
			if o, _ := e.(map[string]any); o["type"] == "plain_text" || o["type"] == "mrkdwn" {
				out = append(out, textOf(o))
			}
		}
	}
	return out
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(s string) string { return entities.Replace(s) }
