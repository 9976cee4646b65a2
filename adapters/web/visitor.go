package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"potentiels/bot"
)

const (
	cookieName = "potentiels"
	// cookieLife is that of the history: a talk that is kept can be found again.
	cookieLife = 90 * 24 * time.Hour
)

// visitor tells who a request is from, by its cookie; false when it has none of ours.
func (c *Channel) visitor(r *http.Request) (bot.Address, bool) {
	for _, cookie := range r.CookiesNamed(cookieName) {
		id, mac, ok := strings.Cut(cookie.Value, ".")
		if ok && id != "" && hmac.Equal([]byte(mac), []byte(c.sign(id))) {
			return bot.Address{Channel: Name, ID: id}, true
		}
	}
	return bot.Address{}, false
}

// admit gives a request's visitor, a new one with a cookie if it has none.
func (c *Channel) admit(w http.ResponseWriter, r *http.Request) bot.Address {
	who, ok := c.visitor(r)
	if !ok {
		who = bot.Address{Channel: Name, ID: rand.Text()}
	}
	// Set each time, so that its life counts from the last message.
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: who.ID + "." + c.sign(who.ID), Path: "/",
		MaxAge: int(cookieLife / time.Second), HttpOnly: true, Secure: c.opts.Secure, SameSite: http.SameSiteLaxMode,
	})
	return who
}

// sign makes the part of a cookie that only this service can: 144 bits.
func (c *Channel) sign(id string) string {
	return base64.RawURLEncoding.EncodeToString(c.digest("web visitor", id)[:18])
}

// digest is a keyed hash of an id for one purpose.
func (c *Channel) digest(purpose, id string) []byte {
	mac := hmac.New(sha256.New, c.opts.Key)
	_, _ = mac.Write([]byte(purpose + "\x00" + id))
	return mac.Sum(nil)
}
