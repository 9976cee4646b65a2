package main

import (
	"net"
	"strings"

	webdesk "potentiels/adapters/web/desk"
	"potentiels/bot"
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
		Core: svc.engine.Desk(), Directory: directory{svc.engine.Desk()}, Key: key, Password: s.DeskPassword.Reveal(), Local: local,
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

// directory is the content as the web desk needs it, as it is now.
type directory struct{ desk bot.Desk }

// Partners implements webdesk.Directory.
func (d directory) Partners() []webdesk.Partner {
	var all []webdesk.Partner
	for _, p := range d.desk.Directory().Partners {
		all = append(all, webdesk.Partner{ID: p.ID, Name: p.Short})
	}
	return all
}

// Canned implements webdesk.Directory.
func (d directory) Canned() []webdesk.Canned {
	var all []webdesk.Canned
	for _, a := range d.desk.Directory().Canned {
		all = append(all, webdesk.Canned{Title: content.Typeset(a.Title), Text: content.Typeset(a.Text)})
	}
	return all
}

// Card implements webdesk.Directory.
func (d directory) Card(r desk.Request) desk.Card { return d.desk.Rules().Card(r) }

// Understanding implements webdesk.Directory.
func (d directory) Understanding() desk.Understanding { return d.desk.Rules().Understanding() }

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
