package redis_test

import (
	"testing"
	"time"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// Processes learn of each other and of pauses through the server; TestPace tells what they make
// of it.
func TestBudget(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	budgets := make([]*redis.Budget, 3)
	for i := range budgets {
		budgets[i] = open(t, server.URL()).Budget("campaigns", 30)
	}
	redistest.Eventually(t, "each has its part", func() bool {
		for _, b := range budgets {
			if b.String() != "10 of 30 permits" {
				return false
			}
		}
		return true
	})
	granted := make(chan bot.Permit, 100)
	ask := func() bot.Permit {
		budgets[0].Ask(func(p bot.Permit) { granted <- p })
		return <-granted
	}
	for range 10 {
		p := ask()
		p.Done(time.Now(), time.Now())
	}
	const pause = time.Hour
	budgets[2].Pause(time.Now().Add(pause))
	redistest.Eventually(t, "the pause is known", func() bool {
		n, _ := server.Do("EXISTS", redis.DefaultPrefix+"{pace:campaigns}pause").(int64)
		return n == 1
	})
}
