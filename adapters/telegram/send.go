package telegram

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"potentiels/bot"
	"potentiels/bot/dialogue"
)

// Send implements bot.Channel.
func (c *Channel) Send(ctx context.Context, to bot.Address, r dialogue.Reply) (bot.MessageID, error) {
	id, err := c.send(ctx, to, r, models.ParseModeHTML)
	if err != nil && strings.Contains(err.Error(), "can't parse entities") {
		// Better unformatted than unsaid.
		id, err = c.send(ctx, to, r, "")
	}
	if err != nil {
		failure := classify(err)
		failure.Err = c.scrub(failure.Err)
		return "", failure
	}
	return id, nil
}

func (c *Channel) send(ctx context.Context, to bot.Address, r dialogue.Reply, mode models.ParseMode) (bot.MessageID, error) {
	chat, err := strconv.ParseInt(to.ID, 10, 64)
	if err != nil {
		return "", tg.ErrorBadRequest
	}
	text := r.Text
	if mode == models.ParseModeHTML {
		text = escape(text)
	}
	var msg *models.Message
	if r.File != nil {
		msg, err = c.api.SendDocument(ctx, &tg.SendDocumentParams{
			ChatID: chat, Caption: text, ParseMode: mode, ReplyMarkup: keyboard(r),
			Document: &models.InputFileUpload{Filename: r.File.Name, Data: bytes.NewReader(r.File.Data)},
		})
	} else {
		off := true
		msg, err = c.api.SendMessage(ctx, &tg.SendMessageParams{
			ChatID: chat, Text: text, ParseMode: mode, ReplyMarkup: keyboard(r),
			LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &off},
		})
	}
	if err != nil {
		return "", err
	}
	return bot.MessageID(strconv.Itoa(msg.ID)), nil
}

// narrow is the longest label that two buttons can share a row with on a small phone.
const narrow = 16

// keyboard lays out choices, then links, one a row unless two short ones fit.
func keyboard(r dialogue.Reply) models.ReplyMarkup {
	if len(r.Buttons) == 0 && len(r.Links) == 0 {
		return nil
	}
	var rows [][]models.InlineKeyboardButton
	var row []models.InlineKeyboardButton
	flush := func() {
		if len(row) > 0 {
			rows = append(rows, row)
			row = nil
		}
	}
	for _, b := range r.Buttons {
		short := utf8.RuneCountInString(b.Label) <= narrow
		if !short || len(row) == 2 {
			flush()
		}
		row = append(row, models.InlineKeyboardButton{Text: b.Label, CallbackData: b.Value})
		if !short {
			flush()
		}
	}
	flush()
	for _, l := range r.Links {
		rows = append(rows, []models.InlineKeyboardButton{{Text: l.Label, URL: l.URL}})
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// pressAnswer bounds an answer to a press; Telegram drops the press after about a minute.
const pressAnswer = 10 * time.Second

// answerPress stops the little clock on a pressed button. It is done once the
// press is stored, beside the flow: what the press means is answered by a message,
// and a press that is too old to be answered is no loss.
func (c *Channel) answerPress(ctx context.Context, h head) {
	if h.Callback == nil || h.Callback.ID == "" {
		return
	}
	select {
	case c.presses <- struct{}{}:
	case <-ctx.Done():
		return
	}
	go func() {
		defer func() { <-c.presses }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pressAnswer)
		defer cancel()
		_, err := c.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: h.Callback.ID})
		if err != nil {
			c.opts.Log.Debug("telegram: a press was not answered", "error", c.scrub(classify(err).Err))
		}
	}()
}

// classify tells what a failed call means. Errors of the library that have no type
// hold the body of an answer and are replaced.
func classify(err error) *bot.SendError {
	if flood, ok := errors.AsType[*tg.TooManyRequestsError](err); ok {
		return &bot.SendError{
			Kind: bot.Throttled, After: time.Duration(max(flood.RetryAfter, 1)) * time.Second,
			Err: errors.New("too many requests"),
		}
	}
	if _, ok := errors.AsType[*tg.MigrateError](err); ok {
		return &bot.SendError{Kind: bot.Rejected, Err: errors.New("the group became a supergroup")}
	}
	switch {
	case errors.Is(err, tg.ErrorForbidden):
		return &bot.SendError{Kind: bot.Blocked, Err: err}
	case errors.Is(err, tg.ErrorBadRequest) && unreachable(err):
		return &bot.SendError{Kind: bot.Blocked, Err: err}
	case errors.Is(err, tg.ErrorBadRequest):
		return &bot.SendError{Kind: bot.Rejected, Err: err}
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		return &bot.SendError{Kind: bot.Revoked, Err: err}
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, context.Canceled) {
		return &bot.SendError{Kind: bot.Temporary, Err: err}
	}
	return &bot.SendError{Kind: bot.Temporary, Err: errors.New("no usable answer from Telegram")}
}

// unreachable tells the 400s that mean the same as a 403.
func unreachable(err error) bool {
	for _, reason := range []string{"chat not found", "user not found", "PEER_ID_INVALID"} {
		if strings.Contains(err.Error(), reason) {
			return true
		}
	}
	return false
}
