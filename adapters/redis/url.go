package redis

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// DefaultPrefix begins every key of the store unless the address names another.
const DefaultPrefix = "potentiels:"

// place is where a store is, as its address tells.
type place struct {
	hosts          []string // of the servers, or of the sentinels
	user, password string
	master         string // the name that the sentinels know it by; empty without sentinels
	db             int
	tls            bool
	prefix         string
}

// parse reads an address of one of the forms
//
//	redis://[user:password@]host[:port][/db][?prefix=…]
//	redis://[user:password@]host[:port],host[:port]…              (Cluster)
//	redis+sentinel://[user:password@]host[:port],…/master[/db]
//
// and the same with rediss for TLS. It is read by hand, as [url.Parse] refuses more than one
// host. No error quotes the address: it may hold a password.
func parse(address string) (place, error) {
	p := place{prefix: DefaultPrefix}
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return p, errors.New("address of Redis: want redis://host:port or the like")
	}
	kind, sentinel := strings.CutSuffix(scheme, "+sentinel")
	switch kind {
	case "redis":
	case "rediss":
		p.tls = true
	default:
		return p, fmt.Errorf("address of Redis: unknown scheme %q", scheme)
	}
	rest, query, _ := strings.Cut(rest, "?")
	if err := p.parseQuery(query); err != nil {
		return p, err
	}
	// A password that was not escaped may hold anything: the last @ ends it.
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if err := p.parseUser(rest[:at]); err != nil {
			return p, err
		}
		rest = rest[at+1:]
	}
	hosts, path, _ := strings.Cut(rest, "/")
	port := "6379"
	if sentinel {
		port = "26379"
		p.master, path, _ = strings.Cut(path, "/")
		if p.master == "" {
			return p, errors.New("address of Redis Sentinel: want redis+sentinel://host:port,host:port/MASTER/DB, the name of the master is missing")
		}
	}
	for host := range strings.SplitSeq(hosts, ",") {
		host, err := withPort(host, port)
		if err != nil {
			return p, err
		}
		p.hosts = append(p.hosts, host)
	}
	if path = strings.Trim(path, "/"); path != "" {
		db, err := strconv.Atoi(path)
		if err != nil || db < 0 {
			return p, fmt.Errorf("address of Redis: %q is not the number of a database", path)
		}
		p.db = db
	}
	if p.cluster() && p.db != 0 {
		return p, errors.New("address of Redis: a Cluster has database 0 only")
	}
	return p, nil
}

func (p *place) parseQuery(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("address of Redis: cannot read what follows the question mark")
	}
	for name, value := range values {
		if name != "prefix" {
			return fmt.Errorf("address of Redis: unknown parameter %q, known is prefix", name)
		}
		if p.prefix = value[0]; strings.ContainsAny(p.prefix, "{}*?[]\\") {
			return errors.New("address of Redis: the prefix may not hold any of {}*?[]\\")
		}
	}
	return nil
}

func (p *place) parseUser(info string) (err error) {
	user, password, _ := strings.Cut(info, ":")
	if p.user, err = url.PathUnescape(user); err == nil {
		p.password, err = url.PathUnescape(password)
	}
	if err != nil {
		return errors.New("address of Redis: user or password is not escaped correctly")
	}
	return nil
}

func withPort(host, port string) (string, error) {
	if h, p, err := net.SplitHostPort(host); err == nil {
		if n, err := strconv.ParseUint(p, 10, 16); h == "" || err != nil || n == 0 {
			return "", fmt.Errorf("address of Redis: %q is not host:port", host)
		}
		return host, nil
	}
	name := strings.Trim(host, "[]")
	if name == "" || strings.ContainsAny(name, " /?#") || (strings.Contains(name, ":") && net.ParseIP(name) == nil) {
		return "", fmt.Errorf("address of Redis: %q is not host:port", host)
	}
	return net.JoinHostPort(name, port), nil
}

// cluster tells whether the address alone names a Cluster.
func (p *place) cluster() bool { return p.master == "" && len(p.hosts) > 1 }

// String names the place in logs and errors, without credentials.
func (p *place) String() string {
	name := strings.Join(p.hosts, ",")
	if p.master != "" {
		name += "/" + p.master
	}
	return name
}

func (p *place) tlsConfig(given *tls.Config) *tls.Config {
	switch {
	case !p.tls:
		return nil
	case given != nil:
		return given.Clone()
	}
	return &tls.Config{MinVersion: tls.VersionTLS12}
}
