package redis_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// try opens a store; whoever is not there is not waited for.
func try(t *testing.T, url string, o redis.Options) (*redis.Store, error) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	s, err := redis.Open(ctx, url, o)
	if err == nil {
		t.Cleanup(func() { _ = s.Close() })
	}
	return s, err
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	guarded := redistest.Start(t, "requirepass", "right")
	replica := redistest.Start(t, "replicaof", strings.ReplaceAll(server.Addr, ":", " "))
	server.Do("SET", "foreign:meta", "another program's")
	server.Do("SET", "mixed:{p3}in", "another program's")
	server.Do("HSET", "other:meta", "program", "other")
	server.Do("HSET", "few:meta", "program", "potentiels", "format", "1", "partitions", "16")
	server.Do("HSET", "newer:meta", "program", "potentiels", "format", "2", "partitions", "256")
	for _, c := range []struct{ name, url, want string }{
		{"no password", guarded.URL(), "refuses the user or the password"},
		{"wrong password", "redis://:wrong-secret@" + guarded.Addr, "refuses the user or the password"},
		{"no TLS there", "rediss://" + server.Addr, "does not speak TLS"},
		{"replica", replica.URL(), "read-only replica"},
		{"foreign key", server.URL() + "?prefix=foreign:", "not written by this program"},
		{"foreign data", server.URL() + "?prefix=mixed:", "another program's, or part of a store"},
		{"other program", server.URL() + "?prefix=other:", `program "other"`},
		{"other partitions", server.URL() + "?prefix=few:", "made for 16 partitions, this program has 256"},
		{"newer form", server.URL() + "?prefix=newer:", "form 2"},
		{"nobody there", "redis://:wrong-secret@127.0.0.1:" + strconv.Itoa(redistest.FreePort(t)), "connection refused"},
	} {
		began := time.Now()
		waited := false
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		_, err := redis.Open(ctx, c.url, redis.Options{Waiting: func(error) {
			waited = true
			stop() // once is enough
		}})
		stop()
		if waited != (c.name == "nobody there") {
			t.Errorf("%s: waited for it to mend: %t", c.name, waited)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
			continue
		}
		if text := err.Error(); strings.Contains(text, "wrong-secret") || strings.Contains(text, "\n") {
			t.Errorf("%s: the error is of several lines or tells the password: %s", c.name, text)
		}
		if c.name == "wrong password" && !errors.Is(err, redis.ErrRefused) {
			t.Errorf("%s: %v is not ErrRefused", c.name, err)
		}
		t.Logf("%s (%v): %v", c.name, time.Since(began).Round(time.Millisecond), err)
	}
}

