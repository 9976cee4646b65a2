package desk

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"potentiels/bot/content"
)

// Wish is what a partner is looked for.
type Wish struct {
	Competence  string
	Departement string    // INSEE; empty is not known
	At          time.Time // the day decides who is away, and the spread
	Seed        uint64    // of the person, so that asking again on one day gives the same answer
}

// Standings are how much each partner has on its hands.
type Standings map[string]Standing

// Route finds the partner for a wish, among those in order of the directory. First come those
// that receive people with such a wish, spread by their weights; those that are away, have
// as many requests as they take, or have let several go unanswered stand back. When nobody is
// left, the wish goes where it would have gone otherwise: a longer wait is told, a refusal helps
// nobody.
func (k *Rules) Route(directory []content.Partner, w Wish, now Standings) string {
	var receive, able []string
	for _, p := range directory {
		if !serves(p, w.Departement) {
			continue
		}
		if p.Receives[w.Competence] > 0 {
			receive = append(receive, p.ID)
		}
		if slices.Contains(p.Competences, w.Competence) {
			able = append(able, p.ID)
		}
	}
	for _, some := range [][]string{receive, able} {
		if free := slices.DeleteFunc(slices.Clone(some), func(id string) bool { return !k.takes(id, w.At, now[id]) }); len(free) > 0 {
			return k.spread(free, w)
		}
	}
	for _, some := range [][]string{receive, able} {
		if len(some) > 0 {
			return k.spread(some, w)
		}
	}
	if len(directory) > 0 {
		return directory[0].ID
	}
	return ""
}

func serves(p content.Partner, departement string) bool {
	return len(p.Departements) == 0 || departement == "" || slices.Contains(p.Departements, departement)
}

// takes tells whether new requests go to a partner.
func (k *Rules) takes(id string, at time.Time, s Standing) bool {
	p := k.partner(id)
	return (p.Cap == 0 || s.Load < p.Cap) && s.Missed < p.Pause && !p.Calendar.Away(at)
}

// spread chooses one, each as often as its weight says, by the person and the day: the highest
// of -1/ln(u) to the weight, with u from a hash, is weighted rendezvous hashing. What one partner
// joins or leaves moves nobody between the others.
func (k *Rules) spread(ids []string, w Wish) string {
	best, top := "", math.Inf(-1)
	for _, id := range ids {
		h := fnv.New64a()
		_, _ = h.Write([]byte(strings.Join([]string{w.At.In(paris).Format(time.DateOnly), w.Competence, id}, "\x00")))
		// The last bytes written to FNV hardly reach the high bits, so the whole is mixed again.
		x := mix(h.Sum64() ^ mix(w.Seed))
		u := (float64(x>>11) + 0.5) / (1 << 53)
		weight := float64(max(1, k.partner(id).Receives[w.Competence]))
		if score := weight / -math.Log(u); score > top {
			best, top = id, score
		}
	}
	return best
}

// mix spreads every bit over the whole (the finaliser of MurmurHash3, public domain).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
