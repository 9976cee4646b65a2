// Package webtest drives a headless Chromium by real clicks and keys, for tests of
// what this program serves to browsers.
//
// [Start] gives a [Browser] with a profile of its own: two of them are two people.
// It speaks the WebDriver protocol (w3.org/TR/webdriver2) to chromedriver, which
// Debian and Ubuntu have beside Chromium. Everything that goes wrong ends the test;
// what takes its time is waited for with [Browser.Until].
package webtest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// patience is how long things of the browser may take on a busy machine.
const patience = time.Minute

// Browser is a running Chromium. It is for one goroutine.
type Browser struct {
	t       testing.TB
	session string // address of the WebDriver session
	logs    []LogEntry
	urls    []string
}

// Start starts a browser that ends with the test. Without Chromium the test fails: what
// people see is not something to skip.
func Start(t testing.TB) *Browser {
	t.Helper()
	driver, err := exec.LookPath("chromedriver")
	if err != nil {
		t.Fatalf("%v: the tests need Chromium and its driver (packages chromium and chromium-driver), which `make test` installs", err)
	}
	// Not t.TempDir: Chromium's last writes may outlive it by a moment, which is no failure.
	profile, err := os.MkdirTemp("", "webtest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	b := &Browser{t: t}
	b.session = b.open(startDriver(t, driver), profile)
	t.Cleanup(func() { _ = b.request(http.MethodDelete, "", nil, nil) })
	return b
}

var listening = regexp.MustCompile(`started successfully on port (\d+)`)

// startDriver starts chromedriver on a free port and gives its address.
func startDriver(t testing.TB, path string) string {
	t.Helper()
	driver := exec.Command(path, "--port=0")
	driver.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // to end the browser with it
	out, err := driver.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := driver.Start(); err != nil {
		t.Fatalf("start chromedriver: %v", err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-driver.Process.Pid, syscall.SIGKILL)
		_ = driver.Wait()
	})
	port := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				port <- m[1]
			}
		}
	}()
	select {
	case p := <-port:
		return "http://127.0.0.1:" + p
	case <-time.After(patience):
		t.Fatal("chromedriver does not start")
		return ""
	}
}

// open makes a session in a fresh profile.
func (b *Browser) open(driver, profile string) string {
	b.t.Helper()
	var made struct {
		SessionID string `json:"sessionId"`
	}
	b.session = driver + "/session"
	err := b.request(http.MethodPost, "", object{"capabilities": object{"alwaysMatch": object{
		"browserName":       "chrome",
		"goog:loggingPrefs": object{"browser": "ALL", "performance": "ALL"},
		"goog:chromeOptions": object{"args": []string{
			"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
			"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--disable-default-apps", "--lang=fr", "--window-size=1280,900", "--user-data-dir=" + profile,
		}},
	}}}, &made)
	if err != nil {
		b.t.Fatalf("Chromium does not start: %v", err)
	}
	return driver + "/session/" + made.SessionID
}

type object = map[string]any

// failure is what WebDriver answers instead of a value.
type failure struct {
	Code    string `json:"error"`
	Message string `json:"message"`
}

func (f *failure) Error() string { return f.Code + ": " + f.Message }

// request makes one call of the protocol; a value may be nil.
func (b *Browser) request(method, path string, body, value any) error {
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			return err
		}
	}
	// Not the test's context, which has ended when the browser is closed.
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, b.session+path, &sent)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if resp.StatusCode != http.StatusOK {
		f := new(failure)
		if err := json.Unmarshal(answer.Value, f); err != nil {
			return fmt.Errorf("%s %s: %s", method, path, resp.Status)
		}
		return f
	}
	if value == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, value)
}

func (b *Browser) post(path string, body, value any) {
	b.t.Helper()
	if body == nil {
		body = object{}
	}
	if err := b.request(http.MethodPost, path, body, value); err != nil {
		b.t.Fatalf("browser: POST %s: %v", path, err)
	}
}

// devtools calls Chromium's own protocol, for what WebDriver has no word for.
func (b *Browser) devtools(command string, params object) {
	b.t.Helper()
	b.post("/goog/cdp/execute", object{"cmd": command, "params": params}, nil)
}

// Open goes to an address and waits until it is loaded.
func (b *Browser) Open(url string) { b.t.Helper(); b.post("/url", object{"url": url}, nil) }

// Reload loads the page anew.
func (b *Browser) Reload() { b.t.Helper(); b.post("/refresh", nil, nil) }

// Phone makes the window that of a touch screen of so many CSS pixels.
func (b *Browser) Phone(width, height int) {
	b.t.Helper()
	b.devtools("Emulation.setDeviceMetricsOverride", object{"width": width, "height": height, "deviceScaleFactor": 2, "mobile": true})
}

// Desktop makes the window that of a computer.
func (b *Browser) Desktop(width, height int) {
	b.t.Helper()
	b.devtools("Emulation.setDeviceMetricsOverride", object{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
}

// Dark sets the colours that the person prefers.
func (b *Browser) Dark(on bool) {
	b.t.Helper()
	scheme := "light"
	if on {
		scheme = "dark"
	}
	b.devtools("Emulation.setEmulatedMedia", object{"features": []object{{"name": "prefers-color-scheme", "value": scheme}}})
}

// Offline cuts this tab off the network, or connects it again.
func (b *Browser) Offline(on bool) {
	b.t.Helper()
	b.devtools("Network.emulateNetworkConditions", object{"offline": on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
}

// Downloads has files saved in a folder without asking.
func (b *Browser) Downloads(dir string) {
	b.t.Helper()
	b.devtools("Browser.setDownloadBehavior", object{"behavior": "allow", "downloadPath": dir})
}

// ForgetCookies makes the browser somebody new to the service.
func (b *Browser) ForgetCookies() {
	b.t.Helper()
	if err := b.request(http.MethodDelete, "/cookie", nil, nil); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// Tab is one of a browser's windows.
type Tab string

// Tab gives the one that is looked at.
func (b *Browser) Tab() Tab {
	b.t.Helper()
	var tab Tab
	if err := b.request(http.MethodGet, "/window", nil, &tab); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
	return tab
}

// NewTab opens a tab of the same person and looks at it.
func (b *Browser) NewTab() Tab {
	b.t.Helper()
	var made struct {
		Handle Tab `json:"handle"`
	}
	b.post("/window/new", object{"type": "tab"}, &made)
	b.Look(made.Handle)
	return made.Handle
}

// Look turns to a tab.
func (b *Browser) Look(tab Tab) { b.t.Helper(); b.post("/window", object{"handle": tab}, nil) }

// Eval runs the body of a function in the page and decodes what it returns.
func (b *Browser) Eval(value any, script string, args ...any) {
	b.t.Helper()
	if args == nil {
		args = []any{}
	}
	b.post("/execute/sync", object{"script": script, "args": args}, value)
}

// Screenshot writes what the tab shows to a PNG file.
func (b *Browser) Screenshot(path string) {
	b.t.Helper()
	var encoded string
	if err := b.request(http.MethodGet, "/screenshot", nil, &encoded); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
	png, err := base64.StdEncoding.DecodeString(encoded)
	if err == nil {
		err = os.WriteFile(path, png, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// Until waits for a condition; it is asked again and again.
func (b *Browser) Until(what string, ok func() bool) {
	b.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			b.t.Fatalf("browser: after %v: not %s; the page reads:\n%s", patience, what, b.Text("body"))
		}
	}
}

func code(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.Code
	}
	return ""
}
