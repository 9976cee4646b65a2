package desk

import (
	"net/netip"
	"sync"
	"time"
)

const (
	// tries are the wrong passwords that somebody may give in a row, and tryEvery how long
	// each further one takes to be allowed.
	tries    = 8
	tryEvery = 30 * time.Second
	// maxClients bounds what is remembered of who tried.
	maxClients = 10000
)

// limiter slows the guessing of passwords down, client by client.
type limiter struct {
	mu      sync.Mutex
	clients map[netip.Prefix]time.Time // when all tries are allowed again
	swept   time.Time
}

func newLimiter() *limiter { return &limiter{clients: make(map[netip.Prefix]time.Time)} }

// network is what one client can change its address within.
func network(addr netip.Addr) netip.Prefix {
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	prefix, _ := addr.Prefix(bits)
	return prefix // of an invalid address: one for all of them
}

// take allows a try, or tells how long to wait. It counts as wrong until it is given back.
func (l *limiter) take(addr netip.Addr, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	who := network(addr)
	full := l.clients[who]
	if full.Before(now) {
		full = now
	}
	full = full.Add(tryEvery)
	if wait = full.Sub(now) - tries*tryEvery; wait > 0 {
		return wait
	}
	if _, known := l.clients[who]; !known && len(l.clients) >= maxClients {
		l.forget(now)
	}
	l.clients[who] = full
	return 0
}

// back gives a try back that was no guess.
func (l *limiter) back(addr netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	who := network(addr)
	if full, ok := l.clients[who]; ok {
		l.clients[who] = full.Add(-tryEvery)
	}
}

// forget makes room: those who may try freely, looked for from time to time, and, if there is
// none, somebody.
func (l *limiter) forget(now time.Time) {
	if now.Sub(l.swept) >= tryEvery {
		l.swept = now
		for who, full := range l.clients {
			if !full.After(now) {
				delete(l.clients, who)
			}
		}
	}
	for who := range l.clients {
		if len(l.clients) < maxClients {
			return
		}
		delete(l.clients, who)
	}
}
