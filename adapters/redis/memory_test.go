package redis_test

import (
	"fmt"
	"strings"
	"testing"

	"potentiels/adapters/redis"
	"potentiels/adapters/redis/redistest"
	"potentiels/bot"
)

// sessionBytes is a stored session with a full profile, one recommendation and 8
// ids of updates.
const sessionBytes = `{"t":{"p":"soudeur|54395|54|demandeur_emploi|cap|52|30","o":"recommendation","r":"afpa-maxeville-soudeur-tp",` +
	`"f":63,"q":"suite","s":"piste;suite","a":"mcsna","k":"chercher_formation","d":1790000000,"e":129,"b":3},` +
	`"r":"oPQ8wpLu3gEAAgACAAIAAgACAAIAAg==","n":8,"k":1,"d":20717,"p":1790000000123}`

// BenchmarkMemory loads sessions, b.N of them, and tells what one takes in the server, its key
// included.
func BenchmarkMemory(b *testing.B) {
	server := redistest.Start(b, "appendonly", "no")
	s := openWith(b, server.URL(), redis.Options{})
	leases, err := s.Acquire(b.Context(), "memory", 1<<40)
	if err != nil {
		b.Fatal(err)
	}
	byPartition := make([]bot.Lease, bot.Partitions)
	for _, l := range leases {
		byPartition[l.Partition] = l
	}
	used := func() (n int64) {
		var text string
		for line := range strings.Lines(server.Do("INFO", "memory").(string)) {
			if _, err := fmt.Sscanf(line, "used_memory:%s", &text); err == nil {
				_, _ = fmt.Sscan(text, &n)
				return n
			}
		}
		b.Fatal("no used_memory")
		return 0
	}
	var batches [bot.Partitions]bot.Batch
	flush := func(p bot.Partition) {
		if err := s.Commit(b.Context(), byPartition[p], batches[p]); err != nil {
			b.Fatal(err)
		}
		batches[p] = bot.Batch{}
	}
	before := used()
	b.ResetTimer()
	for i := range b.N {
		a := bot.Address{Channel: "telegram", ID: fmt.Sprint(5_000_000_000 + i*7)}
		p := a.Partition()
		batches[p].Put = append(batches[p].Put, bot.Record{
			Key: bot.Key{Owner: a, Family: bot.FamilySession}, Value: []byte(sessionBytes),
		})
		if len(batches[p].Put) == 1000 {
			flush(p)
		}
	}
	for p := range bot.Partition(bot.Partitions) {
		flush(p)
	}
	b.StopTimer()
	b.ReportMetric(float64(used()-before)/float64(b.N), "B/session")
	b.ReportMetric(float64(len(sessionBytes)), "B/value")
}
