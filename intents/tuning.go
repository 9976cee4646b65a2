package intents

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:generate go run potentiels model model.txt

//go:embed model.txt
var modelText string

// tuning is what can only be found by holding phrases out: it is fitted by
// [Tune] and kept in model.txt.
type tuning struct {
	fingerprint string                        // of the phrases it was fitted on
	sharpness   float64                       // of the softmax over margins
	closed      logistic                      // in scope or not, with phrases out of scope to learn from
	open        logistic                      // in scope or not, without
	threshold   float64                       // least probability to be in scope
	slope, base float64                       // of the score, on the logit scale
	further     logistic                      // whether another is asked too
	habit       map[string]float64            // by further intent, beside that
	beside      map[string]map[string]float64 // by best intent and further one, beside both
	doubt       float64                       // of the score, for how near it was that another wish came first
}

var evidenceNames = [evidences]string{"top", "gap", "soft", "out", "out_soft", "nearest", "known", "chars", "short", "near_out"}

// valueNames are the names of what a judge weighs.
func valueNames(judge string) []string {
	if judge == "further" {
		return signNames[:]
	}
	return evidenceNames[:]
}

// String writes the tuning as model.txt has it.
func (t *tuning) String() string {
	var b strings.Builder
	b.WriteString("# Written by « make model »; fitted by folds on the phrases with this fingerprint.\n")
	fmt.Fprintf(&b, "fingerprint %s\n", t.fingerprint)
	number := func(name string, v float64) { fmt.Fprintf(&b, "%s %.5g\n", name, v) }
	number("sharpness", t.sharpness)
	number("threshold", t.threshold)
	number("slope", t.slope)
	number("doubt", t.doubt)
	number("base", t.base)
	for _, l := range []struct {
		name string
		*logistic
	}{{"closed", &t.closed}, {"open", &t.open}, {"further", &t.further}} {
		number(l.name+".bias", l.bias)
		for i, w := range l.weights {
			number(l.name+"."+valueNames(l.name)[i], w)
		}
	}
	for _, intent := range sortedKeys(t.habit) {
		number("habit."+intent, t.habit[intent])
	}
	for _, best := range sortedKeys(t.beside) {
		b.WriteString("beside." + best)
		for _, intent := range sortedKeys(t.beside[best]) {
			fmt.Fprintf(&b, " %s %.2f", intent, t.beside[best][intent])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// readTuning reads model.txt.
func readTuning(text string) (tuning, error) {
	t := tuning{habit: map[string]float64{}, beside: map[string]map[string]float64{}}
	numbers := map[string]*float64{"sharpness": &t.sharpness, "threshold": &t.threshold, "slope": &t.slope, "doubt": &t.doubt, "base": &t.base,
		"closed.bias": &t.closed.bias, "open.bias": &t.open.bias, "further.bias": &t.further.bias}
	for judge, l := range map[string]*logistic{"closed": &t.closed, "open": &t.open, "further": &t.further} {
		names := valueNames(judge)
		l.weights = make([]float64, len(names))
		for i, name := range names {
			numbers[judge+"."+name] = &l.weights[i]
		}
	}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		name, value, _ := strings.Cut(line, " ")
		if name == "fingerprint" {
			t.fingerprint = value
			continue
		}
		if best, ok := strings.CutPrefix(name, "beside."); ok {
			var err error
			if t.beside[best], err = readBeside(value); err != nil {
				return t, fmt.Errorf("model.txt:%d: %w", i+1, err)
			}
			continue
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return t, fmt.Errorf("model.txt:%d: %w", i+1, err)
		}
		if intent, ok := strings.CutPrefix(name, "habit."); ok {
			t.habit[intent] = v
			continue
		}
		to, ok := numbers[name]
		if !ok {
			return t, fmt.Errorf("model.txt:%d: unknown or repeated name %q", i+1, name)
		}
		*to = v
		delete(numbers, name)
	}
	for name := range numbers {
		return t, fmt.Errorf("model.txt: %s is missing", name)
	}
	return t, nil
}

// readBeside reads intents, each with a number.
func readBeside(text string) (map[string]float64, error) {
	all := map[string]float64{}
	fields := strings.Fields(text)
	if len(fields)%2 != 0 {
		return nil, fmt.Errorf("%q has no number", fields[len(fields)-1])
	}
	for i := 0; i < len(fields); i += 2 {
		v, err := strconv.ParseFloat(fields[i+1], 64)
		if err != nil {
			return nil, err
		}
		all[fields[i]] = v
	}
	return all, nil
}
