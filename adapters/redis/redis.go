// Package redis keeps the memory of the program in Redis, for when one machine is
// not enough: any number of processes share one server, one Sentinel group or one
// Cluster.
//
// A partition is a handful of keys with the same hash tag, so that it lies on one
// node and every step of it is one script:
//
//	PREFIX{pN}lease            hash: holder ("EPOCH OWNER"), expires, epoch, trimmed
//	PREFIX{pN}in               stream: the inbox, an entry of it packs many updates
//	PREFIX{pN}out              hash: the outbox by delivery id
//	PREFIX{pN}families         set: families of records there are
//	PREFIX{pN}one:FAMILY       hash: records with the empty key, by owner (sessions)
//	PREFIX{pN}many:FAMILY      set: owners of records with other keys
//	PREFIX{pN}of:FAMILY:OWNER  hash: those records, by key
//
// Values are written as shorten tells. Beside them lie PREFIX + "meta", what the store is, and PREFIX + "members", the
// processes that live. A batch is one call of commit.lua, which checks the
// lease before it writes; twice in a row it changes nothing more, so a call
// whose answer was lost is repeated. Epochs are the wall clock in milliseconds where that is
// more than the last one plus one: they grow even when a failover lost some.
//
// What callers ask for at the same time goes to the server in one pipeline, so that
// a busy store costs few packets and an idle one waits for nothing.
//
// How durable a confirmed write is, is the server's setting: see docs/redis.md.
package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"potentiels/bot"
)

// Options are settings of a Store; the zero value is right for the service.
type Options struct {
	// Strict makes an error of what is otherwise a warning: a server that is not set up
	// to keep what it confirmed.
	Strict bool
	// Log is told what goes wrong later; nothing if nil.
	Log *slog.Logger
	// Waiting is told why a server cannot be reached yet, before each new try. If nil,
	// Open gives up at the first.
	Waiting func(error)
	// TLS replaces the settings of rediss://, for servers with a certificate of one's own.
	TLS *tls.Config
}

// client is what the kinds of client have in common.
type client interface {
	goredis.UniversalClient
}

// Store is an open connection to Redis.
type Store struct {
	client   client
	prefix   string
	log      *slog.Logger
	warnings []string

	ctx    context.Context // ends when the store is closed
	cancel context.CancelFunc
	work   sync.WaitGroup
	closed atomic.Bool
	close  func() error

	nodes   *nodes
	tenures tenures
	ahead   [bot.Partitions]ahead
	news    news
}

var _ bot.Sharer = (*Store)(nil)

// Open connects to the server of an address, see parse for its forms, and checks that
// it can be trusted. While the server cannot be reached, or has no room, it tries again, with growing pauses, until
// ctx ends, if there is somebody to tell; whatever else is wrong is one clear error at once.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	where, err := parse(address)
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	silence()
	var last error
	for failures := 0; ; failures++ {
		s, err := connect(ctx, where, o, log)
		if err == nil {
			return s, nil
		}
		if ctx.Err() != nil && last != nil {
			return nil, last
		}
		err = fmt.Errorf("redis at %s: %w", &where, where.explain(ctx, err))
		if o.Waiting == nil || !temporary(err) || ctx.Err() != nil {
			return nil, err
		}
		last = err
		o.Waiting(err)
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(min(5*time.Second, 250*time.Millisecond<<min(failures, 8))):
		}
	}
}

// silence ends the client library's own log, which is one for the whole program: what it tells
// comes back as errors too.
var silence = sync.OnceFunc(func() { goredis.SetLogger(nothing{}) })

type nothing struct{}

func (nothing) Printf(context.Context, string, ...any) {}

