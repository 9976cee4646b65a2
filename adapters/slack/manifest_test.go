package slack_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// needs are the rights that what is called, and listened to, takes. See
// https://docs.slack.dev/reference/methods and /reference/events.
var needs = map[string]string{
	"PostMessageContext": "chat:write", "UpdateMessageContext": "chat:write", "PostEphemeralContext": "chat:write", "DeleteMessageContext": "chat:write",
	"OpenConversationContext": "im:write", "UploadFileContext": "files:write", "GetUserInfoContext": "users:read",
	"GetConversationHistoryContext": "im:history", "GetConversationRepliesContext": "channels:history", "GetUsersInConversationContext": "channels:read",
	"AuthTestContext": "", "StartSocketModeContext": "", "OpenViewContext": "", "UpdateViewContext": "", "PublishViewContext": "",
	"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history", "app_home_opened": "",
}

// The manifest asks for the rights that the code needs, and for no others.
func TestManifest(t *testing.T) {
	raw, err := os.ReadFile("manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	manifest := string(raw)
	_, scopes, _ := strings.Cut(manifest, "scopes:")
	scopes, _, _ = strings.Cut(scopes, "settings:")
	wanted := map[string]bool{"commands": true, "groups:read": true}
	calls := regexp.MustCompile(`c\.api\.(\w+)\(`)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		code, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range calls.FindAllStringSubmatch(string(code), -1) {
			scope, ok := needs[call[1]]
			if !ok {
				t.Errorf("%s calls %s: say which right that needs", f.Name(), call[1])
			}
			wanted[scope] = true
		}
	}
	for _, event := range regexp.MustCompile(`(?m)^      - (message\.\w+|app_\w+)$`).FindAllStringSubmatch(manifest, -1) {
		scope, ok := needs[event[1]]
		if !ok {
			t.Errorf("the manifest listens to %s: say which right that needs", event[1])
		}
		wanted[scope] = true
	}
	delete(wanted, "")
	for _, line := range regexp.MustCompile(`(?m)^      - ([\w:]+)`).FindAllStringSubmatch(scopes, -1) {
		if !wanted[line[1]] {
			t.Errorf("the manifest asks for %s, which nothing needs", line[1])
		}
		delete(wanted, line[1])
	}
	for scope := range wanted {
		t.Errorf("the manifest does not ask for %s", scope)
	}
	for _, part := range []string{"home_tab_enabled: true", "messages_tab_enabled: true", "socket_mode_enabled: true", "is_enabled: true", "command: /potentiels", "- message.im"} {
		if !strings.Contains(manifest, part) {
			t.Errorf("the manifest has no %s", part)
		}
	}
}
