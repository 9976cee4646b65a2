package desk

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// admits tells whether the desk is there for a caller. With a password it is there for
// everybody, who then have to sign in.
func (p *Pages) admits(r *http.Request) bool {
	if p.opts.Password != "" {
		return true
	}
	if !p.opts.Local {
		return false
	}
	if forwarded(r.Header) {
		p.proxied.Do(func() {
			p.opts.Log.Warn("desk: asked for through a proxy and closed to it; set DESK_PASSWORD to open it")
		})
		return false
	}
	return loopback(r.Host) && remote(r).IsLoopback()
}

// forwarding are the headers, beside X-Forwarded-…, that a proxy adds and a browser never sends.
var forwarding = []string{
	"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Original-Forwarded-For", "X-Original-Host",
	"True-Client-Ip", "Cf-Connecting-Ip", "Fastly-Client-Ip", "Fly-Client-Ip", "X-Envoy-External-Address", "X-Appengine-User-Ip",
}

// forwarded tells whether a request came through a proxy: on the same host, it makes everybody
// look like loopback.
func forwarded(h http.Header) bool {
	for name := range h {
		if strings.HasPrefix(name, "X-Forwarded") || slices.Contains(forwarding, name) {
			return true
		}
	}
	return false
}

// loopback tells whether the name a browser used for the service is of this computer. Another
// one that leads here is a page elsewhere that tries to reach us through its reader's browser.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// remote is who is at the other end of the connection.
func remote(r *http.Request) netip.Addr {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Addr().Unmap().WithZone("")
}

// client is who asks: the last address of X-Forwarded-For that no trusted proxy is. What an
// untrusted one says of others is worth nothing.
func (p *Pages) client(r *http.Request) netip.Addr {
	addr := remote(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !p.trusts(addr) {
			break
		}
		hop = strings.TrimSpace(hop)
		next, err := netip.ParseAddr(strings.Trim(hop, "[]"))
		if err != nil {
			withPort, portErr := netip.ParseAddrPort(hop)
			if portErr != nil {
				break
			}
			next = withPort.Addr()
		}
		addr = next.Unmap().WithZone("")
	}
	return addr
}

func (p *Pages) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(p.opts.TrustedProxies, func(prefix netip.Prefix) bool { return prefix.Contains(addr) })
}

// secure tells whether the browser speaks HTTPS.
func (p *Pages) secure(r *http.Request) bool {
	return p.opts.Secure || r.TLS != nil || p.trusts(remote(r)) && r.Header.Get("X-Forwarded-Proto") == "https"
}
