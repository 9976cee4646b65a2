package main

import (
	"slices"
	"testing"

	"potentiels/adapters/slack"
	"potentiels/bot/content"
	"potentiels/config"
)

// Whoever a request can go to is in the lists of Slack: also a partner that the person chose, or a colleague
// transferred to, and that no wish is routed to first.
func TestEveryPartnerIsStaffed(t *testing.T) {
	c, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	staff := staffed(c, config.Settings{SlackDeskChannel: "C0ALL"})
	for _, p := range c.Partners {
		if !slices.ContainsFunc(staff, func(s slack.Partner) bool { return s.ID == p.ID && s.Channel != "" }) {
			t.Errorf("%s is in no list", p.ID)
		}
	}
}
