package main

import (
	"net"
	"strings"
	"sync/atomic"

	webdesk "potentiels/adapters/web/desk"
	"potentiels/bot/content"
	"potentiels/bot/desk"
)

// webDesk makes the pages of the staff desk, and says at start whether anybody may open them.
func (svc *service) webDesk(key []byte) *webdesk.Pages {
	s, local := svc.settings, svc.localOnly()
	switch {
	case s.DeskPassword == "" && !local:
		svc.log.Warn("the web desk is closed: set DESK_PASSWORD to open it, or a LISTEN_ADDR of this computer alone")
	case s.DeskPassword == "":
		svc.log.Info("the web desk is open to this computer alone; set DESK_PASSWORD for others", "desk", svc.address()+deskPath)
	case len(s.DeskPassword.Reveal()) < shortPassword:
		svc.log.Warn("DESK_PASSWORD is short: what it guards is what people told in confidence")
	}
	return webdesk.New(webdesk.Options{
		Core: svc.engine.Desk(), Directory: &svc.directory, Key: key, Password: s.DeskPassword.Reveal(), Local: local,
		Secure: strings.HasPrefix(s.PublicURL, "https:"), TrustedProxies: s.TrustedProxies, Delay: s.DeskSendDelay,
		Blank: content.Blank, Log: svc.log,
	})
}

const (
	// deskPath is where the web desk is.
	deskPath = "/desk"
	// shortPassword is the length under which a password of the desk is warned of.
	shortPassword = 12
)

// directory is what the web desk needs of the content, as it is now.
type directory struct{ known atomic.Pointer[known] }

// known is one state of the content, made ready for the desk.
type known struct {
	partners []webdesk.Partner
	canned   []webdesk.Canned
	rules    *desk.Rules
}

// set takes up other content.
func (d *directory) set(c *content.Content, rules *desk.Rules) {
	k := &known{rules: rules}
	for _, p := range c.Partners {
		k.partners = append(k.partners, webdesk.Partner{ID: p.ID, Name: p.Short})
	}
	for _, a := range c.Canned {
		k.canned = append(k.canned, webdesk.Canned{Title: content.Typeset(a.Title), Text: content.Typeset(a.Text)})
	}
	d.known.Store(k)
}

// Partners implements webdesk.Directory.
func (d *directory) Partners() []webdesk.Partner { return d.known.Load().partners }

// Canned implements webdesk.Directory.
func (d *directory) Canned() []webdesk.Canned { return d.known.Load().canned }

// Card implements webdesk.Directory.
func (d *directory) Card(r desk.Request) desk.Card { return d.known.Load().rules.Card(r) }

// deskInvitation tells a person at the terminal where the desk is, if it is open to them.
func (svc *service) deskInvitation() string {
	if svc.settings.DeskPassword == "" && !svc.localOnly() {
		return ""
	}
	return "  Le bureau des conseillers : " + svc.address() + deskPath + "\n"
}

// localOnly tells whether the program is reached from this computer alone.
func (svc *service) localOnly() bool {
	addr, ok := svc.listener.Addr().(*net.TCPAddr)
	return ok && addr.IP.IsLoopback()
}