func connect(ctx context.Context, where place, o Options, log *slog.Logger) (*Store, error) {
	c := newClient(where, o)
	if single, ok := c.(*goredis.Client); ok && where.master == "" {
		found, err := isCluster(ctx, single)
		if err != nil {
			_ = c.Close()
			return nil, err
		}
		if found {
			_ = c.Close()
			c = goredis.NewClusterClient(clusterOptions(where, o))
		}
	}
	s := &Store{client: c, prefix: where.prefix, log: log}
	if err := s.check(ctx, o.Strict); err != nil {
		_ = c.Close()
		return nil, err
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.close = sync.OnceValue(s.shut)
	s.nodes = newNodes(s)
	s.news.start(s)
	return s, nil
}

const (
	// dialTimeout and ioTimeout bound how long a dead server is waited for. A command
	// takes far less than a second even on a server that saves.
	dialTimeout = 2 * time.Second
	ioTimeout   = 3 * time.Second
	// reload is how often a Cluster is asked who is master of what: a failover is seen within
	// it. The client's own 60 s would be an outage of that length.
	reload = time.Second
)

func newClient(where place, o Options) client {
	switch {
	case where.cluster():
		return goredis.NewClusterClient(clusterOptions(where, o))
	case where.master != "":
		return goredis.NewFailoverClient(&goredis.FailoverOptions{
			MasterName: where.master, SentinelAddrs: where.hosts,
			Username: where.user, Password: where.password, DB: where.db,
			TLSConfig:   where.tlsConfig(o.TLS),
			DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, DialerRetries: 1,
			ContextTimeoutEnabled: true, DisableIdentity: true,
		})
	}
	return goredis.NewClient(&goredis.Options{
		Addr:     where.hosts[0],
		Username: where.user, Password: where.password, DB: where.db,
		TLSConfig:   where.tlsConfig(o.TLS),
		DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, DialerRetries: 1,
		ContextTimeoutEnabled: true, DisableIdentity: true,
		MaintNotificationsConfig: quietMaintenance(),
	})
}

func clusterOptions(where place, o Options) *goredis.ClusterOptions {
	return &goredis.ClusterOptions{
		Addrs:    where.hosts,
		Username: where.user, Password: where.password,
		TLSConfig:   where.tlsConfig(o.TLS),
		DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, DialerRetries: 1,
		ClusterStateReloadInterval: reload,
		ContextTimeoutEnabled:      true, DisableIdentity: true,
		MaintNotificationsConfig: quietMaintenance(),
	}
}

// quietMaintenance does without the notifications of a commercial server, which others
// answer with an error on every connection.
func quietMaintenance() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// Warnings are what is not safe about the server's settings, a line each.
func (s *Store) Warnings() []string { return s.warnings }

// Close implements bot.Store.
func (s *Store) Close() error { return s.close() }

func (s *Store) shut() error {
	s.closed.Store(true)
	s.nodes.drain()
	s.cancel()
	err := s.client.Close()
	s.work.Wait()
	if errors.Is(err, goredis.ErrClosed) {
		err = nil
	}
	return err
}

// Notify implements bot.Store.
func (s *Store) Notify(arrived func(bot.Partition)) { s.news.arrived.Store(&arrived) }

func (s *Store) usable(ctx context.Context) error {
	if s.closed.Load() {
		return bot.ErrClosed
	}
	return ctx.Err()
}

// key names a key of a partition.
func (s *Store) key(p bot.Partition, name string) string {
	return s.prefix + "{p" + strconv.Itoa(int(p)) + "}" + name
}

func (s *Store) leaseKey(p bot.Partition) string { return s.key(p, "lease") }
func (s *Store) inKey(p bot.Partition) string    { return s.key(p, "in") }
func (s *Store) outKey(p bot.Partition) string   { return s.key(p, "out") }
func (s *Store) familiesKey(p bot.Partition) string {
	return s.key(p, "families")
}
func (s *Store) oneKey(p bot.Partition, f bot.Family) string  { return s.key(p, "one:"+string(f)) }
func (s *Store) manyKey(p bot.Partition, f bot.Family) string { return s.key(p, "many:"+string(f)) }
func (s *Store) ofKey(owner bot.Address, f bot.Family) string {
	return s.key(owner.Partition(), "of:"+string(f)+":"+owner.String())
}
func (s *Store) membersKey() string { return s.prefix + "members" }
func (s *Store) metaKey() string    { return s.prefix + "meta" }
