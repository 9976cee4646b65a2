package desk

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"potentiels/bot/desk"
)

// town is a directory of two partners.
type town struct{}

func (town) Partners() []Partner {
	return []Partner{{ID: "afpa", Name: "Afpa"}, {ID: "mission", Name: "Mission locale"}}
}

func (town) Canned() []Canned { return []Canned{{Title: "Bonjour", Text: "Bonjour, […]"}} }

func (town) Understanding() desk.Understanding { return nil }

func (town) Card(r desk.Request) desk.Card { return new(desk.Rules).Card(r) }

var key = bytes.Repeat([]byte("k"), 32)

func options() Options {
	return Options{Directory: town{}, Key: key, Blank: "[…]", Local: true, Log: slog.New(slog.DiscardHandler)}
}

// request is one as a browser on this computer makes it.
func request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, "http://localhost:8080"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:50000"
	return r
}

func serve(p *Pages, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func TestWhoMayOpen(t *testing.T) {
	for _, tt := range []struct {
		name     string
		password string
		public   bool // listens on more than loopback
		change   func(*http.Request)
		want     int
	}{
		{"this computer", "", false, nil, 200},
		{"by number", "", false, func(r *http.Request) { r.Host = "127.0.0.1:8080" }, 200},
		{"by another number", "", false, func(r *http.Request) { r.Host = "127.8.9.1" }, 200},
		{"IPv6", "", false, func(r *http.Request) { r.Host, r.RemoteAddr = "[::1]:8080", "[::1]:50000" }, 200},
		{"IPv4 within IPv6", "", false, func(r *http.Request) { r.RemoteAddr = "[::ffff:127.0.0.1]:50000" }, 200},
		{"capitals and a dot", "", false, func(r *http.Request) { r.Host = "LOCALHOST.:8080" }, 200},
		{"another name for it", "", false, func(r *http.Request) { r.Host = "bureau.example.org" }, 404},
		{"a name that looks like it", "", false, func(r *http.Request) { r.Host = "localhost.example.org" }, 404},
		{"a name that begins like it", "", false, func(r *http.Request) { r.Host = "127.0.0.1.example.org:8080" }, 404},
		{"no name", "", false, func(r *http.Request) { r.Host = "" }, 404},
		{"from elsewhere", "", false, func(r *http.Request) { r.RemoteAddr = "192.0.2.7:50000" }, 404},
		{"listens to everybody", "", true, nil, 404},
		{"X-Forwarded-For", "", false, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "127.0.0.1") }, 404},
		{"X-Forwarded-Host", "", false, func(r *http.Request) { r.Header.Set("X-Forwarded-Host", "localhost") }, 404},
		{"X-Forwarded-Proto", "", false, func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }, 404},
		{"an empty one", "", false, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "") }, 404},
		{"Forwarded", "", false, func(r *http.Request) { r.Header.Set("Forwarded", "for=127.0.0.1") }, 404},
		{"X-Real-IP", "", false, func(r *http.Request) { r.Header.Set("X-Real-IP", "127.0.0.1") }, 404},
		{"Via", "", false, func(r *http.Request) { r.Header.Set("Via", "1.1 cache") }, 404},
		{"CF-Connecting-IP", "", false, func(r *http.Request) { r.Header.Set("CF-Connecting-IP", "192.0.2.7") }, 404},
		{"with a password, from anywhere", "s3cret", true, func(r *http.Request) {
			r.Host, r.RemoteAddr = "bureau.example.org", "192.0.2.7:50000"
			r.Header.Set("X-Forwarded-For", "192.0.2.9")
		}, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := options()
			o.Password, o.Local = tt.password, !tt.public
			p := New(o)
			for _, path := range []string{"/desk", "/desk/desk.js", "/desk/api/session"} {
				r := request(http.MethodGet, path, "")
				if tt.change != nil {
					tt.change(r)
				}
				w := serve(p, r)
				if w.Code != tt.want {
					t.Errorf("%s: %d, want %d", path, w.Code, tt.want)
				}
				if w.Code == 404 && (w.Header().Get("Set-Cookie") != "" || strings.Contains(w.Body.String(), "ureau")) {
					t.Errorf("%s: a desk that is not there tells of itself: %v %s", path, w.Header(), w.Body)
				}
			}
		})
	}
}

// A proxy that is set up without a password shows in the log once, not once a call.
func TestProxyIsToldOnce(t *testing.T) {
	var log bytes.Buffer
	o := options()
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	p := New(o)
	for range 3 {
		r := request(http.MethodGet, "/desk", "")
		r.Header.Set("X-Forwarded-For", "192.0.2.7")
		serve(p, r)
	}
	if n := strings.Count(log.String(), "DESK_PASSWORD"); n != 1 || strings.Contains(log.String(), "192.0.2.7") {
		t.Errorf("told %d times:\n%s", n, log.String())
	}
}

func TestWhoseAddressCounts(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, tt := range []struct {
		name, remote string
		hops         []string
		want         string
	}{
		{"straight", "192.0.2.1:9", nil, "192.0.2.1"},
		{"a claim of somebody unknown", "192.0.2.1:9", []string{"198.51.100.1"}, "192.0.2.1"},
		{"a trusted proxy", "10.0.0.1:9", []string{"198.51.100.1"}, "198.51.100.1"},
		{"IPv6 proxy", "[::1]:9", []string{"198.51.100.1"}, "198.51.100.1"},
		{"two of them", "10.0.0.1:9", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		{"a client that lies before a proxy", "10.0.0.1:9", []string{"203.0.113.9, 198.51.100.1"}, "198.51.100.1"},
		{"several headers", "10.0.0.1:9", []string{"203.0.113.9", "198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
		{"all trusted", "10.0.0.1:9", []string{"10.0.0.3"}, "10.0.0.3"},
		{"with a port", "10.0.0.1:9", []string{"198.51.100.1:4321"}, "198.51.100.1"},
		{"IPv6", "10.0.0.1:9", []string{"2001:db8::7"}, "2001:db8::7"},
		{"IPv6 with a port", "10.0.0.1:9", []string{"[2001:db8::7]:99"}, "2001:db8::7"},
		{"nonsense", "10.0.0.1:9", []string{"198.51.100.1, unknown"}, "10.0.0.1"},
		{"nothing", "10.0.0.1:9", []string{""}, "10.0.0.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := options()
			o.TrustedProxies = trusted
			r := request(http.MethodGet, "/desk", "")
			r.RemoteAddr = tt.remote
			for _, hop := range tt.hops {
				r.Header.Add("X-Forwarded-For", hop)
			}
			if got := New(o).client(r); got.String() != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}
