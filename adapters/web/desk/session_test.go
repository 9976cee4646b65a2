package desk

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// visitor is a browser at the pages.
type visitor struct {
	t      testing.TB
	pages  *Pages
	cookie *http.Cookie
	greeting
}

func visit(t testing.TB, p *Pages) *visitor {
	v := &visitor{t: t, pages: p}
	v.call(request(http.MethodGet, "/desk/api/session", ""), 200, &v.greeting)
	return v
}

// call makes a request with the visitor's cookie, and takes the one that comes back.
func (v *visitor) call(r *http.Request, want int, into any) *httptest.ResponseRecorder {
	v.t.Helper()
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	w := serve(v.pages, r)
	if w.Code != want {
		v.t.Fatalf("%s %s: %d, want %d: %s", r.Method, r.URL.Path, w.Code, want, w.Body)
	}
	for _, c := range w.Result().Cookies() {
		v.cookie = c
	}
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			v.t.Fatalf("%s: %v", w.Body, err)
		}
	}
	return w
}

func (v *visitor) post(path, body string) *http.Request {
	r := request(http.MethodPost, path, body)
	r.Header.Set("Desk-Token", v.Token)
	return r
}

func form(password, name, partner string) string {
	text, err := json.Marshal(entry{password, name, partner})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func guarded(t *testing.T) *Pages {
	t.Helper()
	o := options()
	o.Password, o.Local = "un bon mot de passe", false
	return New(o)
}

func TestSignIn(t *testing.T) {
	v := visit(t, guarded(t))
	if v.Signed || v.Name != "" || len(v.Canned) > 0 || !v.greeting.Password {
		t.Fatalf("before signing in: %+v", v.greeting)
	}
	v.call(request(http.MethodGet, "/desk/api/board", ""), 401, nil)
	for _, tt := range []struct {
		name, form string
		want       int
	}{
		{"wrong password", form("un autre", "Marie Colin", "afpa"), 403},
		{"no password", form("", "Marie Colin", "afpa"), 403},
		{"no name", form("un bon mot de passe", "  ", "afpa"), 422},
		{"a name that is none", form("un bon mot de passe", "42", "afpa"), 422},
		{"too long a name", form("un bon mot de passe", "Marie "+strings.Repeat("e", 60), "afpa"), 422},
		{"a line break", form("un bon mot de passe", "Marie\u2028\x07Colin", "afpa"), 422},
		{"no partner", form("un bon mot de passe", "Marie Colin", ""), 422},
		{"a partner that is none", form("un bon mot de passe", "Marie Colin", "ailleurs"), 422},
		{"no form", "{", 400},
	} {
		old := v.cookie.Value
		v.call(v.post("/desk/api/session", tt.form), tt.want, nil)
		if v.cookie.Value != old {
			t.Errorf("%s: a new session", tt.name)
		}
	}
	before := v.Token
	v.call(v.post("/desk/api/session", form("un bon mot de passe", "  Marie   Colin ", "afpa")), 200, &v.greeting)
	if !v.Signed || v.Name != "Marie Colin" || v.Partner != "afpa" || len(v.Canned) != 1 || v.Token == before {
		t.Errorf("signed in: %+v", v.greeting)
	}
	if c := v.cookie; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/desk" || c.Secure {
		t.Errorf("cookie: %+v", c)
	}
	if s := v.session(); !strings.HasPrefix(s.Staff, "web:") {
		t.Errorf("session: %+v", s)
	}

	// Somewhere else, the same name is the same member of staff; at another partner it is not.
	again, other := visit(t, v.pages), visit(t, v.pages)
	again.call(again.post("/desk/api/session", form("un bon mot de passe", "marie colin", "afpa")), 200, nil)
	other.call(other.post("/desk/api/session", form("un bon mot de passe", "Marie Colin", "mission")), 200, nil)
	if v.session().Staff != again.session().Staff || v.session().Staff == other.session().Staff {
		t.Error("who is who")
	}

	v.call(v.post("/desk/api/session/end", ""), 204, nil)
	if v.cookie.MaxAge >= 0 || v.cookie.Value != "" {
		t.Errorf("signed out with %+v", v.cookie)
	}
}

