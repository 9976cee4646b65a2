package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"potentiels/bot/desk"
)

// rowsShown bounds a list: the oldest are shown, and how many there are besides.
const rowsShown = 15

// team is a partner whose requests somebody may see, with its board.
type team struct {
	Partner
	board desk.Board
}

// teams are the partners whose staff channel a user is in. An error is of the store.
func (c *Channel) teams(ctx context.Context, user string) ([]team, error) {
	d := c.desk()
	if d == nil {
		return nil, nil
	}
	var out []team
	for _, p := range c.opts.Partners() {
		if p.Channel == "" || !c.isMember(ctx, p.Channel, user) {
			continue
		}
		b, err := d.Board(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, team{p, b})
	}
	return out, nil
}

// listed is a row with whose it is.
type listed struct {
	team
	desk.Row
}

// rows gives those of a list that fit, oldest first and of each partner as many as can be shown.
func (c *Channel) rows(ctx context.Context, teams []team, of desk.List, fits func(desk.Row) bool) ([]listed, error) {
	var out []listed
	for _, t := range teams {
		if t.board.Open+t.board.Claimed == 0 {
			continue
		}
		some, err := c.desk().Rows(ctx, t.ID, of, rowsShown, fits)
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			out = append(out, listed{t, r})
		}
	}
	slices.SortStableFunc(out, func(a, b listed) int { return a.Opened.Compare(b.Opened) })
	return out[:min(len(out), rowsShown)], nil
}

// waiting is how many requests wait to be taken.
func waiting(teams []team) (n int) {
	for _, t := range teams {
		n += t.board.Open
	}
	return n
}

// list shows rows under a title, to one of the staff; total is how many there are.
func (s *page) list(title, none, user string, rows []listed, total int) {
	s.add(slack.NewHeaderBlock(plainText(title)), escape(title))
	if len(rows) == 0 {
		s.say("%s", none)
	}
	for _, l := range rows {
		s.row(l.Channel, l.Row, l.Name, user)
	}
	if more := total - len(rows); more > 0 && len(rows) > 0 {
		s.say("et %d de plus, plus récentes", more)
	}
}

// figures shows the week of partners that have one.
func (s *page) figures(teams []team, now time.Time) {
	s.add(slack.NewHeaderBlock(plainText("Cette semaine")), "Cette semaine")
	monday := desk.Monday(now)
	shown := 0
	for _, t := range teams {
		w := t.board.Week(monday)
		if w == (desk.Figures{}) && t.board.Open+t.board.Claimed == 0 {
			continue
		}
		text := fmt.Sprintf("*%s* · reçues %d · premières réponses %d · closes %d · en attente %d", name(t.Name), w.Opened, w.Answered, w.Closed, t.board.Open)
		if median, ok := t.board.Median(); ok {
			text += " · première réponse en " + lasting(median) + " pour la moitié"
		}
		s.say("%s", text)
		shown++
	}
	if shown == 0 {
		s.say("Aucune demande pour l’instant.")
	}
}

// home is what the home of one of the staff shows.
type home struct {
	user                 string
	teams                []team
	mine, open, leftOver []listed
}

// leftOverShown bounds the requests of colleagues whose people wait for an answer.
const leftOverShown = 5

func (c *Channel) homeOf(ctx context.Context, user string) (h home, err error) {
	h.user = user
	if h.teams, err = c.teams(ctx, user); err != nil {
		return h, err
	}
	if h.mine, err = c.rows(ctx, h.teams, desk.Of(Name+":"+user), nil); err != nil {
		return h, err
	}
	if h.open, err = c.rows(ctx, h.teams, desk.Queue, nil); err != nil {
		return h, err
	}
	h.leftOver, err = c.rows(ctx, h.teams, desk.InHand, func(r desk.Row) bool { return r.Unanswered && r.By.ID != Name+":"+user })
	h.leftOver = h.leftOver[:min(len(h.leftOver), leftOverShown)]
	return h, err
}

// publishHome shows somebody their requests, the queue and the figures.
func (c *Channel) publishHome(ctx context.Context, user string) {
	h, err := c.homeOf(ctx, user)
	s := new(page)
	if err != nil {
		c.opts.Log.Warn("slack: the boards are not read", "error", err)
		s.say("Le bureau ne répond pas. Rouvrez cette page dans un instant.")
	} else {
		s.home(h, time.Now())
	}
	_, blocks := s.message()
	_, err = c.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
		UserID: user, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}},
	})
	if err != nil {
		c.opts.Log.Warn("slack: a home was not published", "error", classify(err).Err)
	}
}

func (s *page) home(h home, now time.Time) {
	s.list("Mes demandes", "Vous n’avez aucune demande en charge.", h.user, h.mine, len(h.mine))
	s.list("À prendre en charge", "Personne n’attend.", h.user, h.open, waiting(h.teams))
	if len(h.leftOver) > 0 {
		s.list("Chez vos collègues, on attend une réponse", "", h.user, h.leftOver, 0)
	}
	s.figures(h.teams, now)
	if len(h.teams) == 0 {
		s.say(noTeam)
	}
	s.say("Pour essayer le bot, écrivez-lui dans l’onglet Messages ; « pourquoi » montre ce qu’il a compris. `/potentiels aide` dit le reste.")
}

