package webtest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Keys of the WebDriver protocol, for [Browser.Press].
const (
	Enter  = "\ue007"
	TabKey = "\ue004"
	Shift  = "\ue008"
)

// elementKey names an element in the protocol's JSON.
const elementKey = "element-6066-11e4-a52e-4f735466cecf"

// find gives the reference of an element, waiting until it is there.
func (b *Browser) find(using, value string) string {
	b.t.Helper()
	var found map[string]string
	b.Until("found: "+value, func() bool {
		err := b.request(http.MethodPost, "/element", object{"using": using, "value": value}, &found)
		if err != nil && code(err) != "no such element" {
			b.t.Fatalf("browser: find %s: %v", value, err)
		}
		return err == nil
	})
	return found[elementKey]
}

// Click clicks the first element of a CSS selector where a person would: scrolled into
// view, with the mouse, and only if nothing covers it.
func (b *Browser) Click(selector string) { b.t.Helper(); b.click("css selector", selector) }

// ClickLabel clicks the last button or link with a text.
func (b *Browser) ClickLabel(label string) {
	b.t.Helper()
	b.click("xpath", "(//*[self::button or self::a][normalize-space(.)="+quote(label)+"])[last()]")
}

// quote makes an XPath string, which has no escapes.
func quote(s string) string {
	if !strings.Contains(s, `"`) {
		return `"` + s + `"`
	}
	return `concat("` + strings.ReplaceAll(s, `"`, `", '"', "`) + `")`
}

// click tries again while something is moving over the element or it was just replaced.
func (b *Browser) click(using, value string) {
	b.t.Helper()
	var last error
	b.Until("clicked: "+value, func() bool {
		id := b.find(using, value)
		last = b.request(http.MethodPost, "/element/"+id+"/click", object{}, nil)
		switch code(last) {
		case "element click intercepted", "stale element reference", "element not interactable":
			return false
		}
		if last != nil {
			b.t.Fatalf("browser: click %s: %v", value, last)
		}
		return true
	})
}

// DoubleTap taps twice with a finger on where the last button with a text is now: what the first
// tap moves does not take the second with it.
func (b *Browser) DoubleTap(label string, gap time.Duration) {
	b.t.Helper()
	id := b.find("xpath", "(//button[normalize-space(.)="+quote(label)+"])[last()]")
	down, up := object{"type": "pointerDown", "button": 0}, object{"type": "pointerUp", "button": 0}
	pause := object{"type": "pause", "duration": gap.Milliseconds()}
	b.post("/actions", object{"actions": []object{{
		"type": "pointer", "id": "finger", "parameters": object{"pointerType": "touch"},
		"actions": []object{
			{"type": "pointerMove", "origin": object{elementKey: id}, "x": 0, "y": 0}, down, up, pause, down, up,
		},
	}}}, nil)
}

// Type types into the first element of a selector, which gets the focus.
func (b *Browser) Type(selector, text string) {
	b.t.Helper()
	b.post("/element/"+b.find("css selector", selector)+"/value", object{"text": text}, nil)
}

// Press presses keys, held together, wherever the focus is.
func (b *Browser) Press(keys ...string) {
	b.t.Helper()
	var actions []object
	for _, k := range keys {
		actions = append(actions, object{"type": "keyDown", "value": k})
	}
	for i := range keys {
		actions = append(actions, object{"type": "keyUp", "value": keys[len(keys)-1-i]})
	}
	b.post("/actions", object{"actions": []object{{"type": "key", "id": "keyboard", "actions": actions}}}, nil)
}

// Text is what a person reads in the first element of a selector; empty if there is none.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	texts := b.Texts(selector)
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

// Texts are what a person reads in all elements of a selector that are shown.
func (b *Browser) Texts(selector string) []string {
	b.t.Helper()
	var texts []string
	b.Eval(&texts, `return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.innerText.trim())`, selector)
	return texts
}

// Shown tells whether an element of a selector can be seen.
func (b *Browser) Shown(selector string) bool { b.t.Helper(); return len(b.Texts(selector)) > 0 }

// LogEntry is a line of the console.
type LogEntry struct {
	Level   string `json:"level"` // SEVERE, WARNING, INFO
	Message string `json:"message"`
}

// Console gives what the page wrote to the console so far, the browser's own complaints (a
// blocked file, a broken policy, an exception) included.
func (b *Browser) Console() []LogEntry {
	b.t.Helper()
	var entries []LogEntry
	b.post("/se/log", object{"type": "browser"}, &entries)
	b.logs = append(b.logs, entries...)
	return b.logs
}

// Outside gives the addresses that the browser asked for on behalf of a page and that are not
// of an origin.
func (b *Browser) Outside(origin string) []string {
	b.t.Helper()
	var entries []LogEntry
	b.post("/se/log", object{"type": "performance"}, &entries)
	for _, e := range entries {
		var event struct {
			Message struct {
				Method string `json:"method"`
				Params struct {
					Request struct {
						URL string `json:"url"`
					} `json:"request"`
				} `json:"params"`
			} `json:"message"`
		}
		if err := json.Unmarshal([]byte(e.Message), &event); err != nil {
			b.t.Fatalf("browser: log: %v", err)
		}
		if event.Message.Method == "Network.requestWillBeSent" {
			b.urls = append(b.urls, event.Message.Params.Request.URL)
		}
	}
	var outside []string
	for _, address := range b.urls {
		u, err := url.Parse(address)
		// Other schemes reach nobody: data, blob, and chrome for the browser's own first tab.
		network := err != nil || slices.Contains([]string{"http", "https", "ws", "wss", "ftp"}, u.Scheme)
		if network && (err != nil || u.Scheme+"://"+u.Host != origin) {
			outside = append(outside, address)
		}
	}
	return outside
}
