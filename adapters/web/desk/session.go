package desk

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"io"
	"math"
	randnumber "math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"potentiels/bot/desk"
)

const (
	cookieName = "potentiels_desk"
	// sessionLife ends a session after a working day, and localLife one that needs no
	// password when the browser was long away.
	sessionLife = 12 * time.Hour
	localLife   = 30 * 24 * time.Hour
	maxName     = 60
	// maxBody bounds a post: a reply of the longest, in JSON.
	maxBody = 64 << 10
)

// session is what the cookie says of its bearer. Without a name nobody has signed in: it is then
// there for the token of the sign-in form.
type session struct {
	Nonce   string    `json:"x"`
	Staff   string    `json:"i,omitempty"`
	Name    string    `json:"n,omitempty"`
	Partner string    `json:"p,omitempty"`
	Since   time.Time `json:"t"`
}

func (s session) signed() bool { return s.Name != "" }

func (s session) staff() desk.Staff { return desk.Staff{ID: s.Staff, Name: s.Name, Partner: s.Partner} }

// sessionKey makes the key of sessions: another password ends all that there are.
func sessionKey(key []byte, password string) []byte {
	return digest(key, "desk session", []byte(password))
}

// digest is a keyed hash for one purpose.
func digest(key []byte, purpose string, what []byte) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(purpose + "\x00"))
	_, _ = mac.Write(what)
	return mac.Sum(nil)
}

var encoding = base64.RawURLEncoding

// token goes with every post of a session.
func (p *Pages) token(s session) string {
	return encoding.EncodeToString(digest(p.key, "token", []byte(s.Nonce))[:18])
}

// current reads who asks, by the cookie; a session without a nonce is none.
func (p *Pages) current(r *http.Request) session {
	life := sessionLife
	if p.opts.Password == "" {
		life = localLife
	}
	for _, cookie := range r.CookiesNamed(cookieName) {
		text, mac, _ := strings.Cut(cookie.Value, ".")
		body, err := encoding.DecodeString(text)
		if err != nil || !hmac.Equal([]byte(mac), []byte(encoding.EncodeToString(digest(p.key, "cookie", body)))) {
			continue
		}
		var s session
		if json.Unmarshal(body, &s) == nil && time.Since(s.Since) < life {
			return s
		}
	}
	return session{}
}

// keep gives a session to the browser. It lasts no longer than the browser's own session where
// a password guards the desk: a computer may be shared.
func (p *Pages) keep(w http.ResponseWriter, r *http.Request, s session) {
	cookie := &http.Cookie{Name: cookieName, Path: "/desk", HttpOnly: true, Secure: p.secure(r), SameSite: http.SameSiteStrictMode}
	if s.Nonce == "" {
		cookie.MaxAge = -1
	} else {
		body, err := json.Marshal(s)
		if err != nil {
			return // strings and a time
		}
		cookie.Value = encoding.EncodeToString(body) + "." + encoding.EncodeToString(digest(p.key, "cookie", body))
		if p.opts.Password == "" {
			cookie.MaxAge = int(localLife / time.Second)
		}
	}
	http.SetCookie(w, cookie)
}

// signed wraps what only staff may read.
func (p *Pages) signed(next func(http.ResponseWriter, *http.Request, session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s := p.current(r)
		if !s.signed() {
			refuse(w, r, http.StatusUnauthorized, "Votre session est terminée : identifiez-vous de nouveau.")
			return
		}
		// For countdowns: the clocks of browsers are off by minutes.
		w.Header().Set("Desk-Time", strconv.FormatInt(time.Now().UnixMilli(), 10))
		next(w, r, s)
	}
}

// form wraps a post: one that does not carry the token of its session does nothing.
func (p *Pages) form(next func(http.ResponseWriter, *http.Request, session, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s := p.current(r)
		if s.Nonce == "" || subtle.ConstantTimeCompare([]byte(r.Header.Get("Desk-Token")), []byte(p.token(s))) != 1 {
			status := http.StatusForbidden
			if !s.signed() {
				status = http.StatusUnauthorized // the page gets a new token, and asks to sign in
			}
			refuse(w, r, status, "Votre session a changé : rechargez la page. Rien n’a été fait.")
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			refuse(w, r, http.StatusRequestEntityTooLarge, "C’est trop long : rien n’a été fait.")
			return
		}
		next(w, r, s, body)
	}
}

// posted wraps a post of staff.
func (p *Pages) posted(next func(http.ResponseWriter, *http.Request, session, []byte)) http.HandlerFunc {
	return p.form(func(w http.ResponseWriter, r *http.Request, s session, body []byte) {
		if !s.signed() {
			refuse(w, r, http.StatusUnauthorized, "Votre session est terminée : identifiez-vous de nouveau. Rien n’a été fait.")
			return
		}
		next(w, r, s, body)
	})
}

