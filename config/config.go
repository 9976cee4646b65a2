// Package config reads the settings from the environment.
//
// Every setting is a variable; NAME_FILE names a file that holds the value of a
// secret. [Load] gathers all faults instead of stopping at the first, each one
// line naming the setting, so that an operator mends them in one go. Secrets
// are of a type that does not print. No package but main reads settings: the
// others are given plain values.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Secret is a value that never prints; Reveal gives it.
type Secret string

// Reveal gives the value.
func (s Secret) Reveal() string { return string(s) }

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[hidden]"
}

// LogValue hides the value in logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value in JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// GoString hides the value from %#v.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }

// Settings are all there are; see docs/settings.md for what they mean.
type Settings struct {
	StoreURL    Secret // may hold a password
	StoreStrict bool
	DataDir     string
	ListenAddr  string
	PublicURL   string // without a slash at its end
	SecretKey   Secret
	ContentDir  string

	TelegramToken         Secret
	TelegramAPIURL        string
	TelegramWebhook       bool
	TelegramWebhookSecret Secret

	SlackBotToken      Secret
	SlackAppToken      Secret
	SlackSigningSecret Secret
	SlackAPIURL        string
	SlackDeskChannel   string

	DeskSendDelay time.Duration
	DeskPassword  Secret

	TrustedProxies []netip.Prefix

	SendRate         float64 // campaign messages a second over all chats
	SendRatePerChat  float64 // messages a second to one chat
	SendBurstPerChat int     // of which so many at once

	LogLevel  slog.Level
	LogFormat string // text or json
}

// reader reads settings and gathers faults.
type reader struct {
	lookup func(string) (string, bool)
	faults []error
}

// Load reads the settings with a function like os.LookupEnv. terminal says
// whether logs go to a person's terminal, which decides their default form.
// The error joins one line for each wrong setting.
func Load(lookup func(string) (string, bool), terminal bool) (Settings, error) {
	r := &reader{lookup: lookup}
	format := "json"
	if terminal {
		format = "text"
	}
	s := Settings{
		StoreURL:    Secret(r.secret("STORE_URL")),
		StoreStrict: r.flag("STORE_STRICT"),
		DataDir:     r.text("DATA_DIR", "./data"),
		ListenAddr:  r.address("LISTEN_ADDR", "127.0.0.1:8080"),
		PublicURL:   strings.TrimSuffix(r.httpURL("PUBLIC_URL"), "/"),
		SecretKey:   Secret(r.secret("SECRET_KEY")),
		ContentDir:  r.folder("CONTENT_DIR"),

		TelegramToken:         Secret(r.secret("TELEGRAM_TOKEN")),
		TelegramAPIURL:        r.httpURL("TELEGRAM_API_URL"),
		TelegramWebhook:       r.choice("TELEGRAM_MODE", "polling", "polling", "webhook") == "webhook",
		TelegramWebhookSecret: Secret(r.secret("TELEGRAM_WEBHOOK_SECRET")),

		SlackBotToken:      Secret(r.secret("SLACK_BOT_TOKEN")),
		SlackAppToken:      Secret(r.secret("SLACK_APP_TOKEN")),
		SlackSigningSecret: Secret(r.secret("SLACK_SIGNING_SECRET")),
		SlackAPIURL:        r.httpURL("SLACK_API_URL"),
		SlackDeskChannel:   r.text("SLACK_DESK_CHANNEL", ""),

		DeskSendDelay: r.duration("DESK_SEND_DELAY", 10*time.Second, 0, time.Hour),
		DeskPassword:  Secret(r.secret("DESK_PASSWORD")),

		TrustedProxies: r.prefixes("TRUSTED_PROXIES"),

		SendRate:         r.rate("SEND_RATE", 30),
		SendRatePerChat:  r.rate("SEND_RATE_PER_CHAT", 1),
		SendBurstPerChat: 3,

		LogLevel:  r.level("LOG_LEVEL"),
		LogFormat: r.choice("LOG_FORMAT", format, "text", "json"),
	}
	r.together(s)
	return s, errors.Join(r.faults...)
}

// secretForm is what Telegram takes as a webhook secret.
var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// tokenForm is the shape of every bot token.
var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// channelForm is the id of a channel of Slack, which is not its name.
var channelForm = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)

// slack checks the settings of Slack together.
func (r *reader) slack(s Settings) {
	for _, t := range []struct {
		name, prefix string
		token        Secret
	}{{"SLACK_BOT_TOKEN", "xoxb-", s.SlackBotToken}, {"SLACK_APP_TOKEN", "xapp-", s.SlackAppToken}} {
		if t.token != "" && !strings.HasPrefix(t.token.Reveal(), t.prefix) {
			r.fault(t.name, "must begin with "+t.prefix)
		}
	}
	receives := s.SlackAppToken != "" || s.SlackSigningSecret != ""
	switch {
	case s.SlackBotToken == "" && receives:
		r.fault("SLACK_BOT_TOKEN", "is required with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET")
	case s.SlackBotToken != "" && !receives:
		r.fault("SLACK_BOT_TOKEN", "needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it")
	}
	if c := s.SlackDeskChannel; c != "" && !channelForm.MatchString(c) {
		r.fault("SLACK_DESK_CHANNEL", "must be the id of a channel, such as C024BE91L (in Slack: the channel's details, at the bottom)")
	}
}

