package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"potentiels/adapters/web"
	"potentiels/bot"
	"potentiels/bot/dialogue"
)

var key = bytes.Repeat([]byte("k"), 32)

// service is a whole one: page, engine and store, on a port it keeps over restarts.
type service struct {
	t     testing.TB
	store *bot.Memory
	next  bot.Next
	addr  string

	engine *bot.Engine
	stop   func()
}

func newService(t testing.TB, next bot.Next) *service {
	s := &service{t: t, store: bot.NewMemory(), next: next, addr: "127.0.0.1:0"}
	s.start()
	t.Cleanup(func() { s.stop() })
	return s
}

func (s *service) origin() string { return "http://" + s.addr }

// start opens the service on the store as the last one left it.
func (s *service) start() {
	s.t.Helper()
	var listen net.ListenConfig
	listener, err := listen.Listen(s.t.Context(), "tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.addr = listener.Addr().String()
	log := slog.New(slog.DiscardHandler)
	channel := web.New(web.Options{Key: key, Log: log,
		History: func(ctx context.Context, who bot.Address, after uint64, limit int) ([]bot.Line, error) {
			return s.engine.History(ctx, who, after, limit)
		}})
	s.engine = bot.New(bot.Options{Store: s.store.Connect(), Next: s.next, Channels: []bot.Channel{channel}, Log: log})
	server := &http.Server{Handler: channel.Handler(), ReadHeaderTimeout: time.Minute}
	ctx, cancel := context.WithCancel(context.Background())
	ended, served := make(chan struct{}), make(chan struct{})
	go func() { defer close(ended); _ = s.engine.Run(ctx) }()
	go func() { defer close(served); _ = server.Serve(listener) }()
	s.stop = func() {
		cancel()
		<-ended
		grace, done := context.WithTimeout(context.Background(), 10*time.Second)
		defer done()
		if err := server.Shutdown(grace); err != nil {
			s.t.Errorf("the server does not drain: %v", err)
		}
		<-served
		s.stop = func() {}
	}
}

// longText is an answer that fills more than a phone's screen.
var longText = strings.TrimSpace(strings.Repeat("La formation dure six mois, en alternance, à Maxéville. On y apprend à lire un plan, à régler une machine et à contrôler une pièce. ", 12))

// threePaths are as long as the dialogue tells them: three of them fill more than two screens of a phone.
var threePaths = []string{onePath("1", "Maxéville"), onePath("2", "Nancy"), onePath("3", "Yutz")}

func onePath(number, town string) string {
	return number + ". Formation pour adultes au Pôle formation, site de " + town +
		"\nPourquoi : mène au métier visé (soudage), prévue pour votre situation (en recherche d’emploi), à 3 km à vol d’oiseau." +
		"\nPas encore sûr : si ce métier est formé sur ce site pour les adultes, quand, et qui paie." +
		"\nProchaine étape : Contactez le Pôle formation ; parlez du financement à votre conseiller."
}

const distressText = "Ce que vous écrivez compte, et vous n’avez pas à le porter seul.\n\nAppelez le 3114 : des soignants écoutent jour et nuit, gratuitement. " +
	"En danger tout de suite : le 15 ou le 112. Par SMS si parler est impossible : le 114.\n\nS’il y a quelqu’un près de vous, dites-lui. Le reste peut attendre."

// again has the same buttons as the answer to each of them.
var again = dialogue.Reply{Text: "Encore ?", Buttons: []dialogue.Button{
	{Label: "Encore une fois, s’il vous plaît", Value: "encore"}, {Label: "Et une autre fois après celle-là", Value: "encore"},
	{Label: "Cela me suffit pour aujourd’hui", Value: "fin"}, {Label: "Je ne sais pas du tout, aidez-moi", Value: "aide"},
}}

// script is a small talk that has everything a page must show. A message that begins with
// "attendre" is answered when hold lets it.
func script(hold <-chan struct{}) bot.Next {
	return func(s dialogue.Session, m dialogue.Message) (dialogue.Session, dialogue.Turn) {
		var t dialogue.Turn
		say := func(r dialogue.Reply) { t.Replies = append(t.Replies, r) }
		words := strings.ToLower(m.Text)
		switch {
		case m.Kind == dialogue.Start:
			say(dialogue.Reply{Text: "Bonjour ! Que cherchez-vous ?" + from(m.Value), Buttons: []dialogue.Button{
				{Label: "Une formation", Value: "formation"}, {Label: "Un contact", Value: "contact"}, {Label: "Je ne sais pas encore, aidez-moi à choisir", Value: "aide"},
			}})
		case m.Kind == dialogue.Press && m.Value == "formation":
			say(dialogue.Reply{Text: "Voici ce que j’ai trouvé pour vous."})
			say(dialogue.Reply{Text: "1. Soudeur, à Maxéville\nFormation de six mois, ouverte aux demandeurs d’emploi. Voir https://example.org/soudeur.",
				Links:   []dialogue.Link{{Label: "Le site du centre", URL: "https://example.org/centre"}},
				Buttons: []dialogue.Button{{Label: "Celle-ci me plaît", Value: "choix1"}, {Label: "Autre chose", Value: "autre"}}})
		case m.Kind == dialogue.Press && m.Value == "encore":
			say(again)
		case m.Kind == dialogue.Press && strings.HasPrefix(m.Value, "attendre"):
			<-hold
			say(dialogue.Reply{Text: "Me voilà."})
		case m.Kind == dialogue.Press:
			say(dialogue.Reply{Text: "Vous avez choisi : " + m.Value})
		case m.Kind == dialogue.Due:
			say(dialogue.Reply{Text: "Je reviens vers vous, comme promis."})
		case words == "plus tard":
			t.Effects.Remind = map[string]time.Time{"retour": m.At.Add(2 * time.Second)}
			say(dialogue.Reply{Text: "Entendu."})
		case words == "/mesdonnees":
			say(dialogue.Reply{Text: "Voici vos données.", File: &dialogue.File{Name: "mes-donnees.json", Type: "application/json", Data: []byte(`{"été":1}`)}})
		case words == "/oublier":
			t.Effects.Erase = true
			say(dialogue.Reply{Text: "Tout est effacé."})
		case words == "long":
			say(dialogue.Reply{Text: longText})
		case words == "pistes":
			for _, text := range threePaths {
				say(dialogue.Reply{Text: text, Buttons: []dialogue.Button{{Label: "En savoir plus", Value: "plus"}}})
			}
			say(dialogue.Reply{Text: "On regarde la première ensemble ?", Buttons: []dialogue.Button{
				{Label: "Oui, en savoir plus", Value: "plus"}, {Label: "Parler à un conseiller", Value: "conseiller"}, {Label: "De quoi vit-on pendant ?", Value: "argent"},
			}})
		case words == "détresse":
			t.Effects.Unkept = true
			say(dialogue.Reply{Text: distressText})
		case words == "encore":
			say(again)
		case words == "choix lent":
			say(dialogue.Reply{Text: "Lequel ?", Buttons: []dialogue.Button{{Label: "Le premier", Value: "attendre1"}, {Label: "Le second", Value: "attendre2"}}})
		case words == "piste":
			say(dialogue.Reply{Text: pathText})
		case words == "appel":
			say(dialogue.Reply{Text: "Appelez le 03 83 00 00 00 ou écrivez à contact@example.org."})
		case strings.HasPrefix(words, "attendre"):
			<-hold
			say(dialogue.Reply{Text: "Me voilà."})
		default:
			say(dialogue.Reply{Text: "Vous dites : " + m.Text})
		}
		return s, t
	}
}

func from(campaign string) string {
	if campaign == "" {
		return ""
	}
	return " (" + campaign + ")"
}