// greeting is what the page needs before anything else.
type greeting struct {
	Token    string    `json:"token"`
	Signed   bool      `json:"signed"`
	Password bool      `json:"password"` // the form asks for it
	Name     string    `json:"name"`
	Partner  string    `json:"partner"`
	Partners []Partner `json:"partners"`
	Canned   []Canned  `json:"canned,omitempty"`
	Blank    string    `json:"blank"`
	Delay    int       `json:"delay"` // seconds
	Longest  int       `json:"longest"`
}

// greet tells the page who its reader is. A browser that came straight to a desk without a
// password is somebody at once; everybody else gets a session that only allows to sign in.
func (p *Pages) greet(w http.ResponseWriter, r *http.Request) {
	s := p.current(r)
	if s.Nonce == "" {
		s = session{Nonce: rand.Text(), Since: time.Now()}
		if p.opts.Password == "" {
			s.Staff, s.Name = "web:"+rand.Text()[:16], stage[randnumber.IntN(len(stage))]
		}
		p.keep(w, r, s)
	}
	p.welcome(w, r, s)
}

// stage are names for a desk that is tried out.
var stage = []string{"Alix", "Camille", "Charlie", "Dominique", "Lou", "Maxime", "Noa", "Sacha", "Yaël"}

func (p *Pages) welcome(w http.ResponseWriter, r *http.Request, s session) {
	g := greeting{
		Token: p.token(s), Signed: s.signed(), Password: p.opts.Password != "", Name: s.Name, Partner: s.Partner,
		Partners: p.opts.Directory.Partners(), Blank: p.opts.Blank,
		Delay: int(math.Ceil(p.opts.Delay.Seconds())), Longest: desk.MaxReply,
	}
	if s.signed() {
		g.Canned = p.opts.Directory.Canned()
	}
	reply(w, r, http.StatusOK, g)
}

// entry is what the sign-in form holds.
type entry struct {
	Password string `json:"password"`
	Name     string `json:"name"`
	Partner  string `json:"partner"`
}

// enter signs somebody in, or tells the desk of this computer who they are.
func (p *Pages) enter(w http.ResponseWriter, r *http.Request, s session, body []byte) {
	var e entry
	if json.Unmarshal(body, &e) != nil {
		refuse(w, r, http.StatusBadRequest, "Le formulaire n’est pas lisible : rechargez la page.")
		return
	}
	guarded := p.opts.Password != ""
	if guarded {
		who := p.client(r)
		if wait := p.limit.take(who, time.Now()); wait > 0 {
			seconds := int(math.Ceil(wait.Seconds()))
			w.Header().Set("Retry-After", strconv.Itoa(seconds))
			refuse(w, r, http.StatusTooManyRequests, "Trop d’essais. Réessayez dans "+strconv.Itoa(seconds)+" secondes.")
			return
		}
		given, wanted := sha256.Sum256([]byte(e.Password)), sha256.Sum256([]byte(p.opts.Password))
		if subtle.ConstantTimeCompare(given[:], wanted[:]) != 1 {
			p.opts.Log.Warn("desk: a wrong password")
			refuse(w, r, http.StatusForbidden, "Ce n’est pas le mot de passe du bureau.")
			return
		}
		p.limit.back(who)
	}
	e.Name = strings.Join(strings.Fields(e.Name), " ")
	known := slices.ContainsFunc(p.opts.Directory.Partners(), func(q Partner) bool { return q.ID == e.Partner })
	switch {
	case !named(e.Name):
		refuse(w, r, http.StatusUnprocessableEntity, "Indiquez votre prénom puis votre nom : le prénom est dit à la personne.")
		return
	case !known && (guarded || e.Partner != ""):
		refuse(w, r, http.StatusUnprocessableEntity, "Choisissez votre organisme dans la liste.")
		return
	}
	next := session{Nonce: rand.Text(), Staff: s.Staff, Name: e.Name, Partner: e.Partner, Since: time.Now()}
	if guarded {
		// The same tomorrow, so that what they have taken is still theirs.
		sum := digest(p.opts.Key, "desk staff", []byte(e.Partner+"\x00"+strings.ToLower(e.Name)))
		next.Staff = "web:" + encoding.EncodeToString(sum[:12])
	} else if next.Staff == "" {
		next.Staff = "web:" + rand.Text()[:16]
	}
	p.keep(w, r, next)
	p.welcome(w, r, next)
}

// named tells whether a name is one that a person can be told.
func named(name string) bool {
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= maxName && desk.Staff{Name: name}.First() != "" &&
		!strings.ContainsFunc(name, unicode.IsControl)
}

// leave signs out.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request, _ session, _ []byte) {
	p.keep(w, r, session{})
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
}
