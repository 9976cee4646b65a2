package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"potentiels/adapters/redis"
	"potentiels/adapters/slack"
	"potentiels/adapters/sqlite"
	"potentiels/adapters/telegram"
	"potentiels/adapters/terminal"
	"potentiels/adapters/web"
	"potentiels/bot"
	"potentiels/config"
)

// webhookPath is where Telegram's calls come in, under PUBLIC_URL.
const webhookPath = "/telegram/webhook"

// serve runs every channel that is configured until it is told to stop.
func serve(ctx context.Context, p *program, args []string) int {
	if len(args) > 0 {
		return p.fail(exitUsage, errUsage)
	}
	s, log, err := p.settings()
	if err != nil {
		return p.fail(exitUsage, err)
	}
	svc, err := newService(ctx, s, log)
	switch {
	case err != nil && ctx.Err() != nil: // told to stop while it waited for the store
		return exitDone
	case err != nil:
		return p.fail(exitUsage, err)
	}
	log.Info("talk to the bot", "address", svc.address())
	if p.terminal {
		_, _ = fmt.Fprintf(p.out, "\n  Parlez-lui : %s\n  ou, dans un autre terminal : potentiels chat\n%s\n", svc.address(), svc.deskInvitation())
	}
	if err := svc.run(ctx); err != nil {
		return p.fail(exitFault, err)
	}
	log.Info("stopped")
	return exitDone
}

// service is the whole program, ready to run.
type service struct {
	settings  config.Settings
	log       *slog.Logger
	store     bot.Store
	engine    *bot.Engine
	knowledge *knowledge
	latest    atomic.Pointer[knowledge] // of the content as it is now
	listener  net.Listener
	server    *http.Server
	front     *front
	served    chan error // how the server ended
	control   func()
	keeping   sync.WaitGroup // of what was learnt at the start
	teaching  teaching
}

// newService opens everything that can be wrong at start; what it returns only
// has to run. An error has left nothing open.
func newService(ctx context.Context, s config.Settings, log *slog.Logger) (_ *service, err error) {
	svc := &service{settings: s, log: log, front: newFront()}
	defer func() {
		if err != nil {
			svc.close()
		}
	}()
	loaded := svc.load() // beside the rest
	if s.StoreURL == "" {
		// First: that another process owns the folder is told before that it has the port, too.
		if svc.store, err = svc.openStore(ctx); errors.Is(err, sqlite.ErrOwned) {
			err = fmt.Errorf("%w; stop it first, or set another DATA_DIR", err)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := svc.listen(ctx); err != nil {
		return nil, err
	}
	if err := <-loaded; err != nil {
		return nil, err
	}
	if s.StoreURL != "" { // it may take a while to be reached, and who asks is told
		if svc.store, err = svc.openStore(ctx); err != nil {
			return nil, err
		}
	}
	key, err := secretKey(s)
	if err != nil {
		return nil, err
	}
	registry, observe := newRegistry()
	page := web.New(web.Options{
		Key: key, Secure: strings.HasPrefix(s.PublicURL, "https:"), Log: log,
		History: func(ctx context.Context, who bot.Address, after uint64, limit int) ([]bot.Line, error) {
			return svc.engine.History(ctx, who, after, limit)
		},
	})
	channels := []bot.Channel{page, terminal.Channel{}}
	var messenger *telegram.Channel
	if s.TelegramToken != "" {
		if messenger, err = telegram.New(telegramOptions(s, log)); err != nil {
			return nil, err
		}
		channels = append(channels, messenger)
	} else {
		c, err := offlineTelegram(log)
		if err != nil {
			return nil, err
		}
		channels = append(channels, c)
	}
	var workspace *slack.Channel
	if s.SlackBotToken != "" {
		workspace = svc.slackFace()
		channels = append(channels, workspace)
	} else {
		channels = append(channels, offlineSlack(log))
	}
	rules, err := svc.knowledge.deskRules(s)
	if err != nil {
		return nil, err
	}
	options := bot.Options{
		Store: svc.store, Next: svc.knowledge.next(), Desk: rules, Channels: channels, Log: log, Observe: observe,
		Key: key, SendRate: s.SendRate, ChatRate: s.SendRatePerChat, ChatBurst: s.SendBurstPerChat,
	}
	if shared, ok := svc.store.(*redis.Store); ok {
		options.Budget = shared.Budget("campaigns", s.SendRate) // one for all processes
	}
	svc.engine = bot.New(options)
	registry.MustRegister(counts{svc.engine, messenger, workspace})

	mux := http.NewServeMux()
	mux.Handle("/", page.Handler())
	pages := svc.webDesk(key)
	mux.Handle(deskPath, pages)
	mux.Handle(deskPath+"/", pages)
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", svc.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	if messenger != nil && s.TelegramWebhook {
		mux.Handle(webhookPath, messenger.Handler())
	}
	if workspace != nil && s.SlackSigningSecret != "" {
		for _, path := range slackPaths {
			mux.Handle(path, workspace.Handler())
		}
	}
	svc.front.open(mux)
	if s.StoreURL != "" {
		return svc, nil // other commands go to the store themselves
	}
	talker := engineTalker{svc.engine, &terminal.Clock{}}
	if svc.control, err = serveControl(ctx, s.DataDir, talker, svc.engine); err != nil {
		return nil, err
	}
	return svc, nil
}

func telegramOptions(s config.Settings, log *slog.Logger) telegram.Options {
	o := telegram.Options{
		Token: s.TelegramToken.Reveal(), APIURL: s.TelegramAPIURL, Log: log,
		Commands: []telegram.Command{
			{Name: "menu", Description: "Revenir au début"},
			{Name: "aide", Description: "Ce que je sais faire"},
			{Name: "suivi", Description: "Où en est ma demande"},
			{Name: "mesdonnees", Description: "Recevoir ce que vous gardez sur moi"},
			{Name: "oublier", Description: "Tout effacer"},
			{Name: "stop", Description: "Ne plus recevoir de messages"},
		},
	}
	if s.TelegramWebhook {
		o.Mode = telegram.Webhook
		o.WebhookURL = s.PublicURL + webhookPath
		o.WebhookSecret = s.TelegramWebhookSecret.Reveal()
	}
	return o
}

// address is where a person can talk to the bot in a browser.
func (svc *service) address() string {
	if svc.settings.PublicURL != "" {
		return svc.settings.PublicURL
	}
	host, port, _ := net.SplitHostPort(svc.listener.Addr().String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return (&url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}).String()
}

// load reads the content; what it gives is why that failed.
func (svc *service) load() <-chan error {
	loaded := make(chan error, 1)
	go func() {
		k, err := loadRemembered(svc.settings.ContentDir, later{memo{svc.settings.DataDir}.soon(), &svc.keeping})
		svc.knowledge = k
		svc.latest.Store(k)
		loaded <- err
	}()
	return loaded
}

// run serves until ctx ends, then drains.
func (svc *service) run(ctx context.Context) error {
	defer svc.close()
	defer svc.keeping.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- svc.engine.Run(ctx) }()
	// The start needs several times the memory of what it leaves.
	defer time.AfterFunc(settled, debug.FreeOSMemory).Stop()
	go svc.watchContent(ctx)
	select {
	case err := <-svc.served:
		cancel()
		return errors.Join(err, <-ended)
	case err := <-ended: // drained
		// Answers to posts that were stored last are still on their way.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
		defer cancel()
		_ = svc.server.Shutdown(ctx) // what has not ended by then is cut off
		return err
	}
}

