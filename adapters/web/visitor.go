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

// visitor tells who a request is from, by its cookie; false when it has none or
// not one of ours.
func (c *Channel) visitor(r *http.Request) (bot.Address, bool) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return bot.Address{}, false
	}
	id, mac, ok := strings.Cut(cookie.Value, ".")
	if !ok || !hmac.Equal([]byte(mac), []byte(c.sign(id))) {
		return bot.Address{}, false
	}
	return bot.Address{Channel: Name, ID: id}, true
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

func (c *Channel) sign(id string) string {
	mac := hmac.New(sha256.New, c.opts.Key)
	_, _ = mac.Write([]byte("web visitor\x00" + id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