func TestOpenWarns(t *testing.T) {
	server := redistest.Start(t, "appendonly", "no", "maxmemory-policy", "allkeys-lru", "maxmemory", "100mb")
	s, err := try(t, server.URL(), redis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if w := strings.Join(s.Warnings(), "\n"); !strings.Contains(w, "appendonly") || !strings.Contains(w, "allkeys-lru") {
		t.Errorf("warnings %q", w)
	}
	if _, err := try(t, server.URL(), redis.Options{Strict: true}); !errors.Is(err, redis.ErrUnsafe) {
		t.Errorf("strict: %v, want ErrUnsafe", err)
	}
}

// A server that comes up later is waited for.
func TestOpenWaits(t *testing.T) {
	server := redistest.Start(t)
	server.Kill()
	opened, waits := make(chan error), make(chan error, 1)
	go func() {
		s, err := redis.Open(t.Context(), server.URL(), redis.Options{Waiting: func(err error) {
			select {
			case waits <- err:
			default:
			}
		}})
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	if err := <-waits; !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("waits because of %v", err)
	}
	server.Start()
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

// A server without memory left is waited for, too: what lies there is not lost, and no reason to give up.
func TestOpenWaitsForMemory(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Do("CONFIG", "SET", "maxmemory", "1")
	opened, waits := make(chan error, 1), make(chan error, 1)
	go func() {
		s, err := redis.Open(t.Context(), server.URL(), redis.Options{Waiting: func(err error) {
			select {
			case waits <- err:
			default:
			}
		}})
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	select {
	case err := <-waits:
		if !strings.Contains(err.Error(), "no memory left") {
			t.Errorf("waits because of %v", err)
		}
	case err := <-opened:
		t.Fatalf("does not wait: %v", err)
	}
	server.Do("CONFIG", "SET", "maxmemory", "0")
	if err := <-opened; err != nil {
		t.Error(err)
	}
	// A store that is there is opened, as it can be read.
	server.Do("CONFIG", "SET", "maxmemory", "1")
	if _, err := try(t, server.URL(), redis.Options{}); err != nil {
		t.Error(err)
	}
}

// Processes that start at the same time on an empty server all find their store.
func TestOpenTogether(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	var processes sync.WaitGroup
	for round := range 10 {
		for i := range 8 {
			processes.Go(func() {
				s, err := try(t, fmt.Sprintf("%s?prefix=r%d:", server.URL(), round), redis.Options{})
				if err == nil {
					_, err = s.Acquire(t.Context(), strconv.Itoa(i), time.Minute)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		processes.Wait()
	}
}

// One host that belongs to a Cluster is enough.
func TestOpenClusterByOneHost(t *testing.T) {
	cluster := redistest.StartCluster(t)
	s, err := try(t, cluster.Masters[1].URL(), redis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint64(50) {
		to := bot.Address{Channel: "telegram", ID: strconv.FormatUint(i, 10)}
		if err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, ID: i, To: to}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	cert, key, pool := certificate(t)
	port := strconv.Itoa(redistest.FreePort(t))
	server := redistest.Start(t, "tls-port", port, "tls-cert-file", cert, "tls-key-file", key, "tls-auth-clients", "no")
	url := "rediss://127.0.0.1:" + port
	if _, err := try(t, url, redis.Options{}); err == nil || !strings.Contains(err.Error(), "certificate is not trusted") {
		t.Errorf("unknown certificate: %v", err)
	}
	if _, err := try(t, url, redis.Options{TLS: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}); err != nil {
		t.Errorf("known certificate: %v", err)
	}
	never := func(err error) { t.Errorf("waits for it to mend: %v", err) }
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if _, err := redis.Open(ctx, "redis://127.0.0.1:"+port, redis.Options{Waiting: never}); err == nil || !strings.Contains(err.Error(), "rediss://") {
		t.Errorf("without TLS: %v", err)
	}
	_ = server
}

func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(parsed)
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", private), pool
}

// Without memory left nothing is written, and it goes on when there is some again.
func TestOutOfMemory(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, server.URL())
	leases, err := s.Acquire(t.Context(), "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	to := bot.Address{Channel: "telegram", ID: "1"}
	lease := leases[to.Partition()]
	for _, l := range leases {
		if l.Partition == to.Partition() {
			lease = l
		}
	}
	e := bot.Entry{Kind: bot.Update, ID: 1, To: to}
	batch := bot.Batch{Put: []bot.Record{{Key: bot.Key{Owner: to, Family: bot.FamilySession}, Value: []byte("x")}}}
	server.Do("CONFIG", "SET", "maxmemory", "1")
	if err := s.Append(t.Context(), e); !errors.Is(err, bot.ErrFull) {
		t.Errorf("append: %v, want ErrFull", err)
	}
	if err := s.Commit(t.Context(), lease, batch); !errors.Is(err, bot.ErrFull) {
		t.Errorf("commit: %v, want ErrFull", err)
	}
	server.Do("CONFIG", "SET", "maxmemory", "0")
	if items, err := s.Read(t.Context(), lease, 0, 10); err != nil || len(items) != 0 {
		t.Errorf("read %d entries, error %v; want none", len(items), err)
	}
	if err := errors.Join(s.Append(t.Context(), e), s.Commit(t.Context(), lease, batch)); err != nil {
		t.Errorf("with memory again: %v", err)
	}
}

// A key of another program among ours is a clear error, and nothing is lost: what was refused is
// taken once that key is gone.
func TestForeignKey(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	s := open(t, server.URL())
	leases, err := s.Acquire(t.Context(), "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"in", "out", "one:session", "families", "many:history"} {
		to := bot.Address{Channel: "telegram", ID: strconv.Itoa(i)}
		var lease bot.Lease
		for _, l := range leases {
			if l.Partition == to.Partition() {
				lease = l
			}
		}
		session := bot.Key{Owner: to, Family: bot.FamilySession}
		write := func() error {
			if err := s.Append(t.Context(), bot.Entry{Kind: bot.Update, ID: 1, To: to}); err != nil {
				return err
			}
			return s.Commit(t.Context(), lease, bot.Batch{
				Put: []bot.Record{
					{Key: session, Value: []byte("x")}, {Key: bot.Key{Owner: to, Family: bot.FamilyHistory, Key: "1"}, Value: []byte("y")},
				},
				Queue: []bot.Delivery{{ID: "d", Owner: to, To: to, Class: bot.ClassReply}},
			})
		}
		key := fmt.Sprintf("%s{p%d}%s", redis.DefaultPrefix, to.Partition(), name)
		server.Do("SET", key, "another program's")
		if err := write(); err == nil || !strings.Contains(err.Error(), "not written by this program") {
			t.Errorf("%s: %v", name, err)
		}
		if name == "out" {
			if found, err := s.Get(t.Context(), session); err != nil || len(found) > 0 {
				t.Errorf("the session is there without what is to be sent, error %v", err)
			}
		}
		server.Do("DEL", key)
		if err := write(); err != nil {
			t.Errorf("%s: %v after the key is gone", name, err)
		}
		deliveries := 0
		for _, err := range s.Outbox(t.Context(), lease) {
			if err != nil {
				t.Fatal(err)
			}
			deliveries++
		}
		if found, err := s.Get(t.Context(), session); err != nil || len(found) != 1 || deliveries != 1 {
			t.Errorf("%s: %d sessions and %d deliveries, error %v", name, len(found), deliveries, err)
		}
	}
}