// together checks settings that depend on each other.
func (r *reader) together(s Settings) {
	if t := s.TelegramToken.Reveal(); t != "" && !tokenForm.MatchString(t) {
		r.fault("TELEGRAM_TOKEN", "is not a bot token (digits, a colon, letters)")
	}
	if s.TelegramWebhook && s.TelegramToken != "" {
		switch {
		case s.TelegramWebhookSecret == "":
			r.fault("TELEGRAM_WEBHOOK_SECRET", "is required when TELEGRAM_MODE is webhook")
		case !secretForm.MatchString(s.TelegramWebhookSecret.Reveal()):
			r.fault("TELEGRAM_WEBHOOK_SECRET", "must be 1 to 256 of A-Z a-z 0-9 _ -")
		}
		switch u, err := url.Parse(s.PublicURL); {
		case s.PublicURL == "" || err != nil:
			r.fault("PUBLIC_URL", "is required when TELEGRAM_MODE is webhook")
		case u.Scheme != "https" && !loopback(u.Hostname()):
			r.fault("PUBLIC_URL", "must be https for webhooks (plain http only to a loopback address)")
		}
	}
	r.slack(s)
	if key := s.SecretKey.Reveal(); key != "" && len(key) < 32 {
		r.fault("SECRET_KEY", "must be at least 32 bytes long")
	}
	if s.StoreURL == "" {
		return
	}
	// Not url.Parse: several hosts of a Cluster are no URL to it.
	scheme, rest, _ := strings.Cut(s.StoreURL.Reveal(), "://")
	if rest == "" || !slices.Contains([]string{"redis", "rediss", "redis+sentinel", "rediss+sentinel"}, scheme) {
		r.fault("STORE_URL", "must begin with redis://, rediss:// or redis+sentinel://")
		return
	}
	if s.SecretKey == "" {
		r.fault("SECRET_KEY", "is required when STORE_URL is set")
	}
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// fault notes a wrong setting; the text never quotes its value, which may be secret.
func (r *reader) fault(name, problem string) {
	r.faults = append(r.faults, fmt.Errorf("%s %s", name, problem))
}

func (r *reader) text(name, fallback string) string {
	v, ok := r.lookup(name)
	if v = strings.TrimSpace(v); !ok || v == "" {
		return fallback
	}
	return v
}

// maxSecretFile bounds what is read from NAME_FILE.
const maxSecretFile = 64 << 10

func (r *reader) secret(name string) string {
	value := r.text(name, "")
	file := r.text(name+"_FILE", "")
	if file == "" {
		return value
	}
	if value != "" {
		r.fault(name, "and "+name+"_FILE are both set; keep one")
		return value
	}
	info, err := os.Stat(file)
	if err == nil && info.Size() > maxSecretFile {
		r.fault(name+"_FILE", "names a file that is too large for a secret")
		return ""
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		r.fault(name+"_FILE", "cannot be read: "+plain(err))
		return ""
	}
	if value = strings.TrimSpace(string(raw)); value == "" {
		r.fault(name+"_FILE", "names an empty file")
	}
	return value
}

// plain is the cause of a file error without its path, which the operator knows.
func plain(err error) string {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}

func (r *reader) flag(name string) bool {
	switch r.text(name, "") {
	case "", "0", "false":
		return false
	case "1", "true":
		return true
	}
	r.fault(name, "must be 1 or unset")
	return false
}

func (r *reader) choice(name, fallback string, choices ...string) string {
	v := r.text(name, fallback)
	if slices.Contains(choices, v) {
		return v
	}
	r.fault(name, "must be "+strings.Join(choices, " or "))
	return fallback
}

func (r *reader) address(name, fallback string) string {
	v := r.text(name, fallback)
	_, port, err := net.SplitHostPort(v)
	if n, numErr := strconv.ParseUint(port, 10, 16); err != nil || numErr != nil || n > 65535 {
		r.fault(name, "must be host:port, such as 127.0.0.1:8080 or :8080")
	}
	return v
}

func (r *reader) httpURL(name string) string {
	v := r.text(name, "")
	if v == "" {
		return ""
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		r.fault(name, "must be an address that begins with http:// or https://")
	}
	return v
}

func (r *reader) folder(name string) string {
	v := r.text(name, "")
	if v == "" {
		return ""
	}
	if info, err := os.Stat(v); err != nil || !info.IsDir() {
		r.fault(name, "must name a folder that exists")
	}
	return v
}

func (r *reader) duration(name string, fallback, low, high time.Duration) time.Duration {
	v := r.text(name, "")
	if v == "" {
		return fallback
	}
	if v == "0" {
		v = "0s"
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < low || d > high {
		r.fault(name, fmt.Sprintf("must be a duration from %v to %v, such as 10s", low, high))
		return fallback
	}
	return d
}

func (r *reader) rate(name string, fallback float64) float64 {
	v := r.text(name, "")
	if v == "" {
		return fallback
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || !(f > 0 && f <= 10000) {
		r.fault(name, "must be a number of messages a second, above 0 and up to 10000")
		return fallback
	}
	return f
}

func (r *reader) level(name string) slog.Level {
	var l slog.Level
	if err := l.UnmarshalText([]byte(r.text(name, "info"))); err != nil {
		r.fault(name, "must be debug, info, warn or error")
	}
	return l
}

func (r *reader) prefixes(name string) []netip.Prefix {
	var out []netip.Prefix
	for _, part := range strings.FieldsFunc(r.text(name, ""), func(c rune) bool { return c == ',' || c == ' ' }) {
		if p, err := netip.ParsePrefix(part); err == nil {
			out = append(out, p)
		} else if a, err := netip.ParseAddr(part); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
		} else {
			r.fault(name, "must be IP addresses or networks such as 10.0.0.0/8, separated by commas")
		}
	}
	return out
}
