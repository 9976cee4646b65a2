package main

import (
	"strings"
	"time"
	"unicode"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"potentiels/adapters/slack"
	"potentiels/adapters/telegram"
	"potentiels/bot"
)

// newRegistry makes the registry behind /metrics and the observer that feeds its
// histogram. What the packages count themselves is added by collect.
func newRegistry() (*prometheus.Registry, bot.Observe) {
	registry := prometheus.NewRegistry()
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "potentiels_stage_seconds", Help: "Time that the stages of a message's way took.",
		Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14), // 0.5 ms to 4 s
	}, []string{"stage"})
	registry.MustRegister(seconds, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return registry, func(stage bot.Stage, d time.Duration) {
		seconds.WithLabelValues(string(stage)).Observe(d.Seconds())
	}
}

// counts is a prometheus.Collector of counters that others keep.
type counts struct {
	engine   *bot.Engine
	telegram *telegram.Channel // may be nil
	slack    *slack.Channel    // the same
}

// Describe implements prometheus.Collector: the counters are what they are at the time.
func (c counts) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (c counts) Collect(out chan<- prometheus.Metric) {
	counter := func(name, help string, value float64) {
		desc := prometheus.NewDesc("potentiels_"+snake(name)+"_total", help, nil, nil)
		out <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, value)
	}
	c.engine.Metrics().Each(func(name, help string, value uint64) { counter(name, help, float64(value)) })
	if c.telegram != nil {
		s := &c.telegram.Stats
		counter("TelegramGaps", "Numbers of updates that were waited for in vain.", float64(s.Gaps.Load()))
		counter("TelegramLate", "Updates that came after their place in the order was passed.", float64(s.Late.Load()))
		counter("TelegramMalformed", "Bodies that are no update.", float64(s.Malformed.Load()))
		counter("TelegramRefused", "Webhook calls with a wrong secret.", float64(s.Refused.Load()))
	}
	if c.slack != nil {
		s := &c.slack.Stats
		counter("SlackConnections", "Connections of Socket Mode that were opened.", float64(s.Connections.Load()))
		counter("SlackMalformed", "Frames and bodies that are no update.", float64(s.Malformed.Load()))
		counter("SlackRefused", "Calls that Slack did not sign, or too long ago.", float64(s.Refused.Load()))
		counter("SlackRetries", "Updates that Slack offered again.", float64(s.Retries.Load()))
		counter("SlackSpared", "Messages that had arrived although the call seemed to fail.", float64(s.Spared.Load()))
	}
}

// snake turns a Go name into a metric's: CommitRetries is commit_retries.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
