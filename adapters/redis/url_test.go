package redis

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		address string
		want    place
	}{
		{"redis://localhost", place{hosts: []string{"localhost:6379"}}},
		{"redis://:secret@h:1234/3", place{hosts: []string{"h:1234"}, password: "secret", db: 3}},
		{"rediss://user:p%40ss@h", place{hosts: []string{"h:6379"}, user: "user", password: "p@ss", tls: true}},
		{"redis://user:p@ss@h", place{hosts: []string{"h:6379"}, user: "user", password: "p@ss"}},
		{"redis://h1:7001,h2:7002,h3", place{hosts: []string{"h1:7001", "h2:7002", "h3:6379"}}},
		{"redis://[::1]:7001,[::1],127.0.0.1", place{hosts: []string{"[::1]:7001", "[::1]:6379", "127.0.0.1:6379"}}},
		{"redis+sentinel://s1,s2:5/mymaster/2", place{hosts: []string{"s1:26379", "s2:5"}, master: "mymaster", db: 2}},
		{"redis+sentinel://u:p@s1:1,s2:2/m", place{hosts: []string{"s1:1", "s2:2"}, user: "u", password: "p", master: "m"}},
		{"rediss+sentinel://s1/m/0", place{hosts: []string{"s1:26379"}, master: "m", tls: true}},
		{"redis://h/?prefix=essai:", place{hosts: []string{"h:6379"}, prefix: "essai:"}},
	} {
		if c.want.prefix == "" {
			c.want.prefix = DefaultPrefix
		}
		got, err := parse(c.address)
		if err != nil {
			t.Errorf("%s: %v", c.address, err)
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(place{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.address, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, address := range []string{
		"", "h:6379", "http://h", "redis://", "redis://h,,h", "redis://h:0", "redis://h:70000", "redis://:6379", "redis://a b",
		"redis://:hunter2%zz@h", "redis://u:hunter2@h/x", "redis://u:hunter2@h/-1", "redis://u:hunter2@h1,h2/1",
		"redis+sentinel://u:hunter2@h1,h2", "redis+sentinel://h//0", "redis://h?prefx=a", "redis://h?prefix={a}",
	} {
		_, err := parse(address)
		if err == nil {
			t.Errorf("%q was taken", address)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error for %q tells the password: %v", address, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("redis://u:p@h1:1,h2:2/0?prefix=a")
	f.Add("redis+sentinel://[::1]:5/m/1")
	f.Fuzz(func(t *testing.T, address string) {
		p, err := parse(address)
		if err == nil && len(p.hosts) == 0 {
			t.Errorf("%q: no host and no error", address)
		}
	})
}
