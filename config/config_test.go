package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func env(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func TestDefaultsNeedNothing(t *testing.T) {
	s, err := Load(env(), false)
	if err != nil {
		t.Fatal(err)
	}
	if s.DataDir != "./data" || s.ListenAddr != "127.0.0.1:8080" || s.SendRate != 30 || s.SendRatePerChat != 1 ||
		s.DeskSendDelay != 10*time.Second || s.LogFormat != "json" || s.LogLevel != slog.LevelInfo || s.TelegramWebhook {
		t.Errorf("%+v", s)
	}
	if s, _ := Load(env(), true); s.LogFormat != "text" {
		t.Error("on a terminal logs are for people")
	}
}

func TestWrongSettingsAreNamedOnALineEach(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	for _, tt := range []struct {
		name  string
		pairs []string
		want  []string // the settings named, one a line; none is right
	}{
		{"address", []string{"LISTEN_ADDR", "8080"}, []string{"LISTEN_ADDR"}},
		{"port", []string{"LISTEN_ADDR", ":99999"}, []string{"LISTEN_ADDR"}},
		{"rate", []string{"SEND_RATE", "-1", "SEND_RATE_PER_CHAT", "NaN"}, []string{"SEND_RATE", "SEND_RATE_PER_CHAT"}},
		{"delay", []string{"DESK_SEND_DELAY", "ten"}, []string{"DESK_SEND_DELAY"}},
		{"no delay", []string{"DESK_SEND_DELAY", "0"}, nil},
		{"level", []string{"LOG_LEVEL", "loud"}, []string{"LOG_LEVEL"}},
		{"store", []string{"STORE_URL", "postgres://x", "SECRET_KEY", key}, []string{"STORE_URL"}},
		{"store needs a key", []string{"STORE_URL", "redis://localhost:6379"}, []string{"SECRET_KEY"}},
		{"several hosts", []string{"STORE_URL", "redis://a:1,b:2", "SECRET_KEY", key}, nil},
		{"sentinel", []string{"STORE_URL", "redis+sentinel://u:p@a:1,b:2/main/0", "SECRET_KEY", key}, nil},
		{"short key", []string{"SECRET_KEY", "short"}, []string{"SECRET_KEY"}},
		{"webhook", []string{"TELEGRAM_TOKEN", "1:a", "TELEGRAM_MODE", "webhook"}, []string{"TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL"}},
		{"webhook in the clear", []string{"TELEGRAM_TOKEN", "1:a", "TELEGRAM_MODE", "webhook", "TELEGRAM_WEBHOOK_SECRET", "s", "PUBLIC_URL", "http://example.org"}, []string{"PUBLIC_URL"}},
		{"webhook on loopback", []string{"TELEGRAM_TOKEN", "1:a", "TELEGRAM_MODE", "webhook", "TELEGRAM_WEBHOOK_SECRET", "s", "PUBLIC_URL", "http://127.0.0.1:8080/"}, nil},
		{"mode", []string{"TELEGRAM_MODE", "pull"}, []string{"TELEGRAM_MODE"}},
		{"token", []string{"TELEGRAM_TOKEN", "abc"}, []string{"TELEGRAM_TOKEN"}},
		{"slack socket", []string{"SLACK_BOT_TOKEN", "xoxb-1", "SLACK_APP_TOKEN", "xapp-1", "SLACK_DESK_CHANNEL", "C024BE91L"}, nil},
		{"slack http", []string{"SLACK_BOT_TOKEN", "xoxb-1", "SLACK_SIGNING_SECRET", "s"}, nil},
		{"slack without a way in", []string{"SLACK_BOT_TOKEN", "xoxb-1"}, []string{"SLACK_BOT_TOKEN"}},
		{"slack without a way out", []string{"SLACK_APP_TOKEN", "xapp-1"}, []string{"SLACK_BOT_TOKEN"}},
		{"slack tokens exchanged", []string{"SLACK_BOT_TOKEN", "xapp-1", "SLACK_APP_TOKEN", "xoxb-1"}, []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"}},
		{"slack channel by name", []string{"SLACK_DESK_CHANNEL", "#accueil"}, []string{"SLACK_DESK_CHANNEL"}},
		{"proxies", []string{"TRUSTED_PROXIES", "10.0.0.0/8, ::1, nowhere"}, []string{"TRUSTED_PROXIES"}},
		{"content", []string{"CONTENT_DIR", "/does/not/exist"}, []string{"CONTENT_DIR"}},
		{"secret file", []string{"TELEGRAM_TOKEN_FILE", "/does/not/exist"}, []string{"TELEGRAM_TOKEN_FILE"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(env(tt.pairs...), false)
			var lines []string
			if err != nil {
				lines = strings.Split(err.Error(), "\n")
			}
			if len(lines) != len(tt.want) {
				t.Fatalf("got %q, want one line for each of %v", lines, tt.want)
			}
			for i, name := range tt.want {
				if !strings.HasPrefix(lines[i], name+" ") {
					t.Errorf("line %q does not name %s", lines[i], name)
				}
			}
		})
	}
}

func TestSecretsComeFromFilesAndNeverPrint(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("1:hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Load(env("TELEGRAM_TOKEN_FILE", file), false)
	if err != nil || s.TelegramToken.Reveal() != "1:hunter2" {
		t.Fatalf("%v %v", s.TelegramToken.Reveal(), err)
	}
	asJSON, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "settings", s, "token", s.TelegramToken)
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v %s", s, s, s, s.TelegramToken), string(asJSON), log.String()} {
		if strings.Contains(printed, "hunter2") {
			t.Errorf("printed: %s", printed)
		}
	}
	if _, err := Load(env("TELEGRAM_TOKEN_FILE", file, "TELEGRAM_TOKEN", "1:x"), false); err == nil {
		t.Error("two sources of one secret are a mistake to be told")
	}
}
