package redis

import (
	"regexp"
	"strings"
	"testing"
)

// A script may touch the keys it was given and no others: a Cluster runs one that does otherwise
// as long as the other key happens to lie on the same node, and not when that moves.
func TestScriptsTouchTheirKeys(t *testing.T) {
	call := regexp.MustCompile(`redis\.call\(([^,)]+)(?:, *([^,)]+))?`)
	comment := regexp.MustCompile(`--[^\n]*`)
	for name, s := range map[string]script{
		"acquire": acquireScript, "renew": renewScript, "join": joinScript, "pace": paceScript, "commit": commitScript,
	} {
		text := comment.ReplaceAllString(s.source, "")
		if name == "commit" { // its steps name their keys by number
			assigned := "local command, key, n = ARGV[i], KEYS[tonumber(ARGV[i + 1])], tonumber(ARGV[i + 2])"
			if strings.Count(text, "key =")+strings.Count(text, "key, n =") != 1 || !strings.Contains(text, assigned) {
				t.Errorf("commit takes its key from elsewhere than KEYS")
			}
		}
		calls := call.FindAllStringSubmatch(text, -1)
		if len(calls) == 0 {
			t.Errorf("%s calls nothing", name)
		}
		for _, c := range calls {
			timeOnly := c[1] == "'TIME'"
			declared := strings.HasPrefix(c[2], "KEYS[") || name == "commit" && c[2] == "key"
			if !timeOnly && !declared {
				t.Errorf("%s: %s touches what is not among its keys", name, c[0])
			}
		}
	}
}

func TestInspect(t *testing.T) {
	for _, c := range []struct{ name, info, warns, fails string }{
		{"as it should be", "redis_version:7.0.15 role:master aof_enabled:1 maxmemory_policy:noeviction", "", ""},
		{"the oldest", "redis_version:6.2.0 role:master aof_enabled:1 maxmemory_policy:noeviction", "", ""},
		{"too old", "redis_version:6.0.16 role:master aof_enabled:1", "", "version 6.0.16"},
		{"much too old", "redis_version:5.0.14 role:master aof_enabled:1", "", "version 5.0.14"},
		{"no version", "role:master", "", "too old"},
		{"newer by two digits", "redis_version:10.0.0 role:master aof_enabled:1 maxmemory_policy:noeviction", "", ""},
		{"replica", "redis_version:7.0.15 role:slave aof_enabled:1", "", "read-only replica"},
		{"no log", "redis_version:7.0.15 role:master aof_enabled:0 maxmemory_policy:noeviction", "appendonly is off", ""},
		{"evicts", "redis_version:7.0.15 role:master aof_enabled:1 maxmemory_policy:allkeys-lfu", "allkeys-lfu", ""},
		{"evicts what has a time", "redis_version:7.0.15 role:master aof_enabled:1 maxmemory_policy:volatile-ttl", "volatile-ttl", ""},
	} {
		warnings, err := inspect(fields(strings.ReplaceAll(c.info, " ", "\r\n")))
		if got := strings.Join(warnings, "\n"); (c.warns == "") != (got == "") || !strings.Contains(got, c.warns) {
			t.Errorf("%s: warnings %q, want %q", c.name, got, c.warns)
		}
		if (c.fails == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.fails) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.fails)
		}
	}
}