// session reads the visitor's cookie.
func (v *visitor) session() session {
	r := request(http.MethodGet, "/desk", "")
	r.AddCookie(v.cookie)
	return v.pages.current(r)
}

func TestSecureCookies(t *testing.T) {
	trusting := options()
	trusting.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	trusting.Password = "mot de passe"
	public := options()
	public.Secure = true
	for _, o := range []Options{trusting, public} {
		r := request(http.MethodGet, "/desk/api/session", "")
		if o.Password != "" {
			r.Header.Set("X-Forwarded-Proto", "https")
		}
		w := serve(New(o), r)
		if c := w.Result().Cookies(); len(c) != 1 || !c[0].Secure {
			t.Errorf("cookies: %v", c)
		}
	}
	r := request(http.MethodGet, "/desk/api/session", "")
	r.Header.Set("X-Forwarded-Proto", "https")
	if c := serve(guarded(t), r).Result().Cookies(); len(c) != 1 || c[0].Secure {
		t.Errorf("what anybody says of the proxy is believed: %v", c)
	}
}

// Without a password whoever is at this computer is somebody, and can say who.
func TestLocalDesk(t *testing.T) {
	v := visit(t, New(options()))
	if !v.Signed || v.Name == "" || v.Partner != "" || v.greeting.Password {
		t.Fatalf("%+v", v.greeting)
	}
	staff := v.session().Staff
	v.call(v.post("/desk/api/session", form("", "Marie Colin", "")), 200, &v.greeting)
	if v.Name != "Marie Colin" || v.session().Staff != staff {
		t.Errorf("%+v: what was taken under the first name is no longer theirs", v.greeting)
	}
	if other := visit(t, v.pages); other.session().Staff == staff {
		t.Error("two browsers are one member of staff")
	}
}

func TestForgedSessions(t *testing.T) {
	p := guarded(t)
	v := visit(t, p)
	v.call(v.post("/desk/api/session", form("un bon mot de passe", "Marie Colin", "afpa")), 200, &v.greeting)
	good := v.cookie.Value
	text, mac, _ := strings.Cut(good, ".")
	changed, _ := json.Marshal(session{Nonce: "x", Staff: "web:1", Name: "Paul", Partner: "afpa", Since: time.Now()})
	stranger := options()
	stranger.Password, stranger.Key = "un bon mot de passe", []byte(strings.Repeat("z", 32))
	s := visit(t, New(stranger))
	for name, value := range map[string]string{
		"another body":  encoding.EncodeToString(changed) + "." + mac,
		"no signature":  text + ".",
		"half of it":    text,
		"nothing":       "",
		"no text":       "..",
		"another's key": s.cookie.Value,
		"cut":           good[:len(good)-1],
	} {
		v.cookie.Value = value
		v.call(request(http.MethodGet, "/desk/api/board", ""), 401, nil)
		if v.session().Nonce != "" {
			t.Errorf("%s: is taken for a session", name)
		}
	}
	// Another password ends the sessions of the old one.
	o := options()
	o.Password = "un meilleur mot de passe"
	v.cookie.Value, v.pages = good, New(o)
	v.call(request(http.MethodGet, "/desk/api/board", ""), 401, nil)
}

func TestSessionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, guarded(t))
		v.call(v.post("/desk/api/session", form("un bon mot de passe", "Marie Colin", "afpa")), 200, &v.greeting)
		time.Sleep(sessionLife - time.Second)
		if !v.session().signed() {
			t.Error("ended within the day")
		}
		time.Sleep(2 * time.Second)
		if v.session().signed() {
			t.Error("does not end")
		}
		v.call(v.post("/desk/api/requests/x", `{"id":"1","kind":"claim"}`), 401, nil)
	})
}