// settled is how long after the start its memory is given back.
const settled = 2 * time.Second

// lastAnswers is how long calls to the server may take to end after the drain.
const lastAnswers = 500 * time.Millisecond

// close ends what newService opened.
func (svc *service) close() {
	if svc.control != nil {
		svc.control()
	}
	if svc.server != nil {
		_ = svc.server.Close()
	}
	if svc.listener != nil {
		_ = svc.listener.Close()
	}
	if svc.store != nil {
		if err := svc.store.Close(); err != nil {
			svc.log.Error("close the store", "error", err)
		}
	}
}

// contentPoll is how often the content folder is looked at; an editor who saved a
// text sees it within this time.
const contentPoll = 3 * time.Second

// watchContent takes up changes of the content folder that pass the check, the examples that staff
// wrote, and what they confirmed of the directory. The talk goes on with the old content until then.
func (svc *service) watchContent(ctx context.Context) {
	dir := svc.settings.ContentDir
	seen := folderState(dir)
	confirmed := ""
	tick := time.NewTicker(contentPoll)
	defer tick.Stop()
	for {
		k, changed := svc.knowledge, false
		if now := folderState(dir); now != seen {
			seen = now
			loaded, err := loadRemembered(dir, memo{svc.settings.DataDir})
			if err == nil {
				err = checkKnowledge(loaded, time.Now())
			}
			if err != nil {
				svc.log.Error("the changed content has faults and is not used", "error", err)
			} else {
				k, changed = loaded, true
			}
		}
		if taught, learnt := svc.teach(ctx, k, changed); learnt {
			k, changed = taught, true
		}
		if list, err := svc.engine.Desk().Confirmations(ctx); err == nil {
			if now := fmt.Sprint(list); now != confirmed && (confirmed != "" || len(list) > 0) || changed && len(list) > 0 {
				confirmed = now
				if over, err := k.confirm(list); err != nil {
					svc.log.Error("what staff confirmed cannot be told", "error", err)
				} else {
					k, changed = over, true
				}
			}
		}
		if changed {
			svc.take(k)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// take goes on with other knowledge.
func (svc *service) take(k *knowledge) {
	rules, err := k.deskRules(svc.settings)
	if err != nil {
		svc.log.Error("the changed content has faults and is not used", "error", err)
		return
	}
	svc.knowledge = k
	svc.engine.SetDesk(rules)
	svc.latest.Store(k)
	svc.engine.SetNext(k.next())
	debug.FreeOSMemory()
	svc.log.Info("content reloaded", "version", k.version())
}

// folderState changes when a file of a folder is written, added or removed.
func folderState(dir string) string {
	if dir == "" {
		return "" // the embedded content
	}
	var b strings.Builder
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil // a file that is just being replaced shows at the next look
		}
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return b.String()
}
