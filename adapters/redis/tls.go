package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// A server that is asked in the wrong way says nothing, or hangs up, as one that is down may. So it is asked
// in the other way, without user and password: what answers there will not mend by itself.

var (
	errPlain = errors.New("the server does not speak TLS: use redis://, or set up TLS there")
	errTLS   = errors.New("the server wants TLS: use rediss://")
)

// speaksTLS tells whether a server begins to speak TLS, whatever becomes of it.
func speaksTLS(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err == nil {
		_ = conn.Close()
		return true
	}
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	_, refused := errors.AsType[tls.AlertError](err)
	return untrusted || refused
}

// speaksPlain tells whether a server answers without TLS.
func speaksPlain(ctx context.Context, addr string) bool {
	dialer := net.Dialer{Timeout: dialTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(dialTimeout))
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	answer := make([]byte, 1)
	n, _ := conn.Read(answer)
	return n == 1 && (answer[0] == '+' || answer[0] == '-') // it may want a password first
}