func TestPostsCarryTheTokenOfTheirSession(t *testing.T) {
	p := guarded(t)
	v, other := visit(t, p), visit(t, p)
	v.call(v.post("/desk/api/session", form("un bon mot de passe", "Marie Colin", "afpa")), 200, &v.greeting)
	for _, path := range []string{"/desk/api/session", "/desk/api/session/end", "/desk/api/requests/x"} {
		for name, token := range map[string]string{"none": "", "another session's": other.Token, "nonsense": "x"} {
			r := request(http.MethodPost, path, `{"id":"1","kind":"claim"}`)
			if token != "" {
				r.Header.Set("Desk-Token", token)
			}
			r.AddCookie(v.cookie)
			if w := serve(p, r); w.Code != 403 {
				t.Errorf("%s with %s: %d", path, name, w.Code)
			}
		}
		r := v.post(path, `{"id":"1","kind":"claim"}`)
		r.Header.Set("Origin", "https://example.org")
		r.AddCookie(v.cookie)
		if w := serve(p, r); w.Code != 403 {
			t.Errorf("%s from another site: %d", path, w.Code)
		}
	}
	large := v.post("/desk/api/session", `{"name":"`+strings.Repeat("e", maxBody)+`"}`)
	v.call(large, 413, nil)
}

func TestGuessingIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := guarded(t)
		v := visit(t, p)
		guess := func(from string, want int) *httptest.ResponseRecorder {
			t.Helper()
			r := v.post("/desk/api/session", form("motdepasse", "Marie Colin", "afpa"))
			r.RemoteAddr = from
			return v.call(r, want, nil)
		}
		for range tries {
			guess("192.0.2.1:1", 403)
		}
		if w := guess("192.0.2.1:2", 429); w.Header().Get("Retry-After") != "30" {
			t.Errorf("Retry-After: %q", w.Header().Get("Retry-After"))
		}
		// The right one waits as well, else the limit would tell which it is.
		r := v.post("/desk/api/session", form("un bon mot de passe", "Marie Colin", "afpa"))
		r.RemoteAddr = "192.0.2.1:3"
		v.call(r, 429, nil)
		// What somebody says of where they come from changes nothing; another client does.
		r = v.post("/desk/api/session", form("x", "Marie Colin", "afpa"))
		r.RemoteAddr = "192.0.2.1:3"
		r.Header.Set("X-Forwarded-For", "192.0.2.99")
		v.call(r, 429, nil)
		guess("192.0.2.2:1", 403)
		for range tries {
			guess("[2001:db8::1]:1", 403)
		}
		guess("[2001:db8::ffff:2]:1", 429) // one network, one client
		guess("[2001:db8:1::1]:1", 403)
		time.Sleep(tryEvery)
		guess("192.0.2.1:4", 403)
		guess("192.0.2.1:4", 429)
		time.Sleep(time.Hour)
		for range tries {
			guess("192.0.2.1:5", 403)
		}
		guess("192.0.2.1:5", 429)
	})
}

// Right passwords are not counted: a whole office behind one address signs in.
func TestAnOfficeSignsIn(t *testing.T) {
	p := guarded(t)
	for range 3 * tries {
		v := visit(t, p)
		v.call(v.post("/desk/api/session", form("un bon mot de passe", "Marie Colin", "afpa")), 200, nil)
	}
}

func TestTheLimiterForgets(t *testing.T) {
	l, now := newLimiter(), time.Now()
	for i := range 3 * maxClients {
		addr := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		if wait := l.take(addr, now); wait > 0 {
			t.Fatalf("client %d waits %v", i, wait)
		}
	}
	if len(l.clients) > maxClients {
		t.Errorf("%d clients are remembered", len(l.clients))
	}
}