// row finds a request on a home.
func (h home) row(request string) desk.Row {
	for _, l := range slices.Concat(h.mine, h.open, h.leftOver) {
		if l.Request == request {
			return l.Row
		}
	}
	return desk.Row{}
}

// refreshHome publishes a home again once a press there shows on the board.
func (c *Channel) refreshHome(ctx context.Context, user, request string) {
	before, err := c.homeOf(ctx, user)
	if err != nil || request == "" {
		return
	}
	was := before.row(request)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for range 20 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		now, err := c.homeOf(ctx, user)
		if err != nil {
			return
		}
		if is := now.row(request); is.State != was.State || is.By != was.By {
			break
		}
	}
	c.publishHome(ctx, user)
}

// command is what is read of a command.
type command struct {
	Text    string `json:"text"`
	User    string `json:"user_id"`
	Channel string `json:"channel_id"`
}

// usage tells what the command can do.
const usage = "Ce que `/potentiels` sait faire :\n" +
	"• `/potentiels file` : les demandes qui attendent\n" +
	"• `/potentiels stats` : les chiffres de la semaine\n" +
	"• `/potentiels campagnes` : les campagnes et où elles en sont\n" +
	"• `/potentiels fiche PARTENAIRE` : ce que le bot dit d’un partenaire, à confirmer ou corriger\n" +
	"• `/potentiels inconnus` : ce que le bot ne comprend pas, et comment le lui apprendre\n" +
	"• `/potentiels exemples` : ce que les équipes lui ont appris\n" +
	"• `/potentiels pourquoi TEXTE` : ce que le bot comprend d’une phrase, et pourquoi\n" +
	"• `/potentiels aide` : cette aide\n" +
	"Ce que vous écrivez dans le fil d’une demande reste entre vous : seul *Répondre* écrit à la personne."

// command answers a command; it is a question, and nothing is stored of it.
func (c *Channel) command(ctx context.Context, u update) any {
	var cmd command
	if err := json.Unmarshal(u.Payload, &cmd); err != nil {
		c.Stats.Malformed.Add(1)
		return nil
	}
	return c.obey(ctx, cmd)
}

// obey answers a command, to who typed it alone.
func (c *Channel) obey(ctx context.Context, cmd command) map[string]any {
	s := new(page)
	word, rest, _ := strings.Cut(strings.TrimSpace(plain(cmd.Text)), " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(word) {
	case "file", "stats":
		teams, err := c.teams(ctx, cmd.User)
		switch {
		case err != nil:
			c.opts.Log.Warn("slack: the boards are not read", "error", err)
			s.say(away)
		case len(teams) == 0:
			s.say(noTeam)
		case strings.EqualFold(word, "file"):
			s.queue(ctx, c, teams, cmd.User)
		default:
			s.figures(teams, time.Now())
		}
	case "pourquoi":
		if rest == "" {
			s.say("Écrivez la phrase après : `/potentiels pourquoi je veux être soudeur`")
			break
		}
		s.quote(c.opts.Explain(rest))
	case "campagnes":
		s.quote(c.opts.Campaigns(ctx))
	case "fiche":
		s.sheetOf(ctx, c, rest, cmd.User)
	case "inconnus":
		s.unknown(ctx, c, cmd.User)
	case "exemples":
		s.examples(ctx, c, cmd.User, rest)
	default:
		s.say("%s", usage)
	}
	text, blocks := s.message()
	// An answer of 20 KB is dropped without a word, and the blocks may take most of it.
	return map[string]any{"response_type": "ephemeral", "text": cutMarkup(text, maxBeside), "blocks": blocks}
}

// queue shows what waits to be taken.
func (s *page) queue(ctx context.Context, c *Channel, teams []team, user string) {
	rows, err := c.rows(ctx, teams, desk.Queue, nil)
	if err != nil {
		c.opts.Log.Warn("slack: the boards are not read", "error", err)
		s.say(away)
		return
	}
	s.list("Demandes en attente", "Personne n’attend.", user, rows, waiting(teams))
}

// maxBeside is the longest text beside the blocks of an answer to a command.
const maxBeside = 600

// explainLast tells why the bot answered what it did to the last message of somebody's talk.
func (c *Channel) explainLast(ctx context.Context, user string) {
	text := c.opts.LastWords(ctx, user)
	s := new(page)
	if text == "" {
		s.say("Écrivez-moi d’abord une phrase : je dirai ensuite ce que j’y ai lu.")
	} else {
		s.quote(c.opts.Explain(text))
	}
	words, blocks := s.message()
	if _, err := c.post(ctx, post{channel: user, text: words, blocks: blocks, escaped: true}); err != nil {
		c.opts.Log.Warn("slack: an explanation was not posted", "error", classify(err).Err)
	}
}
